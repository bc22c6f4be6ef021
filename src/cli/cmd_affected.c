/*
 * affected: the ids of the prompts that a change touches, for whatever runs
 * once a prompt: an evaluation in CI, a review by its owner.
 */
#include "check/affected.h"
#include "cli/ci.h"
#include "cli/command.h"
#include "cli/range.h"
#include "report/report.h"

struct affected_options {
	struct view_choice which;
	const char *base, *range;
	bool ids_only, nul, json;
};

static const char *const how_names[] = {
	[AFFECTED_CHANGED] = "changed",
	[AFFECTED_ADDED] = "added",
	[AFFECTED_REMOVED] = "removed",
	[AFFECTED_UNREADABLE] = "unreadable",
};

static void write_ids(struct run *run, const struct affected_list *list,
		      bool nul)
{
	for (size_t i = 0; i < list->count; i++) {
		/* There is nothing left to be run for it. */
		if (list->items[i].how == AFFECTED_REMOVED)
			continue;
		buf_add(&run->out, list->items[i].id);
		buf_addc(&run->out, nul ? '\0' : '\n');
	}
}

static void write_path(struct buf *out, const struct affected_path *p)
{
	buf_adds(out, "    ");
	for (size_t i = 0; i + 1 < p->chain_count; i++) {
		text_escape(out, p->chain[i], false);
		buf_adds(out, " > ");
	}
	text_escape(out, p->path, false);
	buf_addc(out, '\n');
}

static void write_text(struct run *run, const struct affected_list *list)
{
	struct buf *out = &run->out;

	for (size_t i = 0; i < list->count; i++) {
		const struct affected *item = &list->items[i];

		text_escape(out, item->id, false);
		buf_addf(out, "  %s", how_names[item->how]);
		for (size_t j = 0; j < item->changes.count; j++)
			buf_addf(out, "%s%s", j ? ", " : ": ",
				 change_info(item->changes.items[j].kind)->id);
		buf_addc(out, '\n');
		for (size_t j = 0; j < item->path_count; j++)
			write_path(out, &item->paths[j]);
	}
}

static void write_json_path(struct buf *out, const struct affected_path *p)
{
	buf_adds(out, "{\"path\":");
	report_json_string(out, p->path);
	buf_adds(out, ",\"chain\":[");
	for (size_t i = 0; i < p->chain_count; i++) {
		buf_adds(out, i ? "," : "");
		report_json_string(out, p->chain[i]);
	}
	buf_adds(out, "]}");
}

static void write_json(struct run *run, const struct affected_list *list,
		       const char *base)
{
	struct buf *out = &run->out;

	buf_adds(out, "{\"format_version\":\"1.0\",\"base\":");
	report_json_string(out, str_of(base ? base : ""));
	buf_adds(out, ",\"prompts\":[");
	for (size_t i = 0; i < list->count; i++) {
		const struct affected *item = &list->items[i];

		buf_adds(out, i ? ",{\"prompt\":" : "{\"prompt\":");
		report_json_string(out, item->id);
		buf_addf(out, ",\"how\":\"%s\",\"needs\":\"%s\",\"changes\":[",
			 how_names[item->how], bump_name(item->changes.needs));
		for (size_t j = 0; j < item->changes.count; j++)
			buf_addf(out, "%s\"%s\"", j ? "," : "",
				 change_info(item->changes.items[j].kind)->id);
		buf_adds(out, "],\"paths\":[");
		for (size_t j = 0; j < item->path_count; j++) {
			buf_adds(out, j ? "," : "");
			write_json_path(out, &item->paths[j]);
		}
		buf_adds(out, "]}");
	}
	buf_adds(out, "]}\n");
}

/* A manifest with mistakes in it names no prompts that could be compared. */
static int readable(struct run *run, const struct manifest *m,
		    const struct sink *sink, const char *where)
{
	const struct finding *first = sink->count ? &sink->items[0] : NULL;

	if (!m->present || m->valid)
		return 0;
	error_help(run->err, "promptpin check");
	if (!first)
		return error_set(run->err, ERROR_FAILED,
				 "%s of %s cannot be read", MANIFEST_PATH,
				 where);
	return error_set(run->err, ERROR_FAILED, "%s of %s, line %u: %.*s",
			 MANIFEST_PATH, where, first->pos.line,
			 STR_ARG(first->message));
}

/* The same collections may name other files there. */
static int expand_base(struct run *run, struct setting *s, struct sink *sink)
{
	if (!s->base_manifest.present || !s->base_manifest.collection_count)
		return 0;
	return manifest_read(&s->base_manifest, run->arena, s->base.view, sink,
			     run->err);
}

static int search(struct run *run, const struct affected_options *o,
		  struct setting *s, struct affected_list *list)
{
	struct setting_request request = { .repo = run->repo,
					   .rev = o->which.rev,
					   .base = o->base };
	struct sink sink = sink_in(run->arena), none = sink_in(run->arena);
	struct affected_side from, to;

	if (run_view(run, &o->which, &request.view) < 0 ||
	    (!o->which.staged && ci_base(run, &request) < 0) ||
	    setting_open(s, run->arena, &request, &sink, run->err) < 0 ||
	    readable(run, &s->manifest, &sink, view_name(request.view)) < 0 ||
	    expand_base(run, s, &none) < 0 ||
	    readable(run, &s->base_manifest, &none, "the base") < 0)
		return run->err->code;
	from = (struct affected_side){ s->base.view, &s->base_manifest };
	to = (struct affected_side){ request.view, &s->manifest };
	return affected_find(list, run->arena, &from, &to, &s->force.bumps,
			     run->err);
}

int cmd_affected(struct run *run, int argc, char **argv)
{
	struct affected_options o = { 0 };
	const struct opt opts[] = {
		OPT_VALUE(0, "base", &o.base, "REV",
			  "compare with this commit (default: what the check "
			  "judges against)"),
		OPT_FLAG(0, "staged", &o.which.staged,
			 "the prompts of what would be committed"),
		OPT_FLAG(0, "worktree", &o.which.worktree,
			 "of the work tree (the default)"),
		OPT_VALUE(0, "rev", &o.which.rev, "REV", "of a commit"),
		OPT_VALUE(0, "range", &o.range, "A..B", "as --rev B --base A"),
		OPT_FLAG(0, "porcelain", &o.ids_only,
			 "one id a line, without those that are gone"),
		OPT_FLAG('z', "null", &o.nul,
			 "the same, with NUL bytes for line ends"),
		OPT_FLAG(0, "json", &o.json, "as JSON"),
		OPT_END
	};
	struct affected_list list = { 0 };
	struct setting s = { 0 };
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if ((o.range && range_read(run, o.range, &o.base, &o.which.rev) < 0) ||
	    run_repo(run, 0) < 0 || search(run, &o, &s, &list) < 0)
		return run->err->code;
	if (o.json)
		write_json(run, &list, s.base.label);
	else if (o.ids_only || o.nul)
		write_ids(run, &list, o.nul);
	else
		write_text(run, &list);
	if (!o.base && !o.which.staged)
		ci_note(run, &s.base,
			"nothing before it was there to tell what a change "
			"touches");
	return EXIT_CLEAN;
}

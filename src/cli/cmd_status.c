#include "cli/checking.h"
#include "cli/command.h"
#include "report/paint.h"

enum { DIGEST_SHOWN = 12 };

static const char *const states[] = { [PROMPT_CLEAN] = "clean",
				      [PROMPT_DRIFT] = "drift",
				      [PROMPT_UNRELEASED] = "unreleased",
				      [PROMPT_BROKEN] = "broken" };

static enum paint state_paint(enum prompt_state state)
{
	return state == PROMPT_CLEAN ? PAINT_ADDED : PAINT_ERROR;
}

static size_t longest_id(const struct check *c)
{
	size_t longest = 0;

	for (size_t i = 0; i < c->prompt_count; i++) {
		if (c->prompts[i].id.n > longest)
			longest = c->prompts[i].id.n;
	}
	return longest;
}

static struct str digest_text(struct run *run, const struct prompt_report *p,
			      size_t n)
{
	char digest[STORE_DIGEST_TEXT + 1];

	if (!p->complete)
		return STR("-");
	store_id_write(&p->normal, digest);
	return str_copy(run->arena,
			str_cut(str_of(digest + strlen("sha256:")), 0, n));
}

static void write_line(struct run *run, const struct prompt_report *p,
		       size_t width, bool colour)
{
	struct buf *out = &run->out;

	text_escape(out, p->id, false);
	buf_addf(out, "%*s  %-10.*s %-9s  %-*.*s  ", (int)(width - p->id.n), "",
		 STR_ARG(p->version.n ? p->version : STR("-")),
		 !p->version.n ? "" :
		 p->published  ? "published" :
				 "draft",
		 DIGEST_SHOWN, STR_ARG(digest_text(run, p, DIGEST_SHOWN)));
	paint(out, state_paint(p->state), colour, str_of(states[p->state]));
	if (p->asks != BUMP_NONE) {
		buf_addf(out, ", asks for %s", bump_name(p->asks));
		if (p->base_version.n && !str_eq(p->base_version, p->version)) {
			buf_adds(out, " since ");
			text_escape(out, p->base_version, false);
		}
		if (p->changes.count)
			buf_addf(out, " (%s%s)",
				 change_info(p->changes.items[0].kind)->id,
				 p->changes.count > 1 ? ", ..." : "");
	}
	buf_addc(out, '\n');
}

static void write_text(struct run *run, const struct check *c)
{
	size_t width = longest_id(c),
	       errors = sink_count(&c->sink, LEVEL_ERROR);

	for (size_t i = 0; i < c->prompt_count; i++)
		write_line(run, &c->prompts[i], width, run_colour(run, stdout));
	if (errors)
		buf_addf(&run->out, "%zu error%s; promptpin check shows %s\n",
			 errors, errors == 1 ? "" : "s",
			 errors == 1 ? "it" : "them");
}

static void write_json(struct run *run, const struct check *c)
{
	struct buf *out = &run->out;

	buf_adds(out, "{\"format_version\":\"1.0\",\"prompts\":[");
	for (size_t i = 0; i < c->prompt_count; i++) {
		const struct prompt_report *p = &c->prompts[i];

		buf_adds(out, i ? ",{\"prompt\":" : "{\"prompt\":");
		report_json_string(out, p->id);
		buf_adds(out, ",\"version\":");
		report_json_string(out, p->version);
		buf_addf(out, ",\"published\":%s,\"normal\":\"",
			 p->published ? "true" : "false");
		if (p->complete)
			buf_addf(out, "sha256:%s",
				 digest_text(run, p, STORE_ID_HEX).p);
		buf_addf(out, "\",\"state\":\"%s\",\"base_version\":",
			 states[p->state]);
		report_json_string(out, p->base_version);
		buf_addf(out, ",\"asks\":\"%s\",\"changes\":[",
			 bump_name(p->asks));
		for (size_t j = 0; j < p->changes.count; j++)
			buf_addf(out, "%s\"%s\"", j ? "," : "",
				 change_info(p->changes.items[j].kind)->id);
		buf_adds(out, "]}");
	}
	buf_adds(out, "]}\n");
}

int cmd_status(struct run *run, int argc, char **argv)
{
	struct view_choice which = { 0 };
	const char *base = NULL;
	bool json = false, no_base = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "staged", &which.staged,
			 "of what would be committed"),
		OPT_FLAG(0, "worktree", &which.worktree,
			 "of the work tree (the default)"),
		OPT_VALUE(0, "rev", &which.rev, "REV", "of a commit"),
		OPT_VALUE(0, "base", &base, "REV", "judge against this commit"),
		OPT_FLAG(0, "no-base", &no_base, "leave out what needs a base"),
		OPT_FLAG(0, "json", &json, "as JSON"),
		OPT_END
	};
	struct check_request request = { 0 };
	struct check c = { 0 };
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (run_repo(run, 0) < 0 ||
	    run_view(run, &which, &request.setting.view) < 0)
		return run->err->code;
	request.setting.repo = run->repo;
	request.setting.rev = which.rev;
	request.setting.base = base;
	request.setting.no_base = no_base;
	request.ids = args.count ? args.items : NULL;
	if (check_run(&c, run->arena, &request, run->err) < 0)
		return run->err->code;
	if (json)
		write_json(run, &c);
	else if (c.nothing)
		run_note("there is no %s here; promptpin init writes one",
			 MANIFEST_PATH);
	else
		write_text(run, &c);
	return EXIT_CLEAN;
}

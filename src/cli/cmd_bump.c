#include "base/text.h"
#include "cli/command.h"
#include "release/bump.h"
#include "report/report.h"

static const char *verb(enum bumped what)
{
	switch (what) {
	case BUMPED_NEW:
		return "released";
	case BUMPED_PUBLISHED:
		return "back to the published release";
	case BUMPED_NOTHING:
		break;
	}
	return "up to date";
}

static void write_changes(struct run *run, const struct bump_item *item)
{
	for (size_t i = 0; i < item->changes.count; i++) {
		const struct change *change = &item->changes.items[i];

		buf_addf(&run->out, "    %s asks for %s%s: ",
			 change_info(change->kind)->id,
			 bump_name(change->needs),
			 change->proven ? "" : " (not proven)");
		text_escape(&run->out, change->message, false);
		buf_addc(&run->out, '\n');
	}
}

static void write_item(struct run *run, const struct bump_item *item,
		       bool dry_run)
{
	struct str before = item->from.n ? item->from : item->was;

	text_escape(&run->out, item->id, false);
	buf_addc(&run->out, ' ');
	if (item->what != BUMPED_NOTHING && before.n &&
	    !str_eq(before, item->version)) {
		text_escape(&run->out, before, false);
		buf_adds(&run->out, " -> ");
	}
	text_escape(&run->out, item->version, false);
	buf_addf(&run->out, "  %s%s%s%s\n",
		 item->what == BUMPED_NEW && dry_run ? "would be " : "",
		 verb(item->what), item->finished ? ", staged now" : "",
		 item->from_index ? " (from the index)" : "");
	if (item->what == BUMPED_NEW)
		write_changes(run, item);
}

static void write_text(struct run *run, const struct bump_result *r,
		       bool dry_run)
{
	size_t quiet = 0;

	for (size_t i = 0; i < r->count; i++) {
		if (r->items[i].what == BUMPED_NOTHING &&
		    !r->items[i].finished && r->count > 1)
			quiet++;
		else
			write_item(run, &r->items[i], dry_run);
	}
	if (quiet)
		buf_addf(&run->out, "%zu prompt%s up to date\n", quiet,
			 quiet == 1 ? " is" : "s are");
	for (size_t i = 0; i < r->dropped_count; i++) {
		buf_adds(&run->out, "dropped the draft ");
		text_escape(&run->out, r->dropped[i], false);
		buf_addc(&run->out, '\n');
	}
	for (size_t i = 0; i < r->unstaged_count; i++) {
		buf_adds(&run->out, "not staged: ");
		text_escape(&run->out, r->unstaged[i].path, false);
		buf_adds(&run->out, ": ");
		text_escape(&run->out, r->unstaged[i].why, false);
		buf_addc(&run->out, '\n');
	}
}

static void write_json(struct run *run, const struct bump_result *r)
{
	static const char *const whats[] = { "nothing", "new", "published" };
	struct buf *out = &run->out;

	buf_adds(out, "{\"format_version\":\"1.0\",\"prompts\":[");
	for (size_t i = 0; i < r->count; i++) {
		const struct bump_item *item = &r->items[i];

		buf_adds(out, i ? ",{\"prompt\":" : "{\"prompt\":");
		report_json_string(out, item->id);
		buf_addf(out,
			 ",\"result\":\"%s\",\"from\":", whats[item->what]);
		report_json_string(out, item->from);
		buf_adds(out, ",\"version\":");
		report_json_string(out, item->version);
		buf_addf(out, ",\"asks\":\"%s\"}", bump_name(item->asks));
	}
	buf_adds(out, "]}\n");
}

/* Say what stands against it, as `check` does. */
static int refuse(struct run *run, const struct bump_result *r)
{
	struct report report = { .sink = &r->sink,
				 .view = "worktree",
				 .base = r->base.label,
				 .prompts = r->count };
	struct buf text = buf_in(run->arena);

	report_text(&text, &report, run_colour(run, stderr));
	run_write(stderr, buf_str(&text));
	return ERROR_REFUSED;
}

static int wrong(struct run *run, const char *what)
{
	return error_set(run->err, ERROR_USAGE, "bump: %s", what);
}

int cmd_bump(struct run *run, int argc, char **argv)
{
	struct bump_request request = { 0 };
	const char *level = NULL;
	bool all = false, json = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "all", &all, "every prompt that needs it"),
		OPT_VALUE(0, "level", &level, "LEVEL",
			  "at least patch, minor or major"),
		OPT_VALUE(0, "to", &request.to, "VERSION", "this version"),
		OPT_VALUE('m', "message", &request.reason, "WHY",
			  "why the release is made"),
		OPT_FLAG(0, "keep", &request.keep,
			 "add a release, drop no draft"),
		OPT_FLAG('n', "dry-run", &request.dry_run,
			 "say what would be done"),
		OPT_VALUE(0, "base", &request.base, "REV",
			  "judge against this commit"),
		OPT_FLAG(0, "no-base", &request.no_base,
			 "as --keep, from the view's head"),
		OPT_VALUE(0, "policy", &request.policy, "FILE",
			  "the machine's policy"),
		OPT_FLAG(0, "json", &json, "as JSON"),
		OPT_END
	};
	struct bump_result result;
	struct args args;
	int status, rc;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (all == (args.count > 0))
		return wrong(run, all ? "give prompt ids or --all, not both" :
					"which prompt? Give its id, or --all");
	if (level && (bump_read(str_of(level), &request.level) < 0 ||
		      request.level == BUMP_NONE))
		return wrong(run, "--level is patch, minor or major");
	if (request.reason &&
	    text_utf8_bad(str_of(request.reason)) < strlen(request.reason))
		return wrong(run, "the message is not UTF-8");
	if (request.to && args.count != 1)
		return wrong(run, "--to takes exactly one prompt");
	if (run_repo(run, 0) < 0)
		return run->err->code;
	request.repo = run->repo;
	request.ids = all ? NULL : args.items;
	rc = bump_run(&result, run->arena, &request, run->err);
	if (rc == ERROR_REFUSED && result.sink.count)
		return refuse(run, &result);
	if (rc < 0)
		return rc;
	if (json)
		write_json(run, &result);
	else
		write_text(run, &result, request.dry_run);
	return EXIT_CLEAN;
}

/*
 * waive: accept a finding until a day, in promptpin.waivers.yaml, which is
 * reviewed with the change.
 */
#include "cli/command.h"
#include "check/check.h"
#include "prompt/waivers.h"
#include "release/plan.h"

enum { PREFIX_LEAST = 7 };

struct waiving {
	struct run *run;
	const char *reason, *until, *owner;
	struct view *tree, *index;
	struct waivers tree_waivers;
	struct str text; /* of the file, as far as it is rewritten */
};

/* ---- which findings ------------------------------------------------------- */

static bool is_prefix(const char *text)
{
	size_t n = strlen(text);

	return n >= PREFIX_LEAST && n <= STORE_ID_HEX &&
	       strspn(text, "0123456789abcdef") == n;
}

static bool matches(const struct finding *f, const struct args *args)
{
	char digest[STORE_DIGEST_TEXT + 1];
	const char *hex = args->items[0];

	if (args->count == 2)
		return strcmp(rule_info(f->rule)->id, args->items[0]) == 0 &&
		       str_is(f->prompt.n ? f->prompt : f->path,
			      args->items[1]);
	if (strncmp(hex, "sha256:", 7) == 0)
		hex += 7;
	store_id_write(&f->fingerprint, digest);
	return strncmp(digest + 7, hex, strlen(hex)) == 0;
}

static int look(struct waiving *w, struct view *view, const struct args *args,
		struct check *c)
{
	const struct check_request request = {
		.setting = { .repo = w->run->repo, .view = view },
		.look = true,
	};
	size_t found = 0;

	if (check_run(c, w->run->arena, &request, w->run->err) < 0)
		return w->run->err->code;
	for (size_t i = 0; i < c->sink.count; i++)
		found += matches(&c->sink.items[i], args);
	if (found > 1 && args->count == 1) {
		error_help(w->run->err, "promptpin check -o json has them "
					"whole");
		return error_set(w->run->err, ERROR_USAGE,
				 "%zu fingerprints begin with %s", found,
				 args->items[0]);
	}
	return found > 0;
}

/* What would be committed is asked first; then what is being written. */
static int find(struct waiving *w, const struct args *args, struct check *c)
{
	const char *what = args->items[0];
	int rc = look(w, w->index, args, c);

	if (rc == 0)
		rc = look(w, w->tree, args, c);
	if (rc)
		return rc < 0 ? rc : 0;
	error_help(w->run->err, "promptpin check");
	if (args->count == 2)
		return error_set(w->run->err, ERROR_USAGE,
				 "there is no finding %s of %s", what,
				 args->items[1]);
	return error_set(w->run->err, ERROR_USAGE,
			 "no finding has the fingerprint %s", what);
}

/* ---- what is asked for ----------------------------------------------------- */

static bool is_line(const char *text)
{
	for (const char *p = text; *p; p++) {
		if ((unsigned char)*p < ' ')
			return false;
	}
	return text_utf8_bad(str_of(text)) == strlen(text);
}

/* Who git would say commits this; NULL where it does not know. */
static const char *committer(struct run *run)
{
	static const char *const argv[] = { "var", "GIT_COMMITTER_IDENT",
					    NULL };
	struct error ignored = { 0 };
	struct str ident;
	size_t end;

	if (repo_git(run->repo, run->arena, argv, STR_EMPTY, &ident, &ignored) <
	    0)
		return NULL;
	end = str_rfind(ident, '>'); /* the time comes after it */
	return end < ident.n ? str_c(run->arena, str_cut(ident, 0, end + 1)) :
			       NULL;
}

static int read_request(struct waiving *w, const struct args *args)
{
	struct error *err = w->run->err;
	const char *hex = args->items[0];

	if (strncmp(hex, "sha256:", 7) == 0)
		hex += 7;
	if (args->count == 1 && !is_prefix(hex)) {
		error_help(err, "promptpin check; it prints the command for "
				"each finding");
		return error_set(err, ERROR_USAGE,
				 "%s is no fingerprint: 7 or more hex digits",
				 args->items[0]);
	}
	if (!w->reason || !*w->reason || !is_line(w->reason))
		return error_set(err, ERROR_USAGE,
				 "say in one line why: -m WHY");
	if (!w->until || !waivers_day_ok(str_of(w->until)))
		return error_set(err, ERROR_USAGE,
				 "say until which day: --until 2026-12-31");
	if (run_repo(w->run, 0) < 0)
		return err->code;
	if (!w->owner)
		w->owner = committer(w->run);
	if (!w->owner || !*w->owner || !is_line(w->owner)) {
		error_help(err, "git config user.email YOU@EXAMPLE.COM, or "
				"--owner NAME");
		return error_set(err, ERROR_USAGE,
				 "it is not known who accepts this");
	}
	return 0;
}

/* ---- the file --------------------------------------------------------------- */

static int open_file(struct waiving *w)
{
	struct sink sink = sink_in(w->run->arena);
	struct run *run = w->run;

	if (view_worktree(&w->tree, run->arena, run->repo, run->err) < 0 ||
	    view_index(&w->index, run->arena, run->repo, run->err) < 0 ||
	    waivers_read(&w->tree_waivers, run->arena, w->tree, &sink,
			 run->err) < 0)
		return run->err->code;
	if (!w->tree_waivers.present || w->tree_waivers.valid)
		return 0;
	error_help(run->err, "promptpin check");
	return error_set(run->err, ERROR_REFUSED, "%s, line %u: %.*s",
			 WAIVERS_PATH, sink.items[0].pos.line,
			 STR_ARG(sink.items[0].message));
}

/* What a waiver brings about is not waived by the next one. */
static int may_be_waived(struct run *run, const struct finding *f)
{
	const char *id = rule_info(f->rule)->id;

	if (rule_info(f->rule)->waivable && !str_is(f->path, WAIVERS_PATH))
		return 0;
	error_help(run->err, "promptpin explain %s", id);
	return error_set(run->err, ERROR_REFUSED, "%s cannot be waived%s", id,
			 rule_info(f->rule)->waivable ? " for a waiver" : "");
}

/* Add one to the text as it is by now. */
static int add(struct waiving *w, const struct finding *f)
{
	struct run *run = w->run;
	struct waiver new = { .fingerprint = f->fingerprint,
			      .rule = f->rule,
			      .prompt = f->prompt,
			      .path = f->prompt.n ? STR_EMPTY : f->path,
			      .reason = str_of(w->reason),
			      .owner = str_of(w->owner),
			      .until = str_of(w->until) };
	struct view_file file = { STR(WAIVERS_PATH), STR_EMPTY };
	struct sink sink = sink_in(run->arena);
	struct view *view;

	if (may_be_waived(run, f) < 0)
		return run->err->code;
	if (waivers_add(run->arena, &w->tree_waivers, &new, &w->text,
			run->err) < 0)
		return run->err->code;
	file.bytes = w->text;
	if (view_memory(&view, run->arena, &file, 1, run->err) < 0 ||
	    waivers_read(&w->tree_waivers, run->arena, view, &sink, run->err) <
		    0)
		return run->err->code;
	buf_addf(&run->out, "waived until %s: %s", w->until,
		 rule_info(f->rule)->id);
	buf_adds(&run->out, f->prompt.n ? " of " : " at ");
	text_escape(&run->out, f->prompt.n ? f->prompt : f->path, false);
	buf_adds(&run->out, "\n");
	return 0;
}

static int write(struct waiving *w, struct str before)
{
	struct run *run = w->run;
	struct plan plan = plan_in(run->arena);
	struct str staged = STR_EMPTY;
	int rc = view_read(w->index, run->arena, STR(WAIVERS_PATH),
			   WAIVERS_SIZE, &staged, run->err);
	bool stage;

	if (rc < 0 && rc != ERROR_ABSENT)
		return rc;
	/* What else was being written there is not ours to stage. */
	stage = str_eq(staged, before);
	plan_add(&plan, stage ? STEP_WRITE : STEP_EDIT, STR(WAIVERS_PATH),
		 w->text);
	if (plan_run(&plan, run->repo, run->err) < 0)
		return run->err->code;
	if (!stage)
		run_note("%s has other changes; to commit it: git add %s",
			 WAIVERS_PATH, WAIVERS_PATH);
	return 0;
}

int cmd_waive(struct run *run, int argc, char **argv)
{
	struct waiving w = { .run = run };
	const struct opt opts[] = {
		OPT_VALUE('m', "message", &w.reason, "WHY",
			  "why it is accepted"),
		OPT_VALUE(0, "until", &w.until, "DATE",
			  "the last day on which it is, 2026-12-31"),
		OPT_VALUE(0, "owner", &w.owner, "WHO",
			  "who answers for it (default: whom git would name)"),
		OPT_END
	};
	struct check c = { 0 };
	struct args args;
	struct str before;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (read_request(&w, &args) < 0 || open_file(&w) < 0 ||
	    find(&w, &args, &c) < 0)
		return run->err->code;
	before = w.tree_waivers.text;
	for (size_t i = 0; i < c.sink.count; i++) {
		if (matches(&c.sink.items[i], &args) &&
		    add(&w, &c.sink.items[i]) < 0)
			return run->err->code;
	}
	return write(&w, before);
}

#include "base/text.h"
#include "cli/command.h"
#include "cli/scan.h"
#include "cli/scan_text.h"
#include "store/store.h"
#include "view/write.h"

struct adopting {
	struct run *run;
	struct view *view;
	const char *role, *id;
	bool dry_run;
};

/* src/agent.py:12, from where the user is. */
static int read_place(struct adopting *w, const char *word,
		      struct scan_wish *out)
{
	struct run *run = w->run;
	struct str text = str_of(word);
	struct str prefix = str_of(repo_prefix(run->repo));
	size_t colon = str_rfind(text, ':');
	unsigned long line = 0;

	for (size_t i = colon + 1; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9' || line > 100000000)
			return error_set(run->err, ERROR_USAGE,
					 "%s: a line is a number, as in "
					 "src/agent.py:12",
					 word);
		line = line * 10 + (unsigned long)(text.p[i] - '0');
	}
	if (colon < text.n && line == 0)
		return error_set(run->err, ERROR_USAGE,
				 "%s: lines are counted from 1", word);
	out->line = (unsigned)line;
	if (prefix.n)
		prefix.n--; /* its slash */
	if (view_path_join(run->arena, prefix, str_cut(text, 0, colon),
			   &out->path) < 0)
		return error_set(run->err, ERROR_REFUSED,
				 "%s: not a path inside of the repository",
				 word);
	return 0;
}

static int read_wishes(struct adopting *w, struct scan_wish *out)
{
	struct run *run = w->run;

	out->role = NO_ROLE;
	for (int i = 0; w->role && i < SCAN_ROLES; i++) {
		if (strcmp(w->role, scan_roles[i]) == 0)
			out->role = i;
	}
	if (w->role && out->role == NO_ROLE)
		return error_set(run->err, ERROR_USAGE,
				 "--role %s: write system, developer, user or "
				 "assistant",
				 w->role);
	out->id = str_of(w->id);
	if (w->id && !store_prompt_ok(out->id.p, out->id.n))
		return error_set(run->err, ERROR_USAGE,
				 "--id %s: an id is segments of a-z, 0-9, `.`, "
				 "`_` and `-`, joined by /",
				 w->id);
	return 0;
}

static int adopt_one(struct adopting *w, const char *word, struct scan *s)
{
	struct scan_wish wish = { 0 };

	if (read_place(w, word, &wish) < 0 || read_wishes(w, &wish) < 0)
		return w->run->err->code;
	return scan_adopt(s, &wish);
}

/* What the check would refuse is not written. */
static int try(struct adopting *w, struct scan *s, struct str *text)
{
	const struct scanned *found = scan_found(s);
	size_t wanted = found->count;

	if (scan_write(s, text) < 0)
		return w->run->err->code;
	if (scanned_prompts(found) == wanted)
		return 0;
	return error_set(w->run->err, ERROR_REFUSED, "%.*s",
			 STR_ARG(found->left[found->left_count - 1]));
}

static void add_lines(struct buf *out, struct str text)
{
	for (size_t at = 0, end; at < text.n; at = end + 1) {
		end = str_find(text, '\n', at);
		text_escape(out, str_cut(text, at, end), true);
		buf_addc(out, '\n');
	}
}

static int write_all(struct adopting *w, struct scan *s)
{
	const struct scanned *found = scan_found(s);
	struct run *run = w->run;
	struct str text;

	if (try(w, s, &text) < 0)
		return run->err->code;
	if (!w->dry_run && write_file(run->repo, STR(MANIFEST_PATH), text,
				      false, run->err) < 0)
		return run->err->code;
	buf_addf(&run->out, "%s %s:\n",
		 w->dry_run ? "would add to" : "added to", MANIFEST_PATH);
	add_lines(&run->out, scan_text_prompts(run->arena, found));
	if (w->dry_run)
		return EXIT_CLEAN;
	buf_adds(&run->out, "\nnext:\n  promptpin bump");
	for (size_t i = 0; i < found->count; i++)
		buf_addf(&run->out, " %.*s", STR_ARG(found->prompts[i].id));
	buf_addf(&run->out, "\n  git add %s\n  git commit\n", MANIFEST_PATH);
	return EXIT_CLEAN;
}

int cmd_adopt(struct run *run, int argc, char **argv)
{
	const struct view_choice which = { .worktree = true };
	struct adopting w = { .run = run };
	const struct opt opts[] = {
		OPT_VALUE(0, "id", &w.id, "ID",
			  "the prompt's id (default: by the path)"),
		OPT_VALUE(0, "role", &w.role, "ROLE",
			  "system, developer, user or assistant"),
		OPT_FLAG('n', "dry-run", &w.dry_run,
			 "show what would be added, write nothing"),
		OPT_END
	};
	struct args args;
	struct scan *s;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (run_repo(run, 0) < 0)
		return run->err->code;
	if (repo_is_bare(run->repo))
		return error_set(run->err, ERROR_REFUSED,
				 "a bare repository has no work tree");
	if (run_view(run, &which, &w.view) < 0)
		return run->err->code;
	if (w.id && args.count > 1)
		return error_set(run->err, ERROR_USAGE,
				 "--id names one prompt, and there are %d "
				 "files",
				 args.count);
	s = scan_new(run, w.view);
	for (int i = 0; i < args.count; i++) {
		if (adopt_one(&w, args.items[i], s) < 0)
			return run->err->code;
	}
	if (!scan_manifest(s)->present) {
		error_help(run->err, "promptpin init");
		return error_set(run->err, ERROR_REFUSED, "there is no %s here",
				 MANIFEST_PATH);
	}
	return write_all(&w, s);
}

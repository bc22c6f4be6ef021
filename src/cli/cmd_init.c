#include <unistd.h>

#include "base/map.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/scan.h"
#include "cli/scan_text.h"
#include "prompt/manifest.h"
#include "store/store.h"
#include "view/write.h"

#define ATTRIBUTES ".gitattributes"
#define ATTRIBUTES_LINE STORE_FOLDER "/** -text -merge linguist-generated"

struct init {
	struct run *run;
	struct view *view;
	struct scan *scan;
	bool release, dry_run, no_hooks;
	bool old;	/* the manifest was there */
	size_t prompts; /* that were found */
};

/* One line of what was done, or would be. */
static void say(struct init *in, const char *done, const char *would,
		const char *what)
{
	buf_addf(&in->run->out, "%s %s\n", in->dry_run ? would : done, what);
}

static int has_file(struct init *in, const char *path, bool *out)
{
	int rc = view_find(in->view, str_of(path), NULL, in->run->err);

	*out = rc == 0;
	return rc == ERROR_ABSENT ? 0 : rc;
}

/* ---- what was found ---------------------------------------------------------- */

enum { LEFT_SAID = 50, ADDED_SAID = 20 };

static void count_kind(struct map *kinds, struct arena *a, const char *kind,
		       size_t n)
{
	size_t **count = (size_t **)map_put(kinds, str_of(kind));

	if (!*count)
		*count = arena_zero(a, 1, sizeof(**count));
	**count += n;
}

/* "  Prompty files: 12", a line a kind, in the order of the manifest. */
static void say_kinds(struct init *in)
{
	const struct scanned *found = scan_found(in->scan);
	struct arena *a = in->run->arena;
	struct map kinds = map_in(a);

	for (size_t i = 0; i < found->count; i++) {
		if (!found->prompts[i].dropped)
			count_kind(&kinds, a, found->prompts[i].kind, 1);
	}
	for (size_t i = 0; i < found->collection_count; i++) {
		if (found->collections[i].count)
			count_kind(&kinds, a, found->collections[i].kind,
				   found->collections[i].count);
	}
	for (size_t i = 0; i < kinds.count; i++)
		buf_addf(&in->run->out, "  %.*s: %zu\n",
			 STR_ARG(kinds.entries[i].key),
			 *(const size_t *)kinds.entries[i].value);
}

/* What was added to a manifest that is there. */
static void say_added(struct init *in)
{
	const struct scanned *found = scan_found(in->scan);
	struct buf *out = &in->run->out;
	size_t said = 0;

	for (size_t i = 0; i < found->count && said < ADDED_SAID; i++) {
		if (!found->prompts[i].dropped && ++said)
			buf_addf(out, "  %.*s\n",
				 STR_ARG(found->prompts[i].id));
	}
	for (size_t i = 0; i < found->collection_count; i++) {
		if (!found->collections[i].count)
			continue;
		buf_adds(out, "  ");
		text_escape(out, found->collections[i].files, false);
		buf_addf(out, ": %zu\n", found->collections[i].count);
	}
	if (said == ADDED_SAID)
		buf_adds(out, "  ...\n");
}

/* What is not in it, and why. */
static void say_left(struct init *in)
{
	const struct scanned *found = scan_found(in->scan);

	for (size_t i = 0; i < found->left_count && i < LEFT_SAID; i++)
		run_note("left out: %.*s", STR_ARG(found->left[i]));
	if (found->left_count > LEFT_SAID)
		run_note("left out: %zu more", found->left_count - LEFT_SAID);
	if (found->nameless)
		run_note("left out: %zu text%s in code that nothing names, the "
			 "first at %.*s; `promptpin adopt FILE:LINE` takes one",
			 found->nameless, found->nameless == 1 ? "" : "s",
			 STR_ARG(found->nameless_at));
	if (found->opaque)
		run_note(
			"%zu prompt%s refer%s to code or to what is known only "
			"when it runs; that is pinned as a reference "
			"(`promptpin inspect FILE`)",
			found->opaque, found->opaque == 1 ? "" : "s",
			found->opaque == 1 ? "s" : "");
	if (found->full)
		run_note("there is more than one manifest can hold: split the "
			 "repository, or name the folders to pass over under "
			 "`ignore:`");
}

static void show(struct init *in, struct str text)
{
	struct buf *out = &in->run->out;

	buf_addc(out, '\n');
	for (size_t at = 0, end; at < text.n; at = end + 1) {
		end = str_find(text, '\n', at);
		text_escape(out, str_cut(text, at, end), true);
		buf_addc(out, '\n');
	}
	buf_addc(out, '\n');
}

/* Only the lines that are new. */
static struct str added_text(struct init *in)
{
	struct arena *a = in->run->arena;
	const struct scanned *found = scan_found(in->scan);
	static const char *const keys[] = { "prompts", "collections",
					    "ignore" };
	const struct str texts[] = { scan_text_prompts(a, found),
				     scan_text_collections(a, found),
				     scan_text_ignore(a, found) };
	struct buf out = buf_in(a);

	for (size_t i = 0; i < 3; i++) {
		if (texts[i].n)
			buf_addf(&out, "%s:\n%.*s", keys[i], STR_ARG(texts[i]));
	}
	return buf_str(&out);
}

static void say_found(struct init *in, struct str text)
{
	const char *s = in->prompts == 1 ? "" : "s";
	struct arena *a = in->run->arena;

	if (in->old)
		say(in, "added to", "would add to",
		    str_fmt(a, "%s: %zu prompt%s", MANIFEST_PATH, in->prompts,
			    s)
			    .p);
	else
		say(in, "wrote", "would write",
		    str_fmt(a, "%s, with %zu prompt%s", MANIFEST_PATH,
			    in->prompts, s)
			    .p);
	if (in->dry_run || isatty(STDOUT_FILENO)) {
		show(in, in->old ? added_text(in) : text);
		return;
	}
	say_kinds(in);
	if (in->old)
		say_added(in);
}

static int write_manifest(struct init *in)
{
	struct run *run = in->run;
	struct str text;

	in->scan = scan_new(run, in->view);
	if (scan_look(in->scan) < 0 || scan_write(in->scan, &text) < 0)
		return run->err->code;
	in->old = scan_manifest(in->scan)->present;
	in->prompts = scanned_prompts(scan_found(in->scan));
	say_left(in);
	if (!text.n) {
		buf_addf(&run->out, "%s is there already and stays as it is\n",
			 MANIFEST_PATH);
		return 0;
	}
	say_found(in, text);
	if (in->dry_run)
		return 0;
	return write_file(run->repo, STR(MANIFEST_PATH), text, false, run->err);
}

/* ---- what is written besides --------------------------------------------------- */

static int write_store(struct init *in)
{
	struct run *run = in->run;
	const char *folder = str_fmt(run->arena, "%s%s",
				     repo_work_tree(run->repo), STORE_FOLDER)
				     .p;
	bool there;
	int rc;

	if (has_file(in, STORE_FOLDER "/format", &there) < 0)
		return run->err->code;
	if (there)
		return 0;
	say(in, "wrote", "would write", STORE_FOLDER "/format");
	if (in->dry_run)
		return 0;
	rc = store_create(folder);
	if (rc != STORE_OK)
		return error_set(run->err, ERROR_FAILED, "%s: %s", folder,
				 store_strerror(rc));
	return 0;
}

static bool has_line(struct str text, const char *line)
{
	for (size_t from = 0; from < text.n;) {
		size_t end = str_find(text, '\n', from);
		struct str l = str_cut(text, from, end);

		if (str_ends(l, "\r"))
			l.n--;
		if (str_is(l, line))
			return true;
		from = end + 1;
	}
	return false;
}

static int write_attributes(struct init *in)
{
	struct run *run = in->run;
	struct buf text = buf_in(run->arena);
	struct str old = STR_EMPTY;
	int rc = view_read(in->view, run->arena, STR(ATTRIBUTES), MANIFEST_SIZE,
			   &old, run->err);

	if (rc < 0 && rc != ERROR_ABSENT)
		return rc;
	if (has_line(old, ATTRIBUTES_LINE))
		return 0;
	buf_add(&text, old);
	if (old.n && old.p[old.n - 1] != '\n')
		buf_addc(&text, '\n');
	buf_adds(&text, ATTRIBUTES_LINE "\n");
	say(in, "added to", "would add to", ATTRIBUTES ": " ATTRIBUTES_LINE);
	if (in->dry_run)
		return 0;
	return write_file(run->repo, STR(ATTRIBUTES), buf_str(&text), false,
			  run->err);
}

/* Another command as a part of this one, which prints what it does. */
static int call(struct run *run, const char *name, const char *option)
{
	char *words[] = { str_c(run->arena, str_of(name)),
			  option ? str_c(run->arena, str_of(option)) : NULL,
			  NULL };

	run->command = command_find(name);
	return run->command->main(run, option ? 2 : 1, words);
}

/* Only a person at a terminal is asked; a script never waits. */
static bool wants_release(const struct init *in)
{
	char answer[16] = "";

	if (in->release)
		return true;
	if (!in->prompts || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
		return false;
	run_write(stderr, STR("Record these as first releases now? [y/N] "));
	if (!fgets(answer, sizeof(answer), stdin))
		return false;
	return answer[0] == 'y' || answer[0] == 'Y';
}

static void say_next(struct init *in, bool released)
{
	struct buf *out = &in->run->out;

	buf_adds(out, "\nnext:\n");
	if (!in->prompts && !in->old && !released)
		buf_addf(out, "  look through %s, then\n", MANIFEST_PATH);
	if (!released)
		buf_adds(out, "  promptpin bump --all\n");
	buf_addf(out, "  git add %s %s %s\n", MANIFEST_PATH, ATTRIBUTES,
		 STORE_FOLDER);
	buf_adds(out, "  git commit\n");
}

static int write_all(struct init *in)
{
	struct run *run = in->run;
	int worst = EXIT_CLEAN, rc;
	bool released = false;

	if (write_manifest(in) < 0 || write_store(in) < 0 ||
	    write_attributes(in) < 0)
		return run->err->code;
	if (in->dry_run)
		return EXIT_CLEAN;
	if (!in->no_hooks) {
		worst = call(run, "install", NULL);
		if (worst < 0)
			return worst;
	}
	if (run_flush(run) < 0)
		return run->err->code;
	if (wants_release(in)) {
		rc = call(run, "bump", "--all");
		if (rc < 0)
			return rc;
		released = rc == EXIT_CLEAN;
		worst = rc > worst ? rc : worst;
	}
	say_next(in, released);
	return worst;
}

int cmd_init(struct run *run, int argc, char **argv)
{
	const struct view_choice which = { .worktree = true };
	struct init in = { .run = run };
	const struct opt opts[] = {
		OPT_FLAG(0, "release", &in.release,
			 "record first releases (bump --all)"),
		OPT_FLAG(0, "no-hooks", &in.no_hooks,
			 "do not install the hooks"),
		OPT_FLAG('n', "dry-run", &in.dry_run,
			 "show what would be written, write nothing"),
		OPT_END
	};
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (run_repo(run, 0) < 0)
		return run->err->code;
	if (repo_is_bare(run->repo))
		return error_set(
			run->err, ERROR_REFUSED,
			"a bare repository has no files to look through");
	if (run_view(run, &which, &in.view) < 0)
		return run->err->code;
	return write_all(&in);
}

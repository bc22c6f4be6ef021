#include <unistd.h>

#include "cli/command.h"
#include "cli/scan.h"
#include "prompt/manifest.h"
#include "store/store.h"
#include "view/write.h"

#define ATTRIBUTES ".gitattributes"
#define ATTRIBUTES_LINE STORE_FOLDER "/** -text -merge linguist-generated"

struct init {
	struct run *run;
	struct view *view;
	struct scanned found;
	bool release, dry_run, no_hooks;
	size_t prompts; /* in the manifest that was written */
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

static int write_manifest(struct init *in)
{
	struct run *run = in->run;
	bool there;

	if (has_file(in, MANIFEST_PATH, &there) < 0)
		return run->err->code;
	if (there) {
		buf_addf(&run->out, "%s is there already and stays as it is\n",
			 MANIFEST_PATH);
		return 0;
	}
	if (scan_view(&in->found, run, in->view) < 0)
		return run->err->code;
	in->prompts = in->found.count;
	say(in, "wrote", "would write",
	    str_fmt(run->arena, "%s, with %zu prompt%s", MANIFEST_PATH,
		    in->prompts, in->prompts == 1 ? "" : "s")
		    .p);
	for (size_t i = 0; i < in->found.count; i++)
		buf_addf(&run->out, "  %.*s\n",
			 STR_ARG(in->found.prompts[i].id));
	for (size_t i = 0; i < in->found.unread_count; i++)
		run_note("left out, since it could not be read: %.*s",
			 STR_ARG(in->found.unread[i]));
	if (in->dry_run) {
		buf_addc(&run->out, '\n');
		buf_add(&run->out, scan_manifest(run->arena, &in->found));
		buf_addc(&run->out, '\n');
		return 0;
	}
	return write_file(run->repo, STR(MANIFEST_PATH),
			  scan_manifest(run->arena, &in->found), false,
			  run->err);
}

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
	if (!in->prompts && !released)
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

/*
 * The scratch clone of `doctor`. It borrows the user's objects (alternates),
 * has copies of the configuration, the hooks and the refs of remotes, and is
 * below a new folder for temporary files; of the user's repository nothing is
 * written.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/doctor.h"

/* Beyond it only the files that hooks look at are written out. */
enum { ALL_FILES = 20000 };

/* Files of hook managers, which count before they are committed, and folders
 * that git does not have but their hooks need. */
static const char *const carried[] = { ".pre-commit-config.yaml",
				       "lefthook.yml",
				       "lefthook.yaml",
				       ".lefthook.yml",
				       ".lefthook.yaml",
				       "lefthook-local.yml",
				       ".husky",
				       ".config",
				       "package.json",
				       "promptpin.waivers.yaml",
				       NULL };
static const char *const linked[] = { "node_modules", ".venv", "venv", NULL };

static int git_from(struct doctor *d, const char *const *argv,
		    const char *input, struct spawned *out)
{
	struct arena *a = d->run->arena;
	const char *env[] = { "GIT_DIR",
			      "GIT_WORK_TREE",
			      "GIT_INDEX_FILE",
			      "GIT_OBJECT_DIRECTORY",
			      "GIT_ALTERNATE_OBJECT_DIRECTORIES",
			      "GIT_COMMON_DIR",
			      "GIT_PREFIX",
			      "GIT_NAMESPACE",
			      "GIT_SHALLOW_FILE",
			      "GIT_EDITOR=true",
			      "GIT_TERMINAL_PROMPT=0",
			      "NO_COLOR=1",
			      "GIT_NO_LAZY_FETCH=1",
			      "GIT_LFS_SKIP_SMUDGE=1",
			      "GIT_AUTHOR_NAME=promptpin doctor",
			      "GIT_AUTHOR_EMAIL=doctor@promptpin.invalid",
			      "GIT_COMMITTER_NAME=promptpin doctor",
			      "GIT_COMMITTER_EMAIL=doctor@promptpin.invalid",
			      str_fmt(a, "GIT_TRACE2_EVENT=%s", d->trace).p,
			      NULL };
	size_t count = 0;
	const char **all;

	while (argv[count])
		count++;
	all = arena_zero(a, count + 2, sizeof(*all));
	all[0] = "git";
	memcpy(all + 1, argv, count * sizeof(*all));
	return spawn(out, a,
		     &(struct spawn){ .folder = d->work ? d->work : d->top,
				      .argv = all,
				      .env = env,
				      .input = input,
				      .seconds = DOCTOR_SECONDS },
		     d->run->err);
}

int doctor_git(struct doctor *d, const char *const *argv, struct spawned *out)
{
	return git_from(d, argv, NULL, out);
}

int doctor_git_ok(struct doctor *d, const char *const *argv, struct str *out)
{
	struct spawned done;
	struct str said;

	if (doctor_git(d, argv, &done) < 0)
		return d->run->err->code;
	said = str_cut(done.said, 0, str_find(done.said, '\n', 0));
	if (done.status != 0)
		return error_set(d->run->err, ERROR_FAILED,
				 "the scratch clone: git %s: %.*s", argv[0],
				 STR_ARG(said));
	if (out)
		*out = said;
	return 0;
}

static int run_git(struct doctor *d, const char *one, const char *two,
		   const char *three, const char *four)
{
	const char *argv[] = { one, two, three, four, NULL };

	return doctor_git_ok(d, argv, NULL);
}

/* What an ordinary program does, here cp; a failure is passed over, since the
 * answers tell whether it mattered. */
static void copy(struct doctor *d, const char *from, const char *to)
{
	const char *argv[] = { "cp", "-R", "-P", "-p", from, to, NULL };
	struct error ignored = { 0 };
	struct spawned done;

	if (access(from, F_OK) < 0)
		return;
	(void)spawn(&done, d->run->arena,
		    &(struct spawn){ .folder = d->top,
				     .argv = argv,
				     .seconds = DOCTOR_SECONDS },
		    &ignored);
}

int doctor_write(struct doctor *d, const char *path, const char *mode,
		 struct str text)
{
	FILE *f = fopen(path, mode);
	bool good = f && fwrite(text.p, 1, text.n, f) == text.n;

	if ((f && fclose(f) != 0) || !good)
		return error_set(d->run->err, ERROR_FAILED,
				 "%s could not be written", path);
	return 0;
}

static const char *user_git(struct doctor *d, const char *one, const char *two,
			    const char *three)
{
	const char *argv[] = { one, two, three, NULL };
	struct error ignored = { 0 };
	struct str out;

	if (repo_git(d->run->repo, d->run->arena, argv, STR_EMPTY, &out,
		     &ignored) < 0)
		return NULL;
	while (out.n && out.p[out.n - 1] == '\n')
		out.n--;
	return str_c(d->run->arena, out);
}

/* Settings of the user's that must not count in the clone: the later wins. */
static const char tamed[] =
	"\n[commit]\n\tgpgSign = false\n\ttemplate =\n"
	"[push]\n\tgpgSign = false\n\trecurseSubmodules = no\n"
	"\tfollowTags = false\n"
	"[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"
	"[core]\n\tbare = false\n\tfsmonitor = false\n"
	"\tsparseCheckout = false\n\tsplitIndex = false\n";

static int tame(struct doctor *d, const char *git)
{
	static const char *const unset[] = { "core.worktree",
					     "extensions.worktreeConfig",
					     "extensions.partialClone",
					     "extensions.refStorage",
					     "extensions.relativeWorktrees" };
	struct spawned done;

	for (size_t i = 0; i < sizeof(unset) / sizeof(*unset); i++) {
		const char *argv[] = {
			"config",
			"-f",
			str_fmt(d->run->arena, "%s/config", git).p,
			"--unset-all",
			unset[i],
			NULL
		};

		if (repo_config(d->run->repo, d->run->arena, unset[i]) &&
		    doctor_git(d, argv, &done) < 0)
			return d->run->err->code;
	}
	return doctor_write(d, str_fmt(d->run->arena, "%s/config", git).p, "a",
			    str_of(tamed));
}

static int add_config(struct doctor *d, struct str name, struct str value)
{
	struct arena *a = d->run->arena;

	return doctor_git_ok(d,
			     (const char *[]){ "config", "--local", "--add",
					       str_c(a, name), str_c(a, value),
					       NULL },
			     NULL);
}

/*
 * All of hook.* as the user's repository reads it, behind what the clone reads:
 * a command and a switch are the last that is said, events are a list that an
 * empty one begins anew. all is "name\nvalue", each with a NUL behind it.
 */
static int write_sections(struct doctor *d, struct str all)
{
	for (int events = 1; events >= 0; events--) {
		for (size_t from = 0; from < all.n;) {
			size_t end = str_find(all, '\0', from);
			struct str one = str_cut(all, from, end);
			struct str name = str_cut(one, 0,
						  str_find(one, '\n', 0));
			struct str value = str_cut(one, name.n + 1, one.n);

			from = end + 1;
			if (name.n == one.n) /* no value is true */
				value = STR("true");
			if ((!events || str_ends(name, ".event")) &&
			    add_config(d, name, events ? STR_EMPTY : value) < 0)
				return d->run->err->code;
		}
	}
	return 0;
}

/*
 * What of the hooks depends on where a repository lies (includeIf gitdir:),
 * or stands in a worktree's own file, is written into the clone.
 */
static int same_hooks(struct doctor *d)
{
	const char *argv[] = { "config", "-z", "--get-regexp", "^hook\\.",
			       NULL };
	const char *path = repo_config(d->run->repo, d->run->arena,
				       "core.hooksPath");
	struct error none = { 0 };
	struct spawned done;
	struct str all;

	if (path && run_git(d, "config", "--local", "core.hooksPath", path) < 0)
		return d->run->err->code;
	if (repo_git(d->run->repo, d->run->arena, argv, STR_EMPTY, &all,
		     &none) < 0)
		return 0; /* nothing is configured */
	if (doctor_git(d, argv, &done) < 0)
		return d->run->err->code;
	return str_eq(done.said, all) ? 0 : write_sections(d, all);
}

/* Every remote of the clone is the scratch repository beside it. */
static int turn_remotes(struct doctor *d)
{
	struct str names, out = STR_EMPTY;
	const char *list[] = { "remote", NULL };
	struct spawned done;

	if (doctor_git(d, list, &done) < 0)
		return d->run->err->code;
	names = done.said;
	for (size_t from = 0; from < names.n;) {
		size_t end = str_find(names, '\n', from);
		const char *name = str_c(d->run->arena,
					 str_cut(names, from, end));
		const char *unset[] = {
			"config", "--local", "--unset-all",
			str_fmt(d->run->arena, "remote.%s.pushurl", name).p,
			NULL
		};

		if (doctor_git(d, unset, &done) < 0 ||
		    run_git(d, "config", "--replace-all",
			    str_fmt(d->run->arena, "remote.%s.url", name).p,
			    d->remote) < 0)
			return d->run->err->code;
		from = end + 1;
	}
	if (run_git(d, "config", "--replace-all", "remote.origin.url",
		    d->remote) < 0)
		return d->run->err->code;
	if (doctor_git_ok(d,
			  (const char *[]){ "remote", "get-url", "--push",
					    "origin", NULL },
			  &out) < 0)
		return d->run->err->code;
	if (!str_is(out, d->remote))
		return error_set(
			d->run->err, ERROR_FAILED,
			"git rewrites the scratch remote's address to %.*s "
			"(url.*.insteadOf), so nothing is pushed",
			STR_ARG(out));
	return 0;
}

static int init(struct doctor *d, const char *path, const char *bare)
{
	const char *format = user_git(d, "rev-parse", "--show-object-format",
				      NULL);
	const char *argv[] = { "init",
			       "-q",
			       "--template=",
			       str_fmt(d->run->arena, "--object-format=%s",
				       format ? format : "sha1")
				       .p,
			       bare,
			       path,
			       NULL };
	struct str objects = str_fmt(d->run->arena, "%sobjects\n",
				     repo_common_dir(d->run->repo));
	const char *git = strcmp(bare, "--bare") == 0 ?
				  path :
				  str_fmt(d->run->arena, "%s/.git", path).p;

	if (doctor_git_ok(d, argv, NULL) < 0)
		return d->run->err->code;
	return doctor_write(
		d, str_fmt(d->run->arena, "%s/objects/info/alternates", git).p,
		"w", objects);
}

/* Configuration, hooks and attributes of the user's repository. */
static void copy_settings(struct doctor *d, const char *git)
{
	static const char *const names[] = { "config", "hooks", "info",
					     "shallow" };
	struct arena *a = d->run->arena;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		copy(d,
		     str_fmt(a, "%s%s", repo_common_dir(d->run->repo), names[i])
			     .p,
		     str_fmt(a, "%s/", git).p);
}

/* Refs of remotes (heads: as heads, for the repository that is pushed to). */
static int copy_refs(struct doctor *d, const char *folder, bool heads)
{
	const char *all = user_git(
		d, "for-each-ref",
		heads ? "--format=%(objectname) %(refname:lstrip=3)" :
			"--format=%(objectname) %(refname)",
		"refs/remotes");
	struct buf b = buf_in(d->run->arena);
	struct str text = str_of(all), line;

	buf_adds(&b, "# pack-refs with: sorted\n");
	for (size_t from = 0; from < text.n;) {
		size_t end = str_find(text, '\n', from);
		size_t space;

		line = str_cut(text, from, end);
		from = end + 1;
		space = str_find(line, ' ', 0);
		if (str_ends(line, "/HEAD") || str_ends(line, " HEAD"))
			continue;
		buf_addf(&b, "%.*s %s%.*s\n", STR_ARG(str_cut(line, 0, space)),
			 heads ? "refs/heads/" : "",
			 STR_ARG(str_cut(line, space + 1, line.n)));
	}
	return doctor_write(d,
			    str_fmt(d->run->arena, "%s/packed-refs", folder).p,
			    "w", buf_str(&b));
}

/* In a large repository only what hooks look at is written out. */
static int thin_out(struct doctor *d)
{
	const char *list[] = { "ls-tree",     "-r",   "-z",
			       "--name-only", "HEAD", NULL };
	const char *mark[] = { "update-index", "--skip-worktree", "-z",
			       "--stdin", NULL };
	const char *file = str_fmt(d->run->arena, "%s/skipped", d->top).p;
	struct buf skip = buf_in(d->run->arena);
	struct spawned done;
	struct str all;
	size_t count = 0;

	if (repo_git(d->run->repo, d->run->arena, list, STR_EMPTY, &all,
		     d->run->err) < 0)
		return d->run->err->code;
	for (size_t from = 0; from < all.n; count++) {
		size_t end = str_find(all, '\0', from);
		struct str path = str_cut(all, from, end);

		from = end + 1;
		if (path.p[0] == '.' || str_find(path, '/', 0) == path.n)
			continue;
		buf_add(&skip, path);
		buf_addc(&skip, '\0');
	}
	if (count <= ALL_FILES)
		return 0;
	if (doctor_write(d, file, "w", buf_str(&skip)) < 0)
		return d->run->err->code;
	return git_from(d, mark, file, &done);
}

static int check_out(struct doctor *d)
{
	const char *head = user_git(d, "symbolic-ref", "-q", "HEAD");
	const char *tip = user_git(d, "rev-parse", "--verify", "HEAD^{commit}");
	struct spawned done;

	if (head && run_git(d, "symbolic-ref", "HEAD", head, NULL) < 0)
		return d->run->err->code;
	if (!tip)
		return 0; /* no commit yet */
	if (run_git(d, "update-ref", head ? head : "HEAD", tip, NULL) < 0 ||
	    run_git(d, "read-tree", "HEAD", NULL, NULL) < 0 || thin_out(d) < 0)
		return d->run->err->code;
	/* a filter that fails leaves its files out, which no hook is about */
	return doctor_git(
		d, (const char *[]){ "checkout-index", "-a", "-q", NULL },
		&done);
}

/* What lies in the work tree and not, or otherwise, in HEAD. */
static int carry(struct doctor *d)
{
	const char *from = d->folder.work_tree;
	struct arena *a = d->run->arena;
	struct spawned done;
	struct stat st;

	for (size_t i = 0; carried[i]; i++) {
		const char *path = str_fmt(a, "%s%s", from, carried[i]).p;

		if (stat(path, &st) < 0)
			continue;
		copy(d, path, str_fmt(a, "%s/", d->work).p);
		if (doctor_git(
			    d,
			    (const char *[]){ "add", "--", carried[i], NULL },
			    &done) < 0)
			return d->run->err->code;
	}
	for (size_t i = 0; linked[i]; i++) {
		const char *path = str_fmt(a, "%s%s", from, linked[i]).p;

		if (stat(path, &st) == 0)
			(void)!symlink(
				path,
				str_fmt(a, "%s/%s", d->work, linked[i]).p);
	}
	if (d->folder.tracked && !d->folder.manager) {
		const char *to = str_cut(str_of(d->folder.path), strlen(from),
					 SIZE_MAX)
					 .p;
		const char *parent = str_fmt(a, "%s/%s/..", d->work, to).p;

		if (access(str_fmt(a, "%s/%s", d->work, to).p, F_OK) < 0)
			(void)mkdir(str_fmt(a, "%s/%s", d->work, to).p, 0777);
		copy(d, d->folder.path, parent);
	}
	return doctor_commit(d);
}

int doctor_commit(struct doctor *d)
{
	struct spawned done;
	struct str tree = STR_EMPTY, commit = STR_EMPTY;
	bool born;

	if (doctor_git_ok(d, (const char *[]){ "write-tree", NULL }, &tree) < 0)
		return d->run->err->code;
	if (doctor_git(d,
		       (const char *[]){ "rev-parse", "-q", "--verify", "HEAD",
					 NULL },
		       &done) < 0)
		return d->run->err->code;
	born = done.status == 0;
	if (doctor_git_ok(d,
			  (const char *[]){ "commit-tree", "-m",
					    "promptpin doctor",
					    str_c(d->run->arena, tree),
					    born ? "-p" : NULL, "HEAD", NULL },
			  &commit) < 0)
		return d->run->err->code;
	return run_git(d, "update-ref", "HEAD", str_c(d->run->arena, commit),
		       NULL);
}

/* ---- open and close ------------------------------------------------------ */

static int make_top(struct doctor *d)
{
	const char *tmp = getenv("TMPDIR");
	char *name = str_c(d->run->arena,
			   str_fmt(d->run->arena, "%s/promptpin-doctor-XXXXXX",
				   tmp && *tmp ? tmp : "/tmp"));

	if (!mkdtemp(name))
		return error_set(d->run->err, ERROR_FAILED,
				 "%s could not be made", name);
	d->top = name;
	d->trace = str_fmt(d->run->arena, "%s/trace", name).p;
	return 0;
}

int doctor_scratch_open(struct doctor *d)
{
	struct arena *a = d->run->arena;
	const char *work, *git;

	if (make_top(d) < 0)
		return d->run->err->code;
	work = str_fmt(a, "%s/work", d->top).p;
	d->remote = str_fmt(a, "%s/remote.git", d->top).p;
	git = d->bare ? d->remote : str_fmt(a, "%s/.git", work).p;
	if (init(d, work, "-q") < 0 || init(d, d->remote, "--bare") < 0)
		return d->run->err->code;
	copy_settings(d, git);
	d->work = work;
	if (!d->bare && (copy_refs(d, git, false) < 0 ||
			 copy_refs(d, d->remote, true) < 0 ||
			 tame(d, git) < 0 || same_hooks(d) < 0))
		return d->run->err->code;
	if (turn_remotes(d) < 0)
		return d->run->err->code;
	if (!d->bare && (check_out(d) < 0 || carry(d) < 0))
		return d->run->err->code;
	/* what was needed to come here is no hook of the user's */
	(void)unlink(d->trace);
	return doctor_drift(d);
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *at)
{
	(void)st;
	(void)at;
	if (type == FTW_DP)
		(void)rmdir(path);
	else
		(void)unlink(path);
	return 0;
}

static int open_folder(const char *path, const struct stat *st, int type,
		       struct FTW *at)
{
	(void)st;
	(void)at;
	/* others' tools make folders that cannot be emptied as they are */
	if (type == FTW_D || type == FTW_DNR)
		(void)chmod(path, 0700);
	return 0;
}

void doctor_scratch_close(struct doctor *d)
{
	if (!d->top)
		return;
	(void)nftw(d->top, open_folder, 32, FTW_PHYS);
	(void)nftw(d->top, remove_one, 32, FTW_DEPTH | FTW_PHYS);
	d->top = NULL;
}

#include "view/repo.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "view/libgit2.h"

const char *repo_absolute(struct arena *a, const char *folder, const char *path)
{
	if (path[0] == '/')
		return str_c(a, str_of(path));
	return str_fmt(a, "%s%s%s", folder,
		       str_ends(str_of(folder), "/") ? "" : "/", path)
		.p;
}

/* The current folder by its real name: git resolves it too. */
static const char *here(struct arena *a)
{
	char *path = realpath(".", NULL);
	const char *copy = path ? str_c(a, str_of(path)) : "/";

	free(path);
	return copy;
}

const char *repo_told(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? value : NULL;
}

/*
 * libgit2 could not open it, or would read it wrongly: git may. *why is set,
 * in a; err is not.
 */
enum { ASK_GIT = 1 };

static int cannot_open(struct repo *repo, const char *where, int rc,
		       const char **why, struct error *err)
{
	if (rc == GIT_ENOTFOUND)
		return error_set(err, ERROR_FAILED, "%s: not a git repository",
				 where);
	*why = str_fmt(&repo->arena, "%s: %s", where, git_words()).p;
	return ASK_GIT;
}

static bool distrusts(int rc)
{
	return rc == GIT_EOWNER ||
	       (rc == GIT_ENOTFOUND && strstr(git_words(), "safe.directory"));
}

static int open_at(git_repository **out, const char *path, unsigned how,
		   bool trusted, struct error *err)
{
	if (git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, !trusted) < 0)
		return error_set(err, ERROR_FAILED, "libgit2: %s", git_words());
	return git_repository_open_ext(out, path, how,
				       repo_told("GIT_CEILING_DIRECTORIES"));
}

/* Whether some folder around start claims to be a repository: then libgit2's
 * "not found" means that it is broken. */
static bool claims(const char *start)
{
	char *at = realpath(start, NULL);
	bool found = false;

	while (at && !found) {
		struct arena scratch = { 0 };
		char *slash = strrchr(at, '/');
		struct stat st;

		if (stat(str_fmt(&scratch, "%s/.git", at).p, &st) == 0)
			found = S_ISREG(st.st_mode) ||
				stat(str_fmt(&scratch, "%s/.git/HEAD", at).p,
				     &st) == 0;
		arena_free(&scratch);
		if (!slash || slash == at)
			break;
		*slash = '\0';
	}
	free(at);
	return found;
}

/* Of what git says, the first line is the failure and the last the command. */
static void say_distrust(struct error *err)
{
	static const char command[] = "git config --global --add "
				      "safe.directory ";
	const char *line = strstr(err->text, command);
	char *end = strchr(err->text, '\n');

	if (line && strcspn(line, "\n") < sizeof(err->help))
		error_help(err, "%.*s", (int)strcspn(line, "\n"), line);
	else
		error_help(err, "%sFOLDER", command);
	if (end)
		*end = '\0';
}

/* Find the repository around start, as git would. */
static int discover(struct repo *repo, const char *start, bool trusted,
		    const char **why, struct error *err)
{
	const char *from = start ? start : ".";
	int rc = open_at(&repo->git, from, 0, trusted, err);

	if (rc < 0 && !trusted && distrusts(rc)) {
		if (git_allows(start, err) < 0) {
			say_distrust(err);
			return ERROR_FAILED;
		}
		rc = open_at(&repo->git, from, 0, true, err);
	}
	if (rc == GIT_ENOTFOUND && claims(from)) {
		error_help(err, "git rev-parse --git-dir says more");
		return error_set(err, ERROR_FAILED,
				 "%s: the .git around it leads to no "
				 "repository",
				 from);
	}
	if (rc == GIT_ENOTFOUND)
		return error_set(err, ERROR_ABSENT,
				 "%s: no git repository here", from);
	return rc < 0 ? cannot_open(repo, from, rc, why, err) : 0;
}

/* Work tree that the environment asks for; NULL: none asked for. */
static const char *asked_work_tree(struct repo *repo, const char *cwd)
{
	const char *asked = repo_told("GIT_WORK_TREE");
	const char *implicit = getenv("GIT_IMPLICIT_WORK_TREE");
	struct stat st;
	bool linked;

	if (asked)
		return repo_absolute(&repo->arena, cwd, asked);
	if (!repo_told("GIT_DIR") || (implicit && strcmp(implicit, "0") == 0))
		return NULL;
	/* core.bare and core.worktree are about the main work tree. */
	linked = stat(str_fmt(&repo->arena, "%s/commondir",
			      git_repository_path(repo->git))
			      .p,
		      &st) == 0;
	if (!linked) {
		const char *set = repo_config(repo, &repo->arena,
					      "core.worktree");

		if (set)
			return repo_absolute(&repo->arena,
					     git_repository_path(repo->git),
					     set);
		if (git_repository_is_bare(repo->git))
			return NULL;
	}
	return cwd;
}

/* To set it again would leak in libgit2 1.5. */
static bool is_work_tree(struct repo *repo, const char *asked)
{
	const char *has = git_repository_workdir(repo->git);
	char *real = has ? realpath(asked, NULL) : NULL;
	bool same = real && strncmp(has, real, strlen(real)) == 0 &&
		    strcmp(has + strlen(real), "/") == 0;

	free(real);
	return same;
}

static int find_work_tree(struct repo *repo, const char *cwd, struct error *err)
{
	const char *asked = asked_work_tree(repo, cwd);
	const char *implicit = getenv("GIT_IMPLICIT_WORK_TREE");

	if (asked && !is_work_tree(repo, asked) &&
	    git_repository_set_workdir(repo->git, asked, 0) < 0)
		return error_set(err, ERROR_FAILED, "%s: %s", asked,
				 git_words());
	repo->bare = git_repository_is_bare(repo->git) ||
		     (!asked && implicit && strcmp(implicit, "0") == 0);
	if (!repo->bare)
		repo->work_tree = git_repository_workdir(repo->git);
	repo->bare = !repo->work_tree;
	return 0;
}

/* GIT_PREFIX counts only where it was set for us: git runs hooks and aliases
 * at the top. */
static void find_prefix(struct repo *repo, const char *cwd)
{
	struct str top, at = str_fmt(&repo->arena, "%s/", cwd);
	const char *told = repo_told("GIT_PREFIX");

	repo->prefix = "";
	if (!repo->work_tree)
		return;
	top = str_of(repo->work_tree);
	if (!str_starts(at, repo->work_tree))
		return;
	at = str_cut(at, top.n, at.n);
	repo->prefix = at.n == 0 && told ? str_c(&repo->arena, str_of(told)) :
					   at.p;
}

/* git resolves a relative one against the top, where it goes first. */
static void find_index(struct repo *repo, const char *cwd)
{
	const char *told = repo_told("GIT_INDEX_FILE");

	if (told)
		repo->index_path = repo_absolute(
			&repo->arena, repo->work_tree ? repo->work_tree : cwd,
			told);
	else
		repo->index_path =
			str_fmt(&repo->arena, "%sindex", repo->git_dir).p;
}

static int read_config(struct repo *repo, struct error *err)
{
	git_config *config;
	const char *path;
	struct stat st;
	int rc;

	if (git_repository_config(&config, repo->git) < 0)
		return error_set(err, ERROR_FAILED, "%s", git_words());
	path = str_fmt(&repo->arena, "%sconfig.worktree",
		       git_repository_path(repo->git))
		       .p;
	/* libgit2 does not know this file, and 1.5 has no level for it. */
	if (stat(path, &st) == 0)
		(void)git_config_add_file_ondisk(
			config, path, GIT_CONFIG_LEVEL_APP, repo->git, 0);
	rc = git_config_snapshot(&repo->config, config);
	git_config_free(config);
	if (rc < 0)
		return error_set(err, ERROR_FAILED, "configuration: %s",
				 git_words());
	return 0;
}

/* Some libgit2s open what they then read wrongly. */
static int check_format(struct repo *repo, const char **why)
{
	const char *format = repo_config(repo, &repo->arena,
					 "extensions.objectformat");
	const char *refs = repo_config(repo, &repo->arena,
				       "extensions.refstorage");
	const char *where = git_repository_path(repo->git);

	if (format && strcmp(format, "sha1") != 0)
		*why = str_fmt(&repo->arena, "%s: names its objects by %s",
			       where, format)
			       .p;
	else if (refs && strcmp(refs, "files") != 0)
		*why = str_fmt(&repo->arena, "%s: keeps its refs as %s", where,
			       refs)
			       .p;
	else
		return 0;
	return ASK_GIT;
}

static int open_objects(struct repo *repo, const char *cwd, struct error *err)
{
	const char *told = repo_told("GIT_OBJECT_DIRECTORY");

	if (told)
		repo->objects = repo_absolute(&repo->arena, cwd, told);
	if (git_repository_odb(&repo->odb, repo->git) < 0)
		return error_set(err, ERROR_FAILED, "%s", git_words());
	/* The quarantine of a push; its alternates are the repository's own
	 * objects, which are open already. */
	if (told && git_odb_add_disk_alternate(repo->odb, repo->objects) < 0)
		return error_set(err, ERROR_FAILED, "%s: %s", told,
				 git_words());
	return 0;
}

static bool stop(void *argument, struct str name)
{
	(void)argument, (void)name;
	return false;
}

/* A clone that leaves objects at its remote says so in one of two ways. */
static bool is_promisor(struct repo *repo)
{
	return repo_config(repo, &repo->arena, "extensions.partialclone") ||
	       !repo_each_remote(repo, "promisor", stop, NULL);
}

/* A folder of the tree that was checked out may pose as a bare repository,
 * with a configuration of its own: git can be told to go by what is named
 * only (safe.bareRepository). */
static int check_bare(struct repo *repo, struct error *err)
{
	git_config *own;
	git_buf value = { 0 };
	bool explicit = false;

	if (!repo->bare || git_config_open_default(&own) < 0)
		return 0;
	if (git_config_get_string_buf(&value, own, "safe.barerepository") == 0)
		explicit = strcmp(value.ptr, "explicit") == 0;
	git_buf_dispose(&value);
	git_config_free(own);
	if (!explicit)
		return 0;
	error_help(err, "GIT_DIR=. promptpin ...");
	return error_set(err, ERROR_FAILED,
			 "%s: a bare repository that nobody named "
			 "(safe.bareRepository)",
			 git_repository_path(repo->git));
}

/* By libgit2. ASK_GIT and *why, or as repo_open. */
static int by_libgit2(struct repo *repo, const char *start, const char *cwd,
		      bool trusted, const char **why, struct error *err)
{
	const char *told = repo_told("GIT_DIR");
	int rc;

	repo->source = &source_libgit2;
	repo->width = OID_SHA1;
	if (git_start(err) < 0)
		return ERROR_FAILED;
	if (told) {
		/* Who names a repository trusts it: so says git. */
		rc = open_at(&repo->git, told,
			     GIT_REPOSITORY_OPEN_NO_SEARCH |
				     GIT_REPOSITORY_OPEN_NO_DOTGIT,
			     true, err);
		if (rc < 0)
			rc = cannot_open(repo, told, rc, why, err);
	} else {
		rc = discover(repo, start, trusted, why, err);
	}
	if (rc == 0 && read_config(repo, err) < 0)
		return ERROR_FAILED;
	if (rc == 0)
		rc = check_format(repo, why);
	if (rc)
		return rc;
	if (find_work_tree(repo, cwd, err) < 0 ||
	    (!told && check_bare(repo, err) < 0) ||
	    open_objects(repo, cwd, err) < 0)
		return ERROR_FAILED;
	repo->git_dir = git_repository_path(repo->git);
	repo->common_dir = git_repository_commondir(repo->git);
	return 0;
}

static void shut(struct repo *repo)
{
	if (repo->source)
		repo->source->close(repo);
	repo->git = NULL;
	repo->odb = NULL;
	repo->config = NULL;
}

/* By git. Without it the reason why it was needed is said. */
static int by_git(struct repo *repo, const char *start, const char *cwd,
		  const char *why, struct error *err)
{
	struct error own = { 0 };

	shut(repo);
	if (plumbing_open(repo, start, cwd, &own) == 0)
		return 0;
	if (!strstr(own.text, "git is not there")) {
		error_help(err, strstr(own.text, "extension") ?
					"git config --file .git/config "
					"--get-regexp extensions" :
					"git status says the same");
		return error_set(err, ERROR_FAILED, "%s: %s",
				 start ? start : cwd, own.text);
	}
	error_help(err, "put git into PATH");
	return error_set(err, ERROR_FAILED,
			 "%s; only git can read this, and git is not there",
			 why);
}

static int open_inside(struct repo *repo, const char *start, unsigned flags,
		       struct error *err)
{
	const char *cwd = here(&repo->arena), *why = "";
	struct stat st;
	int rc = ASK_GIT;

	if (!(flags & REPO_PLUMBING))
		rc = by_libgit2(repo, start, cwd, flags & REPO_HOOK, &why, err);
	if (rc == ASK_GIT)
		rc = by_git(repo, start, cwd, why, err);
	if (rc < 0)
		return rc;
	find_prefix(repo, cwd);
	find_index(repo, cwd);
	repo->promisor = is_promisor(repo);
	repo->shallow =
		stat(str_fmt(&repo->arena, "%sshallow", repo->common_dir).p,
		     &st) == 0 &&
		st.st_size > 0;
	return 0;
}

int repo_open(struct repo **out, const char *start, unsigned flags,
	      struct error *err)
{
	struct arena arena = { 0 };
	struct repo *repo = arena_zero(&arena, 1, sizeof(*repo));
	int rc;

	repo->arena = arena;
	repo->root = -1;
	rc = open_inside(repo, start, flags, err);
	if (rc < 0) {
		repo_close(repo);
		return rc;
	}
	*out = repo;
	return 0;
}

void repo_close(struct repo *repo)
{
	struct arena arena;

	if (!repo)
		return;
	shut(repo);
	if (repo->root >= 0)
		(void)close(repo->root);
	arena = repo->arena; /* repo itself lies in it */
	arena_free(&arena);
}

int repo_root(struct repo *repo, int *root, struct error *err)
{
	if (!repo->work_tree)
		return error_set(err, ERROR_FAILED,
				 "%s: a bare repository has no work tree",
				 repo->git_dir);
	if (repo->root < 0)
		repo->root = open(repo->work_tree,
				  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (repo->root < 0)
		return error_set(err, ERROR_FAILED, "%s: %s", repo->work_tree,
				 strerror(errno));
	*root = repo->root;
	return 0;
}

const char *repo_git_dir(const struct repo *repo)
{
	return repo->git_dir;
}

const char *repo_common_dir(const struct repo *repo)
{
	return repo->common_dir;
}

const char *repo_work_tree(const struct repo *repo)
{
	return repo->work_tree;
}

bool repo_is_bare(const struct repo *repo)
{
	return repo->bare;
}

bool repo_is_shallow(const struct repo *repo)
{
	return repo->shallow;
}

const char *repo_prefix(const struct repo *repo)
{
	return repo->prefix;
}

const char *repo_index_path(const struct repo *repo)
{
	return repo->index_path;
}

#include "cli/hook_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/repo.h"

/* Larger than any hook script that tells what it is in its first lines. */
enum { HOOK_SIZE = 64 * 1024 };

static bool below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	while (n > 1 && folder[n - 1] == '/')
		n--;
	return strncmp(path, folder, n) == 0 &&
	       (path[n] == '/' || path[n] == '\0');
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool str_holds(struct str s, const char *text)
{
	return s.n && memmem(s.p, s.n, text, strlen(text)) != NULL;
}

/* Absolute and without links, though the last part may not exist yet. */
static const char *resolve(struct arena *a, const char *path)
{
	char real[PATH_MAX];
	struct str s = str_of(path);
	size_t slash;

	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	if (realpath(path, real))
		return str_c(a, str_of(real));
	slash = str_rfind(s, '/');
	if (slash == 0 || slash == s.n ||
	    !realpath(str_c(a, str_cut(s, 0, slash)), real))
		return str_c(a, s);
	return str_fmt(a, "%s%.*s", real, STR_ARG(str_cut(s, slash, s.n))).p;
}

/* core.hooksPath as git reads it: "~/" is the home folder, else from the top. */
static const char *configured(struct arena *a, const char *value,
			      const char *work_tree)
{
	const char *home = getenv("HOME");

	if (strncmp(value, "~/", 2) == 0 && home)
		return str_fmt(a, "%s%s", home, value + 1).p;
	if (value[0] == '/')
		return value;
	return str_fmt(a, "%s%s", work_tree, value).p;
}

/* Gitea and Forgejo write hooks/pre-receive anew at will, and have it run
 * every file of this folder. */
static bool is_gitea(struct arena *a, const char *common)
{
	return is_folder(str_fmt(a, "%shooks/pre-receive.d", common).p);
}

/* GitLab has its hooks elsewhere, and looks for others here. */
static bool is_gitlab(struct arena *a, struct repo *repo, const char *common)
{
	return is_folder(str_fmt(a, "%scustom_hooks", common).p) ||
	       strstr(common, "/@hashed/") || strstr(common, "/@pools/") ||
	       repo_config(repo, a, "gitlab.fullpath");
}

int hook_folder_server(struct hook_folder *out, struct arena *a,
		       struct repo *repo, struct error *err)
{
	const char *common = repo_common_dir(repo);

	*out = (struct hook_folder){ .work_tree = repo_work_tree(repo) };
	if (is_gitea(a, common)) {
		out->path = str_fmt(a, "%shooks/pre-receive.d", common).p;
		out->server = "Gitea or Forgejo";
		out->one = "promptpin";
	} else if (is_gitlab(a, repo, common)) {
		out->path = str_fmt(a, "%scustom_hooks/pre-receive.d", common).p;
		out->server = "GitLab";
		out->one = "promptpin";
	} else if (out->work_tree) {
		return hook_folder_find(out, a, repo, err);
	} else {
		const char *value = repo_config(repo, a, "core.hooksPath");

		out->path = resolve(a, value ? configured(a, value, common) :
					       str_fmt(a, "%shooks", common).p);
		out->shared = !below(out->path, resolve(a, common));
	}
	return 0;
}

int hook_folder_find(struct hook_folder *out, struct arena *a,
		     struct repo *repo, struct error *err)
{
	const char *value = repo_config(repo, a, "core.hooksPath");
	const char *common, *top;

	*out = (struct hook_folder){ .work_tree = repo_work_tree(repo) };
	if (!out->work_tree || repo_is_bare(repo)) {
		error_help(err, "promptpin install --server");
		return error_set(
			err, ERROR_REFUSED,
			"this repository is bare: no commit is made in it, "
			"so it has no use for these hooks; "
			"what it can refuse is a push");
	}
	common = resolve(a, repo_common_dir(repo));
	top = resolve(a, out->work_tree);
	out->path = resolve(
		a, value ? configured(a, value, out->work_tree) :
			   str_fmt(a, "%shooks", repo_common_dir(repo)).p);
	out->tracked = below(out->path, top) && !below(out->path, common);
	out->shared = !out->tracked && !below(out->path, common);
	out->manager = hook_manager_of_folder(out->path);
	return 0;
}

/* A file's bytes; absent is text->p NULL. A link or a folder reads as empty. */
int hook_read(struct str *text, struct arena *a, const char *path,
	      struct error *err)
{
	char *bytes;
	ssize_t got;
	size_t n = 0;
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	*text = (struct str){ NULL, 0 };
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	*text = STR_EMPTY;
	if (fd < 0 && errno == ELOOP)
		return 0;
	if (fd < 0)
		return error_set(err, ERROR_FAILED, "%s: %s", path,
				 strerror(errno));
	bytes = arena_alloc(a, HOOK_SIZE);
	do {
		got = read(fd, bytes + n, HOOK_SIZE - n);
		if (got > 0)
			n += (size_t)got;
	} while ((got > 0 && n < HOOK_SIZE) || (got < 0 && errno == EINTR));
	close(fd);
	/* what is too large, or is no file at all, is nothing we wrote */
	*text = (got < 0 || n == HOOK_SIZE) ? STR_EMPTY :
					      (struct str){ bytes, n };
	return 0;
}

static enum hook_state judge(struct arena *a, const struct hook *hook,
			     struct str text)
{
	if (str_eq(text, hook->text))
		return HOOK_CURRENT;
	switch (hook_stamp(a, hook->kind, text)) {
	case STAMP_WHOLE:
		return HOOK_OLD;
	case STAMP_BROKEN:
		return HOOK_EDITED;
	case STAMP_NONE:
		break;
	}
	return str_holds(text, str_fmt(a, "promptpin hook %s", hook->name).p) ?
		       HOOK_CALLS :
		       HOOK_FOREIGN;
}

int hook_look(struct hook *out, struct arena *a,
	      const struct hook_folder *folder, const struct hook_kind *kind,
	      const char *program, struct error *err)
{
	struct stat st;
	struct str text;

	*out = (struct hook){ .kind = kind,
			      .name = kind->name,
			      .manager = folder->manager };
	out->path = str_fmt(a, "%s/%s", folder->path,
			    folder->one ? folder->one : kind->name)
			    .p;
	out->prev = str_fmt(a, "%s.promptpin-prev", out->path).p;
	out->chained = lstat(out->prev, &st) == 0;
	out->text = hook_script(a, kind, folder->tracked ? NULL : program,
				out->chained);
	if (hook_read(&text, a, out->path, err) < 0)
		return -1;
	out->state = text.p ? judge(a, out, text) : HOOK_ABSENT;
	out->found = text;
	if (out->state == HOOK_FOREIGN && !out->manager)
		out->manager = hook_manager_of(text);
	if (out->manager && folder->work_tree &&
	    hook_manager_calls(a, out->manager, folder->work_tree, kind))
		out->state = HOOK_CALLS;
	/* git passes over a hook that is not executable */
	out->executable = text.p && stat(out->path, &st) == 0 &&
			  S_ISREG(st.st_mode) && (st.st_mode & S_IXUSR);
	if (out->state == HOOK_CURRENT && !out->executable)
		out->state = HOOK_OLD;
	return 0;
}

static int write_all(int fd, struct str s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0)
			s = str_cut(s, (size_t)n, s.n);
	}
	return 0;
}

/* Give a finished file its name; a new one must not take another's place. */
static int place(const char *tmp, const struct hook *hook)
{
	if (hook->state != HOOK_ABSENT)
		return rename(tmp, hook->path);
	if (link(tmp, hook->path) < 0)
		return -1;
	return unlink(tmp);
}

/* The folder of the hooks, and the one that it lies in. */
static int make_folder(char *path)
{
	char *slash = strrchr(path, '/');

	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return 0;
	if (errno != ENOENT || !slash || slash == path)
		return -1;
	*slash = '\0';
	if (mkdir(path, 0777) < 0 && errno != EEXIST)
		return -1;
	*slash = '/';
	return mkdir(path, 0777);
}

int hook_write(const struct hook *hook, struct error *err)
{
	char tmp[PATH_MAX];
	const char *slash = strrchr(hook->path, '/');
	int len = (int)(slash - hook->path), fd, failed;

	if (snprintf(tmp, sizeof(tmp), "%.*s", len, hook->path) >=
	    PATH_MAX - 24)
		return error_set(err, ERROR_FAILED, "%s: path is too long",
				 hook->path);
	if (make_folder(tmp) < 0)
		return error_set(err, ERROR_FAILED, "%s: %s", tmp,
				 strerror(errno));
	memcpy(tmp + len, "/promptpin-XXXXXX", sizeof("/promptpin-XXXXXX"));
	fd = mkstemp(tmp);
	if (fd < 0)
		return error_set(err, ERROR_FAILED, "%.*s: %s", len, hook->path,
				 strerror(errno));
	failed = write_all(fd, hook->text) < 0 || fchmod(fd, 0755) < 0 ||
		 fsync(fd) < 0;
	if (close(fd) < 0 || failed || place(tmp, hook) < 0) {
		int code = errno == EEXIST ? ERROR_REFUSED : ERROR_FAILED;

		error_set(err, (enum error_code)code, "%s: %s", hook->path,
			  strerror(errno));
		(void)unlink(tmp);
		return code;
	}
	return 0;
}

int hook_chain(struct hook *hook, struct arena *a, const char *program,
	       struct error *err)
{
	int rc;

	/* a link, unlike a rename, never takes another's place */
	if (link(hook->path, hook->prev) < 0)
		return error_set(err, ERROR_FAILED, "%s: %s", hook->prev,
				 strerror(errno));
	hook->text = hook_script(a, hook->kind, program, true);
	rc = hook_write(hook, err); /* takes the first name over */
	if (rc < 0)
		(void)unlink(hook->prev);
	else
		hook->chained = true;
	return rc;
}

int hook_remove(const struct hook *hook, struct error *err)
{
	if (hook->chained) {
		if (rename(hook->prev, hook->path) < 0)
			return error_set(err, ERROR_FAILED, "%s: %s",
					 hook->prev, strerror(errno));
		return 0;
	}
	if (unlink(hook->path) < 0 && errno != ENOENT)
		return error_set(err, ERROR_FAILED, "%s: %s", hook->path,
				 strerror(errno));
	return 0;
}

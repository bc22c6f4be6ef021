/*
 * dispatch.c - what core.hooksPath enters by where an administrator asked for
 * it (install.sh --dispatcher): a link of each hook's name leads here.
 *
 * It runs promptpin's own hook of that name, if there is one, and then becomes
 * the hook that git would have run without core.hooksPath. So it waits for no
 * foreign program, and that one sees the arguments, the standard input and the
 * environment that git meant for it.
 *
 * It uses libc alone, reads no configuration and starts no git, since it
 * stands before every hook of every repository of the machine. No link leads
 * here for push-to-checkout, proc-receive and fsmonitor-watchman: git works
 * differently when those are merely there.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

/* Hooks that git tells something on standard input. */
static const char *const with_input[] = { "pre-push", "pre-receive",
					  "post-receive", "post-rewrite",
					  NULL };
/* Hooks that git-lfs has. */
static const char *const of_lfs[] = { "pre-push", "post-checkout",
				      "post-commit", "post-merge", NULL };

/* Hooks of ours that nobody gets unasked: of servers, and those that write. */
static const char *const on_request[] = { "pre-receive", "prepare-commit-msg",
					  NULL };

static bool among(const char *const *names, const char *name)
{
	for (; *names; names++) {
		if (strcmp(*names, name) == 0)
			return true;
	}
	return false;
}

static int fail(const char *event, const char *what)
{
	(void)fprintf(stderr, "promptpin: %s: %s: %s\n", event, what,
		      strerror(errno));
	return 1;
}

/* dir/name into out. False: too long, so it is not there. */
static bool join(char out[PATH_MAX], const char *dir, const char *name)
{
	int n = snprintf(out, PATH_MAX, "%s/%s", dir, name);

	return n > 0 && n < PATH_MAX;
}

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

/* The first line of a small file, without what is before it. */
static bool first_line(char out[PATH_MAX], const char *path, const char *before)
{
	size_t n = strlen(before);
	FILE *f = fopen(path, "re");
	bool good = f && fgets(out, PATH_MAX, f) && !strncmp(out, before, n);

	if (f)
		(void)fclose(f);
	if (!good)
		return false;
	memmove(out, out + n, strlen(out + n) + 1);
	out[strcspn(out, "\r\n")] = '\0';
	return out[0] != '\0';
}

/* What a path in a file means: relative to the folder of that file. */
static bool relative_to(char out[PATH_MAX], const char *dir, const char *path)
{
	if (path[0] == '/')
		return snprintf(out, PATH_MAX, "%s", path) < PATH_MAX;
	return join(out, dir, path);
}

/* The git folder seen from dir: .git, where a file .git leads, or dir itself. */
static bool git_dir_at(char out[PATH_MAX], const char *dir)
{
	char path[PATH_MAX], line[PATH_MAX];
	struct stat st;

	if (!join(path, dir, ".git"))
		return false;
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return snprintf(out, PATH_MAX, "%s", path) < PATH_MAX;
	if (first_line(line, path, "gitdir: "))
		return relative_to(out, dir, line);
	if (!join(path, dir, "objects") || stat(path, &st) < 0 ||
	    !join(path, dir, "HEAD") || lstat(path, &st) < 0)
		return false;
	return snprintf(out, PATH_MAX, "%s", dir) < PATH_MAX;
}

/* Git runs a hook at the top of the work tree, or in the git folder. */
static bool find_git_dir(char out[PATH_MAX])
{
	const char *told = getenv("GIT_DIR");

	if (told && *told)
		return snprintf(out, PATH_MAX, "%s", told) < PATH_MAX;
	return git_dir_at(out, ".");
}

/* The folder that all worktrees share. */
static bool find_common_dir(char out[PATH_MAX], const char *git_dir)
{
	const char *told = getenv("GIT_COMMON_DIR");
	char path[PATH_MAX], line[PATH_MAX];

	if (told && *told)
		return snprintf(out, PATH_MAX, "%s", told) < PATH_MAX;
	if (join(path, git_dir, "commondir") && first_line(line, path, ""))
		return relative_to(out, git_dir, line);
	return snprintf(out, PATH_MAX, "%s", git_dir) < PATH_MAX;
}

/* A hook that leads back here would go round for ever. */
static bool is_self(const char *path)
{
	struct stat a, b;

	return stat("/proc/self/exe", &a) == 0 && stat(path, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Whether git-lfs works in this repository: its folder, or its attribute. */
static bool has_lfs(const char *common)
{
	static char text[CHUNK];
	char path[PATH_MAX];
	struct stat st;
	bool found;
	FILE *f;

	if (join(path, common, "lfs") && stat(path, &st) == 0)
		return true;
	f = fopen(".gitattributes", "re");
	if (!f)
		return false;
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	found = strstr(text, "filter=lfs") != NULL;
	(void)fclose(f);
	return found;
}

/* Standard input as a file without a name, which can be read twice. */
static int keep_input(void)
{
#ifdef MFD_CLOEXEC
	int fd = memfd_create("promptpin-input", MFD_CLOEXEC);
#else
	FILE *file = tmpfile();
	int fd = file ? fileno(file) : -1;
#endif
	static char chunk[CHUNK];
	ssize_t n;

	while (fd >= 0 && (n = read(0, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		for (ssize_t at = 0, put; n > 0 && at < n; at += put) {
			put = write(fd, chunk + at, (size_t)(n - at));
			if (put <= 0)
				return -1;
		}
		if (n < 0)
			return -1;
	}
	return fd >= 0 && dup2(fd, 0) == 0 && lseek(0, 0, SEEK_SET) == 0 ? 0 :
									   -1;
}

/* Run promptpin's own hook and wait. 0: go on, else the status to end with. */
static int run_own(const char *event, const char *path, char **argv)
{
	bool after = strncmp(event, "post-", 5) == 0;
	int status;
	pid_t pid;

	if (among(with_input, event) && keep_input() < 0)
		return fail(event, "standard input");
	pid = fork();
	if (pid == 0) {
		(void)execv(path, argv);
		_exit(fail(event, path));
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			pid = -1;
	}
	if (pid < 0)
		return fail(event, path);
	if (among(with_input, event))
		(void)lseek(0, 0, SEEK_SET);
	if (after)
		return 0; /* it is too late to refuse */
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* The folder of this program's own hooks, beside it. */
static bool own_hook(char out[PATH_MAX], const char *event)
{
	char dir[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", dir, sizeof(dir) - 1);
	char *slash;

	if (n <= 0)
		return false;
	dir[n] = '\0';
	slash = strrchr(dir, '/');
	if (!slash)
		return false;
	(void)snprintf(slash, sizeof(dir) - (size_t)(slash - dir), "/hooks");
	return join(out, dir, event);
}

/* Become `git lfs EVENT ARGUMENT...`. None of its hooks has many. */
static int run_lfs(const char *event, int argc, char **argv)
{
	static char git[] = "git", lfs[] = "lfs";
	char *words[16] = { git, lfs };
	char *slash = strrchr(argv[0], '/');
	int n = 2;

	words[n++] = slash ? slash + 1 : argv[0];
	for (int i = 1; i < argc && n < 15; i++)
		words[n++] = argv[i];
	(void)execvp(git, words);
	return fail(event, "git lfs");
}

int main(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *event = slash ? slash + 1 : argc > 0 ? argv[0] : "";
	char own[PATH_MAX], git_dir[PATH_MAX], common[PATH_MAX];
	char folder[PATH_MAX], hook[PATH_MAX];
	int status;

	if (!among(on_request, event) && own_hook(own, event) &&
	    is_program(own)) {
		status = run_own(event, own, argv);
		if (status != 0)
			return status;
	}
	if (!find_git_dir(git_dir) || !find_common_dir(common, git_dir) ||
	    !join(folder, common, "hooks") || !join(hook, folder, event))
		return 0;
	if (is_program(hook) && !is_self(hook)) {
		argv[0] = hook;
		/* what has no first line is given to the shell, as git does */
		(void)execvp(hook, argv);
		return fail(event, hook);
	}
	if (among(of_lfs, event) && has_lfs(common))
		return run_lfs(event, argc, argv);
	return 0;
}

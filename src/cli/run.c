#include "cli/run.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

int run_status(enum error_code code)
{
	switch (code) {
	case ERROR_NONE:
		return EXIT_CLEAN;
	case ERROR_REFUSED:
		return EXIT_FINDINGS;
	case ERROR_USAGE:
		return EXIT_USAGE;
	case ERROR_ABSENT:
	case ERROR_FAILED:
		break;
	}
	return EXIT_UNCHECKED;
}

int run_repo(struct run *run, unsigned flags)
{
	int rc;

	if (run->repo)
		return 0;
	rc = repo_open(&run->repo, NULL, flags, run->err);
	if (rc == ERROR_ABSENT) {
		error_clear(run->err);
		error_help(run->err, "git init");
		rc = error_set(
			run->err, ERROR_FAILED,
			"this is not a git repository, nor is any folder above");
	}
	return rc;
}

/* The tree of a revision that the user named. */
static int view_of(struct run *run, const char *rev, struct view **out)
{
	int rc = view_commit(out, run->arena, run->repo, rev, run->err);

	if (rc != ERROR_ABSENT)
		return rc;
	error_clear(run->err);
	if (strcmp(rev, "HEAD") == 0)
		error_help(run->err, "git commit");
	else
		error_help(run->err, "git rev-parse %.100s", rev);
	return error_set(run->err, ERROR_USAGE, "no commit is called %s", rev);
}

int run_view(struct run *run, const struct view_choice *which,
	     struct view **out)
{
	if (which->staged + which->worktree + (which->rev != NULL) > 1)
		return error_set(
			run->err, ERROR_USAGE,
			"only one of --staged, --worktree and --rev can be asked for");
	if (which->rev)
		return view_of(run, which->rev, out);
	if (repo_is_bare(run->repo)) {
		if (which->staged || which->worktree)
			return error_set(
				run->err, ERROR_USAGE,
				"a bare repository has neither index nor work tree; name a commit with --rev");
		return view_of(run, "HEAD", out);
	}
	if (which->staged)
		return view_index(out, run->arena, run->repo, run->err);
	return view_worktree(out, run->arena, run->repo, run->err);
}

int run_setting(struct run *run, const struct setting_request *request,
		struct setting *out)
{
	struct sink sink = sink_in(run->arena);

	if (setting_open(out, run->arena, request, &sink, run->err) < 0)
		return run->err->code;
	if (!out->manifest.present) {
		error_help(run->err, "promptpin init");
		return error_set(run->err, ERROR_REFUSED, "there is no %s here",
				 MANIFEST_PATH);
	}
	if (!out->manifest.valid) {
		error_help(run->err, "promptpin check");
		return error_set(run->err, ERROR_REFUSED, "%s cannot be read",
				 MANIFEST_PATH);
	}
	return 0;
}

/* What color.ui says: 1 always, 0 never, -1 as the terminal is. */
static int colour_configured(struct run *run)
{
	const char *value;

	if (!run->repo)
		return -1;
	value = repo_config(run->repo, run->arena, "color.ui");
	if (!value)
		return -1;
	if (strcmp(value, "always") == 0)
		return 1;
	if (strcmp(value, "never") == 0 || strcmp(value, "false") == 0)
		return 0;
	return -1;
}

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

bool run_colour(struct run *run, FILE *stream)
{
	const char *force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");
	int configured;

	if (run->colour && strcmp(run->colour, "auto") != 0)
		return strcmp(run->colour, "always") == 0;
	if (!run->colour) {
		if (is_set("NO_COLOR"))
			return false;
		if (force && *force && strcmp(force, "0") != 0)
			return true;
		configured = colour_configured(run);
		if (configured >= 0)
			return configured == 1;
	}
	return isatty(fileno(stream)) && !(term && strcmp(term, "dumb") == 0);
}

int run_flush(struct run *run)
{
	struct str text = buf_str(&run->out);
	bool lost;

	errno = 0;
	lost = fwrite(text.p, 1, text.n, stdout) != text.n;
	lost |= fflush(stdout) != 0;
	buf_clear(&run->out);
	if (lost)
		return error_set(run->err, ERROR_FAILED, "standard output: %s",
				 errno ? strerror(errno) : "write error");
	return 0;
}

/* What stderr is like: there is one in a process. */
static struct {
	const char *prefix; /* NULL: as it comes */
	size_t room, dropped;
} to_stderr;

void run_stderr(const char *prefix, size_t room)
{
	to_stderr.prefix = prefix;
	to_stderr.room = room;
	to_stderr.dropped = 0;
}

size_t run_stderr_dropped(size_t *room)
{
	*room = to_stderr.room;
	return to_stderr.dropped;
}

/* Line by line, in one write. */
static void write_lines(struct str bytes)
{
	struct arena scratch = { 0 };
	struct buf text = buf_in(&scratch);
	size_t end;

	for (size_t from = 0; from < bytes.n; from = end) {
		end = str_find(bytes, '\n', from);
		end += end < bytes.n;
		if (to_stderr.dropped || to_stderr.room < end - from) {
			to_stderr.dropped++;
			continue;
		}
		to_stderr.room -= end - from;
		buf_adds(&text, to_stderr.prefix);
		buf_add(&text, str_cut(bytes, from, end));
	}
	if (text.len)
		(void)fwrite(text.data, 1, text.len, stderr);
	arena_free(&scratch);
}

void run_write(FILE *stream, struct str bytes)
{
	if (stream == stderr && to_stderr.prefix) {
		write_lines(bytes);
		return;
	}
	(void)fwrite(bytes.p, 1, bytes.n, stream);
	(void)fflush(stream);
}

void run_note(const char *fmt, ...)
{
	struct arena scratch = { 0 };
	struct buf line = buf_in(&scratch);
	char text[2048];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_adds(&line, "promptpin: ");
	text_escape(&line, str_of(text), false);
	buf_addc(&line, '\n');
	run_write(stderr, buf_str(&line));
	arena_free(&scratch);
}

static int read_stream(struct run *run, FILE *f, const char *path, size_t limit,
		       struct str *out)
{
	struct buf text = buf_in(run->arena);
	char block[8192];
	size_t n;

	errno = 0;
	while (text.len <= limit && (n = fread(block, 1, sizeof(block), f)) > 0)
		buf_add(&text, (struct str){ block, n });
	if (ferror(f))
		return error_set(run->err, ERROR_FAILED, "%s: %s", path,
				 strerror(errno));
	if (text.len > limit)
		return error_set(run->err, ERROR_REFUSED,
				 "%s is larger than %zu bytes", path, limit);
	*out = buf_str(&text);
	return 0;
}

int run_read_file(struct run *run, const char *path, size_t limit,
		  struct str *out)
{
	FILE *f;
	int rc;

	if (strcmp(path, "-") == 0)
		return read_stream(run, stdin, path, limit, out);
	f = fopen(path, "rb");
	if (!f)
		return error_set(run->err, ERROR_USAGE, "%s: %s", path,
				 strerror(errno));
	rc = read_stream(run, f, path, limit, out);
	(void)fclose(f);
	return rc;
}

/*
 * prepare-commit-msg: a `Prompt: support/triage 2.3.1 -> 2.4.0` trailer for
 * each prompt whose head a commit moves. It is asked for by installing it;
 * `git config promptpin.trailers false` turns it off in one repository.
 *
 * The message is the user's: on any doubt it is left as it is, and no
 * failure stops a commit.
 */
#include "cli/hook.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/trailer.h"

enum {
	MESSAGE_SIZE = 1024 * 1024,
	TRAILERS = 20 /* prompts that are named; the rest are counted */
};

static bool is_false(const char *value)
{
	return strcmp(value, "false") == 0 || strcmp(value, "no") == 0 ||
	       strcmp(value, "off") == 0 || strcmp(value, "0") == 0 || !*value;
}

/* A chain of squashes and fixups of a rebase: git puts the messages together,
 * and each step amends the one before. */
static bool is_squashing(struct run *run)
{
	static const char *const files[] = { "message-squash", "message-fixup",
					     "current-fixups" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (access(str_fmt(run->arena, "%srebase-merge/%s",
				   repo_git_dir(run->repo), files[i])
				   .p,
			   F_OK) == 0)
			return true;
	return false;
}

/*
 * What git will take off the message. Without an editor (GIT_EDITOR is ":")
 * a line that starts with # is text. False: it cannot be told.
 */
static bool style_of(struct run *run, struct trailer_style *out)
{
	const char *editor = getenv("GIT_EDITOR");
	const char *mode = repo_config(run->repo, run->arena, "commit.cleanup");
	const char *sign = repo_config(run->repo, run->arena,
				       "core.commentString");
	bool edited = !editor || strcmp(editor, ":") != 0;
	bool strips = edited;

	*out = (struct trailer_style){ STR_EMPTY, false };
	if (!sign)
		sign = repo_config(run->repo, run->arena, "core.commentChar");
	if (mode && (strcmp(mode, "verbatim") == 0 ||
		     strcmp(mode, "whitespace") == 0)) {
		if (edited)
			return false; /* the hints stay unless they are edited out */
	} else if (mode && strcmp(mode, "strip") == 0) {
		strips = true;
	}
	if (mode && strcmp(mode, "scissors") == 0)
		strips = true;
	if (!strips)
		return true;
	if (sign && (!*sign || strcmp(sign, "auto") == 0))
		return false;
	*out = (struct trailer_style){ sign ? str_of(sign) : STR("#"), true };
	return true;
}

/* What the commit will stand upon; *out NULL: nothing. */
static int parent_of(struct run *run, const struct args *args,
		     struct view **out)
{
	/* git commit --amend is "commit HEAD"; -C HEAD is too, which copies
	 * the trailers along with the rest. */
	bool amend = args->count > 3 && strcmp(args->items[2], "commit") == 0 &&
		     strcmp(args->items[3], "HEAD") == 0;
	int rc = view_commit(out, run->arena, run->repo,
			     amend ? "HEAD^" : "HEAD", run->err);

	if (rc != ERROR_ABSENT)
		return rc;
	error_clear(run->err);
	*out = NULL;
	return 0;
}

static int find_trailers(struct run *run, const struct args *args,
			 struct trailer **out, size_t *count)
{
	struct hook_heads moved;
	struct view *from, *to;

	if (parent_of(run, args, &from) < 0 ||
	    view_index(&to, run->arena, run->repo, run->err) < 0 ||
	    hook_heads(&moved, run->arena, from, to, run->err) < 0)
		return run->err->code;
	*out = arena_zero(run->arena, TRAILERS + 1, sizeof(**out));
	*count = 0;
	for (size_t i = 0; i < moved.count; i++) {
		const struct hook_head *head = moved.items + i;

		if (!head->to.n)
			continue; /* a draft that is gone: nothing is claimed */
		if (*count == TRAILERS) {
			(*out)[(*count)++] = (struct trailer){
				STR("and"),
				str_fmt(run->arena, "%zu more", moved.count - i)
			};
			break;
		}
		(*out)[(*count)++] = (struct trailer){
			head->id,
			str_fmt(run->arena, "%.*s%s-> %.*s",
				STR_ARG(head->from), head->from.n ? " " : "",
				STR_ARG(head->to))
		};
	}
	return 0;
}

/* The message, if it is a text of moderate size in a regular file. */
static bool read_message(struct run *run, const char *path, struct str *out)
{
	struct stat st;

	if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
	    run_read_file(run, path, MESSAGE_SIZE, out) < 0)
		return false;
	return !memchr(out->p, '\0', out->n) && !memchr(out->p, '\r', out->n);
}

/* Whole or not at all. */
static void write_message(struct run *run, const char *path, struct str text)
{
	const char *tmp = str_fmt(run->arena, "%s.promptpin", path).p;
	int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		      0666);
	bool failed = fd < 0;

	for (size_t done = 0; !failed && done < text.n;) {
		ssize_t n = write(fd, text.p + done, text.n - done);

		failed = n < 0 && errno != EINTR;
		done += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0 && close(fd) < 0)
		failed = true;
	if (fd >= 0 && (failed || rename(tmp, path) < 0))
		(void)unlink(tmp);
}

int hook_message(struct run *run, const struct args *args)
{
	struct trailer_style style;
	struct trailer *trailers = NULL;
	const char *wanted;
	struct str message;
	struct buf text;
	size_t count = 0;

	if (args->count < 2 || run_repo(run, REPO_HOOK) < 0)
		goto out;
	wanted = repo_config(run->repo, run->arena, "promptpin.trailers");
	if ((wanted && is_false(wanted)) || is_squashing(run) ||
	    !style_of(run, &style) ||
	    find_trailers(run, args, &trailers, &count) < 0 || count == 0 ||
	    !read_message(run, args->items[1], &message))
		goto out;
	text = buf_in(run->arena);
	if (trailer_add(&text, message, &style, trailers, count))
		write_message(run, args->items[1], buf_str(&text));
out:
	error_clear(run->err);
	return EXIT_CLEAN;
}

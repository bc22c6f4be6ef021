/*
 * talk.h - a git that goes on answering (`cat-file --batch`, `check-attr
 * --stdin`), so that thousands of questions cost one process.
 *
 *	struct talk *t;
 *
 *	if (talk_start(&t, repo, argv, err) < 0 ||
 *	    talk_ask(t, STR("HEAD\n"), err) < 0 ||
 *	    talk_until(t, '\n', &line, err) < 0)
 *		...
 *	talk_stop(t);
 *
 * One question at a time: its answer is read whole before the next, or the
 * talk is stopped. Every call fails with ERROR_FAILED; where git has ended,
 * with its last words.
 */
#ifndef PP_VIEW_TALK_H
#define PP_VIEW_TALK_H

#include "base/error.h"
#include "base/str.h"

struct repo;
struct talk;

int talk_start(struct talk **out, struct repo *repo, const char *const *argv,
	       struct error *err);
/* End git, whatever it is at. NULL is fine. */
void talk_stop(struct talk *talk);
int talk_ask(struct talk *talk, struct str question, struct error *err);
/* What comes before the next `end`; it stays until the next call. */
int talk_until(struct talk *talk, char end, struct str *out, struct error *err);
/* The next n bytes, to `to`; NULL: nowhere. */
int talk_bytes(struct talk *talk, char *to, size_t n, struct error *err);

#endif

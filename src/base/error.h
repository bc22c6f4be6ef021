/*
 * error.h - failures: the world is wrong (I/O, a repository that cannot be
 * read, wrong use). What is wrong in the user's files is a finding (diag/).
 *
 * The caller owns a struct error, zero at first; the function that meets the
 * failure writes it, everyone above passes the code up, main prints it once.
 *
 *	if (fd < 0)
 *		return error_set(err, ERROR_FAILED, "%s: %s", path,
 *				 strerror(errno));
 */
#ifndef PP_BASE_ERROR_H
#define PP_BASE_ERROR_H

enum error_code {
	ERROR_NONE = 0,
	ERROR_USAGE = -1,  /* wrong use or unreadable configuration: exit 2 */
	ERROR_FAILED = -2, /* could not check: exit 3 */
	ERROR_ABSENT = -3, /* what was asked for is not there; expected */
	ERROR_REFUSED = -4 /* the user's files stand against it: exit 1 */
};

struct error {
	enum error_code code;
	char text[1024];
	char help[256]; /* what to type, or "" */
};

/* Record the failure, unless one is recorded already, and return code. */
int error_set(struct error *e, enum error_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Record what to type, unless that is recorded already. */
void error_help(struct error *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void error_clear(struct error *e);

#endif

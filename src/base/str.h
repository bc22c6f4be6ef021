/*
 * str.h - borrowed bytes: a pointer and a length, passed by value.
 *
 * A str is never written through and never freed; whoever made the bytes
 * says how long they live. It may hold any byte. To build bytes use buf.h.
 */
#ifndef PP_BASE_STR_H
#define PP_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct arena;

struct str {
	const char *p;
	size_t n;
};

/* A literal as a str. */
#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_EMPTY ((struct str){ "", 0 })

/* For printf: "%.*s" with STR_ARG(s); a length past INT_MAX is clamped. */
#define STR_ARG(s) str_int((s).n), ((s).n ? (s).p : "")
int str_int(size_t n);

/* Borrow a NUL-terminated text; NULL is empty. */
struct str str_of(const char *text);
bool str_eq(struct str a, struct str b);
/* Whether s is exactly text. */
bool str_is(struct str s, const char *text);
/* Bytewise order; a prefix comes first. */
int str_compare(struct str a, struct str b);
bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);
/* Bytes from and up to (not with) to; both are clamped to s. */
struct str str_cut(struct str s, size_t from, size_t to);
/* Index of the first c at or after from, or s.n. */
size_t str_find(struct str s, char c, size_t from);
/* Index of the last c, or s.n. */
size_t str_rfind(struct str s, char c);
/* A copy in a, with a NUL behind it. */
struct str str_copy(struct arena *a, struct str s);
/* A NUL-terminated copy in a; bytes after an inner NUL are hidden to C. */
char *str_c(struct arena *a, struct str s);
/* The parts one after the other, in a: what str_fmt would give, faster. */
struct str str_join(struct arena *a, const struct str *parts, size_t count);
/* printf into a. */
struct str str_fmt(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif

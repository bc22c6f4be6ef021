#include "base/str.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"

int str_int(size_t n)
{
	return n > INT_MAX ? INT_MAX : (int)n;
}

struct str str_of(const char *text)
{
	return text ? (struct str){ text, strlen(text) } : STR_EMPTY;
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(struct str s, const char *text)
{
	return str_eq(s, str_of(text));
}

int str_compare(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	if (order)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && (n == 0 || memcmp(s.p, prefix, n) == 0);
}

bool str_ends(struct str s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n >= n && (n == 0 || memcmp(s.p + s.n - n, suffix, n) == 0);
}

struct str str_cut(struct str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return (struct str){ s.p + from, to - from };
}

size_t str_find(struct str s, char c, size_t from)
{
	const char *hit;

	if (from >= s.n)
		return s.n;
	hit = memchr(s.p + from, c, s.n - from);
	return hit ? (size_t)(hit - s.p) : s.n;
}

size_t str_rfind(struct str s, char c)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == c)
			return i - 1;
	return s.n;
}

struct str str_copy(struct arena *a, struct str s)
{
	return (struct str){ str_c(a, s), s.n };
}

char *str_c(struct arena *a, struct str s)
{
	char *copy = arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	return copy;
}

struct str str_join(struct arena *a, const struct str *parts, size_t count)
{
	size_t n = 0;
	char *text, *at;

	for (size_t i = 0; i < count; i++)
		n += parts[i].n;
	text = at = arena_alloc(a, n + 1);
	for (size_t i = 0; i < count; i++) {
		if (parts[i].n)
			memcpy(at, parts[i].p, parts[i].n);
		at += parts[i].n;
	}
	*at = '\0';
	return (struct str){ text, n };
}

struct str str_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return STR_EMPTY;
	text = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	(void)vsnprintf(text, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct str){ text, (size_t)n };
}

#include "syntax/fail.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/map.h"

/* Up to here comparing each with each is cheaper than hashing. */
enum { FEW_MEMBERS = 16 };

int fail_at(struct syntax_error *why, struct pos pos, const char *fmt, ...)
{
	va_list ap;

	why->pos = pos;
	why->other = (struct pos){ 0, 0 };
	va_start(ap, fmt);
	(void)vsnprintf(why->text, sizeof(why->text), fmt, ap);
	va_end(ap);
	return -1;
}

const char *fail_quote(char out[FAIL_QUOTE], struct str s)
{
	const size_t room = FAIL_QUOTE - 4; /* three dots and a NUL */
	size_t n = s.n;

	if (n > room)
		for (n = room; n > 0 && (s.p[n] & 0xc0) == 0x80;)
			n--;
	if (n)
		memcpy(out, s.p, n);
	for (size_t i = 0; i < n; i++)
		if (out[i] == '\0')
			out[i] = ' ';
	memcpy(out + n, n < s.n ? "..." : "", n < s.n ? 4 : 1);
	return out;
}

static int twice(const struct member *first, const struct member *second,
		 const char *word, struct syntax_error *why)
{
	char quote[FAIL_QUOTE];

	(void)fail_at(why, second->pos, "%s \"%s\" occurs twice", word,
		      fail_quote(quote, second->name));
	why->other = first->pos;
	return -1;
}

int fail_if_twice(struct arena *scratch, struct member *members, size_t count,
		  const char *word, struct syntax_error *why)
{
	struct map seen;

	if (count <= FEW_MEMBERS) {
		for (size_t i = 1; i < count; i++)
			for (size_t j = 0; j < i; j++)
				if (str_eq(members[i].name, members[j].name))
					return twice(&members[j], &members[i],
						     word, why);
		return 0;
	}
	seen = map_in(scratch);
	for (size_t i = 0; i < count; i++) {
		void **place = map_put(&seen, members[i].name);

		if (*place)
			return twice(*place, &members[i], word, why);
		*place = &members[i];
	}
	return 0;
}

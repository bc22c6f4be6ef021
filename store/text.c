#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 1024 };

/* Make room for extra more bytes, or mark t failed and return false. */
static bool reserve(struct text *t, size_t extra)
{
	size_t cap = t->cap ? t->cap : FIRST_CAP;
	char *p = NULL;

	if (t->failed || extra <= t->cap - t->n)
		return !t->failed;
	while (cap - t->n < extra && cap <= SIZE_MAX / 2)
		cap *= 2;
	if (cap - t->n >= extra)
		p = realloc(t->p, cap);
	if (!p) {
		t->failed = true;
		return false;
	}
	t->p = p;
	t->cap = cap;
	return true;
}

void text_add_bytes(struct text *t, const char *p, size_t n)
{
	if (n == 0 || !reserve(t, n))
		return;
	memcpy(t->p + t->n, p, n);
	t->n += n;
}

void text_add(struct text *t, const char *s)
{
	text_add_bytes(t, s, strlen(s));
}

void text_add_json(struct text *t, const char *s)
{
	static const char named[] = "\"\\\n\r\t\b\f";
	static const char letter[] = "\"\\nrtbf";
	char escape[8];

	text_add(t, "\"");
	for (; *s; s++) {
		const char *hit = strchr(named, *s);

		if (hit)
			(void)snprintf(escape, sizeof(escape), "\\%c",
				       letter[hit - named]);
		else if ((unsigned char)*s < ' ')
			(void)snprintf(escape, sizeof(escape), "\\u%04x",
				       (unsigned)(unsigned char)*s);
		if (hit || (unsigned char)*s < ' ')
			text_add(t, escape);
		else
			text_add_bytes(t, s, 1);
	}
	text_add(t, "\"");
}

int text_done(struct text *t, struct store_bytes *out)
{
	if (!reserve(t, 1)) {
		text_release(t);
		return STORE_NOMEM;
	}
	t->p[t->n] = '\0';
	*out = (struct store_bytes){ t->p, t->n };
	*t = (struct text){ 0 };
	return STORE_OK;
}

void text_release(struct text *t)
{
	free(t->p);
	*t = (struct text){ 0 };
}

static bool is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

size_t text_utf8(const char *p, size_t n)
{
	const unsigned char *c = (const unsigned char *)p;

	if (n == 0)
		return 0;
	if (c[0] < 0x80)
		return 1;
	if (n < 2 || !is_tail(c[1]))
		return 0;
	if (c[0] >= 0xc2 && c[0] <= 0xdf)
		return 2;
	if (n < 3 || !is_tail(c[2]))
		return 0;
	if ((c[0] & 0xf0) == 0xe0) {
		bool overlong = c[0] == 0xe0 && c[1] < 0xa0;
		bool surrogate = c[0] == 0xed && c[1] >= 0xa0;

		return overlong || surrogate ? 0 : 3;
	}
	if (n < 4 || !is_tail(c[3]) || c[0] < 0xf0 || c[0] > 0xf4)
		return 0;
	if ((c[0] == 0xf0 && c[1] < 0x90) || (c[0] == 0xf4 && c[1] >= 0x90))
		return 0;
	return 4;
}

bool text_is_utf8(const char *p, size_t n)
{
	while (n > 0) {
		size_t step = text_utf8(p, n);

		if (step == 0)
			return false;
		p += step;
		n -= step;
	}
	return true;
}

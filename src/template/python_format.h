/*
 * python_format.h - the fields of Python's str.format, as it finds them.
 *
 * Private to this folder and its tests. A scan goes through a format string
 * once, as string.Formatter().parse does:
 *
 *	struct python_scan s = { .text = text, .to = text.n };
 *	struct python_field f;
 *
 *	while (python_next(&s, &f))
 *		...
 *	if (s.wrong)
 *		...s.wrong says what, s.wrong_at is the byte
 *
 * `{{` and `}}` are text and passed over. Nothing is copied; a scan is linear
 * and needs no memory.
 */
#ifndef PP_TEMPLATE_PYTHON_FORMAT_H
#define PP_TEMPLATE_PYTHON_FORMAT_H

#include "base/str.h"

/* Offsets into the text. */
struct python_field {
	size_t from, to;       /* with its braces */
	struct str name;       /* "a.b[0]", may be empty */
	struct str conversion; /* the character behind `!`, or empty */
	struct str spec;       /* behind `:`, or empty */
	bool nested;	       /* the spec has fields of its own */
};

struct python_scan {
	struct str text;
	size_t at, to;
	const char *wrong; /* set where the text is refused; the scan ends */
	size_t wrong_at;
};

/* The next field; false at the end, or where s->wrong says why. */
bool python_next(struct python_scan *s, struct python_field *out);

/*
 * What to say of a variable whose name is hardly one, since JSON or another
 * template language stands where a field is read; or NULL.
 */
const char *python_doubt(struct str name);

#endif

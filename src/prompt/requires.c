#include "prompt/requires.h"

#include "base/version.h"

enum { NUMBER_DIGITS = 9 };

/* Take a decimal number of up to NUMBER_DIGITS digits off the front of s. */
static bool take_number(struct str *s, unsigned long *out)
{
	size_t n = 0;

	*out = 0;
	while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9' &&
	       n < NUMBER_DIGITS)
		*out = *out * 10 + (unsigned long)(s->p[n++] - '0');
	*s = str_cut(*s, n, s->n);
	return n > 0;
}

static bool take(struct str *s, const char *text)
{
	if (!str_starts(*s, text))
		return false;
	*s = str_cut(*s, strlen(text), s->n);
	return true;
}

static struct str strip(struct str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = str_cut(s, 1, s.n);
	while (s.n && strchr(" \t\r\n", s.p[s.n - 1]) && s.p[s.n - 1])
		s.n--;
	return s;
}

/* "1", "1.3" or "1.3.2" and nothing behind it. */
static bool read_version(struct str s, unsigned long out[3])
{
	out[0] = out[1] = out[2] = 0;
	for (size_t i = 0; i < 3; i++) {
		if (!take_number(&s, &out[i]))
			return false;
		if (s.n == 0)
			return true;
		if (!take(&s, "."))
			return false;
	}
	return false;
}

static int newer(struct error *err, struct str what)
{
	error_help(err, "install promptpin %.*s or newer", STR_ARG(what));
	return error_set(err, ERROR_FAILED,
			 "needs promptpin >= %.*s; this is promptpin %s",
			 STR_ARG(what), PROMPTPIN_VERSION);
}

int requires_value(struct str value, struct error *err)
{
	unsigned long asked[3], own[3];
	struct str version;

	value = strip(value);
	if (!take(&value, ">="))
		return ERROR_USAGE;
	version = strip(value);
	if (!read_version(version, asked))
		return ERROR_USAGE;
	(void)read_version(STR(PROMPTPIN_VERSION), own);
	for (size_t i = 0; i < 3; i++) {
		if (asked[i] > own[i])
			return newer(err, version);
		if (asked[i] < own[i])
			return 0;
	}
	return 0;
}

int requires_manifest(struct str value, struct error *err)
{
	unsigned long number;

	value = strip(value);
	if (!take_number(&value, &number) || value.n || number == 0)
		return ERROR_USAGE;
	if (number == 1)
		return 0;
	error_help(err, "install the newest promptpin");
	return error_set(err, ERROR_FAILED,
			 "the manifest is of form %lu: needs a newer promptpin "
			 "(this is promptpin %s, which reads form 1)",
			 number, PROMPTPIN_VERSION);
}

int requires_format(struct str format, struct error *err)
{
	unsigned long number;

	if (!take(&format, "promptpin-store ") ||
	    !take_number(&format, &number) || number <= 1)
		return 0; /* what else is wrong with it, the store says */
	error_help(err, "install the newest promptpin");
	return error_set(err, ERROR_FAILED,
			 ".promptpin/format: the store is of format %lu: needs "
			 "a newer promptpin (this is promptpin %s, which reads "
			 "format 1)",
			 number, PROMPTPIN_VERSION);
}

/* The scalar behind a key: without its comment and its quotes. */
static struct str scalar(struct str s)
{
	s = strip(s);
	if (s.n && (s.p[0] == '"' || s.p[0] == '\''))
		return str_cut(s, 1, str_find(s, s.p[0], 1));
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] == '#' && (s.p[i - 1] == ' ' || s.p[i - 1] == '\t'))
			return strip(str_cut(s, 0, i));
	return s;
}

static int scan_line(struct str line, struct error *err)
{
	bool requires = take(&line, "requires");

	if (!requires && !take(&line, "promptpin"))
		return 0;
	line = strip(line);
	if (!take(&line, ":"))
		return 0;
	line = scalar(line);
	return requires ? requires_value(line, err) :
			  requires_manifest(line, err);
}

int requires_scan(struct str manifest, struct error *err)
{
	(void)take(&manifest, "\xef\xbb\xbf");
	for (size_t from = 0; from < manifest.n;) {
		size_t end = from;

		while (end < manifest.n && manifest.p[end] != '\n' &&
		       manifest.p[end] != '\r')
			end++;
		if (scan_line(str_cut(manifest, from, end), err) ==
		    ERROR_FAILED)
			return ERROR_FAILED;
		from = end + 1;
	}
	return 0;
}

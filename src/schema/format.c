#include "schema/format.h"

#include "pattern/regex.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Exactly n digits at from, whose value goes to *out. */
static bool digits(struct str s, size_t from, size_t n, unsigned *out)
{
	*out = 0;
	if (from > s.n || s.n - from < n)
		return false;
	for (size_t i = from; i < from + n; i++) {
		if (!is_digit(s.p[i]))
			return false;
		*out = *out * 10 + (unsigned)(s.p[i] - '0');
	}
	return true;
}

static bool char_is(struct str s, size_t at, char c)
{
	return at < s.n && s.p[at] == c;
}

/* ---- dates and times: RFC 3339 ------------------------------------------- */

bool format_date(struct str s)
{
	static const unsigned char days[] = { 31, 29, 31, 30, 31, 30,
					      31, 31, 30, 31, 30, 31 };
	unsigned year, month, day;
	bool leap;

	if (s.n != 10 || !digits(s, 0, 4, &year) || !char_is(s, 4, '-') ||
	    !digits(s, 5, 2, &month) || !char_is(s, 7, '-') ||
	    !digits(s, 8, 2, &day))
		return false;
	leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
		return false;
	return month != 2 || day != 29 || leap;
}

/* Z or +hh:mm, in minutes. */
static bool offset(struct str s, int *minutes)
{
	unsigned hour, minute;

	*minutes = 0;
	if (str_is(s, "Z") || str_is(s, "z"))
		return true;
	if (s.n != 6 || (s.p[0] != '+' && s.p[0] != '-') ||
	    !digits(s, 1, 2, &hour) || s.p[3] != ':' ||
	    !digits(s, 4, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*minutes = (int)(hour * 60 + minute) * (s.p[0] == '-' ? -1 : 1);
	return true;
}

bool format_time(struct str s)
{
	unsigned hour, minute, second;
	size_t end = 8;
	int away, utc;

	if (!digits(s, 0, 2, &hour) || !char_is(s, 2, ':') ||
	    !digits(s, 3, 2, &minute) || !char_is(s, 5, ':') ||
	    !digits(s, 6, 2, &second) || hour > 23 || minute > 59 ||
	    second > 60)
		return false;
	if (char_is(s, end, '.')) {
		while (++end < s.n && is_digit(s.p[end]))
			;
		if (end == 9)
			return false;
	}
	if (!offset(str_cut(s, end, s.n), &away))
		return false;
	/* A leap second is the last of a day in UTC. */
	utc = ((int)(hour * 60 + minute) - away + 2 * 1440) % 1440;
	return second < 60 || utc == 1439;
}

bool format_date_time(struct str s)
{
	return s.n > 11 && (s.p[10] == 'T' || s.p[10] == 't') &&
	       format_date(str_cut(s, 0, 10)) &&
	       format_time(str_cut(s, 11, s.n));
}

/*
 * Numbers with units, in the order of units and none left out in between
 * (ISO 8601 by the grammar of RFC 3339); *from is moved behind them.
 */
static bool units(struct str s, size_t *from, const char *names)
{
	const char *unit = NULL;

	while (*from < s.n && is_digit(s.p[*from])) {
		const char *next;

		while (*from < s.n && is_digit(s.p[*from]))
			++*from;
		if (*from == s.n)
			return false;
		next = strchr(names, s.p[*from]);
		if (!next || !*next || (unit && next != unit + 1))
			return false;
		unit = next;
		++*from;
	}
	return unit != NULL;
}

bool format_duration(struct str s)
{
	size_t at = 1;

	if (!char_is(s, 0, 'P'))
		return false;
	if (str_ends(s, "W"))
		return units(s, &at, "W") && at == s.n;
	if (!char_is(s, at, 'T') && !units(s, &at, "YMD"))
		return false;
	if (at == s.n)
		return true;
	return char_is(s, at++, 'T') && units(s, &at, "HMS") && at == s.n;
}

/* ---- other texts --------------------------------------------------------- */

bool format_uuid(struct str s)
{
	if (s.n != 36)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		char low = (char)(s.p[i] | 0x20);

		if (dash ? s.p[i] != '-' :
			   !is_digit(s.p[i]) && (low < 'a' || low > 'f'))
			return false;
	}
	return true;
}

bool format_pointer(struct str s)
{
	if (s.n && s.p[0] != '/')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '~' && !char_is(s, i + 1, '0') &&
		    !char_is(s, i + 1, '1'))
			return false;
	return true;
}

bool format_relative_pointer(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_digit(s.p[n]))
		n++;
	if (n == 0 || (n > 1 && s.p[0] == '0'))
		return false;
	return str_is(str_cut(s, n, s.n), "#") ||
	       format_pointer(str_cut(s, n, s.n));
}

static const struct {
	const char *name;
	format_fn *is;
} formats[] = {
	{ "date", format_date },
	{ "time", format_time },
	{ "date-time", format_date_time },
	{ "duration", format_duration },
	{ "email", format_email },
	{ "hostname", format_hostname },
	{ "ipv4", format_ipv4 },
	{ "ipv6", format_ipv6 },
	{ "uri", format_uri },
	{ "uri-reference", format_uri_reference },
	{ "uuid", format_uuid },
	{ "json-pointer", format_pointer },
	{ "relative-json-pointer", format_relative_pointer },
};

bool format_is(struct arena *scratch, struct str format, struct str text)
{
	const struct regex *regex;
	struct regex_error why;

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (str_is(format, formats[i].name))
			return formats[i].is(text);
	if (str_is(format, "regex"))
		return regex_compile(scratch, text, &regex, &why) !=
			       REGEX_WRONG &&
		       !why.foreign;
	return true;
}

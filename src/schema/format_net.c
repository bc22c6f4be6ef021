/*
 * Formats of names on a network.
 */
#include "schema/format.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool format_ipv4(struct str s)
{
	size_t at = 0;

	for (int part = 0; part < 4; part++) {
		size_t start = at;
		unsigned value = 0;

		for (; at < s.n && is_digit(s.p[at]) && at - start < 3; at++)
			value = value * 10 + (unsigned)(s.p[at] - '0');
		if (at == start || value > 255 ||
		    (at - start > 1 && s.p[start] == '0'))
			return false;
		if (part < 3 && (at == s.n || s.p[at++] != '.'))
			return false;
	}
	return at == s.n;
}

/* Groups of hex digits between colons, the last maybe an IPv4 address; how
 * many groups of 16 bits that is, or -1. Nothing is none. */
static int groups(struct str s, bool last)
{
	size_t at = 0;
	int count = 0;

	if (s.n == 0)
		return 0;
	while (count <= 8) {
		size_t colon = str_find(s, ':', at);
		struct str group = str_cut(s, at, colon);

		if (last && colon == s.n && format_ipv4(group))
			return count + 2;
		if (group.n == 0 || group.n > 4)
			return -1;
		for (size_t i = 0; i < group.n; i++)
			if (!is_hex(group.p[i]))
				return -1;
		count++;
		if (colon == s.n)
			return count;
		at = colon + 1;
	}
	return -1;
}

bool format_ipv6(struct str s)
{
	for (size_t i = 0; i + 1 < s.n; i++) {
		int before, behind;

		if (s.p[i] != ':' || s.p[i + 1] != ':')
			continue;
		before = groups(str_cut(s, 0, i), false);
		behind = groups(str_cut(s, i + 2, s.n), true);
		return before >= 0 && behind >= 0 && before + behind < 8;
	}
	return groups(s, true) == 8;
}

bool format_hostname(struct str s)
{
	size_t at = 0;

	if (s.n == 0 || s.n > 253)
		return false;
	while (at <= s.n) {
		size_t dot = str_find(s, '.', at);
		struct str label = str_cut(s, at, dot);

		if (label.n == 0 || label.n > 63 || label.p[0] == '-' ||
		    label.p[label.n - 1] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++)
			if (!is_alpha(label.p[i]) && !is_digit(label.p[i]) &&
			    label.p[i] != '-')
				return false;
		/* "--" there is for what is encoded; only xn is in use. */
		if (label.n > 3 && label.p[2] == '-' && label.p[3] == '-' &&
		    (label.p[0] | 0x20) != 'x')
			return false;
		at = dot + 1;
	}
	return true;
}

/* ---- email: RFC 5321 ----------------------------------------------------- */

static bool is_atom(char c)
{
	return is_alpha(c) || is_digit(c) ||
	       (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool dot_string(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' &&
		    (i == 0 || i + 1 == s.n || s.p[i + 1] == '.'))
			return false;
		if (s.p[i] != '.' && !is_atom(s.p[i]))
			return false;
	}
	return s.n > 0;
}

static bool quoted_string(struct str s)
{
	if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"')
		return false;
	for (size_t i = 1; i + 1 < s.n; i++) {
		if (s.p[i] < ' ' || s.p[i] > '~' || s.p[i] == '"')
			return false;
		if (s.p[i] == '\\' && ++i + 1 >= s.n)
			return false;
	}
	return true;
}

bool format_email(struct str s)
{
	size_t at = str_rfind(s, '@');
	struct str local = str_cut(s, 0, at);
	struct str domain = str_cut(s, at + 1, s.n);

	if (at == s.n || local.n > 64 ||
	    !(dot_string(local) || quoted_string(local)))
		return false;
	if (!str_starts(domain, "["))
		return format_hostname(domain);
	if (!str_ends(domain, "]"))
		return false;
	domain = str_cut(domain, 1, domain.n - 1);
	if (str_starts(domain, "IPv6:"))
		return format_ipv6(str_cut(domain, 5, domain.n));
	return format_ipv4(domain);
}

/* ---- uri: RFC 3986 ------------------------------------------------------- */

/* Characters of a path and what more names, with escapes. */
static bool made_of(struct str s, const char *more)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '%') {
			if (s.n - i < 3 || !is_hex(s.p[i + 1]) ||
			    !is_hex(s.p[i + 2]))
				return false;
			i += 2;
		} else if (!is_alpha(c) && !is_digit(c) &&
			   !(c && strchr("-._~!$&'()*+,;=", c)) &&
			   !(c && strchr(more, c))) {
			return false;
		}
	}
	return true;
}

static bool is_authority(struct str s)
{
	size_t user = str_rfind(s, '@'), colon, close;
	struct str host = user < s.n ? str_cut(s, user + 1, s.n) : s;
	struct str port;

	if (user < s.n && !made_of(str_cut(s, 0, user), ":"))
		return false;
	if (str_starts(host, "[")) {
		close = str_find(host, ']', 0);
		if (close == host.n)
			return false;
		port = str_cut(host, close + 1, host.n);
		host = str_cut(host, 1, close);
		if (!format_ipv6(host) &&
		    !(host.n && (host.p[0] | 0x20) == 'v' &&
		      made_of(host, ":")))
			return false;
	} else {
		colon = str_find(host, ':', 0);
		port = str_cut(host, colon, host.n);
		if (!made_of(str_cut(host, 0, colon), ""))
			return false;
	}
	for (size_t i = 0; i < port.n; i++)
		if (i == 0 ? port.p[i] != ':' : !is_digit(port.p[i]))
			return false;
	return true;
}

static size_t scheme(struct str s)
{
	size_t i = 0;

	while (i < s.n &&
	       (is_alpha(s.p[i]) || (i && (is_digit(s.p[i]) || s.p[i] == '+' ||
					   s.p[i] == '-' || s.p[i] == '.'))))
		i++;
	return i < s.n && s.p[i] == ':' ? i : 0;
}

/* What follows a scheme, or stands without one. */
static bool is_rest(struct str s, bool relative)
{
	size_t hash = str_find(s, '#', 0), query, slash;
	struct str path = str_cut(s, 0, hash);

	if (!made_of(str_cut(s, hash + 1, s.n), ":@/?"))
		return false;
	query = str_find(path, '?', 0);
	if (!made_of(str_cut(path, query + 1, path.n), ":@/?"))
		return false;
	path = str_cut(path, 0, query);
	if (str_starts(path, "//")) {
		slash = str_find(path, '/', 2);
		if (!is_authority(str_cut(path, 2, slash)))
			return false;
		path = str_cut(path, slash, path.n);
	} else if (relative &&
		   str_find(path, ':', 0) < str_find(path, '/', 0)) {
		return false; /* that would be a scheme */
	}
	return made_of(path, ":@/");
}

bool format_uri(struct str s)
{
	size_t n = scheme(s);

	return n > 0 && is_rest(str_cut(s, n + 1, s.n), false);
}

bool format_uri_reference(struct str s)
{
	return format_uri(s) || is_rest(s, true);
}

#include "template/interpolation.h"

#include "template/ascii.h"

size_t interpolation_quoted(struct str s, size_t i, bool twice)
{
	char quote = s.p[i];

	for (i++; i < s.n; i++) {
		if (s.p[i] == quote &&
		    !(twice && i + 1 < s.n && s.p[i + 1] == quote))
			return i + 1;
		if (s.p[i] == quote || (s.p[i] == '\\' && !twice))
			i++;
	}
	return s.n;
}

/* ---- a name and its members */

static bool begins_name(char c)
{
	return ascii_letter(c) || (unsigned char)c > 127;
}

static size_t skip_name(struct str s, size_t i)
{
	if (i < s.n && begins_name(s.p[i]))
		while (i < s.n && (begins_name(s.p[i]) || ascii_digit(s.p[i])))
			i++;
	return i;
}

/* `[0]`, `["key"]`, `[:key]` at i: behind it; else i. */
static size_t skip_index(struct str s, size_t i,
			 const struct interpolation_names *names)
{
	size_t at = i + 1, end = at;

	if (at < s.n && s.p[at] == '-')
		end = ++at;
	if (at < s.n && (s.p[at] == '"' || s.p[at] == '\''))
		end = interpolation_quoted(s, at, false);
	else if (at < s.n && s.p[at] == ':' && names->symbols)
		end = skip_name(s, at + 1);
	else
		while (end < s.n && ascii_digit(s.p[end]))
			end++;
	return end > at && end < s.n && s.p[end] == ']' ? end + 1 : i;
}

static size_t skip_member(struct str s, size_t i,
			  const struct interpolation_names *names)
{
	size_t at = i, end;

	if (i < s.n && s.p[i] == '[')
		return skip_index(s, i, names);
	if (i + 1 < s.n && (s.p[i] == '?' || s.p[i] == '&') &&
	    s.p[i + 1] == '.')
		at++;
	if (at >= s.n || s.p[at] != '.')
		return i;
	end = skip_name(s, at + 1);
	return end > at + 1 ? end : i;
}

static bool is_reserved(struct str s, const char *const *words)
{
	for (; *words; words++)
		if (str_is(s, *words))
			return true;
	return false;
}

size_t interpolation_root(struct str s, const struct interpolation_names *names)
{
	size_t from = 0, root, at, end;

	while (from < s.n && from < 2 && s.p[from] &&
	       strchr(names->signs, s.p[from]))
		from++;
	root = at = skip_name(s, from);
	if (root == from || is_reserved(str_cut(s, 0, root), names->reserved) ||
	    (names->constants && from == 0 && s.p[0] >= 'A' && s.p[0] <= 'Z'))
		return 0;
	while ((end = skip_member(s, at, names)) > at)
		at = end;
	return at == s.n ? root : 0;
}

/* ---- the text */

void interpolation_code(struct draft *d, size_t from, size_t to,
			struct str code, struct str through,
			const struct interpolation_names *names)
{
	struct str name = ascii_trim(code);
	size_t root = interpolation_root(name, names);
	struct pos pos = draft_tag(d, SEGMENT_EXPRESSION, from, to)->pos;

	if (root)
		(void)draft_output(d, (size_t)(name.p - d->text.p),
				   str_cut(name, 0, root), name, through);
	else
		draft_opaque(d, pos, name);
}

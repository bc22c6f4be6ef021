#include "template/interpolation.h"

#include "base/arena.h"

struct interpolation interpolation_in(struct arena *out, struct arena *scratch,
				      struct str text,
				      struct template_error *why)
{
	return (struct interpolation){ .draft = draft_in(out, scratch, text),
				       .why = why };
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str interpolation_trim(struct str s)
{
	while (s.n && is_space(s.p[0]))
		s = str_cut(s, 1, s.n);
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

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
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c > 127;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t skip_name(struct str s, size_t i)
{
	if (i < s.n && begins_name(s.p[i]))
		while (i < s.n && (begins_name(s.p[i]) || is_digit(s.p[i])))
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
		while (end < s.n && is_digit(s.p[end]))
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

static void add_text(struct interpolation *i, size_t to)
{
	if (to > i->done)
		(void)draft_segment(&i->draft, SEGMENT_TEXT, i->done, to);
}

void interpolation_code(struct interpolation *i, size_t from, size_t to,
			struct str code, struct str through,
			const struct interpolation_names *names)
{
	struct draft *d = &i->draft;
	struct str name = interpolation_trim(code);
	size_t root = interpolation_root(name, names);
	struct draft_use *use;
	struct pos pos;

	add_text(i, from);
	i->done = to;
	pos = draft_segment(d, SEGMENT_EXPRESSION, from, to)->pos;
	if (!root) {
		i->opaque = arena_grow(d->out, i->opaque, i->opaque_count,
				       &i->opaque_room, sizeof(*i->opaque));
		i->opaque[i->opaque_count++] = (struct template_opaque){ pos,
									 name };
		return;
	}
	use = draft_use(d, (size_t)(name.p - d->text.p));
	use->root = str_cut(name, 0, root);
	use->use.path = draft_path(d, STR_EMPTY, "", name);
	use->use.through = through;
	use->use.output = true;
}

void interpolation_finish(struct interpolation *i, struct template *out)
{
	add_text(i, i->draft.text.n);
	draft_finish(&i->draft, out);
	out->opaque = i->opaque;
	out->opaque_count = i->opaque_count;
}

/*
 * A rendered prompt of Semantic Kernel is parsed as XML. Here that is done
 * with the template: what its tags will come to is encoded, so it is text.
 */
#include "base/arena.h"
#include "format/semantic_kernel_parts.h"
#include "template/js_text.h"

/* The kernel's own bound. */
enum { DEPTH = 64 };

struct xml {
	struct arena *a;
	struct str text;
	size_t at;
	struct str open[DEPTH];
	size_t depth;
	struct sk_mark *marks;
	size_t count, room;
};

static char at(const struct xml *x)
{
	return x->at < x->text.n ? x->text.p[x->at] : '\0';
}

static bool starts(const struct xml *x, const char *with)
{
	return str_starts(str_cut(x->text, x->at, x->text.n), with);
}

static bool take(struct xml *x, const char *what)
{
	if (!starts(x, what))
		return false;
	x->at += strlen(what);
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool skip_blanks(struct xml *x)
{
	size_t from = x->at;

	while (is_blank(at(x)))
		x->at++;
	return x->at > from;
}

/* Past the next `end`; false: there is none. */
static bool skip_past(struct xml *x, const char *end)
{
	size_t n = strlen(end);

	for (; x->at + n <= x->text.n; x->at++)
		if (memcmp(x->text.p + x->at, end, n) == 0) {
			x->at += n;
			return true;
		}
	return false;
}

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       c == ':' || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool take_name(struct xml *x, struct str *name)
{
	size_t from = x->at;

	if (!is_name_start(at(x)))
		return false;
	while (is_name_start(at(x)) || is_digit(at(x)) || at(x) == '-' ||
	       at(x) == '.')
		x->at++;
	*name = str_cut(x->text, from, x->at);
	return true;
}

static bool take_entity(struct xml *x)
{
	static const char *const named[] = { "&amp;", "&lt;", "&gt;", "&quot;",
					     "&apos;" };
	size_t from;
	bool hex;

	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++)
		if (take(x, named[i]))
			return true;
	if (!take(x, "&#"))
		return false;
	hex = take(x, "x");
	from = x->at;
	while (is_digit(at(x)) || (hex && ((at(x) >= 'a' && at(x) <= 'f') ||
					   (at(x) >= 'A' && at(x) <= 'F'))))
		x->at++;
	return x->at > from && x->at < from + 8 && take(x, ";");
}

/* A byte of text or of an attribute that needs nothing else. */
static bool take_plain(struct xml *x)
{
	unsigned char c = (unsigned char)at(x);

	if (x->at >= x->text.n ||
	    (c < ' ' && !is_blank((char)c) && c != SK_TAG && c != SK_NOTHING))
		return false;
	x->at++;
	return true;
}

static bool take_value(struct xml *x, struct str *value)
{
	char quote = at(x);
	size_t from = ++x->at;

	if (quote != '"' && quote != '\'')
		return false;
	while (at(x) != quote) {
		if (at(x) == '<' ||
		    (at(x) == '&' ? !take_entity(x) : !take_plain(x)))
			return false;
	}
	*value = str_cut(x->text, from, x->at++);
	return true;
}

static bool take_attribute(struct xml *x, struct str *name, struct str *value)
{
	if (!take_name(x, name))
		return false;
	skip_blanks(x);
	if (!take(x, "="))
		return false;
	skip_blanks(x);
	return take_value(x, value);
}

/* `<name attributes>`, or `/>`, behind its `<`. */
static bool take_open(struct xml *x)
{
	struct str name, ignored, value;

	if (!take_name(x, &name))
		return false;
	while (skip_blanks(x) && at(x) != '>' && at(x) != '/')
		if (!take_attribute(x, &ignored, &value))
			return false;
	if (take(x, "/>"))
		return true;
	if (!take(x, ">") || x->depth == DEPTH)
		return false;
	x->open[x->depth++] = name;
	return true;
}

static bool take_close(struct xml *x)
{
	struct str name;

	if (!take_name(x, &name) || !str_eq(name, x->open[--x->depth]))
		return false;
	skip_blanks(x);
	return take(x, ">");
}

static bool take_comment(struct xml *x)
{
	return skip_past(x, "--") && take(x, ">");
}

static bool take_markup(struct xml *x)
{
	if (take(x, "<!--"))
		return take_comment(x);
	if (take(x, "<![CDATA["))
		return skip_past(x, "]]>");
	if (take(x, "</"))
		return take_close(x);
	return take(x, "<") && take_open(x);
}

/* What is in an element, up to the `</` that closes it. */
static bool take_content(struct xml *x)
{
	while (true) {
		bool ok;

		if (at(x) == '<' && !x->depth && starts(x, "</"))
			return true;
		if (at(x) == '<')
			ok = take_markup(x);
		else if (at(x) == '&')
			ok = take_entity(x);
		else
			ok = (at(x) != ']' || !starts(x, "]]>")) &&
			     take_plain(x);
		if (!ok)
			return false;
	}
}

static bool is_literal(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == SK_TAG || s.p[i] == SK_NOTHING || s.p[i] == '&')
			return false;
	return s.n > 0;
}

/* Of a CDATA section alone what is in it. */
static void add_mark(struct xml *x, struct str role, size_t from, size_t to)
{
	static const char open[] = "<![CDATA[", close[] = "]]>";
	struct str inner = js_trim(str_cut(x->text, from, to));

	if (str_starts(inner, open) && str_ends(inner, close)) {
		struct xml cdata = { .text = inner };

		if (skip_past(&cdata, close) && cdata.at == inner.n)
			inner = js_trim(str_cut(inner, strlen(open),
						inner.n - strlen(close)));
	}
	from = (size_t)(inner.p - x->text.p);
	x->marks = arena_grow(x->a, x->marks, x->count, &x->room,
			      sizeof(*x->marks));
	x->marks[x->count++] = (struct sk_mark){ role, from, from + inner.n };
}

/* The kernel passes over one with nothing in it, and we over none. */
static bool take_message(struct xml *x)
{
	struct str name, role;
	size_t from, to;

	if (!take(x, "<message") || !skip_blanks(x) ||
	    !take_attribute(x, &name, &role) || !str_is(name, "role") ||
	    !is_literal(role))
		return false;
	skip_blanks(x);
	if (!take(x, ">"))
		return false;
	from = x->at;
	if (!take_content(x))
		return false;
	to = x->at;
	if (!take(x, "</message"))
		return false;
	skip_blanks(x);
	if (!take(x, ">"))
		return false;
	add_mark(x, role, from, to);
	return x->marks[x->count - 1].from < x->marks[x->count - 1].to;
}

struct sk_mark *sk_cut(struct arena *a, struct str text, size_t *count)
{
	struct xml x = { .a = a, .text = text };

	while (true) {
		while (is_blank(at(&x)) || at(&x) == SK_NOTHING)
			x.at++;
		if (x.at == text.n)
			break;
		if (x.count == FORMAT_MESSAGES || !take_message(&x))
			return NULL;
	}
	*count = x.count;
	return x.marks;
}

/*
 * C#: regular, verbatim (@), interpolated ($) and raw (""") strings, the last
 * with as many quotes and dollars as there are; raw ones over several lines
 * lose the white space that stands before their closing quotes.
 *
 * Line ends are what they are in the file.
 */
#include "base/arena.h"
#include "code/reader.h"

enum { SHARP_DEPTH = 20 }; /* strings in the expressions of strings */

struct literal {
	bool verbatim;
	size_t dollars, quotes; /* 1, or 3 and more: raw */
	size_t from;		/* of its text */
	size_t to;		/* of its text, set when it is closed */
	size_t end; /* behind its quotes; where not closed, where that shows */
	bool lines; /* raw, over several lines */
	struct str margin;
};

static size_t run_of(const struct code_reader *r, size_t i, char c)
{
	size_t n = 0;

	while (i + n < r->text.n && r->text.p[i + n] == c)
		n++;
	return n;
}

/* A literal at i: what it is; false: there is none. */
static bool begins(const struct code_reader *r, size_t i, struct literal *l)
{
	*l = (struct literal){ 0 };
	for (;; i++) {
		char c = i < r->text.n ? r->text.p[i] : '\0';

		if (c == '@' && !l->verbatim)
			l->verbatim = true;
		else if (c == '$')
			l->dollars++;
		else
			break;
	}
	if (i >= r->text.n || r->text.p[i] != '"')
		return false;
	l->quotes = run_of(r, i, '"');
	if (l->verbatim || l->quotes < 3)
		l->quotes = 1;
	l->from = i + l->quotes;
	return true;
}

/* ---- where it ends */

static bool find_end(struct code_reader *r, struct literal *l);

/* i behind the braces of an expression, to its first closing one. */
static bool skip_code(struct code_reader *r, size_t *at)
{
	size_t i = *at, depth = 0;

	while (i < r->text.n) {
		char c = r->text.p[i];
		struct literal l;

		if (begins(r, i, &l)) {
			if (!find_end(r, &l))
				return false;
			i = l.end;
			continue;
		}
		if (c == '\'' && i + 2 < r->text.n) {
			size_t end = i + (r->text.p[i + 1] == '\\' ? 3 : 2);

			i = end < r->text.n && r->text.p[end] == '\'' ?
				    end + 1 :
				    i + 1;
			continue;
		}
		if (c == '}' && depth == 0) {
			*at = i;
			return true;
		}
		if (c && strchr("([{", c))
			depth++;
		else if (depth && c && strchr(")]}", c))
			depth--;
		i++;
	}
	return false;
}

/* How many braces begin an expression; 0: none do. */
static size_t braces_of(const struct literal *l)
{
	return l->quotes >= 3 ? l->dollars : l->dollars > 0;
}

/*
 * An opening brace at *at of an interpolated literal: to behind what it
 * begins; *code is the expression, empty if it is text.
 */
static bool skip_field(struct code_reader *r, const struct literal *l,
		       size_t *at, size_t *open, struct str *code)
{
	size_t n = run_of(r, *at, '{'), need = braces_of(l), i, from;

	*code = STR_EMPTY;
	*open = n;
	if (l->quotes < 3 ? n % 2 == 0 : n < need) {
		*at += n;
		return true;
	}
	from = i = *at + n;
	*open = n - need;
	if (!skip_code(r, &i))
		return false;
	*code = str_cut(r->text, from, i);
	*at = i + need;
	return run_of(r, i, '}') >= need;
}

static bool find_end_inside(struct code_reader *r, struct literal *l)
{
	size_t i = l->from, open;
	struct str code;

	while (i < r->text.n) {
		char c = r->text.p[i];

		if (c == '"' && l->quotes >= 3) {
			size_t n = run_of(r, i, '"');

			if (n >= l->quotes) {
				l->end = i + n;
				l->to = l->end - l->quotes;
				return true;
			}
			i += n;
		} else if (c == '"') {
			if (!l->verbatim || i + 1 == r->text.n ||
			    r->text.p[i + 1] != '"') {
				l->to = i;
				l->end = i + 1;
				return true;
			}
			i += 2;
		} else if (c == '{' && l->dollars) {
			if (!skip_field(r, l, &i, &open, &code))
				break;
		} else if (l->quotes < 3 && !l->verbatim &&
			   (c == '\n' || c == '\r')) {
			break;
		} else {
			i += c == '\\' && !l->verbatim && l->quotes < 3 ? 2 : 1;
		}
	}
	l->end = i < r->text.n ? i : r->text.n;
	return false;
}

static bool find_end(struct code_reader *r, struct literal *l)
{
	bool closed;

	if (r->depth == SHARP_DEPTH) {
		l->end = l->from;
		return false;
	}
	r->depth++;
	closed = find_end_inside(r, l);
	r->depth--;
	return closed;
}

/* ---- its value */

static size_t escape(struct code_reader *r, struct code_value *v, size_t i,
		     size_t end)
{
	static const char letters[] = "abfnrtv\\'\"0e";
	static const char means[] = "\a\b\f\n\r\t\v\\'\"\0\x1b";
	char c = ++i < end ? r->text.p[i] : '\\';
	size_t digits = 0;
	uint32_t code = 0, digit;

	if (value_letter(r, v, c, letters, means))
		return i + 1;
	if (c == 'x')
		while (digits < 4 && i + 1 + digits < end &&
		       code_hex(r->text, i + 1 + digits, 1, &digit))
			digits++;
	else if (c == 'u' || c == 'U')
		digits = c == 'u' ? 4 : 8;
	if (!digits || i + 1 + digits > end ||
	    !code_hex(r->text, i + 1, digits, &code)) {
		v->undecided = "it has an escape that C# does not have";
		return i;
	}
	value_code(r, v, code);
	return i + 1 + digits;
}

/* Behind a line's end: past the margin, or what there is of it. */
static size_t skip_margin(const struct code_reader *r, const struct literal *l,
			  size_t i)
{
	size_t n = 0;

	while (n < l->margin.n && i + n < l->to &&
	       code_is_blank(r->text.p[i + n]))
		n++;
	return i + n;
}

static void add_field(struct code_reader *r, struct code_value *v,
		      const struct literal *l, size_t *i)
{
	size_t open = 0, at = *i;
	struct str code;

	/* The literal's end was found this way, so it is closed. */
	(void)skip_field(r, l, i, &open, &code);
	if (l->quotes < 3)
		open /= 2;
	value_text(r, v, str_cut(r->text, at, at + open));
	if (code.n)
		value_expression(r, v, code);
}

static void add_text(struct code_reader *r, struct code_value *v,
		     const struct literal *l)
{
	bool raw = l->quotes >= 3;
	size_t i = l->lines ? skip_margin(r, l, l->from) : l->from, done = i;

	while (i < l->to) {
		char c = r->text.p[i];
		bool twice = !raw && i + 1 < l->to && r->text.p[i + 1] == c;

		if (c == '\n' && l->lines) {
			value_text(r, v, str_cut(r->text, done, i + 1));
			done = i = skip_margin(r, l, i + 1);
		} else if (c == '\\' && !raw && !l->verbatim) {
			value_text(r, v, str_cut(r->text, done, i));
			value_own(r, v);
			done = i = escape(r, v, i, l->to);
		} else if (c == '{' && l->dollars) {
			value_text(r, v, str_cut(r->text, done, i));
			add_field(r, v, l, &i);
			done = i;
		} else if (twice && ((c == '"' && l->verbatim) ||
				     (c == '}' && l->dollars))) {
			value_text(r, v, str_cut(r->text, done, i + 1));
			done = i += 2;
		} else {
			i++;
		}
	}
	value_rest(r, v, done, l->to);
}

/* A raw literal whose quotes stand on lines of their own. */
static void find_margin(const struct code_reader *r, struct literal *l)
{
	size_t first = l->from, last = l->to;

	if (l->quotes < 3)
		return;
	while (first < l->to && code_is_blank(r->text.p[first]))
		first++;
	while (last > l->from && code_is_blank(r->text.p[last - 1]))
		last--;
	if (first < l->to && r->text.p[first] == '\r')
		first++;
	if (first >= l->to || r->text.p[first] != '\n' || last <= first)
		return;
	l->lines = true;
	l->margin = str_cut(r->text, last, l->to);
	l->from = first + 1;
	l->to = last - 1;
	if (l->to > l->from && r->text.p[l->to - 1] == '\r')
		l->to--;
	if (l->to < l->from)
		l->to = l->from;
}

static void string_token(struct code_reader *r, struct code_token *t,
			 struct literal *l)
{
	struct code_value *v = &t->value;
	size_t open = l->from - r->at;

	t->from = r->at;
	if (!find_end(r, l)) {
		code_unclosed(r, t, t->from, open, l->end);
		return;
	}
	t->kind = TOKEN_STRING;
	t->to = r->at = l->end;
	find_margin(r, l);
	add_text(r, v, l);
	v->syntax = "csharp-interpolated";
	v->braces = l->quotes >= 3 && l->dollars > 1 && l->dollars < 200 ?
			    (unsigned char)l->dollars :
			    1;
	/* "..."u8 */
	if (r->text.n - r->at >= 2 && code_at(r, "u8"))
		r->at += 2;
}

/* ---- tokens */

/* A line that begins with # is the preprocessor's. */
static void skip_space(struct code_reader *r)
{
	bool fresh = r->at == 0;

	for (;;) {
		fresh = code_skip_space(r) || fresh;
		if (!fresh || r->at == r->text.n || r->text.p[r->at] != '#')
			return;
		code_skip_line(r);
	}
}

static void next(struct code_reader *r, struct code_token *t)
{
	struct literal l;

	skip_space(r);
	if (code_end_token(r, t))
		return;
	if (begins(r, r->at, &l))
		string_token(r, t, &l);
	else if (r->text.p[r->at] == '\'')
		code_char_token(r, t, "\n");
	else
		code_plain_token(r, t, "");
}

/* ---- words */

static const char *const returns[] = { "return", NULL };
static const char *const skip[] = {
	"public",   "private",	"protected", "internal", "static",
	"readonly", "const",	"var",	     "new",	 "await",
	"async",    "override", "virtual",   "sealed",	 "partial",
	"required", "abstract", "init",	     NULL
};
static const char *const control[] = {
	"if",	 "for",	 "foreach", "while",   "switch",    "catch",
	"else",	 "do",	 "try",	    "finally", "case",	    "default",
	"using", "lock", "fixed",   "when",    "namespace", NULL
};
static const char *const operators[] = { "is", "as",  "in",    "throw",
					 "or", "and", "where", NULL };
static const char *const types[] = { "class",  "interface", "enum",
				     "record", "struct",    NULL };

static bool method(struct code_reader *r, struct str name,
		   const struct code_value *argument, struct code_value *v)
{
	bool both = str_is(name, "Trim");
	bool left = both || str_is(name, "TrimStart");
	bool right = both || str_is(name, "TrimEnd");

	(void)r;
	if ((!left && !right) || argument || v->wrapped)
		return false;
	value_set(v, indent_strip(v->flat, SPACE_UNICODE, left, right));
	return true;
}

static const char *const suffixes[] = { ".cs", ".csx", NULL };

const struct code_language code_csharp = {
	.name = "csharp",
	.suffixes = suffixes,
	.shape = SHAPE_BRACES,
	.colon_names = true,
	.composite = true,
	.go_back = true,
	.next = next,
	.words = {
		[WORD_SKIP] = skip,
		[WORD_CLASS] = types,
		[WORD_RETURN] = returns,
		[WORD_CONTROL] = control,
		[WORD_OPERATOR] = operators,
	},
	.method = method,
};

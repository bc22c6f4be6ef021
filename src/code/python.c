/*
 * Python: strings in all their prefixes and quotes, f-strings as of 3.12
 * (quotes may nest, which takes in what was allowed before), bytes as the
 * text that they are in UTF-8.
 *
 * dedent is textwrap.dedent and cleandoc inspect.cleandoc, under whatever
 * module's name. `\N{...}` is not known.
 */
#include "code/reader.h"

enum { PYTHON_DEPTH = 20 }; /* f-strings in f-strings */

struct literal {
	bool raw, format, bytes, triple;
	char quote;
	size_t from, at;
};

/* ---- escapes */

static void octal(struct code_reader *r, struct code_value *v, bool bytes,
		  size_t *at, size_t end)
{
	uint32_t code = code_octal(str_cut(r->text, 0, end), at, 3);

	if (bytes)
		value_byte(r, v, code & 0xFF);
	else
		value_code(r, v, code);
}

static void add_point(struct code_reader *r, struct code_value *v,
		      uint32_t code)
{
	if (code >= 0xD800 && code <= 0xDFFF)
		v->undecided =
			"it has half of a UTF-16 pair, which is no character";
	else
		value_code(r, v, code);
}

/* \xhh, \uhhhh, \Uhhhhhhhh; at is on the letter. */
static void hex(struct code_reader *r, struct code_value *v, bool bytes,
		size_t *at, size_t digits)
{
	uint32_t code;

	if (!code_hex(r->text, *at + 1, digits, &code)) {
		v->undecided = "it has an escape that is not complete";
		++*at;
		return;
	}
	*at += digits + 1;
	if (bytes)
		value_byte(r, v, code & 0xFF);
	else
		add_point(r, v, code);
}

/* An escape in the text before end, at its backslash; to behind it. */
static size_t escape(struct code_reader *r, struct code_value *v, bool bytes,
		     size_t at, size_t end)
{
	static const char letters[] = "abfnrtv\\'\"";
	static const char means[] = "\a\b\f\n\r\t\v\\'\"";
	char c = at + 1 < end ? r->text.p[at + 1] : '\\';

	at++;
	if (value_letter(r, v, c, letters, means))
		return at + 1;
	if (c == '\r')
		return at + (at + 1 < end && r->text.p[at + 1] == '\n' ? 2 : 1);
	if (c == '\n')
		return at + 1;
	if (c >= '0' && c <= '7')
		octal(r, v, bytes, &at, end);
	else if (c == 'x')
		hex(r, v, bytes, &at, 2);
	else if (c == 'u' && !bytes)
		hex(r, v, bytes, &at, 4);
	else if (c == 'U' && !bytes)
		hex(r, v, bytes, &at, 8);
	else {
		if (c == 'N' && !bytes)
			v->undecided = "it names a character (\\N{...})";
		/* Any other stands as it is written. */
		value_text(r, v, STR("\\"));
	}
	return at;
}

/* ---- the parts of a literal */

/* The text from..to: one piece between two expressions. */
static void add_text(struct code_reader *r, struct code_value *v,
		     const struct literal *l, size_t from, size_t to)
{
	const char *p = r->text.p;
	size_t done = from;

	for (size_t i = from; i < to;) {
		if (p[i] != '\r' && (p[i] != '\\' || l->raw)) {
			i++;
			continue;
		}
		value_own(r, v);
		value_text(r, v, str_cut(r->text, done, i));
		if (p[i] == '\r') {
			value_text(r, v, STR("\n"));
			i += i + 1 < to && p[i + 1] == '\n' ? 2 : 1;
		} else {
			i = escape(r, v, l->bytes, i, to);
		}
		done = i;
	}
	value_rest(r, v, done, to);
}

static bool at_close(const struct code_reader *r, const struct literal *l,
		     size_t i)
{
	const char *p = r->text.p;

	if (i >= r->text.n || p[i] != l->quote)
		return false;
	return !l->triple || (r->text.n - i >= 3 && p[i + 1] == l->quote &&
			      p[i + 2] == l->quote);
}

static bool skip_literal(struct code_reader *r, struct literal *l,
			 struct code_value *v);
static size_t prefix_at(const struct code_reader *r, size_t i,
			struct literal *l);

/* Whether the word that ends before i goes on to the left. */
static bool after_name(const struct code_reader *r, size_t i)
{
	return i > 0 && code_is_name(r->text.p[i - 1]);
}

/*
 * The code of a field, *at behind its brace, to the `}`, `!` or `:` that ends
 * it. False: it is not closed.
 */
static bool skip_code(struct code_reader *r, const struct literal *outer,
		      size_t *at)
{
	size_t i = *at, depth = 0;

	for (; i < r->text.n; i++) {
		char c = r->text.p[i];
		struct literal l;
		size_t quote = after_name(r, i) ? 0 : prefix_at(r, i, &l);

		if (quote) {
			l.from = i;
			l.at = quote;
			if (!skip_literal(r, &l, NULL))
				return false;
			i = l.at - 1;
			continue;
		}
		if (c == '#' && outer->triple) {
			i = str_find(r->text, '\n', i);
			continue;
		}
		if (c && strchr("([{", c))
			depth++;
		else if (depth && c && strchr(")]}", c))
			depth--;
		else if (depth == 0 && (c == '}' || c == ':' ||
					(c == '!' && i + 1 < r->text.n &&
					 r->text.p[i + 1] != '='))) {
			*at = i;
			return true;
		}
	}
	return false;
}

/* A format spec, *at behind the colon, to its `}`; fields may be in it. */
static bool skip_spec(struct code_reader *r, const struct literal *l,
		      size_t *at)
{
	size_t i = *at, depth = 0;

	for (; i < r->text.n; i++) {
		char c = r->text.p[i];

		if (at_close(r, l, i) && depth == 0)
			return false;
		if (c == '{') {
			depth++;
		} else if (c == '}') {
			if (depth == 0) {
				*at = i;
				return true;
			}
			depth--;
		} else if (c == '\n' && !l->triple) {
			return false;
		}
	}
	return false;
}

/* A field at its brace; to behind it. */
static bool skip_field(struct code_reader *r, const struct literal *l,
		       size_t *at)
{
	size_t i = *at + 1;

	if (!skip_code(r, l, &i))
		return false;
	if (r->text.p[i] == '!') {
		while (i < r->text.n && r->text.p[i] != ':' &&
		       r->text.p[i] != '}' && r->text.p[i] != '\n')
			i++;
		if (i == r->text.n || r->text.p[i] == '\n')
			return false;
	}
	if (r->text.p[i] == ':') {
		i++;
		if (!skip_spec(r, l, &i))
			return false;
	}
	*at = i + 1;
	return true;
}

/* A brace of an f-string at *at: one that is text, or a field. */
static bool take_brace(struct code_reader *r, struct literal *l,
		       struct code_value *v, size_t *done, size_t *at)
{
	size_t i = *at, end = i;
	char c = r->text.p[i];
	bool twice = i + 1 < r->text.n && r->text.p[i + 1] == c;

	if (twice || c == '}') {
		if (v)
			add_text(r, v, l, *done, i + 1);
		*done = *at = i + (twice ? 2 : 1);
		return true;
	}
	if (!skip_field(r, l, &end))
		return false;
	if (v) {
		add_text(r, v, l, *done, i);
		value_expression(r, v, str_cut(r->text, i + 1, end - 1));
	}
	*done = *at = end;
	return true;
}

/* Behind a backslash at i and what it takes with it: the name of \N{NAME} in
 * an f-string, a whole line end, else one character; but no brace, which an
 * f-string looks at itself. */
static size_t past_backslash(const struct code_reader *r,
			     const struct literal *l, size_t i)
{
	struct str s = r->text;
	char next = i + 1 < s.n ? s.p[i + 1] : '\0';
	char third = i + 2 < s.n ? s.p[i + 2] : '\0';

	if (l->format && !l->raw && next == 'N' && third == '{')
		return str_find(s, '}', i);
	if (l->format && (next == '{' || next == '}'))
		return i + 1;
	return i + (next == '\r' && third == '\n' ? 3 : 2);
}

/*
 * From l->at, the first byte behind the quotes, to behind the ones that close
 * it. False: they are not there; then l->at is where that shows.
 */
static bool read_literal(struct code_reader *r, struct literal *l,
			 struct code_value *v)
{
	size_t i = l->at, done = i;

	while (i < r->text.n && !at_close(r, l, i)) {
		char c = r->text.p[i];

		if ((c == '\n' || c == '\r') && !l->triple)
			break;
		if (c == '\\') {
			i = past_backslash(r, l, i);
		} else if (l->format && (c == '{' || c == '}')) {
			if (!take_brace(r, l, v, &done, &i))
				break;
		} else {
			i++;
		}
	}
	l->at = i < r->text.n ? i : r->text.n;
	if (!at_close(r, l, i))
		return false;
	if (v)
		add_text(r, v, l, done, i);
	l->at = i + (l->triple ? 3 : 1);
	return true;
}

/* read_literal inside an expression: bounded, and nothing is kept. */
static bool skip_literal(struct code_reader *r, struct literal *l,
			 struct code_value *v)
{
	bool closed;

	if (r->depth == PYTHON_DEPTH)
		return false;
	r->depth++;
	closed = read_literal(r, l, v);
	r->depth--;
	return closed;
}

/* A prefix and quotes at i: behind them, with *l set; 0: there are none. */
static size_t prefix_at(const struct code_reader *r, size_t i,
			struct literal *l)
{
	const char *p = r->text.p;

	*l = (struct literal){ .from = i };
	for (size_t k = 0; k < 3 && i < r->text.n; k++, i++) {
		char c = (char)(p[i] | 0x20);

		if (p[i] == '"' || p[i] == '\'')
			break;
		if (c == 'r' && !l->raw)
			l->raw = true;
		else if ((c == 'f' || c == 't') && !l->format)
			l->format = true;
		else if (c == 'b' && !l->bytes)
			l->bytes = true;
		else if (c != 'u')
			return 0;
	}
	if (i >= r->text.n || (p[i] != '"' && p[i] != '\''))
		return 0;
	l->quote = p[i];
	l->triple = r->text.n - i >= 3 && p[i + 1] == p[i] && p[i + 2] == p[i];
	return i + (l->triple ? 3 : 1);
}

/* ---- tokens */

static void string_token(struct code_reader *r, struct code_token *t,
			 struct literal *l)
{
	size_t skip = l->triple ? l->at - l->from :
				  str_find(r->text, '\n', l->from) - l->from;

	if (!read_literal(r, l, &t->value)) {
		t->value = (struct code_value){ 0 };
		code_unclosed(r, t, l->from, skip, l->at);
		return;
	}
	value_check(&t->value);
	t->value.syntax = "python-f-string";
	t->kind = TOKEN_STRING;
	t->to = r->at = l->at;
}

/* White space, comments and line ends. True: a line of code begins. */
static bool skip_space(struct code_reader *r, struct code_token *t)
{
	bool line = r->at == 0;
	size_t from = 0;

	while (r->at < r->text.n) {
		char c = r->text.p[r->at];

		if (c == '\n' || c == '\r') {
			line = true;
			from = ++r->at;
		} else if (c == '#') {
			code_skip_line(r);
		} else if (c == '\\' && r->at + 1 < r->text.n &&
			   (r->text.p[r->at + 1] == '\n' ||
			    r->text.p[r->at + 1] == '\r')) {
			r->at += r->text.n - r->at > 2 && code_at(r, "\\\r\n") ?
					 3 :
					 2;
		} else if (code_is_blank(c)) {
			r->at++;
		} else {
			break;
		}
	}
	t->indent = (unsigned)(r->at - from);
	return line;
}

static void next(struct code_reader *r, struct code_token *t)
{
	struct literal l;
	size_t quotes;

	if (r->valued) {
		/* The line was told; this is its first token. */
		r->valued = false;
	} else if (skip_space(r, t) && r->at < r->text.n) {
		t->kind = TOKEN_LINE;
		r->valued = true;
		return;
	}
	if (code_end_token(r, t))
		return;
	quotes = prefix_at(r, r->at, &l);
	if (quotes) {
		l.at = quotes;
		string_token(r, t, &l);
	} else {
		code_plain_token(r, t, "");
	}
}

/* ---- words */

static const char *const types[] = { "class", NULL };
static const char *const functions[] = { "def", NULL };
static const char *const returns[] = { "return", NULL };
static const char *const skip[] = { "async",	"await", "global",
				    "nonlocal", "yield", NULL };
static const char *const control[] = { "if",	  "elif", "else", "for",
				       "while",	  "try",  "with", "except",
				       "finally", NULL };
static const char *const operators[] = { "and",	  "or",	    "not",  "in",
					 "is",	  "lambda", "del",  "assert",
					 "raise", "import", "from", "as",
					 NULL };

/* ---- functions and methods */

static bool ends_name(struct str chain, const char *name)
{
	size_t n = strlen(name);

	return str_ends(chain, name) &&
	       (chain.n == n || chain.p[chain.n - n - 1] == '.');
}

static bool call(struct code_reader *r, struct str name, bool tag,
		 struct code_value *v)
{
	if (tag || v->suffix || v->wrapped)
		return false;
	if (ends_name(name, "dedent"))
		value_set(v, indent_dedent(r->out, v->flat));
	else if (ends_name(name, "cleandoc"))
		value_set(v, indent_cleandoc(r->out, v->flat));
	else
		return false;
	return true;
}

static bool method(struct code_reader *r, struct str name,
		   const struct code_value *argument, struct code_value *v)
{
	bool left = str_is(name, "strip") || str_is(name, "lstrip");
	bool right = str_is(name, "strip") || str_is(name, "rstrip");

	(void)r;
	if (v->suffix || v->wrapped)
		return false;
	if (str_is(name, "format") && v->count == 0) {
		v->suffix = "python-format";
		return true;
	}
	if ((!left && !right) || (argument && argument->count))
		return false;
	value_set(v, argument ?
			     indent_strip_set(v->flat, argument->flat, left,
					      right) :
			     indent_strip(v->flat, SPACE_PYTHON, left, right));
	return true;
}

static const char *const suffixes[] = { ".py", ".pyi", ".pyw", NULL };

const struct code_language code_python = {
	.name = "python",
	.suffixes = suffixes,
	.shape = SHAPE_INDENTED,
	.lines = true,
	.adjacent = true,
	.next = next,
	.words = {
		[WORD_SKIP] = skip,
		[WORD_CLASS] = types,
		[WORD_FUNCTION] = functions,
		[WORD_RETURN] = returns,
		[WORD_CONTROL] = control,
		[WORD_OPERATOR] = operators,
	},
	.call = call,
	.method = method,
};

/*
 * JavaScript and TypeScript, JSX too: strings and template literals.
 *
 * The tag `dedent` is the npm package of that name, String.raw is the
 * language's; dedent("...") takes white space away as that package does. What
 * any other tag does is not known.
 *
 * A `/` is a division behind a value, else it begins a pattern, if one ends
 * on that line; `</` and `/>` never do. A quote whose line ends before it is
 * closed is no string (text in JSX).
 */
#include "base/arena.h"
#include "code/reader.h"

enum { SCRIPT_DEPTH = 20 }; /* template literals in template literals */

/* ---- escapes */

static size_t line_end_length(const struct code_reader *r, size_t i)
{
	if (r->text.p[i] == '\r' && i + 1 < r->text.n &&
	    r->text.p[i + 1] == '\n')
		return 2;
	/* U+2028 and U+2029 */
	if (r->text.n - i >= 3 &&
	    (memcmp(r->text.p + i, "\xe2\x80\xa8", 3) == 0 ||
	     memcmp(r->text.p + i, "\xe2\x80\xa9", 3) == 0))
		return 3;
	return r->text.p[i] == '\n' || r->text.p[i] == '\r' ? 1 : 0;
}

/* \xhh, \uhhhh, \u{h...}; i is on the letter. */
static size_t hex(struct code_reader *r, struct code_value *v, size_t i)
{
	size_t digits = r->text.p[i] == 'x' ? 2 : 4, from = i + 1, end;
	uint32_t code;

	if (r->text.p[i] == 'u' && from < r->text.n && r->text.p[from] == '{') {
		for (end = ++from;
		     end < r->text.n && end - from < 9 && r->text.p[end] != '}';
		     end++)
			;
		digits = end - from;
	}
	if (digits > 8 || !code_hex(r->text, from, digits, &code)) {
		v->undecided = "it has an escape that is not complete";
		return i + 1;
	}
	value_code(r, v, code);
	return from + digits + (r->text.p[from - 1] == '{');
}

/* At a backslash; to behind the escape. */
static size_t escape(struct code_reader *r, struct code_value *v, size_t i)
{
	static const char letters[] = "bfnrtv";
	static const char means[] = "\b\f\n\r\t\v";
	size_t n = ++i < r->text.n ? line_end_length(r, i) : 0;
	uint32_t code;
	char c;

	if (n || i == r->text.n)
		return i + n;
	c = r->text.p[i];
	if (value_letter(r, v, c, letters, means))
		return i + 1;
	if (c >= '0' && c <= '7') {
		value_code(r, v, code_octal(r->text, &i, code_octal_most(c)));
		return i;
	}
	if (c == 'x' || c == 'u')
		return hex(r, v, i);
	n = space_decode(r->text, i, &code);
	value_text(r, v, str_cut(r->text, i, i + n));
	return i + n;
}

/* ---- strings */

static void string_token(struct code_reader *r, struct code_token *t)
{
	char quote = r->text.p[r->at];
	size_t i = r->at + 1, done = i;
	struct code_value *v = &t->value;

	t->from = r->at;
	while (!code_at_line_end(r, i) && r->text.p[i] != quote) {
		if (r->text.p[i] != '\\') {
			i++;
			continue;
		}
		value_text(r, v, str_cut(r->text, done, i));
		value_own(r, v);
		done = i = escape(r, v, i);
	}
	if (code_at_line_end(r, i)) {
		t->value = (struct code_value){ 0 };
		code_unclosed(r, t, t->from, 1, i < r->text.n ? i : r->text.n);
		return;
	}
	value_rest(r, v, done, i);
	v->syntax = "js-template";
	t->kind = TOKEN_STRING;
	t->to = r->at = i + 1;
}

/* ---- template literals */

static bool skip_template(struct code_reader *r, size_t *at);

/* Behind the comment or pattern at i, or i. */
static size_t skip_comment(const struct code_reader *r, size_t i)
{
	if (r->text.n - i < 2 || r->text.p[i] != '/')
		return i;
	if (r->text.p[i + 1] == '/')
		return str_find(r->text, '\n', i);
	if (r->text.p[i + 1] != '*')
		return i;
	for (i += 2; i + 1 < r->text.n; i++)
		if (r->text.p[i] == '*' && r->text.p[i + 1] == '/')
			return i + 2;
	return r->text.n;
}

static size_t skip_quoted(const struct code_reader *r, size_t i)
{
	size_t end = code_find_close(r, i + 1, r->text.p[i], "\n\r");

	return code_at_line_end(r, end) ? i + 1 : end + 1;
}

/* Whether the slash at i ends a tag: `</p>`, `<A b={c} />`. */
static bool is_markup(const struct code_reader *r, size_t i)
{
	bool closing = i + 1 < r->text.n && r->text.p[i + 1] == '>';

	if (i > 0 && r->text.p[i - 1] == '<')
		return true;
	while (i > 0 && code_is_blank(r->text.p[i - 1]))
		i--;
	return closing && i > 0 &&
	       (code_at_line_end(r, i - 1) || r->text.p[i - 1] == '}');
}

/* Behind the pattern that begins at i, if it ends on that line; else i. */
static size_t pattern_end(struct code_reader *r, size_t i)
{
	size_t from = i++;
	bool class = false;

	if (code_at_line_end(r, i) || is_markup(r, from) || r->budget == 0)
		return from;
	for (; !code_at_line_end(r, i) && (class || r->text.p[i] != '/'); i++) {
		if (r->text.p[i] == '\\')
			i++;
		else if (r->text.p[i] == '[')
			class = true;
		else if (r->text.p[i] == ']')
			class = false;
	}
	if (code_at_line_end(r, i)) {
		r->budget -= i - from < r->budget ? i - from : r->budget;
		return from;
	}
	for (i++; i < r->text.n && code_is_name(r->text.p[i]); i++)
		;
	return i;
}

/* Whether a value may begin behind what ends before i. */
static bool expects_value(const struct code_reader *r, size_t i, size_t from)
{
	while (i > from &&
	       (code_is_blank(r->text.p[i - 1]) || code_at_line_end(r, i - 1)))
		i--;
	return i == from || (r->text.p[i - 1] &&
			     strchr("(,=:[!&|?{};+-*%~^<>", r->text.p[i - 1]));
}

/* *at behind `${`, to the brace that closes it. */
static bool skip_code(struct code_reader *r, size_t *at)
{
	size_t i = *at, depth = 0;
	const size_t from = i;

	while (i < r->text.n) {
		char c = r->text.p[i];
		size_t end = skip_comment(r, i);

		if (end > i) {
			i = end;
		} else if (c == '"' || c == '\'') {
			i = skip_quoted(r, i);
		} else if (c == '/' && expects_value(r, i, from)) {
			end = pattern_end(r, i);
			i = end > i ? end : i + 1;
		} else if (c == '`') {
			i++;
			if (!skip_template(r, &i))
				return false;
		} else if (c == '}' && depth-- == 0) {
			*at = i;
			return true;
		} else {
			depth += c == '{';
			i++;
		}
	}
	return false;
}

/* *at behind a backquote, to behind the one that closes it. */
static bool skip_template(struct code_reader *r, size_t *at)
{
	size_t i = *at;
	bool closed = false;

	if (r->depth == SCRIPT_DEPTH)
		return false;
	r->depth++;
	while (i < r->text.n && !closed) {
		char c = r->text.p[i];

		if (c == '$' && i + 1 < r->text.n && r->text.p[i + 1] == '{') {
			i += 2;
			if (!skip_code(r, &i))
				break;
		}
		closed = c == '`';
		i += c == '\\' ? 2 : 1;
	}
	r->depth--;
	*at = i;
	return closed;
}

/* Text of a template up to end: escapes undone unless raw, CRLF and CR are LF. */
static void add_text(struct code_reader *r, struct code_value *v, size_t from,
		     size_t end, bool raw)
{
	size_t i = from;

	while (i < end) {
		char c = r->text.p[i];

		if (c != '\r' && (c != '\\' || raw)) {
			i++;
			continue;
		}
		value_text(r, v, str_cut(r->text, from, i));
		value_own(r, v);
		if (c == '\r') {
			value_text(r, v, STR("\n"));
			i += line_end_length(r, i);
		} else {
			i = escape(r, v, i);
		}
		from = i;
	}
	value_rest(r, v, from, end);
}

/* At the backquote; the tag, if there is one, stands before t->from. */
static void template_token(struct code_reader *r, struct code_token *t,
			   size_t from, bool raw)
{
	size_t i = from + 1, done = i, code;
	struct code_value *v = &t->value;

	for (; i < r->text.n && r->text.p[i] != '`'; i++) {
		if (r->text.p[i] == '\\') {
			i++;
			continue;
		}
		if (r->text.p[i] != '$' || i + 1 == r->text.n ||
		    r->text.p[i + 1] != '{')
			continue;
		code = i + 2;
		add_text(r, v, done, i, raw);
		i = code;
		if (!skip_code(r, &i)) {
			i = r->text.n;
			break;
		}
		value_expression(r, v, str_cut(r->text, code, i));
		done = i + 1;
	}
	if (i >= r->text.n) {
		t->value = (struct code_value){ 0 };
		t->tag = STR_EMPTY;
		code_unclosed(r, t, t->from, 1, r->text.n);
		return;
	}
	add_text(r, v, done, i, raw);
	v->syntax = "js-template";
	t->kind = TOKEN_STRING;
	t->to = r->at = i + 1;
}

/* ---- patterns */

/* /.../flags at r->at. */
static bool pattern_token(struct code_reader *r, struct code_token *t)
{
	size_t end = r->valued ? r->at : pattern_end(r, r->at);

	if (end == r->at)
		return false;
	t->kind = TOKEN_OTHER;
	t->from = r->at;
	t->to = r->at = end;
	return true;
}

/* ---- tokens */

/* True: a line began. */
static bool skip_space(struct code_reader *r)
{
	bool line = false;

	while (r->at < r->text.n) {
		size_t comment = skip_comment(r, r->at);

		if (comment > r->at) {
			r->at = comment;
		} else if (r->text.p[r->at] == '\n' ||
			   r->text.p[r->at] == '\r') {
			line = true;
			r->at++;
		} else if (code_is_blank(r->text.p[r->at])) {
			r->at++;
		} else {
			break;
		}
	}
	return line;
}

/* Whether a line that begins so may be a statement of its own. */
static bool may_begin(char c)
{
	return code_is_name(c) || c == '"' || c == '\'' || c == '@' ||
	       c == '$' || c == '#';
}

/* Words that a value follows, and no operator. */
static const char *const before_value[] = {
	"return",  "typeof", "case",  "in",	    "of",      "delete", "void",
	"do",	   "else",   "await", "yield",	    "default", "throw",	 "new",
	"extends", "keyof",  "infer", "instanceof", "as",      NULL
};

static void tag_or_word(struct code_reader *r, struct code_token *t)
{
	struct str tag;
	size_t from = r->at, end;

	(void)code_word_token(r, t, "$#");
	end = t->to;
	tag = str_cut(r->text, t->from, t->to);
	while (end < r->text.n && code_is_blank(r->text.p[end]))
		end++;
	if (end == r->text.n || r->text.p[end] != '`' ||
	    code_one_of(tag, before_value))
		return;
	r->at = end;
	end = t->to;
	t->tag = tag;
	t->from = r->at;
	template_token(r, t, r->at,
		       str_is(tag, "dedent") || str_is(tag, "raw"));
	if (t->kind == TOKEN_MARK) {
		t->kind = TOKEN_WORD;
		t->from = from;
		t->to = end;
	}
}

static bool is_value(const struct code_reader *r, const struct code_token *t)
{
	struct str s = str_cut(r->text, t->from, t->to);

	if (t->kind == TOKEN_MARK)
		return str_is(s, ")") || str_is(s, "]");
	return t->kind != TOKEN_WORD || !code_one_of(s, before_value);
}

static void next(struct code_reader *r, struct code_token *t)
{
	bool line = skip_space(r);
	char c;

	if (code_end_token(r, t))
		return;
	c = r->text.p[r->at];
	if (line && may_begin(c)) {
		t->kind = TOKEN_LINE;
		return;
	}
	if (c == '"' || c == '\'')
		string_token(r, t);
	else if (c == '`')
		template_token(r, t, r->at, false);
	else if (c == '/' && pattern_token(r, t))
		;
	else if (code_is_digit(c))
		code_number_token(r, t);
	else if (code_is_name(c) || c == '$' || c == '#')
		tag_or_word(r, t);
	else
		code_mark_token(r, t);
	r->valued = is_value(r, t);
}

/* ---- words */

static const char *const types[] = { "class", "interface", "enum", NULL };
static const char *const functions[] = { "function", "namespace", NULL };
static const char *const returns[] = { "return", "default", NULL };
static const char *const skip[] = {
	"const",   "let",      "var",	   "new",	"await",    "async",
	"export",  "public",   "private",  "protected", "readonly", "static",
	"declare", "abstract", "override", "yield",	NULL
};
static const char *const control[] = { "if",	  "for",  "while", "switch",
				       "catch",	  "else", "do",	   "try",
				       "finally", "case", NULL };
static const char *const operators[] = {
	"in",	     "of",	"instanceof", "typeof", "delete",
	"void",	     "throw",	"import",     "from",	"as",
	"satisfies", "extends", "implements", "type",	NULL
};

/* ---- functions and methods */

/* A regular escape that dedent undoes, at its backslash; 0: it is none. */
static size_t dedent_escape(struct code_reader *r, struct code_value *v,
			    struct str s, size_t i)
{
	static const char letters[] = "ntrvbf0";
	static const char means[] = "\n\t\r\v\b\f";
	size_t from = i + 2, digits = 2;
	uint32_t code;

	if (i + 1 >= s.n)
		return 0;
	if (value_letter(r, v, s.p[i + 1], letters, means))
		return i + 2;
	if (s.p[i + 1] != 'x' && s.p[i + 1] != 'u')
		return 0;
	if (s.p[i + 1] == 'u') {
		digits = 4;
		if (from < s.n && s.p[from] == '{') {
			from++;
			digits = str_find(s, '}', from) - from;
			if (digits > 6 || from + digits == s.n)
				return 0;
		}
	}
	if (!code_hex(s, from, digits, &code))
		return 0;
	value_code(r, v, code);
	return from + digits + (s.p[from - 1] == '{');
}

/* What dedent does before it looks at the lines: `\` at their ends, and what
 * is escaped from being code. */
static struct str dedent_before(struct code_reader *r, struct str s)
{
	struct buf out = buf_in(r->out);

	for (size_t i = 0; i < s.n; i++) {
		char after = i + 1 < s.n ? s.p[i + 1] : 'x';

		if (s.p[i] != '\\' || (after != '\n' && after != '`' &&
				       after != '$' && after != '{')) {
			buf_addc(&out, s.p[i]);
			continue;
		}
		if (after != '\n')
			continue;
		i++;
		while (i + 1 < s.n && (s.p[i + 1] == ' ' || s.p[i + 1] == '\t'))
			i++;
	}
	return buf_str(&out);
}

static void dedent_tag(struct code_reader *r, struct code_value *v)
{
	struct str s = indent_npm(r->out, dedent_before(r, v->flat));

	value_set(v, STR_EMPTY);
	value_own(r, v);
	for (size_t i = 0, end; i < s.n; i = end) {
		end = s.p[i] == '\\' ? dedent_escape(r, v, s, i) : 0;
		if (end)
			continue;
		end = i + 1;
		while (end < s.n && s.p[end] != '\\')
			end++;
		value_text(r, v, str_cut(s, i, end));
	}
}

static bool call(struct code_reader *r, struct str name, bool tag,
		 struct code_value *v)
{
	if (v->wrapped)
		return false;
	if (str_is(name, "dedent") && tag)
		dedent_tag(r, v);
	else if (str_is(name, "dedent"))
		value_set(v, indent_npm(r->out, v->flat));
	else
		return tag && str_is(name, "String.raw");
	return true;
}

static bool method(struct code_reader *r, struct str name,
		   const struct code_value *argument, struct code_value *v)
{
	bool both = str_is(name, "trim");
	bool left = both || str_is(name, "trimStart") ||
		    str_is(name, "trimLeft");
	bool right = both || str_is(name, "trimEnd") ||
		     str_is(name, "trimRight");

	(void)r;
	if ((!left && !right) || argument || v->wrapped)
		return str_is(name, "toString") && !argument && !v->wrapped;
	value_set(v, indent_strip(v->flat, SPACE_SCRIPT, left, right));
	return true;
}

static const char *const suffixes[] = { ".js",	".mjs", ".cjs", ".jsx", ".ts",
					".mts", ".cts", ".tsx", NULL };

const struct code_language code_javascript = {
	.name = "javascript",
	.suffixes = suffixes,
	.shape = SHAPE_BRACES,
	.lines = true,
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

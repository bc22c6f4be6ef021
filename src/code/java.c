/*
 * Java: strings, and text blocks as the language's specification says
 * (3.10.6): lines first, then the indentation, then escapes.
 *
 * `\uXXXX` is taken for a character of the text, whatever it is; to a compiler it
 * could be a quote.
 */
#include "base/arena.h"
#include "code/reader.h"

static size_t octal(struct code_reader *r, struct code_value *v, struct str s,
		    size_t i)
{
	value_code(r, v, code_octal(s, &i, code_octal_most(s.p[i])));
	return i;
}

/* At a backslash of s; to behind the escape. */
static size_t escape(struct code_reader *r, struct code_value *v, struct str s,
		     size_t i)
{
	static const char letters[] = "bfnrts\\'\"";
	static const char means[] = "\b\f\n\r\t \\'\"";
	char c = ++i < s.n ? s.p[i] : '\\';
	uint32_t code;

	if (value_letter(r, v, c, letters, means))
		return i + 1;
	if (c == '\n')
		return i + 1;
	if (c >= '0' && c <= '7')
		return octal(r, v, s, i);
	while (i < s.n && s.p[i] == 'u')
		i++;
	if (c != 'u' || !code_hex(s, i, 4, &code)) {
		v->undecided = "it has an escape that Java does not have";
		return i;
	}
	value_code(r, v, code);
	return i + 4;
}

static void decode(struct code_reader *r, struct code_value *v, struct str s)
{
	size_t i = 0, done = 0;

	while (i < s.n) {
		if (s.p[i] != '\\') {
			i++;
			continue;
		}
		value_text(r, v, str_cut(s, done, i));
		value_own(r, v);
		done = i = escape(r, v, s, i);
	}
	if (v->owned.arena || v->high)
		value_text(r, v, str_cut(s, done, s.n));
	else
		value_set(v, s);
}

static void string_token(struct code_reader *r, struct code_token *t)
{
	size_t i = code_find_close(r, r->at + 1, '"', "\n\r");

	t->from = r->at;
	if (code_at_line_end(r, i)) {
		code_unclosed(r, t, t->from, 1, i);
		return;
	}
	decode(r, &t->value, str_cut(r->text, r->at + 1, i));
	t->kind = TOKEN_STRING;
	t->to = r->at = i + 1;
}

static struct str with_lf(struct arena *a, struct str s)
{
	struct buf out = buf_in(a);

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			continue;
		buf_addc(&out, s.p[i] == '\r' ? '\n' : s.p[i]);
	}
	return buf_str(&out);
}

/* At """ and the end of its line. */
static void block_token(struct code_reader *r, struct code_token *t)
{
	size_t from = r->at + 3, i = str_find(r->text, '\n', from);
	struct str s;

	i = i < r->text.n ? i + 1 : i;
	from = i;
	while (i < r->text.n &&
	       !(r->text.p[i] == '"' && r->text.n - i >= 3 &&
		 r->text.p[i + 1] == '"' && r->text.p[i + 2] == '"'))
		i += r->text.p[i] == '\\' ? 2 : 1;
	t->from = r->at;
	if (i >= r->text.n) {
		code_unclosed(r, t, t->from, 3, r->text.n);
		return;
	}
	s = with_lf(r->out, str_cut(r->text, from, i));
	decode(r, &t->value, indent_java(r->out, s));
	t->kind = TOKEN_STRING;
	t->to = r->at = i + 3;
}

static bool begins_block(const struct code_reader *r)
{
	size_t i = r->at + 3;

	if (!code_at(r, "\"\"\""))
		return false;
	while (i < r->text.n && code_is_blank(r->text.p[i]))
		i++;
	return i < r->text.n && code_at_line_end(r, i);
}

static void next(struct code_reader *r, struct code_token *t)
{
	(void)code_skip_space(r);
	if (code_end_token(r, t))
		return;
	if (begins_block(r))
		block_token(r, t);
	else if (r->text.p[r->at] == '"')
		string_token(r, t);
	else if (r->text.p[r->at] == '\'')
		code_char_token(r, t, "\n\r");
	else
		code_plain_token(r, t, "$");
}

/* ---- words */

static const char *const returns[] = { "return", NULL };
static const char *const skip[] = { "public",	"private", "protected",
				    "static",	"final",   "new",
				    "abstract", "var",	   NULL };
static const char *const control[] = {
	"if",  "for",	  "while", "switch",	   "catch",   "else",  "do",
	"try", "finally", "case",  "synchronized", "default", "yield", NULL
};
static const char *const operators[] = { "instanceof", "import", "package",
					 "throws",     "throw",	 "extends",
					 "implements", NULL };
static const char *const types[] = { "class", "interface", "enum", "record",
				     NULL };

static bool method(struct code_reader *r, struct str name,
		   const struct code_value *argument, struct code_value *v)
{
	bool left = str_is(name, "strip") || str_is(name, "stripLeading");
	bool right = str_is(name, "strip") || str_is(name, "stripTrailing");

	if (argument || v->wrapped)
		return false;
	if (str_is(name, "trim"))
		value_set(v, indent_strip(v->flat, SPACE_CONTROL, true, true));
	else if (str_is(name, "stripIndent"))
		value_set(v, indent_java(r->out, with_lf(r->out, v->flat)));
	else if (left || right)
		value_set(v, indent_strip(v->flat, SPACE_JAVA, left, right));
	else
		return false;
	return true;
}

static const char *const suffixes[] = { ".java", NULL };

const struct code_language code_java = {
	.name = "java",
	.suffixes = suffixes,
	.shape = SHAPE_BRACES,
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

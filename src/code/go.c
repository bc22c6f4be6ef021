/*
 * Go: interpreted strings, whose \x and octal escapes are bytes, and raw ones,
 * of which carriage returns are no part.
 */
#include "base/arena.h"
#include "code/reader.h"

/* \ooo and \xhh; i is behind the backslash. */
static size_t byte_escape(struct code_reader *r, struct code_value *v, size_t i,
			  size_t end)
{
	bool hex = r->text.p[i] == 'x';
	struct str s = str_cut(r->text, 0, end);
	uint32_t code = 0;
	size_t to = i + (hex ? 1 : 0);

	if (hex) {
		if (!code_hex(s, to, 2, &code))
			v->undecided = "it has an escape that is not complete";
		to += 2;
	} else {
		code = code_octal(s, &to, 3);
	}
	value_byte(r, v, code & 0xFF);
	return to < end ? to : end;
}

/* At a backslash; to behind the escape. */
static size_t escape(struct code_reader *r, struct code_value *v, size_t i,
		     size_t end)
{
	static const char letters[] = "abfnrtv\\'\"";
	static const char means[] = "\a\b\f\n\r\t\v\\'\"";
	char c = ++i < end ? r->text.p[i] : '\\';
	size_t digits = c == 'u' ? 4 : 8;
	uint32_t code;

	if (value_letter(r, v, c, letters, means))
		return i + 1;
	if (c == 'x' || (c >= '0' && c <= '7'))
		return byte_escape(r, v, i, end);
	if ((c != 'u' && c != 'U') ||
	    !code_hex(str_cut(r->text, 0, end), i + 1, digits, &code)) {
		v->undecided = "it has an escape that Go does not have";
		return i;
	}
	/* Go refuses halves of pairs. */
	value_code(r, v, code >= 0xD800 && code <= 0xDFFF ? 0x110000 : code);
	return i + 1 + digits;
}

static void string_token(struct code_reader *r, struct code_token *t)
{
	size_t done = r->at + 1, i = code_find_close(r, done, '"', "\n");
	struct code_value *v = &t->value;

	t->from = r->at;
	if (i == r->text.n || r->text.p[i] != '"') {
		code_unclosed(r, t, t->from, 1, i);
		return;
	}
	t->to = i + 1;
	for (size_t k = done; k < i;) {
		if (r->text.p[k] != '\\') {
			k++;
			continue;
		}
		value_text(r, v, str_cut(r->text, done, k));
		done = k = escape(r, v, k, i);
	}
	value_rest(r, v, done, i);
	value_check(v);
	t->kind = TOKEN_STRING;
	r->at = t->to;
}

static void raw_token(struct code_reader *r, struct code_token *t)
{
	size_t end = str_find(r->text, '`', r->at + 1), cr;
	size_t done = r->at + 1;

	if (end == r->text.n) {
		code_unclosed(r, t, r->at, 1, end);
		return;
	}
	cr = str_find(str_cut(r->text, 0, end), '\r', done);
	if (cr >= end) {
		value_borrow(r, &t->value, done, end);
	} else {
		while (cr < end) {
			value_text(r, &t->value, str_cut(r->text, done, cr));
			done = cr + 1;
			cr = str_find(str_cut(r->text, 0, end), '\r', done);
		}
		value_text(r, &t->value, str_cut(r->text, done, end));
	}
	t->kind = TOKEN_STRING;
	t->to = r->at = end + 1;
}

static void next(struct code_reader *r, struct code_token *t)
{
	bool line = code_skip_space(r);
	bool end = code_end_token(r, t);
	char c;

	if (line)
		t->kind = TOKEN_LINE;
	if (line || end)
		return;
	c = r->text.p[r->at];
	if (c == '"')
		string_token(r, t);
	else if (c == '`')
		raw_token(r, t);
	else if (c == '\'')
		code_char_token(r, t, "\n");
	else
		code_plain_token(r, t, "");
}

/* ---- words */

static const char *const types[] = { "type", NULL };
static const char *const functions[] = { "func", NULL };
static const char *const returns[] = { "return", NULL };
static const char *const skip[] = { "const", "var", "go", "defer", NULL };
static const char *const control[] = { "if",   "for",  "switch",  "select",
				       "else", "case", "default", NULL };
static const char *const operators[] = { "range", "import", "package", NULL };

static bool call(struct code_reader *r, struct str name, bool tag,
		 struct code_value *v)
{
	(void)r;
	if (tag || v->wrapped)
		return false;
	if (str_is(name, "strings.TrimSpace"))
		value_set(v, indent_strip(v->flat, SPACE_UNICODE, true, true));
	else
		/* A conversion. */
		return str_is(name, "string");
	return true;
}

static const char *const suffixes[] = { ".go", NULL };

const struct code_language code_go = {
	.name = "go",
	.suffixes = suffixes,
	.shape = SHAPE_BRACES,
	.lines = true,
	.composite = true,
	.groups = true,
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
};

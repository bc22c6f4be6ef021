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
	uint32_t code = 0;
	size_t to = i + (hex ? 1 : 0);

	if (hex) {
		if (!code_hex(str_cut(r->text, 0, end), to, 2, &code))
			v->undecided = "it has an escape that is not complete";
		to += 2;
	} else {
		for (; to < end && to < i + 3 && r->text.p[to] >= '0' &&
		       r->text.p[to] <= '7';
		     to++)
			code = code * 8 + (uint32_t)(r->text.p[to] - '0');
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
	const char *letter = c ? strchr(letters, c) : NULL;
	size_t digits = c == 'u' ? 4 : 8;
	uint32_t code;

	if (letter) {
		value_text(r, v, (struct str){ means + (letter - letters), 1 });
		return i + 1;
	}
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
	size_t i = r->at + 1, done = i;
	struct code_value *v = &t->value;

	for (; i < r->text.n && r->text.p[i] != '"' && r->text.p[i] != '\n';
	     i++)
		if (r->text.p[i] == '\\')
			i++;
	t->from = r->at;
	if (i >= r->text.n || r->text.p[i] != '"') {
		code_unclosed(r, t, t->from, 1, i < r->text.n ? i : r->text.n);
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
	if (v->owned.arena)
		value_text(r, v, str_cut(r->text, done, i));
	else
		value_borrow(r, v, done, i);
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

/* 'x': a number to Go. */
static void rune_token(struct code_reader *r, struct code_token *t)
{
	size_t i = r->at + 1;

	while (i < r->text.n && r->text.p[i] != '\'' && r->text.p[i] != '\n')
		i += r->text.p[i] == '\\' ? 2 : 1;
	t->kind = TOKEN_OTHER;
	r->at = i < r->text.n && r->text.p[i] == '\'' ? i + 1 : r->at + 1;
	t->to = r->at;
}

static void next(struct code_reader *r, struct code_token *t)
{
	bool line = false;
	char c;

	while (r->at < r->text.n) {
		c = r->text.p[r->at];
		if (code_at(r, "//")) {
			code_skip_line(r);
		} else if (code_at(r, "/*")) {
			r->at += 2;
			code_skip_to(r, "*/");
		} else if (c == '\n' || c == '\r') {
			line = true;
			r->at++;
		} else if (code_is_blank(c)) {
			r->at++;
		} else {
			break;
		}
	}
	t->from = r->at;
	if (line || r->at == r->text.n) {
		t->kind = line ? TOKEN_LINE : TOKEN_END;
		return;
	}
	c = r->text.p[r->at];
	if (c == '"')
		string_token(r, t);
	else if (c == '`')
		raw_token(r, t);
	else if (c == '\'')
		rune_token(r, t);
	else if (code_is_digit(c))
		code_number_token(r, t);
	else if (!code_word_token(r, t, ""))
		code_mark_token(r, t);
}

static enum code_word word(struct str w)
{
	static const char *const skip[] = { "const", "var", "go", "defer",
					    NULL };
	static const char *const control[] = { "if",	  "for",  "switch",
					       "select",  "else", "case",
					       "default", NULL };
	static const char *const operators[] = { "range", "import", "package",
						 NULL };

	if (str_is(w, "func"))
		return WORD_FUNCTION;
	if (str_is(w, "type"))
		return WORD_CLASS;
	if (str_is(w, "return"))
		return WORD_RETURN;
	if (code_one_of(w, skip))
		return WORD_SKIP;
	if (code_one_of(w, control))
		return WORD_CONTROL;
	return code_one_of(w, operators) ? WORD_OPERATOR : WORD_NAME;
}

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
	.word = word,
	.call = call,
};

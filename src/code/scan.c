#include "code/reader.h"

bool code_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool code_is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       code_is_digit(c) || (unsigned char)c > 127;
}

bool code_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}

bool code_at(const struct code_reader *r, const char *text)
{
	size_t n = strlen(text);

	return r->text.n - r->at >= n &&
	       memcmp(r->text.p + r->at, text, n) == 0;
}

bool code_one_of(struct str word, const char *const *words)
{
	for (const char *const *w = words; *w; w++)
		if (str_is(word, *w))
			return true;
	return false;
}

enum code_word code_meaning(const struct code_language *l, struct str word)
{
	for (int m = WORD_NAME; m <= WORD_OPERATOR; m++)
		if (l->words[m] && code_one_of(word, l->words[m]))
			return (enum code_word)m;
	return WORD_NAME;
}

bool code_at_line_end(const struct code_reader *r, size_t i)
{
	return i >= r->text.n || r->text.p[i] == '\n' || r->text.p[i] == '\r';
}

size_t code_find_close(const struct code_reader *r, size_t i, char close,
		       const char *ends)
{
	const struct str s = r->text;

	while (i < s.n && s.p[i] != close && !(s.p[i] && strchr(ends, s.p[i])))
		i += s.p[i] == '\\' ? 2 : 1;
	return i < s.n ? i : s.n;
}

/* ---- tokens that all languages have */

static void token_to(struct code_reader *r, struct code_token *t,
		     enum token_kind kind, size_t to)
{
	t->kind = kind;
	t->from = r->at;
	t->to = to;
	r->at = to;
}

bool code_word_token(struct code_reader *r, struct code_token *t,
		     const char *more)
{
	size_t i = r->at;

	while (i < r->text.n && (code_is_name(r->text.p[i]) ||
				 (r->text.p[i] && strchr(more, r->text.p[i]))))
		i++;
	if (i == r->at)
		return false;
	token_to(r, t, TOKEN_WORD, i);
	return true;
}

/* 0x1F, 1_000.5e-3: what belongs to it matters little. */
void code_number_token(struct code_reader *r, struct code_token *t)
{
	struct str s = r->text;
	size_t i = r->at;

	while (i < s.n &&
	       (code_is_name(s.p[i]) ||
		(s.p[i] == '.' && i + 1 < s.n && code_is_digit(s.p[i + 1]))))
		i++;
	token_to(r, t, TOKEN_OTHER, i > r->at ? i : r->at + 1);
}

void code_mark_token(struct code_reader *r, struct code_token *t)
{
	static const char *const marks[] = {
		"===", "!==", "...", "**=", "==", "!=", "<=", ">=", "=>",
		":=",  "+=",  "::",  "->",  "??", "||", "&&", "?.", "**",
		"?:",  "++",  "--",  "-=",  "&.", "=~", "<<", "|=", NULL,
	};

	/* Most marks stand alone. */
	if (r->text.n - r->at < 2 || !r->text.p[r->at + 1] ||
	    !strchr("=.:>?|&*+-~<", r->text.p[r->at + 1])) {
		token_to(r, t, TOKEN_MARK, r->at + 1);
		return;
	}
	for (const char *const *m = marks; *m; m++)
		if (code_at(r, *m)) {
			token_to(r, t, TOKEN_MARK, r->at + strlen(*m));
			return;
		}
	token_to(r, t, TOKEN_MARK, r->at + 1);
}

void code_plain_token(struct code_reader *r, struct code_token *t,
		      const char *more)
{
	if (code_is_digit(r->text.p[r->at]))
		code_number_token(r, t);
	else if (!code_word_token(r, t, more))
		code_mark_token(r, t);
}

void code_char_token(struct code_reader *r, struct code_token *t,
		     const char *ends)
{
	char quote = r->text.p[r->at];
	size_t i = code_find_close(r, r->at + 1, quote, ends);
	bool closed = i < r->text.n && r->text.p[i] == quote;

	token_to(r, t, TOKEN_OTHER, closed ? i + 1 : r->at + 1);
}

bool code_end_token(struct code_reader *r, struct code_token *t)
{
	t->from = r->at;
	if (r->at == r->text.n)
		t->kind = TOKEN_END;
	return r->at == r->text.n;
}

/* ---- what is passed over */

bool code_skip_space(struct code_reader *r)
{
	bool line = false;

	while (r->at < r->text.n) {
		char c = r->text.p[r->at];

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
	return line;
}

void code_skip_line(struct code_reader *r)
{
	while (r->at < r->text.n && r->text.p[r->at] != '\n' &&
	       r->text.p[r->at] != '\r')
		r->at++;
}

void code_skip_to(struct code_reader *r, const char *close)
{
	size_t n = strlen(close);

	while (r->at < r->text.n && !code_at(r, close))
		r->at++;
	r->at = r->at < r->text.n ? r->at + n : r->text.n;
}

void code_unclosed(struct code_reader *r, struct code_token *t, size_t from,
		   size_t skip, size_t end)
{
	size_t again = end - from;

	r->at = from;
	if (again > r->budget) {
		token_to(r, t, TOKEN_MARK, end > from ? end : from + 1);
		return;
	}
	r->budget -= again;
	token_to(r, t, TOKEN_MARK, from + skip);
}

bool code_hex(struct str text, size_t at, size_t n, uint32_t *out)
{
	uint32_t code = 0;

	if (n == 0 || at > text.n || text.n - at < n)
		return false;
	for (size_t i = at; i < at + n; i++) {
		char c = text.p[i];
		uint32_t digit;

		if (code_is_digit(c))
			digit = (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			digit = (uint32_t)(c - 'a') + 10;
		else if (c >= 'A' && c <= 'F')
			digit = (uint32_t)(c - 'A') + 10;
		else
			return false;
		code = code << 4 | digit;
	}
	*out = code;
	return true;
}

uint32_t code_octal(struct str text, size_t *at, size_t most)
{
	uint32_t code = 0;

	for (size_t k = 0; k < most && *at < text.n && text.p[*at] >= '0' &&
			   text.p[*at] <= '7';
	     k++, ++*at)
		code = code * 8 + (uint32_t)(text.p[*at] - '0');
	return code;
}

size_t code_octal_most(char c)
{
	return c <= '3' ? 3 : 2;
}

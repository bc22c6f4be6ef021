#include "template/go_template.h"

#include "base/arena.h"
#include "template/jinja.h"

/*
 * text/template/parse/lex.go. A trim marker is a minus with white space
 * beside it: `{{- ` and ` -}}`; `{{-3}}` is a number. A comment must touch
 * the delimiters or trim markers on both sides.
 */

struct lexer {
	struct go *g;
	struct str text;
	size_t at;
	unsigned parentheses;
	bool spaced; /* white space before the token */
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool looking_at(const struct lexer *lx, size_t at, struct str what)
{
	return lx->text.n - at >= what.n &&
	       memcmp(lx->text.p + at, what.p, what.n) == 0;
}

/* Where that first stands at or after from, or the end. */
static size_t find(const struct lexer *lx, struct str what, size_t from)
{
	size_t at = str_find(lx->text, what.p[0], from);

	while (at < lx->text.n && !looking_at(lx, at, what))
		at = str_find(lx->text, what.p[0], at + 1);
	return at;
}

static bool trims_before(const struct lexer *lx, size_t at)
{
	return at + 1 < lx->text.n && lx->text.p[at] == '-' &&
	       is_space(lx->text.p[at + 1]);
}

/* Bytes of the closing delimiter at that byte, its trim marker included. */
static size_t closing(const struct lexer *lx, size_t at, bool *trims)
{
	struct str right = lx->g->right;

	*trims = at + 1 < lx->text.n && is_space(lx->text.p[at]) &&
		 lx->text.p[at + 1] == '-' && looking_at(lx, at + 2, right);
	if (*trims)
		return right.n + 2;
	return looking_at(lx, at, right) ? right.n : 0;
}

static void add_token(struct lexer *lx, int kind, size_t from, size_t to)
{
	struct go *g = lx->g;

	g->tokens = arena_grow(g->arena, g->tokens, g->token_count,
			       &g->token_room, sizeof(*g->tokens));
	g->tokens[g->token_count++] = (struct go_token){
		.kind = kind,
		.space = lx->spaced,
		.offset = (uint32_t)from,
		.length = (uint32_t)(to - from),
		.piece = (uint32_t)g->piece_count,
	};
}

static struct go_piece *add_piece(struct go *g, enum segment_kind kind,
				  size_t from)
{
	g->pieces = arena_grow(g->arena, g->pieces, g->piece_count,
			       &g->piece_room, sizeof(*g->pieces));
	g->pieces[g->piece_count] = (struct go_piece){
		.kind = kind, .offset = (uint32_t)from
	};
	return &g->pieces[g->piece_count];
}

static void end_piece(struct go *g, size_t to)
{
	struct go_piece *piece = &g->pieces[g->piece_count++];

	piece->length = (uint32_t)(to - piece->offset);
}

/* ---- tokens */

static size_t alphanumeric(struct str text, size_t at)
{
	uint32_t code;
	size_t n;

	if (at >= text.n)
		return 0;
	n = jinja_decode(&code, text, at);
	/* Python's names have marks besides Go's letters and digits. */
	return jinja_is_name(code) ? n : 0;
}

static size_t word_end(struct str text, size_t at)
{
	size_t n;

	while ((n = alphanumeric(text, at)) > 0)
		at += n;
	return at;
}

static bool at_terminator(const struct lexer *lx, size_t at)
{
	if (at >= lx->text.n || is_space(lx->text.p[at]))
		return true;
	switch (lx->text.p[at]) {
	case '.':
	case ',':
	case '|':
	case ':':
	case '(':
	case ')':
		return true;
	default:
		return looking_at(lx, at, lx->g->right);
	}
}

static int bad_character(const struct lexer *lx, size_t at)
{
	uint32_t code;
	size_t n = jinja_decode(&code, lx->text, at);

	return go_fail(lx->g, at, "bad character '%.*s'", (int)n,
		       lx->text.p + at);
}

/* From that byte on; the first `skip` bytes are its sign. */
static int lex_word(struct lexer *lx, int kind, size_t skip)
{
	size_t from = lx->at, to = word_end(lx->text, from + skip);

	if (!at_terminator(lx, to))
		return bad_character(lx, to);
	add_token(lx, kind, from, to);
	lx->at = to;
	return 0;
}

/* A quoted string or character: on one line. */
static int lex_quoted(struct lexer *lx, int kind)
{
	size_t from = lx->at, at = from + 1;
	char quote = lx->text.p[from];

	while (at < lx->text.n && lx->text.p[at] != quote &&
	       lx->text.p[at] != '\n') {
		at += lx->text.p[at] == '\\' ? 2 : 1;
		/* A backslash does not hide the end of the line. */
		if (at <= lx->text.n && lx->text.p[at - 1] == '\n')
			at--;
	}
	if (at >= lx->text.n || lx->text.p[at] != quote)
		return go_fail(lx->g, from, "unterminated %s",
			       kind == GO_STRING ? "quoted string" :
						   "character constant");
	lx->at = at + 1;
	if (!go_quoted_ok(str_cut(lx->text, from, lx->at)))
		return go_fail(lx->g, from, "malformed %s",
			       kind == GO_STRING ? "escape in string" :
						   "character constant");
	add_token(lx, kind, from, lx->at);
	return 0;
}

static int lex_raw(struct lexer *lx)
{
	size_t end = str_find(lx->text, '`', lx->at + 1);

	if (end == lx->text.n)
		return go_fail(lx->g, lx->at, "unterminated raw quoted string");
	add_token(lx, GO_STRING, lx->at, end + 1);
	lx->at = end + 1;
	return 0;
}

static int lex_number(struct lexer *lx)
{
	size_t n = go_number(lx->text, lx->at);

	if (n == 0 || alphanumeric(lx->text, lx->at + n) > 0)
		return go_fail(lx->g, lx->at, "bad number syntax");
	add_token(lx, GO_NUMBER, lx->at, lx->at + n);
	lx->at += n;
	return 0;
}

static int lex_parenthesis(struct lexer *lx, char c)
{
	if (c == ')' && lx->parentheses == 0)
		return go_fail(lx->g, lx->at, "unexpected ')'");
	/* The one place that bounds how deep pipelines nest. */
	if (c == '(' && lx->parentheses == TEMPLATE_DEPTH)
		return go_fail(lx->g, lx->at, "nested deeper than %d",
			       TEMPLATE_DEPTH);
	lx->parentheses += c == '(' ? 1 : -1u;
	add_token(lx, c, lx->at, lx->at + 1);
	lx->at++;
	return 0;
}

static int lex_dot(struct lexer *lx)
{
	char next = lx->at + 1 < lx->text.n ? lx->text.p[lx->at + 1] : '\0';

	if (next >= '0' && next <= '9')
		return lex_number(lx);
	if (at_terminator(lx, lx->at + 1)) {
		add_token(lx, GO_DOT, lx->at, lx->at + 1);
		lx->at++;
		return 0;
	}
	return lex_word(lx, GO_FIELD, 1);
}

static int lex_operator(struct lexer *lx, char c)
{
	int kind = (unsigned char)c;
	size_t n = 1;

	if (c == ':') {
		if (lx->at + 1 >= lx->text.n || lx->text.p[lx->at + 1] != '=')
			return go_fail(lx->g, lx->at, "expected ':='");
		kind = GO_DECLARE;
		n = 2;
	} else if (c <= ' ' || c == 0x7f) {
		return go_fail(lx->g, lx->at, "control character in an action");
	}
	add_token(lx, kind, lx->at, lx->at + n);
	lx->at += n;
	return 0;
}

static int lex_token(struct lexer *lx)
{
	char c = lx->text.p[lx->at];

	switch (c) {
	case '"':
		return lex_quoted(lx, GO_STRING);
	case '\'':
		return lex_quoted(lx, GO_CHARACTER);
	case '`':
		return lex_raw(lx);
	case '$':
		return lex_word(lx, GO_VARIABLE, 1);
	case '.':
		return lex_dot(lx);
	case '(':
	case ')':
		return lex_parenthesis(lx, c);
	case '+':
	case '-':
		return lex_number(lx);
	default:
		break;
	}
	if (c >= '0' && c <= '9')
		return lex_number(lx);
	if (alphanumeric(lx->text, lx->at) > 0)
		return lex_word(lx, GO_WORD, 0);
	if ((unsigned char)c >= 0x80)
		return bad_character(lx, lx->at);
	return lex_operator(lx, c);
}

/* ---- actions and comments */

static int lex_action(struct lexer *lx, struct go_piece *piece)
{
	size_t from = piece->offset, n = 0;

	lx->parentheses = 0;
	for (;;) {
		size_t at = lx->at;

		for (; at < lx->text.n; at++) {
			n = closing(lx, at, &piece->trim_after);
			if (n > 0 || !is_space(lx->text.p[at]))
				break;
		}
		if (at >= lx->text.n)
			return go_fail(lx->g, from,
				       "action is not closed by \"%.*s\"",
				       STR_ARG(lx->g->right));
		if (n > 0 && lx->parentheses > 0)
			return go_fail(lx->g, at, "unclosed '('");
		if (n > 0) {
			add_token(lx, GO_RIGHT, at, at + n);
			lx->at = at + n;
			end_piece(lx->g, lx->at);
			return 0;
		}
		lx->spaced = at > lx->at;
		lx->at = at;
		if (lex_token(lx) < 0)
			return -1;
	}
}

static int lex_comment(struct lexer *lx, struct go_piece *piece)
{
	size_t end = find(lx, STR("*/"), lx->at + 2), n;

	piece->kind = SEGMENT_COMMENT;
	if (end >= lx->text.n)
		return go_fail(lx->g, piece->offset,
			       "comment is not closed by \"*/\"");
	n = closing(lx, end + 2, &piece->trim_after);
	if (n == 0)
		return go_fail(lx->g, end + 2,
			       "expected \"%.*s\" right behind the comment",
			       STR_ARG(lx->g->right));
	lx->at = end + 2 + n;
	end_piece(lx->g, lx->at);
	return 0;
}

static int lex_left(struct lexer *lx)
{
	struct go_piece *piece = add_piece(lx->g, SEGMENT_EXPRESSION, lx->at);
	size_t from = lx->at;

	lx->at += lx->g->left.n;
	piece->trim_before = trims_before(lx, lx->at);
	if (looking_at(lx, lx->at + (piece->trim_before ? 2 : 0), STR("/*"))) {
		lx->at += piece->trim_before ? 2 : 0;
		return lex_comment(lx, piece);
	}
	lx->at += piece->trim_before ? 2 : 0;
	add_token(lx, GO_LEFT, from, lx->at);
	return lex_action(lx, piece);
}

int go_lex(struct go *g)
{
	struct lexer lx = { .g = g, .text = g->text };

	while (lx.at < lx.text.n) {
		size_t next = find(&lx, g->left, lx.at);

		if (next > lx.at) {
			(void)add_piece(g, SEGMENT_TEXT, lx.at);
			add_token(&lx, GO_TEXT, lx.at, next);
			end_piece(g, next);
		}
		lx.at = next;
		if (next < lx.text.n && lex_left(&lx) < 0)
			return -1;
	}
	add_token(&lx, GO_END, lx.text.n, lx.text.n);
	return 0;
}

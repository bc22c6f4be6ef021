#include "template/jinja.h"

#include "base/arena.h"
#include "template/nunjucks.h"

/*
 * Jinja2's lexer is a list of regular expressions; this is what they match,
 * in the same order, and always by the earliest match. The whole text is one
 * of: text, {# comment #}, {{ expression }}, {% statement %}, or raw, which
 * is two statements with text between them.
 */

struct start {
	struct str text;
	enum segment_kind kind;
};

struct lexer {
	struct jinja *j;
	struct str text; /* without the newline at the end that is dropped */
	struct start starts[3]; /* the longest first */
	int first;	  /* the byte that all of them begin with, or -1 */
	size_t text_from; /* where the text not yet in a piece begins */
	bool unclosed[2]; /* Nunjucks: no raw, verbatim is closed any more */
};

/* What was found to close a tag. */
struct closing {
	char sign;
	size_t length; /* 0: nothing */
};

static bool looking_at(struct str text, size_t at, struct str what)
{
	/* Two bytes are nearly always all there is. */
	return text.n - at >= what.n && text.p[at] == what.p[0] &&
	       text.p[at + what.n - 1] == what.p[what.n - 1] &&
	       (what.n <= 2 || memcmp(text.p + at, what.p, what.n) == 0);
}

static char sign_at(struct str text, size_t at)
{
	return at < text.n && (text.p[at] == '-' || text.p[at] == '+') ?
		       text.p[at] :
		       '\0';
}

/* The closing delimiter at that byte; `+` only closes where Jinja2 lets it. */
static struct closing closing_at(struct str text, size_t at, struct str end,
				 bool plus)
{
	char sign = sign_at(text, at);

	if (sign && (sign == '-' || plus) && looking_at(text, at + 1, end))
		return (struct closing){ sign, end.n + 1 };
	if (looking_at(text, at, end))
		return (struct closing){ '\0', end.n };
	return (struct closing){ '\0', 0 };
}

static void add_token(struct jinja *j, int kind, size_t offset, size_t length)
{
	if (j->token_count == j->token_room)
		j->tokens = arena_grow(j->arena, j->tokens, j->token_count,
				       &j->token_room, sizeof(*j->tokens));
	j->tokens[j->token_count++] = (struct jinja_token){
		kind, (uint32_t)offset, (uint32_t)length,
		(uint32_t)j->piece_count
	};
}

static void add_piece(struct jinja *j, const struct jinja_piece *piece)
{
	if (j->piece_count == j->piece_room)
		j->pieces = arena_grow(j->arena, j->pieces, j->piece_count,
				       &j->piece_room, sizeof(*j->pieces));
	j->pieces[j->piece_count++] = *piece;
}

/* The text up to that byte becomes a piece, unless there is none. */
static void flush_text(struct lexer *lx, size_t to)
{
	size_t n = to - lx->text_from;

	if (n == 0)
		return;
	add_token(lx->j, TOKEN_DATA, lx->text_from, n);
	add_piece(lx->j,
		  &(struct jinja_piece){ .kind = SEGMENT_TEXT,
					 .offset = (uint32_t)lx->text_from,
					 .length = (uint32_t)n });
	lx->text_from = to;
}

/*
 * The tag ends at `to`. Returns from where to look for the next: white space
 * that the sign or trim_blocks takes is text here, but no tag begins in it.
 */
static size_t after_tag(struct lexer *lx, size_t to, char sign, bool trims)
{
	lx->text_from = to;
	if (sign == '-')
		return to + jinja_spaces(lx->text, to);
	if (trims && !sign && lx->j->options.trim_blocks && to < lx->text.n &&
	    lx->text.p[to] == '\n')
		return to + 1;
	return to;
}

/* ---- tags */

/* Brackets that are open in a tag: it is closed only outside them. */
struct brackets {
	char close[TEMPLATE_DEPTH];
	size_t depth;
};

static int bracket(struct jinja *j, struct brackets *b, int kind, size_t at)
{
	char close = kind == '(' ? ')' :
		     kind == '[' ? ']' :
		     kind == '{' ? '}' :
				   '\0';

	if (close) {
		/* The one place that bounds how deep expressions nest. */
		if (b->depth == TEMPLATE_DEPTH)
			return jinja_fail(j, at, "nested deeper than %d",
					  TEMPLATE_DEPTH);
		b->close[b->depth++] = close;
	} else if (kind == ')' || kind == ']' || kind == '}') {
		if (b->depth == 0)
			return jinja_fail(j, at, "unexpected '%c'", kind);
		if (b->close[--b->depth] != kind)
			return jinja_fail(j, at,
					  "unexpected '%c', expected '%c'",
					  kind, b->close[b->depth]);
	}
	return 0;
}

static int unknown_token(struct jinja *j, size_t at)
{
	uint32_t code;
	size_t n = jinja_decode(&code, j->text, at);

	if (code == '"' || code == '\'')
		return jinja_fail(j, at, "string is not closed");
	return jinja_fail(j, at, "unexpected character '%.*s'", (int)n,
			  j->text.p + at);
}

/* Between two tokens there is mostly one space, or none. */
static size_t skip_spaces(struct str text, size_t at)
{
	if (at < text.n && text.p[at] == ' ')
		at++;
	if (at < text.n && text.p[at] > ' ')
		return at;
	return at + jinja_spaces(text, at);
}

/* The tokens of a tag from that byte on, up to and with what closes it. */
static int lex_tokens(struct lexer *lx, size_t at, struct str end, bool block,
		      struct jinja_piece *piece)
{
	struct jinja *j = lx->j;
	struct brackets open = { .depth = 0 };
	bool nunjucks = j->options.nunjucks;

	piece->token = (uint32_t)j->token_count;
	for (;;) {
		struct closing c = { '\0', 0 };
		size_t length;
		int kind;

		at = skip_spaces(lx->text, at);
		if (at >= lx->text.n)
			return jinja_fail(j, piece->offset,
					  "tag is not closed by \"%.*s\"",
					  STR_ARG(end));
		if (open.depth == 0 || nunjucks)
			c = closing_at(lx->text, at, end, block && !nunjucks);
		if (c.length > 0 && open.depth > 0)
			return jinja_fail(j, at,
					  "unexpected end of the tag, expected "
					  "'%c'",
					  open.close[open.depth - 1]);
		if (c.length > 0) {
			piece->token_count = (uint32_t)j->token_count -
					     piece->token;
			piece->close_sign = c.sign;
			piece->length = (uint32_t)(at + c.length -
						   piece->offset);
			add_token(j,
				  block ? TOKEN_BLOCK_END : TOKEN_VARIABLE_END,
				  at, c.length);
			return 0;
		}
		kind = nunjucks ? nunjucks_token_at(lx->text, at, &length) :
				  jinja_token_at(lx->text, at, &length);
		if (!kind)
			return unknown_token(j, at);
		if (kind < TOKEN_VARIABLE_BEGIN &&
		    bracket(j, &open, kind, at) < 0)
			return -1;
		if (kind == TOKEN_STRING && !nunjucks &&
		    !jinja_string_ok(str_cut(lx->text, at, at + length)))
			return jinja_fail(j, at, "malformed escape in string");
		add_token(j, kind, at, length);
		at += length;
	}
}

/* Nunjucks has no plus. */
static char open_sign(const struct lexer *lx, size_t at)
{
	char sign = sign_at(lx->text, at);

	return sign == '+' && lx->j->options.nunjucks ? '\0' : sign;
}

static int lex_tag(struct lexer *lx, size_t from, const struct start *start,
		   size_t *next)
{
	const struct jinja_delimiters *d = &lx->j->options.delimiters;
	bool block = start->kind == SEGMENT_STATEMENT;
	struct jinja_piece piece = { .kind = start->kind,
				     .offset = (uint32_t)from };
	size_t at = from + start->text.n;

	piece.open_sign = open_sign(lx, at);
	if (piece.open_sign)
		at++;
	add_token(lx->j, block ? TOKEN_BLOCK_BEGIN : TOKEN_VARIABLE_BEGIN, from,
		  at - from);
	if (lex_tokens(lx, at, block ? d->block_end : d->variable_end, block,
		       &piece) < 0)
		return -1;
	add_piece(lx->j, &piece);
	*next = after_tag(lx, from + piece.length, piece.close_sign, block);
	return 0;
}

/* What opens a comment, or raw, as the very last is closed for Jinja2. */
static int lex_comment(struct lexer *lx, size_t from, const struct start *start,
		       size_t *next)
{
	struct str end = lx->j->options.delimiters.comment_end;
	struct jinja_piece piece = { .kind = SEGMENT_COMMENT,
				     .offset = (uint32_t)from };
	size_t begin = from + start->text.n, at;

	piece.open_sign = open_sign(lx, begin);
	if (piece.open_sign)
		begin++;
	piece.unclosed = begin == lx->text.n && !lx->j->options.nunjucks;
	if (piece.unclosed) {
		piece.length = (uint32_t)(begin - from);
		add_piece(lx->j, &piece);
		*next = lx->text_from = begin;
		return 0;
	}
	at = str_find(lx->text, end.p[0], begin);
	while (at < lx->text.n && !looking_at(lx->text, at, end))
		at = str_find(lx->text, end.p[0], at + 1);
	if (at >= lx->text.n)
		return jinja_fail(lx->j, from,
				  "comment is not closed by \"%.*s\"",
				  STR_ARG(end));
	if (at > begin)
		piece.close_sign = open_sign(lx, at - 1);
	piece.length = (uint32_t)(at + end.n - from);
	add_piece(lx->j, &piece);
	*next = after_tag(lx, from + piece.length, piece.close_sign, true);
	return 0;
}

/* Whether the tag at that byte is the word alone; plus: may end in `+`. */
static bool raw_tag(struct lexer *lx, size_t from, const char *word, bool plus,
		    struct jinja_piece *piece)
{
	const struct jinja_delimiters *d = &lx->j->options.delimiters;
	struct closing c;
	size_t at = from + d->block_start.n;

	*piece = (struct jinja_piece){ .kind = SEGMENT_STATEMENT,
				       .raw = word,
				       .offset = (uint32_t)from };
	piece->open_sign = sign_at(lx->text, at);
	if (piece->open_sign)
		at++;
	at += jinja_spaces(lx->text, at);
	if (!looking_at(lx->text, at, str_of(word)))
		return false;
	at += strlen(word);
	at += jinja_spaces(lx->text, at);
	c = closing_at(lx->text, at, d->block_end, plus);
	if (c.length == 0)
		return false;
	piece->close_sign = c.sign;
	piece->length = (uint32_t)(at + c.length - from);
	return true;
}

/*
 * The tag that closes raw, from that byte on: its place, or the end; *last:
 * behind the last tag that raises or lowers the depth.
 */
static size_t find_endraw(struct lexer *lx, size_t at, bool verbatim,
			  struct jinja_piece *piece, size_t *last)
{
	struct str start = lx->j->options.delimiters.block_start;
	const char *word = verbatim ? "verbatim" : "raw";
	const char *end = verbatim ? "endverbatim" : "endraw";
	bool nunjucks = lx->j->options.nunjucks;
	size_t depth = 1;

	*last = at;
	for (;; at++) {
		at = str_find(lx->text, start.p[0], at);
		if (at >= lx->text.n)
			return lx->text.n;
		if (!looking_at(lx->text, at, start))
			continue;
		if (raw_tag(lx, at, end, !nunjucks, piece)) {
			/* There no sign may stand in it, and raws nest. */
			if (!nunjucks)
				return at;
			if (piece->open_sign || piece->close_sign)
				continue;
			if (--depth == 0)
				return at;
			*last = at + piece->length;
		} else if (nunjucks && raw_tag(lx, at, word, false, piece) &&
			   !piece->open_sign && !piece->close_sign) {
			depth++;
			*last = at + piece->length;
		}
	}
}

/* From after {% raw %} to after {% endraw %}. */
static int lex_raw(struct lexer *lx, const struct jinja_piece *opening,
		   size_t *next)
{
	struct jinja_piece piece;
	size_t at, last;

	add_piece(lx->j, opening);
	at = after_tag(lx, opening->offset + opening->length,
		       opening->close_sign, false);
	*next = at;
	if (at == lx->text.n)
		return 0;
	if (lx->unclosed[*opening->raw == 'v'])
		return 0;
	at = find_endraw(lx, at, *opening->raw == 'v', &piece, &last);
	if (at >= lx->text.n && lx->j->options.nunjucks) {
		/* It ends behind the last such tag; further on is none. */
		lx->unclosed[*opening->raw == 'v'] = true;
		if (last > *next)
			flush_text(lx, last);
		*next = last;
		return 0;
	}
	if (at >= lx->text.n)
		return jinja_fail(lx->j, opening->offset,
				  "%s is not closed by end%s", opening->raw,
				  opening->raw);
	flush_text(lx, at);
	add_piece(lx->j, &piece);
	*next = after_tag(lx, at + piece.length, piece.close_sign, true);
	return 0;
}

/* The first tag at or after that byte, or NULL. */
static const struct start *find_start(const struct lexer *lx, size_t *at)
{
	for (;; ++*at) {
		if (lx->first >= 0)
			*at = str_find(lx->text, (char)lx->first, *at);
		if (*at >= lx->text.n)
			return NULL;
		for (size_t i = 0; i < 3; i++)
			if (looking_at(lx->text, *at, lx->starts[i].text))
				return &lx->starts[i];
	}
}

/* The longest first, equals in Jinja2's order. */
static void sort_starts(struct lexer *lx)
{
	const struct jinja_delimiters *d = &lx->j->options.delimiters;
	struct start *s = lx->starts;

	s[0] = (struct start){ d->variable_start, SEGMENT_EXPRESSION };
	s[1] = (struct start){ d->comment_start, SEGMENT_COMMENT };
	s[2] = (struct start){ d->block_start, SEGMENT_STATEMENT };
	for (size_t i = 1; i < 3; i++)
		for (size_t k = i; k > 0 && s[k - 1].text.n < s[k].text.n;
		     k--) {
			struct start swap = s[k];

			s[k] = s[k - 1];
			s[k - 1] = swap;
		}
	lx->first = (unsigned char)s[0].text.p[0];
	for (size_t i = 1; i < 3; i++)
		if ((unsigned char)s[i].text.p[0] != lx->first)
			lx->first = -1;
}

static int lex_start(struct lexer *lx, size_t at, const struct start *start,
		     size_t *next)
{
	struct jinja_piece raw;

	/* Before all else, also where another start is longer. */
	if (looking_at(lx->text, at, lx->j->options.delimiters.block_start) &&
	    (raw_tag(lx, at, "raw", false, &raw) ||
	     (lx->j->options.nunjucks &&
	      raw_tag(lx, at, "verbatim", false, &raw))))
		return lex_raw(lx, &raw, next);
	if (start->kind == SEGMENT_COMMENT)
		return lex_comment(lx, at, start, next);
	return lex_tag(lx, at, start, next);
}

/* Nunjucks wants no end of a comment in text. */
static int stray_end(const struct lexer *lx, size_t to)
{
	struct str end = lx->j->options.delimiters.comment_end;
	struct str text = str_cut(lx->text, 0, to);
	size_t at = lx->text_from;

	if (!lx->j->options.nunjucks || at >= to)
		return 0;
	for (;; at++) {
		at = str_find(text, end.p[0], at);
		if (at >= to)
			return 0;
		if (looking_at(text, at, end))
			return jinja_fail(lx->j, at,
					  "unexpected end of a comment");
	}
}

int jinja_lex(struct jinja *j)
{
	struct lexer lx = { .j = j, .text = j->text };
	const struct start *start;
	size_t at = 0;

	if (!j->options.keep_trailing_newline && str_ends(j->text, "\n"))
		lx.text.n--;
	sort_starts(&lx);
	/* A guess that mostly suffices; they grow where it does not. */
	j->token_room = 32 + j->text.n / 32;
	j->tokens = arena_alloc(j->arena, j->token_room * sizeof(*j->tokens));
	j->piece_room = 16 + j->text.n / 256;
	j->pieces = arena_alloc(j->arena, j->piece_room * sizeof(*j->pieces));
	while ((start = find_start(&lx, &at)) != NULL) {
		if (stray_end(&lx, at) < 0)
			return -1;
		flush_text(&lx, at);
		if (lex_start(&lx, at, start, &at) < 0)
			return -1;
	}
	if (stray_end(&lx, lx.text.n) < 0)
		return -1;
	/* The newline that is dropped is content all the same: it is hashed. */
	flush_text(&lx, j->text.n);
	add_token(j, TOKEN_END, j->text.n, 0);
	return 0;
}

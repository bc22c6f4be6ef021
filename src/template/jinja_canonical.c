#include "template/jinja.h"

#include "base/arena.h"

/*
 * The canonical form of a tag, rule set 1: its opening delimiter with its
 * sign, one space, its tokens as written with one space between two, one
 * space, the closing delimiter with its sign. A comment has no tokens: what
 * is between its delimiters is one space. It reads back to the same tokens,
 * since no delimiter has white space in it, and a token followed by a space
 * is never longer or shorter than it was.
 *
 * Most tags are written that way, which shows in what stands between the
 * tokens alone. The others are put together twice: counted, then written.
 */

struct form {
	char *to; /* NULL: count only */
	size_t n;
};

static void put(struct form *f, struct str s)
{
	if (f->to)
		memcpy(f->to + f->n, s.p, s.n);
	f->n += s.n;
}

static void put_sign(struct form *f, const char *sign)
{
	if (*sign)
		put(f, (struct str){ sign, 1 });
}

static void put_piece(struct form *f, const struct jinja *j,
		      const struct jinja_piece *piece)
{
	const struct jinja_delimiters *d = &j->options.delimiters;
	bool block = piece->kind == SEGMENT_STATEMENT;
	bool comment = piece->kind == SEGMENT_COMMENT;

	put(f, block   ? d->block_start :
	       comment ? d->comment_start :
			 d->variable_start);
	put_sign(f, &piece->open_sign);
	if (piece->unclosed)
		return;
	put(f, STR(" "));
	if (piece->raw) {
		put(f, str_of(piece->raw));
		put(f, STR(" "));
	}
	for (uint32_t i = 0; i < piece->token_count; i++) {
		const struct jinja_token *t = &j->tokens[piece->token + i];

		put(f, (struct str){ j->text.p + t->offset, t->length });
		put(f, STR(" "));
	}
	put_sign(f, &piece->close_sign);
	put(f, block   ? d->block_end :
	       comment ? d->comment_end :
			 d->variable_end);
}

/* Whether a piece is written in its canonical form. */
static bool is_canonical(const struct jinja *j, const struct jinja_piece *piece)
{
	const struct jinja_delimiters *d = &j->options.delimiters;
	const struct jinja_token *t = &j->tokens[piece->token];
	bool block = piece->kind == SEGMENT_STATEMENT;
	bool comment = piece->kind == SEGMENT_COMMENT;
	size_t end = piece->offset + piece->length, at = piece->offset;

	if (piece->kind == SEGMENT_TEXT || piece->unclosed)
		return true;
	at += block   ? d->block_start.n :
	      comment ? d->comment_start.n :
			d->variable_start.n;
	at += piece->open_sign ? 1 : 0;
	end -= block   ? d->block_end.n :
	       comment ? d->comment_end.n :
			 d->variable_end.n;
	end -= piece->close_sign ? 1 : 0;
	if (piece->raw) {
		if (j->text.p[at] != ' ' || j->text.p[at + 1] != *piece->raw)
			return false;
		at += 1 + strlen(piece->raw);
	}
	for (uint32_t i = 0; i < piece->token_count; i++) {
		if (t[i].offset != at + 1 || j->text.p[at] != ' ')
			return false;
		at = t[i].offset + t[i].length;
	}
	return at + 1 == end && j->text.p[at] == ' ';
}

struct str jinja_piece_canonical(const struct jinja *j,
				 const struct jinja_piece *piece)
{
	struct str raw = { j->text.p + piece->offset, piece->length };
	struct form f = { .to = NULL };

	/* Nunjucks has no canonical form. */
	if (j->options.nunjucks || is_canonical(j, piece))
		return raw;
	put_piece(&f, j, piece);
	f = (struct form){ .to = arena_alloc(j->out, f.n) };
	put_piece(&f, j, piece);
	return (struct str){ f.to, f.n };
}

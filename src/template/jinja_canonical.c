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
 * Most tags are written that way. So it is put together twice: compared with
 * the raw bytes first, written only if they differ.
 */

struct form {
	struct str raw;
	char *to; /* NULL: compare only */
	size_t n;
	bool same;
};

static void put(struct form *f, struct str s)
{
	if (f->to)
		memcpy(f->to + f->n, s.p, s.n);
	else if (f->same)
		f->same = f->raw.n - f->n >= s.n &&
			  memcmp(f->raw.p + f->n, s.p, s.n) == 0;
	f->n += s.n;
	if (f->n > f->raw.n)
		f->same = false;
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

struct str jinja_piece_canonical(const struct jinja *j,
				 const struct jinja_piece *piece)
{
	struct str raw = { j->text.p + piece->offset, piece->length };
	struct form f = { .raw = raw, .same = true };

	if (piece->kind == SEGMENT_TEXT)
		return raw;
	put_piece(&f, j, piece);
	if (f.same && f.n == raw.n)
		return raw;
	f = (struct form){ .to = arena_alloc(j->out, f.n) };
	put_piece(&f, j, piece);
	return (struct str){ f.to, f.n };
}

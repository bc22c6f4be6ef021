/* text-not-nfc, text-invisible: what a reviewer cannot see. Once a file. */
#include "base/arena.h"
#include "base/buf.h"
#include "check/context.h"

enum { INVISIBLES = 20 }; /* reported of one file */

static struct finding *at(struct context *c, enum rule rule,
			  const struct text_file *t, size_t offset)
{
	struct pos pos = t->cut ? cut_place(t->cut, offset) :
				  text_pos(t->bytes, offset);
	struct str file = t->cut ? t->cut->file : t->bytes;
	struct finding *f;

	f = context_finding(c, rule, STR_EMPTY, t->path, pos);
	f->line = text_line(file, pos.line);
	return f;
}

static void invisible(struct context *c, const struct text_file *t)
{
	/* A byte order mark is no part of the text (DESIGN 2.3). */
	size_t from = str_starts(t->bytes, "\xef\xbb\xbf") ? 3 : 0;
	uint32_t code;

	for (int i = 0; i < INVISIBLES; i++) {
		size_t offset = text_invisible(t->bytes, from, &code);
		struct finding *f;

		if (offset >= t->bytes.n)
			return;
		f = at(c, RULE_TEXT_INVISIBLE, t, offset);
		f->message = str_fmt(
			c->arena, "the text has an invisible character, U+%04X",
			code);
		finding_key(f, f->message);
		from = offset + 1;
		while (from < t->bytes.n &&
		       ((unsigned char)t->bytes.p[from] & 0xc0) == 0x80)
			from++;
	}
}

static void not_nfc(struct context *c, const struct text_file *t)
{
	struct arena scratch = { 0 };
	size_t offset = text_not_nfc(&scratch, t->bytes);

	if (offset < t->bytes.n) {
		struct finding *f = at(c, RULE_TEXT_NOT_NFC, t, offset);

		f->message = STR(
			"the text is not in Unicode normalization form C");
		finding_help(f,
			     str_fmt(c->arena, "uconv -x nfc -o '%.*s' '%.*s'",
				     STR_ARG(t->path), STR_ARG(t->path)));
	}
	arena_free(&scratch);
}

/* A text that is a part of a file is told from the others in it by where it
 * begins, and, since some have one place together, by what it says. */
static struct str whole_name(struct context *c, const struct text_file *t)
{
	struct buf b = buf_in(c->arena);

	if (!t->cut)
		return t->path;
	buf_addf(&b, "%.*s:%u:%u:", STR_ARG(t->path), t->cut->text.pos.line,
		 t->cut->text.pos.column);
	buf_add(&b,
		(struct str){ (const char *)t->id.byte, sizeof(t->id.byte) });
	return buf_str(&b);
}

int check_text(struct context *c, struct error *err)
{
	(void)err;
	for (size_t i = 0; i < c->subject_count; i++) {
		const struct built *b = &c->subjects[i].built;

		for (size_t j = 0; j < b->text_count; j++) {
			const struct text_file *t = &b->texts[j];

			if (!context_first(c, "text", whole_name(c, t)))
				continue;
			invisible(c, t);
			not_nfc(c, t);
		}
	}
	return 0;
}

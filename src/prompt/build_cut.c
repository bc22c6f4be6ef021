/*
 * Texts that are a part of a file: of a prompt file of some format, or cut
 * out of source code. Each is a file of its own to the walk of its includes.
 */
#include <stdio.h>

#include "base/arena.h"
#include "code/code.h"
#include "prompt/builder.h"

enum {
	RUN = 8,	/* bytes by which the text is found again */
	AHEAD = 1024,	/* looked for in so many: comments, indentation */
	LOOKS = 1 << 24 /* bytes looked at in all */
};

/*
 * Offset in the literal of what stands at offset in its text. What both have is
 * passed together; what the literal alone has (quotes, indentation, a comment
 * between two pieces) is passed by finding the text again; what is nowhere in
 * it is what an escape stands for.
 */
static size_t raw_offset(struct str raw, struct str text, size_t offset)
{
	size_t at = 0, looks = 0;

	for (size_t i = 0; i < text.n && at < raw.n && looks < LOOKS;) {
		struct str run = str_cut(text, i, i + RUN);
		struct str ahead = str_cut(raw, at, at + AHEAD);
		const char *found;

		if (raw.p[at] == text.p[i]) {
			if (i++ == offset)
				return at;
			at++;
			continue;
		}
		looks += ahead.n;
		found = memmem(ahead.p, ahead.n, run.p, run.n);
		if (found)
			at += (size_t)(found - ahead.p);
		else if (i++ == offset)
			return at;
	}
	return at < raw.n ? at : 0;
}

struct pos cut_place(const struct cut *cut, size_t offset)
{
	struct str text = cut->text.text;
	struct pos pos = cut->text.pos, in;

	if (!cut->raw.n)
		return format_place(&cut->text, text_pos(text, offset));
	in = text_pos(cut->raw, raw_offset(cut->raw, text, offset));
	if (in.line > 1)
		return (struct pos){ pos.line + in.line - 1, in.column };
	return (struct pos){ pos.line, pos.column + in.column - 1 };
}

struct file *build_cut(struct build *p, const void *key, struct file *in,
		       const struct format_text *text, struct str raw,
		       struct str at)
{
	struct builder *b = p->b;
	const struct str address = { (const char *)&key, sizeof(key) };
	struct file *f = map_get(&b->cuts, address);
	const void **kept;
	struct cut *cut;

	if (f)
		return f;
	kept = arena_alloc(b->a, sizeof(key));
	*kept = key;
	cut = arena_zero(b->a, 1, sizeof(*cut));
	*cut = (struct cut){ *text, in->bytes, raw };
	f = arena_zero(b->a, 1, sizeof(*f));
	f->path = in->path;
	f->in = in;
	f->cut = cut;
	f->at = at;
	f->bytes = text->text;
	f->lines.text = in->bytes;
	store_id_of(&f->id, f->bytes.p, f->bytes.n);
	*map_put(&b->cuts, (struct str){ (const char *)kept, sizeof(key) }) = f;
	return f;
}

/* What the code said of a part, kept for the prompts that name it again. */
struct part {
	bool bad;
	struct code_error why;
	struct code_literal literal;
	struct format_text text;
};

static bool read_part(struct build *p, const struct message_entry *entry,
		      struct file *in, struct part *out)
{
	const struct code_language *language = code_by_path(in->path);
	size_t steps = 0;

	if (!in->code)
		in->code = code_source(p->b->a, language, in->bytes);
	if (entry->match.n) {
		out->bad = code_source_match(in->code, entry->match,
					     &out->literal, &steps,
					     &out->why) < 0;
	} else if (!language) {
		out->bad = true;
		(void)snprintf(out->why.text, sizeof(out->why.text),
			       "the ending of the file is of no programming "
			       "language that is read");
	} else {
		out->bad = code_source_symbol(in->code, entry->symbol,
					      &out->literal, &steps,
					      &out->why) < 0;
	}
	out->text = (struct format_text){ .text = out->literal.text,
					  .path = in->path,
					  .pos = out->literal.pos,
					  .point = true };
	return build_work(p, 1 + steps / CODE_STEPS);
}

static void report_part(struct build *p, const struct message_entry *entry,
			struct file *in, const struct part *part)
{
	struct str what = entry->match.n ? entry->match : entry->symbol;
	struct trouble t = {
		.rule = RULE_SOURCE_MISSING,
		.at = build_named(p, entry->part_pos),
		.message = str_fmt(p->b->a, "%.*s: %s",
				   STR_ARG(text_shorten(in->path, 200)),
				   part->why.text),
		.help = str_fmt(p->b->a,
				"promptpin inspect %.*s lists the texts that "
				"it has",
				STR_ARG(text_shorten(in->path, 200))),
		.key = what,
	};

	build_report(p, &t);
}

struct file *build_code(struct build *p, const struct message_entry *entry,
			struct file *in, struct text_use *use)
{
	struct str key = str_fmt(
		p->b->a, "%s%.*s%c%.*s", entry->match.n ? "match " : "symbol ",
		STR_ARG(in->path), '\0',
		STR_ARG(entry->match.n ? entry->match : entry->symbol));
	struct part *part = map_get(&p->b->parts, key);

	if (!part) {
		part = arena_zero(p->b->a, 1, sizeof(*part));
		if (!read_part(p, entry, in, part))
			return NULL;
		*map_put(&p->b->parts, key) = part;
	}
	if (part->bad) {
		report_part(p, entry, in, part);
		return NULL;
	}
	if (!use->language) {
		use->language = language_find(str_of(part->literal.syntax));
		use->options = part->literal.options;
		use->option_count = part->literal.option_count;
	}
	return build_cut(
		p, part, in, &part->text,
		str_cut(in->bytes, part->literal.from, part->literal.to),
		entry->match.n	       ? entry->match :
		part->literal.symbol.n ? part->literal.symbol :
					 entry->symbol);
}

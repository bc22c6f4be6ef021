/*
 * Semantic Kernel's own template language: `{{$name}}`, `{{'value'}}`,
 * `{{plugin.function $x 'value' name=$y}}`.
 *
 * A function is code of the application, which nothing can be said about: it
 * is told as opaque. What a value that is passed to one passes through is the
 * function. What a block yields is HTML-encoded by default, so that it cannot
 * pose as a `<message>`; that the configuration may switch it off
 * (allow_dangerously_set_content) is the file format's to know.
 *
 * Its text has no normal form of its own (rule set 1): a block stands as it
 * is written, white space included.
 */
#include "template/semantic_kernel.h"

#include "base/arena.h"
#include "template/draft.h"
#include "template/language.h"

struct reader {
	struct draft draft;
	struct template_error *why;
	struct template_opaque *opaque;
	size_t opaque_count, opaque_room;
	size_t text; /* where the text segment that is open begins */
};

static void add_opaque(struct reader *r, struct pos pos, struct str text)
{
	r->opaque = arena_grow(r->draft.out, r->opaque, r->opaque_count,
			       &r->opaque_room, sizeof(*r->opaque));
	r->opaque[r->opaque_count++] = (struct template_opaque){ pos, text };
}

static void add_use(struct reader *r, struct str name, struct str through)
{
	struct draft *d = &r->draft;
	struct draft_use *use = draft_use(d, (size_t)(name.p - d->text.p) - 1);

	use->root = name;
	use->use.path = draft_path(d, STR_EMPTY, "", name);
	use->use.through = through;
	use->use.output = true;
	use->use.escaped = true;
}

static int read_code(struct reader *r, const struct sk_block *b)
{
	struct draft *d = &r->draft;
	struct sk_code c = sk_code_in(d->text, b->code_from, b->code_to);
	struct pos pos =
		draft_segment(d, SEGMENT_EXPRESSION, b->from, b->to)->pos;
	struct str through = STR_EMPTY;
	struct sk_token t;

	while (sk_token_next(&c, &t)) {
		if (t.kind == SK_FUNCTION) {
			through = t.name;
			add_opaque(r, pos, t.name);
		}
		if (t.variable.n)
			add_use(r, t.variable, through);
	}
	if (c.wrong)
		return template_fail(r->why, text_pos(d->text, c.wrong_at),
				     "%s", c.wrong);
	return 0;
}

static void end_text(struct reader *r, size_t to)
{
	if (to > r->text)
		(void)draft_segment(&r->draft, SEGMENT_TEXT, r->text, to);
}

static int read_blocks(struct reader *r)
{
	struct sk_scan s = { .text = r->draft.text };
	struct sk_block b;

	while (sk_next(&s, &b)) {
		if (!b.code)
			continue;
		end_text(r, b.from);
		if (read_code(r, &b) < 0)
			return -1;
		r->text = b.to;
	}
	end_text(r, r->draft.text.n);
	return 0;
}

static const struct option_spec no_options[] = { { NULL, OPTION_BOOL, NULL } };

static int read_semantic_kernel(struct arena *a, struct str text,
				const struct template_option *options,
				size_t count, struct template *out,
				struct template_error *why)
{
	struct arena scratch = { 0 };
	struct reader r = { .draft = draft_in(a, &scratch, text), .why = why };
	int rc = draft_check_options("semantic-kernel", no_options, options,
				     count, why);

	if (rc == 0)
		rc = read_blocks(&r);
	if (rc == 0) {
		draft_finish(&r.draft, out);
		out->opaque = r.opaque;
		out->opaque_count = r.opaque_count;
	}
	arena_free(&scratch);
	return rc;
}

static const char *const no_suffixes[] = { NULL };

const struct language language_semantic_kernel = {
	.name = "semantic-kernel",
	.suffixes = no_suffixes,
	.options = no_options,
	.read = read_semantic_kernel,
};

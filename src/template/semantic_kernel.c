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

#include "template/draft.h"
#include "template/language.h"

static int read_code(struct draft *d, const struct sk_block *b)
{
	struct sk_code c = sk_code_in(d->text, b->code_from, b->code_to);
	struct pos pos = draft_tag(d, SEGMENT_EXPRESSION, b->from, b->to)->pos;
	struct str through = STR_EMPTY;
	struct sk_token t;

	while (sk_token_next(&c, &t)) {
		const struct str name = t.variable;

		if (t.kind == SK_FUNCTION) {
			through = t.name;
			draft_opaque(d, pos, t.name);
		}
		if (name.n)
			draft_output(d, (size_t)(name.p - d->text.p) - 1, name,
				     name, through)
				->use.escaped = true;
	}
	return c.wrong ? draft_refuse(d, c.wrong_at, c.wrong) : 0;
}

static int read_blocks(struct draft *d)
{
	struct sk_scan s = { .text = d->text };
	struct sk_block b;

	while (sk_next(&s, &b))
		if (b.code && read_code(d, &b) < 0)
			return -1;
	draft_text(d, d->text.n);
	return 0;
}

const struct language language_semantic_kernel = {
	.name = "semantic-kernel",
	.suffixes = language_no_suffixes,
	.options = language_no_options,
	.fill = read_blocks,
};

#include "template/language.h"

#include "base/arena.h"

/* Text is what the model reads: one segment, nothing in it means anything. */
static int read_text(struct arena *a, struct str text,
		     const struct template_option *options, size_t option_count,
		     struct template *out, struct template_error *why)
{
	struct template t = { 0 };
	struct segment *s;

	if (option_count > 0)
		return template_fail(why, (struct pos){ 0, 0 },
				     "text has no option \"%.*s\"",
				     STR_ARG(options[0].name));
	if (text.n > 0) {
		s = arena_zero(a, 1, sizeof(*s));
		s->kind = SEGMENT_TEXT;
		s->raw = s->canonical = text;
		s->pos = (struct pos){ 1, 1 };
		t.segments = s;
		t.segment_count = 1;
	}
	*out = t;
	return 0;
}

static const char *const suffixes[] = { ".txt", ".md", NULL };

const struct language language_text = {
	.name = "text",
	.suffixes = suffixes,
	.options = language_no_options,
	.read = read_text,
};

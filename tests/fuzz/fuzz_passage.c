/* What variables pass through: the text is a Jinja2 template. Its first line
 * is an id for the table of models as well. */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "compat/model.h"
#include "compat/passage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void tags(struct arena *a, const struct template *t)
{
	struct passages p = { .arena = a, .left = PASSAGE_STEPS };

	for (size_t i = 0; i < t->segment_count; i++)
		passage_tag(&p, &t->segments[i]);
	for (size_t i = 0; i < p.count; i++) {
		const struct passage *one = &p.items[i];

		assert(one->name.n > 0 && one->path.n >= one->name.n);
		assert(str_eq(str_cut(one->path, 0, one->name.n), one->name));
		assert(one->path.n <= 2 * PASSAGE_TEXT + one->name.n);
		assert(one->through.n <= 2 * PASSAGE_TEXT);
		assert(one->has_default || one->fallback.n == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };
	struct arena a = { 0 };
	struct model_known known;
	struct template_error why;
	struct template t;

	model_know(&a, STR_EMPTY, str_cut(text, 0, str_find(text, '\n', 0)),
		   &known);
	assert(known.family.n <= MODEL_ID_MAX + 64);
	if (template_read(&a, language_find(STR("jinja2")), text, NULL, 0, &t,
			  &why) == 0)
		tags(&a, &t);
	arena_free(&a);
	return 0;
}

/* String literals of source code; the first byte says in which language. */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "code/code.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_template(struct arena *a, const struct code_literal *l)
{
	const struct language *language = language_find(str_of(l->syntax));
	struct template t;
	struct template_error why;

	assert(language);
	/* Whatever else a text may be, it has its expressions. */
	if (template_read(a, language, l->text, l->options, l->option_count, &t,
			  &why) == 0 &&
	    strcmp(l->syntax, "python-format") != 0 &&
	    strcmp(l->syntax, "text") != 0)
		assert(t.use_count + t.opaque_count > 0);
}

static void check(struct arena *a, const struct code_language *language,
		  struct str bytes)
{
	struct code_literals all;
	struct code_literal found;
	struct code_error why;
	size_t last = 0;

	if (code_literals(a, language, bytes, &all, &why) < 0) {
		assert(why.text[0]);
		return;
	}
	for (size_t i = 0; i < all.count; i++) {
		const struct code_literal *l = &all.items[i];

		assert(last <= l->from && l->from <= l->to && l->to <= bytes.n);
		assert(text_utf8_bad(l->text) == l->text.n);
		assert(text_utf8_bad(l->symbol) == l->symbol.n);
		assert(!l->undecided || l->text.n == 0);
		last = l->from;
		check_template(a, l);
		if (i < 3 && l->symbol.n)
			(void)code_symbol(a, language, bytes, l->symbol, &found,
					  &why);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	size_t count = 0;

	if (size == 0)
		return 0;
	while (code_all()[count])
		count++;
	check(&a, code_all()[data[0] % count],
	      (struct str){ (const char *)data + 1, size - 1 });
	arena_free(&a);
	return 0;
}

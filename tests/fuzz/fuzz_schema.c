/*
 * JSON Schema: the first line is the schema, the rest the value. Whatever they
 * are, compiling and validating end; asking why changes no answer, nor does
 * the spelling of the value.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "schema/model.h"
#include "syntax/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STEPS = 20000 };

static enum schema_verdict verdict(struct arena *a,
				   const struct schema_set *set,
				   const struct node *value,
				   struct schema_errors *errors)
{
	size_t steps = STEPS;

	return schema_validate_by(a, set, set->root, value, &steps, errors);
}

static void validate(struct arena *a, const struct schema_set *set,
		     const struct node *value)
{
	struct schema_errors errors = schema_errors_in(a);
	enum schema_verdict quiet = verdict(a, set, value, NULL);
	enum schema_verdict loud = verdict(a, set, value, &errors);
	enum schema_verdict again;
	struct buf b = buf_in(a);
	struct syntax_error why;
	struct node other;

	assert(quiet == loud);
	assert((errors.count > 0) == (loud == SCHEMA_INVALID));
	json_canonical(&b, value, JSON_KEPT);
	if (json_read(a, buf_str(&b), &other, &why) < 0)
		return;
	again = verdict(a, set, &other, NULL);
	assert(again == quiet || again == SCHEMA_UNDECIDED ||
	       quiet == SCHEMA_UNDECIDED);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };
	size_t line = str_find(text, '\n', 0);
	struct arena a = { 0 };
	struct schema_options options = {
		.dialect = size % (SCHEMA_OAS_31 + 1),
		.assert_format = true,
	};
	struct schema_errors errors = schema_errors_in(&a);
	struct schema_set *set;
	struct syntax_error why;
	struct node schema, value;

	if (json_read(&a, str_cut(text, 0, line), &schema, &why) == 0) {
		set = schema_compile(&a, &schema, &options, &errors);
		assert(!set == (errors.count > 0));
		for (size_t i = 0; set && i < set->count; i++)
			assert(set->all[i]->id == i);
		if (set && json_read(&a, str_cut(text, line + 1, size), &value,
				     &why) == 0)
			validate(&a, set, &value);
	}
	arena_free(&a);
	return 0;
}

/*
 * Two schemas, one a line; a third line is a value. Whatever the verdict, a
 * witness and the value have to bear it out.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "schema/include.h"
#include "syntax/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct schema_set *compile(struct arena *a, struct str text,
					enum schema_dialect dialect)
{
	struct schema_options options = { .dialect = dialect,
					  .assert_format = true,
					  .uri = STR_EMPTY };
	struct schema_errors errors = schema_errors_in(a);
	struct node *node = arena_zero(a, 1, sizeof(*node));
	struct syntax_error why;

	if (json_read(a, text, node, &why) < 0)
		return NULL;
	return schema_compile(a, node, &options, &errors);
}

static void expect(bool fact)
{
	if (!fact)
		abort();
}

static void compare(struct arena *a, const struct schema_set *x,
		    const struct schema_set *y, const struct node *value,
		    enum include_direction direction,
		    enum include_readers readers)
{
	struct include_options options = include_options(direction, readers);
	struct inclusion r;
	bool input = direction == INCLUDE_INPUT;
	const struct schema_set *small = input ? x : y;
	const struct schema_set *large = input ? y : x;

	options.steps = 5000;
	schema_compare(a, x, y, &options, &r);
	expect((r.verdict == INCLUSION_HOLDS) == (r.count == 0));
	if (r.witness) {
		expect(r.verdict == INCLUSION_FAILS);
		expect(schema_validate(a, small, r.witness, NULL) ==
		       SCHEMA_VALID);
		expect(schema_validate(a, large, r.witness, NULL) ==
		       SCHEMA_INVALID);
	}
	if (value && readers == INCLUDE_STRICT && r.verdict == INCLUSION_HOLDS)
		expect(schema_validate(a, small, value, NULL) != SCHEMA_VALID ||
		       schema_validate(a, large, value, NULL) !=
			       SCHEMA_INVALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str all = { (const char *)data, size };
	struct arena a = { 0 };
	size_t one = str_find(all, '\n', 0);
	size_t two = one < size ? str_find(all, '\n', one + 1) : size;
	const struct schema_set *x, *y;
	struct node value;
	struct syntax_error why;
	bool has;

	if (size > 4096)
		return 0;
	has = two < size &&
	      json_read(&a, str_cut(all, two + 1, size), &value, &why) == 0;
	x = compile(&a, str_cut(all, 0, one), SCHEMA_2020_12);
	y = x && one < size ?
		    compile(&a, str_cut(all, one + 1, two), SCHEMA_2020_12) :
		    NULL;
	if (x && y) {
		compare(&a, x, y, has ? &value : NULL, INCLUDE_INPUT,
			INCLUDE_STRICT);
		compare(&a, x, y, has ? &value : NULL, INCLUDE_OUTPUT,
			INCLUDE_DECLARED);
		compare(&a, x, x, NULL, INCLUDE_INPUT, INCLUDE_STRICT);
	}
	arena_free(&a);
	return 0;
}

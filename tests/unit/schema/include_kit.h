/*
 * include_kit.h - schemas from text, and comparing them: for the tests of
 * inclusion.
 */
#ifndef PP_TESTS_INCLUDE_KIT_H
#define PP_TESTS_INCLUDE_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "schema/include.h"
#include "schema/model.h"
#include "syntax/json.h"

static inline struct node kit_node(struct arena *a, struct str text)
{
	struct node node = { 0 };
	struct syntax_error why = { 0 };

	if (json_read(a, text, &node, &why) < 0)
		fail_msg("%.*s: %s", STR_ARG(text), why.text);
	return node;
}

static inline struct str kit_text(struct arena *a, const struct node *node)
{
	struct buf b = buf_in(a);

	if (!node)
		return STR("none");
	json_compact(&b, node);
	return buf_str(&b);
}

/* NULL if it is no schema. */
static inline struct schema_set *kit_compile(struct arena *a,
					     const struct node *node,
					     enum schema_dialect dialect,
					     bool formats)
{
	struct schema_options options = { .dialect = dialect,
					  .assert_format = formats,
					  .uri = STR_EMPTY };
	struct schema_errors errors = schema_errors_in(a);

	return schema_compile(a, node, &options, &errors);
}

static inline struct schema_set *kit_set(struct arena *a, struct str text)
{
	struct node *node = arena_alloc(a, sizeof(*node));
	struct schema_set *set;

	*node = kit_node(a, text);
	set = kit_compile(a, node, SCHEMA_UNSAID, false);
	if (!set)
		fail_msg("no schema: %.*s", STR_ARG(text));
	return set;
}

/* A witness must be what it is said to be, and a verdict must be founded. */
static inline void kit_sound(struct arena *a, const struct schema_set *small,
			     const struct schema_set *large,
			     const struct inclusion *r)
{
	if (r->verdict == INCLUSION_HOLDS) {
		assert_int_equal(r->count, 0);
		assert_null(r->witness);
		return;
	}
	assert_true(r->count > 0);
	if (!r->witness)
		return;
	assert_int_equal(r->verdict, INCLUSION_FAILS);
	assert_int_equal(schema_validate(a, small, r->witness, NULL),
			 SCHEMA_VALID);
	assert_int_equal(schema_validate(a, large, r->witness, NULL),
			 SCHEMA_INVALID);
}

static inline const char *kit_word(enum inclusion_verdict verdict)
{
	return verdict == INCLUSION_HOLDS ? "holds" :
	       verdict == INCLUSION_FAILS ? "fails" :
					    "undecided";
}

/* "rule pointer; rule pointer": the places in the values. */
static inline struct str kit_rules(struct arena *a, const struct inclusion *r)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < r->count; i++)
		buf_addf(&b, "%s%s %.*s", i ? "; " : "", r->items[i].rule,
			 STR_ARG(r->items[i].instance));
	return buf_str(&b);
}

#endif

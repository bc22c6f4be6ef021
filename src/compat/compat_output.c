/*
 * Output: what the model answers. The new prompt must bring nothing that the
 * old one did not promise; who reads it may meet members it does not know.
 */
#include "compat/compare.h"

#include "base/arena.h"
#include "compat/contract.h"
#include "compat/schema_place.h"

static const enum change_kind kinds[DELTA_COUNT] = {
	[DELTA_ADDED] = CHANGE_OUTPUT_PROPERTY_ADDED,
	[DELTA_REMOVED] = CHANGE_OUTPUT_PROPERTY_REMOVED,
	[DELTA_NOW_REQUIRED] = CHANGE_OUTPUT_NARROWED,
	[DELTA_NOW_OPTIONAL] = CHANGE_OUTPUT_BECAME_OPTIONAL,
	[DELTA_TYPE_CHANGED] = CHANGE_OUTPUT_TYPE_CHANGED,
	[DELTA_TYPE_WIDENED] = CHANGE_OUTPUT_TYPE_WIDENED,
	[DELTA_NULL_ADDED] = CHANGE_OUTPUT_BECAME_NULLABLE,
	[DELTA_TYPE_NARROWED] = CHANGE_OUTPUT_NARROWED,
	[DELTA_VALUE_ADDED] = CHANGE_OUTPUT_ENUM_VALUE_ADDED,
	[DELTA_VALUE_REMOVED] = CHANGE_OUTPUT_NARROWED,
	[DELTA_ENUM_ADDED] = CHANGE_OUTPUT_NARROWED,
	[DELTA_ENUM_DROPPED] = CHANGE_OUTPUT_CONSTRAINT_RELAXED,
	[DELTA_BRANCH_ADDED] = CHANGE_OUTPUT_UNION_BRANCH_ADDED,
	[DELTA_RELAXED] = CHANGE_OUTPUT_CONSTRAINT_RELAXED,
	[DELTA_TIGHTENED] = CHANGE_OUTPUT_NARROWED,
	[DELTA_OPENED] = CHANGE_OUTPUT_CONSTRAINT_RELAXED,
	[DELTA_CLOSED] = CHANGE_OUTPUT_NARROWED,
	[DELTA_DEFAULT_CHANGED] = CHANGE_MESSAGE_TEXT_CHANGED,
	[DELTA_DEFAULT_REMOVED] = CHANGE_OUTPUT_NARROWED,
	[DELTA_TEXT] = CHANGE_MESSAGE_TEXT_CHANGED,
	[DELTA_ORDER] = CHANGE_OUTPUT_PROPERTY_ORDER_CHANGED,
	[DELTA_SAME] = CHANGE_MESSAGE_TEXT_CHANGED,
	[DELTA_UNDECIDED] = CHANGE_OUTPUT_CONSTRAINT_RELAXED,
};

/* What could be missing before may be missing for ever. */
static enum change_kind kind_of(const struct delta *d, enum change_kind kind,
				enum bump *most)
{
	if (d->kind == DELTA_REMOVED && d->optional)
		*most = BUMP_MINOR;
	return kind;
}

static bool always(enum change_kind kind)
{
	return kind == CHANGE_OUTPUT_PROPERTY_REMOVED;
}

static void add_alike(struct compare *c, struct str where, enum alike alike,
		      const char *what)
{
	struct arena *a = c->arena;

	if (alike == ALIKE_NOT)
		compare_add_unproven(c, CHANGE_OUTPUT_CONSTRAINT_RELAXED, where,
				     str_fmt(a,
					     "%s changed, not proven to be "
					     "compatible",
					     what));
	if (alike == ALIKE_TEXTS || alike == ALIKE_BOTH)
		compare_add(c, CHANGE_MESSAGE_TEXT_CHANGED, where,
			    str_fmt(a, "%s is described in other words", what));
	if (alike == ALIKE_ORDER || alike == ALIKE_BOTH)
		compare_add(c, CHANGE_OUTPUT_PROPERTY_ORDER_CHANGED, where,
			    str_fmt(a, "%s has its members in another order",
				    what));
}

static int schemas(struct compare *c, const struct store_output *from,
		   const struct store_output *to, size_t start)
{
	struct schema_place x, y;
	struct node one, two;
	struct contract k = {
		.name = "output",
		.from = { NULL, STR_EMPTY, from->parts, from->part_count },
		.to = { NULL, STR_EMPTY, to->parts, to->part_count },
		.direction = CONTRACT_OUT
	};
	const struct contract_terms terms = {
		.kinds = kinds,
		.compatible = CHANGE_OUTPUT_NARROWED,
		.broken = CHANGE_OUTPUT_CONSTRAINT_RELAXED,
		.where = STR("output"),
		.subject = STR("output: "),
		.noun = "property",
		.from = &from->schema,
		.to = &to->schema,
		.kind = kind_of,
		.always = always,
	};
	bool told = c->count > start;
	int rc = compare_json(c, c->from, &from->schema, "output", &one);

	if (rc == 0)
		rc = compare_json(c, c->to, &to->schema, "output", &two);
	if (rc < 0)
		return rc;
	schema_place_output(c->arena, &one, from->wrapped, &x);
	schema_place_output(c->arena, &two, to->wrapped, &y);
	if (x.strict && !y.strict)
		compare_add(c, CHANGE_OUTPUT_CONSTRAINT_RELAXED, STR("output"),
			    STR("the provider does not enforce the schema any "
				"more (strict)"));
	if (!x.strict && y.strict)
		compare_add(c, CHANGE_OUTPUT_NARROWED, STR("output"),
			    STR("the provider enforces the schema (strict)"));
	/* Another format has another shape around it, and has been told of. */
	if (!told)
		add_alike(c, STR("output"), schema_alike(&x.around, &y.around),
			  "what the schema is wrapped in");
	for (size_t i = start; i < c->count; i++) {
		c->items[i].from = &from->schema;
		c->items[i].to = &to->schema;
	}
	k.from.schema = x.schema.kind == NODE_NULL ? NULL : &x.schema;
	k.to.schema = y.schema.kind == NODE_NULL ? NULL : &y.schema;
	k.from.at = x.at;
	k.to.at = y.at;
	/* With another format a schema that is gone has been told of. */
	if ((k.from.schema && k.to.schema) || c->count == start)
		rc = contract_changes(c, &k, &terms);
	if (rc == 0 && c->count == start && from->wrapped == to->wrapped)
		add_alike(c, STR("output"), schema_alike(&one, &two),
			  "the output");
	return rc;
}

int compat_output(struct compare *c)
{
	const struct store_output *x = c->from->effective->output;
	const struct store_output *y = c->to->effective->output;
	size_t start = c->count;
	struct change *change;

	if (!x && !y)
		return 0;
	if (x && !y) {
		compare_add(c, CHANGE_OUTPUT_SCHEMA_REMOVED, STR("output"),
			    STR("the output has no schema any more"))
			->from = &x->schema;
		return 0;
	}
	if (!x) {
		compare_add(c, CHANGE_OUTPUT_NARROWED, STR("output"),
			    STR("the output has a schema now"))
			->to = &y->schema;
		return 0;
	}
	if (!str_eq(str_of(x->format), str_of(y->format))) {
		change = compare_add(c, CHANGE_OUTPUT_FORMAT_CHANGED,
				     STR("output"),
				     STR("the output has another format"));
		change->before = compare_show(c->arena, str_of(x->format));
		change->after = compare_show(c->arena, str_of(y->format));
	} else if (x->wrapped != y->wrapped) {
		compare_add(
			c, CHANGE_OUTPUT_FORMAT_CHANGED, STR("output"),
			str_of(x->wrapped ?
				       "the schema is not wrapped any more" :
				       "the schema is wrapped now"));
	}
	return schemas(c, x, y, start);
}

/* The ways in which a schema may fail. */
#include "schema/include_solve.h"

#include "base/arena.h"

struct ways {
	struct solver *s;
	struct literal of;
	unsigned types; /* that values may have */
	const struct option *first;
};

static struct literal child(const struct ways *w, const struct schema *schema,
			    enum literal_sign sign)
{
	unsigned char mode = 0;

	/* Where the sign turns, a schema is read as it is written. */
	if (sign == SIGN_FAILS)
		mode = w->of.mode & MODE_OPEN;
	return (struct literal){ schema, w->of.side, (unsigned char)sign,
				 mode };
}

static struct option *way(struct ways *w, unsigned types,
			  enum difference_kind kind)
{
	struct option *o = arena_zero(w->s->arena, 1, sizeof(*o));

	o->types = types;
	o->kind = kind;
	o->next = w->first;
	w->first = o;
	return o;
}

static void add_fact(struct ways *w, struct option *o, struct fact f)
{
	o->facts = fact_push(w->s, o->facts, f);
}

static void add_literal(struct ways *w, struct option *o, struct literal l)
{
	struct literal *items = arena_alloc(w->s->arena,
					    (o->count + 1) * sizeof(*items));

	for (size_t i = 0; i < o->count; i++)
		items[i] = o->literals[i];
	items[o->count++] = l;
	o->literals = items;
}

static void fail_value(struct ways *w)
{
	const struct schema *x = w->of.schema;

	if (x->types != TYPE_ANY)
		(void)way(w, TYPE_ANY & ~x->types, DIFFERENCE_TYPE);
	if (x->enums) {
		struct option *o = way(w, TYPE_ANY, DIFFERENCE_ENUM);

		add_fact(w, o,
			 (struct fact){ .kind = FACT_NOT_VALUES,
					.of = w->of,
					.values = x->enums->items,
					.value_count = x->enums->count });
	}
	if (x->constant) {
		struct option *o = way(w, TYPE_ANY, DIFFERENCE_ENUM);

		add_fact(w, o,
			 (struct fact){ .kind = FACT_NOT_VALUES,
					.of = w->of,
					.values = x->constant,
					.value_count = 1 });
	}
}

static void fail_number(struct ways *w)
{
	const struct schema *x = w->of.schema;

	if (x->lower.set)
		add_fact(w, way(w, TYPE_NUMBER, DIFFERENCE_MINIMUM),
			 (struct fact){ .kind = FACT_UPPER,
					.of = w->of,
					.number = &x->lower.value,
					.exclusive = !x->lower.exclusive });
	if (x->upper.set)
		add_fact(w, way(w, TYPE_NUMBER, DIFFERENCE_MAXIMUM),
			 (struct fact){ .kind = FACT_LOWER,
					.of = w->of,
					.number = &x->upper.value,
					.exclusive = !x->upper.exclusive });
	if (!decimal_is_zero(&x->multiple_of))
		add_fact(w, way(w, TYPE_NUMBER, DIFFERENCE_MULTIPLE_OF),
			 (struct fact){ .kind = FACT_NOT_MULTIPLE,
					.of = w->of,
					.number = &x->multiple_of });
}

static void fail_string(struct ways *w)
{
	const struct schema *x = w->of.schema;

	if (x->min_length)
		add_fact(w, way(w, TYPE_STRING, DIFFERENCE_MIN_LENGTH),
			 (struct fact){ .kind = FACT_MAX_LENGTH,
					.of = w->of,
					.count = x->min_length - 1 });
	if (x->max_length != SCHEMA_NO_LIMIT)
		add_fact(w, way(w, TYPE_STRING, DIFFERENCE_MAX_LENGTH),
			 (struct fact){ .kind = FACT_MIN_LENGTH,
					.of = w->of,
					.count = x->max_length + 1 });
	if (x->has_pattern)
		add_fact(w, way(w, TYPE_STRING, DIFFERENCE_PATTERN),
			 (struct fact){ .kind = FACT_NOT_PATTERN,
					.of = w->of,
					.pattern = &x->pattern });
	if (x->format.n && x->assert_format)
		add_fact(w, way(w, TYPE_STRING, DIFFERENCE_FORMAT),
			 (struct fact){ .kind = FACT_NOT_FORMAT,
					.of = w->of,
					.name = x->format });
}

static void fail_items(struct ways *w)
{
	const struct schema *x = w->of.schema;

	for (size_t i = 0; i < x->prefix_items.count; i++) {
		struct option *o;

		if (x->prefix_items.items[i]->kind == SCHEMA_TRUE)
			continue;
		o = way(w, TYPE_ARRAY, DIFFERENCE_TUPLE);
		o->child = x->prefix_items.items[i];
		o->index = i;
		add_fact(w, o,
			 (struct fact){ .kind = FACT_THIS_ITEM,
					.of = child(w, o->child, SIGN_FAILS),
					.count = i });
	}
	if (x->items && x->items->kind != SCHEMA_TRUE) {
		struct option *o = way(w, TYPE_ARRAY, DIFFERENCE_ITEMS);

		o->child = x->items;
		o->index = x->prefix_items.count;
		add_fact(w, o,
			 (struct fact){ .kind = FACT_SOME_ITEM,
					.of = child(w, x->items, SIGN_FAILS),
					.count = x->prefix_items.count });
	}
}

static void fail_array(struct ways *w)
{
	const struct schema *x = w->of.schema;

	if (x->min_items)
		add_fact(w, way(w, TYPE_ARRAY, DIFFERENCE_MIN_ITEMS),
			 (struct fact){ .kind = FACT_MAX_ITEMS,
					.of = w->of,
					.count = x->min_items - 1 });
	if (x->max_items != SCHEMA_NO_LIMIT)
		add_fact(w, way(w, TYPE_ARRAY, DIFFERENCE_MAX_ITEMS),
			 (struct fact){ .kind = FACT_MIN_ITEMS,
					.of = w->of,
					.count = x->max_items + 1 });
	if (x->unique_items)
		add_fact(w, way(w, TYPE_ARRAY, DIFFERENCE_UNIQUE_ITEMS),
			 (struct fact){ .kind = FACT_NOT_UNIQUE, .of = w->of });
	fail_items(w);
	if (x->contains && x->min_contains)
		add_fact(w, way(w, TYPE_ARRAY, DIFFERENCE_CONTAINS),
			 (struct fact){ .kind = FACT_MOST,
					.of = child(w, x->contains, SIGN_HOLDS),
					.count = x->min_contains - 1 });
	if (x->contains && x->max_contains != SCHEMA_NO_LIMIT)
		add_fact(w, way(w, TYPE_ARRAY, DIFFERENCE_CONTAINS),
			 (struct fact){ .kind = FACT_LEAST,
					.of = child(w, x->contains, SIGN_HOLDS),
					.count = x->max_contains + 1 });
	if (x->unevaluated_items) {
		struct option *o = way(w, TYPE_ARRAY, DIFFERENCE_UNEVALUATED);
		struct literal bare = child(w, x, SIGN_HOLDS);

		bare.mode |= MODE_BARE | MODE_SPLIT;
		add_literal(w, o, bare);
		add_fact(w, o,
			 (struct fact){ .kind = FACT_SOME_UNEVALUATED_ITEM,
					.of = child(w, x->unevaluated_items,
						    SIGN_FAILS),
					.parent = x });
	}
}

static void fail_properties(struct ways *w)
{
	const struct schema *x = w->of.schema;
	const struct schema *more = x->additional_properties;

	for (size_t i = 0; i < x->property_count; i++) {
		const struct schema_property *p = &x->properties[i];
		struct option *o;

		if (p->schema->kind == SCHEMA_TRUE)
			continue;
		o = way(w, TYPE_OBJECT, DIFFERENCE_PROPERTY_NEW);
		o->child = p->schema;
		o->name = p->name;
		add_fact(w, o,
			 (struct fact){ .kind = FACT_SOME_PROPERTY,
					.of = child(w, p->schema, SIGN_FAILS),
					.name = p->name });
	}
	for (size_t i = 0; i < x->pattern_property_count; i++) {
		const struct schema_pattern_property *p =
			&x->pattern_properties[i];
		struct option *o = way(w, TYPE_OBJECT,
				       DIFFERENCE_PATTERN_PROPERTY);

		o->child = p->schema;
		o->name = p->pattern.text;
		add_fact(w, o,
			 (struct fact){ .kind = FACT_SOME_PATTERN,
					.of = child(w, p->schema, SIGN_FAILS),
					.pattern = &p->pattern });
	}
	if (more && more->kind != SCHEMA_TRUE &&
	    !(more->kind == SCHEMA_FALSE && (w->of.mode & MODE_OPEN))) {
		struct option *o = way(w, TYPE_OBJECT, DIFFERENCE_ADDITIONAL);

		o->child = more;
		add_fact(w, o,
			 (struct fact){ .kind = FACT_SOME_ADDITIONAL,
					.of = child(w, more, SIGN_FAILS),
					.parent = x });
	}
}

static void fail_dependents(struct ways *w)
{
	const struct schema *x = w->of.schema;

	for (size_t i = 0; i < x->dependent_required_count; i++) {
		const struct schema_dependency *d = &x->dependent_required[i];

		for (size_t j = 0; j < d->count; j++) {
			struct option *o = way(w, TYPE_OBJECT,
					       DIFFERENCE_DEPENDENT);

			o->name = d->required[j];
			add_fact(w, o,
				 (struct fact){ .kind = FACT_HAS,
						.of = child(w, x, SIGN_FAILS),
						.name = d->name });
			add_fact(w, o,
				 (struct fact){ .kind = FACT_LACKS,
						.of = w->of,
						.name = d->required[j] });
		}
	}
	for (size_t i = 0; i < x->dependent_schema_count; i++) {
		const struct schema_property *p = &x->dependent_schemas[i];
		struct option *o = way(w, TYPE_OBJECT, DIFFERENCE_DEPENDENT);

		o->name = p->name;
		add_fact(w, o,
			 (struct fact){ .kind = FACT_HAS,
					.of = child(w, x, SIGN_FAILS),
					.name = p->name });
		add_literal(w, o, child(w, p->schema, SIGN_FAILS));
	}
}

static void fail_unevaluated(struct ways *w)
{
	const struct schema *x = w->of.schema;
	const struct schema *u = x->unevaluated_properties;
	struct literal bare = child(w, x, SIGN_HOLDS);
	struct option *o;

	if (!u || u->kind == SCHEMA_TRUE ||
	    (u->kind == SCHEMA_FALSE && (w->of.mode & MODE_OPEN)))
		return;
	o = way(w, TYPE_OBJECT, DIFFERENCE_UNEVALUATED);
	bare.mode |= MODE_BARE | MODE_SPLIT;
	add_literal(w, o, bare);
	add_fact(w, o,
		 (struct fact){ .kind = FACT_SOME_UNEVALUATED,
				.of = child(w, u, SIGN_FAILS),
				.parent = x });
}

static void fail_object(struct ways *w)
{
	const struct schema *x = w->of.schema;

	if (x->min_properties)
		add_fact(w, way(w, TYPE_OBJECT, DIFFERENCE_MIN_PROPERTIES),
			 (struct fact){ .kind = FACT_MAX_PROPERTIES,
					.of = w->of,
					.count = x->min_properties - 1 });
	if (x->max_properties != SCHEMA_NO_LIMIT)
		add_fact(w, way(w, TYPE_OBJECT, DIFFERENCE_MAX_PROPERTIES),
			 (struct fact){ .kind = FACT_MIN_PROPERTIES,
					.of = w->of,
					.count = x->max_properties + 1 });
	for (size_t i = 0; i < x->required_count; i++) {
		struct option *o = way(w, TYPE_OBJECT, DIFFERENCE_REQUIRED);

		o->name = x->required[i];
		o->index = i;
		add_fact(w, o,
			 (struct fact){ .kind = FACT_LACKS,
					.of = w->of,
					.name = x->required[i] });
	}
	fail_properties(w);
	if (x->property_names && x->property_names->kind != SCHEMA_TRUE) {
		struct option *o = way(w, TYPE_OBJECT,
				       DIFFERENCE_PROPERTY_NAMES);

		add_fact(w, o,
			 (struct fact){ .kind = FACT_SOME_NAME,
					.of = child(w, x->property_names,
						    SIGN_FAILS) });
	}
	fail_dependents(w);
	fail_unevaluated(w);
}

static void fail_one_of(struct ways *w)
{
	const struct schema_list *list = &w->of.schema->one_of;
	struct option *none = way(w, TYPE_ANY, DIFFERENCE_UNION);

	for (size_t i = 0; i < list->count; i++)
		add_literal(w, none, child(w, list->items[i], SIGN_FAILS));
	for (size_t i = 0; i < list->count; i++)
		for (size_t j = i + 1; j < list->count; j++) {
			struct option *o = way(w, TYPE_ANY, DIFFERENCE_ONE_OF);

			o->index = j;
			add_literal(w, o, child(w, list->items[i], SIGN_HOLDS));
			add_literal(w, o, child(w, list->items[j], SIGN_HOLDS));
		}
}

static void fail_in_place(struct ways *w)
{
	const struct schema *x = w->of.schema;

	if (x->ref) {
		struct option *o = way(w, TYPE_ANY, DIFFERENCE_SCHEMA);

		o->child = x->ref;
		add_literal(w, o, child(w, x->ref, SIGN_FAILS));
	}
	for (size_t i = 0; i < x->all_of.count; i++) {
		struct option *o = way(w, TYPE_ANY, DIFFERENCE_SCHEMA);

		o->child = x->all_of.items[i];
		o->index = i;
		add_literal(w, o, child(w, x->all_of.items[i], SIGN_FAILS));
	}
	if (x->dynamic.target)
		add_fact(w, way(w, TYPE_ANY, DIFFERENCE_SCHEMA),
			 (struct fact){ .kind = FACT_OPAQUE, .of = w->of });
	if (x->has_any_of) {
		struct option *o = way(w, TYPE_ANY, DIFFERENCE_UNION);

		for (size_t i = 0; i < x->any_of.count; i++)
			add_literal(w, o,
				    child(w, x->any_of.items[i], SIGN_FAILS));
	}
	if (x->has_one_of)
		fail_one_of(w);
	if (x->not_of)
		add_literal(w, way(w, TYPE_ANY, DIFFERENCE_NOT),
			    child(w, x->not_of, SIGN_HOLDS));
	if (x->if_of && x->then_of) {
		struct option *o = way(w, TYPE_ANY, DIFFERENCE_CONDITION);

		add_literal(w, o, child(w, x->if_of, SIGN_HOLDS));
		add_literal(w, o, child(w, x->then_of, SIGN_FAILS));
	}
	if (x->if_of && x->else_of) {
		struct option *o = way(w, TYPE_ANY, DIFFERENCE_CONDITION);

		add_literal(w, o, child(w, x->if_of, SIGN_FAILS));
		add_literal(w, o, child(w, x->else_of, SIGN_FAILS));
	}
}

const struct option *expand_fails(struct solver *s, struct literal literal,
				  unsigned types)
{
	struct ways w = { .s = s, .of = literal, .types = types };

	if (literal.schema->kind != SCHEMA_OBJECT)
		return NULL;
	fail_in_place(&w);
	if (types & TYPE_OBJECT)
		fail_object(&w);
	if (types & TYPE_ARRAY)
		fail_array(&w);
	if (types & TYPE_STRING)
		fail_string(&w);
	if (types & TYPE_NUMBER)
		fail_number(&w);
	fail_value(&w);
	return w.first;
}

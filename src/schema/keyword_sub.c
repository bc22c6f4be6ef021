/*
 * Keywords that hold subschemas.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "schema/compile.h"
#include "schema/dialect.h"

#include <stddef.h>

void keyword_schema(struct compile *c, struct schema *s, const struct member *m,
		    size_t at)
{
	struct schema **out = (struct schema **)(void *)((char *)s + at);

	*out = compile_member(c, s, m);
}

static struct schema *inner(struct compile *c, struct schema *s,
			    const struct member *m, size_t i)
{
	struct str token = str_fmt(c->arena, "%zu", i);

	return compile_inner(c, s, m, token, &m->value.items[i]);
}

static struct schema_list list_of(struct compile *c, struct schema *s,
				  const struct member *m)
{
	struct schema_list list = { NULL, 0 };

	list.items = arena_zero(c->arena, m->value.count, sizeof(*list.items));
	for (size_t i = 0; i < m->value.count && !c->full; i++)
		list.items[list.count++] = inner(c, s, m, i);
	return list;
}

void keyword_list(struct compile *c, struct schema *s, const struct member *m,
		  size_t at)
{
	struct schema_list *out = (struct schema_list *)(void *)((char *)s +
								 at);

	if (!keyword_is(c, s, m, NODE_ARRAY))
		return;
	if (m->value.count == 0)
		compile_error(c, SCHEMA_WRONG, (struct spot){ s, m },
			      "\"%.*s\" has no schema in it", STR_ARG(m->name));
	*out = list_of(c, s, m);
	if (at == offsetof(struct schema, any_of))
		s->has_any_of = true;
	if (at == offsetof(struct schema, one_of))
		s->has_one_of = true;
}

/* items, and what additionalItems is to it. */
void keyword_items(struct compile *c, struct schema *s, const struct member *m,
		   size_t at)
{
	const struct member *rest;

	(void)at;
	if (m->value.kind != NODE_ARRAY) {
		s->items = compile_member(c, s, m);
		return;
	}
	if (!dialect_is(s->dialect, SINCE_04 & ~SINCE_20)) {
		compile_error(c, SCHEMA_WRONG, (struct spot){ s, m },
			      "\"items\" is one schema in %s%s",
			      schema_dialect_name(s->dialect),
			      s->dialect == SCHEMA_OAS_30 ?
				      "" :
				      "; a list of them is \"prefixItems\"");
		return;
	}
	s->prefix_items = list_of(c, s, m);
	rest = node_member(s->node, STR("additionalItems"));
	if (rest)
		s->items = compile_member(c, s, rest);
}

/* ---- members by name ---------------------------------------------------- */

void keyword_definitions(struct compile *c, struct schema *s,
			 const struct member *m, size_t at)
{
	(void)at;
	if (!keyword_is(c, s, m, NODE_OBJECT))
		return;
	for (size_t i = 0; i < m->value.count && !c->full; i++)
		(void)compile_inner(c, s, m, m->value.members[i].name,
				    &m->value.members[i].value);
}

static struct schema_property *members(struct compile *c, struct schema *s,
				       const struct member *m, size_t *count)
{
	struct schema_property *list = arena_zero(c->arena, m->value.count,
						  sizeof(*list));

	for (size_t i = 0; i < m->value.count && !c->full; i++) {
		const struct member *one = &m->value.members[i];

		list[i].name = one->name;
		list[i].schema = compile_inner(c, s, m, one->name, &one->value);
		*count = i + 1;
	}
	return list;
}

void keyword_properties(struct compile *c, struct schema *s,
			const struct member *m, size_t at)
{
	(void)at;
	if (!keyword_is(c, s, m, NODE_OBJECT))
		return;
	s->properties = members(c, s, m, &s->property_count);
	for (size_t i = 0; i < s->property_count; i++)
		*map_put(&s->property_map,
			 s->properties[i].name) = s->properties[i].schema;
}

void keyword_pattern_properties(struct compile *c, struct schema *s,
				const struct member *m, size_t at)
{
	struct schema_pattern_property *list;

	(void)at;
	if (!keyword_is(c, s, m, NODE_OBJECT))
		return;
	list = arena_zero(c->arena, m->value.count, sizeof(*list));
	for (size_t i = 0; i < m->value.count && !c->full; i++) {
		const struct member *one = &m->value.members[i];

		list[i].schema = compile_inner(c, s, m, one->name, &one->value);
		list[i].pattern = compile_pattern(c, (struct spot){ s, m },
						  one->name);
		s->pattern_property_count = i + 1;
	}
	s->pattern_properties = list;
}

void keyword_dependent_schemas(struct compile *c, struct schema *s,
			       const struct member *m, size_t at)
{
	(void)at;
	if (keyword_is(c, s, m, NODE_OBJECT))
		s->dependent_schemas = members(c, s, m,
					       &s->dependent_schema_count);
}

void keyword_dependent_required(struct compile *c, struct schema *s,
				const struct member *m, size_t at)
{
	struct schema_dependency *list;

	(void)at;
	if (!keyword_is(c, s, m, NODE_OBJECT))
		return;
	list = arena_zero(c->arena, m->value.count, sizeof(*list));
	for (size_t i = 0; i < m->value.count; i++) {
		const struct member *one = &m->value.members[i];

		list[i].name = one->name;
		if (keyword_is(c, s, one, NODE_ARRAY))
			list[i].required = keyword_names(
				c, (struct spot){ s, m }, &one->value,
				&list[i].count);
	}
	s->dependent_required = list;
	s->dependent_required_count = m->value.count;
}

/* Until draft-07: names and schemas in one. */
void keyword_dependencies(struct compile *c, struct schema *s,
			  const struct member *m, size_t at)
{
	struct schema_dependency *names;
	struct schema_property *schemas;

	(void)at;
	if (!keyword_is(c, s, m, NODE_OBJECT))
		return;
	names = arena_zero(c->arena, m->value.count, sizeof(*names));
	schemas = arena_zero(c->arena, m->value.count, sizeof(*schemas));
	for (size_t i = 0; i < m->value.count && !c->full; i++) {
		const struct member *one = &m->value.members[i];

		if (one->value.kind == NODE_ARRAY) {
			struct schema_dependency *d =
				&names[s->dependent_required_count++];

			d->name = one->name;
			d->required = keyword_names(c, (struct spot){ s, m },
						    &one->value, &d->count);
		} else {
			schemas[s->dependent_schema_count++] =
				(struct schema_property){
					one->name,
					compile_inner(c, s, m, one->name,
						      &one->value)
				};
		}
	}
	s->dependent_required = names;
	s->dependent_schemas = schemas;
}

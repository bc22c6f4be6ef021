/*
 * The table of keywords: in which dialects each is one, and how it is read.
 */
#include "base/arena.h"
#include "schema/compile.h"
#include "schema/dialect.h"

#include <stddef.h>

/* What has to be on for a keyword to mean anything. */
enum keyword_class { CORE, APPLICATOR, UNEVALUATED, VALIDATION, ANNOTATION };

static const struct keyword {
	const char *name;
	int dialects;
	enum keyword_class class;
	keyword_fn *read;
	size_t at;
} keywords[] = {
#define AT(member) offsetof(struct schema, member)
	{ "$schema", IN_ALL, CORE, keyword_core, 0 },
	{ "id", IN_04, CORE, keyword_core, 0 },
	{ "$id", SINCE_06, CORE, keyword_core, 0 },
	{ "$comment", SINCE_07, CORE, keyword_core, 0 },
	{ "$anchor", SINCE_19, CORE, keyword_anchor, 0 },
	{ "$dynamicAnchor", SINCE_20, CORE, keyword_anchor, 0 },
	{ "$recursiveAnchor", IN_19, CORE, keyword_recursive_anchor, 0 },
	{ "$vocabulary", SINCE_19, ANNOTATION, NULL, 0 },
	{ "$ref", IN_ALL, CORE, keyword_ref, 0 },
	{ "$dynamicRef", SINCE_20, CORE, keyword_ref, 0 },
	{ "$recursiveRef", IN_19, CORE, keyword_ref, 0 },
	{ "$defs", IN_ALL, CORE, keyword_definitions, 0 },
	{ "definitions", IN_ALL, CORE, keyword_definitions, 0 },
	{ "type", IN_ALL, VALIDATION, keyword_type, 0 },
	{ "nullable", IN_30, VALIDATION, keyword_nullable, 0 },
	{ "enum", IN_ALL, VALIDATION, keyword_enum, 0 },
	{ "const", SINCE_06, VALIDATION, keyword_node, AT(constant) },
	{ "multipleOf", IN_ALL, VALIDATION, keyword_multiple, 0 },
	{ "minimum", IN_ALL, VALIDATION, keyword_bound, AT(lower) },
	{ "exclusiveMinimum", IN_ALL, VALIDATION, keyword_bound, AT(lower) },
	{ "maximum", IN_ALL, VALIDATION, keyword_bound, AT(upper) },
	{ "exclusiveMaximum", IN_ALL, VALIDATION, keyword_bound, AT(upper) },
	{ "minLength", IN_ALL, VALIDATION, keyword_count, AT(min_length) },
	{ "maxLength", IN_ALL, VALIDATION, keyword_count, AT(max_length) },
	{ "pattern", IN_ALL, VALIDATION, keyword_pattern, 0 },
	{ "format", IN_ALL, CORE, keyword_format, 0 },
	{ "minItems", IN_ALL, VALIDATION, keyword_count, AT(min_items) },
	{ "maxItems", IN_ALL, VALIDATION, keyword_count, AT(max_items) },
	{ "uniqueItems", IN_ALL, VALIDATION, keyword_flag, AT(unique_items) },
	{ "prefixItems", SINCE_20, APPLICATOR, keyword_list, AT(prefix_items) },
	{ "items", IN_ALL, APPLICATOR, keyword_items, 0 },
	{ "additionalItems", SINCE_04 & ~SINCE_20, APPLICATOR,
	  keyword_with_other, 0 },
	{ "contains", SINCE_06, APPLICATOR, keyword_schema, AT(contains) },
	{ "minContains", SINCE_19, VALIDATION, keyword_count,
	  AT(min_contains) },
	{ "maxContains", SINCE_19, VALIDATION, keyword_count,
	  AT(max_contains) },
	{ "unevaluatedItems", SINCE_19, UNEVALUATED, keyword_schema,
	  AT(unevaluated_items) },
	{ "minProperties", IN_ALL, VALIDATION, keyword_count,
	  AT(min_properties) },
	{ "maxProperties", IN_ALL, VALIDATION, keyword_count,
	  AT(max_properties) },
	{ "properties", IN_ALL, APPLICATOR, keyword_properties, 0 },
	{ "patternProperties", SINCE_04, APPLICATOR, keyword_pattern_properties,
	  0 },
	{ "additionalProperties", IN_ALL, APPLICATOR, keyword_schema,
	  AT(additional_properties) },
	{ "required", IN_ALL, VALIDATION, keyword_required, 0 },
	{ "propertyNames", SINCE_06, APPLICATOR, keyword_schema,
	  AT(property_names) },
	{ "dependencies", IN_04 | IN_06 | IN_07, APPLICATOR,
	  keyword_dependencies, 0 },
	{ "dependentRequired", SINCE_19, VALIDATION, keyword_dependent_required,
	  0 },
	{ "dependentSchemas", SINCE_19, APPLICATOR, keyword_dependent_schemas,
	  0 },
	{ "unevaluatedProperties", SINCE_19, UNEVALUATED, keyword_schema,
	  AT(unevaluated_properties) },
	{ "allOf", IN_ALL, APPLICATOR, keyword_list, AT(all_of) },
	{ "anyOf", IN_ALL, APPLICATOR, keyword_list, AT(any_of) },
	{ "oneOf", IN_ALL, APPLICATOR, keyword_list, AT(one_of) },
	{ "not", IN_ALL, APPLICATOR, keyword_schema, AT(not_of) },
	{ "if", SINCE_07, APPLICATOR, keyword_schema, AT(if_of) },
	{ "then", SINCE_07, APPLICATOR, keyword_schema, AT(then_of) },
	{ "else", SINCE_07, APPLICATOR, keyword_schema, AT(else_of) },
	{ "title", IN_ALL, ANNOTATION, keyword_text, AT(title) },
	{ "description", IN_ALL, ANNOTATION, keyword_text, AT(description) },
	{ "default", IN_ALL, ANNOTATION, keyword_node, AT(default_value) },
	{ "examples", SINCE_06, ANNOTATION, keyword_node, AT(examples) },
	{ "deprecated", SINCE_19 | IN_30, ANNOTATION, keyword_flag,
	  AT(deprecated) },
	{ "readOnly", SINCE_07 | IN_30, ANNOTATION, keyword_flag,
	  AT(read_only) },
	{ "writeOnly", SINCE_07 | IN_30, ANNOTATION, keyword_flag,
	  AT(write_only) },
	{ "contentEncoding", SINCE_07, ANNOTATION, NULL, 0 },
	{ "contentMediaType", SINCE_07, ANNOTATION, NULL, 0 },
	{ "contentSchema", SINCE_19, ANNOTATION, NULL, 0 },
#undef AT
};

static const struct keyword *find(const struct schema *s, struct str name)
{
	const struct schema_resource *r = s->resource;

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++) {
		const struct keyword *k = &keywords[i];

		if (name.n == 0 || name.p[0] != k->name[0] ||
		    !dialect_is(s->dialect, k->dialects) ||
		    !str_is(name, k->name))
			continue;
		if ((k->class == APPLICATOR && !r->applicator) ||
		    (k->class == UNEVALUATED && !r->unevaluated) ||
		    (k->class == VALIDATION && !r->validation))
			return NULL;
		return k;
	}
	return NULL;
}

static void add_unknown(struct compile *c, struct schema *s,
			const struct member *m, size_t *room)
{
	const struct member **list = arena_grow(
		c->arena, s->unknown, s->unknown_count, room, sizeof(*list));

	list[s->unknown_count++] = m;
	s->unknown = list;
}

/* Drop what means nothing without a keyword that is not there. */
static void settle(struct schema *s)
{
	const struct node *nullable;

	if (!s->contains) {
		s->min_contains = 1;
		s->max_contains = SCHEMA_NO_LIMIT;
	}
	s->contains_evaluates = s->contains && dialect_is(s->dialect, SINCE_20);
	if (!s->if_of)
		s->then_of = s->else_of = NULL;
	nullable = node_get(s->node, "nullable");
	if (s->dialect == SCHEMA_OAS_30 && nullable &&
	    nullable->kind == NODE_TRUE && s->types != TYPE_ANY)
		s->types |= TYPE_NULL;
	if (!s->lower.set)
		s->lower.exclusive = false;
	if (!s->upper.set)
		s->upper.exclusive = false;
}

void compile_keywords(struct compile *c, struct schema *s)
{
	const struct node *node = s->node;
	bool alone = dialect_is(s->dialect, REF_ALONE) &&
		     node_get(node, "$ref");
	size_t room = 0;

	s->only_ref = alone && node->count > 1;
	for (size_t i = 0; i < node->count && !c->full; i++) {
		const struct member *m = &node->members[i];
		const struct keyword *k = find(s, m->name);

		if (!k || !k->read)
			add_unknown(c, s, m, &room);
		else if (!alone || k->read == keyword_ref ||
			 k->read == keyword_definitions ||
			 k->class == ANNOTATION)
			k->read(c, s, m, k->at);
	}
	settle(s);
	if (s->unevaluated_items || s->unevaluated_properties)
		c->set->tracks_evaluation = true;
}

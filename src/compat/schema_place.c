#include "compat/schema_place.h"

#include "base/arena.h"

/*
 * Providers put a definition into one or two objects: {"type": "function",
 * "function": {...}}, {"toolSpec": {"inputSchema": {"json": {...}}}}.
 */
static bool is_wrapper(struct str name)
{
	return str_is(name, "function") || str_is(name, "toolSpec") ||
	       str_is(name, "custom") || str_is(name, "json_schema") ||
	       str_is(name, "inputSchema");
}

static bool is_schema(struct str name, bool output)
{
	if (output)
		return str_is(name, "schema");
	return str_is(name, "parameters") || str_is(name, "input_schema") ||
	       str_is(name, "inputSchema");
}

/* {"json": {...}} and nothing else, around a schema. */
static const struct node *unwrapped(const struct node *schema)
{
	const struct node *json = node_get(schema, "json");

	return json && json->kind == NODE_OBJECT && schema->count == 1 ? json :
									 schema;
}

static const struct node *empty_object(void)
{
	static const struct node object = { .kind = NODE_OBJECT };

	return &object;
}

/*
 * A copy of object without its schema and `strict`, which go to out; what is
 * found first counts. Recursion is two deep: a wrapper within is not entered.
 */
static struct node taken(struct arena *a, const struct node *object,
			 bool output, bool inner, struct schema_place *out)
{
	struct node copy = *object;

	copy.members = arena_zero(a, object->count, sizeof(*copy.members));
	copy.count = 0;
	for (size_t i = 0; i < object->count; i++) {
		const struct member *m = &object->members[i];
		struct member *to = &copy.members[copy.count];
		bool is_object = m->value.kind == NODE_OBJECT;

		if (str_is(m->name, "strict") &&
		    (m->value.kind == NODE_TRUE ||
		     m->value.kind == NODE_FALSE)) {
			out->strict = out->strict || m->value.kind == NODE_TRUE;
			continue;
		}
		*to = *m;
		copy.count++;
		if (is_object && is_schema(m->name, output) &&
		    out->schema.kind == NODE_NULL) {
			out->schema = *unwrapped(&m->value);
			to->value = *empty_object();
		} else if (is_object && !inner && is_wrapper(m->name)) {
			to->value = taken(a, &m->value, output, true, out);
		}
	}
	return copy;
}

void schema_place_tool(struct arena *a, const struct node *definition,
		       struct schema_place *out)
{
	*out = (struct schema_place){ .schema = { .kind = NODE_NULL } };
	out->around = definition->kind == NODE_OBJECT ?
			      taken(a, definition, false, false, out) :
			      *definition;
}

void schema_place_output(struct arena *a, const struct node *value,
			 bool wrapped, struct schema_place *out)
{
	*out = (struct schema_place){ .schema = { .kind = NODE_NULL } };
	if (!wrapped)
		out->schema = *value;
	out->around = wrapped && value->kind == NODE_OBJECT ?
			      taken(a, value, true, false, out) :
			      (struct node){ .kind = NODE_NULL };
	if (wrapped && value->kind != NODE_OBJECT)
		out->around = *value;
}

struct node schema_without_name(struct arena *a, const struct node *definition)
{
	struct node copy = *definition;

	if (definition->kind != NODE_OBJECT)
		return copy;
	copy.members = arena_zero(a, copy.count, sizeof(*copy.members));
	copy.count = 0;
	for (size_t i = 0; i < definition->count; i++) {
		const struct member *m = &definition->members[i];
		struct member *to = &copy.members[copy.count];

		if (str_is(m->name, "name") && m->value.kind == NODE_STRING)
			continue;
		*to = *m;
		copy.count++;
		/* One deep: these do not hold each other. */
		if ((str_is(m->name, "function") ||
		     str_is(m->name, "toolSpec") ||
		     str_is(m->name, "custom")) &&
		    definition->kind == NODE_OBJECT &&
		    m->value.kind == NODE_OBJECT &&
		    !node_get(definition, "name"))
			to->value = schema_without_name(a, &m->value);
	}
	return copy;
}

int schema_parts_alike(struct compare *c, const struct store_id *from,
		       const struct store_id *to, const char *name,
		       enum alike *out)
{
	struct node x, y;
	int rc;

	*out = ALIKE_EQUAL;
	if (store_id_equal(from, to))
		return 0;
	rc = compare_json(c, c->from, from, name, &x);
	if (rc == 0)
		rc = compare_json(c, c->to, to, name, &y);
	if (rc == 0)
		*out = schema_alike(&x, &y);
	return rc;
}

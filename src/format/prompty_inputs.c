/*
 * Inputs and outputs of a Prompty file, to JSON Schema.
 *
 * Prompty 2 has properties: kind, enumValues, items, properties, anyOf. The
 * ones before have a type, which is a JSON Schema's or one of prompt flow's,
 * beside members of a JSON Schema, or the whole schema in json_schema.
 */
#include "base/arena.h"
#include "format/make.h"
#include "format/prompty.h"

/* A property under way: the value of a name, or of a list's element. */
struct property {
	struct str name;
	const struct node *node;
};

static const struct {
	const char *name, *type;
} kinds[] = {
	{ "string", "string" },	  { "integer", "integer" },
	{ "float", "number" },	  { "number", "number" },
	{ "boolean", "boolean" }, { "array", "array" },
	{ "object", "object" },	  { "int", "integer" },
	{ "double", "number" },	  { "bool", "boolean" },
	{ "list", "array" },	  { "dict", "object" },
	{ "image", "string" },	  { "audio", "string" },
	{ "file", "string" },	  { "secret", "string" },
	{ "thread", "array" },
};

/* Rich kinds are passed as texts that are an address or the bytes. */
static const char *type_of(struct str kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_is(kind, kinds[i].name))
			return kinds[i].type;
	return NULL;
}

static const char *type_of_value(const struct node *node)
{
	switch (node->kind) {
	case NODE_FALSE:
	case NODE_TRUE:
		return "boolean";
	case NODE_NUMBER:
		return "number";
	case NODE_ARRAY:
		return "array";
	case NODE_OBJECT:
		return "object";
	case NODE_STRING:
		return "string";
	case NODE_NULL:
	default:
		return NULL;
	}
}

static void put(struct prompty *y, struct node *schema, const char *name,
		const struct node *value)
{
	if (value)
		*make_member(y->r->a, schema, str_of(name)) = *value;
}

static void put_text(struct prompty *y, struct node *schema, const char *name,
		     const char *value)
{
	*make_member(y->r->a, schema, str_of(name)) = make_text(str_of(value),
								schema->pos);
}

/* The medium of a rich kind, so that an image is not an audio. */
static void put_medium(struct prompty *y, struct node *schema, struct str kind)
{
	if (str_is(kind, "image"))
		put_text(y, schema, "contentMediaType", "image/*");
	else if (str_is(kind, "audio"))
		put_text(y, schema, "contentMediaType", "audio/*");
	else if (str_is(kind, "file"))
		put_text(y, schema, "contentMediaType", "*/*");
}

static struct node *schema_of(struct prompty *y, const struct node *node);

/* How many properties a list or an object of them has. */
static size_t property_count(const struct node *node)
{
	return node && (node->kind == NODE_ARRAY || node->kind == NODE_OBJECT) ?
		       node->count :
		       0;
}

/* The i-th of them; name empty: it has none. */
static struct property property_at(const struct node *node, size_t i)
{
	struct property p;

	if (node->kind == NODE_OBJECT) {
		p.name = node->members[i].name;
		p.node = &node->members[i].value;
		return p;
	}
	p.node = &node->items[i];
	p.name = format_string(node_get(p.node, "name"));
	return p;
}

/* properties and required of an object; all of one file's are required, or
 * those that say so. */
static void put_properties(struct prompty *y, struct node *schema,
			   const struct node *list, bool all)
{
	struct node *properties = make_object(y->r->a, schema->pos);
	struct node *required = make_array(y->r->a, schema->pos);
	struct map names = map_in(y->r->a);

	for (size_t i = 0; i < property_count(list); i++) {
		struct property p = property_at(list, i);

		if (p.name.n == 0 || map_get(&names, p.name))
			continue;
		*map_put(&names, p.name) = schema;
		*make_member(y->r->a, properties, p.name) = *schema_of(y,
								       p.node);
		if (all || format_is_true(node_get(p.node, "required")))
			*make_item(y->r->a, required) = make_text(p.name,
								  p.node->pos);
	}
	put(y, schema, "properties", properties);
	if (required->count > 0)
		put(y, schema, "required", required);
}

static void put_list(struct prompty *y, struct node *schema, const char *name,
		     const struct node *list)
{
	struct node *out;

	if (!list || list->kind != NODE_ARRAY || list->count == 0)
		return;
	out = make_array(y->r->a, list->pos);
	for (size_t i = 0; i < list->count; i++)
		*make_item(y->r->a, out) = *schema_of(y, &list->items[i]);
	put(y, schema, name, out);
}

static void put_nullable(struct prompty *y, struct node *schema,
			 const char *type)
{
	struct node *types = make_array(y->r->a, schema->pos);

	*make_item(y->r->a, types) = make_text(str_of(type), schema->pos);
	*make_item(y->r->a, types) = make_text(STR("null"), schema->pos);
	put(y, schema, "type", types);
}

/* A property of Prompty 2: depth is the tree's, NODE_DEPTH. */
static void put_property(struct prompty *y, struct node *schema,
			 const struct node *node)
{
	struct str kind = format_string(node_get(node, "kind"));
	const char *type = type_of(kind);

	if (type && format_is_true(node_get(node, "nullable")))
		put_nullable(y, schema, type);
	else if (type)
		put_text(y, schema, "type", type);
	put(y, schema, "description", node_get(node, "description"));
	put(y, schema, "enum", node_get(node, "enumValues"));
	put_medium(y, schema, kind);
	if (str_is(kind, "array") && node_get(node, "items"))
		put(y, schema, "items", schema_of(y, node_get(node, "items")));
	if (str_is(kind, "object") && node_get(node, "properties"))
		put_properties(y, schema, node_get(node, "properties"), false);
	put_list(y, schema, "anyOf", node_get(node, "anyOf"));
	put_list(y, schema, "oneOf", node_get(node, "oneOf"));
}

/* One of the generations before. */
static void put_old_property(struct prompty *y, struct node *schema,
			     const struct node *node)
{
	static const char *const kept[] = { "description", "items",
					    "properties", "enum", NULL };
	struct str kind = format_string(node_get(node, "type"));
	const char *type = type_of(kind);
	const struct node *sample = node_get(node, "sample");

	if (!type && kind.n == 0 && sample)
		type = type_of_value(sample);
	if (type)
		put_text(y, schema, "type", type);
	for (const char *const *name = kept; *name; name++)
		put(y, schema, *name, node_get(node, *name));
	put_medium(y, schema, kind);
}

static struct node *schema_of(struct prompty *y, const struct node *node)
{
	struct node *schema = make_object(y->r->a, node->pos);
	const struct node *own = node_get(node, "json_schema");
	const char *type;

	if (own && own->kind == NODE_OBJECT)
		return make_copy(y->r->a, own);
	if (node->kind != NODE_OBJECT) {
		type = type_of_value(node);
		if (type)
			put_text(y, schema, "type", type);
	} else if (node_get(node, "kind")) {
		put_property(y, schema, node);
	} else {
		put_old_property(y, schema, node);
	}
	return schema;
}

static bool is_thread(const struct node *node)
{
	return str_is(format_string(node_get(node, "kind")), "thread");
}

/* Whether the application must pass it. */
static bool is_required(const struct prompty *y, const struct node *node,
			const struct node *fallback)
{
	if (fallback)
		return false;
	if (y->generation != PROMPTY_2)
		return true;
	return format_is_true(node_get(node, "required"));
}

/* The value that a property has when none is passed; a text, number, ... in
 * the place of a property of Prompty 2 is that, before it a mere sample. */
static const struct node *default_of(const struct prompty *y,
				     const struct node *node)
{
	const struct node *value = node_get(node, "default");

	if (node->kind != NODE_OBJECT)
		value = y->generation == PROMPTY_2 ? node : NULL;
	return value && value->kind != NODE_NULL ? value : NULL;
}

static void add_thread(struct prompty *y, struct str name, struct str **threads,
		       size_t *count, size_t *room)
{
	*threads = arena_grow(y->r->a, *threads, *count, room,
			      sizeof(**threads));
	(*threads)[(*count)++] = name;
}

/* Inputs, resolved, or absent; what is no list or object is told. */
static struct format_value properties_of(struct prompty *y, const char *name)
{
	struct format_value value = prompty_stored(
		y, prompty_member(y, y->header, name));

	if (value.node && value.node->kind != NODE_OBJECT &&
	    value.node->kind != NODE_ARRAY) {
		if (value.node->kind != NODE_NULL)
			format_wrong_in(y->r, RULE_FORMAT_INVALID, value.path,
					value.node->pos,
					STR("write `name: {kind: string}` for "
					    "each of them"),
					"%s is neither a list nor an object "
					"but %s",
					name, node_kind_name(value.node));
		value.node = NULL;
	}
	return value;
}

void prompty_inputs(struct prompty *y, struct str **threads, size_t *count)
{
	struct format_value inputs = properties_of(y, "inputs");
	struct make_variables v;
	size_t room = 0;

	*threads = NULL;
	*count = 0;
	if (!inputs.node)
		return;
	v = make_variables(y->r->a, inputs.node->pos);
	for (size_t i = 0; i < inputs.node->count; i++) {
		struct property p = property_at(inputs.node, i);
		const struct node *fallback = default_of(y, p.node);
		struct node *schema;

		if (p.name.n == 0) {
			format_wrong_in(y->r, RULE_FORMAT_INVALID, inputs.path,
					p.node->pos, STR("give it a `name`"),
					"the input has no name");
			continue;
		}
		if (is_thread(p.node)) {
			add_thread(y, p.name, threads, count, &room);
			continue;
		}
		schema = schema_of(y, p.node);
		put(y, schema, "default", fallback);
		*make_variable(&v, p.name,
			       is_required(y, p.node, fallback)) = *schema;
	}
	y->p->variables = format_made(
		y->r, make_variables_end(&v, y->generation == PROMPTY_1_X));
}

void prompty_outputs(struct prompty *y)
{
	struct format_value outputs = properties_of(y, "outputs");
	struct node *schema;
	bool prompty_2 = y->generation == PROMPTY_2;

	if (!outputs.node || outputs.node->count == 0 || y->p->output.node)
		return;
	schema = make_object(y->r->a, outputs.node->pos);
	put_text(y, schema, "type", "object");
	put_properties(y, schema, outputs.node, !prompty_2);
	if (y->generation != PROMPTY_1_0)
		*make_member(y->r->a, schema, STR("additionalProperties")) =
			make_bool(false, schema->pos);
	y->p->output = format_made(y->r, schema);
}

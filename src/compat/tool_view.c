#include "compat/tool_view.h"

#include "base/arena.h"
#include "base/buf.h"

/* What a member of a definition is to a view. */
enum part {
	PART_REST,
	PART_TEXT,
	PART_NOTE,
	PART_QUIET,
	PART_SCHEMA,
	PART_RESULTS,
	PART_STRICT,
	PART_WRAPPER,
	PART_NAME
};

static enum part part_of(struct str name)
{
	static const struct {
		const char *name;
		enum part part;
	} rows[] = {
		{ "name", PART_NAME },
		{ "description", PART_TEXT },
		{ "title", PART_TEXT },
		{ "input_examples", PART_TEXT },
		{ "annotations", PART_NOTE },
		{ "cache_control", PART_QUIET },
		{ "cachePoint", PART_QUIET },
		{ "icons", PART_QUIET },
		{ "_meta", PART_QUIET },
		{ "execution", PART_QUIET },
		{ "defer_loading", PART_QUIET },
		{ "parameters", PART_SCHEMA },
		{ "parametersJsonSchema", PART_SCHEMA },
		{ "parameters_json_schema", PART_SCHEMA },
		{ "input_schema", PART_SCHEMA },
		{ "inputSchema", PART_SCHEMA },
		{ "outputSchema", PART_RESULTS },
		{ "output_schema", PART_RESULTS },
		{ "response", PART_RESULTS },
		{ "responseJsonSchema", PART_RESULTS },
		{ "strict", PART_STRICT },
		{ "function", PART_WRAPPER },
		{ "toolSpec", PART_WRAPPER },
		{ "custom", PART_WRAPPER },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_is(name, rows[i].name))
			return rows[i].part;
	return PART_REST;
}

static bool is_schema(const struct node *node)
{
	return node->kind == NODE_OBJECT || node->kind == NODE_TRUE ||
	       node->kind == NODE_FALSE;
}

static bool is_flag(const struct node *node)
{
	return node->kind == NODE_TRUE || node->kind == NODE_FALSE;
}

/* What a shape says of itself, and others need not say. */
static bool is_shape(const struct member *m)
{
	return str_is(m->name, "type") && m->value.kind == NODE_STRING &&
	       str_is(m->value.text, "function");
}

static struct node list_in(struct arena *a, size_t room)
{
	return (struct node){ .kind = NODE_OBJECT,
			      .members = arena_zero(a, room,
						    sizeof(struct member)) };
}

static void add(struct node *list, const struct member *m)
{
	list->members[list->count++] = *m;
}

/* {"json": {...}} and nothing else, around a schema. */
static void set_schema(struct arena *a, const struct member *m,
		       struct str above, struct tool_view *out)
{
	const struct node *json = node_get(&m->value, "json");
	struct buf at = buf_in(a);

	buf_add(&at, above);
	node_pointer_add(&at, m->name);
	out->schema = &m->value;
	if (json && is_schema(json) && m->value.count == 1) {
		node_pointer_add(&at, STR("json"));
		out->schema = json;
	}
	out->at = buf_str(&at);
}

/* above: the JSON Pointer of object; empty: it is the definition. What is
 * found first counts, and a wrapper within is not entered: two deep. */
static void take(struct arena *a, const struct node *object, struct str above,
		 struct tool_view *out)
{
	for (size_t i = 0; i < object->count; i++) {
		const struct member *m = &object->members[i];
		enum part part = part_of(m->name);
		struct buf at = buf_in(a);

		node_pointer_add(&at, m->name);
		if (part == PART_NAME && m->value.kind == NODE_STRING)
			continue;
		if (part == PART_STRICT && is_flag(&m->value))
			out->strict = out->strict || m->value.kind == NODE_TRUE;
		else if (part == PART_SCHEMA && !out->schema &&
			 is_schema(&m->value))
			set_schema(a, m, above, out);
		else if (part == PART_RESULTS && !out->results &&
			 is_schema(&m->value))
			out->results = &m->value;
		else if (part == PART_WRAPPER && !above.n &&
			 m->value.kind == NODE_OBJECT)
			take(a, &m->value, buf_str(&at), out);
		else if (part == PART_TEXT)
			add(&out->texts, m);
		else if (part == PART_NOTE)
			add(&out->notes, m);
		else if (part == PART_QUIET)
			add(&out->quiet, m);
		else if (!is_shape(m))
			add(&out->rest, m);
	}
}

/* Members of a definition and of the wrappers in it. */
static size_t room_for(const struct node *definition)
{
	size_t n = definition->count;

	for (size_t i = 0; i < definition->count; i++)
		if (part_of(definition->members[i].name) == PART_WRAPPER)
			n += definition->members[i].value.count;
	return n;
}

void tool_view_read(struct arena *a, const struct node *definition,
		    struct tool_view *out)
{
	size_t room = definition->kind == NODE_OBJECT ? room_for(definition) :
							0;

	*out = (struct tool_view){ .at = STR_EMPTY,
				   .texts = list_in(a, room),
				   .notes = list_in(a, room),
				   .quiet = list_in(a, room),
				   .rest = list_in(a, room) };
	if (definition->kind == NODE_OBJECT)
		take(a, definition, STR_EMPTY, out);
	else
		out->rest = *definition;
}

struct node tool_nameless(struct arena *a, const struct node *definition)
{
	struct node copy = *definition;

	if (definition->kind != NODE_OBJECT)
		return copy;
	copy.members = arena_zero(a, copy.count, sizeof(*copy.members));
	copy.count = 0;
	for (size_t i = 0; i < definition->count; i++) {
		const struct member *m = &definition->members[i];
		struct member *to = &copy.members[copy.count];

		if (part_of(m->name) == PART_NAME &&
		    m->value.kind == NODE_STRING)
			continue;
		*to = *m;
		copy.count++;
		/* One deep: these do not hold each other. */
		if (part_of(m->name) == PART_WRAPPER &&
		    m->value.kind == NODE_OBJECT &&
		    !node_get(definition, "name"))
			to->value = tool_nameless(a, &m->value);
	}
	return copy;
}

/*
 * Tool files: which provider's shape a tool has. Told by members that only
 * one provider uses; what has none of them, or those of two, is refused,
 * since shapes are never guessed.
 */
#include "format/tool_shape.h"

#include "base/arena.h"

#define KNOWN_SHAPES                                                       \
	"known shapes: {type: function, function: {name}} (OpenAI Chat), " \
	"{type: function, name} (OpenAI Responses), {name, input_schema} " \
	"(Anthropic), {name, inputSchema} (MCP), {toolSpec: {name}} "      \
	"(Bedrock), {functionDeclarations: [{name}]} (Gemini), {type: "    \
	"NAME} (hosted tools)"

struct shapes {
	struct arena *a;
	struct shaped_tools *out;
};

static bool fail(struct shapes *s, const struct node *node, struct str why)
{
	s->out->bad = true;
	s->out->pos = node->pos;
	s->out->why = why;
	s->out->help = STR(KNOWN_SHAPES);
	return false;
}

static const struct node *text_of(const struct node *node, const char *name)
{
	const struct node *value = node_get(node, name);

	return value && value->kind == NODE_STRING ? value : NULL;
}

/* Add a tool whose name is a member of `named`. */
static bool add(struct shapes *s, const struct node *node, const char *shape,
		const struct node *name)
{
	struct shaped_tools *out = s->out;

	if (!name || name->kind != NODE_STRING || name->text.n == 0 ||
	    name->text.n > SHAPED_TOOL_NAME)
		return fail(s, node,
			    str_fmt(s->a,
				    "the tool, of shape %s, has "
				    "no name",
				    shape));
	if (out->count >= SHAPED_TOOLS)
		return fail(s, node, STR("more than 1,000 tools in one file"));
	out->items = arena_grow(s->a, out->items, out->count, &out->room,
				sizeof(*out->items));
	out->items[out->count++] = (struct shaped_tool){ name->text, shape,
							 node };
	return true;
}

/* {type: function}: `function` inside is Chat's, a name beside it is
 * Responses'. */
static bool add_function(struct shapes *s, const struct node *node)
{
	const struct node *inner = node_get(node, "function");

	if (inner && node_get(node, "name"))
		return fail(s, node,
			    STR("the tool has both `function` and "
				"`name`: it could be of OpenAI Chat or "
				"of OpenAI Responses"));
	return inner ? add(s, node, "openai-chat", node_get(inner, "name")) :
		       add(s, node, "openai-responses", node_get(node, "name"));
}

/* Tools that the provider runs, and OpenAI's free-form ones. */
static bool add_typed(struct shapes *s, const struct node *node,
		      const struct node *type)
{
	const struct node *name = text_of(node, "name");

	if (str_is(type->text, "custom"))
		return add(s, node, "custom",
			   name ? name :
				  text_of(node_get(node, "custom"), "name"));
	if (!name) /* an MCP server of OpenAI's: there may be several */
		name = text_of(node, "server_label");
	return add(s, node, "hosted", name ? name : type);
}

static bool add_one(struct shapes *s, const struct node *node)
{
	const struct node *type = text_of(node, "type");
	const struct node *spec = node_get(node, "toolSpec");
	bool mcp = node_get(node, "inputSchema") != NULL;
	bool anthropic = node_get(node, "input_schema") != NULL;
	bool function = type && str_is(type->text, "function");

	if (node->kind != NODE_OBJECT)
		return fail(s, node,
			    str_fmt(s->a, "a tool is an object, not %s",
				    node_kind_name(node)));
	if ((spec != NULL) + mcp + anthropic + function > 1)
		return fail(s, node, STR("the tool has members of two shapes"));
	if (spec)
		return add(s, node, "bedrock", node_get(spec, "name"));
	if (mcp)
		return add(s, node, "mcp", node_get(node, "name"));
	if (anthropic)
		return add(s, node, "anthropic", node_get(node, "name"));
	if (function)
		return add_function(s, node);
	if (type)
		return add_typed(s, node, type);
	return fail(s, node, STR("the tool has no shape that is known"));
}

static const struct node *list_of(const struct node *node, const char *name)
{
	const struct node *list = node_get(node, name);

	return list && list->kind == NODE_ARRAY ? list : NULL;
}

/* Lists whose name says what their elements are. False: there is none. */
static bool add_declared(struct shapes *s, const struct node *node, bool *ok)
{
	static const struct {
		const char *name, *shape;
	} lists[] = { { "functionDeclarations", "gemini" },
		      { "function_declarations", "gemini" },
		      { "functions", "openai-functions" } };

	for (size_t l = 0; l < sizeof(lists) / sizeof(lists[0]); l++) {
		const struct node *list = list_of(node, lists[l].name);

		if (!list)
			continue;
		for (size_t i = 0; *ok && i < list->count; i++)
			*ok = add(s, &list->items[i], lists[l].shape,
				  node_get(&list->items[i], "name"));
		return true;
	}
	return false;
}

static bool add_all(struct shapes *s, const struct node *root)
{
	const struct node *list = root->kind == NODE_ARRAY ?
					  root :
					  list_of(root, "tools");
	bool ok = true;

	if (!list)
		return add_declared(s, root, &ok) ? ok : add_one(s, root);
	for (size_t i = 0; ok && i < list->count; i++)
		if (!add_declared(s, &list->items[i], &ok))
			ok = add_one(s, &list->items[i]);
	return ok;
}

void tool_shapes(struct arena *a, const struct node *root,
		 struct shaped_tools *out)
{
	struct shapes s = { .a = a, .out = out };

	*out = (struct shaped_tools){ 0 };
	(void)add_all(&s, root);
}

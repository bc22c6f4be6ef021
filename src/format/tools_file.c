/*
 * A file of tool definitions alone: a prompt without messages.
 *
 * Much JSON has a type and a name. So each definition has to have what only
 * a tool has: a schema of what it is called with.
 */
#include "base/arena.h"
#include "format/formats.h"
#include "format/tool_shape.h"

static bool is_object(const struct node *node, const char *name)
{
	const struct node *value = node_get(node, name);

	return value && value->kind == NODE_OBJECT;
}

static bool has_name(const struct node *node)
{
	return format_string(node_get(node, "name")).n > 0;
}

static bool is_tool(const struct node *node)
{
	const struct node *function = node_get(node, "function");

	if (str_is(format_string(node_get(node, "type")), "function"))
		return function ?
			       has_name(function) :
			       has_name(node) && is_object(node, "parameters");
	if (is_object(node, "toolSpec"))
		return is_object(node_get(node, "toolSpec"), "inputSchema");
	return has_name(node) && (is_object(node, "input_schema") ||
				  is_object(node, "inputSchema"));
}

/* A list of which each is one; declared: each has a name and parameters. */
static bool is_list(const struct node *list, bool declared)
{
	if (!list || list->kind != NODE_ARRAY || list->count == 0)
		return false;
	for (size_t i = 0; i < list->count; i++) {
		const struct node *item = &list->items[i];

		if (declared ?
			    !has_name(item) || !is_object(item, "parameters") :
			    !is_tool(item) &&
				    !is_list(node_get(item,
						      "functionDeclarations"),
					     true))
			return false;
	}
	return true;
}

/* More than tools: a request, or a prompt of another format. */
static bool is_more(const struct node *root)
{
	static const char *const names[] = { "input",	"messages", "model",
					     "prompts", "template", NULL };

	for (const char *const *name = names; *name; name++)
		if (probe_has(root, *name))
			return true;
	return false;
}

static bool is_tools_file(struct probe *p)
{
	const struct node *root = probe_value(p);

	p->why = STR("all that it has are tools with their schemas");
	if (!root || is_more(root))
		return false;
	if (is_list(root, false) || is_tool(root))
		return true;
	return is_list(node_get(root, "tools"), false) ||
	       is_list(node_get(root, "functions"), true) ||
	       is_list(node_get(root, "functionDeclarations"), true) ||
	       is_list(node_get(root, "function_declarations"), true);
}

static void read_tools_file(struct reading *r)
{
	struct format_prompt *p = format_prompt(r, STR_EMPTY,
						(struct pos){ 1, 1 });
	const struct node *root = str_ends(r->path, ".json") ?
					  format_json(r, r->bytes) :
					  format_yaml(r, r->bytes, 1);

	if (!root)
		return;
	format_tools(r, p, root, r->path);
	p->tool_choice = format_value(r, node_get(root, "tool_choice"));
}

const struct format format_tools_file = { "tools", is_tools_file,
					  read_tools_file, NULL };

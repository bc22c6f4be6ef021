/*
 * What MCP servers list, saved as JSON: their tools, their prompts, one
 * prompt; and the configuration that names servers.
 *
 * A reply may be wrapped as it was sent: {"jsonrpc": ..., "result": ...}.
 */
#include "base/arena.h"
#include "format/formats.h"
#include "format/make.h"
#include "format/request.h"
#include "syntax/json.h"

static const struct node *unwrap(const struct node *root)
{
	const struct node *result = node_get(root, "result");

	return result && probe_has(root, "jsonrpc") ? result : root;
}

static const struct node *list_in(const struct node *root, const char *name)
{
	const struct node *list = node_get(root, name);

	return list && list->kind == NODE_ARRAY && list->count ? list : NULL;
}

static const struct node *asked(struct probe *p)
{
	return str_ends(p->name, ".json") ? unwrap(probe_json(p)) : NULL;
}

static const struct node *text_of(const struct node *node, const char *name)
{
	const struct node *text = node_get(node, name);

	return text && text->kind == NODE_STRING && text->text.n ? text : NULL;
}

/* The list that the file is about; NULL: told. */
static const struct node *read_list(struct reading *r, const char *name,
				    const struct node **root)
{
	const struct node *list;

	*root = format_json(r, r->bytes);
	if (!*root)
		return NULL;
	*root = unwrap(*root);
	list = node_get(*root, name);
	if (list && list->kind == NODE_ARRAY)
		return list;
	format_wrong(r, list ? list->pos : (*root)->pos,
		     str_fmt(r->a, "write {\"%s\": [...]}", name),
		     "`%s` has to be a list", name);
	return NULL;
}

static void tell_more(struct reading *r, const struct node *root)
{
	const struct node *more = text_of(root, "nextCursor");

	if (more)
		format_tell(r, more->pos,
			    "the list goes on: `nextCursor` says that the "
			    "server has more");
}

/* ---- tools/list */

static bool is_tools(struct probe *p)
{
	const struct node *list = list_in(asked(p), "tools");

	for (size_t i = 0; list && i < list->count; i++)
		if (!text_of(&list->items[i], "name") ||
		    !probe_has(&list->items[i], "inputSchema"))
			return false;
	p->why = STR("its `tools` have an `inputSchema`");
	return list != NULL;
}

static void read_tools(struct reading *r)
{
	const struct node *root, *list = read_list(r, "tools", &root);

	if (!list)
		return;
	format_tools(r, format_prompt(r, STR_EMPTY, (struct pos){ 1, 1 }), list,
		     r->path);
	tell_more(r, root);
}

const struct format format_mcp_tools = { "mcp-tools", is_tools, read_tools,
					 NULL };

/* ---- prompts/list and prompts/get */

/* A message of prompts/get has one part, not a list of them. */
static bool is_got(const struct node *root)
{
	const struct node *list = list_in(root, "messages");

	for (size_t i = 0; list && i < list->count; i++)
		if (!text_of(&list->items[i], "role") ||
		    !text_of(node_get(&list->items[i], "content"), "type"))
			return false;
	return list && !probe_has(root, "model");
}

static bool is_prompts(struct probe *p)
{
	const struct node *root = asked(p), *list = list_in(root, "prompts");
	bool arguments = false;

	p->why = STR("its `messages` have one part each, as prompts/get gives "
		     "them");
	if (is_got(root))
		return true;
	for (size_t i = 0; list && i < list->count; i++) {
		const struct node *of = node_get(&list->items[i], "arguments");

		if (!text_of(&list->items[i], "name") ||
		    (of && of->kind != NODE_ARRAY))
			return false;
		arguments |= of != NULL;
	}
	p->why = STR("its `prompts` have `arguments`");
	return list && arguments;
}

static void add_arguments(struct reading *r, struct format_prompt *p,
			  const struct node *list)
{
	struct make_variables v = make_variables(r->a, p->pos);

	for (size_t i = 0; list && list->kind == NODE_ARRAY && i < list->count;
	     i++) {
		const struct node *item = &list->items[i];
		const struct node *name = text_of(item, "name");
		const struct node *told = text_of(item, "description");
		struct node *schema = make_object(r->a, item->pos);

		if (!name) {
			format_wrong(r, item->pos,
				     STR("give the argument a `name`"),
				     "an argument has no name");
			continue;
		}
		*make_member(r->a, schema,
			     STR("type")) = make_text(STR("string"), item->pos);
		if (told)
			*make_member(r->a, schema, STR("description")) = *told;
		*make_variable(
			&v, name->text,
			format_is_true(node_get(item, "required"))) = *schema;
	}
	p->variables = format_made(r, make_variables_end(&v, true));
}

static void read_listed(struct reading *r, const struct node *item)
{
	const struct node *name = text_of(item, "name");
	struct format_prompt *p;

	if (!name) {
		format_wrong(r, item->pos, STR("give the prompt a `name`"),
			     "a prompt has no name");
		return;
	}
	p = format_prompt(r, name->text, item->pos);
	p->description = format_string(node_get(item, "description"));
	add_arguments(r, p, node_get(item, "arguments"));
	format_opaque(r, p, name->text, STR_EMPTY, STR_EMPTY, name->pos);
}

static void add_message(struct reading *r, struct format_prompt *p,
			const struct node *item)
{
	const struct node *role = text_of(item, "role");
	const struct node *content = node_get(item, "content");
	const struct node *text = text_of(content, "text");
	struct format_message *m;
	struct buf json = buf_in(r->a);

	if (!role || !content) {
		format_wrong(r, item->pos,
			     STR("write {\"role\": \"user\", \"content\": "
				 "{\"type\": \"text\", \"text\": ...}}"),
			     "a message has no role or no content");
		return;
	}
	m = format_message(r, p, role->text);
	if (text && str_is(format_string(node_get(content, "type")), "text") &&
	    content->count == 2) {
		m->text = request_text(r, text);
		return;
	}
	json_compact(&json, content);
	m->text = format_made_text(r, buf_str(&json), content->pos);
}

static void read_got(struct reading *r, const struct node *root)
{
	struct format_prompt *p = format_prompt(r, STR_EMPTY,
						(struct pos){ 1, 1 });
	const struct node *list = node_get(root, "messages");

	p->description = format_string(node_get(root, "description"));
	for (size_t i = 0; i < list->count && i <= FORMAT_MESSAGES; i++)
		add_message(r, p, &list->items[i]);
}

static void read_prompts(struct reading *r)
{
	const struct node *root = format_json(r, r->bytes), *list;

	if (root && list_in(unwrap(root), "messages")) {
		read_got(r, unwrap(root));
		return;
	}
	list = root ? read_list(r, "prompts", &root) : NULL;
	if (!list)
		return;
	for (size_t i = 0; i < list->count && i <= FORMAT_PROMPTS; i++)
		read_listed(r, &list->items[i]);
	format_tell(r, list->pos,
		    "the texts of these prompts are known only to the server");
	tell_more(r, root);
}

const struct format format_mcp_prompts = { "mcp-prompts", is_prompts,
					   read_prompts, NULL };

/* ---- which servers there are */

static const struct node *servers_in(const struct node *root, bool named)
{
	const struct node *servers = node_get(root, "mcpServers");

	if (!servers && named)
		servers = node_get(root, "servers");
	return servers && servers->kind == NODE_OBJECT ? servers : NULL;
}

static bool is_config(struct probe *p)
{
	bool named = str_is(p->name, "mcp.json") ||
		     str_is(p->name, ".mcp.json");
	const struct node *root = str_ends(p->name, ".json") ? probe_json(p) :
							       NULL;

	if (!servers_in(root, named))
		return false;
	p->why = probe_has(root, "mcpServers") ?
			 STR("it has `mcpServers`") :
			 STR("it is an mcp.json with `servers`");
	return true;
}

static void read_config(struct reading *r)
{
	const struct node *root = format_json(r, r->bytes), *servers;

	if (!root)
		return;
	servers = servers_in(root, true);
	if (!servers) {
		format_wrong(r, root->pos,
			     STR("write {\"mcpServers\": {\"NAME\": {...}}}"),
			     "there is no `mcpServers`");
		return;
	}
	for (size_t i = 0; i < servers->count; i++)
		format_tell(
			r, servers->members[i].pos,
			"the tools of the MCP server %.*s are known only "
			"when it runs: save what its tools/list gives, and "
			"name that file in `tools:`",
			STR_ARG(text_shorten(servers->members[i].name, 100)));
}

const struct format format_mcp_config = { "mcp-config", is_config, read_config,
					  NULL };

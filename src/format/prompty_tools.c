/*
 * Tools of a Prompty file: entries of its own shape, kept as they are.
 */
#include "base/arena.h"
#include "format/make.h"
#include "format/prompty.h"

static void put_openapi(struct prompty *y, const struct node *tool)
{
	struct reading *r = y->r;
	const struct node *ref = node_get(tool, "specification");
	struct str text = format_string(ref), path, bytes;

	if (text.n == 0)
		return;
	if (!format_join(r, r->folder, text, ref->pos, &path))
		return;
	if (!format_try(r, path, &bytes)) {
		format_tell(r, ref->pos,
			    "%.*s is not there: what the tool offers is known "
			    "only when the prompt runs",
			    STR_ARG(text_shorten(path, 200)));
		path = bytes = STR_EMPTY;
	}
	format_opaque(r, y->p, text, path, bytes, ref->pos);
}

static void put_server(struct prompty *y, const struct node *tool)
{
	const struct node *name = node_get(tool, "serverName");

	if (!name)
		name = node_get(tool, "name");
	if (format_string(name).n == 0)
		return;
	format_opaque(y->r, y->p, format_string(name), STR_EMPTY, STR_EMPTY,
		      name->pos);
	format_tell(y->r, name->pos,
		    "what the server %.*s offers is known only when the prompt "
		    "runs",
		    STR_ARG(text_shorten(name->text, 100)));
}

static void add_tool(struct prompty *y, struct str name,
		     const struct node *tool)
{
	struct str kind = format_string(node_get(tool, "kind"));

	if (tool->kind != NODE_OBJECT) {
		format_wrong(y->r, tool->pos,
			     STR("write `name` and `kind` for each tool"),
			     "a tool is an object, not %s",
			     node_kind_name(tool));
		return;
	}
	if (name.n == 0)
		name = format_string(node_get(tool, "name"));
	if (name.n == 0)
		name = format_string(node_get(tool, "id"));
	format_tool(y->r, y->p, name, "prompty", tool);
	if (str_is(kind, "openapi") && node_get(tool, "specification"))
		put_openapi(y, tool);
	else if (str_is(kind, "mcp"))
		put_server(y, tool);
}

/* OpenAI's shape is what some files have in this place. */
static bool is_openai(const struct node *tool)
{
	return str_is(format_string(node_get(tool, "type")), "function") &&
	       node_get(tool, "function");
}

static void add_tools(struct prompty *y, struct format_value tools)
{
	if (!tools.node || tools.node->kind == NODE_NULL)
		return;
	if (tools.node->kind == NODE_ARRAY && tools.node->count > 0 &&
	    is_openai(&tools.node->items[0])) {
		format_tools(y->r, y->p, tools.node, tools.path);
		return;
	}
	if (tools.node->kind == NODE_ARRAY)
		for (size_t i = 0; i < tools.node->count; i++)
			add_tool(y, STR_EMPTY, &tools.node->items[i]);
	else if (tools.node->kind == NODE_OBJECT)
		for (size_t i = 0; i < tools.node->count; i++)
			add_tool(y, tools.node->members[i].name,
				 &tools.node->members[i].value);
	else
		format_wrong_in(y->r, RULE_FORMAT_INVALID, tools.path,
				tools.node->pos, STR("write a list of tools"),
				"tools is neither a list nor an object but %s",
				node_kind_name(tools.node));
}

void prompty_tools(struct prompty *y)
{
	add_tools(y, prompty_stored(y, prompty_member(y, y->header, "tools")));
}

/* Whether the application fills some of the text. */
static bool is_template(struct prompty *y, const struct format_message *m)
{
	struct template_error why;
	struct template t;

	if (template_read(y->r->a, m->language, m->text.text, m->options,
			  m->option_count, &t, &why) < 0)
		return true;
	for (size_t i = 0; i < t.segment_count; i++)
		if (t.segments[i].kind != SEGMENT_TEXT)
			return true;
	return false;
}

void prompty_body_tools(struct prompty *y)
{
	struct reading *r = y->r;
	struct format_prompt *p = y->p;
	struct format_message m;
	const struct node *node;
	struct str yaml;

	if (p->message_count == 0 || !str_is(p->messages[0].role, "tools"))
		return;
	m = p->messages[0];
	p->message_count--;
	memmove(p->messages, p->messages + 1,
		p->message_count * sizeof(*p->messages));
	if (is_template(y, &m)) {
		format_opaque(r, p, m.text.text, STR_EMPTY, STR_EMPTY,
			      m.text.pos);
		format_tell(r, m.text.pos,
			    "these tools are known only when the prompt is "
			    "rendered");
		return;
	}
	yaml = str_fmt(r->a, "tools:\n%.*s", STR_ARG(m.text.text));
	node = format_yaml(r, yaml, m.text.pos.line - 1);
	if (!node)
		return;
	add_tools(y, prompty_stored(y, prompty_value(y, node_get(node, "tools"),
						     r->path)));
}

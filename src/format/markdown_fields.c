/*
 * What the members of a Markdown header come to.
 *
 * Hosts add members faster than anyone can list, and one that is unknown here
 * may well change what the model does. So members are left out by name, and
 * all others are parameters.
 */
#include "base/arena.h"
#include "base/map.h"
#include "format/make.h"
#include "format/markdown.h"
#include "syntax/yaml.h"

/* For people alone, whatever the format. */
static const char *const for_people[] = {
	"argument-hint", "author",  "authors", "license",
	"metadata",	 "owner",   "tags",    "tested_with",
	"title",	 "version", NULL
};

/* Texts even where their plain spelling is that of a number. */
static const char *const texts[] = { "name",  "description", "applyTo",
				     "globs", "paths",	     NULL };

static const char *const tools[] = { "tools", "allowed-tools", NULL };

static const char *const servers[] = { "mcp-servers", "mcpServers", "mcp_tools",
				       NULL };

static bool is_among(struct str name, const char *const *names)
{
	for (; names && *names; names++)
		if (str_is(name, *names))
			return true;
	return false;
}

/* ---- tools */

/* The tools that were named already: a host takes each once. */
struct named {
	struct reading *r;
	struct format_prompt *p;
	struct map names;
	bool full; /* one too many was told */
};

static void add_tool(struct named *n, struct str name, struct pos pos)
{
	struct node node = make_text(name, pos);
	void **slot = map_put(&n->names, name);

	if (*slot || n->full)
		return;
	*slot = n;
	n->full = n->p->tool_count == FORMAT_TOOLS;
	format_named_tool(n->r, n->p, &node);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Whether one stands outside of parentheses. */
static bool has_comma(struct str s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ',' && depth == 0)
			return true;
		depth += s.p[i] == '(';
		depth -= s.p[i] == ')' && depth > 0;
	}
	return false;
}

/* Tools in one text: a comma between two or, where there is none, white
 * space, as Agent Skills have it. What is in parentheses stays together:
 * `Bash(git add:*, git commit:*)`. */
static void add_tool_text(struct named *n, const struct node *node)
{
	struct str s = node->text;
	bool comma = has_comma(s);
	size_t from = 0, depth = 0;

	for (size_t i = 0; i <= s.n; i++) {
		char c = i < s.n ? s.p[i] : ',';
		size_t to = i;

		depth += c == '(';
		depth -= c == ')' && depth > 0;
		if (i < s.n && (depth || (comma ? c != ',' : !is_blank(c))))
			continue;
		markdown_trim(s, &from, &to);
		if (from < to)
			add_tool(n, str_cut(s, from, to), node->pos);
		from = i + 1;
	}
}

static bool is_text_list(const struct node *node)
{
	if (node->kind != NODE_ARRAY)
		return false;
	for (size_t i = 0; i < node->count; i++)
		if (node->items[i].kind != NODE_STRING ||
		    node->items[i].text.n == 0)
			return false;
	return node->count > 0;
}

/* Whether they are tools by name. No tool at all is not the same as nothing
 * said of tools, so an empty list is a parameter. */
static bool add_tools(struct named *n, const struct node *node)
{
	size_t before = n->p->tool_count;

	if (is_text_list(node)) {
		for (size_t i = 0; i < node->count; i++)
			add_tool(n, node->items[i].text, node->items[i].pos);
		return true;
	}
	if (node->kind != NODE_STRING)
		return false;
	add_tool_text(n, node);
	return n->p->tool_count > before;
}

/* ---- the rest */

/* Its tools are known when it runs. What is written of it is a parameter. */
static void add_servers(struct reading *r, struct format_prompt *p,
			const struct member *m)
{
	const struct node *value = &m->value;

	if (value->kind != NODE_OBJECT || value->count == 0)
		format_opaque(r, p, m->name, STR_EMPTY, STR_EMPTY, m->pos);
	else
		for (size_t i = 0; i < value->count; i++)
			format_opaque(
				r, p,
				str_fmt(r->a, "%.*s.%.*s", STR_ARG(m->name),
					STR_ARG(value->members[i].name)),
				STR_EMPTY, STR_EMPTY, value->members[i].pos);
	format_tell(r, m->pos,
		    "the tools of its MCP servers are known only when they "
		    "run");
}

/* Whether it is the model; a list is a choice that the host makes, and
 * `inherit` is whatever model there is. */
static bool add_model(struct format_prompt *p, const struct node *value)
{
	if (value->kind != NODE_STRING || value->text.n == 0 ||
	    str_is(value->text, "inherit"))
		return false;
	p->model = value->text;
	p->model_pos = value->pos;
	return true;
}

/* Whether the member went somewhere, or belongs nowhere: it is no parameter. */
static bool add_member(struct named *n, const struct member *m,
		       const char *const *unread)
{
	struct format_prompt *p = n->p;

	if (str_is(m->name, "version")) {
		p->version = format_string(&m->value);
		p->version_pos = m->value.pos;
	}
	if (str_is(m->name, "description"))
		p->description = format_string(&m->value);
	if (is_among(m->name, for_people) || is_among(m->name, unread))
		return true;
	if (str_is(m->name, "model"))
		return add_model(p, &m->value);
	if (is_among(m->name, tools))
		return add_tools(n, &m->value);
	if (is_among(m->name, servers))
		add_servers(n->r, p, m);
	return false;
}

/* A scalar that would be refused is text for a host that reads no YAML. */
static void keep_text(struct reading *r, struct node *value)
{
	struct node copy = *value;
	struct syntax_error why;

	if (value->kind == NODE_STRING && value->plain &&
	    yaml_resolve_core(r->a, &copy, &why) < 0)
		value->plain = false;
	if (value->kind == NODE_ARRAY)
		for (size_t i = 0; i < value->count; i++)
			if (value->items[i].kind == NODE_STRING)
				keep_text(r, &value->items[i]);
}

void markdown_fields(struct reading *r, struct format_prompt *p,
		     const struct node *header, const char *const *unread,
		     bool lenient)
{
	struct named n = { .r = r, .p = p, .names = map_in(r->a) };
	struct node *params;

	if (!header)
		return;
	params = make_object(r->a, header->pos);
	for (size_t i = 0; i < header->count; i++) {
		const struct member *m = &header->members[i];
		struct node *value;

		if (add_member(&n, m, unread))
			continue;
		value = make_member(r->a, params, m->name);
		params->members[params->count - 1].pos = m->pos;
		*value = *make_copy(r->a, &m->value);
		if (value->kind == NODE_STRING && value->text.n &&
		    is_among(m->name, texts))
			value->plain = false;
		if (lenient)
			keep_text(r, value);
	}
	if (params->count)
		p->params = format_made(r, params);
}

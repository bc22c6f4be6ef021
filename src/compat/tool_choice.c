/*
 * tool_choice, in every provider's shape: which calls the model may make, and
 * whether it may make none. The new choice must allow nothing that the old
 * one did not.
 */
#include "compat/tool_choice.h"

#include "base/arena.h"
#include "base/map.h"

/* Texts that mean the same in one shape or another, in any case. */
static bool mode(struct str text, struct tool_choice *out)
{
	static const struct {
		const char *name;
		bool skips, calls;
	} rows[] = {
		{ "auto", true, true },	     { "validated", true, true },
		{ "required", false, true }, { "any", false, true },
		{ "none", true, false },
	};
	char lower[16] = "";

	for (size_t i = 0; i < text.n && i < sizeof(lower) - 1; i++) {
		char c = text.p[i];

		lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (strcmp(lower, rows[i].name) != 0 ||
		    text.n != strlen(rows[i].name))
			continue;
		out->skips = rows[i].skips;
		out->calls = rows[i].calls;
		return true;
	}
	return false;
}

static struct str text_of(const struct node *node, const char *name)
{
	const struct node *value = node_get(node, name);

	return value && value->kind == NODE_STRING ? value->text : STR_EMPTY;
}

static void call_one(struct arena *a, struct str name, struct tool_choice *out)
{
	out->names = arena_zero(a, 1, sizeof(*out->names));
	out->names[0] = name;
	out->name_count = 1;
	out->listed = true;
	out->skips = false;
	out->calls = true;
}

/* A name wherever a shape has it: beside `type`, or in the object that is
 * called as `type` says. */
static struct str tool_name(const struct node *node)
{
	struct str type = text_of(node, "type");
	struct str name = text_of(node, "name");

	if (!name.n)
		name = text_of(node_get(node, "function"), "name");
	if (!name.n)
		name = text_of(node_get(node, "custom"), "name");
	if (!name.n)
		name = text_of(node, "server_label");
	return name.n ? name : type;
}

/* A list of names, or of tools. */
static bool call_listed(struct arena *a, const struct node *list,
			struct tool_choice *out)
{
	if (!list || list->kind != NODE_ARRAY)
		return false;
	out->listed = true;
	out->names = arena_zero(a, list->count, sizeof(*out->names));
	for (size_t i = 0; i < list->count; i++) {
		const struct node *item = &list->items[i];
		struct str name = item->kind == NODE_STRING ? item->text :
							      tool_name(item);

		if (!name.n)
			return false;
		out->names[out->name_count++] = name;
	}
	return true;
}

/* Nothing but these members: what else there is may mean anything. */
static bool only(const struct node *node, const char *const *names)
{
	for (size_t i = 0; i < node->count; i++) {
		const char *const *name = names;

		while (*name && !str_is(node->members[i].name, *name))
			name++;
		if (!*name)
			return false;
	}
	return true;
}

/* {"mode": "ANY", "allowedFunctionNames": [...]}, Gemini's; and OpenAI's
 * {"type": "allowed_tools", "mode": "auto", "tools": [...]}. */
static bool read_mode(struct arena *a, const struct node *node,
		      struct tool_choice *out)
{
	static const char *const known[] = { "mode",
					     "type",
					     "allowedFunctionNames",
					     "allowed_function_names",
					     "tools",
					     NULL };
	const struct node *list = node_get(node, "allowedFunctionNames");

	if (!list)
		list = node_get(node, "allowed_function_names");
	if (!list)
		list = node_get(node, "tools");
	return only(node, known) && mode(text_of(node, "mode"), out) &&
	       (!list || call_listed(a, list, out));
}

/* {"auto": {}}, {"any": {}}, {"tool": {"name": ...}}: Bedrock's. */
static bool read_bedrock(struct arena *a, const struct node *node,
			 struct tool_choice *out)
{
	const struct member *m = &node->members[0];

	if (node->count != 1 || m->value.kind != NODE_OBJECT)
		return false;
	if (str_is(m->name, "tool")) {
		call_one(a, text_of(&m->value, "name"), out);
		return out->names[0].n != 0;
	}
	return m->value.count == 0 && mode(m->name, out);
}

static bool read_typed(struct arena *a, const struct node *node,
		       struct str type, struct tool_choice *out)
{
	static const char *const known[] = {
		"type",	  "name",	  "function",
		"custom", "server_label", "disable_parallel_tool_use",
		NULL
	};
	const struct node *one = node_get(node, "disable_parallel_tool_use");
	const struct node *inner = node_get(node, "allowed_tools");

	if (str_is(type, "allowed_tools"))
		return read_mode(a, inner ? inner : node, out);
	if (!only(node, known))
		return false;
	out->single = one && one->kind == NODE_TRUE;
	if (mode(type, out))
		return true;
	call_one(a, tool_name(node), out);
	return true;
}

bool tool_choice_read(struct arena *a, const struct node *node,
		      struct tool_choice *out)
{
	const struct node *inner;

	*out = (struct tool_choice){ .skips = true, .calls = true };
	if (!node)
		return true;
	if (node->kind == NODE_STRING)
		return mode(node->text, out);
	if (node->kind != NODE_OBJECT || node->count == 0)
		return false;
	inner = node_get(node, "functionCallingConfig");
	if (!inner)
		inner = node_get(node, "function_calling_config");
	if (inner)
		return node->count == 1 && read_mode(a, inner, out);
	if (text_of(node, "type").n)
		return read_typed(a, node, text_of(node, "type"), out);
	if (node_get(node, "mode"))
		return read_mode(a, node, out);
	return read_bedrock(a, node, out);
}

/* ---- comparing ------------------------------------------------------- */

static struct map name_set(struct arena *a, const struct str *names,
			   size_t count)
{
	struct map set = map_in(a);

	for (size_t i = 0; i < count; i++)
		*map_put(&set, names[i]) = &set;
	return set;
}

static struct map tool_set(struct arena *a, const struct store_effective *e)
{
	struct map set = map_in(a);

	for (size_t i = 0; i < e->tool_count; i++)
		*map_put(&set, str_of(e->tools[i].name)) = &set;
	return set;
}

/* The first tool of to that may be called now and, being there before, might
 * not. */
static struct str new_call(struct compare *c, const struct tool_choice *from,
			   const struct tool_choice *to)
{
	const struct store_effective *e = c->to->effective;
	struct map was = name_set(c->arena, from->names, from->name_count);
	struct map tools = tool_set(c->arena, c->from->effective);
	size_t count = to->listed ? to->name_count : e->tool_count;

	for (size_t i = 0; from->listed && i < count; i++) {
		struct str name = to->listed ? to->names[i] :
					       str_of(e->tools[i].name);

		if (!map_get(&was, name) && map_get(&tools, name))
			return name;
	}
	return STR_EMPTY;
}

enum tool_choice_change tool_choice_compare(struct compare *c,
					    const struct tool_choice *from,
					    const struct tool_choice *to,
					    struct str *why)
{
	struct str name;

	*why = STR("the model has less choice among tools");
	if (to->skips && !from->skips)
		*why = STR("the model need not call a tool any more");
	else if (to->calls && !from->calls)
		*why = STR("the model may call tools now");
	else if (to->calls && !to->single && from->single)
		*why = STR("the model may make several calls at once now");
	else if (to->calls && (name = new_call(c, from, to)).n)
		*why = str_fmt(c->arena, "the model may choose %.*s now",
			       STR_ARG(compare_show(c->arena, name)));
	else if (to->skips == from->skips && to->calls == from->calls &&
		 to->single == from->single && !new_call(c, to, from).n &&
		 to->listed == from->listed)
		return TOOL_CHOICE_SAME;
	else
		return TOOL_CHOICE_LESS;
	return TOOL_CHOICE_MORE;
}

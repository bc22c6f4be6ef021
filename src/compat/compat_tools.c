/*
 * Tools: what the model may call and with which arguments. The new prompt
 * must bring no call that the old one did not promise.
 *
 * A tool is found by name; a tool that is gone and one that is new with the
 * same definition are a rename. Where the arguments' schema lies depends on
 * the provider's shape, see tool_view.h.
 */
#include "compat/compare.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "compat/contract.h"
#include "compat/schema_place.h"
#include "compat/tool_view.h"
#include "syntax/json.h"

static const enum change_kind kinds[DELTA_COUNT] = {
	[DELTA_ADDED] = CHANGE_TOOL_ARG_ADDED,
	[DELTA_REMOVED] = CHANGE_TOOL_ARG_REQUIRED_REMOVED,
	[DELTA_NOW_REQUIRED] = CHANGE_TOOL_ARG_NARROWED,
	[DELTA_NOW_OPTIONAL] = CHANGE_TOOL_ARG_BECAME_OPTIONAL,
	[DELTA_TYPE_CHANGED] = CHANGE_TOOL_ARG_TYPE_CHANGED,
	[DELTA_TYPE_WIDENED] = CHANGE_TOOL_ARG_TYPE_WIDENED,
	[DELTA_NULL_ADDED] = CHANGE_TOOL_ARG_TYPE_WIDENED,
	[DELTA_TYPE_NARROWED] = CHANGE_TOOL_ARG_NARROWED,
	[DELTA_VALUE_ADDED] = CHANGE_TOOL_ARG_ENUM_VALUE_ADDED,
	[DELTA_VALUE_REMOVED] = CHANGE_TOOL_ARG_NARROWED,
	[DELTA_ENUM_ADDED] = CHANGE_TOOL_ARG_NARROWED,
	[DELTA_ENUM_DROPPED] = CHANGE_TOOL_ARG_CONSTRAINT_RELAXED,
	[DELTA_BRANCH_ADDED] = CHANGE_TOOL_ARG_CONSTRAINT_RELAXED,
	[DELTA_RELAXED] = CHANGE_TOOL_ARG_CONSTRAINT_RELAXED,
	[DELTA_TIGHTENED] = CHANGE_TOOL_ARG_NARROWED,
	[DELTA_OPENED] = CHANGE_TOOL_OPENED,
	[DELTA_CLOSED] = CHANGE_TOOL_ARG_NARROWED,
	[DELTA_DEFAULT_CHANGED] = CHANGE_TOOL_DESCRIPTION_CHANGED,
	[DELTA_DEFAULT_REMOVED] = CHANGE_TOOL_ARG_NARROWED,
	[DELTA_TEXT] = CHANGE_TOOL_DESCRIPTION_CHANGED,
	[DELTA_ORDER] = CHANGE_TOOL_DESCRIPTION_CHANGED,
	[DELTA_SAME] = CHANGE_TOOL_DESCRIPTION_CHANGED,
	[DELTA_UNDECIDED] = CHANGE_TOOL_ARG_CONSTRAINT_RELAXED,
};

static struct str place(struct arena *a, const char *tool, struct str more)
{
	struct str name = compare_show(a, str_of(tool));

	return more.n ? str_fmt(a, "tools/%.*s/%.*s", STR_ARG(name),
				STR_ARG(compare_show(a, more))) :
			str_fmt(a, "tools/%.*s", STR_ARG(name));
}

static enum change_kind kind_of(const struct delta *d, enum change_kind kind,
				enum bump *most)
{
	(void)most;
	return d->kind == DELTA_REMOVED && d->optional ?
		       CHANGE_TOOL_ARG_NARROWED :
		       kind;
}

/* Who carries out a call is not asked whether it passes over what it does not
 * know, so that a new argument counts even where the schema is open. */
static bool always(enum change_kind kind)
{
	return kind == CHANGE_TOOL_ARG_ADDED || kind == CHANGE_TOOL_OPENED;
}

static void add_alike(struct compare *c, const char *tool, struct str where,
		      enum alike alike, const char *what)
{
	struct str name = compare_show(c->arena, str_of(tool));

	if (alike == ALIKE_EQUAL)
		return;
	if (alike == ALIKE_NOT)
		compare_add_unproven(
			c, CHANGE_TOOL_ARG_CONSTRAINT_RELAXED, where,
			str_fmt(c->arena,
				"tool %.*s: %s changed, not proven to be "
				"compatible",
				STR_ARG(name), what));
	else
		compare_add(c, CHANGE_TOOL_DESCRIPTION_CHANGED, where,
			    str_fmt(c->arena,
				    "tool %.*s: %s has other words or another "
				    "order",
				    STR_ARG(name), what));
}

static bool same_value(struct arena *a, const struct node *x,
		       const struct node *y)
{
	struct buf one = buf_in(a), two = buf_in(a);

	json_canonical(&one, x, JSON_SORTED);
	json_canonical(&two, y, JSON_SORTED);
	return str_eq(buf_str(&one), buf_str(&two));
}

static struct change *describe(struct compare *c, const char *tool,
			       const char *what)
{
	return compare_add(
		c, CHANGE_TOOL_DESCRIPTION_CHANGED,
		place(c->arena, tool, STR_EMPTY),
		str_fmt(c->arena, "tool %.*s: %s",
			STR_ARG(compare_show(c->arena, str_of(tool))), what));
}

static struct str description(struct arena *a, const struct node *texts)
{
	const struct node *text = node_get(texts, "description");

	return text && text->kind == NODE_STRING ? compare_show(a, text->text) :
						   STR_EMPTY;
}

/* What the model reads besides the arguments, and what it does not. */
static void words(struct compare *c, const char *tool,
		  const struct tool_view *x, const struct tool_view *y)
{
	struct arena *a = c->arena;
	struct change *change;

	if (!same_value(a, &x->texts, &y->texts)) {
		change = describe(c, tool, "it is described in other words");
		change->before = description(a, &x->texts);
		change->after = description(a, &y->texts);
	}
	if (!same_value(a, &x->notes, &y->notes)) {
		change = describe(c, tool, "its annotations changed");
		change->before = compare_show_node(a, &x->notes);
		change->after = compare_show_node(a, &y->notes);
	}
	if (!same_value(a, &x->quiet, &y->quiet)) {
		change = describe(c, tool, "only what no model reads changed");
		if (change->needs > BUMP_PATCH)
			change->needs = BUMP_PATCH;
	}
}

/* `strict` makes the provider hold the model to the schema. */
static void strict(struct compare *c, const char *tool,
		   const struct tool_view *x, const struct tool_view *y)
{
	struct arena *a = c->arena;
	struct str name = compare_show(a, str_of(tool));

	if (x->strict && !y->strict)
		compare_add(c, CHANGE_TOOL_OPENED, place(a, tool, STR_EMPTY),
			    str_fmt(a,
				    "tool %.*s: the provider does not hold the "
				    "model to the schema any more (strict)",
				    STR_ARG(name)));
	if (!x->strict && y->strict)
		compare_add(
			c, CHANGE_TOOL_ARG_NARROWED, place(a, tool, STR_EMPTY),
			str_fmt(a,
				"tool %.*s: the provider holds the model to "
				"the schema (strict)",
				STR_ARG(name)));
}

static int arguments(struct compare *c, const struct store_tool *from,
		     const struct store_tool *to, const struct tool_view *x,
		     const struct tool_view *y)
{
	struct arena *a = c->arena;
	const struct contract k = {
		.name = to->name,
		.from = { x->schema, x->at, from->parts, from->part_count },
		.to = { y->schema, y->at, to->parts, to->part_count },
		.direction = CONTRACT_CALL
	};
	const struct contract_terms terms = {
		.kinds = kinds,
		.compatible = CHANGE_TOOL_ARG_NARROWED,
		.broken = CHANGE_TOOL_ARG_CONSTRAINT_RELAXED,
		.where = place(a, to->name, STR("arguments")),
		.subject = str_fmt(a, "tool %.*s: ",
				   STR_ARG(compare_show(a, str_of(to->name)))),
		.noun = "argument",
		.from = &from->definition,
		.to = &to->definition,
		.kind = kind_of,
		.always = always,
	};

	return contract_changes(c, &k, &terms);
}

/* Where a side has no schema it is one that says nothing. */
static const struct node *or_empty(const struct node *schema)
{
	static const struct node object = { .kind = NODE_OBJECT };

	return schema ? schema : &object;
}

/* All but the arguments. */
static void views(struct compare *c, const char *tool,
		  const struct tool_view *x, const struct tool_view *y)
{
	words(c, tool, x, y);
	strict(c, tool, x, y);
	add_alike(c, tool, place(c->arena, tool, STR_EMPTY),
		  schema_alike(or_empty(x->results), or_empty(y->results)),
		  "what it returns");
	if (!same_value(c->arena, &x->rest, &y->rest))
		add_alike(c, tool, place(c->arena, tool, STR_EMPTY), ALIKE_NOT,
			  "the definition");
}

static int same_name(struct compare *c, const struct store_tool *from,
		     const struct store_tool *to)
{
	struct tool_view x, y;
	struct node one, two;
	size_t start = c->count;
	enum alike alike;
	int rc = compare_json(c, c->from, &from->definition, from->name, &one);

	if (rc == 0)
		rc = compare_json(c, c->to, &to->definition, to->name, &two);
	if (rc < 0)
		return rc;
	tool_view_read(c->arena, &one, &x);
	tool_view_read(c->arena, &two, &y);
	views(c, to->name, &x, &y);
	for (size_t i = start; i < c->count; i++) {
		c->items[i].from = &from->definition;
		c->items[i].to = &to->definition;
	}
	rc = arguments(c, from, to, &x, &y);
	if (rc < 0 || c->count > start)
		return rc;
	/* The same in another order, or in another provider's shape. */
	alike = schema_alike(&one, &two);
	if (alike == ALIKE_NOT)
		describe(c, to->name, "it is written in another shape");
	else
		add_alike(c, to->name, place(c->arena, to->name, STR_EMPTY),
			  alike, "the definition");
	return 0;
}

static void add_parts(struct buf *b, const struct store_tool *tool)
{
	for (size_t i = 0; i < tool->part_count; i++) {
		char id[STORE_DIGEST_TEXT + 1];

		store_id_write(&tool->parts[i].id, id);
		buf_addf(b, "\n%s %s", tool->parts[i].name, id);
	}
}

/*
 * A definition without its name, and its parts: what a rename keeps. The name
 * that a release file gives a tool is but a reading of the definition; with
 * that equal nothing has changed.
 */
static struct str nameless(struct arena *a, const struct store_tool *tool,
			   const struct node *definition)
{
	struct node node = tool_nameless(a, definition);
	struct buf b = buf_in(a);

	json_canonical(&b, &node, JSON_KEPT);
	add_parts(&b, tool);
	return buf_str(&b);
}

/*
 * The arguments without a word of description: a tool that is described anew
 * while it is renamed is still that tool. One without arguments could be any,
 * and has a key that no other has.
 */
static struct str wordless(struct arena *a, const struct store_tool *tool,
			   const struct node *definition, const char *side)
{
	const struct node *properties;
	struct buf b = buf_in(a);
	struct tool_view v;

	tool_view_read(a, definition, &v);
	properties = node_get(v.schema, "properties");
	if (!properties || properties->count == 0)
		return str_fmt(a, "%s %s", side, tool->name);
	buf_add(&b, schema_bare(a, v.schema));
	add_parts(&b, tool);
	return buf_str(&b);
}

static void add_tool(struct compare *c, enum change_kind kind,
		     const struct store_tool *from, const struct store_tool *to)
{
	struct arena *a = c->arena;
	struct str x = from ? compare_show(a, str_of(from->name)) : STR_EMPTY;
	struct str y = to ? compare_show(a, str_of(to->name)) : STR_EMPTY;
	const char *name = NULL;
	struct str text;
	struct change *change;

	if (from)
		name = from->name;
	else if (to)
		name = to->name;
	assert(name);
	if (from && to)
		text = str_fmt(a, "tool %.*s is called %.*s now", STR_ARG(x),
			       STR_ARG(y));
	else if (to)
		text = str_fmt(a, "tool %.*s was added", STR_ARG(y));
	else
		text = str_fmt(a, "tool %.*s was removed", STR_ARG(x));
	change = compare_add(c, kind, place(a, name, STR_EMPTY), text);
	change->before = x;
	change->after = y;
	change->from = from ? &from->definition : NULL;
	change->to = to ? &to->definition : NULL;
}

/* Tools that only one side has, with what they may be known again by. */
struct lonely {
	const struct store_tool **tools;
	struct str *nameless, *wordless;
	size_t count;
};

static struct lonely lonely_in(struct arena *a, size_t room)
{
	return (struct lonely){
		.tools = arena_zero(a, room, sizeof(const struct store_tool *)),
		.nameless = arena_zero(a, room, sizeof(struct str)),
		.wordless = arena_zero(a, room, sizeof(struct str)),
	};
}

static int renamed(struct compare *c, const struct store_tool *from,
		   const struct store_tool *to)
{
	enum alike alike;
	int rc = schema_parts_alike(c, &from->definition, &to->definition,
				    to->name, &alike);

	if (rc == 0 && alike != ALIKE_EQUAL)
		add_tool(c, CHANGE_TOOL_RENAMED, from, to);
	return rc;
}

static int lonely_add(struct compare *c, const struct compat_side *side,
		      const struct store_tool *tool, struct lonely *l)
{
	struct node node;
	int rc = compare_json(c, side, &tool->definition, tool->name, &node);

	if (rc < 0)
		return rc;
	l->nameless[l->count] = nameless(c->arena, tool, &node);
	l->wordless[l->count] = wordless(c->arena, tool, &node,
					 side == c->from ? "old" : "new");
	l->tools[l->count++] = tool;
	return 0;
}

/* Those of a list that have no counterpart. */
static void keep_lonely(const struct lonely *l, struct lonely *kept, size_t i)
{
	if (i == COMPARE_NONE)
		return;
	kept->wordless[kept->count] = l->wordless[i];
	kept->tools[kept->count++] = l->tools[i];
}

static void match_wordless(struct compare *c, const struct lonely *x,
			   const struct lonely *y)
{
	size_t count;
	struct pair *pairs = compare_pairs(c->arena, x->wordless, x->count,
					   y->wordless, y->count, &count);

	for (size_t i = 0; i < count; i++) {
		struct pair p = pairs[i];

		if (p.to == COMPARE_NONE)
			add_tool(c, CHANGE_TOOL_REMOVED, x->tools[p.from],
				 NULL);
		else if (p.from == COMPARE_NONE)
			add_tool(c, CHANGE_TOOL_ADDED, NULL, y->tools[p.to]);
		else
			add_tool(c, CHANGE_TOOL_RENAMED, x->tools[p.from],
				 y->tools[p.to]);
	}
}

static int match_lonely(struct compare *c, const struct lonely *x,
			const struct lonely *y)
{
	struct lonely gone = lonely_in(c->arena, x->count);
	struct lonely come = lonely_in(c->arena, y->count);
	int rc = 0;
	size_t count;
	struct pair *pairs = compare_pairs(c->arena, x->nameless, x->count,
					   y->nameless, y->count, &count);

	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct pair p = pairs[i];

		if (p.from != COMPARE_NONE && p.to != COMPARE_NONE)
			rc = renamed(c, x->tools[p.from], y->tools[p.to]);
		else {
			keep_lonely(x, &gone, p.from);
			keep_lonely(y, &come, p.to);
		}
	}
	if (rc == 0)
		match_wordless(c, &gone, &come);
	return rc;
}

static struct str *names(struct arena *a, const struct store_effective *e)
{
	struct str *out = arena_zero(a, e->tool_count, sizeof(*out));

	for (size_t i = 0; i < e->tool_count; i++)
		out[i] = str_of(e->tools[i].name);
	return out;
}

int compat_tools(struct compare *c)
{
	const struct store_effective *x = c->from->effective;
	const struct store_effective *y = c->to->effective;
	struct lonely gone = lonely_in(c->arena, x->tool_count);
	struct lonely come = lonely_in(c->arena, y->tool_count);
	size_t count;
	struct pair *pairs = compare_pairs(c->arena, names(c->arena, x),
					   x->tool_count, names(c->arena, y),
					   y->tool_count, &count);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct pair p = pairs[i];

		if (p.to == COMPARE_NONE)
			rc = lonely_add(c, c->from, &x->tools[p.from], &gone);
		else if (p.from == COMPARE_NONE)
			rc = lonely_add(c, c->to, &y->tools[p.to], &come);
		else
			rc = same_name(c, &x->tools[p.from], &y->tools[p.to]);
	}
	if (rc == 0)
		rc = match_lonely(c, &gone, &come);
	if (rc < 0)
		return rc;
	/* The model reads them in their order; what it may call is the same. */
	if (compare_reordered(pairs, count))
		compare_add(c, CHANGE_TOOL_DESCRIPTION_CHANGED, STR("tools"),
			    STR("the tools come in another order"));
	return 0;
}

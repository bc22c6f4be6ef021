/*
 * Tools: what the model may call and with which arguments. The new prompt
 * must bring no call that the old one did not promise.
 *
 * A tool is found by name; a tool that is gone and one that is new with the
 * same definition are a rename. Where the arguments' schema lies depends on
 * the provider's shape; all else around it (the description, `strict`) is
 * compared whole.
 */
#include "compat/compare.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "compat/schema_delta.h"
#include "compat/schema_place.h"
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
	[DELTA_RELAXED] = CHANGE_TOOL_ARG_CONSTRAINT_RELAXED,
	[DELTA_TIGHTENED] = CHANGE_TOOL_ARG_NARROWED,
	[DELTA_OPENED] = CHANGE_TOOL_OPENED,
	[DELTA_CLOSED] = CHANGE_TOOL_ARG_NARROWED,
	[DELTA_DEFAULT_CHANGED] = CHANGE_TOOL_DESCRIPTION_CHANGED,
	[DELTA_DEFAULT_REMOVED] = CHANGE_TOOL_ARG_NARROWED,
	[DELTA_TEXT] = CHANGE_TOOL_DESCRIPTION_CHANGED,
	[DELTA_ORDER] = CHANGE_TOOL_DESCRIPTION_CHANGED,
	[DELTA_UNDECIDED] = CHANGE_TOOL_ARG_CONSTRAINT_RELAXED,
};

static struct str place(struct arena *a, const char *tool, struct str more)
{
	struct str name = compare_show(a, str_of(tool));

	return more.n ? str_fmt(a, "tools/%.*s/%.*s", STR_ARG(name),
				STR_ARG(compare_show(a, more))) :
			str_fmt(a, "tools/%.*s", STR_ARG(name));
}

static void add_delta(struct compare *c, const char *tool,
		      const struct delta *d)
{
	struct arena *a = c->arena;
	enum change_kind kind = kinds[d->kind];
	struct change *change;

	if (d->kind == DELTA_REMOVED && d->optional)
		kind = CHANGE_TOOL_ARG_NARROWED;
	change = compare_add(c, kind, place(a, tool, d->property),
			     str_fmt(a, "tool %.*s: %.*s",
				     STR_ARG(compare_show(a, str_of(tool))),
				     STR_ARG(delta_text(a, "argument", d))));
	change->proven = d->kind != DELTA_UNDECIDED;
	change->before = d->before;
	change->after = d->after;
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

/* Files that a definition refers to. */
static int parts(struct compare *c, const struct store_tool *x,
		 const struct store_tool *y)
{
	size_t count;
	struct pair *pairs = compare_part_pairs(c->arena, x->parts,
						x->part_count, y->parts,
						y->part_count, &count);

	for (size_t i = 0; i < count; i++) {
		struct pair p = pairs[i];
		enum alike alike = ALIKE_NOT;
		struct str name;
		int rc = 0;

		name = str_of(p.from != COMPARE_NONE ? x->parts[p.from].name :
						       y->parts[p.to].name);
		if (p.from != COMPARE_NONE && p.to != COMPARE_NONE)
			rc = schema_parts_alike(c, &x->parts[p.from].id,
						&y->parts[p.to].id, y->name,
						&alike);
		if (rc < 0)
			return rc;
		add_alike(c, y->name,
			  place(c->arena, y->name,
				str_fmt(c->arena, "parts/%.*s", STR_ARG(name))),
			  alike, "a schema that is referred to");
	}
	return 0;
}

/* `strict` makes the provider hold the model to the schema. */
static void around(struct compare *c, const char *tool,
		   const struct schema_place *x, const struct schema_place *y)
{
	if (x->strict != y->strict) {
		struct delta d = { .kind = x->strict ? DELTA_OPENED :
						       DELTA_CLOSED,
				   .keyword = STR("strict"),
				   .before = STR_EMPTY,
				   .after = STR_EMPTY };

		add_delta(c, tool, &d);
	}
	add_alike(c, tool, place(c->arena, tool, STR_EMPTY),
		  schema_alike(&x->around, &y->around), "the definition");
}

static int same_name(struct compare *c, const struct store_tool *from,
		     const struct store_tool *to)
{
	struct schema_place x, y;
	struct node one, two;
	struct deltas d;
	size_t start = c->count;
	int rc = compare_json(c, c->from, &from->definition, from->name, &one);

	if (rc == 0)
		rc = compare_json(c, c->to, &to->definition, to->name, &two);
	if (rc < 0)
		return rc;
	schema_place_tool(c->arena, &one, &x);
	schema_place_tool(c->arena, &two, &y);
	around(c, to->name, &x, &y);
	d = schema_deltas(c->arena, &x.schema, &y.schema);
	for (size_t i = 0; i < d.count; i++)
		add_delta(c, to->name, &d.items[i]);
	/* What lies elsewhere: where the schema is in the definition. */
	if (c->count == start)
		add_alike(c, to->name, place(c->arena, to->name, STR_EMPTY),
			  schema_alike(&one, &two), "the definition");
	while (start < c->count) {
		c->items[start].from = &from->definition;
		c->items[start++].to = &to->definition;
	}
	return parts(c, from, to);
}

/*
 * A definition without its name, and its parts: what a rename keeps. The name
 * that a release file gives a tool is but a reading of the definition; with
 * that equal nothing has changed.
 */
static int nameless(struct compare *c, const struct compat_side *side,
		    const struct store_tool *tool, struct str *out)
{
	struct buf b = buf_in(c->arena);
	struct node node;
	int rc = compare_json(c, side, &tool->definition, tool->name, &node);

	if (rc < 0)
		return rc;
	node = schema_without_name(c->arena, &node);
	json_canonical(&b, &node, JSON_KEPT);
	for (size_t i = 0; i < tool->part_count; i++) {
		char id[STORE_DIGEST_TEXT + 1];

		store_id_write(&tool->parts[i].id, id);
		buf_addf(&b, "\n%s %s", tool->parts[i].name, id);
	}
	*out = buf_str(&b);
	return 0;
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

/* Tools that only one side has. */
struct lonely {
	const struct store_tool **tools;
	struct str *definitions;
	size_t count;
};

static struct lonely lonely_in(struct arena *a, size_t room)
{
	return (struct lonely){
		.tools = arena_zero(a, room, sizeof(const struct store_tool *)),
		.definitions = arena_zero(a, room, sizeof(struct str)),
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
	int rc = nameless(c, side, tool, &l->definitions[l->count]);

	l->tools[l->count++] = tool;
	return rc;
}

static int match_lonely(struct compare *c, const struct lonely *x,
			const struct lonely *y)
{
	int rc = 0;
	size_t count;
	struct pair *pairs = compare_pairs(c->arena, x->definitions, x->count,
					   y->definitions, y->count, &count);

	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct pair p = pairs[i];

		if (p.to == COMPARE_NONE)
			add_tool(c, CHANGE_TOOL_REMOVED, x->tools[p.from],
				 NULL);
		else if (p.from == COMPARE_NONE)
			add_tool(c, CHANGE_TOOL_ADDED, NULL, y->tools[p.to]);
		else
			rc = renamed(c, x->tools[p.from], y->tools[p.to]);
	}
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

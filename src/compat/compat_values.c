/*
 * Values that stand for themselves: tool_choice, params, retrieval, examples,
 * opaque. Equal canonical JSON is no change.
 */
#include "compat/compare.h"

#include "base/arena.h"
#include "base/buf.h"
#include "compat/tool_choice.h"
#include "syntax/json.h"

/* One value of each side; NULL ids and nodes where it is absent. */
struct values {
	const struct store_id *from_id, *to_id;
	struct node from, to;
	const struct node *x, *y;
};

static struct str canonical(struct arena *a, const struct node *node)
{
	struct buf b = buf_in(a);

	if (node)
		json_canonical(&b, node, JSON_SORTED);
	return buf_str(&b);
}

/* *same is set where nothing differs; then nothing may have been read. */
static int read_values(struct compare *c, const struct store_id *from,
		       const struct store_id *to, const char *name,
		       struct values *v, bool *same)
{
	int rc = 0;

	*v = (struct values){ .from_id = from, .to_id = to };
	*same = (!from && !to) || (from && to && store_id_equal(from, to));
	if (*same)
		return 0;
	if (from) {
		rc = compare_json(c, c->from, from, name, &v->from);
		v->x = &v->from;
	}
	if (rc == 0 && to) {
		rc = compare_json(c, c->to, to, name, &v->to);
		v->y = &v->to;
	}
	if (rc == 0)
		*same = str_eq(canonical(c->arena, v->x),
			       canonical(c->arena, v->y));
	return rc;
}

static void show(struct compare *c, struct change *change,
		 const struct values *v)
{
	change->before = compare_show_node(c->arena, v->x);
	change->after = compare_show_node(c->arena, v->y);
	change->from = v->from_id;
	change->to = v->to_id;
}

/* One that asks for no more than patch: it means what it meant. */
static struct change *harmless(struct change *change)
{
	if (change->needs > BUMP_PATCH)
		change->needs = BUMP_PATCH;
	return change;
}

static struct change *choice(struct compare *c, const struct values *v)
{
	struct tool_choice from, to;
	struct str why;

	if (!tool_choice_read(c->arena, v->x, &from) ||
	    !tool_choice_read(c->arena, v->y, &to))
		return compare_add_unproven(
			c, CHANGE_TOOL_CHOICE_RELAXED, STR("tool_choice"),
			STR("the choice among tools changed, not proven to be "
			    "compatible"));
	switch (tool_choice_compare(c, &from, &to, &why)) {
	case TOOL_CHOICE_MORE:
		return compare_add(c, CHANGE_TOOL_CHOICE_RELAXED,
				   STR("tool_choice"), why);
	case TOOL_CHOICE_LESS:
		return compare_add(c, CHANGE_TOOL_ARG_NARROWED,
				   STR("tool_choice"), why);
	case TOOL_CHOICE_SAME:
		break;
	}
	return harmless(compare_add(c, CHANGE_TOOL_ARG_NARROWED,
				    STR("tool_choice"),
				    STR("the same choice among tools, said in "
					"another way")));
}

static int tool_choice(struct compare *c)
{
	struct values v;
	bool same;
	int rc = read_values(c, c->from->effective->tool_choice,
			     c->to->effective->tool_choice, "tool_choice", &v,
			     &same);

	if (rc == 0 && !same)
		show(c, choice(c, &v), &v);
	return rc;
}

/* ---- params ---------------------------------------------------------- */

static bool is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_is(s, *names))
			return true;
	return false;
}

/* What answer there is, or how many: code that reads it must know. */
static bool is_shape(struct str name)
{
	static const char *const names[] = { "n",
					     "stream",
					     "logprobs",
					     "top_logprobs",
					     "modalities",
					     "response_format",
					     "audio",
					     "best_of",
					     "echo",
					     "candidateCount",
					     "candidate_count",
					     "responseModalities",
					     "response_modalities",
					     "responseMimeType",
					     "response_mime_type",
					     "responseSchema",
					     "response_schema",
					     "responseJsonSchema",
					     "responseLogprobs",
					     NULL };

	return is_one_of(name, names);
}

/* Whether the answer may now be cut off where it was not. */
static bool cuts(struct str name, const struct node *from,
		 const struct node *to)
{
	static const char *const stops[] = { "stop", "stop_sequences",
					     "stopSequences", NULL };
	static const char *const limits[] = { "max_tokens",
					      "maxTokens",
					      "max_output_tokens",
					      "maxOutputTokens",
					      "max_completion_tokens",
					      "max_new_tokens",
					      "num_predict",
					      NULL };

	if (is_one_of(name, stops))
		return true;
	if (!is_one_of(name, limits))
		return false;
	if (!to || !from)
		return to != NULL;
	return from->kind != NODE_NUMBER || to->kind != NODE_NUMBER ||
	       json_number_compare(to->text, from->text) < 0;
}

/* `parallel_tool_calls`, which is on unless it is turned off. */
static void parallel(struct compare *c, struct str where,
		     const struct node *from, const struct node *to)
{
	bool was = !from || from->kind != NODE_FALSE;
	bool is = !to || to->kind != NODE_FALSE;
	struct change *change;

	if (is && !was)
		change = compare_add(c, CHANGE_TOOL_CHOICE_RELAXED, where,
				     STR("the model may make several calls at "
					 "once now"));
	else if (was && !is)
		change = compare_add(c, CHANGE_TOOL_ARG_NARROWED, where,
				     STR("the model makes one call at a time "
					 "now"));
	else
		change = compare_add(c, CHANGE_PARAM_CHANGED, where,
				     STR("parallel calls are said in another "
					 "way"));
	change->before = compare_show_node(c->arena, from);
	change->after = compare_show_node(c->arena, to);
}

/* `text` of OpenAI's Responses holds the format beside the verbosity. */
static bool same_format(struct arena *a, const struct node *from,
			const struct node *to)
{
	return str_eq(canonical(a, node_get(from, "format")),
		      canonical(a, node_get(to, "format")));
}

static void param(struct compare *c, struct str name, const struct node *from,
		  const struct node *to)
{
	struct arena *a = c->arena;
	enum change_kind kind = is_shape(name) ? CHANGE_PARAM_SHAPE_CHANGED :
						 CHANGE_PARAM_CHANGED;
	struct str shown = compare_show(a, name), where;
	struct change *change;

	if (from && to && str_eq(canonical(a, from), canonical(a, to)))
		return;
	if (str_is(name, "text") && !same_format(a, from, to))
		kind = CHANGE_PARAM_SHAPE_CHANGED;
	where = str_fmt(a, "params/%.*s", STR_ARG(shown));
	if (str_is(name, "parallel_tool_calls")) {
		parallel(c, where, from, to);
		return;
	}
	change = compare_add(c, kind, where,
			     str_fmt(a, "parameter %.*s %s", STR_ARG(shown),
				     !from ? "was added" :
				     !to   ? "was removed" :
					     "changed"));
	change->before = compare_show_node(a, from);
	change->after = compare_show_node(a, to);
	if (kind == CHANGE_PARAM_CHANGED && cuts(name, from, to) &&
	    change->needs == change_info(kind)->prompt)
		change->needs = BUMP_MINOR;
}

static struct str *names(struct arena *a, const struct node *object)
{
	size_t count = object ? object->count : 0;
	struct str *out = arena_zero(a, count, sizeof(*out));

	for (size_t i = 0; i < count; i++)
		out[i] = object->members[i].name;
	return out;
}

static int params(struct compare *c)
{
	size_t start = c->count, count;
	struct change *change;
	struct pair *pairs;
	struct values v;
	bool same;
	int rc = read_values(c, c->from->effective->params,
			     c->to->effective->params, "params", &v, &same);

	if (rc < 0 || same)
		return rc;
	if ((v.x && v.x->kind != NODE_OBJECT) ||
	    (v.y && v.y->kind != NODE_OBJECT)) {
		change = compare_add_unproven(
			c, CHANGE_PARAM_SHAPE_CHANGED, STR("params"),
			STR("the parameters changed, not proven to be "
			    "compatible"));
		show(c, change, &v);
		return 0;
	}
	pairs = compare_pairs(c->arena, names(c->arena, v.x),
			      v.x ? v.x->count : 0, names(c->arena, v.y),
			      v.y ? v.y->count : 0, &count);
	for (size_t i = 0; i < count; i++) {
		const struct member *x = NULL, *y = NULL;

		if (pairs[i].from != COMPARE_NONE)
			x = &v.x->members[pairs[i].from];
		if (pairs[i].to != COMPARE_NONE)
			y = &v.y->members[pairs[i].to];
		param(c, x ? x->name : y->name, x ? &x->value : NULL,
		      y ? &y->value : NULL);
	}
	if (c->count == start) {
		change = compare_add(c, CHANGE_PARAM_CHANGED, STR("params"),
				     STR("no parameters, said in another way"));
		show(c, change, &v);
	}
	return 0;
}

/* ---- retrieval, examples, opaque -------------------------------------- */

static int retrieval(struct compare *c)
{
	struct values v;
	bool same;
	int rc = read_values(c, c->from->effective->retrieval,
			     c->to->effective->retrieval, "retrieval", &v,
			     &same);

	if (rc == 0 && !same)
		show(c,
		     compare_add(c, CHANGE_RETRIEVAL_CHANGED, STR("retrieval"),
				 STR("the retrieval settings changed")),
		     &v);
	return rc;
}

static int examples(struct compare *c)
{
	const struct store_effective *x = c->from->effective;
	const struct store_effective *y = c->to->effective;

	if (x->example_count != y->example_count) {
		struct change *change = compare_add(
			c, CHANGE_MESSAGE_TEXT_CHANGED, STR("examples"),
			STR("examples were added or removed"));

		change->before = str_fmt(c->arena, "%zu", x->example_count);
		change->after = str_fmt(c->arena, "%zu", y->example_count);
		return 0;
	}
	for (size_t i = 0; i < x->example_count; i++) {
		struct values v;
		bool same;
		int rc = read_values(c, &x->examples[i], &y->examples[i],
				     "examples", &v, &same);

		if (rc < 0)
			return rc;
		if (!same)
			show(c,
			     compare_add(c, CHANGE_MESSAGE_TEXT_CHANGED,
					 str_fmt(c->arena, "examples[%zu]", i),
					 STR("an example changed")),
			     &v);
	}
	return 0;
}

static struct str *refs(struct arena *a, const struct store_effective *e)
{
	struct str *out = arena_zero(a, e->opaque_count, sizeof(*out));

	for (size_t i = 0; i < e->opaque_count; i++)
		out[i] = str_of(e->opaque[i].ref);
	return out;
}

/* Code that makes a prompt: what it makes of it now is not known. */
static void opaque(struct compare *c)
{
	const struct store_effective *x = c->from->effective;
	const struct store_effective *y = c->to->effective;
	struct arena *a = c->arena;
	size_t count;
	struct pair *pairs = compare_pairs(a, refs(a, x), x->opaque_count,
					   refs(a, y), y->opaque_count, &count);

	for (size_t i = 0; i < count; i++) {
		const struct store_opaque *from = NULL, *to = NULL;
		struct change *change;
		struct str ref;

		if (pairs[i].from != COMPARE_NONE)
			from = &x->opaque[pairs[i].from];
		if (pairs[i].to != COMPARE_NONE)
			to = &y->opaque[pairs[i].to];
		if (from && to && store_id_equal(&from->file, &to->file))
			continue;
		ref = compare_show(a, str_of((from ? from : to)->ref));
		change = compare_add_unproven(
			c, CHANGE_MESSAGE_TEXT_CHANGED,
			str_fmt(a, "opaque/%.*s", STR_ARG(ref)),
			str_fmt(a, "%.*s %s, what it makes is not known",
				STR_ARG(ref),
				!from ? "was added" :
				!to   ? "was removed" :
					"changed"));
		change->from = from ? &from->file : NULL;
		change->to = to ? &to->file : NULL;
	}
	if (compare_reordered(pairs, count))
		compare_add_unproven(c, CHANGE_MESSAGE_TEXT_CHANGED,
				     STR("opaque"),
				     STR("what code makes comes in another "
					 "order"));
}

int compat_values(struct compare *c)
{
	int rc = tool_choice(c);

	if (rc == 0)
		rc = params(c);
	if (rc == 0)
		rc = retrieval(c);
	if (rc == 0)
		rc = examples(c);
	if (rc == 0)
		opaque(c);
	return rc;
}

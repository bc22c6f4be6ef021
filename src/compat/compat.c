#include "compat/compat.h"

#include <stdlib.h>

#include "base/arena.h"
#include "compat/compare.h"

/* Every family of changes, in the order of RULES.md. */
static int (*const families[])(struct compare *c) = {
	compat_variables, compat_passages, compat_tools,  compat_output,
	compat_messages,  compat_model,	   compat_values,
};

int compat_preset(struct str name, struct compat_policy *out)
{
	bool prompt = str_is(name, "prompt");

	if (!prompt && !str_is(name, "model"))
		return -1;
	out->readers_strict = false;
	out->shared = NULL;
	for (int i = 0; i < CHANGE_COUNT; i++) {
		const struct change_info *info = change_info(
			(enum change_kind)i);

		out->bumps[i] = prompt ? info->prompt : info->model;
	}
	return 0;
}

static int by_needs(const void *a, const void *b)
{
	const struct change *const *x = a, *const *y = b;

	if ((*x)->needs != (*y)->needs)
		return (*x)->needs < (*y)->needs ? 1 : -1;
	if ((*x)->kind != (*y)->kind)
		return (*x)->kind < (*y)->kind ? -1 : 1;
	/* As they were found; both are of one array. */
	return (*x > *y) - (*x < *y);
}

static void finish(struct compare *c, struct changes *out)
{
	struct change *items = arena_zero(c->arena, c->count, sizeof(*items));
	const struct change **order = arena_zero(c->arena, c->count,
						 sizeof(*order));

	for (size_t i = 0; i < c->count; i++)
		order[i] = &c->items[i];
	if (c->count)
		qsort(order, c->count, sizeof(*order), by_needs);
	for (size_t i = 0; i < c->count; i++)
		items[i] = *order[i];
	*out = (struct changes){ .items = items,
				 .count = c->count,
				 .needs = c->count ? items[0].needs :
						     BUMP_NONE };
}

/*
 * No family saw anything: that has to mean that the normal digests are equal.
 * Else something differs that none of them knows, and asks for the most.
 */
static int nothing_seen(struct compare *c)
{
	struct normal *n = normal_new(c->arena);
	struct store_id from, to, missing;
	int rc = normal_digest(n, c->from->effective, RULES_NEWEST,
			       &c->from->objects, &from, &missing, c->err);

	if (rc == 0)
		rc = normal_digest(n, c->to->effective, RULES_NEWEST,
				   &c->to->objects, &to, &missing, c->err);
	if (rc == 0 && !store_id_equal(&from, &to))
		compare_add_unproven(c, CHANGE_MESSAGE_TEXT_CHANGED,
				     STR("effective"),
				     STR("the prompt changed, not known how"))
			->needs = BUMP_MAJOR;
	return rc;
}

int compat_changes(struct arena *a, const struct compat_side *from,
		   const struct compat_side *to,
		   const struct compat_policy *policy, struct changes *out,
		   struct error *err)
{
	struct compare c = {
		.arena = a, .from = from, .to = to, .policy = policy, .err = err
	};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(families) / sizeof(*families);
	     i++)
		rc = families[i](&c);
	if (rc == 0 && c.count == 0)
		rc = nothing_seen(&c);
	if (rc < 0)
		return rc;
	finish(&c, out);
	return 0;
}

void compat_evals(struct arena *a, const struct node *from,
		  const struct node *to, const struct compat_policy *policy,
		  struct changes *changes)
{
	struct compare c = { .arena = a, .policy = policy };
	struct change *change;

	if (from == to || (from && to && node_equal(from, to)))
		return;
	for (size_t i = 0; i < changes->count; i++)
		*compare_add(&c, changes->items[i].kind, STR_EMPTY,
			     STR_EMPTY) = changes->items[i];
	change = compare_add(
		&c, CHANGE_EVAL_SET_CHANGED, STR("evals"),
		STR("other evaluation sets: what was measured with "
		    "the old ones says nothing of them"));
	change->before = compare_show_node(a, from);
	change->after = compare_show_node(a, to);
	finish(&c, changes);
}

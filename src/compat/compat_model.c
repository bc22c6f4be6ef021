/*
 * The model: provider, id, revision, adapter. Families and pins are those of
 * the table of models; what it does not know is not proven to behave alike.
 */
#include "compat/compare.h"

#include "base/arena.h"
#include "compat/model.h"

static struct str full_name(struct arena *a, const struct store_model *m)
{
	if (!m)
		return STR_EMPTY;
	if (!m->provider)
		return compare_show(a, str_of(m->id));
	return compare_show(a, str_fmt(a, "%s/%s", m->provider, m->id));
}

static struct change *add(struct compare *c, enum change_kind kind,
			  struct str text)
{
	struct change *change = compare_add(c, kind, STR("model"), text);

	change->before = full_name(c->arena, c->from->effective->model);
	change->after = full_name(c->arena, c->to->effective->model);
	return change;
}

static bool same(const char *x, const char *y)
{
	return (!x && !y) || (x && y && strcmp(x, y) == 0);
}

/* The model that an id was tuned from, "gpt-4o-2024-08-06" of
 * "ft:gpt-4o-2024-08-06:us::x"; *tuned says whether it is such an id. */
static struct str base_of(const char *id, bool *tuned)
{
	struct str s = str_of(id);

	*tuned = str_starts(s, "ft:");
	if (!*tuned)
		return s;
	s = str_cut(s, sizeof("ft:") - 1, s.n);
	return str_cut(s, 0, str_find(s, ':', 0));
}

/* The same base, and another fine-tuned model made of it. */
static bool same_base(const struct store_model *x, const struct store_model *y)
{
	bool was, is;
	struct str from = base_of(x->id, &was), to = base_of(y->id, &is);

	return (was || is) && str_eq(from, to) && from.n;
}

static void unknown_family(struct compare *c, const struct store_model *x,
			   bool knows_from)
{
	const struct store_model *y = c->to->effective->model;
	struct str id = str_of(knows_from ? y->id : x->id);

	add(c, CHANGE_MODEL_FAMILY_CHANGED,
	    str_fmt(c->arena,
		    "another model, not proven to behave alike: the table of "
		    "models of %s does not know %.*s",
		    model_table_date(), STR_ARG(compare_show(c->arena, id))))
		->proven = false;
}

static void families(struct compare *c, const struct store_model *x,
		     const struct store_model *y)
{
	struct arena *a = c->arena;
	struct model_known was, is;

	model_know(a, str_of(x->provider), str_of(x->id), &was);
	model_know(a, str_of(y->provider), str_of(y->id), &is);
	if (!was.family.n || !is.family.n)
		unknown_family(c, x, was.family.n != 0);
	else if (!str_eq(was.family, is.family))
		add(c, CHANGE_MODEL_FAMILY_CHANGED,
		    str_fmt(a, "another family of models: %.*s, not %.*s",
			    STR_ARG(compare_show(a, is.family)),
			    STR_ARG(compare_show(a, was.family))));
	else if (same_base(x, y))
		add(c, CHANGE_ADAPTER_CHANGED,
		    STR("another fine-tuned model of the same base"));
	else if (was.hold == MODEL_PINNED && is.hold != MODEL_PINNED)
		add(c, CHANGE_MODEL_PIN_LOOSENED,
		    STR("a pinned model became one that the vendor may move"));
	else
		add(c, CHANGE_MODEL_VERSION_CHANGED,
		    STR("another version of the model"));
}

/* One side only names whose model it is, and that is what the other means. */
static bool only_named(struct compare *c, const struct store_model *x,
		       const struct store_model *y)
{
	struct model_known was, is;

	if ((x->provider && y->provider) || !same(x->id, y->id))
		return false;
	model_know(c->arena, str_of(x->provider), str_of(x->id), &was);
	model_know(c->arena, str_of(y->provider), str_of(y->id), &is);
	return was.vendor.n && str_eq(was.vendor, is.vendor) &&
	       str_eq(was.family, is.family);
}

static void id(struct compare *c, const struct store_model *x,
	       const struct store_model *y)
{
	if (same(x->id, y->id) && same(x->provider, y->provider))
		return;
	if (only_named(c, x, y))
		add(c, CHANGE_MODEL_VERSION_CHANGED,
		    STR("the model's provider is said in another way"));
	else if (!same(x->provider, y->provider))
		add(c, CHANGE_MODEL_FAMILY_CHANGED,
		    STR("another provider, not proven to behave alike"))
			->proven = false;
	else
		families(c, x, y);
}

static void text(struct compare *c, enum change_kind kind, const char *where,
		 const char *message, const char *from, const char *to)
{
	struct change *change;

	if (same(from, to))
		return;
	change = compare_add(c, kind, str_of(where), str_of(message));
	change->before = compare_show(c->arena, str_of(from));
	change->after = compare_show(c->arena, str_of(to));
}

int compat_model(struct compare *c)
{
	const struct store_model *x = c->from->effective->model;
	const struct store_model *y = c->to->effective->model;

	if (!x && !y)
		return 0;
	if (!x || !y) {
		add(c, CHANGE_MODEL_FAMILY_CHANGED,
		    str_of(x ? "no model is named any more, not proven to "
			       "behave alike" :
			       "a model is named now, not proven to behave "
			       "alike"))
			->proven = false;
		return 0;
	}
	id(c, x, y);
	text(c, CHANGE_MODEL_VERSION_CHANGED, "model/revision",
	     "another revision of the model", x->revision, y->revision);
	text(c, CHANGE_ADAPTER_CHANGED, "model/adapter",
	     "another adapter of the model", x->adapter, y->adapter);
	return 0;
}

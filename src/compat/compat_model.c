/*
 * The model: provider, id, revision, adapter.
 *
 * Two ids are of one family where they are equal once a date or a version at
 * the end is taken off: claude-3-5-sonnet-20241022, gpt-4.1-2025-04-14,
 * gemini-1.5-pro-002, mistral-large-2407, a-b-20240620-v1:0, x@20240620. An
 * id with such an end is pinned; one without it, or with "-latest", is an
 * alias that the vendor may move.
 */
#include "compat/compare.h"

#include "base/arena.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits at the end of s. */
static size_t digits(struct str s)
{
	size_t n = 0;

	while (n < s.n && is_digit(s.p[s.n - 1 - n]))
		n++;
	return n;
}

static bool ends(struct str s, size_t before, char c)
{
	return s.n > before && s.p[s.n - 1 - before] == c;
}

/* Take "-v2:0" off. */
static bool take_version(struct str *s)
{
	struct str rest = *s;
	size_t n = digits(rest);

	if (n == 0 || !ends(rest, n, ':'))
		return false;
	rest = str_cut(rest, 0, rest.n - n - 1);
	n = digits(rest);
	if (n == 0 || !ends(rest, n, 'v') || !ends(rest, n + 1, '-'))
		return false;
	*s = str_cut(rest, 0, rest.n - n - 2);
	return true;
}

/* Take "-2025-04-14" off. */
static bool take_long_date(struct str *s)
{
	static const char form[] = "-dddd-dd-dd";
	size_t n = sizeof(form) - 1;

	if (s->n <= n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s->p[s->n - n + i];

		if (form[i] == 'd' ? !is_digit(c) : c != form[i])
			return false;
	}
	*s = str_cut(*s, 0, s->n - n);
	return true;
}

/* Take "-20250414", "-0613", "-2407", "-002", "@20250414", "@002" off. */
static bool take_date(struct str *s)
{
	size_t n = digits(*s);

	if (n != 8 && n != 3 && n != 4)
		return false;
	if (!ends(*s, n, '-') && !(n != 4 && ends(*s, n, '@')))
		return false;
	if (s->n == n + 1)
		return false;
	*s = str_cut(*s, 0, s->n - n - 1);
	return true;
}

/* The family of an id; *pinned where something was taken off. */
static struct str family(struct str id, bool *pinned)
{
	bool version = take_version(&id);
	bool date = take_long_date(&id) || take_date(&id);

	*pinned = version || date;
	if (!*pinned && (str_ends(id, "-latest") || str_ends(id, "@latest")) &&
	    id.n > sizeof("-latest") - 1)
		id = str_cut(id, 0, id.n - (sizeof("-latest") - 1));
	return id;
}

static struct str full_name(struct arena *a, const struct store_model *m)
{
	if (!m)
		return STR_EMPTY;
	if (!m->provider)
		return compare_show(a, str_of(m->id));
	return compare_show(a, str_fmt(a, "%s/%s", m->provider, m->id));
}

static struct change *add(struct compare *c, enum change_kind kind,
			  const char *text)
{
	struct change *change = compare_add(c, kind, STR("model"),
					    str_of(text));

	change->before = full_name(c->arena, c->from->effective->model);
	change->after = full_name(c->arena, c->to->effective->model);
	return change;
}

static bool same(const char *x, const char *y)
{
	return (!x && !y) || (x && y && strcmp(x, y) == 0);
}

static void id(struct compare *c, const struct store_model *x,
	       const struct store_model *y)
{
	bool was_pinned, is_pinned;
	struct str was = family(str_of(x->id), &was_pinned);
	struct str is = family(str_of(y->id), &is_pinned);

	if (same(x->id, y->id) && same(x->provider, y->provider))
		return;
	if (!same(x->provider, y->provider))
		add(c, CHANGE_MODEL_FAMILY_CHANGED,
		    "another provider, not proven to behave alike")
			->proven = false;
	else if (!str_eq(was, is))
		add(c, CHANGE_MODEL_FAMILY_CHANGED,
		    "another model, not proven to behave alike")
			->proven = false;
	else if (was_pinned && !is_pinned)
		add(c, CHANGE_MODEL_PIN_LOOSENED,
		    "a pinned model became one that the vendor may move");
	else
		add(c, CHANGE_MODEL_VERSION_CHANGED,
		    "another version of the model");
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
		    x ? "no model is named any more, not proven to behave alike" :
			"a model is named now, not proven to behave alike")
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

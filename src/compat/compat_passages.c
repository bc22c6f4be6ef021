/* What comparing passages tells: other formats, other defaults. */
#include "compat/passage.h"

#include "base/arena.h"
#include "compat/inferred.h"

/* ---- formats --------------------------------------------------------- */

static struct str spelled(struct compare *c, const struct passage *p)
{
	return compare_show(c->arena,
			    str_fmt(c->arena, "%.*s%.*s", STR_ARG(p->path),
				    STR_ARG(p->through)));
}

static void add_format(struct compare *c, const struct passage *gone,
		       const struct passage *come)
{
	struct arena *a = c->arena;
	struct str name = compare_show(a, come->path);
	struct change *change = compare_add(
		c, CHANGE_VARIABLE_FORMAT_CHANGED,
		str_fmt(a, "variables/%.*s", STR_ARG(name)),
		str_fmt(a, "variable %.*s passes through another format",
			STR_ARG(name)));

	change->before = spelled(c, gone);
	change->after = spelled(c, come);
}

/* Uses of one path; a way that only moved is not another. */
static void formats_of(struct compare *c, const struct passage *x, size_t n,
		       const struct passage *y, size_t k)
{
	const struct passage *gone = NULL, *come = NULL;
	size_t i = 0, j = 0;

	while (i < n || j < k) {
		int order = i == n ? 1 :
			    j == k ? -1 :
				     str_compare(x[i].through, y[j].through);

		if (order < 0 && !gone)
			gone = &x[i];
		if (order > 0 && !come)
			come = &y[j];
		i += order <= 0;
		j += order >= 0;
	}
	if (gone && come)
		add_format(c, gone, come);
}

static void formats(struct compare *c, const struct passages *x,
		    const struct passages *y)
{
	for (size_t i = 0, j = 0; i < x->count && j < y->count;) {
		int order = str_compare(x->items[i].path, y->items[j].path);
		size_t n = order <= 0 ? passages_run(x, i) : 0;
		size_t k = order >= 0 ? passages_run(y, j) : 0;

		if (order == 0)
			formats_of(c, &x->items[i], n, &y->items[j], k);
		i += n;
		j += k;
	}
}

/* ---- defaults -------------------------------------------------------- */

/* Whether the variable of that name must be passed; false: not there. */
static bool find(const struct inferred *list, struct str name, bool *needed)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t at = low + (high - low) / 2;
		int order = str_compare(name, list->names[at]);

		if (order == 0) {
			*needed = !list->optional[at];
			return true;
		}
		if (order < 0)
			high = at;
		else
			low = at + 1;
	}
	return false;
}

static void default_of(struct compare *c, const struct passages *x,
		       const struct passages *y, struct str name, bool told)
{
	struct arena *a = c->arena;
	bool was, is;
	struct str from = passages_defaults(x, name, &was);
	struct str to = passages_defaults(y, name, &is);
	struct str shown = compare_show(a, name);
	struct change *change;

	if ((!was && !is) || (was && is && str_eq(from, to)) ||
	    (told && was != is))
		return;
	change = compare_add(c, CHANGE_VARIABLE_DEFAULT_CHANGED,
			     str_fmt(a, "variables/%.*s", STR_ARG(shown)),
			     str_fmt(a, "variable %.*s has %s in the text",
				     STR_ARG(shown),
				     !is  ? "no default any more" :
				     !was ? "a default now" :
					    "another default"));
	change->before = compare_show(a, from);
	change->after = compare_show(a, to);
}

/* Whether the name's being optional is judged from the texts. */
static bool is_inferred(const struct compare *c)
{
	return !c->from->effective->variables && !c->to->effective->variables;
}

static int defaults(struct compare *c, const struct passages *x,
		    const struct passages *y)
{
	struct inferred was = { 0 }, is = { 0 };
	int rc = inferred_read(c, c->from, &was);

	if (rc == 0)
		rc = inferred_read(c, c->to, &is);
	for (size_t i = 0; rc == 0 && i < was.count; i++) {
		bool needed;

		if (find(&is, was.names[i], &needed))
			default_of(c, x, y, was.names[i],
				   is_inferred(c) && needed == was.optional[i]);
	}
	return rc;
}

int compat_passages(struct compare *c)
{
	const struct passages *x = NULL, *y = NULL;
	int rc = passages_read(c, c->from, &x);

	if (rc == 0)
		rc = passages_read(c, c->to, &y);
	if (rc < 0 || !x || !y)
		return rc;
	formats(c, x, y);
	return x->count || y->count ? defaults(c, x, y) : 0;
}

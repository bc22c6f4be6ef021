#include "compat/escalation.h"

#include "base/arena.h"
#include "base/map.h"
#include "compat/passage.h"

/* How one side uses a variable. */
struct usage {
	struct str name;
	const char *low;  /* a role without authority, or NULL */
	const char *high; /* system, developer, or NULL */
	const struct passage *bare, *escaped; /* shown so, or NULL */
};

struct usages {
	struct usage *items;
	size_t count, room;
	struct map names;
};

static bool is_high(const char *role)
{
	return strcmp(role, "system") == 0 || strcmp(role, "developer") == 0;
}

static struct usage *usage_of(struct arena *a, struct usages *u,
			      struct str name)
{
	void **place = map_put(&u->names, name);
	size_t *index = *place;

	if (!index) {
		index = arena_alloc(a, sizeof(*index));
		*index = u->count;
		*place = index;
		u->items = arena_grow(a, u->items, u->count, &u->room,
				      sizeof(*u->items));
		u->items[u->count++] = (struct usage){ .name = name };
	}
	return &u->items[*index];
}

static int read_side(struct compare *c, const struct compat_side *side,
		     struct usages *out)
{
	const struct passages *p = NULL;
	int rc = passages_read(c, side, &p);

	*out = (struct usages){ .names = map_in(c->arena) };
	for (size_t i = 0; rc == 0 && p && i < p->count; i++) {
		const struct passage *one = &p->items[i];
		struct usage *u = usage_of(c->arena, out, one->name);

		if (is_high(one->role))
			u->high = one->role;
		else
			u->low = one->role;
		if (!one->shown)
			continue;
		if (one->escaped)
			u->escaped = one;
		else
			u->bare = one;
	}
	return rc;
}

static struct str spelled(struct arena *a, const struct passage *p)
{
	return compare_show(a, str_fmt(a, "%.*s%.*s", STR_ARG(p->path),
				       STR_ARG(p->through)));
}

/* Passages are sorted by path, so that names come in order, or nearly. */
int compat_escalations(struct arena *a, const struct compat_side *from,
		       const struct compat_side *to,
		       const struct escalation **out, size_t *count,
		       struct error *err)
{
	struct compare c = { .arena = a, .from = from, .to = to, .err = err };
	struct escalation *list = NULL;
	struct usages was, is;
	size_t n = 0, room = 0;
	int rc = read_side(&c, from, &was);

	if (rc == 0)
		rc = read_side(&c, to, &is);
	for (size_t i = 0; rc == 0 && i < was.count; i++) {
		const struct usage *x = &was.items[i], *y;
		size_t *at = map_get(&is.names, x->name);

		if (!at)
			continue;
		y = &is.items[*at];
		list = arena_grow(a, list, n, &room, sizeof(*list));
		if (!x->high && x->low && y->high)
			list[n++] = (struct escalation){ ESCALATION_ROLE,
							 x->name,
							 str_of(x->low),
							 str_of(y->high) };
		list = arena_grow(a, list, n, &room, sizeof(*list));
		if (x->escaped && !x->bare && y->bare)
			list[n++] = (struct escalation){ ESCALATION_ESCAPING,
							 x->name,
							 spelled(a, x->escaped),
							 spelled(a, y->bare) };
	}
	*out = list;
	*count = n;
	return rc;
}

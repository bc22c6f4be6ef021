/* The passages of all messages of a side. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "compat/inferred.h"
#include "compat/message_text.h"
#include "compat/passage.h"

/* What a language tells of its uses by itself; what is only asked is in no text. */
static void add_uses(struct passages *out, const struct template *t)
{
	for (size_t i = 0; i < t->use_count; i++) {
		const struct template_use *u = &t->uses[i];
		size_t root = 0;

		if (u->asked)
			continue;
		while (root < u->path.n && !strchr(".[?", u->path.p[root]))
			root++;
		out->items = arena_grow(out->arena, out->items, out->count,
					&out->room, sizeof(*out->items));
		out->items[out->count++] = (struct passage){
			.name = str_cut(u->path, 0, root),
			.path = u->path,
			.through = str_cut(u->through, 0, PASSAGE_TEXT),
			.fallback = STR_EMPTY,
			.shown = u->output,
			.escaped = u->escaped,
		};
	}
}

static void add_file(struct passages *out, const struct template *t,
		     const struct map *names, const struct store_message *m)
{
	size_t start = out->count, kept = out->count;
	bool tags = strcmp(m->syntax, "jinja2") == 0;

	if (!tags)
		add_uses(out, t);
	for (size_t i = 0; i < t->segment_count && tags; i++)
		passage_tag(out, &t->segments[i]);
	for (size_t i = start; i < out->count; i++) {
		if (!map_get(names, out->items[i].name))
			continue;
		out->items[kept] = out->items[i];
		out->items[kept++].role = m->role;
	}
	out->count = kept;
}

static int by_path(const void *a, const void *b)
{
	const struct passage *x = a, *y = b;
	int order = str_compare(x->path, y->path);

	return order ? order : str_compare(x->through, y->through);
}

static int read_all(struct compare *c, const struct compat_side *side,
		    struct passages *out)
{
	const struct store_effective *e = side->effective;
	struct map names = map_in(c->arena);
	struct inferred inferred = { 0 };
	int rc = inferred_read(c, side, &inferred);

	for (size_t i = 0; i < inferred.count; i++)
		*map_put(&names, inferred.names[i]) = out;
	for (size_t i = 0; rc == 0 && i < e->message_count; i++) {
		const struct message_text *m;

		if (e->messages[i].slot)
			continue;
		rc = message_text_read(c, side, i, &m);
		if (rc < 0)
			break;
		add_file(out, &m->main.t, &names, &e->messages[i]);
		for (size_t j = 0; j < m->part_count; j++)
			add_file(out, &m->parts[j].t, &names, &e->messages[i]);
	}
	if (rc == 0 && out->count)
		qsort(out->items, out->count, sizeof(*out->items), by_path);
	return rc;
}

int passages_read(struct compare *c, const struct compat_side *side,
		  const struct passages **out)
{
	const struct passages **known = side == c->from ? &c->from_passages :
							  &c->to_passages;
	struct passages *read;
	int rc;

	if (!*known) {
		read = arena_zero(c->arena, 1, sizeof(*read));
		read->arena = c->arena;
		read->left = PASSAGE_STEPS;
		rc = read_all(c, side, read);
		if (rc < 0)
			return rc;
		*known = read;
	}
	*out = *known;
	return 0;
}

static int by_text(const void *a, const void *b)
{
	const struct str *x = a, *y = b;

	return str_compare(*x, *y);
}

/* Index of the first that has that path, or where it would be. */
static size_t first_of(const struct passages *p, struct str path)
{
	size_t low = 0, high = p->count;

	while (low < high) {
		size_t at = low + (high - low) / 2;

		if (str_compare(p->items[at].path, path) < 0)
			low = at + 1;
		else
			high = at;
	}
	return low;
}

size_t passages_run(const struct passages *p, size_t i)
{
	size_t n = 0;

	while (i + n < p->count &&
	       str_eq(p->items[i + n].path, p->items[i].path))
		n++;
	return n;
}

struct str passages_defaults(const struct passages *p, struct str name,
			     bool *any)
{
	size_t first = first_of(p, name), run, n = 0;
	struct buf b = buf_in(p->arena);
	struct str *list;

	*any = false;
	if (first == p->count || !str_eq(p->items[first].path, name))
		return STR_EMPTY;
	run = passages_run(p, first);
	list = arena_zero(p->arena, run, sizeof(*list));
	for (size_t i = first; i < first + run; i++)
		if (p->items[i].has_default)
			list[n++] = p->items[i].fallback;
	*any = n > 0;
	if (n)
		qsort(list, n, sizeof(*list), by_text);
	for (size_t i = 0; i < n; i++) {
		if (i && str_eq(list[i], list[i - 1]))
			continue;
		if (b.len)
			buf_adds(&b, ", ");
		buf_add(&b, list[i]);
	}
	return buf_str(&b);
}

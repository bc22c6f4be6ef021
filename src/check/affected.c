#include "check/affected.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/map.h"
#include "release/judge.h"
#include "view/view.h"

struct search {
	struct arena *a;
	const struct affected_side *sides[2];
	struct builder *builders[2];
	const struct compat_policy *policy;
	struct affected *items;
	size_t count, room;
	struct error *err;
};

static int by_path(const void *a, const void *b)
{
	const struct affected_path *x = a, *y = b;

	return str_compare(x->path, y->path);
}

static int by_id(const void *a, const void *b)
{
	const struct affected *x = a, *y = b;

	return str_compare(x->id, y->id);
}

/* ---- which files it was ------------------------------------------------- */

/* Whole files by path, each with its bytes' digest. */
static struct map sources_of(struct arena *a, const struct built *b)
{
	struct map files = map_in(a);

	for (size_t i = 0; i < b->source_count; i++) {
		struct store_origin *copy;

		if (!b->sources[i].digest)
			continue;
		copy = arena_alloc(a, sizeof(*copy));
		*copy = b->sources[i];
		*map_put(&files, str_of(copy->path)) = copy;
	}
	return files;
}

static bool has_source(const struct map *files, const struct store_origin *s)
{
	const struct store_origin *other = map_get(files, str_of(s->path));

	return other && store_id_equal(other->digest, s->digest);
}

/* Paths under way. */
struct paths {
	struct arena *a;
	struct affected_path *items;
	size_t count;
	struct map known;
};

static void add_path(struct paths *out, const struct built *b, const char *path)
{
	struct str name = str_of(path);
	struct affected_path *p = &out->items[out->count];

	if (map_get(&out->known, name))
		return;
	*p = (struct affected_path){ .path = str_copy(out->a, name) };
	*map_put(&out->known, p->path) = p;
	out->count++;
	for (size_t i = 0; i < b->text_count; i++) {
		const struct text_file *text = &b->texts[i];

		if (text->chain_count < 2 || !str_eq(text->path, p->path))
			continue;
		p->chain = text->chain;
		p->chain_count = text->chain_count;
		break;
	}
}

/* Texts cut out of files that are no sources as a whole. */
static void add_cuts(struct paths *out, const struct built *from,
		     const struct built *to)
{
	struct map whole = sources_of(out->a, to), part = map_in(out->a);

	for (size_t i = 0; i < to->source_count; i++)
		if (!to->sources[i].digest)
			*map_put(&part, str_of(to->sources[i].path)) = out;
	for (size_t i = 0; i < to->object_count; i++) {
		const struct object *o = &to->objects[i];

		if (o->cut && map_get(&part, o->path) &&
		    !map_get(&whole, o->path) && !built_object(from, &o->id))
			add_path(out, to, str_c(out->a, o->path));
	}
}

/* Sources that only one side has, or has with these bytes. A part of the
 * manifest has no digest: it is named where nothing else differs. */
static void find_paths(struct search *s, struct affected *out,
		       const struct built *from, const struct built *to)
{
	struct map before = sources_of(s->a, from), now = sources_of(s->a, to);
	struct paths paths = { .a = s->a, .known = map_in(s->a) };

	paths.items = arena_zero(s->a,
				 from->source_count + to->source_count + 1,
				 sizeof(*paths.items));
	for (size_t i = 0; i < to->source_count; i++) {
		if (to->sources[i].digest &&
		    !has_source(&before, &to->sources[i]))
			add_path(&paths, to, to->sources[i].path);
	}
	for (size_t i = 0; i < from->source_count; i++) {
		if (from->sources[i].digest &&
		    !has_source(&now, &from->sources[i]))
			add_path(&paths, from, from->sources[i].path);
	}
	add_cuts(&paths, from, to);
	if (paths.count == 0)
		add_path(&paths, to, MANIFEST_PATH);
	qsort(paths.items, paths.count, sizeof(*paths.items), by_path);
	out->paths = paths.items;
	out->path_count = paths.count;
}

/* ---- one prompt ---------------------------------------------------------- */

static struct affected *add(struct search *s, struct str id,
			    enum affected_how how)
{
	struct affected *item;

	s->items = arena_grow(s->a, s->items, s->count, &s->room,
			      sizeof(*s->items));
	item = &s->items[s->count++];
	*item = (struct affected){ .id = id, .how = how };
	return item;
}

static int build(struct search *s, int side, const struct prompt_entry *entry,
		 struct built *out)
{
	struct sink unused = sink_in(s->a);

	*out = (struct built){ 0 };
	if (entry->invalid)
		return 0;
	return prompt_build(s->builders[side], entry, &unused, out, s->err);
}

static int compare(struct search *s, const struct prompt_entry *before,
		   const struct prompt_entry *after)
{
	struct built from, to;
	struct affected *item;
	struct error why = { 0 };
	int rc;

	if (build(s, 0, before, &from) < 0 || build(s, 1, after, &to) < 0)
		return s->err->code;
	if (from.complete && to.complete &&
	    store_id_equal(&from.normal, &to.normal))
		return 0;
	if (!from.complete || !to.complete) {
		add(s, after->id, AFFECTED_UNREADABLE);
		return 0;
	}
	item = add(s, after->id, AFFECTED_CHANGED);
	find_paths(s, item, &from, &to);
	rc = compat_changes(
		s->a,
		&(struct compat_side){ &from.effective, built_reader(&from) },
		&(struct compat_side){ &to.effective, built_reader(&to) },
		s->policy, &item->changes, &why);
	if (rc < 0)
		item->changes = (struct changes){ 0 };
	return rc == ERROR_FAILED ? error_set(s->err, rc, "%s", why.text) : 0;
}

/* ---- both manifests ------------------------------------------------------ */

static int unequal(void *argument, const struct view_entry *from,
		   const struct view_entry *to)
{
	(void)argument;
	(void)from;
	(void)to;
	return 1;
}

static int search_all(struct search *s)
{
	const struct manifest *from = s->sides[0]->manifest;
	const struct manifest *to = s->sides[1]->manifest;

	for (size_t i = 0; i < to->prompt_count; i++) {
		const struct prompt_entry *after = &to->prompts[i];
		const struct prompt_entry *before = NULL;

		if (from->present)
			before = manifest_prompt(from, after->id);
		if (!before)
			add(s, after->id, AFFECTED_ADDED);
		else if (compare(s, before, after) < 0)
			return s->err->code;
	}
	for (size_t i = 0; i < from->prompt_count; i++) {
		if (!to->present || !manifest_prompt(to, from->prompts[i].id))
			add(s, from->prompts[i].id, AFFECTED_REMOVED);
	}
	return 0;
}

int affected_find(struct affected_list *out, struct arena *a,
		  const struct affected_side *from,
		  const struct affected_side *to,
		  const struct compat_policy *policy, struct error *err)
{
	struct search s = {
		.a = a, .sides = { from, to }, .policy = policy, .err = err
	};
	int rc = 1;

	*out = (struct affected_list){ 0 };
	/* Equal trees have equal prompts, and nothing has to be read. */
	if (from->view)
		rc = view_diff(from->view, to->view, STR(""), unequal, NULL,
			       err);
	if (rc <= 0)
		return rc;
	for (int i = 0; i < 2; i++) {
		if (s.sides[i]->manifest->present)
			s.builders[i] = builder_new(a, s.sides[i]->view,
						    s.sides[i]->manifest);
	}
	rc = search_all(&s);
	if (rc < 0)
		return rc;
	if (s.count)
		qsort(s.items, s.count, sizeof(*s.items), by_id);
	out->items = s.items;
	out->count = s.count;
	return 0;
}

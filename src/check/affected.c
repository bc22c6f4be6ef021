#include "check/affected.h"

#include <stdlib.h>

#include "base/arena.h"
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

static bool has_source(const struct built *b, const struct store_origin *s)
{
	for (size_t i = 0; i < b->source_count; i++) {
		const struct store_origin *other = &b->sources[i];

		if (strcmp(other->path, s->path) == 0 && other->digest &&
		    store_id_equal(other->digest, s->digest))
			return true;
	}
	return false;
}

static void add_path(struct arena *a, struct affected *out,
		     struct affected_path *paths, const struct built *b,
		     const char *path)
{
	struct affected_path *p = &paths[out->path_count];

	for (size_t i = 0; i < out->path_count; i++) {
		if (str_is(paths[i].path, path))
			return;
	}
	*p = (struct affected_path){ .path = str_copy(a, str_of(path)) };
	for (size_t i = 0; i < b->text_count; i++) {
		const struct text_file *text = &b->texts[i];

		if (!str_eq(text->path, p->path) || text->chain_count < 2)
			continue;
		p->chain = text->chain;
		p->chain_count = text->chain_count;
		break;
	}
	out->path_count++;
}

static bool has_object(const struct built *b, const struct store_id *id)
{
	for (size_t i = 0; i < b->object_count; i++)
		if (store_id_equal(&b->objects[i].id, id))
			return true;
	return false;
}

/* Texts cut out of files that are no sources as a whole. */
static void add_cuts(struct search *s, struct affected *out,
		     struct affected_path *paths, const struct built *from,
		     const struct built *to)
{
	for (size_t i = 0; i < to->source_count; i++) {
		const struct store_origin *source = &to->sources[i];

		for (size_t j = 0; !source->digest && j < to->object_count; j++)
			if (to->objects[j].cut &&
			    str_is(to->objects[j].path, source->path) &&
			    !has_object(from, &to->objects[j].id))
				add_path(s->a, out, paths, to, source->path);
	}
}

/* Sources that only one side has, or has with these bytes. A part of the
 * manifest has no digest: it is named where nothing else differs. */
static void find_paths(struct search *s, struct affected *out,
		       const struct built *from, const struct built *to)
{
	struct affected_path *paths = arena_zero(
		s->a, from->source_count + to->source_count + 1,
		sizeof(*paths));

	for (size_t i = 0; i < to->source_count; i++) {
		if (to->sources[i].digest && !has_source(from, &to->sources[i]))
			add_path(s->a, out, paths, to, to->sources[i].path);
	}
	for (size_t i = 0; i < from->source_count; i++) {
		if (from->sources[i].digest &&
		    !has_source(to, &from->sources[i]))
			add_path(s->a, out, paths, from, from->sources[i].path);
	}
	add_cuts(s, out, paths, from, to);
	if (out->path_count == 0)
		add_path(s->a, out, paths, to, MANIFEST_PATH);
	qsort(paths, out->path_count, sizeof(*paths), by_path);
	out->paths = paths;
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

/*
 * Which sources are staged along: those whose whole change belongs to the
 * prompts that were bumped. Others are named, so that nobody's work slips
 * into a commit.
 */
#include "base/arena.h"
#include "prompt/normal.h"
#include "release/bump_work.h"
#include "syntax/yaml.h"

struct stage {
	struct bump_work *w;
	struct map bumped; /* ids that this run looked at */
	struct map others; /* path -> id of another prompt it is part of */
	bool others_known;
	struct map left; /* paths in unstaged */
	struct bump_unstaged *unstaged;
	size_t count, room;
};

/* Whether the run stages something for a prompt that it read from files. */
static bool wants_sources(const struct bump_item *item)
{
	return !item->from_index &&
	       (item->what != BUMPED_NOTHING || item->finished);
}

/* Whether a file of the work tree is not in the index as it is. */
static int differs(struct bump_work *w, struct str path, bool *out,
		   struct error *err)
{
	struct view_oid tree, index;
	int rc = view_oid_of(w->tree.view, path, &tree, err);

	*out = false;
	if (rc < 0)
		return rc == ERROR_ABSENT ? 0 : rc;
	rc = view_oid_of(w->index.view, path, &index, err);
	*out = rc == ERROR_ABSENT ||
	       (rc == 0 && !view_oid_equal(&tree, &index));
	return rc == ERROR_ABSENT ? 0 : rc;
}

/* Whether a prompt that is not bumped is what its head says: then nothing of
 * it has changed, in whatever file it stands. */
static int is_clean(struct stage *s, const struct built *b, bool *out,
		    struct error *err)
{
	const struct store_release *head = NULL;
	int rc = vault_head_release(s->w->tree.store, b->id, &head, err);

	*out = rc == 0 && head && b->complete && head->rules == RULES_NEWEST &&
	       store_id_equal(&head->normal, &b->normal);
	return rc;
}

/* Which files belong to prompts that have changed and are not bumped: asked
 * only when needed. */
static int learn_others(struct stage *s, struct error *err)
{
	const struct manifest *m = &s->w->tree.manifest;
	struct sink unused = sink_in(s->w->arena);
	int rc = 0;

	if (s->others_known)
		return 0;
	s->others_known = true;
	for (size_t i = 0; i < m->prompt_count && rc == 0; i++) {
		struct built *b = arena_zero(s->w->arena, 1, sizeof(*b));
		bool clean = false;

		if (map_get(&s->bumped, m->prompts[i].id) ||
		    m->prompts[i].invalid)
			continue;
		rc = prompt_build(s->w->tree.builder, &m->prompts[i], &unused,
				  b, err);
		if (rc == 0)
			rc = is_clean(s, b, &clean, err);
		for (size_t j = 0; j < b->source_count && rc == 0 && !clean;
		     j++)
			if (b->sources[j].digest)
				*map_put(&s->others,
					 str_of(b->sources[j].path)) =
					&m->prompts[i];
	}
	return rc;
}

static void leave(struct stage *s, struct str path, struct str why)
{
	if (map_get(&s->left, path))
		return;
	*map_put(&s->left, path) = s;
	s->unstaged = arena_grow(s->w->arena, s->unstaged, s->count, &s->room,
				 sizeof(*s->unstaged));
	s->unstaged[s->count++] = (struct bump_unstaged){ path, why };
}

static int take(struct stage *s, struct str path, struct error *err)
{
	struct str bytes;
	int rc = view_read(s->w->tree.view, s->w->arena, path, SOURCE_SIZE,
			   &bytes, err);

	if (rc == 0 && !map_get(&s->w->put, path)) {
		*map_put(&s->w->put, path) = s;
		plan_add(&s->w->plan, STEP_STAGE, path, bytes);
	}
	return rc;
}

static int source(struct stage *s, struct str path, struct error *err)
{
	const struct prompt_entry *other;
	bool changed;
	int rc = differs(s->w, path, &changed, err);

	if (rc < 0 || !changed)
		return rc;
	rc = learn_others(s, err);
	if (rc < 0)
		return rc;
	other = map_get(&s->others, path);
	if (!other)
		return take(s, path, err);
	leave(s, path,
	      str_fmt(s->w->arena,
		      "it is also part of %.*s: promptpin bump %.*s, or git add it",
		      STR_ARG(other->id), STR_ARG(other->id)));
	return 0;
}

/* A file of source code of which a part is a prompt: what else changed in it
 * is nobody's business here. */
static int code_source(struct stage *s, struct str path, struct error *err)
{
	bool changed;
	int rc = differs(s->w, path, &changed, err);

	if (rc == 0 && changed)
		leave(s, path,
		      STR("it is source code, in which more may have changed "
			  "than the prompt: git add it"));
	return rc;
}

/* Whether a key of the manifest belongs to the prompts that are bumped:
 * `defaults:` and `collections:` are part of all of them. */
static bool is_theirs(const struct stage *s, struct str key)
{
	return str_is(key, "prompts") ||
	       ((str_is(key, "defaults") || str_is(key, "collections")) &&
		!s->w->request->ids);
}

/* Whether two manifests differ in nothing but what the bumped prompts are
 * made of. */
static bool only_bumped(struct stage *s, const struct node *a,
			const struct node *b)
{
	const struct node *old = node_get(a, "prompts"),
			  *new = node_get(b, "prompts");

	for (size_t i = 0; i < b->count; i++) {
		const struct member *m = &b->members[i],
				    *o = node_member(a, m->name);

		if (!is_theirs(s, m->name) &&
		    (!o || !node_equal(&o->value, &m->value)))
			return false;
	}
	for (size_t i = 0; i < a->count; i++)
		if (!is_theirs(s, a->members[i].name) &&
		    !node_member(b, a->members[i].name))
			return false;
	for (size_t i = 0; new &&i < new->count; i++) {
		const struct member *m = &new->members[i];
		const struct member *o = old ? node_member(old, m->name) : NULL;

		if (!map_get(&s->bumped, m->name) &&
		    (!o || !node_equal(&o->value, &m->value)))
			return false;
	}
	for (size_t i = 0; old && i < old->count; i++)
		if (!new || !node_member(new, old->members[i].name))
			return false;
	return true;
}

static int manifest(struct stage *s, struct error *err)
{
	struct str path = STR(MANIFEST_PATH), old, new;
	struct arena *a = s->w->arena;
	struct syntax_error why;
	struct node before, after;
	bool changed;
	int rc = differs(s->w, path, &changed, err);

	if (rc < 0 || !changed)
		return rc;
	rc = view_read(s->w->tree.view, a, path, MANIFEST_SIZE, &new, err);
	if (rc < 0)
		return rc;
	rc = view_read(s->w->index.view, a, path, MANIFEST_SIZE, &old, err);
	if (rc == ERROR_ABSENT) {
		/* A new manifest belongs to all of its prompts. */
		return take(s, path, err);
	}
	if (rc < 0)
		return rc;
	if (yaml_read(a, old, &before, &why) == 0 &&
	    yaml_read(a, new, &after, &why) == 0 &&
	    before.kind == NODE_OBJECT && after.kind == NODE_OBJECT &&
	    only_bumped(s, &before, &after))
		return take(s, path, err);
	leave(s, path,
	      STR("it has changes that do not belong to the bumped prompts: git add it"));
	return 0;
}

int bump_stage(struct bump_work *w, struct error *err)
{
	struct stage s = { .w = w,
			   .bumped = map_in(w->arena),
			   .others = map_in(w->arena),
			   .left = map_in(w->arena) };
	bool any = false;
	int rc = 0;

	for (size_t i = 0; i < w->item_count; i++) {
		*map_put(&s.bumped, w->items[i].id) = w;
		any = any || wants_sources(&w->items[i]);
	}
	for (size_t i = 0; i < w->item_count && rc == 0; i++) {
		struct built b = { 0 };
		struct sink unused = sink_in(w->arena);

		if (!wants_sources(&w->items[i]))
			continue;
		rc = prompt_build(
			w->tree.builder,
			manifest_prompt(&w->tree.manifest, w->items[i].id),
			&unused, &b, err);
		for (size_t j = 0; j < b.source_count && rc == 0; j++) {
			struct str path = str_of(b.sources[j].path);

			if (b.sources[j].digest)
				rc = source(&s, path, err);
			else if (!str_is(path, MANIFEST_PATH))
				rc = code_source(&s, path, err);
		}
	}
	if (rc == 0 && any)
		rc = manifest(&s, err);
	w->out->unstaged = s.unstaged;
	w->out->unstaged_count = s.count;
	return rc;
}

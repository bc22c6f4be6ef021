#include "view/tips.h"

#include "base/arena.h"
#include "base/buf.h"
#include "view/internal.h"

enum { TAG_DEPTH = 100 };

static const char *hex_of(struct arena *a, const struct repo *repo,
			  const struct view_oid *oid)
{
	char hex[OID_HEX + 1];

	oid_hex(repo, oid, hex);
	return str_c(a, str_of(hex));
}

int tip_peel(struct tip *out, struct arena *a, struct repo *repo,
	     struct str oid, struct error *err)
{
	struct view_oid at, tree;

	*out = (struct tip){ 0 };
	if (!oid_read(repo, oid, &at))
		return ERROR_ABSENT;
	for (int depth = 0; depth < TAG_DEPTH; depth++) {
		struct object object;
		int rc = repo->source->object(repo, a, &at, OBJECT_ANY, 0,
					      &object, err);

		if (rc == ERROR_ABSENT && depth == 0)
			return ERROR_ABSENT;
		if (rc == ERROR_ABSENT)
			return odb_missing(repo, &at, STR("the tag's target"),
					   err);
		if (rc < 0)
			return rc;
		if (object.kind == OBJECT_COMMIT) {
			/* Its tree need not be here. */
			if (odb_first_id(&tree, repo, &at, OBJECT_COMMIT, err) <
			    0)
				return ERROR_FAILED;
			out->commit = hex_of(a, repo, &at);
			out->tree = hex_of(a, repo, &tree);
			return 0;
		}
		if (object.kind == OBJECT_TREE)
			out->tree = hex_of(a, repo, &at);
		if (object.kind != OBJECT_TAG)
			return 0;
		if (odb_first_id(&at, repo, &at, OBJECT_TAG, err) < 0)
			return ERROR_FAILED;
	}
	return error_set(err, ERROR_FAILED,
			 "%.*s: a tag of a tag, more than %d deep",
			 STR_ARG(oid), TAG_DEPTH);
}

/* ---- what the other side has */

/* A remote by one of its addresses. */
struct search {
	struct repo *repo;
	struct arena *arena;
	const char *key, *url;
	const char *name; /* found */
};

static bool has_url(void *argument, struct str name)
{
	struct search *s = argument;
	const char *url = repo_config(
		s->repo, s->arena,
		str_fmt(s->arena, "remote.%.*s.%s", STR_ARG(name), s->key).p);

	if (!url || strcmp(url, s->url) != 0)
		return true;
	s->name = str_c(s->arena, name);
	return false;
}

/* The name of a remote that git named by name or URL, or NULL. */
static const char *remote_name(struct arena *a, struct repo *repo,
			       const char *remote)
{
	static const char *const keys[] = { "url", "pushurl" };
	struct search s = { .repo = repo, .arena = a, .url = remote };

	for (size_t i = 0; i < 2; i++)
		if (repo_config(repo, a,
				str_fmt(a, "remote.%s.%s", remote, keys[i]).p))
			return remote;
	for (size_t i = 0; i < 2 && !s.name; i++) {
		s.key = keys[i];
		(void)repo_each_remote(repo, s.key, has_url, &s);
	}
	return s.name;
}

/* A ref that cannot be read only makes for more work here. */
static int add_ref(void *argument, const struct ref_seen *ref,
		   struct error *err)
{
	struct far *far = argument;
	char hex[OID_HEX + 1];

	(void)err;
	if (ref->target || !ref->commit)
		return 0;
	oid_hex(far->repo, &ref->oid, hex);
	if (!map_get(&far->commits, str_of(hex)))
		*map_put(&far->commits,
			 str_copy(far->arena, str_of(hex))) = far;
	return 0;
}

int far_refs(struct far *far, const char *prefix, struct error *err)
{
	return far->repo->source->refs(far->repo, far->arena, prefix, add_ref,
				       far, err);
}

int far_open(struct far *out, struct arena *a, struct repo *repo,
	     const char *remote, struct error *err)
{
	const char *name = remote ? remote_name(a, repo, remote) : NULL;

	*out = (struct far){ a, repo, map_in(a) };
	return name ? far_refs(out, str_fmt(a, "refs/remotes/%s/", name).p,
			       err) :
		      0;
}

int far_add(struct far *far, struct str oid, struct error *err)
{
	struct tip tip;
	int rc = tip_peel(&tip, far->arena, far->repo, oid, err);

	if (rc == 0 && tip.commit)
		*map_put(&far->commits, str_of(tip.commit)) = far;
	/* What is broken here is no news of the other side. */
	if (rc < 0)
		error_clear(err);
	return 0;
}

static int no_history(struct repo *repo, const char *why, struct error *err)
{
	error_help(err, repo->shallow ? "git fetch --unshallow" :
					"git fsck --connectivity-only");
	return error_set(err, ERROR_FAILED, "the history cannot be read: %s",
			 why);
}

/* Called with each commit beyond what the far side has. */
static int walk(const struct far *far, const char *const *commits, size_t count,
		history_fn *each, void *argument, struct error *err)
{
	struct arena scratch = { 0 };
	size_t known = far->commits.count;
	struct oids from = { 0 }, without = { 0 };
	struct error why = { 0 };
	int rc;

	/* Each is there once: no search for doubles. */
	from.oid = arena_alloc(&scratch, (count + 1) * sizeof(*from.oid));
	without.oid = arena_alloc(&scratch, (known + 1) * sizeof(*without.oid));
	for (size_t i = 0; i < count; i++)
		from.count += oid_read(far->repo, str_of(commits[i]),
				       from.oid + from.count);
	for (size_t i = 0; i < known; i++)
		without.count += oid_read(far->repo,
					  far->commits.entries[i].key,
					  without.oid + without.count);
	/* libgit2 1.5 does not know where a shallow history ends. */
	rc = (far->repo->shallow ? git_history : far->repo->source->history)(
		far->repo, &from, &without, each, argument, &why);
	arena_free(&scratch);
	if (rc < 0 && why.code != ERROR_NONE)
		return no_history(far->repo, why.text, err);
	return rc;
}

static int mark(void *argument, const char *hex)
{
	struct map *asked = argument;

	/* Only what is asked for is kept: a history may be long. */
	if (map_get(asked, str_of(hex)))
		*map_put(asked, str_of(hex)) = NULL;
	return 0;
}

int far_lacks(const struct far *far, const char *const *commits, size_t count,
	      bool *lacks, struct error *err)
{
	struct arena scratch = { 0 };
	struct map asked = map_in(&scratch);
	const char **tips = arena_alloc(&scratch, (count + 1) * sizeof(*tips));
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < count; i++) {
		if (map_get(&far->commits, str_of(commits[i])) ||
		    map_get(&asked, str_of(commits[i])))
			continue;
		*map_put(&asked, str_of(commits[i])) = &asked;
		tips[n++] = commits[i];
	}
	/* Nothing is known there: all of it is new, without a walk. */
	if (n && far->commits.count)
		rc = walk(far, tips, n, mark, &asked, err);
	for (size_t i = 0; i < count && rc == 0; i++)
		lacks[i] = far->commits.count == 0 ||
			   (!map_get(&far->commits, str_of(commits[i])) &&
			    !map_get(&asked, str_of(commits[i])));
	arena_free(&scratch);
	return rc;
}

struct list {
	struct arena *arena;
	const char **items;
	size_t count, room, limit;
};

static int append(void *argument, const char *hex)
{
	struct list *list = argument;

	if (list->count == list->limit)
		return ERROR_REFUSED;
	list->items = arena_grow(list->arena, list->items, list->count,
				 &list->room, sizeof(*list->items));
	list->items[list->count++] = str_c(list->arena, str_of(hex));
	return 0;
}

int far_new(const struct far *far, struct arena *a, const char *tip,
	    size_t limit, const char *const **out, size_t *count,
	    struct error *err)
{
	struct list list = { .arena = a, .limit = limit };
	int rc = walk(far, &tip, 1, append, &list, err);

	*out = list.items;
	*count = list.count;
	return rc;
}

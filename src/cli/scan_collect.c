/*
 * Many files of one kind: a collection instead of an entry each. The glob must
 * match nothing else, so it is looked for from the top of the tree down: a
 * folder below which everything that the glob matches is of the kind.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/scan_parts.h"
#include "pattern/glob.h"
#include "store/store.h"

enum {
	MOST = 50,   /* collections of a manifest, about */
	KINDS = 200, /* of files, at most */
	DEEP = 32,   /* folders below each other */
	FEW = 2,     /* files of assistants, which come in many */
	SPARE = SCAN_SPARE,
	RARE = 20 /* of so many members one file may be of another kind */
};

enum what {
	MEMBER,
	EXCUSED, /* the glob matches it, and it is no prompt by that */
	BROKEN,	 /* it is of the kind, and cannot be read */
	OTHER
};

struct spot {
	struct str path;
	enum what what;
	struct candidate *c;
};

/* Files of one kind. */
struct kind {
	struct scan *s;
	struct str name;    /* a glob of the last segment */
	struct str confine; /* a folder; empty: anywhere */
	struct candidate **members;
	size_t count, room;
	const struct map *declared;
};

/* ---- kinds ---------------------------------------------------------------------- */

/* .github/prompts of .github/prompts/x/y.md, prompts of prompts/a/b.md. */
static struct str place_of(const struct candidate *c)
{
	struct str root = scan_prompt_root(c->path);
	size_t from = 0, slash;

	if (root.n || c->look != LOOK_AGENT)
		return root;
	while ((slash = str_find(c->path, '/', from)) < c->path.n) {
		if (c->path.p[from] == '.') {
			size_t next = str_find(c->path, '/', slash + 1);

			return str_cut(c->path, 0,
				       next < c->path.n ? next : slash);
		}
		from = slash + 1;
	}
	return STR_EMPTY;
}

static bool is_distinct(struct str ending)
{
	return str_rfind(ending, '.') > 0 || str_is(ending, ".prompt") ||
	       str_is(ending, ".prompty") || str_is(ending, ".mdc");
}

/* False: a file of this name stands for itself. */
static bool kind_of(struct arena *a, const struct candidate *c,
		    struct str *name, struct str *confine)
{
	struct str stem = format_stem(c->path);
	struct str ending = str_cut(c->path, stem.n, c->path.n);

	*confine = STR_EMPTY;
	*name = c->name;
	if (c->name.p[0] == '.' || c->name.p[0] == '_')
		return false;
	if (stem.n <= c->folder.n && c->folder.n)
		return true;
	if (c->format &&
	    strcmp(format_name(c->format), "agent-instructions") == 0)
		return true;
	*name = str_fmt(a, "*%.*s", STR_ARG(ending));
	if (c->format && is_distinct(ending))
		return true;
	*confine = place_of(c);
	return confine->n > 0;
}

static void add_to_kind(struct scan *s, struct map *kinds, struct candidate *c)
{
	struct arena *a = s->run->arena;
	struct str name, confine;
	struct kind **k;

	if (!kind_of(a, c, &name, &confine))
		return;
	k = (struct kind **)map_put(
		kinds,
		str_fmt(a, "%s %s %.*s %.*s", c->format ? "format" : "text",
			c->format ? format_name(c->format) : c->language->name,
			STR_ARG(name), STR_ARG(confine)));
	if (!*k) {
		*k = arena_zero(a, 1, sizeof(**k));
		(*k)->s = s;
		(*k)->name = name;
		(*k)->confine = confine;
	}
	(*k)->members = arena_grow(a, (*k)->members, (*k)->count, &(*k)->room,
				   sizeof(*(*k)->members));
	(*k)->members[(*k)->count++] = c;
}

/* ---- what a glob matches ---------------------------------------------------------- */

static struct spot spot_of(struct kind *k, struct str path,
			   const struct map *members)
{
	struct candidate *c = scan_candidate(k->s, path);
	size_t slash = str_rfind(path, '/');
	char first = path.p[slash < path.n ? slash + 1 : 0];
	struct spot out = { path, OTHER, c };

	if (map_get(members, path))
		out.what = MEMBER;
	else if (first == '.' || first == '_' || map_get(k->declared, path) ||
		 scan_is_ignored(k->s, path))
		out.what = EXCUSED;
	else if (c && c->broken)
		out.what = BROKEN;
	return out;
}

/* Every file below the folder with a name of the kind. */
static struct spot *find_spots(struct kind *k, size_t *count)
{
	struct arena *a = k->s->run->arena;
	struct map members = map_in(a);
	struct spot *out = NULL;
	size_t room = 0;

	*count = 0;
	for (size_t i = 0; i < k->count; i++)
		*map_put(&members, k->members[i]->path) = k;
	for (size_t i = 0; i < k->s->path_count; i++) {
		struct str path = k->s->paths[i];
		size_t slash = str_rfind(path, '/');

		if (k->confine.n &&
		    (path.n <= k->confine.n || path.p[k->confine.n] != '/' ||
		     memcmp(path.p, k->confine.p, k->confine.n) != 0))
			continue;
		if (!glob_match(k->name,
				str_cut(path, slash < path.n ? slash + 1 : 0,
					path.n)))
			continue;
		out = arena_grow(a, out, *count, &room, sizeof(*out));
		out[(*count)++] = spot_of(k, path, &members);
	}
	return out;
}

/* ---- one collection ----------------------------------------------------------------- */

static struct str collection_id(struct arena *a, struct str root,
				struct str path)
{
	struct str stem = format_stem(path);
	struct buf id = buf_in(a);

	if (root.n && stem.n > root.n)
		stem = str_cut(stem, root.n + 1, stem.n);
	for (size_t i = 0; i < stem.n; i++)
		buf_addc(&id, stem.p[i] == ' ' ? '-' : scan_lower(stem.p[i]));
	return buf_str(&id);
}

struct trial {
	struct kind *k;
	struct spot *spots;
	size_t count;
	struct str folder, root;
	bool direct; /* only what stands in the folder itself */
	size_t members, broken, others, versions, variables;
	size_t strange; /* whose ids are none, or taken */
};

static bool is_in(const struct trial *t, const struct spot *spot)
{
	return !t->direct ||
	       str_find(spot->path, '/', t->folder.n ? t->folder.n + 1 : 0) ==
		       spot->path.n;
}

static bool carries(const struct spot *spot)
{
	return spot->c->prompt_count && scan_has_version(&spot->c->prompts[0]);
}

static void count_spots(struct trial *t)
{
	t->members = t->broken = t->others = t->versions = t->variables = 0;
	for (size_t i = 0; i < t->count; i++) {
		const struct spot *spot = &t->spots[i];

		if (!is_in(t, spot))
			continue;
		t->members += spot->what == MEMBER;
		t->broken += spot->what == BROKEN;
		t->others += spot->what == OTHER;
		if (spot->what != MEMBER)
			continue;
		t->versions += carries(spot);
		t->variables += spot->c->variables;
	}
}

/* Whether a member has an entry of its own all the same. */
static bool is_strange(struct trial *t, const struct spot *spot,
		       struct map *seen)
{
	struct arena *a = t->k->s->run->arena;
	struct str id = collection_id(a, t->root, spot->path);
	bool own = carries(spot) != (t->versions * 2 > t->members);

	if (own || !store_prompt_ok(id.p, id.n) || map_get(&t->k->s->ids, id) ||
	    map_get(seen, id))
		return true;
	*map_put(seen, id) = t;
	return false;
}

static bool try_root(struct trial *t, struct str root)
{
	struct map seen = map_in(t->k->s->run->arena);

	t->root = root;
	t->strange = 0;
	for (size_t i = 0; i < t->count; i++) {
		if (t->spots[i].what == MEMBER && is_in(t, &t->spots[i]))
			t->strange += is_strange(t, &t->spots[i], &seen);
	}
	return t->strange * SPARE <= t->members;
}

/* More exceptions than members with the rule: an entry each is clearer. */
void scan_uncollect(struct scan *s, struct scanned_collection *c)
{
	size_t kept = 0;

	c->count = 0;
	for (size_t i = 0; i < c->member_count; i++) {
		struct str id = collection_id(s->run->arena,
					      str_is(c->root, ".") ? STR_EMPTY :
					      c->root.n		   ? c->root :
							  glob_prefix(c->files),
					      c->members[i]->path);

		*map_put(&s->ids, id) = NULL;
	}
	for (size_t i = 0; i < c->member_count; i++) {
		if (!c->members[i]->broken)
			scan_single(s, c->members[i]);
	}
	for (size_t i = 0; i < s->found.ignore_count; i++) {
		if (!glob_match(c->files, s->found.ignore[i]))
			s->found.ignore[kept++] = s->found.ignore[i];
	}
	s->found.ignore_count = kept;
	c->member_count = 0;
}

static size_t least(const struct trial *t)
{
	return t->k->members[0]->look == LOOK_AGENT ? FEW : SCAN_MANY;
}

static bool find_root(struct trial *t)
{
	struct str root = scan_prompt_root(
		str_fmt(t->k->s->run->arena, "%.*s/", STR_ARG(t->folder)));

	return try_root(t, root.n ? root : t->folder) ||
	       try_root(t, t->folder) ||
	       try_root(t, scan_folder_of(t->folder)) || try_root(t, STR_EMPTY);
}

/* Some have to be looked up elsewhere: all of them then. */
static void set_templates(struct trial *t, struct scanned_collection *out)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->spots[i].what == MEMBER && is_in(t, &t->spots[i]) &&
		    scan_folders(t->k->s, t->spots[i].c, &out->templates,
				 &out->template_count))
			return;
	}
	out->template_count = 0;
}

static void write_down(struct trial *t)
{
	struct scan *s = t->k->s;
	struct arena *a = s->run->arena;
	const struct candidate *first = t->k->members[0];
	struct scanned_collection out = {
		.role = NO_ROLE, .version_file = t->versions * 2 > t->members
	};
	struct map seen = map_in(a);

	out.members = arena_zero(a, t->members, sizeof(struct candidate *));
	out.files = str_fmt(a, "%.*s%s%s%.*s", STR_ARG(t->folder),
			    t->folder.n ? "/" : "", t->direct ? "" : "**/",
			    STR_ARG(t->k->name));
	if (!str_eq(t->root, glob_prefix(out.files)))
		out.root = t->root.n ? t->root : STR(".");
	out.kind = first->format ? scan_kind(first->format) :
				   "texts and templates";
	if (!first->format)
		out.role = t->variables ? ROLE_USER : ROLE_SYSTEM;
	if (first->named)
		out.syntax = first->language->name;
	set_templates(t, &out);
	for (size_t i = 0; i < t->count; i++) {
		struct spot *spot = &t->spots[i];

		if (!is_in(t, spot))
			continue;
		if (spot->what == BROKEN || spot->what == OTHER) {
			s->found.ignore = arena_grow(
				a, s->found.ignore, s->found.ignore_count,
				&s->found.ignore_room, sizeof(struct str));
			s->found.ignore[s->found.ignore_count++] = spot->path;
		}
		if (spot->what != MEMBER || is_strange(t, spot, &seen))
			continue;
		spot->c->taken = true;
		s->found.opaque += spot->c->prompt_count &&
				   spot->c->prompts[0].opaque;
		out.members[out.member_count++] = spot->c;
	}
	out.count = out.member_count;
	for (size_t i = 0; i < seen.count; i++)
		*map_put(&s->ids, seen.entries[i].key) = s;
	s->found.collections = arena_grow(
		a, s->found.collections, s->found.collection_count,
		&s->found.collection_room, sizeof(*s->found.collections));
	s->found.collections[s->found.collection_count++] = out;
}

static bool try_folder(struct trial *t)
{
	count_spots(t);
	if (t->members < least(t) || t->others * RARE > t->members ||
	    t->broken * SPARE > t->members || !find_root(t))
		return false;
	write_down(t);
	return true;
}

/* ---- from the top down ---------------------------------------------------------------- */

/* The folder that all members are in. */
static bool common_folder(const struct spot *spots, size_t count,
			  struct str *out, size_t *members)
{
	struct str low = STR_EMPTY, high = STR_EMPTY;
	size_t n = 0;

	*members = 0;
	for (size_t i = 0; i < count; i++) {
		if (spots[i].what != MEMBER)
			continue;
		if ((*members)++ == 0)
			low = spots[i].path;
		high = spots[i].path;
	}
	/* paths are sorted: what the ends share all share */
	for (size_t i = 0; i < low.n && i < high.n && low.p[i] == high.p[i];
	     i++) {
		if (low.p[i] == '/')
			n = i;
	}
	*out = str_cut(low, 0, n);
	return *members > 0;
}

static bool is_below(struct str path, struct str folder)
{
	return !folder.n || (path.n > folder.n && path.p[folder.n] == '/' &&
			     memcmp(path.p, folder.p, folder.n) == 0);
}

/* Recursion: each call is for a deeper folder, at most DEEP of them. */
static void descend(struct kind *k, struct spot *spots, size_t count,
		    unsigned depth)
{
	struct trial t = { .k = k };
	size_t members, from = 0, to;

	if (depth > DEEP || !common_folder(spots, count, &t.folder, &members))
		return;
	while (from < count && !is_below(spots[from].path, t.folder))
		from++;
	for (to = from; to < count && is_below(spots[to].path, t.folder);)
		to++;
	t.spots = spots + from;
	t.count = to - from;
	/* `*` says more than `**` where that is all there is */
	t.direct = true;
	count_spots(&t);
	if (t.members == members && try_folder(&t))
		return;
	t.direct = false;
	if (members < least(&t) || try_folder(&t))
		return;
	t.direct = true;
	(void)try_folder(&t);
	for (size_t i = from; i < to; i = from) {
		size_t start = t.folder.n ? t.folder.n + 1 : 0;
		size_t slash = str_find(spots[i].path, '/', start);
		struct str folder = str_cut(spots[i].path, 0, slash);

		for (from = i + 1; slash < spots[i].path.n && from < to &&
				   is_below(spots[from].path, folder);)
			from++;
		if (slash < spots[i].path.n)
			descend(k, spots + i, from - i, depth + 1);
	}
}

/* The files that `prompts:` names, and what the manifest has already. */
static void know_declared(struct scan *s, struct map *out)
{
	for (size_t i = 0; i < s->found.count; i++) {
		const struct scanned_prompt *p = &s->found.prompts[i];

		if (p->file.n)
			*map_put(out, p->file) = s;
		for (size_t k = 0; k < p->message_count; k++)
			*map_put(out, p->messages[k].path) = s;
	}
	for (size_t i = 0; i < s->manifest.prompt_count; i++) {
		const struct prompt_entry *e = &s->manifest.prompts[i];

		if (e->own_file.file.path.n)
			*map_put(out, e->own_file.file.path) = s;
		for (size_t k = 0; k < e->message_count; k++) {
			if (e->messages[k].file.path.n)
				*map_put(out, e->messages[k].file.path) = s;
		}
	}
}

void scan_collect(struct scan *s, struct candidate **singles, size_t count)
{
	struct map kinds = map_in(s->run->arena);
	struct map declared = map_in(s->run->arena);

	know_declared(s, &declared);
	for (size_t i = 0; i < count; i++)
		add_to_kind(s, &kinds, singles[i]);
	for (size_t i = 0; i < kinds.count && i < KINDS; i++) {
		struct kind *k = kinds.entries[i].value;
		struct spot *spots;
		size_t spot_count;

		k->declared = &declared;
		if (k->count < FEW ||
		    s->manifest.collection_count + s->found.collection_count >=
			    MOST)
			continue;
		spots = find_spots(k, &spot_count);
		if (spots)
			descend(k, spots, spot_count, 0);
	}
}

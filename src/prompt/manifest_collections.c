/*
 * `collections:`: many prompts, one line. Each file that the glob matches is a
 * prompt; its id is the path below root, without the ending.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "pattern/glob.h"
#include "prompt/manifest_parts.h"
#include "store/store.h"
#include "view/view.h"

enum {
	COLLECTIONS = 100,
	/* globs against paths, 64 comparisons of bytes a step */
	GLOB_STEPS = 50 * 1000 * 1000
};

/* One element under way. */
struct collecting {
	struct reader *r;
	struct view *view;
	const struct place *at;
	struct node *node;
	struct collection *collection;
	struct prompt_entry shape; /* what all of its prompts have */
	struct map *files;	   /* that are a prompt already */
	struct map *ids;
	struct str *paths; /* that match, in order */
	size_t count, room;
	size_t prompt_room;
	size_t *steps; /* of all collections */
	bool bad;      /* what its prompts share is wrong */
};

/* ---- the element ---------------------------------------------------------- */

static struct str without_slash(struct str s)
{
	while (str_starts(s, "./"))
		s = str_cut(s, 2, s.n);
	while (s.n && s.p[s.n - 1] == '/')
		s.n--;
	return str_is(s, ".") ? STR_EMPTY : s;
}

static bool read_root(struct collecting *c, const struct node *node)
{
	const struct place at = { c->at, STR("root"), 0 };
	struct path_ref root;

	if (!node) {
		/* the folder that the glob begins with */
		c->collection->root = glob_prefix(c->collection->files);
		return true;
	}
	if (!reader_text(c->r, node, &at, &c->collection->root))
		return false;
	c->collection->root = without_slash(c->collection->root);
	if (c->collection->root.n == 0)
		return true;
	if (!reader_path(c->r, node, &at, &root))
		return false;
	c->collection->root = without_slash(root.path);
	return true;
}

static bool read_element(struct collecting *c)
{
	const struct place files_at = { c->at, STR("files"), 0 };
	const struct place role_at = { c->at, STR("role"), 0 };
	const struct node *files = node_get(c->node, "files");
	const struct node *role = node_get(c->node, "role");
	struct path_ref glob;

	if (!files) {
		reader_wrong(c->r, c->node->pos, c->at,
			     STR("write `- {files: \"prompts/**/*.prompt\", "
				 "root: prompts}`"),
			     "the collection has no `files`");
		return false;
	}
	if (!reader_path(c->r, files, &files_at, &glob))
		return false;
	c->collection->pos = files->pos;
	c->collection->files = glob.path;
	if (!read_root(c, node_get(c->node, "root")))
		return false;
	if (role)
		manifest_file_role(c->r, role, &role_at, &c->shape.own_file);
	return true;
}

/* ---- its files ------------------------------------------------------------ */

static bool matches(struct collecting *c, struct str glob, struct str path)
{
	*c->steps += 1 + glob.n * path.n / 64;
	return *c->steps <= GLOB_STEPS && glob_match(glob, path);
}

/* What is no regular file is a prompt too: one that says it cannot be read. */
static int add_path(void *context, const struct view_entry *entry)
{
	struct collecting *c = context;

	if (str_starts(entry->path, STORE_FOLDER "/") ||
	    !matches(c, c->collection->files, entry->path))
		return 0;
	c->paths = arena_grow(c->r->a, c->paths, c->count, &c->room,
			      sizeof(*c->paths));
	c->paths[c->count++] = str_copy(c->r->a, entry->path);
	return 0;
}

/* Partials, and what a file system hides. */
static bool is_part(struct str path)
{
	size_t slash = str_rfind(path, '/');
	char first = path.p[slash < path.n ? slash + 1 : 0];

	return first == '_' || first == '.';
}

static bool is_ignored(struct collecting *c, struct str path)
{
	const struct manifest *m = c->r->manifest;

	for (size_t i = 0; i < m->ignore_count && *c->steps <= GLOB_STEPS; i++)
		if (matches(c, m->ignore[i], path))
			return true;
	return false;
}

/* The path below root, lower case, without its ending. */
static struct str make_id(struct collecting *c, struct str path)
{
	struct str root = c->collection->root, stem = format_stem(path);
	struct buf id = buf_in(c->r->a);

	if (root.n && stem.n > root.n && stem.p[root.n] == '/' &&
	    str_eq(str_cut(stem, 0, root.n), root))
		stem = str_cut(stem, root.n + 1, stem.n);
	for (size_t i = 0; i < stem.n; i++) {
		char b = stem.p[i];

		if (b >= 'A' && b <= 'Z')
			b = (char)(b - 'A' + 'a');
		buf_addc(&id, b == ' ' ? '-' : b);
	}
	return buf_str(&id);
}

static void wrong_id(struct collecting *c, struct str path, struct str id)
{
	reader_wrong(c->r, c->collection->pos, c->at,
		     str_fmt(c->r->a,
			     "rename the file, or write it under `prompts:` "
			     "with `file: %.*s`",
			     STR_ARG(text_shorten(path, 200))),
		     "%.*s would be the prompt `%.*s`, which is no prompt id",
		     STR_ARG(text_shorten(path, 200)),
		     STR_ARG(text_shorten(id, 200)));
}

static void taken_id(struct collecting *c, struct str path, struct str id,
		     struct str other)
{
	reader_wrong(c->r, c->collection->pos, c->at,
		     str_fmt(c->r->a,
			     "rename one of the two, or write it under "
			     "`prompts:` with `file: %.*s`",
			     STR_ARG(text_shorten(path, 200))),
		     "%.*s and %.*s would both be the prompt %.*s",
		     STR_ARG(text_shorten(other, 200)),
		     STR_ARG(text_shorten(path, 200)), STR_ARG(id));
}

static void add_prompt(struct collecting *c, struct str path)
{
	struct manifest *m = c->r->manifest;
	struct str id = make_id(c, path);
	const struct str *other;
	struct prompt_entry *out;
	struct str *kept;

	if (!store_prompt_ok(id.p, id.n)) {
		wrong_id(c, path, id);
		return;
	}
	other = map_get(c->ids, id);
	if (other && other->n)
		taken_id(c, path, id, *other);
	if (other) /* an entry of `prompts:` of that id goes before it */
		return;
	m->prompts = arena_grow(c->r->a, m->prompts, m->prompt_count,
				&c->prompt_room, sizeof(*m->prompts));
	out = &m->prompts[m->prompt_count++];
	*out = c->shape;
	out->id = id;
	out->pos = c->collection->pos;
	out->own_file.file = (struct path_ref){ path, c->collection->pos };
	out->invalid = c->bad;
	kept = arena_alloc(c->r->a, sizeof(*kept));
	*kept = path;
	*map_put(c->files, path) = kept;
	*map_put(c->ids, id) = kept;
}

static void nothing_found(struct collecting *c)
{
	bool before = c->r->bad;

	reader_missing(c->r, c->collection->pos, c->at,
		       STR("correct `files:`, or take the collection out"),
		       "%.*s matches no file",
		       STR_ARG(text_shorten(c->collection->files, 200)));
	/* the manifest can be read all the same: what is gone is gone */
	c->r->bad = before;
}

static int collect(struct collecting *c, struct error *err)
{
	struct manifest *m = c->r->manifest;
	int rc = view_each(c->view, glob_prefix(c->collection->files), add_path,
			   c, err);

	if (rc == 0 && c->count == 0 && !c->bad)
		nothing_found(c);
	for (size_t i = 0; i < c->count && rc == 0; i++) {
		if (is_part(c->paths[i]) || map_get(c->files, c->paths[i]) ||
		    is_ignored(c, c->paths[i]))
			continue;
		if (m->prompt_count >= MANIFEST_PROMPTS) {
			reader_wrong(c->r, c->collection->pos, c->at,
				     STR("split the repository"),
				     "more than %d prompts", MANIFEST_PROMPTS);
			break;
		}
		add_prompt(c, c->paths[i]);
	}
	if (rc == 0 && *c->steps > GLOB_STEPS)
		return error_set(err, ERROR_FAILED,
				 "the globs of `collections` and `ignore` "
				 "match too many paths");
	return rc;
}

/* ---- all of them ---------------------------------------------------------- */

/* The prompts that stand under `prompts:` come first. */
static void know_prompts(struct reader *r, struct map *files, struct map *ids)
{
	static struct str none = { "", 0 };
	struct manifest *m = r->manifest;

	for (size_t i = 0; i < m->prompt_count; i++) {
		const struct prompt_entry *e = &m->prompts[i];

		*map_put(ids, e->id) = &none;
		if (e->own_file.file.path.n)
			*map_put(files, e->own_file.file.path) = &none;
		for (size_t k = 0; k < e->message_count; k++)
			if (e->messages[k].file.path.n)
				*map_put(files,
					 e->messages[k].file.path) = &none;
	}
}

static int read_one(struct collecting *c, const struct defaults *defaults,
		    struct error *err)
{
	if (c->node->kind != NODE_OBJECT) {
		reader_mismatch(c->r, c->node, c->at, "a mapping with `files`",
				STR("write `- {files: \"prompts/**/*.prompt\", "
				    "root: prompts}`"));
		return 0;
	}
	manifest_shape(c->r, c->node, c->at, defaults, &c->shape);
	c->shape.at = place_pointer(c->r->a, c->at);
	if (!read_element(c))
		return 0;
	c->bad = c->r->bad || defaults->bad;
	return collect(c, err);
}

int manifest_collections(struct reader *r, struct node *node,
			 const struct place *at,
			 const struct defaults *defaults, struct view *view,
			 struct error *err)
{
	struct manifest *m = r->manifest;
	struct map files = map_in(r->a), ids = map_in(r->a);
	size_t prompt_room = m->prompt_count, steps = 0;
	int rc = 0;

	if (node->kind != NODE_ARRAY || node->count > COLLECTIONS) {
		reader_mismatch(r, node, at, "a list of collections",
				STR("write `- {files: \"prompts/**/*.prompt\", "
				    "root: prompts}` below it"));
		return 0;
	}
	know_prompts(r, &files, &ids);
	m->collections = arena_zero(r->a, node->count, sizeof(*m->collections));
	m->collection_count = node->count;
	for (size_t i = 0; i < node->count && rc == 0; i++) {
		const struct place here = { at, STR_EMPTY, i };
		struct reader own = *r;
		struct collecting c = { .r = &own,
					.view = view,
					.at = &here,
					.node = &node->items[i],
					.collection = &m->collections[i],
					.files = &files,
					.ids = &ids,
					.prompt_room = prompt_room,
					.steps = &steps };

		own.bad = false;
		rc = read_one(&c, defaults, err);
		prompt_room = c.prompt_room;
		r->bad = r->bad || own.bad;
		r->lines = own.lines;
	}
	return rc;
}

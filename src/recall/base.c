#include "recall/base.h"

#include "base/arena.h"
#include "base/map.h"
#include "recall/loose.h"

enum {
	HEAD_SIZE = 8192,
	PACKED_SIZE = 64 << 20,
	CHAIN = 256, /* commits since the record */
	COMMIT_SIZE = 1 << 20,
	TREE_SIZE = 64 << 20
};

/* ---- HEAD */

static bool is_id(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!memchr("0123456789abcdef", s.p[i], 16))
			return false;
	return s.n == LOOSE_HEX;
}

static struct str line_of(struct str text)
{
	return str_cut(text, 0, str_find(text, '\n', 0));
}

/* "<id> <ref>" on a line of its own in packed-refs. */
static int in_packed(struct arena *a, const struct place *place, struct str ref,
		     struct str *commit)
{
	struct str line = str_fmt(a, " %.*s\n", STR_ARG(ref));
	struct file_state file;
	const char *at, *end;

	if (file_read(&file, a,
		      str_fmt(a, "%spacked-refs", place->common_dir).p,
		      PACKED_SIZE) < 0 ||
	    !file.there)
		return -1;
	end = file.bytes.p + file.bytes.n;
	at = memmem(file.bytes.p, file.bytes.n, line.p, line.n);
	for (; at; at = memmem(at + 1, (size_t)(end - at - 1), line.p, line.n))
		if (at - file.bytes.p > LOOSE_HEX &&
		    at[-LOOSE_HEX - 1] == '\n') {
			*commit = (struct str){ at - LOOSE_HEX, LOOSE_HEX };
			return is_id(*commit) ? 0 : -1;
		}
	return -1;
}

int recall_head(struct arena *a, const struct place *place, struct str *branch,
		struct str *commit)
{
	struct file_state file;
	const char *path;

	*branch = STR_EMPTY;
	if (file_read(&file, a, str_fmt(a, "%sHEAD", place->git_dir).p,
		      HEAD_SIZE) < 0)
		return -1;
	*commit = line_of(file.bytes);
	if (!str_starts(*commit, "ref: "))
		return is_id(*commit) ? 0 : -1;
	*branch = str_cut(*commit, 5, commit->n);
	/* A branch's name is a path, and this one stays below its folder. */
	if (!str_starts(*branch, "refs/heads/") ||
	    memmem(branch->p, branch->n, "..", 2) ||
	    str_find(*branch, '\0', 0) < branch->n)
		return -1;
	path = str_fmt(a, "%s%.*s", place->common_dir, STR_ARG(*branch)).p;
	if (file_read(&file, a, path, HEAD_SIZE) < 0)
		return -1;
	if (!file.there)
		return in_packed(a, place, *branch, commit);
	*commit = line_of(file.bytes);
	return is_id(*commit) ? 0 : -1;
}

/* ---- commits on top of the one that the record knows */

static int read_commit(struct loose_commit *out, struct arena *a,
		       const char *objects, struct str id)
{
	struct str bytes;

	return loose_read(&bytes, a, objects, id, "commit", COMMIT_SIZE) < 0 ?
		       -1 :
		       loose_commit(out, bytes);
}

static int descends(struct arena *a, const char *objects, struct str from,
		    struct str to)
{
	struct loose_commit commit;

	for (int i = 0; i < CHAIN; i++) {
		if (read_commit(&commit, a, objects, from) < 0 ||
		    commit.parent.n == 0)
			return -1;
		if (str_eq(commit.parent, to))
			return 0;
		from = commit.parent;
	}
	return -1;
}

/* ---- F's tree, where F is HEAD */

/* A folder as it is now. */
struct now {
	bool same, there;
	struct str tree; /* if there, and not the same */
};

struct comparing {
	struct arena *arena;
	const char *objects;
	struct map folders; /* path -> struct now */
};

/* Note what the folder at path is; id empty: it is not there. */
static int enter(struct comparing *c, const struct memo_node *node,
		 struct str id)
{
	struct now *now = arena_zero(c->arena, 1, sizeof(*now));

	now->there = id.n > 0;
	now->same = now->there && str_eq(id, node->id);
	*map_put(&c->folders, node->path) = now;
	if (!now->there || now->same)
		return 0;
	return loose_read(&now->tree, c->arena, c->objects, id, "tree",
			  TREE_SIZE);
}

static bool is_file(uint32_t mode)
{
	return mode == 0100644 || mode == 0100755 || mode == 0100664;
}

/* What stands at a node's path now, in a folder that is not the same. */
static int compare(struct comparing *c, const struct memo_node *node,
		   const struct now *up, struct str name)
{
	bool was = !str_is(node->id, "-");
	struct loose_entry entry = { 0 };
	struct str id = STR_EMPTY;
	bool folder = node->kind != MEMO_FILE;
	int rc = up->there ? loose_entry(&entry, up->tree, name) : 0;

	if (rc < 0)
		return -1;
	/* A file where a folder is asked for is no folder, and so on. */
	if (rc > 0 && (entry.mode == 040000) == folder)
		id = str_of(str_c(c->arena, str_of(entry.id)));
	if (node->kind == MEMO_FOLDER)
		return enter(c, node, id);
	if (!was)
		return id.n == 0 ? 0 : -1;
	if (!folder && !is_file(entry.mode))
		return -1;
	return str_eq(id, node->id) ? 0 : -1;
}

static int compare_node(struct comparing *c, const struct memo_node *node)
{
	size_t slash = str_rfind(node->path, '/');
	bool top = slash == node->path.n;
	const struct now *up = map_get(&c->folders,
				       str_cut(node->path, 0, top ? 0 : slash));
	struct str name = str_cut(node->path, top ? 0 : slash + 1,
				  node->path.n);

	if (!up)
		return -1; /* no record of ours */
	if (!up->same)
		return compare(c, node, up, name);
	return node->kind == MEMO_FOLDER ? enter(c, node, node->id) : 0;
}

static int same_tree(struct arena *a, const char *objects, struct str head,
		     const struct memo *r)
{
	struct comparing c = { a, objects, map_in(a) };
	struct loose_commit commit;
	int rc;

	if (read_commit(&commit, a, objects, head) < 0 || r->node_count == 0 ||
	    r->nodes[0].kind != MEMO_FOLDER || r->nodes[0].path.n)
		return -1;
	rc = enter(&c, &r->nodes[0], commit.tree);
	for (size_t i = 1; i < r->node_count && rc == 0; i++)
		rc = compare_node(&c, &r->nodes[i]);
	return rc;
}

int recall_base(struct arena *a, const struct place *place,
		const struct memo *r)
{
	const char *objects = str_fmt(a, "%sobjects/", place->common_dir).p;
	struct str branch, head;

	if (recall_head(a, place, &branch, &head) < 0 ||
	    !str_eq(branch, r->branch))
		return -1;
	if (str_eq(head, r->head))
		return 0;
	switch (r->base) {
	case MEMO_ANY:
		return 0;
	case MEMO_OPEN:
		return descends(a, objects, head, r->head);
	case MEMO_LOCAL:
		return same_tree(a, objects, head, r);
	case MEMO_FIXED:
	default:
		return -1;
	}
}

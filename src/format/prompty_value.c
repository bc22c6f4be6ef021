/*
 * Values of a Prompty header: `${file:name}` is what the file has, and every
 * other `${...}` is the text that it is.
 */
#include "base/arena.h"
#include "format/make.h"
#include "format/prompty.h"
#include "syntax/yaml.h"

enum {
	FILES_MOST = 100,	/* references of one prompt */
	FILES_DEEP = 8,		/* that have nothing but the next one's name */
	NODES_MOST = 200 * 1000 /* in what references bring into one value */
};

static struct str trimmed(struct str s)
{
	size_t from = 0, to = s.n;

	while (from < to && (s.p[from] == ' ' || s.p[from] == '\n'))
		from++;
	while (to > from && (s.p[to - 1] == ' ' || s.p[to - 1] == '\n'))
		to--;
	return str_cut(s, from, to);
}

/* The file that a value names, or empty. */
static struct str file_of(const struct node *node)
{
	struct str s = STR_EMPTY;

	if (node && node->kind == NODE_STRING)
		s = trimmed(node->text);
	if (!str_starts(s, "${file:") || !str_ends(s, "}"))
		return STR_EMPTY;
	return str_cut(s, strlen("${file:"), s.n - 1);
}

/* Prompty 2 reads nothing outside of the file's own folder. */
static bool is_allowed(struct prompty *y, struct str ref, struct pos pos)
{
	struct reading *r = y->r;
	struct str path;

	if (!format_join(r, r->folder, ref, pos, &path))
		return false;
	if (y->generation != PROMPTY_2 || r->folder.n == 0 ||
	    (path.n > r->folder.n && path.p[r->folder.n] == '/' &&
	     str_eq(str_cut(path, 0, r->folder.n), r->folder)))
		return true;
	format_wrong_in(r, RULE_PATH_ESCAPE, r->path, pos,
			STR("move the file into the folder of the prompt, or "
			    "below it"),
			"%.*s is outside of the prompt's folder, where "
			"Prompty 2 reads no file",
			STR_ARG(text_shorten(ref, 200)));
	return false;
}

static bool is_data(struct str ref)
{
	return str_ends(ref, ".json") || str_ends(ref, ".yaml") ||
	       str_ends(ref, ".yml");
}

static struct format_value open_file(struct prompty *y, struct str ref)
{
	struct format_value value = { 0 };
	struct str path, bytes;
	struct node *node;

	if (!is_allowed(y, ref, y->reference))
		return value;
	if (is_data(ref)) {
		(void)format_open_value(y->r, ref, y->reference, &value);
		return value;
	}
	if (!format_open(y->r, ref, y->reference, &path, &bytes))
		return value;
	node = arena_zero(y->r->a, 1, sizeof(*node));
	*node = make_text(bytes, y->reference);
	return (struct format_value){ node, path, false };
}

/* Each file is opened, and what is wrong with it told, once. */
static struct format_value file_value(struct prompty *y, struct str ref)
{
	struct format_value *known = map_get(&y->files, ref);

	if (known)
		return *known;
	if (y->files.count >= FILES_MOST) {
		if (y->files.count == FILES_MOST)
			format_wrong(y->r, y->reference,
				     STR("put several values into one file"),
				     "more than %d files are named",
				     FILES_MOST);
		known = arena_zero(y->r->a, 1, sizeof(*known));
		*map_put(&y->files, ref) = known;
		return *known;
	}
	known = arena_zero(y->r->a, 1, sizeof(*known));
	*map_put(&y->files, ref) = known;
	*known = open_file(y, ref);
	return *known;
}

/* Recursion is as deep as the tree: NODE_DEPTH. */
static void check_files(struct prompty *y, const struct node *node)
{
	struct str ref = file_of(node);

	if (ref.n && !map_get(&y->files, ref) &&
	    !is_allowed(y, ref, node->pos) && y->files.count < FILES_MOST)
		*map_put(&y->files, ref) = arena_zero(
			y->r->a, 1, sizeof(struct format_value));
	for (size_t i = 0; i < node->count; i++)
		check_files(y, node->kind == NODE_ARRAY ?
				       &node->items[i] :
				       &node->members[i].value);
}

void prompty_check_files(struct prompty *y)
{
	if (y->header.node && y->generation == PROMPTY_2)
		check_files(y, y->header.node);
}

struct format_value prompty_value(struct prompty *y, const struct node *node,
				  struct str path)
{
	struct format_value value = { node, path, false };

	for (int deep = 0; deep < FILES_DEEP; deep++) {
		struct str ref = file_of(value.node);

		if (ref.n == 0)
			return value;
		if (str_eq(value.path, y->r->path))
			y->reference = value.node->pos;
		value = file_value(y, ref);
	}
	format_wrong(y->r, y->reference, STR("name the last file of them"),
		     "files name each other more than %d deep", FILES_DEEP);
	return (struct format_value){ 0 };
}

struct format_value prompty_member(struct prompty *y,
				   struct format_value object, const char *name)
{
	const struct node *node = node_get(object.node, name);

	if (!node)
		return (struct format_value){ 0 };
	return prompty_value(y, node, object.path);
}

/* Recursion is as deep as the tree: NODE_DEPTH. */
static bool has_files(const struct node *node)
{
	if (file_of(node).n)
		return true;
	for (size_t i = 0; i < node->count; i++)
		if (has_files(node->kind == NODE_ARRAY ?
				      &node->items[i] :
				      &node->members[i].value))
			return true;
	return false;
}

struct expansion {
	struct prompty *y;
	size_t files, nodes;
	bool bad;
};

static size_t count_nodes(const struct node *node)
{
	size_t n = 1;

	for (size_t i = 0; i < node->count; i++)
		n += count_nodes(node->kind == NODE_ARRAY ?
					 &node->items[i] :
					 &node->members[i].value);
	return n;
}

static void too_much(struct expansion *e)
{
	if (!e->bad)
		format_wrong(e->y->r, e->y->reference,
			     STR("put the values themselves into one file"),
			     "files name each other too deep, or too often");
	e->bad = true;
}

static void expand(struct expansion *e, struct node *node, struct str path,
		   size_t level);

/* A copy of what the file has, expanded in turn. */
static void expand_file(struct expansion *e, struct node *node, struct str path,
			size_t level)
{
	struct format_value value = prompty_value(e->y, node, path);

	if (!value.node)
		return;
	e->nodes += count_nodes(value.node);
	if (++e->files > FILES_MOST || e->nodes > NODES_MOST) {
		too_much(e);
		return;
	}
	*node = *make_copy(e->y->r->a, value.node);
	expand(e, node, value.path, level);
}

/*
 * node belongs to a copy. Recursion: a file in the place of a value is one
 * step more, and each such step is of another level or ends here, so that it
 * is at most twice NODE_DEPTH deep, and so is no tree that comes of it.
 */
static void expand(struct expansion *e, struct node *node, struct str path,
		   size_t level)
{
	if (level > NODE_DEPTH) {
		too_much(e);
		*node = make_null(node->pos);
		return;
	}
	if (file_of(node).n) {
		if (!e->bad)
			expand_file(e, node, path, level);
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		if (node->kind == NODE_ARRAY)
			expand(e, &node->items[i], path, level + 1);
		else if (node->kind == NODE_OBJECT)
			expand(e, &node->members[i].value, path, level + 1);
	}
}

struct format_value prompty_stored(struct prompty *y, struct format_value value)
{
	struct expansion e = { .y = y };
	struct format_value out;
	struct node *copy;

	if (!value.node)
		return value;
	if (!has_files(value.node)) {
		if (!str_eq(value.path, y->r->path))
			return value;
		return format_value(y->r, value.node);
	}
	copy = make_copy(y->r->a, value.node);
	expand(&e, copy, value.path, 1);
	out = format_value(y->r, copy);
	out.path = value.path;
	return out;
}

/*
 * Globs of tools. What a glob gives is the same for every prompt that has it,
 * so it is found once.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "pattern/glob.h"
#include "format/tool_shape.h"
#include "prompt/builder.h"
#include "syntax/json.h"
#include "view/trace.h"

static int add_path(void *argument, const struct view_entry *entry)
{
	struct listing *l = argument;

	if (str_starts(entry->path, STORE_FOLDER "/"))
		return 0;
	l->paths[l->count++] = entry->path;
	return 0;
}

static int count_path(void *argument, const struct view_entry *entry)
{
	size_t *count = argument;

	(void)entry;
	++*count;
	return 0;
}

const struct listing *build_listing(struct build *p, struct str folder)
{
	struct builder *b = p->b;
	struct listing *l = map_get(&b->listings, folder);
	size_t count = 0;

	if (l) {
		view_trace_listed(b->view, folder);
		return l;
	}
	l = arena_zero(b->a, 1, sizeof(*l));
	p->rc = view_each(b->view, folder, count_path, &count, p->err);
	if (p->rc == 0) {
		l->paths = arena_zero(b->a, count, sizeof(*l->paths));
		p->rc = view_each(b->view, folder, add_path, l, p->err);
	}
	if (p->rc < 0)
		return NULL;
	for (size_t i = 0; i < l->count; i++)
		l->paths[i] = str_copy(b->a, l->paths[i]);
	*map_put(&b->listings, str_copy(b->a, folder)) = l;
	return l;
}

static void read_tools(struct builder *b, const struct value *v,
		       struct file *file, struct tools *out)
{
	struct shaped_tools shaped;

	tool_shapes(b->a, &v->root, &shaped);
	*out = (struct tools){ .bad = shaped.bad,
			       .pos = shaped.pos,
			       .why = shaped.why,
			       .help = shaped.help };
	if (out->bad)
		return;
	out->items = arena_zero(b->a, shaped.count, sizeof(*out->items));
	out->count = shaped.count;
	for (size_t i = 0; i < out->count; i++) {
		const struct node *node = shaped.items[i].node;
		struct tool *tool = &out->items[i];
		struct buf compact = buf_in(b->a);

		tool->file = file;
		tool->node = node;
		tool->shape = shaped.items[i].shape;
		tool->name = str_copy(b->a, shaped.items[i].name);
		refs_find(b->a, node, &tool->refs);
		if (node == &v->root) {
			tool->bytes = v->bytes;
			tool->id = v->id;
			tool->whole = v->whole;
			continue;
		}
		json_compact(&compact, node);
		tool->bytes = buf_str(&compact);
		store_id_of(&tool->id, tool->bytes.p, tool->bytes.n);
	}
}

/* A file's tools without a word of what is wrong with it; NULL: ask
 * build_tools_of, which says so. */
static struct tools *tools_quietly(struct build *p, struct file *file)
{
	struct sink nowhere = *p->sink;
	struct build silent = *p;

	if (file->state != FILE_OK)
		return NULL;
	nowhere.count = SINK_LIMIT; /* counts alone, adds nothing */
	silent.sink = &nowhere;
	return build_tools_of(&silent, file);
}

struct tools *build_tools_of(struct build *p, struct file *file)
{
	const struct link link = { NULL, file->path, 0 };
	const struct value *v = build_value(p, file, &link);
	struct trouble t;

	if (!v)
		return NULL;
	if (!file->tools) {
		file->tools = arena_zero(p->b->a, 1, sizeof(*file->tools));
		read_tools(p->b, v, file, file->tools);
	}
	if (!file->tools->bad)
		return file->tools;
	t = (struct trouble){ .rule = RULE_FORMAT_INVALID,
			      .at = build_inside(file, file->tools->pos, &link),
			      .message = file->tools->why,
			      .help = file->tools->help,
			      .key = file->tools->why };
	build_report(p, &t);
	return NULL;
}

static int tool_by_name(const void *x, const void *y)
{
	const struct tool *const *a = x, *const *b = y;
	int order = str_compare((*a)->name, (*b)->name);

	return order ? order : str_compare((*a)->file->path, (*b)->file->path);
}

static void sort_tools(struct build *p, struct glob *g)
{
	size_t count = 0;

	for (size_t i = 0; i < g->file_count; i++) {
		const struct tools *t = tools_quietly(p, g->files[i]);

		count += t ? t->count : 0;
	}
	g->tools = arena_zero(p->b->a, count, sizeof(*g->tools));
	for (size_t i = 0; i < g->file_count; i++) {
		struct tools *t = tools_quietly(p, g->files[i]);

		for (size_t k = 0; t && k < t->count; k++)
			g->tools[g->tool_count++] = &t->items[k];
	}
	if (count)
		qsort(g->tools, count, sizeof(*g->tools), tool_by_name);
}

bool build_glob_step(struct build *p, struct str pattern, struct str path)
{
	p->b->glob_steps += 1 + pattern.n * path.n / 64;
	if (p->b->glob_steps <= BUILD_GLOB_STEPS)
		return true;
	p->rc = error_set(p->err, ERROR_FAILED,
			  "the globs of this manifest match too many paths");
	return false;
}

static bool match_all(struct build *p, struct str pattern,
		      const struct listing *l, struct glob *g)
{
	struct builder *b = p->b;
	size_t room = 0;

	for (size_t i = 0; i < l->count; i++) {
		struct file *f;

		if (!build_glob_step(p, pattern, l->paths[i]))
			return false;
		if (!glob_match(pattern, l->paths[i]))
			continue;
		f = build_file(p, l->paths[i]);
		if (!f)
			return false;
		g->files = arena_grow(b->a, g->files, g->file_count, &room,
				      sizeof(struct file *));
		g->files[g->file_count++] = f;
	}
	return true;
}

/* This prompt hangs on what the one hung on that has found it. */
static void ask_again(struct builder *b, struct str pattern,
		      const struct glob *g)
{
	view_trace_listed(b->view, glob_prefix(pattern));
	for (size_t i = 0; i < g->file_count; i++)
		view_trace_again(b->view, g->files[i]->path);
}

struct glob *build_glob(struct build *p, struct str pattern)
{
	struct builder *b = p->b;
	struct glob *g = map_get(&b->globs, pattern);
	const struct listing *l;

	if (g) {
		ask_again(b, pattern, g);
		return g;
	}
	l = build_listing(p, glob_prefix(pattern));
	g = arena_zero(b->a, 1, sizeof(*g));
	if (!l || !match_all(p, pattern, l, g))
		return NULL;
	sort_tools(p, g);
	*map_put(&b->globs, pattern) = g;
	return g;
}

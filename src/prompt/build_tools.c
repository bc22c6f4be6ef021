/*
 * `tools:`: files and globs in order, each file once, each name once.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "pattern/glob.h"
#include "prompt/builder.h"

enum { FEW_TOOLS = 16 }; /* so many are compared faster than hashed */

/* The tools of one prompt so far; they are p->tools. */
struct gathered {
	struct build *p;
	struct map names; /* name -> struct store_tool, once they are many */
	size_t first;	  /* mark of the prompt's first entry */
};

static void report_twice(struct gathered *g, const struct path_ref *entry,
			 const struct tool *tool)
{
	struct build *p = g->p;
	struct trouble t = {
		.rule = RULE_MANIFEST_INVALID,
		.at = build_named(p, entry->pos),
		.message = str_fmt(
			p->b->a,
			"two tools are called %.*s; the "
			"second stands in %.*s",
			STR_ARG(text_shorten(tool->name, 100)),
			STR_ARG(text_shorten(tool->file->path, 200))),
		.help = STR("rename one of the two, or name one file only"),
		.key = tool->name,
	};

	build_report(p, &t);
}

/* Whether the name is news; it is then kept. */
static bool new_name(struct gathered *g, struct str name)
{
	struct build *p = g->p;
	size_t known = g->names.count;

	for (size_t i = known; i < p->tool_count; i++) {
		if (p->tool_count > FEW_TOOLS)
			*map_put(&g->names, str_of(p->tools[i].name)) = p;
		else if (str_is(name, p->tools[i].name))
			return false;
	}
	return !map_get(&g->names, name);
}

static void add_tool(struct gathered *g, const struct path_ref *entry,
		     const struct tool *tool)
{
	struct build *p = g->p;
	const struct link link = { NULL, tool->file->path, 0 };
	const struct named from = build_inside(tool->file, (struct pos){ 0, 0 },
					       &link);
	struct store_tool *out;

	if (!new_name(g, tool->name)) {
		if (!build_full(p))
			report_twice(g, entry, tool);
		return;
	}
	p->tools = arena_grow(p->b->a, p->tools, p->tool_count, &p->tool_room,
			      sizeof(*p->tools));
	out = &p->tools[p->tool_count++];
	*out = (struct store_tool){ .name = tool->name.p,
				    .shape = tool->shape,
				    .definition = tool->id };
	build_object(p, &tool->id, tool->bytes, tool->file->path, tool->whole);
	build_tree(p, tool->node, NULL);
	build_source(p, tool->file);
	build_refs(p, &tool->refs, &from, build_folder(tool->file->path),
		   &out->parts, &out->part_count);
}

/* Mark a file as taken by entry number mark; false: an earlier one has it. */
static bool take(const struct gathered *g, struct file *file, size_t mark)
{
	if (file->tool_mark >= g->first && file->tool_mark != mark)
		return false;
	file->tool_mark = mark;
	return true;
}

static void add_file(struct gathered *g, const struct path_ref *entry,
		     size_t mark)
{
	const struct named from = build_named(g->p, entry->pos);
	struct file *file = build_usable(g->p, entry->path, &from);
	struct tools *tools;

	if (!file || !take(g, file, mark))
		return;
	tools = build_tools_of(g->p, file);
	for (size_t i = 0; tools && i < tools->count; i++)
		add_tool(g, entry, &tools->items[i]);
}

static void report_no_match(struct gathered *g, const struct path_ref *entry)
{
	struct build *p = g->p;
	struct trouble t = {
		.rule = RULE_SOURCE_MISSING,
		.at = build_named(p, entry->pos),
		.message = str_fmt(p->b->a, "%.*s matches no file",
				   STR_ARG(text_shorten(entry->path, 200))),
		.help = build_git_add(p->b->a, entry->path),
		.key = entry->path,
	};

	build_report(p, &t);
}

static void add_glob(struct gathered *g, const struct path_ref *entry,
		     size_t mark)
{
	struct build *p = g->p;
	const struct named from = build_named(p, entry->pos);
	const struct glob *glob = build_glob(p, entry->path);

	if (!glob || !build_work(p, glob->file_count + glob->tool_count))
		return;
	if (glob->file_count == 0)
		report_no_match(g, entry);
	for (size_t i = 0; i < glob->file_count && p->rc == 0; i++) {
		struct file *file = glob->files[i];

		if (!take(g, file, mark) || (file->tools && !file->tools->bad))
			continue;
		if (build_usable(p, file->path, &from)) /* to say what is bad */
			(void)build_tools_of(p, file);
	}
	for (size_t i = 0; i < glob->tool_count && p->rc == 0; i++)
		if (glob->tools[i]->file->tool_mark == mark)
			add_tool(g, entry, glob->tools[i]);
}

void build_tools(struct build *p)
{
	struct gathered g = { .p = p };
	const struct prompt_entry *entry = p->entry;

	if (p->own && p->own->tool_count && !(entry->own & OWN_TOOLS)) {
		build_own_tools(p);
		return;
	}
	if (entry->tool_count == 0)
		return;
	g.names = map_in(p->b->a);
	g.first = p->b->tool_entries + 1;
	for (size_t i = 0; i < entry->tool_count && p->rc == 0; i++) {
		size_t mark = ++p->b->tool_entries;

		if (!build_work(p, 1))
			return;
		if (glob_is(entry->tools[i].path))
			add_glob(&g, &entry->tools[i], mark);
		else
			add_file(&g, &entry->tools[i], mark);
	}
	if (p->tool_count > PROMPT_TOOLS) {
		struct trouble t = {
			.rule = RULE_MANIFEST_INVALID,
			.at = build_named(p, entry->tools[0].pos),
			.message = STR("the prompt has more than 1,000 tools"),
			.help = STR("name fewer"),
			.key = STR("tools"),
		};

		build_report(p, &t);
	}
	p->effective->tools = build_keep(p, p->tools, p->tool_count,
					 sizeof(*p->tools));
	p->effective->tool_count = p->tool_count;
}

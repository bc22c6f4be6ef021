#include <stdio.h>

#include "base/arena.h"
#include "prompt/builder.h"

/* From the manifest's file on, so that it reads in the order of naming. */
static void add_chain(struct finding *f, const struct link *link)
{
	const struct link *links[FINDING_CHAIN];
	size_t n = 0;

	if (!link || !link->up)
		return; /* the manifest names it: nothing to explain */
	for (; link && n < FINDING_CHAIN; link = link->up)
		links[n++] = link;
	while (n--)
		finding_chain(f, links[n]->path);
}

const struct str *build_chain(struct arena *a, const struct link *link)
{
	struct str *chain = arena_alloc(a, (link->depth + 1) * sizeof(*chain));

	for (; link; link = link->up)
		chain[link->depth] = link->path;
	return chain;
}

bool build_full(struct build *p)
{
	if (p->sink->count < SINK_LIMIT)
		return false;
	p->bad = true;
	p->sink->dropped++;
	p->sink->dropped_error = true;
	return true;
}

void build_report(struct build *p, const struct trouble *t)
{
	struct finding *f;

	if (build_full(p))
		return;
	p->bad = true;
	f = sink_add(p->sink, t->rule, p->entry->id, t->at.path, t->at.pos);
	f->message = t->message;
	if (t->at.lines)
		f->line = lines_get(t->at.lines, p->b->a, t->at.pos.line);
	finding_help(f, t->help);
	finding_key(f, t->at.path);
	finding_key(f, t->key);
	add_chain(f, t->at.link);
}

struct named build_named(struct build *p, struct pos pos)
{
	return (struct named){ p->b->manifest->path, pos, &p->b->manifest_lines,
			       NULL };
}

struct named build_inside(struct file *file, struct pos pos,
			  const struct link *link)
{
	if (file->cut)
		return (struct named){ file->path,
				       format_place(&file->cut->text, pos),
				       &file->in->lines, link };
	return (struct named){ file->path, pos, &file->lines, link };
}

bool build_work(struct build *p, size_t n)
{
	struct builder *b = p->b;

	b->work += n;
	if (b->work <= BUILD_WORK)
		return true;
	error_help(p->err, "split the repository");
	p->rc = error_set(p->err, ERROR_FAILED,
			  "the prompts of this manifest have more than %d "
			  "parts, tools and uses of variables in all",
			  BUILD_WORK);
	return false;
}

struct str build_folder(struct str path)
{
	size_t slash = str_rfind(path, '/');

	return slash < path.n ? str_cut(path, 0, slash) : STR_EMPTY;
}

struct str build_git_add(struct arena *a, struct str path)
{
	struct buf b = buf_in(a);

	buf_adds(&b, path.n && path.p[0] == '-' ? "git add -- " : "git add ");
	text_word(&b, path);
	return buf_str(&b);
}

#include "view/changes.h"

#include "view/internal.h"

struct changes_of {
	struct view *from;
	bool (*wanted)(struct str path);
	view_each_fn *each;
	void *argument;
	struct error *err;
};

/* Whether from has it, too; with the same bytes. */
static int is_same(struct changes_of *w, const struct view_entry *entry,
		   struct view *to, bool *same)
{
	bool differs = true;
	int rc = 0;

	if (w->from)
		rc = view_differs(w->from, to, entry->path, &differs, w->err);
	*same = !differs;
	return rc;
}

/* ---- any two views */

struct plain {
	struct changes_of *what;
	struct view *to;
};

static int hold_against(void *argument, const struct view_entry *entry)
{
	struct plain *p = argument;
	bool same;
	int rc;

	if (entry->type != VIEW_FILE || !p->what->wanted(entry->path) ||
	    !view_path_ok(entry->path))
		return 0;
	rc = is_same(p->what, entry, p->to, &same);
	if (rc < 0 || same)
		return rc;
	return p->what->each(p->what->argument, entry);
}

/* ---- two trees, or a tree and the index */

static int take_other(void *argument, const struct view_entry *from,
		      const struct view_entry *to)
{
	struct changes_of *w = argument;

	(void)from;
	if (!to->path.p || to->type != VIEW_FILE || !w->wanted(to->path) ||
	    !view_path_ok(to->path))
		return 0;
	return w->each(w->argument, to);
}

static int changed_entry(void *argument, const struct view_entry *entry)
{
	struct changes_of *w = argument;

	if (entry->type != VIEW_FILE || !w->wanted(entry->path) ||
	    !view_path_ok(entry->path))
		return 0;
	return w->each(w->argument, entry);
}

int view_changes(struct view *from, struct view *to,
		 bool (*wanted)(struct str path), view_each_fn *each,
		 void *argument, struct error *err)
{
	struct changes_of what = { view_untraced(from), wanted, each, argument,
				   err };
	struct plain plain;

	trace_changes(to);
	to = view_untraced(to);
	plain = (struct plain){ &what, to };
	if (!what.from)
		return view_each(to, STR_EMPTY, changed_entry, &what, err);
	if (commit_tree(what.from) && commit_tree(to))
		return view_diff(what.from, to, STR_EMPTY, take_other, &what,
				 err);
	if (commit_tree(what.from) && staged_knows_folders(to))
		return diff_staged(what.from, to, STR_EMPTY, wanted, take_other,
				   &what, err);
	return view_each(to, STR_EMPTY, hold_against, &plain, err);
}

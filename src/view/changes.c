#include "view/changes.h"

#include "view/internal.h"

struct changes_of {
	struct view *from;
	bool (*wanted)(struct str path);
	view_each_fn *each;
	void *argument;
	struct error *err;
};

/* What is no file that git would check out has nothing in it. */
static bool is_told(const struct changes_of *w, const struct view_entry *entry)
{
	return entry->type != VIEW_LINK && entry->type != VIEW_GITLINK &&
	       (entry->closed || w->wanted(entry->path));
}

/* ---- any two views */

struct plain {
	struct changes_of *what;
	struct view *to;
};

static int hold_against(void *argument, const struct view_entry *entry)
{
	struct plain *p = argument;
	struct changes_of *w = p->what;
	bool same;
	int rc;

	if (!is_told(w, entry))
		return 0;
	rc = view_has(w->from, p->to, entry, &same, w->err);
	if (rc < 0 || same)
		return rc;
	return w->each(w->argument, entry);
}

/* ---- two trees, or a tree and the index */

static int take_other(void *argument, const struct view_entry *from,
		      const struct view_entry *to)
{
	struct changes_of *w = argument;

	(void)from;
	return to->path.p && is_told(w, to) ? w->each(w->argument, to) : 0;
}

static int changed_entry(void *argument, const struct view_entry *entry)
{
	struct changes_of *w = argument;

	return is_told(w, entry) ? w->each(w->argument, entry) : 0;
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

#include "base/arena.h"
#include "view/changes.h"
#include "view/internal.h"
#include "view/trace.h"

/* One comparison, and who is told. */
struct diff {
	struct view *from, *to;
	view_pair_fn *each;
	void *argument;
	size_t seen;
};

static const struct view_entry nothing = {
	{ NULL, 0 }, VIEW_FILE, false, false, { { 0 } }
};

static int tell(struct diff *d, const struct view_entry *from,
		const struct view_entry *to)
{
	return d->each(d->argument, from ? from : &nothing, to ? to : &nothing);
}

/* The id, hashed where it is not known. 1: cannot be had, so the two are not
 * known to be the same. */
static int id_of(struct view *view, const struct view_entry *entry,
		 struct view_oid *out, struct error *err)
{
	struct error refused = { 0 };
	int rc;

	if (entry->has_oid) {
		*out = entry->oid;
		return 0;
	}
	rc = view->ops->hash(view, entry, out, &refused);
	if (rc == ERROR_REFUSED)
		return 1;
	if (rc < 0)
		*err = refused;
	return rc;
}

static int compare(struct diff *d, const struct view_entry *from,
		   const struct view_entry *to, struct error *err)
{
	struct view_oid a, b;
	int rc;

	if (from->type != to->type)
		return tell(d, from, to);
	if (from->type == VIEW_UNMERGED)
		return tell(d, from, to);
	rc = id_of(d->from, from, &a, err);
	if (rc == 0)
		rc = id_of(d->to, to, &b, err);
	if (rc < 0)
		return rc;
	if (rc == 0 && view_oid_equal(&a, &b))
		return 0;
	return tell(d, from, to);
}

static int diff_lists(struct diff *d, struct str folder, struct error *err)
{
	struct arena scratch = { 0 };
	struct view_list a, b;
	size_t i = 0, j = 0;
	int rc;

	rc = view_listing(&a, &scratch, d->from, folder, err);
	if (rc == 0)
		rc = view_listing(&b, &scratch, d->to, folder, err);
	while (rc == 0 && (i < a.count || j < b.count)) {
		int order = i == a.count ? 1 :
			    j == b.count ? -1 :
					   str_compare(a.entries[i].path,
						       b.entries[j].path);

		if (order < 0)
			rc = tell(d, a.entries + i++, NULL);
		else if (order > 0)
			rc = tell(d, NULL, b.entries + j++);
		else
			rc = compare(d, a.entries + i++, b.entries + j++, err);
	}
	arena_free(&scratch);
	return rc;
}

/* ---- two trees: what is equal is not looked into */

struct pair {
	struct folder *a, *b; /* NULL: this side has none */
	size_t i, j;
};

static int tell_entries(struct diff *d, const struct tree_entry *a,
			const struct tree_entry *b, struct error *err)
{
	struct view_entry from, to;

	if (a)
		tree_view_entry(a, &from);
	if (b)
		tree_view_entry(b, &to);
	if (a && b)
		return compare(d, &from, &to, err);
	return tell(d, a ? &from : NULL, b ? &to : NULL);
}

/* Open a folder that is on one side or differs on both. */
static int enter(struct diff *d, struct pair *out, const struct tree_entry *a,
		 const struct tree_entry *b, struct error *err)
{
	int rc = 0;

	*out = (struct pair){ 0 };
	if (a)
		rc = tree_open(commit_tree(d->from), a, &out->a, err);
	if (b && rc == 0)
		rc = tree_open(commit_tree(d->to), b, &out->b, err);
	return rc;
}

/* The next entry of either side, or the pair of the same name. */
static void next(struct pair *p, struct tree_entry **a, struct tree_entry **b)
{
	int order;

	*a = p->a && p->i < p->a->count ? p->a->entries + p->i : NULL;
	*b = p->b && p->j < p->b->count ? p->b->entries + p->j : NULL;
	order = !*a ? 1 : !*b ? -1 : tree_order(*a, *b);
	if (order > 0)
		*a = NULL;
	if (order < 0)
		*b = NULL;
	p->i += *a != NULL;
	p->j += *b != NULL;
}

static int diff_trees(struct diff *d, struct pair start, struct error *err)
{
	struct pair pairs[PATH_LIMIT / 2 + 2];
	size_t depth = 0;
	int rc = 0;

	pairs[depth++] = start;
	while (depth && rc == 0) {
		struct tree_entry *a, *b;

		next(pairs + depth - 1, &a, &b);
		if (!a && !b) {
			depth--;
			continue;
		}
		if (++d->seen > ENTRY_LIMIT)
			return error_set(err, ERROR_FAILED,
					 "more than %d files and folders",
					 ENTRY_LIMIT);
		if (!(a ? a : b)->folder)
			rc = tell_entries(d, a, b, err);
		else if (!a || !b || !view_oid_equal(&a->oid, &b->oid))
			rc = enter(d, pairs + depth++, a, b, err);
	}
	return rc;
}

static int diff_commits(struct diff *d, struct str folder, struct error *err)
{
	struct pair start = { 0 };
	int rc = tree_folder(commit_tree(d->from), folder, &start.a, err);

	if (rc == ERROR_ABSENT)
		start.a = NULL;
	else if (rc < 0)
		return rc;
	rc = tree_folder(commit_tree(d->to), folder, &start.b, err);
	if (rc == ERROR_ABSENT)
		start.b = NULL;
	else if (rc < 0)
		return rc;
	if (start.a && start.b && view_oid_equal(&start.a->oid, &start.b->oid))
		return 0;
	return diff_trees(d, start, err);
}

/* ---- a tree and the index */

struct held {
	struct diff *diff;
	struct error *err;
};

static int hold(void *argument, const struct view_entry *from,
		const struct view_entry *to)
{
	struct held *h = argument;

	return from && to ? compare(h->diff, from, to, h->err) :
			    tell(h->diff, from, to);
}

int diff_staged(struct view *from, struct view *to, struct str folder,
		bool (*wanted)(struct str path), view_pair_fn *each,
		void *argument, struct error *err)
{
	struct diff d = { from, to, each, argument, 0 };
	struct held held = { &d, err };

	return staged_pairs(to, commit_tree(from), folder, wanted, hold, &held,
			    err);
}

/* ---- */

int view_diff(struct view *from, struct view *to, struct str folder,
	      view_pair_fn *each, void *argument, struct error *err)
{
	struct view *a = view_untraced(from), *b = view_untraced(to);
	struct diff d = { from, to, each, argument, 0 };

	if (!commit_tree(a) || (!commit_tree(b) && !staged_is(b)))
		return diff_lists(&d, folder, err);
	/* The answer hangs on all that is there, looked at or not. */
	view_trace_listed(from, folder);
	view_trace_listed(to, folder);
	if (staged_is(b))
		return diff_staged(a, b, folder, NULL, each, argument, err);
	d.from = a;
	d.to = b;
	return diff_commits(&d, folder, err);
}

static int note_difference(void *argument, const struct view_entry *from,
			   const struct view_entry *to)
{
	(void)from, (void)to;
	*(bool *)argument = true;
	return 0;
}

int view_differs(struct view *from, struct view *to, struct str path,
		 bool *differs, struct error *err)
{
	struct diff d = { from, to, note_difference, differs, 0 };
	struct view_entry a, b;
	int before = view_find(from, path, &a, err), after;

	*differs = false;
	if (before < 0 && before != ERROR_ABSENT)
		return before;
	after = view_find(to, path, &b, err);
	if (after < 0 && after != ERROR_ABSENT)
		return after;
	if (before == 0 && after == 0)
		return compare(&d, &a, &b, err);
	*differs = before != after;
	return 0;
}

/* A folder of a sparse index that is not opened: its path has a slash. */
static int has_folder(struct view *from, const struct view_entry *entry,
		      bool *has, struct error *err)
{
	struct view_oid oid;
	int rc;

	if (!entry->has_oid || !commit_tree(view_untraced(from)))
		return 0;
	rc = view_folder_oid(from, str_cut(entry->path, 0, entry->path.n - 1),
			     &oid, err);
	*has = rc == 0 && view_oid_equal(&oid, &entry->oid);
	return rc == ERROR_ABSENT ? 0 : rc;
}

int view_has(struct view *from, struct view *to, const struct view_entry *entry,
	     bool *has, struct error *err)
{
	bool differs = false;
	struct diff d = { from, to, note_difference, &differs, 0 };
	struct view_entry old;
	int rc;

	*has = false;
	if (entry->closed && str_ends(entry->path, "/"))
		return has_folder(from, entry, has, err);
	rc = from->ops->find(from, entry->path, &old, err);
	if (rc == 0)
		rc = compare(&d, &old, entry, err);
	else
		differs = true;
	*has = rc == 0 && !differs;
	return rc == ERROR_ABSENT ? 0 : rc;
}

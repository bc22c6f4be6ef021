#include <string.h>

#include "base/arena.h"
#include "view/internal.h"

struct commit_view {
	struct view view;
	struct tree *tree;
};

void tree_view_entry(const struct tree_entry *entry, struct view_entry *out)
{
	out->path = entry->path;
	out->type = entry->type;
	out->has_oid = !entry->twice;
	out->closed = entry->closed;
	out->oid = entry->oid;
}

/* One open folder of a walk, and how far it is. */
struct step {
	struct folder *folder;
	size_t at;
};

int tree_each(struct tree *tree, struct folder *folder, view_each_fn *each,
	      void *argument, struct error *err)
{
	struct step steps[PATH_LIMIT / 2 + 2];
	size_t depth = 0, seen = 0;
	struct view_entry out;
	int rc = 0;

	/* A folder takes two bytes of a path at least: never deeper. */
	steps[depth++] = (struct step){ folder, 0 };
	while (depth && rc == 0) {
		struct step *step = steps + depth - 1;
		struct tree_entry *entry;

		if (step->at == step->folder->count) {
			depth--;
			continue;
		}
		entry = step->folder->entries + step->at++;
		if (++seen > ENTRY_LIMIT)
			return error_set(err, ERROR_FAILED,
					 "more than %d files and folders",
					 ENTRY_LIMIT);
		if (entry->folder) {
			rc = tree_open(tree, entry, &folder, err);
			steps[depth++] = (struct step){ folder, 0 };
			continue;
		}
		tree_view_entry(entry, &out);
		rc = each(argument, &out);
	}
	return rc;
}

static int find(struct view *view, struct str path, struct view_entry *out,
		struct error *err)
{
	struct commit_view *v = (struct commit_view *)view;
	size_t slash = str_rfind(path, '/');
	struct str parent = str_cut(path, 0, slash);
	struct str name = str_cut(path, slash + 1, path.n);
	struct tree_entry *entry;
	struct folder *folder;
	int rc;

	if (slash == path.n) {
		parent = STR_EMPTY;
		name = path;
	}
	rc = tree_folder(v->tree, parent, &folder, err);
	if (rc < 0)
		return rc;
	entry = folder_entry(folder, name);
	if (!entry)
		return ERROR_ABSENT;
	tree_view_entry(entry, out);
	return 0;
}

static int read_blob(struct view *view, struct arena *a, struct str path,
		     size_t limit, struct str *out, struct error *err)
{
	struct view_entry entry;
	int rc = find(view, path, &entry, err);

	if (rc < 0)
		return rc;
	if (entry.type != VIEW_FILE)
		return ERROR_ABSENT;
	return odb_blob(view->repo, a, &entry.oid, path, limit, out, err);
}

static int each(struct view *view, struct str folder, view_each_fn *call,
		void *argument, struct error *err)
{
	struct commit_view *v = (struct commit_view *)view;
	struct folder *start;
	int rc = tree_folder(v->tree, folder, &start, err);

	if (rc < 0)
		return rc == ERROR_ABSENT ? 0 : rc;
	return tree_each(v->tree, start, call, argument, err);
}

static int hash(struct view *view, const struct view_entry *entry,
		struct view_oid *out, struct error *err)
{
	(void)view, (void)out;
	return error_set(err, ERROR_REFUSED,
			 "%.*s: is in its folder more than once",
			 STR_ARG(entry->path));
}

static const struct view_ops ops = { find, read_blob, each, hash, NULL };

struct tree *commit_tree(struct view *view)
{
	return view->ops == &ops ? ((struct commit_view *)view)->tree : NULL;
}

/* Why the tree of rev could not be had: a partial clone may lack it, and then
 * it is the id of the tree that helps. */
static int no_tree(struct repo *repo, const char *rev, const struct error *why,
		   struct error *err)
{
	struct error ignored = { 0 };
	struct view_oid commit, tree;
	struct object object;

	if (repo->promisor &&
	    repo->source->resolve(repo, rev, OBJECT_COMMIT, &commit,
				  &ignored) == 0 &&
	    odb_first_id(&tree, repo, &commit, OBJECT_COMMIT, &ignored) == 0 &&
	    repo->source->object(repo, NULL, &tree, OBJECT_BLOB, 0, &object,
				 &ignored) == ERROR_ABSENT)
		return odb_missing(repo, &tree, str_of(rev), err);
	if (why->help[0])
		error_help(err, "%s", why->help);
	return error_set(err, why->code, "%s", why->text);
}

int view_commit(struct view **out, struct arena *a, struct repo *repo,
		const char *rev, struct error *err)
{
	struct commit_view *v = arena_zero(a, 1, sizeof(*v));
	struct error why = { 0 };
	struct view_oid root;
	int rc = repo->source->resolve(repo, rev, OBJECT_TREE, &root, &why);

	if (rc == ERROR_ABSENT)
		return rc;
	if (rc < 0)
		return no_tree(repo, rev, &why, err);
	v->tree = tree_new(a, repo, STR_EMPTY, &root);
	v->view = (struct view){ &ops, VIEW_COMMIT, str_c(a, str_of(rev)), a,
				 repo };
	*out = &v->view;
	return 0;
}

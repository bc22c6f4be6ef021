#include "base/arena.h"
#include "view/internal.h"

static bool is_folder(const struct index_entry *entry)
{
	return entry->mode == INDEX_FOLDER;
}

/* As an index has it that is not sparse: nothing of it is checked out. */
static void fill(struct arena *a, struct index_entry *out,
		 const struct tree_entry *from)
{
	memset(out, 0, sizeof(*out));
	tree_view_entry(from, &out->entry);
	out->skip = true;
	out->mode = from->mode;
	if (!from->folder)
		return;
	out->entry.path = str_join(
		a, (const struct str[]){ from->path, STR("/") }, 2);
	out->entry.type = VIEW_OTHER;
	out->mode = INDEX_FOLDER;
}

static int read_folder(struct index *index, const struct index_entry *entry,
		       struct folder **out, struct error *err)
{
	struct str path = entry->entry.path;

	path.n--; /* its slash */
	return tree_top(
		tree_new(index->arena, index->repo, path, &entry->entry.oid),
		out, err);
}

/*
 * Replace the folders among [from, to) by what is in them. The table is made
 * anew: whoever holds the old one goes on with it.
 */
static int open_range(struct index *index, size_t from, size_t to,
		      struct error *err)
{
	struct folder **trees = arena_zero(index->arena, to - from,
					   sizeof(struct folder *));
	size_t more = 0, n = 0;
	struct index_entry *all;

	for (size_t i = from; i < to; i++) {
		if (!is_folder(index->entries + i))
			continue;
		if (read_folder(index, index->entries + i, trees + (i - from),
				err) < 0)
			return ERROR_FAILED;
		more += trees[i - from]->count;
		if (index->opened + more > ENTRY_LIMIT)
			return error_set(err, ERROR_FAILED,
					 "more than %d files and folders",
					 ENTRY_LIMIT);
	}
	all = arena_alloc(index->arena, (index->count + more) * sizeof(*all));
	for (size_t i = 0; i < index->count; i++) {
		struct folder *tree = i >= from && i < to ? trees[i - from] :
							    NULL;

		if (!tree) {
			all[n++] = index->entries[i];
			continue;
		}
		index->folders--;
		for (size_t k = 0; k < tree->count; k++) {
			fill(index->arena, all + n, tree->entries + k);
			index->folders += is_folder(all + n++);
		}
	}
	index->opened += more;
	index->entries = all;
	index->count = n;
	return 0;
}

/* The folder that stands for path; or NULL. */
static struct index_entry *over(const struct index *index, struct str path)
{
	for (size_t end = 0; end < path.n; end++) {
		struct index_entry *entry;

		end = str_find(path, '/', end);
		if (end == path.n)
			break;
		entry = index_at(index, str_cut(path, 0, end + 1));
		if (entry && is_folder(entry))
			return entry;
	}
	return NULL;
}

int index_open(struct index *index, struct str path, bool below,
	       struct error *err)
{
	struct index_entry *entry;
	size_t from, to, at;

	while (index->folders && (entry = over(index, path))) {
		at = (size_t)(entry - index->entries);
		if (open_range(index, at, at + 1, err) < 0)
			return ERROR_FAILED;
	}
	while (below && index->folders) {
		index_range(index, path, &from, &to);
		for (at = from; at < to && !is_folder(index->entries + at);)
			at++;
		if (at == to)
			break;
		if (open_range(index, at, to, err) < 0)
			return ERROR_FAILED;
	}
	return 0;
}

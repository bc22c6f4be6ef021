#include "cli/remember_rest.h"

#include "recall/answers.h"
#include "recall/base.h"
#include "recall/keep.h"
#include "view/staged.h"
#include "view/trace.h"

static bool same_files(const struct memo *a, const struct memo *b)
{
	if (a->file_count != b->file_count)
		return false;
	for (size_t i = 0; i < a->file_count; i++)
		if (!str_eq(a->files[i], b->files[i]))
			return false;
	return true;
}

/* What answers_index says to the keys. False: it cannot be told, or is
 * something else already to the first. */
static bool ask_keys(struct buf *out, const struct remember *m,
		     const struct memo *past)
{
	size_t from = out->len;
	struct store_id first;

	for (size_t i = 0; i < past->key_count; i++) {
		if (!staged_each(m->staged, past->keys[i], answers_entry, out))
			return false;
		answers_end(out);
		if (i > 0)
			continue;
		first = answers_digest(out, from);
		if (!store_id_equal(&first, &past->first))
			return false;
	}
	return true;
}

void remember_rest(struct remember *m, struct run *run,
		   struct check_request *request)
{
	struct memo *past = arena_zero(run->arena, 1, sizeof(*past));
	struct buf answers = buf_in(run->arena);
	struct store_id rest;
	struct str bytes;

	if (!m->on ||
	    keep_load(&bytes, run->arena, &m->place, KEEP_CLEAN) < 0 ||
	    memo_read(past, run->arena, bytes) < 0 || !past->looked ||
	    !str_eq(past->program, m->memo.program) ||
	    !str_eq(past->day, m->memo.day) || !same_files(past, &m->memo))
		return;
	/* The same questions as answers_world's for the record: its files are
	 * those of now. */
	buf_add(&answers, m->world);
	if (!ask_keys(&answers, m, past) ||
	    recall_base(run->arena, &m->place, past) < 0)
		return;
	rest = answers_digest(&answers, 0);
	if (!store_id_equal(&rest, &past->rest))
		return;
	request->rest_known = true;
	request->detectors = past->detectors;
	m->past = past;
	m->answers = answers;
}

/* keys rise, and none lies in another: the last that is not behind path. */
static bool covers(const struct memo *past, struct str path)
{
	size_t low = 0, high = past->key_count;
	struct str key;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_compare(past->keys[middle], path) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return false;
	key = past->keys[low - 1];
	return str_eq(key, path) || (memo_is_folder(key) && key.n < path.n &&
				     memcmp(key.p, path.p, key.n) == 0);
}

bool rest_covers(const struct remember *m, struct arena *a, struct view *view)
{
	struct str *keys;
	size_t count;

	if (!view_traced(view, a, &keys, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!covers(m->past, keys[i]))
			return false;
	return true;
}

/* Which prompts have another head in one view than in another. */
#include "cli/hook.h"
#include "prompt/manifest.h"
#include "store/store.h"
#include "view/view.h"

enum { HEAD_SIZE = 4096 };

struct heads_work {
	struct hook_heads *out;
	struct arena *arena;
	struct view *from, *to;
	struct error *err;
	size_t room;
};

/* The version of a head; empty where there is none that can be read. */
static int version_of(struct heads_work *w, struct view *view,
		      const struct view_entry *entry, struct str *out)
{
	struct store_head head;
	struct store_why why;
	struct str text;
	int rc;

	*out = STR_EMPTY;
	if (!entry->path.p)
		return 0;
	rc = view_read(view, w->arena, entry->path, HEAD_SIZE, &text, w->err);
	if (rc == ERROR_REFUSED)
		error_clear(w->err);
	if (rc == 0 && store_head_read(&head, text.p, text.n, &why) == STORE_OK)
		*out = str_copy(w->arena, str_of(head.version));
	return rc == ERROR_FAILED ? rc : 0;
}

static int note(void *argument, const struct view_entry *from,
		const struct view_entry *to)
{
	static const size_t top = sizeof(STORE_FOLDER);
	struct heads_work *w = argument;
	struct hook_heads *out = w->out;
	struct str path = to->path.p ? to->path : from->path;
	struct hook_head head;
	struct store_path what;

	store_path_read(&what, str_c(w->arena, str_cut(path, top, path.n)));
	if (what.kind != STORE_HEAD)
		return 0;
	if (version_of(w, w->from, from, &head.from) < 0 ||
	    version_of(w, w->to, to, &head.to) < 0)
		return ERROR_FAILED;
	if (str_eq(head.from, head.to))
		return 0; /* a draft made again, or what is no head */
	head.id = str_copy(w->arena, str_of(what.prompt));
	out->items = arena_grow(w->arena, out->items, out->count, &w->room,
				sizeof(*out->items));
	out->items[out->count++] = head;
	return 0;
}

int hook_heads(struct hook_heads *out, struct arena *a, struct view *from,
	       struct view *to, struct error *err)
{
	struct heads_work w = { out, a, from, to, err, 0 };
	int rc = 0;

	*out = (struct hook_heads){ 0 };
	if (!from)
		rc = view_memory(&w.from, a, NULL, 0, err);
	if (rc == 0)
		rc = view_diff(w.from, to, STR(STORE_FOLDER "/heads"), note, &w,
			       err);
	return rc;
}

/* The walk through the view, and the order of the steps. */
#include "cli/scan.h"

#include <stdlib.h>

#include "base/arena.h"
#include "cli/scan_parts.h"
#include "pattern/glob.h"
#include "prompt/waivers.h"

struct scan *scan_new(struct run *run, struct view *view)
{
	struct scan *s = arena_zero(run->arena, 1, sizeof(*s));

	s->run = run;
	s->view = view;
	s->path_set = map_in(run->arena);
	s->by_name = map_in(run->arena);
	s->by_path = map_in(run->arena);
	s->ids = map_in(run->arena);
	s->systems = map_in(run->arena);
	s->known = map_in(run->arena);
	s->symbols = map_in(run->arena);
	s->with_code = map_in(run->arena);
	s->several = map_in(run->arena);
	return s;
}

const struct scanned *scan_found(const struct scan *s)
{
	return &s->found;
}

const struct manifest *scan_manifest(const struct scan *s)
{
	return &s->manifest;
}

size_t scanned_prompts(const struct scanned *found)
{
	size_t n = 0;

	for (size_t i = 0; i < found->count; i++)
		n += !found->prompts[i].dropped;
	for (size_t i = 0; i < found->collection_count; i++)
		n += found->collections[i].count;
	return n;
}

/* ---- what the steps add ------------------------------------------------------ */

void scan_leave(struct scan *s, struct str text)
{
	struct scanned *out = &s->found;

	out->left = arena_grow(s->run->arena, out->left, out->left_count,
			       &out->left_room, sizeof(*out->left));
	out->left[out->left_count++] = text;
}

bool scan_has(const struct scan *s, struct str path)
{
	return map_get(&s->path_set, path) != NULL;
}

struct candidate *scan_candidate(struct scan *s, struct str path)
{
	const size_t *at = map_get(&s->by_path, path);

	return at ? &s->items[*at - 1] : NULL;
}

struct scanned_prompt *scan_add(struct scan *s, struct str path,
				const char *kind, struct str why)
{
	struct scanned *out = &s->found;
	struct str id = scan_take_id(s, path);
	struct scanned_prompt *p;

	if (!id.n)
		return NULL;
	out->prompts = arena_grow(s->run->arena, out->prompts, out->count,
				  &out->room, sizeof(*out->prompts));
	p = &out->prompts[out->count++];
	*p = (struct scanned_prompt){ .id = id, .kind = kind, .why = why };
	return p;
}

void scan_message(struct scan *s, struct scanned_prompt *p, int role,
		  struct str path)
{
	p->messages = arena_grow(s->run->arena, p->messages, p->message_count,
				 &p->message_room, sizeof(*p->messages));
	p->messages[p->message_count++] = (struct scanned_message){
		.role = role, .path = path
	};
}

bool scan_is_ignored(const struct scan *s, struct str path)
{
	for (size_t i = 0; i < s->manifest.ignore_count; i++) {
		if (glob_match(s->manifest.ignore[i], path))
			return true;
	}
	return false;
}

bool scan_read(struct scan *s, struct arena *a, struct str path, bool say,
	       struct str *bytes)
{
	struct error *err = s->run->err;
	int rc = view_read(s->view, a, path, SOURCE_SIZE, bytes, err);

	if (rc == ERROR_REFUSED && say)
		scan_leave(s, str_copy(s->run->arena, str_of(err->text)));
	if (rc == ERROR_REFUSED || rc == ERROR_ABSENT)
		error_clear(err);
	return rc == 0;
}

/* ---- the walk ----------------------------------------------------------------- */

static int keep_path(void *context, const struct view_entry *entry)
{
	struct scan *s = context;
	struct arena *a = s->run->arena;
	struct str path;

	if (entry->type != VIEW_FILE || !view_path_ok(entry->path) ||
	    str_starts(entry->path, STORE_FOLDER "/") ||
	    str_is(entry->path, MANIFEST_PATH) ||
	    str_is(entry->path, WAIVERS_PATH))
		return 0;
	path = str_copy(a, entry->path);
	s->paths = arena_grow(a, s->paths, s->path_count, &s->path_room,
			      sizeof(*s->paths));
	s->paths[s->path_count++] = path;
	*map_put(&s->path_set, path) = s;
	return 0;
}

/* One file whose path promises something. */
static int look_at(struct scan *s, struct str path, enum look look, bool code)
{
	struct arena scratch = { 0 };
	struct str bytes;
	size_t before = s->count;
	int rc = 0;

	if (scan_read(s, &scratch, path, look != LOOK_NO, &bytes)) {
		s->bytes += bytes.n;
		if (look != LOOK_NO && bytes.n &&
		    !memchr(bytes.p, '\0', bytes.n))
			rc = scan_file(s, path, bytes, look, false);
		if (rc == 0 && code && s->count == before &&
		    bytes.n <= DETECT_SIZE)
			rc = scan_code(s, path, bytes);
	} else if (s->run->err->code != ERROR_NONE) {
		rc = s->run->err->code;
	}
	arena_free(&scratch);
	return rc;
}

static int walk(struct scan *s)
{
	int rc = 0;

	for (size_t i = 0; i < s->path_count && rc == 0; i++) {
		struct str path = s->paths[i];
		enum look look = LOOK_NO;
		bool code = false;

		if (look_may(path)) {
			look = look_path(path);
			code = look_code(path);
		}
		if ((look == LOOK_NO && !code) || scan_is_ignored(s, path))
			continue;
		if (s->count >= SCAN_FILES || s->code_count >= SCAN_FILES ||
		    s->bytes > SCAN_BYTES) {
			s->found.full = true;
			break;
		}
		if (map_get(&s->known, path) && !map_get(&s->several, path))
			look = LOOK_NO;
		if (look != LOOK_NO || code)
			rc = look_at(s, path, look, code);
	}
	return rc;
}

static int by_id(const void *x, const void *y)
{
	const struct scanned_prompt *a = x, *b = y;

	return str_compare(a->id, b->id);
}

static int by_files(const void *x, const void *y)
{
	const struct scanned_collection *a = x, *b = y;

	return str_compare(a->files, b->files);
}

void scan_sort(struct scanned *out)
{
	if (out->count)
		qsort(out->prompts, out->count, sizeof(*out->prompts), by_id);
	if (out->collection_count)
		qsort(out->collections, out->collection_count,
		      sizeof(*out->collections), by_files);
}

int scan_start(struct scan *s)
{
	int rc = view_each(s->view, STR_EMPTY, keep_path, s, s->run->err);

	return rc == 0 ? scan_known(s) : rc;
}

int scan_look(struct scan *s)
{
	struct candidate **singles;
	size_t count;
	int rc = scan_start(s);

	if (rc == 0)
		rc = walk(s);
	if (rc < 0)
		return rc;
	scan_group(s, &singles, &count);
	scan_collect(s, singles, count);
	for (size_t i = 0; i < count; i++) {
		if (!singles[i]->taken)
			scan_single(s, singles[i]);
	}
	scan_group_code(s);
	scan_sort(&s->found);
	return 0;
}

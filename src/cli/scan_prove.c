/*
 * The manifest that is to be written, tried: what the check has errors in is
 * taken out again and said.
 */
#include "base/arena.h"
#include "check/check.h"
#include "cli/scan_parts.h"
#include "cli/scan_text.h"
#include "pattern/glob.h"
#include "prompt/edit.h"

enum { ROUNDS = 8 };

/* ---- the text --------------------------------------------------------------------- */

static int append(struct scan *s, const char *key, struct str above,
		  struct str block, struct str *text)
{
	if (!block.n)
		return 0;
	return edit_append(s->run->arena, *text, key, above, block, text,
			   s->run->err);
}

static int compose(struct scan *s, struct str *out)
{
	struct arena *a = s->run->arena;
	const struct scanned *found = &s->found;
	struct str text = s->manifest.text;

	if (!s->manifest.present) {
		*out = scan_text_new(a, found);
		return 0;
	}
	if (append(s, "prompts", STR_EMPTY, scan_text_prompts(a, found),
		   &text) < 0 ||
	    append(s, "collections", str_of(scan_above_collections),
		   scan_text_collections(a, found), &text) < 0 ||
	    append(s, "ignore", str_of(scan_above_ignore),
		   scan_text_ignore(a, found), &text) < 0)
		return s->run->err->code;
	*out = text;
	return 0;
}

/* A manifest has a largest size: the last ones give way. */
static int compose_in_size(struct scan *s, struct str *out)
{
	size_t last = s->found.count;
	int rc = compose(s, out);

	while (rc == 0 && out->n > MANIFEST_SIZE && last > 0) {
		size_t less = last / 8 + 1;

		s->found.full = true;
		for (size_t i = 0; i < less; i++)
			s->found.prompts[--last].dropped = true;
		rc = compose(s, out);
	}
	return rc;
}

/* ---- what is wrong with it ---------------------------------------------------------- */

static void leave(struct scan *s, const struct finding *f, const char *id)
{
	struct arena *a = s->run->arena;
	struct str at = f->path;

	if (f->pos.line)
		at = str_fmt(a, "%.*s:%u:%u", STR_ARG(f->path), f->pos.line,
			     f->pos.column);
	scan_leave(s, str_fmt(a, "%.*s%s%.*s [%s]", STR_ARG(at),
			      at.n ? ": " : "", STR_ARG(f->message), id));
}

static bool is_hindrance(const struct finding *f)
{
	return f->level == LEVEL_ERROR && f->prompt.n && !f->waived &&
	       f->rule != RULE_UNRELEASED && f->rule != RULE_DRIFT &&
	       f->rule != RULE_VERSION_MISMATCH;
}

/* The collection that a file is a prompt of. */
static struct scanned_collection *collection_of(struct scan *s, struct str path)
{
	struct scanned *found = &s->found;

	for (size_t i = 0; i < found->collection_count; i++) {
		if (glob_match(found->collections[i].files, path))
			return &found->collections[i];
	}
	return NULL;
}

static void ignore(struct scan *s, const struct check *c, struct str id)
{
	const struct prompt_entry *e = manifest_prompt(&c->manifest, id);
	struct scanned_collection *from;
	struct str path = e ? e->own_file.file.path : STR_EMPTY;

	from = path.n ? collection_of(s, path) : NULL;
	if (!from)
		return;
	s->found.ignore = arena_grow(s->run->arena, s->found.ignore,
				     s->found.ignore_count,
				     &s->found.ignore_room, sizeof(struct str));
	s->found.ignore[s->found.ignore_count++] = str_copy(s->run->arena,
							    path);
	from->count -= from->count > 0;
	for (size_t i = 0; i < from->member_count; i++) {
		if (str_eq(from->members[i]->path, path))
			from->members[i]->broken = true;
	}
}

static void settle(struct scan *s)
{
	struct scanned *found = &s->found;

	for (size_t i = 0; i < found->collection_count; i++) {
		struct scanned_collection *c = &found->collections[i];
		size_t lost = c->member_count - c->count;

		if (lost * SCAN_SPARE > c->member_count)
			scan_uncollect(s, c);
	}
	scan_sort(&s->found);
}

/* Take out what findings say is wrong; how many prompts that were. */
static size_t take_out(struct scan *s, const struct check *c, struct map *ours)
{
	struct map gone = map_in(s->run->arena);

	for (size_t i = 0; i < c->sink.count; i++) {
		const struct finding *f = &c->sink.items[i];
		struct scanned_prompt **p;

		if (!is_hindrance(f) || map_get(&gone, f->prompt))
			continue;
		*map_put(&gone, f->prompt) = s;
		leave(s, f, rule_info(f->rule)->id);
		p = (struct scanned_prompt **)map_get(ours, f->prompt);
		if (p)
			(*p)->dropped = true;
		else
			ignore(s, c, f->prompt);
	}
	settle(s);
	return gone.count;
}

/* The ids of what was found, to be checked alone. */
static const char *const *ids_of(struct scan *s, const struct manifest *m,
				 struct map *ours)
{
	struct arena *a = s->run->arena;
	const char **out = arena_zero(a, m->prompt_count + 1, sizeof(*out));
	size_t n = 0;

	for (size_t i = 0; i < s->found.count; i++) {
		struct scanned_prompt **kept = arena_alloc(a, sizeof(*kept));

		*kept = &s->found.prompts[i];
		*map_put(ours, s->found.prompts[i].id) = kept;
	}
	for (size_t i = 0; i < m->prompt_count; i++) {
		if (!manifest_prompt(&s->manifest, m->prompts[i].id))
			out[n++] = str_c(a, m->prompts[i].id);
	}
	return n ? out : NULL;
}

/* ERROR_REFUSED: it is not even a manifest, which is a case for the user. */
static int read_manifest(struct scan *s, struct view *view,
			 struct manifest *out)
{
	struct sink sink = sink_in(s->run->arena);
	int rc = manifest_read(out, s->run->arena, view, &sink, s->run->err);

	if (rc == 0 && !out->valid)
		return error_set(s->run->err, ERROR_REFUSED,
				 MANIFEST_PATH " could not be written: %.*s",
				 STR_ARG(sink.items[0].message));
	return rc;
}

static int try(struct scan *s, struct str text, size_t *dropped)
{
	const struct view_file file = { STR(MANIFEST_PATH), text };
	struct check_request request = { .setting = { .repo = s->run->repo,
						      .no_base = true } };
	struct map ours = map_in(s->run->arena);
	struct manifest m = { 0 };
	struct check c;
	int rc;

	*dropped = 0;
	rc = view_overlay(&request.setting.view, s->run->arena, s->view, &file,
			  1, s->run->err);
	if (rc == 0)
		rc = read_manifest(s, request.setting.view, &m);
	if (rc < 0)
		return rc;
	request.ids = ids_of(s, &m, &ours);
	if (!request.ids)
		return 0;
	rc = check_run(&c, s->run->arena, &request, s->run->err);
	if (rc == 0)
		*dropped = take_out(s, &c, &ours);
	return rc;
}

int scan_write(struct scan *s, struct str *out)
{
	size_t dropped = 1;
	int rc = 0;

	for (unsigned i = 0; i < ROUNDS && dropped && rc == 0; i++) {
		rc = compose_in_size(s, out);
		if (rc == 0)
			rc = try(s, *out, &dropped);
	}
	if (rc == 0 && s->manifest.present && str_eq(*out, s->manifest.text))
		*out = STR_EMPTY;
	return rc;
}

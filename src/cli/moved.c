#include "cli/moved.h"

#include "release/setting.h"

/* "<old> <new> <ref>" */
static bool read_update(struct str line, struct ref_update *out)
{
	size_t first = str_find(line, ' ', 0);
	size_t second = str_find(line, ' ', first + 1);

	*out = (struct ref_update){
		.old_oid = str_cut(line, 0, first),
		.new_oid = str_cut(line, first + 1, second),
		.ref = str_cut(line, second + 1, line.n),
	};
	return hook_is_oid(out->old_oid) && hook_is_oid(out->new_oid) &&
	       out->ref.n > 0;
}

static int read_refs(struct moved_refs *r, struct run *run)
{
	struct str input, line;
	size_t at = 0, room = 0;

	if (run_read_file(run, "-", HOOK_INPUT, &input) < 0)
		return run->err->code;
	while (hook_next_line(input, &at, &line)) {
		struct moved *m;

		r->items = arena_grow(run->arena, r->items, r->count, &room,
				      sizeof(*r->items));
		m = &r->items[r->count++];
		*m = (struct moved){ 0 };
		if (!read_update(line, &m->update))
			return error_set(run->err, ERROR_USAGE,
					 "pre-receive: this is no line of "
					 "git's: %.*s",
					 STR_ARG(line));
		if (!hook_is_null(m->update.new_oid) &&
		    hook_peel(run, run->arena, m->update.ref, m->update.new_oid,
			      &m->tip) < 0)
			return run->err->code;
	}
	return 0;
}

/* ---- what is protected -------------------------------------------------- */

/* What the default branch here protects. */
static int open_guard(struct moved_refs *r, struct run *run)
{
	struct error trouble = { 0 };

	if (guard_open(&r->guard, run->arena, run->repo, true, NULL,
		       setting_protected, &trouble, run->err) < 0)
		return run->err->code;
	/* Not known is not "nothing". */
	if (trouble.code != ERROR_NONE)
		*run->err = trouble;
	return trouble.code;
}

/* `protected:` by the word of what is pushed. */
struct words {
	const char *const *names;
	bool unknown; /* it cannot be told */
};

static const char *const *copy_names(struct arena *a, const char *const *names)
{
	const char **copy;
	size_t n = 0;

	while (names && names[n])
		n++;
	copy = arena_zero(a, n + 1, sizeof(*copy));
	for (size_t i = 0; i < n; i++)
		copy[i] = str_c(a, str_of(names[i]));
	return copy;
}

/* Read once a manifest: known is by its id. */
static struct words words_of(struct run *run, const char *commit,
			     struct map *known)
{
	struct arena *a = run->arena, scratch = { 0 };
	struct words found = { NULL, false }, *kept = NULL;
	struct error trouble = { 0 };
	struct view_oid oid;
	struct view *view;
	int rc = view_commit(&view, &scratch, run->repo, commit, &trouble);
	struct str id = { (const char *)oid.byte, sizeof(oid.byte) };

	if (rc == 0)
		rc = view_oid_of(view, STR(MANIFEST_PATH), &oid, &trouble);
	if (rc == 0)
		kept = map_get(known, id);
	if (rc == 0 && !kept) {
		kept = arena_zero(a, 1, sizeof(*kept));
		kept->names = copy_names(
			a, setting_protected(&trouble, &scratch, view));
		kept->unknown = trouble.code != ERROR_NONE;
		*map_put(known, str_copy(a, id)) = kept;
	}
	if (rc < 0 && rc != ERROR_ABSENT)
		found.unknown = true;
	arena_free(&scratch);
	return kept ? *kept : found;
}

static int add_tip(struct moved_refs *r, struct run *run, const struct moved *m,
		   size_t *room)
{
	struct arena *a = run->arena;
	struct base_tip *tip;

	r->tips = arena_grow(a, r->tips, r->tip_count, room, sizeof(*r->tips));
	tip = &r->tips[r->tip_count++];
	*tip = (struct base_tip){ .ref = str_c(a, m->update.ref),
				  .commit = m->tip.commit };
	tip->name = tip->ref + strlen("refs/heads/");
	return view_commit(&tip->view, a, run->repo, tip->commit, run->err);
}

static int find_guarded(struct moved_refs *r, struct run *run)
{
	struct map known = map_in(run->arena);
	size_t room = 0;
	int rc = 0;

	for (size_t i = 0; i < r->count && rc == 0; i++) {
		struct moved *m = &r->items[i];
		bool gone = hook_is_null(m->update.new_oid);
		struct words words;

		if ((!gone && !m->tip.commit) ||
		    !str_starts(m->update.ref, "refs/heads/"))
			continue;
		words = words_of(run,
				 gone ? str_c(run->arena, m->update.old_oid) :
					m->tip.commit,
				 &known);
		/* What cannot be read is judged, and found to be so; but it
		 * may be taken away where nobody else counts on it. */
		m->guarded = (words.unknown && !gone) ||
			     guard_protects(r->guard,
					    str_c(run->arena, m->update.ref),
					    words.names);
		if (m->guarded && !gone)
			rc = add_tip(r, run, m, &room);
	}
	return rc;
}

static int find_known(struct moved_refs *r, struct run *run)
{
	struct arena *a = run->arena;
	const char **commits = arena_zero(a, r->count + 1, sizeof(*commits));
	bool *lacks = arena_zero(a, r->count + 1, sizeof(*lacks));
	struct error trouble = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < r->count; i++)
		if (r->items[i].tip.commit && !r->items[i].guarded)
			commits[n++] = r->items[i].tip.commit;
	if (far_open(&r->there, a, run->repo, NULL, run->err) < 0 ||
	    guard_tips(r->guard, &r->there, run->err) < 0)
		return run->err->code;
	if (n == 0)
		return 0;
	if (far_open(&r->here, a, run->repo, NULL, run->err) < 0 ||
	    far_refs(&r->here, "refs/", run->err) < 0)
		return run->err->code;
	/* Where that cannot be told, nothing is passed over. */
	if (far_lacks(&r->here, commits, n, lacks, &trouble) < 0)
		return 0;
	n = 0;
	for (size_t i = 0; i < r->count; i++)
		if (r->items[i].tip.commit && !r->items[i].guarded)
			r->items[i].known = !lacks[n++];
	return 0;
}

int moved_read(struct moved_refs *out, struct run *run)
{
	int rc;

	*out = (struct moved_refs){ 0 };
	rc = read_refs(out, run);
	if (rc == 0)
		rc = open_guard(out, run);
	if (rc == 0)
		rc = find_guarded(out, run);
	return rc < 0 ? rc : find_known(out, run);
}

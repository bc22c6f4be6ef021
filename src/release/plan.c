#include "release/plan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/map.h"
#include "prompt/manifest.h"
#include "view/write.h"

struct plan plan_in(struct arena *a)
{
	return (struct plan){ .arena = a };
}

void plan_add(struct plan *p, enum step_kind kind, struct str path,
	      struct str bytes)
{
	p->steps = arena_grow(p->arena, p->steps, p->count, &p->room,
			      sizeof(*p->steps));
	p->steps[p->count++] = (struct step){ .kind = kind,
					      .path = path,
					      .bytes = bytes };
}

/* What a step replaced, to be put back if a later one fails. */
struct undo {
	bool done, had;
	struct str before;
};

/*
 * From this many steps on they are done in phases, with one wait for the disk
 * after each phase instead of one after each file.
 */
enum { PHASED = 17 };

static bool is_phased(const struct plan *p)
{
	return p->count >= PHASED;
}

static int store_failed(struct error *err, struct store *s, int status,
			const char *path)
{
	const char *at = NULL;
	int number = store_errno(s, &at);

	if (status == STORE_IO)
		return error_set(err, ERROR_FAILED, STORE_FOLDER "/%s: %s",
				 at ? at : path, strerror(number));
	return error_set(err, ERROR_FAILED, STORE_FOLDER "/%s: %s", path,
			 store_strerror(status));
}

static const char *store_path(struct arena *a, struct str path)
{
	return str_c(a, str_cut(path, sizeof(STORE_FOLDER), path.n));
}

/* Remember what a file of the store is before it is changed. */
static int remember(struct plan *p, struct store *s, const char *path,
		    struct undo *undo, struct error *err)
{
	struct store_bytes bytes = { 0 };
	int status = store_file(s, path, &bytes);

	if (status == STORE_OK) {
		undo->had = true;
		undo->before = str_copy(p->arena,
					(struct str){ bytes.p, bytes.n });
		store_bytes_release(&bytes);
	} else if (status != STORE_ABSENT) {
		return store_failed(err, s, status, path);
	}
	return 0;
}

static int write_step(struct store *s, const struct step *step,
		      const struct undo *undo, const char *path)
{
	struct store_path names;

	if (step->kind == STEP_DROP)
		return store_drop(s, path);
	if (undo->had && str_eq(undo->before, step->bytes))
		return STORE_OK;
	store_path_read(&names, path);
	/* What replaces nothing leaves no temporary file behind. */
	return undo->had || names.kind == STORE_HEAD ?
		       store_put_file(s, path, step->bytes.p, step->bytes.n) :
		       store_add_file(s, path, step->bytes.p, step->bytes.n);
}

static int store_step(struct plan *p, struct store *s, const struct step *step,
		      struct undo *undo, struct error *err)
{
	const char *path = store_path(p->arena, step->path);
	int status, rc = remember(p, s, path, undo, err);

	if (rc < 0)
		return rc;
	status = write_step(s, step, undo, path);
	/* What failed may be done in part, so it is undone as well; a file that
	 * somebody else made meanwhile is not ours. */
	undo->done = status != STORE_EXISTS;
	return status == STORE_OK ? 0 : store_failed(err, s, status, path);
}

/* Let a file of the store be what it was. */
static void put_back(struct plan *p, struct store *s, const char *path,
		     const struct undo *undo)
{
	struct undo now = { 0 };
	struct error ignored = { 0 };

	if (!undo->had)
		(void)store_drop(s, path);
	else if (remember(p, s, path, &now, &ignored) < 0 || !now.had ||
		 !str_eq(now.before, undo->before))
		(void)store_put_file(s, path, undo->before.p, undo->before.n);
}

/*
 * Put back what the steps replaced, the last first. Best effort: the store is
 * sound at each moment all the same, since what is safe to do in one order is
 * safe to undo in the other.
 */
static void roll_back(struct plan *p, struct store *s, struct repo *repo,
		      const struct undo *undo)
{
	store_batch_end(s); /* what still waits is not to happen */
	if (is_phased(p))
		store_batch_begin(s);
	for (size_t i = p->count; i-- > 0;) {
		const struct step *step = &p->steps[i];
		struct error ignored = { 0 };

		if (i + 1 < p->count && p->steps[i + 1].phase != step->phase)
			(void)store_batch_sync(s);
		if (!undo[i].done)
			continue;
		if (step->kind != STEP_WRITE && step->kind != STEP_EDIT)
			put_back(p, s, store_path(p->arena, step->path),
				 &undo[i]);
		else if (undo[i].had)
			(void)write_file(repo, step->path, undo[i].before, true,
					 &ignored);
		else
			(void)write_remove(repo, step->path, &ignored);
	}
	(void)store_batch_sync(s);
	store_batch_end(s);
}

/* The bytes of a work-tree file as they lie there, before it is written. */
static int remember_file(struct plan *p, struct repo *repo, struct str path,
			 struct undo *undo, struct error *err)
{
	struct str whole = str_fmt(p->arena, "%s%.*s", repo_work_tree(repo),
				   STR_ARG(path));
	char *bytes;
	long size;
	FILE *file = fopen(whole.p, "rbe");

	if (!file)
		return errno == ENOENT || errno == ENOTDIR ?
			       0 :
			       error_set(err, ERROR_FAILED, "%.*s: %s",
					 STR_ARG(path), strerror(errno));
	if (fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0 ||
	    fseek(file, 0, SEEK_SET) != 0) {
		(void)fclose(file);
		return error_set(err, ERROR_FAILED, "%.*s: cannot be read",
				 STR_ARG(path));
	}
	bytes = arena_alloc(p->arena, (size_t)size + 1);
	undo->before = (struct str){ bytes,
				     fread(bytes, 1, (size_t)size, file) };
	undo->had = true;
	(void)fclose(file);
	return undo->before.n == (size_t)size ?
		       0 :
		       error_set(err, ERROR_FAILED, "%.*s: cannot be read",
				 STR_ARG(path));
}

static int sync_phase(struct store *s, struct error *err)
{
	int status = store_batch_sync(s);

	return status == STORE_OK ? 0 : store_failed(err, s, status, "");
}

static int run_steps(struct plan *p, struct store *s, struct repo *repo,
		     struct undo *undo, struct error *err)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		int rc = 0;

		if (i > 0 && p->steps[i - 1].phase != step->phase)
			rc = sync_phase(s, err);
		if (rc < 0)
			return rc;
		switch (step->kind) {
		case STEP_PUT:
		case STEP_HEAD:
		case STEP_DROP:
			rc = store_step(p, s, step, &undo[i], err);
			break;
		case STEP_WRITE:
		case STEP_EDIT:
			rc = remember_file(p, repo, step->path, &undo[i], err);
			undo[i].done = rc == 0;
			if (rc == 0)
				rc = write_file(repo, step->path, step->bytes,
						false, err);
			break;
		case STEP_STAGE:
			break;
		}
		if (rc < 0)
			return rc;
	}
	return sync_phase(s, err);
}

/* Temporary files that an interrupted run left where this one will write. */
static void sweep(struct plan *p, struct store *s)
{
	struct map swept = map_in(p->arena);

	for (size_t i = 0; i < p->count; i++) {
		const struct step *step = &p->steps[i];
		struct str folder = str_cut(step->path, 0,
					    str_rfind(step->path, '/'));

		if (step->kind > STEP_DROP || map_get(&swept, folder))
			continue;
		*map_put(&swept, folder) = p;
		(void)store_sweep(s, store_path(p->arena, step->path));
	}
}

/* The last word on each path, for the index. */
static int stage(struct plan *p, struct repo *repo, struct error *err)
{
	struct write_entry *entries = arena_zero(p->arena, p->count + 1,
						 sizeof(*entries));
	struct map last = map_in(p->arena);
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++)
		*map_put(&last, p->steps[i].path) = &p->steps[i];
	for (size_t i = 0; i < p->count; i++) {
		if (map_get(&last, p->steps[i].path) != &p->steps[i] ||
		    p->steps[i].kind == STEP_EDIT)
			continue;
		entries[n].path = p->steps[i].path;
		entries[n].bytes = p->steps[i].kind == STEP_DROP ?
					   (struct str){ NULL, 0 } :
					   p->steps[i].bytes;
		n++;
	}
	return write_index(repo, p->arena, entries, n, err);
}

static int open_store(struct store **out, bool *made, struct plan *p,
		      struct repo *repo, struct error *err)
{
	const char *folder =
		str_fmt(p->arena, "%s" STORE_FOLDER, repo_work_tree(repo)).p;
	int status = store_open_folder(out, folder);

	if (status == STORE_ABSENT) {
		*made = true;
		status = store_create(folder);
		if (status == STORE_OK)
			status = store_open_folder(out, folder);
	}
	if (status != STORE_OK)
		return error_set(err, ERROR_FAILED, "%s: %s", folder,
				 store_strerror(status));
	return 0;
}

int plan_run(struct plan *p, struct repo *repo, struct error *err)
{
	struct undo *undo = arena_zero(p->arena, p->count + 1, sizeof(*undo));
	struct error ignored = { 0 };
	struct store *s = NULL;
	bool made = false;
	int lock, rc;

	if (p->count == 0)
		return 0;
	if (!repo_work_tree(repo))
		return error_set(
			err, ERROR_USAGE,
			"a bare repository has no work tree to write to");
	rc = write_lock(repo, &lock, err);
	if (rc < 0)
		return rc;
	rc = open_store(&s, &made, p, repo, err);
	if (rc == 0) {
		sweep(p, s);
		if (is_phased(p)) {
			plan_arrange(p);
			store_batch_begin(s);
		}
		rc = run_steps(p, s, repo, undo, err);
	}
	if (rc == 0)
		rc = stage(p, repo, err);
	if (rc < 0 && s)
		roll_back(p, s, repo, undo);
	if (rc < 0 && made)
		(void)write_remove(repo, STR(STORE_FOLDER "/format"), &ignored);
	store_close(s);
	write_unlock(lock);
	return rc;
}

#include "release/bump.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "release/bump_work.h"

int release_time(struct arena *a, struct str *out, struct error *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t now = time(NULL);
	struct tm utc;
	char text[32];

	if (epoch && *epoch) {
		char *end;
		long long seconds;

		errno = 0;
		seconds = strtoll(epoch, &end, 10);
		/* The year has to have four digits. */
		if (errno || *end || seconds < 0 || seconds > 253402300799LL)
			return error_set(
				err, ERROR_USAGE,
				"SOURCE_DATE_EPOCH is not a number of seconds: %s",
				epoch);
		now = (time_t)seconds;
	}
	if (!gmtime_r(&now, &utc) ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
		return error_set(err, ERROR_FAILED, "the clock cannot be read");
	*out = str_copy(a, str_of(text));
	return 0;
}

void bump_put(struct bump_work *w, struct str path, struct str bytes)
{
	void **place = map_put(&w->put, path);

	if (*place)
		return;
	*place = w;
	plan_add(&w->plan, STEP_PUT, path, bytes);
}

static int note_staged(void *argument, const struct view_entry *from,
		       const struct view_entry *to)
{
	struct bump_work *w = argument;

	*map_put(&w->staged,
		 str_copy(w->arena, to->path.p ? to->path : from->path)) = w;
	return 0;
}

/* Paths in which the index differs from HEAD. */
static int find_staged(struct bump_work *w, struct error *err)
{
	struct view *head;
	int rc = view_commit(&head, w->arena, w->request->repo, "HEAD", err);

	if (rc == ERROR_ABSENT) {
		error_clear(
			err); /* unborn: everything in the index is staged */
		rc = view_memory(&head, w->arena, NULL, 0, err);
	}
	return rc < 0 ? rc :
			view_diff(head, w->index.view, STR(""), note_staged, w,
				  err);
}

static int open_sides(struct bump_work *w, struct error *err)
{
	const struct bump_request *r = w->request;
	struct setting_request setting = { .repo = r->repo,
					   .base = r->base,
					   .no_base = r->no_base,
					   .policy = r->policy };
	int rc = view_worktree(&w->tree.view, w->arena, r->repo, err);

	if (rc == 0)
		rc = view_index(&w->index.view, w->arena, r->repo, err);
	if (rc < 0)
		return rc;
	w->tree.sink = sink_in(w->arena);
	w->index.sink = sink_in(w->arena);
	setting.view = w->tree.view;
	rc = setting_open(&w->setting, w->arena, &setting, &w->tree.sink, err);
	if (rc == 0)
		rc = manifest_read(&w->index.manifest, w->arena, w->index.view,
				   &w->index.sink, err);
	if (rc < 0)
		return rc;
	w->frozen = w->setting.frozen;
	w->tree.manifest = w->setting.manifest;
	w->tree.store = w->setting.store;
	w->index.store = vault_new(w->arena, w->index.view);
	w->tree.builder = builder_new(w->arena, w->tree.view,
				      &w->tree.manifest);
	w->index.builder = builder_new(w->arena, w->index.view,
				       &w->index.manifest);
	w->out->base = w->setting.base;
	return find_staged(w, err);
}

static bool is_staged(struct bump_work *w, struct str path)
{
	return path.n && map_get(&w->staged, path);
}

/* Whether any source of the prompt is staged, by what the entry names and
 * what building it from the index found. */
static bool entry_staged(struct bump_work *w, const struct prompt_entry *e,
			 const struct built *built)
{
	bool staged = false;

	staged = is_staged(w, e->own_file.file.path);
	for (size_t i = 0; i < e->message_count && !staged; i++)
		staged = is_staged(w, e->messages[i].file.path);
	for (size_t i = 0; i < built->source_count && !staged; i++)
		staged = is_staged(w, str_of(built->sources[i].path));
	for (size_t i = 0; i < built->text_count && !staged; i++)
		staged = is_staged(w, built->texts[i].path);
	return staged;
}

/* Build from the index if any source is staged, else from the work tree. */
static int build(struct bump_work *w, struct bump_job *job, struct error *err)
{
	const struct prompt_entry *staged = manifest_prompt(&w->index.manifest,
							    job->id);
	const struct prompt_entry *entry = manifest_prompt(&w->tree.manifest,
							   job->id);
	struct sink sink = sink_in(w->arena);
	int rc = 0;

	if (staged && !staged->invalid && w->staged.count) {
		rc = prompt_build(w->index.builder, staged, &sink, &job->built,
				  err);
		if (rc < 0)
			return rc;
		if (entry_staged(w, staged, &job->built)) {
			job->side = &w->index;
			entry = staged;
		}
	}
	if (!job->side) {
		job->side = &w->tree;
		sink = sink_in(w->arena);
		job->built = (struct built){ 0 };
		if (entry->invalid)
			return 0;
		rc = prompt_build(w->tree.builder, entry, &sink, &job->built,
				  err);
	}
	for (size_t i = 0; i < sink.count && rc == 0; i++)
		if (sink.items[i].level == LEVEL_ERROR)
			*sink_add(&w->out->sink, sink.items[i].rule,
				  sink.items[i].prompt, sink.items[i].path,
				  sink.items[i].pos) = sink.items[i];
	return rc;
}

static int do_prompt(struct bump_work *w, struct str id, struct error *err)
{
	struct bump_job *job = arena_zero(w->arena, 1, sizeof(*job));
	int rc;

	job->id = id;
	rc = build(w, job, err);
	if (rc < 0 || !job->built.complete)
		return rc;
	w->items = arena_grow(w->arena, w->items, w->item_count, &w->item_room,
			      sizeof(*w->items));
	job->item = &w->items[w->item_count++];
	*job->item = (struct bump_item){ .id = id,
					 .normal = job->built.normal,
					 .from_index = job->side == &w->index };
	return bump_one(w, job, err);
}

/* A manifest that cannot be read stands against everything. */
static int refuse_manifest(struct bump_work *w, struct error *err)
{
	const struct sink *sink = &w->tree.sink;

	for (size_t i = 0; i < sink->count; i++)
		*sink_add(&w->out->sink, sink->items[i].rule,
			  sink->items[i].prompt, sink->items[i].path,
			  sink->items[i].pos) = sink->items[i];
	if (!w->tree.manifest.present) {
		error_help(err, "promptpin init");
		return error_set(err, ERROR_USAGE,
				 "there is no " MANIFEST_PATH " here");
	}
	return 0;
}

static int do_prompts(struct bump_work *w, struct error *err)
{
	const struct manifest *m = &w->tree.manifest;
	const char *const *ids = w->request->ids;
	int rc = refuse_manifest(w, err);

	for (size_t i = 0; ids && ids[i] && rc == 0; i++) {
		const struct prompt_entry *entry = manifest_prompt(
			m, str_of(ids[i]));

		if (!entry && m->valid)
			return error_set(err, ERROR_USAGE,
					 "no prompt %s in " MANIFEST_PATH,
					 ids[i]);
		if (entry)
			rc = do_prompt(w, entry->id, err);
	}
	for (size_t i = 0; !ids && i < m->prompt_count && rc == 0; i++)
		rc = do_prompt(w, m->prompts[i].id, err);
	return rc;
}

static void publish(struct bump_work *w)
{
	struct str *dropped = arena_zero(w->arena, w->going.count + 1,
					 sizeof(*dropped));

	for (size_t i = 0; i < w->going.count; i++) {
		struct str path = w->going.entries[i].key;

		dropped[i] = str_cut(
			path, sizeof(STORE_FOLDER "/releases/") - 1, path.n);
	}
	w->out->items = w->items;
	w->out->count = w->item_count;
	w->out->dropped = dropped;
	w->out->dropped_count = w->going.count;
}

int bump_run(struct bump_result *out, struct arena *a,
	     const struct bump_request *request, struct error *err)
{
	struct bump_work *w = arena_zero(a, 1, sizeof(*w));
	int rc;

	*out = (struct bump_result){ .sink = sink_in(a) };
	*w = (struct bump_work){ .arena = a,
				 .request = request,
				 .out = out,
				 .keep = request->keep || request->no_base };
	w->staged = map_in(a);
	w->put = map_in(a);
	w->going = map_in(a);
	w->replaced = map_in(a);
	w->coming = map_in(a);
	w->plan = plan_in(a);
	rc = release_time(a, &w->at, err);
	if (rc == 0)
		rc = open_sides(w, err);
	if (rc == 0)
		rc = do_prompts(w, err);
	if (rc < 0)
		return rc;
	sink_finish(&out->sink);
	publish(w);
	if (sink_worst(&out->sink) == LEVEL_ERROR)
		return error_set(
			err, ERROR_REFUSED,
			"nothing was written: mend what is wrong first");
	rc = bump_objects(w, err);
	if (rc == 0)
		rc = bump_stage(w, err);
	if (rc == 0 && w->plan.count) {
		bump_put(w, STR(STORE_FOLDER "/format"),
			 STR("promptpin-store 1\n"));
		if (!request->dry_run)
			rc = plan_run(&w->plan, request->repo, err);
	}
	return rc;
}

/* What becomes of one prompt: nothing, a published release, or a new one. */
#include "base/arena.h"
#include "release/bump_work.h"
#include "release/version.h"

/* Everything about the prompt as it stands, and what its changes ask for. */
static int look(struct bump_work *w, struct bump_job *job, struct error *err)
{
	struct vault *store = job->side->store;
	const struct vault_head *head;
	struct str kind, moved;
	int rc = frozen_heads(w->frozen, w->arena, job->id, &job->heads,
			      &job->head_count, err);

	if (rc == 0)
		rc = vault_head(store, job->id, &head, err);
	if (rc == 0 && head->status != STORE_OK) {
		/* The index has lost it to a conflict or has none yet. */
		store = w->tree.store;
		rc = vault_head(store, job->id, &head, err);
	}
	if (rc == 0)
		rc = vault_head_release(store, job->id, &job->head, err);
	if (rc < 0 || !job->head)
		return rc;
	job->head_digest = head->head.release;
	job->item->was = str_copy(w->arena, str_of(head->head.version));
	rc = vault_ended(store, w->arena, job->id, job->item->was, &kind,
			 &moved, err);
	job->ended = kind.n > 0;
	return rc;
}

static int judge(struct bump_work *w, struct bump_job *job, struct error *err)
{
	struct compat_side to = { &job->built.effective,
				  built_reader(&job->built) };
	struct vault *store = w->frozen->store;
	struct store_version asked;
	struct str unread;
	const char *to_version = bump_asked(w, job);
	bool pre = to_version &&
		   version_read(str_of(to_version), &asked) == 0 &&
		   !version_stable(&asked);
	int rc = judge_baseline(w->frozen, w->arena, job->id, pre, &job->from,
				err);

	if (rc == 0 && w->keep && job->head) {
		job->from = job->head;
		store = job->side->store;
	}
	if (rc < 0 || !job->from)
		return rc;
	job->item->from = str_of(job->from->version);
	rc = judge_changes(w->arena, job->from, store, &to,
			   &w->setting.force.bumps, &job->changes, &job->asks,
			   &unread, err);
	job->item->changes = job->changes;
	job->item->asks = job->asks;
	return rc;
}

/* The release as it would be under another's name, date and parents. */
static struct store_release candidate(const struct bump_job *job,
				      const struct store_release *like)
{
	struct store_release r = *like;

	r.rules = RULES_NEWEST;
	r.normal = job->built.normal;
	r.effective = job->built.effective;
	r.sources = job->built.sources;
	r.source_count = job->built.source_count;
	return r;
}

/* Write a release to its one form; *digest names the bytes. */
static int release_bytes(struct bump_work *w, const struct store_release *r,
			 struct str *out, struct store_id *digest,
			 struct error *err)
{
	struct store_bytes bytes = { 0 };
	int status = store_release_write(&bytes, r);

	if (status != STORE_OK)
		return error_set(err, ERROR_REFUSED,
				 "release %s of %s cannot be written: %s",
				 r->version, r->prompt, store_strerror(status));
	*out = str_copy(w->arena, (struct str){ bytes.p, bytes.n });
	store_id_of(digest, bytes.p, bytes.n);
	store_bytes_release(&bytes);
	return 0;
}

/* Whether a release states exactly this effective prompt from these files. */
static int states(struct bump_work *w, struct bump_job *job,
		  const struct store_release *r, bool *out, struct error *err)
{
	struct store_release now = candidate(job, r);
	struct store_id was_id, now_id;
	struct str text;
	int rc = release_bytes(w, r, &text, &was_id, err);

	if (rc == 0)
		rc = release_bytes(w, &now, &text, &now_id, err);
	*out = rc == 0 && store_id_equal(&was_id, &now_id);
	return rc;
}

/* What --level and --to ask of a head beyond what the changes do. */
static bool wanted(const struct bump_work *w, const struct bump_job *job)
{
	struct store_version from, to;

	if (bump_asked(w, job))
		return str_is(str_of(job->head->version), bump_asked(w, job));
	if (w->request->level == BUMP_NONE || !job->from)
		return true;
	return version_read(str_of(job->from->version), &from) == 0 &&
	       version_read(str_of(job->head->version), &to) == 0 &&
	       version_moved(&from, &to) >= w->request->level;
}

/* Nothing to do only if the head has this effective prompt, suffices and is
 * not taken. */
static int suffices(struct bump_work *w, struct bump_job *job, bool *out,
		    struct error *err)
{
	struct str version, ref;
	struct store_version from, to;
	bool published, same;
	int rc;

	*out = false;
	if (!job->head || job->ended || !wanted(w, job) ||
	    !store_id_equal(&job->head->normal, &job->built.normal))
		return 0;
	version = str_of(job->head->version);
	rc = frozen_published(w->frozen, job->id, version, &job->head_digest,
			      &published, err);
	if (rc < 0 || published) {
		*out = rc == 0;
		return rc;
	}
	rc = states(w, job, job->head, &same, err);
	if (rc == 0)
		rc = frozen_taken(w->frozen, job->id, version,
				  &job->head_digest, &ref, err);
	if (rc < 0 || !same || ref.n)
		return rc;
	*out = true;
	if (!w->keep && job->from &&
	    version_read(str_of(job->from->version), &from) == 0 &&
	    version_read(version, &to) == 0)
		*out = version_moved(&from, &to) >= job->asks &&
		       version_moved(&from, &to) > BUMP_NONE;
	return 0;
}

static void put_objects(struct bump_work *w, const struct bump_job *job)
{
	for (size_t i = 0; i < job->built.object_count; i++) {
		const struct object *o = &job->built.objects[i];
		struct str key = { (const char *)o->id.byte, STORE_ID_SIZE };

		*map_put(&w->coming, key) = w;
		bump_put(w, vault_object_path(w->arena, &o->id), o->bytes);
	}
}

static struct str head_text(struct bump_work *w, struct str version,
			    const struct store_id *digest)
{
	struct store_head head = { .release = *digest };
	char text[STORE_HEAD_TEXT];

	memcpy(head.version, version.p, version.n);
	return str_copy(w->arena,
			(struct str){ text, store_head_write(&head, text) });
}

static void set_head(struct bump_work *w, const struct bump_job *job,
		     struct str version, const struct store_id *digest)
{
	plan_add(&w->plan, STEP_HEAD, vault_head_path(w->arena, job->id),
		 head_text(w, version, digest));
}

/*
 * A draft of the same version is written anew. The head must not name it
 * meanwhile: it goes back to the published one first. Nor must another draft
 * as its parent: those go before it too.
 */
static int replace_draft(struct bump_work *w, struct bump_job *job,
			 struct str path, struct str version,
			 const struct store_id *digest, struct error *err)
{
	struct vault *stores[] = { w->tree.store, w->index.store };
	struct str head_path = vault_head_path(w->arena, job->id);
	bool there = false;
	int rc = 0;

	for (size_t i = 0; i < 2 && rc == 0; i++) {
		const struct vault_release *r;

		rc = vault_release(stores[i], job->id, version, &r, err);
		if (rc < 0 || r->status == STORE_ABSENT ||
		    store_id_equal(&r->digest, digest))
			continue;
		there = true;
		*map_put(&w->replaced, path) = w;
		if (!r->release)
			continue;
		w->gone = arena_grow(w->arena, w->gone, w->gone_count,
				     &w->gone_room, sizeof(*w->gone));
		w->gone[w->gone_count++] = r->release;
	}
	if (rc < 0 || !there)
		return rc;
	if (job->head_count)
		set_head(w, job, job->heads[0].version, &job->heads[0].digest);
	else
		plan_add(&w->plan, STEP_DROP, head_path, STR_EMPTY);
	rc = bump_drafts(w, job, path, err);
	plan_add(&w->plan, STEP_DROP, path, STR_EMPTY);
	return rc;
}

static struct store_parent *parents(struct bump_work *w,
				    const struct bump_job *job, size_t *count)
{
	struct store_parent *list = arena_zero(w->arena, job->head_count + 1,
					       sizeof(*list));

	*count = 0;
	if (w->keep && job->head) {
		list[0].version = job->head->version;
		list[0].release = job->head_digest;
		*count = 1;
		return list;
	}
	for (size_t i = 0; i < job->head_count; i++) {
		list[i].version = job->heads[i].release->version;
		list[i].release = job->heads[i].digest;
		*count = i + 1;
	}
	return list;
}

static int make(struct bump_work *w, struct bump_job *job, struct error *err)
{
	struct store_release like = { .prompt = str_c(w->arena, job->id),
				      .at = w->at.p,
				      .reason = w->request->reason };
	struct store_release r;
	struct store_id digest;
	struct str version, path, bytes = STR_EMPTY;
	int rc = bump_version(w, job, &version, err);

	if (rc < 0)
		return rc;
	like.version = str_c(w->arena, version);
	like.parents = parents(w, job, &like.parent_count);
	r = candidate(job, &like);
	rc = release_bytes(w, &r, &bytes, &digest, err);
	if (rc < 0)
		return rc;
	path = vault_release_path(w->arena, job->id, version);
	put_objects(w, job);
	rc = replace_draft(w, job, path, version, &digest, err);
	if (rc < 0)
		return rc;
	plan_add(&w->plan, STEP_PUT, path, bytes);
	set_head(w, job, version, &digest);
	job->item->what = BUMPED_NEW;
	job->item->version = version;
	return bump_drafts(w, job, path, err);
}

/* A published release of this content: F's head if it is, else the highest. */
static int find_published(struct bump_work *w, struct bump_job *job,
			  const struct vault_release **out,
			  struct vault **where, struct error *err)
{
	struct store_version best = { 0 };
	int rc = 0;

	*out = NULL;
	for (size_t i = 0; i <= w->frozen->tip_count && rc == 0; i++) {
		struct vault *v = i ? w->frozen->tips[i - 1] : w->frozen->store;
		const struct vault_version *versions;
		size_t count;

		rc = vault_versions(v, job->id, &versions, &count, err);
		for (size_t j = 0; j < count && rc == 0; j++) {
			const struct vault_release *r;
			bool is_head;

			rc = vault_release(v, job->id, versions[j].version, &r,
					   err);
			if (rc < 0 || !r->release ||
			    !store_id_equal(&r->release->normal,
					    &job->built.normal))
				continue;
			is_head = job->head_count &&
				  store_id_equal(&r->digest,
						 &job->heads[0].digest);
			if (*out && !is_head &&
			    store_version_compare(&versions[j].parsed, &best) <=
				    0)
				continue;
			*out = r;
			*where = v;
			best = versions[j].parsed;
			if (is_head)
				return 0;
		}
	}
	return rc;
}

struct copy {
	struct bump_work *w;
	struct vault *from;
	struct error *err;
};

static int copy_object(void *argument, const struct store_id *id)
{
	struct copy *copy = argument;
	struct str path = vault_object_path(copy->w->arena, id), bytes;
	struct str key = str_copy(
		copy->w->arena,
		(struct str){ (const char *)id->byte, STORE_ID_SIZE });
	int rc = vault_object(copy->from, copy->w->arena, id, &bytes,
			      copy->err);

	if (rc == ERROR_ABSENT)
		return error_set(
			copy->err, ERROR_REFUSED,
			"%.*s is missing where its release is published",
			STR_ARG(path));
	if (rc < 0)
		return rc;
	*map_put(&copy->w->coming, key) = copy->w;
	bump_put(copy->w, path, bytes);
	return 0;
}

/* Make a published release the head; nothing new is written. */
static int use_published(struct bump_work *w, struct bump_job *job,
			 const struct vault_release *r, struct vault *from,
			 struct error *err)
{
	struct copy copy = { w, from, err };
	struct str version = str_of(r->release->version);
	struct str path = vault_release_path(w->arena, job->id, version), bytes;
	int rc = view_read(vault_view(from), w->arena, path, SOURCE_SIZE,
			   &bytes, err);

	if (rc == 0)
		rc = store_release_objects(r->release, copy_object, &copy);
	if (rc < 0)
		return rc;
	rc = replace_draft(w, job, path, version, &r->digest, err);
	if (rc < 0)
		return rc;
	plan_add(&w->plan, STEP_PUT, path, bytes);
	set_head(w, job, version, &r->digest);
	job->item->what = BUMPED_PUBLISHED;
	job->item->version = version;
	return bump_drafts(w, job, path, err);
}

/* The work tree may have what the index has not: of a run that was killed. */
static int complete(struct bump_work *w, struct bump_job *job,
		    struct error *err)
{
	const struct vault_head *staged;
	struct str version = str_of(job->head->version), path, bytes;
	int rc = vault_head(w->index.store, job->id, &staged, err);

	if (rc < 0 ||
	    (staged->status == STORE_OK &&
	     store_id_equal(&staged->head.release, &job->head_digest)))
		return rc;
	path = vault_release_path(w->arena, job->id, version);
	rc = view_read(w->tree.view, w->arena, path, SOURCE_SIZE, &bytes, err);
	if (rc < 0)
		return rc == ERROR_ABSENT ? 0 : rc;
	job->item->finished = true;
	put_objects(w, job);
	rc = replace_draft(w, job, path, version, &job->head_digest, err);
	if (rc < 0)
		return rc;
	plan_add(&w->plan, STEP_PUT, path, bytes);
	set_head(w, job, version, &job->head_digest);
	return bump_drafts(w, job, path, err);
}

int bump_one(struct bump_work *w, struct bump_job *job, struct error *err)
{
	const struct vault_release *published = NULL;
	struct vault *where = NULL;
	bool enough = false;
	int rc = look(w, job, err);

	if (rc == 0)
		rc = judge(w, job, err);
	if (rc == 0)
		rc = suffices(w, job, &enough, err);
	if (rc < 0)
		return rc;
	if (enough) {
		job->item->version = str_of(job->head->version);
		return complete(w, job, err);
	}
	if (!job->ended && !bump_asked(w, job) &&
	    w->request->level == BUMP_NONE)
		rc = find_published(w, job, &published, &where, err);
	if (rc < 0)
		return rc;
	if (published)
		return use_published(w, job, published, where, err);
	return make(w, job, err);
}

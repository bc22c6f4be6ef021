#include "release/ended.h"

#include "base/arena.h"
#include "base/buf.h"
#include "prompt/edit.h"
#include "release/bump.h"
#include "release/plan.h"
#include "release/record.h"
#include "syntax/node.h"

struct work {
	struct arena *arena;
	const struct ended_request *request;
	struct ended_result *out;
	struct setting setting;
	struct view *tree, *index;
	struct plan plan;
	const struct store_release *head;
	struct store_id digest; /* of the head's release */
	struct str id, new_id, at;
};

static int open_views(struct work *w, struct error *err)
{
	struct setting_request setting = { .repo = w->request->repo,
					   .base = w->request->base,
					   .no_base = w->request->no_base };
	struct sink sink = sink_in(w->arena);
	int rc = view_worktree(&w->tree, w->arena, w->request->repo, err);

	if (rc == 0)
		rc = view_index(&w->index, w->arena, w->request->repo, err);
	setting.view = w->tree;
	if (rc == 0)
		rc = setting_open(&w->setting, w->arena, &setting, &sink, err);
	if (rc == 0 && !w->setting.manifest.valid) {
		error_help(err, "promptpin check");
		return error_set(err, ERROR_REFUSED,
				 MANIFEST_PATH " cannot be read");
	}
	return rc;
}

static int read_head(struct work *w, struct error *err)
{
	const struct vault_head *head;
	int rc = vault_head(w->setting.store, w->id, &head, err);

	if (rc == 0)
		rc = vault_head_release(w->setting.store, w->id, &w->head, err);
	if (rc < 0)
		return rc;
	if (!w->head && head->status == STORE_ABSENT &&
	    !manifest_prompt(&w->setting.manifest, w->id))
		return error_set(err, ERROR_USAGE,
				 "no prompt %s in " MANIFEST_PATH,
				 w->request->id);
	if (!w->head) {
		error_help(err, "promptpin bump %s", w->request->id);
		return error_set(err, ERROR_REFUSED,
				 "%s has no valid head to end with",
				 w->request->id);
	}
	w->digest = head->head.release;
	w->out->version = str_of(w->head->version);
	return 0;
}

static int free_id(struct work *w, struct error *err)
{
	struct vault *stores[] = { w->setting.store, w->setting.frozen->store };
	bool in_manifest = manifest_prompt(&w->setting.manifest, w->new_id) !=
			   NULL;

	if (!store_prompt_ok(w->new_id.p, w->new_id.n))
		return error_set(
			err, ERROR_USAGE,
			"%s is not a prompt id: segments of a-z, 0-9, dot, dash and underscore, joined by /",
			w->request->new_id);
	if (in_manifest && manifest_prompt(&w->setting.manifest, w->id))
		return error_set(err, ERROR_USAGE,
				 "%s is in " MANIFEST_PATH " already",
				 w->request->new_id);
	for (size_t i = 0; i < 2; i++) {
		const struct vault_head *head;
		int rc = vault_head(stores[i], w->new_id, &head, err);

		if (rc < 0)
			return rc;
		if (head->status != STORE_ABSENT)
			return error_set(err, ERROR_USAGE,
					 "%s has releases already",
					 w->request->new_id);
	}
	return 0;
}

/* Edit a manifest text. ERROR_ABSENT: the entry is not there. */
static int edit(struct work *w, struct str text, struct str *out,
		struct error *err)
{
	return w->new_id.n ?
		       edit_rename(w->arena, text, w->id, w->new_id, out, err) :
		       edit_remove(w->arena, text, w->id, out, err);
}

static int edit_manifest(struct work *w, struct error *err)
{
	struct str path = STR(MANIFEST_PATH), tree, index;
	struct str edited = STR_EMPTY;
	int rc = view_read(w->tree, w->arena, path, MANIFEST_SIZE, &tree, err);

	if (rc == 0)
		rc = edit(w, tree, &edited, err);
	if (rc == ERROR_ABSENT)
		return 0; /* the user took it out already */
	if (rc < 0)
		return rc;
	w->out->edited = true;
	rc = view_read(w->index, w->arena, path, MANIFEST_SIZE, &index, err);
	w->out->staged = rc == 0 && str_eq(index, tree);
	if (rc < 0 && rc != ERROR_ABSENT)
		return rc;
	plan_add(&w->plan, w->out->staged ? STEP_WRITE : STEP_EDIT, path,
		 edited);
	return 0;
}

/* "/prompts/<old>/..." as "/prompts/<new>/...", ids escaped as in a pointer. */
static const char *moved_pointer(struct work *w, const char *at)
{
	struct buf old = buf_in(w->arena), now = buf_in(w->arena);
	struct str text = str_of(at);

	buf_adds(&old, "/prompts");
	node_pointer_add(&old, w->id);
	buf_adds(&now, "/prompts");
	node_pointer_add(&now, w->new_id);
	if (!str_starts(text, buf_str(&old).p))
		return at;
	buf_add(&now, str_cut(text, old.len, text.n));
	return buf_str(&now).p;
}

/* NEW begins at OLD's version, with OLD's head as parent. */
static int first_release(struct work *w, struct error *err)
{
	struct store_parent parent = { str_c(w->arena, w->id), w->head->version,
				       w->digest };
	struct store_release r = *w->head;
	struct store_origin *sources = arena_zero(w->arena, r.source_count + 1,
						  sizeof(*sources));
	struct store_bytes bytes = { 0 };
	struct store_head head = { .version = "" };
	char text[STORE_HEAD_TEXT];
	int status;

	for (size_t i = 0; i < r.source_count; i++) {
		sources[i] = r.sources[i];
		if (sources[i].at)
			sources[i].at = moved_pointer(w, sources[i].at);
	}
	r.prompt = str_c(w->arena, w->new_id);
	r.at = w->at.p;
	r.parents = &parent;
	r.parent_count = 1;
	r.reason = w->request->reason;
	r.sources = sources;
	status = store_release_write(&bytes, &r);
	if (status != STORE_OK)
		return error_set(err, ERROR_FAILED, "%s: %s", r.prompt,
				 store_strerror(status));
	store_id_of(&head.release, bytes.p, bytes.n);
	memcpy(head.version, r.version, strlen(r.version));
	plan_add(&w->plan, STEP_PUT,
		 vault_release_path(w->arena, w->new_id, str_of(r.version)),
		 str_copy(w->arena, (struct str){ bytes.p, bytes.n }));
	store_bytes_release(&bytes);
	plan_add(&w->plan, STEP_HEAD, vault_head_path(w->arena, w->new_id),
		 str_copy(w->arena,
			  (struct str){ text, store_head_write(&head, text) }));
	return 0;
}

static void add_record(struct work *w)
{
	struct record r = { .kind = w->new_id.n ? STR("moved") : STR("retired"),
			    .prompt = w->id,
			    .version = w->out->version,
			    .release = w->digest,
			    .to = w->new_id,
			    .at = w->at,
			    .reason = str_of(w->request->reason) };

	plan_add(&w->plan, STEP_PUT, record_path(w->arena, &r),
		 record_write(w->arena, &r));
}

static int plan_end(struct work *w, struct error *err)
{
	struct str kind, to;
	int rc = read_head(w, err);

	if (rc == 0 && w->new_id.n)
		rc = free_id(w, err);
	if (rc == 0)
		rc = vault_ended(w->setting.store, w->arena, w->id,
				 w->out->version, &kind, &to, err);
	if (rc == 0 && kind.n)
		return error_set(err, ERROR_USAGE, "%s was %.*s at %s already",
				 w->request->id, STR_ARG(kind),
				 w->head->version);
	if (rc == 0 && w->new_id.n)
		rc = first_release(w, err);
	if (rc < 0)
		return rc;
	add_record(w);
	return edit_manifest(w, err);
}

int ended_run(struct ended_result *out, struct arena *a,
	      const struct ended_request *request, struct error *err)
{
	struct work *w = arena_zero(a, 1, sizeof(*w));
	int rc;

	*out = (struct ended_result){ 0 };
	*w = (struct work){ .arena = a,
			    .request = request,
			    .out = out,
			    .plan = plan_in(a),
			    .id = str_of(request->id),
			    .new_id = str_of(request->new_id) };
	rc = release_time(a, &w->at, err);
	if (rc == 0)
		rc = open_views(w, err);
	if (rc == 0)
		rc = plan_end(w, err);
	if (rc < 0 || request->dry_run)
		return rc;
	return plan_run(&w->plan, request->repo, err);
}

/*
 * verify: the whole store of a view. What the store library finds, and what
 * only the objects' meaning can tell: whether each release's normal digest
 * is what it says.
 */
#include "cli/command.h"
#include "prompt/normal.h"
#include "release/view_store.h"
#include "report/report.h"

struct verifying {
	struct run *run;
	struct view *view;
	struct sink sink;
	struct error err; /* of the reader, which can only say STORE_IO */
	/* of the listing under way */
	int (*each)(void *argument, const char *path);
	void *argument;
};

/* ---- the view as a reader -------------------------------------------------- */

static struct str inside(struct arena *a, const char *path)
{
	return str_fmt(a, "%s/%s", STORE_FOLDER, path);
}

static int read_one(void *context, const char *path, size_t limit,
		    struct store_bytes *out)
{
	struct verifying *v = context;
	struct arena scratch = { 0 };
	struct view_entry entry;
	struct str bytes = STR_EMPTY, whole = inside(&scratch, path);
	int rc = STORE_OK, found;

	found = view_path_ok(whole) ?
			view_find(v->view, whole, &entry, &v->err) :
			ERROR_ABSENT;
	if (found == 0 && entry.type != VIEW_FILE)
		rc = STORE_INVALID;
	else if (found == 0)
		found = view_read(v->view, &scratch, whole, limit, &bytes,
				  &v->err);
	if (found == ERROR_ABSENT)
		rc = STORE_ABSENT;
	else if (found == ERROR_REFUSED)
		rc = STORE_LIMIT;
	else if (found < 0)
		rc = STORE_IO;
	if (found == ERROR_REFUSED)
		error_clear(&v->err);
	if (rc == STORE_OK)
		rc = store_bytes_copy(out, bytes.p, bytes.n);
	arena_free(&scratch);
	return rc;
}

static int list_one(void *context, const struct view_entry *entry)
{
	struct verifying *v = context;
	struct str path = str_cut(entry->path, sizeof(STORE_FOLDER),
				  entry->path.n);
	struct arena scratch = { 0 };
	int rc = 0;

	/* A writer that was killed may have left one in the work tree. */
	if (!store_path_temporary(str_c(&scratch, path)))
		rc = v->each(v->argument, str_c(&scratch, path));
	arena_free(&scratch);
	return rc;
}

static int list_all(void *context,
		    int (*each)(void *argument, const char *path),
		    void *argument)
{
	struct verifying *v = context;
	int rc;

	v->each = each;
	v->argument = argument;
	rc = view_each(v->view, STR(STORE_FOLDER), list_one, v, &v->err);
	return v->err.code ? STORE_IO : rc;
}

/* ---- problems as findings --------------------------------------------------- */

static const enum rule rules[] = {
	[STORE_FAULT_STRAY] = RULE_STORE_STRAY,
	[STORE_FAULT_OBJECT_MISSING] = RULE_STORE_OBJECT_MISSING,
	[STORE_FAULT_OBJECT_CORRUPT] = RULE_STORE_OBJECT_CORRUPT,
	[STORE_FAULT_RELEASE_INVALID] = RULE_RELEASE_INVALID,
	[STORE_FAULT_HEAD_INVALID] = RULE_HEAD_INVALID,
	[STORE_FAULT_PARENT_FALSE] = RULE_RELEASE_FALSE,
};

static const char *const sentences[] = {
	[STORE_FAULT_STRAY] =
		"this file is outside the known folders of the store",
	[STORE_FAULT_OBJECT_MISSING] = "this object is not there",
	[STORE_FAULT_OBJECT_CORRUPT] =
		"this object's bytes have another digest than its name says",
	[STORE_FAULT_RELEASE_INVALID] = "this release is not in its one form",
	[STORE_FAULT_HEAD_INVALID] =
		"this head does not name a release and its bytes",
	[STORE_FAULT_PARENT_FALSE] =
		"a parent that this release names has other bytes",
};

static struct finding *add(struct verifying *v, enum rule rule,
			   const char *path, unsigned line)
{
	struct arena *a = v->run->arena;
	struct store_path named;
	struct finding *f;

	store_path_read(&named, path);
	f = sink_add(&v->sink, rule, str_copy(a, str_of(named.prompt)),
		     inside(a, path), (struct pos){ line, 0 });
	finding_key(f, f->path);
	if (rule != RULE_STORE_STRAY)
		finding_help(f, STR("promptpin mend"));
	return f;
}

static void add_problem(void *context, const struct store_problem *p)
{
	struct verifying *v = context;
	struct finding *f = add(v, rules[p->fault], p->path, p->why.line);
	struct buf message = buf_in(v->run->arena);

	buf_adds(&message, sentences[p->fault]);
	if (p->named_by)
		buf_addf(&message, ", named by %s/%s", STORE_FOLDER,
			 p->named_by);
	if (p->why.what)
		buf_addf(&message, ": %s", p->why.what);
	f->message = buf_str(&message);
}

/* ---- normal digests ---------------------------------------------------------- */

struct normals {
	struct verifying *v;
	struct vault *vault;
	struct object_reader objects;
	struct normal *cache;
};

static void add_false(struct normals *n, const char *path, const char *what)
{
	struct finding *f = add(n->v, RULE_RELEASE_FALSE, path, 0);

	f->message = str_copy(n->v->run->arena, str_of(what));
}

static int check_release(void *context, const char *path)
{
	struct normals *n = context;
	struct store_id normal, missing;
	const struct vault_release *r;
	struct error why = { 0 };
	struct store_path named;
	int rc;

	store_path_read(&named, path);
	if (named.kind != STORE_RELEASE)
		return 0;
	if (vault_release(n->vault, str_of(named.prompt), str_of(named.version),
			  &r, n->v->run->err) < 0)
		return 1;
	if (r->status != STORE_OK)
		return 0; /* a problem that is in the list already */
	rc = normal_digest(n->cache, &r->release->effective, r->release->rules,
			   &n->objects, &normal, &missing, &why);
	if (rc == ERROR_REFUSED)
		add_false(n, path, why.text);
	else if (rc == 0 && !store_id_equal(&normal, &r->release->normal))
		add_false(n, path,
			  "its normal digest is not what its objects come to");
	else if (rc == ERROR_FAILED)
		return error_set(n->v->run->err, ERROR_FAILED, "%s", why.text);
	return 0;
}

static int check_normals(struct verifying *v, struct store *store)
{
	struct normals n = { .v = v };

	n.vault = vault_new(v->run->arena, v->view);
	n.objects = vault_reader(n.vault);
	n.cache = normal_new(v->run->arena);
	if (store_list(store, check_release, &n) != STORE_OK &&
	    v->run->err->code == 0)
		return error_set(v->run->err, ERROR_FAILED, "%s", v->err.text);
	return v->run->err->code;
}

/* ---- the command -------------------------------------------------------------- */

static int not_opened(struct verifying *v, int rc)
{
	struct error *err = v->run->err;

	if (rc == STORE_ABSENT) {
		error_help(err, "promptpin init");
		return error_set(err, ERROR_REFUSED, "there is no store here");
	}
	if (rc == STORE_NEWER)
		return error_set(
			err, ERROR_FAILED,
			"the store is newer than this program; it needs a newer promptpin");
	return error_set(err,
			 rc == STORE_INVALID ? ERROR_REFUSED : ERROR_FAILED,
			 "%s/format: %s", STORE_FOLDER,
			 v->err.code ? v->err.text : store_strerror(rc));
}

static int verify_all(struct verifying *v, struct store_tally *tally)
{
	const struct store_reader reader = { v, read_one, list_all };
	struct store *store;
	int rc = store_open_reader(&store, &reader);

	if (rc != STORE_OK)
		return not_opened(v, rc);
	rc = store_verify(store, add_problem, v, tally);
	if (rc != STORE_OK)
		rc = error_set(v->run->err, ERROR_FAILED, "the store: %s",
			       v->err.code ? v->err.text : store_strerror(rc));
	else
		rc = check_normals(v, store);
	store_close(store);
	return rc;
}

static void write_result(struct run *run, struct verifying *v,
			 const struct store_tally *tally, bool json)
{
	struct report report = { .sink = &v->sink,
				 .view = view_name(v->view),
				 .prompts = tally->heads };

	sink_finish(&v->sink);
	if (json) {
		report_json(&run->out, &report, false);
		return;
	}
	if (v->sink.count)
		report_text(&run->out, &report, run_colour(run, stdout));
	buf_addf(
		&run->out,
		"verified: %zu objects, %zu releases, %zu heads, %zu records\n",
		tally->objects, tally->releases, tally->heads, tally->records);
}

int cmd_verify(struct run *run, int argc, char **argv)
{
	struct view_choice which = { 0 };
	bool json = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "staged", &which.staged,
			 "the store that would be committed"),
		OPT_FLAG(0, "worktree", &which.worktree,
			 "that of the work tree (the default)"),
		OPT_VALUE(0, "rev", &which.rev, "REV", "that of a commit"),
		OPT_FLAG(0, "json", &json, "as JSON, in the form of check"),
		OPT_END
	};
	struct verifying v = { .run = run, .sink = sink_in(run->arena) };
	struct store_tally tally = { 0 };
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (run_repo(run, 0) < 0 || run_view(run, &which, &v.view) < 0 ||
	    verify_all(&v, &tally) < 0)
		return run->err->code;
	write_result(run, &v, &tally, json);
	return sink_worst(&v.sink) >= LEVEL_ERROR ? EXIT_FINDINGS : EXIT_CLEAN;
}

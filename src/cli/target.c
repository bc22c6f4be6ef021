#include "cli/target.h"

#include "prompt/nearest.h"

enum { DIGEST_LEAST = 7 };

void target_split(struct run *run, const char *text, struct str *id,
		  const char **name)
{
	const char *at = strrchr(text, '@');

	*id = str_copy(
		run->arena,
		(struct str){ text, at ? (size_t)(at - text) : strlen(text) });
	*name = at ? at + 1 : NULL;
}

struct str target_source(const struct target *t, const struct store_id *id)
{
	for (size_t i = 0; i < t->source_count; i++) {
		const struct store_origin *s = &t->sources[i];

		if (s->digest && store_id_equal(s->digest, id))
			return str_of(s->path);
	}
	return STR_EMPTY;
}

/* ---- the prompt ---------------------------------------------------------- */

static int unknown_prompt(struct finder *f)
{
	const struct manifest *m = &f->setting.manifest;
	const char **names = arena_zero(f->run->arena, m->prompt_count + 1,
					sizeof(*names));
	const char *near;

	for (size_t i = 0; i < m->prompt_count; i++)
		names[i] = str_c(f->run->arena, m->prompts[i].id);
	near = nearest(f->id, names);
	error_help(f->run->err, "promptpin status");
	return error_set(f->run->err, ERROR_USAGE,
			 "no prompt is called %.*s%s%s%s", STR_ARG(f->id),
			 near ? "; is it " : "", near ? near : "",
			 near ? "?" : "");
}

/* Whether the view's store knows the prompt, though the manifest may not. */
static int is_stored(struct finder *f, bool *out)
{
	const struct vault_version *versions;
	size_t count = 0;

	if (vault_versions(f->setting.store, f->id, &versions, &count,
			   f->run->err) < 0)
		return f->run->err->code;
	*out = count > 0;
	return 0;
}

static int open_setting(struct finder *f, bool with_base)
{
	struct setting_request request = { .repo = f->run->repo,
					   .view = f->view };
	struct sink sink = sink_in(f->run->arena);
	struct error why = { 0 };

	f->based = false;
	if (with_base) {
		int rc = setting_open(&f->setting, f->run->arena, &request,
				      &sink, &why);

		f->based = rc == 0;
		if (rc == 0)
			return 0;
		run_note("without a base: %s", why.text);
	}
	request.no_base = true;
	return setting_open(&f->setting, f->run->arena, &request, &sink,
			    f->run->err);
}

int finder_open(struct finder *f, struct run *run, struct str id,
		bool with_base)
{
	const struct view_choice which = { 0 };
	bool stored = false;

	*f = (struct finder){ .run = run, .id = id };
	if (!store_prompt_ok(id.p, id.n))
		return error_set(run->err, ERROR_USAGE, "%.*s is no prompt id",
				 STR_ARG(id));
	if (run_repo(run, 0) < 0 || run_view(run, &which, &f->view) < 0 ||
	    open_setting(f, with_base) < 0 || is_stored(f, &stored) < 0)
		return run->err->code;
	if (!stored && !manifest_prompt(&f->setting.manifest, id))
		return unknown_prompt(f);
	return 0;
}

/* ---- releases ------------------------------------------------------------ */

static void set_release(struct target *out, struct run *run,
			struct vault *store,
			const struct store_release *release,
			const struct store_id *digest)
{
	*out = (struct target){ .label = str_fmt(run->arena, "release %s",
						 release->version),
				.effective = &release->effective,
				.objects = vault_reader(store),
				.normal = release->normal,
				.sources = release->sources,
				.source_count = release->source_count,
				.release = release,
				.digest = *digest };
}

static int unreadable(struct finder *f, struct str version,
		      const struct vault_release *r)
{
	error_help(f->run->err, "promptpin verify");
	return error_set(f->run->err, ERROR_FAILED,
			 "release %.*s of %.*s cannot be read: %s%s%s",
			 STR_ARG(version), STR_ARG(f->id),
			 store_strerror(r->status), r->why.what ? ": " : "",
			 r->why.what ? r->why.what : "");
}

/* A release in one store. ERROR_ABSENT. */
static int release_in(struct target *out, struct finder *f, struct vault *store,
		      struct str version)
{
	const struct vault_release *found;

	if (vault_release(store, f->id, version, &found, f->run->err) < 0)
		return f->run->err->code;
	if (found->status == STORE_ABSENT)
		return ERROR_ABSENT;
	if (found->status != STORE_OK)
		return unreadable(f, version, found);
	set_release(out, f->run, store, found->release, &found->digest);
	return 0;
}

static int no_release(struct finder *f, struct str version)
{
	error_help(f->run->err, "promptpin log %.*s", STR_ARG(f->id));
	return error_set(f->run->err, ERROR_USAGE, "%.*s has no release %.*s",
			 STR_ARG(f->id), STR_ARG(version));
}

static int by_version(struct target *out, struct finder *f, struct str version)
{
	const struct frozen *frozen = f->setting.frozen;
	int rc = release_in(out, f, f->setting.store, version);

	if (rc == ERROR_ABSENT)
		rc = release_in(out, f, frozen->store, version);
	for (size_t i = 0; i < frozen->tip_count && rc == ERROR_ABSENT; i++)
		rc = release_in(out, f, frozen->tips[i], version);
	return rc == ERROR_ABSENT ? no_release(f, version) : rc;
}

/* The release that a store's head names. ERROR_ABSENT. */
static int head_in(struct target *out, struct finder *f, struct vault *store)
{
	const struct vault_head *head;
	int rc;

	if (vault_head(store, f->id, &head, f->run->err) < 0)
		return f->run->err->code;
	if (head->status == STORE_ABSENT)
		return ERROR_ABSENT;
	if (head->status != STORE_OK) {
		error_help(f->run->err, "promptpin check %.*s", STR_ARG(f->id));
		return error_set(f->run->err, ERROR_FAILED,
				 "the head of %.*s cannot be read",
				 STR_ARG(f->id));
	}
	rc = release_in(out, f, store, str_of(head->head.version));
	return rc == ERROR_ABSENT ? no_release(f, str_of(head->head.version)) :
				    rc;
}

int target_last(struct target *out, struct finder *f)
{
	int rc = f->based ? head_in(out, f, f->setting.frozen->store) :
			    ERROR_ABSENT;

	return rc == ERROR_ABSENT ? head_in(out, f, f->setting.store) : rc;
}

static bool digest_starts(const struct store_id *id, struct str hex)
{
	char text[STORE_DIGEST_TEXT + 1];

	store_id_write(id, text);
	return strncmp(text + strlen("sha256:"), hex.p, hex.n) == 0;
}

static bool is_digest(struct str name)
{
	for (size_t i = 0; i < name.n; i++) {
		if (!strchr("0123456789abcdef", name.p[i]))
			return false;
	}
	return name.n >= DIGEST_LEAST && name.n <= STORE_ID_HEX;
}

/* The one release with that digest, or with that normal digest. */
static int by_digest(struct target *out, struct finder *f, struct str hex)
{
	const struct vault_version *versions;
	size_t count = 0;
	bool found = false;

	if (vault_versions(f->setting.store, f->id, &versions, &count,
			   f->run->err) < 0)
		return f->run->err->code;
	/* Rising, so of releases with one normal digest the newest is taken. */
	for (size_t i = 0; i < count; i++) {
		struct target t;
		int rc = release_in(&t, f, f->setting.store,
				    versions[i].version);

		if (rc < 0)
			return rc == ERROR_ABSENT ?
				       no_release(f, versions[i].version) :
				       rc;
		if (!digest_starts(&t.digest, hex) &&
		    !digest_starts(&t.normal, hex))
			continue;
		if (found && !store_id_equal(&t.normal, &out->normal))
			return error_set(
				f->run->err, ERROR_USAGE,
				"%.*s is the beginning of more than one digest",
				STR_ARG(hex));
		*out = t;
		found = true;
	}
	return found ? 0 : no_release(f, hex);
}

/* ---- files --------------------------------------------------------------- */

static int not_a_prompt(struct finder *f, const struct sink *sink)
{
	const struct finding *first = sink->count ? &sink->items[0] : NULL;

	error_help(f->run->err, "promptpin check %.*s", STR_ARG(f->id));
	if (!first)
		return error_set(f->run->err, ERROR_REFUSED,
				 "the files of %.*s do not come to a prompt",
				 STR_ARG(f->id));
	return error_set(
		f->run->err, ERROR_REFUSED,
		"the files of %.*s do not come to a prompt: %.*s:%u: %.*s",
		STR_ARG(f->id), STR_ARG(first->path), first->pos.line,
		STR_ARG(first->message));
}

static int files_of(struct target *out, struct finder *f, struct view *view,
		    const struct manifest *manifest)
{
	struct run *run = f->run;
	const struct prompt_entry *entry = manifest_prompt(manifest, f->id);
	struct sink sink = sink_in(run->arena);
	struct built *built = arena_zero(run->arena, 1, sizeof(*built));

	if (!entry) {
		error_help(run->err, "promptpin show %.*s@head",
			   STR_ARG(f->id));
		return error_set(run->err, ERROR_USAGE,
				 "%.*s is not in %s any more", STR_ARG(f->id),
				 MANIFEST_PATH);
	}
	if (entry->invalid)
		return not_a_prompt(f, &sink);
	if (prompt_build(builder_new(run->arena, view, manifest), entry, &sink,
			 built, run->err) < 0)
		return run->err->code;
	if (!built->complete)
		return not_a_prompt(f, &sink);
	*out = (struct target){ .label = str_of(view_name(view)),
				.effective = &built->effective,
				.objects = built_reader(built),
				.normal = built->normal,
				.sources = built->sources,
				.source_count = built->source_count };
	return 0;
}

int target_files(struct target *out, struct finder *f)
{
	return files_of(out, f, f->view, &f->setting.manifest);
}

static int other_view(struct target *out, struct finder *f, bool staged)
{
	const struct view_choice which = { .staged = staged,
					   .worktree = !staged };
	struct manifest *manifest = arena_zero(f->run->arena, 1,
					       sizeof(*manifest));
	struct sink sink = sink_in(f->run->arena);
	struct view *view;

	if (run_view(f->run, &which, &view) < 0 ||
	    manifest_read(manifest, f->run->arena, view, &sink, f->run->err) <
		    0)
		return f->run->err->code;
	return files_of(out, f, view, manifest);
}

static int by_head(struct target *out, struct finder *f, struct vault *store,
		   const char *whose)
{
	int rc = head_in(out, f, store);

	if (rc != ERROR_ABSENT)
		return rc;
	error_help(f->run->err, "promptpin bump %.*s", STR_ARG(f->id));
	return error_set(f->run->err, ERROR_USAGE, "%.*s has no release %s",
			 STR_ARG(f->id), whose);
}

int target_find(struct target *out, struct finder *f, const char *name)
{
	struct str text = str_of(name);
	struct store_version version;

	if (strcmp(name, "head") == 0)
		return by_head(out, f, f->setting.store, "yet");
	if (strcmp(name, "base") == 0 && !f->based)
		return error_set(f->run->err, ERROR_FAILED,
				 "there is no base to look in");
	if (strcmp(name, "base") == 0)
		return by_head(out, f, f->setting.frozen->store, "in the base");
	if (strcmp(name, "index") == 0)
		return other_view(out, f, true);
	if (strcmp(name, "worktree") == 0)
		return other_view(out, f, false);
	if (store_version_read(&version, text.p, text.n) == 0)
		return by_version(out, f, text);
	if (str_starts(text, "sha256:"))
		text = str_cut(text, strlen("sha256:"), text.n);
	if (is_digest(text))
		return by_digest(out, f, text);
	error_help(f->run->err, "promptpin log %.*s", STR_ARG(f->id));
	return error_set(
		f->run->err, ERROR_USAGE,
		"%s is neither a version, head, base, index, worktree nor 7 or "
		"more digits of a digest; environments are not known to this version",
		name);
}

#include "release/setting.h"

#include "base/arena.h"
#include "view/repo.h"
#include "view/trace.h"

/* Whether the manifest of another view is, byte for byte, the one that s has
 * of view already: most often it is. */
static bool same_manifest(const struct setting *s, struct view *view,
			  struct view *other)
{
	struct view_oid here, there;
	struct error ignored = { 0 };

	return s->manifest.present && s->manifest.valid &&
	       view_oid_of(view, STR(MANIFEST_PATH), &here, &ignored) == 0 &&
	       view_oid_of(other, STR(MANIFEST_PATH), &there, &ignored) == 0 &&
	       view_oid_equal(&here, &there);
}

const char *const *setting_protected(void *context, struct arena *a,
				     struct view *view)
{
	struct sink unused = sink_in(a);
	struct error *err = context;
	struct manifest m;

	/* base_find has no use for the failure; find_base looks at it. */
	if (manifest_read(&m, a, view, &unused, err) < 0)
		return NULL;
	return m.protected_names;
}

struct asking {
	const struct setting *setting;
	struct view *view;
	struct error tip;
};

static const char *const *protected_of(void *context, struct arena *a,
				       struct view *view)
{
	struct asking *asking = context;

	if (same_manifest(asking->setting, asking->view, view))
		return asking->setting->manifest.protected_names;
	return setting_protected(&asking->tip, a, view);
}

static int find_base(struct setting *s, struct arena *a,
		     const struct setting_request *r, struct error *err)
{
	struct asking asking = { s, r->view, { 0 } };
	struct base_request request = {
		.rev = r->rev,
		.asked = r->base,
		.server = r->server,
		.protected_names = s->manifest.protected_names,
		.protected_of = protected_of,
		.context = &asking,
		.remote = r->remote,
		.pushed_ref = r->pushed_ref,
		.pushed_over = r->pushed_over,
	};

	int rc;

	if (r->no_base) {
		s->base = (struct base){ .state = BASE_NONE, .label = "" };
		return 0;
	}
	rc = base_find(&s->base, a, r->repo, &request, err);
	if (rc == 0 && asking.tip.code != ERROR_NONE) {
		/* What the authority protects is not known: not "nothing". */
		*err = asking.tip;
		rc = asking.tip.code;
	}
	return rc;
}

/* The machine's policy: a file in the manifest's form, its `policy:` alone. */
static int read_machine(struct arena *a, const char *path, struct in_force *out,
			struct error *err)
{
	struct view_file file = { STR(MANIFEST_PATH), STR_EMPTY };
	struct sink sink = sink_in(a);
	struct in_force other;
	struct manifest m = { 0 };
	struct view *view;
	int rc = policy_file_read(&file.bytes, a, path, err);

	if (rc == 0)
		rc = view_memory(&view, a, &file, 1, err);
	if (rc == 0)
		rc = manifest_read(&m, a, view, &sink, err);
	if (rc < 0)
		return rc;
	if (sink.count)
		return error_set(err, ERROR_USAGE, "%s:%u:%u: %.*s", path,
				 sink.items[0].pos.line,
				 sink.items[0].pos.column,
				 STR_ARG(sink.items[0].message));
	policy_of(&m.policy, &other);
	/* Of detectors it need not speak. */
	if (!m.policy.detectors_on && !m.policy.detectors_off)
		other.detectors = 0;
	policy_merge(out, &other);
	return 0;
}

/* On a server a file of the account that git runs under cannot stand in for
 * the machine's: each that is named anywhere counts. */
static int read_machines(struct setting *s, struct arena *a,
			 const struct setting_request *r, struct error *err)
{
	const char *path = r->policy;
	const char *const *all;
	int rc = 0;

	if (!path && r->repo && !r->server)
		path = repo_config(r->repo, a, "promptpin.policy");
	if (path)
		return read_machine(a, path, &s->force, err);
	if (!r->repo || !r->server)
		return 0;
	for (all = repo_config_all(r->repo, a, "promptpin.policy");
	     *all && rc == 0; all++)
		rc = read_machine(a, *all, &s->force, err);
	return rc;
}

/* What is asked for by whoever is judged. */
static void tighten(struct in_force *force, const struct setting_request *r)
{
	struct policy asked = { .given = true };
	struct in_force other;

	if (r->preset) {
		memset(asked.rules, -1, sizeof(asked.rules));
		memset(asked.bumps, -1, sizeof(asked.bumps));
		asked.preset = str_of(r->preset);
		policy_of(&asked, &other);
		other.bumps = force->bumps;
		other.bump_preset = force->bump_preset;
		other.detectors = force->detectors;
		policy_merge(force, &other);
	}
	force->every_commit |= r->every_commit;
	for (size_t i = 0; r->fail_level != LEVEL_OFF && i < RULE_COUNT; i++)
		if (force->levels[i] >= r->fail_level)
			force->levels[i] = LEVEL_ERROR;
}

static int set_force(struct setting *s, struct arena *a,
		     const struct setting_request *r, struct error *err)
{
	struct in_force other;
	int rc;

	policy_of(&s->manifest.policy, &s->force);
	if (s->base_manifest.present) {
		/* Where F has a manifest its policy binds, whatever the view
		 * says; where it has none, the view's own holds. */
		policy_of(&s->base_manifest.policy, &other);
		policy_merge(&s->force, &other);
	}
	rc = read_machines(s, a, r, err);
	tighten(&s->force, r);
	return rc;
}

/* Neither the view nor HEAD has a manifest or a store. */
static bool is_foreign(struct arena *a, const struct setting_request *r)
{
	struct error ignored = { 0 };
	struct view_entry entry;
	struct view *head;

	if (view_find(r->view, STR(STORE_FOLDER "/format"), &entry, &ignored) !=
		    ERROR_ABSENT ||
	    view_commit(&head, a, r->repo, "HEAD", &ignored) < 0)
		return false;
	return view_find(head, STR(MANIFEST_PATH), &entry, &ignored) ==
		       ERROR_ABSENT &&
	       view_find(head, STR(STORE_FOLDER "/format"), &entry, &ignored) ==
		       ERROR_ABSENT;
}

/* F's manifest: most often the very bytes of the view's. */
static int read_base(struct setting *s, struct arena *a, struct view *view,
		     struct error *err)
{
	struct sink unused = sink_in(a);

	if (same_manifest(s, view, s->base.view)) {
		s->base_manifest = s->manifest;
		return 0;
	}
	return manifest_read(&s->base_manifest, a, s->base.view, &unused, err);
}

int setting_open(struct setting *out, struct arena *a,
		 const struct setting_request *request, struct sink *sink,
		 struct error *err)
{
	int rc;

	*out = (struct setting){ 0 };
	rc = manifest_read(&out->manifest, a, request->view, sink, err);
	if (rc == 0)
		rc = find_base(out, a, request, err);
	if (rc < 0 && !out->manifest.present && is_foreign(a, request)) {
		/* A shallow clone of a repository that promptpin is not used
		 * in: hooks can be everywhere. */
		error_clear(err);
		out->base = (struct base){ .state = BASE_NONE, .label = "" };
		rc = 0;
	}
	if (rc == 0 && out->base.view && request->trace)
		out->base.view = view_trace(a, out->base.view);
	if (rc == 0 && out->base.view)
		rc = read_base(out, a, request->view, err);
	if (rc == 0)
		rc = set_force(out, a, request, err);
	if (rc < 0)
		return rc;
	out->force.bumps.shared = compat_shared_new(a);
	out->frozen = frozen_new(a, &out->base);
	frozen_beside(out->frozen, request->beside, request->beside_count);
	out->store = vault_new(a, request->view);
	return 0;
}

#include "check/check.h"

#include "base/arena.h"
#include "check/context.h"
#include "prompt/waivers.h"
#include "view/repo.h"

/* Every family of rules. Later ones read what earlier ones found out. */
static int (*const families[])(struct context *c, struct error *err) = {
	check_policy,	 /* policy-loosened, no-published-base */
	check_store,	 /* store-rewritten, store-stray, version-invalid */
	check_prompts,	 /* drift, unreleased, bytes-changed, head-invalid */
	check_objects,	 /* store-object-*, release-false, release-invalid */
	check_versions,	 /* bump-too-small, version-*, rolled-back */
	check_removed,	 /* prompt-removed, manifest-missing */
	check_text,	 /* text-not-nfc, text-invisible */
	check_variables, /* variable-undeclared, variable-unused */
	check_schemas,	 /* schema-invalid, example-invalid */
	check_changes,	 /* variable-role-escalated, schema-undecided */
	check_models,	 /* model-unpinned */
	check_found,	 /* untracked-prompt, hidden-prompt */
};

bool context_wants(const struct context *c, struct str id)
{
	if (!c->request->ids)
		return true;
	for (size_t i = 0; c->request->ids[i]; i++)
		if (str_is(id, c->request->ids[i]))
			return true;
	return false;
}

bool context_first(struct context *c, const char *what, struct str key)
{
	struct str whole = str_join(
		c->arena, (const struct str[]){ str_of(what), STR(":"), key },
		3);
	void **place = map_put(&c->seen, whole);
	bool first = !*place;

	*place = c;
	return first;
}

struct finding *context_finding(struct context *c, enum rule rule,
				struct str prompt, struct str path,
				struct pos pos)
{
	const size_t dropped = c->sink->dropped;
	struct finding *f = sink_add(c->sink, rule, prompt, path, pos);

	f->level = c->force.levels[rule];
	/* A flood of small findings hides no error of the policy's. */
	if (c->sink->dropped > dropped && f->level == LEVEL_ERROR)
		c->sink->dropped_error = true;
	return f;
}

/* What readers of files found has the preset's level so far. */
static void set_levels(struct context *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->sink->count; i++) {
		struct finding *f = &c->sink->items[i];

		if (c->force.levels[f->rule] != rule_info(f->rule)->level &&
		    f->level == rule_info(f->rule)->level)
			f->level = c->force.levels[f->rule];
		if (f->level != LEVEL_OFF)
			c->sink->items[kept++] = *f;
	}
	c->sink->count = kept;
}

static int collect_subjects(struct context *c, struct error *err)
{
	const char *const *ids = c->request->ids;

	c->subjects = arena_zero(c->arena, c->manifest->prompt_count + 1,
				 sizeof(*c->subjects));
	for (size_t i = 0; i < c->manifest->prompt_count; i++)
		if (context_wants(c, c->manifest->prompts[i].id))
			c->subjects[c->subject_count++].entry =
				&c->manifest->prompts[i];
	for (size_t i = 0; ids && ids[i] && !c->second; i++) {
		struct vault *stores[] = { c->store, c->frozen->store };
		bool found = manifest_prompt(c->manifest, str_of(ids[i])) !=
			     NULL;

		for (size_t j = 0; j < 2 && !found; j++) {
			const struct vault_head *head;
			int rc = vault_head(stores[j], str_of(ids[i]), &head,
					    err);

			if (rc < 0)
				return rc;
			found = head->status != STORE_ABSENT;
		}
		if (!found)
			return error_set(err, ERROR_USAGE,
					 "no prompt %s in " MANIFEST_PATH,
					 ids[i]);
	}
	return 0;
}

/* Whether there is nothing that could be checked: no trace of promptpin. */
static int is_nothing(struct context *c, bool *out, struct error *err)
{
	struct view_entry entry;
	int rc;

	*out = false;
	if (c->manifest->present || c->base_manifest->present)
		return 0;
	rc = view_find(c->view, STR(STORE_FOLDER "/format"), &entry, err);
	if (rc == ERROR_ABSENT)
		*out = true;
	return rc == ERROR_ABSENT ? 0 : rc;
}

static int run_families(struct context *c, struct error *err)
{
	int rc = collect_subjects(c, err);

	for (size_t i = 0;
	     i < sizeof(families) / sizeof(families[0]) && rc == 0; i++)
		rc = families[i](c, err);
	if (rc < 0)
		return rc;
	set_levels(c);
	sink_finish(c->sink);
	/* Waivers name fingerprints, and are found wrong themselves. */
	rc = check_waivers(c, err);
	set_levels(c);
	sink_finish(c->sink);
	return rc;
}

int check_base_run(struct context *c, struct context *out, struct error *err)
{
	struct check_request *request = arena_zero(c->arena, 1,
						   sizeof(*request));
	struct base *base = arena_zero(c->arena, 1, sizeof(*base));
	struct view *view = c->base->view;
	int rc = 0;

	*request = *c->request;
	*base = *c->base;
	if (!c->base_manifest->present) {
		struct view_file file = { STR(MANIFEST_PATH),
					  c->manifest->text };

		rc = view_overlay(&view, c->arena, view, &file, 1, err);
	}
	*out = *c;
	out->request = request;
	out->second = true;
	out->view = view;
	out->base = base;
	out->sink = arena_zero(c->arena, 1, sizeof(*out->sink));
	*out->sink = sink_in(c->arena);
	out->manifest = arena_zero(c->arena, 1, sizeof(*out->manifest));
	out->subjects = NULL;
	out->subject_count = out->change_count = out->change_room = 0;
	out->changes = NULL;
	out->changed = map_in(c->arena);
	out->seen = map_in(c->arena);
	out->objects = map_in(c->arena);
	if (rc == 0)
		rc = manifest_read(out->manifest, c->arena, view, out->sink,
				   err);
	out->store = vault_new(c->arena, view);
	out->builder = builder_new(c->arena, view, out->manifest);
	out->normal = normal_new(c->arena);
	return rc < 0 ? rc : run_families(out, err);
}

/*
 * What nobody declared, where all else is known (rest_known): looked for as
 * if the manifest ignored nothing, no prompt had a source, and F had no file.
 * So nothing that is said in the end is missing here, and out->looked is set
 * where nothing is found at all. Waivers are about findings of a whole check.
 */
static int look_only(struct check *out, struct arena *a,
		     const struct check_request *request, struct error *err)
{
	struct manifest *manifest = arena_zero(a, 1, sizeof(*manifest));
	struct base *base = arena_zero(a, 1, sizeof(*base));
	struct context c = { .arena = a,
			     .request = request,
			     .sink = &out->sink,
			     .view = request->setting.view,
			     .manifest = manifest,
			     .base = base,
			     .looked = map_in(a) };
	int rc;

	*out = (struct check){ .sink = sink_in(a), .view = c.view };
	manifest->present = manifest->valid = true;
	base->state = BASE_NONE;
	c.force.detectors = request->detectors;
	c.force.levels[RULE_UNTRACKED_PROMPT] = LEVEL_ERROR;
	c.force.levels[RULE_HIDDEN_PROMPT] = LEVEL_ERROR;
	rc = view_find(c.view, STR(WAIVERS_PATH), NULL, err);
	if (rc != ERROR_ABSENT)
		return rc;
	error_clear(err);
	rc = check_found(&c, err);
	out->looked = rc == 0 && known_silent(&c);
	return rc;
}

static void publish(struct check *out, struct context *c)
{
	struct prompt_report *reports = arena_zero(
		c->arena, c->subject_count + 1, sizeof(*reports));

	for (size_t i = 0; i < c->subject_count; i++)
		reports[i] = c->subjects[i].report;
	out->prompts = reports;
	out->prompt_count = c->subject_count;
}

static int run(struct check *out, struct arena *a,
	       const struct check_request *request, struct error *err)
{
	struct context *c = arena_zero(a, 1, sizeof(*c));
	struct setting *s = arena_zero(a, 1, sizeof(*s));
	int rc;

	*out = (struct check){ .sink = sink_in(a),
			       .view = request->setting.view };
	rc = setting_open(s, a, &request->setting, &out->sink, err);
	if (rc < 0)
		return rc;
	out->manifest = s->manifest;
	out->base = s->base;
	out->force = s->force;
	*c = (struct context){ .arena = a,
			       .request = request,
			       .sink = &out->sink,
			       .view = request->setting.view,
			       .manifest = &out->manifest,
			       .base_manifest = &s->base_manifest,
			       .base = &out->base,
			       .force = s->force,
			       .frozen = s->frozen,
			       .store = s->store };
	c->changed = map_in(a);
	c->seen = map_in(a);
	c->objects = map_in(a);
	c->looked = map_in(a);
	rc = known_begin(c, err);
	if (rc == 0)
		rc = is_nothing(c, &out->nothing, err);
	if (rc < 0 || out->nothing)
		return rc;
	c->builder = builder_new(a, c->view, c->manifest);
	c->normal = normal_new(a);
	rc = run_families(c, err);
	out->passed = c->passed;
	out->spent = builder_spent(c->builder);
	out->lasting = rc == 0 && known_lasting(c);
	/* Where nothing refuses, nothing need be excused either. */
	if (rc == 0 && !c->passed)
		rc = check_inherited(c, err);
	publish(out, c);
	return rc;
}

int check_run(struct check *out, struct arena *a,
	      const struct check_request *request, struct error *err)
{
	struct check_request whole = *request;
	int rc;

	if (request->rest_known) {
		if (look_only(out, a, request, err) == 0 && out->looked)
			return 0;
		error_clear(err);
		whole.rest_known = false;
	}
	rc = run(out, a, &whole, err);
	if (!out->passed || (rc == 0 && out->lasting))
		return rc;
	/* Whatever refuses, or fails, is said by a check of everything. */
	error_clear(err);
	whole.memory = NULL;
	return run(out, a, &whole, err);
}

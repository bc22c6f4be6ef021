/*
 * context.h - what the families of rules share. Private to src/check.
 */
#ifndef PP_CHECK_CONTEXT_H
#define PP_CHECK_CONTEXT_H

#include "base/map.h"
#include "check/check.h"
#include "release/setting.h"

/* A file of the store that is not the same in F and in the view. */
struct store_change {
	struct str path;
	struct store_path what;
	bool before, after;  /* F has it, the view has it */
	enum view_type type; /* in the view */
};

/* What is known of one prompt of the manifest. */
struct subject {
	const struct prompt_entry *entry;
	struct built built;
	struct prompt_report report;
	const struct vault_head *head;
	const struct vault_release *release; /* that the head names, or NULL */
	bool head_ok; /* head and release are there and agree */
	bool passed;  /* known to be clean, nothing of it was read */
};

struct context {
	struct arena *arena;
	const struct check_request *request;
	struct sink *sink;
	struct view *view;
	struct manifest *manifest;	/* of the view */
	struct manifest *base_manifest; /* of F; present false if none */
	struct base *base;
	struct frozen *frozen;
	struct vault *store; /* of the view */
	struct builder *builder;
	struct normal *normal; /* digests of objects, computed once */
	struct in_force force;
	struct subject *subjects; /* of the prompts asked for */
	size_t subject_count;
	struct store_change *changes; /* F against the view, by path */
	size_t change_count, change_room;
	struct map changed; /* path -> struct store_change */
	struct map seen;    /* paths and ids that were looked at already */
	struct map objects; /* ids of objects that were looked at already */
	/* files in which prompts were looked for that nobody declared; all of
	 * those that there are */
	struct map looked;
	bool looked_all;
	bool second; /* this run is F's own, for what is inherited */
	/* known.c */
	const struct check_memory *memory; /* NULL: every prompt is looked at */
	const struct store_id *entries;	   /* of each prompt of the manifest */
	struct map about; /* prompts that differ in F's store and the view's */
	bool about_known;
	size_t passed;
};

/* Whether this prompt was asked for. */
bool context_wants(const struct context *c, struct str id);
/* True the first time it is called with key. */
bool context_first(struct context *c, const char *what, struct str key);
/* A finding with its help `promptpin VERB ID`. */
struct finding *context_finding(struct context *c, enum rule rule,
				struct str prompt, struct str path,
				struct pos pos);

/*
 * known.c: prompts that are as they were when they were found clean.
 * known_begin comes behind setting_open, and before anything else is asked.
 */
int known_begin(struct context *c, struct error *err);
/* Whether s is passed over. */
bool known_pass(struct context *c, const struct subject *s);
/* Before and behind all that is asked for s. */
void known_start(const struct context *c);
void known_clean(struct context *c, const struct subject *s);
/* Whether nothing found refuses, or is shown in a hook; and no file was looked
 * at of which that hangs on what other prompts are made of. */
bool known_silent(const struct context *c);
/* Whether nothing refuses, whatever the prompts that were passed over say. */
bool known_lasting(const struct context *c);

/*
 * locate.c: point a finding at the first place that differs from the release
 * that the head names, with the way by which its file is reached.
 */
int context_locate(struct context *c, struct subject *s, struct finding *f,
		   struct error *err);
/* Point it at what a JSON Pointer names in a value of the prompt, or as far
 * on the way there as there is. */
void context_point(struct context *c, const struct built *b, struct finding *f,
		   const struct object *now, struct str pointer);

/* Add a line a change to a finding; the first value that shows one is why. */
void context_reasons(struct context *c, struct finding *f,
		     const struct changes *changes);

/* The families, in the order in which they run. 0 or ERROR_FAILED. */
int check_policy(struct context *c, struct error *err);
int check_store(struct context *c, struct error *err);
int check_prompts(struct context *c, struct error *err);
int check_objects(struct context *c, struct error *err);
int check_versions(struct context *c, struct error *err);
int check_removed(struct context *c, struct error *err);
int check_text(struct context *c, struct error *err);
int check_variables(struct context *c, struct error *err);
int check_schemas(struct context *c, struct error *err);
int check_changes(struct context *c, struct error *err);
int check_models(struct context *c, struct error *err);
int check_found(struct context *c, struct error *err);
/* After all of them, the fingerprints being known. */
int check_waivers(struct context *c, struct error *err);

/* Run all families on F itself, for what is inherited. */
int check_base_run(struct context *c, struct context *out, struct error *err);
/* inherited.c: whether a protected ref itself is checked, which counts
 * everything. */
bool context_is_tip(const struct context *c);
/* Mark what F has as well. */
int check_inherited(struct context *c, struct error *err);

/*
 * Look at the release that a prompt's head names: its objects there and
 * right, its statement true. Part of check_prompts; check_objects.c.
 */
int check_live(struct context *c, struct subject *s, struct error *err);

#endif

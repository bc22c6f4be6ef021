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
	bool second;	    /* this run is F's own, for what is inherited */
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
/* After all of them, the fingerprints being known. */
int check_waivers(struct context *c, struct error *err);

/* Run all families on F itself, for what is inherited. */
int check_base_run(struct context *c, struct context *out, struct error *err);
/* inherited.c: mark what F has as well. */
int check_inherited(struct context *c, struct error *err);

/*
 * Look at the release that a prompt's head names: its objects there and
 * right, its statement true. Part of check_prompts; check_objects.c.
 */
int check_live(struct context *c, struct subject *s, struct error *err);

#endif

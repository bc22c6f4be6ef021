/*
 * view_store.h - the store that lies in a view (".promptpin/"), opened through
 * the view, with what it read kept: a release is read and parsed once a run.
 */
#ifndef PP_RELEASE_VIEW_STORE_H
#define PP_RELEASE_VIEW_STORE_H

#include "prompt/normal.h"
#include "view/view.h"

struct vault; /* the store of one view */

/* Never fails: a view without a store is an empty vault. view may be NULL. */
struct vault *vault_new(struct arena *a, struct view *view);
struct view *vault_view(const struct vault *v);

/* A release as it was found. */
struct vault_release {
	int status; /* STORE_OK, STORE_ABSENT, STORE_INVALID, ... */
	struct store_why why;
	const struct store_release *release; /* NULL unless STORE_OK */
	struct store_id digest; /* of its bytes, if they are there */
};
struct vault_head {
	int status;    /* STORE_OK, STORE_ABSENT, STORE_INVALID */
	bool unmerged; /* the index holds conflict stages of it */
	struct store_why why;
	struct store_head head;
	struct str text; /* its bytes where they are not a head, to show them */
};

/* 0 or ERROR_FAILED; the outcome is in (*out)->status. Owned by the vault. */
int vault_release(struct vault *v, struct str prompt, struct str version,
		  const struct vault_release **out, struct error *err);
/* Give back what is kept of a release; pointers to it end. It is read again
 * when it is asked for again. */
void vault_forget(struct vault *v, struct str prompt, struct str version);
int vault_head(struct vault *v, struct str prompt,
	       const struct vault_head **out, struct error *err);
/* The release that a valid head names, with the digest it states; else NULL. */
int vault_head_release(struct vault *v, struct str prompt,
		       const struct store_release **out, struct error *err);
/* Bytes of an object, verified. ERROR_ABSENT: missing; ERROR_REFUSED: corrupt. */
int vault_object(struct vault *v, struct arena *a, const struct store_id *id,
		 struct str *out, struct error *err);
/* The same as the reader that normal_digest takes. */
struct object_reader vault_reader(struct vault *v);

/* Every release of a prompt, versions rising. */
struct vault_version {
	struct str version;
	struct store_version parsed;
	struct view_entry entry;
};
int vault_versions(struct vault *v, struct str prompt,
		   const struct vault_version **out, size_t *count,
		   struct error *err);
/* Ids of all prompts that have a head, bytewise. */
int vault_heads(struct vault *v, const struct str **out, size_t *count,
		struct error *err);
/*
 * Whether a record says that the prompt ended at this version: "retired", or
 * "moved" with *moved_to. kind is empty otherwise.
 */
int vault_ended(struct vault *v, struct arena *a, struct str prompt,
		struct str version, struct str *kind, struct str *moved_to,
		struct error *err);
/* ".promptpin/releases/ID@VERSION", ".promptpin/heads/ID@", objects. */
struct str vault_release_path(struct arena *a, struct str prompt,
			      struct str version);
struct str vault_head_path(struct arena *a, struct str prompt);
struct str vault_object_path(struct arena *a, const struct store_id *id);

#endif

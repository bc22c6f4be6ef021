/*
 * target.h - one effective prompt that a command line names: a release, or
 * what the files of a view come to.
 *
 *	struct finder f;
 *	struct target t;
 *
 *	if (finder_open(&f, run, str_of("support/triage")) < 0 ||
 *	    target_find(&t, &f, "head") < 0)
 *		return run->err->code;
 *
 * Names: a version, `head`, `base`, `index`, `worktree`, or at least seven
 * hex digits of the digest of a release or of its normal digest. Releases
 * are looked for in the view's store, then in F's and at the protected tips.
 */
#ifndef PP_CLI_TARGET_H
#define PP_CLI_TARGET_H

#include "cli/run.h"
#include "release/judge.h"

struct finder {
	struct run *run;
	struct str id;
	struct view *view; /* the work tree, or HEAD in a bare repository */
	struct setting setting;
	bool based; /* setting holds F; else it was not asked for or not found */
};

struct target {
	struct str label; /* "release 2.3.1", "worktree" */
	const struct store_effective *effective;
	struct object_reader objects;
	struct store_id normal;
	const struct store_origin *sources;
	size_t source_count;
	const struct store_release *release; /* NULL: the files of a view */
	struct store_id digest;		     /* of the release */
};

/*
 * ERROR_USAGE: no id, or one that neither the manifest nor the store knows.
 * with_base: F will be needed; where it cannot be computed that is said on
 * stderr and based is false.
 */
int finder_open(struct finder *f, struct run *run, struct str id,
		bool with_base);

/*
 * ERROR_USAGE: the name stands for nothing. ERROR_REFUSED: the files do not
 * come to a prompt. ERROR_FAILED: a release that cannot be read.
 */
int target_find(struct target *out, struct finder *f, const char *name);
/* What the files of the finder's view come to. */
int target_files(struct target *out, struct finder *f);
/* The head of F, else of the view. ERROR_ABSENT (nothing in err): neither. */
int target_last(struct target *out, struct finder *f);
/* Split "ID@V"; *name is NULL without an @. */
void target_split(struct run *run, const char *text, struct str *id,
		  const char **name);

/* The path of the source with that digest, or empty. */
struct str target_source(const struct target *t, const struct store_id *id);

#endif

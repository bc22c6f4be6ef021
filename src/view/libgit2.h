/*
 * libgit2.h - what the files that read through libgit2 share: start.c starts
 * it, repo.c opens with it, libgit2.c reads objects, names, settings and
 * attributes, libgit2_history.c refs and commits. Nobody else includes git2.h.
 */
#ifndef PP_VIEW_LIBGIT2_H
#define PP_VIEW_LIBGIT2_H

#include <git2.h>

#include "view/internal.h"

/* Start libgit2, once a process. */
int git_start(struct error *err);
/* Its last words. */
const char *git_words(void);

void oid_from_git(struct view_oid *out, const git_oid *oid);
void oid_to_git(git_oid *out, const struct view_oid *oid);

/* As struct source has them. */
int libgit2_unborn(struct repo *repo, bool *out, struct error *err);
int libgit2_refs(struct repo *repo, struct arena *a, const char *prefix,
		 ref_fn *each, void *argument, struct error *err);
int libgit2_ref(struct repo *repo, struct arena *a, const char *full,
		struct ref_seen *out, struct error *err);
int libgit2_bases(struct oids *out, struct arena *a, struct repo *repo,
		  const struct oids *ours, const struct oids *theirs,
		  struct error *err);
int libgit2_descends(struct repo *repo, const struct view_oid *ancestor,
		     const struct view_oid *descendant, bool *out,
		     struct error *err);
int libgit2_history(struct repo *repo, const struct oids *from,
		    const struct oids *without, history_fn *each,
		    void *argument, struct error *err);
int libgit2_merges(struct oids *out, struct arena *a, struct repo *repo,
		   const struct oids *from, const struct oids *without,
		   size_t limit, struct error *err);

#endif

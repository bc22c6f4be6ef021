/*
 * judge.h - which bump the changes up to a release, or up to the files of a
 * view, ask for. Judged from the objects.
 */
#ifndef PP_RELEASE_JUDGE_H
#define PP_RELEASE_JUDGE_H

#include "compat/compat.h"
#include "prompt/build.h"
#include "release/frozen.h"

/* An object of a built prompt, or NULL. */
const struct object *built_object(const struct built *built,
				  const struct store_id *id);
/* The objects of a built prompt as a reader. */
struct object_reader built_reader(const struct built *built);

/*
 * The release that a new version is judged against: F's head, or for a
 * pre-release (and after one) F's newest stable release. *out NULL: nothing is asked for.
 */
int judge_baseline(struct frozen *f, struct arena *a, struct str prompt,
		   bool prerelease, const struct store_release **out,
		   struct error *err);

/*
 * Changes from a release (its objects in store) to the other side, and the
 * bump that they ask for at that release's version. Objects that are missing
 * or cannot be read give BUMP_MAJOR and *unread set (its sentence), since what cannot be compared
 * is never safe.
 */
int judge_changes(struct arena *a, const struct store_release *from,
		  struct vault *store, const struct compat_side *to,
		  const struct compat_policy *policy, struct changes *out,
		  enum bump *asks, struct str *unread, struct error *err);

#endif

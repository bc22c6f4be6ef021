/*
 * version.h - how far a version moved, and the next one (DESIGN 4.1).
 */
#ifndef PP_RELEASE_VERSION_H
#define PP_RELEASE_VERSION_H

#include "base/str.h"
#include "diag/rule.h"
#include "store/store.h"

struct arena;

/* 0, or -1: not semver, or with build metadata. */
int version_read(struct str text, struct store_version *out);
struct str version_text(struct arena *a, const struct store_version *v);
bool version_stable(const struct store_version *v);
/*
 * The least move that a change asks for at a version: in 0.y.z major asks for
 * minor, all else for patch.
 */
enum bump version_asked(const struct store_version *from, enum bump needs);
/*
 * How far to moved from from: the highest component that rose. BUMP_NONE where
 * to is not above from. A pre-release counts as the version it leads to; from
 * it to that version (2.0.0-rc.1 to 2.0.0, or to 2.0.0-rc.2) is as far as that
 * version stands above all before it: here major, for 2.1.0 minor.
 */
enum bump version_moved(const struct store_version *from,
			const struct store_version *to);
/* from with one component raised and all below it 0, without pre-release. */
struct store_version version_raised(const struct store_version *from,
				    enum bump level);

#endif

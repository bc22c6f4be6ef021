#include "release/version.h"

int version_read(struct str text, struct store_version *out)
{
	return store_version_read(out, text.n ? text.p : "", text.n);
}

struct str version_text(struct arena *a, const struct store_version *v)
{
	char text[STORE_VERSION_MAX + 32];

	store_version_write(v, text);
	return str_copy(a, str_of(text));
}

bool version_stable(const struct store_version *v)
{
	return v->pre[0] == '\0';
}

enum bump version_asked(const struct store_version *from, enum bump needs)
{
	if (from->major > 0 || needs == BUMP_NONE)
		return needs;
	return needs == BUMP_MAJOR ? BUMP_MINOR : BUMP_PATCH;
}

/* How far a version stands above any that came before it. */
static enum bump led_to(const struct store_version *v)
{
	if (v->patch > 0)
		return BUMP_PATCH;
	return v->minor > 0 ? BUMP_MINOR : BUMP_MAJOR;
}

enum bump version_moved(const struct store_version *from,
			const struct store_version *to)
{
	if (store_version_compare(to, from) <= 0)
		return BUMP_NONE;
	if (to->major != from->major)
		return BUMP_MAJOR;
	if (to->minor != from->minor)
		return BUMP_MINOR;
	if (to->patch != from->patch)
		return BUMP_PATCH;
	/*
	 * From a pre-release to its version, or to a later pre-release of it:
	 * nobody was promised 2.0.0-rc.1, and 2.0.0 warns all who stand before
	 * it, so that is how far it moved.
	 */
	return led_to(to);
}

struct store_version version_raised(const struct store_version *from,
				    enum bump level)
{
	struct store_version v = *from;

	if (level == BUMP_NONE)
		return v;
	memset(v.pre, 0, sizeof(v.pre));
	if (level == BUMP_MAJOR)
		v.major++;
	if (level == BUMP_MINOR)
		v.minor++;
	if (level == BUMP_PATCH)
		v.patch++;
	if (level == BUMP_MAJOR)
		v.minor = 0;
	if (level >= BUMP_MINOR)
		v.patch = 0;
	return v;
}

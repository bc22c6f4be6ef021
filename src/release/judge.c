#include "release/judge.h"

#include "base/arena.h"
#include "release/version.h"

const struct object *built_object(const struct built *built,
				  const struct store_id *id)
{
	size_t low = 0, high = built->object_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = store_id_compare(id, &built->objects[middle].id);

		if (order == 0)
			return &built->objects[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static int read_built(void *context, struct arena *a, const struct store_id *id,
		      struct str *out, struct error *err)
{
	const struct object *o = built_object(context, id);

	(void)a;
	(void)err;
	if (!o)
		return ERROR_ABSENT;
	*out = o->bytes;
	return 0;
}

struct object_reader built_reader(const struct built *built)
{
	/* The reader only reads; its context is shared with readers that
	 * cache, so the type has no const. */
	union {
		const struct built *in;
		void *out;
	} cast = { built };

	return (struct object_reader){ cast.out, read_built };
}

/* The newest stable release in F's store, or NULL. */
static int newest_stable(struct frozen *f, struct str prompt,
			 const struct store_release **out, struct error *err)
{
	const struct vault_version *versions;
	size_t count;
	int rc = vault_versions(f->store, prompt, &versions, &count, err);

	*out = NULL;
	while (rc == 0 && count > 0 && !*out) {
		const struct vault_release *r;

		if (!version_stable(&versions[--count].parsed))
			continue;
		rc = vault_release(f->store, prompt, versions[count].version,
				   &r, err);
		if (rc == 0)
			*out = r->release;
	}
	return rc;
}

int judge_baseline(struct frozen *f, struct arena *a, struct str prompt,
		   bool prerelease, const struct store_release **out,
		   struct error *err)
{
	const struct frozen_head *heads;
	size_t count;
	int rc = frozen_heads(f, a, prompt, &heads, &count, err);

	*out = NULL;
	if (rc < 0 || count == 0)
		return rc;
	if (prerelease || !version_stable(&heads[0].parsed))
		rc = newest_stable(f, prompt, out, err);
	if (rc == 0 && !*out)
		*out = heads[0].release;
	return rc;
}

int judge_changes(struct arena *a, const struct store_release *from,
		  struct vault *store, const struct compat_side *to,
		  const struct compat_policy *policy, struct changes *out,
		  enum bump *asks, struct str *unread, struct error *err)
{
	struct compat_side old = { &from->effective, vault_reader(store) };
	struct store_version version;
	int rc = compat_changes(a, &old, to, policy, out, err);

	*unread = STR_EMPTY;
	if (rc == ERROR_ABSENT || rc == ERROR_REFUSED) {
		*unread = str_copy(a, str_of(err->text[0] ?
						     err->text :
						     "an object is missing"));
		error_clear(err);
		*out = (struct changes){ .needs = BUMP_MAJOR };
		rc = 0;
	}
	if (rc == 0 && version_read(str_of(from->version), &version) == 0)
		*asks = version_asked(&version, out->needs);
	else
		*asks = out->needs;
	return rc;
}

#include "release/frozen.h"

#include <stdlib.h>

#include "base/arena.h"
#include "release/version.h"

struct frozen *frozen_new(struct arena *a, const struct base *base)
{
	struct frozen *f = arena_zero(a, 1, sizeof(*f));

	f->arena = a;
	f->base = base;
	f->store = vault_new(a, base ? base->view : NULL);
	if (!base)
		return f;
	f->base_count = base->count;
	f->bases = arena_zero(a, base->count, sizeof(struct vault *));
	for (size_t i = 0; i < base->count; i++)
		f->bases[i] = base->count == 1 ? f->store :
						 vault_new(a, base->views[i]);
	f->tip_count = base->tip_count;
	f->tips = arena_zero(a, base->tip_count, sizeof(struct vault *));
	for (size_t i = 0; i < base->tip_count; i++)
		f->tips[i] = vault_new(a, base->tips[i].view);
	return f;
}

void frozen_beside(struct frozen *f, const struct base_tip *tips, size_t count)
{
	f->beside = tips;
	f->beside_count = count;
	f->beside_stores = arena_zero(f->arena, count, sizeof(struct vault *));
	for (size_t i = 0; i < count; i++)
		f->beside_stores[i] = vault_new(f->arena, tips[i].view);
}

static int higher_first(const void *x, const void *y)
{
	const struct frozen_head *a = x, *b = y;

	return store_version_compare(&b->parsed, &a->parsed);
}

static bool known(const struct frozen_head *heads, size_t count,
		  const struct store_id *digest)
{
	for (size_t i = 0; i < count; i++)
		if (store_id_equal(&heads[i].digest, digest))
			return true;
	return false;
}

int frozen_heads(struct frozen *f, struct arena *a, struct str prompt,
		 const struct frozen_head **out, size_t *count,
		 struct error *err)
{
	struct frozen_head *heads = arena_zero(a, f->base_count + 1,
					       sizeof(*heads));
	size_t n = 0;

	for (size_t i = 0; i < f->base_count; i++) {
		const struct vault_head *head;
		const struct store_release *release = NULL;
		struct frozen_head *h = &heads[n];
		int rc = vault_head(f->bases[i], prompt, &head, err);

		if (rc == 0)
			rc = vault_head_release(f->bases[i], prompt, &release,
						err);
		if (rc < 0)
			return rc;
		if (!release || known(heads, n, &head->head.release))
			continue;
		h->version = str_of(release->version);
		if (version_read(h->version, &h->parsed) < 0)
			continue;
		h->digest = head->head.release;
		h->release = release;
		n++;
	}
	qsort(heads, n, sizeof(*heads), higher_first);
	*out = heads;
	*count = n;
	return 0;
}

/* The digest of a release's bytes in a vault; *there says whether it has any. */
static int digest_in(struct vault *v, struct str prompt, struct str version,
		     struct store_id *digest, bool *there, struct error *err)
{
	const struct vault_release *r;
	int rc = vault_release(v, prompt, version, &r, err);

	if (rc < 0)
		return rc;
	*there = r->status != STORE_ABSENT;
	*digest = r->digest;
	return 0;
}

int frozen_published(struct frozen *f, struct str prompt, struct str version,
		     const struct store_id *digest, bool *out,
		     struct error *err)
{
	struct store_id found;
	bool there;
	int rc = digest_in(f->store, prompt, version, &found, &there, err);

	*out = rc == 0 && there && store_id_equal(&found, digest);
	for (size_t i = 0; i < f->tip_count && rc == 0 && !*out; i++) {
		rc = digest_in(f->tips[i], prompt, version, &found, &there,
			       err);
		*out = rc == 0 && there && store_id_equal(&found, digest);
	}
	return rc;
}

/* The first of these refs that has the version with other bytes. */
static int taken_at(struct vault **stores, const struct base_tip *tips,
		    size_t count, struct str prompt, struct str version,
		    const struct store_id *digest, struct str *ref,
		    struct error *err)
{
	struct store_id found;
	bool there;
	int rc = 0;

	for (size_t i = 0; i < count && rc == 0 && !ref->n; i++) {
		rc = digest_in(stores[i], prompt, version, &found, &there, err);
		if (rc == 0 && there &&
		    !(digest && store_id_equal(&found, digest)))
			*ref = str_of(tips[i].ref);
	}
	return rc;
}

int frozen_taken(struct frozen *f, struct str prompt, struct str version,
		 const struct store_id *digest, struct str *ref,
		 struct error *err)
{
	struct store_id found;
	bool there;
	int rc = digest_in(f->store, prompt, version, &found, &there, err);

	*ref = STR_EMPTY;
	if (rc == 0 && there && !(digest && store_id_equal(&found, digest)))
		*ref = str_of(f->base->label[0] ? f->base->label : "the base");
	if (rc == 0 && f->tip_count)
		rc = taken_at(f->tips, f->base->tips, f->tip_count, prompt,
			      version, digest, ref, err);
	if (rc == 0)
		rc = taken_at(f->beside_stores, f->beside, f->beside_count,
			      prompt, version, digest, ref, err);
	return rc;
}

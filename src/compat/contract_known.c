/* What the comparisons of a run share: steps, and what was found before. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "compat/contract.h"
#include "schema/include.h"
#include "syntax/json.h"

struct compat_shared {
	struct arena *arena;
	struct map found; /* contract_key -> struct contract_result */
	size_t steps;
};

struct compat_shared *compat_shared_new(struct arena *a)
{
	struct compat_shared *s = arena_zero(a, 1, sizeof(*s));

	s->arena = a;
	s->found = map_in(a);
	s->steps = INCLUDE_SHARED;
	return s;
}

size_t *contract_steps(const struct compare *c)
{
	return c->policy->shared ? &c->policy->shared->steps : NULL;
}

/* Whether what a comparison finds lives as long as what is kept. */
static bool keeps(const struct compare *c)
{
	return c->policy->shared && c->policy->shared->arena == c->arena;
}

static void add_id(struct buf *b, const struct store_id *id)
{
	char text[STORE_DIGEST_TEXT + 1];

	store_id_write(id, text);
	buf_adds(b, text);
}

/* Lengths go before texts, so that no two sides come to the same bytes. */
static void add_side(struct arena *a, struct buf *b,
		     const struct contract_side *side)
{
	struct buf json = buf_in(a);
	struct store_id id;

	if (side->schema) {
		json_canonical(&json, side->schema, JSON_KEPT);
		store_id_of(&id, json.data, json.len);
		add_id(b, &id);
	}
	buf_addf(b, " %zu %.*s %zu", side->at.n, STR_ARG(side->at),
		 side->part_count);
	for (size_t i = 0; i < side->part_count; i++) {
		buf_addf(b, "\n%zu %s ", strlen(side->parts[i].name),
			 side->parts[i].name);
		add_id(b, &side->parts[i].id);
	}
	buf_addc(b, '\n');
}

struct str contract_key(struct compare *c, const struct contract *k)
{
	struct buf b = buf_in(c->arena);

	if (!keeps(c))
		return STR_EMPTY;
	buf_addf(&b, "%d %d\n", (int)k->direction,
		 (int)c->policy->readers_strict);
	add_side(c->arena, &b, &k->from);
	add_side(c->arena, &b, &k->to);
	return buf_str(&b);
}

bool contract_recall(const struct compare *c, struct str key,
		     struct contract_result *out)
{
	const struct contract_result *found =
		key.n ? map_get(&c->policy->shared->found, key) : NULL;

	if (found)
		*out = *found;
	return found != NULL;
}

static const struct store_id *own(struct arena *a, const struct store_id *id)
{
	struct store_id *copy;

	if (!id)
		return NULL;
	copy = arena_alloc(a, sizeof(*copy));
	*copy = *id;
	return copy;
}

void contract_keep(struct compare *c, struct str key,
		   const struct contract_result *result)
{
	struct contract_result *kept;

	if (!key.n)
		return;
	kept = arena_alloc(c->arena, sizeof(*kept));
	*kept = *result;
	kept->deltas.items = arena_zero(c->arena, result->deltas.count,
					sizeof(*kept->deltas.items));
	kept->deltas.room = result->deltas.count;
	for (size_t i = 0; i < result->deltas.count; i++) {
		struct delta *d = &kept->deltas.items[i];

		*d = result->deltas.items[i];
		d->from_part = own(c->arena, d->from_part);
		d->to_part = own(c->arena, d->to_part);
	}
	*map_put(&c->policy->shared->found, key) = kept;
}

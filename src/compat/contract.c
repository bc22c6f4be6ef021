#include "compat/contract.h"

#include "base/arena.h"
#include "base/buf.h"
#include "schema/include.h"
#include "syntax/json.h"

/* Members of variables are sorted before they are hashed; those of tools and
 * outputs are not, since the model reads them in their order. */
static enum alike alike_of(struct arena *a, const struct contract *k,
			   const struct node *x, const struct node *y)
{
	struct buf one = buf_in(a), two = buf_in(a);

	if (k->direction == CONTRACT_IN) {
		json_canonical(&one, x, JSON_SORTED);
		json_canonical(&two, y, JSON_SORTED);
		if (str_eq(buf_str(&one), buf_str(&two)))
			return ALIKE_EQUAL;
	}
	return schema_alike(x, y);
}

/* How the files of both sides are alike, those of one side only NOT. */
static int parts_alike(struct compare *c, const struct contract *k,
		       enum alike *out)
{
	size_t count;
	struct pair *pairs = compare_part_pairs(c->arena, k->from.parts,
						k->from.part_count, k->to.parts,
						k->to.part_count, &count);

	*out = ALIKE_EQUAL;
	for (size_t i = 0; i < count; i++) {
		struct pair p = pairs[i];
		enum alike one = ALIKE_NOT;
		struct node x, y;
		int rc = 0;

		if (p.from != COMPARE_NONE && p.to != COMPARE_NONE) {
			const struct store_id *a = &k->from.parts[p.from].id;
			const struct store_id *b = &k->to.parts[p.to].id;

			if (store_id_equal(a, b))
				continue;
			rc = compare_json(c, c->from, a, k->name, &x);
			if (rc == 0)
				rc = compare_json(c, c->to, b, k->name, &y);
			if (rc < 0)
				return rc;
			one = alike_of(c->arena, k, &x, &y);
		}
		*out = one > *out ? one : *out;
	}
	return 0;
}

static enum alike roots_alike(struct arena *a, const struct contract *k)
{
	if (!k->from.schema || !k->to.schema)
		return k->from.schema == k->to.schema ? ALIKE_EQUAL : ALIKE_NOT;
	return alike_of(a, k, k->from.schema, k->to.schema);
}

/* What an alikeness means of which nothing else is known. */
static void add_alike(struct deltas *d, enum alike alike, bool decided)
{
	if (alike == ALIKE_TEXTS || alike == ALIKE_BOTH)
		delta_add(d, DELTA_TEXT, STR_EMPTY, STR_EMPTY);
	if (alike == ALIKE_ORDER || alike == ALIKE_BOTH)
		delta_add(d, DELTA_ORDER, STR_EMPTY, STR_EMPTY);
	if (alike == ALIKE_NOT && decided)
		delta_add(d, DELTA_SAME, STR_EMPTY, STR_EMPTY);
	if (alike == ALIKE_NOT && !decided)
		delta_add(d, DELTA_UNDECIDED, STR_EMPTY, STR_EMPTY)->unproven =
			true;
}

/* ---- inclusion ------------------------------------------------------- */

/*
 * What was lost and what was won. Readers are taken at their word in the
 * direction that has to hold; in the other one it is only told what changed.
 */
static void include_both(struct compare *c, const struct contract *k,
			 const struct contract_set *from,
			 const struct contract_set *to,
			 struct inclusion *narrowed, struct inclusion *widened)
{
	bool strict = c->policy->readers_strict;
	struct include_options in = { .direction = INCLUDE_INPUT,
				      .closed_small = true,
				      .shared = contract_steps(c) };
	struct include_options out = { .direction = INCLUDE_OUTPUT,
				       .closed_small = true,
				       .shared = contract_steps(c) };

	if (k->direction == CONTRACT_OUT) {
		out.closed_small = !strict;
		out.open_large = !strict;
		in.open_large = !strict;
	}
	schema_compare(c->arena, from->set, to->set, &in, narrowed);
	schema_compare(c->arena, from->set, to->set, &out, widened);
}

static enum contract_verdict verdict_of(const struct inclusion *i)
{
	static const enum contract_verdict verdicts[] = {
		[INCLUSION_HOLDS] = CONTRACT_HOLDS,
		[INCLUSION_FAILS] = CONTRACT_BROKEN,
		[INCLUSION_UNDECIDED] = CONTRACT_UNDECIDED,
	};

	return verdicts[i->verdict];
}

static struct str witness(struct arena *a, const struct contract *k,
			  const struct inclusion *i)
{
	if (!i->witness)
		return STR_EMPTY;
	return str_fmt(a, "%.*s %s", STR_ARG(compare_show_node(a, i->witness)),
		       k->direction == CONTRACT_IN ?
			       "was accepted and no longer is" :
			       "was not promised and may come now");
}

/* What is to be found out where the two are not alike. */
static int compare_sets(struct compare *c, const struct contract *k,
			enum alike alike, struct contract_result *out)
{
	struct inclusion narrowed = { 0 }, widened = { 0 };
	const struct inclusion *breaks = k->direction == CONTRACT_IN ?
						 &narrowed :
						 &widened;
	struct contract_set from = { 0 }, to = { 0 };
	int rc = contract_compile(c, c->from, k, &from);

	if (rc == 0)
		rc = contract_compile(c, c->to, k, &to);
	if (rc < 0)
		return rc;
	if (!from.set || !to.set) {
		out->verdict = alike == ALIKE_NOT ? CONTRACT_UNDECIDED :
						    CONTRACT_HOLDS;
		add_alike(&out->deltas, alike, false);
		return 0;
	}
	out->compiled = true;
	contract_walk(&out->deltas, &from, &to);
	include_both(c, k, &from, &to, &narrowed, &widened);
	contract_values(&out->deltas, &from, &to, &narrowed, &widened,
			breaks == &narrowed);
	out->verdict = verdict_of(breaks);
	out->witness = witness(c->arena, k, breaks);
	if (out->deltas.count == 0)
		add_alike(&out->deltas, alike, true);
	return 0;
}

int contract_compare(struct compare *c, const struct contract *k,
		     struct contract_result *out)
{
	enum alike root = roots_alike(c->arena, k), alike;
	int rc = parts_alike(c, k, &alike);
	struct str key;

	*out = (struct contract_result){ .verdict = CONTRACT_HOLDS,
					 .deltas = { .arena = c->arena },
					 .witness = STR_EMPTY };
	alike = root > alike ? root : alike;
	if (rc < 0 || alike == ALIKE_EQUAL)
		return rc;
	key = contract_key(c, k);
	if (contract_recall(c, key, out))
		return 0;
	rc = compare_sets(c, k, alike, out);
	if (rc == 0)
		contract_keep(c, key, out);
	return rc;
}

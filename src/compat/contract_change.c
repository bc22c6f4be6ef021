/* What the deltas of a contract are, as changes of a family. */
#include "compat/contract.h"

#include "base/arena.h"

/* Whether the catalogue says that a kind breaks somebody. A policy may ask for
 * less; what it means stays the same. */
static bool breaks(const struct compare *c, enum change_kind kind)
{
	if (kind == CHANGE_OUTPUT_PROPERTY_ADDED)
		return c->policy->readers_strict;
	return change_info(kind)->prompt == BUMP_MAJOR;
}

static struct str place(struct arena *a, const struct contract_terms *t,
			struct str path)
{
	return path.n ? str_fmt(a, "%.*s%.*s", STR_ARG(t->where),
				STR_ARG(compare_show(a, path))) :
			t->where;
}

void contract_add(struct compare *c, const struct contract_terms *t,
		  const struct contract_result *r, const struct delta *d)
{
	struct arena *a = c->arena;
	enum change_kind kind = t->kinds[d->kind];
	enum bump most = BUMP_MAJOR;
	struct delta told = *d;
	struct change *change;

	if (t->kind)
		kind = t->kind(d, kind, &most);
	/* Nothing breaks: whatever this is, it is compatible. */
	if (r->verdict == CONTRACT_HOLDS && breaks(c, kind) &&
	    !(t->always && t->always(kind)))
		kind = t->compatible;
	/* A doubt about what breaks nobody is of no concern. */
	told.unproven = d->unproven && breaks(c, kind);
	change = compare_add(c, kind, place(a, t, d->property),
			     str_fmt(a, "%.*s%.*s", STR_ARG(t->subject),
				     STR_ARG(delta_text(a, t->noun, &told))));
	if (change->needs > most)
		change->needs = most;
	change->schema = r->compiled;
	change->proven = !told.unproven;
	change->before = d->before;
	change->after = d->after;
	change->from = d->from_part ? d->from_part : t->from;
	change->to = d->to_part ? d->to_part : t->to;
	change->pointer = d->pointer;
}

void contract_finish(struct compare *c, const struct contract_terms *t,
		     const struct contract_result *r, size_t start)
{
	struct delta rest = { .kind = DELTA_UNDECIDED,
			      .property = STR_EMPTY,
			      .keyword = STR_EMPTY,
			      .unproven = r->verdict == CONTRACT_UNDECIDED,
			      .before = STR_EMPTY,
			      .after = STR_EMPTY,
			      .pointer = STR_EMPTY };
	struct contract_terms plain = *t;
	enum change_kind kinds[DELTA_COUNT];
	bool told = r->verdict == CONTRACT_HOLDS;

	for (size_t i = start; i < c->count; i++)
		told = told || breaks(c, c->items[i].kind);
	if (!told) {
		kinds[DELTA_UNDECIDED] = t->broken;
		plain.kinds = kinds;
		plain.kind = NULL;
		contract_add(c, &plain, r, &rest);
	}
	for (size_t i = start; i < c->count && r->witness.n; i++) {
		if (!breaks(c, c->items[i].kind) || !c->items[i].proven)
			continue;
		c->items[i].why = r->witness;
		return;
	}
}

int contract_changes(struct compare *c, const struct contract *k,
		     const struct contract_terms *t)
{
	struct contract_result r;
	size_t start = c->count;
	int rc = contract_compare(c, k, &r);

	for (size_t i = 0; rc == 0 && i < r.deltas.count; i++)
		contract_add(c, t, &r, &r.deltas.items[i]);
	if (rc == 0)
		contract_finish(c, t, &r, start);
	return rc;
}

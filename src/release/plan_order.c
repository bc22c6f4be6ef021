/*
 * The phases of a large plan. Within one the order is of no matter, so that a
 * single wait for the disk at its end is enough: each phase names only what
 * those before it have brought to the disk, and takes away only what those
 * before it have made nobody's. A kill or a power failure in the middle of any
 * leaves every head with its release, and that with its objects.
 */
#include <assert.h>

#include "base/arena.h"
#include "base/map.h"
#include "prompt/manifest.h"
#include "release/plan.h"

struct order {
	struct plan *p;
	struct map heads;      /* prompts with a STEP_HEAD */
	struct map later_head; /* prompts whose head a later step sets */
};

static void name_step(struct order *o, const struct step *step,
		      struct store_path *what)
{
	store_path_read(what, str_c(o->p->arena,
				    str_cut(step->path, sizeof(STORE_FOLDER),
					    step->path.n)));
}

/* A head that a later step sets again is first set back to what is
 * published: that release was there before this run. */
static enum phase of_head(const struct order *o, struct str prompt)
{
	return map_get(&o->later_head, prompt) ? PHASE_HEADS_BACK : PHASE_HEADS;
}

static enum phase of_release(const struct order *o, const struct step *step,
			     struct str prompt)
{
	/* Before a head is set again it has been set back, and names none of
	 * the drafts. One dropped later is named until the heads are set. */
	if (step->kind == STEP_DROP)
		return map_get(&o->later_head, prompt) ? PHASE_DRAFTS :
							 PHASE_DROPS;
	/* Put after its prompt's head: it replaces a draft that the head may
	 * have named before, and as a parent those that have gone by now.
	 * Else the head is to name it. */
	return map_get(&o->heads, prompt) && !map_get(&o->later_head, prompt) ?
		       PHASE_PUBLISHED :
		       PHASE_RELEASES;
}

static enum phase phase_of(const struct order *o, const struct step *step,
			   const struct store_path *what)
{
	struct str prompt = str_of(what->prompt);

	switch (what->kind) {
	case STORE_HEAD:
		return of_head(o, prompt);
	case STORE_RELEASE:
		return of_release(o, step, prompt);
	case STORE_OBJECT:
		/* By then the releases that named it are gone for good. */
		return step->kind == STEP_DROP ? PHASE_OBJECT_DROPS :
						 PHASE_OBJECTS;
	case STORE_RECORD:
		return step->kind == STEP_DROP ? PHASE_DROPS : PHASE_RELEASES;
	case STORE_FORMAT:
		return PHASE_OBJECTS;
	case STORE_STRAY:
		break;
	}
	/* The user's files, which the store does not depend on. */
	return PHASE_FILES;
}

/* Steps of one phase stay as they were among themselves. */
static void sort(struct plan *p)
{
	struct step *sorted = arena_zero(p->arena, p->count + 1,
					 sizeof(*sorted));
	size_t at[PHASES + 1] = { 0 };

	for (size_t i = 0; i < p->count; i++)
		at[p->steps[i].phase + 1]++;
	for (size_t i = 1; i < PHASES; i++)
		at[i] += at[i - 1];
	for (size_t i = 0; i < p->count; i++)
		sorted[at[p->steps[i].phase]++] = p->steps[i];
	p->steps = sorted;
	p->room = p->count + 1;
}

static void find_heads(struct order *o)
{
	for (size_t i = 0; i < o->p->count; i++) {
		struct store_path what;

		if (o->p->steps[i].kind != STEP_HEAD)
			continue;
		name_step(o, &o->p->steps[i], &what);
		assert(what.kind == STORE_HEAD);
		*map_put(&o->heads,
			 str_copy(o->p->arena, str_of(what.prompt))) = o;
	}
}

void plan_arrange(struct plan *p)
{
	struct order o = { p, map_in(p->arena), map_in(p->arena) };

	find_heads(&o);
	for (size_t i = p->count; i-- > 0;) {
		struct step *step = &p->steps[i];
		struct store_path what = { .kind = STORE_STRAY };

		if (step->kind <= STEP_DROP)
			name_step(&o, step, &what);
		step->phase = phase_of(&o, step, &what);
		if (step->kind == STEP_HEAD)
			*map_put(&o.later_head,
				 str_copy(p->arena, str_of(what.prompt))) = p;
	}
	sort(p);
}

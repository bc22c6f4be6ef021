/*
 * include.h - whether every value that one schema accepts is accepted by
 * another, and if not, why and with what value.
 *
 *	struct include_options options =
 *		include_options(INCLUDE_INPUT, INCLUDE_DECLARED);
 *	struct inclusion result;
 *
 *	schema_compare(a, before, after, &options, &result);
 *	switch (result.verdict) {
 *	case INCLUSION_HOLDS:     shown
 *	case INCLUSION_FAILS:     refuted; result.witness may be there
 *	case INCLUSION_UNDECIDED: neither; never to be taken for safe
 *	}
 *
 * INCLUSION_HOLDS is said only where it is proven. INCLUSION_FAILS is said
 * where a value was built that small accepts and large refuses, by the
 * validator's word, or where one of a simple kind exists that is too large
 * to build (then witness is NULL).
 *
 * Inclusion fails if `small and not large` has a value. Both are taken apart
 * into cases by type, the cases are solved one after the other, and a value
 * is put together on the way back (include_solve.h). A value is finite, so
 * recursive schemas end where a goal meets itself: the least value cannot
 * pass through the same goal twice. Steps are counted; what is not settled
 * within INCLUDE_STEPS is undecided. Who compares many pairs lends all of them
 * one count of steps (options->shared): each still takes a few of its own, by
 * its size, so that a pair of the usual kind is decided whatever others cost.
 *
 * Readers. In set terms an open object sends anything under a name that it
 * does not declare, and then hardly a change of an open schema is safe.
 * Declared reading takes people at their word instead:
 * - who sends (small) sends declared names only: those of properties,
 *   patternProperties, required, dependent*, and what an
 *   additionalProperties that says more than true or false allows;
 * - who receives the model's output (large, INCLUDE_OUTPUT) passes over what
 *   it does not know: additionalProperties and unevaluatedProperties false
 *   refuse nothing. A prompt's inputs are checked as they are written, for
 *   there a variable that was taken away is an error.
 *
 * Formats count where the sets were compiled with assert_format.
 */
#ifndef PP_SCHEMA_INCLUDE_H
#define PP_SCHEMA_INCLUDE_H

#include "schema/schema.h"
#include "syntax/node.h"

struct arena;

enum {
	INCLUDE_STEPS = 100000,	  /* of one comparison, reporting besides */
	INCLUDE_SHARED = 2000000, /* of all that share, beside their own */
	INCLUDE_OWN = 64,	  /* of each that shares, */
	INCLUDE_OWN_EACH = 2,	  /* and for each schema of both sets */
	INCLUDE_DIFFERENCES = 100 /* more are not looked for */
};

enum inclusion_verdict {
	INCLUSION_HOLDS,
	INCLUSION_FAILS,
	INCLUSION_UNDECIDED
};

/* Which side must fit into which: the old into the new, or reverse. */
enum include_direction {
	INCLUDE_INPUT, /* all that was accepted still is: old in new */
	INCLUDE_OUTPUT /* nothing comes that was not promised: new in old */
};

enum include_readers {
	INCLUDE_STRICT,	 /* sets of values, nothing else */
	INCLUDE_DECLARED /* as above */
};

struct include_options {
	enum include_direction direction; /* how differences are told */
	bool closed_small;		  /* small sends declared names only */
	bool open_large; /* large passes over names it does not know */
	size_t steps;	 /* 0: INCLUDE_STEPS */
	size_t *shared;	 /* what is left of INCLUDE_SHARED; NULL: no matter */
};

struct include_options include_options(enum include_direction direction,
				       enum include_readers readers);

/*
 * What a difference is. In the table, "narrower" is what a rule is called
 * where large is the newer schema (INCLUDE_INPUT), "wider" where it is the
 * older one (INCLUDE_OUTPUT).
 *
 * | kind | narrower | wider |
 * | --- | --- | --- |
 * | TYPE | type-narrowed | type-widened |
 * | TYPE_CHANGED | type-changed | type-changed |
 * | NULL | null-removed | null-added |
 * | ENUM_VALUE | enum-value-removed | enum-value-added |
 * | ENUM | enum-added | enum-removed |
 * | REQUIRED | required-added | required-removed |
 * | PROPERTY_GONE | property-removed | property-added |
 * | PROPERTY_NEW | property-added | property-removed |
 * | CLOSED | additional-closed | additional-opened |
 * | ADDITIONAL | additional-narrowed | additional-widened |
 * | others | KEYWORD-tightened | KEYWORD-relaxed |
 *
 * and minimum-increased, maximum-decreased and so on for the bounds; include_rule
 * has them all. PROPERTY_GONE: small declares it, large refuses it as one it
 * does not know. PROPERTY_NEW: large declares it, small left it open.
 */
enum difference_kind {
	DIFFERENCE_TYPE,
	DIFFERENCE_TYPE_CHANGED,
	DIFFERENCE_NULL,
	DIFFERENCE_ENUM_VALUE,
	DIFFERENCE_ENUM,
	DIFFERENCE_REQUIRED,
	DIFFERENCE_PROPERTY_GONE,
	DIFFERENCE_PROPERTY_NEW,
	DIFFERENCE_CLOSED,
	DIFFERENCE_ADDITIONAL,
	DIFFERENCE_PATTERN_PROPERTY,
	DIFFERENCE_PROPERTY_NAMES,
	DIFFERENCE_MIN_PROPERTIES,
	DIFFERENCE_MAX_PROPERTIES,
	DIFFERENCE_DEPENDENT,
	DIFFERENCE_UNEVALUATED,
	DIFFERENCE_MINIMUM,
	DIFFERENCE_MAXIMUM,
	DIFFERENCE_MULTIPLE_OF,
	DIFFERENCE_MIN_LENGTH,
	DIFFERENCE_MAX_LENGTH,
	DIFFERENCE_PATTERN,
	DIFFERENCE_FORMAT,
	DIFFERENCE_ITEMS,
	DIFFERENCE_TUPLE,
	DIFFERENCE_MIN_ITEMS,
	DIFFERENCE_MAX_ITEMS,
	DIFFERENCE_UNIQUE_ITEMS,
	DIFFERENCE_CONTAINS,
	DIFFERENCE_UNION, /* anyOf: a branch has no counterpart */
	DIFFERENCE_ONE_OF,
	DIFFERENCE_NOT,
	DIFFERENCE_CONDITION, /* if, then, else */
	DIFFERENCE_SCHEMA,    /* the schema as a whole */
	DIFFERENCE_COUNT
};

/* Only values that small accepts are behind a difference. */
struct difference {
	enum difference_kind kind;
	enum inclusion_verdict verdict; /* FAILS or UNDECIDED */
	const char *rule; /* stable id; include_rule(kind, direction) */
	/* JSON Pointers of the schemas that differ: in the document of each.
	 * large's names the keyword too where it has it. */
	struct str small, large;
	/* Where the values are: "/a/b" below properties, "/list/-" in any
	 * item; empty: the value itself. */
	struct str instance;
	/* REQUIRED, PROPERTY_*: the name; DEPENDENT: the one that is asked
	 * for. Else empty. */
	struct str property;
	const struct node *example; /* at that place; or NULL */
	struct str message; /* a sentence without a full stop, old to new */
};

struct inclusion {
	enum inclusion_verdict verdict;
	/* Empty exactly if the verdict is HOLDS. Outer before inner. */
	struct difference *items;
	size_t count;
	/* Accepted by small, refused by large, both said by the validator;
	 * or NULL. */
	const struct node *witness;
	bool steps_spent; /* undecided since there were too many cases */
};

/*
 * Whether every value of small is one of large. Both sets may be one and the
 * same. All of *out belongs to a; options may be NULL: strict, as of input.
 */
void schema_include(struct arena *a, const struct schema_set *small,
		    const struct schema_set *large,
		    const struct include_options *options,
		    struct inclusion *out);
/* By options->direction: small is the old or the new one. */
void schema_compare(struct arena *a, const struct schema_set *old_set,
		    const struct schema_set *new_set,
		    const struct include_options *options,
		    struct inclusion *out);

/* The stable id of a kind as told in a direction. */
const char *include_rule(enum difference_kind kind,
			 enum include_direction direction);

#endif

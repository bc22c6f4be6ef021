/*
 * include_solve.h - finding a value that some schemas accept and others
 * refuse, or showing that there is none. Private to include*.c.
 *
 *	struct solver s;
 *	struct literal both[2] = { { small, 0, SIGN_HOLDS, 0 },
 *				   { large, 1, SIGN_FAILS, 0 } };
 *	struct goal goal = { .literals = both, .count = 2,
 *			     .types = TYPE_ANY };
 *
 *	solver_init(&s, scratch, sets, steps);
 *	switch (solve(&s, &goal, &witness)) {
 *	case SAT_NO:      proven: no such value
 *	case SAT_YES:     *witness, or NULL if it is too large to build
 *	case SAT_UNKNOWN: neither
 *	}
 *
 * A goal asks for a value; its literals are schemas that must hold or fail.
 * A state is a goal half-way: literals are expanded to facts (one keyword
 * each) and choices (or). States are copied to try a choice, so all their
 * lists only ever grow at the front and are shared. What remains are facts
 * about one type; each type has a file that knows its facts
 * (include_number.c and so on). Those for arrays and objects make goals for
 * members and items, and solve those.
 *
 * Soundness. To leave out a fact makes a goal easier, so SAT_NO without it is
 * SAT_NO with it: what is not understood is FACT_OPAQUE, and a value found
 * under it counts only if the validator agrees.
 *
 * Recursion. A goal met again inside itself answers SAT_NO there: the least
 * value that satisfies it has no part that does. Answers that leaned on this
 * are forgotten if the outer goal turns out otherwise.
 */
#ifndef PP_SCHEMA_INCLUDE_SOLVE_H
#define PP_SCHEMA_INCLUDE_SOLVE_H

#include "base/map.h"
#include "schema/include.h"
#include "schema/model.h"

struct arena;

enum {
	SOLVE_DEPTH = 400,     /* goals and choices inside each other */
	SOLVE_TRIES = 2000,    /* numbers tried in one place */
	SOLVE_PATTERNS = 6,    /* patterns that names are told apart by */
	SOLVE_SLOTS = 64,      /* items looked at one by one */
	SOLVE_TEXT = 1 << 16,  /* code points of a string that is built */
	SOLVE_STATES = 3000,   /* of patterns, side by side */
	SOLVE_NODES = 1 << 16, /* of a value that is built */
	SOLVE_SPLITS = 24      /* branches told apart for unevaluated* */
};

enum sat { SAT_NO, SAT_YES, SAT_UNKNOWN };

enum literal_sign { SIGN_HOLDS, SIGN_FAILS };

/* How a schema is read; inherited by what is below it. */
enum literal_mode {
	MODE_CLOSED = 1, /* HOLDS: only declared names */
	MODE_OPEN = 2,	 /* FAILS: unknown names refuse nothing */
	MODE_SPLIT = 4,	 /* HOLDS: every branch in place is decided */
	MODE_BARE = 8	 /* HOLDS: without unevaluated* of its own */
};

struct literal {
	const struct schema *schema;
	unsigned char side; /* which set: 0 or 1 */
	unsigned char sign;
	unsigned char mode;
};

enum fact_kind {
	FACT_VALUES,	 /* one of values, or of.schema->constant */
	FACT_NOT_VALUES, /* none of them */
	FACT_OPAQUE,	 /* something not understood */
	FACT_LOWER,
	FACT_UPPER,
	FACT_MULTIPLE,
	FACT_NOT_MULTIPLE,
	FACT_MIN_LENGTH,
	FACT_MAX_LENGTH,
	FACT_PATTERN,
	FACT_NOT_PATTERN,
	FACT_FORMAT,
	FACT_NOT_FORMAT,
	FACT_ITEMS, /* prefix_items and items of of.schema hold */
	FACT_MIN_ITEMS,
	FACT_MAX_ITEMS,
	FACT_UNIQUE,
	FACT_NOT_UNIQUE,
	FACT_SOME_ITEM, /* of holds or fails for an item from count on */
	FACT_THIS_ITEM, /* for the item count */
	FACT_LEAST,	/* at least count items for which of holds */
	FACT_MOST,	/* at most */
	FACT_UNEVALUATED_ITEMS,
	FACT_SOME_UNEVALUATED_ITEM,
	FACT_PROPERTIES, /* properties and their like of of.schema hold */
	FACT_MIN_PROPERTIES,
	FACT_MAX_PROPERTIES,
	FACT_HAS,     /* name */
	FACT_LACKS,   /* name */
	FACT_DEPENDS, /* name asks for those of dependency */
	FACT_NAMES,   /* of holds for every name */
	FACT_SOME_NAME,
	FACT_SOME_PROPERTY,   /* of fails for the value of name */
	FACT_SOME_PATTERN,    /* for one whose name matches */
	FACT_SOME_ADDITIONAL, /* for one that parent does not cover */
	FACT_UNEVALUATED,
	FACT_SOME_UNEVALUATED,
	FACT_DECLARES /* names of of.schema may occur */
};

struct fact {
	enum fact_kind kind;
	bool exclusive;
	struct literal of;
	const struct schema *parent;
	struct str name;
	uint64_t count;
	const struct decimal *number;
	const struct schema_pattern *pattern;
	const struct schema_dependency *dependency;
	const struct node *values;
	size_t value_count;
	const struct fact *next;
};

/* One way to satisfy a choice. */
struct option {
	unsigned types; /* of values that it can be for */
	enum difference_kind kind;
	struct str name;	    /* the property it is about */
	const struct schema *child; /* what may be looked into, or NULL */
	size_t index;		    /* of the branch, item or value */
	const struct fact *facts;
	struct literal *literals;
	size_t count;
	const struct option *next;
};

struct choice {
	const struct option *options;
	/* The options together are "this fails", or schema is NULL. */
	struct literal whole;
	const struct choice *next;
};

struct literals {
	struct literal *items;
	size_t count, room;
};

struct goal {
	const struct literal *literals;
	size_t count;
	unsigned types;
	const struct fact *facts; /* besides; then it is not remembered */
};

struct work {
	struct literal literal;
	const struct work *next;
};

struct state {
	const struct goal *goal;
	unsigned types;
	const struct fact *facts;
	const struct choice *choices;
	const struct work *todo;
	const struct work *seen; /* all that was expanded */
	bool opaque;
};

struct memo;

struct solver {
	struct arena *arena;
	const struct schema_set *sets[2];
	bool dynamic[2]; /* has references that depend on the way to them */
	bool closes[2];	 /* has additionalProperties false, or its like */
	size_t steps;	 /* left */
	size_t depth;
	size_t nodes; /* built in the current witness */
	bool spent;
	struct map memo; /* goal -> struct memo */
	struct memo **trail;
	size_t trail_count, trail_room;
	struct map pairs; /* include_fast.c */
	struct fast_pair **pair_trail;
	size_t pair_count, pair_room;
	struct map alike; /* include_same.c */
	struct alike **alike_trail;
	size_t alike_count, alike_room;
	struct map automata; /* pattern -> struct automaton */
	size_t level;	     /* include_fast.c: values inside each other */
};

void solver_init(struct solver *s, struct arena *arena,
		 const struct schema_set *small, const struct schema_set *large,
		 size_t steps);
/* Whether n more steps may be taken. */
bool solver_step(struct solver *s, size_t n);

enum sat solve(struct solver *s, const struct goal *goal,
	       const struct node **witness);
/* Whether a value is as the goal wants, by the validator; modes apart. */
enum sat goal_check(struct solver *s, const struct goal *goal,
		    const struct node *value);
enum sat literal_check(struct solver *s, const struct literal *literal,
		       const struct node *value);

/* include_expand.c. false: it cannot be. */
bool expand(struct solver *s, struct state *state, struct literal literal);
/* The ways in which a schema of kind OBJECT fails, one a keyword at least. */
const struct option *expand_fails(struct solver *s, struct literal literal,
				  unsigned types);
/* Whether what was seen rules an option out, as can be told at once. */
bool option_idle(struct solver *s, const struct work *seen,
		 const struct option *o);
struct fact *state_fact(struct solver *s, struct state *state,
			enum fact_kind kind, struct literal of);
const struct fact *fact_push(struct solver *s, const struct fact *list,
			     struct fact fact);

/* The types. state->types is one bit; pending choices are left out. */
enum sat solve_values(struct solver *s, const struct state *state,
		      const struct node **witness);
enum sat solve_number(struct solver *s, const struct state *state,
		      const struct node **witness);
enum sat solve_string(struct solver *s, const struct state *state,
		      const struct node **witness);
enum sat solve_array(struct solver *s, const struct state *state,
		     const struct node **witness);
enum sat solve_object(struct solver *s, const struct state *state,
		      const struct node **witness);
/* Whether some FACT_VALUES is there. */
bool state_listed(const struct state *state);
/* Whether FACT_NOT_VALUES rule the value out. */
bool state_excludes(const struct state *state, const struct node *value);

void literals_add(struct solver *s, struct literals *list,
		  struct literal literal);
/* in-place schema of a literal that was expanded as holding. */
bool state_holds(const struct state *state, const struct schema *schema);
/* What is said of a member or an item evaluated by schema in this state. */
enum sat evaluates_name(const struct state *state, const struct schema *schema,
			struct str name, bool top);
enum sat evaluates_item(const struct state *state, const struct schema *schema,
			uint64_t index, bool top);

/* include_fast.c: shown by comparing keyword with keyword; false says
 * nothing. same: the two are spelled alike, up to references. */
bool fast_include(struct solver *s, struct literal small, struct literal large);
bool fast_same(struct solver *s, struct literal x, struct literal y);

/* What must hold for the item at a place; false: not all of it is known. */
bool item_rules(struct solver *s, const struct state *state, uint64_t at,
		struct literals *out);

/* Whether the name matches; SAT_UNKNOWN where the pattern is not decided. */
enum sat pattern_matches(const struct schema_pattern *pattern, struct str name);

#endif

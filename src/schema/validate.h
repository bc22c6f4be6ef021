/*
 * validate.h - what validating a value works on. Private to this folder.
 *
 * validate.c         one value by one schema; references, the scope
 * validate_logic.c   allOf, anyOf, oneOf, not, if, dependentSchemas
 * validate_plain.c   types, enums, numbers, strings: what asks no subschema
 * validate_array.c, validate_object.c
 *
 * Answers are of three kinds, and SCHEMA_UNDECIDED behaves as a value that is
 * not known: all that has to hold is invalid if one thing is, however many are
 * undecided. It comes from the step limit, from too many schemas inside each
 * other, and from patterns.
 */
#ifndef PP_SCHEMA_VALIDATE_H
#define PP_SCHEMA_VALIDATE_H

#include "schema/model.h"

/* Where in the value: a list from the inside out, kept on the stack. */
struct place {
	const struct place *up;
	struct str name; /* of a member */
	size_t index;	 /* of an element, where name.p is NULL */
};

/* The resources entered on the way, innermost first. */
struct scope {
	const struct scope *outer;
	const struct schema_resource *resource;
};

/*
 * Which members or elements of a value were evaluated: what unevaluated* ask.
 * bits is NULL where nobody asks.
 */
struct marks {
	uint64_t *bits;
	size_t count;
	bool unsure; /* something undecided might have marked more */
};

struct validation {
	struct arena *scratch;
	const struct schema_set *set;
	size_t *steps;
	struct schema_errors *errors; /* NULL: nobody asks why */
	unsigned quiet;		      /* inside anyOf and its like */
	unsigned depth;
};

/* One value to be validated. */
struct subject {
	const struct node *node;
	const struct place *place;
	const struct scope *scope;
};

/* Take n steps; false if that is more than are left. */
bool validate_step(struct validation *v, size_t n);
/* Whether to go on after something invalid, to say all that is wrong. */
bool validate_goes_on(const struct validation *v);
/* Both hold. */
enum schema_verdict verdict_and(enum schema_verdict a, enum schema_verdict b);

/* SCHEMA_INVALID, with an error that says why, unless it is quiet. */
enum schema_verdict validate_refuse(struct validation *v,
				    const struct schema *s,
				    const struct subject *at,
				    const char *keyword, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
/* A value for a message: compact, not long. */
struct str validate_show(struct validation *v, const struct node *node);

/* By a whole schema; out takes what was evaluated (if it was valid). */
enum schema_verdict validate_value(struct validation *v, const struct schema *s,
				   const struct subject *at, struct marks *out);
/* The same without errors. */
enum schema_verdict validate_quietly(struct validation *v,
				     const struct schema *s,
				     const struct subject *at,
				     struct marks *out);

/* Parts of it, in the order in which they are asked. */
enum schema_verdict validate_plain(struct validation *v, const struct schema *s,
				   const struct subject *at);
enum schema_verdict validate_logic(struct validation *v, const struct schema *s,
				   const struct subject *at,
				   struct marks *marks);
enum schema_verdict validate_array(struct validation *v, const struct schema *s,
				   const struct subject *at,
				   struct marks *marks);
enum schema_verdict validate_object(struct validation *v,
				    const struct schema *s,
				    const struct subject *at,
				    struct marks *marks);

struct marks marks_for(struct validation *v, const struct node *node);
void marks_set(struct marks *m, size_t i);
bool marks_has(const struct marks *m, size_t i);
void marks_all(struct marks *m);
/* What into has and from has. */
void marks_merge(struct marks *into, const struct marks *from);

/* Whether a pattern matches, within the steps left. */
enum schema_verdict validate_pattern(struct validation *v,
				     const struct schema_pattern *pattern,
				     struct str text);
/* JSON's equality; undecided when out of steps. */
enum schema_verdict validate_equal(struct validation *v, const struct node *a,
				   const struct node *b);

#endif

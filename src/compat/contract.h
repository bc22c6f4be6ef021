/*
 * contract.h - two schemas compared by inclusion: which values the new one no
 * longer takes, and which it takes besides. Private to this folder.
 *
 *	struct contract k = { .from = {...}, .to = {...},
 *			      .takes = CONTRACT_IN };
 *
 *	rc = contract_compare(c, &k, &result);
 *	switch (result.verdict) {
 *	case CONTRACT_HOLDS:     nobody can be broken by it
 *	case CONTRACT_BROKEN:    result.witness may say by which value
 *	case CONTRACT_UNDECIDED: neither was shown: never taken for the former
 *	}
 *	...result.deltas
 *
 * Names that come and go, descriptions, defaults and order are found by
 * walking both schemas side by side (contract_walk.c); what values they take
 * is src/schema's to say.
 */
#ifndef PP_COMPAT_CONTRACT_H
#define PP_COMPAT_CONTRACT_H

#include "compat/compare.h"
#include "compat/schema_delta.h"
#include "schema/schema.h"

struct schema;

enum {
	CONTRACT_STEPS = 100 * 1000, /* pairs of schemas walked through */
	CONTRACT_DEPTH = 64
};

/* What must go on: taking all that was taken, or bringing nothing new. */
enum contract_direction {
	CONTRACT_IN,   /* variables */
	CONTRACT_CALL, /* arguments of tools: read as declared */
	CONTRACT_OUT   /* output: read with what is not declared passed over,
			* save with `readers: strict` */
};

enum contract_verdict { CONTRACT_HOLDS, CONTRACT_BROKEN, CONTRACT_UNDECIDED };

struct contract_side {
	const struct node *schema; /* NULL: one that says nothing */
	struct str at;		   /* its JSON Pointer in the object */
	const struct store_part *parts;
	size_t part_count;
};

struct contract {
	const char *name; /* of what the schemas are, for errors */
	struct contract_side from, to;
	enum contract_direction direction;
};

struct contract_result {
	enum contract_verdict verdict;
	bool compiled; /* false: one of them is no schema, or too large */
	struct deltas deltas;
	struct str witness; /* "{...} was accepted and no longer is"; or empty */
};

/* 0, or an error code where an object could not be read. */
int contract_compare(struct compare *c, const struct contract *k,
		     struct contract_result *out);

/*
 * contract_known.c: what was found before. contract_key is empty where nothing
 * is kept; contract_keep copies what does not belong to the arena.
 */
struct str contract_key(struct compare *c, const struct contract *k);
bool contract_recall(const struct compare *c, struct str key,
		     struct contract_result *out);
void contract_keep(struct compare *c, struct str key,
		   const struct contract_result *result);
/* The steps that inclusion shares; NULL: none are shared. */
size_t *contract_steps(const struct compare *c);

/* ---- deltas to changes: contract_change.c */

/* What deltas are to a family of changes. */
struct contract_terms {
	const enum change_kind *kinds;	  /* by delta */
	enum change_kind compatible;	  /* of what breaks nobody after all */
	enum change_kind broken;	  /* of what no delta accounts for */
	struct str where;		  /* "tools/search/arguments" */
	struct str subject;		  /* "tool search: "; maybe empty */
	const char *noun;		  /* of a property: "argument" */
	const struct store_id *from, *to; /* the objects */
	/* The kind that depends on more than the delta's kind, and the most
	 * that it asks for; NULL: there is none. */
	enum change_kind (*kind)(const struct delta *d, enum change_kind kind,
				 enum bump *most);
	/* Kinds that break whatever inclusion says; NULL: there are none. */
	bool (*always)(enum change_kind kind);
};

void contract_add(struct compare *c, const struct contract_terms *t,
		  const struct contract_result *r, const struct delta *d);
/* After all deltas, the first of which became change `start`: what breaks is
 * among them, and the witness stands with the worst. */
void contract_finish(struct compare *c, const struct contract_terms *t,
		     const struct contract_result *r, size_t start);
/* All of it. */
int contract_changes(struct compare *c, const struct contract *k,
		     const struct contract_terms *t);

/*
 * contract_files.c: one side compiled, and which file a schema stands in.
 * set is NULL where it is no schema, or larger than what is looked at.
 */
struct contract_file {
	struct str name; /* as written in a $ref */
	const struct store_id *id;
	struct node node;
};
struct contract_set {
	const struct contract_side *side;
	struct schema_set *set;
	struct contract_file *files; /* as side->parts */
};
int contract_compile(struct compare *c, const struct compat_side *side,
		     const struct contract *k, struct contract_set *out);
/* The file that a schema is of; NULL: the object of the side itself. */
const struct store_id *contract_part(const struct contract_set *s,
				     const struct schema *schema);
/* Its JSON Pointer in that file. */
struct str contract_pointer(struct arena *a, const struct contract_set *s,
			    const struct schema *schema);

/* contract_walk.c: deltas that no set of values shows. */
void contract_walk(struct deltas *d, const struct contract_set *from,
		   const struct contract_set *to);

/* contract_values.c: deltas of what values are taken, save those of names
 * that the walk has told of, which came before. What breaks is told first. */
struct inclusion;
void contract_values(struct deltas *d, const struct contract_set *from,
		     const struct contract_set *to,
		     const struct inclusion *narrowed,
		     const struct inclusion *widened, bool narrowing_breaks);

#endif

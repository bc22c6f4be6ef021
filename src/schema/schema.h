/*
 * schema.h - JSON Schema: compile one, and validate values by it.
 *
 *	struct schema_options options = {
 *		.dialect = SCHEMA_2020_12, .uri = STR("schemas/a.json"),
 *		.load = my_load, .context = me,
 *	};
 *	struct schema_errors errors = schema_errors_in(a);
 *
 *	set = schema_compile(a, &node, &options, &errors);
 *	if (!set)
 *		each of errors is a finding, schema-invalid
 *	switch (schema_validate(scratch, set, &value, &errors)) {
 *	case SCHEMA_VALID:
 *	case SCHEMA_INVALID:    errors say where and why
 *	case SCHEMA_UNDECIDED:  neither was shown; never taken for valid
 *	}
 *
 * The dialect is what `$schema` of the document says, else the option's, else
 * 2020-12. oas-3.0 is draft-04 with `nullable`, and type names in capitals as
 * Gemini writes them; oas-3.1 is 2020-12.
 *
 * A `$ref` is looked for among the identifiers of what is compiled already,
 * then among the published meta-schemas, which are part of the program, then
 * asked of options->load. Nothing is ever fetched.
 *
 * Bounds: SCHEMA_COUNT subschemas in SCHEMA_DOCUMENTS documents, nesting of
 * NODE_DEPTH; SCHEMA_STEPS steps and SCHEMA_DEPTH schemas inside each other to
 * validate one value. Past the former the schema is not compiled, with an
 * error that says so; past the latter validation is undecided.
 */
#ifndef PP_SCHEMA_SCHEMA_H
#define PP_SCHEMA_SCHEMA_H

#include "syntax/node.h"

struct arena;
struct schema;	   /* model.h */
struct schema_set; /* model.h */

enum {
	SCHEMA_COUNT = 20000,
	SCHEMA_DOCUMENTS = 200,
	SCHEMA_STEPS = 1000000,
	SCHEMA_DEPTH = 512,
	SCHEMA_ERRORS = 20 /* more are counted and not kept */
};

enum schema_dialect {
	SCHEMA_UNSAID, /* in options: 2020-12 */
	SCHEMA_DRAFT_04,
	SCHEMA_DRAFT_06,
	SCHEMA_DRAFT_07,
	SCHEMA_2019_09,
	SCHEMA_2020_12,
	SCHEMA_OAS_30,
	SCHEMA_OAS_31
};

/* By the name of the command line: "draft-04", "2020-12", "oas-3.1".
 * SCHEMA_UNSAID: none of them. */
enum schema_dialect schema_dialect_named(struct str name);
const char *schema_dialect_name(enum schema_dialect dialect);

/* What a reference asks for. */
struct schema_request {
	struct str uri;	    /* resolved against the base; no fragment */
	struct str written; /* as in the `$ref`, without fragment */
	struct str base;    /* of the schema that it stands in */
};

/*
 * Find a document: 0 with *out, or -1 if there is none. The tree has to live
 * as long as the set. Asked once for each uri.
 */
typedef int schema_load(void *context, const struct schema_request *request,
			const struct node **out);

struct schema_options {
	enum schema_dialect dialect; /* where `$schema` is not there */
	bool assert_format;
	struct str uri;	   /* of the document; may be a relative path, empty */
	schema_load *load; /* NULL: there are no other documents */
	void *context;
};

enum schema_trouble {
	SCHEMA_WRONG,	   /* no JSON Schema: a type, a value, a pattern */
	SCHEMA_UNRESOLVED, /* a reference to what is not there */
	SCHEMA_TOO_LARGE,  /* past one of the bounds */
	SCHEMA_UNKNOWN,	   /* `$schema` names what is not known */
	SCHEMA_REFUSED	   /* by validation: the value is not valid */
};

/* One thing wrong with a schema, or with a value by a schema. */
struct schema_error {
	enum schema_trouble kind;
	struct str document; /* uri of the schema's document */
	struct str schema;   /* JSON Pointer in it, keyword included */
	struct pos pos;	     /* in the schema's document */
	struct str instance; /* REFUSED: JSON Pointer in the value */
	struct pos instance_pos;
	struct str text; /* a sentence without a full stop */
};

struct schema_errors {
	struct arena *arena;
	struct schema_error *items;
	size_t count, room;
	size_t more; /* past SCHEMA_ERRORS */
};

struct schema_errors schema_errors_in(struct arena *a);

/*
 * Compile the schema in root, which has to live as long as a. NULL with at
 * least one error if it is no schema, in whole: every place that is wrong is
 * reported, not only the first.
 */
struct schema_set *schema_compile(struct arena *a, const struct node *root,
				  const struct schema_options *options,
				  struct schema_errors *errors);

enum schema_verdict {
	SCHEMA_VALID,
	SCHEMA_INVALID,
	SCHEMA_UNDECIDED /* step or depth limit, a pattern past its limits */
};

/*
 * Whether value satisfies the set's root. errors may be NULL: then the answer
 * comes sooner. scratch takes what is needed meanwhile and what errors say.
 */
enum schema_verdict schema_validate(struct arena *scratch,
				    const struct schema_set *set,
				    const struct node *value,
				    struct schema_errors *errors);
/*
 * The same by any schema of the set, as if it were the root; *steps is what is
 * left of a budget that several calls share, and is lowered.
 */
enum schema_verdict schema_validate_by(struct arena *scratch,
				       const struct schema_set *set,
				       const struct schema *schema,
				       const struct node *value, size_t *steps,
				       struct schema_errors *errors);

#endif

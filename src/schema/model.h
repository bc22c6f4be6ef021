/*
 * model.h - a compiled schema: what every file of this folder works on.
 *
 * One struct schema a subschema, with all keywords as fields, in one shape
 * for every dialect:
 *
 * | as written | in the model |
 * | --- | --- |
 * | items: [..] and additionalItems (draft <= 2019-09) | prefix_items, items |
 * | definitions and $defs, id and $id | gone: refs are pointers |
 * | dependencies | dependent_required, dependent_schemas |
 * | exclusiveMaximum: true (draft-04, oas-3.0) | upper.exclusive |
 * | maximum and exclusiveMaximum | upper: the tighter one |
 * | nullable: true beside a type (oas-3.0) | the bit of null in types |
 * | type: number | TYPE_INTEGER and TYPE_FRACTION |
 * | siblings of $ref in draft <= 7 and oas-3.0 | absent, save annotations |
 * | $recursiveRef, $dynamicRef | dynamic; ref where only one target can be |
 * | keywords of a vocabulary that is off | absent |
 * | minContains, maxContains without contains | absent |
 * | additionalItems without an array of items | absent |
 * | then, else without if | absent |
 *
 * An absent keyword is NULL, count 0, or the value that asserts nothing (said
 * at each field), so that nobody has to ask a flag first. A present keyword
 * that asserts nothing (items: true) stays, for it evaluates.
 *
 * Schemas form a graph: ref points anywhere, cycles are usual (a linked list),
 * and `{"$ref": "#"}` is a cycle without an instance in between. Whoever walks
 * the graph marks or counts (id is dense: 0 to set->count - 1). Subschemas
 * other than by ref and dynamic form a forest no deeper than NODE_DEPTH.
 *
 * All of it belongs to the arena given to schema_compile and points into the
 * trees of nodes that were compiled; nothing of it changes afterwards.
 */
#ifndef PP_SCHEMA_MODEL_H
#define PP_SCHEMA_MODEL_H

#include "base/map.h"
#include "schema/decimal.h"
#include "schema/schema.h"
#include "syntax/node.h"

struct regex; /* src/pattern/regex.h */

/*
 * Types as bits. A number is an integer by its value, in every dialect: 1.0
 * is one (draft-04 leaves that open to the implementation; here values that
 * are equal are treated alike).
 */
enum schema_type {
	TYPE_NULL = 1,
	TYPE_BOOLEAN = 2,
	TYPE_OBJECT = 4,
	TYPE_ARRAY = 8,
	TYPE_INTEGER = 16,
	TYPE_FRACTION = 32, /* a number that is no integer */
	TYPE_STRING = 64,
	TYPE_NUMBER = TYPE_INTEGER | TYPE_FRACTION,
	TYPE_ANY = 127
};

/* The bit of a value. */
unsigned schema_type_of(const struct node *value);
/* "integer", "number" and so on; of several bits the first. */
const char *schema_type_name(unsigned bit);

enum schema_kind {
	SCHEMA_TRUE,  /* true: accepts all; no other field is set */
	SCHEMA_FALSE, /* false: accepts none */
	SCHEMA_OBJECT /* the conjunction of its keywords; {} accepts all */
};

/* No upper limit of a count. */
#define SCHEMA_NO_LIMIT UINT64_MAX

/* A numeric bound. */
struct schema_bound {
	bool set, exclusive;
	struct decimal value;
	const char *keyword; /* as written: "exclusiveMaximum" */
};

/* A regular expression, searched for anywhere in a string. */
struct schema_pattern {
	struct str text;
	/* NULL: valid ECMA-262, but not to be decided here. Then neither
	 * "matches" nor "does not" may be assumed. */
	const struct regex *regex;
};

/* An array of subschemas: allOf, anyOf, oneOf, prefixItems. */
struct schema_list {
	struct schema **items;
	size_t count;
};

struct schema_property {
	struct str name;
	struct schema *schema;
};

struct schema_pattern_property {
	struct schema_pattern pattern;
	struct schema *schema;
};

/* dependentRequired, and dependencies of that form. */
struct schema_dependency {
	struct str name;
	const struct str *required;
	size_t count;
};

/*
 * A $dynamicRef or $recursiveRef whose target depends on the way here. Where
 * only one resource of the whole set can be meant, schema->ref is set instead
 * (or, if that is taken, target with an empty anchor: an ordinary reference).
 */
struct schema_dynamic {
	struct schema *target; /* NULL: no such keyword. Where it begins */
	struct str anchor;     /* of $dynamicRef */
	bool recursive;	       /* it is a $recursiveRef */
};

/* Something that has an identifier of its own: a document or an $id. */
struct schema_resource {
	struct str uri; /* absolute where it can be; without fragment */
	struct schema *root;
	struct map anchors;	    /* name -> struct schema */
	struct map dynamic_anchors; /* those by $dynamicAnchor */
	bool recursive_anchor;
	const struct schema_document *document;
	/* What $schema and $vocabulary came to. */
	enum schema_dialect dialect;
	bool validation; /* the vocabulary is on */
	bool applicator;
	bool unevaluated;
	bool assert_format;
};

/* A tree of nodes: the root, or what a reference loaded. */
struct schema_document {
	struct str uri; /* where it came from; empty: the root's may be */
	const struct node *node;
	bool bundled; /* a meta-schema of promptpin's own */
};

struct schema {
	enum schema_kind kind;
	unsigned types; /* of any value; TYPE_ANY: no type */
	size_t id;	/* dense, in order of compilation; the root is 0 */
	const struct node *node; /* with its position */
	struct str pointer;	 /* JSON Pointer in its document */
	struct schema_resource *resource;

	/* Any value */
	const struct node *enums; /* the array, maybe empty; NULL: none */
	const struct node *constant;

	/* Numbers */
	struct schema_bound lower, upper;
	struct decimal multiple_of; /* zero: none */

	/* Strings; lengths are in code points */
	uint64_t min_length, max_length; /* 0, SCHEMA_NO_LIMIT */
	struct schema_pattern pattern;	 /* has_pattern says whether */
	struct str format;		 /* empty: none */

	/* Arrays */
	uint64_t min_items, max_items;
	struct schema_list prefix_items;
	struct schema *items; /* of those behind prefix_items */
	struct schema *contains;
	uint64_t min_contains; /* 1 if contains is there and this is not */
	uint64_t max_contains;
	struct schema *unevaluated_items;

	/* Objects */
	uint64_t min_properties, max_properties;
	const struct schema_property *properties; /* in order */
	size_t property_count;
	struct map property_map; /* name -> struct schema */
	const struct schema_pattern_property *pattern_properties;
	size_t pattern_property_count;
	struct schema *additional_properties;
	const struct str *required;
	size_t required_count;
	struct schema *property_names;
	const struct schema_dependency *dependent_required;
	size_t dependent_required_count;
	const struct schema_property *dependent_schemas;
	size_t dependent_schema_count;
	struct schema *unevaluated_properties;

	/* In place */
	struct schema_list all_of, any_of, one_of;
	struct schema *not_of;
	struct schema *if_of, *then_of, *else_of;
	struct schema *ref; /* $ref, resolved; its target's uri is in there */
	struct schema_dynamic dynamic;

	/* Annotations: NULL if absent; as written */
	const struct node *title, *description, *default_value, *examples;

	/* Members that are no keyword of the dialect: `x-order`, `strict`.
	 * They assert nothing. */
	const struct member **unknown;
	size_t unknown_count;

	enum schema_dialect dialect; /* the resource's */
	bool has_pattern;
	bool assert_format; /* the format is asserted, not only noted */
	bool unique_items;
	bool contains_evaluates;     /* for unevaluatedItems: 2020-12 */
	bool has_any_of, has_one_of; /* the keyword is there */
	bool only_ref;		     /* siblings of $ref are ignored */
	bool deprecated, read_only, write_only;
};

struct schema_set {
	struct schema *root; /* id 0 */
	struct schema **all; /* by id */
	size_t count;
	enum schema_dialect dialect; /* the root's */
	/* Some schema has unevaluatedItems or unevaluatedProperties. */
	bool tracks_evaluation;
};

/* The schema of a property by name, or NULL. */
struct schema *schema_property(const struct schema *s, struct str name);
bool schema_requires(const struct schema *s, struct str name);
/* Where a keyword of s stands; where s stands, if it has it not. */
struct pos schema_keyword_pos(const struct schema *s, const char *keyword);

#endif

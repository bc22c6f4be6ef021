/*
 * compile.h - what compiling a schema works on. Private to this folder.
 *
 * compile.c      documents, resources, one subschema; errors
 * compile_dialect.c  what $schema and $vocabulary say
 * keyword.c      the table of keywords
 * keyword_plain.c, keyword_sub.c  how each is read
 * resolve.c      references, once all of a document is compiled
 *
 * A document is walked as deep as it is nested (NODE_DEPTH). References are
 * put on a list, and followed when the walk is over, since they may name what
 * comes later; following them may load documents, which adds to the list.
 */
#ifndef PP_SCHEMA_COMPILE_H
#define PP_SCHEMA_COMPILE_H

#include "schema/model.h"

enum {
	COMPILE_PATTERNS = 1000,     /* different ones in a set */
	COMPILE_POINTERS = 32 << 20, /* bytes of all pointers together */
	COMPILE_META = 4	     /* meta-schemas described by each other */
};

enum pending_kind { PENDING_REF, PENDING_DYNAMIC, PENDING_RECURSIVE };

/* A reference that is still to be followed. */
struct pending {
	struct schema *schema;
	const struct member *member;
	enum pending_kind kind;
};

struct compile {
	struct arena *arena;
	const struct schema_options *options;
	struct schema_errors *errors;
	enum schema_dialect dialect; /* where a document says nothing */
	struct schema_set *set;
	size_t room;
	struct map nodes;     /* address of a node -> its schema */
	struct map resources; /* uri -> struct schema_resource */
	struct map patterns;  /* text -> struct schema_pattern */
	struct pending *pending;
	size_t pending_count, pending_room;
	size_t documents, pointer_bytes;
	bool failed;
	bool full; /* past a bound: nothing more is compiled */
};

/* Where an error is: a keyword of a schema, or the schema itself. */
struct spot {
	const struct schema *schema;
	const struct member *member; /* NULL: the schema itself */
};

void compile_error(struct compile *c, enum schema_trouble kind,
		   struct spot spot, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * The schema of a node, compiled if it is not yet. Never NULL; where the node
 * is no schema there is an error, and it accepts all. pointer is of the node,
 * in its document.
 */
struct schema *compile_schema(struct compile *c, const struct node *node,
			      struct schema_resource *resource,
			      struct str pointer);
/* What is compiled of a node already, or NULL. */
struct schema *compile_known(const struct compile *c, const struct node *node);
/* The subschema that is the value of a member of s, or an element of it. */
struct schema *compile_member(struct compile *c, struct schema *s,
			      const struct member *member);
struct schema *compile_inner(struct compile *c, struct schema *s,
			     const struct member *member, struct str token,
			     const struct node *node);
struct str compile_pointer(struct compile *c, struct str base,
			   struct str token);

/* Compile a document; its root's resource, or NULL past a bound. */
struct schema_resource *compile_document(struct compile *c, struct str uri,
					 const struct node *node, bool bundled);
/* The resource of a uri, loading its document if need be; or NULL. */
struct schema_resource *compile_find(struct compile *c, struct str uri,
				     struct str written, struct str base);
/* The document of a uri, not compiled: meta-schemas. */
const struct node *compile_load(struct compile *c,
				const struct schema_request *request,
				bool *bundled);

/* Read all keywords of a schema that is an object. */
void compile_keywords(struct compile *c, struct schema *s);
/* A pattern; the spot is for what is wrong with it. */
struct schema_pattern compile_pattern(struct compile *c, struct spot spot,
				      struct str text);
void compile_later(struct compile *c, struct schema *s,
		   const struct member *member, enum pending_kind kind);
/* Follow all references, and those that that brings. */
void compile_references(struct compile *c);
/* What $schema says, for a resource that is being made. */
void compile_dialect(struct compile *c, struct schema_resource *resource,
		     const struct node *root, struct spot spot);

/*
 * Handlers of the table of keywords: read the value of m into s, at is the
 * offset of the field in struct schema.
 */
typedef void keyword_fn(struct compile *c, struct schema *s,
			const struct member *m, size_t at);
/* keyword_plain.c */
keyword_fn keyword_type, keyword_enum, keyword_node, keyword_text, keyword_flag,
	keyword_count, keyword_multiple, keyword_bound, keyword_pattern,
	keyword_format, keyword_required, keyword_core, keyword_ref,
	keyword_anchor, keyword_recursive_anchor, keyword_nullable,
	keyword_with_other;
/* keyword_sub.c */
keyword_fn keyword_schema, keyword_list, keyword_items, keyword_definitions,
	keyword_properties, keyword_pattern_properties, keyword_dependencies,
	keyword_dependent_required, keyword_dependent_schemas;
/* An array of different strings. */
const struct str *keyword_names(struct compile *c, struct spot spot,
				const struct node *value, size_t *count);
/* Whether the value is of that kind; else an error. */
bool keyword_is(struct compile *c, struct schema *s, const struct member *m,
		enum node_kind kind);

#endif

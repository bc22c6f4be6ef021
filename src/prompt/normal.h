/*
 * normal.h - the normal digest of an effective prompt (DESIGN 2.3): SHA-256
 * over its RFC 8785 form, every digest replaced by that of the object's normal
 * form, tools[].name and tools[].shape left out.
 *
 * The member alone says what an object is. One table of rule sets; rule set 1
 * never changes.
 */
#ifndef PP_PROMPT_NORMAL_H
#define PP_PROMPT_NORMAL_H

#include "base/error.h"
#include "base/str.h"
#include <stdint.h>

#include "store/store.h"

struct arena;
struct normal; /* a cache of objects' normal digests */

/* How an object's bytes are to be read. */
enum object_role {
	OBJECT_TEXT,	/* text in a syntax, with options */
	OBJECT_JSON,	/* a JSON value whose member order means nothing */
	OBJECT_ORDERED, /* a JSON value that the model reads in its order */
	OBJECT_BYTES	/* `file` of opaque */
};

enum { RULES_NEWEST = 1 };

/* Where the bytes of objects come from. 0, or ERROR_ABSENT / ERROR_FAILED. */
struct object_reader {
	void *context;
	int (*read)(void *context, struct arena *a, const struct store_id *id,
		    struct str *out, struct error *err);
};

/* Belongs to a; so does what the reader is given to read into, for a while. */
struct normal *normal_new(struct arena *a);
/*
 * The normal digest under a rule set. ERROR_ABSENT: an object is not there
 * (*missing is it); ERROR_REFUSED: an object cannot be read as what the
 * member says it is (err->text says why, *missing is it); ERROR_FAILED.
 */
int normal_digest(struct normal *n, const struct store_effective *effective,
		  uint32_t rules, const struct object_reader *reader,
		  struct store_id *out, struct store_id *missing,
		  struct error *err);
struct language;
struct template_option;
struct template_error;
/*
 * Put a normal digest into the cache that its owner computed while it had
 * the object open, so that it need not be read again.
 */
void normal_known(struct normal *n, const struct store_id *id,
		  enum object_role role, const struct language *language,
		  const struct template_option *options, size_t option_count,
		  const struct store_id *digest);
/*
 * The normal form of one object: what `canonical` prints. language and
 * options for OBJECT_TEXT. 0, or -1 with *why.
 */
int normal_form(struct arena *a, enum object_role role,
		const struct language *language,
		const struct template_option *options, size_t option_count,
		struct str bytes, struct str *out, struct template_error *why);
/*
 * Call each for every object of an effective prompt with its role, in order
 * of the release file; message is the message it belongs to, or NULL.
 */
void normal_each(const struct store_effective *effective,
		 void (*each)(void *context, const struct store_id *id,
			      enum object_role role,
			      const struct store_message *message),
		 void *context);

#endif

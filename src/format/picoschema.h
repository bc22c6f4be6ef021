/*
 * picoschema.h - dotprompt's short form of JSON Schema, made into that.
 *
 *	struct picoschema pico = { .a = a };
 *	const struct node *schema;
 *
 *	if (picoschema_read(&pico, value, &schema) < 0)
 *		...pico.pos, pico.why, pico.help
 *
 * It does what picoschema.ts of google/dotprompt does. value is resolved: no
 * scalar of it is plain. What is a JSON Schema already is returned as it is.
 *
 * A type that is none of JSON Schema's names a schema that the application
 * has. It becomes {"$ref": "#/$defs/Name"}, and the schema as a whole gets
 * "$defs" with {} for each: nothing is known of it but its name. Names that
 * `known` has are put in as they stand there.
 *
 * | picoschema | JSON Schema |
 * | --- | --- |
 * | `name: string, what it is` | a required member, with description |
 * | `name?: string` | an optional one, which may be null |
 * | `name: any` | {} |
 * | `name(array, what): ...` | a list of what the value says |
 * | `name(object): ...` | the same as without |
 * | `name(enum): [A, B]` | {"enum": ["A", "B"]} |
 * | `(*): ...` | additionalProperties, which is else false |
 */
#ifndef PP_FORMAT_PICOSCHEMA_H
#define PP_FORMAT_PICOSCHEMA_H

#include "base/map.h"
#include "syntax/node.h"

struct picoschema {
	struct arena *a;
	const struct node *known; /* an object of schemas by name, or NULL */
	/* Names that are not known, in the order of the text, each once. */
	struct map names;
	/* What is wrong. */
	struct pos pos;
	struct str why, help;
};

/* 0 and *out, which is NULL where the value says that there is none; or -1. */
int picoschema_read(struct picoschema *pico, const struct node *value,
		    const struct node **out);

#endif

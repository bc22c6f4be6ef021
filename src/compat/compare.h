/*
 * compare.h - one comparison of two effective prompts, as the families of
 * changes share it. Private to this folder.
 *
 * A family looks at its members of both sides and adds what changed:
 *
 *	int compat_tools(struct compare *c)
 *	{
 *		...
 *		compare_add(c, CHANGE_TOOL_ADDED, where, message)->to = id;
 *		return 0;
 *	}
 *
 * Each family fails closed: where its members differ after normalization it
 * adds at least one change, and one that asks for the most where it cannot
 * say what the difference means. All memory is the arena's. Families return 0
 * or an error code, with the sentence in c->err.
 */
#ifndef PP_COMPAT_COMPARE_H
#define PP_COMPAT_COMPARE_H

#include <stdint.h>

#include "compat/compat.h"
#include "syntax/node.h"

enum { COMPARE_SHOWN = 120 }; /* bytes of a value that is shown */

struct compare {
	struct arena *arena;
	const struct compat_side *from, *to;
	const struct compat_policy *policy;
	struct error *err;
	struct change *items;
	size_t count, room;
	/* by message, NULL until read: message_text_read */
	struct message_text **from_texts, **to_texts;
	/* NULL until read: passages_read */
	const struct passages *from_passages, *to_passages;
};

int compat_messages(struct compare *c);
int compat_variables(struct compare *c);
/* What variables pass through in the texts. */
int compat_passages(struct compare *c);
int compat_tools(struct compare *c);
int compat_output(struct compare *c);
int compat_model(struct compare *c);
/* tool_choice, params, retrieval, examples, opaque. */
int compat_values(struct compare *c);

/*
 * Add a change that is proven and needs what the policy says. What is returned
 * may be filled in until the next is added.
 */
struct change *compare_add(struct compare *c, enum change_kind kind,
			   struct str where, struct str message);
/* The same for what could not be decided: the message says so. */
struct change *compare_add_unproven(struct compare *c, enum change_kind kind,
				    struct str where, struct str message);

/* The bytes of an object, or its value. name says what it is, for errors. */
int compare_bytes(struct compare *c, const struct compat_side *side,
		  const struct store_id *id, struct str *out);
int compare_json(struct compare *c, const struct compat_side *side,
		 const struct store_id *id, const char *name, struct node *out);

/* At most COMPARE_SHOWN bytes of s on one line. */
struct str compare_show(struct arena *a, struct str s);
struct str compare_show_node(struct arena *a, const struct node *node);

/* Which of two lists have the same name. Absent: COMPARE_NONE. */
#define COMPARE_NONE SIZE_MAX
struct pair {
	size_t from, to;
};
/*
 * Every element of both lists once, in bytewise order of the names; of a name
 * that comes again the first goes with the first. O(n log n).
 */
struct pair *compare_pairs(struct arena *a, const struct str *from,
			   size_t from_count, const struct str *to,
			   size_t to_count, size_t *count);
/* Whether what is in both comes in another order. */
bool compare_reordered(const struct pair *pairs, size_t count);

/* Pair two lists of parts by name. */
struct pair *compare_part_pairs(struct arena *a, const struct store_part *from,
				size_t from_count, const struct store_part *to,
				size_t to_count, size_t *count);

#endif

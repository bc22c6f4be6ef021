/*
 * include_member.h - what a state says of the members of an object. Private
 * to include*.c.
 */
#ifndef PP_SCHEMA_INCLUDE_MEMBER_H
#define PP_SCHEMA_INCLUDE_MEMBER_H

#include "schema/include_solve.h"

struct members {
	struct solver *s;
	const struct state *state;
	const struct fact **rules; /* facts that hold for every member */
	size_t rule_count, rule_room;
	bool closed;  /* undeclared names do not occur */
	bool opaque;  /* something was left out: ask the validator */
	bool partial; /* not every name was looked at */
};

void members_init(struct members *m, struct solver *s,
		  const struct state *state);
/* What must hold for the value of a name; false: it may not occur. */
bool member_rules(struct members *m, struct str name, struct literals *out);
/* Whether an existential fact may be about this name. */
bool member_allowed(struct members *m, const struct fact *some,
		    struct str name);
/* Whether a schema says anything of its values. */
bool schema_says_something(struct solver *s, const struct schema *schema);

struct names {
	struct str *items;
	size_t count, room;
	size_t known; /* the first ones are mentioned somewhere */
	struct map set;
};

/*
 * Names that are enough to look at: all that are mentioned, and of every kind
 * that patterns tell apart copies others. Sets m->partial if there are more.
 */
void member_names(struct members *m, size_t copies, struct names *out);
/* One more of the kind that a name is of. */
enum sat member_another(struct members *m, struct names *names, struct str like,
			struct str *out);

#endif

/*
 * rule.h - the catalogue: every rule (what can be wrong with the user's
 * files) and every kind of change (a difference between two releases).
 *
 * The lists are catalogue.def (rules) and change.def (changes), from
 * RULES.md; ids are stable for ever, never renamed, never reused. `explain` and the
 * manual page print the same texts.
 */
#ifndef PP_DIAG_RULE_H
#define PP_DIAG_RULE_H

#include "base/str.h"

enum level { LEVEL_OFF, LEVEL_NOTE, LEVEL_WARNING, LEVEL_ERROR };

/* How far a version has to move. Order matters. */
enum bump { BUMP_NONE, BUMP_PATCH, BUMP_MINOR, BUMP_MAJOR };

enum rule {
#define RULE(symbol, level, id, waivable, finds, why, mend) RULE_##symbol,
#include "diag/catalogue.def"
#undef RULE
	RULE_COUNT
};

struct rule_info {
	const char *id;
	enum level level; /* in preset standard */
	bool waivable;	  /* store rules and *-invalid are not */
	const char *finds, *why, *mend;
};

enum change_kind {
#define CHANGE(symbol, id, direction, prompt, model, finds, example) \
	CHANGE_##symbol,
#include "diag/change.def"
#undef CHANGE
	CHANGE_COUNT
};

struct change_info {
	const char *id;
	const char *direction;	 /* "in", "out" or "-" */
	enum bump prompt, model; /* under each preset */
	const char *finds, *example;
};

const struct rule_info *rule_info(enum rule rule);
const struct change_info *change_info(enum change_kind kind);
/* 0 and *out, or -1. */
int rule_find(struct str id, enum rule *out);
int change_find(struct str id, enum change_kind *out);

const char *level_name(enum level level);
int level_read(struct str name, enum level *out);
const char *bump_name(enum bump bump);
int bump_read(struct str name, enum bump *out);

#endif

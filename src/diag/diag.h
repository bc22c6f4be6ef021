/*
 * diag.h - findings: what is wrong in the user's files, and the sink that
 * collects them.
 *
 *	struct sink sink = sink_in(run);
 *	struct finding *f = sink_add(&sink, RULE_SOURCE_MISSING, prompt, path, pos);
 *
 *	f->message = str_fmt(run, "%s is not in the index", ...);
 *	finding_help(f, str_fmt(run, "git add %s", ...));
 *	finding_key(f, path);
 *	...
 *	sink_finish(&sink);
 *
 * A finding never becomes a return code. Levels of the preset `standard` are
 * set at first; policy changes them later (check/policy.h).
 */
#ifndef PP_DIAG_DIAG_H
#define PP_DIAG_DIAG_H

#include "base/text.h"
#include "diag/rule.h"
#include "store/store.h"

struct arena;

enum {
	FINDING_HELP = 4,
	FINDING_KEYS = 4,
	FINDING_CHAIN = 20,
	SINK_LIMIT = 10000
};

/* One side of a comparison: "release 2.3.1" and its digest or text. */
struct side {
	struct str label, value;
};

struct finding {
	enum rule rule;
	enum level level;
	struct str prompt;  /* empty: belongs to no prompt */
	struct str path;    /* empty: no file */
	struct pos pos;	    /* line 0: the whole file */
	struct str line;    /* the text of that line, or empty */
	struct str message; /* what is wrong, one sentence, no full stop */
	struct str why;	    /* why it matters; empty: the rule's own text */
	struct side before, after; /* both sides; empty label: none */
	/* how the file reaches the prompt: each names (includes) the next */
	struct str chain[FINDING_CHAIN];
	size_t chain_count;
	struct str help[FINDING_HELP]; /* commands that mend it */
	size_t help_count;
	/* what the level came from: "message-text-changed asks for minor" */

	struct str *reasons; /* a line a change, for reports */
	size_t reason_count;
	enum bump needs; /* BUMP_NONE: nothing to say */
	/* the fields that the rule's fingerprint covers, besides rule and
	 * prompt (or path where there is no prompt) */
	struct str keys[FINDING_KEYS];
	size_t key_count;
	struct store_id fingerprint; /* set by sink_finish */
	bool waived, inherited;
};

struct sink {
	struct arena *arena;
	struct finding *items;
	size_t count, room;
	size_t dropped;	    /* past SINK_LIMIT: counted, not kept */
	bool dropped_error; /* one of them was an error */
};

struct sink sink_in(struct arena *a);
/*
 * Add a finding and return it to be filled in. The pointer is valid until the
 * next sink_add. Past SINK_LIMIT it returns a scratch finding and counts.
 */
struct finding *sink_add(struct sink *sink, enum rule rule, struct str prompt,
			 struct str path, struct pos pos);
void finding_help(struct finding *f, struct str command);
void finding_key(struct finding *f, struct str key);
void finding_chain(struct finding *f, struct str link);
/*
 * Sort by prompt, path, place and rule, and compute fingerprints: SHA-256 of
 * rule id, prompt id (or path), keys, each length-prefixed, with an ordinal
 * among equals. The same from every view, since no commit or line is in it.
 */
void sink_finish(struct sink *sink);
/* The worst level of what is neither waived nor inherited. */
enum level sink_worst(const struct sink *sink);
/* How many of that level are neither waived nor inherited. */
size_t sink_count(const struct sink *sink, enum level level);

#endif

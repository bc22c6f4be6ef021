/*
 * waivers.h - promptpin.waivers.yaml: findings that are accepted for a while,
 * each by its fingerprint, with a reason, an owner and a last day.
 *
 *	promptpin: 1
 *	waivers:
 *	  - fingerprint: sha256:5c0d509b...
 *	    rule: variable-unused
 *	    prompt: support/triage
 *	    reason: used by the next release
 *	    owner: Ann <ann@example.com>
 *	    until: 2026-12-31
 *
 * rule and prompt (or path, for a finding that belongs to no prompt) say to a
 * reviewer what the fingerprint stands for, so they are held against the
 * finding: a waiver that says another rule waives nothing.
 */
#ifndef PP_PROMPT_WAIVERS_H
#define PP_PROMPT_WAIVERS_H

#include "diag/diag.h"
#include "view/view.h"

#define WAIVERS_PATH "promptpin.waivers.yaml"
enum { WAIVERS_SIZE = 1 << 20, WAIVERS_COUNT = 10000 };

struct waiver {
	struct store_id fingerprint;
	enum rule rule;
	struct str prompt, path; /* one of them, the other empty */
	struct str reason, owner;
	struct str until;     /* the last day it holds: "2026-12-31" */
	struct pos pos;	      /* of its fingerprint */
	unsigned first, last; /* the lines that belong to it */
	unsigned column;      /* of its first key */
};

struct waivers {
	bool present, valid;
	bool listed;	 /* the key `waivers` is there */
	struct str text; /* the file's bytes */
	struct waiver *items;
	size_t count;
};

/*
 * Read the file of a view. Not there: present false. What is wrong in it are
 * manifest-invalid findings, and valid is false. ERROR_FAILED: could not read.
 */
int waivers_read(struct waivers *out, struct arena *a, struct view *view,
		 struct sink *sink, struct error *err);

/*
 * The text of the file with a waiver added, in place of those with the same
 * fingerprint; all other bytes stay. old: what the file is now, valid or not
 * present. What comes out reads as the other waivers, as they were, and the new
 * one. ERROR_REFUSED where no such text can be had: the file is not written
 * line by line (flow style), is full, or the waiver holds what cannot be seen.
 */
int waivers_add(struct arena *a, const struct waivers *old,
		const struct waiver *new, struct str *out, struct error *err);

/* Whether text is a day of the calendar, "YYYY-MM-DD". */
bool waivers_day_ok(struct str text);

#endif

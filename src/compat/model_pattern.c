#include "compat/model_pattern.h"

#include <stdint.h>

/*
 * Backtracking over one pattern: next() gives each way in which an atom can
 * take bytes, the shortest first. What follows the atom is tried after each, so recursion is as deep
 * as the pattern is long.
 */
struct matcher {
	const char *end; /* of the id */
	const char *id;
	unsigned left; /* of MODEL_STEPS */
	struct model_match *out;
	const char *opened[MODEL_GROUPS]; /* where a group begins in the id */
	unsigned dates;			  /* parts of dates taken so far */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* What one letter of a pattern may take. */
struct atom {
	size_t length; /* of the pattern */
	size_t least, most;
	bool (*takes)(char c);
	bool date;
};

static bool any(char c)
{
	(void)c;
	return true;
}

static bool no_space(char c)
{
	return c != ' ';
}

/* The atom at p; false: a sign that is itself. */
static bool atom_at(const char *p, struct atom *out)
{
	static const struct {
		const char *text;
		struct atom atom;
	} rows[] = {
		{ "YYYY", { 4, 4, 4, is_digit, true } },
		{ "YY", { 2, 2, 2, is_digit, true } },
		{ "MM", { 2, 2, 2, is_digit, true } },
		{ "DD", { 2, 2, 2, is_digit, true } },
		{ "#", { 1, 1, 1, is_digit, false } },
		{ "N", { 1, 1, SIZE_MAX, is_digit, false } },
		{ "A", { 1, 1, SIZE_MAX, is_letter, false } },
		{ "W", { 1, 1, SIZE_MAX, no_space, false } },
		{ "X", { 1, 1, SIZE_MAX, any, false } },
		{ "H", { 1, 40, 40, is_hex, false } },
		{ "S", { 1, 12, 64, is_hex, false } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (strncmp(p, rows[i].text, rows[i].atom.length) == 0) {
			*out = rows[i].atom;
			return true;
		}
	}
	return false;
}

/* Months are 01 to 12, days 01 to 31, years of four digits 20..: a number
 * that only looks like a date is none. */
static bool is_part_of_date(const char *p, const char *id)
{
	int n = (id[0] - '0') * 10 + (id[1] - '0');

	if (p[0] == 'M')
		return n >= 1 && n <= 12;
	if (p[0] == 'D')
		return n >= 1 && n <= 31;
	return p[2] != 'Y' || n == 20;
}

/* The bracket that closes the one at p. */
static const char *closing(const char *p)
{
	unsigned depth = 0;

	for (;; p++) {
		depth += *p == '[';
		if (*p == ']' && --depth == 0)
			return p;
	}
}

static bool match(struct matcher *m, const char *p, const char *id,
		  unsigned group);

static bool match_atom(struct matcher *m, const char *p,
		       const struct atom *atom, const char *id, unsigned group)
{
	size_t n = 0, left = (size_t)(m->end - id);

	for (; n < left && n < atom->most && atom->takes(id[n]); n++) {
		if (n >= atom->least &&
		    match(m, p + atom->length, id + n, group))
			return true;
	}
	if (n < atom->least || (atom->date && !is_part_of_date(p, id)))
		return false;
	m->dates += atom->date;
	if (match(m, p + atom->length, id + n, group))
		return true;
	m->dates -= atom->date;
	return false;
}

/* group: how many groups have been opened. */
static bool match(struct matcher *m, const char *p, const char *id,
		  unsigned group)
{
	struct atom atom;
	struct str *taken;

	if (m->left == 0)
		return false;
	m->left--;
	switch (*p) {
	case '\0':
		return id == m->end;
	case '[':
		if (match(m, p + 1, id, group))
			return true;
		/* A group that is missing is one all the same. */
		for (const char *q = closing(p); p < q; p++)
			group += *p == '(';
		return match(m, p + 1, id, group);
	case ']':
		return match(m, p + 1, id, group);
	case '(':
		m->opened[group] = id;
		return match(m, p + 1, id, group + 1);
	case ')':
		taken = &m->out->groups[group - 1];
		*taken = (struct str){ m->opened[group - 1],
				       (size_t)(id - m->opened[group - 1]) };
		if (match(m, p + 1, id, group))
			return true;
		*taken = STR_EMPTY;
		return false;
	default:
		if (atom_at(p, &atom))
			return match_atom(m, p, &atom, id, group);
		return id < m->end && *id == *p &&
		       match(m, p + 1, id + 1, group);
	}
}

bool model_matches(const char *pattern, struct str id, struct model_match *out)
{
	struct matcher m = {
		.id = id.p, .end = id.p + id.n, .left = MODEL_STEPS, .out = out
	};

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < MODEL_GROUPS; i++)
		out->groups[i] = STR_EMPTY;
	if (!match(&m, pattern, id.p, 0))
		return false;
	out->dated = m.dates > 0;
	return true;
}

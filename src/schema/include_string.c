/* Texts of some length that match some patterns and not others. */
#include "schema/include_solve.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "pattern/regex.h"
#include "schema/include_search.h"
#include "schema/witness.h"

struct strings {
	struct solver *s;
	const struct state *state;
	uint64_t least, most;
	struct text_search search;
	size_t listed; /* texts that are ruled out */
	bool opaque;   /* a format, or a pattern that is not understood */
};

enum sat pattern_matches(const struct schema_pattern *pattern, struct str name)
{
	if (!pattern->regex)
		return SAT_UNKNOWN;
	switch (regex_search(pattern->regex, name)) {
	case REGEX_NO:
		return SAT_NO;
	case REGEX_YES:
		return SAT_YES;
	case REGEX_UNDECIDED:
		break;
	}
	return SAT_UNKNOWN;
}

/* Whether the other sign of the same thing is asked for too. */
static bool contradicted(const struct strings *q, const struct fact *f)
{
	enum fact_kind other = f->kind == FACT_PATTERN ? FACT_NOT_PATTERN :
							 FACT_NOT_FORMAT;

	for (const struct fact *g = q->state->facts; g; g = g->next)
		if (g->kind == other &&
		    (other == FACT_NOT_PATTERN ?
			     str_eq(f->pattern->text, g->pattern->text) :
			     str_eq(f->name, g->name)))
			return true;
	return false;
}

static const struct automaton *automaton_of(struct solver *s,
					    const struct schema_pattern *p)
{
	void **place;

	if (!p->regex)
		return NULL;
	place = map_put(&s->automata, p->text);
	if (!*place) {
		struct automaton **m = arena_alloc(s->arena, sizeof(*m));

		*m = automaton_new(s->arena, p->text);
		*place = (void *)m;
	}
	return *(struct automaton **)*place;
}

static void collect_pattern(struct strings *q, const struct fact *f)
{
	const struct automaton *m = automaton_of(q->s, f->pattern);
	struct text_search *search = &q->search;
	bool wanted = f->kind == FACT_PATTERN;

	for (size_t i = 0; m && i < search->count; i++)
		if (search->automata[i] == m && search->wanted[i] == wanted)
			return;
	if (!m || search->count == SEARCH_AUTOMATA) {
		q->opaque = true;
		return;
	}
	search->automata[search->count] = m;
	search->wanted[search->count++] = wanted;
}

static void avoid(struct strings *q, const struct fact *f)
{
	for (size_t i = 0; i < f->value_count; i++)
		if (f->values[i].kind == NODE_STRING) {
			search_avoid(&q->search, f->values[i].text);
			q->listed++;
		}
}

/* false: shown to be impossible. */
static bool collect(struct strings *q)
{
	for (const struct fact *f = q->state->facts; f; f = f->next) {
		if (f->kind == FACT_MIN_LENGTH && f->count > q->least)
			q->least = f->count;
		if (f->kind == FACT_MAX_LENGTH && f->count < q->most)
			q->most = f->count;
		if (f->kind == FACT_NOT_VALUES)
			avoid(q, f);
		if ((f->kind == FACT_PATTERN || f->kind == FACT_FORMAT) &&
		    contradicted(q, f))
			return false;
		if (f->kind == FACT_PATTERN || f->kind == FACT_NOT_PATTERN)
			collect_pattern(q, f);
		if (f->kind == FACT_FORMAT || f->kind == FACT_NOT_FORMAT)
			q->opaque = true;
	}
	return q->least <= q->most;
}

/* Without patterns: of the least length, letters, in turn another one last. */
static enum sat plain(struct strings *q, const struct node **witness)
{
	struct arena *a = q->s->arena;
	struct buf b = buf_in(a);
	uint64_t length = q->least;

	if (length == 0) {
		const struct node *node = witness_string(a, STR_EMPTY);

		if (!state_excludes(q->state, node)) {
			*witness = node;
			return SAT_YES;
		}
		if (q->most == 0)
			return SAT_NO;
		length = 1;
	}
	if (length > SOLVE_TEXT)
		return SAT_YES;
	for (uint64_t i = 1; i < length; i++)
		buf_addc(&b, 'a');
	for (size_t i = 0; i <= q->listed; i++) {
		size_t keep = b.len;
		const struct node *node;

		/* Letters, then ideographs: as many as are needed. */
		text_encode(&b, i < 26 ? (uint32_t)('a' + i) :
					 (uint32_t)(0x4E00 + i));
		node = witness_string(a, str_copy(a, buf_str(&b)));
		if (!state_excludes(q->state, node)) {
			*witness = node;
			return SAT_YES;
		}
		b.len = keep;
	}
	return SAT_UNKNOWN;
}

/* A text of which only the validator can say whether it is one. */
static bool attempt(struct strings *q, struct str text,
		    const struct node **witness)
{
	const struct node *node = witness_string(q->s->arena, text);

	if (state_excludes(q->state, node) ||
	    goal_check(q->s, q->state->goal, node) != SAT_YES)
		return false;
	*witness = node;
	return true;
}

static enum sat sampled(struct strings *q, const struct node **witness)
{
	static const char *const samples[] = {
		"",
		"a",
		"0",
		"-",
		"2020-01-02",
		"2020-01-02T03:04:05Z",
		"03:04:05Z",
		"P1D",
		"a@example.com",
		"example.com",
		"1.2.3.4",
		"::1",
		"http://example.com/a",
		"/a",
		"urn:a:b",
		"#/a",
		"0/a",
		"/{a}",
		"123e4567-e89b-12d3-a456-426614174000",
		"a b",
		"A",
		"aA0!",
		"\xc3\xa9",
		"[",
		"02/01/2020",
		"a@b",
		"{",
		"\\",
		"abc",
		"123",
		"a-b",
		"a_b",
		"a.b",
		"hello world",
		"http://[",
		"2020-13-40",
		"999.1.1.1",
		"10.0.0.1",
		"https://example.com/a?b=c#d",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	};

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		if (attempt(q, str_of(samples[i]), witness))
			return SAT_YES;
	return SAT_UNKNOWN;
}

enum sat solve_string(struct solver *s, const struct state *state,
		      const struct node **witness)
{
	struct strings q = { .s = s, .state = state, .most = SCHEMA_NO_LIMIT };
	struct str text;
	enum sat sat;

	search_init(&q.search, s->arena);
	if (!collect(&q))
		return SAT_NO;
	if (!q.search.count && !q.opaque)
		return plain(&q, witness);
	if (!q.search.count)
		return plain(&q, witness) == SAT_NO ? SAT_NO :
		       *witness && attempt(&q, (*witness)->text, witness) ?
						      SAT_YES :
						      sampled(&q, witness);
	sat = search_text(s, &q.search, q.least, q.most, &text);
	if (sat == SAT_YES && !q.opaque)
		*witness = witness_string(s->arena, text);
	else if (sat == SAT_YES && attempt(&q, text, witness))
		return SAT_YES;
	else if (sat != SAT_NO)
		return sampled(&q, witness);
	return sat;
}

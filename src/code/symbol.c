/* One literal out of a file: by its symbol, or by a pattern. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "code/reader.h"
#include "pattern/match.h"

enum { PLACES = 5 }; /* that an error tells */

static const struct pos nowhere = { 0, 0 };

/* ---- by symbol */

static bool is_symbol(const struct code_language *l, struct str whole,
		      struct str symbol)
{
	char between = l->read ? '/' : '.';

	if (whole.n <= symbol.n || symbol.n == 0 ||
	    memcmp(whole.p + whole.n - symbol.n, symbol.p, symbol.n) != 0)
		return false;
	return symbol.p[0] == between ||
	       whole.p[whole.n - symbol.n - 1] == between;
}

struct search {
	const struct code_reader *r;
	struct str symbol;
	const struct code_literal *found;
	size_t count;
	struct buf places;
};

static void add_place(struct buf *places, size_t count, struct pos pos)
{
	if (count <= PLACES)
		buf_addf(places, "%s%u:%u", count > 1 ? ", " : "", pos.line,
			 pos.column);
	else if (count == PLACES + 1)
		buf_adds(places, ", ...");
}

/* All literals of that symbol: the whole of it, or its end. */
static void look(struct search *s, bool whole)
{
	s->count = 0;
	buf_clear(&s->places);
	for (size_t i = 0; i < s->r->count; i++) {
		const struct code_literal *l = &s->r->literals[i];

		if (l->how == CODE_BARE ||
		    !(whole ? str_eq(l->symbol, s->symbol) :
			      is_symbol(s->r->language, l->symbol, s->symbol)))
			continue;
		if (s->count++ == 0)
			s->found = l;
		add_place(&s->places, s->count, l->pos);
	}
}

static void look_both(struct search *s)
{
	look(s, true);
	if (s->count == 0)
		look(s, false);
}

/* The one name that the symbol is assigned, or NULL. */
static const struct code_alias *alias_of(const struct search *s)
{
	const struct code_alias *found = NULL;

	for (int whole = 1; whole >= 0 && !found; whole--)
		for (size_t i = 0; i < s->r->alias_count; i++) {
			const struct code_alias *a = &s->r->aliases[i];

			if (!(whole ? str_eq(a->symbol, s->symbol) :
				      is_symbol(s->r->language, a->symbol,
						s->symbol)))
				continue;
			if (found)
				return NULL;
			found = a;
		}
	return found;
}

static int choose(struct search *s, struct code_literal *out,
		  struct code_error *why)
{
	const struct str asked = s->symbol;

	look_both(s);
	if (s->count == 0) {
		const struct code_alias *alias = alias_of(s);

		if (alias) {
			s->symbol = alias->target;
			look_both(s);
		}
	}
	if (s->count == 0)
		return code_fail(why, nowhere,
				 "no string literal is assigned to \"%.*s\"",
				 STR_ARG(text_shorten(asked, 100)));
	if (s->count > 1)
		return code_fail(
			why, s->found->pos,
			"%zu string literals are \"%.*s\" (%s); name one by "
			"more of its symbol, or put the prompt into one literal",
			s->count, STR_ARG(text_shorten(asked, 100)),
			buf_str(&s->places).p);
	if (s->found->undecided)
		return code_fail(why, s->found->pos,
				 "the text of \"%.*s\" is not known: %s",
				 STR_ARG(text_shorten(asked, 100)),
				 s->found->undecided);
	*out = *s->found;
	return 0;
}

/* ---- a file, read when it is first asked */

struct code_source {
	struct code_reader reader;
	struct str bytes;
	bool asked, bad; /* why says */
	struct code_error why;
};

struct code_source *code_source(struct arena *a,
				const struct code_language *language,
				struct str bytes)
{
	struct code_source *s = arena_zero(a, 1, sizeof(*s));

	/* the names of aliases lie in the scratch arena: both are one */
	s->bytes = bytes;
	s->reader = code_reader_in(a, a, language, bytes);
	return s;
}

static int read_source(struct code_source *s, struct code_error *why)
{
	if (!s->asked) {
		s->asked = true;
		s->bad = code_read(&s->reader, &s->why) < 0;
	}
	if (s->bad)
		*why = s->why;
	return s->bad ? -1 : 0;
}

int code_source_symbol(struct code_source *source, struct str symbol,
		       struct code_literal *out, size_t *steps,
		       struct code_error *why)
{
	struct arena scratch = { 0 };
	struct search s = { .r = &source->reader,
			    .symbol = symbol,
			    .places = buf_in(&scratch) };
	int rc = read_source(source, why);

	*steps += source->reader.count;
	if (rc == 0)
		rc = choose(&s, out, why);
	arena_free(&scratch);
	return rc;
}

int code_symbol(struct arena *a, const struct code_language *language,
		struct str bytes, struct str symbol, struct code_literal *out,
		struct code_error *why)
{
	size_t steps = 0;

	return code_source_symbol(code_source(a, language, bytes), symbol, out,
				  &steps, why);
}

/* ---- by pattern */

static int undecided(struct code_error *why, struct str bytes)
{
	size_t bad = text_utf8_bad(bytes);

	if (bad < bytes.n)
		return code_fail(why, text_pos(bytes, bad),
				 "it is not UTF-8 here");
	return code_fail(why, nowhere,
			 "the pattern takes too many steps in this file");
}

/* The literal whose bytes are exactly those, if there is one. */
static const struct code_literal *exactly(const struct code_reader *r,
					  const struct match_found *m)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->literals[i].from == m->group_from &&
		    r->literals[i].to == m->group_to)
			return &r->literals[i];
	return NULL;
}

static int take(struct code_source *source, const struct match_found *m,
		struct code_literal *out, struct code_error *why)
{
	const struct code_language *language = source->reader.language;
	const struct code_literal *whole = NULL;
	struct str bytes = source->bytes;
	struct code_error lost;

	*out = (struct code_literal){
		.how = CODE_BARE,
		.text = str_cut(bytes, m->group_from, m->group_to),
		.from = m->group_from,
		.to = m->group_to,
		.pos = text_pos(bytes, m->group_from),
		.syntax = "text",
	};
	/* A block of YAML has no quotes that could be taken or left. */
	if (language && !language->read && read_source(source, &lost) == 0)
		whole = exactly(&source->reader, m);
	if (!whole)
		return 0;
	if (whole->undecided)
		return code_fail(why, whole->pos,
				 "the text of this literal is not known: %s",
				 whole->undecided);
	*out = *whole;
	return 0;
}

static int match_once(struct arena *scratch, const struct match *pattern,
		      struct str bytes, struct match_found *out, size_t *steps,
		      struct code_error *why)
{
	struct match_walk walk;
	struct match_found found;
	struct buf places = buf_in(scratch);
	struct pos first = nowhere;
	enum match_answer answer;
	size_t count = 0;

	match_start(&walk, pattern, bytes);
	*steps += walk.steps;
	while ((answer = match_next(&walk, &found)) == MATCH_FOUND) {
		if (!found.grouped)
			continue;
		/* Places are counted from the start: only for a few. */
		if (++count <= PLACES) {
			struct pos pos = text_pos(bytes, found.group_from);

			if (count == 1) {
				*out = found;
				first = pos;
			}
			add_place(&places, count, pos);
		}
	}
	*steps -= walk.steps;
	if (answer == MATCH_UNDECIDED)
		return undecided(why, bytes);
	if (count == 0)
		return code_fail(why, nowhere, "the pattern matches nothing");
	if (count > 1)
		return code_fail(why, first,
				 "the pattern matches %zu times (%s%s); it "
				 "must match once",
				 count, buf_str(&places).p,
				 count > PLACES ? ", ..." : "");
	return 0;
}

int code_source_match(struct code_source *source, struct str pattern,
		      struct code_literal *out, size_t *steps,
		      struct code_error *why)
{
	struct arena scratch = { 0 };
	struct str bytes = source->bytes;
	struct match_found found = { 0 };
	struct match_error wrong;
	const struct match *compiled;
	int rc;

	if (bytes.n > CODE_SIZE)
		return code_fail(why, nowhere, "it is larger than %d MiB",
				 CODE_SIZE >> 20);
	*steps += bytes.n / 16; /* what is passed over */
	if (match_compile(&scratch, pattern, "prompt", MATCH_FOREIGN, &compiled,
			  &wrong) < 0)
		rc = code_fail(why, nowhere,
			       "the pattern is wrong at its byte %zu: %s",
			       wrong.offset + 1, wrong.text);
	else
		rc = match_once(&scratch, compiled, bytes, &found, steps, why);
	if (rc == 0)
		rc = take(source, &found, out, why);
	arena_free(&scratch);
	return rc;
}

int code_match(struct arena *a, const struct code_language *language,
	       struct str bytes, struct str pattern, struct code_literal *out,
	       struct code_error *why)
{
	size_t steps = 0;

	return code_source_match(code_source(a, language, bytes), pattern, out,
				 &steps, why);
}

#include "schema/include_automaton.h"

#include "base/arena.h"
#include "base/text.h"

/* A piece of an automaton: where it begins, and ends that lead nowhere yet.
 * Ends are linked by a node that nothing else is: a split with one way. */
struct piece {
	int start, end;
};

struct parser {
	struct arena *arena;
	struct automaton *m;
	struct str text;
	size_t at;
	int depth;
	bool failed;
};

struct ranges {
	struct range *items;
	size_t count, room;
};

static int node(struct parser *p, enum automaton_kind kind)
{
	if (p->m->count == AUTOMATON_NODES) {
		p->failed = true;
		return 0;
	}
	p->m->nodes[p->m->count] = (struct automaton_node){ kind, -1, -1, NULL,
							    0 };
	return (int)p->m->count++;
}

static struct piece one(struct parser *p, enum automaton_kind kind)
{
	struct piece piece = { node(p, kind), node(p, NODE_SPLIT) };

	p->m->nodes[piece.start].next = piece.end;
	return piece;
}

static void add(struct parser *p, struct ranges *r, uint32_t from, uint32_t to)
{
	r->items = arena_grow(p->arena, r->items, r->count, &r->room,
			      sizeof(*r->items));
	r->items[r->count++] = (struct range){ from, to };
}

/* All characters that are in none of the ranges. */
static void invert(struct parser *p, struct ranges *r)
{
	struct ranges out = { 0 };
	uint32_t from = 0;

	while (from <= AUTOMATON_LAST) {
		uint32_t to = AUTOMATON_LAST;
		bool inside = false;

		for (size_t i = 0; i < r->count; i++) {
			const struct range *x = &r->items[i];

			if (x->from <= from && from <= x->to) {
				inside = true;
				from = x->to + 1;
				break;
			}
			if (x->from > from && x->from - 1 < to)
				to = x->from - 1;
		}
		if (inside)
			continue;
		add(p, &out, from, to);
		from = to + 1;
	}
	*r = out;
}

static void add_class(struct parser *p, struct ranges *r, char name)
{
	struct ranges own = { 0 };
	static const struct range space[] = {
		{ 9, 13 },	    { 32, 32 },		{ 0xA0, 0xA0 },
		{ 0x1680, 0x1680 }, { 0x2000, 0x200A }, { 0x2028, 0x2029 },
		{ 0x202F, 0x202F }, { 0x205F, 0x205F }, { 0x3000, 0x3000 },
		{ 0xFEFF, 0xFEFF }
	};

	switch (name) {
	case 'd':
	case 'D':
		add(p, &own, '0', '9');
		break;
	case 'w':
	case 'W':
		add(p, &own, '0', '9');
		add(p, &own, 'A', 'Z');
		add(p, &own, '_', '_');
		add(p, &own, 'a', 'z');
		break;
	default:
		for (size_t i = 0; i < sizeof(space) / sizeof(*space); i++)
			add(p, &own, space[i].from, space[i].to);
	}
	if (name == 'D' || name == 'W' || name == 'S')
		invert(p, &own);
	for (size_t i = 0; i < own.count; i++)
		add(p, r, own.items[i].from, own.items[i].to);
}

static bool more(const struct parser *p)
{
	return !p->failed && p->at < p->text.n;
}

static char peek(const struct parser *p)
{
	return p->at < p->text.n ? p->text.p[p->at] : '\0';
}

static uint32_t character(struct parser *p)
{
	uint32_t code = 0;
	size_t n = text_decode(&code, p->text.p + p->at, p->text.n - p->at);

	if (n == 0)
		p->failed = true;
	p->at += n ? n : 1;
	return code;
}

static uint32_t hex(struct parser *p, size_t digits)
{
	uint32_t code = 0;

	for (size_t i = 0; i < digits; i++) {
		char c = peek(p);
		int digit = c >= '0' && c <= '9' ? c - '0' :
			    c >= 'a' && c <= 'f' ? c - 'a' + 10 :
			    c >= 'A' && c <= 'F' ? c - 'A' + 10 :
						   -1;

		if (digit < 0) {
			p->failed = true;
			return 0;
		}
		code = code << 4 | (uint32_t)digit;
		p->at++;
	}
	return code;
}

/* An escape of one character; the class names and \b are the caller's. */
static uint32_t escaped(struct parser *p)
{
	uint32_t code = character(p);

	switch (code) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case 'r':
		return '\r';
	case 'f':
		return '\f';
	case 'v':
		return '\v';
	case 'x':
		return hex(p, 2);
	case 'u':
		if (peek(p) == '{') {
			p->failed = true;
			return 0;
		}
		code = hex(p, 4);
		if (code >= 0xD800 && code <= 0xDFFF)
			p->failed = true;
		return code;
	default:
		/* What is left is punctuation, or not understood. */
		if ((code >= '0' && code <= '9') || code >= 127 ||
		    (code >= 'a' && code <= 'z') ||
		    (code >= 'A' && code <= 'Z'))
			p->failed = true;
		return code;
	}
}

static bool is_class(char c)
{
	return c && strchr("dDwWsS", c);
}

static void bracket_item(struct parser *p, struct ranges *r)
{
	uint32_t from, to;

	if (peek(p) == '\\') {
		p->at++;
		if (is_class(peek(p))) {
			add_class(p, r, peek(p));
			p->at++;
			return;
		}
		if (peek(p) == '-') {
			p->at++;
			from = '-';
		} else if (peek(p) == 'b') {
			p->at++;
			from = '\b';
		} else {
			from = escaped(p);
		}
	} else {
		from = character(p);
	}
	to = from;
	if (peek(p) == '-' && p->at + 1 < p->text.n &&
	    p->text.p[p->at + 1] != ']') {
		p->at++;
		if (peek(p) == '\\') {
			p->at++;
			if (is_class(peek(p)))
				p->failed = true;
			else
				to = escaped(p);
		} else {
			to = character(p);
		}
	}
	if (to < from)
		p->failed = true;
	else
		add(p, r, from, to);
}

static struct piece take(struct parser *p, const struct ranges *r)
{
	struct piece piece = one(p, NODE_TAKE);

	p->m->nodes[piece.start].ranges = r->items;
	p->m->nodes[piece.start].count = r->count;
	return piece;
}

static struct piece bracket(struct parser *p)
{
	struct ranges r = { 0 };
	bool inverted = peek(p) == '^';

	if (inverted)
		p->at++;
	while (more(p) && peek(p) != ']')
		bracket_item(p, &r);
	if (!more(p))
		p->failed = true;
	p->at++;
	if (inverted)
		invert(p, &r);
	return take(p, &r);
}

static struct piece alternation(struct parser *p);

static struct piece group(struct parser *p)
{
	struct piece piece;

	if (peek(p) == '?') {
		p->at++;
		if (peek(p) != ':')
			p->failed = true; /* a name, or it looks around */
		p->at++;
	}
	if (p->depth == AUTOMATON_DEPTH)
		p->failed = true;
	p->depth++;
	piece = p->failed ? (struct piece){ 0, 0 } : alternation(p);
	p->depth--;
	if (peek(p) != ')')
		p->failed = true;
	p->at++;
	return piece;
}

static struct piece atom(struct parser *p)
{
	struct ranges r = { 0 };
	char c = peek(p);

	if (c == '[' || c == '(' || c == '^' || c == '$' || c == '.')
		p->at++;
	switch (c) {
	case '[':
		return bracket(p);
	case '(':
		return group(p);
	case '^':
		return one(p, NODE_BEGIN);
	case '$':
		return one(p, NODE_END);
	case '.':
		add(p, &r, '\n', '\n');
		add(p, &r, '\r', '\r');
		add(p, &r, 0x2028, 0x2029);
		invert(p, &r);
		return take(p, &r);
	case '\\':
		p->at++;
		if (is_class(peek(p))) {
			add_class(p, &r, peek(p));
			p->at++;
		} else {
			uint32_t code = escaped(p);

			add(p, &r, code, code);
		}
		return take(p, &r);
	default:
		if (c && strchr("*+?{}])", c))
			p->failed = true;
		{
			uint32_t code = character(p);

			add(p, &r, code, code);
		}
		return take(p, &r);
	}
}

static struct piece join(struct parser *p, struct piece a, struct piece b)
{
	p->m->nodes[a.end].next = b.start;
	return (struct piece){ a.start, b.end };
}

/* Any number of times, none as well. */
static struct piece loop(struct parser *p, struct piece x)
{
	struct piece out = { node(p, NODE_SPLIT), node(p, NODE_SPLIT) };

	p->m->nodes[out.start].next = x.start;
	p->m->nodes[out.start].other = out.end;
	p->m->nodes[x.end].next = out.start;
	return out;
}

static struct piece maybe(struct parser *p, struct piece x)
{
	int start = node(p, NODE_SPLIT);

	p->m->nodes[start].next = x.start;
	p->m->nodes[start].other = x.end;
	return (struct piece){ start, x.end };
}

static bool number(struct parser *p, int *out)
{
	size_t from = p->at;

	*out = 0;
	while (peek(p) >= '0' && peek(p) <= '9') {
		if (*out < AUTOMATON_NODES)
			*out = *out * 10 + (peek(p) - '0');
		p->at++;
	}
	return p->at > from;
}

/* How often: least, most (-1: no limit). */
static bool quantifier(struct parser *p, int *least, int *most)
{
	char c = peek(p);

	if (!c || !strchr("*+?{", c))
		return false;
	p->at++;
	*least = c == '+';
	*most = c == '?' ? 1 : -1;
	if (c == '{') {
		if (!number(p, least))
			p->failed = true;
		*most = *least;
		if (peek(p) == ',') {
			p->at++;
			if (!number(p, most))
				*most = -1;
		}
		if (peek(p) != '}')
			p->failed = true;
		p->at++;
	}
	if (peek(p) == '?')
		p->at++; /* lazy: it matches the same texts */
	return !p->failed;
}

/* The atom at from, read again for each copy. */
static struct piece repeated(struct parser *p, size_t from, struct piece first,
			     int least, int most)
{
	size_t to = p->at;
	struct piece all = { -1, -1 };
	int copies = most < 0 ? (least ? least : 1) : most;

	if (copies == 0) {
		int n = node(p, NODE_SPLIT);

		return (struct piece){ n, n };
	}
	for (int i = 0; i < copies && !p->failed; i++) {
		struct piece x = first;

		if (i > 0) {
			p->at = from;
			x = atom(p);
		}
		if (most < 0 && i == copies - 1) {
			struct piece y = loop(p, x);

			/* x+ begins at x itself. */
			x = least ? (struct piece){ x.start, y.end } : y;
		} else if (i >= least) {
			x = maybe(p, x);
		}
		all = i == 0 ? x : join(p, all, x);
	}
	p->at = to;
	return all;
}

static struct piece sequence(struct parser *p)
{
	int n = node(p, NODE_SPLIT);
	struct piece all = { n, n };

	while (more(p) && peek(p) != '|' && peek(p) != ')') {
		size_t from = p->at;
		struct piece x = atom(p);
		int least, most;

		if (p->failed)
			break;
		if (quantifier(p, &least, &most))
			x = repeated(p, from, x, least, most);
		if (p->failed)
			break;
		all = join(p, all, x);
	}
	return all;
}

static struct piece alternation(struct parser *p)
{
	struct piece all = sequence(p);

	while (more(p) && peek(p) == '|') {
		struct piece x, out;

		p->at++;
		x = sequence(p);
		if (p->failed)
			break;
		out = (struct piece){ node(p, NODE_SPLIT),
				      node(p, NODE_SPLIT) };
		p->m->nodes[out.start].next = all.start;
		p->m->nodes[out.start].other = x.start;
		p->m->nodes[all.end].next = out.end;
		p->m->nodes[x.end].next = out.end;
		all = out;
	}
	return all;
}

struct automaton *automaton_new(struct arena *a, struct str pattern)
{
	struct automaton *m = arena_zero(a, 1, sizeof(*m));
	struct parser p = { .arena = a, .m = m, .text = pattern };
	struct piece all = alternation(&p);
	int match = node(&p, NODE_MATCH);

	if (p.failed || p.at < pattern.n)
		return NULL;
	m->nodes[all.end].next = match;
	m->start = all.start;
	return m;
}

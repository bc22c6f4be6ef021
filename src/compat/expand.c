#include "compat/message_text.h"

#include "base/arena.h"
#include "base/buf.h"

/* One expansion: Jinja2 with its own delimiters. */
struct expand {
	struct message_text *m;
	struct buf out;
	size_t left; /* of EXPAND_BYTES */
	bool trim, lstrip, keep_newline;
	bool *inlined; /* per part */
	bool all_kept; /* an include is computed */
};

static bool is_space(char ch)
{
	return ch == ' ' || (ch >= '\t' && ch <= '\r');
}

static bool is_word(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
	       (ch >= '0' && ch <= '9') || ch == '_' || (unsigned char)ch > 127;
}

/* The sign in a tag's canonical form, which has a space where none is. */
static char open_sign(const struct segment *s)
{
	return s->canonical.n > 4 ? s->canonical.p[2] : ' ';
}

static char close_sign(const struct segment *s)
{
	return s->canonical.n > 4 ? s->canonical.p[s->canonical.n - 3] : ' ';
}

/* The first word of a tag. */
static struct str tag_word(const struct segment *s)
{
	struct str c = s->canonical;
	size_t from = 2, to;

	while (from < c.n && !is_word(c.p[from]))
		from++;
	for (to = from; to < c.n && is_word(c.p[to]); to++)
		;
	return str_cut(c, from, to);
}

static bool has_word(struct str s, const char *word)
{
	size_t from = 0;

	while (from < s.n) {
		size_t to = from;

		while (to < s.n && is_word(s.p[to]))
			to++;
		if (str_is(str_cut(s, from, to), word))
			return true;
		from = to + 1;
	}
	return false;
}

/*
 * Whether a part does the same in another's place: it binds no name for what
 * comes after it, and asks for none that depends on the file it stands in.
 */
static bool inlinable(const struct template *t)
{
	static const char *const harmless[] = { "if",	   "elif", "else",
						"endif",   "for",  "endfor",
						"include", "raw",  "endraw" };
	static const char *const placed[] = { "self", "super", "caller",
					      "varargs", "kwargs" };

	for (size_t i = 0; i < t->segment_count; i++) {
		const struct segment *s = &t->segments[i];
		bool found = s->kind != SEGMENT_STATEMENT;

		for (size_t j = 0; j < sizeof(harmless) / sizeof(*harmless);
		     j++)
			found = found || str_is(tag_word(s), harmless[j]);
		if (!found)
			return false;
		if (s->kind == SEGMENT_TEXT || s->kind == SEGMENT_COMMENT)
			continue;
		for (size_t j = 0; j < sizeof(placed) / sizeof(*placed); j++)
			if (has_word(s->canonical, placed[j]))
				return false;
	}
	for (size_t i = 0; i < t->variable_count; i++)
		if (str_is(t->variables[i].name, "loop"))
			return false;
	return true;
}

/* Cut what the tag before removes from the beginning of text. */
static struct str after_tag(const struct expand *x, struct str text,
			    const struct segment *tag)
{
	size_t n = 0;

	if (close_sign(tag) == '-') {
		while (n < text.n && is_space(text.p[n]))
			n++;
	} else if (x->trim && tag->kind != SEGMENT_EXPRESSION &&
		   close_sign(tag) != '+' && !str_is(tag_word(tag), "raw") &&
		   text.n && text.p[0] == '\n') {
		n = 1;
	}
	return str_cut(text, n, text.n);
}

/* Cut what the tag behind removes; fresh: text begins a line. */
static struct str before_tag(const struct expand *x, struct str text,
			     const struct segment *tag, bool fresh)
{
	size_t n = text.n;

	if (open_sign(tag) == '-') {
		while (n > 0 && is_space(text.p[n - 1]))
			n--;
		return str_cut(text, 0, n);
	}
	if (!x->lstrip || tag->kind == SEGMENT_EXPRESSION ||
	    open_sign(tag) == '+')
		return text;
	while (n > 0 && is_space(text.p[n - 1]) && text.p[n - 1] != '\n')
		n--;
	if (n > 0 ? text.p[n - 1] == '\n' : fresh)
		return str_cut(text, 0, n);
	return text;
}

static void expand_text(struct expand *x, const struct template *t, size_t i)
{
	struct str text = t->segments[i].raw, left = text;
	bool fresh = i == 0;

	if (i + 1 == t->segment_count && !x->keep_newline &&
	    str_ends(text, "\n"))
		left = text = str_cut(text, 0, text.n - 1);
	if (i > 0 && t->segments[i - 1].kind != SEGMENT_TEXT) {
		left = after_tag(x, text, &t->segments[i - 1]);
		fresh = left.n < text.n && text.p[text.n - left.n - 1] == '\n';
	}
	if (i + 1 < t->segment_count && t->segments[i + 1].kind != SEGMENT_TEXT)
		left = before_tag(x, left, &t->segments[i + 1], fresh);
	buf_add(&x->out, left);
}

static void expand_tag(struct expand *x, const struct segment *s)
{
	struct str c = s->canonical;
	size_t from = 2, to = c.n < 4 ? 2 : c.n - 2;

	if (open_sign(s) == '-' || open_sign(s) == '+')
		from++;
	if (to > from && (close_sign(s) == '-' || close_sign(s) == '+'))
		to--;
	buf_addc(&x->out, '\xff');
	buf_add(&x->out, str_cut(c, 0, 2));
	buf_add(&x->out, str_cut(c, from, to));
	buf_add(&x->out, str_cut(c, c.n - 2, c.n));
	buf_addc(&x->out, '\xfe');
}

struct text_source *message_text_part(const struct message_text *m,
				      struct str name)
{
	size_t low = 0, high = m->part_count;

	while (low < high) {
		size_t at = low + (high - low) / 2;
		int order = str_compare(name, m->parts[at].name);

		if (order == 0)
			return &m->parts[at];
		if (order < 0)
			high = at;
		else
			low = at + 1;
	}
	return NULL;
}

/* What an include that stays may bring in is kept. */
static void keep(struct expand *x, const struct include *include)
{
	for (size_t i = 0; i < include->name_count; i++) {
		struct text_source *part = message_text_part(x->m,
							     include->names[i]);

		if (part)
			part->kept = true;
	}
	x->all_kept = x->all_kept || include->dynamic;
}

static struct text_source *replacement(struct expand *x,
				       const struct include *include)
{
	struct text_source *part;

	if (include->kind != INCLUDE_INCLUDE || include->dynamic ||
	    include->name_count != 1 || !include->with_context)
		return NULL;
	part = message_text_part(x->m, include->names[0]);
	return part && part->inlinable ? part : NULL;
}

static bool within(struct expand *x, const struct text_source *source)
{
	size_t cost = source->form.n + 1;

	if (x->left < cost)
		return false;
	x->left -= cost;
	return true;
}

/* Recursion is no deeper than EXPAND_DEPTH. False: too much or too deep. */
static bool expand_source(struct expand *x, const struct text_source *source,
			  unsigned depth)
{
	const struct template *t = &source->t;

	if (depth > EXPAND_DEPTH || !within(x, source))
		return false;
	for (size_t i = 0; i < t->segment_count; i++) {
		const struct segment *s = &t->segments[i];
		const struct include *include =
			s->include ? &t->includes[s->include - 1] : NULL;
		struct text_source *part = include ? replacement(x, include) :
						     NULL;

		if (s->kind == SEGMENT_TEXT) {
			expand_text(x, t, i);
		} else if (part) {
			x->inlined[part - x->m->parts] = true;
			if (!expand_source(x, part, depth + 1))
				return false;
		} else if (s->kind != SEGMENT_COMMENT) {
			if (include)
				keep(x, include);
			expand_tag(x, s);
		}
	}
	return true;
}

/* False: an option that changes what a tag looks like. */
static bool read_options(struct expand *x)
{
	for (size_t i = 0; i < x->m->option_count; i++) {
		const struct template_option *o = &x->m->options[i];
		bool on = str_is(o->json, "true");

		if (str_is(o->name, "trim_blocks"))
			x->trim = on;
		else if (str_is(o->name, "lstrip_blocks"))
			x->lstrip = on;
		else if (str_is(o->name, "keep_trailing_newline"))
			x->keep_newline = on;
		else
			return false;
	}
	return true;
}

void message_text_expand(struct arena *a, struct message_text *m)
{
	struct expand x = { .m = m, .out = buf_in(a), .left = EXPAND_BYTES };
	bool done;

	x.inlined = arena_zero(a, m->part_count, sizeof(*x.inlined));
	for (size_t i = 0; i < m->part_count; i++)
		m->parts[i].inlinable = inlinable(&m->parts[i].t);
	done = str_is(str_of(m->language->name), "jinja2") &&
	       read_options(&x) && expand_source(&x, &m->main, 0);
	m->expanded = done;
	m->stream = done ? buf_str(&x.out) : stream_of(a, &m->main.t);
	for (size_t i = 0; i < m->part_count; i++)
		m->parts[i].kept = !done || x.all_kept || m->parts[i].kept ||
				   !x.inlined[i];
}

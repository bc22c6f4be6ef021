/*
 * A template of Semantic Kernel to messages.
 */
#include <strings.h>

#include "base/arena.h"
#include "format/semantic_kernel_parts.h"

struct cutting {
	struct reading *r;
	const struct format_text *text;
	struct format_message pattern; /* language and options of all */
	struct str normal;	       /* as template_read has it */
	struct sk_mark *marks;
	size_t count;
	/* up to where places are known */
	size_t raw, done;
	struct pos pos;
};

static bool is_called(struct str s, const char *name)
{
	return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

/* False: told. */
static bool set_language(struct reading *r, struct format_message *m,
			 const struct node *format)
{
	struct str name = format_string(format);

	m->language = language_find(STR("semantic-kernel"));
	if (name.n == 0 || is_called(name, "semantic-kernel"))
		return true;
	if (is_called(name, "handlebars")) {
		m->language = language_find(STR("handlebars"));
		format_option(r, m, "dialect", STR("\"semantic-kernel\""));
	} else if (is_called(name, "jinja2")) {
		m->language = language_find(STR("jinja2"));
	} else if (is_called(name, "liquid")) {
		m->language = language_find(STR("text"));
		format_tell(r, format->pos,
			    "Liquid is not read: the template is taken as "
			    "text, its variables are not known");
	} else {
		format_wrong(r, format->pos,
			     STR("write semantic-kernel, handlebars, jinja2 or "
				 "liquid"),
			     "Semantic Kernel has no template format %.*s",
			     STR_ARG(text_shorten(name, 100)));
		return false;
	}
	return true;
}

/* ---- where the text can be cut */

/*
 * Whether a tag may give a name a value, for the tags behind it: `{% set`,
 * `{% import`, `{{set "x"`, `{{#*inline`. Cut off from it they would look
 * for the name in what the application passes.
 */
static bool binds(struct str tag)
{
	static const char *const words[] = { "set", "import", "from", "macro" };
	size_t at = 0, end;

	while (at < tag.n && strchr("{%#*~-+& \t\r\n", tag.p[at])) {
		if (tag.p[at] == '*')
			return true;
		at++;
	}
	for (end = at; end < tag.n && tag.p[end] >= 'a' && tag.p[end] <= 'z';)
		end++;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_is(str_cut(tag, at, end), words[i]))
			return true;
	return false;
}

static bool read_template(struct cutting *c, struct str text,
			  struct template *t)
{
	struct template_error why;

	return template_read(c->r->a, c->pattern.language, text,
			     c->pattern.options, c->pattern.option_count, t,
			     &why) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* `{{#message role="user"}}`: Handlebars' own way to write the element. Its
 * role, or an empty one. */
static struct str block_role(struct str tag)
{
	size_t at = str_starts(tag, "{{~") ? 3 : 2, end;
	struct str rest = str_cut(tag, at, tag.n);

	if (!str_starts(rest, "#message") || rest.n < 9 || !is_blank(rest.p[8]))
		return STR_EMPTY;
	for (at += 8; is_blank(tag.p[at]);)
		at++;
	if (!str_starts(str_cut(tag, at, tag.n), "role=\""))
		return STR_EMPTY;
	at += strlen("role=\"");
	end = str_find(tag, '"', at);
	rest = str_cut(tag, end + 1, tag.n);
	while (rest.n && is_blank(rest.p[0]))
		rest = str_cut(rest, 1, rest.n);
	return str_is(rest, "}}") || str_is(rest, "~}}") ?
		       str_cut(tag, at, end) :
		       STR_EMPTY;
}

/* Such a tag, or the one that ends it, as the element's: it is longer. */
static void mask_tag(const struct cutting *c, char *to, struct str tag)
{
	bool handlebars = str_is(str_of(c->pattern.language->name),
				 "handlebars");
	struct str role = handlebars ? block_role(tag) : STR_EMPTY;
	struct str name = str_cut(tag, str_starts(tag, "{{~") ? 3 : 2, tag.n);

	if (role.n) {
		memset(to, ' ', tag.n);
		memcpy(to, "<message role=\"", 15);
		memcpy(to + 15, role.p, role.n);
		to[15 + role.n] = '"';
		to[tag.n - 1] = '>';
	} else if (handlebars && str_starts(name, "/message") &&
		   strchr(" \t\r\n}~", name.p[8])) {
		memset(to, ' ', tag.n);
		memcpy(to, "</message", 9);
		to[tag.n - 1] = '>';
	} else {
		memset(to, SK_TAG, tag.n);
	}
}

/* The text with its tags made bytes that mean tags; `p` NULL: it has such
 * bytes itself. */
static struct str masked(struct cutting *c, const struct template *t,
			 bool *binding)
{
	bool kernel = str_is(str_of(c->pattern.language->name),
			     "semantic-kernel");
	char *p = arena_alloc(c->r->a, c->normal.n + 1), *to = p;

	*binding = false;
	for (size_t i = 0; i < t->segment_count; to += t->segments[i++].raw.n) {
		const struct segment *s = &t->segments[i];

		if (s->kind == SEGMENT_COMMENT) {
			memset(to, SK_NOTHING, s->raw.n);
		} else if (s->kind != SEGMENT_TEXT) {
			mask_tag(c, to, s->raw);
			*binding = *binding || (!kernel && binds(s->raw));
		} else if (memchr(s->raw.p, SK_TAG, s->raw.n) ||
			   memchr(s->raw.p, SK_NOTHING, s->raw.n)) {
			return (struct str){ NULL, 0 };
		} else {
			memcpy(to, s->raw.p, s->raw.n);
		}
	}
	return (struct str){ p, (size_t)(to - p) };
}

/* Whether it has an element that could have a role. */
static bool has_message(struct str mask)
{
	for (size_t at = 0; at + 9 <= mask.n; at++)
		if (strncasecmp(mask.p + at, "<message", 8) == 0 &&
		    (is_blank(mask.p[at + 8]) || mask.p[at + 8] == SK_TAG))
			return true;
	return false;
}

/* What a tag does to the depth of blocks: `{{#each`, `{{^x`, `{{{{x`, `{% if`,
 * and what ends them. Those that Jinja2 sets a name by are refused before. */
static int depth_of(struct str tag)
{
	static const char *const words[] = { "if",     "for",  "block",
					     "call",   "with", "autoescape",
					     "filter", "raw" };
	bool raw = str_starts(tag, "{{{{");
	size_t at = raw ? 4 : 2, end;

	while (at < tag.n && (strchr("~+-", tag.p[at]) || is_blank(tag.p[at])))
		at++;
	for (end = at; end < tag.n && tag.p[end] >= 'a' && tag.p[end] <= 'z';)
		end++;
	if (str_starts(tag, "{%")) {
		if (str_starts(str_cut(tag, at, end), "end"))
			return -1;
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (str_is(str_cut(tag, at, end), words[i]))
				return 1;
		return 0;
	}
	if (at < tag.n && tag.p[at] == '/')
		return -1;
	if (at < tag.n && tag.p[at] == '^') { /* alone it is an else */
		do
			at++;
		while (at < tag.n && is_blank(tag.p[at]));
		return at < tag.n && strchr("}~", tag.p[at]) ? 0 : 1;
	}
	return raw || (at < tag.n && tag.p[at] == '#') ? 1 : 0;
}

/* Whether each block ends in the message that it begins in. */
static bool is_balanced(const struct cutting *c, const struct template *t)
{
	size_t from = 0, mark = 0;
	int depth = 0;

	for (size_t i = 0; i < t->segment_count;
	     from += t->segments[i++].raw.n) {
		while (mark < c->count && c->marks[mark].to <= from) {
			if (depth != 0)
				return false;
			mark++;
		}
		if (mark < c->count && from >= c->marks[mark].from &&
		    t->segments[i].kind == SEGMENT_STATEMENT)
			depth += depth_of(t->segments[i].raw);
	}
	return depth == 0;
}

/* The messages that are known before it is rendered; none: it is one text. */
static void find_marks(struct cutting *c)
{
	struct template t;
	struct str mask;
	bool binding;

	c->normal = text_normal(c->r->a, c->text->text);
	if (!read_template(c, c->text->text, &t))
		return; /* told where the template is read */
	mask = masked(c, &t, &binding);
	if (!mask.p || !has_message(mask))
		return;
	c->marks = sk_cut(c->r->a, mask, &c->count);
	if (c->marks && c->count > 1 && (binding || !is_balanced(c, &t)))
		c->marks = NULL;
	if (!c->marks)
		format_tell(c->r, c->text->pos,
			    "its <message> elements are known only when it is "
			    "rendered: it is one message of the user's");
}

/* ---- cutting */

/* Go on to the byte of the file's text that is `to` of the normal text. */
static void advance(struct cutting *c, size_t to)
{
	struct str step = str_cut(c->normal, c->done, to);
	struct pos moved = text_pos(step, step.n);

	c->pos.column = moved.line == 1 ? c->pos.column + moved.column - 1 :
					  moved.column;
	c->pos.line += moved.line - 1;
	for (; c->done < to; c->done++)
		if (c->text->text.p[c->raw++] == '\r' &&
		    c->raw < c->text->text.n && c->text->text.p[c->raw] == '\n')
			c->raw++;
}

static void add_part(struct cutting *c, struct format_prompt *p,
		     const struct sk_mark *mark, struct str role)
{
	struct format_message *m = format_message(c->r, p, role);
	size_t from;

	m->language = c->pattern.language;
	m->options = c->pattern.options;
	m->option_count = c->pattern.option_count;
	m->text = *c->text;
	if (!mark)
		return;
	advance(c, mark->from);
	from = c->raw;
	m->text.whole = false;
	m->text.pos = format_place(c->text, c->pos);
	advance(c, mark->to);
	m->text.text = str_cut(c->text->text, from, c->raw);
}

/* A fixed message is sent only where the prompt has none of its role. */
static void drop_fixed(struct format_prompt *p, const struct cutting *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->message_count; i++) {
		bool same = false;

		for (size_t k = 0; c->marks && k < c->count; k++)
			same = same ||
			       str_eq(c->marks[k].role, p->messages[i].role);
		if (!same)
			p->messages[kept++] = p->messages[i];
	}
	p->message_count = kept;
}

void sk_messages(struct reading *r, struct format_prompt *p,
		 const struct format_text *text, const struct node *format)
{
	struct cutting c = { .r = r,
			     .text = text,
			     .raw = str_starts(text->text, "\xef\xbb\xbf") ? 3 :
									     0,
			     .pos = { 1, 1 } };

	if (!set_language(r, &c.pattern, format))
		return;
	if (!str_is(str_of(c.pattern.language->name), "text"))
		find_marks(&c);
	drop_fixed(p, &c);
	if (!c.marks)
		add_part(&c, p, NULL, STR("user"));
	for (size_t i = 0; c.marks && i < c.count; i++)
		add_part(&c, p, &c.marks[i], c.marks[i].role);
}

/*
 * The header of a Markdown file: YAML, or lines that look like it.
 *
 * Editors and agents read `description: Use it: now` and `globs: *.ts`, which
 * no YAML reader does, and people write them. The two readings agree wherever
 * both can be had.
 */
#include "base/arena.h"
#include "base/map.h"
#include "format/make.h"
#include "format/markdown.h"
#include "syntax/yaml.h"

/* ---- lines, where it is no YAML */

/* A header under reading, line by line. */
struct lines {
	struct reading *r;
	struct node *object;
	struct map names;   /* to their places in it */
	struct node *value; /* of the last key; NULL: none yet */
	struct buf text;    /* what it has grown to */
	bool block;	    /* it is a block scalar: its line ends are kept */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct str trim(struct str s)
{
	size_t from = 0, to = s.n;

	while (from < to && is_blank(s.p[from]))
		from++;
	while (to > from && is_blank(s.p[to - 1]))
		to--;
	return str_cut(s, from, to);
}

static struct str unquote(struct str s)
{
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') &&
	    s.p[s.n - 1] == s.p[0])
		return str_cut(s, 1, s.n - 1);
	return s;
}

static struct node scalar(struct str s, struct pos pos)
{
	if (s.n == 0)
		return make_null(pos);
	if (str_is(s, "true") || str_is(s, "false"))
		return make_bool(s.p[0] == 't', pos);
	return make_text(unquote(s), pos);
}

/* The members of `[a, "b"]`, which may hold no comma themselves. */
static struct node list(struct arena *a, struct str s, struct pos pos)
{
	struct node *array = make_array(a, pos);
	struct str inner = str_cut(s, 1, s.n - 1);

	for (size_t from = 0; trim(inner).n && from <= inner.n;) {
		size_t to = str_find(inner, ',', from);

		*make_item(a, array) = make_text(
			unquote(trim(str_cut(inner, from, to))), pos);
		from = to + 1;
	}
	return *array;
}

/* The length of the key that the line begins with, or 0. */
static size_t key_length(struct str line)
{
	size_t n = 0;

	while (n < line.n && ((line.p[n] >= 'a' && line.p[n] <= 'z') ||
			      (line.p[n] >= 'A' && line.p[n] <= 'Z') ||
			      (line.p[n] >= '0' && line.p[n] <= '9') ||
			      line.p[n] == '_' || (n && line.p[n] == '-')))
		n++;
	if (n == line.n || line.p[n] != ':' ||
	    (n + 1 < line.n && !is_blank(line.p[n + 1])))
		return 0;
	return n;
}

/* The last of several members of one name is the one that counts. */
static struct node *member(struct lines *l, struct str name, struct pos pos)
{
	struct node *object = l->object;
	void **slot = map_put(&l->names, name);
	size_t *place = *slot;

	if (!place) {
		place = arena_alloc(l->r->a, sizeof(*place));
		*place = object->count;
		*slot = place;
		(void)make_member(l->r->a, object, name);
	}
	object->members[*place].pos = pos;
	return &object->members[*place].value;
}

static void add_member(struct lines *l, struct str line, size_t key,
		       unsigned number)
{
	struct str rest = trim(str_cut(line, key + 1, line.n));
	size_t at = rest.n ? (size_t)(rest.p - line.p) : key + 1;
	struct pos pos = { number, (unsigned)at + 1 };

	l->value = member(l, str_cut(line, 0, key), (struct pos){ number, 1 });
	l->text = buf_in(l->r->a);
	l->block = rest.n && (rest.p[0] == '|' || rest.p[0] == '>') &&
		   rest.n <= 2;
	if (l->block)
		*l->value = make_text(STR_EMPTY, pos);
	else if (rest.n >= 2 && rest.p[0] == '[' && rest.p[rest.n - 1] == ']')
		*l->value = list(l->r->a, rest, pos);
	else
		*l->value = scalar(rest, pos);
}

/* `- item`, or one more line of a text. */
static void add_more(struct lines *l, struct str line, unsigned number)
{
	struct str rest = trim(line);
	struct pos pos = { number, 1 };
	struct arena *a = l->r->a;

	if (!l->value) {
		format_tell(l->r, pos,
			    "this line of the header is left out: "
			    "it belongs to no key");
		return;
	}
	if (rest.p[0] == '-' &&
	    (l->value->kind == NODE_NULL || l->value->kind == NODE_ARRAY)) {
		if (l->value->kind == NODE_NULL)
			*l->value = *make_array(a, l->value->pos);
		rest = trim(str_cut(rest, 1, rest.n));
		*make_item(a, l->value) = make_text(unquote(rest), pos);
		return;
	}
	if (l->value->kind != NODE_STRING)
		*l->value = make_text(STR_EMPTY, pos);
	if (!l->text.len)
		buf_add(&l->text, l->value->text);
	if (l->text.len)
		buf_addc(&l->text, l->block ? '\n' : ' ');
	buf_add(&l->text, rest);
	l->value->text = buf_str(&l->text);
}

static const struct node *read_lines(struct reading *r, const struct front *f)
{
	struct lines l = { .r = r, .names = map_in(r->a) };
	unsigned number = f->first_line;

	l.object = make_object(r->a, (struct pos){ number, 1 });
	for (size_t from = 0; from < f->header.n; number++) {
		size_t end = str_find(f->header, '\n', from);
		struct str line = str_cut(f->header, from, end);
		size_t key = key_length(line);

		if (key)
			add_member(&l, line, key, number);
		else if (trim(line).n && trim(line).p[0] != '#')
			add_more(&l, line, number);
		from = end + 1;
	}
	return l.object;
}

/* ---- the header */

static const struct node *read_yaml(struct reading *r, const struct front *f,
				    struct syntax_error *why)
{
	struct node *node = arena_zero(r->a, 1, sizeof(*node));
	struct buf lines = buf_in(r->a);

	for (unsigned i = 1; i < f->first_line; i++)
		buf_addc(&lines, '\n');
	buf_add(&lines, f->header);
	if (yaml_read(r->a, buf_str(&lines), node, why) < 0)
		return NULL;
	if (node->kind == NODE_NULL || node->kind == NODE_OBJECT)
		return node;
	why->pos = node->pos;
	return NULL;
}

const struct node *markdown_header(struct reading *r, const struct front *f,
				   bool strict)
{
	struct syntax_error why = { 0 };
	const struct node *node;

	if (!f->present)
		return NULL;
	if (strict) {
		node = format_yaml(r, f->header, f->first_line);
		return node && node->kind == NODE_OBJECT ? node : NULL;
	}
	node = read_yaml(r, f, &why);
	if (node)
		return node->kind == NODE_OBJECT ? node : NULL;
	format_tell(r, why.pos,
		    "the header is no YAML, and is read line by line: %s",
		    why.text[0] ? why.text : "it is no mapping");
	return read_lines(r, f);
}

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"

/* How to write: the three public forms. */
struct form {
	bool canonical; /* numbers by value */
	bool sorted;
	bool lines; /* over lines, indented */
};

enum { INDENT = 2 };

int json_name_compare(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n, i = 0;
	unsigned char x, y;

	while (i < n && a.p[i] == b.p[i])
		i++;
	if (i == n)
		return (a.n > b.n) - (a.n < b.n);
	x = (unsigned char)a.p[i];
	y = (unsigned char)b.p[i];
	/*
	 * UTF-8 orders as code points do. UTF-16 differs in one thing: what
	 * takes two units begins with D800 to DBFF, below U+E000 to U+FFFF,
	 * whose first byte is EE or EF.
	 */
	if (x >= 0xf0 && (y == 0xee || y == 0xef))
		return -1;
	if (y >= 0xf0 && (x == 0xee || x == 0xef))
		return 1;
	return x < y ? -1 : 1;
}

/* Append the escape of c, which JSON does not allow as it is. */
static void add_escape(struct buf *out, unsigned char c)
{
	static const char from[] = "\"\\\b\t\n\f\r", to[] = "\"\\btnfr";
	const char *hit = c ? strchr(from, c) : NULL;

	if (hit) {
		buf_addc(out, '\\');
		buf_addc(out, to[hit - from]);
	} else {
		buf_addf(out, "\\u%04x", c);
	}
}

void json_string(struct buf *out, struct str s)
{
	size_t start = 0;

	buf_addc(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(out, str_cut(s, start, i));
		add_escape(out, c);
		start = i + 1;
	}
	buf_add(out, str_cut(s, start, s.n));
	buf_addc(out, '"');
}

static int by_name(const void *a, const void *b)
{
	const struct member *const *x = a, *const *y = b;

	return json_name_compare((*x)->name, (*y)->name);
}

/* The members in the order of their names, or NULL: as they are. */
static const struct member **in_order(struct arena *scratch,
				      const struct node *node, struct form form)
{
	const struct member **list;

	if (!form.sorted || node->count < 2)
		return NULL;
	list = arena_alloc(scratch, node->count * sizeof(*list));
	for (size_t i = 0; i < node->count; i++)
		list[i] = &node->members[i];
	qsort(list, node->count, sizeof(*list), by_name);
	return list;
}

static void new_line(struct buf *out, struct form form, size_t level)
{
	if (!form.lines)
		return;
	buf_addc(out, '\n');
	for (size_t i = 0; i < level * INDENT; i++)
		buf_addc(out, ' ');
}

static void add_node(struct buf *out, struct arena *scratch,
		     const struct node *node, struct form form, size_t level);

static void add_array(struct buf *out, struct arena *scratch,
		      const struct node *node, struct form form, size_t level)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < node->count; i++) {
		if (i)
			buf_addc(out, ',');
		new_line(out, form, level + 1);
		add_node(out, scratch, &node->items[i], form, level + 1);
	}
	if (node->count)
		new_line(out, form, level);
	buf_addc(out, ']');
}

static void add_object(struct buf *out, struct arena *scratch,
		       const struct node *node, struct form form, size_t level)
{
	const struct member **list = in_order(scratch, node, form);

	buf_addc(out, '{');
	for (size_t i = 0; i < node->count; i++) {
		const struct member *m = list ? list[i] : &node->members[i];

		if (i)
			buf_addc(out, ',');
		new_line(out, form, level + 1);
		json_string(out, m->name);
		buf_adds(out, form.lines ? ": " : ":");
		add_node(out, scratch, &m->value, form, level + 1);
	}
	if (node->count)
		new_line(out, form, level);
	buf_addc(out, '}');
}

/* Recursion is as deep as the trees are: NODE_DEPTH. */
static void add_node(struct buf *out, struct arena *scratch,
		     const struct node *node, struct form form, size_t level)
{
	switch (node->kind) {
	case NODE_NULL:
		buf_adds(out, "null");
		break;
	case NODE_FALSE:
		buf_adds(out, "false");
		break;
	case NODE_TRUE:
		buf_adds(out, "true");
		break;
	case NODE_NUMBER:
		if (form.canonical)
			json_number(out, node->text);
		else
			buf_add(out, node->text);
		break;
	case NODE_STRING:
		json_string(out, node->text);
		break;
	case NODE_ARRAY:
		add_array(out, scratch, node, form, level);
		break;
	case NODE_OBJECT:
		add_object(out, scratch, node, form, level);
		break;
	}
}

static void write_form(struct buf *out, const struct node *node,
		       struct form form)
{
	struct arena scratch = { 0 };

	add_node(out, &scratch, node, form, 0);
	arena_free(&scratch);
}

void json_canonical(struct buf *out, const struct node *node,
		    enum json_order order)
{
	write_form(out, node,
		   (struct form){ .canonical = true,
				  .sorted = order == JSON_SORTED });
}

void json_compact(struct buf *out, const struct node *node)
{
	write_form(out, node, (struct form){ .canonical = false });
}

void json_pretty(struct buf *out, const struct node *node)
{
	write_form(out, node, (struct form){ .lines = true });
}

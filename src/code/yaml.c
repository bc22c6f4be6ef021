/*
 * YAML: every scalar that is text, named by the JSON Pointer of its place.
 *
 * The file is read by src/syntax, which refuses anchors, tags and second
 * documents; what it refuses is told as it tells it. A literal ends where its
 * quote is closed, its block or its line ends.
 */
#include "syntax/yaml.h"

#include "base/arena.h"
#include "base/buf.h"
#include "code/reader.h"

enum { POINTER_MOST = 600 }; /* bytes; what lies deeper has no symbol */

struct walk {
	struct code_reader *r;
	struct buf pointer;
	struct str name;
	/* The line that was looked for last, and where it begins. */
	unsigned line;
	size_t begins;
};

/* ---- where a scalar stands */

static size_t after_line(struct str text, size_t i)
{
	while (i < text.n && text.p[i] != '\n' && text.p[i] != '\r')
		i++;
	if (i + 1 < text.n && text.p[i] == '\r' && text.p[i + 1] == '\n')
		i++;
	return i < text.n ? i + 1 : i;
}

/* Nodes come in the order of the text. */
static size_t offset_of(struct walk *w, struct pos pos)
{
	struct str text = w->r->text;
	size_t i;

	for (; w->line < pos.line; w->line++)
		w->begins = after_line(text, w->begins);
	i = w->begins;
	for (unsigned column = 1; column < pos.column && i < text.n; column++)
		for (i++;
		     i < text.n && ((unsigned char)text.p[i] & 0xC0) == 0x80;
		     i++)
			;
	return i;
}

static size_t quoted_end(struct str s, size_t i)
{
	char quote = s.p[i];

	for (i++; i < s.n; i++) {
		bool escape = s.p[i] == '\\' && quote == '"';
		bool twice = s.p[i] == quote && quote == '\'' && i + 1 < s.n &&
			     s.p[i + 1] == quote;

		if (escape || twice)
			i++;
		else if (s.p[i] == quote)
			return i + 1;
	}
	return s.n;
}

static size_t spaces(struct str s, size_t i)
{
	size_t n = 0;

	while (i + n < s.n && s.p[i + n] == ' ')
		n++;
	return n;
}

/* Behind the last line of a block that is not blank. */
static size_t block_end(struct str s, size_t i)
{
	size_t end = i, indent = 0;

	for (i = after_line(s, i); i < s.n; i = after_line(s, i)) {
		size_t n = spaces(s, i);

		if (i + n >= s.n || s.p[i + n] == '\n' || s.p[i + n] == '\r')
			continue;
		if (indent == 0)
			indent = n;
		if (n < indent || n == 0)
			break;
		end = after_line(s, i);
	}
	return end;
}

static size_t plain_end(struct str s, size_t i)
{
	size_t end;

	for (end = i; i < s.n && s.p[i] != '\n' && s.p[i] != '\r'; i++) {
		if (s.p[i] == ' ' && i + 1 < s.n && s.p[i + 1] == '#')
			break;
		if (s.p[i] != ' ' && s.p[i] != '\t')
			end = i + 1;
	}
	return end;
}

static size_t end_of(struct str s, size_t from, bool plain)
{
	if (from >= s.n)
		return s.n;
	if (plain)
		return plain_end(s, from);
	if (s.p[from] == '"' || s.p[from] == '\'')
		return quoted_end(s, from);
	return block_end(s, from);
}

/* ---- the tree */

static void tell(struct walk *w, const struct node *node)
{
	struct code_literal out = { .how = CODE_BARE,
				    .text = node->text,
				    .syntax = "text",
				    .name = w->name };

	if (node->plain && !node->text.n)
		return;
	out.from = offset_of(w, node->pos);
	out.to = end_of(w->r->text, out.from, node->plain);
	if (w->pointer.len <= POINTER_MOST)
		out.symbol = str_copy(w->r->out, buf_str(&w->pointer));
	if (out.symbol.n)
		out.how = CODE_ASSIGNED;
	code_emit(w->r, &out);
}

/* No deeper than NODE_DEPTH, which the reader of YAML holds. */
static void visit(struct walk *w, const struct node *node)
{
	const struct str name = w->name;
	const size_t length = w->pointer.len;

	if (node->kind == NODE_STRING)
		tell(w, node);
	if (node->kind != NODE_OBJECT && node->kind != NODE_ARRAY)
		return;
	for (size_t i = 0; i < node->count; i++) {
		bool object = node->kind == NODE_OBJECT;

		if (object)
			w->name = node->members[i].name;
		if (length <= POINTER_MOST)
			node_pointer_add(
				&w->pointer,
				object ? node->members[i].name :
					 str_fmt(w->r->scratch, "%zu", i));
		visit(w, object ? &node->members[i].value : &node->items[i]);
		w->pointer.len = length;
		w->name = name;
	}
}

static int read(struct code_reader *r, struct code_error *why)
{
	struct walk w = { .r = r, .pointer = buf_in(r->scratch), .line = 1 };
	struct syntax_error wrong;
	struct node root;

	if (yaml_read(r->out, r->text, &root, &wrong) < 0)
		return code_fail(why, wrong.pos, "%s", wrong.text);
	visit(&w, &root);
	return 0;
}

static const char *const suffixes[] = { ".yaml", ".yml", NULL };

const struct code_language code_yaml = {
	.name = "yaml",
	.suffixes = suffixes,
	.read = read,
};

/* Lines that are added to a manifest. */
#include "base/arena.h"
#include "base/buf.h"
#include "prompt/edit.h"
#include "prompt/edit_parts.h"
#include "prompt/manifest.h"
#include "syntax/yaml.h"

struct append {
	struct arena *a;
	struct str text;
	const char *key;
	struct str above, block;
	struct node root, added; /* added: what block says */
	const char *newline;
};

static int refuse(const struct append *e, struct error *err)
{
	error_help(err, "promptpin init --dry-run shows what is to be added");
	return error_set(err, ERROR_REFUSED,
			 "`%s` of " MANIFEST_PATH
			 " cannot be added to safely: write its entries a "
			 "line each, without {} and [] around them all",
			 e->key);
}

/* The block as it stands in the file: indented by so many spaces. */
static void add_block(const struct append *e, struct buf *out, struct str block,
		      size_t indent)
{
	for (size_t at = 0, end; at < block.n; at = end + 1) {
		struct str line;

		end = str_find(block, '\n', at);
		line = str_cut(block, at, end);
		if (str_starts(line, "  ")) {
			line = str_cut(line, 2, line.n);
			for (size_t i = 0; i < indent; i++)
				buf_addc(out, ' ');
		}
		buf_add(out, line);
		buf_adds(out, e->newline);
	}
}

static void end_line(const struct append *e, struct buf *out)
{
	if (out->len && out->data[out->len - 1] != '\n')
		buf_adds(out, e->newline);
}

/* A key that is not there goes to the end. */
static void add_key(const struct append *e, struct buf *out)
{
	buf_add(out, e->text);
	end_line(e, out);
	if (out->len)
		buf_adds(out, e->newline);
	add_block(e, out, e->above, 0);
	buf_addf(out, "%s:%s", e->key, e->newline);
	add_block(e, out, e->block, 2);
}

/* `prompts: {}`: the braces give way, a comment behind them stays. */
static bool fill(const struct append *e, const struct member *key,
		 struct buf *out)
{
	size_t line = edit_line_start(e->text, key->pos.line);
	size_t end = str_find(e->text, '\n', line);
	size_t from = str_find(str_cut(e->text, 0, end), ':', line) + 1, to;

	for (to = from; to < end && strchr(" {}[]", e->text.p[to]); to++)
		;
	if (to < end && e->text.p[to] != '#' && e->text.p[to] != '\r')
		return false;
	buf_add(out, str_cut(e->text, 0, from));
	if (to < end && e->text.p[to] == '#')
		buf_addc(out, ' ');
	buf_add(out, str_cut(e->text, to, end));
	if (end == e->text.n)
		buf_adds(out, e->newline);
	else
		buf_addc(out, '\n');
	add_block(e, out, e->block, 2);
	buf_add(out, str_cut(e->text, end + 1, e->text.n));
	return true;
}

/* Behind the last entry, with its indentation. */
static bool extend(const struct append *e, const struct node *value,
		   struct buf *out)
{
	bool list = value->kind == NODE_ARRAY;
	struct pos last = list ? value->items[value->count - 1].pos :
				 value->members[value->count - 1].pos;
	size_t line = edit_line_start(e->text, last.line), indent = 0, end;

	while (line + indent < e->text.n && e->text.p[line + indent] == ' ')
		indent++;
	if (list ? line + indent >= e->text.n ||
			    e->text.p[line + indent] != '-' :
		   indent + 1 != last.column)
		return false;
	last.column = (unsigned)indent + 1;
	end = edit_entry_end(e->text, last);
	buf_add(out, str_cut(e->text, 0, end));
	end_line(e, out);
	add_block(e, out, e->block, indent);
	buf_add(out, str_cut(e->text, end, e->text.n));
	return true;
}

/* ignore: [a, b] on one line. */
static bool extend_flow(const struct append *e, const struct node *value,
			struct buf *out)
{
	struct pos last = value->items[value->count - 1].pos;
	size_t at = edit_line_start(e->text, last.line) + last.column - 1;
	size_t end = str_find(e->text, '\n', at);
	struct str block = e->block;

	at = str_find(str_cut(e->text, 0, end), ']', at);
	if (at == end)
		return false;
	buf_add(out, str_cut(e->text, 0, at));
	for (size_t from = 0, to; from < block.n; from = to + 1) {
		to = str_find(block, '\n', from);
		if (!str_starts(str_cut(block, from, to), "  - "))
			return false;
		buf_adds(out, ", ");
		buf_add(out, str_cut(block, from + 4, to));
	}
	buf_add(out, str_cut(e->text, at, e->text.n));
	return true;
}

/* ---- the proof ---------------------------------------------------------------------- */

/* Whether now is old with what was added behind. */
static bool is_longer(const struct node *old, const struct node *more,
		      const struct node *now)
{
	size_t n = old && old->kind == now->kind ? old->count : 0;

	if (more->kind != now->kind || now->count != n + more->count)
		return false;
	for (size_t i = 0; i < now->count; i++) {
		const struct node *from = i < n ? old : more;
		size_t k = i < n ? i : i - n;

		if (now->kind == NODE_ARRAY ?
			    !node_equal(&now->items[i], &from->items[k]) :
			    !str_eq(now->members[i].name,
				    from->members[k].name) ||
				    !node_equal(&now->members[i].value,
						&from->members[k].value))
			return false;
	}
	return true;
}

static bool proved(const struct append *e, const struct node *now)
{
	const struct member *old = node_member(&e->root, str_of(e->key));
	const struct member *new = node_member(now, str_of(e->key));

	if (!new || now->count != e->root.count + !old)
		return false;
	for (size_t i = 0; i < e->root.count; i++) {
		const struct member *m = &e->root.members[i];

		if (!str_eq(now->members[i].name, m->name) ||
		    (m != old &&
		     !node_equal(&now->members[i].value, &m->value)))
			return false;
	}
	return is_longer(old ? &old->value : NULL, &e->added, &new->value);
}

static bool is_empty(const struct node *node)
{
	return node->kind == NODE_NULL ||
	       (node->kind == NODE_STRING && node->plain &&
		node->text.n == 0) ||
	       ((node->kind == NODE_OBJECT || node->kind == NODE_ARRAY) &&
		node->count == 0);
}

/* Where the value of the key goes on; false: nothing can be added to it. */
static bool add(const struct append *e, struct buf *out)
{
	const struct member *key = node_member(&e->root, str_of(e->key));

	if (!key) {
		add_key(e, out);
		return true;
	}
	if (is_empty(&key->value))
		return fill(e, key, out);
	if (key->value.kind != e->added.kind)
		return false;
	if (extend(e, &key->value, out))
		return true;
	buf_clear(out);
	return key->value.kind == NODE_ARRAY &&
	       extend_flow(e, &key->value, out);
}

static int read(struct append *e, struct str text, struct node *out,
		struct error *err)
{
	struct syntax_error why;

	if (yaml_read(e->a, text, out, &why) < 0)
		return error_set(err, ERROR_REFUSED, MANIFEST_PATH ":%u:%u: %s",
				 why.pos.line, why.pos.column, why.text);
	if (out->kind != NODE_OBJECT && out->kind != NODE_ARRAY)
		return refuse(e, err);
	return 0;
}

int edit_append(struct arena *a, struct str text, const char *key,
		struct str above, struct str block, struct str *out,
		struct error *err)
{
	struct append e = {
		.a = a, .text = text, .key = key, .above = above, .block = block
	};
	struct buf b = buf_in(a);
	struct node now;
	size_t lf = str_find(text, '\n', 0);

	e.newline = lf > 0 && lf < text.n && text.p[lf - 1] == '\r' ? "\r\n" :
								      "\n";
	if (read(&e, text, &e.root, err) < 0 ||
	    read(&e, block, &e.added, err) < 0)
		return err->code;
	if (e.root.kind != NODE_OBJECT || !add(&e, &b) ||
	    read(&e, buf_str(&b), &now, err) < 0 || !proved(&e, &now))
		return err->code ? err->code : refuse(&e, err);
	*out = buf_str(&b);
	return 0;
}

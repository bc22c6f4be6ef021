/*
 * A table of prompts, as csv-parse reads it with the options that promptfoo
 * gives: the first row names the columns, fields are trimmed. A table that it
 * refuses is a list of lines, a prompt each.
 */
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "format/promptfoo.h"
#include "template/js_text.h"

struct field {
	struct str text;
	size_t from, to;
	bool made;
};

struct table {
	struct arena *a;
	struct str s;
	size_t at;
	struct field *row;
	size_t width, room;
	size_t columns;	      /* of the first row; 0: not read */
	size_t prompt, label; /* which they are; columns: none */
	struct foo_row *rows;
	size_t count, row_room;
};

static void add_row(struct table *t, struct foo_row row)
{
	t->rows = arena_grow(t->a, t->rows, t->count, &t->row_room,
			     sizeof(*t->rows));
	t->rows[t->count++] = row;
}

/* ---- lines */

static bool is_heading(struct str line)
{
	line = js_trim(line);
	return line.n == 6 && strncasecmp(line.p, "prompt", 6) == 0;
}

static void read_lines(struct table *t)
{
	bool first = true;
	size_t end;

	for (size_t at = 0; at < t->s.n; at = end + 1) {
		size_t to;

		end = str_find(t->s, '\n', at);
		to = end > at && end < t->s.n && t->s.p[end - 1] == '\r' ?
			     end - 1 :
			     end;
		if (js_trim(str_cut(t->s, at, to)).n == 0)
			continue;
		if (!first || !is_heading(str_cut(t->s, at, to)))
			add_row(t,
				(struct foo_row){ str_cut(t->s, at, to),
						  STR_EMPTY, at, to, false });
		first = false;
	}
}

/* ---- fields */

static bool ends_field(const struct table *t, size_t at)
{
	return at >= t->s.n || t->s.p[at] == ',' || t->s.p[at] == '\n' ||
	       t->s.p[at] == '\r';
}

static size_t skip_blanks(const struct table *t, size_t at)
{
	while (at < t->s.n && (t->s.p[at] == ' ' || t->s.p[at] == '\t'))
		at++;
	return at;
}

/* Two quotes are one. */
static struct str unquote(struct arena *a, struct str s)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < s.n; i++) {
		buf_addc(&b, s.p[i]);
		if (s.p[i] == '"')
			i++;
	}
	return buf_str(&b);
}

/* False: the quote is never closed, or more follows. *lost: the former. */
static bool quoted(struct table *t, size_t at, struct field *out, bool *lost)
{
	size_t from = at + 1, to = from;
	bool doubled = false;

	while (to < t->s.n && (t->s.p[to] != '"' ||
			       (to + 1 < t->s.n && t->s.p[to + 1] == '"'))) {
		doubled = doubled || t->s.p[to] == '"';
		to += t->s.p[to] == '"' ? 2 : 1;
	}
	*lost = to >= t->s.n;
	at = skip_blanks(t, to + 1);
	if (*lost || !ends_field(t, at))
		return false;
	*out = (struct field){ str_cut(t->s, from, to), from, to, doubled };
	if (doubled)
		out->text = unquote(t->a, out->text);
	t->at = at;
	return true;
}

static bool read_field(struct table *t)
{
	size_t from = skip_blanks(t, t->at), to = from;
	struct field field;
	bool lost = false;

	if (from >= t->s.n || t->s.p[from] != '"' ||
	    !quoted(t, from, &field, &lost)) {
		if (lost)
			return false;
		while (!ends_field(t, to))
			to++;
		t->at = to;
		field.text = js_trim(str_cut(t->s, from, to));
		field.from = (size_t)(field.text.p - t->s.p);
		field.to = field.from + field.text.n;
		field.made = false;
	}
	t->row = arena_grow(t->a, t->row, t->width, &t->room, sizeof(*t->row));
	t->row[t->width++] = field;
	return true;
}

/* ---- rows */

static bool read_row(struct table *t)
{
	t->width = 0;
	while (true) {
		if (!read_field(t))
			return false;
		if (t->at >= t->s.n || t->s.p[t->at] != ',')
			break;
		t->at++;
	}
	if (str_starts(str_cut(t->s, t->at, t->s.n), "\r\n"))
		t->at++;
	t->at++;
	return true;
}

static size_t column(const struct table *t, const char *name)
{
	for (size_t i = 0; i < t->width; i++)
		if (str_is(t->row[i].text, name))
			return i;
	return t->width;
}

static bool read_table(struct table *t)
{
	while (t->at < t->s.n) {
		const struct field *f;

		if (!read_row(t))
			return false;
		if (t->width == 1 && t->row[0].text.n == 0)
			continue; /* an empty line */
		if (t->columns == 0) {
			t->columns = t->width;
			t->prompt = column(t, "prompt");
			t->label = column(t, "label");
			continue;
		}
		if (t->width != t->columns)
			return false;
		if (t->prompt == t->columns || !t->row[t->prompt].text.n)
			continue;
		f = &t->row[t->prompt];
		add_row(t, (struct foo_row){ f->text,
					     t->label < t->columns ?
						     t->row[t->label].text :
						     STR_EMPTY,
					     f->from, f->to, f->made });
	}
	return true;
}

struct foo_row *foo_csv(struct arena *a, struct str bytes, size_t *count)
{
	struct table t = { .a = a, .s = bytes };

	if (str_find(bytes, ',', 0) == bytes.n || !read_table(&t)) {
		t.count = 0;
		read_lines(&t);
	}
	*count = t.count;
	return t.rows;
}

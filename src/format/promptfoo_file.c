/*
 * What a file named by an entry of `prompts` holds, by its ending.
 */
#include "base/arena.h"
#include "format/promptfoo.h"
#include "syntax/yaml.h"
#include "template/js_text.h"

enum kind {
	KIND_NONE,
	KIND_WHOLE, /* one text */
	KIND_TEXTS, /* cut at lines of three hyphens */
	KIND_LINES, /* one a line */
	KIND_TABLE,
	KIND_JSON,
	KIND_YAML,
	KIND_CODE /* it is run */
};

static enum kind kind_of(struct str path)
{
	static const struct {
		const char *ending;
		enum kind kind;
	} rows[] = {
		{ ".cjs", KIND_CODE },	{ ".cts", KIND_CODE },
		{ ".js", KIND_CODE },	{ ".mjs", KIND_CODE },
		{ ".mts", KIND_CODE },	{ ".py", KIND_CODE },
		{ ".ts", KIND_CODE },	{ ".bash", KIND_CODE },
		{ ".bat", KIND_CODE },	{ ".cmd", KIND_CODE },
		{ ".exe", KIND_CODE },	{ ".pl", KIND_CODE },
		{ ".ps1", KIND_CODE },	{ ".rb", KIND_CODE },
		{ ".sh", KIND_CODE },	{ ".csv", KIND_TABLE },
		{ ".j2", KIND_WHOLE },	{ ".md", KIND_WHOLE },
		{ ".json", KIND_JSON }, { ".jsonl", KIND_LINES },
		{ ".txt", KIND_TEXTS }, { ".yaml", KIND_YAML },
		{ ".yml", KIND_YAML },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_ends(path, rows[i].ending))
			return rows[i].kind;
	return KIND_NONE;
}

bool foo_is_code(struct str path)
{
	return kind_of(path) == KIND_CODE || str_ends(path, ".go");
}

bool foo_is_known(struct str path)
{
	return kind_of(path) != KIND_NONE;
}

/* prompts.py:build. */
size_t foo_path_length(struct str path)
{
	static const char *const endings[] = { ".js", ".cjs", ".mjs",
					       ".ts", ".cts", ".mts",
					       ".py", ".go",  ".rb" };
	size_t colon = str_rfind(path, ':');
	struct str file = str_cut(path, 0, colon);

	if (colon == path.n)
		return path.n;
	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (str_ends(file, endings[i]))
			return colon;
	return path.n;
}

/* ---- several texts of one file */

/* Places from one to the next, so that all of them take one pass. */
struct cursor {
	struct str path, bytes;
	size_t at;
	struct pos pos;
};

static struct format_text slice(struct cursor *c, size_t from, size_t to)
{
	struct str step = str_cut(c->bytes, c->at, from);
	struct pos moved = text_pos(step, step.n);

	c->pos.column = moved.line == 1 ? c->pos.column + moved.column - 1 :
					  moved.column;
	c->pos.line += moved.line - 1;
	c->at = from;
	return (struct format_text){ .text = str_cut(c->bytes, from, to),
				     .path = c->path,
				     .pos = c->pos,
				     .whole = from == 0 && to == c->bytes.n };
}

static struct str name_of(const struct foo_entry *e, struct str ref)
{
	return e->label.n ? e->label : ref;
}

static bool add_slice(struct foo *f, const struct foo_entry *e, struct str name,
		      struct format_text text)
{
	struct foo_text *t = foo_add(f, name, e->pos);

	if (!t)
		return false;
	t->config = e->config;
	foo_chat(f, &t->parts, &text, false);
	return true;
}

static bool add_trimmed(struct foo *f, const struct foo_entry *e,
			struct str name, struct cursor *c, size_t from,
			size_t to)
{
	struct str text = js_trim(str_cut(c->bytes, from, to));

	if (text.n == 0)
		return true;
	from = (size_t)(text.p - c->bytes.p);
	return add_slice(f, e, name, slice(c, from, from + text.n));
}

static void read_texts(struct foo *f, const struct foo_entry *e,
		       struct str name, struct cursor *c)
{
	size_t from = 0, at = 0;

	while (at < c->bytes.n) {
		size_t end = str_find(c->bytes, '\n', at);

		if (str_is(js_trim(str_cut(c->bytes, at, end)), "---")) {
			if (!add_trimmed(f, e, name, c, from, at))
				return;
			from = end + 1;
		}
		at = end + 1;
	}
	(void)add_trimmed(f, e, name, c, from, c->bytes.n);
}

static void read_lines(struct foo *f, const struct foo_entry *e,
		       struct str name, struct cursor *c)
{
	size_t end;

	for (size_t at = 0; at < c->bytes.n; at = end + 1) {
		size_t to;

		end = to = str_find(c->bytes, '\n', at);
		if (to > at && to < c->bytes.n && c->bytes.p[to - 1] == '\r')
			to--;
		if (to > at && !add_slice(f, e, name, slice(c, at, to)))
			return;
	}
}

static void read_table(struct foo *f, const struct foo_entry *e,
		       struct str name, struct cursor *c)
{
	size_t count;
	struct foo_row *rows = foo_csv(f->r->a, c->bytes, &count);

	for (size_t i = 0; i < count; i++) {
		struct format_text text = slice(c, rows[i].from, rows[i].to);

		if (rows[i].made) {
			text.text = rows[i].prompt;
			text.point = true;
			text.whole = false;
		}
		if (!add_slice(f, e, rows[i].label.n ? rows[i].label : name,
			       text))
			return;
	}
}

/* ---- one text */

static void read_one(struct foo *f, const struct foo_entry *e, struct str name,
		     struct cursor *c, enum kind kind)
{
	struct foo_text *t = foo_add(f, name, e->pos);
	struct format_text text = slice(c, 0, c->bytes.n);
	struct node *value;
	struct syntax_error why;

	if (!t)
		return;
	t->config = e->config;
	text.whole = true; /* with its byte order mark */
	if (kind == KIND_YAML) {
		value = arena_zero(f->r->a, 1, sizeof(*value));
		if (yaml_read(f->r->a, c->bytes, value, &why) == 0) {
			foo_chat_value(f, &t->parts, value, &text);
			return;
		}
		format_wrong_in(f->r, RULE_FORMAT_INVALID, c->path, why.pos,
				STR("correct the line and column named"), "%s",
				why.text);
		return;
	}
	foo_chat(f, &t->parts, &text, kind == KIND_JSON);
}

static void read_code(struct foo *f, const struct foo_entry *e, struct str name,
		      struct str path, struct str bytes)
{
	struct foo_text *t = foo_add(f, name, e->pos);

	if (!t)
		return;
	t->config = e->config;
	format_opaque(f->r, &t->parts, e->raw, path, bytes, e->pos);
}

bool foo_file(struct foo *f, const struct foo_entry *e, struct str ref,
	      struct str path, struct str bytes)
{
	struct str name = name_of(e, ref);
	enum kind kind = kind_of(path);
	struct cursor c = { .path = path,
			    .bytes = str_starts(bytes, "\xef\xbb\xbf") ?
					     str_cut(bytes, 3, bytes.n) :
					     bytes,
			    .pos = { 1, 1 } };
	size_t before = f->text_count;

	switch (kind) {
	case KIND_NONE:
		return false;
	case KIND_TEXTS:
		read_texts(f, e, name, &c);
		break;
	case KIND_LINES:
		read_lines(f, e, name, &c);
		break;
	case KIND_TABLE:
		read_table(f, e, name, &c);
		break;
	case KIND_CODE:
		read_code(f, e, name, path, bytes);
		return true;
	case KIND_WHOLE:
	case KIND_JSON:
	case KIND_YAML:
		read_one(f, e, name, &c, kind);
		return true;
	}
	if (f->text_count == before)
		format_wrong_in(f->r, RULE_FORMAT_INVALID, path,
				(struct pos){ 0, 0 },
				STR("write a prompt into it, or take it out of "
				    "`prompts`"),
				"there is no prompt in it");
	return true;
}

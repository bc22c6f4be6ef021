/*
 * Texts and values of a file, and further files.
 */
#include "base/arena.h"
#include "format/make.h"
#include "format/reading.h"
#include "format/spots.h"
#include "syntax/json.h"
#include "syntax/yaml.h"
#include "view/view.h"

static const struct spots *spots(struct reading *r, struct str bytes)
{
	const struct str address = { (const char *)&bytes, sizeof(bytes) };
	struct spots *s = map_get(&r->memory->spots, address);

	if (s)
		return s;
	s = spots_of(r->a, bytes);
	*map_put(&r->memory->spots, str_copy(r->a, address)) = s;
	return s;
}

struct pos format_pos(struct reading *r, size_t offset)
{
	return spots_pos(spots(r, r->bytes), offset);
}

struct format_text format_slice(struct reading *r, size_t from, size_t to)
{
	return (struct format_text){
		.text = str_cut(r->bytes, from, to),
		.path = r->path,
		.pos = format_pos(r, from),
	};
}

struct format_text format_made_text(struct reading *r, struct str text,
				    struct pos pos)
{
	return (struct format_text){
		.text = text, .path = r->path, .pos = pos, .point = true
	};
}

/* A literal block scalar keeps its lines: they lose their indentation, which
 * is that of the first line that has more than blanks. */
static void place_block(struct str bytes, size_t at, struct format_text *out)
{
	size_t line = str_find(bytes, '\n', at) + 1, first = line;

	while (first < bytes.n) {
		size_t text = first;

		while (text < bytes.n && bytes.p[text] == ' ')
			text++;
		if (text < bytes.n && bytes.p[text] != '\n' &&
		    bytes.p[text] != '\r') {
			out->indent = (unsigned)(text - first);
			break;
		}
		first = str_find(bytes, '\n', first) + 1;
	}
	out->pos = (struct pos){ out->pos.line + 1, out->indent + 1 };
	out->point = false;
}

struct format_text format_node_text(struct reading *r, const struct node *node,
				    struct str path, struct str bytes)
{
	struct format_text out = { .text = node->text,
				   .path = path,
				   .pos = node->pos,
				   .point = true };
	size_t at;

	if (node->pos.line == 0)
		return out;
	at = spots_offset(spots(r, bytes), node->pos);
	if (at >= bytes.n)
		return out;
	if (bytes.p[at] == '|')
		place_block(bytes, at, &out);
	else if (str_eq(str_cut(bytes, at, at + node->text.n), node->text))
		out.point = false;
	else if (str_eq(str_cut(bytes, at + 1, at + 1 + node->text.n),
			node->text)) {
		out.point = false;
		out.pos.column++;
	}
	return out;
}

struct format_value format_value(struct reading *r, const struct node *node)
{
	struct syntax_error why = { 0 };
	struct node *copy;

	if (!node)
		return (struct format_value){ 0 };
	copy = make_copy(r->a, node);
	if (yaml_resolve_core(r->a, copy, &why) < 0) {
		format_wrong(r, why.pos, STR("put the value in quotes"), "%s",
			     why.text);
		return (struct format_value){ 0 };
	}
	return (struct format_value){ copy, r->path, false };
}

struct format_value format_made(struct reading *r, struct node *node)
{
	return format_value(r, node);
}

struct str format_string(const struct node *node)
{
	return node && node->kind == NODE_STRING ? node->text : STR_EMPTY;
}

bool format_is_true(const struct node *node)
{
	if (!node)
		return false;
	return node->kind == NODE_TRUE ||
	       (node->kind == NODE_STRING && node->plain &&
		(str_is(node->text, "true") || str_is(node->text, "True") ||
		 str_is(node->text, "TRUE")));
}

/* ---- further files -------------------------------------------------------- */

bool format_join(struct reading *r, struct str folder, struct str ref,
		 struct pos pos, struct str *out)
{
	if (ref.n && !str_starts(ref, "/") &&
	    view_path_join(r->a, folder, ref, out) == 0)
		return true;
	format_wrong_in(r, RULE_PATH_ESCAPE, r->path, pos,
			STR("name a file of this repository, relative to the "
			    "file's own folder"),
			"%.*s leaves the repository, or is not a path",
			STR_ARG(text_shorten(ref, 200)));
	return false;
}

static void note_other(struct reading *r, struct str path)
{
	struct format_file *out = r->out;

	if (map_get(&r->memory->others, path))
		return;
	*map_put(&r->memory->others, path) = r->memory;
	out->others = arena_grow(r->a, out->others, out->other_count,
				 &out->other_room, sizeof(*out->others));
	out->others[out->other_count++] = path;
}

/* 0, ERROR_ABSENT, ERROR_REFUSED with *why; r->rc is set on failure. */
static int read_other(struct reading *r, struct str path, struct str *bytes,
		      struct error *why)
{
	int rc = ERROR_ABSENT;

	if (r->rc < 0)
		return r->rc;
	if (r->files->read)
		rc = r->files->read(r->files->context, r->a, path, bytes, why);
	if (rc == 0)
		note_other(r, str_copy(r->a, path));
	if (rc < 0 && rc != ERROR_ABSENT && rc != ERROR_REFUSED)
		r->rc = error_set(r->err, ERROR_FAILED, "%s", why->text);
	return rc;
}

static struct str git_add(struct arena *a, struct str path)
{
	struct buf b = buf_in(a);

	buf_adds(&b, path.n && path.p[0] == '-' ? "git add -- " : "git add ");
	text_word(&b, path);
	return buf_str(&b);
}

static void refused(struct reading *r, struct str path, const struct error *why)
{
	format_wrong_in(r, RULE_SOURCE_NOT_TEXT, path, (struct pos){ 0, 0 },
			STR("save the file as UTF-8 text of at most 1 MiB"),
			"%s", why->text);
}

bool format_open(struct reading *r, struct str ref, struct pos pos,
		 struct str *path, struct str *bytes)
{
	struct error why = { 0 };
	int rc;

	if (!format_join(r, r->folder, ref, pos, path))
		return false;
	rc = read_other(r, *path, bytes, &why);
	if (rc == ERROR_ABSENT)
		format_wrong_in(r, RULE_SOURCE_MISSING, r->path, pos,
				git_add(r->a, *path), "%.*s is not there",
				STR_ARG(text_shorten(*path, 200)));
	else if (rc == ERROR_REFUSED)
		refused(r, *path, &why);
	return rc == 0;
}

bool format_try(struct reading *r, struct str path, struct str *bytes)
{
	struct error why = { 0 };
	int rc = view_path_ok(path) ? read_other(r, path, bytes, &why) :
				      ERROR_ABSENT;

	if (rc == ERROR_REFUSED)
		refused(r, path, &why);
	return rc == 0;
}

bool format_peek(struct reading *r, struct str path, struct str *bytes)
{
	struct error why = { 0 };

	return view_path_ok(path) && read_other(r, path, bytes, &why) == 0;
}

bool format_open_value(struct reading *r, struct str ref, struct pos pos,
		       struct format_value *out)
{
	struct syntax_error why = { 0 };
	struct str path, bytes;
	struct node *node;
	bool json;
	int rc;

	*out = (struct format_value){ 0 };
	if (!format_open(r, ref, pos, &path, &bytes))
		return false;
	node = arena_zero(r->a, 1, sizeof(*node));
	json = str_ends(path, ".json");
	if (json) {
		rc = json_read(r->a, bytes, node, &why);
	} else {
		rc = yaml_read(r->a, bytes, node, &why);
		if (rc == 0)
			rc = yaml_resolve_core(r->a, node, &why);
	}
	if (rc < 0) {
		format_wrong_in(r, RULE_FORMAT_INVALID, path, why.pos,
				STR("correct the line and column named"), "%s",
				why.text);
		return false;
	}
	*out = (struct format_value){ node, path, json };
	return true;
}

const struct node *format_yaml(struct reading *r, struct str text,
			       unsigned first_line)
{
	struct syntax_error why = { 0 };
	struct node *node = arena_zero(r->a, 1, sizeof(*node));
	struct buf lines = buf_in(r->a);

	/* empty lines before it, so that places are those of the file */
	for (unsigned i = 1; i < first_line; i++)
		buf_addc(&lines, '\n');
	buf_add(&lines, text);
	if (yaml_read(r->a, buf_str(&lines), node, &why) == 0)
		return node;
	format_wrong(r, why.pos, STR("correct the line and column named"), "%s",
		     why.text);
	return NULL;
}

const struct node *format_json(struct reading *r, struct str text)
{
	struct syntax_error why = { 0 };
	struct node *node = arena_zero(r->a, 1, sizeof(*node));

	if (json_read(r->a, text, node, &why) == 0)
		return node;
	format_wrong(r, why.pos, STR("correct the line and column named"), "%s",
		     why.text);
	return NULL;
}

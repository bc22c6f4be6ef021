/* What one file is: of a format, a text or template, or nothing here. */
#include "base/arena.h"
#include "base/text.h"
#include "cli/scan_parts.h"
#include "pattern/glob.h"

enum { HINTS = 2 /* of a text whose place alone says little */ };

/* ---- further files, for the formats ----------------------------------------- */

static int read_other(void *context, struct arena *a, struct str path,
		      struct str *bytes, struct error *err)
{
	struct scan *s = context;

	return view_read(s->view, a, path, SOURCE_SIZE, bytes, err);
}

static int list_others(void *context, struct arena *a, struct str glob,
		       struct str **paths, size_t *count, struct error *err)
{
	struct scan *s = context;
	struct str prefix = glob_prefix(glob);
	size_t room = 0;

	(void)err;
	*paths = NULL;
	*count = 0;
	for (size_t i = 0; i < s->path_count; i++) {
		struct str path = s->paths[i];

		if (path.n < prefix.n ||
		    !str_eq(str_cut(path, 0, prefix.n), prefix) ||
		    !glob_match(glob, path))
			continue;
		*paths = arena_grow(a, *paths, *count, &room, sizeof(**paths));
		(*paths)[(*count)++] = path;
	}
	return 0;
}

/* ---- a file of a format -------------------------------------------------------- */

static void leave_trouble(struct scan *s, const struct format_trouble *t)
{
	struct arena *a = s->run->arena;

	if (t->pos.line)
		scan_leave(s, str_fmt(a, "%.*s:%u:%u: %.*s", STR_ARG(t->path),
				      t->pos.line, t->pos.column,
				      STR_ARG(t->message)));
	else
		scan_leave(s, str_fmt(a, "%.*s: %.*s", STR_ARG(t->path),
				      STR_ARG(t->message)));
}

static void keep_prompt(struct scan *s, const struct format_prompt *p,
			struct own_prompt *out)
{
	struct arena *a = s->run->arena;

	out->name = str_copy(a, p->name);
	out->version = str_copy(a, p->version);
	out->opaque = p->opaque_count > 0;
	out->texts = arena_zero(a, p->message_count + p->opaque_count,
				sizeof(*out->texts));
	for (size_t i = 0; i < p->message_count; i++) {
		if (p->messages[i].text.path.n)
			out->texts[out->text_count++] = str_copy(
				a, p->messages[i].text.path);
	}
	for (size_t i = 0; i < p->opaque_count; i++) {
		if (p->opaque[i].path.n)
			out->texts[out->text_count++] = str_copy(
				a, p->opaque[i].path);
	}
}

/* Tools and schemas alone are a part of prompts, and none. */
static bool says_something(const struct format_prompt *p)
{
	return p->message_count > 0 || p->opaque_count > 0;
}

static void keep_file(struct scan *s, const struct format_file *file,
		      struct candidate *c)
{
	struct arena *a = s->run->arena;

	c->prompts = arena_zero(a, file->prompt_count, sizeof(*c->prompts));
	for (size_t i = 0; i < file->prompt_count; i++) {
		if (says_something(&file->prompts[i]))
			keep_prompt(s, &file->prompts[i],
				    &c->prompts[c->prompt_count++]);
	}
	c->others = arena_zero(a, file->other_count, sizeof(*c->others));
	for (size_t i = 0; i < file->other_count; i++)
		c->others[c->other_count++] = str_copy(a, file->others[i]);
	c->broken = file->trouble_count > 0;
	if (c->broken)
		leave_trouble(s, &file->troubles[0]);
}

static int read_format(struct scan *s, struct arena *scratch, struct str bytes,
		       struct candidate *c)
{
	struct format_request request = {
		.a = scratch,
		.path = c->path,
		.bytes = bytes,
		.format = c->format,
		.files = { s, read_other, list_others },
	};
	struct format_file file;

	if (format_read(&request, &file, s->run->err) < 0)
		return s->run->err->code;
	keep_file(s, &file, c);
	return 0;
}

/* ---- a text -------------------------------------------------------------------- */

/* Endings that belong to one language, though its dialect has to be said. */
static const struct language *language_of(struct str path, bool *named)
{
	const struct language *l = language_by_path(path);

	*named = false;
	if (l)
		return l;
	*named = true;
	if (str_ends(path, ".hbs") || str_ends(path, ".handlebars"))
		return language_find(STR("handlebars"));
	if (str_ends(path, ".mustache"))
		return language_find(STR("mustache"));
	return NULL;
}

static void keep_template(struct scan *s, const struct template *t,
			  struct candidate *c)
{
	struct arena *a = s->run->arena;
	size_t n = 0;

	c->variables = t->variable_count > 0;
	for (size_t i = 0; i < t->include_count; i++)
		n += t->includes[i].name_count;
	c->includes = arena_zero(a, n, sizeof(*c->includes));
	for (size_t i = 0; i < t->include_count; i++) {
		for (size_t k = 0; k < t->includes[i].name_count; k++)
			c->includes[c->include_count++] = str_copy(
				a, t->includes[i].names[k]);
	}
}

static void read_text(struct scan *s, struct arena *scratch, struct str bytes,
		      struct candidate *c)
{
	struct template_error why = { 0 };
	struct template t;

	if (template_read(scratch, c->language, bytes, NULL, 0, &t, &why) ==
	    0) {
		keep_template(s, &t, c);
		return;
	}
	c->broken = true;
	if (why.pos.line)
		scan_leave(s, str_fmt(s->run->arena, "%.*s:%u:%u: %s",
				      STR_ARG(c->path), why.pos.line,
				      why.pos.column, why.text));
	else
		scan_leave(s, str_fmt(s->run->arena, "%.*s: %s",
				      STR_ARG(c->path), why.text));
}

/* `prompt`, `system_prompt`: not what is about prompts. */
static bool is_called_prompt(struct str stem)
{
	static const char *const ends[] = { "prompt",  "prompts", "Prompt",
					    "Prompts", "PROMPT",  "PROMPTS",
					    NULL };

	for (const char *const *e = ends; *e; e++) {
		if (str_ends(stem, *e))
			return true;
	}
	return false;
}

/*
 * A text in a folder named prompts is one; elsewhere it has to sound so. What
 * stands beside the instructions of an assistant is of a format, or nothing.
 */
static bool is_prompt_text(const struct candidate *c, struct str bytes)
{
	struct str root = scan_prompt_root(c->path);

	if (c->look == LOOK_AGENT)
		return false;
	if (c->look == LOOK_PROMPT || str_ends(root, "prompts") ||
	    str_ends(root, "Prompts") ||
	    !str_is(str_of(c->language->name), "text"))
		return true;
	return (root.n || is_called_prompt(c->stem)) &&
	       detect_hints(bytes) >= HINTS;
}

/* ---- */

static void name_candidate(struct candidate *c)
{
	struct str stem = format_stem(c->path);

	c->folder = scan_folder_of(c->path);
	c->name = str_cut(c->path, c->folder.n ? c->folder.n + 1 : 0,
			  c->path.n);
	if (stem.n <= c->folder.n)
		stem = c->path; /* the folder has the name */
	c->role = scan_role_of(
		str_cut(stem, c->folder.n ? c->folder.n + 1 : 0, stem.n),
		&c->stem);
	c->is_part = look_is_part(c->path);
}

static void keep(struct scan *s, const struct candidate *c)
{
	struct arena *a = s->run->arena;
	size_t **last, *at = arena_alloc(a, sizeof(*at));

	s->items = arena_grow(a, s->items, s->count, &s->room,
			      sizeof(*s->items));
	s->items[s->count] = *c;
	last = (size_t **)map_put(&s->by_name, s->items[s->count].name);
	s->items[s->count].next = *last ? **last : 0;
	*at = ++s->count;
	*last = at;
	*map_put(&s->by_path, c->path) = at;
}

static int look_into(struct scan *s, struct arena *scratch, struct str bytes,
		     struct candidate *c, bool sure)
{
	struct str why;
	int rc = 0;

	c->format = format_recognize(scratch, c->path, bytes, &why);
	if (c->format) {
		rc = read_format(s, scratch, bytes, c);
		if (rc == 0 && (c->prompt_count || c->broken))
			keep(s, c);
		return rc;
	}
	c->language = language_of(c->path, &c->named);
	if (!c->language || (!sure && !is_prompt_text(c, bytes)))
		return 0;
	read_text(s, scratch, bytes, c);
	keep(s, c);
	return 0;
}

int scan_file(struct scan *s, struct str path, struct str bytes, enum look look,
	      bool sure)
{
	struct arena scratch = { 0 };
	struct candidate c = { .path = path, .look = look };
	int rc;

	name_candidate(&c);
	rc = look_into(s, &scratch, bytes, &c, sure);
	arena_free(&scratch);
	return rc;
}

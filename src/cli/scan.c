#include "cli/scan.h"

#include <stdlib.h>

#include "prompt/manifest.h"
#include "template/template.h"

const char *const scan_roles[SCAN_ROLES] = { "system", "developer", "user",
					     "assistant" };

enum { ROLE_SYSTEM = 0, ROLE_USER = 2, NO_ROLE = -1, SCAN_FILES = 20000 };

/* A file that looks like a prompt or a part of one. */
struct candidate {
	struct str path, folder,
		stem; /* stem: the name without suffix and role */
	int role;     /* that its name says, or NO_ROLE */
	bool is_part;
	bool taken; /* it stands in a prompt */
	struct template text;
};

struct scan {
	struct run *run;
	struct view *view;
	struct scanned *out;
	struct candidate *items;
	size_t count, room;
};

/* ---- which files ---------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(struct str s, const char *word)
{
	if (s.n != strlen(word))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (lower(s.p[i]) != word[i])
			return false;
	}
	return true;
}

static bool has_word(struct str s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++) {
		if (is_word(str_cut(s, i, i + n), word))
			return true;
	}
	return false;
}

static const char *const foreign[] = {
	"node_modules", "vendor",	 "third_party", "dist",
	"build",	"test",		 "tests",	"testdata",
	"fixtures",	"site-packages", NULL
};

static bool is_foreign(struct str segment)
{
	if (segment.n && segment.p[0] == '.')
		return true;
	for (const char *const *f = foreign; *f; f++) {
		if (str_is(segment, *f))
			return true;
	}
	return false;
}

static bool is_prompt_folder(struct str segment)
{
	return is_word(segment, "prompts") || is_word(segment, "prompt");
}

/* Whether the path is one to look at; by where it stands and its name. */
static bool looks_like(struct str path, const struct language *language)
{
	bool below = false;
	size_t from = 0, slash;

	while ((slash = str_find(path, '/', from)) < path.n) {
		struct str segment = str_cut(path, from, slash);

		if (is_foreign(segment))
			return false;
		below |= is_prompt_folder(segment);
		from = slash + 1;
	}
	path = str_cut(path, from, path.n);
	if (path.p[0] == '.' || has_word(path, "readme"))
		return false;
	return below || (!str_is(str_of(language->name), "text") &&
			 has_word(path, "prompt"));
}

/* Split "triage.system" and the like into stem and role. */
static void read_name(struct candidate *c, struct str name)
{
	c->role = NO_ROLE;
	c->stem = name;
	for (int i = 0; i < SCAN_ROLES; i++) {
		size_t n = strlen(scan_roles[i]);
		struct str end = str_cut(name, name.n >= n ? name.n - n : 0,
					 name.n);

		if (!is_word(end, scan_roles[i]))
			continue;
		if (name.n == n)
			c->stem = STR_EMPTY;
		else if (strchr("._-", name.p[name.n - n - 1]))
			c->stem = str_cut(name, 0, name.n - n - 1);
		else
			continue;
		c->role = i;
	}
}

static struct str without_suffix(struct str name,
				 const struct language *language)
{
	for (const char *const *s = language->suffixes; *s; s++) {
		if (str_ends(name, *s))
			return str_cut(name, 0, name.n - strlen(*s));
	}
	return name;
}

static void leave_out(struct scan *s, struct str path,
		      const struct template_error *why)
{
	struct scanned *out = s->out;

	out->unread = arena_grow(s->run->arena, out->unread, out->unread_count,
				 &out->unread_room, sizeof(*out->unread));
	out->unread[out->unread_count++] = str_fmt(
		s->run->arena, "%.*s:%u:%u: %s", STR_ARG(path), why->pos.line,
		why->pos.column, why->text);
}

static int take_file(void *context, const struct view_entry *entry)
{
	struct scan *s = context;
	const struct language *language = language_by_path(entry->path);
	struct candidate c = { .path = str_copy(s->run->arena, entry->path) };
	size_t slash = str_rfind(c.path, '/'),
	       name = slash < c.path.n ? slash + 1 : 0;
	struct template_error why = { 0 };
	struct str bytes;
	int rc;

	if (!language || entry->type != VIEW_FILE || s->count >= SCAN_FILES ||
	    !view_path_ok(c.path) || !looks_like(c.path, language))
		return 0;
	rc = view_read(s->view, s->run->arena, c.path, TEMPLATE_SIZE, &bytes,
		       s->run->err);
	if (rc == ERROR_FAILED)
		return rc;
	if (rc < 0) {
		error_clear(s->run->err);
		return 0;
	}
	if (template_read(s->run->arena, language, bytes, NULL, 0, &c.text,
			  &why) < 0) {
		leave_out(s, c.path, &why);
		return 0;
	}
	c.folder = str_cut(c.path, 0, name ? name - 1 : 0);
	read_name(&c,
		  without_suffix(str_cut(c.path, name, c.path.n), language));
	c.is_part = c.path.p[name] == '_' || has_word(c.folder, "partial") ||
		    has_word(c.folder, "includes");
	s->items = arena_grow(s->run->arena, s->items, s->count, &s->room,
			      sizeof(*s->items));
	s->items[s->count++] = c;
	return 0;
}

/* ---- includes --------------------------------------------------------------- */

/* The candidate that a name in a template of folder most likely means. */
static struct candidate *find_include(struct scan *s, struct str folder,
				      struct str name)
{
	struct candidate *best = NULL;

	for (size_t i = 0; i < s->count; i++) {
		struct candidate *c = &s->items[i];
		size_t before = c->path.n > name.n ? c->path.n - name.n : 0;

		if (!str_eq(str_cut(c->path, before, c->path.n), name) ||
		    (before && c->path.p[before - 1] != '/'))
			continue;
		if (!best ||
		    str_eq(str_cut(c->path, 0, before ? before - 1 : 0),
			   folder))
			best = c;
	}
	return best;
}

static void mark_parts(struct scan *s)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct candidate *c = &s->items[i];

		for (size_t j = 0; j < c->text.include_count; j++) {
			const struct include *inc = &c->text.includes[j];

			for (size_t k = 0; k < inc->name_count; k++) {
				struct candidate *part = find_include(
					s, c->folder, inc->names[k]);

				if (part)
					part->is_part = true;
			}
		}
	}
}

/* Folders that names have to be looked up in, of one prompt. */
struct folders {
	struct str *items;
	size_t count, room;
	bool needed; /* one of them is not looked in by default */
};

static void add_folder(struct scan *s, struct folders *f, struct str folder)
{
	for (size_t i = 0; i < f->count; i++) {
		if (str_eq(f->items[i], folder))
			return;
	}
	f->items = arena_grow(s->run->arena, f->items, f->count, &f->room,
			      sizeof(*f->items));
	f->items[f->count++] = folder;
}

/*
 * Names are looked up by the message's file wherever they stand, so start is
 * its folder. Depth is bounded as that of includes.
 */
static void find_folders(struct scan *s, const struct candidate *c,
			 struct str start, struct folders *f, unsigned depth)
{
	for (size_t j = 0; j < c->text.include_count && depth < 16; j++) {
		const struct include *inc = &c->text.includes[j];

		for (size_t k = 0; k < inc->name_count; k++) {
			struct str name = inc->names[k], folder;
			const struct candidate *part = find_include(s, start,
								    name);

			if (!part || part == c || f->count > 16)
				continue;
			folder = part->path.n == name.n ?
					 STR_EMPTY :
					 str_cut(part->path, 0,
						 part->path.n - name.n - 1);
			f->needed |= folder.n > 0 && !str_eq(folder, start);
			add_folder(s, f, folder);
			find_folders(s, part, start, f, depth + 1);
		}
	}
}

/* ---- prompts ------------------------------------------------------------------ */

/* The id of a path: below the folder of prompts, in the letters of ids. */
static struct str make_id(struct scan *s, struct str path)
{
	struct buf id = buf_in(s->run->arena);
	size_t from = 0, slash;

	for (size_t i = 0; (slash = str_find(path, '/', i)) < path.n;
	     i = slash + 1) {
		if (is_prompt_folder(str_cut(path, i, slash))) {
			from = slash + 1;
			break;
		}
	}
	for (size_t i = from; i < path.n; i++) {
		char c = lower(path.p[i]);
		bool first = id.len == 0 || id.data[id.len - 1] == '/';
		bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		if (c == '/' ? !first : letter || (!first && strchr("._-", c)))
			buf_addc(&id, c);
		else if (!first && c != '/')
			buf_addc(&id, '-');
	}
	while (id.len && strchr("./-", id.data[id.len - 1]))
		id.len--;
	return str_copy(s->run->arena, buf_str(&id));
}

static bool has_id(const struct scanned *out, struct str id)
{
	for (size_t i = 0; i < out->count; i++) {
		if (str_eq(out->prompts[i].id, id))
			return true;
	}
	return false;
}

static struct scanned_prompt *add_prompt(struct scan *s, struct str path)
{
	struct scanned *out = s->out;
	struct str id = make_id(s, path), unique = id;
	struct scanned_prompt *p;

	for (unsigned n = 2; has_id(out, unique); n++)
		unique = str_fmt(s->run->arena, "%.*s-%u", STR_ARG(id), n);
	if (!store_prompt_ok(unique.p, unique.n))
		return NULL;
	out->prompts = arena_grow(s->run->arena, out->prompts, out->count,
				  &out->room, sizeof(*out->prompts));
	p = &out->prompts[out->count++];
	*p = (struct scanned_prompt){ .id = unique };
	return p;
}

static void set_message(struct scan *s, struct scanned_prompt *p,
			struct candidate *c, int role, struct folders *folders)
{
	p->files[role] = c->path;
	c->taken = true;
	find_folders(s, c, c->folder, folders, 0);
	if (folders->needed) {
		p->templates = folders->items;
		p->template_count = folders->count;
	}
}

static bool same_prompt(const struct candidate *a, const struct candidate *b)
{
	return b->role != NO_ROLE && !b->is_part &&
	       str_eq(a->folder, b->folder) && str_eq(a->stem, b->stem);
}

/* A file called after a role, and those beside it that belong to it. */
static void take_group(struct scan *s, size_t first)
{
	const struct candidate *c = &s->items[first];
	struct folders folders = { 0 };
	struct str path = !c->stem.n   ? c->folder :
			  !c->folder.n ? c->stem :
					 str_fmt(s->run->arena, "%.*s/%.*s",
						 STR_ARG(c->folder),
						 STR_ARG(c->stem));
	struct scanned_prompt *p;

	if (!c->stem.n && (!c->folder.n || !make_id(s, c->folder).n ||
			   is_prompt_folder(c->folder)))
		path = str_fmt(s->run->arena, "prompts/%s", "main");
	p = add_prompt(s, path);
	for (size_t i = first; p && i < s->count; i++) {
		struct candidate *other = &s->items[i];

		if (!other->taken && same_prompt(c, other) &&
		    !p->files[other->role].n)
			set_message(s, p, other, other->role, &folders);
	}
}

/* `system` of a folder in which other prompts stand: it belongs to each. */
static struct candidate *shared_system(struct scan *s, struct str folder)
{
	for (size_t i = 0; i < s->count; i++) {
		struct candidate *c = &s->items[i];

		if (c->role == ROLE_SYSTEM && !c->stem.n && !c->is_part &&
		    str_eq(c->folder, folder))
			return c;
	}
	return NULL;
}

static void take_single(struct scan *s, struct candidate *c)
{
	struct candidate *system = shared_system(s, c->folder);
	struct folders folders = { 0 };
	struct str path = c->folder.n ? str_fmt(s->run->arena, "%.*s/%.*s",
						STR_ARG(c->folder),
						STR_ARG(c->stem)) :
					c->stem;
	struct scanned_prompt *p = add_prompt(s, path);

	if (!p)
		return;
	if (system)
		set_message(s, p, system, ROLE_SYSTEM, &folders);
	/* What takes variables is asked each time; what does not is said once. */
	set_message(s, p, c,
		    system || c->text.variable_count ? ROLE_USER : ROLE_SYSTEM,
		    &folders);
}

static int by_id(const void *x, const void *y)
{
	const struct scanned_prompt *a = x, *b = y;

	return str_compare(a->id, b->id);
}

int scan_view(struct scanned *out, struct run *run, struct view *view)
{
	struct scan s = { .run = run, .view = view, .out = out };

	*out = (struct scanned){ 0 };
	if (view_each(view, STR_EMPTY, take_file, &s, run->err) < 0)
		return run->err->code;
	mark_parts(&s);
	for (size_t i = 0; i < s.count; i++) {
		if (s.items[i].role == NO_ROLE && !s.items[i].is_part)
			take_single(&s, &s.items[i]);
	}
	for (size_t i = 0; i < s.count; i++) {
		if (s.items[i].role != NO_ROLE && !s.items[i].is_part &&
		    !s.items[i].taken)
			take_group(&s, i);
	}
	if (out->count)
		qsort(out->prompts, out->count, sizeof(*out->prompts), by_id);
	return 0;
}

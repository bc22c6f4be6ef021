/* Files to prompts: which of them belong together by folder and name. */
#include "base/arena.h"
#include "base/buf.h"
#include "cli/scan_parts.h"
#include "store/store.h"

/* ---- includes --------------------------------------------------------------- */

enum { SAME_NAME = 1000 /* files of one name that are tried */ };

/* The candidate that a name in a template of folder most likely means. */
static struct candidate *find_include(struct scan *s, struct str folder,
				      struct str name)
{
	size_t slash = str_rfind(name, '/');
	struct str last = slash < name.n ? str_cut(name, slash + 1, name.n) :
					   name;
	const size_t *at = map_get(&s->by_name, last);
	struct candidate *best = NULL;
	unsigned tried = 0;

	for (size_t i = at ? *at : 0; i && tried < SAME_NAME;
	     i = s->items[i - 1].next, tried++) {
		struct candidate *c = &s->items[i - 1];
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

static void mark_includes(struct scan *s, const struct candidate *c)
{
	for (size_t i = 0; i < c->include_count; i++) {
		struct candidate *part = find_include(s, c->folder,
						      c->includes[i]);

		if (part && part != c)
			part->is_part = true;
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

enum { INCLUDE_FOLDERS = 16, INCLUDES_DEEP = 16 };

/*
 * Names are looked up by the message's file wherever they stand, so start is
 * its folder.
 */
static void find_folders_of(struct scan *s, const struct candidate *c,
			    struct str start, struct folders *f, unsigned depth)
{
	for (size_t i = 0; i < c->include_count && depth < INCLUDES_DEEP &&
			   f->count <= INCLUDE_FOLDERS;
	     i++) {
		struct str name = c->includes[i], folder;
		const struct candidate *part = find_include(s, start, name);
		size_t before = f->count;

		if (!part || part == c)
			continue;
		folder = part->path.n == name.n ?
				 STR_EMPTY :
				 str_cut(part->path, 0,
					 part->path.n - name.n - 1);
		f->needed |= folder.n > 0 && !str_eq(folder, start);
		add_folder(s, f, folder);
		/* a folder that was known already led here before */
		if (f->count > before || depth < 2)
			find_folders_of(s, part, start, f, depth + 1);
	}
}

bool scan_folders(struct scan *s, const struct candidate *c, struct str **items,
		  size_t *count)
{
	struct folders f = { 0 };

	find_folders_of(s, c, c->folder, &f, 0);
	*items = f.items;
	*count = f.count;
	return f.needed;
}

static void set_message(struct scan *s, struct scanned_prompt *p,
			struct candidate *c, int role, struct folders *folders)
{
	scan_message(s, p, role, c->path);
	if (c->named)
		p->messages[p->message_count - 1].syntax = c->language->name;
	c->taken = true;
	find_folders_of(s, c, c->folder, folders, 0);
	if (folders->needed) {
		p->templates = folders->items;
		p->template_count = folders->count;
	}
}

/* ---- what stands beside ----------------------------------------------------------- */

static struct str beside(struct scan *s, struct str folder, struct str stem,
			 const char *ending)
{
	return str_fmt(s->run->arena, "%.*s%s%.*s%s%s", STR_ARG(folder),
		       folder.n ? "/" : "", STR_ARG(stem), stem.n ? "." : "",
		       ending);
}

/* STEM.tools.json and STEM.schema.json; without a stem tools.json, tools/ and
 * schema.json. The first path of each that is there, else empty. */
static struct str find_tools(struct scan *s, struct str folder, struct str stem)
{
	static const char *const names[] = { "tools.json", "tools.yaml",
					     "tools.yml", "tool.json", NULL };

	for (const char *const *n = names; *n; n++) {
		struct str path = beside(s, folder, stem, *n);

		if (scan_has(s, path) && !scan_is_ignored(s, path))
			return path;
	}
	return STR_EMPTY;
}

static struct str find_schema(struct scan *s, struct str folder,
			      struct str stem)
{
	static const char *const names[] = { "schema.json",
					     "output.schema.json",
					     "response.schema.json", NULL };

	for (const char *const *n = names; *n; n++) {
		struct str path = beside(s, folder, stem, *n);

		if (scan_has(s, path) && !scan_is_ignored(s, path))
			return path;
	}
	return STR_EMPTY;
}

/* A folder tools/ whose files are all JSON. */
static bool has_tools_folder(struct scan *s, struct str folder)
{
	struct str prefix = beside(s, folder, STR_EMPTY, "tools/");
	size_t low = 0, high = s->path_count;
	bool found = false;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_compare(s->paths[middle], prefix) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < s->path_count; low++) {
		struct str path = s->paths[low];

		if (path.n < prefix.n ||
		    !str_eq(str_cut(path, 0, prefix.n), prefix))
			break;
		if (str_find(path, '/', prefix.n) < path.n)
			continue;
		if (!str_ends(path, ".json"))
			return false;
		found = true;
	}
	return found;
}

static void add_tool(struct scan *s, struct scanned_prompt *p, struct str path)
{
	struct candidate *c = scan_candidate(s, path);

	p->tools = arena_grow(s->run->arena, p->tools, p->tool_count,
			      &p->tool_room, sizeof(*p->tools));
	p->tools[p->tool_count++] = path;
	if (c)
		c->taken = true;
}

/* What is beside a prompt belongs to it. */
static void add_beside(struct scan *s, struct scanned_prompt *p,
		       struct str folder, struct str stem)
{
	struct str tools = find_tools(s, folder, stem);
	struct candidate *c;

	if (tools.n)
		add_tool(s, p, tools);
	else if (!stem.n && folder.n && has_tools_folder(s, folder))
		add_tool(s, p, beside(s, folder, STR_EMPTY, "tools/*.json"));
	p->output = find_schema(s, folder, stem);
	c = p->output.n ? scan_candidate(s, p->output) : NULL;
	if (c)
		c->taken = true;
}

/* ---- texts ------------------------------------------------------------------------ */

static bool same_prompt(const struct candidate *a, const struct candidate *b)
{
	return !b->format && b->role != NO_ROLE && !b->is_part && !b->broken &&
	       str_eq(a->folder, b->folder) && str_eq(a->stem, b->stem);
}

static const char *const counts[] = { "no",   "one",  "two", "three",
				      "four", "five", "six" };

/* "three files of one folder: system, user, tools" */
static struct str why_of_group(struct scan *s, const struct scanned_prompt *p,
			       bool folder)
{
	struct buf out = buf_in(s->run->arena);
	size_t n = p->message_count + (p->tool_count > 0) + (p->output.n > 0);
	const char *comma = "";

	if (n == 1)
		return str_fmt(s->run->arena, "a %s text",
			       scan_roles[p->messages[0].role]);
	buf_addf(&out, "%s files of one %s: ", counts[n],
		 folder ? "folder" : "name");
	for (size_t i = 0; i < p->message_count; i++, comma = ", ")
		buf_addf(&out, "%s%s", comma, scan_roles[p->messages[i].role]);
	if (p->tool_count)
		buf_addf(&out, "%stools", comma);
	if (p->output.n)
		buf_adds(&out, ", output");
	return buf_str(&out);
}

static struct str group_path(struct scan *s, const struct candidate *c)
{
	if (!c->stem.n &&
	    (!c->folder.n || !scan_make_id(s->run->arena, c->folder).n ||
	     str_eq(scan_prompt_root(c->path), c->folder)))
		return STR("prompts/main");
	if (!c->stem.n)
		return c->folder;
	return c->folder.n ? str_fmt(s->run->arena, "%.*s/%.*s",
				     STR_ARG(c->folder), STR_ARG(c->stem)) :
			     c->stem;
}

/* A file called after a role, and those beside it that belong to it: they
 * stand next to each other, but for what sorts between. */
static void take_group(struct scan *s, const size_t *members, size_t count)
{
	const struct candidate *first = &s->items[members[0]];
	struct folders folders = { 0 };
	struct scanned_prompt *p = scan_add(s, group_path(s, first),
					    "groups of files", STR_EMPTY);

	for (int role = 0; p && role < SCAN_ROLES; role++) {
		bool filled = false;

		for (size_t i = 0; i < count && !filled; i++) {
			struct candidate *c = &s->items[members[i]];

			if (c->role != role || c->taken)
				continue;
			set_message(s, p, c, role, &folders);
			filled = true;
		}
	}
	if (!p)
		return;
	add_beside(s, p, first->folder, first->stem);
	p->why = why_of_group(s, p, !first->stem.n);
	if (p->message_count + p->tool_count == 1 && !p->output.n)
		p->kind = "texts and templates";
}

struct members {
	size_t *items;
	size_t count, room;
};

/* Groups in the order of their first files. */
static void take_groups(struct scan *s)
{
	struct map groups = map_in(s->run->arena);

	for (size_t i = 0; i < s->count; i++) {
		const struct candidate *c = &s->items[i];
		const struct str key[] = { c->folder, { "", 1 }, c->stem };
		struct members **m;

		if (c->taken || !same_prompt(c, c))
			continue;
		m = (struct members **)map_put(&groups,
					       str_join(s->run->arena, key, 3));
		if (!*m)
			*m = arena_zero(s->run->arena, 1, sizeof(**m));
		(*m)->items = arena_grow(s->run->arena, (*m)->items,
					 (*m)->count, &(*m)->room,
					 sizeof(*(*m)->items));
		(*m)->items[(*m)->count++] = i;
	}
	for (size_t i = 0; i < groups.count; i++) {
		struct members *m = groups.entries[i].value;

		if (!s->items[m->items[0]].taken)
			take_group(s, m->items, m->count);
	}
	/* system.md beside system.txt: a prompt of its own */
	for (size_t i = 0; i < s->count; i++) {
		if (!s->items[i].taken &&
		    same_prompt(&s->items[i], &s->items[i]))
			take_group(s, &i, 1);
	}
}

/* `system` of a folder in which other prompts stand: it belongs to each. */
static struct candidate *find_system(struct scan *s, struct str folder)
{
	const struct language *const *all = language_all();
	static const char *const names[] = { "system", "System", "SYSTEM" };

	for (size_t l = 0; all[l]; l++) {
		const char *const *suffix = all[l]->suffixes;

		for (size_t n = 0; suffix && n < 3; n++) {
			for (size_t i = 0; suffix[i]; i++) {
				struct candidate *c = scan_candidate(
					s, str_fmt(s->run->arena, "%.*s%s%s%s",
						   STR_ARG(folder),
						   folder.n ? "/" : "",
						   names[n], suffix[i]));

				if (c && !c->format && !c->is_part &&
				    !c->broken)
					return c;
			}
		}
	}
	return NULL;
}

/* The same, asked once a folder. */
static struct candidate *shared_system(struct scan *s, struct str folder)
{
	struct candidate ***at = (struct candidate ***)map_put(&s->systems,
							       folder);

	if (!*at) {
		*at = arena_zero(s->run->arena, 1, sizeof(**at));
		**at = find_system(s, folder);
	}
	return **at;
}

/* A text without a role: alone it may stand in a collection. */
static bool take_text(struct scan *s, struct candidate *c)
{
	struct candidate *system = shared_system(s, c->folder);
	struct folders folders = { 0 };
	struct scanned_prompt *p;
	bool dressed = find_tools(s, c->folder, c->stem).n ||
		       find_schema(s, c->folder, c->stem).n;

	if (!system && !dressed)
		return false;
	p = scan_add(s, group_path(s, c), "groups of files", STR_EMPTY);
	if (!p)
		return true;
	if (system)
		set_message(s, p, system, ROLE_SYSTEM, &folders);
	/* What takes variables is asked each time; what does not is said once. */
	set_message(s, p, c, system || c->variables ? ROLE_USER : ROLE_SYSTEM,
		    &folders);
	add_beside(s, p, c->folder, c->stem);
	p->why = why_of_group(s, p, system != NULL);
	return true;
}

/* ---- files of formats ------------------------------------------------------------- */

/* A folder of skprompt.txt and config.json, each of which names the other. */
static bool is_folder(const struct candidate *c)
{
	return strcmp(format_name(c->format), "semantic-kernel") == 0 &&
	       !str_is(c->name, "config.json");
}

/* Texts that a file is made of are no prompts besides. */
static void mark_others(struct scan *s, const struct candidate *c)
{
	for (size_t i = 0; i < c->other_count; i++) {
		struct candidate *other = scan_candidate(s, c->others[i]);

		if (other && other != c && (!other->format || is_folder(c)))
			other->taken = true;
	}
}

static bool is_promptfoo(const struct candidate *c)
{
	return c->format && strcmp(format_name(c->format), "promptfoo") == 0;
}

/* Whether all texts of a configuration's prompt are prompts of their own. */
static bool is_doubled(struct scan *s, const struct candidate *c,
		       const struct own_prompt *own)
{
	size_t others = 0;

	for (size_t i = 0; i < own->text_count; i++) {
		if (str_eq(own->texts[i], c->path))
			return false;
		if (!scan_candidate(s, own->texts[i]) &&
		    !map_get(&s->known, own->texts[i]) &&
		    !map_get(&s->with_code, own->texts[i]))
			return false;
		others++;
	}
	return others > 0;
}

static void leave_doubled(struct scan *s, struct candidate *c)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->prompt_count; i++) {
		if (!is_doubled(s, c, &c->prompts[i]))
			c->prompts[kept++] = c->prompts[i];
	}
	if (kept == 0)
		c->taken = true;
	c->prompt_count = kept;
}

bool scan_has_version(const struct own_prompt *own)
{
	struct store_version v;

	return own->version.n &&
	       store_version_read(&v, own->version.p, own->version.n) == 0;
}

/* A file that is always called the same is known by its folder. */
static struct str stem_of(const struct candidate *c)
{
	static const char *const names[] = { "flow.dag", "flow.flex",
					     "promptfooconfig", NULL };
	struct str stem = format_stem(c->path);

	for (const char *const *n = names; *n && c->folder.n; n++) {
		if (str_is(str_cut(stem, c->folder.n + 1, stem.n), *n))
			return c->folder;
	}
	return stem;
}

/* Several in one file: each by its name. */
static void take_several(struct scan *s, struct candidate *c)
{
	struct arena *a = s->run->arena;
	struct str stem = stem_of(c);

	c->taken = true;
	for (size_t i = 0; i < c->prompt_count; i++) {
		const struct own_prompt *own = &c->prompts[i];
		struct scanned_prompt *p;

		if (own->name.n && scan_knows_name(s, c->path, own->name))
			continue;
		p = scan_add(s,
			     own->name.n ?
				     str_fmt(a, "%.*s/%.*s", STR_ARG(stem),
					     STR_ARG(own->name)) :
				     stem,
			     scan_kind(c->format), scan_why(a, c->format));
		if (!p)
			continue;
		p->file = c->path;
		p->name = own->name;
		p->version_file = scan_has_version(own);
		s->found.opaque += own->opaque;
	}
}

void scan_single(struct scan *s, struct candidate *c)
{
	struct folders folders = { 0 };
	struct scanned_prompt *p;

	if (c->format) {
		take_several(s, c);
		return;
	}
	c->taken = true;
	p = scan_add(s, group_path(s, c), "texts and templates", STR_EMPTY);
	if (!p)
		return;
	set_message(s, p, c,
		    c->role != NO_ROLE ? c->role :
		    c->variables       ? ROLE_USER :
					 ROLE_SYSTEM,
		    &folders);
	if (!str_is(str_of(c->language->name), "text"))
		p->why = str_fmt(s->run->arena, "a template in %s",
				 c->language->name);
	else
		p->why = scan_prompt_root(c->path).n ?
				 STR("a text in a folder of prompts") :
				 STR("a text");
}

/* ---- all of them ------------------------------------------------------------------- */

static bool is_free(const struct candidate *c)
{
	return !c->taken && !c->broken && !c->is_part;
}

void scan_group(struct scan *s, struct candidate ***singles, size_t *count)
{
	*singles = arena_zero(s->run->arena, s->count, sizeof(**singles));
	*count = 0;
	for (size_t i = 0; i < s->count; i++) {
		if (s->items[i].format && !is_promptfoo(&s->items[i]))
			mark_others(s, &s->items[i]);
		mark_includes(s, &s->items[i]);
	}
	for (size_t i = 0; i < s->count; i++) {
		if (is_promptfoo(&s->items[i]) && !s->items[i].broken)
			leave_doubled(s, &s->items[i]);
	}
	for (size_t i = 0; i < s->count; i++) {
		struct candidate *c = &s->items[i];

		if (!c->format && is_free(c) && c->role == NO_ROLE &&
		    take_text(s, c))
			c->taken = true;
	}
	take_groups(s);
	for (size_t i = 0; i < s->count; i++) {
		struct candidate *c = &s->items[i];

		if (!is_free(c))
			continue;
		if (c->format && (c->prompt_count != 1 || c->prompts[0].name.n))
			take_several(s, c);
		else
			(*singles)[(*count)++] = c;
	}
}

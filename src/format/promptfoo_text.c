/*
 * The entries of `prompts`: each is a text, or what promptfoo takes for the
 * name of a file, by rules of its own.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "format/make.h"
#include "format/promptfoo.h"
#include "view/view.h"

enum {
	ALTERNATIVES = 100, /* of one name with {a,b} in it */
	WORDS = 16	    /* of a command that may name its file */
};

static bool contains(struct str s, const char *what)
{
	size_t n = strlen(what);

	for (size_t at = 0; at + n <= s.n; at++)
		if (memcmp(s.p + at, what, n) == 0)
			return true;
	return false;
}

static bool has_byte_of(struct str s, const char *bytes)
{
	for (size_t at = 0; at < s.n; at++)
		if (s.p[at] && strchr(bytes, s.p[at]))
			return true;
	return false;
}

/* ---- what an entry is */

static bool is_remote(struct str raw)
{
	return str_starts(raw, "portkey://") ||
	       str_starts(raw, "langfuse://") || str_starts(raw, "helicone://");
}

static bool ends_known(struct str s)
{
	static const char *const endings[] = {
		".cjs", ".cts", ".js", ".json", ".jsonl", ".mjs",
		".mts", ".py",	".ts", ".txt",	".yml",	  ".yaml",
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (str_ends(s, endings[i]))
			return true;
	return false;
}

/* Whether the character so many before the end is a dot. */
static bool has_dot(struct str s, unsigned before)
{
	size_t at = s.n;

	for (; before; before--) {
		if (at == 0)
			return false;
		do
			at--;
		while (at > 0 && ((unsigned char)s.p[at] & 0xc0) == 0x80);
	}
	return s.p[at] == '.';
}

/* maybeFilePath of promptfoo. */
static bool is_path(struct str raw)
{
	size_t colon = str_rfind(raw, ':');
	struct str before = str_cut(raw, 0, colon < raw.n ? colon : 0);

	if (has_byte_of(raw, "\n") || contains(raw, "portkey://") ||
	    contains(raw, "langfuse://") || contains(raw, "helicone://"))
		return false;
	return str_starts(raw, "file://") || ends_known(raw) ||
	       ends_known(before) || has_dot(raw, 3) || has_dot(raw, 4) ||
	       has_byte_of(raw, "*/\\");
}

/* ---- adding it */

/* Without a label it is called by its place in the list. */
static void add_text(struct foo *f, const struct foo_entry *e)
{
	struct reading *r = f->r;
	struct str name = e->label;
	struct foo_text *t;
	struct format_text text;

	if (!name.n)
		name = str_fmt(r->a, "%zu", e->place);
	t = foo_add(f, name, e->pos);
	if (!t)
		return;
	t->label = e->label.n ? e->label : e->raw;
	t->config = e->config;
	if (e->node)
		text = format_node_text(r, e->node, r->path, r->bytes);
	else
		text = format_made_text(r, e->raw, e->pos);
	foo_chat(f, &t->parts, &text, false);
}

static void add_opaque(struct foo *f, const struct foo_entry *e,
		       struct str path)
{
	struct str name = e->label.n ? e->label : foo_without_scheme(e->raw);
	struct foo_text *t = foo_add(f, name, e->pos);

	if (!t)
		return;
	t->config = e->config;
	foo_opaque(f, &t->parts, e->raw, path, e->pos);
}

/* exec:COMMAND: the first word of it that names a file. */
static struct str command_file(struct foo *f, struct str command)
{
	struct str bytes, path;
	size_t end;

	for (size_t at = 0, words = 0; at < command.n && words < WORDS;
	     at = end + 1, words++) {
		struct str word;

		end = str_find(command, ' ', at);
		word = str_cut(command, at, end);
		if (view_path_join(f->r->a, f->r->folder, word, &path) == 0 &&
		    format_peek(f->r, path, &bytes))
			return word;
	}
	return STR_EMPTY;
}

/* ---- names of many files */

/* The path of the file behind ref, from where the configuration is. */
static struct str relative(const struct foo *f, struct str path)
{
	struct str folder = f->r->folder;

	if (folder.n && path.n > folder.n + 1 && path.p[folder.n] == '/' &&
	    str_eq(str_cut(path, 0, folder.n), folder))
		return str_cut(path, folder.n + 1, path.n);
	return path;
}

/* What of a glob's files hold prompts. */
static size_t add_matches(struct foo *f, const struct foo_entry *e,
			  struct str ref)
{
	struct reading *r = f->r;
	struct str function = str_cut(ref, foo_path_length(ref), ref.n);
	struct str glob, *paths = NULL, bytes;
	size_t count = 0, before = f->text_count;
	struct error why = { 0 };

	ref = str_cut(ref, 0, foo_path_length(ref));
	if (!r->files->list || view_path_join(r->a, r->folder, ref, &glob) < 0)
		return 0;
	if (r->files->list(r->files->context, r->a, glob, &paths, &count,
			   &why) < 0) {
		r->rc = error_set(r->err, ERROR_FAILED, "%s", why.text);
		return 0;
	}
	for (size_t i = 0; i < count && r->rc == 0; i++) {
		struct str name = relative(f, paths[i]);
		struct foo_entry one = *e;

		if (!foo_is_known(paths[i]) || !format_try(r, paths[i], &bytes))
			continue;
		one.raw = str_join(r->a, (struct str[]){ name, function }, 2);
		if (e->label.n)
			one.label = str_join(
				r->a,
				(struct str[]){ e->label, STR(": "), name }, 3);
		foo_file(f, &one, one.raw, paths[i], bytes);
	}
	return f->text_count - before;
}

/* a/{b,c}.txt: the first braces of ref, each of what is between them put in
 * their place and added to the end of refs. */
static bool expand(struct foo *f, struct str ref, struct str *refs,
		   size_t *count)
{
	size_t open = str_find(ref, '{', 0), close = str_find(ref, '}', open);
	size_t from = open + 1, comma;

	if (close >= ref.n)
		return false;
	do {
		comma = str_find(ref, ',', from);
		comma = comma < close ? comma : close;
		if (*count == ALTERNATIVES)
			return false;
		refs[(*count)++] = str_join(
			f->r->a,
			(struct str[]){ str_cut(ref, 0, open),
					str_cut(ref, from, comma),
					str_cut(ref, close + 1, ref.n) },
			3);
		from = comma + 1;
	} while (comma < close);
	return true;
}

static size_t add_glob(struct foo *f, const struct foo_entry *e, struct str ref)
{
	struct str refs[ALTERNATIVES];
	size_t count = 1, added = 0;

	refs[0] = ref;
	for (size_t i = 0; i < count; i++) {
		if (!has_byte_of(refs[i], "{"))
			added += add_matches(f, e, refs[i]);
		else if (!expand(f, refs[i], refs, &count))
			return added;
	}
	return added;
}

/* ---- the name of one file */

/* Whether there is a file that promptfoo can only run. */
static bool is_program(struct foo *f, struct str file)
{
	struct str path, bytes;

	return foo_is_code(file) ||
	       (!foo_is_known(file) &&
		view_path_join(f->r->a, f->r->folder, file, &path) == 0 &&
		format_peek(f->r, path, &bytes));
}

static void add_path(struct foo *f, const struct foo_entry *e, struct str ref)
{
	struct reading *r = f->r;
	struct str file = str_cut(ref, 0, foo_path_length(ref)), path, bytes;

	if (is_program(f, file)) {
		add_opaque(f, e, file);
	} else if (foo_is_known(file)) {
		if (format_open(r, file, e->pos, &path, &bytes))
			foo_file(f, e, ref, path, bytes);
	} else if (r->rc == 0) {
		format_wrong(r, e->pos,
			     STR("name a file, or write the text as a block "
				 "(`|`): with a line feed in it, it is no "
				 "path"),
			     "promptfoo takes this text for a path, and no "
			     "such file is there");
	}
}

/* What has tags or quotation marks in it matches no file. */
static bool is_text(struct str raw, struct str ref)
{
	return !is_path(raw) || (has_byte_of(ref, "*?{}[]") &&
				 (contains(ref, "{{") || contains(ref, "{%") ||
				  has_byte_of(ref, "\"")));
}

static void add_entry(struct foo *f, const struct foo_entry *e)
{
	struct str raw = e->raw, ref = foo_without_scheme(raw);

	if (str_starts(raw, "exec:")) {
		add_opaque(
			f, e,
			command_file(f, str_cut(raw, strlen("exec:"), raw.n)));
	} else if (is_remote(raw) ||
		   (str_starts(raw, "file://") && foo_is_computed(raw))) {
		add_opaque(f, e, STR_EMPTY);
	} else if (is_text(raw, ref)) {
		add_text(f, e);
	} else if (!has_byte_of(ref, "*?{}[]")) {
		add_path(f, e, ref);
	} else if (add_glob(f, e, ref) == 0 && f->r->rc == 0) {
		format_tell(f->r, e->pos,
			    "no file matches this: promptfoo takes it for the "
			    "text of a prompt");
		add_text(f, e);
	}
}

/* ---- the list */

/* {id | raw, label, config}. */
static void read_object(struct foo *f, const struct node *node, size_t place)
{
	const struct node *raw = node_get(node, "raw");
	const struct node *id = node_get(node, "id");
	const struct node *label = node_get(node, "label");
	struct foo_entry e = { .pos = node->pos, .place = place };

	if (!format_string(raw).n)
		raw = id;
	else
		e.label = format_string(id);
	if (!label)
		label = node_get(node, "display");
	if (format_string(label).n)
		e.label = format_string(label);
	if (!format_string(raw).n) {
		format_wrong(f->r, node->pos,
			     STR("write raw: and the text, or id: and the path "
				 "of a file"),
			     "the prompt has neither `raw` nor `id`");
		return;
	}
	e.raw = raw->text;
	e.node = raw;
	e.config = foo_deref(f, node_get(node, "config"));
	if (e.config && e.config->kind != NODE_OBJECT)
		e.config = NULL;
	add_entry(f, &e);
}

static void read_entry(struct foo *f, const struct node *node, size_t place)
{
	struct foo_entry e = { .pos = node->pos, .place = place };

	node = foo_deref(f, node);
	if (node->kind == NODE_STRING) {
		e.raw = node->text;
		e.node = node;
		add_entry(f, &e);
	} else if (node->kind == NODE_OBJECT) {
		read_object(f, node, place);
	} else {
		format_wrong(f->r, node->pos,
			     STR("write a text, the path of a file, or {raw: "
				 "..., label: ...}"),
			     "a prompt is a text or an object, not %s",
			     node_kind_name(node));
	}
}

/* path: label, as it was written once. */
static void read_map(struct foo *f, const struct node *prompts)
{
	for (size_t i = 0; i < prompts->count; i++) {
		const struct member *m = &prompts->members[i];
		struct foo_entry e = { .raw = m->name,
				       .pos = m->pos,
				       .place = i + 1,
				       .label = format_string(&m->value) };

		add_entry(f, &e);
	}
}

void foo_texts(struct foo *f, const struct node *prompts)
{
	prompts = foo_deref(f, prompts);
	if (prompts->kind == NODE_ARRAY) {
		for (size_t i = 0; i < prompts->count && f->r->rc == 0; i++)
			read_entry(f, &prompts->items[i], i + 1);
	} else if (prompts->kind == NODE_OBJECT) {
		read_map(f, prompts);
	} else {
		read_entry(f, prompts, 1);
	}
}

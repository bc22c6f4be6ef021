/*
 * promptfoo: promptfooconfig.yaml and its like. Each prompt with each provider
 * is what a model receives; with one provider, or none, each prompt.
 */
#include "format/promptfoo.h"

#include <stdlib.h>

#include "base/arena.h"
#include "format/formats.h"

enum { REFERENCES = 8 }; /* from one `$ref` to the next */

/* ---- recognition */

static bool is_script(struct str name)
{
	static const char *const endings[] = { ".js", ".cjs", ".mjs",
					       ".ts", ".cts", ".mts" };

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (str_ends(name, endings[i]))
			return true;
	return false;
}

static bool is_yaml(struct str name)
{
	return str_ends(name, ".yaml") || str_ends(name, ".yml");
}

/* # yaml-language-server: $schema=https://promptfoo.dev/config-schema.json */
static bool has_schema_comment(const struct probe *p)
{
	static const char mark[] = "promptfoo.dev/config-schema.json";
	size_t end = str_find(p->bytes, '\n', 0);

	if (!is_yaml(p->name) || !str_starts(p->bytes, "#"))
		return false;
	for (size_t at = 0; at + sizeof(mark) - 1 <= end; at++)
		if (memcmp(p->bytes.p + at, mark, sizeof(mark) - 1) == 0)
			return true;
	return false;
}

static bool is_config(const struct node *root)
{
	return probe_has(root, "prompts") &&
	       (probe_has(root, "providers") || probe_has(root, "targets")) &&
	       (probe_has(root, "tests") || probe_has(root, "defaultTest") ||
		probe_has(root, "scenarios"));
}

/* A list of test cases, which `tests` of a configuration names. */
static bool is_tests(const struct node *root)
{
	const struct node *first, *vars, *asserts;

	if (!root || root->kind != NODE_ARRAY || root->count == 0)
		return false;
	first = &root->items[0];
	vars = node_get(first, "vars");
	asserts = node_get(first, "assert");
	return vars && vars->kind == NODE_OBJECT && asserts &&
	       asserts->kind == NODE_ARRAY && asserts->count &&
	       probe_has(&asserts->items[0], "type");
}

static bool is(struct probe *p)
{
	if (str_starts(p->name, "promptfooconfig") &&
	    (is_yaml(p->name) || str_ends(p->name, ".json") ||
	     is_script(p->name))) {
		p->why = STR("it is named promptfooconfig");
		return true;
	}
	if (has_schema_comment(p)) {
		p->why = STR("its first line names promptfoo's schema");
		return true;
	}
	if (is_config(probe_value(p))) {
		p->why = STR("it has `prompts`, `providers` and tests");
		return true;
	}
	if (is_tests(probe_value(p))) {
		p->why = STR("it is a list of tests with `vars` and `assert`");
		return true;
	}
	return false;
}

/* ---- what all parts need */

bool foo_is_computed(struct str ref)
{
	for (size_t at = 0; at + 1 < ref.n; at++)
		if (ref.p[at] == '{' &&
		    (ref.p[at + 1] == '{' || ref.p[at + 1] == '%'))
			return true;
	return false;
}

struct str foo_without_scheme(struct str ref)
{
	return str_starts(ref, "file://") ?
		       str_cut(ref, strlen("file://"), ref.n) :
		       ref;
}

const struct node *foo_deref(const struct foo *f, const struct node *node)
{
	for (unsigned i = 0; i < REFERENCES; i++) {
		struct str ref = format_string(node_get(node, "$ref"));
		const struct node *to;

		if (!str_starts(ref, "#/"))
			return node;
		to = node_pointer(f->root, str_cut(ref, 1, ref.n));
		if (!to)
			return node;
		node = to;
	}
	return node;
}

/* The map has, for each base that was taken, the number to go on with. */
struct str foo_name(struct foo *f, struct map *names, struct str base)
{
	struct str name = base;
	size_t *next = map_get(names, base);

	if (next)
		do
			name = str_fmt(f->r->a, "%.*s#%zu", STR_ARG(base),
				       ++*next);
		while (map_get(names, name));
	next = arena_alloc(f->r->a, sizeof(*next));
	*next = 1;
	*map_put(names, name) = next;
	return name;
}

struct foo_text *foo_add(struct foo *f, struct str base, struct pos pos)
{
	struct foo_text *t;

	if (f->text_count == FORMAT_PROMPTS) {
		format_wrong(f->r, pos, STR("split the file"),
			     "more than %d prompts", FORMAT_PROMPTS);
		return NULL;
	}
	f->texts = arena_grow(f->r->a, f->texts, f->text_count, &f->text_room,
			      sizeof(*f->texts));
	t = &f->texts[f->text_count++];
	*t = (struct foo_text){ .name = foo_name(f, &f->text_names, base),
				.label = base,
				.pos = pos };
	return t;
}

/* ---- pairs */

static void join_opaque(struct reading *r, struct format_prompt *p,
			const struct format_prompt *from)
{
	for (size_t i = 0; i < from->opaque_count; i++) {
		const struct format_opaque *o = &from->opaque[i];

		format_opaque(r, p, o->ref, o->path, o->bytes, o->pos);
	}
}

static void add_pair(struct foo *f, struct str name, const struct foo_text *t,
		     const struct foo_provider *v)
{
	struct format_prompt own = { 0 }, *p;
	const struct format_prompt *settings = &own;

	if (v && !t->config)
		settings = &v->parts;
	else
		foo_settings(f, &own, v, t->config);
	p = format_prompt(f->r, name, t->pos);
	*p = *settings;
	p->name = name;
	p->pos = t->pos;
	p->messages = t->parts.messages;
	p->message_count = t->parts.message_count;
	p->opaque = NULL;
	p->opaque_count = p->opaque_room = 0;
	join_opaque(f->r, p, &t->parts);
	join_opaque(f->r, p, settings);
}

static int by_label(const void *a, const void *b)
{
	const struct foo_text *const *x = a, *const *y = b;

	return str_compare((*x)->label, (*y)->label);
}

/* The first of the labels, in order, that is not before name. */
static size_t first_label(struct foo_text *const *labels, size_t count,
			  struct str name)
{
	size_t from = 0, to = count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (str_compare(labels[middle]->label, name) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Mark the texts whose label is name, or, with a colon, begins so. */
static void mark(const struct foo *f, struct foo_text *const *labels,
		 struct str name, bool prefix, bool *is_for)
{
	size_t i = first_label(labels, f->text_count, name);

	for (; i < f->text_count; i++) {
		struct str label = labels[i]->label;

		if (!str_eq(prefix ? str_cut(label, 0, name.n) : label, name))
			break;
		is_for[labels[i] - f->texts] = true;
	}
}

/* A provider may name the prompts that it is for, by label or by what its
 * label has before a colon. */
static void choose(struct foo *f, struct foo_text *const *labels,
		   struct foo_provider *v)
{
	struct map seen = map_in(f->r->a);

	if (!v->prompts)
		return;
	v->is_for = arena_zero(f->r->a, f->text_count + 1, sizeof(*v->is_for));
	for (size_t i = 0; i < v->prompts->count; i++) {
		struct str name = format_string(&v->prompts->items[i]);

		if (!name.n || map_get(&seen, name))
			continue;
		*map_put(&seen, name) = v;
		mark(f, labels, name, false, v->is_for);
		mark(f, labels,
		     str_join(f->r->a, (struct str[]){ name, STR(":") }, 2),
		     true, v->is_for);
	}
}

static void choose_all(struct foo *f)
{
	struct foo_text **labels = arena_zero(f->r->a, f->text_count + 1,
					      sizeof(struct foo_text *));

	for (size_t i = 0; i < f->text_count; i++)
		labels[i] = &f->texts[i];
	if (f->text_count)
		qsort(labels, f->text_count, sizeof(struct foo_text *),
		      by_label);
	for (size_t i = 0; i < f->provider_count; i++)
		choose(f, labels, &f->providers[i]);
}

/* With one provider a prompt keeps its name. */
static void pair_all(struct foo *f)
{
	choose_all(f);
	for (size_t i = 0; i < f->text_count; i++) {
		const struct foo_text *t = &f->texts[i];

		if (f->provider_count == 0)
			add_pair(f, t->name, t, NULL);
		for (size_t k = 0; k < f->provider_count; k++) {
			const struct foo_provider *v = &f->providers[k];
			struct str name = t->name;

			if (v->is_for && !v->is_for[i])
				continue;
			if (f->r->out->prompt_count == FORMAT_PROMPTS) {
				format_wrong(f->r, t->pos,
					     STR("split the file"),
					     "more than %d prompts, each with "
					     "each provider",
					     FORMAT_PROMPTS);
				return;
			}
			if (f->provider_count > 1)
				name = str_join(f->r->a,
						(struct str[]){ t->name,
								STR("@"),
								v->name },
						3);
			add_pair(f, name, t, v);
		}
	}
}

/* ---- reading */

static bool is_empty(const struct node *node)
{
	return node->kind == NODE_NULL ||
	       (node->kind == NODE_STRING && node->text.n == 0) ||
	       ((node->kind == NODE_ARRAY || node->kind == NODE_OBJECT) &&
		node->count == 0);
}

static void read_config(struct foo *f)
{
	struct reading *r = f->r;
	const struct node *prompts = node_get(f->root, "prompts");
	const struct node *providers = node_get(f->root, "providers");
	const struct node *options = node_get(
		foo_deref(f, node_get(f->root, "defaultTest")), "options");
	struct node asked = { .kind = NODE_STRING,
			      .pos = f->root->pos,
			      .text = STR("{{prompt}}") };

	f->prefix = format_string(node_get(options, "prefix"));
	f->suffix = format_string(node_get(options, "suffix"));
	if (prompts && is_empty(prompts))
		format_wrong(r, prompts->pos,
			     STR("write a list of texts, or of paths of files"),
			     "there are no prompts in `prompts`");
	else
		foo_texts(f, prompts ? prompts : &asked);
	if (!providers)
		providers = node_get(f->root, "targets");
	if (r->rc == 0)
		foo_providers(f, providers);
	if (r->rc == 0)
		pair_all(f);
}

static void read(struct reading *r)
{
	struct foo f = { .r = r,
			 .text_names = map_in(r->a),
			 .provider_names = map_in(r->a) };

	if (is_script(r->path)) {
		format_tell(r, (struct pos){ 0, 0 },
			    "the configuration is a program: its prompts are "
			    "known only when it is run");
		return;
	}
	f.root = str_ends(r->path, ".json") ? format_json(r, r->bytes) :
					      format_yaml(r, r->bytes, 1);
	if (!f.root)
		return;
	if (f.root->kind == NODE_OBJECT)
		read_config(&f);
	else if (is_tests(f.root))
		format_tell(r, f.root->pos,
			    "these are tests: they are no part of a prompt");
	else
		format_wrong(r, f.root->pos,
			     STR("write prompts: and providers:"),
			     "the configuration is %s, not an object",
			     node_kind_name(f.root));
}

const struct format format_promptfoo = {
	.name = "promptfoo",
	.is = is,
	.read = read,
};

/*
 * "$ref" of JSON Schemas: which files a value names, and the closure of them.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "prompt/builder.h"

/* Members that hold data, in which "$ref" means nothing. */
static const char *const data[] = { "const",	"enum",	   "default",
				    "examples", "example", "input_examples",
				    "_meta",	NULL };
/* Members whose own members are names, not keywords. */
static const char *const named_schemas[] = {
	"properties",  "patternProperties", "$defs",
	"definitions", "dependentSchemas",  NULL
};

static bool is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_is(s, *names))
			return true;
	return false;
}

static void add_ref(struct arena *a, const struct node *node, struct refs *out)
{
	struct str name = str_cut(node->text, 0, str_find(node->text, '#', 0));

	if (name.n == 0)
		return; /* within its own file */
	out->items = arena_grow(a, out->items, out->count, &out->room,
				sizeof(*out->items));
	out->items[out->count++] = (struct ref){ name, node->pos };
}

/* names: the members are names. Recursion is as deep as trees are:
 * NODE_DEPTH. */
static void find(struct arena *a, const struct node *node, bool names,
		 struct refs *out)
{
	for (size_t i = 0; node->kind == NODE_ARRAY && i < node->count; i++)
		find(a, &node->items[i], false, out);
	for (size_t i = 0; node->kind == NODE_OBJECT && i < node->count; i++) {
		const struct member *m = &node->members[i];

		if (names)
			find(a, &m->value, false, out);
		else if (str_is(m->name, "$ref") &&
			 m->value.kind == NODE_STRING)
			add_ref(a, &m->value, out);
		else if (!is_one_of(m->name, data))
			find(a, &m->value, is_one_of(m->name, named_schemas),
			     out);
	}
}

void refs_find(struct arena *a, const struct node *root, struct refs *out)
{
	find(a, root, false, out);
}

static int part_by_name(const void *x, const void *y)
{
	const struct store_part *a = x, *b = y;

	return strcmp(a->name, b->name);
}

/* Refs of one file that are still to be followed. */
struct job {
	const struct refs *refs;
	struct named from;
	struct str folder;
};

struct schemas {
	struct build *p;
	struct job *jobs;
	size_t job_count, job_room;
	struct map names; /* name as written -> struct file */
	struct store_part *parts;
	size_t count, room;
};

static void add_job(struct schemas *c, const struct job *job)
{
	c->jobs = arena_grow(c->p->b->a, c->jobs, c->job_count, &c->job_room,
			     sizeof(*c->jobs));
	c->jobs[c->job_count++] = *job;
}

/* "https:", "urn:", "file:" and "//host". */
static bool has_scheme(struct str s)
{
	size_t i = 0;

	if (str_starts(s, "//"))
		return true;
	while (i < s.n && ((s.p[i] >= 'a' && s.p[i] <= 'z') ||
			   (s.p[i] >= 'A' && s.p[i] <= 'Z') ||
			   (i && s.p[i] >= '0' && s.p[i] <= '9') ||
			   (i && strchr("+.-", s.p[i]))))
		i++;
	return i > 0 && i < s.n && s.p[i] == ':';
}

static void wrong(struct schemas *c, enum rule rule, const struct named *at,
		  struct str name, const char *what, const char *help)
{
	struct trouble t = {
		.rule = rule, .at = *at, .help = str_of(help), .key = name
	};

	if (build_full(c->p))
		return;
	t.message = str_fmt(c->p->b->a, "\"$ref\": %.*s %s",
			    STR_ARG(text_shorten(name, 200)), what);
	build_report(c->p, &t);
}

static void add_part(struct schemas *c, struct str name, struct file *file,
		     const struct value *value, const struct link *link)
{
	struct builder *b = c->p->b;
	const struct job job = { &value->refs,
				 build_inside(file, (struct pos){ 0, 0 }, link),
				 build_folder(file->path) };

	*map_put(&c->names, name) = file;
	c->parts = arena_grow(b->a, c->parts, c->count, &c->room,
			      sizeof(*c->parts));
	c->parts[c->count++] = (struct store_part){ str_c(b->a, name),
						    value->id };
	build_object(c->p, &value->id, value->bytes, file->path, value->whole);
	build_tree(c->p, &value->root, link);
	build_source(c->p, file);
	if (value->refs.count)
		add_job(c, &job);
}

static void follow(struct schemas *c, const struct job *job,
		   const struct ref *ref)
{
	struct build *p = c->p;
	struct named at = job->from;
	const struct value *value;
	struct file *file, *known;
	struct link *link;
	struct str path;

	at.pos = ref->pos;
	if (has_scheme(ref->name) || ref->name.n > STORED_TEXT) {
		wrong(c, RULE_FORMAT_INVALID, &at, ref->name,
		      "is outside the repository, and nothing is fetched",
		      "copy the schema into the repository and name its path");
		return;
	}
	if (view_path_join(p->b->a, job->folder, ref->name, &path) < 0) {
		wrong(c, RULE_PATH_ESCAPE, &at, ref->name,
		      "leaves the repository, or is not a path",
		      "name a file of this repository");
		return;
	}
	file = build_usable(p, path, &at);
	if (!file)
		return;
	known = map_get(&c->names, ref->name);
	if (known == file)
		return;
	if (known) {
		wrong(c, RULE_FORMAT_INVALID, &at, ref->name,
		      "stands for two files of this schema",
		      "give one of the two files another name");
		return;
	}
	link = arena_zero(p->b->a, 1, sizeof(*link));
	*link = (struct link){ at.link, file->path,
			       at.link ? at.link->depth + 1 : 0 };
	value = build_value(p, file, link);
	if (value)
		add_part(c, ref->name, file, value, link);
}

void build_refs(struct build *p, const struct refs *refs,
		const struct named *from, struct str folder,
		const struct store_part **out, size_t *count)
{
	struct schemas c = { .p = p };
	const struct job first = { refs, *from, folder };

	if (refs->count == 0)
		return;
	c.names = map_in(p->b->a);
	add_job(&c, &first);
	for (size_t j = 0; j < c.job_count; j++) {
		const struct job job = c.jobs[j];

		for (size_t i = 0; i < job.refs->count; i++) {
			if (!build_work(p, 1))
				return;
			follow(&c, &job, &job.refs->items[i]);
			if (p->rc < 0)
				return;
		}
		if (c.count > PROMPT_PARTS) {
			wrong(&c, RULE_FORMAT_INVALID, from, STR("closure"),
			      "has more than 1,000 files",
			      "put schemas together");
			return;
		}
	}
	if (c.count)
		qsort(c.parts, c.count, sizeof(*c.parts), part_by_name);
	*out = c.parts;
	*count = c.count;
}

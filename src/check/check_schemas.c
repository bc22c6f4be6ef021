/*
 * schema-invalid, example-invalid: the schemas of a prompt, and its examples
 * against them. A schema may name other files; those are its parts, which are
 * objects like the schema itself: nothing is read here that is not of the
 * prompt.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "check/context.h"
#include "compat/schema_place.h"
#include "compat/tool_view.h"
#include "schema/model.h"
#include "schema/schema.h"
#include "syntax/json.h"

/* Steps of validation: what examples share, and what each takes besides, so
 * that a plain one is decided whatever others cost. */
enum { SHARED_STEPS = 20 * SCHEMA_STEPS, OWN_STEPS = 4000 };

/* A JSON value, and where it stands. */
struct place {
	const struct node *node;
	struct str path;
	struct str text; /* of the file; empty: nodes have no place in it */
};

/* A schema that is looked at, and its parts. */
struct holder {
	struct str what; /* "the schema of the output" */
	struct str at;	 /* its JSON Pointer in the value that has it */
	struct place place;
	enum schema_dialect dialect;
	const char *shape;  /* what the object is: says where a schema lies */
	struct store_id id; /* of the object that it is in */
	const struct store_part *parts;
	size_t part_count;
};

/* A part that was read, by the uri that it was asked for under. */
struct part {
	struct part *next;
	struct str uri;
	struct place place;
};

struct work {
	struct context *c;
	const struct subject *s;
	struct arena *scratch;
	const struct holder *holder; /* whose parts are asked for */
	struct part *loaded;
	struct map *good; /* schemas that are right: many prompts share them */
	size_t *steps;	  /* what is left of SHARED_STEPS */
};

static const struct object *object_of(const struct built *b,
				      const struct store_id *id)
{
	size_t low = 0, high = b->object_count;

	while (low < high) {
		size_t at = low + (high - low) / 2;
		int order = memcmp(id->byte, b->objects[at].id.byte,
				   sizeof(id->byte));

		if (order == 0)
			return &b->objects[at];
		if (order < 0)
			high = at;
		else
			low = at + 1;
	}
	return NULL;
}

/* Read an object. False: it is no JSON value, which is found elsewhere. */
static bool read_object(struct work *w, const struct store_id *id,
			struct place *out)
{
	const struct object *o = object_of(&w->s->built, id);
	struct node *node = arena_zero(w->scratch, 1, sizeof(*node));
	struct syntax_error why;

	if (!o || json_read(w->scratch, o->bytes, node, &why) < 0)
		return false;
	*out = (struct place){ node, o->path, o->whole ? o->bytes : STR_EMPTY };
	return true;
}

/* A value that may stand in the manifest itself, or in a file of another
 * format: its places are there. */
static bool read_value(struct work *w, const struct store_id *id,
		       struct place *out)
{
	const struct object *o = object_of(&w->s->built, id);
	struct str file;

	if (!o || !o->node || o->whole)
		return read_object(w, id, out);
	file = str_eq(o->path, w->c->manifest->path) ? w->c->manifest->text :
						       o->file;
	if (!file.n)
		return read_object(w, id, out);
	*out = (struct place){ o->node, o->path, file };
	return true;
}

static int load(void *context, const struct schema_request *request,
		const struct node **out)
{
	struct work *w = context;
	const struct holder *h = w->holder;
	struct part *part;

	for (size_t i = 0; i < h->part_count; i++) {
		if (!str_is(request->written, h->parts[i].name))
			continue;
		part = arena_zero(w->scratch, 1, sizeof(*part));
		if (!read_object(w, &h->parts[i].id, &part->place))
			return -1;
		part->uri = request->uri;
		part->next = w->loaded;
		w->loaded = part;
		*out = part->place.node;
		return 0;
	}
	return -1;
}

static struct finding *add(struct work *w, enum rule rule,
			   const struct place *place, struct pos pos)
{
	struct finding *f;

	if (place->text.n == 0)
		pos = (struct pos){ 0, 0 };
	f = context_finding(w->c, rule, w->s->built.id, place->path, pos);
	if (pos.line)
		f->line = str_copy(w->c->arena,
				   text_line(place->text, pos.line));
	return f;
}

/* ---- schemas ------------------------------------------------------------ */

static void schema_wrong(struct work *w, const struct holder *h,
			 const struct schema_error *e)
{
	struct arena *a = w->c->arena;
	struct place place = h->place;
	struct str at = e->schema;
	bool part = false;
	struct finding *f;

	for (struct part *p = w->loaded; p && !part; p = p->next)
		if (str_eq(p->uri, e->document)) {
			place = p->place;
			part = true;
		}
	at = part ? str_copy(a, at) :
		    str_join(a, (const struct str[]){ h->at, at }, 2);
	f = add(w, RULE_SCHEMA_INVALID, &place, e->pos);
	f->message = str_fmt(a, "%.*s is no JSON Schema: %.*s%s%.*s",
			     STR_ARG(h->what), STR_ARG(e->text),
			     at.n ? "; at " : "", STR_ARG(at));
	finding_key(f, h->what);
	finding_key(f, at);
	finding_key(f, str_copy(a, e->text));
	finding_help(f, str_fmt(a, "correct %.*s", STR_ARG(place.path)));
}

/* What a schema comes from, whole: the same again is as good. */
static struct str origin(struct work *w, const struct holder *h)
{
	struct buf b = buf_in(w->scratch);
	char text[STORE_DIGEST_TEXT + 1];

	store_id_write(&h->id, text);
	buf_addf(&b, "%s %s", h->shape, text);
	for (size_t i = 0; i < h->part_count; i++) {
		store_id_write(&h->parts[i].id, text);
		buf_addf(&b, "\n%s %s", text, h->parts[i].name);
	}
	return buf_str(&b);
}

/* Whether there is nothing to be done: it is known to be right, and there is
 * nothing to be validated by it. */
static bool is_known(struct work *w, const struct holder *h)
{
	return w->s->built.effective.example_count == 0 &&
	       map_get(w->good, origin(w, h));
}

/* NULL, with findings, if it is none. */
static struct schema_set *compile(struct work *w, const struct holder *h)
{
	struct schema_errors errors = schema_errors_in(w->scratch);
	const struct schema_options options = {
		.dialect = h->dialect,
		.uri = h->place.path,
		.load = load,
		.context = w,
	};
	struct schema_set *set;

	w->holder = h;
	w->loaded = NULL;
	set = schema_compile(w->scratch, h->place.node, &options, &errors);
	for (size_t i = 0; !set && i < errors.count; i++)
		schema_wrong(w, h, &errors.items[i]);
	if (set && !map_get(w->good, origin(w, h)))
		*map_put(w->good,
			 str_copy(w->c->arena, origin(w, h))) = w->good;
	return set;
}

static struct schema_set *variables(struct work *w)
{
	const struct store_variables *v = w->s->built.effective.variables;
	struct holder h = { .what = STR("the schema of the variables"),
			    .shape = "variables",
			    .at = STR_EMPTY };

	if (!v)
		return NULL;
	h.id = v->schema;
	h.parts = v->parts;
	h.part_count = v->part_count;
	if (is_known(w, &h) || !read_value(w, &v->schema, &h.place))
		return NULL;
	return compile(w, &h);
}

static struct schema_set *output(struct work *w)
{
	const struct store_output *o = w->s->built.effective.output;
	struct holder h = { .what = STR("the schema of the output") };
	struct schema_place *found;

	if (!o)
		return NULL;
	h.shape = o->wrapped ? "wrapped" : "output";
	h.id = o->schema;
	h.parts = o->parts;
	h.part_count = o->part_count;
	if (is_known(w, &h) || !read_value(w, &o->schema, &h.place))
		return NULL;
	/* what is compiled goes on pointing into it */
	found = arena_zero(w->scratch, 1, sizeof(*found));
	schema_place_output(w->scratch, h.place.node, o->wrapped, found);
	if (found->schema.kind == NODE_NULL)
		return NULL;
	h.place.node = &found->schema;
	h.at = found->at;
	return compile(w, &h);
}

static void tool(struct work *w, const struct store_tool *t)
{
	struct holder h = { .shape = t->shape,
			    .id = t->definition,
			    .parts = t->parts,
			    .part_count = t->part_count };
	struct tool_view view;

	if (is_known(w, &h) || !read_object(w, &t->definition, &h.place))
		return;
	tool_view_read(w->scratch, h.place.node, &view);
	if (!view.schema)
		return;
	h.what = str_fmt(w->c->arena, "the schema of the tool %s", t->name);
	h.at = view.at;
	h.place.node = view.schema;
	/* Gemini's own form is that of OpenAPI; its other member is not. */
	if (strcmp(t->shape, "gemini") == 0 && str_is(view.at, "/parameters"))
		h.dialect = SCHEMA_OAS_30;
	(void)compile(w, &h);
}

/* ---- examples ----------------------------------------------------------- */

static enum schema_verdict ask(struct work *w, const struct schema_set *set,
			       const struct node *value,
			       struct schema_errors *errors)
{
	size_t granted = OWN_STEPS + *w->steps < SCHEMA_STEPS ?
				 OWN_STEPS + *w->steps :
				 SCHEMA_STEPS;
	size_t left = granted;
	enum schema_verdict verdict = schema_validate_by(
		w->scratch, set, set->root, value, &left, errors);

	if (granted - left > OWN_STEPS)
		*w->steps -= granted - left - OWN_STEPS;
	return verdict;
}

/* One side of an example. Texts may be JSON: what a model wrote is text. */
static void validate(struct work *w, const struct schema_set *set,
		     const struct place *example, size_t i, const char *side)
{
	struct schema_errors errors = schema_errors_in(w->scratch);
	const struct node *value = node_get(example->node, side);
	enum schema_verdict verdict = ask(w, set, value, &errors);
	struct arena *a = w->c->arena;
	struct syntax_error why;
	struct finding *f;
	struct node inner;

	if (verdict == SCHEMA_VALID)
		return;
	if (value->kind == NODE_STRING &&
	    json_read(w->scratch, value->text, &inner, &why) == 0 &&
	    ask(w, set, &inner, NULL) == SCHEMA_VALID)
		return;
	f = add(w, RULE_EXAMPLE_INVALID, example,
		errors.count ? errors.items[0].instance_pos : value->pos);
	if (verdict == SCHEMA_UNDECIDED)
		f->message = str_fmt(a,
				     "example %zu: whether `%s` satisfies its "
				     "schema cannot be decided",
				     i + 1, side);
	else
		f->message = str_fmt(a, "example %zu: `%s`%s%.*s: %.*s", i + 1,
				     side,
				     errors.items[0].instance.n ? " at " : "",
				     STR_ARG(errors.items[0].instance),
				     STR_ARG(errors.items[0].text));
	finding_key(f, str_of(side));
	if (errors.count) {
		finding_key(f, str_copy(a, errors.items[0].instance));
		finding_key(f, str_copy(a, errors.items[0].text));
	}
	finding_help(f, str_fmt(a, "correct example %zu of %.*s", i + 1,
				STR_ARG(w->s->built.id)));
}

static void examples(struct work *w, const struct schema_set *in,
		     const struct schema_set *out)
{
	const struct store_effective *e = &w->s->built.effective;

	for (size_t i = 0; i < e->example_count && (in || out); i++) {
		struct place place;
		const struct node *input;

		if (!read_value(w, &e->examples[i], &place))
			continue;
		/* An input that is a text is what the user says. */
		input = node_get(place.node, "input");
		if (in && input && input->kind == NODE_OBJECT)
			validate(w, in, &place, i, "input");
		if (out && node_get(place.node, "output"))
			validate(w, out, &place, i, "output");
	}
}

int check_schemas(struct context *c, struct error *err)
{
	struct map good = map_in(c->arena);
	size_t steps = SHARED_STEPS;

	(void)err;
	for (size_t i = 0; i < c->subject_count; i++) {
		const struct subject *s = &c->subjects[i];
		struct arena scratch = { 0 };
		struct work w = {
			.c = c,
			.s = s,
			.scratch = &scratch,
			.good = &good,
			.steps = &steps,
		};
		const struct schema_set *in, *out;

		if (!s->built.complete)
			continue;
		in = variables(&w);
		out = output(&w);
		for (size_t t = 0; t < s->built.effective.tool_count; t++)
			tool(&w, &s->built.effective.tools[t]);
		examples(&w, in, out);
		arena_free(&scratch);
	}
	return 0;
}

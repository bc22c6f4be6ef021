#include "template/draft.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/map.h"
#include "syntax/json.h"
#include "template/language.h"

struct draft draft_in(struct arena *out, struct arena *scratch, struct str text)
{
	return (struct draft){ .out = out,
			       .scratch = scratch,
			       .text = text,
			       .cursor = place_start(text) };
}

struct segment *draft_segment(struct draft *d, enum segment_kind kind,
			      size_t from, size_t to)
{
	struct segment *s;

	d->segments = arena_grow(d->scratch, d->segments, d->segment_count,
				 &d->segment_room, sizeof(*d->segments));
	s = &d->segments[d->segment_count++];
	*s = (struct segment){ .kind = kind,
			       .raw = str_cut(d->text, from, to),
			       .pos = place_at(&d->cursor, from) };
	s->canonical = s->raw;
	return s;
}

void draft_text(struct draft *d, size_t to)
{
	if (to > d->done)
		(void)draft_segment(d, SEGMENT_TEXT, d->done, to);
	d->done = to;
}

struct segment *draft_tag(struct draft *d, enum segment_kind kind, size_t from,
			  size_t to)
{
	draft_text(d, from);
	d->done = to;
	return draft_segment(d, kind, from, to);
}

void draft_opaque(struct draft *d, struct pos pos, struct str text)
{
	d->opaque = arena_grow(d->out, d->opaque, d->opaque_count,
			       &d->opaque_room, sizeof(*d->opaque));
	d->opaque[d->opaque_count++] = (struct template_opaque){ pos, text };
}

struct draft_use *draft_use(struct draft *d, size_t offset)
{
	struct draft_use *u;

	d->uses = arena_grow(d->scratch, d->uses, d->use_count, &d->use_room,
			     sizeof(*d->uses));
	u = &d->uses[d->use_count++];
	*u = (struct draft_use){ .offset = offset };
	return u;
}

struct draft_use *draft_output(struct draft *d, size_t offset, struct str root,
			       struct str path, struct str through)
{
	struct draft_use *u = draft_use(d, offset);

	u->root = root;
	u->use.path = draft_path(d, STR_EMPTY, "", path);
	u->use.through = through;
	u->use.output = true;
	return u;
}

struct include *draft_include(struct draft *d, size_t segment)
{
	struct segment *s = &d->segments[segment];
	struct include *include;

	d->includes = arena_grow(d->scratch, d->includes, d->include_count,
				 &d->include_room, sizeof(*d->includes));
	include = &d->includes[d->include_count++];
	*include = (struct include){ .kind = INCLUDE_INCLUDE,
				     .pos = s->pos,
				     .with_context = true,
				     .offset = (size_t)(s->raw.p - d->text.p),
				     .length = s->raw.n };
	s->include = d->include_count;
	return include;
}

/* So that no character is halved. */
static struct str cut(struct str s)
{
	if (s.n <= DRAFT_PATH)
		return s;
	s = str_cut(s, 0, DRAFT_PATH);
	s.n = text_utf8_bad(s);
	return s;
}

struct str draft_path(struct draft *d, struct str base, const char *between,
		      struct str name)
{
	const struct str parts[] = { cut(base), str_of(between), cut(name) };

	if (base.n == 0)
		return parts[2];
	if (base.n >= DRAFT_PATH)
		return parts[0];
	return cut(str_join(d->out, parts, 3));
}

static int by_offset(const void *a, const void *b)
{
	const struct draft_use *x = a, *y = b;
	int order = (x->offset > y->offset) - (x->offset < y->offset);

	return order ? order : str_compare(x->use.path, y->use.path);
}

static int by_name(const void *a, const void *b)
{
	const struct variable *x = a, *y = b;

	return str_compare(x->name, y->name);
}

/* In order of the text: the first of a name is its first use. */
static void add_variables(struct draft *d, struct template *t)
{
	struct map seen = map_in(d->scratch);
	struct variable *v = arena_zero(d->out, d->use_count, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < d->use_count; i++) {
		const struct draft_use *u = &d->uses[i];
		void **place;
		struct variable *mine;

		if (u->root.n == 0)
			continue;
		place = map_put(&seen, u->root);
		if (!*place) {
			v[n] = (struct variable){ .name = u->root,
						  .pos = u->use.pos,
						  .optional = true,
						  .read = true,
						  .perhaps = true };
			*place = &v[n++];
		}
		mine = *place;
		mine->optional = mine->optional && u->optional;
		mine->perhaps = mine->perhaps && u->use.perhaps;
	}
	if (n)
		qsort(v, n, sizeof(*v), by_name);
	t->variables = v;
	t->variable_count = n;
}

static void draft_finish(struct draft *d, struct template *t)
{
	struct place_cursor cursor = place_start(d->text);
	struct template_use *uses;
	struct segment *segments;
	struct include *includes;

	*t = (struct template){ 0 };
	uses = arena_zero(d->out, d->use_count, sizeof(*uses));
	segments = arena_zero(d->out, d->segment_count, sizeof(*segments));
	includes = arena_zero(d->out, d->include_count, sizeof(*includes));
	if (d->segment_count)
		memcpy(segments, d->segments,
		       d->segment_count * sizeof(*segments));
	if (d->include_count)
		memcpy(includes, d->includes,
		       d->include_count * sizeof(*includes));
	if (d->use_count)
		qsort(d->uses, d->use_count, sizeof(*d->uses), by_offset);
	for (size_t i = 0; i < d->use_count; i++) {
		d->uses[i].use.pos = place_at(&cursor, d->uses[i].offset);
		uses[i] = d->uses[i].use;
	}
	add_variables(d, t);
	t->segments = segments;
	t->segment_count = d->segment_count;
	t->includes = includes;
	t->include_count = d->include_count;
	t->uses = uses;
	t->use_count = d->use_count;
	t->opaque = d->opaque;
	t->opaque_count = d->opaque_count;
}

int draft_read(struct arena *a, const struct language *language,
	       struct str text, const struct template_option *options,
	       size_t option_count, struct template *out,
	       struct template_error *why)
{
	struct arena scratch = { 0 };
	struct draft d = draft_in(a, &scratch, text);
	int rc = draft_check_options(language, options, option_count, why);

	d.why = why;
	d.options = options;
	d.option_count = option_count;
	if (rc == 0)
		rc = language->fill(&d);
	if (rc == 0)
		draft_finish(&d, out);
	arena_free(&scratch);
	return rc;
}

int draft_refuse(struct draft *d, size_t offset, const char *text)
{
	return template_fail(d->why, text_pos(d->text, offset), "%s", text);
}

/* ---- options */

struct str draft_option_text(struct arena *a,
			     const struct template_option *option)
{
	struct syntax_error unused;
	struct node value;

	if (json_read(a, option->json, &value, &unused) < 0)
		return STR_EMPTY;
	return value.text;
}

bool draft_option_flag(const struct template_option *option)
{
	return str_is(option->json, "true");
}

static bool has_type(struct arena *a, const struct template_option *option,
		     enum option_type type)
{
	struct syntax_error unused;
	struct node value;

	if (json_read(a, option->json, &value, &unused) < 0)
		return false;
	return type == OPTION_TEXT ?
		       value.kind == NODE_STRING :
		       value.kind == NODE_TRUE || value.kind == NODE_FALSE;
}

int draft_check_options(const struct language *language,
			const struct template_option *options, size_t count,
			struct template_error *why)
{
	const struct pos nowhere = { 0, 0 };
	struct arena a = { 0 };
	int rc = 0;

	for (size_t i = 0; i < count && rc == 0; i++) {
		const struct option_spec *spec = template_option_spec(
			language, options[i].name);

		if (!spec)
			rc = template_fail(why, nowhere,
					   "option \"%.*s\" is not one of %s's",
					   STR_ARG(options[i].name),
					   language->name);
		else if (!has_type(&a, &options[i], spec->type))
			rc = template_fail(
				why, nowhere, "option \"%s\" is not %s",
				spec->name,
				spec->type == OPTION_TEXT ? "text" :
							    "true or false");
	}
	arena_free(&a);
	return rc;
}

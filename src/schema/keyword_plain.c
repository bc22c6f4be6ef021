/*
 * Keywords that hold no subschemas.
 */
#include "base/arena.h"
#include "pattern/regex.h"
#include "schema/compile.h"
#include "schema/dialect.h"

#include <stddef.h>

static void *field(struct schema *s, size_t at)
{
	return (char *)s + at;
}

bool keyword_is(struct compile *c, struct schema *s, const struct member *m,
		enum node_kind kind)
{
	const struct node wanted = { .kind = kind };

	if (m->value.kind == kind)
		return true;
	compile_error(c, SCHEMA_WRONG, (struct spot){ s, m },
		      "\"%.*s\" has to be %s %s, not %s",
		      STR_ARG(text_shorten(m->name, 60)),
		      kind == NODE_OBJECT || kind == NODE_ARRAY ? "an" : "a",
		      node_kind_name(&wanted), node_kind_name(&m->value));
	return false;
}

/* ---- any value ---------------------------------------------------------- */

static const struct {
	const char *name;
	unsigned bits;
} types[] = {
	{ "null", TYPE_NULL },	   { "boolean", TYPE_BOOLEAN },
	{ "object", TYPE_OBJECT }, { "array", TYPE_ARRAY },
	{ "number", TYPE_NUMBER }, { "integer", TYPE_INTEGER },
	{ "string", TYPE_STRING },
};

const char *schema_type_name(unsigned bit)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (types[i].bits == (bit & types[i].bits))
			return types[i].name;
	return "number";
}

/* Gemini writes its form of oas-3.0 in capitals. */
static bool is_type(const struct schema *s, struct str text, const char *name)
{
	if (str_is(text, name))
		return true;
	if (s->dialect != SCHEMA_OAS_30 || text.n != strlen(name))
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != name[i] - 'a' + 'A')
			return false;
	return true;
}

static unsigned type_bits(struct compile *c, struct schema *s,
			  const struct member *m, const struct node *value)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (value->kind == NODE_STRING &&
		    is_type(s, value->text, types[i].name))
			return types[i].bits;
	if (value->kind == NODE_STRING)
		compile_error(c, SCHEMA_WRONG, (struct spot){ s, m },
			      "\"%.*s\" is no type; types are null, boolean, "
			      "object, array, number, integer and string",
			      STR_ARG(text_shorten(value->text, 60)));
	else
		compile_error(c, SCHEMA_WRONG, (struct spot){ s, m },
			      "a type is a text, not %s",
			      node_kind_name(value));
	return 0;
}

void keyword_type(struct compile *c, struct schema *s, const struct member *m,
		  size_t at)
{
	const struct node *v = &m->value;

	(void)at;
	if (v->kind != NODE_ARRAY) {
		s->types = type_bits(c, s, m, v);
		return;
	}
	s->types = 0;
	if (v->count == 0)
		compile_error(c, SCHEMA_WRONG, (struct spot){ s, m },
			      "\"type\" names no type");
	for (size_t i = 0; i < v->count; i++) {
		s->types |= type_bits(c, s, m, &v->items[i]);
		for (size_t j = 0; j < i && j < 7; j++)
			if (node_equal(&v->items[i], &v->items[j]))
				compile_error(c, SCHEMA_WRONG,
					      (struct spot){ s, m },
					      "\"type\" names a type twice");
	}
}

void keyword_enum(struct compile *c, struct schema *s, const struct member *m,
		  size_t at)
{
	(void)at;
	if (keyword_is(c, s, m, NODE_ARRAY))
		s->enums = &m->value;
}

void keyword_node(struct compile *c, struct schema *s, const struct member *m,
		  size_t at)
{
	(void)c;
	*(const struct node **)field(s, at) = &m->value;
}

void keyword_text(struct compile *c, struct schema *s, const struct member *m,
		  size_t at)
{
	if (keyword_is(c, s, m, NODE_STRING))
		keyword_node(c, s, m, at);
}

static bool is_flag(struct compile *c, struct schema *s, const struct member *m)
{
	if (m->value.kind == NODE_TRUE || m->value.kind == NODE_FALSE)
		return true;
	compile_error(c, SCHEMA_WRONG, (struct spot){ s, m },
		      "\"%.*s\" has to be true or false, not %s",
		      STR_ARG(m->name), node_kind_name(&m->value));
	return false;
}

void keyword_flag(struct compile *c, struct schema *s, const struct member *m,
		  size_t at)
{
	if (is_flag(c, s, m))
		*(bool *)field(s, at) = m->value.kind == NODE_TRUE;
}

/* ---- numbers ------------------------------------------------------------ */

static bool read_number(struct compile *c, struct schema *s,
			const struct member *m, struct decimal *out)
{
	if (!keyword_is(c, s, m, NODE_NUMBER))
		return false;
	if (decimal_parse(c->arena, m->value.text, out) == 0)
		return true;
	compile_error(c, SCHEMA_TOO_LARGE, (struct spot){ s, m },
		      "\"%.*s\" has more than %d digits", STR_ARG(m->name),
		      (int)DECIMAL_DIGITS);
	return false;
}

void keyword_count(struct compile *c, struct schema *s, const struct member *m,
		   size_t at)
{
	struct decimal d;

	if (!read_number(c, s, m, &d))
		return;
	if (decimal_to_count(&d, field(s, at)) < 0)
		compile_error(c, SCHEMA_WRONG, (struct spot){ s, m },
			      "\"%.*s\" has to be a non-negative integer, "
			      "not %.*s",
			      STR_ARG(m->name),
			      STR_ARG(text_shorten(m->value.text, 60)));
}

void keyword_multiple(struct compile *c, struct schema *s,
		      const struct member *m, size_t at)
{
	struct decimal d;

	(void)at;
	if (!read_number(c, s, m, &d))
		return;
	if (d.negative || decimal_is_zero(&d))
		compile_error(c, SCHEMA_WRONG, (struct spot){ s, m },
			      "\"multipleOf\" has to be above 0, not %.*s",
			      STR_ARG(text_shorten(m->value.text, 60)));
	else
		s->multiple_of = d;
}

/* Whether a is the tighter of two bounds; side is 1 for lower ones. */
static bool is_tighter(const struct schema_bound *a,
		       const struct schema_bound *b, int side)
{
	int order = decimal_compare(&a->value, &b->value) * side;

	return !b->set || order > 0 || (order == 0 && a->exclusive);
}

void keyword_bound(struct compile *c, struct schema *s, const struct member *m,
		   size_t at)
{
	bool lower = at == offsetof(struct schema, lower);
	bool plain = str_is(m->name, lower ? "minimum" : "maximum");
	struct schema_bound *bound = field(s, at), read = { .set = true };

	/* As draft-04 writes it: about the other keyword. */
	if (!plain && dialect_is(s->dialect, IN_04 | IN_30)) {
		bound->exclusive = is_flag(c, s, m) &&
				   m->value.kind == NODE_TRUE;
		return;
	}
	if (m->value.kind == NODE_TRUE || m->value.kind == NODE_FALSE) {
		compile_error(c, SCHEMA_WRONG, (struct spot){ s, m },
			      "\"%.*s\" is a number since draft-06, not %s",
			      STR_ARG(m->name), node_kind_name(&m->value));
		return;
	}
	if (!read_number(c, s, m, &read.value))
		return;
	read.keyword = lower ? plain ? "minimum" : "exclusiveMinimum" :
		       plain ? "maximum" :
			       "exclusiveMaximum";
	read.exclusive = !plain || (bound->exclusive && !bound->set);
	if (is_tighter(&read, bound, lower ? 1 : -1))
		*bound = read;
}

/* ---- strings ------------------------------------------------------------ */

struct schema_pattern compile_pattern(struct compile *c, struct spot spot,
				      struct str text)
{
	struct schema_pattern *known = map_get(&c->patterns, text);
	struct regex_error why = { .offset = 0 };

	if (known)
		return *known;
	if (c->patterns.count == COMPILE_PATTERNS) {
		compile_error(c, SCHEMA_TOO_LARGE, spot,
			      "has more than %d different patterns",
			      (int)COMPILE_PATTERNS);
		return (struct schema_pattern){ .text = text };
	}
	known = arena_zero(c->arena, 1, sizeof(*known));
	known->text = text;
	if (regex_compile(c->arena, text, &known->regex, &why) == REGEX_WRONG)
		compile_error(c, SCHEMA_WRONG, spot,
			      "no regular expression: %s, at byte %zu of it",
			      why.text, why.offset + 1);
	*map_put(&c->patterns, text) = known;
	return *known;
}

void keyword_pattern(struct compile *c, struct schema *s,
		     const struct member *m, size_t at)
{
	(void)at;
	if (!keyword_is(c, s, m, NODE_STRING))
		return;
	s->pattern = compile_pattern(c, (struct spot){ s, m }, m->value.text);
	s->has_pattern = true;
}

void keyword_format(struct compile *c, struct schema *s, const struct member *m,
		    size_t at)
{
	(void)at;
	if (!keyword_is(c, s, m, NODE_STRING))
		return;
	s->format = m->value.text;
	s->assert_format = s->resource->assert_format;
}

/* ---- objects ------------------------------------------------------------ */

const struct str *keyword_names(struct compile *c, struct spot spot,
				const struct node *value, size_t *count)
{
	struct str *names = arena_zero(c->arena, value->count, sizeof(*names));
	struct map seen = map_in(c->arena);

	for (size_t i = 0; i < value->count; i++) {
		const struct node *item = &value->items[i];

		if (item->kind != NODE_STRING) {
			compile_error(c, SCHEMA_WRONG, spot,
				      "names of properties are texts, not %s",
				      node_kind_name(item));
			return names;
		}
		if (map_get(&seen, item->text)) {
			compile_error(c, SCHEMA_WRONG, spot,
				      "\"%.*s\" is named twice",
				      STR_ARG(text_shorten(item->text, 60)));
			return names;
		}
		*map_put(&seen, item->text) = names;
		names[i] = item->text;
	}
	*count = value->count;
	return names;
}

void keyword_required(struct compile *c, struct schema *s,
		      const struct member *m, size_t at)
{
	(void)at;
	if (keyword_is(c, s, m, NODE_ARRAY))
		s->required = keyword_names(c, (struct spot){ s, m }, &m->value,
					    &s->required_count);
}

/* ---- identity and references -------------------------------------------- */

void keyword_core(struct compile *c, struct schema *s, const struct member *m,
		  size_t at)
{
	(void)at;
	(void)keyword_is(c, s, m, NODE_STRING);
}

void keyword_ref(struct compile *c, struct schema *s, const struct member *m,
		 size_t at)
{
	(void)at;
	if (!keyword_is(c, s, m, NODE_STRING))
		return;
	compile_later(c, s, m,
		      str_is(m->name, "$ref")	     ? PENDING_REF :
		      str_is(m->name, "$dynamicRef") ? PENDING_DYNAMIC :
						       PENDING_RECURSIVE);
}

void keyword_anchor(struct compile *c, struct schema *s, const struct member *m,
		    size_t at)
{
	(void)at;
	if (!keyword_is(c, s, m, NODE_STRING))
		return;
	*map_put(&s->resource->anchors, m->value.text) = s;
	if (str_is(m->name, "$dynamicAnchor"))
		*map_put(&s->resource->dynamic_anchors, m->value.text) = s;
}

void keyword_recursive_anchor(struct compile *c, struct schema *s,
			      const struct member *m, size_t at)
{
	(void)at;
	(void)c;
	if (m->value.kind == NODE_TRUE && s->resource->root == s)
		s->resource->recursive_anchor = true;
}

/* It means something beside a type, which may stand behind it: settle. */
void keyword_nullable(struct compile *c, struct schema *s,
		      const struct member *m, size_t at)
{
	(void)at;
	(void)is_flag(c, s, m);
}

/* Read with another keyword. */
void keyword_with_other(struct compile *c, struct schema *s,
			const struct member *m, size_t at)
{
	(void)c;
	(void)s;
	(void)m;
	(void)at;
}

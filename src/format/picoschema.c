#include "format/picoschema.h"

#include "base/arena.h"
#include "base/buf.h"
#include "format/make.h"

/* A property of an object three levels below it: `properties`, its name,
 * `items`. What is made must be readable again. */
enum { DEEPEST = NODE_DEPTH - 3 };

static const char *const scalars[] = { "any",	 "boolean", "integer", "null",
				       "number", "string",  NULL };

static bool is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_is(s, *names))
			return true;
	return false;
}

static int wrong(struct picoschema *pico, struct pos pos, const char *help,
		 struct str why)
{
	pico->pos = pos;
	pico->why = why;
	pico->help = str_of(help);
	return -1;
}

/* The member of that name, made if it is new; schemas have few. */
static struct node *put(struct picoschema *pico, struct node *object,
			const char *name)
{
	for (size_t i = 0; i < object->count; i++)
		if (str_is(object->members[i].name, name))
			return &object->members[i].value;
	return make_member(pico->a, object, str_of(name));
}

static void describe(struct picoschema *pico, struct node *schema,
		     struct str text)
{
	if (text.n)
		*put(pico, schema, "description") = make_text(text,
							      schema->pos);
}

/*
 * /(.*?), *(.*)$/: up to the first comma, and behind it, of the last line,
 * since a dot takes no line feed. Without a comma there it is all the type.
 */
static struct str split(struct str text, struct str *description)
{
	size_t line = 0, comma, from;

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\n' || text.p[i] == '\r')
			line = i + 1;
	comma = str_find(text, ',', line);
	*description = STR_EMPTY;
	if (comma == text.n)
		return text;
	for (from = comma + 1; from < text.n && text.p[from] == ' ';)
		from++;
	*description = str_cut(text, from, text.n);
	return str_cut(text, line, comma);
}

/* ---- types */

/* A JSON Pointer in a URI's fragment. */
static struct str reference(struct arena *a, struct str name)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-._";
	struct buf b = buf_in(a);

	buf_adds(&b, "#/$defs/");
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (c == '~')
			buf_adds(&b, "~0");
		else if (c == '/')
			buf_adds(&b, "~1");
		else if (c && strchr(plain, c))
			buf_addc(&b, c);
		else
			buf_addf(&b, "%%%02X", (unsigned)(unsigned char)c);
	}
	return buf_str(&b);
}

static struct node *named(struct picoschema *pico, struct str name,
			  struct pos pos)
{
	const struct member *known = pico->known ?
					     node_member(pico->known, name) :
					     NULL;
	struct node *out;

	if (known && known->value.kind == NODE_OBJECT)
		return make_copy(pico->a, &known->value);
	if (!pico->names.arena)
		pico->names = map_in(pico->a);
	*map_put(&pico->names, name) = pico;
	out = make_object(pico->a, pos);
	*make_member(pico->a, out,
		     STR("$ref")) = make_text(reference(pico->a, name), pos);
	return out;
}

/* "string, what it is" */
static struct node *type_of(struct picoschema *pico, const struct node *value)
{
	struct str description, type = split(value->text, &description);
	struct node *out;

	if (!is_one_of(type, scalars)) {
		out = named(pico, type, value->pos);
	} else {
		out = make_object(pico->a, value->pos);
		if (!str_is(type, "any"))
			*make_member(pico->a, out,
				     STR("type")) = make_text(type, value->pos);
	}
	describe(pico, out, description);
	return out;
}

/* "string" to ["string", "null"]; no type, or several, stays. */
static void or_null(struct picoschema *pico, struct node *schema)
{
	const struct node *type = node_get(schema, "type");
	struct node *both;
	struct str name;

	if (!type || type->kind != NODE_STRING)
		return;
	name = type->text;
	both = make_array(pico->a, schema->pos);
	*make_item(pico->a, both) = make_text(name, schema->pos);
	*make_item(pico->a, both) = make_text(STR("null"), schema->pos);
	*put(pico, schema, "type") = *both;
}

/* ---- objects */

/* "name?(array, what it is)" */
struct key {
	struct str name, type, description;
	bool optional;
};

static struct key key_of(struct str text)
{
	size_t open = str_find(text, '(', 0);
	struct key out = { .name = str_cut(text, 0, open) };

	out.optional = str_ends(out.name, "?");
	if (out.optional)
		out.name.n--;
	text = str_cut(text, open + 1, text.n);
	text = str_cut(text, 0, str_find(text, '(', 0));
	if (text.n)
		out.type = split(str_cut(text, 0, text.n - 1),
				 &out.description);
	return out;
}

static int read_value(struct picoschema *pico, const struct node *value,
		      unsigned depth, struct node **out);

static int read_enum(struct picoschema *pico, const struct node *value,
		     bool optional, struct node **out)
{
	struct node *values;
	bool has_null = false;

	if (value->kind != NODE_ARRAY)
		return wrong(pico, value->pos, "write a list: [A, B]",
			     STR("the values of an enum are a list"));
	*out = make_object(pico->a, value->pos);
	values = make_copy(pico->a, value);
	for (size_t i = 0; i < values->count; i++)
		has_null = has_null || values->items[i].kind == NODE_NULL;
	if (optional && !has_null)
		*make_item(pico->a, values) = make_null(value->pos);
	*make_member(pico->a, *out, STR("enum")) = *values;
	return 0;
}

static int read_array(struct picoschema *pico, const struct node *value,
		      bool optional, unsigned depth, struct node **out)
{
	struct node *items;

	if (read_value(pico, value, depth + 1, &items) < 0)
		return -1;
	*out = make_object(pico->a, value->pos);
	*make_member(pico->a, *out, STR("type")) = make_text(STR("array"),
							     value->pos);
	if (optional)
		or_null(pico, *out);
	*make_member(pico->a, *out, STR("items")) = *items;
	return 0;
}

static int read_property(struct picoschema *pico, const struct key *key,
			 const struct node *value, unsigned depth,
			 struct node **out)
{
	int rc;

	if (str_is(key->type, "enum"))
		rc = read_enum(pico, value, key->optional, out);
	else if (str_is(key->type, "array"))
		rc = read_array(pico, value, key->optional, depth, out);
	else if (key->type.n == 0 || str_is(key->type, "object"))
		rc = read_value(pico, value, depth, out);
	else
		return wrong(pico, value->pos,
			     "write array, object or enum in the parentheses",
			     str_fmt(pico->a,
				     "\"%.*s\" is no type that can stand in "
				     "parentheses",
				     STR_ARG(text_shorten(key->type, 100))));
	if (rc < 0)
		return -1;
	if (key->optional)
		or_null(pico, *out);
	describe(pico, *out, key->description);
	return 0;
}

/* An object under construction. */
struct object {
	struct map places; /* of names in properties, plus 1 */
	struct node *properties, *required, *additional;
};

static struct node *property(struct picoschema *pico, struct object *o,
			     struct str name)
{
	size_t *place = map_get(&o->places, name);

	if (place)
		return &o->properties->members[*place].value;
	place = arena_alloc(pico->a, sizeof(*place));
	*place = o->properties->count;
	*map_put(&o->places, name) = place;
	return make_member(pico->a, o->properties, name);
}

static int read_member(struct picoschema *pico, struct object *o,
		       struct str name, const struct node *value,
		       unsigned depth)
{
	struct key key;
	struct node *schema;

	if (str_is(name, "(*)"))
		return read_value(pico, value, depth + 1, &o->additional);
	key = key_of(name);
	if (read_property(pico, &key, value, depth + 2, &schema) < 0)
		return -1;
	if (!key.optional)
		*make_item(pico->a, o->required) = make_text(key.name,
							     value->pos);
	*property(pico, o, key.name) = *schema;
	return 0;
}

/* JavaScript goes through a list as through an object with names 0, 1 ... and
 * through null as through an empty one. */
static int read_members(struct picoschema *pico, struct object *o,
			const struct node *value, unsigned depth)
{
	int rc = 0;

	for (size_t i = 0;
	     value->kind == NODE_OBJECT && i < value->count && rc == 0; i++)
		rc = read_member(pico, o, value->members[i].name,
				 &value->members[i].value, depth);
	for (size_t i = 0;
	     value->kind == NODE_ARRAY && i < value->count && rc == 0; i++)
		rc = read_member(pico, o, str_fmt(pico->a, "%zu", i),
				 &value->items[i], depth);
	return rc;
}

static int read_object(struct picoschema *pico, const struct node *value,
		       unsigned depth, struct node **out)
{
	struct object o = { .places = map_in(pico->a),
			    .properties = make_object(pico->a, value->pos),
			    .required = make_array(pico->a, value->pos) };
	struct node *schema = make_object(pico->a, value->pos);

	if (read_members(pico, &o, value, depth) < 0)
		return -1;
	*make_member(pico->a, schema, STR("type")) = make_text(STR("object"),
							       value->pos);
	*make_member(pico->a, schema, STR("properties")) = *o.properties;
	if (o.required->count)
		*make_member(pico->a, schema, STR("required")) = *o.required;
	*make_member(pico->a, schema, STR("additionalProperties")) =
		o.additional ? *o.additional : make_bool(false, value->pos);
	*out = schema;
	return 0;
}

/* Recursion is as deep as what is made may be. */
static int read_value(struct picoschema *pico, const struct node *value,
		      unsigned depth, struct node **out)
{
	if (depth > DEEPEST)
		return wrong(pico, value->pos, "use fewer levels",
			     STR("the schema is nested too deep"));
	if (value->kind == NODE_STRING) {
		*out = type_of(pico, value);
		return 0;
	}
	if (value->kind == NODE_OBJECT || value->kind == NODE_ARRAY ||
	    value->kind == NODE_NULL)
		return read_object(pico, value, depth, out);
	return wrong(pico, value->pos,
		     "write the name of a type, or quote the text",
		     str_fmt(pico->a,
			     "a Picoschema is made of names of types and of "
			     "objects, not of %s",
			     node_kind_name(value)));
}

/* ---- the whole */

static bool is_nothing(const struct node *value)
{
	return !value || value->kind == NODE_NULL ||
	       value->kind == NODE_FALSE ||
	       (value->kind == NODE_STRING && value->text.n == 0);
}

/* What a name in the schema refers to. */
static struct node *with_names(struct picoschema *pico, struct node *schema)
{
	struct node *defs;

	if (pico->names.count == 0)
		return schema;
	defs = make_object(pico->a, schema->pos);
	for (size_t i = 0; i < pico->names.count; i++)
		*make_member(pico->a, defs, pico->names.entries[i].key) =
			*make_object(pico->a, schema->pos);
	*make_member(pico->a, schema, STR("$defs")) = *defs;
	return schema;
}

int picoschema_read(struct picoschema *pico, const struct node *value,
		    const struct node **out)
{
	static const char *const shapes[] = { "object", "array", NULL };
	const struct node *type = node_get(value, "type");
	const struct node *properties = node_get(value, "properties");
	struct node *made;

	*out = NULL;
	if (is_nothing(value))
		return 0;
	if (type && type->kind == NODE_STRING &&
	    (is_one_of(type->text, scalars) || is_one_of(type->text, shapes))) {
		*out = value;
		return 0;
	}
	if (properties &&
	    (properties->kind == NODE_OBJECT ||
	     properties->kind == NODE_ARRAY || properties->kind == NODE_NULL)) {
		made = make_copy(pico->a, value);
		*put(pico, made, "type") = make_text(STR("object"), value->pos);
		*out = made;
		return 0;
	}
	if (read_value(pico, value, 1, &made) < 0)
		return -1;
	*out = with_names(pico, made);
	return 0;
}

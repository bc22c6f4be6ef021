/*
 * `variables:`: names with JSON Schemas or short forms, made into the one
 * schema that is stored:
 *
 *	{"type":"object","properties":{...},"required":[...],
 *	 "additionalProperties":false}
 */
#include "base/arena.h"
#include "prompt/manifest_parts.h"
#include "prompt/nearest.h"

static const char *const types[] = { "string", "number", "integer", "boolean",
				     "array",  "object", "null",    NULL };

static struct node text_node(struct str text, struct pos pos)
{
	return (struct node){ .kind = NODE_STRING, .pos = pos, .text = text };
}

static bool is_type(struct str name)
{
	for (size_t i = 0; types[i]; i++)
		if (str_is(name, types[i]))
			return true;
	return false;
}

/* "string" and "string?"; false: it is neither. */
static bool short_form(struct reader *r, struct node *node, bool *optional)
{
	struct str name = node->text;
	struct member *member;

	*optional = str_ends(name, "?");
	if (*optional)
		name.n--;
	if (!is_type(name))
		return false;
	member = arena_zero(r->a, 1, sizeof(*member));
	*member = (struct member){ STR("type"), node->pos,
				   text_node(name, node->pos) };
	*node = (struct node){ .kind = NODE_OBJECT,
			       .pos = node->pos,
			       .members = member,
			       .count = 1 };
	return true;
}

static bool name_ok(struct reader *r, const struct member *member,
		    const struct place *at)
{
	struct str name = member->name;
	uint32_t code;
	size_t i = 0;

	while (i < name.n && (unsigned char)name.p[i] > 0x20 &&
	       name.p[i] != 0x7f)
		i++;
	if (name.n && i == name.n && text_invisible(name, 0, &code) == name.n &&
	    !str_ends(name, "?"))
		return true;
	reader_wrong(r, member->pos, at,
		     str_ends(name, "?") ?
			     STR("write `NAME: string?`") :
			     STR("write the name as the template does"),
		     "`%.*s` is not the name of a variable",
		     STR_ARG(text_shorten(name, 100)));
	return false;
}

static void wrong_type(struct reader *r, const struct node *node,
		       const struct place *at)
{
	const char *near = nearest(node->text, types);

	reader_wrong(
		r, node->pos, at,
		STR("write string, number, integer, boolean, array, object "
		    "or null, with `?` behind it if it may be left out, or "
		    "a JSON Schema in braces"),
		near ? "`%.*s` is not a type; did you mean `%s`?" :
		       "`%.*s` is not a type%s",
		STR_ARG(text_shorten(node->text, 100)), near ? near : "");
}

/* Expand one variable in place and say whether it has to be passed. */
static bool expand(struct reader *r, struct member *member,
		   const struct place *at, bool *required)
{
	struct node *value = &member->value;
	bool optional = false;

	if (value->kind == NODE_STRING && !short_form(r, value, &optional)) {
		wrong_type(r, value, at);
		return false;
	}
	if (value->kind != NODE_OBJECT && value->kind != NODE_TRUE &&
	    value->kind != NODE_FALSE) {
		reader_mismatch(r, value, at, "a type or a JSON Schema",
				STR("write `NAME: string`, or a JSON Schema in "
				    "braces"));
		return false;
	}
	*required = !optional && !node_get(value, "default");
	return true;
}

static bool expand_all(struct reader *r, struct node *properties,
		       const struct place *at, struct node *required)
{
	bool ok = true;

	required->items = arena_zero(r->a, properties->count,
				     sizeof(*required->items));
	for (size_t i = 0; i < properties->count; i++) {
		struct member *member = &properties->members[i];
		const struct place here = { at, member->name, 0 };
		bool must = false;

		if (!name_ok(r, member, &here) ||
		    !expand(r, member, &here, &must))
			ok = false;
		else if (must)
			required->items[required->count++] = text_node(
				member->name, member->pos);
	}
	return ok;
}

/* A whole JSON Schema where names of variables are asked for. */
static bool is_whole_schema(const struct node *node)
{
	const struct node *type = node_get(node, "type");
	const struct node *properties = node_get(node, "properties");

	return type && type->kind == NODE_STRING &&
	       str_is(type->text, "object") && properties &&
	       properties->kind == NODE_OBJECT;
}

static void read_inline(struct reader *r, struct node *node,
			const struct place *at, struct value_ref *out)
{
	const struct pos pos = node->pos;
	struct node required = { .kind = NODE_ARRAY, .pos = pos };
	struct member *members;
	struct node *schema;

	if (!reader_resolve(r, node, at))
		return;
	if (is_whole_schema(node)) {
		reader_wrong(r, pos, at,
			     STR("write the names of the variables right below "
				 "`variables:`, or put the schema into a file "
				 "and write `variables: PATH`"),
			     "`variables` has a whole JSON Schema where the "
			     "names of variables belong");
		return;
	}
	if (!expand_all(r, node, at, &required))
		return;
	members = arena_zero(r->a, 4, sizeof(*members));
	members[0] = (struct member){ STR("type"), pos,
				      text_node(STR("object"), pos) };
	members[1] = (struct member){ STR("properties"), pos, *node };
	members[2] = (struct member){ STR("required"), pos, required };
	members[3] = (struct member){ STR("additionalProperties"),
				      pos,
				      { .kind = NODE_FALSE, .pos = pos } };
	schema = arena_zero(r->a, 1, sizeof(*schema));
	*schema = (struct node){
		.kind = NODE_OBJECT, .pos = pos, .members = members, .count = 4
	};
	out->value = schema;
	out->at = place_pointer(r->a, at);
}

void manifest_variables(struct reader *r, struct node *node,
			const struct place *at, struct value_ref *out)
{
	const struct node *file = node;

	/* {file: PATH}; a path ends as no type does, so that a variable
	 * may be called `file`. */
	if (node->kind == NODE_OBJECT && node->count == 1 &&
	    node_get(node, "file"))
		file = node_get(node, "file");
	*out = (struct value_ref){ .given = true, .pos = node->pos };
	if (file->kind == NODE_STRING && reader_is_value_path(file->text))
		(void)reader_path(r, file, at, &out->file);
	else if (node->kind == NODE_OBJECT)
		read_inline(r, node, at, out);
	else
		reader_mismatch(r, node, at,
				"a mapping of names, or the path of a .json, "
				".yaml or .yml file",
				STR("write `variables: {NAME: string}`, or "
				    "`variables: {}` if it takes none"));
}

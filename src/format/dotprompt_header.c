/*
 * The header of a dotprompt file. What it does not know it leaves in `raw`
 * for the application, so it is no part of the prompt.
 */
#include "base/arena.h"
#include "format/dotprompt.h"
#include "format/make.h"
#include "format/picoschema.h"
#include "format/used.h"

static bool says_null(const struct node *node)
{
	return node->kind == NODE_NULL ||
	       (node->kind == NODE_STRING && node->plain &&
		(node->text.n == 0 || str_is(node->text, "~") ||
		 str_is(node->text, "null") || str_is(node->text, "Null") ||
		 str_is(node->text, "NULL")));
}

/* A member, or NULL where it is absent or null. */
static const struct node *given(const struct node *node, const char *name)
{
	const struct node *value = node_get(node, name);

	return value && !says_null(value) ? value : NULL;
}

/* An object, or NULL; told where it is something else. */
static const struct node *object(struct reading *r, const struct node *header,
				 const char *name, const char *help)
{
	const struct node *value = given(header, name);

	if (!value || value->kind == NODE_OBJECT)
		return value;
	format_wrong(r, value->pos, str_of(help), "`%s` is not an object",
		     name);
	return NULL;
}

/* ---- model and parameters */

/* plugin/model: the plugin is the provider. */
static void read_model(struct reading *r, struct format_prompt *p,
		       const struct node *header)
{
	const struct node *model = given(header, "model");
	struct str id = format_string(model);
	size_t slash = str_find(id, '/', 0);

	if (!model)
		return;
	if (model->kind != NODE_STRING) {
		format_wrong(r, model->pos, STR("write `model: plugin/name`"),
			     "`model` is not a text");
		return;
	}
	p->model_pos = model->pos;
	p->model = id;
	if (slash > 0 && slash + 1 < id.n) {
		p->provider = str_cut(id, 0, slash);
		p->model = str_cut(id, slash + 1, id.n);
	}
}

/* config.version is which version of the model is asked. */
static void read_config(struct reading *r, struct format_prompt *p,
			const struct node *header)
{
	static const char *const taken[] = { "version", NULL };
	static const char *const none[] = { NULL };
	const struct node *config = object(r, header, "config",
					   "write `config: {temperature: 0}`");
	const struct node *version = config ? given(config, "version") : NULL;
	struct node *rest;

	if (!config)
		return;
	if (version && version->kind != NODE_STRING)
		version = NULL;
	rest = make_without(r->a, config, version ? taken : none);
	p->revision = format_string(version);
	if (rest->count)
		p->params = format_made(r, rest);
}

/* ---- tools */

static void read_tool_def(struct reading *r, struct format_prompt *p,
			  const struct node *def)
{
	const char *shape = node_get(def, "inputSchema") ? "mcp" : "dotprompt";

	if (def->kind == NODE_OBJECT)
		format_tool(r, p, format_string(node_get(def, "name")), shape,
			    def);
	else
		format_wrong(r, def->pos,
			     STR("write {name: ..., description: ..., "
				 "inputSchema: ...}"),
			     "the definition of a tool is not an object");
}

static const struct node *list(struct reading *r, const struct node *header,
			       const char *name, const char *help)
{
	const struct node *value = given(header, name);

	if (!value || value->kind == NODE_ARRAY)
		return value;
	format_wrong(r, value->pos, str_of(help), "`%s` is not a list", name);
	return NULL;
}

static void read_tools(struct reading *r, struct format_prompt *p,
		       const struct node *header)
{
	const struct node *names = list(r, header, "tools",
					"write `tools: [name, other]`");
	const struct node *defs = list(
		r, header, "toolDefs",
		"write a list of {name, description, inputSchema}");

	for (size_t i = 0; names && i < names->count; i++)
		if (names->items[i].kind == NODE_OBJECT)
			read_tool_def(r, p, &names->items[i]);
		else
			format_named_tool(r, p, &names->items[i]);
	for (size_t i = 0; defs && i < defs->count; i++)
		read_tool_def(r, p, &defs->items[i]);
	/* genkit's */
	p->tool_choice = format_value(r, given(header, "toolChoice"));
}

/* ---- schemas */

/* Names that the application has schemas for: only it knows them. */
static void add_names(struct reading *r, struct format_prompt *p,
		      const struct picoschema *pico, struct pos pos)
{
	for (size_t i = 0; i < pico->names.count; i++) {
		struct str name = pico->names.entries[i].key;
		bool known = false;

		for (size_t j = 0; j < p->opaque_count; j++)
			known = known || str_eq(p->opaque[j].ref, name);
		if (!known)
			format_opaque(r, p, name, STR_EMPTY, STR_EMPTY, pos);
	}
}

/* The JSON Schema of `schema`, or NULL: there is none. */
static const struct node *read_schema(struct reading *r,
				      struct format_prompt *p,
				      const struct node *section)
{
	const struct node *schema = section ? given(section, "schema") : NULL;
	const struct format_value value = format_value(r, schema);
	struct picoschema pico = { .a = r->a };
	const struct node *out;

	if (!value.node)
		return NULL;
	if (picoschema_read(&pico, value.node, &out) < 0) {
		format_wrong(r, pico.pos, pico.help, "%.*s", STR_ARG(pico.why));
		return NULL;
	}
	add_names(r, p, &pico, value.node->pos);
	return out;
}

/* Members that stand beside `schema` by mistake, where nothing reads them. */
static void tell_others(struct reading *r, const struct node *section,
			const char *name, const char *const *known)
{
	for (size_t i = 0; section && i < section->count; i++) {
		const struct member *m = &section->members[i];
		bool is_known = false;

		for (size_t j = 0; known[j]; j++)
			is_known = is_known || str_is(m->name, known[j]);
		if (!is_known)
			format_tell(r, m->pos,
				    "dotprompt reads no `%.*s` in `%s`: "
				    "`schema` may have been meant",
				    STR_ARG(text_shorten(m->name, 100)), name);
	}
}

/*
 * Without a schema the format alone; with one that is not for JSON, both.
 */
static void read_output(struct reading *r, struct format_prompt *p,
			const struct node *header)
{
	static const char *const known[] = { "schema", "format", NULL };
	const struct node *section = object(r, header, "output",
					    "write `output: {schema: ...}`");
	const struct node *schema = read_schema(r, p, section);
	const struct node *asked = section ? given(section, "format") : NULL;
	struct str format = format_string(asked);
	struct node *made;

	tell_others(r, section, "output", known);
	if (schema && (format.n == 0 || str_is(format, "json"))) {
		p->output = format_value(r, schema);
		return;
	}
	if (format.n == 0)
		return;
	made = make_object(r->a, asked->pos);
	if (str_is(format, "json")) {
		*make_member(r->a, made, STR("type")) = make_text(
			STR("json_object"), asked->pos);
	} else {
		*make_member(r->a, made, STR("type")) = make_text(
			schema && !str_is(format, "text") ? STR("json_schema") :
							    STR("text"),
			asked->pos);
		if (!str_is(format, "text"))
			*make_member(r->a, made, STR("format")) = make_text(
				format, asked->pos);
		if (schema)
			*make_member(r->a, made, STR("schema")) = *schema;
	}
	p->output = format_made(r, made);
}

/* ---- variables */

/* A schema with a default, in place of one that it has. */
static struct node with_default(struct reading *r, const struct node *schema,
				const struct node *value)
{
	static const char *const taken[] = { "default", NULL };
	struct node *out = schema && schema->kind == NODE_OBJECT ?
				   make_without(r->a, schema, taken) :
				   make_object(r->a, value->pos);

	*make_member(r->a, out, STR("default")) = *value;
	return *out;
}

static void tell_no_schema(struct reading *r, const struct member *m)
{
	if (m->value.kind == NODE_STRING)
		format_tell(r, m->value.pos,
			    "`%.*s` stands in a JSON Schema and has a text for "
			    "its schema: {type: %.*s} may have been meant",
			    STR_ARG(text_shorten(m->name, 100)),
			    STR_ARG(text_shorten(m->value.text, 100)));
}

static void add_properties(struct reading *r, struct make_variables *v,
			   const struct node *schema,
			   const struct node *defaults)
{
	const struct node *properties = node_get(schema, "properties");
	const struct node *required = node_get(schema, "required");
	struct map needed = map_in(r->a);

	for (size_t i = 0;
	     required && i < required->count && required->kind == NODE_ARRAY;
	     i++)
		*map_put(&needed, format_string(&required->items[i])) = v;
	for (size_t i = 0; properties && i < properties->count &&
			   properties->kind == NODE_OBJECT;
	     i++) {
		const struct member *m = &properties->members[i];
		const struct member *d = defaults ? node_member(defaults,
								m->name) :
						    NULL;
		bool must = map_get(&needed, m->name) && !d;

		tell_no_schema(r, m);
		*make_variable(v, m->name, must) = d ? with_default(r,
								    &m->value,
								    &d->value) :
						       m->value;
	}
	for (size_t i = 0; defaults && i < defaults->count; i++) {
		const struct member *d = &defaults->members[i];

		if (!map_get(&v->names, d->name))
			*make_variable(v, d->name, false) = with_default(
				r, NULL, &d->value);
	}
}

/* What the schema says besides; "$defs" is what its names refer to. */
static void add_rest(struct reading *r, struct node *variables,
		     const struct node *schema)
{
	static const char *const taken[] = { "type", "properties", "required",
					     "default", NULL };
	const struct node *more = node_get(schema, "additionalProperties");
	struct node *rest;

	if (!schema)
		return;
	rest = make_without(r->a, schema, taken);
	for (size_t i = 0; i < rest->count; i++)
		if (!str_is(rest->members[i].name, "additionalProperties") ||
		    more->kind == NODE_OBJECT)
			*make_member(
				r->a, variables,
				rest->members[i].name) = rest->members[i].value;
}

static void read_input(struct reading *r, struct format_prompt *p,
		       const struct node *header)
{
	static const char *const known[] = { "schema", "default", NULL };
	const struct node *section = object(r, header, "input",
					    "write `input: {schema: ...}`");
	const struct node *schema = read_schema(r, p, section);
	const struct node *defaults =
		section ? format_value(r, object(r, section, "default",
						 "write `default: {name: "
						 "value}`"))
				  .node :
			  NULL;
	const struct node *more = node_get(schema, "additionalProperties");
	struct make_variables v;
	struct node *variables;

	tell_others(r, section, "input", known);
	if (schema &&
	    !str_is(format_string(node_get(schema, "type")), "object")) {
		format_tell(r, schema->pos,
			    "the schema of the input is not an object's, so "
			    "that the variables are those which the text uses");
		schema = NULL;
	}
	if (!schema && !defaults)
		return;
	v = make_variables(r->a, schema ? schema->pos : defaults->pos);
	add_properties(r, &v, schema, defaults);
	if (!schema)
		used_variables(r, p, &v);
	variables = make_variables_end(&v, more && more->kind == NODE_FALSE);
	add_rest(r, variables, schema);
	p->variables = format_made(r, variables);
}

/* ---- the whole */

static void tell_unread(struct reading *r, const struct node *header)
{
	static const char *const known[] = {
		"config", "description", "ext",	    "input",	  "metadata",
		"model",  "name",	 "output",  "raw",	  "toolDefs",
		"tools",  "variant",	 "version", "toolChoice", "maxTurns",
		"use",	  NULL,
	};

	for (size_t i = 0; i < header->count; i++) {
		const struct member *m = &header->members[i];
		bool is_known = str_find(m->name, '.', 0) < m->name.n ||
				str_is(m->name, "returnToolRequests");

		for (size_t j = 0; known[j]; j++)
			is_known = is_known || str_is(m->name, known[j]);
		if (!is_known)
			format_tell(r, m->pos,
				    "`%.*s` is no key of dotprompt's: only "
				    "code can read it, and it is no part of "
				    "the prompt",
				    STR_ARG(text_shorten(m->name, 100)));
	}
}

void dotprompt_header(struct reading *r, struct format_prompt *p,
		      const struct node *header)
{
	const struct node *version, *description;

	if (header->kind != NODE_OBJECT)
		return;
	version = given(header, "version");
	description = given(header, "description");
	p->version = format_string(version);
	if (version && p->version.n)
		p->version_pos = version->pos;
	p->description = format_string(description);
	read_model(r, p, header);
	read_config(r, p, header);
	read_tools(r, p, header);
	read_input(r, p, header);
	read_output(r, p, header);
	tell_unread(r, header);
}

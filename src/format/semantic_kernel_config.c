/*
 * What stands beside a template of Semantic Kernel: settings and variables,
 * as the kernel has them now and as config.json had them before 1.0.
 */
#include "base/arena.h"
#include "format/make.h"
#include "format/semantic_kernel_parts.h"
#include "syntax/json.h"

/* What of a service's settings is no parameter of the model. */
static const char *const elsewhere[] = { "model_id",
					 "ai_model_id",
					 "service_id",
					 "function_choice_behavior",
					 "tools",
					 "tool_choice",
					 "response_format",
					 "chat_system_prompt",
					 "chat_developer_prompt",
					 NULL };

static bool is_empty(const struct node *node)
{
	return !node || node->kind == NODE_NULL ||
	       (node->kind == NODE_STRING && node->text.n == 0);
}

/* As YAML spells it, too. */
static bool is_null(const struct node *node)
{
	return node->kind == NODE_NULL ||
	       (node->kind == NODE_STRING && node->plain &&
		(node->text.n == 0 || str_is(node->text, "null") ||
		 str_is(node->text, "~")));
}

/* ---- settings */

static struct str service_id(const struct node *service)
{
	return format_string(node_get(service, "service_id"));
}

/* `default` where there is one, else the first service. */
static const struct node *pick(const struct node *settings, struct str *name)
{
	size_t chosen = 0;

	*name = STR("default");
	if (settings->kind == NODE_ARRAY) {
		for (size_t i = 0; i < settings->count && !chosen; i++)
			if (str_is(service_id(&settings->items[i]), "default"))
				chosen = i;
		if (settings->count)
			*name = service_id(&settings->items[chosen]);
		return settings->count ? &settings->items[chosen] : NULL;
	}
	if (settings->kind != NODE_OBJECT)
		return settings;
	if (node_get(settings, "default") || settings->count == 0)
		return node_get(settings, "default");
	*name = settings->members[0].name;
	return &settings->members[0].value;
}

static void read_functions(struct reading *r, struct format_prompt *p,
			   const struct node *functions)
{
	if (!functions || functions->kind != NODE_ARRAY)
		return;
	for (size_t i = 0; i < functions->count; i++)
		format_named_tool(r, p, &functions->items[i]);
}

/* {type: auto, functions: [Plugin.name], options: {}}; what is neither type nor
 * functions stays with the parameters. */
static struct node *read_choice(struct reading *r, struct format_prompt *p,
				const struct node *choice)
{
	static const char *const taken[] = { "type", "functions", NULL };
	const struct node *type = node_get(choice, "type");
	const struct node *functions = node_get(choice, "functions");
	struct node *rest;

	if (!choice || choice->kind != NODE_OBJECT)
		return NULL;
	if (type && type->kind == NODE_STRING)
		p->tool_choice = format_value(r, type);
	read_functions(r, p, functions);
	if (is_empty(functions))
		format_tell(r, choice->pos,
			    "which functions the model may call only the "
			    "application knows");
	rest = make_without(r->a, choice, taken);
	return rest->count ? rest : NULL;
}

static void read_output(struct reading *r, struct format_prompt *p,
			const struct node *format)
{
	struct node *wrapper;

	if (is_empty(format))
		return;
	if (format->kind == NODE_OBJECT) {
		p->output = format_value(r, format);
	} else if (format->kind == NODE_STRING) {
		wrapper = make_object(r->a, format->pos);
		*make_member(r->a, wrapper, STR("type")) = make_text(
			format->text, format->pos);
		p->output = format_made(r, wrapper);
	}
}

/* A text that the connector puts before the messages; no template. */
static void read_fixed(struct reading *r, struct format_prompt *p,
		       const struct node *text, const char *role)
{
	struct format_message *m;

	if (is_empty(text) || text->kind != NODE_STRING)
		return;
	m = format_message(r, p, str_of(role));
	m->text = format_made_text(r, text->text, text->pos);
}

static void read_model(struct format_prompt *p, const struct node *service)
{
	const struct node *id = node_get(service, "model_id");

	if (is_empty(id))
		id = node_get(service, "ai_model_id");
	if (is_empty(id) || id->kind != NODE_STRING)
		return;
	p->model = id->text;
	p->model_pos = id->pos;
}

static void read_service(struct reading *r, struct format_prompt *p,
			 const struct node *service)
{
	const struct node *choice = node_get(service,
					     "function_choice_behavior");
	const struct node *tools = node_get(service, "tools");
	struct node *params = make_without(r->a, service, elsewhere);
	struct node *rest;

	read_model(p, service);
	if (!is_empty(node_get(service, "tool_choice")))
		p->tool_choice = format_value(r,
					      node_get(service, "tool_choice"));
	if (!is_empty(tools))
		format_tools(r, p, tools, r->path);
	rest = read_choice(r, p, choice);
	if (rest)
		*make_member(r->a, params,
			     STR("function_choice_behavior")) = *rest;
	read_output(r, p, node_get(service, "response_format"));
	read_fixed(r, p, node_get(service, "chat_developer_prompt"),
		   "developer");
	read_fixed(r, p, node_get(service, "chat_system_prompt"), "system");
	if (params->count)
		p->params = format_made(r, params);
}

void sk_settings(struct reading *r, struct format_prompt *p,
		 const struct node *config)
{
	const struct node *settings = node_get(config, "execution_settings");
	const struct node *service;
	struct str name;

	if (!config)
		return;
	p->description = format_string(node_get(config, "description"));
	if (is_empty(settings)) {
		service = node_get(config, "completion");
	} else {
		service = pick(settings, &name);
		if (settings->count > 1)
			format_tell(r, service->pos,
				    "of %zu services the settings of `%.*s` "
				    "are part of the prompt",
				    settings->count,
				    STR_ARG(text_shorten(name, 100)));
	}
	if (is_empty(service))
		return;
	if (service->kind == NODE_OBJECT)
		read_service(r, p, service);
	else
		format_wrong(r, service->pos,
			     STR("write names and values below it"),
			     "the settings of a service are %s, not an object",
			     node_kind_name(service));
}

/* ---- variables */

/* Where it is written as a text, it is that text's JSON. */
static const struct node *schema_of(struct reading *r, const struct node *node)
{
	struct syntax_error why;
	struct node *read;

	if (is_empty(node))
		return NULL;
	if (node->kind != NODE_STRING)
		return node;
	read = arena_zero(r->a, 1, sizeof(*read));
	if (json_read(r->a, node->text, read, &why) == 0)
		return read;
	format_wrong(r, node->pos, STR("write a JSON Schema"),
		     "json_schema is not JSON: line %u, column %u: %s",
		     why.pos.line, why.pos.column, why.text);
	return NULL;
}

static void add_member(struct reading *r, struct node *schema, const char *name,
		       const struct node *value)
{
	if (value && !node_get(schema, name))
		*make_member(r->a, schema, str_of(name)) = *value;
}

static struct node *variable_schema(struct reading *r, const struct node *node,
				    const struct node *fallback)
{
	static const char *const none[] = { NULL };
	const struct node *given = schema_of(r, node_get(node, "json_schema"));
	struct node *schema;

	if (given && given->kind != NODE_OBJECT)
		return make_copy(r->a, given); /* true, or nonsense */
	schema = given ? make_without(r->a, given, none) :
			 make_object(r->a, node->pos);
	if (!is_empty(node_get(node, "description")))
		add_member(r, schema, "description",
			   node_get(node, "description"));
	add_member(r, schema, "default", fallback);
	return schema;
}

/* The kernel takes a variable to be required unless it says otherwise; one
 * with a default need not be passed. */
static bool is_required(const struct node *node, const struct node *fallback)
{
	const struct node *required = node_get(node, "is_required");

	return is_empty(required) ? !fallback : format_is_true(required);
}

static void read_variable(struct reading *r, struct make_variables *v,
			  const struct node *node, const char *default_name)
{
	const struct node *fallback = node_get(node, default_name);
	struct str name = format_string(node_get(node, "name"));
	struct node *schema;

	if (name.n == 0) {
		format_wrong(r, node->pos, STR("give it a `name`"),
			     "the variable has no name");
		return;
	}
	if (fallback && is_null(fallback))
		fallback = NULL;
	if (format_is_true(node_get(node, "allow_dangerously_set_content")))
		format_tell(r, node->pos,
			    "%.*s goes in without encoding: what is passed may "
			    "bring messages of its own",
			    STR_ARG(text_shorten(name, 100)));
	schema = variable_schema(r, node, fallback);
	*make_variable(v, name, is_required(node, fallback)) = *schema;
}

void sk_variables(struct reading *r, struct format_prompt *p,
		  const struct node *config)
{
	const struct node *list = node_get(config, "input_variables");
	const char *default_name = "default";
	struct make_variables v;

	if (is_empty(list)) {
		list = node_get(node_get(config, "input"), "parameters");
		default_name = "defaultValue";
	}
	if (is_empty(list) || (list->kind == NODE_ARRAY && list->count == 0))
		return;
	if (list->kind != NODE_ARRAY) {
		format_wrong(r, list->pos, STR("write a list of {name: ...}"),
			     "the variables are %s, not a list",
			     node_kind_name(list));
		return;
	}
	v = make_variables(r->a, list->pos);
	for (size_t i = 0; i < list->count; i++)
		read_variable(r, &v, &list->items[i], default_name);
	p->variables = format_made(r, make_variables_end(&v, false));
}

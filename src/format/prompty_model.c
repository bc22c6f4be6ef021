/*
 * Which generation a Prompty file is of, and its model, parameters and
 * response format.
 */
#include "base/arena.h"
#include "format/front.h"
#include "format/make.h"
#include "format/prompty.h"
#include "syntax/json.h"
#include "syntax/yaml.h"

enum { BASES = 8 }; /* longest chain of `base:` */

/* ---- generation */

static bool has_member(const struct node *node, const char *name)
{
	return node_get(node, name) != NULL;
}

/* Whether some entry of a list, or value of an object, has that member. */
static bool some_has(const struct node *node, const char *name)
{
	if (!node)
		return false;
	for (size_t i = 0; i < node->count; i++)
		if (has_member(node->kind == NODE_ARRAY ?
				       &node->items[i] :
				       &node->members[i].value,
			       name))
			return true;
	return false;
}

static bool entries_have(const struct node *header, const char *name)
{
	return some_has(node_get(header, "inputs"), name) ||
	       some_has(node_get(header, "outputs"), name) ||
	       some_has(node_get(header, "tools"), name);
}

/* What a file of Prompty 2 has, and none before; NULL: nothing of it. */
static const char *mark_of_2(const struct node *header,
			     const struct node *model)
{
	if (model && model->kind == NODE_STRING)
		return "a text as `model`";
	if (has_member(model, "apiType"))
		return "`model.apiType`";
	if (has_member(model, "provider"))
		return "`model.provider`";
	if (has_member(node_get(model, "connection"), "kind"))
		return "`model.connection.kind`";
	if (has_member(node_get(node_get(header, "template"), "format"),
		       "kind"))
		return "`template.format.kind`";
	return entries_have(header, "kind") ? "entries with a `kind`" : NULL;
}

static const char *mark_of_1_x(const struct node *header,
			       const struct node *model)
{
	const struct node *template = node_get(header, "template");

	if (has_member(model, "api"))
		return "`model.api`";
	if (has_member(node_get(model, "connection"), "type"))
		return "`model.connection.type`";
	if (has_member(model, "connection") && !has_member(model, "id"))
		return "`model.connection`";
	if (template && template->kind == NODE_STRING)
		return "a text as `template`";
	if (has_member(template, "format"))
		return "`template.format`";
	if (entries_have(header, "type"))
		return "entries with a `type`";
	if (entries_have(header, "sample"))
		return "entries with a `sample`";
	return has_member(header, "base") ? "`base`" : NULL;
}

static const char *mark_of_1_0(const struct node *model)
{
	if (has_member(model, "configuration"))
		return "`model.configuration`";
	return has_member(model, "parameters") ? "`model.parameters`" : NULL;
}

enum prompty_generation prompty_generation(const struct node *header,
					   const char **why)
{
	const struct node *model = node_get(header, "model");

	*why = mark_of_1_0(model);
	if (*why)
		return PROMPTY_1_0;
	*why = mark_of_2(header, model);
	if (*why)
		return PROMPTY_2;
	*why = has_member(header, "sample") ? "`sample`" :
	       has_member(header, "api")    ? "`api`" :
					      NULL;
	if (*why)
		return PROMPTY_1_0;
	*why = mark_of_1_x(header, model);
	if (*why)
		return PROMPTY_1_X;
	*why = has_member(model, "id") ? "`model.id`" : NULL;
	return PROMPTY_2;
}

/* ---- the model */

static void take_text(struct str *to, const struct node *node)
{
	if (to->n == 0)
		*to = format_string(node);
}

/* What is not there yet: the more special file comes first. */
static void take_connection(struct prompty *y, const struct node *connection)
{
	struct format_prompt *p = y->p;

	take_text(&p->model, node_get(connection, "azure_deployment"));
	take_text(&p->model, node_get(connection, "model"));
	take_text(&p->model, node_get(connection, "name"));
	take_text(&p->provider, node_get(connection, "type"));
}

/*
 * The `default` of the nearest prompty.json in the folder or above fills what
 * the connection lacks. An application may choose another than `default`.
 */
static void take_global(struct prompty *y)
{
	struct reading *r = y->r;
	struct str folder = r->folder;
	struct syntax_error why;
	struct node root;
	struct str bytes, path;

	for (;;) {
		size_t slash = str_rfind(folder, '/');

		path = folder.n ? str_fmt(r->a, "%.*s/prompty.json",
					  STR_ARG(folder)) :
				  STR("prompty.json");
		if (format_try(r, path, &bytes))
			break;
		if (folder.n == 0 || r->rc < 0)
			return;
		folder = slash < folder.n ? str_cut(folder, 0, slash) :
					    STR_EMPTY;
	}
	if (json_read(r->a, bytes, &root, &why) < 0 ||
	    !has_member(&root, "default")) {
		format_tell(r, (struct pos){ 0, 0 },
			    "%.*s has no `default`: which of its entries is "
			    "taken is the application's choice",
			    STR_ARG(text_shorten(path, 200)));
		return;
	}
	take_connection(y, node_get(&root, "default"));
	format_tell(r, (struct pos){ 0, 0 },
		    "what the model's connection lacks is the `default` of "
		    "%.*s",
		    STR_ARG(text_shorten(path, 200)));
}

/* Parameters under way, and the names that they have. */
struct params {
	struct node *all;
	struct map names;
};

/* Members of `more` that they lack. */
static void fill(struct prompty *y, struct params *params,
		 const struct node *more)
{
	if (!more || more->kind != NODE_OBJECT)
		return;
	for (size_t i = 0; i < more->count; i++) {
		const struct member *m = &more->members[i];

		if (map_get(&params->names, m->name))
			continue;
		*map_put(&params->names, m->name) = params;
		*make_member(y->r->a, params->all,
			     m->name) = *make_copy(y->r->a, &m->value);
	}
}

/* The header of another Prompty file, NULL: told. */
static const struct node *read_base(struct prompty *y, struct str ref,
				    struct pos pos, struct str *path)
{
	struct reading *r = y->r;
	struct syntax_error why = { 0 };
	struct node *node = arena_zero(r->a, 1, sizeof(*node));
	struct front front;
	struct str bytes;

	if (!format_open(r, ref, pos, path, &bytes))
		return NULL;
	if (str_starts(bytes, "\xef\xbb\xbf"))
		bytes = str_cut(bytes, 3, bytes.n);
	front_split(bytes, FRONT_PROMPTY, &front);
	if (!front.present)
		format_wrong_in(r, RULE_FORMAT_INVALID, *path,
				(struct pos){ 1, 1 },
				STR("put the header between two lines ---"),
				"the file has no header");
	else if (yaml_read(r->a, front.header, node, &why) == 0)
		return node;
	else
		format_wrong_in(
			r, RULE_FORMAT_INVALID, *path,
			(struct pos){ why.pos.line + front.first_line - 1,
				      why.pos.column },
			STR("correct the line and column named"), "%s",
			why.text);
	return NULL;
}

static void take_bases(struct prompty *y, struct params *params)
{
	struct format_value base = prompty_member(y, y->header, "base");
	const struct node *node = base.node;
	struct str path = y->r->path;

	for (int i = 0; node && i < BASES; i++) {
		struct str ref = format_string(node);
		const struct node *model;

		node = ref.n ? read_base(y, ref, base.node->pos, &path) : NULL;
		model = node_get(node, "model");
		take_connection(y, node_get(model, "configuration"));
		fill(y, params, node_get(model, "parameters"));
		node = node_get(node, "base");
	}
	if (node)
		format_wrong(y->r, base.node->pos,
			     STR("name the last base of them"),
			     "bases name each other more than %d deep", BASES);
}

struct str prompty_other_api(struct prompty *y)
{
	struct format_value model = prompty_member(y, y->header, "model");
	struct str api = format_string(prompty_member(y, model, "api").node);

	if (api.n == 0)
		api = format_string(prompty_member(y, y->header, "api").node);
	if (y->generation == PROMPTY_2 || str_is(api, "chat") ||
	    str_is(api, "agent"))
		return STR_EMPTY;
	return api;
}

/* ---- parameters */

/* Tools among the parameters; the older functions only without them. */
static void take_tools(struct prompty *y, const struct format_value *params)
{
	struct format_value tools = prompty_member(y, *params, "tools");
	struct format_value functions = prompty_member(y, *params, "functions");
	struct node *list;

	tools = prompty_stored(y, tools);
	if (tools.node) {
		format_tools(y->r, y->p, tools.node, tools.path);
		return;
	}
	functions = prompty_stored(y, functions);
	if (!functions.node)
		return;
	list = make_object(y->r->a, functions.node->pos);
	*make_member(y->r->a, list, STR("functions")) = *functions.node;
	format_tools(y->r, y->p, list, functions.path);
}

static void take_params(struct prompty *y, struct format_value params)
{
	static const char *const elsewhere[] = {
		"tools",	 "functions",	    "tool_choice",
		"function_call", "response_format", NULL
	};
	struct format_value choice;

	if (!params.node)
		return;
	if (params.node->kind != NODE_OBJECT) {
		format_wrong(y->r, params.node->pos,
			     STR("write `name: value` for each of them"),
			     "the parameters of the model are not an object "
			     "but %s",
			     node_kind_name(params.node));
		return;
	}
	take_tools(y, &params);
	choice = prompty_member(y, params, "tool_choice");
	if (!choice.node)
		choice = prompty_member(y, params, "function_call");
	y->p->tool_choice = prompty_stored(y, choice);
	y->p->output = prompty_stored(
		y, prompty_member(y, params, "response_format"));
	params.node = make_without(y->r->a, params.node, elsewhere);
	params.whole = false;
	if (params.node->count > 0) {
		y->p->params = prompty_stored(y, params);
		y->p->params.whole = false;
	}
}

/* Parameters of the file with those of its bases. */
static struct format_value with_bases(struct prompty *y,
				      struct format_value params)
{
	struct params filled = { .names = map_in(y->r->a) };

	if (y->generation != PROMPTY_1_0 || !has_member(y->header.node, "base"))
		return params;
	filled.all = make_object(y->r->a, (struct pos){ 1, 1 });
	fill(y, &filled, params.node);
	take_bases(y, &filled);
	return (struct format_value){ filled.all,
				      params.node ? params.path : y->r->path,
				      false };
}

void prompty_model(struct prompty *y)
{
	struct format_prompt *p = y->p;
	struct format_value model = prompty_member(y, y->header, "model");
	struct format_value params, connection;

	if (model.node)
		p->model_pos = model.node->pos;
	if (model.node && model.node->kind == NODE_STRING) {
		p->model = model.node->text;
		return;
	}
	take_text(&p->model, prompty_member(y, model, "id").node);
	if (y->generation == PROMPTY_2) {
		take_text(&p->provider,
			  prompty_member(y, model, "provider").node);
		take_params(y, prompty_member(y, model, "options"));
		return;
	}
	connection = prompty_member(y, model, "configuration");
	if (!connection.node)
		connection = prompty_member(y, model, "connection");
	take_connection(y, connection.node);
	if (!connection.node)
		take_connection(y, model.node);
	if (p->model.n == 0 || p->provider.n == 0)
		take_global(y);
	params = prompty_member(y, model, "parameters");
	if (!params.node)
		params = prompty_member(y, model, "options");
	params = with_bases(y, params);
	if (params.node && params.node->kind == NODE_OBJECT &&
	    params.node->count == 0)
		return;
	take_params(y, params);
}

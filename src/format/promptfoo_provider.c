/*
 * The providers of a promptfoo configuration: model, parameters, tools.
 *
 * An id is `vendor:model` or `vendor:api:model`. Which of a vendor's chat APIs
 * is used changes nothing of what the model receives, so it is no part of the
 * model's id; any other word between the two stays in it. An id that names
 * code, or a service that may do anything, is opaque.
 */
#include "base/arena.h"
#include "format/make.h"
#include "format/promptfoo.h"

/* What of a provider's `config` is no parameter of the model: what goes
 * elsewhere, and how the service is reached and paid. */
static const char *const elsewhere[] = {
	"tools",      "functions", "tool_choice", "response_format",
	"apiBaseUrl", "apiHost",   "apiKey",	  "apiKeyEnvar",
	"basePath",   "cost",	   "headers",	  "organization",
	NULL
};

/* ---- the model */

static bool starts_any(struct str id, const char *const *prefixes)
{
	for (; *prefixes; prefixes++)
		if (str_starts(id, *prefixes))
			return true;
	return false;
}

/* Without what may stand before a file's name. */
static struct str without_prefix(struct str id)
{
	static const char *const prefixes[] = { "file://", "python:", "golang:",
						"ruby:", NULL };

	for (size_t i = 0; prefixes[i]; i++)
		if (str_starts(id, prefixes[i]))
			return str_cut(id, strlen(prefixes[i]), id.n);
	return id;
}

/* False: it is a model's id. */
static bool read_code(struct foo *f, struct format_prompt *p,
		      const struct foo_provider *v)
{
	static const char *const services[] = { "http:",
						"https:",
						"ws:",
						"wss:",
						"webhook:",
						"exec:",
						"package:",
						"browser:",
						"mcp:",
						"promptfoo:",
						"cloud:",
						"sequence:",
						"openai:assistant:",
						"azure:assistant:",
						NULL };
	static const char *const alone[] = { "http", "https",	  "browser",
					     "mcp",  "websocket", NULL };
	struct str file = without_prefix(v->id);
	bool service = starts_any(v->id, services);

	for (size_t i = 0; alone[i]; i++)
		service = service || str_is(v->id, alone[i]);
	file = str_cut(file, 0, foo_path_length(file));
	if (!service && !foo_is_code(file) && !str_starts(v->id, "file://"))
		return false;
	foo_opaque(f, p, v->id, service ? STR_EMPTY : file, v->pos);
	return true;
}

static void read_model(struct foo *f, struct format_prompt *p,
		       const struct foo_provider *v)
{
	static const char *const apis[] = { "chat:", "messages:", "responses:",
					    "converse:", NULL };
	size_t colon = str_find(v->id, ':', 0);
	struct str model = str_cut(v->id, colon + 1, v->id.n);

	if (v->id.n == 0 || read_code(f, p, v))
		return;
	if (colon == 0 || colon == v->id.n) {
		model = v->id;
	} else {
		for (size_t i = 0; apis[i]; i++)
			if (str_starts(model, apis[i])) {
				model = str_cut(model, strlen(apis[i]),
						model.n);
				break;
			}
		if (model.n == 0 || str_is(model, "chat") ||
		    str_is(model, "messages") || str_is(model, "responses")) {
			format_tell(f->r, v->pos,
				    "the provider names no model: promptfoo's "
				    "own choice is not known here");
			return;
		}
		p->provider = str_cut(v->id, 0, colon);
	}
	p->model = model;
	p->model_pos = v->pos;
}

void foo_opaque(struct foo *f, struct format_prompt *p, struct str ref,
		struct str path, struct pos pos)
{
	struct str full = STR_EMPTY, bytes = STR_EMPTY;

	if (path.n && !foo_is_computed(path) &&
	    !format_open(f->r, path, pos, &full, &bytes))
		full = STR_EMPTY;
	format_opaque(f->r, p, ref, full, bytes, pos);
}

/* ---- tools */

/* Whether its value can be read. */
static bool is_value_file(struct str ref)
{
	if (foo_is_computed(ref))
		return false;
	return str_ends(ref, ".json") || str_ends(ref, ".yaml") ||
	       str_ends(ref, ".yml");
}

/* file://tools.json, or code that makes them. */
static void read_tool_file(struct foo *f, struct format_prompt *p,
			   const struct node *node)
{
	struct str ref = foo_without_scheme(node->text);
	struct format_value value;

	if (!is_value_file(ref))
		foo_opaque(f, p, node->text,
			   str_cut(ref, 0, foo_path_length(ref)), node->pos);
	else if (format_open_value(f->r, ref, node->pos, &value))
		format_tools(f->r, p, value.node, value.path);
}

static void read_tools(struct foo *f, struct format_prompt *p,
		       const struct node *tools, struct str path)
{
	bool files = false;

	tools = foo_deref(f, tools);
	if (!tools || tools->kind == NODE_NULL ||
	    (tools->kind == NODE_ARRAY && tools->count == 0))
		return;
	if (tools->kind == NODE_STRING) {
		if (tools->text.n)
			read_tool_file(f, p, tools);
		return;
	}
	for (size_t i = 0; tools->kind == NODE_ARRAY && i < tools->count; i++)
		files = files || tools->items[i].kind == NODE_STRING;
	if (!files) {
		format_tools(f->r, p, tools, path);
		return;
	}
	for (size_t i = 0; i < tools->count; i++)
		if (tools->items[i].kind == NODE_STRING)
			read_tool_file(f, p, &tools->items[i]);
		else
			format_tools(f->r, p, &tools->items[i], path);
}

/* The older form: {functions: [{name, ...}]}. */
static void read_functions(struct foo *f, struct format_prompt *p,
			   const struct node *functions, struct str path)
{
	struct node *wrapper;

	functions = foo_deref(f, functions);
	if (!functions || functions->kind == NODE_NULL)
		return;
	if (functions->kind == NODE_STRING) {
		foo_opaque(f, p, functions->text,
			   without_prefix(functions->text), functions->pos);
		return;
	}
	wrapper = make_object(f->r->a, functions->pos);
	*make_member(f->r->a, wrapper, STR("functions")) = *functions;
	format_tools(f->r, p, wrapper, path);
}

/* ---- values */

/* Recursion is as deep as the tree: NODE_DEPTH. */
void foo_files(struct foo *f, struct format_prompt *p, const struct node *node)
{
	if (node->kind == NODE_STRING && str_starts(node->text, "file://")) {
		struct str ref = without_prefix(node->text);

		foo_opaque(f, p, node->text,
			   str_cut(ref, 0, foo_path_length(ref)), node->pos);
	}
	for (size_t i = 0; node->kind == NODE_ARRAY && i < node->count; i++)
		foo_files(f, p, &node->items[i]);
	for (size_t i = 0; node->kind == NODE_OBJECT && i < node->count; i++)
		foo_files(f, p, &node->members[i].value);
}

static struct format_value read_value(struct foo *f, struct format_prompt *p,
				      const struct node *node, struct str path)
{
	struct format_value out = format_value(f->r, node);

	out.path = path;
	if (out.node)
		foo_files(f, p, out.node);
	return out;
}

static void read_output(struct foo *f, struct format_prompt *p,
			const struct node *node, struct str path)
{
	struct str ref;

	node = foo_deref(f, node);
	if (!node || node->kind == NODE_NULL)
		return;
	ref = format_string(node);
	if (node->kind == NODE_OBJECT) {
		p->output = read_value(f, p, node, path);
	} else if (str_starts(ref, "file://") && is_value_file(ref)) {
		if (format_open_value(f->r, without_prefix(ref), node->pos,
				      &p->output))
			foo_files(f, p, p->output.node);
	} else if (str_starts(ref, "file://")) {
		foo_files(f, p, node);
	}
}

/* The config of a prompt goes over its provider's, member by member. */
static const struct node *merged(struct foo *f, const struct node *under,
				 const struct node *over)
{
	static const char *const none[] = { NULL };
	struct node *out;

	if (!under || !over)
		return under ? under : over;
	out = make_without(f->r->a, under, none);
	for (size_t i = 0; i < over->count; i++) {
		const struct member *m = &over->members[i];
		size_t at = 0;

		while (at < under->count &&
		       !str_eq(out->members[at].name, m->name))
			at++;
		if (at < under->count)
			out->members[at].value = m->value;
		else
			*make_member(f->r->a, out, m->name) = m->value;
	}
	return out;
}

void foo_settings(struct foo *f, struct format_prompt *p,
		  const struct foo_provider *provider,
		  const struct node *config)
{
	struct str path = provider ? provider->path : f->r->path;
	const struct node *choice;
	struct node *params;

	if (provider)
		read_model(f, p, provider);
	config = merged(f, provider ? provider->config : NULL, config);
	if (!config)
		return;
	read_tools(f, p, node_get(config, "tools"), path);
	read_functions(f, p, node_get(config, "functions"), path);
	choice = foo_deref(f, node_get(config, "tool_choice"));
	if (choice && choice->kind != NODE_NULL)
		p->tool_choice = read_value(f, p, choice, path);
	read_output(f, p, node_get(config, "response_format"), path);
	params = make_without(f->r->a, config, elsewhere);
	if (params->count)
		p->params = read_value(f, p, params, path);
}

/* ---- the list */

/* A config that is `file://name.yaml` is loaded, and then it stands there. */
static void read_own_config(struct foo *f, struct foo_provider *v,
			    const struct node *node)
{
	struct format_value value;

	node = foo_deref(f, node);
	if (node && node->kind == NODE_OBJECT) {
		v->config = node;
	} else if (str_starts(format_string(node), "file://") &&
		   is_value_file(node->text) &&
		   format_open_value(f->r, without_prefix(node->text),
				     node->pos, &value) &&
		   value.node->kind == NODE_OBJECT) {
		v->config = value.node;
		v->path = value.path;
	}
}

static void add(struct foo *f, const struct foo_provider *v)
{
	if (f->provider_count == FORMAT_PROMPTS) {
		format_wrong(f->r, v->pos, STR("split the file"),
			     "more than %d providers", FORMAT_PROMPTS);
		return;
	}
	f->providers = arena_grow(f->r->a, f->providers, f->provider_count,
				  &f->provider_room, sizeof(*f->providers));
	f->providers[f->provider_count++] = *v;
}

/* {id, label, config, prompts}, or {ID: {config, prompts}}. */
static void read_object(struct foo *f, const struct node *node, struct str path)
{
	struct foo_provider v = { .pos = node->pos, .path = path };
	const struct node *id = node_get(node, "id");

	if (!id && node->count && node->members[0].value.kind == NODE_OBJECT) {
		v.id = node->members[0].name;
		node = &node->members[0].value;
		id = node_get(node, "id");
	}
	if (id && format_string(id).n) {
		v.id = id->text;
		v.pos = id->pos;
	}
	if (v.id.n == 0) {
		format_wrong_in(f->r, RULE_FORMAT_INVALID, path, node->pos,
				STR("write id: and vendor:model"),
				"the provider has no id");
		return;
	}
	v.label = format_string(node_get(node, "label"));
	read_own_config(f, &v, node_get(node, "config"));
	v.prompts = node_get(node, "prompts");
	if (v.prompts && v.prompts->kind != NODE_ARRAY)
		v.prompts = NULL;
	add(f, &v);
}

/* file://providers.yaml: one, or a list of them. */
static void read_file(struct foo *f, const struct node *node)
{
	struct str ref = without_prefix(node->text);
	struct format_value value;
	size_t count;

	if (!format_open_value(f->r, ref, node->pos, &value))
		return;
	count = value.node->kind == NODE_ARRAY ? value.node->count : 1;
	for (size_t i = 0; i < count; i++) {
		const struct node *one = value.node->kind == NODE_ARRAY ?
						 &value.node->items[i] :
						 value.node;

		if (one->kind == NODE_OBJECT)
			read_object(f, one, value.path);
		else
			format_wrong_in(f->r, RULE_FORMAT_INVALID, value.path,
					one->pos,
					STR("write {id: ..., config: ...}"),
					"a provider is an object, not %s",
					node_kind_name(one));
	}
}

static void read_one(struct foo *f, const struct node *node)
{
	node = foo_deref(f, node);
	if (node->kind == NODE_OBJECT)
		read_object(f, node, f->r->path);
	else if (node->kind != NODE_STRING || node->text.n == 0)
		format_wrong(f->r, node->pos,
			     STR("write vendor:model, or {id: ..., config: "
				 "...}"),
			     "a provider is a text or an object, not %s",
			     node_kind_name(node));
	else if (str_starts(node->text, "file://") && is_value_file(node->text))
		read_file(f, node);
	else
		add(f, &(struct foo_provider){ .id = node->text,
					       .pos = node->pos,
					       .path = f->r->path });
}

/* By id; where two have the same, by label if there is one. */
static void name_all(struct foo *f)
{
	struct map ids = map_in(f->r->a);

	for (size_t i = 0; i < f->provider_count; i++) {
		void **seen = map_put(&ids, f->providers[i].id);

		*seen = *seen ? f : (void *)&f->providers[i];
	}
	for (size_t i = 0; i < f->provider_count; i++) {
		struct foo_provider *v = &f->providers[i];
		bool twice = map_get(&ids, v->id) == f;

		v->name = foo_name(f, &f->provider_names,
				   twice && v->label.n ? v->label : v->id);
		foo_settings(f, &v->parts, v, NULL);
	}
}

void foo_providers(struct foo *f, const struct node *providers)
{
	providers = foo_deref(f, providers);
	if (providers && providers->kind == NODE_STRING &&
	    providers->text.n == 0)
		providers = NULL; /* nothing behind the colon */
	if (providers && providers->kind == NODE_ARRAY)
		for (size_t i = 0; i < providers->count; i++)
			read_one(f, &providers->items[i]);
	else if (providers)
		read_one(f, providers);
	name_all(f);
}

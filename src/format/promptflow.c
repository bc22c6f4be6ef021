/*
 * Prompt flow (github.com/microsoft/promptflow): a flow is a graph of nodes,
 * and those of type llm, custom_llm and prompt are prompts, named as they are.
 * What code does between them is no part of a prompt; where a value comes from
 * code the reference is what is written.
 */
#include "base/arena.h"
#include "base/map.h"
#include "format/formats.h"
#include "format/make.h"
#include "format/role_messages.h"

/* Most bytes of templates of a flow; a file counts for each of its nodes. */
enum { TEMPLATES_MOST = 16 * 1024 * 1024 };

struct flow {
	struct reading *r;
	const struct node *root;
	const struct template_option *options;
	size_t option_count;
	struct map names;  /* of the nodes so far */
	struct map inputs; /* of the flow, to their nodes */
	struct map node_variants;
	size_t others, variants; /* nodes, and other variants of prompts */
	size_t bytes;		 /* of templates */
};

static bool is_flow(struct probe *p)
{
	if (!str_is(p->name, "flow.dag.yaml") &&
	    !str_is(p->name, "flow.flex.yaml"))
		return false;
	p->why = str_fmt(p->a, "the file is named %.*s", STR_ARG(p->name));
	return true;
}

/* ---- the node's inputs */

/* What the tools chat and completion take; all else goes into the template. */
static const char *const params[] = { "best_of",
				      "deployment_name",
				      "echo",
				      "frequency_penalty",
				      "function_call",
				      "functions",
				      "logit_bias",
				      "logprobs",
				      "max_tokens",
				      "model",
				      "n",
				      "presence_penalty",
				      "response_format",
				      "seed",
				      "stop",
				      "stream",
				      "suffix",
				      "temperature",
				      "tool_choice",
				      "tools",
				      "top_p",
				      "user",
				      NULL };
/* What is neither a parameter of the model nor a variable. */
static const char *const apart[] = { "connection", "prompt", NULL };

static bool is_one_of(const char *const *names, struct str name)
{
	for (; *names; names++)
		if (str_is(name, *names))
			return true;
	return false;
}

/* ${inputs.question}, ${node.output}: what stands between the braces. */
static struct str reference_of(const struct node *node)
{
	struct str s = format_string(node);

	if (!str_starts(s, "${") || !str_ends(s, "}"))
		return STR_EMPTY;
	return str_cut(s, 2, s.n - 1);
}

/* The members of an object, to be found in one step each. */
static struct map members_of(struct arena *a, const struct node *object)
{
	struct map map = map_in(a);
	const struct node **nodes;

	if (!object || object->kind != NODE_OBJECT)
		return map;
	nodes = arena_alloc(a, object->count * sizeof(const struct node *));
	for (size_t i = 0; i < object->count; i++) {
		nodes[i] = &object->members[i].value;
		*map_put(&map, object->members[i].name) = &nodes[i];
	}
	return map;
}

static const struct node *member_of(const struct map *map, struct str name)
{
	const struct node *const *node = map_get(map, name);

	return node ? *node : NULL;
}

static const struct node *flow_input(const struct flow *f, struct str ref)
{
	static const char *const roots[] = { "inputs.", "flow.", NULL };

	for (const char *const *root = roots; *root; root++)
		if (str_starts(ref, *root))
			return member_of(&f->inputs,
					 str_cut(ref, strlen(*root), ref.n));
	return NULL;
}

static const char *type_of(struct str type)
{
	static const struct {
		const char *name, *type;
	} types[] = {
		{ "string", "string" }, { "int", "integer" },
		{ "double", "number" }, { "bool", "boolean" },
		{ "list", "array" },	{ "object", "object" },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_is(type, types[i].name))
			return types[i].type;
	return NULL;
}

/* A value that stands in the flow is always that one; an input of the flow has
 * its type, and its default. */
static void add_variable(struct flow *f, struct make_variables *v,
			 const struct member *m)
{
	struct node *schema = make_object(f->r->a, m->value.pos);
	struct str ref = reference_of(&m->value);
	const struct node *input = flow_input(f, ref);
	const struct node *fallback = node_get(input, "default");
	const char *type = type_of(format_string(node_get(input, "type")));

	if (ref.n == 0)
		*make_member(f->r->a, schema, STR("const")) = m->value;
	if (type)
		*make_member(f->r->a, schema, STR("type")) = make_text(
			str_of(type), m->value.pos);
	if (fallback)
		*make_member(f->r->a, schema, STR("default")) = *fallback;
	*make_variable(v, m->name, !fallback) = *schema;
}

static void take_variables(struct flow *f, struct format_prompt *p,
			   const struct node *inputs, bool prompt)
{
	struct make_variables v;

	if (!inputs || inputs->kind != NODE_OBJECT)
		return;
	v = make_variables(f->r->a, inputs->pos);
	for (size_t i = 0; i < inputs->count; i++) {
		const struct member *m = &inputs->members[i];

		if (!prompt &&
		    (is_one_of(params, m->name) || is_one_of(apart, m->name)))
			continue;
		add_variable(f, &v, m);
	}
	p->variables = format_made(f->r, make_variables_end(&v, true));
}

/* A value that code makes: the reference is all that is known. */
static bool is_from_code(struct flow *f, struct format_prompt *p,
			 const struct node *node)
{
	if (reference_of(node).n == 0)
		return false;
	format_opaque(f->r, p, node->text, STR_EMPTY, STR_EMPTY, node->pos);
	return true;
}

static void take_tools(struct flow *f, struct format_prompt *p,
		       const struct node *inputs)
{
	const struct node *tools = node_get(inputs, "tools");
	const struct node *functions = node_get(inputs, "functions");
	struct node *list;

	if (tools && !is_from_code(f, p, tools)) {
		if (tools->kind == NODE_ARRAY)
			format_tools(f->r, p, tools, f->r->path);
	} else if (!tools && functions && !is_from_code(f, p, functions)) {
		list = make_object(f->r->a, functions->pos);
		*make_member(f->r->a, list, STR("functions")) = *functions;
		if (functions->kind == NODE_ARRAY)
			format_tools(f->r, p, list, f->r->path);
	}
}

/* Azure has deployments, OpenAI models; a node may have both, so that its
 * connection can be changed. */
static const char *model_key(const struct node *node, const struct node *inputs)
{
	struct str provider = format_string(node_get(node, "provider"));

	if (str_is(provider, "OpenAI") && node_get(inputs, "model"))
		return "model";
	return format_string(node_get(inputs, "deployment_name")).n ?
		       "deployment_name" :
		       "model";
}

static void take_model(struct flow *f, struct format_prompt *p,
		       const struct node *node, const struct node *inputs)
{
	static const char *const elsewhere[] = {
		"tools",	 "functions",	    "tool_choice",
		"function_call", "response_format", NULL
	};
	struct node *rest = make_object(f->r->a, node->pos);
	const char *key = model_key(node, inputs);
	const struct node *model = node_get(inputs, key);
	const struct node *choice = node_get(inputs, "tool_choice");

	p->model = format_string(model);
	if (model)
		p->model_pos = model->pos;
	p->provider = format_string(node_get(node, "provider"));
	take_tools(f, p, inputs);
	if (!choice)
		choice = node_get(inputs, "function_call");
	p->tool_choice = format_value(f->r, choice);
	p->output = format_value(f->r, node_get(inputs, "response_format"));
	for (size_t i = 0;
	     inputs && inputs->kind == NODE_OBJECT && i < inputs->count; i++) {
		const struct member *m = &inputs->members[i];

		if (is_one_of(params, m->name) && !str_is(m->name, key) &&
		    !is_one_of(elsewhere, m->name))
			*make_member(f->r->a, rest, m->name) = m->value;
	}
	if (rest->count > 0)
		p->params = format_value(f->r, rest);
}

/* ---- the node's template */

static void refuse_stray(struct flow *f, struct str path, struct pos pos)
{
	format_wrong_in(f->r, RULE_FORMAT_INVALID, path, pos,
			STR("write the line system: in front of it, or `api: "
			    "completion` in the node"),
			"the text stands in front of the first role, which "
			"prompt flow refuses in a chat");
}

static void read_template(struct flow *f, struct format_prompt *p,
			  const struct node *ref, bool chat)
{
	struct role_text text = {
		.language = language_find(STR("jinja2")),
		.options = f->options,
		.option_count = f->option_count,
		.rule = ROLES_PROMPTFLOW,
		.trim = chat ? ROLE_TRIM_SPACE : ROLE_TRIM_NOTHING,
		.role = chat ? STR("system") : STR("user"),
		.whole = !chat,
	};
	struct pos stray;

	if (!format_open(f->r, ref->text, ref->pos, &text.path, &text.bytes))
		return;
	f->bytes += text.bytes.n;
	if (f->bytes > TEMPLATES_MOST) {
		format_wrong(f->r, ref->pos, STR("split the flow"),
			     "the templates of the flow are more than 16 MiB");
		return;
	}
	text.from = str_starts(text.bytes, "\xef\xbb\xbf") ? 3 : 0;
	text.to = text.bytes.n;
	if (role_messages(f->r, p, &text, &stray))
		refuse_stray(f, text.path, stray);
}

static void read_prompt(struct flow *f, struct str name,
			const struct node *node)
{
	struct reading *r = f->r;
	struct format_prompt *p = format_prompt(r, name, node->pos);
	const struct node *source = node_get(node, "source");
	const struct node *path = node_get(source, "path");
	const struct node *tool = node_get(source, "tool");
	const struct node *inputs = node_get(node, "inputs");
	bool prompt = str_is(format_string(node_get(node, "type")), "prompt");
	bool chat = !prompt &&
		    !str_is(format_string(node_get(node, "api")), "completion");

	take_variables(f, p, inputs, prompt);
	if (!prompt)
		take_model(f, p, node, inputs);
	if (tool && format_string(tool).n)
		format_opaque(r, p, tool->text, STR_EMPTY, STR_EMPTY,
			      tool->pos);
	if (format_string(path).n)
		read_template(f, p, path, chat);
	else
		format_wrong(r, node->pos,
			     STR("write `source: {type: code, path: "
				 "NAME.jinja2}` in the node"),
			     "the node %.*s names no template",
			     STR_ARG(text_shorten(name, 100)));
}

/* ---- nodes */

static bool is_prompt(const struct node *node)
{
	struct str type = format_string(node_get(node, "type"));

	return str_is(type, "llm") || str_is(type, "custom_llm") ||
	       str_is(type, "prompt");
}

/* The node that runs: its default variant's, where it has variants. */
static const struct node *chosen(struct flow *f, struct str name,
				 const struct node *node)
{
	const struct node *all = member_of(&f->node_variants, name);
	const struct node *variants = node_get(all, "variants"), *variant;
	const struct member *m;

	if (!variants || !format_is_true(node_get(node, "use_variants")))
		return node;
	m = node_member(variants,
			format_string(node_get(all, "default_variant_id")));
	variant = m ? node_get(&m->value, "node") : NULL;
	if (!variant)
		return node;
	f->variants += variants->count - 1;
	return variant;
}

static void read_node(struct flow *f, const struct node *node)
{
	struct str name = format_string(node_get(node, "name"));
	const struct node *runs = chosen(f, name, node);

	if (name.n == 0) {
		format_wrong(f->r, node->pos, STR("give it a `name`"),
			     "the node has no name");
		return;
	}
	if (map_get(&f->names, name)) {
		format_wrong(f->r, node->pos, STR("rename one of the two"),
			     "two nodes are called %.*s",
			     STR_ARG(text_shorten(name, 100)));
		return;
	}
	*map_put(&f->names, name) = f;
	if (is_prompt(runs))
		read_prompt(f, name, runs);
	else
		f->others++;
}

static void tell_flow(struct flow *f)
{
	struct reading *r = f->r;
	struct str entry = format_string(node_get(f->root, "entry"));

	if (entry.n)
		format_tell(r, node_get(f->root, "entry")->pos,
			    "the flow is the code %.*s: it has no prompt of "
			    "its own",
			    STR_ARG(text_shorten(entry, 200)));
	else if (r->out->prompt_count == 0)
		format_tell(r, (struct pos){ 0, 0 },
			    "no node of the flow is of type llm or prompt: it "
			    "has no prompt");
	if (f->others > 0)
		format_tell(r, (struct pos){ 0, 0 },
			    f->others == 1 ? "%zu node of the flow is code" :
					     "%zu nodes of the flow are code",
			    f->others);
	if (f->variants > 0)
		format_tell(r, (struct pos){ 0, 0 },
			    "variants of nodes that are not the default, and "
			    "are not read: %zu",
			    f->variants);
}

static void read_flow(struct reading *r)
{
	struct template_option options[] = {
		{ STR("keep_trailing_newline"), STR("true") },
		{ STR("trim_blocks"), STR("true") },
	};
	struct flow f = { .r = r, .option_count = 2, .names = map_in(r->a) };
	struct template_option *kept = arena_zero(r->a, 2, sizeof(*kept));
	const struct node *nodes;

	memcpy(kept, options, sizeof(options));
	f.options = kept;
	f.root = format_yaml(r, r->bytes, 1);
	if (!f.root)
		return;
	if (f.root->kind != NODE_OBJECT) {
		format_wrong(r, f.root->pos,
			     STR("write `nodes:` and a list of nodes"),
			     "a flow is an object, not %s",
			     node_kind_name(f.root));
		return;
	}
	f.inputs = members_of(r->a, node_get(f.root, "inputs"));
	f.node_variants = members_of(r->a, node_get(f.root, "node_variants"));
	nodes = node_get(f.root, "nodes");
	if (nodes && nodes->kind == NODE_ARRAY)
		for (size_t i = 0; i < nodes->count && r->rc == 0; i++)
			read_node(&f, &nodes->items[i]);
	tell_flow(&f);
}

const struct format format_promptflow = {
	.name = "promptflow",
	.is = is_flow,
	.read = read_flow,
};

/* ---- .promptflow/flow.tools.json */

static bool is_tools(struct probe *p)
{
	const struct node *root;

	if (!str_is(p->name, "flow.tools.json"))
		return false;
	root = probe_json(p);
	if (!probe_has(root, "code") && !probe_has(root, "package"))
		return false;
	p->why = STR("the file is named flow.tools.json and has `code` or "
		     "`package`");
	return true;
}

static void read_tools(struct reading *r)
{
	const struct node *root = format_json(r, r->bytes);

	if (root)
		format_tell(
			r, (struct pos){ 0, 0 },
			"prompt flow wrote down here what its nodes take; "
			"the prompts are in flow.dag.yaml and the templates "
			"it names");
}

const struct format format_promptflow_tools = {
	.name = "promptflow-tools",
	.is = is_tools,
	.read = read_tools,
};

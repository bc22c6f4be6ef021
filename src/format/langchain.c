/*
 * langchain: prompts that LangChain saved. What load_prompt() reads has
 * `_type`, in old files of its hub none; what dumpd() and LangSmith write has
 * `lc`.
 */
#include "format/langchain.h"

#include "base/arena.h"
#include "format/formats.h"
#include "syntax/json.h"
#include "syntax/yaml.h"
#include "view/view.h"

/* ---- recognition */

/* In an answer of LangSmith's the prompt is its `manifest`. */
static const struct node *object_of(const struct node *root)
{
	const struct node *manifest = node_get(root, "manifest");

	return manifest && langchain_is_object(manifest) ? manifest : root;
}

static bool is_type(struct probe *p, const struct node *root)
{
	struct str type = format_string(node_get(root, "_type"));
	bool is = false;

	if (str_is(type, "prompt"))
		is = probe_has(root, "template") ||
		     probe_has(root, "template_path");
	else if (str_is(type, "few_shot"))
		is = probe_has(root, "examples") || probe_has(root, "suffix") ||
		     probe_has(root, "suffix_path");
	else if (str_is(type, "chat"))
		is = probe_has(root, "messages") || probe_has(root, "template");
	if (is)
		p->why = str_fmt(p->a, "its `_type` is %.*s", STR_ARG(type));
	return is;
}

/* Of the hub's first days; Semantic Kernel has objects for variables. */
static bool is_old(struct probe *p, const struct node *root)
{
	const struct node *names = node_get(root, "input_variables");
	struct str format = format_string(node_get(root, "template_format"));

	if (!names || names->kind != NODE_ARRAY || probe_has(root, "_type") ||
	    probe_has(root, "execution_settings") ||
	    (!probe_has(root, "template") && !probe_has(root, "template_path")))
		return false;
	for (size_t i = 0; i < names->count; i++)
		if (names->items[i].kind != NODE_STRING)
			return false;
	if (names->count == 0 && !probe_has(root, "output_parser") &&
	    !str_is(format, "f-string") && !str_is(format, "mustache"))
		return false;
	p->why = STR("it has `template` and a list of names `input_variables`");
	return true;
}

static bool is_langchain(struct probe *p)
{
	const struct node *root = probe_value(p), *object;

	if (!root || root->kind != NODE_OBJECT)
		return false;
	object = object_of(root);
	if (langchain_is_prompt(object)) {
		p->why = str_fmt(
			p->a, "it is a serialized %.*s",
			STR_ARG(text_shorten(langchain_class(object), 100)));
		return true;
	}
	return is_type(p, root) || is_old(p, root);
}

/* ---- files beside it */

/*
 * LangChain takes a path from where the program runs, which no file says: it
 * is looked for beside the file and at the top of the repository.
 */
static bool open_beside(struct chain *c, const struct node *ref,
			struct str *path, struct str *bytes)
{
	struct reading *r = c->r;
	struct str folder = r->folder, at, unused;
	bool found;

	if (folder.n && view_path_join(r->a, folder, ref->text, &at) == 0 &&
	    !format_peek(r, at, &unused) &&
	    view_path_join(r->a, STR_EMPTY, ref->text, &at) == 0 &&
	    format_peek(r, at, &unused))
		r->folder = STR_EMPTY;
	found = r->rc == 0 && format_open(r, ref->text, ref->pos, path, bytes);
	r->folder = folder;
	return found;
}

/* A value of a .json, .yaml or .yml file. */
static const struct node *open_value(struct chain *c, const struct node *ref,
				     struct str *path, struct str *bytes)
{
	struct node *node = arena_zero(c->r->a, 1, sizeof(*node));
	struct syntax_error why = { 0 };
	bool json = str_ends(ref->text, ".json");
	int rc;

	if (!json && !str_ends(ref->text, ".yaml") &&
	    !str_ends(ref->text, ".yml")) {
		format_wrong(c->r, ref->pos,
			     STR("name a file that ends in .json or .yaml"),
			     "%.*s is neither JSON nor YAML",
			     STR_ARG(text_shorten(ref->text, 200)));
		return NULL;
	}
	if (!open_beside(c, ref, path, bytes))
		return NULL;
	rc = json ? json_read(c->r->a, *bytes, node, &why) :
		    yaml_read(c->r->a, *bytes, node, &why);
	if (rc == 0)
		rc = yaml_resolve_core(c->r->a, node, &why);
	if (rc == 0)
		return node;
	format_wrong_in(c->r, RULE_FORMAT_INVALID, *path, why.pos,
			STR("correct the line and column named"), "%s",
			why.text);
	return NULL;
}

static void add_file(struct chain *c, const struct node *ref, struct str format)
{
	const struct node empty = { .kind = NODE_STRING, .pos = { 1, 1 } };
	struct format_message *m;
	struct str path, bytes;

	if (ref->kind != NODE_STRING || !str_ends(ref->text, ".txt")) {
		format_wrong(c->r, ref->pos,
			     STR("name a file that ends in .txt"),
			     "LangChain reads templates from .txt files only");
		return;
	}
	if (!open_beside(c, ref, &path, &bytes))
		return;
	m = langchain_template(c, STR("user"), &empty, format);
	if (m)
		m->text = (struct format_text){ .text = bytes,
						.path = path,
						.pos = { 1, 1 },
						.whole = true };
}

bool langchain_text(struct chain *c, const struct node *object,
		    const char *name, struct str format)
{
	const struct node *text = node_get(object, name);
	const struct node *ref = node_get(
		object, str_c(c->r->a, str_fmt(c->r->a, "%s_path", name)));

	if (text && text->kind == NODE_NULL)
		text = NULL;
	if (ref && ref->kind == NODE_NULL)
		ref = NULL;
	if (text && ref) {
		format_wrong(c->r, ref->pos, STR("delete one of the two"),
			     "both `%s` and `%s_path` are there", name, name);
		return true;
	}
	if (ref) {
		add_file(c, ref, format);
		return true;
	}
	if (!text || text->kind != NODE_STRING)
		return false;
	if (text->text.n || strcmp(name, "prefix") != 0)
		(void)langchain_template(c, STR("user"), text, format);
	return true;
}

/* ---- examples */

/* The names that the example prompt looks up come from the examples. */
static void bind_all(struct chain *c, struct format_message *m)
{
	struct template_error why;
	struct bound *bound;
	struct template t;

	if (template_read(c->r->a, m->language, m->text.text, m->options,
			  m->option_count, &t, &why) < 0 ||
	    t.variable_count == 0)
		return;
	bound = arena_zero(c->r->a, t.variable_count, sizeof(*bound));
	for (size_t i = 0; i < t.variable_count; i++)
		bound[i].name = t.variables[i].name;
	m->bound = bound;
	m->bound_count = t.variable_count;
}

/* Its messages: one of a template, several of a chat prompt. */
static void add_example_prompt(struct chain *c, const struct node *object,
			       struct node *params)
{
	const struct node *prompt = node_get(object, "example_prompt");
	const struct node *ref = node_get(object, "example_prompt_path");
	struct chain inner = *c;
	size_t first = c->p->message_count;
	const struct node *kwargs, *messages, *partial;

	if (ref && ref->kind == NODE_STRING)
		prompt = open_value(c, ref, &inner.path, &inner.bytes);
	else if (!prompt)
		format_wrong(c->r, object->pos,
			     STR("write `example_prompt: {template: ...}`"),
			     "there is no `example_prompt`");
	if (!prompt)
		return;
	/* what it declares is not the prompt's */
	inner.variables = make_variables(c->r->a, prompt->pos);
	inner.slots = map_in(c->r->a);
	kwargs = langchain_kwargs(prompt);
	messages = node_get(kwargs, "messages");
	if (messages && messages->kind == NODE_ARRAY)
		for (size_t i = 0; i < messages->count; i++)
			langchain_message(&inner, &messages->items[i],
					  STR_EMPTY);
	else if (!langchain_text(
			 &inner, kwargs, "template",
			 format_string(node_get(kwargs, "template_format"))))
		format_wrong_in(c->r, RULE_FORMAT_INVALID, inner.path,
				prompt->pos, STR("write `template: ...`"),
				"the example prompt has no `template`");
	for (size_t i = first; i < c->p->message_count; i++)
		bind_all(c, &c->p->messages[i]);
	/* nobody can pass these: they are what they are here */
	partial = node_get(kwargs, "partial_variables");
	if (partial && partial->kind == NODE_OBJECT && partial->count) {
		struct node *values = make_object(c->r->a, partial->pos);

		*make_member(c->r->a, values,
			     STR("partial_variables")) = *partial;
		*make_member(c->r->a, params, STR("example_prompt")) = *values;
	}
}

/* {input, output} is an example as it is; any other is all input. */
static void add_example(struct chain *c, const struct node *example,
			struct str path)
{
	const struct node *input = node_get(example, "input");
	const struct node *output = node_get(example, "output");
	struct node nothing = make_null(example->pos);

	if (input && output && example->count == 2)
		format_example(c->r, c->p, make_copy(c->r->a, input),
			       make_copy(c->r->a, output));
	else
		format_example(c->r, c->p, make_copy(c->r->a, example),
			       &nothing);
	c->p->examples[c->p->example_count - 1].path = path;
}

static void add_examples(struct chain *c, const struct node *object)
{
	const struct node *examples = node_get(object, "examples");
	struct str path = c->path, bytes;

	if (examples && examples->kind == NODE_STRING) {
		examples = open_value(c, examples, &path, &bytes);
		if (!examples)
			return;
	}
	if (!examples || examples->kind != NODE_ARRAY) {
		format_wrong_in(c->r, RULE_FORMAT_INVALID, path,
				examples ? examples->pos : object->pos,
				STR("write a list of objects, or name a file "
				    "of one"),
				"`examples` is not a list");
		return;
	}
	for (size_t i = 0; i < examples->count; i++)
		add_example(c, &examples->items[i], path);
}

void langchain_few_shot(struct chain *c, const struct node *object)
{
	struct str format = format_string(node_get(object, "template_format"));
	const struct node *between = node_get(object, "example_separator");
	struct node *params = make_object(c->r->a, object->pos);

	(void)langchain_text(c, object, "prefix", format);
	add_example_prompt(c, object, params);
	add_examples(c, object);
	if (!langchain_text(c, object, "suffix", format) &&
	    !node_get(object, "messages") &&
	    !langchain_is_object(node_get(object, "example_prompt")))
		format_wrong(c->r, object->pos, STR("write `suffix: ...`"),
			     "there is no `suffix`");
	format_tell(c->r, object->pos,
		    "the text before the examples, the examples, each in the "
		    "example prompt, and the text behind them are one text to "
		    "the model");
	if (between && between->kind == NODE_STRING &&
	    !str_is(between->text, "\n\n"))
		*make_member(c->r->a, params,
			     STR("example_separator")) = *between;
	if (params->count)
		c->p->params = format_made(c->r, params);
}

/* ---- reading */

static void tell_jinja(struct chain *c, const struct node *root)
{
	const struct node *format = node_get(root, "template_format");

	if (str_is(format_string(format), "jinja2"))
		format_tell(c->r, format->pos,
			    "LangChain's load_prompt() loads jinja2 templates "
			    "no more");
}

/* A list of messages, or a template that is the one message. */
static void read_chat(struct chain *c, const struct node *root)
{
	struct str format = format_string(node_get(root, "template_format"));
	const struct node *list = node_get(root, "messages");

	if (!list || list->kind != NODE_ARRAY)
		list = node_get(root, "template");
	if (!list || list->kind != NODE_ARRAY) {
		if (!langchain_text(c, root, "template", format))
			format_wrong(c->r, root->pos,
				     STR("write `template: [{role: human, "
					 "content: ...}]`"),
				     "there are no messages");
		return;
	}
	if (node_get(root, "messages") && list->count > 1)
		format_tell(c->r, list->pos,
			    "LangChain's load_prompt() reads the first of "
			    "these messages alone");
	for (size_t i = 0; i < list->count; i++)
		langchain_message(c, &list->items[i], format);
}

static void read_type(struct chain *c, const struct node *root)
{
	const struct node *type = node_get(root, "_type");
	struct str name = type ? format_string(type) : STR("prompt");

	tell_jinja(c, root);
	if (str_is(name, "chat"))
		read_chat(c, root);
	else if (str_is(name, "few_shot"))
		langchain_few_shot(c, root);
	else if (!str_is(name, "prompt"))
		format_wrong(c->r, type->pos,
			     STR("write prompt, few_shot or chat"),
			     "LangChain loads no prompt of `_type` %.*s",
			     STR_ARG(text_shorten(name, 100)));
	else if (!langchain_text(
			 c, root, "template",
			 format_string(node_get(root, "template_format"))))
		format_wrong(c->r, root->pos, STR("write `template: ...`"),
			     "there is no `template`");
	langchain_declared(c, root);
}

static void read_langchain(struct reading *r)
{
	struct chain c = langchain_begin(r);
	const struct node *root = str_ends(r->path, ".json") ?
					  format_json(r, r->bytes) :
					  format_yaml(r, r->bytes, 1);
	const struct node *object;

	root = format_value(r, root).node;
	if (!root)
		return;
	object = object_of(root);
	if (root->kind != NODE_OBJECT)
		format_wrong(r, root->pos, STR("write an object"),
			     "a prompt of LangChain is not %s",
			     node_kind_name(root));
	else if (!langchain_is_object(object))
		read_type(&c, root);
	else if (langchain_is_prompt(object))
		langchain_object(&c, object);
	else
		format_wrong(
			r, object->pos, STR("export the prompt alone"),
			"%.*s is no prompt of LangChain",
			STR_ARG(text_shorten(langchain_class(object), 100)));
	langchain_end(&c);
}

static const char *const suffixes[] = { ".json", ".yaml", ".yml", NULL };

const struct format format_langchain = {
	.name = "langchain",
	.is = is_langchain,
	.read = read_langchain,
	.suffixes = suffixes,
};

/*
 * The constructors that dumpd() of LangChain writes, as LangSmith's hub keeps
 * them: a prompt, or a sequence of a prompt and a model with what is bound to
 * it.
 */
#include "base/arena.h"
#include "format/langchain.h"

/* Sequences in sequences, bindings of bindings. */
enum { NESTED = 8 };

/* ---- what an object is */

bool langchain_is_object(const struct node *node)
{
	const struct node *lc = node_get(node, "lc");
	const struct node *id = node_get(node, "id");

	return lc && str_is(lc->text, "1") &&
	       format_string(node_get(node, "type")).n > 0 && id &&
	       id->kind == NODE_ARRAY;
}

struct str langchain_class(const struct node *node)
{
	const struct node *id = node_get(node, "id");

	return langchain_is_object(node) && id->count ?
		       format_string(&id->items[id->count - 1]) :
		       STR_EMPTY;
}

const struct node *langchain_kwargs(const struct node *node)
{
	const struct node *kwargs = node_get(node, "kwargs");

	return langchain_is_object(node) && kwargs ? kwargs : node;
}

static bool is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_is(s, *names))
			return true;
	return false;
}

static bool is_sequence(struct str class)
{
	return str_is(class, "RunnableSequence") ||
	       str_is(class, "PromptPlayground");
}

bool langchain_is_prompt(const struct node *node)
{
	static const char *const prompts[] = {
		"ChatPromptTemplate",
		"PromptTemplate",
		"StructuredPrompt",
		"FewShotPromptTemplate",
		"FewShotChatMessagePromptTemplate",
		NULL,
	};
	struct str class = langchain_class(node);

	if (!str_is(format_string(node_get(node, "type")), "constructor"))
		return false;
	for (int i = 0; i < NESTED && is_sequence(class); i++) {
		node = node_get(langchain_kwargs(node), "first");
		class = langchain_class(node);
	}
	return is_one_of(class, prompts);
}

/* ---- models */

static const char *const model_keys[] = {
	"model",	   "model_name", "model_id", "azure_deployment",
	"deployment_name", "repo_id",	 NULL
};

/* langchain.chat_models.openai.ChatOpenAI, langchain_groq.ChatGroq. */
static struct str provider_of(const struct node *node)
{
	static const char prefix[] = "langchain_";
	const struct node *id = node_get(node, "id");
	struct str first = id->count ? format_string(&id->items[0]) : STR_EMPTY;

	if (str_is(first, "langchain") && id->count > 3)
		return format_string(&id->items[2]);
	if (str_starts(first, prefix) && !str_is(first, "langchain_core") &&
	    !str_is(first, "langchain_community"))
		return str_cut(first, strlen(prefix), first.n);
	return STR_EMPTY;
}

/* {"lc": 1, "type": "secret", "id": ["OPENAI_API_KEY"]} */
static bool is_secret(const struct node *value)
{
	return langchain_is_object(value) &&
	       str_is(format_string(node_get(value, "type")), "secret");
}

/* Parameters by name, later ones in the place of earlier ones. */
struct params {
	struct map names;
	struct node *object;
};

static void add_params(struct chain *c, struct params *params,
		       const struct node *kwargs, const char *const *taken)
{
	for (size_t i = 0;
	     kwargs && kwargs->kind == NODE_OBJECT && i < kwargs->count; i++) {
		const struct member *m = &kwargs->members[i];
		size_t *place = map_get(&params->names, m->name);

		if (is_one_of(m->name, taken) || is_secret(&m->value))
			continue;
		if (place) {
			params->object->members[*place].value = m->value;
			continue;
		}
		place = arena_alloc(c->r->a, sizeof(*place));
		*place = params->object->count;
		*map_put(&params->names, m->name) = place;
		*make_member(c->r->a, params->object, m->name) = m->value;
	}
}

static void add_model(struct chain *c, struct params *params,
		      const struct node *node)
{
	const struct node *kwargs = langchain_kwargs(node);
	const struct node *model = NULL;

	for (size_t i = 0; model_keys[i] && !model; i++)
		if (format_string(node_get(kwargs, model_keys[i])).n)
			model = node_get(kwargs, model_keys[i]);
	if (!model)
		return;
	c->p->model = model->text;
	c->p->model_pos = model->pos;
	c->p->provider = provider_of(node);
	add_params(c, params, kwargs, model_keys);
}

/* What is bound to a model goes with every request. */
static void add_bound(struct chain *c, struct params *params,
		      const struct node *kwargs)
{
	static const char *const taken[] = { "tools",		"functions",
					     "tool_choice",	"function_call",
					     "response_format", NULL };
	const struct node *choice = node_get(kwargs, "tool_choice");
	const struct node *answer = node_get(kwargs, "response_format");

	for (size_t i = 0; i < 2; i++)
		if (node_get(kwargs, taken[i]))
			format_tools(c->r, c->p, node_get(kwargs, taken[i]),
				     c->path);
	if (!choice)
		choice = node_get(kwargs, "function_call");
	if (choice && choice->kind != NODE_NULL)
		c->p->tool_choice = format_value(c->r, choice);
	if (answer && answer->kind == NODE_OBJECT)
		c->p->output = format_value(c->r, answer);
	add_params(c, params, kwargs, taken);
}

/* What stands behind the prompt: a model, bound to something or not, in a
 * sequence or alone. Recursion is as deep as NESTED. */
static void add_runnable(struct chain *c, struct params *params,
			 const struct node *node, unsigned depth)
{
	struct str class = langchain_class(node);
	const struct node *kwargs, *middle;

	if (class.n == 0 || depth == NESTED)
		return;
	kwargs = langchain_kwargs(node);
	if (is_sequence(class)) {
		middle = node_get(kwargs, "middle");
		if (depth > 0)
			add_runnable(c, params, node_get(kwargs, "first"),
				     depth + 1);
		for (size_t i = 0;
		     middle && middle->kind == NODE_ARRAY && i < middle->count;
		     i++)
			add_runnable(c, params, &middle->items[i], depth + 1);
		add_runnable(c, params, node_get(kwargs, "last"), depth + 1);
	} else if (str_is(class, "RunnableBinding")) {
		add_runnable(c, params, node_get(kwargs, "bound"), depth + 1);
		add_bound(c, params, node_get(kwargs, "kwargs"));
	} else {
		add_model(c, params, node);
	}
}

/* ---- prompts */

/* StructuredPrompt: what the answer is to be, and how that is asked for. */
static void add_structure(struct chain *c, struct params *params,
			  const struct node *kwargs)
{
	static const char *const none[] = { NULL };
	const struct node *schema = node_get(kwargs, "schema_");
	const struct member *asked = node_member(
		kwargs, STR("structured_output_kwargs"));
	struct node how = { .kind = NODE_OBJECT, .count = 1 };
	struct member copy;

	if (schema && langchain_is_object(schema))
		format_opaque(c->r, c->p,
			      format_string(node_get(schema, "repr")),
			      STR_EMPTY, STR_EMPTY, schema->pos);
	else if (schema && schema->kind == NODE_OBJECT)
		c->p->output = format_value(c->r, schema);
	if (!asked || asked->value.kind != NODE_OBJECT ||
	    asked->value.count == 0)
		return;
	copy = *asked;
	how.members = &copy;
	add_params(c, params, &how, none);
}

/* Recursion, where a message is a prompt again, is as deep as the file:
 * NODE_DEPTH. */
static void add_prompt(struct chain *c, struct params *params,
		       const struct node *node)
{
	const struct node *kwargs = langchain_kwargs(node);
	const struct node *messages = node_get(kwargs, "messages");
	struct str format = format_string(node_get(kwargs, "template_format"));

	if (node_get(kwargs, "example_prompt"))
		langchain_few_shot(c, kwargs);
	else if (messages && messages->kind == NODE_ARRAY)
		for (size_t i = 0; i < messages->count; i++)
			langchain_message(c, &messages->items[i], format);
	else if (!langchain_text(c, kwargs, "template", format))
		format_wrong(c->r, node->pos, STR("export the prompt again"),
			     "the prompt has neither messages nor a template");
	if (node_get(kwargs, "tools"))
		format_tools(c->r, c->p, node_get(kwargs, "tools"), c->path);
	add_structure(c, params, kwargs);
	langchain_declared(c, kwargs);
}

void langchain_object(struct chain *c, const struct node *node)
{
	static const char *const none[] = { NULL };
	const struct node *prompt = node;
	struct params params = { .names = map_in(c->r->a),
				 .object = make_object(c->r->a, node->pos) };

	for (int i = 0; i < NESTED && is_sequence(langchain_class(prompt)); i++)
		prompt = node_get(langchain_kwargs(prompt), "first");
	add_prompt(c, &params, prompt);
	add_params(c, &params, c->p->params.node, none);
	if (prompt != node)
		add_runnable(c, &params, node, 0);
	if (params.object->count)
		c->p->params = format_made(c->r, params.object);
}

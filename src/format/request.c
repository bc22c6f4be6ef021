/*
 * Requests as they are sent, saved as JSON: OpenAI's Chat Completions and
 * Responses, Anthropic's Messages, and a list of messages alone.
 *
 * A request is literal: what looks like a template in it is text, unless the
 * manifest says `syntax:`.
 */
#include "format/request.h"

#include "base/arena.h"
#include "format/formats.h"
#include "format/make.h"

static const struct node *json_object(struct probe *p)
{
	const struct node *root = str_ends(p->name, ".json") ? probe_json(p) :
							       NULL;

	return root && root->kind == NODE_OBJECT ? root : NULL;
}

static bool has_text(const struct node *root, const char *name)
{
	return format_string(node_get(root, name)).n > 0;
}

static struct request begin(struct reading *r)
{
	return (struct request){
		.r = r,
		.p = format_prompt(r, STR_EMPTY, (struct pos){ 1, 1 }),
	};
}

/* The file as an object; false: told. */
static bool read_object(struct reading *r, const struct node **root)
{
	*root = format_json(r, r->bytes);
	if (!*root)
		return false;
	if ((*root)->kind == NODE_OBJECT)
		return true;
	format_wrong(r, (*root)->pos, STR("write {\"model\": ..., ...}"),
		     "a request is an object, not %s", node_kind_name(*root));
	return false;
}

/* The list in a member; NULL: told. */
static const struct node *read_list(struct reading *r, const struct node *root,
				    const char *name)
{
	const struct node *list = node_get(root, name);

	if (list && list->kind == NODE_ARRAY)
		return list;
	format_wrong(r, list ? list->pos : root->pos,
		     str_fmt(r->a, "write \"%s\": [...]", name),
		     "`%s` has to be a list", name);
	return NULL;
}

static void read_model(struct format_prompt *p, const struct node *root)
{
	const struct node *model = node_get(root, "model");

	p->model = format_string(model);
	if (p->model.n)
		p->model_pos = model->pos;
}

/* ---- Chat Completions, and Messages of Anthropic */

static bool is_role(struct str s, bool anthropic)
{
	if (str_is(s, "user") || str_is(s, "assistant"))
		return true;
	return !anthropic && (str_is(s, "system") || str_is(s, "developer") ||
			      str_is(s, "tool") || str_is(s, "function"));
}

/* A request of either. */
static bool is_chat(const struct node *root, bool anthropic)
{
	const struct node *list = node_get(root, "messages");

	if (!has_text(root, "model") || !request_is_messages(list))
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (!is_role(format_string(node_get(&list->items[i], "role")),
			     anthropic))
			return false;
	return true;
}

static bool has_part(const struct node *messages, const char *prefix)
{
	for (size_t i = 0; i < messages->count; i++) {
		const struct node *parts = node_get(&messages->items[i],
						    "content");

		for (size_t j = 0;
		     parts && parts->kind == NODE_ARRAY && j < parts->count;
		     j++)
			if (str_starts(format_string(node_get(&parts->items[j],
							      "type")),
				       prefix))
				return true;
	}
	return false;
}

/* The member that only Anthropic has, or NULL. */
static const char *anthropic_mark(const struct node *root)
{
	static const char *const marks[] = {
		"system",	  "anthropic_version", "anthropic_beta",
		"stop_sequences", "thinking",	       NULL
	};
	const struct node *tools = node_get(root, "tools");

	for (const char *const *mark = marks; *mark; mark++)
		if (probe_has(root, *mark))
			return *mark;
	if (tools && tools->kind == NODE_ARRAY && tools->count &&
	    probe_has(&tools->items[0], "input_schema"))
		return "input_schema";
	if (has_part(node_get(root, "messages"), "tool_"))
		return "tool_use";
	if (str_starts(format_string(node_get(root, "model")), "claude-") &&
	    probe_has(root, "max_tokens"))
		return "max_tokens";
	return NULL;
}

static bool is_anthropic(struct probe *p)
{
	const struct node *root = json_object(p);
	const char *mark;

	if (!root || !is_chat(root, true))
		return false;
	mark = anthropic_mark(root);
	if (!mark)
		return false;
	p->why = str_fmt(p->a, "it has `model`, `messages` and `%s`", mark);
	return true;
}

static void read_anthropic(struct reading *r)
{
	static const char *const keys[] = { "model",	"system",
					    "tools",	"tool_choice",
					    "messages", "output_format",
					    NULL };
	struct request q = begin(r);
	const struct node *root, *list, *system;

	if (!read_object(r, &root))
		return;
	system = node_get(root, "system");
	request_content(&q, STR("system"), system, NULL);
	list = read_list(r, root, "messages");
	if (list)
		request_messages(&q, list);
	request_tools(&q, node_get(root, "tools"));
	read_model(q.p, root);
	q.p->tool_choice = format_value(r, node_get(root, "tool_choice"));
	q.p->output = format_value(r, node_get(root, "output_format"));
	request_params(&q, root, keys);
}

const struct format format_anthropic = { "anthropic", is_anthropic,
					 read_anthropic, NULL };

static bool is_openai_chat(struct probe *p)
{
	const struct node *root = json_object(p);

	p->why = STR("it has `model` and `messages` with roles");
	return root && is_chat(root, false);
}

static void read_openai_chat(struct reading *r)
{
	static const char *const keys[] = { "model",	   "messages",
					    "tools",	   "functions",
					    "tool_choice", "response_format",
					    NULL };
	struct request q = begin(r);
	const struct node *root, *list, *functions;

	if (!read_object(r, &root))
		return;
	list = read_list(r, root, "messages");
	if (list)
		request_messages(&q, list);
	request_tools(&q, node_get(root, "tools"));
	functions = node_get(root, "functions");
	if (functions) {
		struct node *named = make_object(r->a, functions->pos);

		*make_member(r->a, named, STR("functions")) = *functions;
		format_tools(r, q.p, named, r->path);
	}
	read_model(q.p, root);
	q.p->tool_choice = format_value(r, node_get(root, "tool_choice"));
	q.p->output = format_value(r, node_get(root, "response_format"));
	request_params(&q, root, keys);
}

const struct format format_openai_chat = { "openai-chat", is_openai_chat,
					   read_openai_chat, NULL };

/* ---- Responses */

/* A request for an embedding or for speech has a model and an input too. */
static bool is_openai_responses(struct probe *p)
{
	static const char *const marks[] = { "instructions",
					     "max_output_tokens",
					     "previous_response_id",
					     "reasoning",
					     "text",
					     "tools",
					     NULL };
	const struct node *root = json_object(p), *input;

	if (!root || probe_has(root, "voice"))
		return false;
	p->why = STR("it has a `prompt` with an `id`: one that the vendor "
		     "stores");
	if (str_starts(format_string(node_get(node_get(root, "prompt"), "id")),
		       "pmpt_"))
		return true;
	input = node_get(root, "input");
	if (!has_text(root, "model"))
		return false;
	p->why = STR("it has `model` and an `input` of messages");
	if (request_is_messages(input))
		return true;
	p->why = STR("it has `model` and `instructions`");
	if (has_text(root, "instructions") &&
	    (!input || input->count || input->kind == NODE_STRING))
		return true;
	if (!has_text(root, "input"))
		return false;
	for (const char *const *mark = marks; *mark; mark++)
		if (probe_has(root, *mark)) {
			p->why = str_fmt(p->a,
					 "it has `model`, `input` and `%s`",
					 *mark);
			return true;
		}
	return false;
}

/* A prompt of which the vendor has the text. What is passed to it is a
 * parameter. */
static void add_stored(struct request *q, const struct node *prompt)
{
	struct str id = format_string(node_get(prompt, "id"));
	struct str version = format_string(node_get(prompt, "version"));

	if (!prompt)
		return;
	if (id.n == 0) {
		format_wrong(q->r, prompt->pos,
			     STR("write \"prompt\": {\"id\": \"pmpt_...\"}"),
			     "`prompt` has no `id`");
		return;
	}
	format_opaque(q->r, q->p,
		      version.n ? str_fmt(q->r->a, "%.*s@%.*s", STR_ARG(id),
					  STR_ARG(version)) :
				  id,
		      STR_EMPTY, STR_EMPTY, prompt->pos);
	if (version.n == 0)
		format_tell(q->r, prompt->pos,
			    "the stored prompt has no `version`: the vendor's "
			    "newest is used");
}

/* `text` without its format, which is the output; NULL: nothing is left. */
static void add_text_settings(struct request *q, const struct node *text)
{
	static const char *const format[] = { "format", NULL };
	struct node *rest, *params;

	q->p->output = format_value(q->r, node_get(text, "format"));
	if (!text || text->kind != NODE_OBJECT)
		return;
	rest = make_without(q->r->a, text, format);
	if (rest->count == 0)
		return;
	params = q->p->params.node ? make_copy(q->r->a, q->p->params.node) :
				     make_object(q->r->a, text->pos);
	*make_member(q->r->a, params, STR("text")) = *rest;
	q->p->params = format_made(q->r, params);
}

/* A text, or items of a conversation. */
static void add_items(struct request *q, struct str role,
		      const struct node *node)
{
	if (node && node->kind == NODE_ARRAY)
		request_messages(q, node);
	else
		request_content(q, role, node, NULL);
}

static void read_openai_responses(struct reading *r)
{
	static const char *const keys[] = { "model", "input", "instructions",
					    "tools", "text",  "tool_choice",
					    NULL };
	struct request q = begin(r);
	const struct node *root;

	if (!read_object(r, &root))
		return;
	add_items(&q, STR("system"), node_get(root, "instructions"));
	add_items(&q, STR("user"), node_get(root, "input"));
	request_tools(&q, node_get(root, "tools"));
	add_stored(&q, node_get(root, "prompt"));
	read_model(q.p, root);
	q.p->tool_choice = format_value(r, node_get(root, "tool_choice"));
	request_params(&q, root, keys);
	add_text_settings(&q, node_get(root, "text"));
}

const struct format format_openai_responses = { "openai-responses",
						is_openai_responses,
						read_openai_responses, NULL };

/* ---- messages alone */

static bool is_messages(struct probe *p)
{
	const struct node *root = str_ends(p->name, ".json") ? probe_json(p) :
							       NULL;
	const struct node *list = node_get(root, "messages");

	if (!root)
		return false;
	p->why = STR("it is a list of messages with roles");
	if (root->kind == NODE_ARRAY)
		list = root;
	else if (root->count != 1)
		return false;
	if (!request_is_messages(list))
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (!is_role(format_string(node_get(&list->items[i], "role")),
			     false))
			return false;
	return true;
}

static void read_messages(struct reading *r)
{
	struct request q = begin(r);
	const struct node *root = format_json(r, r->bytes);

	if (root && root->kind == NODE_OBJECT)
		root = read_list(r, root, "messages");
	if (root && root->kind == NODE_ARRAY)
		request_messages(&q, root);
	else if (root)
		format_wrong(r, root->pos,
			     STR("write [{\"role\": ..., "
				 "\"content\": ...}]"),
			     "messages are a list, not %s",
			     node_kind_name(root));
}

const struct format format_messages = { "messages", is_messages, read_messages,
					NULL };

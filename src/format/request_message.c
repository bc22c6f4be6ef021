/*
 * Messages, tools and parameters of a request.
 */
#include "format/request.h"

#include <stdint.h>

#include "base/arena.h"
#include "format/make.h"
#include "format/markdown.h"
#include "syntax/json.h"

/* What the provider keeps or how it answers, not what the model reads. */
static const char *const transport[] = { "background",
					 "include",
					 "metadata",
					 "prompt_cache_key",
					 "prompt_cache_retention",
					 "safety_identifier",
					 "store",
					 "stream",
					 "stream_options",
					 "user",
					 NULL };

static bool is_among(struct str name, const char *const *names)
{
	for (; *names; names++)
		if (str_is(name, *names))
			return true;
	return false;
}

bool request_is_messages(const struct node *list)
{
	if (!list || list->kind != NODE_ARRAY || list->count == 0)
		return false;
	for (size_t i = 0; i < list->count; i++) {
		const struct node *item = &list->items[i];
		const struct node *content = node_get(item, "content");

		if (format_string(node_get(item, "role")).n == 0)
			return false;
		if (!content && !probe_has(item, "tool_calls") &&
		    !probe_has(item, "function_call"))
			return false;
		if (content && content->kind != NODE_STRING &&
		    content->kind != NODE_ARRAY && content->kind != NODE_NULL)
			return false;
	}
	return true;
}

/* {"type": "text", "text": "..."}, and nothing else that a model reads. */
static const struct node *text_part(const struct node *part)
{
	static const char *const types[] = { "text", "input_text",
					     "output_text", NULL };
	static const char *const known[] = { "type", "text", "cache_control",
					     NULL };
	const struct node *text = node_get(part, "text");

	if (!text || text->kind != NODE_STRING ||
	    !is_among(format_string(node_get(part, "type")), types))
		return NULL;
	for (size_t i = 0; i < part->count; i++)
		if (!is_among(part->members[i].name, known))
			return NULL;
	return text;
}

static bool is_texts(const struct node *content)
{
	if (content->kind != NODE_ARRAY || content->count == 0)
		return false;
	for (size_t i = 0; i < content->count; i++)
		if (!text_part(&content->items[i]))
			return false;
	return true;
}

static bool has_more(const struct node *message)
{
	static const char *const known[] = {
		"role", "content", "type", "cache_control", "id", "status", NULL
	};

	for (size_t i = 0; message && i < message->count; i++)
		if (!is_among(message->members[i].name, known))
			return true;
	return false;
}

struct format_text request_text(struct reading *r, const struct node *text)
{
	uintptr_t from = (uintptr_t)r->bytes.p, at = (uintptr_t)text->text.p;
	struct format_text out = format_made_text(r, text->text, text->pos);

	/* What has an escape in it was written anew, elsewhere. */
	if (at > from && at - from < r->bytes.n) {
		out.point = false;
		out.pos.column++;
	}
	return out;
}

static void add_text(struct request *q, struct str role,
		     const struct node *text)
{
	struct format_message *m = format_message(q->r, q->p, role);
	size_t before;

	m->text = request_text(q->r, text);
	if (q->guessed)
		return;
	before = q->r->out->note_count;
	markdown_look(q->r, q->p, m, true);
	q->guessed = q->r->out->note_count > before;
}

static void add_json(struct request *q, struct str role,
		     const struct node *node)
{
	struct format_message *m = format_message(q->r, q->p, role);
	struct buf json = buf_in(q->r->a);

	json_compact(&json, node);
	m->text = format_made_text(q->r, buf_str(&json), node->pos);
	if (!q->kept)
		format_tell(q->r, node->pos,
			    "what is more than text in a message is kept as "
			    "JSON");
	q->kept = true;
}

void request_content(struct request *q, struct str role,
		     const struct node *content, const struct node *message)
{
	static const char *const role_alone[] = { "role", NULL };

	if (!message && (!content || content->kind == NODE_NULL))
		return;
	if (!content || has_more(message) || content->kind == NODE_NULL)
		add_json(q, role,
			 make_without(q->r->a, message ? message : content,
				      role_alone));
	else if (content->kind == NODE_STRING)
		add_text(q, role, content);
	else if (is_texts(content))
		for (size_t i = 0; i < content->count && i <= FORMAT_MESSAGES;
		     i++)
			add_text(q, role, text_part(&content->items[i]));
	else
		add_json(q, role, content);
}

void request_messages(struct request *q, const struct node *list)
{
	for (size_t i = 0; i < list->count && i <= FORMAT_MESSAGES; i++) {
		const struct node *item = &list->items[i];
		struct str role = format_string(node_get(item, "role"));
		struct str type = format_string(node_get(item, "type"));

		if (role.n)
			request_content(q, role, node_get(item, "content"),
					item);
		else if (type.n)
			add_json(q, type, item);
		else
			format_wrong(q->r, item->pos,
				     STR("write {\"role\": \"user\", "
					 "\"content\": \"...\"}"),
				     "a message has no role");
	}
}

void request_tools(struct request *q, const struct node *tools)
{
	static const char *const cache[] = { "cache_control", NULL };
	struct node *plain;

	if (!tools || tools->kind != NODE_ARRAY)
		return;
	plain = make_array(q->r->a, tools->pos);
	for (size_t i = 0; i < tools->count; i++) {
		const struct node *tool = &tools->items[i];

		*make_item(q->r->a, plain) = tool->kind == NODE_OBJECT ?
						     *make_without(q->r->a,
								   tool,
								   cache) :
						     *tool;
	}
	format_tools(q->r, q->p, plain, q->r->path);
}

void request_params(struct request *q, const struct node *root,
		    const char *const *keys)
{
	struct node *params = make_object(q->r->a, root->pos);

	for (size_t i = 0; i < root->count; i++) {
		const struct member *m = &root->members[i];

		if (is_among(m->name, keys) || is_among(m->name, transport))
			continue;
		*make_member(q->r->a, params, m->name) = *make_copy(q->r->a,
								    &m->value);
		params->members[params->count - 1].pos = m->pos;
	}
	if (params->count)
		q->p->params = format_made(q->r, params);
}

/*
 * Messages of LangChain's chat prompts, and what they are made of.
 */
#include "base/arena.h"
#include "format/langchain.h"
#include "format/used.h"
#include "syntax/json.h"

/* ---- variables */

struct chain langchain_begin(struct reading *r)
{
	const struct pos top = { 1, 1 };

	return (struct chain){
		.r = r,
		.p = format_prompt(r, STR_EMPTY, top),
		.path = r->path,
		.bytes = r->bytes,
		.slots = map_in(r->a),
		.variables = make_variables(r->a, top),
	};
}

static void declare(struct chain *c, const struct node *names, bool required)
{
	for (size_t i = 0;
	     names && names->kind == NODE_ARRAY && i < names->count; i++) {
		const struct node *name = &names->items[i];

		if (name->kind != NODE_STRING)
			format_wrong(c->r, name->pos,
				     STR("write the names of variables"),
				     "a variable is named by a text, not by %s",
				     node_kind_name(name));
		else if (!map_get(&c->slots, name->text) &&
			 !map_get(&c->variables.names, name->text))
			*make_variable(&c->variables, name->text,
				       required) = *make_object(c->r->a,
								name->pos);
	}
}

/* What has a value need not be passed, and may be. */
static void add_partial(struct chain *c, const struct node *partial)
{
	for (size_t i = 0;
	     partial && partial->kind == NODE_OBJECT && i < partial->count;
	     i++) {
		const struct member *m = &partial->members[i];
		struct node *schema;

		if (map_get(&c->variables.names, m->name))
			continue;
		schema = make_object(c->r->a, m->value.pos);
		*make_member(c->r->a, schema, STR("default")) = m->value;
		*make_variable(&c->variables, m->name, false) = *schema;
		c->partial = true;
	}
}

void langchain_declared(struct chain *c, const struct node *object)
{
	const struct node *names = node_get(object, "input_variables");

	add_partial(c, node_get(object, "partial_variables"));
	declare(c, node_get(object, "optional_variables"), false);
	declare(c, names, true);
	c->declared = c->declared || (names && names->kind == NODE_ARRAY);
}

void langchain_end(struct chain *c)
{
	if (!c->declared && !c->partial)
		return;
	if (!c->declared)
		used_variables(c->r, c->p, &c->variables);
	c->p->variables = format_made(c->r,
				      make_variables_end(&c->variables, false));
}

/* ---- templates */

static const struct language *language_of(struct chain *c, struct pos pos,
					  struct str format)
{
	if (format.n == 0 || str_is(format, "f-string"))
		return language_find(STR("langchain-f-string"));
	if (str_is(format, "mustache") || str_is(format, "jinja2"))
		return language_find(format);
	format_wrong(c->r, pos, STR("write f-string, mustache or jinja2"),
		     "`template_format` is %.*s",
		     STR_ARG(text_shorten(format, 100)));
	return NULL;
}

/* A message without its text, or NULL. */
static struct format_message *begin(struct chain *c, struct str role,
				    struct pos pos, struct str format)
{
	const struct language *language = language_of(c, pos, format);
	struct format_message *m;

	if (!language)
		return NULL;
	m = format_message(c->r, c->p, role);
	m->language = language;
	/* LangChain's Mustache has no inheritance and no dynamic names. */
	if (str_is(format, "mustache"))
		format_option(c->r, m, "extensions", STR("false"));
	return m;
}

struct format_message *langchain_template(struct chain *c, struct str role,
					  const struct node *text,
					  struct str format)
{
	struct format_message *m = begin(c, role, text->pos, format);

	if (m)
		m->text = format_node_text(c->r, text, c->path, c->bytes);
	return m;
}

/* Of an image or the like each text is a template: JSON, in which f-string
 * needs its own braces twice. */
static void json_template(struct chain *c, struct str role,
			  const struct node *part, struct str format)
{
	struct format_message *m = begin(c, role, part->pos, format);
	struct buf json = buf_in(c->r->a), twice = buf_in(c->r->a);
	bool in_text = false;
	struct str s;

	if (!m)
		return;
	json_compact(&json, part);
	s = buf_str(&json);
	for (size_t i = 0; i < s.n; i++) {
		char at = s.p[i];

		if (at == '"')
			in_text = !in_text;
		buf_addc(&twice, at);
		if (at == '\\' && i + 1 < s.n)
			buf_addc(&twice, s.p[++i]);
		else if ((at == '{' || at == '}') && !in_text &&
			 str_is(str_of(m->language->name),
				"langchain-f-string"))
			buf_addc(&twice, at);
	}
	m->text = format_made_text(c->r, buf_str(&twice), part->pos);
}

/* ---- contents */

/* {"type": "text", "text": "..."} */
static const struct node *text_part(const struct node *part)
{
	const struct node *text = node_get(part, "text");

	if (!text || text->kind != NODE_STRING)
		return NULL;
	for (size_t i = 0; i < part->count; i++)
		if (!str_is(part->members[i].name, "type") &&
		    !str_is(part->members[i].name, "text"))
			return NULL;
	return text;
}

/* The template of a prompt, as an object or as its constructor. */
static void add_prompt(struct chain *c, struct str role,
		       const struct node *prompt, struct str format)
{
	const struct node *kwargs = langchain_kwargs(prompt);
	const struct node *text = node_get(kwargs, "template");
	struct str own = format_string(node_get(kwargs, "template_format"));

	if (!text) {
		format_wrong(c->r, prompt->pos,
			     STR("write {\"template\": \"...\"}"),
			     "a prompt has no `template`");
		return;
	}
	add_partial(c, node_get(kwargs, "partial_variables"));
	if (text->kind == NODE_STRING)
		(void)langchain_template(c, role, text, own.n ? own : format);
	else
		json_template(c, role, text, own.n ? own : format);
}

/* A text, or a list of texts and of what else a message may have. */
static void add_content(struct chain *c, struct str role,
			const struct node *content, struct str format)
{
	if (content->kind == NODE_STRING) {
		(void)langchain_template(c, role, content, format);
		return;
	}
	if (content->kind != NODE_ARRAY) {
		json_template(c, role, content, format);
		return;
	}
	for (size_t i = 0; i < content->count; i++) {
		const struct node *part = &content->items[i];
		const struct node *text = text_part(part);

		if (part->kind == NODE_STRING)
			(void)langchain_template(c, role, part, format);
		else if (text)
			(void)langchain_template(c, role, text, format);
		else if (langchain_is_object(part) ||
			 node_get(part, "template"))
			add_prompt(c, role, part, format);
		else
			json_template(c, role, part, format);
	}
}

/* What is sent as it is: no template. */
static void add_static(struct chain *c, struct str role,
		       const struct node *content)
{
	struct format_message *m;
	struct buf json;

	if (content->kind == NODE_ARRAY) {
		for (size_t i = 0; i < content->count; i++)
			add_static(c, role,
				   text_part(&content->items[i]) ?
					   text_part(&content->items[i]) :
					   &content->items[i]);
		return;
	}
	m = format_message(c->r, c->p, role);
	if (content->kind == NODE_STRING) {
		m->text = format_node_text(c->r, content, c->path, c->bytes);
		return;
	}
	json = buf_in(c->r->a);
	json_compact(&json, content);
	m->text = format_made_text(c->r, buf_str(&json), content->pos);
}

/* ---- placeholders */

static void add_slot(struct chain *c, struct str name, struct pos pos)
{
	if (name.n == 0) {
		format_wrong(c->r, pos, STR("write {history}"),
			     "a placeholder has no name");
		return;
	}
	*map_put(&c->slots, name) = c;
	format_message(c->r, c->p, STR_EMPTY)->slot = name;
}

static bool is_blank_or_brace(char c)
{
	return c == ' ' || c == '{' || c == '}';
}

/* "{history}" or ["{history}", true] */
static void add_placeholder(struct chain *c, const struct node *content)
{
	const struct node *text = content->kind == NODE_ARRAY &&
						  content->count ?
					  &content->items[0] :
					  content;
	struct str name = format_string(text);

	while (name.n && is_blank_or_brace(name.p[0]))
		name = str_cut(name, 1, name.n);
	while (name.n && is_blank_or_brace(name.p[name.n - 1]))
		name.n--;
	add_slot(c, name, content->pos);
}

static void add_history(struct chain *c, const struct node *kwargs,
			struct pos pos)
{
	const struct node *most = node_get(kwargs, "n_messages");

	add_slot(c, format_string(node_get(kwargs, "variable_name")), pos);
	if (most && most->kind == NODE_NUMBER)
		format_tell(c->r, most->pos, "at most %.*s messages stand here",
			    STR_ARG(most->text));
}

/* ---- messages */

struct str langchain_role(struct str name)
{
	if (str_is(name, "human"))
		return STR("user");
	if (str_is(name, "ai") || str_is(name, "model"))
		return STR("assistant");
	return name;
}

/* SystemMessagePromptTemplate, HumanMessage ...: system, user. */
static struct str role_of_class(struct str class, const struct node *kwargs)
{
	static const struct {
		const char *start, *role;
	} roles[] = { { "System", "system" },
		      { "Human", "user" },
		      { "AI", "assistant" },
		      { "Tool", "tool" },
		      { "Function", "function" } };

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (str_starts(class, roles[i].start))
			return str_of(roles[i].role);
	return langchain_role(format_string(node_get(kwargs, "role")));
}

/* What cannot be serialized has only its printed form. */
static void add_unknown(struct chain *c, const struct node *item)
{
	struct str text = format_string(node_get(item, "repr"));
	struct buf json = buf_in(c->r->a);

	if (text.n == 0) {
		json_compact(&json, item);
		text = buf_str(&json);
	}
	format_opaque(c->r, c->p, text, STR_EMPTY, STR_EMPTY, item->pos);
}

static void add_object(struct chain *c, const struct node *item,
		       struct str format)
{
	const struct node *kwargs = langchain_kwargs(item);
	const struct node *prompt = node_get(kwargs, "prompt");
	const struct node *content = node_get(kwargs, "content");
	struct str class = langchain_class(item);
	struct str role = role_of_class(class, kwargs);

	if (str_is(class, "MessagesPlaceholder"))
		add_history(c, kwargs, item->pos);
	else if (prompt && prompt->kind == NODE_ARRAY)
		add_content(c, role.n ? role : STR("user"), prompt, format);
	else if (prompt)
		add_prompt(c, role.n ? role : STR("user"), prompt, format);
	else if (content && role.n)
		add_static(c, role, content);
	else if (langchain_is_prompt(item))
		langchain_object(c, item);
	else
		add_unknown(c, item);
}

/* [role, content] and {role, content} */
static void add_pair(struct chain *c, struct str role,
		     const struct node *content, struct str format)
{
	if (str_is(role, "placeholder") || str_is(role, "messages_placeholder"))
		add_placeholder(c, content);
	else
		add_content(c, langchain_role(role), content, format);
}

static void add_mapping(struct chain *c, const struct node *item,
			struct str format)
{
	const struct node *prompt = node_get(item, "prompt");
	const struct node *content = node_get(item, "content");
	struct str name = format_string(node_get(item, "role"));

	if (name.n == 0)
		name = format_string(node_get(item, "type"));
	if (node_get(item, "variable_name"))
		add_history(c, item, item->pos);
	else if (prompt && prompt->kind == NODE_ARRAY)
		add_content(c, name.n ? langchain_role(name) : STR("user"),
			    prompt, format);
	else if (prompt)
		add_prompt(c, name.n ? langchain_role(name) : STR("user"),
			   prompt, format);
	else if (content && name.n)
		add_pair(c, name, content, format);
	else
		format_wrong(c->r, item->pos,
			     STR("write {\"role\": \"human\", \"content\": "
				 "\"...\"}"),
			     "a message has no role and content, and no "
			     "prompt");
}

void langchain_message(struct chain *c, const struct node *item,
		       struct str format)
{
	if (item->kind == NODE_STRING)
		(void)langchain_template(c, STR("user"), item, format);
	else if (item->kind == NODE_ARRAY && item->count == 2 &&
		 format_string(&item->items[0]).n > 0)
		add_pair(c, item->items[0].text, &item->items[1], format);
	else if (langchain_is_object(item))
		add_object(c, item, format);
	else if (item->kind == NODE_OBJECT)
		add_mapping(c, item, format);
	else
		format_wrong(c->r, item->pos,
			     STR("write {\"role\": \"human\", \"content\": "
				 "\"...\"}"),
			     "a message is not %s", node_kind_name(item));
}

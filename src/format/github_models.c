/*
 * GitHub Models: a `.prompt.yml` file with `messages` and `model`.
 *
 * What fills a message in (gh models, actions/ai-inference) puts values where
 * `{{name}}` stands, exactly so, and knows nothing else: that is Mustache
 * without escaping and without sections. A message with any other `{{` keeps
 * it as it stands, which no language here says, so all of it is text.
 */
#include <strings.h>

#include "base/arena.h"
#include "format/formats.h"
#include "format/make.h"
#include "syntax/json.h"

static const char *const suffixes[] = { ".prompt.yaml", ".prompt.yml",
					"_prompt.yaml", "_prompt.yml", NULL };

static bool is_list(const struct node *node)
{
	return node && node->kind == NODE_ARRAY;
}

static bool is(struct probe *p)
{
	bool own = str_ends(p->name, ".prompt.yml") ||
		   str_ends(p->name, ".prompt.yaml");
	const struct node *root;

	if (!own && !str_ends(p->name, "_prompt.yml") &&
	    !str_ends(p->name, "_prompt.yaml"))
		return false;
	root = probe_yaml(p);
	if (!is_list(node_get(root, "messages")))
		return false;
	if (!own && !probe_has(root, "model"))
		return false;
	p->why = own ? STR("it is named .prompt.yml and has `messages`") :
		       STR("it is named _prompt.yml and has `messages` and "
			   "`model`");
	return true;
}

/* ---- messages */

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

/* The first `{{` that is not a name in double braces, or text.n. */
static size_t other_braces(struct str text)
{
	for (size_t at = 0; at + 1 < text.n; at++) {
		size_t end = at + 2;

		if (text.p[at] != '{' || text.p[at + 1] != '{')
			continue;
		while (end < text.n && is_name_byte(text.p[end]))
			end++;
		if (end == at + 2 || end + 1 >= text.n || text.p[end] != '}' ||
		    text.p[end + 1] != '}')
			return at;
		at = end + 1;
	}
	return text.n;
}

static void set_language(struct reading *r, struct format_message *m)
{
	struct str text = m->text.text;
	size_t other = other_braces(text);

	if (other < text.n) {
		format_tell(r, format_place(&m->text, text_pos(text, other)),
			    "`{{` that does not begin a `{{name}}` stays as it "
			    "is: the whole message is taken as text");
		return;
	}
	m->language = language_find(STR("mustache"));
	format_option(r, m, "escape", STR("false"));
	format_option(r, m, "extensions", STR("false"));
}

/* gh models takes a role in any case. NULL: it is none. */
static const char *role_of(struct str role)
{
	static const char *const roles[] = { "system", "user", "assistant",
					     "developer", "tool" };

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (role.n == strlen(roles[i]) &&
		    strncasecmp(role.p, roles[i], role.n) == 0)
			return roles[i];
	return NULL;
}

static void read_message(struct reading *r, struct format_prompt *p,
			 const struct node *node)
{
	const struct node *content = node_get(node, "content");
	const struct node *named = node_get(node, "role");
	const char *role = role_of(format_string(named));
	struct format_message *m;

	if (!role) {
		format_wrong(r, named ? named->pos : node->pos,
			     STR("write role: system, user or assistant"),
			     named ? "the role is none that GitHub Models has" :
				     "the message has no role");
		return;
	}
	if (!content || content->kind != NODE_STRING) {
		format_wrong(r, content ? content->pos : node->pos,
			     STR("write content: and the text"),
			     "the message has no text");
		return;
	}
	m = format_message(r, p, str_of(role));
	m->text = format_node_text(r, content, r->path, r->bytes);
	set_language(r, m);
}

/* ---- the rest */

/* publisher/name. */
static void read_model(struct format_prompt *p, const struct node *model)
{
	struct str id = format_string(model);
	size_t slash = str_find(id, '/', 0);

	if (!id.n)
		return;
	p->model_pos = model->pos;
	if (slash > 0 && slash + 1 < id.n) {
		p->provider = str_cut(id, 0, slash);
		id = str_cut(id, slash + 1, id.n);
	}
	p->model = id;
}

/* It is JSON in a text; an object in its place is what is meant. */
static const struct node *schema_of(struct reading *r, const struct node *node)
{
	struct syntax_error why;
	struct node *read;

	if (!node) {
		return NULL;
	} else if (node->kind == NODE_OBJECT) {
		return node;
	} else if (node->kind == NODE_STRING) {
		read = arena_zero(r->a, 1, sizeof(*read));
		if (json_read(r->a, node->text, read, &why) == 0 &&
		    read->kind == NODE_OBJECT)
			return read;
	}
	format_wrong(
		r, node->pos,
		STR("write the JSON of an object with `name` and `schema`"),
		"jsonSchema is not a JSON object");
	return NULL;
}

static void read_output(struct reading *r, struct format_prompt *p,
			const struct node *root)
{
	const struct node *format = node_get(root, "responseFormat");
	struct str kind = format_string(format);
	const struct node *schema;
	struct node *out;

	if (!format)
		return;
	if (!str_is(kind, "text") && !str_is(kind, "json_object") &&
	    !str_is(kind, "json_schema")) {
		format_wrong(r, format->pos,
			     STR("write text, json_object or json_schema"),
			     "responseFormat is none that GitHub Models has");
		return;
	}
	out = make_object(r->a, format->pos);
	*make_member(r->a, out, STR("type")) = make_text(kind, format->pos);
	if (str_is(kind, "json_schema")) {
		schema = node_get(root, "jsonSchema");
		if (!schema)
			format_wrong(r, format->pos, STR("add jsonSchema"),
				     "responseFormat is json_schema, and there "
				     "is no jsonSchema");
		schema = schema_of(r, schema);
		if (!schema)
			return;
		*make_member(r->a, out, STR("json_schema")) = *schema;
	}
	p->output = format_made(r, out);
}

static void read_params(struct reading *r, struct format_prompt *p,
			const struct node *params)
{
	if (!params || (params->kind == NODE_OBJECT && params->count == 0))
		return;
	if (params->kind == NODE_OBJECT)
		p->params = format_value(r, params);
	else if (params->kind != NODE_STRING || params->text.n)
		format_wrong(r, params->pos,
			     STR("write names and values below it"),
			     "modelParameters is %s, not an object",
			     node_kind_name(params));
}

static void read(struct reading *r)
{
	const struct node *root = format_yaml(r, r->bytes, 1);
	const struct node *messages = node_get(root, "messages");
	struct format_prompt *p;

	if (!root)
		return;
	if (!is_list(messages)) {
		format_wrong(r, root->pos, STR("add messages: and a list"),
			     "the file has no list of messages");
		return;
	}
	p = format_prompt(r, STR_EMPTY, root->pos);
	p->description = format_string(node_get(root, "description"));
	read_model(p, node_get(root, "model"));
	read_params(r, p, node_get(root, "modelParameters"));
	read_output(r, p, root);
	for (size_t i = 0; i < messages->count && i <= FORMAT_MESSAGES; i++)
		read_message(r, p, &messages->items[i]);
}

const struct format format_github_models = {
	.name = "github-models",
	.is = is,
	.read = read,
	.suffixes = suffixes,
};

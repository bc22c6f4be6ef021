/*
 * Any other Markdown file whose header marks it as a prompt.
 *
 * No one tool owns it. What it comes to is what promptlock and others that
 * keep prompts so agree on: `# System`, `# User` and `# Assistant` begin
 * messages, `inputs` declares what `{{name}}` stands for, `outputs.schema` is
 * the answer's. A document with a title is not taken for one.
 */
#include "base/arena.h"
#include "format/formats.h"
#include "format/make.h"
#include "format/markdown.h"

/* Read here, or for people and evaluations. */
static const char *const unread[] = { "description",
				      "evals",
				      "examples",
				      "id",
				      "input_variables",
				      "inputs",
				      "invokable",
				      "messages",
				      "name",
				      "outputs",
				      "provider",
				      "role",
				      "system",
				      "template_format",
				      "tests",
				      "variables",
				      NULL };

/* ---- recognition */

static bool has_any(const struct node *header, const char *const *names)
{
	for (; *names; names++)
		if (probe_has(header, *names))
			return true;
	return false;
}

/* A list of objects that have all such a member: inputs, messages. */
static bool is_list_with(const struct node *list, const char *name)
{
	if (!list || list->kind != NODE_ARRAY || list->count == 0)
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (!probe_has(&list->items[i], name))
			return false;
	return true;
}

static bool is_role(struct str s)
{
	return str_is(s, "system") || str_is(s, "user") ||
	       str_is(s, "assistant") || str_is(s, "developer");
}

static bool is_document(const struct probe *p, const struct node *header)
{
	static const char *const names[] = { "layout",	     "permalink",
					     "base_model",   "date",
					     "library_name", "pipeline_tag",
					     "slug",	     NULL };

	return str_starts(p->name, "README") ||
	       str_starts(p->name, "CHANGELOG") || has_any(header, names);
}

/* What only a request to a model has beside its model. */
static const char *const asking[] = {
	"allowed-tools", "evals",	"input_variables",
	"inputs",	 "max_tokens",	"messages",
	"parameters",	 "params",	"provider",
	"system",	 "temperature", "tools",
	"top_p",	 "variables",	NULL
};

/* Copilot's prompt files have a model and tools too. */
static const char *const asking_not_copilot[] = {
	"evals",    "input_variables", "inputs", "max_tokens",
	"messages", "provider",	       "system", "temperature",
	"top_p",    "variables",       NULL
};

static bool is_markdown(struct probe *p)
{
	bool copilot = str_ends(p->name, ".prompt.md"), model;
	const struct node *header;

	if (!str_ends(p->name, ".md"))
		return false;
	header = probe_header(p);
	if (!header || header->kind != NODE_OBJECT || is_document(p, header))
		return false;
	model = format_string(node_get(header, "model")).n > 0;
	p->why = STR("its header has `messages` with roles");
	if (is_list_with(node_get(header, "messages"), "role"))
		return true;
	p->why = STR("its header has `inputs` and a `version`");
	if (is_list_with(node_get(header, "inputs"), "name") &&
	    probe_has(header, "version"))
		return true;
	p->why = STR("its header has a `model` and what it is asked with");
	if (model && has_any(header, copilot ? asking_not_copilot : asking))
		return true;
	if (copilot)
		return false;
	p->why = STR("its header has a `role`");
	if (is_role(format_string(node_get(header, "role"))))
		return true;
	p->why = STR("its header has `invokable: true`");
	if (format_is_true(node_get(header, "invokable")))
		return true;
	p->why = STR("its header has a `model`, and it lies below prompts, "
		     "agents or commands");
	return model &&
	       (probe_below(p, "prompts") || probe_below(p, "agents") ||
		probe_below(p, "commands"));
}

/* ---- variables */

static const char *json_type(struct str type)
{
	static const struct {
		const char *written, *json;
	} types[] = { { "string", "string" }, { "str", "string" },
		      { "text", "string" },   { "integer", "integer" },
		      { "int", "integer" },   { "float", "number" },
		      { "number", "number" }, { "boolean", "boolean" },
		      { "bool", "boolean" },  { "array", "array" },
		      { "list", "array" },    { "object", "object" },
		      { "dict", "object" },   { NULL, NULL } };

	for (size_t i = 0; types[i].json; i++)
		if (str_is(type, types[i].written))
			return types[i].json;
	return NULL;
}

static bool is_false(const struct node *node)
{
	return node && (node->kind == NODE_FALSE ||
			(node->plain && (str_is(node->text, "false") ||
					 str_is(node->text, "False") ||
					 str_is(node->text, "FALSE"))));
}

/* One input: an object, or the name of its type. */
static void add_input(struct reading *r, struct make_variables *v,
		      struct str name, const struct node *input)
{
	struct str type = format_string(
		input->kind == NODE_OBJECT ? node_get(input, "type") : input);
	const struct node *description = node_get(input, "description");
	const struct node *fallback = node_get(input, "default");
	struct node *schema = make_object(r->a, input->pos);
	const char *json = json_type(type);

	if (!json && type.n)
		format_tell(r, input->pos,
			    "the type %.*s is not known: any value will do",
			    STR_ARG(text_shorten(type, 100)));
	if (json || !type.n)
		*make_member(r->a, schema, STR("type")) = make_text(
			str_of(json ? json : "string"), input->pos);
	if (description && description->kind == NODE_STRING)
		*make_member(r->a, schema, STR("description")) = make_text(
			description->text, description->pos);
	if (fallback)
		*make_member(r->a, schema,
			     STR("default")) = *make_copy(r->a, fallback);
	*make_variable(v, name,
		       !is_false(node_get(input, "required"))) = *schema;
}

/* inputs: a list of objects, or an object of them. */
static void add_inputs(struct reading *r, struct format_prompt *p,
		       const struct node *inputs)
{
	struct make_variables v = make_variables(r->a, inputs->pos);

	for (size_t i = 0; i < inputs->count; i++) {
		const struct node *input = inputs->kind == NODE_OBJECT ?
						   &inputs->members[i].value :
						   &inputs->items[i];
		struct str name = inputs->kind == NODE_OBJECT ?
					  inputs->members[i].name :
				  input->kind == NODE_STRING ?
					  input->text :
					  format_string(
						  node_get(input, "name"));

		if (name.n == 0)
			format_wrong(r, input->pos,
				     STR("write `- name: NAME` for each"),
				     "an input has no name");
		else
			add_input(r, &v, name,
				  input->kind == NODE_STRING &&
						  inputs->kind == NODE_ARRAY ?
					  inputs :
					  input);
	}
	p->variables = format_made(r, make_variables_end(&v, true));
}

/* ---- messages */

/* The language of all texts: what the header says, else that of `{{name}}`
 * where it says what may stand there. */
static const struct language *language_of(struct reading *r,
					  const struct node *header,
					  bool declared)
{
	const struct node *said = node_get(header, "template_format");
	const struct language *language;

	if (!said)
		return language_find(declared ? STR("jinja2") : STR("text"));
	language = language_find(str_is(format_string(said), "f-string") ?
					 STR("langchain-f-string") :
					 format_string(said));
	if (language)
		return language;
	format_tell(r, said->pos, "no such template language is known here");
	return language_find(STR("text"));
}

struct body {
	struct reading *r;
	struct format_prompt *p;
	const struct language *language;
	bool full; /* one message too many was told */
};

static void add_text(struct body *b, struct str role, size_t from, size_t to)
{
	struct format_message *m;

	markdown_trim(b->r->bytes, &from, &to);
	if (from == to || b->full)
		return;
	b->full = b->p->message_count == FORMAT_MESSAGES;
	m = format_message(b->r, b->p, role);
	m->language = b->language;
	m->text = format_slice(b->r, from, to);
	markdown_look(b->r, b->p, m, str_is(str_of(b->language->name), "text"));
}

/* A text of the header itself. */
static void add_node(struct body *b, struct str role, const struct node *node,
		     struct pos pos)
{
	struct format_message *m;

	if (!node || node->kind != NODE_STRING) {
		format_wrong(b->r, node ? node->pos : pos,
			     STR("write the text of the message as `content`"),
			     "a message of the header has no text");
		return;
	}
	m = format_message(b->r, b->p, role);
	m->language = b->language;
	m->text = format_node_text(b->r, node, b->r->path, b->r->bytes);
}

/* The role of `# System` and its like, or empty. */
static struct str heading(struct str line)
{
	static const char *const roles[] = { "system", "user", "assistant",
					     NULL };
	size_t from = 1, to = line.n;

	if (!str_starts(line, "# ") && !str_starts(line, "#\t"))
		return STR_EMPTY;
	markdown_trim(line, &from, &to);
	for (const char *const *role = roles; *role; role++) {
		size_t i = 0;

		while (from + i < to && (*role)[i] &&
		       (line.p[from + i] | 0x20) == (*role)[i])
			i++;
		if (from + i == to && !(*role)[i])
			return str_of(*role);
	}
	return STR_EMPTY;
}

/* Headings are marks if nothing stands before the first: else the text before
 * it would belong to no message. */
static void add_sections(struct body *b, struct str role, size_t body)
{
	struct str bytes = b->r->bytes;
	size_t begin = body, first = body, end = bytes.n;
	bool marked = false;

	markdown_trim(bytes, &first, &end);
	for (size_t at = body; at < bytes.n; at = end + 1) {
		struct str next;

		end = str_find(bytes, '\n', at);
		next = heading(str_cut(bytes, at, end));
		if (next.n && (marked || first >= at)) {
			add_text(b, role, begin, at);
			role = next;
			begin = end + 1;
			marked = true;
		} else if (next.n) {
			break;
		}
	}
	add_text(b, role, begin < bytes.n ? begin : bytes.n, bytes.n);
}

static void add_messages(struct body *b, const struct node *header,
			 size_t body_from)
{
	const struct node *list = node_get(header, "messages");
	struct str role = format_string(node_get(header, "role"));

	if (probe_has(header, "system"))
		add_node(b, STR("system"), node_get(header, "system"),
			 header->pos);
	for (size_t i = 0; list && list->kind == NODE_ARRAY &&
			   i < list->count && i <= FORMAT_MESSAGES;
	     i++) {
		struct str said = format_string(
			node_get(&list->items[i], "role"));

		add_node(b, said.n ? said : STR("user"),
			 node_get(&list->items[i], "content"),
			 list->items[i].pos);
	}
	add_sections(b, role.n ? role : STR("user"), body_from);
}

static const struct node *inputs_of(const struct node *header)
{
	static const char *const names[] = { "inputs", "variables",
					     "input_variables", NULL };

	for (const char *const *name = names; *name; name++) {
		const struct node *inputs = node_get(header, *name);

		if (inputs &&
		    (inputs->kind == NODE_ARRAY || inputs->kind == NODE_OBJECT))
			return inputs;
	}
	return NULL;
}

static void read_markdown(struct reading *r)
{
	struct format_prompt *p = format_prompt(r, STR_EMPTY,
						(struct pos){ 1, 1 });
	struct body b = { .r = r, .p = p };
	const struct node *header, *inputs;
	struct front front;

	front_split(r->bytes, FRONT_LINES, &front);
	if (front.open && !front.present)
		format_wrong(r, p->pos, STR("write a line --- behind it"),
			     "the header is not closed");
	header = markdown_header(r, &front, true);
	inputs = inputs_of(header);
	b.language = language_of(r, header, inputs != NULL);
	markdown_fields(r, p, header, unread, false);
	p->provider = p->model.n ? format_string(node_get(header, "provider")) :
				   STR_EMPTY;
	if (inputs)
		add_inputs(r, p, inputs);
	p->output = format_value(
		r, node_get(node_get(header, "outputs"), "schema"));
	add_messages(&b, header, front.body_from);
}

static const char *const suffixes[] = { ".prompt.md", ".md", NULL };

const struct format format_markdown = { "markdown", is_markdown, read_markdown,
					suffixes };

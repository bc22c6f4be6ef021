/*
 * One entry of `prompts:`, and `defaults:`, which has the same keys.
 */
#include "base/arena.h"
#include "prompt/manifest_parts.h"

static void read_templates(struct reader *r, struct node *node,
			   const struct place *at, struct prompt_entry *out)
{
	out->templates_given = true;
	if (!reader_paths(r, node, at, true, &out->templates,
			  &out->template_count))
		out->template_count = 0;
}

/* Names as templates write them: they are looked up, not joined. */
static void read_includes(struct reader *r, struct node *node,
			  const struct place *at, struct prompt_entry *out)
{
	struct str *names = NULL;
	size_t count = 0;

	out->includes = NULL;
	out->include_count = 0;
	if (!reader_texts(r, node, at, &names, &count))
		return;
	out->includes = arena_zero(r->a, count, sizeof(*out->includes));
	for (size_t i = 0; i < count; i++)
		out->includes[i] = (struct path_ref){ names[i],
						      node->items[i].pos };
	out->include_count = count;
}

static void read_tools(struct reader *r, struct node *node,
		       const struct place *at, struct prompt_entry *out)
{
	out->tools = NULL;
	if (!reader_paths(r, node, at, false, &out->tools, &out->tool_count))
		out->tool_count = 0;
}

static void read_tool_choice(struct reader *r, struct node *node,
			     const struct place *at, struct prompt_entry *out)
{
	manifest_value(r, node, at, VALUE_OBJECT | VALUE_TEXT,
		       &out->tool_choice);
}

static void read_output(struct reader *r, struct node *node,
			const struct place *at, struct prompt_entry *out)
{
	manifest_value(r, node, at, VALUE_OBJECT, &out->output);
}

static void read_variables(struct reader *r, struct node *node,
			   const struct place *at, struct prompt_entry *out)
{
	manifest_variables(r, node, at, &out->variables);
}

static void read_model(struct reader *r, struct node *node,
		       const struct place *at, struct prompt_entry *out)
{
	manifest_model(r, node, at, &out->model);
}

static void read_params(struct reader *r, struct node *node,
			const struct place *at, struct prompt_entry *out)
{
	out->params_default = out->params; /* what `defaults:` left there */
	manifest_value(r, node, at, VALUE_OBJECT, &out->params);
}

static void read_retrieval(struct reader *r, struct node *node,
			   const struct place *at, struct prompt_entry *out)
{
	manifest_value(r, node, at, VALUE_OBJECT | VALUE_ARRAY,
		       &out->retrieval);
}

static void read_owner(struct reader *r, struct node *node,
		       const struct place *at, struct prompt_entry *out)
{
	(void)reader_text(r, node, at, &out->owner);
}

/* Lists for people and for rules to come: never part of what is hashed. */
static void read_aside(struct reader *r, struct node *node,
		       const struct place *at, struct prompt_entry *out)
{
	(void)out;
	if (node->kind == NODE_STRING && node->text.n == 0)
		reader_mismatch(r, node, at, "a value",
				STR("write a value, or take the key out"));
}

static void read_evals(struct reader *r, struct node *node,
		       const struct place *at, struct prompt_entry *out)
{
	read_aside(r, node, at, out);
	out->evals = node;
}

static void read_version(struct reader *r, struct node *node,
			 const struct place *at, struct prompt_entry *out)
{
	(void)out;
	if (node->kind == NODE_STRING && str_is(node->text, "file"))
		reader_wrong(r, node->pos, at,
			     STR("take the key out: the version is what "
				 ".promptpin/heads says"),
			     "this version of promptpin does not read "
			     "`version: file` yet");
	else
		reader_wrong(
			r, node->pos, at,
			STR("take the key out; promptpin bump moves the "
			    "version"),
			"the version of a prompt is what its head in "
			".promptpin/heads says, not a key of the manifest");
}

static void read_file(struct reader *r, struct node *node,
		      const struct place *at, struct prompt_entry *out)
{
	struct str path = node->kind == NODE_STRING ?
				  lines_shorten(node->text, 200) :
				  STR("PATH");

	(void)out;
	reader_wrong(r, node->pos, at,
		     str_fmt(r->a, "write `messages: [{user: %.*s}]`",
			     STR_ARG(path)),
		     "this version of promptpin does not read `file` of a "
		     "prompt yet");
}

static void read_format(struct reader *r, struct node *node,
			const struct place *at, struct prompt_entry *out)
{
	(void)out;
	reader_wrong(r, node->pos, at,
		     STR("write `messages: [{user: PATH}]`, with `syntax:` "
			 "where the file's name does not tell it"),
		     "this version of promptpin does not read `format` of a "
		     "prompt yet");
}

/* Three of them are read together, after the others: read is NULL. */
static const struct {
	const char *name;
	void (*read)(struct reader *r, struct node *node,
		     const struct place *at, struct prompt_entry *out);
} keys[KEY_COUNT] = {
	[KEY_MESSAGES] = { "messages", NULL },
	[KEY_SYNTAX] = { "syntax", NULL },
	[KEY_OPTIONS] = { "options", NULL },
	[KEY_TEMPLATES] = { "templates", read_templates },
	[KEY_INCLUDES] = { "includes", read_includes },
	[KEY_TOOLS] = { "tools", read_tools },
	[KEY_TOOL_CHOICE] = { "tool_choice", read_tool_choice },
	[KEY_OUTPUT] = { "output", read_output },
	[KEY_VARIABLES] = { "variables", read_variables },
	[KEY_EXAMPLES] = { "examples", manifest_examples },
	[KEY_MODEL] = { "model", read_model },
	[KEY_PARAMS] = { "params", read_params },
	[KEY_RETRIEVAL] = { "retrieval", read_retrieval },
	[KEY_OWNER] = { "owner", read_owner },
	[KEY_COMPATIBLE] = { "compatible", read_aside },
	[KEY_EVALS] = { "evals", read_evals },
	[KEY_VERSION] = { "version", read_version },
	[KEY_FILE] = { "file", read_file },
	[KEY_FORMAT] = { "format", read_format },
};

static void unknown_key(struct reader *r, const struct member *member,
			const struct place *at, const char *whose)
{
	const char *names[KEY_COUNT + 1] = { NULL };

	for (size_t i = 0; i < KEY_COUNT; i++)
		names[i] = keys[i].name;
	reader_unknown(r, member, at, whose, names);
}

/* Sort the members by key; unknown ones are reported. */
static void sort_keys(struct reader *r, struct node *node,
		      const struct place *at, const char *whose,
		      struct prompt_nodes *out)
{
	for (size_t i = 0; i < node->count; i++) {
		struct member *member = &node->members[i];
		size_t k = 0;

		while (k < KEY_COUNT && !str_is(member->name, keys[k].name))
			k++;
		if (k == KEY_COUNT)
			unknown_key(r, member, at, whose);
		else
			out->node[k] = &member->value;
	}
}

static void read_keys(struct reader *r, const struct prompt_nodes *nodes,
		      const struct place *at, struct prompt_entry *out)
{
	for (size_t k = 0; k < KEY_COUNT; k++) {
		const struct place here = { at, str_of(keys[k].name), 0 };

		if (nodes->node[k] && keys[k].read)
			keys[k].read(r, nodes->node[k], &here, out);
	}
}

void manifest_defaults(struct reader *r, struct node *node,
		       const struct place *at, struct defaults *out)
{
	bool before = r->bad;

	if (node->kind != NODE_OBJECT) {
		reader_mismatch(r, node, at, "a mapping with keys of a prompt",
				STR("write keys of a prompt below it, or take "
				    "it out"));
		out->bad = true;
		return;
	}
	r->bad = false;
	sort_keys(r, node, at, "a prompt", &out->nodes);
	read_keys(r, &out->nodes, at, &out->entry);
	out->entry.model.shared = true;
	manifest_shared_syntax(r, &out->nodes, at);
	out->bad = r->bad;
	r->bad = r->bad || before;
}

/* Whether a prompt with these keys takes something from the defaults that
 * is part of what the model receives. */
static bool uses_defaults(const struct prompt_nodes *own,
			  const struct prompt_nodes *defaults)
{
	for (size_t k = 0; k < KEY_OWNER; k++)
		if (defaults->node[k] && (!own->node[k] || k == KEY_PARAMS))
			return true;
	return false;
}

static void read_messages(struct reader *r, const struct prompt_nodes *own,
			  const struct defaults *defaults,
			  const struct place *at, struct prompt_entry *out)
{
	const struct place here = { at, STR("messages"), 0 };
	struct node *const *shared = defaults->nodes.node;
	struct node *messages = own->node[KEY_MESSAGES];
	struct message_context context = {
		.syntax = own->node[KEY_SYNTAX],
		.options = own->node[KEY_OPTIONS],
		.at = at,
	};

	if (!messages)
		messages = shared[KEY_MESSAGES];
	if (!context.syntax)
		context.syntax = shared[KEY_SYNTAX];
	if (!context.options) {
		context.options = shared[KEY_OPTIONS];
		context.options_shared = true;
	}
	if (messages)
		manifest_messages(r, messages, &here, &context, out);
	else if (!own->node[KEY_FILE] && !r->bad) /* bad: perhaps mistyped */
		reader_wrong(r, out->pos, at,
			     STR("write `messages: [{system: PATH}]`"),
			     "the prompt has no `messages`");
}

void manifest_entry(struct reader *r, struct member *member,
		    const struct place *at, const struct defaults *defaults,
		    struct prompt_entry *out)
{
	struct prompt_nodes own = { { NULL } };

	*out = defaults->entry;
	out->id = member->name;
	out->pos = member->pos;
	if (member->value.kind != NODE_OBJECT) {
		reader_mismatch(r, &member->value, at,
				"a mapping with the keys of a prompt",
				STR("write `messages: [{system: PATH}]` below "
				    "it"));
		return;
	}
	sort_keys(r, &member->value, at, "a prompt", &own);
	out->defaults_used = uses_defaults(&own, &defaults->nodes);
	read_keys(r, &own, at, out);
	read_messages(r, &own, defaults, at, out);
}

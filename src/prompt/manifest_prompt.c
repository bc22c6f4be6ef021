/*
 * One entry of `prompts:`, and `defaults:`, which has the same keys.
 */
#include "base/arena.h"
#include "format/make.h"
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
	out->version_file = node->kind == NODE_STRING &&
			    str_is(node->text, "file");
	out->version_pos = node->pos;
	if (!out->version_file)
		reader_wrong(
			r, node->pos, at,
			STR("take the key out; promptpin bump moves the "
			    "version. `version: file` compares it with the "
			    "version that the prompt's file has"),
			"the version of a prompt is what its head in "
			".promptpin/heads says, not a key of the manifest");
}

/* Some of them are read together, after the others: read is NULL. */
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
	[KEY_FILE] = { "file", NULL },
	[KEY_FORMAT] = { "format", NULL },
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
	for (size_t k = 0; k < KEY_COUNT; k++)
		if (out->nodes.node[k] && (k == KEY_FILE || k == KEY_FORMAT))
			reader_wrong(r, out->nodes.node[k]->pos, at,
				     STR("write it in the prompt, or in a "
					 "collection"),
				     "`%s` cannot be shared by all prompts",
				     keys[k].name);
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
	else if (!r->bad) /* bad: perhaps mistyped */
		reader_wrong(r, out->pos, at,
			     STR("write `messages: [{system: PATH}]`, or "
				 "`file: PATH`"),
			     "the prompt has no `messages` and no `file`");
}

/* What the entry says itself wins over what its file says, that over the
 * defaults. */
static unsigned own_keys(const struct prompt_nodes *own)
{
	static const struct {
		enum prompt_key key;
		enum own_key bit;
	} bits[] = {
		{ KEY_TOOLS, OWN_TOOLS },
		{ KEY_TOOL_CHOICE, OWN_TOOL_CHOICE },
		{ KEY_OUTPUT, OWN_OUTPUT },
		{ KEY_VARIABLES, OWN_VARIABLES },
		{ KEY_EXAMPLES, OWN_EXAMPLES },
		{ KEY_MODEL, OWN_MODEL },
		{ KEY_PARAMS, OWN_PARAMS },
		{ KEY_RETRIEVAL, OWN_RETRIEVAL },
	};
	unsigned all = 0;

	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
		if (own->node[bits[i].key])
			all |= bits[i].bit;
	return all;
}

static void read_own_file(struct reader *r, const struct prompt_nodes *own,
			  const struct place *at, struct prompt_entry *out)
{
	const struct place messages_at = { at, STR("messages"), 0 };
	const struct file_nodes nodes = {
		.file = own->node[KEY_FILE],
		.format = own->node[KEY_FORMAT],
		.syntax = own->node[KEY_SYNTAX],
		.options = own->node[KEY_OPTIONS],
	};

	if (own->node[KEY_MESSAGES])
		reader_wrong(r, own->node[KEY_MESSAGES]->pos, &messages_at,
			     STR("keep one of the two"),
			     "a prompt has `messages` or `file`, not both");
	out->messages = NULL;
	out->message_count = 0;
	manifest_file(r, &nodes, at, out);
}

void manifest_shape(struct reader *r, struct node *node, const struct place *at,
		    const struct defaults *defaults, struct prompt_entry *out)
{
	static const char *const others[] = { "files", "root", "role", NULL };
	struct prompt_nodes own = { { NULL } };
	struct node *rest = make_without(r->a, node, others);

	*out = defaults->entry;
	sort_keys(r, rest, at, "a collection", &own);
	for (size_t k = 0; k < KEY_COUNT; k++)
		if (own.node[k] && (k == KEY_MESSAGES || k == KEY_FILE))
			reader_wrong(r, own.node[k]->pos, at,
				     STR("take the key out"),
				     "a collection has no `%s`: each of its "
				     "files is a prompt",
				     keys[k].name);
	out->defaults_used = uses_defaults(&own, &defaults->nodes);
	read_keys(r, &own, at, out);
	out->own = own_keys(&own);
	out->messages = NULL;
	out->message_count = 0;
	manifest_file_reading(
		r,
		&(struct file_nodes){ .format = own.node[KEY_FORMAT],
				      .syntax = own.node[KEY_SYNTAX],
				      .options = own.node[KEY_OPTIONS] },
		at, out);
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
	out->own = own_keys(&own);
	if (own.node[KEY_VERSION] && out->version_file && !own.node[KEY_FILE])
		reader_wrong(r, out->version_pos, at,
			     STR("take the key out; promptpin bump moves the "
				 "version"),
			     "`version: file` is about the version that the "
			     "prompt's own file has, and the prompt has no "
			     "`file`");
	if (own.node[KEY_FORMAT] && !own.node[KEY_FILE])
		reader_wrong(r, own.node[KEY_FORMAT]->pos, at,
			     STR("write `file: PATH` instead of `messages`, or "
				 "take `format` out"),
			     "`format` says how `file` is read, and the prompt "
			     "has no `file`");
	if (own.node[KEY_FILE])
		read_own_file(r, &own, at, out);
	else
		read_messages(r, &own, defaults, at, out);
}

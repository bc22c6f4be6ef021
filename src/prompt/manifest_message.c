/*
 * `messages:`: roles, slots, files, and in what language each is written.
 */
#include "base/arena.h"
#include "prompt/manifest_parts.h"

/* The bound on shared messages and options keeps what one line of defaults
 * costs in twenty thousand prompts small. */
enum { MESSAGES = 1000, SHARED_MESSAGES = 16 };

static const char *const roles[] = { "system",	  "developer", "user",
				     "assistant", "tool",      NULL };
/* What a message may start with. */
static const char *const starts[] = { "system",	   "developer", "user",
				      "assistant", "tool",	"slot",
				      NULL };
static const char *const file_keys[] = { "file",   "symbol",  "match",
					 "syntax", "options", NULL };

static bool is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_is(s, *names))
			return true;
	return false;
}

/* What the value of a role says. False where a key is wrong: what it lacks
 * need not be said as well. */
static bool file_members(struct reader *r, const struct node *node,
			 const struct place *at, struct file_nodes *out)
{
	bool ok = true;

	for (size_t i = 0; i < node->count; i++) {
		const struct member *member = &node->members[i];

		if (str_is(member->name, "file")) {
			out->file = &member->value;
		} else if (str_is(member->name, "syntax")) {
			out->syntax = &member->value;
		} else if (str_is(member->name, "options")) {
			out->options = &member->value;
		} else if (str_is(member->name, "symbol")) {
			out->symbol = &member->value;
		} else if (str_is(member->name, "match")) {
			out->match = &member->value;
		} else {
			ok = false;
			reader_unknown(r, member, at, "a message", file_keys);
		}
	}
	return ok;
}

/* `symbol:` or `match:`, which cut a text out of a file of source code. */
static void read_part(struct reader *r, const struct file_nodes *nodes,
		      const struct place *at, struct message_entry *out)
{
	const struct place symbol_at = { at, STR("symbol"), 0 };
	const struct place match_at = { at, STR("match"), 0 };

	if (nodes->symbol && nodes->match)
		reader_wrong(r, nodes->match->pos, &match_at,
			     STR("keep one of the two"),
			     "a part of a file is named by `symbol` or found "
			     "by `match`, not both");
	else if (nodes->symbol)
		(void)reader_text(r, nodes->symbol, &symbol_at, &out->symbol);
	else if (nodes->match)
		(void)reader_text(r, nodes->match, &match_at, &out->match);
	if (nodes->symbol || nodes->match)
		out->part_pos =
			(nodes->symbol ? nodes->symbol : nodes->match)->pos;
}

static void find_language(struct reader *r, const struct file_nodes *nodes,
			  const struct place *at, const struct language *shared,
			  struct message_entry *out)
{
	const struct place here = { at, STR("syntax"), 0 };

	if (nodes->syntax)
		out->language = manifest_syntax(r, nodes->syntax, &here);
	else if (shared)
		out->language = shared;
	else if (!out->part_pos.line)
		out->language = language_by_path(out->file.path);
	/* the code itself tells in what language its text is written */
	if (!out->language && !nodes->syntax && !out->part_pos.line)
		reader_wrong(
			r, out->file.pos, at,
			str_fmt(r->a,
				"write `%.*s: {file: %.*s, syntax: "
				"text}`, or jinja2",
				STR_ARG(out->role),
				STR_ARG(text_shorten(out->file.path, 200))),
			"%.*s: its name does not tell in what language it "
			"is written",
			STR_ARG(text_shorten(out->file.path, 200)));
}

static void read_file(struct reader *r, const struct node *node,
		      const struct place *at,
		      const struct message_context *context,
		      const struct language *shared, struct message_entry *out)
{
	struct file_nodes nodes = { .file = node };
	struct option_list options = { NULL, 0 };
	const struct place file_at = { at, STR("file"), 0 };
	const struct place options_at = { at, STR("options"), 0 };
	const struct place shared_at = { context->at, STR("options"), 0 };

	if (node->kind == NODE_OBJECT) {
		nodes.file = NULL;
		if (!file_members(r, node, at, &nodes))
			return;
	}
	if (!nodes.file) {
		reader_wrong(r, node->pos, at,
			     str_fmt(r->a, "write `%.*s: {file: PATH}`",
				     STR_ARG(out->role)),
			     "the message names no `file`");
		return;
	}
	if (!reader_path(r, nodes.file, nodes.file == node ? at : &file_at,
			 &out->file))
		return;
	read_part(r, &nodes, at, out);
	find_language(r, &nodes, at, shared, out);
	if (!out->language)
		return;
	if (nodes.options)
		manifest_options(r, nodes.options, &options_at, out->language,
				 false, &options);
	else if (context->options)
		manifest_options(r, context->options, &shared_at, out->language,
				 true, &options);
	out->options = options.items;
	out->option_count = options.count;
}

static void read_message(struct reader *r, const struct node *node,
			 const struct place *at,
			 const struct message_context *context,
			 const struct language *shared,
			 struct message_entry *out)
{
	const struct member *member = node->members;
	struct place here = { at, STR_EMPTY, 0 };

	out->pos = node->pos;
	if (node->kind != NODE_OBJECT || node->count == 0) {
		reader_wrong(r, node->pos, at,
			     STR("write `- system: PATH` or `- slot: NAME`"),
			     "a message is one key, its role, with the file's "
			     "path");
		return;
	}
	here.name = member->name;
	if (!is_one_of(member->name, starts)) {
		reader_unknown(r, member, at,
			       "a message, which is a role or a "
			       "slot",
			       starts);
		return;
	}
	if (node->count > 1) {
		reader_wrong(r, node->members[1].pos, at,
			     str_fmt(r->a,
				     "write `- %.*s: {file: PATH, syntax: "
				     "NAME}`",
				     STR_ARG(member->name)),
			     "a message has one key; what else it needs stands "
			     "in braces behind the role");
		return;
	}
	if (str_is(member->name, "slot")) {
		(void)reader_text(r, &member->value, &here, &out->slot);
		return;
	}
	for (size_t i = 0; roles[i]; i++)
		if (str_is(member->name, roles[i]))
			out->role = str_of(roles[i]);
	read_file(r, &member->value, &here, context, shared, out);
}

/* An option of the prompt's that no message's language has. */
static void check_shared(struct reader *r, const struct node *options,
			 const struct place *up, const struct prompt_entry *p)
{
	const struct place at = { up, STR("options"), 0 };

	for (size_t i = 0; i < options->count; i++) {
		const struct language *language = NULL;
		bool known = false;

		for (size_t m = 0; m < p->message_count; m++) {
			if (!p->messages[m].language)
				continue;
			/* the language to name is one that has options */
			if (!language || !language->options ||
			    !language->options->name)
				language = p->messages[m].language;
			if (template_option_spec(p->messages[m].language,
						 options->members[i].name))
				known = true;
		}
		if (!known && language)
			manifest_unknown_option(r, &options->members[i], &at,
						language);
	}
}

void manifest_messages(struct reader *r, struct node *node,
		       const struct place *at,
		       const struct message_context *context,
		       struct prompt_entry *out)
{
	const struct place syntax_at = { context->at, STR("syntax"), 0 };
	const struct language *shared = NULL;

	if (node->kind != NODE_ARRAY || node->count == 0 ||
	    node->count > MESSAGES) {
		reader_mismatch(r, node, at, "a list of one to 1,000 messages",
				STR("write `messages: [{system: PATH}]`"));
		return;
	}
	if (context->syntax) {
		shared = manifest_syntax(r, context->syntax, &syntax_at);
		if (!shared)
			return;
	}
	out->messages = arena_zero(r->a, node->count, sizeof(*out->messages));
	out->message_count = node->count;
	for (size_t i = 0; i < node->count; i++) {
		const struct place here = { at, STR_EMPTY, i };

		read_message(r, &node->items[i], &here, context, shared,
			     &out->messages[i]);
	}
	if (context->options && !context->options_shared &&
	    context->options->kind == NODE_OBJECT &&
	    context->options->count <= MANIFEST_OPTIONS)
		check_shared(r, context->options, context->at, out);
}

void manifest_shared_syntax(struct reader *r, const struct prompt_nodes *nodes,
			    const struct place *at)
{
	const struct place syntax_at = { at, STR("syntax"), 0 };
	const struct place options_at = { at, STR("options"), 0 };
	const struct node *options = nodes->node[KEY_OPTIONS];
	const struct language *const *all = language_all();

	if (nodes->node[KEY_MESSAGES] &&
	    nodes->node[KEY_MESSAGES]->count > SHARED_MESSAGES)
		reader_mismatch(
			r, nodes->node[KEY_MESSAGES], at,
			"a list of at most 16 messages that all prompts "
			"share",
			STR("give the prompts their own `messages:`"));
	if (nodes->node[KEY_SYNTAX])
		(void)manifest_syntax(r, nodes->node[KEY_SYNTAX], &syntax_at);
	for (size_t i = 0;
	     options && options->kind == NODE_OBJECT && i < options->count;
	     i++) {
		bool known = false;

		for (size_t l = 0; all[l]; l++)
			if (template_option_spec(all[l],
						 options->members[i].name))
				known = true;
		if (!known)
			manifest_unknown_option(r, &options->members[i],
						&options_at, NULL);
	}
}

/*
 * `messages:`: roles, slots, files, and in what language each is written.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "prompt/manifest_parts.h"
#include "syntax/json.h"

/* The bound on shared messages and options keeps what one line of defaults
 * costs in twenty thousand prompts small. */
enum { MESSAGES = 1000, SHARED_MESSAGES = 16, OPTIONS = 32 };

static const char *const roles[] = { "system",	  "developer", "user",
				     "assistant", "tool",      NULL };
/* What a message may start with. */
static const char *const starts[] = { "system",	   "developer", "user",
				      "assistant", "tool",	"slot",
				      NULL };
static const char *const file_keys[] = { "file", "syntax", "options", NULL };

static bool is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_is(s, *names))
			return true;
	return false;
}

static const struct language *read_syntax(struct reader *r,
					  const struct node *node,
					  const struct place *at)
{
	const struct language *const *all = language_all();
	const struct language *found;
	struct buf names = buf_in(r->a);
	struct str name;

	if (!reader_text(r, node, at, &name))
		return NULL;
	found = language_find(name);
	if (found)
		return found;
	for (size_t i = 0; all[i]; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", all[i]->name);
	reader_wrong(
		r, node->pos, at,
		str_fmt(r->a, "write one of: %.*s", STR_ARG(buf_str(&names))),
		"`%.*s` is not a template language that is known",
		STR_ARG(lines_shorten(name, 100)));
	return NULL;
}

static const struct option_spec *find_option(const struct language *language,
					     struct str name)
{
	const struct option_spec *spec = language->options;

	for (; spec && spec->name; spec++)
		if (str_is(name, spec->name))
			return spec;
	return NULL;
}

/* The canonical JSON of an option's value; empty: a finding says why. */
static struct str option_json(struct reader *r, const struct option_spec *spec,
			      const struct node *node, const struct place *at)
{
	struct buf b = buf_in(r->a);
	bool flag = node->kind == NODE_STRING && node->plain &&
		    (str_is(node->text, "true") || str_is(node->text, "false"));

	if (spec->type == OPTION_BOOL && flag)
		return node->text;
	if (spec->type == OPTION_BOOL) {
		reader_mismatch(r, node, at, "true or false",
				str_fmt(r->a, "write `%s: true` or `%s: false`",
					spec->name, spec->name));
		return STR_EMPTY;
	}
	if (node->kind != NODE_STRING || node->text.n > READER_TEXT) {
		reader_mismatch(r, node, at, "a text",
				STR("write a text in quotes"));
		return STR_EMPTY;
	}
	json_string(&b, node->text);
	return buf_str(&b);
}

static int by_name(const void *x, const void *y)
{
	const struct template_option *a = x, *b = y;

	return str_compare(a->name, b->name);
}

/* language NULL: it is an option of none. */
static void unknown_option(struct reader *r, const struct member *member,
			   const struct place *at,
			   const struct language *language)
{
	const struct language *const *all = language_all();
	const char **names = NULL;
	size_t n = 0, room = 0;

	for (; *all; all++) {
		const struct option_spec *spec = (*all)->options;

		for (; spec && spec->name && (!language || language == *all);
		     spec++) {
			names = arena_grow(r->a, names, n, &room,
					   sizeof(*names));
			names[n++] = spec->name;
		}
	}
	names = arena_grow(r->a, names, n, &room, sizeof(*names));
	names[n] = NULL;
	reader_unknown(r, member, at,
		       str_c(r->a, str_fmt(r->a, "options of %s",
					   language ? language->name :
						      "any language")),
		       names);
}

/* Options of one message. shared: those of other languages are passed over. */
static void read_options(struct reader *r, const struct node *node,
			 const struct place *at, bool shared,
			 struct message_entry *out)
{
	struct template_option *options;
	size_t n = 0;

	if (node->kind != NODE_OBJECT || node->count > OPTIONS) {
		reader_mismatch(r, node, at, "a mapping of at most 32 options",
				STR("write `options: {trim_blocks: true}`"));
		return;
	}
	options = arena_zero(r->a, node->count, sizeof(*options));
	for (size_t i = 0; i < node->count; i++) {
		const struct member *member = &node->members[i];
		const struct place here = { at, member->name, 0 };
		const struct option_spec *spec = find_option(out->language,
							     member->name);
		struct str json;

		if (!spec) {
			if (!shared)
				unknown_option(r, member, at, out->language);
			continue;
		}
		json = option_json(r, spec, &member->value, &here);
		if (json.n && !str_is(json, spec->fallback))
			options[n++] = (struct template_option){ member->name,
								 json };
	}
	if (n)
		qsort(options, n, sizeof(*options), by_name);
	out->options = options;
	out->option_count = n;
}

/* What the value of a role says: {file:, syntax:, options:}. */
struct file_nodes {
	const struct node *file, *syntax, *options;
};

/* False where a key is wrong: what it lacks need not be said as well. */
static bool file_members(struct reader *r, const struct node *node,
			 const struct place *at, struct file_nodes *out)
{
	bool ok = true;

	for (size_t i = 0; i < node->count; i++) {
		const struct member *member = &node->members[i];
		const struct place here = { at, member->name, 0 };

		if (str_is(member->name, "file")) {
			out->file = &member->value;
		} else if (str_is(member->name, "syntax")) {
			out->syntax = &member->value;
		} else if (str_is(member->name, "options")) {
			out->options = &member->value;
		} else if (str_is(member->name, "symbol")) {
			ok = false;
			reader_wrong(r, member->pos, &here,
				     STR("move the text into a file of its own "
					 "and name that"),
				     "this version of promptpin does not read "
				     "`symbol` yet");
		} else {
			ok = false;
			reader_unknown(r, member, at, "a message", file_keys);
		}
	}
	return ok;
}

static void find_language(struct reader *r, const struct file_nodes *nodes,
			  const struct place *at, const struct language *shared,
			  struct message_entry *out)
{
	const struct place here = { at, STR("syntax"), 0 };

	if (nodes->syntax)
		out->language = read_syntax(r, nodes->syntax, &here);
	else if (shared)
		out->language = shared;
	else
		out->language = language_by_path(out->file.path);
	if (!out->language && !nodes->syntax)
		reader_wrong(
			r, out->file.pos, at,
			str_fmt(r->a,
				"write `%.*s: {file: %.*s, syntax: "
				"text}`, or jinja2",
				STR_ARG(out->role),
				STR_ARG(lines_shorten(out->file.path, 200))),
			"%.*s: its name does not tell in what language it "
			"is written",
			STR_ARG(lines_shorten(out->file.path, 200)));
}

static void read_file(struct reader *r, const struct node *node,
		      const struct place *at,
		      const struct message_context *context,
		      const struct language *shared, struct message_entry *out)
{
	struct file_nodes nodes = { .file = node };
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
	find_language(r, &nodes, at, shared, out);
	if (!out->language)
		return;
	if (nodes.options)
		read_options(r, nodes.options, &options_at, false, out);
	else if (context->options)
		read_options(r, context->options, &shared_at, true, out);
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
			if (find_option(p->messages[m].language,
					options->members[i].name))
				known = true;
		}
		if (!known && language)
			unknown_option(r, &options->members[i], &at, language);
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
		shared = read_syntax(r, context->syntax, &syntax_at);
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
	    context->options->count <= OPTIONS)
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
		(void)read_syntax(r, nodes->node[KEY_SYNTAX], &syntax_at);
	for (size_t i = 0;
	     options && options->kind == NODE_OBJECT && i < options->count;
	     i++) {
		bool known = false;

		for (size_t l = 0; all[l]; l++)
			if (find_option(all[l], options->members[i].name))
				known = true;
		if (!known)
			unknown_option(r, &options->members[i], &options_at,
				       NULL);
	}
}

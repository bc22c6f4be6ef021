/*
 * A text of promptfoo's to messages: a chat where it is JSON, or YAML that
 * begins with `- role:`; else a message of the user's.
 *
 * In a chat Nunjucks runs in each text by itself, so each is a template of
 * its own.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "format/make.h"
#include "format/promptfoo.h"
#include "syntax/json.h"
#include "syntax/yaml.h"
#include "template/js_text.h"

/* What a chat is read from: where its texts stand. */
struct chat {
	struct foo *f;
	struct format_prompt *p;
	struct format_text text; /* whole: places are those of the file */
	bool files;
};

/* The environment is there as `env`: no variable of the application's. */
static const struct bound env_bound[] = { { { "env", 3 }, false } };

static struct format_message *add(struct chat *c, struct str role,
				  struct format_text text)
{
	struct format_message *m = format_message(c->f->r, c->p, role);

	m->language = language_find(STR("nunjucks"));
	format_option(c->f->r, m, "autoescape", STR("false"));
	m->bound = env_bound;
	m->bound_count = 1;
	m->text = text;
	return m;
}

static struct format_text node_text(const struct chat *c,
				    const struct node *node)
{
	struct format_text out;

	if (c->text.whole)
		return format_node_text(c->f->r, node, c->text.path,
					c->text.text);
	out = (struct format_text){ .text = node->text,
				    .path = c->text.path,
				    .pos = format_place(&c->text, node->pos),
				    .point = true };
	return out;
}

/* The tool renders the strings of it, not its JSON: whether its tags are the
 * same in both. */
static bool is_readable(struct reading *r, const struct format_message *m)
{
	struct template_error why;
	struct template t;

	if (template_read(r->a, m->language, m->text.text, m->options,
			  m->option_count, &t, &why) < 0)
		return false;
	for (size_t i = 0; i < t.segment_count; i++)
		if (t.segments[i].kind != SEGMENT_TEXT &&
		    memchr(t.segments[i].raw.p, '\\', t.segments[i].raw.n))
			return false;
	return true;
}

/* What is no text: its JSON. */
static void add_json(struct chat *c, struct str role, const struct node *node)
{
	struct reading *r = c->f->r;
	struct format_value value = format_value(r, node);
	struct buf b = buf_in(r->a);
	struct format_message *m;
	struct format_text text;

	if (!value.node)
		return;
	if (c->files)
		foo_files(c->f, c->p, value.node);
	json_compact(&b, value.node);
	text = (struct format_text){ .text = buf_str(&b),
				     .path = c->text.path,
				     .pos = format_place(&c->text, node->pos),
				     .point = true };
	m = add(c, role, text);
	if (is_readable(r, m))
		return;
	m->language = language_find(STR("text"));
	m->options = NULL;
	m->option_count = m->bound_count = 0;
	m->bound = NULL;
	format_tell(r, text.pos,
		    "the tags in what is no text of a message are not read: it "
		    "is taken as text");
}

/* content: file://name. Where that is no text its message is the reference. */
static void add_file(struct chat *c, struct str role, const struct node *node)
{
	static const char *const values[] = { ".json", ".yaml", ".yml",
					      ".csv" };
	struct str ref = foo_without_scheme(node->text);
	struct pos pos = format_place(&c->text, node->pos);
	bool text = !foo_is_code(str_cut(ref, 0, foo_path_length(ref))) &&
		    !foo_is_computed(ref);
	struct str path, bytes;

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		text = text && !str_ends(ref, values[i]);
	if (!text) {
		add(c, role, node_text(c, node));
		foo_opaque(c->f, c->p, node->text,
			   str_cut(ref, 0, foo_path_length(ref)), pos);
		return;
	}
	if (format_open(c->f->r, ref, pos, &path, &bytes))
		add(c, role,
		    (struct format_text){ .text = bytes,
					  .path = path,
					  .pos = { 1, 1 },
					  .whole = true });
}

static void add_text(struct chat *c, struct str role, const struct node *node)
{
	if (c->files && str_starts(node->text, "file://"))
		add_file(c, role, node);
	else
		add(c, role, node_text(c, node));
}

static bool is_among(struct str name, const char *const *names)
{
	for (; *names; names++)
		if (str_is(name, *names))
			return true;
	return false;
}

/* Whether a node has no members but these. */
static bool has_only(const struct node *node, const char *const *names)
{
	for (size_t i = 0; i < node->count; i++)
		if (!is_among(node->members[i].name, names))
			return false;
	return true;
}

/* {type: text, text: ...}, and as OpenAI's newer API spells it. */
static const struct node *part_text(const struct node *part)
{
	static const char *const types[] = { "text", "input_text",
					     "output_text", NULL };
	static const char *const known[] = { "type", "text", "cache_control",
					     NULL };
	const struct node *text = node_get(part, "text");

	return text && text->kind == NODE_STRING &&
			       is_among(format_string(node_get(part, "type")),
					types) &&
			       has_only(part, known) ?
		       text :
		       NULL;
}

static bool is_texts(const struct node *content)
{
	if (content->kind != NODE_ARRAY || content->count == 0)
		return false;
	for (size_t i = 0; i < content->count; i++)
		if (!part_text(&content->items[i]))
			return false;
	return true;
}

static struct str role_of(struct str role)
{
	if (str_is(role, "human"))
		return STR("user");
	if (str_is(role, "ai") || str_is(role, "model"))
		return STR("assistant");
	return role;
}

/* A text, or each of a list of texts; what is more than that is kept as JSON,
 * of a message with more than a content all but its role. */
static void add_message(struct chat *c, const struct node *node)
{
	static const char *const known[] = {
		"role", "content", "type", "cache_control", "id", "status", NULL
	};
	static const char *const role_alone[] = { "role", NULL };
	struct str role = role_of(format_string(node_get(node, "role")));
	const struct node *content = node_get(node, "content");

	if (!content || !has_only(node, known))
		add_json(c, role, make_without(c->f->r->a, node, role_alone));
	else if (content->kind == NODE_STRING)
		add_text(c, role, content);
	else if (is_texts(content))
		for (size_t i = 0; i < content->count && i <= FORMAT_MESSAGES;
		     i++)
			add_text(c, role, part_text(&content->items[i]));
	else
		add_json(c, role, content);
}

static void add_messages(struct chat *c, const struct node *list)
{
	for (size_t i = 0; i < list->count && i <= FORMAT_MESSAGES; i++)
		add_message(c, &list->items[i]);
}

static bool is_chat(const struct node *node)
{
	if (node->kind != NODE_ARRAY || node->count == 0)
		return false;
	for (size_t i = 0; i < node->count; i++)
		if (!format_string(node_get(&node->items[i], "role")).n)
			return false;
	return true;
}

/* ---- what it is */

/* It is no JSON before tags are rendered, but may be one then. */
static void doubt(struct chat *c, const struct syntax_error *why)
{
	struct str trimmed = js_trim(c->text.text);

	if (json_is(c->text.text))
		format_wrong_in(c->f->r, RULE_FORMAT_INVALID, c->text.path,
				format_place(&c->text, why->pos),
				STR("correct the line and column named"), "%s",
				why->text);
	else if (str_ends(trimmed, "]") && str_starts(trimmed, "[") &&
		 js_skip(trimmed, 1) < trimmed.n &&
		 trimmed.p[js_skip(trimmed, 1)] == '{')
		format_tell(c->f->r, c->text.pos,
			    "its roles are known only when it is rendered: it "
			    "is taken as one message");
}

/* False: it is no chat. */
static bool read_chat(struct chat *c)
{
	struct str trimmed = js_trim(c->text.text);
	struct syntax_error why = { 0 };
	struct node *node;

	if (!str_starts(trimmed, "[") && !str_starts(trimmed, "- role:"))
		return false;
	node = arena_zero(c->f->r->a, 1, sizeof(*node));
	if (str_starts(trimmed, "-")) {
		if (yaml_read(c->f->r->a, c->text.text, node, &why) < 0) {
			format_tell(c->f->r, format_place(&c->text, why.pos),
				    "its roles are known only when it is "
				    "rendered: it is taken as one message");
			return false;
		}
	} else if (json_read(c->f->r->a, c->text.text, node, &why) < 0) {
		doubt(c, &why);
		return false;
	}
	if (!is_chat(node))
		return false;
	add_messages(c, node);
	return true;
}

static struct format_text surrounded(struct foo *f, struct format_text text)
{
	if (f->prefix.n + f->suffix.n == 0)
		return text;
	text.text = str_join(
		f->r->a, (struct str[]){ f->prefix, text.text, f->suffix }, 3);
	text.point = true;
	text.whole = false;
	return text;
}

void foo_chat(struct foo *f, struct format_prompt *p,
	      const struct format_text *text, bool files)
{
	struct chat c = { f, p, surrounded(f, *text), files };

	if (!read_chat(&c))
		add(&c, STR("user"), c.text);
}

void foo_chat_value(struct foo *f, struct format_prompt *p,
		    const struct node *value, const struct format_text *file)
{
	struct chat c = { f, p, *file, true };
	struct format_text text = *file;
	struct format_value resolved;
	struct buf b = buf_in(f->r->a);

	if (is_chat(value) && f->prefix.n + f->suffix.n == 0) {
		add_messages(&c, value);
		return;
	}
	resolved = format_value(f->r, value);
	if (!resolved.node)
		return;
	if (resolved.node->kind == NODE_STRING)
		buf_add(&b, resolved.node->text);
	else
		json_compact(&b, resolved.node);
	text.text = buf_str(&b);
	text.whole = false;
	text.point = true;
	foo_chat(f, p, &text, false);
}

/*
 * Semantic Kernel's files: a folder with skprompt.txt and, beside it,
 * config.json, whichever of the two is named; and one YAML file.
 */
#include <strings.h>

#include "base/arena.h"
#include "format/formats.h"
#include "format/semantic_kernel_parts.h"
#include "syntax/json.h"

/* ---- config.json */

/* Where the comment that begins at `at` ends; at: there is none. */
static size_t comment_end(struct str s, size_t at)
{
	struct str rest = str_cut(s, at, s.n);

	if (str_starts(rest, "//")) {
		while (at < s.n && s.p[at] != '\n' && s.p[at] != '\r')
			at++;
	} else if (str_starts(rest, "/*")) {
		for (at += 3; at < s.n; at++)
			if (s.p[at] == '/' && s.p[at - 1] == '*')
				return at + 1;
		at = s.n;
	}
	return at;
}

static size_t string_end(struct str s, size_t at)
{
	for (at++; at < s.n && s.p[at] != '"'; at++)
		if (s.p[at] == '\\')
			at++;
	return at < s.n ? at + 1 : s.n;
}

/* The kernel takes comments, and a comma behind the last member: here they are
 * white space, so that places stay. */
static struct str without_comments(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t comma = s.n, end;

	if (s.n)
		memcpy(p, s.p, s.n);
	for (size_t at = 0; at < s.n; at = end) {
		end = comment_end(s, at);
		if (end > at) {
			for (size_t i = at; i < end; i++)
				if (p[i] != '\n' && p[i] != '\r')
					p[i] = ' ';
			continue;
		}
		end = s.p[at] == '"' ? string_end(s, at) : at + 1;
		if ((s.p[at] == '}' || s.p[at] == ']') && comma < s.n)
			p[comma] = ' ';
		if (s.p[at] == ',')
			comma = at;
		else if (s.p[at] != ' ' && s.p[at] != '\t' && s.p[at] != '\n' &&
			 s.p[at] != '\r')
			comma = s.n;
	}
	return (struct str){ p, s.n };
}

static const struct node *read_config(struct arena *a, struct str bytes,
				      struct syntax_error *why)
{
	struct node *node = arena_zero(a, 1, sizeof(*node));

	if (str_starts(bytes, "\xef\xbb\xbf"))
		bytes = str_cut(bytes, 3, bytes.n);
	return json_read(a, without_comments(a, bytes), node, why) == 0 ? node :
									  NULL;
}

/* ---- the folder */

static bool is_config(const struct node *root)
{
	const struct node *schema = node_get(root, "schema");
	bool settings = probe_has(root, "execution_settings");

	if (schema && schema->kind == NODE_NUMBER)
		return settings || probe_has(root, "completion") ||
		       probe_has(root, "input_variables") ||
		       probe_has(node_get(root, "input"), "parameters");
	return settings && (probe_has(root, "input_variables") ||
			    probe_has(root, "description"));
}

static bool is_folder(struct probe *p)
{
	struct syntax_error why;

	if (str_is(p->name, "skprompt.txt")) {
		p->why = STR("it is named skprompt.txt");
		return true;
	}
	if (!str_is(p->name, "config.json") ||
	    !is_config(read_config(p->a, p->bytes, &why)))
		return false;
	p->why = STR("it is named config.json and has settings of a service, "
		     "or variables");
	return true;
}

/* What the two files say, as read from either. */
struct folder {
	struct reading config; /* bytes empty: there is none */
	struct format_text text;
	bool has_config;
};

static bool open_folder(struct reading *r, struct folder *f)
{
	struct str slash = r->folder.n ? STR("/") : STR_EMPTY;

	f->config = *r;
	f->has_config = true;
	f->text = (struct format_text){ .text = r->bytes,
					.path = r->path,
					.pos = { 1, 1 },
					.whole = true };
	if (!str_ends(r->path, ".json")) {
		f->config.path = str_join(
			r->a,
			(struct str[]){ r->folder, slash, STR("config.json") },
			3);
		f->has_config = format_try(r, f->config.path, &f->config.bytes);
		return r->rc == 0;
	}
	return format_open(r, STR("skprompt.txt"), (struct pos){ 0, 0 },
			   &f->text.path, &f->text.text);
}

/* Notes are about the file that was named: those on the other have no place. */
static void unplace(struct reading *r, size_t from, struct str path)
{
	if (!str_eq(path, r->path))
		for (; from < r->out->note_count; from++)
			r->out->notes[from].pos = (struct pos){ 0, 0 };
}

static void read_folder(struct reading *r)
{
	const struct node *root = NULL;
	struct syntax_error why = { 0 };
	struct format_prompt *p;
	struct folder f;
	size_t notes;

	if (!open_folder(r, &f))
		return;
	if (f.has_config) {
		root = read_config(r->a, f.config.bytes, &why);
		if (!root)
			format_wrong(&f.config, why.pos,
				     STR("correct the line and column named"),
				     "%s", why.text);
	}
	p = format_prompt(r, STR_EMPTY, (struct pos){ 1, 1 });
	sk_settings(&f.config, p, root);
	sk_variables(&f.config, p, root);
	unplace(r, 0, f.config.path);
	notes = r->out->note_count;
	sk_messages(&f.config, p, &f.text, node_get(root, "template_format"));
	unplace(r, notes, f.text.path);
}

/* ---- the YAML file */

static bool is_sk_language(const struct node *format)
{
	static const char *const names[] = { "semantic-kernel", "handlebars",
					     "jinja2", "liquid" };
	struct str name = format_string(format);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (name.n == strlen(names[i]) &&
		    strncasecmp(name.p, names[i], name.n) == 0)
			return true;
	return false;
}

/* LangChain's variables are names alone. */
static bool has_sk_variables(const struct node *root)
{
	const struct node *list = node_get(root, "input_variables");

	return list && list->kind == NODE_ARRAY && list->count &&
	       probe_has(&list->items[0], "name");
}

/* Jinja2 is LangChain's too: a file of its own lists names, or has _type. */
static bool may_be_langchain(const struct node *root)
{
	struct str format = format_string(node_get(root, "template_format"));

	return probe_has(root, "_type") ||
	       ((format.n == 0 || str_is(format, "jinja2")) &&
		probe_has(root, "input_variables") && !has_sk_variables(root));
}

static bool is_yaml(struct probe *p)
{
	const struct node *root, *settings;
	bool template;

	if (!str_ends(p->name, ".yaml") && !str_ends(p->name, ".yml"))
		return false;
	root = probe_yaml(p);
	settings = node_get(root, "execution_settings");
	template = probe_has(root, "template");
	if ((!template && !settings) || may_be_langchain(root))
		return false;
	if (is_sk_language(node_get(root, "template_format"))) {
		p->why = template ?
				 STR("it has `template` and a "
				     "`template_format` of Semantic Kernel") :
				 STR("it has `execution_settings` and a "
				     "`template_format` of Semantic Kernel");
		return true;
	}
	if (!template || probe_has(root, "template_format") ||
	    (!settings && !has_sk_variables(root)))
		return false;
	p->why = STR("it has `template`, and `execution_settings` or "
		     "`input_variables`");
	return true;
}

static void read_yaml(struct reading *r)
{
	const struct node *root = format_yaml(r, r->bytes, 1);
	const struct node *template = node_get(root, "template");
	struct format_prompt *p;
	struct format_text text;

	if (!root)
		return;
	if (root->kind != NODE_OBJECT) {
		format_wrong(r, root->pos, STR("write template: and a text"),
			     "the file is %s, not an object",
			     node_kind_name(root));
		return;
	}
	p = format_prompt(r, STR_EMPTY, root->pos);
	sk_settings(r, p, root);
	sk_variables(r, p, root);
	if (!template) {
		format_tell(r, root->pos,
			    "it has no template: only the application knows "
			    "the text");
	} else if (template->kind == NODE_STRING) {
		text = format_node_text(r, template, r->path, r->bytes);
		sk_messages(r, p, &text, node_get(root, "template_format"));
	} else {
		format_wrong(r, template->pos, STR("write a text"),
			     "template is %s, not a text",
			     node_kind_name(template));
	}
}

static const char *const folder_suffixes[] = { "/config.json", "/skprompt.txt",
					       NULL };
static const char *const yaml_suffixes[] = { ".prompt.yaml", ".prompt.yml",
					     NULL };

const struct format format_semantic_kernel = {
	.name = "semantic-kernel",
	.is = is_folder,
	.read = read_folder,
	.suffixes = folder_suffixes,
};

const struct format format_semantic_kernel_yaml = {
	.name = "semantic-kernel-yaml",
	.is = is_yaml,
	.read = read_yaml,
	.suffixes = yaml_suffixes,
};

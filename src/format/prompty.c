/*
 * Prompty (github.com/microsoft/prompty): a header of YAML and a template
 * with role lines, in three generations that share a file name.
 *
 * Prompty 1.0 (2024; prompt flow reads these files too) and 1.x (2025) are
 * read as the Python runtime does, Prompty 2 as its specification says and,
 * where that is silent or its vectors say something else, as they do.
 */
#include "format/prompty.h"

#include "base/arena.h"
#include "format/formats.h"
#include "format/front.h"
#include "format/role_messages.h"

static const char *const suffixes[] = { ".prompty", NULL };
static const char *const variants[] = { "v1", "1.x", "v2" };

static bool is_prompty(struct probe *p)
{
	const char *why;

	if (!str_ends(p->name, ".prompty"))
		return false;
	(void)prompty_generation(probe_header(p), &why);
	p->why = why ? str_fmt(p->a,
			       "its name ends in .prompty, its header has %s",
			       why) :
		       STR("its name ends in .prompty");
	return true;
}

/* ---- the header */

/* Most readers close a header at a line; this one at any three hyphens. */
static void tell_early_end(struct reading *r, const struct front *front)
{
	struct front lines;
	size_t end = front->header_from + front->header.n;

	front_split(r->bytes, FRONT_LINES, &lines);
	if (lines.present && lines.header_from + lines.header.n != end)
		format_tell(r, text_pos(r->bytes, end),
			    "the header ends here, at the first %.*s, though "
			    "it is no line of its own: all behind it is the "
			    "template",
			    STR_ARG(str_cut(r->bytes, end, end + 3)));
}

static void wrong_header(struct reading *r, struct pos pos, const char *why)
{
	format_wrong(r, pos,
		     STR("close the header with a line --- and write the "
			 "template behind it"),
		     "%s", why);
}

/* False: there is nothing to go on with. */
static bool read_header(struct prompty *y, struct front *front)
{
	struct reading *r = y->r;
	const struct node *node;

	front_split(r->bytes, FRONT_PROMPTY, front);
	if (!front->present && front->open) {
		wrong_header(r, (struct pos){ 1, 1 },
			     "the header is not closed, or nothing stands "
			     "behind it");
		return false;
	}
	if (!front->present)
		return true;
	tell_early_end(r, front);
	node = format_yaml(r, front->header, front->first_line);
	if (!node)
		return false;
	if (node->kind != NODE_OBJECT && node->kind != NODE_NULL) {
		wrong_header(r, node->pos, "the header is not `name: value`");
		return false;
	}
	if (node->kind == NODE_OBJECT)
		y->header = (struct format_value){ node, r->path, false };
	return true;
}

/* ---- the template */

static const struct language *language_of(struct prompty *y)
{
	struct format_value template = prompty_member(y, y->header, "template");
	struct format_value format = prompty_member(y, template, "format");
	struct str name;

	if (!format.node)
		format = prompty_member(y, template, "type");
	if (!format.node && template.node && template.node->kind == NODE_STRING)
		format = template;
	name = format_string(format.node);
	if (format.node && format.node->kind == NODE_OBJECT)
		name = format_string(prompty_member(y, format, "kind").node);
	if (name.n == 0 || str_is(name, "jinja") || str_is(name, "*"))
		return language_find(STR("jinja2"));
	if (str_is(name, "jinja2") || str_is(name, "mustache") ||
	    str_is(name, "nunjucks") || str_is(name, "handlebars"))
		return language_find(name);
	format_tell(y->r, format.node->pos,
		    "the template is of the language %.*s, which is not read: "
		    "it is taken as text",
		    STR_ARG(text_shorten(name, 100)));
	return language_find(STR("text"));
}

/* The runtimes' Mustache (chevron, mustache.js) has no inheritance, and a
 * partial that is not there is nothing. */
static void set_options(struct prompty *y, struct role_text *text)
{
	struct template_option *option;

	if (strcmp(text->language->name, "mustache") != 0)
		return;
	option = arena_zero(y->r->a, 1, sizeof(*option));
	*option = (struct template_option){ STR("extensions"), STR("false") };
	text->options = option;
	text->option_count = 1;
	y->p->partials_may_miss = true;
}

/* Whether the image of `](name)` is a file of this repository's. */
static bool is_local(struct str name)
{
	return !str_starts(name, "http") && !str_starts(name, "data") &&
	       !str_starts(name, "{{");
}

/* Before Prompty 2, `![what](name)` is sent as the image that it names. */
static void tell_images(struct prompty *y, size_t from)
{
	struct str s = y->r->bytes;
	size_t end = from;

	if (y->generation == PROMPTY_2)
		return;
	for (; (from = str_find(s, '!', from)) < s.n; from++) {
		if (!str_starts(str_cut(s, from, s.n), "!["))
			continue;
		if (end <= from)
			end = str_find(s, ']', from);
		if (!str_starts(str_cut(s, end, s.n), "](") ||
		    !is_local(str_cut(s, end + 2, s.n)))
			continue;
		format_tell(y->r, text_pos(s, from),
			    "an image is sent in the place of this text; its "
			    "bytes are no part of the prompt here");
		return;
	}
}

/* A conversation that the template does not place comes behind all. */
static void add_threads(struct prompty *y, const struct str *threads,
			size_t count)
{
	for (size_t i = 0; i < y->p->message_count; i++)
		if (y->p->messages[i].slot.n)
			return;
	for (size_t i = 0; i < count; i++)
		format_message(y->r, y->p, STR_EMPTY)->slot = threads[i];
}

static void read_body(struct prompty *y, const struct front *front,
		      const struct str *threads, size_t thread_count)
{
	static const enum role_trim trims[] = { ROLE_TRIM_SPACE,
						ROLE_TRIM_NOTHING,
						ROLE_TRIM_LINES };
	struct role_text text = {
		.path = y->r->path,
		.bytes = y->r->bytes,
		.from = front->body_from,
		.to = y->r->bytes.n,
		.language = language_of(y),
		.rule = y->generation == PROMPTY_2 ? ROLES_PROMPTY_2 :
						     ROLES_PROMPTY_1,
		.trim = trims[y->generation],
		.role = STR("system"),
		.threads = threads,
		.thread_count = thread_count,
	};
	struct pos unused;

	if (prompty_other_api(y).n) {
		text.whole = true;
		text.role = STR("user");
	}
	set_options(y, &text);
	(void)role_messages(y->r, y->p, &text, &unused);
	add_threads(y, threads, thread_count);
	tell_images(y, front->body_from);
	if (y->generation != PROMPTY_2)
		prompty_body_tools(y);
}

/* ---- the whole */

static void take_texts(struct prompty *y)
{
	struct format_value version = prompty_member(y, y->header, "version");
	struct format_value text = prompty_member(y, y->header, "description");

	if (!version.node)
		version = prompty_member(
			y, prompty_member(y, y->header, "metadata"), "version");
	y->p->version = format_string(version.node);
	if (version.node)
		y->p->version_pos = version.node->pos;
	y->p->description = format_string(text.node);
}

static void read_prompty(struct reading *r)
{
	struct prompty y = { .r = r, .generation = PROMPTY_2 };
	struct str *threads = NULL;
	size_t thread_count = 0;
	struct front front;
	const char *why;
	bool known;

	y.files = map_in(r->a);
	y.p = format_prompt(r, STR_EMPTY, (struct pos){ 1, 1 });
	known = read_header(&y, &front);
	if (known)
		y.generation = prompty_generation(y.header.node, &why);
	r->out->variant = variants[y.generation];
	if (!known)
		return;
	prompty_check_files(&y);
	take_texts(&y);
	prompty_model(&y);
	prompty_inputs(&y, &threads, &thread_count);
	prompty_outputs(&y);
	prompty_tools(&y);
	if (y.generation == PROMPTY_1_X && node_get(y.header.node, "base"))
		format_tell(r, node_get(y.header.node, "base")->pos,
			    "Prompty 1.x takes nothing from a `base`");
	read_body(&y, &front, threads, thread_count);
}

const struct format format_prompty = {
	.name = "prompty",
	.is = is_prompty,
	.read = read_prompty,
	.suffixes = suffixes,
};

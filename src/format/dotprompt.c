/*
 * dotprompt: .prompt files as google/dotprompt reads them. What its
 * implementations in different languages read differently is read as the one
 * in JavaScript does.
 */
#include "format/dotprompt.h"

#include "base/arena.h"
#include "format/formats.h"
#include "syntax/yaml.h"
#include "template/js_text.h"

/* ---- recognition */

/* Keys of the header that no other format of .prompt files has like this. */
static const char *const marks[] = { "model",	 "config",  "input",
				     "output",	 "tools",   "ext",
				     "toolDefs", "variant", NULL };
/* What stands in no other Handlebars. */
static const char *const helpers[] = {
	"{{role \"",	"{{role '",	"{{history}}", "{{~role ",
	"{{section \"", "{{media url=", "{{>",	       NULL
};

static bool has_text(struct str s, const char *text)
{
	return s.n && memmem(s.p, s.n, text, strlen(text)) != NULL;
}

/* A header that is not YAML: the line that begins with the key. */
static bool has_line(struct str header, const char *key)
{
	size_t n = strlen(key);

	for (size_t at = 0; at < header.n;
	     at = str_find(header, '\n', at) + 1) {
		struct str line = str_cut(header, at, header.n);

		if (str_starts(line, key) && line.n > n && line.p[n] == ':')
			return true;
	}
	return false;
}

static bool has_mark(struct probe *p, struct str header)
{
	struct syntax_error why;
	struct node node;
	bool is_yaml = yaml_read(p->a, header, &node, &why) == 0;

	for (size_t i = 0; marks[i]; i++)
		if (is_yaml ? probe_has(&node, marks[i]) :
			      has_line(header, marks[i])) {
			p->why = str_fmt(p->a, "its header has `%s`", marks[i]);
			return true;
		}
	return false;
}

static bool has_helper(struct probe *p, struct str body)
{
	for (size_t i = 0; helpers[i]; i++)
		if (has_text(body, helpers[i])) {
			p->why = str_fmt(p->a, "its text has `%s`", helpers[i]);
			return true;
		}
	return false;
}

/* Humanloop's files have the ending too, and messages in tags. */
static bool is_tagged(struct str body)
{
	static const char *const tags[] = { "<system>", "<user>", "<assistant>",
					    "<tool", NULL };
	size_t at = js_skip(body, 0);

	for (size_t i = 0; tags[i]; i++)
		if (str_starts(str_cut(body, at, body.n), tags[i]))
			return true;
	return false;
}

static bool is_dotprompt(struct probe *p)
{
	struct front front;

	if (!str_ends(p->name, ".prompt"))
		return false;
	if (str_starts(p->name, "_")) {
		p->why = STR("its name begins with _ and ends in .prompt");
		return true;
	}
	front_split(p->bytes, FRONT_DOTPROMPT, &front);
	if (is_tagged(front.body))
		return false;
	return (front.present && has_mark(p, front.header)) ||
	       has_helper(p, front.body);
}

/* ---- reading */

/* The file without what trim() takes off, from a place on. */
static void read_trimmed(struct reading *r, struct format_prompt *p,
			 size_t from)
{
	size_t end = js_end(r->bytes);

	if (end < from)
		end = from;
	dotprompt_body(r, p, js_skip(str_cut(r->bytes, 0, end), from), end);
}

/* There is no header: all of the file is the template, as it is. */
static void read_bare(struct reading *r, struct format_prompt *p,
		      const struct front *front)
{
	if (front->present)
		format_tell(r, (struct pos){ front->first_line, 1 },
			    "the header is empty, so that dotprompt takes the "
			    "whole file for the template");
	else if (front->open)
		format_tell(r, (struct pos){ 1, 1 },
			    "a header begins, and no line `---` closes it, so "
			    "that dotprompt takes the whole file for the "
			    "template");
	dotprompt_body(r, p, 0, r->bytes.n);
	if (p->message_count == 1)
		p->messages[0].text.whole = p->messages[0].text.text.n ==
					    r->bytes.n;
}

/* Others include it, by its name without _ and .prompt: it has no header. */
static void read_partial(struct reading *r, struct format_prompt *p)
{
	struct format_message *m = format_message(r, p, STR("user"));

	r->out->variant = "partial";
	m->language = language_find(STR("handlebars"));
	format_option(r, m, "dialect", STR("\"dotprompt\""));
	m->text = format_slice(r, 0, r->bytes.n);
	m->text.whole = true;
	format_tell(r, (struct pos){ 1, 1 },
		    "a partial: other prompts include it, and it is none of "
		    "its own");
}

static bool is_partial(struct str path)
{
	size_t slash = str_rfind(path, '/');
	size_t name = slash < path.n ? slash + 1 : 0;

	return str_starts(str_cut(path, name, path.n), "_");
}

static void read_dotprompt(struct reading *r)
{
	struct format_prompt *p = format_prompt(r, STR_EMPTY,
						(struct pos){ 1, 1 });
	const struct node *header;
	struct front front;

	if (is_partial(r->path)) {
		read_partial(r, p);
		return;
	}
	front_split(r->bytes, FRONT_DOTPROMPT, &front);
	if (!front.present || front.header.n == 0) {
		read_bare(r, p, &front);
		return;
	}
	/* With its last line end, which a block scalar needs. */
	header = format_yaml(r,
			     str_cut(r->bytes, front.header_from,
				     front.header_from + front.header.n + 1),
			     front.first_line);
	if (!header) {
		format_tell(r, (struct pos){ front.first_line, 1 },
			    "dotprompt takes the whole file for the template, "
			    "header included, where the header is not YAML");
		read_trimmed(r, p, 0);
		return;
	}
	read_trimmed(r, p, front.body_from);
	dotprompt_header(r, p, header);
}

static const char *const suffixes[] = { ".prompt", NULL };

const struct format format_dotprompt = {
	.name = "dotprompt",
	.is = is_dotprompt,
	.read = read_dotprompt,
	.suffixes = suffixes,
};

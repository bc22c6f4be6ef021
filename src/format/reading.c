/*
 * The parts of a prompt under reading, and what is told about the file.
 */
#include "format/reading.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "format/make.h"
#include "format/tool_shape.h"

enum {
	TOLD = 200, /* troubles, or notes, of one file; more are dropped */
	SENTENCE = 1000
};

__attribute__((format(printf, 2, 0))) static struct str sentence(
	struct arena *a, const char *fmt, va_list args)
{
	char text[SENTENCE];
	struct str s;

	if (vsnprintf(text, sizeof(text), fmt, args) < 0)
		return STR_EMPTY;
	s = str_of(text);
	s.n = text_utf8_bad(s); /* cut inside a character? */
	return str_copy(a, s);
}

static void add_trouble(struct reading *r, struct format_trouble trouble)
{
	struct format_file *out = r->out;

	if (out->trouble_count >= TOLD)
		return;
	out->troubles = arena_grow(r->a, out->troubles, out->trouble_count,
				   &out->trouble_room, sizeof(*out->troubles));
	out->troubles[out->trouble_count++] = trouble;
}

void format_wrong(struct reading *r, struct pos pos, struct str help,
		  const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_trouble(r,
		    (struct format_trouble){ RULE_FORMAT_INVALID, r->path, pos,
					     sentence(r->a, fmt, args), help });
	va_end(args);
}

void format_wrong_in(struct reading *r, enum rule rule, struct str path,
		     struct pos pos, struct str help, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_trouble(r,
		    (struct format_trouble){ rule, path, pos,
					     sentence(r->a, fmt, args), help });
	va_end(args);
}

void format_tell(struct reading *r, struct pos pos, const char *fmt, ...)
{
	struct format_file *out = r->out;
	va_list args;

	if (out->note_count >= TOLD)
		return;
	out->notes = arena_grow(r->a, out->notes, out->note_count,
				&out->note_room, sizeof(*out->notes));
	va_start(args, fmt);
	out->notes[out->note_count++] = (struct format_note){
		pos, sentence(r->a, fmt, args)
	};
	va_end(args);
}

/* What is past a bound takes the place of the last one, which is never used:
 * the trouble stands against the whole file. */
static bool is_full(struct reading *r, size_t count, size_t most,
		    const char *what, struct pos pos)
{
	if (count < most)
		return false;
	format_wrong(r, pos, STR("split the file"), "more than %zu %s", most,
		     what);
	return true;
}

struct format_prompt *format_prompt(struct reading *r, struct str name,
				    struct pos pos)
{
	struct format_file *out = r->out;

	if (is_full(r, out->prompt_count, FORMAT_PROMPTS, "prompts in one file",
		    pos))
		return &out->prompts[out->prompt_count - 1];
	out->prompts = arena_grow(r->a, out->prompts, out->prompt_count,
				  &out->prompt_room, sizeof(*out->prompts));
	out->prompts[out->prompt_count] = (struct format_prompt){ .name = name,
								  .pos = pos };
	return &out->prompts[out->prompt_count++];
}

struct format_message *format_message(struct reading *r,
				      struct format_prompt *p, struct str role)
{
	if (is_full(r, p->message_count, FORMAT_MESSAGES,
		    "messages in one prompt", p->pos))
		p->message_count--;
	p->messages = arena_grow(r->a, p->messages, p->message_count,
				 &p->message_room, sizeof(*p->messages));
	p->messages[p->message_count] = (struct format_message){
		.role = role, .language = language_find(STR("text"))
	};
	return &p->messages[p->message_count++];
}

static void add_tool(struct reading *r, struct format_prompt *p,
		     struct format_tool tool)
{
	if (is_full(r, p->tool_count, FORMAT_TOOLS, "tools in one prompt",
		    tool.pos))
		return;
	for (size_t i = 0; i < p->tool_count; i++)
		if (str_eq(p->tools[i].name, tool.name)) {
			format_wrong(r, tool.pos, STR("rename one of the two"),
				     "two tools are called %.*s",
				     STR_ARG(text_shorten(tool.name, 100)));
			return;
		}
	p->tools = arena_grow(r->a, p->tools, p->tool_count, &p->tool_room,
			      sizeof(*p->tools));
	p->tools[p->tool_count++] = tool;
}

void format_tool(struct reading *r, struct format_prompt *p, struct str name,
		 const char *shape, const struct node *definition)
{
	struct format_value value = format_value(r, definition);

	if (name.n == 0 || name.n > SHAPED_TOOL_NAME)
		format_wrong(r, definition->pos, STR("give the tool a `name`"),
			     "the tool has no name");
	else if (value.node)
		add_tool(r, p,
			 (struct format_tool){ name, shape, value,
					       definition->pos });
}

void format_named_tool(struct reading *r, struct format_prompt *p,
		       const struct node *name)
{
	struct node *text;

	if (name->kind != NODE_STRING) {
		format_wrong(r, name->pos, STR("write the name of a tool"),
			     "a tool is named by a text, not by %s",
			     node_kind_name(name));
		return;
	}
	text = arena_zero(r->a, 1, sizeof(*text));
	*text = make_text(name->text, name->pos);
	format_tool(r, p, name->text, "named", text);
}

void format_tools(struct reading *r, struct format_prompt *p,
		  const struct node *node, struct str path)
{
	struct format_value all = format_value(r, node);
	struct shaped_tools shaped;

	if (!all.node)
		return;
	tool_shapes(r->a, all.node, &shaped);
	if (shaped.bad) {
		format_wrong_in(r, RULE_FORMAT_INVALID, path, shaped.pos,
				shaped.help, "%.*s", STR_ARG(shaped.why));
		return;
	}
	for (size_t i = 0; i < shaped.count; i++)
		add_tool(r, p,
			 (struct format_tool){
				 shaped.items[i].name,
				 shaped.items[i].shape,
				 { shaped.items[i].node, path, false },
				 shaped.items[i].node->pos });
}

void format_example(struct reading *r, struct format_prompt *p,
		    struct node *input, struct node *output)
{
	struct node *example = make_object(r->a, input->pos);

	*make_member(r->a, example, STR("input")) = *input;
	*make_member(r->a, example, STR("output")) = *output;
	p->examples = arena_grow(r->a, p->examples, p->example_count,
				 &p->example_room, sizeof(*p->examples));
	p->examples[p->example_count++] = format_value(r, example);
}

void format_opaque(struct reading *r, struct format_prompt *p, struct str ref,
		   struct str path, struct str bytes, struct pos pos)
{
	p->opaque = arena_grow(r->a, p->opaque, p->opaque_count,
			       &p->opaque_room, sizeof(*p->opaque));
	p->opaque[p->opaque_count++] = (struct format_opaque){
		.ref = ref,
		.path = path,
		.bytes = path.n ? bytes : ref,
		.pos = pos,
	};
}

static bool is_default(const struct language *language, const char *name,
		       struct str json)
{
	const struct option_spec *spec = template_option_spec(language,
							      str_of(name));

	return spec && str_is(json, spec->fallback);
}

void format_option(struct reading *r, struct format_message *m,
		   const char *name, struct str json)
{
	struct template_option *options;
	size_t at = m->option_count;

	if (is_default(m->language, name, json))
		return;
	options = arena_zero(r->a, m->option_count + 1, sizeof(*options));
	if (m->option_count)
		memcpy(options, m->options, m->option_count * sizeof(*options));
	while (at && str_compare(options[at - 1].name, str_of(name)) > 0) {
		options[at] = options[at - 1];
		at--;
	}
	options[at] = (struct template_option){ str_of(name), json };
	m->options = options;
	m->option_count++;
}

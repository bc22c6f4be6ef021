#include "format/format.h"

#include "base/arena.h"
#include "format/formats.h"

/* In the order in which they are tried: what looks at more comes first. */
static const struct format *const formats[] = {
	&format_semantic_kernel,
	&format_promptfoo,
	&format_github_models,
	&format_semantic_kernel_yaml,
	&format_dotprompt,
	&format_langchain,
	&format_prompty,
	&format_promptflow,
	&format_promptflow_tools,
	&format_agent_skill,
	&format_copilot_instructions,
	&format_copilot_agent,
	&format_claude_command,
	&format_claude_agent,
	&format_cursor_rule,
	&format_agent_instructions,
	&format_openhands_skill,
	&format_markdown,
	&format_copilot_prompt,
	&format_mcp_config,
	&format_mcp_tools,
	&format_mcp_prompts,
	&format_anthropic,
	&format_openai_chat,
	&format_openai_responses,
	&format_messages,
	&format_tools_file,
	NULL,
};

const struct format *const *format_all(void)
{
	return formats;
}

const struct format *format_find(struct str name)
{
	for (size_t i = 0; formats[i]; i++)
		if (str_is(name, formats[i]->name))
			return formats[i];
	return NULL;
}

const char *format_name(const struct format *format)
{
	return format->name;
}

struct str format_stem(struct str path)
{
	size_t slash = str_rfind(path, '/'), dot = str_rfind(path, '.');
	size_t name = slash < path.n ? slash + 1 : 0, most = 0;

	for (size_t i = 0; formats[i]; i++)
		for (const char *const *s = formats[i]->suffixes; s && *s; s++)
			if (strlen(*s) > most && strlen(*s) < path.n &&
			    str_ends(path, *s))
				most = strlen(*s);
	if (most == 0 && dot < path.n && dot > name)
		most = path.n - dot;
	return str_cut(path, 0, path.n - most);
}

static struct str without_mark(struct str bytes)
{
	return str_starts(bytes, "\xef\xbb\xbf") ? str_cut(bytes, 3, bytes.n) :
						   bytes;
}

const struct format *format_recognize(struct arena *a, struct str path,
				      struct str bytes, struct str *why)
{
	size_t slash = str_rfind(path, '/');
	struct probe p = {
		.a = a,
		.path = path,
		.name = slash < path.n ? str_cut(path, slash + 1, path.n) :
					 path,
		.bytes = without_mark(bytes),
	};

	*why = STR_EMPTY;
	for (size_t i = 0; formats[i]; i++) {
		p.why = STR_EMPTY;
		if (formats[i]->is(&p)) {
			*why = p.why;
			return formats[i];
		}
	}
	return NULL;
}

int format_read(const struct format_request *request, struct format_file *out,
		struct error *err)
{
	size_t slash = str_rfind(request->path, '/');
	struct reading_memory memory = { .spots = map_in(request->a),
					 .others = map_in(request->a) };
	struct reading r = {
		.a = request->a,
		.memory = &memory,
		.path = request->path,
		.folder = slash < request->path.n ?
				  str_cut(request->path, 0, slash) :
				  STR_EMPTY,
		.bytes = without_mark(request->bytes),
		.files = &request->files,
		.out = out,
		.err = err,
	};

	*out = (struct format_file){ .format = request->format };
	request->format->read(&r);
	return r.rc;
}

/* Columns count code points, indent columns are spaces: one each. */
struct pos format_place(const struct format_text *text, struct pos pos)
{
	if (text->point || text->pos.line == 0 || pos.line == 0)
		return text->pos;
	if (pos.line == 1)
		return (struct pos){ text->pos.line,
				     text->pos.column + pos.column - 1 };
	return (struct pos){ text->pos.line + pos.line - 1,
			     text->indent + pos.column };
}

/*
 * format.h - prompt file formats: a file as its own tool reads it, to messages,
 * tools, variables, model and parameters.
 *
 * One file a format, one table (format.c). Nothing is executed, nothing is
 * fetched, no environment variable is looked up: a reference to one is the
 * text that it is. What only running code could know is opaque.
 *
 *	const struct format *f = format_recognize(a, path, bytes, &why);
 *	struct format_request request = { a, path, bytes, f, files };
 *	struct format_file file;
 *
 *	if (format_read(&request, &file, err) < 0)
 *		the world is wrong: err
 *	for (i = 0; i < file.trouble_count; i++)
 *		the file is wrong: file.troubles[i]
 *	for (i = 0; i < file.prompt_count; i++)
 *		...file.prompts[i]
 *
 * All that file points to is the arena's or the bytes', which must live as
 * long. A prompt is complete if no trouble was told; with trouble there may
 * still be prompts, to show what could be read.
 *
 * What each format yields is stated in promptpin-formats(5), worked out for
 * one file, and never changes within a rule set.
 */
#ifndef PP_FORMAT_FORMAT_H
#define PP_FORMAT_FORMAT_H

#include "base/error.h"
#include "diag/rule.h"
#include "syntax/node.h"
#include "template/template.h"

struct arena;
struct format;

/* Most prompts of one file, messages and tools of one prompt. */
enum { FORMAT_PROMPTS = 1000, FORMAT_MESSAGES = 1000, FORMAT_TOOLS = 1000 };

/*
 * A text of the prompt, and where it stands. A line of it that is not the
 * first begins `indent` columns to the right in the file (block scalars of
 * YAML lose their indentation). point: places inside of it cannot be told
 * (escapes, folding), and all of it is at pos.
 */
struct format_text {
	struct str text; /* the object's bytes */
	struct str path; /* of the file it stands in */
	struct pos pos;	 /* where it begins there */
	unsigned indent;
	bool point;
	bool whole; /* it is all of that file, byte for byte */
};
/* The place in the file of a place in the text. */
struct pos format_place(const struct format_text *text, struct pos pos);

/* A value of the user's: null, true, ... no scalar is plain any more. */
struct format_value {
	const struct node *node; /* NULL: absent */
	struct str path;	 /* of the file it stands in */
	bool whole; /* that file is named .json and is exactly this value */
};

/* A slot (a place that the application fills) and nothing else, or a text. */
struct format_message {
	struct str slot;
	struct str role; /* system, developer, user, assistant, tool, or as
			  * written where it is none of these */
	const struct language *language;
	/* canonical JSON, none equal to its default, sorted bytewise by name */
	const struct template_option *options;
	size_t option_count;
	struct format_text text;
	/* What messages before it bind in a template that the tool reads as
	 * one and we take apart: no variables here. Sorted bytewise by name. */
	const struct bound *bound;
	size_t bound_count;
};

/*
 * shape: openai-chat, openai-responses, anthropic, bedrock, mcp, gemini,
 * openai-functions, custom, hosted (tool_shape.h); `named` is a tool of which
 * the file has the name alone, and its definition is that text; or the
 * format's own name.
 */
struct format_tool {
	struct str name;
	const char *shape;
	struct format_value definition;
	struct pos pos;
};

/* What only running code could know. The bytes are those of the file that
 * the reference names, or of the reference where it names none. */
struct format_opaque {
	struct str ref;	 /* "prompts.py:build", as written */
	struct str path; /* of that file, or empty */
	struct str bytes;
	struct pos pos;
};

struct format_prompt {
	struct str name; /* which of several; empty: the file is one prompt */
	struct pos pos;
	struct str version, description; /* as the file says, or empty */
	struct pos version_pos;
	struct format_message *messages;
	size_t message_count, message_room;
	struct format_tool *tools;
	size_t tool_count, tool_room;
	struct format_opaque *opaque;
	size_t opaque_count, opaque_room;
	struct format_value tool_choice;
	struct format_value output; /* a JSON Schema, or a provider's wrapper */
	struct format_value params; /* an object */
	struct format_value retrieval;
	/* {"type":"object","properties":{...},"required":[...],
	 * "additionalProperties":false}; without the last where the tool lets
	 * the application pass more than is declared. */
	struct format_value variables;
	struct format_value *examples; /* {"input":..., "output":...} */
	size_t example_count, example_room;
	struct str provider, model, revision, adapter; /* empty: not written */
	struct pos model_pos;
	/* The tool renders a partial that is not there as nothing. */
	bool partials_may_miss;
};

/* Something wrong with the user's files: a finding. */
struct format_trouble {
	enum rule rule;
	struct str path;
	struct pos pos; /* line 0: no one place */
	struct str message, help;
};

/* Something to know, which is no fault: inspect prints it. */
struct format_note {
	struct pos pos; /* line 0: no one place */
	struct str text;
};

struct format_file {
	const struct format *format;
	const char *variant; /* "v2"; NULL: the format has none */
	struct format_prompt *prompts;
	size_t prompt_count, prompt_room;
	struct format_trouble *troubles;
	size_t trouble_count, trouble_room;
	struct format_note *notes;
	size_t note_count, note_room;
	struct str *others; /* further files that were read */
	size_t other_count, other_room;
};

/*
 * Further files of the repository, by their paths from the top. read: 0;
 * ERROR_ABSENT: there is none; ERROR_REFUSED: it cannot be used, err->text says
 * why; ERROR_FAILED. list: every path that a glob matches, sorted; 0 or
 * ERROR_FAILED. NULL functions: there are no further files.
 */
struct format_files {
	void *context;
	int (*read)(void *context, struct arena *a, struct str path,
		    struct str *bytes, struct error *err);
	int (*list)(void *context, struct arena *a, struct str glob,
		    struct str **paths, size_t *count, struct error *err);
};

struct format_request {
	struct arena *a;
	struct str path; /* from the top of the repository */
	struct str bytes;
	const struct format *format; /* never NULL */
	struct format_files files;
};

/* 0, or ERROR_FAILED where a file could not be read. */
int format_read(const struct format_request *request, struct format_file *out,
		struct error *err);

/*
 * What a file is taken for, by its name and what stands in it, as
 * promptpin-formats(5) says; *why is a clause, "its header has `model.id`".
 * NULL: it is no prompt file of any format here. It may still be a text or a
 * template by its ending (language_by_path).
 */
const struct format *format_recognize(struct arena *a, struct str path,
				      struct str bytes, struct str *why);
/* By the name that `format:` of the manifest takes, or NULL. */
const struct format *format_find(struct str name);
/* Every format, NULL last, in the order in which they are tried. */
const struct format *const *format_all(void);
const char *format_name(const struct format *format);
/*
 * A path without the ending that is no part of a prompt's name: a/b of
 * a/b.prompt.yml, a/b of a/b/SKILL.md. Of several endings that formats have
 * the longest; else the last one of the file's name.
 */
struct str format_stem(struct str path);

#endif

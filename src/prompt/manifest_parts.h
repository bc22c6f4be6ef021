/*
 * manifest_parts.h - one function for each part of the manifest, each in the
 * file that is named after it. All report through the reader and leave the
 * entry with what could be read.
 */
#ifndef PP_PROMPT_MANIFEST_PARTS_H
#define PP_PROMPT_MANIFEST_PARTS_H

#include "prompt/reader.h"

/* Keys of a prompt and of `defaults:`, in the order of the manual page. */
enum prompt_key {
	KEY_MESSAGES,
	KEY_SYNTAX,
	KEY_OPTIONS,
	KEY_TEMPLATES,
	KEY_INCLUDES,
	KEY_TOOLS,
	KEY_TOOL_CHOICE,
	KEY_OUTPUT,
	KEY_VARIABLES,
	KEY_EXAMPLES,
	KEY_MODEL,
	KEY_PARAMS,
	KEY_RETRIEVAL,
	KEY_OWNER,
	KEY_COMPATIBLE,
	KEY_EVALS,
	KEY_VERSION,
	KEY_FILE,
	KEY_FORMAT,
	KEY_COUNT
};

/* The values of one mapping by key; NULL where it lacks the key. */
struct prompt_nodes {
	struct node *node[KEY_COUNT];
};

/* `defaults:`, read once, however many prompts take it. */
struct defaults {
	struct prompt_nodes nodes;
	struct prompt_entry entry; /* what every prompt starts from */
	bool bad;
};

/* Read `defaults:`. */
void manifest_defaults(struct reader *r, struct node *node,
		       const struct place *at, struct defaults *out);
/* Read one member of `prompts:` into *out, which is zero. */
void manifest_entry(struct reader *r, struct member *member,
		    const struct place *at, const struct defaults *defaults,
		    struct prompt_entry *out);

/* What messages need besides their own node. */
struct message_context {
	struct node *syntax, *options; /* of the prompt, or NULL */
	const struct place *at;	       /* of the prompt */
	bool options_shared; /* from defaults: need not fit this prompt */
};
/* `messages:` with `syntax:` and `options:` of the prompt. */
void manifest_messages(struct reader *r, struct node *node,
		       const struct place *at,
		       const struct message_context *context,
		       struct prompt_entry *out);
/* Check `syntax:` and `options:` of the defaults, which no message asks for
 * yet. */
void manifest_shared_syntax(struct reader *r, const struct prompt_nodes *nodes,
			    const struct place *at);

/* What names a file, or a part of one, and how to read it; NULL: not said. */
struct file_nodes {
	const struct node *file, *symbol, *match, *format, *syntax, *options;
};
/* `file:` of a prompt, with `format:`, `syntax:` and `options:` beside it. */
void manifest_file(struct reader *r, const struct file_nodes *nodes,
		   const struct place *at, struct prompt_entry *out);
/* `format:`, `syntax:` and `options:` of a file whose path is known. */
void manifest_file_reading(struct reader *r, const struct file_nodes *nodes,
			   const struct place *at, struct prompt_entry *out);
/* `role:` of a file that is one text. */
void manifest_file_role(struct reader *r, const struct node *node,
			const struct place *at, struct file_entry *out);
/*
 * What an element of `collections:` says of each of its prompts: the keys of a
 * prompt besides files, root, role, messages and file.
 */
void manifest_shape(struct reader *r, struct node *node, const struct place *at,
		    const struct defaults *defaults, struct prompt_entry *out);
/*
 * `collections:`: add a prompt for each file, behind those of `prompts:`. 0, or
 * ERROR_FAILED.
 */
int manifest_collections(struct reader *r, struct node *node,
			 const struct place *at,
			 const struct defaults *defaults, struct view *view,
			 struct error *err);

/* ---- manifest_syntax.c */
enum { MANIFEST_OPTIONS = 32 };
struct option_list {
	struct template_option *items;
	size_t count;
};
/* A template language by its name, or NULL: a finding says so. */
const struct language *manifest_syntax(struct reader *r,
				       const struct node *node,
				       const struct place *at);
/* Options of one text. shared: those of other languages are passed over. */
void manifest_options(struct reader *r, const struct node *node,
		      const struct place *at, const struct language *language,
		      bool shared, struct option_list *out);
/* language NULL: it is an option of none. */
void manifest_unknown_option(struct reader *r, const struct member *member,
			     const struct place *at,
			     const struct language *language);

enum value_shape {
	VALUE_OBJECT = 1, /* a mapping may stand in the manifest */
	VALUE_ARRAY = 2,
	VALUE_TEXT = 4 /* a text that is no path too */
};
/* A value in the manifest itself, or the path of a file that holds it. */
void manifest_value(struct reader *r, struct node *node, const struct place *at,
		    unsigned shapes, struct value_ref *out);
void manifest_examples(struct reader *r, struct node *node,
		       const struct place *at, struct prompt_entry *out);
void manifest_model(struct reader *r, struct node *node, const struct place *at,
		    struct model_entry *out);
/* `variables:`: inline names become {"type":"object",...}. */
void manifest_variables(struct reader *r, struct node *node,
			const struct place *at, struct value_ref *out);
void manifest_policy(struct reader *r, struct node *node,
		     const struct place *at, struct policy *out);

#endif

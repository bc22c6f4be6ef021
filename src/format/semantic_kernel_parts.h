/*
 * semantic_kernel_parts.h - what the two formats of Semantic Kernel have in
 * common: a folder with config.json, and a YAML file, say the same things.
 *
 * Private to this folder.
 *
 *	struct format_prompt *p = format_prompt(r, STR_EMPTY, root->pos);
 *
 *	sk_settings(r, p, config);
 *	sk_variables(r, p, config);
 *	sk_messages(r, p, &text, format_string(template_format));
 *
 * Semantic Kernel cuts a prompt into messages when it is rendered: if all of
 * it is XML, each `<message role="...">` in it is one. sk_messages does so
 * before, where nothing else can come of it: the template is a sequence of
 * such elements, their roles are written out, between them is white space,
 * and what is in each of them is XML and a template of its own.
 */
#ifndef PP_FORMAT_SEMANTIC_KERNEL_PARTS_H
#define PP_FORMAT_SEMANTIC_KERNEL_PARTS_H

#include "format/reading.h"

/* description, and what the settings of the service that counts say: model,
 * parameters, choice of functions, output, fixed messages. config may be NULL.
 */
void sk_settings(struct reading *r, struct format_prompt *p,
		 const struct node *config);
/* input_variables, or input.parameters of old; without either: none. */
void sk_variables(struct reading *r, struct format_prompt *p,
		  const struct node *config);
/* Add the messages of a template behind those that the settings made. format:
 * semantic-kernel (or empty), handlebars, jinja2, liquid. */
void sk_messages(struct reading *r, struct format_prompt *p,
		 const struct format_text *text, const struct node *format);

/* A <message> of a text. */
struct sk_mark {
	struct str role;
	size_t from, to; /* what is in it, without white space around it */
};

/*
 * Cut a text in which template tags have been made SK_TAG bytes, and comments
 * SK_NOTHING bytes. The marks (of a), or NULL: it is no sequence of messages.
 * Linear.
 */
enum { SK_TAG = 1, SK_NOTHING = 2 };
struct sk_mark *sk_cut(struct arena *a, struct str text, size_t *count);

#endif

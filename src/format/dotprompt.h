/*
 * dotprompt.h - what the files of the dotprompt format share.
 *
 * Private to dotprompt*.c. The header becomes model, params, tools, output
 * and variables (dotprompt_header.c); the rest of the file is one Handlebars
 * template that its marks cut into messages (dotprompt_body.c).
 */
#ifndef PP_FORMAT_DOTPROMPT_H
#define PP_FORMAT_DOTPROMPT_H

#include "format/reading.h"

/* header: what the front matter says, of any kind. The messages are there. */
void dotprompt_header(struct reading *r, struct format_prompt *p,
		      const struct node *header);

/*
 * The messages of the template that is bytes [from, to) of the file. Before
 * the first mark the role is user, behind {{history}} it is model. A piece of
 * white space and comments alone is no message.
 */
void dotprompt_body(struct reading *r, struct format_prompt *p, size_t from,
		    size_t to);

#endif

/*
 * request.h - what the requests of OpenAI's and Anthropic's interfaces have in
 * common: JSON with messages.
 *
 * Private to this folder.
 *
 *	request_content(&q, role, content, message);
 *	request_params(&q, root, keys);
 */
#ifndef PP_FORMAT_REQUEST_H
#define PP_FORMAT_REQUEST_H

#include "format/reading.h"

struct request {
	struct reading *r;
	struct format_prompt *p;
	bool kept;    /* the note on what is kept as JSON was told */
	bool guessed; /* and that on what looks like a variable */
};

/* A text of the JSON of the file. */
struct format_text request_text(struct reading *r, const struct node *text);
/* A list of objects with a role and a content. */
bool request_is_messages(const struct node *list);
/* The same, of which not each need have a content: items of a conversation. */
void request_messages(struct request *q, const struct node *list);
/*
 * The messages that a content comes to: a text is one, and so is each part of
 * a list of texts. Any other stays JSON, from which nothing is lost: the
 * content, or of a message that has more than role and content all but its
 * role. message may be NULL.
 */
void request_content(struct request *q, struct str role,
		     const struct node *content, const struct node *message);
/* Tools in the shape that their provider has, without cache_control. */
void request_tools(struct request *q, const struct node *tools);
/* All members that are not in keys (NULL ends), and not for the transport. */
void request_params(struct request *q, const struct node *root,
		    const char *const *keys);

#endif

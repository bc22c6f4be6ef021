/*
 * markdown.h - the formats that are Markdown with a header: one reader, and
 * what is different among them.
 *
 * Private to this folder. A format's `read` is one line:
 *
 *	static const struct markdown skill = { .role = "system", ... };
 *
 *	static void read_skill(struct reading *r)
 *	{
 *		markdown_read(r, &skill);
 *	}
 *
 * The header is YAML; where it is none, as the tools read it that look for
 * `key: value` line by line (markdown_header). Whatever stands in it and is
 * not known to be for people alone is part of the prompt: model, tools, and
 * the rest as params.
 */
#ifndef PP_FORMAT_MARKDOWN_H
#define PP_FORMAT_MARKDOWN_H

#include "format/reading.h"

/* Which references to files in the body are looked for. */
enum markdown_links {
	LINKS_NONE,
	LINKS_AT,      /* @path, from the top, then from the file's folder */
	LINKS_IMPORTS, /* @path from the file's folder, and in those again */
	LINKS_HASH     /* #file:path, from the file's folder, then the top */
};

struct markdown {
	const char *role;
	const char *language;
	/* Keys of the header that are for people alone, beside those that are
	 * so in every format (markdown_header.c). NULL ends. */
	const char *const *unread;
	enum markdown_links links;
	bool headless; /* a header is text like the rest */
	bool trimmed;  /* white space around the body is cut off */
	bool guess;    /* tell what looks like a variable and is text */
};

void markdown_read(struct reading *r, const struct markdown *m);

/* ---- its parts */

/*
 * The header of the file as an object, or NULL: it has none. The scalars of
 * one that is YAML are plain. strict: one that is not is told, and absent;
 * else it is read line by line, with a note.
 */
const struct node *markdown_header(struct reading *r, const struct front *f,
				   bool strict);
/* Model, tools, version and description, and the rest but unread as params.
 * lenient: what versions of YAML disagree on is text. */
void markdown_fields(struct reading *r, struct format_prompt *p,
		     const struct node *header, const char *const *unread,
		     bool lenient);
/* The files that bytes [from, to) refer to. */
void markdown_links(struct reading *r, struct format_prompt *p,
		    enum markdown_links links, size_t from, size_t to);
/* What only running code knows in the message; with guess, a note on what
 * looks like a variable there and is none in its language. */
void markdown_look(struct reading *r, struct format_prompt *p,
		   const struct format_message *message, bool guess);
/* [*from, *to) without the white space around it. */
void markdown_trim(struct str bytes, size_t *from, size_t *to);

#endif

/*
 * reading.h - what every format needs while it reads a file, and the row it is
 * in the table.
 *
 * Private to this folder. A new format is a file that defines its struct
 * format, a line in formats.h and a line in the table of format.c.
 *
 * A reader fills r->out and never stops early for what is wrong in the file:
 * it tells format_wrong and goes on with what can be read. It stops where
 * r->rc is set: a file could not be read.
 *
 *	static void read(struct reading *r)
 *	{
 *		struct format_prompt *p = format_prompt(r, STR_EMPTY, pos);
 *		struct format_message *m = format_message(r, p, STR("system"));
 *
 *		m->language = language_find(STR("jinja2"));
 *		m->text = format_slice(r, from, to);
 *		p->params = format_value(r, node_get(header, "config"));
 *	}
 *
 * What these return stays valid until the next call of the same kind.
 */
#ifndef PP_FORMAT_READING_H
#define PP_FORMAT_READING_H

#include "base/buf.h"
#include "base/map.h"
#include "format/format.h"
#include "format/front.h"

/* A file under recognition: what it consists of is read when it is first
 * asked for. */
struct probe {
	struct arena *a;
	struct str path;  /* a/b/name.prompt.yml */
	struct str name;  /* name.prompt.yml */
	struct str bytes; /* without byte order mark */
	struct str why;	  /* set by the format that takes it */
	bool asked_json, asked_yaml, asked_front;
	const struct node *json, *yaml, *header;
	struct front front;
};
/* The whole file as JSON; as YAML; the YAML of its front matter: NULL where it
 * is none. Scalars of YAML are plain (unresolved). */
const struct node *probe_json(struct probe *p);
const struct node *probe_yaml(struct probe *p);
const struct node *probe_header(struct probe *p);
/* By its name, .json, .yaml or .yml, as that; else NULL. */
const struct node *probe_value(struct probe *p);
/* Whether node is an object with a member of that name. */
bool probe_has(const struct node *node, const char *name);
/* Whether the path has a folder of that name: "prompts" in a/prompts/b.md. */
bool probe_below(const struct probe *p, const char *folder);

/* What all readers of one file share. */
struct reading_memory {
	struct map spots;  /* from a file's bytes, by their address */
	struct map others; /* paths in out->others */
};

struct reading {
	struct arena *a;
	struct reading_memory *memory;
	struct str path, folder; /* folder: "" for the top */
	struct str bytes;	 /* without byte order mark */
	const struct format_files *files;
	struct format_file *out;
	struct error *err;
	int rc;
};

/* One row of the table. */
struct format {
	const char *name;
	/* Whether it is this format; p->why says by what. Called in the order
	 * of the table, so that what is special comes first. */
	bool (*is)(struct probe *p);
	void (*read)(struct reading *r);
	/* Endings of a path that are no part of a prompt's name, NULL ends:
	 * ".prompt.yml"; "/SKILL.md" where the folder has the name. NULL: the
	 * last ending of any file. */
	const char *const *suffixes;
};

/* ---- what is wrong, and what is to be known */

/* format-invalid in the file itself. message is a sentence without full stop. */
void format_wrong(struct reading *r, struct pos pos, struct str help,
		  const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* Another rule, or another file. */
void format_wrong_in(struct reading *r, enum rule rule, struct str path,
		     struct pos pos, struct str help, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));
void format_tell(struct reading *r, struct pos pos, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- the parts of the prompt */

struct format_prompt *format_prompt(struct reading *r, struct str name,
				    struct pos pos);
struct format_message *format_message(struct reading *r,
				      struct format_prompt *p, struct str role);
/* definition: not yet resolved. */
void format_tool(struct reading *r, struct format_prompt *p, struct str name,
		 const char *shape, const struct node *definition);
/* A tool that the file only names. */
void format_named_tool(struct reading *r, struct format_prompt *p,
		       const struct node *name);
/* Every tool of a value of any known shape (tool_shape.h). path, whole: of the
 * file it stands in. */
void format_tools(struct reading *r, struct format_prompt *p,
		  const struct node *node, struct str path);
void format_example(struct reading *r, struct format_prompt *p,
		    struct node *input, struct node *output);
/*
 * ref names a file below: its bytes are hashed. path empty: the reference
 * names none, and is hashed itself.
 */
void format_opaque(struct reading *r, struct format_prompt *p, struct str ref,
		   struct str path, struct str bytes, struct pos pos);
/* An option of the message's language; json is canonical. One equal to the
 * default is passed over. Order does not matter. */
void format_option(struct reading *r, struct format_message *m,
		   const char *name, struct str json);

/* ---- texts and values */

/* Where the byte at an offset of the file stands. */
struct pos format_pos(struct reading *r, size_t offset);
/* Bytes [from, to) of the file. */
struct format_text format_slice(struct reading *r, size_t from, size_t to);
/* A text of the YAML or JSON of the file, `from` that file or another. */
struct format_text format_node_text(struct reading *r, const struct node *node,
				    struct str path, struct str bytes);
/* A text that stands nowhere as it is. */
struct format_text format_made_text(struct reading *r, struct str text,
				    struct pos pos);
/*
 * A value of the file itself: a copy of node with plain scalars resolved
 * (yaml_resolve_core). NULL node: an absent value. What cannot be resolved is
 * told, and absent.
 */
struct format_value format_value(struct reading *r, const struct node *node);
/* A value that was made (make.h). */
struct format_value format_made(struct reading *r, struct node *node);
/* The text of a string node, empty for NULL and any other kind. */
struct str format_string(const struct node *node);
/* Whether a node is the boolean, plain or not. */
bool format_is_true(const struct node *node);

/* ---- further files */

/*
 * The path that ref means, as written in the file: relative to its folder.
 * False: it leaves the repository or is no path; told as path-escape.
 */
bool format_join(struct reading *r, struct str folder, struct str ref,
		 struct pos pos, struct str *out);
/* As format_join of the file's folder, and read it. False: told
 * (source-missing), or r->rc is set. bytes are as in the file. */
bool format_open(struct reading *r, struct str ref, struct pos pos,
		 struct str *path, struct str *bytes);
/* Whether a path from the top is there, and its bytes; false: it is not, or
 * it cannot be used (told), or r->rc is set. For what the tool reads wherever
 * it is there. */
bool format_try(struct reading *r, struct str path, struct str *bytes);
/* As format_try, and nothing is told: for what need not be a text. */
bool format_peek(struct reading *r, struct str path, struct str *bytes);
/* Read a whole file as JSON (.json) or YAML (else) value; false: told. */
bool format_open_value(struct reading *r, struct str ref, struct pos pos,
		       struct format_value *out);
/* Parse text as YAML or JSON whose places are those of the file: it begins at
 * line first_line. NULL: told. */
const struct node *format_yaml(struct reading *r, struct str text,
			       unsigned first_line);
const struct node *format_json(struct reading *r, struct str text);

#endif

/*
 * builder.h - the inside of a builder: files read once, and one prompt under
 * way. Private to src/prompt.
 *
 * What is computed once and used by many prompts (a file, its parse, what a
 * glob gives) never holds findings: each prompt that meets what is wrong says
 * so again, under its own id, through build_report.
 */
#ifndef PP_PROMPT_BUILDER_H
#define PP_PROMPT_BUILDER_H

#include "base/buf.h"
#include "base/map.h"
#include "prompt/build.h"
#include "prompt/lines.h"
#include "prompt/normal.h"
#include "syntax/node.h"
#include "template/bound.h"

enum {
	/* of all prompts together, against manifests that multiply: parts,
	 * uses, tools and files counted once for each prompt */
	BUILD_WORK = 2 * 1000 * 1000,
	/* globs against paths, 64 comparisons of bytes a step */
	BUILD_GLOB_STEPS = 50 * 1000 * 1000,
	BUILD_BYTES = 1024 * 1024 * 1024, /* of all files read */
	CODE_STEPS =
		100, /* of the search in source code are one of BUILD_WORK */
	FILE_READINGS = 16, /* ways (syntax, options) one file is read in */
	PROMPT_TOOLS = 1000,
	STORED_TEXT = 4096 /* longest name that a release file holds */
};

/* How a file is reached: a message's file, what that includes, and so on. */
struct link {
	const struct link *up;
	struct str path;
	size_t depth; /* 0: named by the manifest */
};

/* Where a file is named, for findings. */
struct named {
	struct str path;
	struct pos pos;
	struct lines *lines;	 /* of path */
	const struct link *link; /* NULL: named by the manifest */
};

enum file_state {
	FILE_OK,
	FILE_ABSENT,
	FILE_NO_FILE, /* link, submodule, conflict: wrong where it is named */
	FILE_NOT_TEXT /* wrong in the file itself */
};

/* A file as a template in one language with one set of options. */
struct parsed {
	struct parsed *next;
	const struct language *language;
	const struct template_option *options;
	size_t option_count;
	const struct template_error *why; /* NULL: it was read */
	struct template template;
};

/* A "$ref" that names a file: the file's name as written, no fragment. */
struct ref {
	struct str name;
	struct pos pos;
};
struct refs {
	struct ref *items;
	size_t count, room;
};

/* A file as one JSON or YAML value. */
struct value {
	bool bad; /* why says */
	struct syntax_error why;
	struct node root;
	struct str bytes; /* the object: the file's, or compact JSON */
	struct store_id id;
	bool whole; /* bytes are the file's */
	struct refs refs;
};

/* One tool of a file. */
struct tool {
	struct str name; /* with a NUL behind it */
	const char *shape;
	struct str bytes;
	struct store_id id;
	bool whole;
	struct file *file;
	struct refs refs;
	const struct node *node;
};
struct tools {
	bool bad; /* pos and why say */
	struct pos pos;
	struct str why, help;
	struct tool *items;
	size_t count;
};

struct file {
	struct str path; /* with a NUL behind it */
	/* A part of another file, which a format or source code has: its text
	 * is bytes. */
	struct file *in;
	const struct cut *cut;
	struct str at; /* what names it there: a symbol; empty: `in` is a source
			* as a whole */
	enum file_state state;
	enum rule rule; /* of what is wrong, with why and help */
	struct str why, help;
	struct pos pos;
	struct str bytes;
	struct store_id id;
	struct lines lines;
	struct parsed *parsed;
	size_t readings;
	struct value *value;
	struct tools *tools;
	struct formatted *formatted;
	struct code_source *code; /* as source code, if a part was asked for */
	/* the last prompt, or message, that has met it already */
	size_t text_mark, source_mark, tool_mark, visit_mark;
	const struct link *open; /* on the way to what is being read now */
	struct bound_set bound;	 /* wherever this message reaches it from */
};

/* A file as a prompt file of a format. */
struct formatted {
	struct formatted *next;
	const struct format *asked;  /* NULL: as recognized */
	const struct format *format; /* NULL: it is of none */
	struct format_file file;
	struct str *paths; /* read besides; a folder, listed, ends in a slash */
	size_t path_count, path_room;
};

/* What a glob of tools gives: sorted by name. */
struct glob {
	struct tool **tools;
	struct file **files; /* in order of path, bad ones as well */
	size_t tool_count, file_count;
};

/* Every path below a folder. */
struct listing {
	struct str *paths;
	size_t count, room;
};

/* A name as a template writes it, and the file it stands for. */
struct edge {
	struct str name;
	struct file *file;
};

/*
 * One prompt under way. The arrays are the builder's, used again for each
 * prompt; what is kept is copied out in its exact size.
 */
struct build {
	struct builder *b;
	const struct prompt_entry *entry;
	struct sink *sink;
	struct error *err;
	int rc;	  /* the first failure */
	bool bad; /* a finding was added */
	struct store_effective *effective;
	struct object *objects;
	size_t object_count, object_room;
	struct store_origin *sources;
	size_t source_count, source_room;
	struct use *uses;
	size_t use_count, use_room;
	struct text_file *texts;
	size_t text_count, text_room;
	struct store_tool *tools;
	size_t tool_count, tool_room;
	struct edge *edges; /* of one message; names come again */
	size_t edge_count, edge_room;
	const struct node *variables;
	struct str variables_path;
	bool variables_open;
	const struct formatted *formatted;
	const struct format_prompt *own; /* of the file, or NULL */
	struct store_opaque *opaque;
	size_t opaque_count, opaque_room;
};

struct builder {
	struct arena *a;
	struct view *view;
	const struct manifest *manifest;
	struct lines manifest_lines;
	struct map files, globs, listings;
	struct map inlines; /* from node (its address) to struct value */
	struct map parts;   /* of source code, by what names them */
	struct map cuts; /* from what says where (its address) to struct file */
	struct normal *normal;
	struct buf canonical; /* used again for each text */
	/* marks: one a prompt, one a message, one an entry of `tools:` */
	size_t prompts, messages, tool_entries;
	size_t work, glob_steps, bytes;
	struct build build; /* the one prompt under way */
};

struct trouble {
	enum rule rule;
	struct named at;
	struct str message, help;
	struct str key; /* what tells it from others in path; no line number */
};

/* ---- build_report.c */
void build_report(struct build *p, const struct trouble *t);
/* Whether the sink takes no more. The finding is then counted already, and
 * nothing of it need be put together. */
bool build_full(struct build *p);
/* Where the manifest names something. */
struct named build_named(struct build *p, struct pos pos);
/* Where file itself, reached by link, is wrong. */
struct named build_inside(struct file *file, struct pos pos,
			  const struct link *link);
/* Count n more towards BUILD_WORK; false: too much, p->rc is set. */
bool build_work(struct build *p, size_t n);
/* The folder of a path, "" for the top. */
struct str build_folder(struct str path);
/* `git add PATH`, quoted for a shell where need be. */
struct str build_git_add(struct arena *a, struct str path);

/* ---- build_file.c */
/* The file at a path that is view_path_ok; NULL: p->rc is set. */
struct file *build_file(struct build *p, struct str path);
/* As build_file, and report where it cannot be used; NULL then as well. */
struct file *build_usable(struct build *p, struct str path,
			  const struct named *from);
/* Its parse, made if new; NULL: p->rc is set. */
struct parsed *build_parsed(struct build *p, struct file *file,
			    const struct language *language,
			    const struct template_option *options,
			    size_t option_count);
/* The file as one value; NULL: reported. */
struct value *build_value(struct build *p, struct file *file,
			  const struct link *link);

/* The files of a link, from the one the manifest names: depth + 1. */
const struct str *build_chain(struct arena *a, const struct link *link);

/* ---- build_object.c */
/* A copy of count items in its exact size; NULL for none. */
void *build_keep(struct build *p, const void *items, size_t count, size_t size);
void build_object(struct build *p, const struct store_id *id, struct str bytes,
		  struct str path, bool whole);
/* Say what the object added last is as a tree, and how it was reached. */
void build_tree(struct build *p, const struct node *node,
		const struct link *link);
/* Add the whole file to the sources, and its bytes to the objects. */
void build_source(struct build *p, struct file *file);

/* ---- build_cut.c */
/*
 * A part of a file as a file of its own; key is the address of what says so,
 * and lives as long as the builder. raw: of source code, as in struct cut.
 */
struct file *build_cut(struct build *p, const void *key, struct file *in,
		       const struct format_text *text, struct str raw,
		       struct str at);
/* ---- build_format.c */
/*
 * Read the prompt's own file (`file:`). p->own is what it carries, NULL:
 * reported, or p->rc is set.
 */
void build_own(struct build *p);
/* As prompt_file. */
const struct format_file *build_own_file(struct build *p);
/* Messages and opaque parts of p->own. */
void build_own_messages(struct build *p);
void build_own_tools(struct build *p);
/* A prompt of nothing at all is none: reported. */
void build_own_check(struct build *p);
/* A value that it has; false: it has none. */
bool build_own_value(struct build *p, const struct format_value *value,
		     enum object_role role, const struct value **out,
		     struct named *at);

/* ---- build_include.c */
/* What a text is read as, and where the names in it are looked up. */
struct text_use {
	struct str role;
	const struct language *language;
	const struct template_option *options;
	size_t option_count;
	const struct str *folders;
	size_t folder_count;
	struct bound_set bound; /* what other messages bind */
	bool parts_may_miss;	/* to the tool one that is not there is empty */
};
/* The text that a symbol or a pattern names in a file of source code; NULL:
 * reported, or p->rc is set. Where use has no language it is the code's. */
struct file *build_code(struct build *p, const struct message_entry *entry,
			struct file *in, struct text_use *use);

/* The folders of an entry, else the default. */
void build_folders(struct build *p, struct str path, struct text_use *use);
/*
 * Walk file, reached by link, and what it includes: texts, uses and sources
 * are added, p->edges are those of this message. False: p->rc is set.
 */
bool build_includes(struct build *p, const struct text_use *use,
		    struct file *file, const struct link *link);
/* ---- build_message.c: out->text, parts and options of a text. */
void build_text(struct build *p, const struct text_use *use, struct file *file,
		struct store_message *out);
/* ---- build_values.c */
/* A value that is no file of its own: made once for each node. */
struct value *build_inline(struct build *p, const struct node *node,
			   enum object_role role);

/* ---- the members of the effective prompt */
void build_messages(struct build *p);
void build_tools(struct build *p);
void build_values(struct build *p);

/* ---- build_glob.c: NULL: p->rc is set */
/* Every path below folder, without the store. */
const struct listing *build_listing(struct build *p, struct str folder);
/* Count one comparison of a glob with a path; false: too many, p->rc is set. */
bool build_glob_step(struct build *p, struct str pattern, struct str path);
struct glob *build_glob(struct build *p, struct str pattern);
/* The tools of a file, read if new; NULL: p->rc is set. */
struct tools *build_tools_of(struct build *p, struct file *file);

/* ---- build_refs.c */
/* Gather the files that "$ref" names in and below root. */
void refs_find(struct arena *a, const struct node *root, struct refs *out);
/*
 * The closure of refs, which stand in `from` (a file of that folder), as
 * parts sorted by name. Objects and sources are added.
 */
void build_refs(struct build *p, const struct refs *refs,
		const struct named *from, struct str folder,
		const struct store_part **out, size_t *count);

#endif

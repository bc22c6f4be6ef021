/*
 * build.h - from a manifest entry and the files of a view to the effective
 * prompt: everything the model receives, in terms of objects.
 *
 *	struct builder *b = builder_new(run, view, &manifest);
 *	struct built p;
 *
 *	if (prompt_build(b, entry, &sink, &p, err) == 0 && p.complete)
 *		...p.effective, p.normal
 *
 * A builder reads and parses each file once, however many prompts share it.
 * What is wrong in the files becomes findings (source-*, path-escape,
 * template-invalid, format-invalid, include-*, manifest-invalid for
 * tools of one name), each with the chain of includes by which it was reached.
 */
#ifndef PP_PROMPT_BUILD_H
#define PP_PROMPT_BUILD_H

#include "format/format.h"
#include "prompt/manifest.h"
#include "store/store.h"
#include "view/view.h"

enum { INCLUDE_DEPTH = 16, PROMPT_PARTS = 1000 };

struct builder;

/* A text that is a part of a file, and that file's bytes. */
struct cut {
	struct format_text text;
	struct str file;
	struct str raw; /* of source code: the literal as it stands in file */
};
/* Where in the file the byte at offset of its text stands. In source code it
 * is looked for in the literal, past quotes, escapes and indentation: linear,
 * so for what is shown, not for every place of a text. */
struct pos cut_place(const struct cut *cut, size_t offset);

/* Bytes that a release names. */
struct object {
	struct store_id id;
	struct str bytes;
	struct str path; /* the source: a file, or the manifest */
	bool whole;	 /* the file's own bytes, not cut from it */
	/* Of a value: its tree, with the places in path. Else NULL. */
	const struct node *node;
	/* Of a value in a file of another format: that file's bytes. */
	struct str file;
	const struct cut *cut; /* a text that is a part of path, or NULL */
	/* How path is reached: file, ..., path; NULL: the manifest names it,
	 * or it is a text, see texts. */
	const struct str *chain;
	size_t chain_count;
};

/* One use of a variable in one of the prompt's texts. */
struct use {
	struct str name;
	struct str path; /* of the file that uses it */
	struct pos pos;
	bool optional;
	bool perhaps; /* the name may be a section's: it need not be declared */
	struct str role; /* of the message it reaches */
	const struct language *language;
	/* how that file is reached: message file, ..., path */
	const struct str *chain;
	size_t chain_count;
};

/* One text file of the prompt (messages and parts), once each. */
struct text_file {
	struct str path, bytes;
	struct store_id id;    /* of bytes */
	const struct cut *cut; /* bytes are a part of path, or NULL */
	const struct str *chain;
	size_t chain_count;
};

struct built {
	struct str id;
	bool complete; /* false: a finding says why; nothing below binds */
	struct store_effective effective;
	struct store_id normal;
	const struct object *objects; /* each once, sorted by id */
	size_t object_count;
	const struct store_origin *sources; /* sorted by path, then at */
	size_t source_count;
	const struct use *uses; /* in order of messages and text */
	size_t use_count;
	const struct text_file *texts;
	size_t text_count;
	/* `variables:` in their stored form, or NULL: inferred when compared */
	const struct node *variables;
	struct pos variables_pos;
	struct str variables_path; /* of the prompt's own file, where they
				    * stand in it; else empty */
	bool variables_open;	   /* more may be passed than is declared */
	/* Of a prompt that a file carries itself: that file as it was read,
	 * and which of its prompts; or NULL. */
	const struct format_file *file;
	const struct format_prompt *of_file;
	bool version_file; /* `version: file`: of_file's version is to be its
			    * head's */
};

struct builder *builder_new(struct arena *a, struct view *view,
			    const struct manifest *manifest);
/* Its cache of normal digests, to compute those of releases with. */
struct normal *builder_normal(struct builder *b);
/*
 * How much of what all prompts together may cost is spent: thousandths of the
 * limit that is nearest, rounded up. From 1,000 on builds fail.
 */
unsigned builder_spent(const struct builder *b);
/* 0, or ERROR_FAILED where a file could not be read. */
int prompt_build(struct builder *b, const struct prompt_entry *entry,
		 struct sink *sink, struct built *out, struct error *err);

/*
 * The prompt's own file (`file:`) as its format reads it, all of its prompts;
 * *out NULL: findings say why, or it is of no format. 0, or ERROR_FAILED.
 */
int prompt_file(struct builder *b, const struct prompt_entry *entry,
		struct sink *sink, const struct format_file **out,
		struct error *err);
/* The line of a file that one of the prompt's texts stands in, to show. */
struct str built_line(const struct built *b, struct str path, unsigned line);

#endif

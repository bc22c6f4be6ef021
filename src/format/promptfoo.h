/*
 * promptfoo.h - a promptfoo configuration: its prompts, each paired with each
 * of its providers.
 *
 * Private to this folder.
 *
 *	foo_texts(&f, prompts);		what is asked, to f.texts
 *	foo_providers(&f, providers);	who is asked, to f.providers
 *
 * and promptfoo.c pairs them. What a text comes to is kept in a prompt of its
 * own (`parts`), and so is what a provider adds, so that nothing is read twice.
 *
 * promptfoo_text.c says what an entry of `prompts` is: a text, or the name of
 * a file; promptfoo_file.c what such a file holds, promptfoo_csv.c if it is a
 * table; promptfoo_chat.c makes messages of a text.
 */
#ifndef PP_FORMAT_PROMPTFOO_H
#define PP_FORMAT_PROMPTFOO_H

#include "base/map.h"
#include "format/reading.h"

struct foo_text {
	struct str name;  /* among the texts of the configuration */
	struct str label; /* that `prompts` of a provider names it by */
	struct pos pos;
	const struct node *config;  /* goes over the provider's, or NULL */
	struct format_prompt parts; /* messages, opaque */
};

struct foo_provider {
	struct str id, label, name; /* name: among the providers */
	struct pos pos;
	struct str path;		     /* of the file it stands in */
	const struct node *config, *prompts; /* or NULL */
	bool *is_for;			     /* each text, or NULL: all */
	struct format_prompt parts;	     /* all but messages */
};

struct foo {
	struct reading *r;
	const struct node *root;
	struct str prefix, suffix; /* of every text */
	struct map text_names, provider_names;
	struct foo_text *texts;
	size_t text_count, text_room;
	struct foo_provider *providers;
	size_t provider_count, provider_room;
};

/* Whether a reference has tags in it: what it names depends on the environment.
 */
bool foo_is_computed(struct str ref);
/* Without `file://` before it. */
struct str foo_without_scheme(struct str ref);
/* The node that a `$ref: "#/..."` means; any other is itself. */
const struct node *foo_deref(const struct foo *f, const struct node *node);
/* base, or base with #2, #3, ... where a name is taken. */
struct str foo_name(struct foo *f, struct map *names, struct str base);
/* Add a text that is called base; NULL: there are too many, told. */
struct foo_text *foo_add(struct foo *f, struct str base, struct pos pos);

/* ---- promptfoo_text.c, promptfoo_file.c */

/* An entry of `prompts` under reading. */
struct foo_entry {
	struct str raw;		 /* a text, or a path */
	const struct node *node; /* that it stands in, or NULL */
	struct pos pos;
	size_t place;	  /* in the list, from 1 */
	struct str label; /* label or id as written, or empty */
	const struct node *config;
};

void foo_texts(struct foo *f, const struct node *prompts);
/* Add what a file holds that is at path, from the top. ref: it as written.
 * False: promptfoo reads no prompts from files of such a name. */
bool foo_file(struct foo *f, const struct foo_entry *e, struct str ref,
	      struct str path, struct str bytes);
/* A path may name a function of the file: its length without that. */
size_t foo_path_length(struct str path);
/* The name ends as that of a program's source, or of a script. */
bool foo_is_code(struct str path);
/* Whether promptfoo knows the ending. */
bool foo_is_known(struct str path);

/* ---- promptfoo_csv.c */

struct foo_row {
	struct str prompt, label;
	size_t from, to; /* of the prompt in the file */
	bool made;	 /* it is not those bytes as they are */
};
/* The rows with a prompt. Linear. */
struct foo_row *foo_csv(struct arena *a, struct str bytes, size_t *count);

/* ---- promptfoo_chat.c */

/* Add the messages that a text is. files: `file://` in it is loaded. */
void foo_chat(struct foo *f, struct format_prompt *p,
	      const struct format_text *text, bool files);
/* The same of the value of a whole YAML file. */
void foo_chat_value(struct foo *f, struct format_prompt *p,
		    const struct node *value, const struct format_text *file);

/* ---- promptfoo_provider.c */

void foo_providers(struct foo *f, const struct node *providers);
/* Add to p what a provider (NULL: none) and the config of a prompt say. */
void foo_settings(struct foo *f, struct format_prompt *p,
		  const struct foo_provider *provider,
		  const struct node *config);
/* Add what of a value is in a file of its own (`file://` texts): promptfoo
 * loads it. */
void foo_files(struct foo *f, struct format_prompt *p, const struct node *node);
/* Add a reference to code or to a service. path: as the reference names a
 * file, or empty; it is told if that file is not there. */
void foo_opaque(struct foo *f, struct format_prompt *p, struct str ref,
		struct str path, struct pos pos);

#endif

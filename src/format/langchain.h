/*
 * langchain.h - what the files of the langchain format share.
 *
 * Private to langchain*.c. There are three shapes of file: `_type` and its
 * keys, which load_prompt() reads (langchain.c); the constructors that dumpd()
 * and LangSmith's hub write (langchain_object.c); and lists of messages, that
 * both have in some form (langchain_message.c).
 *
 *	struct chain c = langchain_begin(r);
 *
 *	langchain_message(&c, item, format);
 *	langchain_declared(&c, object);
 *	langchain_end(&c);
 */
#ifndef PP_FORMAT_LANGCHAIN_H
#define PP_FORMAT_LANGCHAIN_H

#include "base/map.h"
#include "format/make.h"
#include "format/reading.h"

struct chain {
	struct reading *r;
	struct format_prompt *p;
	/* The file that nodes stand in: that of the prompt, or of an example
	 * prompt that it names. */
	struct str path, bytes;
	struct map slots; /* names of placeholders, which are no variables */
	struct make_variables variables;
	bool declared; /* a list of the variables was there */
	bool partial;  /* some had a value */
};

struct chain langchain_begin(struct reading *r);
void langchain_end(struct chain *c);

/* input_variables, optional_variables and partial_variables of an object. */
void langchain_declared(struct chain *c, const struct node *object);

/*
 * A message whose text is a template. format is f-string, mustache or jinja2;
 * empty is f-string. NULL: the format is none of these, which was told.
 */
struct format_message *langchain_template(struct chain *c, struct str role,
					  const struct node *text,
					  struct str format);
/* What the file calls human is user, ai and model are assistant. */
struct str langchain_role(struct str name);
/* One message of a list in any of its shapes: a text, [role, text], {role,
 * content}, {prompt: ...}, a constructor. */
void langchain_message(struct chain *c, const struct node *item,
		       struct str format);

/* {"lc": 1, "type": ..., "id": [...], "kwargs": {...}} */
bool langchain_is_object(const struct node *node);
/* The name of its class, or empty. */
struct str langchain_class(const struct node *node);
/* Its kwargs; node itself where it is no such object. */
const struct node *langchain_kwargs(const struct node *node);
/* Whether it is a prompt, alone or as the first of a sequence. */
bool langchain_is_prompt(const struct node *node);
void langchain_object(struct chain *c, const struct node *node);
/* prefix, examples and suffix, by the keys of FewShotPromptTemplate. */
void langchain_few_shot(struct chain *c, const struct node *object);
/* The text of `name`, or of the file that `name_path` has; false: neither, or
 * told. The message's language is that of format. */
bool langchain_text(struct chain *c, const struct node *object,
		    const char *name, struct str format);

#endif

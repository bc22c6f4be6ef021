/*
 * semantic_kernel.h - Semantic Kernel's own template language, in two steps.
 *
 * Private to this folder and its tests. First the text falls into blocks:
 *
 *	struct sk_scan s = { .text = text };
 *	struct sk_block b;
 *
 *	while (sk_next(&s, &b))
 *		...text and code, in order; together they are the text
 *
 * which nothing can stop: what is no block is text. Then the code of one falls
 * into tokens, and that is where a template is refused:
 *
 *	struct sk_code c = sk_code_in(text, b.code_from, b.code_to);
 *	struct sk_token t;
 *
 *	while (sk_token_next(&c, &t))
 *		...
 *	if (c.wrong)
 *		...c.wrong says what, c.wrong_at is the byte
 *
 * .NET and Python differ in what they refuse. Semantic Kernel is .NET's first,
 * so what .NET refuses when it makes the template (KernelPromptTemplate
 * validates all blocks) is refused. One thing it does is not copied: a quoted
 * value with `=` in it as a named argument, which Python takes, is read.
 */
#ifndef PP_TEMPLATE_SEMANTIC_KERNEL_H
#define PP_TEMPLATE_SEMANTIC_KERNEL_H

#include "base/str.h"

struct sk_block {
	bool code;
	size_t from, to;	   /* with the braces */
	size_t code_from, code_to; /* between them, without white space */
};

struct sk_scan {
	struct str text;
	size_t done;   /* up to there blocks were given */
	size_t cursor; /* where the next search begins */
	struct sk_block kept;
	bool has_kept;
};

/* The next block; false at the end. `{{ }}` is a text of its own. */
bool sk_next(struct sk_scan *s, struct sk_block *out);

enum sk_token_kind { SK_VARIABLE, SK_VALUE, SK_FUNCTION, SK_NAMED };

struct sk_token {
	enum sk_token_kind kind;
	struct str text;     /* as written */
	struct str name;     /* of a variable, function or argument */
	struct str variable; /* of a variable or an argument that is one */
};

struct sk_code {
	struct str text;
	size_t at, to;
	size_t count;		  /* tokens so far */
	enum sk_token_kind first; /* of the first of them */
	const char *wrong;
	size_t wrong_at;
};

struct sk_code sk_code_in(struct str text, size_t from, size_t to);
bool sk_token_next(struct sk_code *c, struct sk_token *out);

#endif

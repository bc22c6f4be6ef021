/*
 * ruby.h - strings of Ruby in quotes and in %q, %Q and %(), and heredocs;
 * `<<~` loses the indentation of its least indented line, tabs to columns of
 * eight. `#@name` is told as `#{@name}`. Private to this folder.
 */
#ifndef PP_CODE_RUBY_H
#define PP_CODE_RUBY_H

#include "code/reader.h"

struct ruby_literal {
	bool raw;	  /* no #{}, and \ only before itself and a quote */
	char open, close; /* open != close nest */
	size_t from;
	size_t to, end; /* of its text; behind its end */
};

static inline char ruby_peek(const struct code_reader *r, size_t i)
{
	return i < r->text.n ? r->text.p[i] : '\0';
}

/* The literal at r->at whose text begins at l->from. */
void ruby_string(struct code_reader *r, struct code_token *t,
		 struct ruby_literal *l);
/* At <<; false: it is an operator. */
bool ruby_heredoc(struct code_reader *r, struct code_token *t);

#endif

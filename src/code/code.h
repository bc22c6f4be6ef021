/*
 * code.h - prompts in source code: string literals, decoded, with the names
 * that the code gives them.
 *
 * One file a programming language, one table (code.c). A language reads the
 * bytes of a file and says which string literals stand in it; nothing is
 * ever executed.
 *
 *	const struct code_language *l = code_by_path(STR("src/agent.py"));
 *
 *	if (l && code_symbol(a, l, bytes, STR("Agent.PROMPT"), &literal, &why) == 0)
 *		...literal.text, in the template language literal.syntax
 *	else
 *		...why.text, at why.pos unless its line is 0
 *
 * What is given is the value that the literal has when the code runs: escapes
 * are undone, literals that stand side by side or with + between them are one, the
 * indentation is taken away where the language, `dedent` or `inspect.cleandoc`
 * does so, and what `.strip()` and its like strip is gone. Where an
 * expression stands in the literal (`{name}`, `${name}`, `#{name}`) it stays
 * as it is written, and the literal is a template: syntax names its language.
 * A literal that has none of them is a "text", whatever its quotes, but for
 * one that `.format(` stands behind ("python-format").
 *
 * Text in a template is written so that it cannot be taken for an expression,
 * and is otherwise as it is:
 *
 * | syntax | text that would be an expression |
 * | --- | --- |
 * | python-f-string | each brace twice |
 * | csharp-interpolated | each brace twice; with the option braces above 1 braces stand for themselves |
 * | js-template, ruby-interpolated | a backslash before the `${` or `#{`; backslashes in front of it, and of a true expression, twice |
 *
 * What cannot be known without running the code is said: wrapped, with the
 * name of the call or operator that the literal goes into.
 *
 * A reader is lenient: it knows words, strings, comments and brackets. What it
 * does not understand it passes over, so a file that does not compile has
 * literals too. Time is linear. All that a literal points to is the arena's
 * or the bytes', which must live as long; a language is constant.
 */
#ifndef PP_CODE_CODE_H
#define PP_CODE_CODE_H

#include "template/template.h"

struct arena;
struct code_language;

enum {
	CODE_SIZE = 16 * 1024 * 1024, /* largest file that is read */
	CODE_LITERALS = 200000,	      /* most literals of a file */
	CODE_DEPTH = 100	      /* brackets and names that are kept */
};

enum code_how {
	CODE_ASSIGNED, /* NAME = "...", also `const NAME = ...` */
	CODE_ARGUMENT, /* name="..." in a call, name: "..." in an object */
	CODE_RETURNED, /* return "...": the symbol is the function */
	CODE_BARE      /* anything else; the symbol may say where */
};

struct code_literal {
	/*
	 * The names around it, with dots between: the classes and functions
	 * that it stands in, what is assigned to, keys and keyword arguments,
	 * the place in a list from 0: "SYSTEM_PROMPT", "Agent.PROMPT",
	 * "run.messages.0.content". Of YAML the JSON Pointer of the value.
	 */
	struct str symbol;
	struct str name; /* what it is assigned or passed to, or empty */
	enum code_how how;
	struct str text; /* decoded, UTF-8 */
	/* Why it has no text, as a clause ("it has a lone surrogate"); NULL: it
	 * has. Then text is empty. */
	const char *undecided;
	size_t from, to; /* bytes in the file, prefix and quotes and all; from
			  * the first to the last of several */
	struct pos pos;	 /* of from */
	const char *syntax;
	struct template_option options[1]; /* of that syntax */
	size_t option_count;
	/* Its value goes through code whose effect is not known before it gets
	 * to the name: an argument of a call, an operand of an operator. */
	bool wrapped;
	struct str wrapper; /* "PromptTemplate.from_template", "+", "%" */
};

struct code_error {
	struct pos pos; /* line 0: none */
	char text[400]; /* a sentence without a full stop */
};

struct code_literals {
	const struct code_literal *items; /* in the order of the file */
	size_t count;
};

/* By the end of a path; NULL: none is known for it. */
const struct code_language *code_by_path(struct str path);
/* "python", "javascript", "go", "csharp", "java", "ruby", "yaml". */
const char *code_name(const struct code_language *language);
/* Every language, NULL last. */
const struct code_language *const *code_all(void);

/*
 * Every string literal, those without a name too, but not the empty ones that
 * have none. bytes are the file's: a byte order mark is passed over, and line
 * ends in a literal are what the language makes of them. 0, or -1 with *why
 * where nothing can be said about the file: not UTF-8, too large, too many.
 * YAML that src/syntax does not read is an error too.
 */
int code_literals(struct arena *a, const struct code_language *language,
		  struct str bytes, struct code_literals *out,
		  struct code_error *why);

/*
 * The one literal of that symbol. It may be the end of the symbol, from
 * a dot on, if only one ends so; a whole symbol goes first. Where the symbol
 * is assigned another name (X = Y), that one's is taken, once.
 *
 * -1 with *why: none, or several (with the places), or its text is not
 * known. One that is wrapped is given: the caller decides.
 */
int code_symbol(struct arena *a, const struct code_language *language,
		struct str bytes, struct str symbol, struct code_literal *out,
		struct code_error *why);

/*
 * What the named group `prompt` of a pattern (pattern/match.h) takes from a
 * file of any kind; language is NULL if none is known. The pattern must match
 * exactly once.
 *
 * The text is what stands there as it is, escapes and indentation too, and
 * its syntax is "text". Only where the group takes a whole string literal, with its
 * prefix and its quotes, is it that literal, decoded as above.
 *
 * -1 with *why: the pattern is wrong, has no such group, matches never or more
 * than once (with the places), or a limit ended the search.
 */
int code_match(struct arena *a, const struct code_language *language,
	       struct str bytes, struct str pattern, struct code_literal *out,
	       struct code_error *why);

/*
 * A file of source code of which several texts are asked for: what code_symbol
 * and code_match find, with the literals read once. language may be NULL for
 * patterns. bytes must live as long as the arena.
 *
 * *steps grows by what the search cost, in looks at a literal or steps of the
 * pattern: the caller bounds the sum.
 */
struct code_source;
struct code_source *code_source(struct arena *a,
				const struct code_language *language,
				struct str bytes);
int code_source_symbol(struct code_source *source, struct str symbol,
		       struct code_literal *out, size_t *steps,
		       struct code_error *why);
int code_source_match(struct code_source *source, struct str pattern,
		      struct code_literal *out, size_t *steps,
		      struct code_error *why);

#endif

/*
 * go_template.h - Go's text/template, read as template.Parse reads it.
 *
 * Private to this folder and its tests. Three steps, each linear in the
 * length of the text:
 *
 *	go_lex()	text to pieces (text, actions, comments) and tokens
 *	go_parse()	tokens to one tree for the text and one for each define
 *			and block; go_template_parse.c, go_template_expr.c
 *	go_scope()	trees to the uses of what the application passes
 *
 * What Parse refuses is refused here, but for a function that it does not
 * know, since hosts add their own, and a number that is too large. Nothing
 * deeper than TEMPLATE_DEPTH is read. `else with` is Go 1.23's.
 *
 * Variables. `.Name` and `$.Name` at the top are the variable Name; so is
 * `index . "Name"`. Within `with` and `range` the dot is another value, and
 * `$x` is what it was given: what is looked up there is a use of the path
 * that leads there (`Items[].Name`), as long as only fields, `index`, `with`,
 * `range` and `$x` lie between. What comes out of any other function is not
 * looked into. The dot itself at the top is all that is passed, and is no
 * variable. `if` and `with` ask about a variable, as do `and`, `or` and `not`
 * (template.h says what makes one optional); `range` does not ask. Around
 * `template` nothing counts as asked in what is called.
 *
 * `define` and `block` are read with the dot that `template` hands them; one
 * that nobody in the text calls, as if the application did, with its data. A
 * `template` that the text does not define is an include by that name: of
 * a file of that name, as ParseFiles and ParseGlob name them.
 *
 * Go templates have no canonical form of tags in rule set 1: a tag is hashed
 * as it is written, comments too.
 */
#ifndef PP_TEMPLATE_GO_TEMPLATE_H
#define PP_TEMPLATE_GO_TEMPLATE_H

#include <stdint.h>

#include "base/map.h"
#include "template/draft.h"

/* A character that is an operator stands for itself: | ( ) , and = */
enum go_token_kind {
	GO_END = 0,
	GO_TEXT = 256, /* between actions */
	GO_LEFT,       /* delimiters */
	GO_RIGHT,
	GO_DECLARE, /* := */
	GO_WORD,    /* a function or a keyword */
	GO_FIELD,   /* .Name */
	GO_DOT,
	GO_VARIABLE, /* $name, $ */
	GO_STRING,   /* quoted, or raw */
	GO_CHARACTER,
	GO_NUMBER
};

struct go_token {
	int kind;
	bool space; /* white space before it */
	uint32_t offset, length;
	uint32_t piece;
};

struct go_piece {
	enum segment_kind kind; /* of a `template` or a control: STATEMENT */
	bool trim_before, trim_after; /* {{- and -}} */
	uint32_t offset, length;
	const struct go_node *call; /* its `template` or `block` */
	bool passes_data;	    /* to what it calls: all that is passed */
};

enum go_kind {
	/* Operands. */
	GO_NODE_VALUE,	  /* text: number, character, true, false, nil */
	GO_NODE_STRING,	  /* text: what it says; raw: as written */
	GO_NODE_FUNCTION, /* text */
	GO_NODE_DOT,
	GO_NODE_FIELD,	  /* text: ".A.B" */
	GO_NODE_VARIABLE, /* symbol; text: ".A.B" or empty */
	GO_NODE_CHAIN,	  /* a pipeline or function; text: ".A.B" */
	/* Operands between which is white space. */
	GO_NODE_COMMAND,
	/* Commands; other: variables set; flag: with =, not := */
	GO_NODE_PIPELINE,
	/* Statements. */
	GO_NODE_LIST,
	GO_NODE_TEXT,	/* piece */
	GO_NODE_ACTION, /* pipeline */
	GO_NODE_IF,	/* branches; other */
	GO_NODE_WITH,
	GO_NODE_RANGE,
	GO_NODE_BRANCH,	  /* pipeline; body */
	GO_NODE_TEMPLATE, /* text: name; raw; pipeline or none */
	GO_NODE_BREAK,
	GO_NODE_CONTINUE
};

/* A name that begins with `$`, once for the text. */
struct go_symbol {
	struct str name;
	struct go_local *local; /* innermost that is declared */
};

struct go_node {
	enum go_kind kind;
	bool flag;
	uint32_t offset;
	uint32_t piece;
	struct str text, raw;
	struct go_symbol *symbol;
	struct go_node *next;	      /* after it, under the same parent */
	struct go_node *first, *last; /* children */
	struct go_node *body, *other;
};

/* A value, as far as it is known where it comes from. */
struct go_value {
	enum {
		GO_UNKNOWN,
		GO_DATA,
		GO_PATH
	} kind;		       /* DATA: all that is passed */
	struct str root, path; /* PATH: the variable; it and what follows */
};

/* A variable that is declared. */
struct go_local {
	struct go_symbol *symbol;
	struct go_local *outer; /* of the same name */
	unsigned tree;		/* it is only seen there */
	unsigned depth;		/* of the block it is declared in */
	struct go_value value;
};

/* A stack of those, as blocks open and close. */
struct go_locals {
	struct go_local **items;
	size_t count, room;
};

/* define or block. */
struct go_define {
	struct str name;
	struct go_node *body;
	bool empty;  /* nothing but white space and comments: may be replaced */
	bool called; /* by a `template` somewhere in the text */
	bool with_data, with_unknown; /* it has been read with such a dot */
	unsigned with_path;
};

struct go {
	struct arena *arena; /* until all is done */
	struct arena *out;   /* the caller's: of what strings say */
	struct str text, left, right;
	struct template_error *why;

	struct go_piece *pieces;
	size_t piece_count, piece_room;
	struct go_token *tokens; /* the last is GO_END */
	size_t token_count, token_room;

	struct map symbols; /* by name */
	struct go_node *root;
	struct map defines; /* name to struct go_define, in order */
};

int go_lex(struct go *g);
int go_parse(struct go *g);
/* Adds uses to d, and sets passes_data. */
void go_scope(struct go *g, struct draft *d);

/* Record what is wrong at that byte; -1. */
int go_fail(struct go *g, size_t offset, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- go_template_token.c */

/* The length of the number at that byte, 0 if it is none that Go reads. */
size_t go_number(struct str text, size_t at);
/* Whether a quoted string's or character's escapes are Go's. */
bool go_quoted_ok(struct str literal);
/* What a string literal says. */
struct str go_unquote(struct arena *a, struct str literal);

/* Declare, and forget all but the first count. */
struct go_local *go_declare(struct go *g, struct go_locals *l,
			    struct go_symbol *symbol);
void go_forget(struct go_locals *l, size_t count);

/* ---- what go_template_parse.c and go_template_expr.c share */

struct go_parser {
	struct go *g;
	size_t at;
	bool failed;
	unsigned depth;	 /* of blocks; parentheses are counted by go_lex */
	unsigned ranges; /* around, in this tree */
	unsigned tree, trees;
	struct go_locals locals;
};

static inline const struct go_token *go_now(const struct go_parser *p)
{
	return &p->g->tokens[p->at];
}

static inline bool go_at(const struct go_parser *p, int kind)
{
	return go_now(p)->kind == kind;
}

static inline struct str go_token_text(const struct go_parser *p,
				       const struct go_token *t)
{
	return (struct str){ p->g->text.p + t->offset, t->length };
}

static inline bool go_at_word(const struct go_parser *p, const char *word)
{
	return go_at(p, GO_WORD) && str_is(go_token_text(p, go_now(p)), word);
}

/* Keep the first error and go to the end of the tokens. */
void go_error(struct go_parser *p, size_t offset, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void go_unexpected(struct go_parser *p, const char *where);
struct go_node *go_node(struct go_parser *p, enum go_kind kind);
void go_add(struct go_node *parent, struct go_node *child);
/* Up to and without end, GO_RIGHT or ')'. context: "if", "range", ... */
struct go_node *go_pipeline(struct go_parser *p, const char *context, int end);

#endif

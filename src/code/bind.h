/*
 * bind.h - what stands around a literal, while the tokens come. Private to
 * this folder: bind.c follows statements, expressions and operators, frame.c
 * brackets and blocks, name.c what all that calls a literal.
 *
 * A frame is a bracket or a block that is open. In each an expression is
 * under way, of which only this is kept: the literal that it may come to
 * (left of `+`, and the operand behind it), whether anything else stands in
 * it, and the name before it that may turn out to be assigned to or called.
 */
#ifndef PP_CODE_BIND_H
#define PP_CODE_BIND_H

#include "code/reader.h"

enum {
	NAME_MOST = 200,  /* bytes of a name; longer ones are none */
	SYMBOL_MOST = 600 /* of a symbol; longer ones are cut at the front */
};

enum frame_kind {
	FRAME_SCOPE, /* a file, class, function or block */
	FRAME_PAREN,
	FRAME_LIST,   /* [ */
	FRAME_OBJECT, /* { of values */
	FRAME_INDEX   /* [ behind a value */
};

/* What came last in an expression. */
enum last { LAST_NONE, LAST_STRING, LAST_NAME, LAST_VALUE, LAST_DOT, LAST_OP };

struct frame {
	enum frame_kind kind;
	struct str scope;  /* its name, or empty */
	unsigned indent;   /* of what opened it, where indentation counts */
	bool indented;	   /* and ends it */
	struct str callee; /* PAREN: what is called, or empty */
	bool method;	   /* of the literal in the frame below */
	bool function;	   /* SCOPE: what stands alone in it is returned */
	size_t commas;

	/* the statement */
	struct str next_scope; /* `class X`: the name of the block to come */
	bool expect_scope, next_function, control, returned, arrow;
	bool started;	   /* has had a token */
	struct str called; /* `name(...)` just closed: a method's body? */
	struct str label;
	enum code_how how;
	struct str annotated; /* `name:` of which `=` may follow */
	unsigned questions;   /* of `?:` that are open */

	/* the expression */
	struct code_value left, right; /* right: the operand under way */
	bool has_left, has_right;
	bool other;	  /* something that is no literal stands in it too */
	bool unknown;	  /* and in this sum of its */
	bool tight;	  /* the operator before binds closer than + */
	bool cast;	  /* behind `as`: a type */
	bool name;	  /* a name came that is not yet an operand */
	bool method_name; /* `.name` behind a literal */
	size_t chain_from, chain_to; /* a.b.c */
	size_t word_from;	     /* its last word */
	struct str key;		     /* x["key"] */
	struct str op;
	enum last last;
};

struct binder {
	struct code_reader *r;
	struct frame *frames;
	size_t depth;	 /* of frames, at least 1 */
	size_t beyond;	 /* brackets open past CODE_DEPTH */
	unsigned indent; /* of the line */
	size_t keys_end; /* bytes before it that were emitted as keys */
};

struct frame *binder_top(struct binder *b);
/* The name that stands before, without self. and its like. */
struct str frame_chain(const struct binder *b, const struct frame *f);
/*
 * The names around what stands in the frames up to depth. Within the innermost
 * scope they count if one of them names it; further out, always.
 */
struct str binder_symbol(struct binder *b, size_t depth, bool named);
/* A name that was read is an operand after all. */
void frame_settle(struct binder *b, struct frame *f);
/* The operand under way is complete. */
void frame_operand(struct binder *b, struct frame *f);
/* The expression is complete: its literal is told. */
void frame_flush(struct binder *b, struct frame *f);
/* The statement too. */
void frame_end(struct binder *b, struct frame *f);
/* Something that is no literal is an operand. */
void frame_other(struct frame *f);
/* Forget the expression. */
void frame_clear(struct frame *f);
/* Tell a literal of frame f; op is not empty if it is an operand of it. */
void binder_tell(struct binder *b, const struct frame *f,
		 const struct code_value *v, struct str op);
/* A literal that names something: told without a name of its own. */
void binder_tell_key(struct binder *b, const struct code_value *v);
void frame_label(struct binder *b, struct frame *f, struct str name,
		 enum code_how how);

/* ---- frame.c */

struct frame *binder_push(struct binder *b, enum frame_kind kind);
void binder_pop(struct binder *b);
/* At an opening bracket c of the token t; at a closing one. */
void binder_open(struct binder *b, char c, const struct code_token *t);
void binder_close(struct binder *b, char c, const struct code_token *t);
/* A line of code begins, where lines count. */
void binder_line(struct binder *b, const struct code_token *t);
/* The block that a statement announced begins. */
void binder_scope(struct binder *b, struct frame *f);
/* `.name` behind a literal, without brackets. */
void binder_bare_method(struct binder *b, struct frame *f);

#endif

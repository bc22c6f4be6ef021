/*
 * jinja.h - Jinja2 3.1, read as its default Environment() reads it.
 *
 * Private to this folder and its tests. The work is done in four steps, each
 * a file, each linear in the length of the text:
 *
 *	jinja_lex()	text to pieces (text and tags) and tokens; jinja_lex.c
 *	jinja_parse()	tokens to a tree, and the includes; jinja_parse.c,
 *			jinja_expr.c, jinja_include.c, on jinja_token.c
 *	jinja_scope()	tree to the names looked up outside; jinja_scope.h
 *	jinja2.c	options before, and segments after
 *
 * All of it lives in one struct jinja. What the caller gets is put into
 * `out`; the rest, which is many times larger, into an arena of its own.
 *
 * What Jinja2 refuses with TemplateSyntaxError when it loads a template is
 * refused here, also what its compiler refuses later (a block defined twice,
 * an assignment to `loop` inside a loop). One thing is not: a filter or test
 * that it does not know, since hosts add their own.
 *
 * Steps fail by writing *why and returning -1. Within the parser the first
 * error is kept and the tokens are skipped to the end, so that its functions
 * need not look at each other's success.
 */
#ifndef PP_TEMPLATE_JINJA_H
#define PP_TEMPLATE_JINJA_H

#include <stdint.h>

#include "base/map.h"
#include "template/template.h"

struct jinja_delimiters {
	struct str block_start, block_end;
	struct str variable_start, variable_end;
	struct str comment_start, comment_end;
};

struct jinja_options {
	struct jinja_delimiters delimiters;
	bool trim_blocks, lstrip_blocks, keep_trailing_newline;
	bool nunjucks; /* the dialect: nunjucks.h says what is different */
};

/* A character that is an operator stands for itself. */
enum jinja_token_kind {
	TOKEN_END = 0,
	TOKEN_VARIABLE_BEGIN = 256,
	TOKEN_VARIABLE_END,
	TOKEN_BLOCK_BEGIN,
	TOKEN_BLOCK_END,
	TOKEN_DATA, /* text, or the body of raw */
	TOKEN_NAME,
	TOKEN_STRING,
	TOKEN_INTEGER,
	TOKEN_FLOAT,
	TOKEN_FLOORDIV,
	TOKEN_POW,
	TOKEN_EQ,
	TOKEN_NE,
	TOKEN_GE,
	TOKEN_LE
};

struct jinja_token {
	int kind;
	uint32_t offset, length; /* bytes of the text */
	uint32_t piece;
};

/* Text or a tag: what becomes a segment. */
struct jinja_piece {
	enum segment_kind kind;
	char open_sign, close_sign; /* '-', '+' or 0 */
	bool unclosed;		    /* a comment that the text ends in */
	const char *raw; /* "raw" or "endraw" or of Nunjucks, else NULL */
	uint32_t offset, length;
	uint32_t token, token_count; /* between the delimiters; raw: none */
	uint32_t include;	     /* plus 1, or 0 */
};

/* A name, once per template. The fields below `special` are the scope's. */
struct jinja_symbol {
	struct str name;
	unsigned special;	       /* enum jinja_special, or 0 */
	struct jinja_binding *binding; /* innermost that is visible */
	unsigned guards; /* conditions around that hold only if defined */
	struct jinja_free *free; /* set once it is found to be free */
	unsigned chain, count, last, covered; /* see scope_close_chain() */
	/* Where the top level assigned it first, perhaps and surely: the byte
	 * plus 1, or 0. The next such name. */
	uint32_t top_perhaps, top_surely;
	struct jinja_symbol *next_top;
};

/* Names that Jinja2 defines where they are used, by place. */
enum jinja_special {
	SPECIAL_SELF = 1,
	SPECIAL_SUPER = 2,
	SPECIAL_LOOP = 4,
	SPECIAL_CALLER = 8,
	SPECIAL_KWARGS = 16,
	SPECIAL_VARARGS = 32,
	SPECIAL_GLOBAL = 64 /* range, dict, ...: in every environment */
};

enum jinja_kind {
	/* Expressions. */
	JINJA_NAME,   /* symbol */
	JINJA_NSREF,  /* symbol, text: `ns.x` as a target */
	JINJA_CONST,  /* text: a number, true, false or none */
	JINJA_STRING, /* token, count: literals, one after another */
	JINJA_TUPLE,
	JINJA_LIST,
	JINJA_DICT, /* key, value, key, ... */
	JINJA_COND, /* value, test, value, test, ...; see below */
	JINJA_OR,   /* operands, two or more */
	JINJA_AND,
	JINJA_NOT,
	JINJA_COMPARE,	 /* operands; all but the first with op */
	JINJA_MATH,	 /* the same, of one precedence */
	JINJA_NEG,	 /* text: the signs */
	JINJA_CHAIN,	 /* a value, then what is done to it, in order: */
	JINJA_ATTRIBUTE, /* text */
	JINJA_ITEM,	 /* subscripts */
	JINJA_CALL,	 /* arguments */
	JINJA_FILTER,	 /* text, arguments */
	JINJA_TEST,	 /* text, arguments; flag: `is not` */
	JINJA_KEYWORD,	 /* text, value: an argument by name */
	JINJA_SLICE,	 /* bounds that are there */
	/* Statements. */
	JINJA_BODY,    /* statements, and OUTPUT and DATA */
	JINJA_DATA,    /* piece */
	JINJA_OUTPUT,  /* expressions */
	JINJA_SET,     /* target, value */
	JINJA_CAPTURE, /* target, filters; body: {% set x %}..{% endset %} */
	JINJA_FOR, /* target, iterable, condition?; body, other; flag: recursive */
	JINJA_IF,	    /* branches; other */
	JINJA_BRANCH,	    /* test; body */
	JINJA_WITH,	    /* target, value, ...; body */
	JINJA_MACRO,	    /* symbol, parameters; body */
	JINJA_PARAMETER,    /* symbol, default? */
	JINJA_CALL_BLOCK,   /* call, parameters; body */
	JINJA_BLOCK,	    /* text; body; flag: scoped */
	JINJA_FILTER_BLOCK, /* filters; body */
	JINJA_AUTOESCAPE,   /* value; body */
	JINJA_INCLUDE,	    /* template */
	JINJA_IMPORT,	    /* template; symbol */
	JINJA_FROM,	    /* template, parameters: the names bound */
	JINJA_EXTENDS	    /* template */
};

/*
 * COND is flat: `a if b else c if d else e` has the children a b c d e. Where
 * an `else` is missing its value is an empty TUPLE with flag set.
 */
struct jinja_node {
	enum jinja_kind kind;
	bool flag;
	uint32_t offset; /* of its first token, DATA: of the text */
	uint32_t piece;
	uint32_t token, count;
	uint32_t op; /* the operator before it, a token; `not in`: the first */
	struct str text;
	struct jinja_symbol *symbol;
	struct jinja_node *next;	 /* after it, under the same parent */
	struct jinja_node *first, *last; /* children */
	struct jinja_node *body, *other;
};

struct jinja {
	struct arena *arena; /* until read_jinja2 is done */
	struct arena *out;   /* the caller's */
	struct str text;
	struct jinja_options options;
	struct template_error *why;

	/* By jinja_lex. The last token is TOKEN_END. */
	struct jinja_piece *pieces;
	size_t piece_count, piece_room;
	struct jinja_token *tokens;
	size_t token_count, token_room;

	/* By jinja_parse. */
	struct map symbols; /* name to struct jinja_symbol */
	unsigned specials;  /* those that occur, or-ed */
	struct jinja_node *root;
	struct include *includes;
	size_t include_count, include_room;
	struct map blocks; /* name to BLOCK, in order of the text */

	/* By jinja_scope: in order of the text. */
	struct jinja_free *free;
	size_t free_count;
};

/* A name that is looked up outside the template. */
struct jinja_free {
	struct jinja_symbol *symbol;
	uint32_t offset; /* of its first use */
	bool required;	 /* some use has neither guard nor default */
	bool read;	 /* some use is not of a value of the template's */
	struct jinja_free *next;
};

/* What the rows of jinja2 and nunjucks do once their options are set. */
int jinja_read(struct jinja *j, struct template *out);
int jinja_lex(struct jinja *j);
int jinja_parse(struct jinja *j);
int jinja_scope(struct jinja *j);

/* Set an option that says a delimiter: -1 with *why if it cannot be one. */
int jinja_set_delimiter(struct jinja *j, struct str name, struct str value,
			struct str *out);
/* Delimiters as they are without options. */
struct jinja_delimiters jinja_delimiters(void);
/* -1 with *why if two that open a tag are the same. */
int jinja_check_delimiters(struct jinja *j);

/* Record what is wrong at that byte of the text; returns -1. */
int jinja_fail(struct jinja *j, size_t offset, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The token at that byte, inside a tag: its kind, 0 for none; its length.
 * jinja_scan.c. */
int jinja_token_at(struct str text, size_t at, size_t *length);

/* What the characters of names and white space are: Python's rules. */
bool jinja_is_space(uint32_t code);
bool jinja_is_name_start(uint32_t code);
bool jinja_is_name(uint32_t code);
/* Bytes of the white space at offset. */
size_t jinja_spaces(struct str text, size_t offset);
/* The code point at offset of text, which is UTF-8; its length. */
size_t jinja_decode(uint32_t *code, struct str text, size_t offset);

/* What a STRING says, decoded; of a malformed escape its letters. */
struct str jinja_string(struct jinja *j, const struct jinja_node *string);
/* Whether a string literal's escapes are well-formed. */
bool jinja_string_ok(struct str literal);

/* A piece's canonical form: the raw bytes where they are that already. */
struct str jinja_piece_canonical(const struct jinja *j,
				 const struct jinja_piece *piece);

/* ---- what jinja_parse.c and jinja_expr.c share; jinja_token.c */

struct jinja_parser {
	struct jinja *j;
	size_t at; /* the current token */
	bool failed;
	unsigned blocks; /* how deep; brackets are counted by jinja_lex */
};

/*
 * Tokens are asked about many times each, most often in vain: these are here
 * to be inlined. The current token and the one after it:
 */
static inline const struct jinja_token *jinja_now(const struct jinja_parser *p)
{
	return &p->j->tokens[p->at];
}

static inline const struct jinja_token *jinja_after(const struct jinja_parser *p)
{
	size_t last = p->j->token_count - 1;

	return &p->j->tokens[p->at < last ? p->at + 1 : last];
}

static inline struct str jinja_token_text(const struct jinja_parser *p,
					  const struct jinja_token *t)
{
	return (struct str){ p->j->text.p + t->offset, t->length };
}

static inline bool jinja_at(const struct jinja_parser *p, int kind)
{
	return jinja_now(p)->kind == kind;
}

static inline bool jinja_at_name(const struct jinja_parser *p, const char *name)
{
	const struct jinja_token *t = jinja_now(p);

	return t->kind == TOKEN_NAME && p->j->text.p[t->offset] == name[0] &&
	       str_is(jinja_token_text(p, t), name);
}

/* Step over the current token if it is that. */
static inline bool jinja_skip(struct jinja_parser *p, int kind)
{
	bool here = jinja_at(p, kind);

	p->at += here;
	return here;
}

static inline bool jinja_skip_name(struct jinja_parser *p, const char *name)
{
	bool here = jinja_at_name(p, name);

	p->at += here;
	return here;
}

/* Step over the current token, which must be that, and return it. */
const struct jinja_token *jinja_expect(struct jinja_parser *p, int kind);
void jinja_expect_name(struct jinja_parser *p, const char *name);
void jinja_unexpected(struct jinja_parser *p, const char *wanted);
/* As much of a token as a message shows: 40 bytes, in whole characters. */
struct str jinja_shown(struct str token);
/* Keep the first error, at that byte, and go to the end of the tokens. */
void jinja_error(struct jinja_parser *p, size_t offset, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

struct jinja_node *jinja_node(struct jinja_parser *p, enum jinja_kind kind);
void jinja_add(struct jinja_node *parent, struct jinja_node *child);
struct jinja_symbol *jinja_symbol(struct jinja_parser *p, struct str name);

/* An expression; never NULL, after an error anything. */
struct jinja_node *jinja_expression(struct jinja_parser *p);
/* One, or several with commas: a TUPLE. */
struct jinja_node *jinja_tuple(struct jinja_parser *p, bool with_condition);
/* What can be assigned to: names, tuples of them; with dotted, `ns.x`. */
struct jinja_node *jinja_target(struct jinja_parser *p, bool dotted);
/* A single name that can be assigned to. */
struct jinja_symbol *jinja_name_target(struct jinja_parser *p);
/* `|f(x)|g`, added to parent; inline_start: the first has no bar. */
void jinja_filters(struct jinja_parser *p, struct jinja_node *parent,
		   bool inline_start);

/* Note what an include, import, from or extends refers to; returns it. */
struct include *jinja_add_include(struct jinja_parser *p,
				  enum include_kind kind,
				  const struct jinja_node *name);

#endif

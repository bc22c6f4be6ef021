/*
 * handlebars.h - Handlebars 4.7, as its own lexer and grammar read it.
 *
 * Private to this folder and its tests. Four steps, each a file:
 *
 *	hb_lex()	text to pieces and tokens; handlebars_lex.c
 *	hb_parse()	tokens to tags, and blocks closed; handlebars_parse.c
 *	hb_scope()	tags to uses and includes; handlebars_block.c, on
 *			handlebars_scope.c
 *	handlebars.c	options before, segments and canonical forms
 *
 * What handlebars.js refuses when it parses is refused here; what it refuses
 * only when it renders (a partial that is not there, `each` without a list)
 * is not. Other implementations read less (Handlebars.Net has no decorators):
 * a text that they refuse may be read here.
 *
 * Dialects (option `dialect`): they differ in the helpers that are there.
 *	handlebars	the built-in ones; a name alone is a variable
 *	dotprompt	and history, ifEquals, json, media, role, section,
 *			unlessEquals; knownHelpersOnly and noEscape are on
 *	semantic-kernel	and array, concat, equals, get, json, message, or,
 *			range, raw, set; a name with a hyphen is a function of
 *			a plugin, since names of input variables have none;
 *			what is written is decoded again, so not escaped
 * `knownHelpers`, names with spaces between, adds the host's own.
 *
 * Variables. A name is looked up in the current context, never in those
 * outside it. `each`, `with` change the context: names there are
 * `items[].name` and of the variable `items`. `{{#field}}` changes it unless
 * field is `true`, so a name in it may be a variable as well: perhaps. All
 * other helpers are taken to keep the context, as `if` does. A name is
 * optional where it is asked about (`if`, `unless`, `{{#x}}`, `{{^x}}`) or
 * such a question has been answered for its variable.
 *
 * The canonical form of a tag, rule set 1: its opening delimiter with its
 * signs, one space, its tokens as written, with one space where there is
 * white space between two, one space, the closing delimiter with its sign.
 * `{{ else }}`, `{{^ }}` and `{{ else if x }}` are written so. A comment is
 * `{{! }}` with its signs, also one with dashes. The end of a raw block, raw
 * bodies and text, backslashes included, stay.
 */
#ifndef PP_TEMPLATE_HANDLEBARS_H
#define PP_TEMPLATE_HANDLEBARS_H

#include "base/map.h"
#include "template/draft.h"

/* The names are those of handlebars.l. */
enum hb_token_kind {
	HB_CONTENT,
	HB_COMMENT,
	HB_OPEN_RAW_BLOCK,
	HB_CLOSE_RAW_BLOCK,
	HB_END_RAW_BLOCK,
	HB_OPEN_PARTIAL,
	HB_OPEN_PARTIAL_BLOCK,
	HB_OPEN_BLOCK,
	HB_OPEN_ENDBLOCK,
	HB_INVERSE,
	HB_OPEN_INVERSE,
	HB_OPEN_INVERSE_CHAIN,
	HB_OPEN_UNESCAPED,
	HB_OPEN,
	HB_CLOSE_UNESCAPED,
	HB_CLOSE,
	HB_OPEN_SEXPR,
	HB_CLOSE_SEXPR,
	HB_EQUALS,
	HB_ID,
	HB_SEP,
	HB_STRING,
	HB_DATA,
	HB_BOOLEAN,
	HB_UNDEFINED,
	HB_NULL,
	HB_NUMBER,
	HB_OPEN_BLOCK_PARAMS,
	HB_CLOSE_BLOCK_PARAMS,
	HB_END
};

struct hb_token {
	uint8_t kind;
	uint32_t offset, length; /* CONTENT: without what escapes a tag */
};

/* Text, a comment, or a tag; the pieces together are the text. */
struct hb_piece {
	uint32_t offset, length;
	uint32_t token, count; /* its tokens; of empty text none */
};

enum hb_node_kind {
	HB_NODE_PATH,
	HB_NODE_STRING,
	HB_NODE_NUMBER,
	HB_NODE_BOOLEAN,
	HB_NODE_UNDEFINED,
	HB_NODE_NULL,
	HB_NODE_CALL /* (callee first.. key=..) */
};

struct hb_node {
	enum hb_node_kind kind;
	uint32_t offset;
	struct str text; /* PATH: as handlebars.js has `original`; STRING:
			  * what it says; others: as written */
	/* PATH */
	const struct str *parts;
	uint32_t part_count;
	uint32_t depth; /* how many `../` */
	bool data;	/* @name */
	bool scoped;	/* begins with `.`, `..` or `this` */
	/* CALL */
	struct hb_node *callee, *params, *hash;
	struct hb_node *next; /* param or hash value after it */
	struct str key;	      /* of a hash value */
};

enum hb_tag_kind {
	HB_TAG_TEXT,
	HB_TAG_COMMENT,
	HB_TAG_MUSTACHE,
	HB_TAG_DECORATOR,
	HB_TAG_PARTIAL,
	HB_TAG_RAW,	      /* {{{{name}}}} */
	HB_TAG_RAW_END,	      /* {{{{/name}}}} */
	HB_TAG_BLOCK,	      /* {{#name}} */
	HB_TAG_INVERSE_BLOCK, /* {{^name}} */
	HB_TAG_DECORATOR_BLOCK,
	HB_TAG_PARTIAL_BLOCK,
	HB_TAG_ELSE,  /* {{else}}, {{^}} */
	HB_TAG_CHAIN, /* {{else name}} */
	HB_TAG_END    /* {{/name}} */
};

struct hb_tag {
	enum hb_tag_kind kind;
	bool escaped; /* MUSTACHE: not {{{ or {{& */
	uint32_t piece;
	struct hb_node *call; /* NULL: none */
	const struct str *params;
	uint32_t param_count; /* as |a b| */
};

enum hb_dialect { HB_PLAIN, HB_DOTPROMPT, HB_SEMANTIC_KERNEL };

struct handlebars {
	struct draft *draft;
	struct arena *arena; /* scratch */
	struct str text;
	struct template_error *why;

	enum hb_dialect dialect;
	bool known_only, escape;
	struct map helpers; /* names to anything */

	struct hb_token *tokens;
	size_t token_count, token_room;
	struct hb_piece *pieces;
	size_t piece_count, piece_room;
	struct hb_tag *tags; /* one a piece */
	size_t tag_count, tag_room;
};

int hb_lex(struct handlebars *h);
int hb_parse(struct handlebars *h);
/* Segments are there. */
int hb_scope(struct handlebars *h);

/* Record what is wrong at that byte; returns -1. */
int hb_fail(struct handlebars *h, size_t offset, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Bytes of the white space at offset, as JavaScript has it. */
size_t hb_spaces(struct str text, size_t offset);
struct str hb_token_text(const struct handlebars *h, const struct hb_token *t);
/* As much of it as a message shows. */
struct str hb_shown(struct str s);

#endif

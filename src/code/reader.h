/*
 * reader.h - from the tokens of a language to its literals and their names.
 *
 * Private to this folder. A language says how its tokens are cut (next) and
 * what its words mean; what is around a literal - statements, brackets,
 * assignments, calls - is followed by bind.c for all of them alike.
 *
 *	code_bind(&reader)	calls language->next until TOKEN_END
 *
 * The value of a literal is flat: its text, in which the byte EXPRESSION (no
 * UTF-8 has it) stands for each expression. So what is done to a text, such as
 * taking its indentation away, is done to a template as well: an expression
 * counts as one character that is not white space.
 */
#ifndef PP_CODE_READER_H
#define PP_CODE_READER_H

#include <stdint.h>

#include "base/buf.h"
#include "code/code.h"

#define EXPRESSION '\xff'

struct code_value {
	struct str flat;
	struct buf owned; /* flat is its bytes, if it has an arena */
	struct str *expressions;
	size_t count, room;
	const char *undecided;
	uint32_t high;	      /* the first half of a pair of UTF-16, or 0 */
	const char *syntax;   /* of the template; NULL: cannot be one */
	const char *suffix;   /* the syntax that a method makes of a text */
	unsigned char braces; /* of each expression (C#) */
	size_t from, to;
	bool wrapped;
	struct str wrapper;
};

enum token_kind {
	TOKEN_END,
	TOKEN_LINE, /* a new line of code: indent; only if language->lines */
	TOKEN_WORD,
	TOKEN_STRING,
	TOKEN_OTHER, /* a number, a character, a pattern: some value */
	TOKEN_MARK
};

struct code_token {
	enum token_kind kind;
	size_t from, to;
	unsigned indent;
	struct str tag; /* STRING: what stands before it (JavaScript) */
	struct code_value value;
};

/* What a word means at the place of a name. */
enum code_word {
	WORD_NAME,
	WORD_SKIP,     /* says nothing of the value: const, new, await */
	WORD_CLASS,    /* a scope's name follows */
	WORD_FUNCTION, /* the same */
	WORD_RETURN,
	WORD_CONTROL, /* if, for: its brackets are no call */
	WORD_OPERATOR /* and, in, else */
};

/* Whether braces are blocks, and what ends a statement. */
enum code_shape {
	SHAPE_INDENTED, /* Python */
	SHAPE_ENDED,	/* Ruby: by indentation, since its code has one */
	SHAPE_BRACES	/* semicolons, or lines where newline says so */
};

struct code_reader;

struct code_language {
	const char *name;
	const char *const *suffixes; /* NULL ends */
	enum code_shape shape;
	bool lines;	  /* a line may end a statement */
	bool adjacent;	  /* "a" "b" is one literal */
	bool bare_method; /* "a".strip needs no brackets */
	bool colon_names; /* f(name: "...") */
	bool composite;	  /* Type{...} is a value */
	bool groups;	  /* const ( a = "..." LF b = "..." ) */
	bool go_back;	  /* `Name { get; } = "..."`, `Name => "..."` */
	/* Those that mean something, by what; NULL: none does. */
	const char *const *words[WORD_OPERATOR + 1];
	/* Cut the token at reader->at, and go behind it. */
	void (*next)(struct code_reader *r, struct code_token *t);
	/* Apply a call (tag: name`...`) or method whose effect is known; false:
	 * it is not. argument is NULL if there is none. */
	bool (*call)(struct code_reader *r, struct str name, bool tag,
		     struct code_value *v);
	bool (*method)(struct code_reader *r, struct str name,
		       const struct code_value *argument, struct code_value *v);
	/* Instead of all that: YAML. */
	int (*read)(struct code_reader *r, struct code_error *why);
};

/* X = Y, to be followed by code_symbol. */
struct code_alias {
	struct str symbol, target;
	size_t from;
};

struct code_reader {
	struct arena *out, *scratch;
	const struct code_language *language;
	struct str text;
	size_t at;
	size_t budget; /* bytes that may be read twice, behind what is not closed */
	unsigned depth; /* of what the language nests itself */
	bool valued;	/* the token before was a value: `/` divides */
	size_t line;	/* the line that was told last, plus 1 */
	size_t heredoc; /* where this line's heredocs end, or 0 */
	struct code_literal *literals;
	size_t count, room;
	struct code_alias *aliases;
	size_t alias_count, alias_room;
	bool full;
};

extern const struct code_language code_python;	   /* python.c */
extern const struct code_language code_javascript; /* javascript.c */
extern const struct code_language code_go;	   /* go.c */
extern const struct code_language code_csharp;	   /* csharp.c */
extern const struct code_language code_java;	   /* java.c */
extern const struct code_language code_ruby;	   /* ruby.c */
extern const struct code_language code_yaml;	   /* yaml.c */

struct code_reader code_reader_in(struct arena *out, struct arena *scratch,
				  const struct code_language *language,
				  struct str text);
/* All literals of reader->text, by its language. */
void code_bind(struct code_reader *r);
/* Add one: from, to and symbol set; pos is computed later. */
void code_emit(struct code_reader *r, const struct code_literal *literal);
/* Read all of bytes, sorted and with places; code_literals and aliases. */
int code_read(struct code_reader *r, struct code_error *why);
int code_fail(struct code_error *why, struct pos pos, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- value.c: to build and change a value */

/* The part of the text between two offsets, as it stands. */
void value_borrow(struct code_reader *r, struct code_value *v, size_t from,
		  size_t to);
/* From here on value_text and its like are used. */
void value_own(struct code_reader *r, struct code_value *v);
void value_text(struct code_reader *r, struct code_value *v, struct str text);
/* A code point or a UTF-16 unit: a high one is kept until the low one. */
void value_code(struct code_reader *r, struct code_value *v, uint32_t code);
/* The value of an escape that is one letter: that of means at its place in
 * letters. False: it is none of them. */
bool value_letter(struct code_reader *r, struct code_value *v, char c,
		  const char *letters, const char *means);
/* The last piece of a value: borrowed if it is the only one. */
void value_rest(struct code_reader *r, struct code_value *v, size_t from,
		size_t to);
/* A byte that may be a part of a character: value_check says whether all of
 * them are. */
void value_byte(struct code_reader *r, struct code_value *v, uint32_t code);
void value_check(struct code_value *v);
void value_expression(struct code_reader *r, struct code_value *v,
		      struct str code);
/* Put b behind a. */
void value_add(struct code_reader *r, struct code_value *a,
	       const struct code_value *b);
/* flat is replaced; the number of expressions in it stays. */
void value_set(struct code_value *v, struct str flat);
/* Text and syntax for whom it is meant. */
void value_write(struct code_reader *r, const struct code_value *v,
		 struct code_literal *out);
/* n hexadecimal digits at at, or false. */
bool code_hex(struct str text, size_t at, size_t n, uint32_t *out);
/* Up to most octal digits at *at; to behind them. */
uint32_t code_octal(struct str text, size_t *at, size_t most);
/* How many a character's escape that begins with c has: \377 is the last. */
size_t code_octal_most(char c);

/* ---- indent.c: what takes white space away */

struct str indent_dedent(struct arena *a, struct str text);
struct str indent_cleandoc(struct arena *a, struct str text);
struct str indent_java(struct arena *a, struct str text);
struct str indent_npm(struct arena *a, struct str text);
/* What counts as white space to whom. */
enum space_kind {
	SPACE_PYTHON,
	SPACE_SCRIPT,  /* ECMAScript */
	SPACE_JAVA,    /* Character.isWhitespace */
	SPACE_CONTROL, /* Java's trim: all up to U+0020 */
	SPACE_RUBY,
	SPACE_UNICODE /* White_Space: Go, C# */
};

bool space_is(enum space_kind kind, uint32_t code);
/* The character at text.p[i], one byte for an expression. */
size_t space_decode(struct str text, size_t i, uint32_t *code);
struct str indent_strip(struct str text, enum space_kind kind, bool left,
			bool right);
/* The characters of set are stripped. */
struct str indent_strip_set(struct str text, struct str set, bool left,
			    bool right);

/* ---- scan.c: what the languages share */

bool code_is_name(char c);
bool code_is_digit(char c);
bool code_is_blank(char c); /* space, tab, form feed */
bool code_at(const struct code_reader *r, const char *text);
/* Cut a word, a number or a mark at r->at; false: it is none. */
bool code_word_token(struct code_reader *r, struct code_token *t,
		     const char *more);
void code_number_token(struct code_reader *r, struct code_token *t);
void code_mark_token(struct code_reader *r, struct code_token *t);
/* One of these; more: what a word consists of besides. */
void code_plain_token(struct code_reader *r, struct code_token *t,
		      const char *more);
/* In quotes, at the first: a character, which is no text. What stands in ends
 * is in none. */
void code_char_token(struct code_reader *r, struct code_token *t,
		     const char *ends);
/* Begin a token at r->at. True: nothing is left, and it is TOKEN_END. */
bool code_end_token(struct code_reader *r, struct code_token *t);
/* The byte at i or behind that is close or in ends, or the end; what a
 * backslash stands before is neither. */
size_t code_find_close(const struct code_reader *r, size_t i, char close,
		       const char *ends);
bool code_at_line_end(const struct code_reader *r, size_t i);
/* Over white space and the comments of C. True: a line ended in it. */
bool code_skip_space(struct code_reader *r);
/* To the end of the line, not behind it. */
void code_skip_line(struct code_reader *r);
/* Behind the next close, or to the end. */
void code_skip_to(struct code_reader *r, const char *close);
/* What began at from is not closed before end: go on behind `skip` bytes of
 * it, as a mark, while that has not been done too often. */
void code_unclosed(struct code_reader *r, struct code_token *t, size_t from,
		   size_t skip, size_t end);
/* Whether word is in words, which NULL ends. */
bool code_one_of(struct str word, const char *const *words);
enum code_word code_meaning(const struct code_language *l, struct str word);

#endif

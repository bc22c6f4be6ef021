/*
 * template.h - template languages: text to segments, variables, includes.
 *
 * One file a language, one table (template.c). A language reads a text and
 * says what it consists of; nothing is ever executed.
 *
 *	const struct language *l = language_find(STR("jinja2"));
 *	struct template t;
 *
 *	if (template_read(arena, l, text, options, option_count, &t, &why) < 0)
 *		...why.pos, why.text
 *
 * All that t points to is the arena's or the text's, which must live as
 * long. Where nothing can be done about a text, why says what is wrong and
 * where, and t is left alone; line 0 is for what has no place: the size of
 * the text, an option.
 *
 * The canonical form of a tag (rule set 1; handlebars and mustache state
 * theirs in handlebars.h and mustache.h) is its opening delimiter with its
 * sign, one space, its tokens as written with one space between two, one
 * space, the closing delimiter with its sign. A comment has no tokens and one
 * space: `{#- what -#}` is `{#- -#}`, `{##}` is `{# #}`. Text, and the bodies
 * of raw, stay. A canonical form is its own canonical form, and has the same
 * variables and includes.
 */
#ifndef PP_TEMPLATE_TEMPLATE_H
#define PP_TEMPLATE_TEMPLATE_H

#include "base/str.h"
#include "base/text.h"

struct arena;
struct buf;
struct draft;

/* What the text consists of, in order; the raws together are the text. */
enum segment_kind {
	SEGMENT_TEXT,	    /* what the model reads as it stands */
	SEGMENT_EXPRESSION, /* {{ ... }} */
	SEGMENT_STATEMENT,  /* {% ... %} */
	SEGMENT_COMMENT	    /* {# ... #} */
};

struct segment {
	enum segment_kind kind;
	struct str raw;	      /* bytes of the text, delimiters included */
	struct str canonical; /* its canonical form (DESIGN 2.3) */
	struct pos pos;
	size_t include; /* STATEMENT: index of its include plus 1, or 0 */
};

/*
 * A name that the template looks up in what the application passes. It is
 * optional if no use of it needs it to be defined: it has a default
 * (`x|default(..)`, `x or y`), is only asked about (`x is defined`, `is none`,
 * `if x`), is used where such a question has been answered (the branch of
 * `if x`, the rest of `x and ..`, the value of `.. if x`), or the template
 * has surely assigned to it before.
 */
struct variable {
	struct str name; /* the root: `user` of `user.name` */
	struct pos pos;	 /* its first use */
	bool optional;	 /* every use is guarded or has a default */
	/* Some use may read what the application passes. Else the name is only
	 * assigned here, or read where it surely has been. */
	bool read;
	/* No use is surely of the application's: each stands in a section whose
	 * value may have a member of that name (mustache, handlebars). It need
	 * not be declared. */
	bool perhaps;
};

/*
 * One place where a template looks a value up; text and jinja2 tell none.
 */
struct template_use {
	struct pos pos;
	/* What of which variable: `user.name`, `items[].name` for a name in a
	 * section of items. Cut where it is very long. */
	struct str path;
	/* The helpers or filters it passes through, innermost first, a space
	 * between two; empty where it is used as it is. */
	struct str through;
	bool asked;   /* only whether it is there or true */
	bool output;  /* it reaches the text */
	bool escaped; /* as HTML */
	bool perhaps; /* the section's value may lack it: then it is the last
		       * name of the path, looked up outside */
};

enum include_kind {
	INCLUDE_INCLUDE,
	INCLUDE_IMPORT,
	INCLUDE_FROM,
	INCLUDE_EXTENDS
};

/*
 * A name that has a value of the template's own where a reference stands: the
 * target of a loop or `with` around it, a parameter of the macro, what was
 * set, defined or imported before it. For `extends` what is so at the end of
 * the template's top level, since its parent is rendered then.
 */
struct bound {
	struct str name;
	bool perhaps; /* assigned in a branch, or only reached if it is defined */
};

/* One reference to another file. */
struct include {
	enum include_kind kind;
	struct pos pos;
	const struct str *names; /* literal candidates, in order */
	size_t name_count;
	bool dynamic;		   /* (also) computed: names are not all */
	bool ignore_missing;	   /* a name that is not there is no error */
	bool with_context;	   /* what it includes sees our variables */
	const struct bound *bound; /* with_context: sorted bytewise by name */
	size_t bound_count;
	/* It stands in a section: any name that it looks up may be a member of
	 * the section's value, and not the application's. */
	bool perhaps;
	size_t offset, length; /* bytes of the whole tag in text_normal's */
};

/*
 * What only running code can know: a function of the application that is
 * called (semantic-kernel), an expression that is more than a name
 * (js-template). No variable is looked for in it.
 */
struct template_opaque {
	struct pos pos;	 /* of the tag */
	struct str text; /* "time.now", as written */
};

struct template
{
	const struct segment *segments;
	size_t segment_count;
	const struct variable *variables; /* sorted bytewise by name */
	size_t variable_count;
	const struct include *includes; /* in order of the text */
	size_t include_count;
	const struct template_use *uses; /* in order of the text */
	size_t use_count;
	const struct template_opaque *opaque; /* in order of the text */
	size_t opaque_count;
};

/* An option of the manifest's `options:`, already checked by type. */
struct template_option {
	struct str name;
	struct str json; /* canonical JSON: true, false, "text" */
};

struct template_error {
	struct pos pos;
	char text[200];
};

enum option_type { OPTION_BOOL, OPTION_TEXT };
/* An option that a language knows, with its default as JSON. */
struct option_spec {
	const char *name;
	enum option_type type;
	const char *fallback;
};

/*
 * A file that a name in an include may mean: prefix before and suffix behind
 * the last segment of the name.
 */
struct name_form {
	const char *prefix, *suffix;
};

/* One row of the table. */
struct language {
	const char *name;		   /* "text", "jinja2" */
	const char *const *suffixes;	   /* ".j2", ...; NULL ends */
	const struct option_spec *options; /* name NULL ends */
	/* Tried in order in each folder; prefix NULL ends. NULL: the name is
	 * the file's. */
	const struct name_form *name_forms;
	/* What to say of a name that is hardly a variable; NULL, or gives NULL:
	 * nothing. */
	const char *(*doubt)(struct str name);
	/* What it does with a text: one of the two. The text is strict UTF-8,
	 * without byte order mark, with LF as its line ends. 0, or -1 with *why
	 * set. With fill the options are checked before, by their specs. */
	int (*fill)(struct draft *d);
	int (*read)(struct arena *a, struct str text,
		    const struct template_option *options, size_t option_count,
		    struct template *out, struct template_error *why);
};

const struct language *language_find(struct str name);
/* By the ending of a path, or NULL: the manifest must say `syntax:`. */
const struct language *language_by_path(struct str path);
/* What the language knows of an option, or NULL: it has none of that name. */
const struct option_spec *template_option_spec(const struct language *language,
					       struct str name);
/* Every language, NULL last: for messages. */
const struct language *const *language_all(void);

/* Largest text that is read, deepest nesting of blocks and expressions. */
enum { TEMPLATE_SIZE = 1024 * 1024, TEMPLATE_DEPTH = 32 };

/*
 * Read text (byte order mark and line ends as they are in the file) with
 * options (those equal to the default may be left out). 0, or -1 with *why:
 * not UTF-8, too large, or what the language refuses. Linear time.
 */
int template_read(struct arena *a, const struct language *language,
		  struct str text, const struct template_option *options,
		  size_t option_count, struct template *out,
		  struct template_error *why);

/* Text with its byte order mark removed and CRLF and CR made LF. Returns text itself where
 * nothing is to be done. */
struct str text_normal(struct arena *a, struct str text);

/* Append the canonical form of the whole text: rule set 1. */
void template_canonical(struct buf *out, const struct template *t);

#endif

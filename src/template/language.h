/*
 * language.h - the rows of the table of languages, one file each.
 *
 * Private to this folder: everyone else asks language_find (template.h). A
 * new language is a file that defines its struct language, a line here and a
 * line in the table of template.c.
 */
#ifndef PP_TEMPLATE_LANGUAGE_H
#define PP_TEMPLATE_LANGUAGE_H

#include "template/template.h"

extern const struct language language_text;		  /* text.c */
extern const struct language language_jinja2;		  /* jinja2.c */
extern const struct language language_handlebars;	  /* handlebars.c */
extern const struct language language_mustache;		  /* mustache.c */
extern const struct language language_python_format;	  /* python_format.c */
extern const struct language language_langchain_f_string; /* the same */
extern const struct language language_string_template; /* string_template.c */
extern const struct language language_semantic_kernel; /* semantic_kernel.c */
extern const struct language language_vscode_prompt;   /* vscode_prompt.c */
extern const struct language language_claude_command;  /* claude_command.c */
extern const struct language language_js_template;     /* js_template.c */
extern const struct language language_nunjucks;	       /* nunjucks.c */
extern const struct language language_go_template;     /* go_template.c */
extern const struct language language_erb;	       /* erb.c */
extern const struct language language_python_f_string; /* python_f_string.c */
/* csharp_interpolated.c */
extern const struct language language_csharp_interpolated;
/* ruby_interpolated.c */
extern const struct language language_ruby_interpolated;

/* Of those that no file's name tells, and that can be read in one way only. */
extern const char *const language_no_suffixes[];
extern const struct option_spec language_no_options[];

/* Record what is wrong at pos, cut to the room there is, and return -1. */
int template_fail(struct template_error *why, struct pos pos, const char *fmt,
		  ...) __attribute__((format(printf, 3, 4)));

#endif

#include "template/template.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "template/draft.h"
#include "template/language.h"

static const struct language *const languages[] = {
	&language_text,
	&language_jinja2,
	&language_handlebars,
	&language_mustache,
	&language_python_format,
	&language_langchain_f_string,
	&language_string_template,
	&language_semantic_kernel,
	&language_vscode_prompt,
	&language_claude_command,
	&language_js_template,
	&language_nunjucks,
	&language_go_template,
	&language_erb,
	&language_python_f_string,
	&language_csharp_interpolated,
	&language_ruby_interpolated,
	NULL,
};

const struct language *const *language_all(void)
{
	return languages;
}

const struct language *language_find(struct str name)
{
	for (size_t i = 0; languages[i]; i++)
		if (str_is(name, languages[i]->name))
			return languages[i];
	return NULL;
}

const struct language *language_by_path(struct str path)
{
	for (size_t i = 0; languages[i]; i++)
		for (const char *const *s = languages[i]->suffixes; *s; s++)
			if (str_ends(path, *s))
				return languages[i];
	return NULL;
}

const char *const language_no_suffixes[] = { NULL };
const struct option_spec language_no_options[] = { { NULL, OPTION_BOOL,
						     NULL } };

const struct option_spec *template_option_spec(const struct language *language,
					       struct str name)
{
	const struct option_spec *spec = language->options;

	for (; spec && spec->name; spec++)
		if (str_is(name, spec->name))
			return spec;
	return NULL;
}

/* So that a text cut off by the room there is stays UTF-8. */
static void drop_half_character(char *text, size_t n)
{
	size_t start = n;
	uint32_t code;

	while (start > 0 && n - start < 4 &&
	       ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start > 0 && (unsigned char)text[start - 1] >= 0xc0 &&
	    text_decode(&code, text + start - 1, n - start + 1) == 0)
		text[start - 1] = '\0';
}

int template_fail(struct template_error *why, struct pos pos, const char *fmt,
		  ...)
{
	va_list args;
	int n;

	why->pos = pos;
	va_start(args, fmt);
	n = vsnprintf(why->text, sizeof(why->text), fmt, args);
	va_end(args);
	if (n < 0)
		why->text[0] = '\0';
	/* What was put into it may have been cut off before. */
	drop_half_character(why->text, strlen(why->text));
	return -1;
}

struct str text_normal(struct arena *a, struct str text)
{
	char *p, *to;
	size_t at;

	if (str_starts(text, "\xef\xbb\xbf"))
		text = str_cut(text, 3, text.n);
	at = str_find(text, '\r', 0);
	if (at == text.n)
		return text;
	p = to = arena_alloc(a, text.n);
	for (size_t from = 0; from < text.n;) {
		memcpy(to, text.p + from, at - from);
		to += at - from;
		if (at == text.n)
			break;
		*to++ = '\n';
		from = at + 1;
		if (from < text.n && text.p[from] == '\n')
			from++;
		at = str_find(text, '\r', from);
	}
	return (struct str){ p, (size_t)(to - p) };
}

int template_read(struct arena *a, const struct language *language,
		  struct str text, const struct template_option *options,
		  size_t option_count, struct template *out,
		  struct template_error *why)
{
	size_t bad;

	if (text.n > TEMPLATE_SIZE)
		return template_fail(why, (struct pos){ 0, 0 },
				     "larger than %d bytes", TEMPLATE_SIZE);
	bad = text_utf8_bad(text);
	if (bad < text.n)
		return template_fail(why, text_pos(text, bad), "not UTF-8");
	text = text_normal(a, text);
	if (language->fill)
		return draft_read(a, language, text, options, option_count, out,
				  why);
	return language->read(a, text, options, option_count, out, why);
}

void template_canonical(struct buf *out, const struct template *t)
{
	for (size_t i = 0; i < t->segment_count; i++)
		buf_add(out, t->segments[i].canonical);
}

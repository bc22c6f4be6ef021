/*
 * `syntax:` and `options:`: the template language of a text, and how it is to
 * be read.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "prompt/manifest_parts.h"
#include "syntax/json.h"

const struct language *manifest_syntax(struct reader *r,
				       const struct node *node,
				       const struct place *at)
{
	const struct language *const *all = language_all();
	const struct language *found;
	struct buf names = buf_in(r->a);
	struct str name;

	if (!reader_text(r, node, at, &name))
		return NULL;
	found = language_find(name);
	if (found)
		return found;
	for (size_t i = 0; all[i]; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", all[i]->name);
	reader_wrong(
		r, node->pos, at,
		str_fmt(r->a, "write one of: %.*s", STR_ARG(buf_str(&names))),
		"`%.*s` is not a template language that is known",
		STR_ARG(text_shorten(name, 100)));
	return NULL;
}

/* The canonical JSON of an option's value; empty: a finding says why. */
static struct str option_json(struct reader *r, const struct option_spec *spec,
			      const struct node *node, const struct place *at)
{
	struct buf b = buf_in(r->a);
	bool flag = node->kind == NODE_STRING && node->plain &&
		    (str_is(node->text, "true") || str_is(node->text, "false"));

	if (spec->type == OPTION_BOOL && flag)
		return node->text;
	if (spec->type == OPTION_BOOL) {
		reader_mismatch(r, node, at, "true or false",
				str_fmt(r->a, "write `%s: true` or `%s: false`",
					spec->name, spec->name));
		return STR_EMPTY;
	}
	if (node->kind != NODE_STRING || node->text.n > READER_TEXT) {
		reader_mismatch(r, node, at, "a text",
				STR("write a text in quotes"));
		return STR_EMPTY;
	}
	json_string(&b, node->text);
	return buf_str(&b);
}

static int by_name(const void *x, const void *y)
{
	const struct template_option *a = x, *b = y;

	return str_compare(a->name, b->name);
}

/* language NULL: it is an option of none. */
void manifest_unknown_option(struct reader *r, const struct member *member,
			     const struct place *at,
			     const struct language *language)
{
	const struct language *const *all = language_all();
	const char **names = NULL;
	size_t n = 0, room = 0;

	for (; *all; all++) {
		const struct option_spec *spec = (*all)->options;

		for (; spec && spec->name && (!language || language == *all);
		     spec++) {
			names = arena_grow(r->a, names, n, &room,
					   sizeof(*names));
			names[n++] = spec->name;
		}
	}
	names = arena_grow(r->a, names, n, &room, sizeof(*names));
	names[n] = NULL;
	reader_unknown(r, member, at,
		       str_c(r->a, str_fmt(r->a, "options of %s",
					   language ? language->name :
						      "any language")),
		       names);
}

/* Options of one message. shared: those of other languages are passed over. */
void manifest_options(struct reader *r, const struct node *node,
		      const struct place *at, const struct language *language,
		      bool shared, struct option_list *out)
{
	struct template_option *options;
	size_t n = 0;

	if (node->kind != NODE_OBJECT || node->count > MANIFEST_OPTIONS) {
		reader_mismatch(r, node, at, "a mapping of at most 32 options",
				STR("write `options: {trim_blocks: true}`"));
		return;
	}
	options = arena_zero(r->a, node->count, sizeof(*options));
	for (size_t i = 0; i < node->count; i++) {
		const struct member *member = &node->members[i];
		const struct place here = { at, member->name, 0 };
		const struct option_spec *spec = template_option_spec(
			language, member->name);
		struct str json;

		if (!spec) {
			if (!shared)
				manifest_unknown_option(r, member, at,
							language);
			continue;
		}
		json = option_json(r, spec, &member->value, &here);
		if (json.n && !str_is(json, spec->fallback))
			options[n++] = (struct template_option){ member->name,
								 json };
	}
	if (n)
		qsort(options, n, sizeof(*options), by_name);
	out->items = options;
	out->count = n;
}

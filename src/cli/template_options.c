#include "cli/template_options.h"

#include <stdlib.h>

#include "syntax/json.h"

static int unknown(struct run *run, const struct language *language,
		   struct str name)
{
	struct buf known = buf_in(run->arena);
	const struct option_spec *spec = language->options;

	for (; spec && spec->name; spec++)
		buf_addf(&known, "%s%s", known.len ? ", " : "", spec->name);
	return error_set(run->err, ERROR_USAGE,
			 "%.*s is no option of %s, which has %s", STR_ARG(name),
			 language->name,
			 known.len ? buf_str(&known).p : "none");
}

/* One NAME=VALUE; an option equal to its default is passed over. */
static int add(struct run *run, const struct language *language,
	       const char *text, struct template_option *items, size_t *count)
{
	struct str all = str_of(text);
	size_t equals = str_find(all, '=', 0);
	struct str name = str_cut(all, 0, equals);
	struct str value = str_cut(all, equals + 1, all.n);
	const struct option_spec *spec = template_option_spec(language, name);
	struct buf json = buf_in(run->arena);

	if (!spec)
		return unknown(run, language, name);
	if (equals == all.n ||
	    (spec->type == OPTION_BOOL && !str_is(value, "true") &&
	     !str_is(value, "false")))
		return error_set(run->err, ERROR_USAGE,
				 "--option %s: write %s=%s", text, spec->name,
				 spec->type == OPTION_BOOL ? "true" : "TEXT");
	if (spec->type == OPTION_BOOL)
		buf_add(&json, value);
	else
		json_string(&json, value);
	if (!str_is(buf_str(&json), spec->fallback))
		items[(*count)++] = (struct template_option){ name,
							      buf_str(&json) };
	return 0;
}

static int by_name(const void *x, const void *y)
{
	const struct template_option *a = x, *b = y;

	return str_compare(a->name, b->name);
}

int template_options(struct run *run, const struct language *language,
		     const struct opt_list *list, struct template_option **out,
		     size_t *count)
{
	int rc = 0;

	*out = arena_zero(run->arena, list->count + 1, sizeof(**out));
	*count = 0;
	for (size_t i = 0; i < list->count && rc == 0; i++) {
		rc = add(run, language, list->items[i], *out, count);
		for (size_t k = 0; rc == 0 && k + 1 < *count; k++)
			if (str_eq((*out)[k].name, (*out)[*count - 1].name))
				rc = error_set(run->err, ERROR_USAGE,
					       "--option %.*s is there twice",
					       STR_ARG((*out)[k].name));
	}
	if (*count)
		qsort(*out, *count, sizeof(**out), by_name);
	return rc;
}

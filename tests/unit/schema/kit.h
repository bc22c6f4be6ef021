/*
 * kit.h - schemas and values from texts, for the tests of this folder. In a
 * text ' stands for ", so that it can be read.
 */
#ifndef PP_TESTS_SCHEMA_KIT_H
#define PP_TESTS_SCHEMA_KIT_H

#include "base/arena.h"
#include "schema/model.h"
#include "syntax/json.h"

static inline const struct node *kit_node(struct arena *a, const char *text)
{
	struct node *node = arena_zero(a, 1, sizeof(*node));
	char *copy = str_c(a, str_of(text));
	struct syntax_error why;

	for (char *p = copy; *p; p++)
		if (*p == '\'')
			*p = '"';
	if (json_read(a, str_of(copy), node, &why) < 0)
		fail_msg("%s: %s", text, why.text);
	return node;
}

/* A document that others may refer to. */
struct kit_file {
	const char *uri, *text;
};

struct kit {
	struct arena *arena;
	const struct kit_file *files; /* ended by NULL */
	unsigned asked;
	const char *written; /* of the last request */
};

static inline int kit_load(void *context, const struct schema_request *request,
			   const struct node **out)
{
	struct kit *kit = context;

	kit->asked++;
	kit->written = str_c(kit->arena, request->written);
	for (const struct kit_file *f = kit->files; f && f->uri; f++)
		if (str_is(request->uri, f->uri)) {
			*out = kit_node(kit->arena, f->text);
			return 0;
		}
	return -1;
}

/* The schema compiled; NULL, and errors if wanted, if it is none. */
static inline struct schema_set *kit_try(struct arena *a, const char *text,
					 enum schema_dialect dialect,
					 struct schema_errors *errors)
{
	const struct schema_options options = { .dialect = dialect };

	*errors = schema_errors_in(a);
	return schema_compile(a, kit_node(a, text), &options, errors);
}

static inline struct schema_set *kit_set(struct arena *a, const char *text,
					 enum schema_dialect dialect)
{
	struct schema_errors errors;
	struct schema_set *set = kit_try(a, text, dialect, &errors);

	if (!set)
		fail_msg("%s: %s: %s", text, errors.items[0].schema.p,
			 errors.items[0].text.p);
	return set;
}

static inline struct schema *kit_schema(struct arena *a, const char *text,
					enum schema_dialect dialect)
{
	return kit_set(a, text, dialect)->root;
}

#endif

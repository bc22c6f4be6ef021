#include "schema/dialect.h"

#include "schema_meta.inc"

static const struct {
	const char *name, *uri;
	enum schema_dialect dialect;
} dialects[] = {
	{ "draft-04", "//json-schema.org/draft-04/schema", SCHEMA_DRAFT_04 },
	{ "draft-06", "//json-schema.org/draft-06/schema", SCHEMA_DRAFT_06 },
	{ "draft-07", "//json-schema.org/draft-07/schema", SCHEMA_DRAFT_07 },
	{ "2019-09", "//json-schema.org/draft/2019-09/schema", SCHEMA_2019_09 },
	{ "2020-12", "//json-schema.org/draft/2020-12/schema", SCHEMA_2020_12 },
	{ "oas-3.0", "//spec.openapis.org/oas/3.0/dialect/base",
	  SCHEMA_OAS_30 },
	{ "oas-3.1", "//spec.openapis.org/oas/3.1/dialect/base",
	  SCHEMA_OAS_31 },
};

enum { DIALECTS = sizeof(dialects) / sizeof(*dialects) };

enum schema_dialect schema_dialect_named(struct str name)
{
	for (size_t i = 0; i < DIALECTS; i++)
		if (str_is(name, dialects[i].name))
			return dialects[i].dialect;
	return SCHEMA_UNSAID;
}

const char *schema_dialect_name(enum schema_dialect dialect)
{
	for (size_t i = 0; i < DIALECTS; i++)
		if (dialects[i].dialect == dialect)
			return dialects[i].name;
	return "unsaid";
}

bool dialect_is(enum schema_dialect dialect, int set)
{
	return (set & 1 << dialect) != 0;
}

/* What follows http: or https:, for both are written. */
static struct str without_scheme(struct str uri)
{
	if (str_starts(uri, "http:"))
		return str_cut(uri, 5, uri.n);
	if (str_starts(uri, "https:"))
		return str_cut(uri, 6, uri.n);
	return STR_EMPTY;
}

enum schema_dialect dialect_of_uri(struct str uri)
{
	struct str rest = without_scheme(uri);

	for (size_t i = 0; i < DIALECTS; i++)
		if (str_is(rest, dialects[i].uri))
			return dialects[i].dialect;
	return SCHEMA_UNSAID;
}

#define META(path, bytes)                                       \
	{                                                       \
		"//json-schema.org/" path, bytes, sizeof(bytes) \
	}

static const struct {
	const char *uri, *text;
	size_t length;
} metas[] = {
	META("draft-04/schema", meta_draft_04_schema),
	META("draft-06/schema", meta_draft_06_schema),
	META("draft-07/schema", meta_draft_07_schema),
	META("draft/2019-09/schema", meta_2019_09_schema),
	META("draft/2019-09/meta/core", meta_2019_09_core),
	META("draft/2019-09/meta/applicator", meta_2019_09_applicator),
	META("draft/2019-09/meta/validation", meta_2019_09_validation),
	META("draft/2019-09/meta/meta-data", meta_2019_09_meta_data),
	META("draft/2019-09/meta/format", meta_2019_09_format),
	META("draft/2019-09/meta/content", meta_2019_09_content),
	META("draft/2020-12/schema", meta_2020_12_schema),
	META("draft/2020-12/meta/core", meta_2020_12_core),
	META("draft/2020-12/meta/applicator", meta_2020_12_applicator),
	META("draft/2020-12/meta/unevaluated", meta_2020_12_unevaluated),
	META("draft/2020-12/meta/validation", meta_2020_12_validation),
	META("draft/2020-12/meta/meta-data", meta_2020_12_meta_data),
	META("draft/2020-12/meta/format-annotation",
	     meta_2020_12_format_annotation),
	META("draft/2020-12/meta/content", meta_2020_12_content),
};

const char *dialect_meta(struct str uri, size_t *length)
{
	struct str rest = without_scheme(uri);

	for (size_t i = 0; i < sizeof(metas) / sizeof(*metas); i++) {
		if (!str_is(rest, metas[i].uri))
			continue;
		*length = metas[i].length;
		return metas[i].text;
	}
	return NULL;
}

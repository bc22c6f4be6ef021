/*
 * What $schema and $vocabulary come to.
 */
#include "base/arena.h"
#include "schema/compile.h"
#include "schema/dialect.h"
#include "schema/uri.h"

/* A dialect that is built in, with all its vocabularies. */
static void all_of_it(const struct compile *c, struct schema_resource *r,
		      enum schema_dialect dialect)
{
	r->dialect = dialect;
	r->validation = r->applicator = r->unevaluated = true;
	r->assert_format = c->options->assert_format;
}

static bool is_on(const struct node *vocabulary, const char *name)
{
	for (size_t i = 0; i < vocabulary->count; i++)
		if (str_ends(vocabulary->members[i].name, name))
			return true;
	return false;
}

/* Whether it is a vocabulary of the dialects that are built in. */
static bool is_known(struct str name)
{
	static const char *const known[] = {
		"core",	      "applicator",	   "unevaluated",
		"validation", "meta-data",	   "format",
		"content",    "format-annotation", "format-assertion",
	};
	size_t slash = str_rfind(name, '/');
	struct str last = str_cut(name, slash + 1, name.n);

	if (!str_starts(name, "https://json-schema.org/draft/"))
		return false;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (str_is(last, known[i]))
			return true;
	return false;
}

static void vocabularies(struct compile *c, struct schema_resource *r,
			 const struct node *vocabulary, struct spot spot)
{
	r->applicator = is_on(vocabulary, "/vocab/applicator");
	r->validation = is_on(vocabulary, "/vocab/validation");
	/* Until 2019-09 these belonged to the applicators. */
	r->unevaluated = r->dialect == SCHEMA_2019_09 ?
				 r->applicator :
				 is_on(vocabulary, "/vocab/unevaluated");
	if (is_on(vocabulary, "/vocab/format-assertion"))
		r->assert_format = true;
	for (size_t i = 0; i < vocabulary->count; i++) {
		const struct member *m = &vocabulary->members[i];

		if (m->value.kind == NODE_TRUE && !is_known(m->name))
			compile_error(c, SCHEMA_UNKNOWN, spot,
				      "needs the vocabulary %.*s, which is not "
				      "known",
				      STR_ARG(m->name));
	}
}

/* The dialect of a uri, through meta-schemas that are described by others. */
static bool of_uri(struct compile *c, struct schema_resource *r,
		   struct str written, unsigned depth, struct spot spot)
{
	struct str fragment;
	bool has, bundled;
	struct str uri = uri_split(c->arena, written, &fragment, &has);
	const struct schema_request request = { uri, uri, r->uri };
	const struct node *node, *next, *vocabulary;

	if (dialect_of_uri(uri) != SCHEMA_UNSAID) {
		all_of_it(c, r, dialect_of_uri(uri));
		return true;
	}
	if (depth == COMPILE_META)
		return false;
	node = compile_load(c, &request, &bundled);
	next = node_get(node, "$schema");
	if (!next || next->kind != NODE_STRING ||
	    !of_uri(c, r, next->text, depth + 1, spot))
		return false;
	vocabulary = node_get(node, "$vocabulary");
	if (vocabulary && vocabulary->kind == NODE_OBJECT)
		vocabularies(c, r, vocabulary, spot);
	return true;
}

void compile_dialect(struct compile *c, struct schema_resource *resource,
		     const struct node *root, struct spot spot)
{
	const struct member *m = node_member(root, STR("$schema"));

	if (!m) {
		all_of_it(c, resource, c->dialect);
		return;
	}
	spot.member = m;
	all_of_it(c, resource, c->dialect);
	if (m->value.kind != NODE_STRING) {
		compile_error(c, SCHEMA_WRONG, spot,
			      "\"$schema\" is a text, not %s",
			      node_kind_name(&m->value));
		return;
	}
	/* Once the name of whatever was newest. */
	if (str_is(m->value.text, "http://json-schema.org/schema#") ||
	    str_is(m->value.text, "http://json-schema.org/schema"))
		return;
	if (!of_uri(c, resource, m->value.text, 0, spot))
		compile_error(c, SCHEMA_UNKNOWN, spot,
			      "\"$schema\" names a dialect that is not known: "
			      "%.*s",
			      STR_ARG(text_shorten(m->value.text, 200)));
	else if (resource->document->node == root && c->documents == 1)
		c->dialect = resource->dialect;
}

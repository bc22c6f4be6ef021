/* One side of a contract: its schema compiled, with the files it names. */
#include "compat/contract.h"

#include "base/arena.h"
#include "schema/model.h"

static int load(void *context, const struct schema_request *request,
		const struct node **out)
{
	struct contract_set *s = context;

	for (size_t i = 0; i < s->side->part_count; i++) {
		struct contract_file *file = &s->files[i];

		if (!str_eq(file->name, request->written))
			continue;
		*out = &file->node;
		return 0;
	}
	return -1;
}

/*
 * Variables are a closed set: a schema from a file that leaves that open has
 * it said here.
 */
static const struct node *closed(struct arena *a, const struct node *schema)
{
	struct member more = { .name = STR("additionalProperties"),
			       .value = { .kind = NODE_FALSE } };
	struct node *copy;

	if (schema->kind != NODE_OBJECT ||
	    node_get(schema, "additionalProperties") ||
	    node_get(schema, "unevaluatedProperties"))
		return schema;
	copy = arena_alloc(a, sizeof(*copy));
	*copy = *schema;
	copy->members = arena_zero(a, schema->count + 1,
				   sizeof(*copy->members));
	for (size_t i = 0; i < schema->count; i++)
		copy->members[i] = schema->members[i];
	copy->members[copy->count++] = more;
	return copy;
}

int contract_compile(struct compare *c, const struct compat_side *side,
		     const struct contract *k, struct contract_set *out)
{
	static const struct node nothing = { .kind = NODE_OBJECT };
	const struct contract_side *s = side == c->from ? &k->from : &k->to;
	const struct node *root = s->schema ? s->schema : &nothing;
	struct schema_errors errors = schema_errors_in(c->arena);
	struct schema_options options = { .uri = STR("effective.json"),
					  .load = load,
					  .context = out };

	*out = (struct contract_set){ .side = s };
	out->files = arena_zero(c->arena, s->part_count, sizeof(*out->files));
	for (size_t i = 0; i < s->part_count; i++) {
		struct contract_file *file = &out->files[i];
		int rc;

		file->name = str_of(s->parts[i].name);
		file->id = &s->parts[i].id;
		rc = compare_json(c, side, file->id, k->name, &file->node);
		if (rc < 0)
			return rc;
	}
	if (k->direction == CONTRACT_IN)
		root = closed(c->arena, root);
	out->set = schema_compile(c->arena, root, &options, &errors);
	return 0;
}

static const struct contract_file *file_of(const struct contract_set *s,
					   const struct schema *schema)
{
	const struct schema_document *d = schema->resource->document;

	for (size_t i = 0; i < s->side->part_count; i++)
		if (d->node == &s->files[i].node)
			return &s->files[i];
	return NULL;
}

const struct store_id *contract_part(const struct contract_set *s,
				     const struct schema *schema)
{
	const struct contract_file *file = file_of(s, schema);

	return file ? file->id : NULL;
}

struct str contract_pointer(struct arena *a, const struct contract_set *s,
			    const struct schema *schema)
{
	if (file_of(s, schema))
		return schema->pointer;
	return str_fmt(a, "%.*s%.*s", STR_ARG(s->side->at),
		       STR_ARG(schema->pointer));
}

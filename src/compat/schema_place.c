#include "compat/schema_place.h"

#include "base/arena.h"

static const struct node *empty_object(void)
{
	static const struct node object = { .kind = NODE_OBJECT };

	return &object;
}

/*
 * A copy of object without its schema and `strict`, which go to out; what is
 * found first counts. Recursion is two deep: a wrapper within is not entered.
 */
static struct node taken(struct arena *a, const struct node *object, bool inner,
			 struct schema_place *out)
{
	struct node copy = *object;

	copy.members = arena_zero(a, object->count, sizeof(*copy.members));
	copy.count = 0;
	for (size_t i = 0; i < object->count; i++) {
		const struct member *m = &object->members[i];
		struct member *to = &copy.members[copy.count];
		bool is_object = m->value.kind == NODE_OBJECT;

		if (str_is(m->name, "strict") &&
		    (m->value.kind == NODE_TRUE ||
		     m->value.kind == NODE_FALSE)) {
			out->strict = out->strict || m->value.kind == NODE_TRUE;
			continue;
		}
		*to = *m;
		copy.count++;
		if (is_object && str_is(m->name, "schema") &&
		    out->schema.kind == NODE_NULL) {
			out->schema = m->value;
			out->at = inner ? STR("/json_schema/schema") :
					  STR("/schema");
			to->value = *empty_object();
		} else if (is_object && !inner &&
			   str_is(m->name, "json_schema")) {
			to->value = taken(a, &m->value, true, out);
		}
	}
	return copy;
}

void schema_place_output(struct arena *a, const struct node *value,
			 bool wrapped, struct schema_place *out)
{
	*out = (struct schema_place){ .schema = { .kind = NODE_NULL },
				      .at = STR_EMPTY };
	if (!wrapped)
		out->schema = *value;
	out->around = wrapped && value->kind == NODE_OBJECT ?
			      taken(a, value, false, out) :
			      (struct node){ .kind = NODE_NULL };
	if (wrapped && value->kind != NODE_OBJECT)
		out->around = *value;
}

int schema_parts_alike(struct compare *c, const struct store_id *from,
		       const struct store_id *to, const char *name,
		       enum alike *out)
{
	struct node x, y;
	int rc;

	*out = ALIKE_EQUAL;
	if (store_id_equal(from, to))
		return 0;
	rc = compare_json(c, c->from, from, name, &x);
	if (rc == 0)
		rc = compare_json(c, c->to, to, name, &y);
	if (rc == 0)
		*out = schema_alike(&x, &y);
	return rc;
}

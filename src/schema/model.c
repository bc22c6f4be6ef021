#include "schema/model.h"

/* Whether a number in JSON's grammar is an integer by its value. */
static bool is_integer(struct str text)
{
	long long exponent = 0, zeros = 0, behind = 0;
	bool negative = false, any = false, point = false;
	size_t i;

	for (i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == 'e' || c == 'E')
			break;
		if (c == '.')
			point = true;
		if (c < '0' || c > '9')
			continue;
		behind += point;
		zeros = c == '0' ? zeros + 1 : 0;
		any = any || c != '0';
	}
	for (; i < text.n; i++) {
		negative = negative || text.p[i] == '-';
		if (text.p[i] >= '0' && text.p[i] <= '9' && exponent < 1000000)
			exponent = exponent * 10 + (text.p[i] - '0');
	}
	/* The last digit that is not 0 stands at 10^this. */
	return !any || (negative ? -exponent : exponent) - behind + zeros >= 0;
}

unsigned schema_type_of(const struct node *value)
{
	switch (value->kind) {
	case NODE_NULL:
		return TYPE_NULL;
	case NODE_FALSE:
	case NODE_TRUE:
		return TYPE_BOOLEAN;
	case NODE_STRING:
		return TYPE_STRING;
	case NODE_ARRAY:
		return TYPE_ARRAY;
	case NODE_OBJECT:
		return TYPE_OBJECT;
	case NODE_NUMBER:
		break;
	}
	return is_integer(value->text) ? TYPE_INTEGER : TYPE_FRACTION;
}

struct schema *schema_property(const struct schema *s, struct str name)
{
	return map_get(&s->property_map, name);
}

bool schema_requires(const struct schema *s, struct str name)
{
	for (size_t i = 0; i < s->required_count; i++)
		if (str_eq(s->required[i], name))
			return true;
	return false;
}

struct pos schema_keyword_pos(const struct schema *s, const char *keyword)
{
	const struct member *m = node_member(s->node, str_of(keyword));

	return m ? m->pos : s->node->pos;
}

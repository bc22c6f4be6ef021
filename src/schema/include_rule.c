/* What differences are called and how they are told. */
#include "schema/include_report.h"

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"

enum { SHOWN = 60 }; /* bytes of a value in a message */

struct wording {
	const char *narrower, *wider; /* ids */
	const char *tight, *loose;    /* sentences; NULL: by the keyword */
};

static const struct wording wordings[DIFFERENCE_COUNT] = {
	[DIFFERENCE_TYPE] = { "type-narrowed", "type-widened",
			      "%s is no longer accepted",
			      "%s may come that did not before" },
	[DIFFERENCE_TYPE_CHANGED] = { "type-changed", "type-changed",
				      "another type: %s is no longer accepted",
				      "another type: %s may come now" },
	[DIFFERENCE_NULL] = { "null-removed", "null-added",
			      "%s is no longer accepted", "%s may come now" },
	[DIFFERENCE_ENUM_VALUE] = { "enum-value-removed", "enum-value-added",
				    NULL, NULL },
	[DIFFERENCE_ENUM] = { "enum-added", "enum-removed",
			      "only listed values are accepted now",
			      "not only listed values may come now" },
	[DIFFERENCE_REQUIRED] = { "required-added", "required-removed",
				  "property %s is required now",
				  "property %s may be missing now" },
	[DIFFERENCE_PROPERTY_GONE] = { "property-removed", "property-added",
				       "property %s is no longer accepted",
				       "property %s may come that was not known"
				       " before" },
	[DIFFERENCE_PROPERTY_NEW] = { "property-added", "property-removed",
				      "property %s was open and is declared now",
				      "property %s was declared and is open"
				      " now" },
	[DIFFERENCE_CLOSED] = { "additional-closed", "additional-opened",
				"undeclared properties are no longer accepted",
				"undeclared properties may come now" },
	[DIFFERENCE_ADDITIONAL] = { "additional-narrowed", "additional-widened",
				    NULL, NULL },
	[DIFFERENCE_PATTERN_PROPERTY] = { "pattern-property-narrowed",
					  "pattern-property-widened", NULL,
					  NULL },
	[DIFFERENCE_PROPERTY_NAMES] = { "property-names-narrowed",
					"property-names-widened", NULL, NULL },
	[DIFFERENCE_MIN_PROPERTIES] = { "min-properties-increased",
					"min-properties-decreased", NULL,
					NULL },
	[DIFFERENCE_MAX_PROPERTIES] = { "max-properties-decreased",
					"max-properties-increased", NULL,
					NULL },
	[DIFFERENCE_DEPENDENT] = { "dependent-added", "dependent-removed",
				   "properties ask for others now: %s",
				   "properties no longer ask for others: %s" },
	[DIFFERENCE_UNEVALUATED] = { "unevaluated-narrowed",
				     "unevaluated-widened", NULL, NULL },
	[DIFFERENCE_MINIMUM] = { "minimum-increased", "minimum-decreased", NULL,
				 NULL },
	[DIFFERENCE_MAXIMUM] = { "maximum-decreased", "maximum-increased", NULL,
				 NULL },
	[DIFFERENCE_MULTIPLE_OF] = { "multiple-of-narrowed",
				     "multiple-of-widened", NULL, NULL },
	[DIFFERENCE_MIN_LENGTH] = { "min-length-increased",
				    "min-length-decreased", NULL, NULL },
	[DIFFERENCE_MAX_LENGTH] = { "max-length-decreased",
				    "max-length-increased", NULL, NULL },
	[DIFFERENCE_PATTERN] = { "pattern-narrowed", "pattern-widened", NULL,
				 NULL },
	[DIFFERENCE_FORMAT] = { "format-narrowed", "format-widened", NULL,
				NULL },
	[DIFFERENCE_ITEMS] = { "items-narrowed", "items-widened", NULL, NULL },
	[DIFFERENCE_TUPLE] = { "tuple-narrowed", "tuple-widened",
			       "an item at a fixed place accepts less",
			       "an item at a fixed place may be more" },
	[DIFFERENCE_MIN_ITEMS] = { "min-items-increased", "min-items-decreased",
				   NULL, NULL },
	[DIFFERENCE_MAX_ITEMS] = { "max-items-decreased", "max-items-increased",
				   NULL, NULL },
	[DIFFERENCE_UNIQUE_ITEMS] = { "unique-items-added",
				      "unique-items-removed",
				      "items may no longer be equal",
				      "items may be equal now" },
	[DIFFERENCE_CONTAINS] = { "contains-narrowed", "contains-widened", NULL,
				  NULL },
	[DIFFERENCE_UNION] = { "union-branch-removed", "union-branch-added",
			       "no branch accepts what was accepted",
			       "values may come that no branch promised" },
	[DIFFERENCE_ONE_OF] = { "one-of-overlap-added",
				"one-of-overlap-removed",
				"two branches of oneOf accept the same value",
				"two branches of oneOf accepted the same value,"
				" which was refused" },
	[DIFFERENCE_NOT] = { "not-widened", "not-narrowed", NULL, NULL },
	[DIFFERENCE_CONDITION] = { "condition-narrowed", "condition-widened",
				   "a condition asks for more",
				   "a condition asks for less" },
	[DIFFERENCE_SCHEMA] = { "schema-narrowed", "schema-widened",
				"fewer values are accepted",
				"more values may come" },
};

const char *include_rule(enum difference_kind kind,
			 enum include_direction direction)
{
	return direction == INCLUDE_INPUT ? wordings[kind].narrower :
					    wordings[kind].wider;
}

static struct str shown(struct arena *a, const struct node *value)
{
	struct buf b = buf_in(a);
	struct str text;
	size_t cut = SHOWN;

	if (!value)
		return STR("absent");
	json_compact(&b, value);
	text = buf_str(&b);
	if (text.n <= SHOWN)
		return text;
	while (cut > 0 && ((unsigned char)text.p[cut] & 0xC0) == 0x80)
		cut--;
	return str_fmt(a, "%.*s...", (int)cut, text.p);
}

static const struct node *keyword_of(const struct schema *x, const char *name)
{
	return x && name ? node_get(x->node, name) : NULL;
}

/* In draft-04 a bound may stay, and only whether it is one of the values
 * change: then that is what is told. */
static const char *telling(const struct finding *f)
{
	const struct node *x = keyword_of(f->small, f->keyword);
	const struct node *y = keyword_of(f->large, f->keyword);

	if (!x || !y || !node_equal(x, y))
		return f->keyword;
	if (strcmp(f->keyword, "minimum") == 0)
		return "exclusiveMinimum";
	if (strcmp(f->keyword, "maximum") == 0)
		return "exclusiveMaximum";
	return f->keyword;
}

/* minimum and exclusiveMinimum are one; which is told, the schemas say. */
static struct str by_keyword(struct report *r, const struct finding *f)
{
	const struct schema *from = f->small, *to = f->large;
	const char *keyword = telling(f);

	if (r->options->direction == INCLUDE_OUTPUT) {
		from = f->large;
		to = f->small;
	}
	if (f->kind == DIFFERENCE_ENUM_VALUE)
		return str_fmt(r->arena,
			       r->options->direction == INCLUDE_INPUT ?
				       "the value %.*s is no longer accepted" :
				       "the value %.*s may come now",
			       STR_ARG(shown(r->arena, f->example)));
	return str_fmt(r->arena, "%s was %.*s and is %.*s", keyword,
		       STR_ARG(shown(r->arena, keyword_of(from, keyword))),
		       STR_ARG(shown(r->arena, keyword_of(to, keyword))));
}

static struct str type_names(struct report *r, unsigned types)
{
	struct buf b = buf_in(r->arena);

	if ((types & TYPE_NUMBER) == TYPE_FRACTION)
		buf_adds(&b, "a number with a fraction");
	for (unsigned bit = 1; bit < TYPE_ANY; bit <<= 1) {
		if (!(types & bit) || bit == TYPE_FRACTION)
			continue;
		if (b.len)
			buf_adds(&b, ", ");
		buf_adds(&b, bit == TYPE_INTEGER && (types & TYPE_FRACTION) ?
				     "number" :
				     schema_type_name(bit));
	}
	return buf_str(&b);
}

static struct str message(struct report *r, const struct finding *f)
{
	const struct wording *w = &wordings[f->kind];
	const char *text = r->options->direction == INCLUDE_INPUT ? w->tight :
								    w->loose;
	const char *hole;
	struct str fill;
	struct buf name = buf_in(r->arena);

	if (!text && f->keyword)
		return by_keyword(r, f);
	if (!text)
		return str_of("fewer values are accepted");
	hole = strstr(text, "%s");
	if (!hole)
		return str_of(text);
	if (f->types) {
		fill = type_names(r, f->types);
	} else {
		json_string(&name, f->property);
		fill = buf_str(&name);
	}
	return str_fmt(r->arena, "%.*s%.*s%s", (int)(hole - text), text,
		       STR_ARG(fill), hole + 2);
}

static struct str pointer_of(struct report *r, const struct schema *x,
			     const char *keyword)
{
	struct buf b = buf_in(r->arena);

	if (!x)
		return STR_EMPTY;
	buf_add(&b, x->pointer);
	if (keyword && keyword_of(x, keyword))
		node_pointer_add(&b, str_of(keyword));
	return str_copy(r->arena, buf_str(&b));
}

/* Depth is bounded by NODE_DEPTH. */
static bool copy(struct arena *a, struct node *out, const struct node *in,
		 int depth)
{
	if (depth > NODE_DEPTH)
		return false;
	*out = *in;
	out->text = str_copy(a, in->text.p ? in->text : STR_EMPTY);
	if (in->kind == NODE_ARRAY) {
		out->items = arena_zero(a, in->count, sizeof(*out->items));
		for (size_t i = 0; i < in->count; i++)
			if (!copy(a, &out->items[i], &in->items[i], depth + 1))
				return false;
	}
	if (in->kind == NODE_OBJECT) {
		out->members = arena_zero(a, in->count, sizeof(*out->members));
		for (size_t i = 0; i < in->count; i++) {
			out->members[i] = in->members[i];
			out->members[i].name = str_copy(a, in->members[i].name);
			if (!copy(a, &out->members[i].value,
				  &in->members[i].value, depth + 1))
				return false;
		}
	}
	return true;
}

const struct node *report_copy(struct arena *a, const struct node *value)
{
	struct node *out = arena_zero(a, 1, sizeof(*out));

	return copy(a, out, value, 0) ? out : NULL;
}

void report_finding(struct report *r, const struct finding *f)
{
	struct difference *d;

	if (r->out->count >= INCLUDE_DIFFERENCES)
		return;
	r->out->items = arena_grow(r->arena, r->out->items, r->out->count,
				   &r->room, sizeof(*r->out->items));
	d = &r->out->items[r->out->count++];
	*d = (struct difference){
		.kind = f->kind,
		.verdict = f->sat == SAT_YES ? INCLUSION_FAILS :
					       INCLUSION_UNDECIDED,
		.rule = include_rule(f->kind, r->options->direction),
		.small = pointer_of(r, f->small, telling(f)),
		.large = pointer_of(r, f->large, telling(f)),
		.instance = str_copy(r->arena, f->instance),
		.property = str_copy(r->arena, f->property),
		.example = f->example ? report_copy(r->arena, f->example) :
					NULL,
	};
	d->message = message(r, f);
	if (f->sat == SAT_UNKNOWN)
		d->message = str_fmt(r->arena, "%.*s (not proven)",
				     STR_ARG(d->message));
}

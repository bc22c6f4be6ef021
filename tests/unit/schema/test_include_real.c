/*
 * Schemas as people write them, and what becomes of them by an edit or two,
 * as people make them; and schemas of the published test suite against each
 * other. INCLUDE_FILES names a folder of more schemas, by hand.
 */
#include "include_kit.h"

#include <ftw.h>

#include "include_random.h"
#include "unit/syntax/suite.h"

enum { EDITS = 12, SCHEMAS = 4000, FILE_SIZE = 400000 };

static struct arena keep; /* texts of schemas */
static struct arena a;

static struct {
	struct str *texts;
	size_t count, room;
	size_t files;
} found;

static int clear(void **state)
{
	(void)state;
	arena_free(&a);
	arena_free(&keep);
	memset(&found, 0, sizeof(found));
	return 0;
}

/* ---- finding them ---------------------------------------------------- */

static void keep_schema(const struct node *node)
{
	struct buf b = buf_in(&keep);

	if (found.count == SCHEMAS)
		return;
	json_compact(&b, node);
	found.texts = arena_grow(&keep, found.texts, found.count, &found.room,
				 sizeof(*found.texts));
	found.texts[found.count++] = buf_str(&b);
}

static bool looks_like_one(const struct node *node)
{
	const struct node *p = node_get(node, "properties");

	return (p && p->kind == NODE_OBJECT && p->count > 0) ||
	       node_get(node, "$schema");
}

/* The outermost schemas in a tree. */
static void gather(const struct node *node)
{
	const struct node *stack[1000];
	size_t top = 0;

	stack[top++] = node;
	while (top > 0) {
		const struct node *at = stack[--top];

		if (at->kind == NODE_OBJECT && looks_like_one(at)) {
			keep_schema(at);
			continue;
		}
		for (size_t i = 0; i < at->count && top < 1000; i++)
			stack[top++] = at->kind == NODE_OBJECT ?
					       &at->members[i].value :
					       &at->items[i];
	}
}

static int visit(const char *path, const struct stat *st, int kind,
		 struct FTW *where)
{
	struct syntax_error why;
	struct node node;
	const char *name = path + where->base;

	if (kind != FTW_F || st->st_size > FILE_SIZE ||
	    !str_ends(str_of(name), ".json"))
		return 0;
	if (json_read(&a,
		      suite_read(&a, str_fmt(&a, "%.*s", where->base, path).p,
				 name),
		      &node, &why) == 0) {
		found.files++;
		gather(&node);
	}
	arena_free(&a);
	return 0;
}

/* ---- edits ----------------------------------------------------------- */

struct places {
	struct node **items;
	size_t count, room;
};

/* Every schema below node that may be edited; not what only looks like one. */
static void places(struct places *p, struct node *node)
{
	static const char *const maps[] = { "properties", "$defs",
					    "definitions" };
	static const char *const lists[] = { "anyOf", "allOf", "oneOf" };
	struct node **stack = arena_alloc(&a, 5000 * sizeof(*stack));
	size_t top = 0;

	stack[top++] = node;
	while (top > 0) {
		struct node *at = stack[--top];

		if (at->kind != NODE_OBJECT)
			continue;
		p->items = arena_grow(&a, p->items, p->count, &p->room,
				      sizeof(*p->items));
		p->items[p->count++] = at;
		for (size_t i = 0; i < at->count; i++) {
			struct member *m = &at->members[i];
			bool inside = str_is(m->name, "items") ||
				      str_is(m->name, "additionalProperties");

			if (inside && top < 4000)
				stack[top++] = &m->value;
			for (size_t j = 0; j < 3; j++) {
				size_t n = m->value.count;

				if (str_is(m->name, maps[j]) &&
				    m->value.kind == NODE_OBJECT)
					for (size_t k = 0; k < n && top < 4000;
					     k++)
						stack[top++] =
							&m->value.members[k]
								 .value;
				if (str_is(m->name, lists[j]) &&
				    m->value.kind == NODE_ARRAY)
					for (size_t k = 0; k < n && top < 4000;
					     k++)
						stack[top++] =
							&m->value.items[k];
			}
		}
	}
}

static struct member *member_of(struct node *node, const char *name)
{
	for (size_t i = 0; node->kind == NODE_OBJECT && i < node->count; i++)
		if (str_is(node->members[i].name, name))
			return &node->members[i];
	return NULL;
}

static void set(struct node *node, struct str name, const char *value)
{
	struct member *m = member_of(node, str_c(&a, name));
	struct member *more;

	if (!m) {
		more = arena_zero(&a, node->count + 1, sizeof(*more));
		for (size_t i = 0; i < node->count; i++)
			more[i] = node->members[i];
		more[node->count].name = name;
		node->members = more;
		m = &node->members[node->count++];
	}
	m->value = kit_node(&a, str_of(value));
}

static void drop(struct node *list, size_t at)
{
	for (size_t i = at; i + 1 < list->count; i++) {
		if (list->kind == NODE_OBJECT)
			list->members[i] = list->members[i + 1];
		else
			list->items[i] = list->items[i + 1];
	}
	list->count--;
}

static void append(struct node *list, const char *value)
{
	struct node *more = arena_zero(&a, list->count + 1, sizeof(*more));

	for (size_t i = 0; i < list->count; i++)
		more[i] = list->items[i];
	more[list->count] = kit_node(&a, str_of(value));
	list->items = more;
	list->count++;
}

static bool edit_members(struct dice *d, struct node *node)
{
	struct member *props = member_of(node, "properties");
	struct member *required = member_of(node, "required");
	const char *name = "added";

	if (!props || props->value.kind != NODE_OBJECT)
		return false;
	switch (dice_below(d, 6)) {
	case 0:
		set(&props->value, STR("added"), "{\"type\":\"string\"}");
		return true;
	case 1:
		if (!props->value.count)
			return false;
		drop(&props->value,
		     dice_below(d, (unsigned)props->value.count));
		return true;
	case 2:
		if (!required || required->value.kind != NODE_ARRAY ||
		    !required->value.count)
			return false;
		drop(&required->value,
		     dice_below(d, (unsigned)required->value.count));
		return true;
	case 3:
		if (props->value.count)
			name = str_c(
				&a,
				props->value
					.members[dice_below(
						d, (unsigned)props->value.count)]
					.name);
		if (!required)
			set(node, STR("required"), "[]");
		required = member_of(node, "required");
		if (required->value.kind != NODE_ARRAY || strchr(name, '"') ||
		    strchr(name, '\\'))
			return false;
		append(&required->value, str_fmt(&a, "\"%s\"", name).p);
		return true;
	case 4:
		set(node, STR("additionalProperties"),
		    dice_one_in(d, 2) ? "false" : "{\"type\":\"string\"}");
		return true;
	default:
		if (!props->value.count)
			return false;
		props->value
			.members[dice_below(d, (unsigned)props->value.count)]
			.name = STR("renamed");
		return true;
	}
}

static bool edit_type(struct dice *d, struct node *node)
{
	static const char *const types[] = { "\"string\"", "\"integer\"",
					     "\"number\"", "\"boolean\"" };
	struct member *type = member_of(node, "type");

	if (!type || type->value.kind != NODE_STRING)
		return false;
	if (dice_one_in(d, 2)) {
		if (str_is(type->value.text, "null"))
			return false;
		set(node, STR("type"),
		    str_fmt(&a, "[\"%.*s\",\"null\"]",
			    STR_ARG(type->value.text))
			    .p);
		return true;
	}
	if (str_is(type->value.text, "object") ||
	    str_is(type->value.text, "array"))
		return false;
	set(node, STR("type"), dice_pick(d, types, 4));
	return true;
}

static bool edit_limit(struct dice *d, struct node *node)
{
	static const struct {
		const char *type, *keyword, *value;
	} rows[] = { { "string", "maxLength", "200" },
		     { "string", "minLength", "1" },
		     { "string", "pattern", "\"^[a-z0-9_-]+$\"" },
		     { "string", "enum", "[\"a\",\"b\"]" },
		     { "integer", "minimum", "0" },
		     { "integer", "maximum", "100" },
		     { "number", "minimum", "0" },
		     { "number", "exclusiveMaximum", "1.5" },
		     { "array", "minItems", "1" },
		     { "array", "maxItems", "20" },
		     { "array", "uniqueItems", "true" },
		     { "object", "minProperties", "1" } };
	const struct node *type = node_get(node, "type");
	unsigned from = dice_below(d, 12);

	for (unsigned i = 0; type && type->kind == NODE_STRING && i < 12; i++) {
		unsigned at = (from + i) % 12;

		if (!str_is(type->text, rows[at].type))
			continue;
		set(node, str_of(rows[at].keyword), rows[at].value);
		return true;
	}
	return false;
}

static bool edit_list(struct dice *d, struct node *node)
{
	static const char *const lists[] = { "enum", "anyOf", "oneOf" };
	struct member *m = member_of(node, lists[dice_below(d, 3)]);

	if (!m || m->value.kind != NODE_ARRAY)
		return false;
	if (m->value.count > 1 && dice_one_in(d, 2))
		drop(&m->value, dice_below(d, (unsigned)m->value.count));
	else
		append(&m->value, str_is(m->name, "enum") ?
					  "\"added\"" :
					  "{\"type\":\"null\"}");
	return true;
}

static bool edit_limits_away(struct dice *d, struct node *node)
{
	static const char *const names[] = { "maxLength", "minimum", "maximum",
					     "pattern",	  "enum",    "format",
					     "minItems",  "required" };
	struct member *m = member_of(node, names[dice_below(d, 8)]);

	if (!m)
		return false;
	drop(node, (size_t)(m - node->members));
	return true;
}

static void edit(struct dice *d, struct node *root)
{
	struct places p = { 0 };

	places(&p, root);
	for (int tries = 0; tries < 200; tries++) {
		struct node *node = p.items[dice_below(d, (unsigned)p.count)];
		bool done = false;

		switch (dice_below(d, 6)) {
		case 0:
			set(node, STR("description"), "\"in other words\"");
			done = true;
			break;
		case 1:
			done = edit_members(d, node);
			break;
		case 2:
			done = edit_type(d, node);
			break;
		case 3:
			done = edit_limit(d, node);
			break;
		case 4:
			done = edit_list(d, node);
			break;
		default:
			done = edit_limits_away(d, node);
			break;
		}
		if (done)
			return;
	}
}

/* ---- comparing ------------------------------------------------------- */

static struct {
	size_t verdicts[3];
	size_t spent;
} tally;

static void compare(const struct schema_set *x, const struct schema_set *y,
		    struct str from, struct str to)
{
	for (int i = 0; i < 4; i++) {
		enum include_direction direction = i & 1 ? INCLUDE_OUTPUT :
							   INCLUDE_INPUT;
		struct include_options options = include_options(
			direction, i & 2 ? INCLUDE_DECLARED : INCLUDE_STRICT);
		struct inclusion r;
		bool input = direction == INCLUDE_INPUT;

		schema_compare(&a, x, y, &options, &r);
		kit_sound(&a, input ? x : y, input ? y : x, &r);
		tally.verdicts[r.verdict]++;
		tally.spent += r.steps_spent;
		if (r.verdict == INCLUSION_UNDECIDED && getenv("INCLUDE_SHOW"))
			printf("undecided %d%s: %.*s\n  %.*s\n  %.*s\n", i,
			       r.steps_spent ? " (steps)" : "",
			       STR_ARG(kit_rules(&a, &r)), STR_ARG(from),
			       STR_ARG(to));
	}
}

static const struct schema_set *compiled(struct str text, struct node *node)
{
	*node = kit_node(&a, text);
	return kit_compile(&a, node, SCHEMA_UNSAID, false);
}

static double report(const char *what, size_t pairs)
{
	size_t all = tally.verdicts[0] + tally.verdicts[1] + tally.verdicts[2];
	double percent =
		all ? 100.0 * (double)tally.verdicts[INCLUSION_UNDECIDED] /
				(double)all :
		      0;

	printf("%s: %zu pairs, %zu verdicts: %zu hold, %zu fail, %zu undecided "
	       "(%.2f %%), %zu for want of steps\n",
	       what, pairs, all, tally.verdicts[INCLUSION_HOLDS],
	       tally.verdicts[INCLUSION_FAILS],
	       tally.verdicts[INCLUSION_UNDECIDED], percent, tally.spent);
	memset(&tally, 0, sizeof(tally));
	return percent;
}

static void schemas_of_the_corpus_after_an_edit_or_two(void **state)
{
	const char *folder = getenv("INCLUDE_FILES");
	size_t pairs = 0, schemas = 0;
	bool folder_given = folder != NULL;

	(void)state;
	if (!folder)
		folder = suite_folder(&keep, "corpus-sample");
	if (!folder)
		skip();
	(void)nftw(folder, visit, 20, FTW_PHYS);
	for (size_t i = 0; i < found.count; i++) {
		for (unsigned j = 0; j < (folder_given ? 3 : EDITS); j++) {
			struct dice d = { .state = (uint64_t)i << 32 | j };
			struct node from, to;
			const struct schema_set *x, *y;
			struct buf b = buf_in(&a);

			x = compiled(found.texts[i], &from);
			to = kit_node(&a, found.texts[i]);
			edit(&d, &to);
			if (dice_one_in(&d, 2))
				edit(&d, &to);
			json_compact(&b, &to);
			y = x ? kit_compile(&a, &to, SCHEMA_UNSAID, false) :
				NULL;
			schemas += x && j == 0;
			if (x && y) {
				compare(x, y, found.texts[i], buf_str(&b));
				pairs++;
			}
			arena_free(&a);
		}
	}
	printf("%zu files, %zu schemas\n", found.files, schemas);
	assert_true(report("real schemas, edited", pairs) < 3);
}

static void schemas_of_the_suite_in_pairs(void **state)
{
	const char *folder = suite_folder(
		&keep, "schema-compat/JSON-Schema-Test-Suite/tests/"
		       "draft2020-12");
	const char **names;
	size_t pairs = 0;

	(void)state;
	if (!folder)
		skip();
	names = suite_names(&keep, folder);
	for (; *names; names++) {
		struct node file;

		if (!str_ends(str_of(*names), ".json"))
			continue;
		file = kit_node(&keep, suite_read(&keep, folder, *names));
		for (size_t i = 0; i < file.count; i++)
			keep_schema(node_get(&file.items[i], "schema"));
	}
	for (size_t i = 0; i < found.count; i++) {
		struct dice d = { .state = i };

		for (size_t j = 0; j < 4; j++) {
			struct str other =
				found.texts[j ? dice_below(&d, (unsigned)found
								       .count) :
						i];
			struct node from, to;
			const struct schema_set *x = compiled(found.texts[i],
							      &from);
			const struct schema_set *y = compiled(other, &to);

			if (x && y) {
				compare(x, y, found.texts[i], other);
				pairs++;
			}
			arena_free(&a);
		}
	}
	assert_true(report("schemas of the suite", pairs) < 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(
			schemas_of_the_corpus_after_an_edit_or_two, clear),
		cmocka_unit_test_teardown(schemas_of_the_suite_in_pairs, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

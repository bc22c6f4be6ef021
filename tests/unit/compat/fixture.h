/*
 * fixture.h - effective prompts in memory, for the tests of compat.
 *
 * A side is written as JSON with ' for ", each object as the value or text it
 * is made of:
 *
 *	{'messages': [{'role': 'user', 'text': 'Hi {{ a }}'}, {'slot': 'x'}],
 *	 'tools': [{'name': 't', 'definition': {}}], 'variables': {}}
 *
 * syntax is jinja2 unless given. What changed is written as lines
 * "kind where needs", with a ? where it is not proven.
 */
#ifndef PP_TESTS_COMPAT_FIXTURE_H
#define PP_TESTS_COMPAT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "compat/compat.h"
#include "syntax/json.h"

struct fixture {
	struct arena arena;
	struct map objects; /* id as text to struct str */
	struct store_effective effective;
	struct compat_side side;
};

static int fixture_read(void *context, struct arena *a,
			const struct store_id *id, struct str *out,
			struct error *err)
{
	struct fixture *f = context;
	char text[STORE_DIGEST_TEXT + 1];
	struct str *found;

	(void)a;
	store_id_write(id, text);
	found = map_get(&f->objects, str_of(text));
	if (!found)
		return error_set(err, ERROR_ABSENT, "%s is not there", text);
	*out = *found;
	return 0;
}

static struct store_id fixture_put(struct fixture *f, struct str bytes)
{
	char text[STORE_DIGEST_TEXT + 1];
	struct store_id id;
	struct str *copy = arena_alloc(&f->arena, sizeof(*copy));

	*copy = str_copy(&f->arena, bytes);
	store_id_of(&id, bytes.p, bytes.n);
	store_id_write(&id, text);
	*map_put(&f->objects, str_copy(&f->arena, str_of(text))) = copy;
	return id;
}

static struct store_id fixture_json(struct fixture *f, const struct node *node)
{
	struct buf b = buf_in(&f->arena);

	json_compact(&b, node);
	return fixture_put(f, buf_str(&b));
}

static const struct store_id *fixture_member(struct fixture *f,
					     const struct node *node,
					     const char *name)
{
	const struct node *value = node_get(node, name);
	struct store_id *id;

	if (!value)
		return NULL;
	id = arena_alloc(&f->arena, sizeof(*id));
	*id = fixture_json(f, value);
	return id;
}

static const char *fixture_text(struct fixture *f, const struct node *node,
				const char *name)
{
	const struct node *value = node_get(node, name);

	return value ? str_c(&f->arena, value->text) : NULL;
}

static size_t fixture_count(const struct node *node, const char *name)
{
	const struct node *value = node_get(node, name);

	return value ? value->count : 0;
}

static const struct store_part *fixture_parts(struct fixture *f,
					      const struct node *node,
					      size_t *count)
{
	const struct node *list = node_get(node, "parts");
	struct store_part *parts;

	*count = list ? list->count : 0;
	parts = arena_zero(&f->arena, *count, sizeof(*parts));
	for (size_t i = 0; i < *count; i++) {
		const struct member *m = &list->members[i];

		parts[i].name = str_c(&f->arena, m->name);
		parts[i].id = m->value.kind == NODE_STRING ?
				      fixture_put(f, m->value.text) :
				      fixture_json(f, &m->value);
	}
	return parts;
}

static void fixture_message(struct fixture *f, const struct node *node,
			    struct store_message *m)
{
	const struct node *options = node_get(node, "options");
	struct store_option *list;

	m->slot = fixture_text(f, node, "slot");
	if (m->slot)
		return;
	m->role = fixture_text(f, node, "role");
	m->syntax = fixture_text(f, node, "syntax");
	if (!m->syntax)
		m->syntax = "jinja2";
	m->option_count = options ? options->count : 0;
	list = arena_zero(&f->arena, m->option_count, sizeof(*list));
	for (size_t i = 0; i < m->option_count; i++) {
		struct buf b = buf_in(&f->arena);

		json_compact(&b, &options->members[i].value);
		list[i].name = str_c(&f->arena, options->members[i].name);
		list[i].json = buf_str(&b).p;
	}
	m->options = list;
	m->text = fixture_put(f, node_get(node, "text")->text);
	m->parts = fixture_parts(f, node, &m->part_count);
}

static void fixture_lists(struct fixture *f, const struct node *node,
			  struct store_effective *e)
{
	struct store_message *messages;
	struct store_tool *tools;
	struct store_id *examples;
	struct store_opaque *opaque;

	e->message_count = fixture_count(node, "messages");
	e->tool_count = fixture_count(node, "tools");
	e->example_count = fixture_count(node, "examples");
	e->opaque_count = fixture_count(node, "opaque");
	messages = arena_zero(&f->arena, e->message_count, sizeof(*messages));
	tools = arena_zero(&f->arena, e->tool_count, sizeof(*tools));
	examples = arena_zero(&f->arena, e->example_count, sizeof(*examples));
	opaque = arena_zero(&f->arena, e->opaque_count, sizeof(*opaque));
	for (size_t i = 0; i < e->message_count; i++)
		fixture_message(f, &node_get(node, "messages")->items[i],
				&messages[i]);
	for (size_t i = 0; i < e->tool_count; i++) {
		const struct node *t = &node_get(node, "tools")->items[i];

		tools[i].name = fixture_text(f, t, "name");
		tools[i].shape = "openai-chat";
		tools[i].definition = fixture_json(f,
						   node_get(t, "definition"));
		tools[i].parts = fixture_parts(f, t, &tools[i].part_count);
	}
	for (size_t i = 0; i < e->example_count; i++)
		examples[i] = fixture_json(
			f, &node_get(node, "examples")->items[i]);
	for (size_t i = 0; i < e->opaque_count; i++) {
		const struct node *o = &node_get(node, "opaque")->items[i];

		opaque[i].ref = fixture_text(f, o, "ref");
		opaque[i].file = fixture_put(f, node_get(o, "file")->text);
	}
	e->messages = messages;
	e->tools = tools;
	e->examples = examples;
	e->opaque = opaque;
}

static void fixture_rest(struct fixture *f, const struct node *node,
			 struct store_effective *e)
{
	const struct node *value;

	e->tool_choice = fixture_member(f, node, "tool_choice");
	e->params = fixture_member(f, node, "params");
	e->retrieval = fixture_member(f, node, "retrieval");
	value = node_get(node, "output");
	if (value) {
		struct store_output *o = arena_zero(&f->arena, 1, sizeof(*o));

		o->format = fixture_text(f, value, "format");
		o->wrapped = node_get(value, "definition") != NULL;
		o->schema = *fixture_member(
			f, value, o->wrapped ? "definition" : "schema");
		o->parts = fixture_parts(f, value, &o->part_count);
		e->output = o;
	}
	value = node_get(node, "variables");
	if (value) {
		struct store_variables *v = arena_zero(&f->arena, 1,
						       sizeof(*v));

		v->schema = *fixture_member(f, value, "schema");
		v->parts = fixture_parts(f, value, &v->part_count);
		e->variables = v;
	}
	value = node_get(node, "model");
	if (value) {
		struct store_model *m = arena_zero(&f->arena, 1, sizeof(*m));

		m->provider = fixture_text(f, value, "provider");
		m->id = fixture_text(f, value, "id");
		m->revision = fixture_text(f, value, "revision");
		m->adapter = fixture_text(f, value, "adapter");
		e->model = m;
	}
}

static void fixture_open(struct fixture *f, const char *text)
{
	struct syntax_error why = { 0 };
	struct node node;
	char *json;

	memset(f, 0, sizeof(*f));
	f->objects = map_in(&f->arena);
	json = str_c(&f->arena, str_of(text));
	for (char *p = json; *p; p++)
		if (*p == '\'')
			*p = '"';
	if (json_read(&f->arena, str_of(json), &node, &why) < 0)
		fail_msg("%s: column %u: %s", json, why.pos.column, why.text);
	fixture_lists(f, &node, &f->effective);
	fixture_rest(f, &node, &f->effective);
	f->side.effective = &f->effective;
	f->side.objects.context = f;
	f->side.objects.read = fixture_read;
}

/* What changed, as lines. */
static struct str fixture_compare(struct arena *a, const char *from,
				  const char *to, const char *preset,
				  struct changes *changes)
{
	struct buf b = buf_in(a);
	struct compat_policy policy;
	struct error err = { 0 };
	struct fixture x, y;

	fixture_open(&x, from);
	fixture_open(&y, to);
	assert_int_equal(compat_preset(str_of(preset), &policy), 0);
	if (compat_changes(a, &x.side, &y.side, &policy, changes, &err) < 0)
		buf_addf(&b, "error %d: %s\n", err.code, err.text);
	for (size_t i = 0; err.code == 0 && i < changes->count; i++) {
		const struct change *c = &changes->items[i];

		assert_true(c->message.n > 0);
		assert_true(c->before.n <= 120 && c->after.n <= 120);
		assert_int_equal(str_find(c->before, '\n', 0), c->before.n);
		buf_addf(&b, "%s %.*s %s%s\n", change_info(c->kind)->id,
			 STR_ARG(c->where), bump_name(c->needs),
			 c->proven ? "" : "?");
	}
	arena_free(&x.arena);
	arena_free(&y.arena);
	return buf_str(&b);
}

struct fixture_row {
	const char *what, *from, *to, *changes;
};

static inline void fixture_rows(const struct fixture_row *rows, size_t count)
{
	bool failed = false;

	for (size_t i = 0; i < count; i++) {
		struct arena a = { 0 };
		struct changes changes;
		struct str got = fixture_compare(&a, rows[i].from, rows[i].to,
						 "prompt", &changes);

		if (!str_is(got, rows[i].changes)) {
			print_error("%s: wanted\n%sgot\n%.*s", rows[i].what,
				    rows[i].changes, STR_ARG(got));
			failed = true;
		}
		/* A prompt does not differ from itself. */
		got = fixture_compare(&a, rows[i].to, rows[i].to, "prompt",
				      &changes);
		if (got.n) {
			print_error("%s: to itself: %.*s", rows[i].what,
				    STR_ARG(got));
			failed = true;
		}
		arena_free(&a);
	}
	assert_false(failed);
}

#define FIXTURE_ROWS(rows) fixture_rows(rows, sizeof(rows) / sizeof(*(rows)))

#endif

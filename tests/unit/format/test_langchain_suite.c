#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "format/make.h"
#include "syntax/json.h"
#include "unit/format/files.h"
#include "unit/format/lines.h"
#include "unit/syntax/suite.h"

/*
 * What LangChain's own tests say of the variables of templates, templates/
 * langchain/input_variables.json: each case is written as the file that
 * LangChain would load, and read.
 *
 * Left out, with the reason:
 * - corpus_declared_variables.json, 65 cases: it names files that the suites
 *   do not have, and carries no template itself.
 */

struct kit {
	struct arena a;
	struct format_file f;
};

static const struct node *get(const struct node *node, const char *name)
{
	const struct node *value = node_get(node, name);

	if (!value)
		fail_msg("no %s", name);
	return value;
}

static void put(struct kit *k, struct node *object, const char *name,
		const struct node *value)
{
	if (value)
		*make_member(&k->a, object, str_of(name)) = *value;
}

/* The case as a file, with what it has under another name. */
static void read_case(struct kit *k, const struct node *c, const char *type,
		      const char *texts)
{
	const struct pos top = { 1, 1 };
	struct node *file = make_object(&k->a, top);
	struct node kind = make_text(str_of(type), top);
	struct buf b = buf_in(&k->a);
	struct error err;

	put(k, file, "_type", &kind);
	put(k, file, "template", get(c, texts));
	put(k, file, "template_format", get(c, "format"));
	put(k, file, "input_variables", node_get(c, "input_variables"));
	put(k, file, "partial_variables", node_get(c, "partial_variables"));
	json_compact(&b, file);
	if (files_format(&k->a, "a.json", buf_str(&b), NULL, NULL, &k->f,
			 &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(format_name(k->f.format), "langchain");
	if (k->f.trouble_count)
		fail_msg("%s", lines_file(&k->a, &k->f));
}

static bool has(const struct node *list, struct str name)
{
	for (size_t i = 0; i < list->count; i++)
		if (str_eq(list->items[i].text, name))
			return true;
	return false;
}

/* Every name that a message uses is declared or has a value; 0, or -1 where
 * its language refuses a message. */
static int check_used(struct kit *k, const struct node *c)
{
	const struct format_prompt *p = &k->f.prompts[0];
	const struct node *partial = node_get(c, "partial_variables");
	size_t used = 0, perhaps = 0;

	for (size_t i = 0; i < p->message_count; i++) {
		const struct format_message *m = &p->messages[i];
		struct template_error why;
		struct template t;

		if (template_read(&k->a, m->language, m->text.text, m->options,
				  m->option_count, &t, &why) < 0)
			return -1;
		for (size_t j = 0; j < t.variable_count; j++) {
			struct str name = t.variables[j].name;

			/* a section's own, which LangChain does not list */
			if (t.variables[j].perhaps) {
				perhaps++;
				continue;
			}
			if (!has(get(c, "input_variables"), name) &&
			    !(partial && node_member(partial, name)))
				fail_msg("%.*s is not declared", STR_ARG(name));
			used++;
		}
	}
	if (used == 0 && perhaps == 0)
		assert_int_equal(get(c, "input_variables")->count, 0);
	return 0;
}

static void check_declared(struct kit *k, const struct node *c)
{
	const struct node *variables = k->f.prompts[0].variables.node;
	const struct node *required = get(variables, "required");
	const struct node *want = get(c, "input_variables");

	assert_int_equal(required->count, want->count);
	for (size_t i = 0; i < want->count; i++)
		assert_true(has(required, want->items[i].text));
}

static struct node *suite(struct arena *a)
{
	const char *folder = suite_folder(a, "templates/langchain");
	struct node *root = arena_zero(a, 1, sizeof(*root));
	struct syntax_error why;

	if (!folder)
		return NULL;
	if (json_read(a, suite_read(a, folder, "input_variables.json"), root,
		      &why) < 0)
		fail_msg("%u: %s", why.pos.line, why.text);
	return root;
}

static void reads_what_langchain_reads_of_templates(void **state)
{
	struct arena a = { 0 };
	const struct node *root = suite(&a), *cases;
	size_t refused = 0;

	(void)state;
	if (!root) {
		arena_free(&a);
		skip();
	}
	cases = get(root, "cases");
	assert_int_equal(cases->count, 28);
	for (size_t i = 0; i < cases->count; i++) {
		const struct node *c = &cases->items[i];
		struct kit k = { 0 };

		read_case(&k, c, "prompt", "template");
		if (node_get(c, "error")) {
			assert_int_equal(check_used(&k, c), -1);
			refused++;
		} else {
			assert_int_equal(check_used(&k, c), 0);
			check_declared(&k, c);
		}
		arena_free(&k.a);
	}
	assert_int_equal(refused, 5);
	arena_free(&a);
}

static const char *role_of(struct str role)
{
	return str_is(role, "human") ? "user" :
	       str_is(role, "ai")    ? "assistant" :
	       str_is(role, "test")  ? "test" :
				       "system";
}

static void reads_what_langchain_reads_of_chats(void **state)
{
	struct arena a = { 0 };
	const struct node *root = suite(&a), *cases;

	(void)state;
	if (!root) {
		arena_free(&a);
		skip();
	}
	cases = get(root, "chat_cases");
	assert_int_equal(cases->count, 8);
	for (size_t i = 0; i < cases->count; i++) {
		const struct node *c = &cases->items[i];
		const struct node *messages = get(c, "messages");
		struct kit k = { 0 };
		const struct format_prompt *p;

		read_case(&k, c, "chat", "messages");
		p = &k.f.prompts[0];
		assert_true(p->message_count >= messages->count);
		for (size_t j = 0; j < messages->count; j++) {
			const struct node *m = &messages->items[j];

			assert_string_equal(str_c(&a, p->messages[j].role),
					    m->kind == NODE_STRING ?
						    "user" :
						    role_of(m->items[0].text));
		}
		assert_int_equal(check_used(&k, c), 0);
		check_declared(&k, c);
		arena_free(&k.a);
	}
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_langchain_reads_of_templates),
		cmocka_unit_test(reads_what_langchain_reads_of_chats),
	};

	return cmocka_run_group_tests_name("format/langchain_suite", tests,
					   NULL, NULL);
}

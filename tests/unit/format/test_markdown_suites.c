#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/show.h"
#include "unit/syntax/suite.h"

/*
 * Real files of public repositories, with the format that the person who
 * collected them wrote down. Each is taken for it and read without trouble.
 */
static const struct {
	const char *written, *name, *format; /* name NULL: any file's */
} rows[] = {
	/* One kind there is several here: the file's name tells. */
	{ "agent-md", "SKILL.md", "agent-skill" },
	{ "agent-md", "copilot-instructions.md", "copilot-instructions" },
	{ "agent-md", NULL, "agent-instructions" },
	{ "agent-skill-md", NULL, "agent-skill" },
	{ "claude-command-md", NULL, "claude-command" },
	{ "copilot-agent-md", NULL, "copilot-agent" },
	{ "copilot-instructions-md", NULL, "copilot-instructions" },
	{ "copilot-prompt-md", NULL, "copilot-prompt" },
	{ "mcp-config-json", NULL, "mcp-config" },
	{ "md-frontmatter-prompt", NULL, "markdown" },
	{ "md-frontmatter-skill", NULL, "openhands-skill" },
	{ "openai-messages-json", NULL, "openai-chat" },
	{ "plain-md", NULL, "-" },
};

/* The format that a file is expected to have, or NULL: it is not ours. */
static const char *expected(struct str written, struct str path)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_is(written, rows[i].written) &&
		    (!rows[i].name || str_ends(path, rows[i].name)))
			return rows[i].format;
	return NULL;
}

/* The number of variables that its templates have. */
static size_t variables_of(struct show *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->file.prompt_count; i++) {
		const struct format_prompt *p = &s->file.prompts[i];

		for (size_t j = 0; j < p->message_count; j++) {
			const struct format_message *m = &p->messages[j];
			struct template_error why;
			struct template t;

			if (template_read(&s->arena, m->language, m->text.text,
					  NULL, 0, &t, &why) < 0)
				fail_msg("%s", why.text);
			count += t.variable_count;
		}
	}
	return count;
}

static size_t check(const char *folder, struct str path, const char *format)
{
	struct show s = { 0 };
	const char *name = str_c(&s.arena, path);
	struct str bytes = suite_read(&s.arena, folder, name);
	size_t variables = 0;

	if (strcmp(show_taken(&s, name, bytes.p), format) != 0)
		fail_msg("%s is %s, not %s", name,
			 show_taken(&s, name, bytes.p), format);
	if (strcmp(format, "-") != 0) {
		show_read_as(&s, name, bytes, NULL, NULL);
		if (s.file.trouble_count)
			fail_msg("%s: %s", name, show_troubles(&s));
		assert_true(strcmp(format, "mcp-config") == 0 ||
			    s.file.prompt_count == 1);
		variables = variables_of(&s);
	}
	show_free(&s);
	return variables;
}

static void real_files_are_read(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "corpus-sample");
	size_t files = 0, variables = 0;
	struct str table;

	(void)state;
	if (!folder)
		skip();
	table = suite_read(&a, folder, "MANIFEST.tsv");
	for (size_t from = 0; from < table.n;) {
		size_t end = str_find(table, '\n', from);
		struct str line = str_cut(table, from, end), path;
		size_t tab = str_rfind(line, '\t');
		const char *format;

		from = end + 1;
		path = str_cut(line, 0, tab);
		path = str_cut(path, str_rfind(path, '\t') + 1, path.n);
		format = expected(str_cut(line, tab + 1, line.n), path);
		if (!format)
			continue;
		files++;
		variables += check(folder, path, format);
	}
	assert_int_equal(files, 136);
	print_message("%zu files, %zu variables\n", files, variables);
	assert_int_equal(variables, 27);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_files_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Real prompt files of public repositories: each is read, and taken for what it
 * is. Read from $PROMPTPIN_SUITES/corpus-sample; its MANIFEST.tsv says what
 * each file is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "code/code.h"
#include "format/format.h"
#include "syntax/json.h"
#include "syntax/yaml.h"
#include "template/template.h"

enum { ROWS = 40, FILE_ROOM = 1024 * 1024 };

/*
 * What a row of the manifest may be taken for: names of formats, of template
 * languages, "json", "yaml" or "code", with a bar between two.
 */
static const struct {
	const char *row, *names;
} expected[] = {
	{ "prompty-v1", "prompty" },
	{ "prompty-v2", "prompty" },
	{ "dotprompt", "dotprompt" },
	{ "promptfoo-config", "promptfoo" },
	{ "sk-skprompt", "semantic-kernel" },
	{ "sk-config-json", "semantic-kernel" },
	{ "sk-yaml", "semantic-kernel-yaml" },
	{ "promptflow-dag-yaml", "promptflow" },
	{ "promptflow-tools-json", "promptflow-tools" },
	{ "copilot-prompt-md", "copilot-prompt" },
	{ "copilot-instructions-md", "copilot-instructions" },
	{ "copilot-agent-md", "copilot-agent" },
	{ "agent-skill-md", "agent-skill" },
	{ "md-frontmatter-skill", "openhands-skill" },
	{ "md-frontmatter-prompt", "markdown|copilot-prompt" },
	{ "claude-command-md", "claude-command" },
	/* one of them is named SKILL.md */
	{ "agent-md", "agent-instructions|copilot-instructions|agent-skill" },
	{ "openai-messages-json", "openai-chat|messages" },
	{ "mcp-config-json", "mcp-config" },
	{ "jinja2", "jinja2" },
	{ "plain-md", "text" },
	/* a .txt: nothing in the file or its name says Liquid */
	{ "sk-liquid", "text" },
	/* values that prompty files refer to: no prompts themselves */
	{ "prompty-ref-json", "json|tools|messages" },
	{ "python-embedded", "python" },
};

/* Files that their own tools refuse too, and why. */
static const struct {
	const char *path, *why;
} refused[] = {
	{ "test_configs/wrong_tools/no_end.jinja2",
	  "a for without endfor: Jinja2 refuses it" },
	{ "examples/autocomplete.prompt",
	  "unfinished tags, for an editor to complete: Handlebars refuses them" },
	{ "examples/error-invalid-yaml.prompt",
	  "its header is no YAML: dotprompt sends it as text" },
	{ "examples/error-multiple-issues.prompt",
	  "Handlebars refuses its braces" },
	{ "examples/error-unclosed-block.prompt",
	  "a block that is not closed: Handlebars refuses it" },
	{ "examples/error-unmatched-closing-block.prompt",
	  "a block that is closed twice: Handlebars refuses it" },
	{ "examples/valid-greeting.prompt",
	  "{{#if age >= 18}}: Handlebars refuses the >" },
};

struct row {
	char name[40];
	unsigned files, read, right, variables;
};

struct corpus {
	const char *folder;
	struct row rows[ROWS];
	size_t count;
	unsigned wrong;
};

static bool slurp(struct arena *a, const char *path, struct str *out)
{
	FILE *f = fopen(path, "rb");
	char *bytes;
	size_t n;

	if (!f)
		return false;
	bytes = arena_alloc(a, FILE_ROOM + 1);
	n = fread(bytes, 1, FILE_ROOM, f);
	(void)fclose(f);
	bytes[n] = '\0';
	*out = (struct str){ bytes, n };
	return true;
}

static int read_other(void *context, struct arena *a, struct str path,
		      struct str *bytes, struct error *err)
{
	const struct corpus *c = context;
	struct str full = str_fmt(a, "%s/%.*s", c->folder, STR_ARG(path));

	if (!slurp(a, full.p, bytes))
		return error_set(err, ERROR_ABSENT, "%.*s is not there",
				 STR_ARG(path));
	return 0;
}

static struct row *row_of(struct corpus *c, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->rows[i].name, name) == 0)
			return &c->rows[i];
	assert_true(c->count < ROWS);
	(void)snprintf(c->rows[c->count].name, sizeof(c->rows[0].name), "%s",
		       name);
	return &c->rows[c->count++];
}

static bool is_refused(const char *path)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		if (str_ends(str_of(path), refused[i].path)) {
			print_message("%s: %s\n", path, refused[i].why);
			return true;
		}
	return false;
}

static bool is_expected(const char *row, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		const char *at = expected[i].names;

		if (strcmp(expected[i].row, row) != 0)
			continue;
		for (; (at = strstr(at, name)); at++)
			if ((at[n] == '|' || at[n] == '\0') &&
			    (at == expected[i].names || at[-1] == '|'))
				return true;
	}
	return false;
}

static bool read_text(struct arena *a, const struct format_message *m,
		      struct row *row)
{
	struct template t;
	struct template_error why;

	if (template_read(a, m->language, m->text.text, m->options,
			  m->option_count, &t, &why) < 0) {
		print_message("%.*s:%u:%u: %s\n", STR_ARG(m->text.path),
			      why.pos.line, why.pos.column, why.text);
		return false;
	}
	row->variables += (unsigned)t.variable_count;
	return true;
}

static bool read_format(struct corpus *c, struct arena *a,
			const struct format_request *request, struct row *row)
{
	struct format_file file;
	struct error err = { 0 };
	bool ok = format_read(request, &file, &err) == 0;
	size_t missing = 0;

	(void)c;
	for (size_t i = 0; ok && i < file.trouble_count; i++) {
		const struct format_trouble *t = &file.troubles[i];

		/* a file that it refers to is not in the sample */
		missing += t->rule == RULE_SOURCE_MISSING;
		print_message("%.*s:%u:%u: %.*s\n", STR_ARG(t->path),
			      t->pos.line, t->pos.column, STR_ARG(t->message));
	}
	ok = ok && file.trouble_count == missing;
	for (size_t i = 0; ok && i < file.prompt_count; i++)
		for (size_t k = 0; k < file.prompts[i].message_count; k++)
			if (!file.prompts[i].messages[k].slot.n)
				ok = read_text(a, &file.prompts[i].messages[k],
					       row) &&
				     ok;
	return ok;
}

/* A file of no format, by its ending. */
static bool read_plain(struct arena *a, struct str path, struct str bytes,
		       struct row *row, const char **name)
{
	const struct language *language = language_by_path(path);
	const struct code_language *code = code_by_path(path);
	struct format_message m = { .language = language,
				    .text = { .text = bytes, .path = path } };
	struct code_literals literals;
	struct code_error code_why;
	struct syntax_error why;
	struct node node;

	*name = "nothing";
	if (language) {
		*name = language->name;
		return read_text(a, &m, row);
	}
	if (str_ends(path, ".json")) {
		*name = "json";
		return json_read(a, bytes, &node, &why) == 0;
	}
	if (code) {
		*name = code_name(code);
		return code_literals(a, code, bytes, &literals, &code_why) == 0;
	}
	return false;
}

static void look(struct corpus *c, const char *path, const char *what)
{
	struct arena a = { 0 };
	struct format_request request = { .a = &a, .path = str_of(path) };
	struct row *row = row_of(c, what);
	const char *name;
	struct str why;
	bool ok;

	row->files++;
	assert_true(slurp(&a, str_fmt(&a, "%s/%s", c->folder, path).p,
			  &request.bytes));
	request.files = (struct format_files){ c, read_other, NULL };
	request.format = format_recognize(&a, request.path, request.bytes,
					  &why);
	if (request.format) {
		name = format_name(request.format);
		ok = read_format(c, &a, &request, row);
	} else {
		ok = read_plain(&a, request.path, request.bytes, row, &name);
	}
	if (is_refused(path)) {
		assert_false(ok);
		ok = true;
	}
	row->read += ok;
	row->right += is_expected(what, name);
	if (!ok || !is_expected(what, name)) {
		print_message("%s: %s, taken for %s%s%.*s%s\n", path, what,
			      name, why.n ? " (" : "", STR_ARG(why),
			      why.n ? ")" : "");
		c->wrong++;
	}
	arena_free(&a);
}

static void every_file_is_read_and_taken_for_what_it_is(void **state)
{
	const char *suites = getenv("PROMPTPIN_SUITES");
	char folder[4000], line[4096];
	struct corpus c = { .folder = folder };
	FILE *f;

	(void)state;
	(void)snprintf(folder, sizeof(folder), "%s/corpus-sample",
		       suites ? suites : "../shared/suites");
	(void)snprintf(line, sizeof(line), "%s/MANIFEST.tsv", folder);
	f = fopen(line, "r");
	if (!f) {
		print_message("skipped: %s is not there\n", line);
		skip();
	}
	while (fgets(line, sizeof(line), f)) {
		char *field[5], *rest = line;

		line[strcspn(line, "\n")] = '\0';
		for (size_t i = 0; i < 5; i++)
			field[i] = rest ? strsep(&rest, "\t") : NULL;
		if (field[4] && strcmp(field[4], "format") != 0)
			look(&c, field[3], field[4]);
	}
	(void)fclose(f);
	print_message("%-24s files  read right variables\n", "what it is");
	for (size_t i = 0; i < c.count; i++)
		print_message("%-24s %5u %5u %5u %9u\n", c.rows[i].name,
			      c.rows[i].files, c.rows[i].read, c.rows[i].right,
			      c.rows[i].variables);
	assert_int_equal(c.wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_file_is_read_and_taken_for_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

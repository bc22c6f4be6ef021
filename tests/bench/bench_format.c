/*
 * How long a prompt file of 10 KB of each format takes: recognizing and
 * reading it, and its texts as templates. Microseconds, the least of several
 * runs; inspect does this, and starts a process besides.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "format/format.h"

enum { SIZE = 10 * 1024, RUNS = 50, LIMIT = 1000 };

#define LINE "Answer {{question}} as kindly as you can, and say why it is so.\n"
#define PLAIN "Answer the question as kindly as you can, and say why it is.\n"
#define JSON_LINE "Answer {{question}} kindly, and say why it is so. "

/* head, the unit as often as 10 KB take, tail. */
static const struct {
	const char *format, *path, *head, *unit, *tail;
} rows[] = {
	{ "dotprompt", "a/b.prompt",
	  "---\nmodel: googleai/gemini-2.5-flash\nconfig:\n  temperature: 0.3\n"
	  "input:\n  schema:\n    question: string\n---\n"
	  "{{role \"system\"}}You are kind.\n{{role \"user\"}}\n",
	  LINE, "" },
	{ "prompty", "a/b.prompty",
	  "---\nname: a\nmodel:\n  id: gpt-4.1\n  provider: openai\n"
	  "inputs:\n  - name: question\n    kind: string\n---\nsystem:\nKind.\n\n"
	  "user:\n",
	  LINE, "" },
	{ "promptfoo", "promptfooconfig.yaml",
	  "prompts:\n  - |\n    Hi {{question}}\n"
	  "providers: [openai:gpt-4.1]\ntests:\n",
	  "  - vars: {question: \"why is the sky blue, and the sea as well\"}\n",
	  "" },
	{ "langchain", "a/b.json",
	  "{\"_type\": \"prompt\", \"input_variables\": [\"question\"], "
	  "\"template_format\": \"mustache\", \"template\": \"",
	  JSON_LINE, "\"}" },
	{ "semantic-kernel", "a/b/skprompt.txt", "", PLAIN, "{{$input}}" },
	{ "semantic-kernel-yaml", "a/b.yaml",
	  "name: a\ntemplate_format: handlebars\ntemplate: |\n", "  " LINE,
	  "input_variables:\n  - name: question\n" },
	{ "github-models", "a/b.prompt.yml",
	  "model: openai/gpt-4.1\nmessages:\n  - role: user\n    content: |\n",
	  "      " LINE, "" },
	{ "openai-chat", "a/b.json",
	  "{\"model\": \"gpt-4.1\", \"messages\": [{\"role\": \"user\", "
	  "\"content\": \"",
	  JSON_LINE, "\"}]}" },
	{ "mcp-tools", "a/b.json",
	  "{\"tools\": [{\"name\": \"x\", \"inputSchema\": {\"type\": "
	  "\"object\"}}",
	  "", "]}" },
	{ "copilot-prompt", "a/b.prompt.md",
	  "---\ndescription: a\nagent: agent\n---\n", PLAIN, "${input:name}" },
	{ "agent-skill", "a/SKILL.md",
	  "---\nname: a\ndescription: says why\n---\n", PLAIN, "" },
	{ "claude-command", ".claude/commands/b.md",
	  "---\ndescription: a\n---\n", PLAIN, "$ARGUMENTS" },
};

static struct str make(struct arena *a, size_t i)
{
	struct buf b = buf_in(a);

	buf_adds(&b, rows[i].head);
	while (rows[i].unit[0] && b.len < SIZE)
		buf_adds(&b, rows[i].unit);
	buf_adds(&b, rows[i].tail);
	return buf_str(&b);
}

/* Whether the file is what it is meant to be, and no fault was found. */
static bool read_once(size_t i, struct str bytes)
{
	struct arena a = { 0 };
	struct error err = { 0 };
	struct format_file file;
	struct str why;
	struct format_request request = {
		.a = &a,
		.path = str_of(rows[i].path),
		.bytes = bytes,
		.format = format_recognize(&a, str_of(rows[i].path), bytes,
					   &why),
	};
	bool ok = request.format &&
		  strcmp(format_name(request.format), rows[i].format) == 0 &&
		  format_read(&request, &file, &err) == 0 &&
		  file.trouble_count == 0;

	for (size_t p = 0; ok && p < file.prompt_count; p++)
		for (size_t k = 0; k < file.prompts[p].message_count; k++) {
			const struct format_message *m =
				&file.prompts[p].messages[k];
			struct template t;
			struct template_error wrong;

			if (!m->slot.n &&
			    template_read(&a, m->language, m->text.text,
					  m->options, m->option_count, &t,
					  &wrong) < 0)
				ok = false;
		}
	arena_free(&a);
	return ok;
}

static double microseconds(size_t i, struct str bytes)
{
	double least = 1e12;

	for (int run = 0; run < RUNS; run++) {
		struct timespec from, to;
		double took;

		(void)clock_gettime(CLOCK_MONOTONIC, &from);
		if (!read_once(i, bytes))
			return -1;
		(void)clock_gettime(CLOCK_MONOTONIC, &to);
		took = (double)(to.tv_sec - from.tv_sec) * 1e6 +
		       (double)(to.tv_nsec - from.tv_nsec) / 1e3;
		if (took < least)
			least = took;
	}
	return least;
}

int main(void)
{
	int status = 0;

	printf("a prompt file of 10 KB; bound: %d microseconds\n", LIMIT);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena a = { 0 };
		struct str bytes = make(&a, i);
		double took = microseconds(i, bytes);
		bool pass = took >= 0 && took < LIMIT;

		printf("%s  %-22s %6zu bytes %8.1f\n", pass ? "PASS" : "FAIL",
		       rows[i].format, bytes.n, took);
		status |= !pass;
		arena_free(&a);
	}
	return status;
}

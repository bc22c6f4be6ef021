#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/format/show.h"

/* ---- what a file is taken for */

static void the_name_or_the_header_tells(void **state)
{
	static const struct {
		const char *path, *bytes, *format;
	} rows[] = {
		{ "a/b.prompt.md", "x", "copilot-prompt" },
		{ ".github/copilot-instructions.md", "x",
		  "copilot-instructions" },
		{ "a.instructions.md", "x", "copilot-instructions" },
		{ "a.agent.md", "x", "copilot-agent" },
		{ "a.chatmode.md", "x", "copilot-agent" },
		{ "skills/a/SKILL.md", "x", "agent-skill" },
		{ "SKILL.md", "---\ntriggers: [a]\n---\n", "agent-skill" },
		{ ".claude/commands/a.md", "x", "claude-command" },
		{ "b/.claude/commands/c/a.md", "x", "claude-command" },
		{ ".claude/agents/a.md", "x", "claude-agent" },
		{ ".claude/rules/a.md", "x", "agent-instructions" },
		{ ".claude/output-styles/a.md", "x", "agent-instructions" },
		{ ".cursor/rules/a/b.mdc", "x", "cursor-rule" },
		{ "rules/b.mdc", "---\nalwaysApply: true\n---\n",
		  "cursor-rule" },
		{ "AGENTS.md", "x", "agent-instructions" },
		{ "a/CLAUDE.md", "x", "agent-instructions" },
		{ "CLAUDE.local.md", "x", "agent-instructions" },
		{ "GEMINI.md", "x", "agent-instructions" },
		{ ".cursorrules", "x", "agent-instructions" },
		{ ".windsurfrules", "x", "agent-instructions" },
		{ "a.md", "---\ntriggers:\n- x\n---\n", "openhands-skill" },
		{ "a.md", "---\nname: a\ntype: knowledge\n---\n",
		  "openhands-skill" },
		{ "a.md", "---\nname: a\ntype: repo\n---\n",
		  "openhands-skill" },
		{ "a.md", "---\nname: a\nagent: CodeActAgent\n---\n",
		  "openhands-skill" },
		{ ".openhands/microagents/repo.md", "x", "openhands-skill" },
	};
	struct show s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(show_taken(&s, rows[i].path, rows[i].bytes),
			   rows[i].format) != 0)
			fail_msg("%s is %s", rows[i].path,
				 show_taken(&s, rows[i].path, rows[i].bytes));
	show_free(&s);
}

static void a_document_is_no_prompt(void **state)
{
	static const char *const rows[][2] = {
		{ "a.md", "# Title\n" },
		{ "README.md", "---\nmodel: a\ntools: [b]\n---\n" },
		{ "a.md", "---\ntitle: Post\ndate: 2024-01-01\n---\n" },
		{ "a.md", "---\nlayout: post\nmodel: a\ntools: [b]\n---\n" },
		{ "a.md", "---\nmodel: Golf\ndescription: A car\n---\n" },
		{ "a.md", "---\ntitle: A\ntags: [b]\nversion: 1\n---\n" },
		{ "a.md", "---\nname: a\ndescription: b\n---\n" },
		{ "a.md", "---\ntype: knowledge\n---\n" },
		{ "a.md", "---\ntools: [hammer]\n---\n" },
		{ "a.md", "---\nagent: 007\n---\n" },
		{ "a.md", "---\nsystem: linux\n---\n" },
		{ "a.md", "---\ntriggers: now\n---\n" },
		{ "a.md", "---\n- a\n---\n" },
		{ "a.md", "---\nmodel: a\ntools: [b]\n" },
		{ "a.md", "---\nmodel: m\npipeline_tag: x\ntools: []\n---\n" },
		{ "a.mdc", "# Component\n" },
		{ "skill.md", "x" },
		{ "MY-AGENTS.md", "x" },
		{ "claude/commands/a.md", "x" },
		{ ".claude/commands/a.txt", "x" },
		{ "x.claude/agents/a.md", "x" },
		{ "prompt.md", "x" },
		{ "AGENTS.txt", "---\nname: a\n---\n" },
	};
	struct show s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(show_taken(&s, rows[i][0], rows[i][1]), "-") != 0)
			fail_msg("%s: %s is %s", rows[i][0], rows[i][1],
				 show_taken(&s, rows[i][0], rows[i][1]));
	show_free(&s);
}

static void why_is_said(void **state)
{
	struct show s = { 0 };
	struct str why;

	(void)state;
	(void)format_recognize(&s.arena, STR("a/SKILL.md"), STR("x"), &why);
	assert_string_equal(why.p, "the file is named SKILL.md");
	(void)format_recognize(&s.arena, STR("x.chatmode.md"), STR("x"), &why);
	assert_string_equal(why.p, "its name ends in .chatmode.md");
	(void)format_recognize(&s.arena, STR(".claude/agents/x.md"), STR("x"),
			       &why);
	assert_string_equal(why.p, "it lies below .claude/agents");
	(void)format_recognize(&s.arena, STR("x.md"),
			       STR("---\ntriggers: []\n---\n"), &why);
	assert_string_equal(why.p, "its header has `triggers`");
	show_free(&s);
}

/* ---- what it comes to */

static void a_copilot_prompt(void **state)
{
	(void)state;
	show_is("x.prompt.md",
		"---\nname: review\ndescription: 'Review it'\nagent: agent\n"
		"model: GPT-5 (copilot)\ntools: ['search/codebase', edit]\n"
		"argument-hint: a file\ntested_with: x\n---\n"
		"\nReview ${input:file:which one} in ${selection}.\n",
		NULL,
		"user vscode-prompt 10:1 \"\\nReview ${input:file:which one} in "
		"${selection}.\\n\"\n"
		"tool search/codebase named \"search/codebase\"\n"
		"tool edit named \"edit\"\n"
		"model GPT-5 (copilot)\n"
		"params {\"agent\":\"agent\"}\n");
	show_is("x.prompt.md", "Only text", NULL,
		"user vscode-prompt 1:1 \"Only text\"\n");
}

static void copilot_agents_and_instructions(void **state)
{
	(void)state;
	show_is("x.agent.md",
		"---\nname: Arch\ndescription: Designs: well\nmodel:\n"
		"  - A\n  - B\n---\nYou design ${input:x}.",
		NULL,
		"system text 8:1 \"You design ${input:x}.\"\n"
		"params {\"name\":\"Arch\",\"description\":\"Designs: well\","
		"\"model\":[\"A\",\"B\"]}\n");
	show_is("x.instructions.md",
		"---\napplyTo: '**/*.c'\ndescription: C\n---\nTabs.", NULL,
		"system text 5:1 \"Tabs.\"\n"
		"params {\"applyTo\":\"**/*.c\",\"description\":\"C\"}\n");
}

static void servers_are_opaque_and_hashed(void **state)
{
	(void)state;
	show_is("x.agent.md",
		"---\nmcp-servers:\n  docs: {url: 'https://x'}\n---\nx", NULL,
		"system text 5:1 \"x\"\n"
		"opaque mcp-servers.docs =  (mcp-servers.docs) 3:3\n"
		"params {\"mcp-servers\":{\"docs\":{\"url\":\"https://x\"}}}\n");
	show_notes_are("x.agent.md", "---\nmcp-servers: {a: {}}\n---\nx",
		       "2:1 the tools of its MCP servers are known only when "
		       "they run\n");
}

static void a_skill_is_what_its_host_lists(void **state)
{
	(void)state;
	show_is("commit/SKILL.md",
		"---\nname: commit\ndescription: |\n  Commit it.\n  Now.\n"
		"license: MIT\nmetadata: {author: me}\n"
		"allowed-tools: Bash(git add:*, x) Read\n---\nSteps.\n",
		NULL,
		"system text 10:1 \"Steps.\\n\"\n"
		"tool Bash(git add:*, x) named \"Bash(git add:*, x)\"\n"
		"tool Read named \"Read\"\n"
		"params {\"name\":\"commit\",\"description\":\"Commit it.\\n"
		"Now.\\n\"}\n");
}

static void a_tool_is_named_once(void **state)
{
	(void)state;
	show_is("SKILL.md",
		"---\ntools: a, b,, a , c d\nallowed-tools: [b]\n"
		"---\n",
		NULL,
		"tool a named \"a\"\ntool b named \"b\"\ntool c d named \"c "
		"d\"\n");
	show_is("SKILL.md", "---\ntools: []\nallowed-tools: {a: true}\n---\n",
		NULL, "params {\"tools\":[],\"allowed-tools\":{\"a\":true}}\n");
	show_is("SKILL.md", "---\ntools:\nmodel: inherit\n---\n", NULL,
		"params {\"tools\":null,\"model\":\"inherit\"}\n");
}

static void a_command(void **state)
{
	static const struct file_row rows[] = {
		{ "src/a.c", "int a;" },
		{ ".claude/commands/near.md", "Near" },
		{ ".claude/commands/a.c", "not this" },
		{ 0 }
	};

	(void)state;
	show_is(".claude/commands/fix.md",
		"---\ndescription: Fix it\nargument-hint: [issue]\n"
		"allowed-tools: Bash(git diff:*), Read\nmodel: "
		"claude-haiku-4-5\n---\n"
		"Fix $1 of $ARGUMENTS, see @src/a.c and @near.md.\n"
		"!`git diff` by me@example.org, @gone.c, `@src/a.c`\n",
		rows,
		"user claude-command 7:1 \"Fix $1 of $ARGUMENTS, see @src/a.c "
		"and @near.md.\\n!`git diff` by me@example.org, @gone.c, "
		"`@src/a.c`\\n\"\n"
		"tool Bash(git diff:*) named \"Bash(git diff:*)\"\n"
		"tool Read named \"Read\"\n"
		"opaque !`git diff` =  (!`git diff`) 8:1\n"
		"opaque @src/a.c = src/a.c (int a;) 7:27\n"
		"opaque @near.md = .claude/commands/near.md (Near) 7:40\n"
		"model claude-haiku-4-5\n"
		"params {\"description\":\"Fix it\"}\n");
}

static void links_in_code_are_text(void **state)
{
	static const struct file_row rows[] = { { "a.c", "x" },
						{ "b.c", "x" },
						{ "c.c", "x" },
						{ "d.c", "x" },
						{ 0 } };

	(void)state;
	show_is(".claude/commands/x.md",
		"``@b.c` @b.c`` ` @a.c\n````\n@b.c\n~~~~\n@b.c\n```\n@b.c\n"
		"````\n(@c.c) `@b.c` @d.c.\n~~~\n@b.c",
		rows,
		"user claude-command 1:1 \"``@b.c` @b.c`` ` @a.c\\n````\\n"
		"@b.c\\n~~~~\\n@b.c\\n```\\n@b.c\\n````\\n(@c.c) `@b.c` @d.c."
		"\\n~~~\\n@b.c\"\n"
		"opaque @a.c = a.c (x) 1:18\n"
		"opaque @c.c = c.c (x) 9:2\n"
		"opaque @d.c = d.c (x) 9:15\n");
	show_is("b/.claude/commands/x.md", "@/a.c @../../../../a.c @a.c@a.c",
		rows,
		"user claude-command 1:1 \"@/a.c @../../../../a.c "
		"@a.c@a.c\"\n"
		"opaque @a.c = a.c (x) 1:24\n");
}

static void a_prompt_refers_to_files(void **state)
{
	static const struct file_row rows[] = { { "p/a.md", "A" },
						{ "b.md", "B" },
						{ 0 } };

	(void)state;
	show_is("p/x.prompt.md", "See #file:a.md, #file:../b.md and #file:b.md",
		rows,
		"user vscode-prompt 1:1 \"See #file:a.md, #file:../b.md and "
		"#file:b.md\"\n"
		"opaque #file:a.md = p/a.md (A) 1:5\n"
		"opaque #file:../b.md = b.md (B) 1:17\n");
}

static void imports_are_followed(void **state)
{
	static const struct file_row rows[] = {
		{ "docs/a.md", "see @b.md" },
		{ "docs/b.md", "see @a.md and @../CLAUDE.md" },
		{ "b.md", "not this" },
		{ "CLAUDE.md", "itself" },
		{ 0 }
	};

	(void)state;
	show_is("CLAUDE.md", "---\nname: x\n---\n\nRead @docs/a.md", rows,
		"system text 1:1 \"---\\nname: x\\n---\\n\\nRead @docs/a.md\"\n"
		"opaque @docs/a.md = docs/a.md (see @b.md) 5:6\n"
		"opaque @b.md = docs/b.md (see @a.md and @../CLAUDE.md) 5:6\n");
	show_is("AGENTS.md", "Read @docs/a.md", rows,
		"system text 1:1 \"Read @docs/a.md\"\n");
}

static void imports_end_somewhere(void **state)
{
	static const struct file_row rows[] = {
		{ "1.md", "@2.md" }, { "2.md", "@3.md" },
		{ "3.md", "@4.md" }, { "4.md", "@5.md" },
		{ "5.md", "@6.md" }, { "6.md", "@7.md" },
		{ "7.md", "end" },   { 0 }
	};
	struct show s = { 0 };

	(void)state;
	show_read(&s, "GEMINI.md", "@1.md", rows);
	assert_int_equal(s.file.prompts[0].opaque_count, 6);
	assert_int_equal(s.file.other_count, 6);
	show_free(&s);
}

static void what_is_too_much_is_told_once(void **state)
{
	struct show s = { 0 };
	struct buf b = buf_in(&s.arena);

	(void)state;
	buf_adds(&b, "---\ntools: ");
	for (int i = 0; i < FORMAT_TOOLS + 9; i++)
		buf_addf(&b, "a%d, ", i);
	buf_adds(&b, "\n---\n");
	show_read_as(&s, "SKILL.md", buf_str(&b), NULL, NULL);
	assert_string_equal(show_troubles(&s),
			    "2:8 more than 1000 tools in one prompt\n");
	show_free(&s);
	b = buf_in(&s.arena);
	buf_adds(&b, "---\nrole: user\n---\n");
	for (int i = 0; i < FORMAT_MESSAGES + 9; i++)
		buf_adds(&b, "# User\nx\n");
	show_read_as(&s, "a.md", buf_str(&b), NULL, NULL);
	assert_string_equal(show_troubles(&s),
			    "1:1 more than 1000 messages in one prompt\n");
	show_free(&s);
	b = buf_in(&s.arena);
	for (int i = 0; i < 300; i++)
		buf_addf(&b, "@a%d.md ", i);
	show_read_as(&s, "CLAUDE.md", buf_str(&b), NULL, NULL);
	assert_string_equal(show_notes(&s),
			    "1:1 only the first 200 files that it may refer to "
			    "were looked for\n");
	show_free(&s);
}

static void a_cursor_rule_need_not_be_yaml(void **state)
{
	static const struct file_row rows[] = { { "a.ts", "x" }, { 0 } };

	(void)state;
	show_is(".cursor/rules/a.mdc",
		"---\ndescription: \"Style\"\nglobs: **/*.ts,*.tsx\n"
		"alwaysApply: false\n---\nUse @a.ts\n",
		rows,
		"system text 6:1 \"Use @a.ts\\n\"\n"
		"opaque @a.ts = a.ts (x) 6:5\n"
		"params {\"description\":\"Style\",\"globs\":\"**/*.ts,*.tsx\","
		"\"alwaysApply\":false}\n");
	show_is(".cursor/rules/a.mdc",
		"---\ndescription:\nglobs:\nalwaysApply: true\n---\nx", NULL,
		"system text 6:1 \"x\"\n"
		"params {\"description\":null,\"globs\":null,"
		"\"alwaysApply\":true}\n");
}

static void rules_have_a_header(void **state)
{
	(void)state;
	show_is(".claude/rules/c.md", "---\npaths: src/**\n---\nTabs.", NULL,
		"system text 4:1 \"Tabs.\"\nparams {\"paths\":\"src/**\"}\n");
}

static void an_openhands_skill(void **state)
{
	(void)state;
	show_is("ssh.md",
		"---\nname: ssh\ntype: knowledge\nversion: 1.0.0\n"
		"agent: CodeActAgent\ntriggers:\n- ssh\n---\n\n Use it.\n\n",
		NULL,
		"version 1.0.0\nsystem text 10:2 \"Use it.\"\n"
		"params {\"name\":\"ssh\",\"type\":\"knowledge\","
		"\"agent\":\"CodeActAgent\",\"triggers\":[\"ssh\"]}\n");
	show_is("x.md", "---\ntriggers: [a]\n---\n\n", NULL,
		"params {\"triggers\":[\"a\"]}\n");
}

/* ---- headers */

static void a_header_that_is_no_yaml(void **state)
{
	(void)state;
	show_is("SKILL.md",
		"---\n# about\nname: x\nname: 'last'\ndescription: Use: it\n"
		"  when asked\n\nx-list:\n- a\n-  \"b: c\"\nx-flow: [d, 'e']\n"
		"x-more: >-\n  one\n  two\nx-block: |\n  - 1\n  2\n"
		"x-yes: true\nx-none:\n---\nx",
		NULL,
		"system text 21:1 \"x\"\n"
		"params {\"name\":\"last\",\"description\":\"Use: it when "
		"asked\",\"x-list\":[\"a\",\"b: c\"],\"x-flow\":[\"d\",\"e\"],"
		"\"x-more\":\"one\\ntwo\",\"x-block\":\"- 1\\n2\","
		"\"x-yes\":true,\"x-none\":null}\n");
	show_notes_are("SKILL.md", "---\nlost\nname: a: b\n---\n",
		       "3:5 the header is no YAML, and is read line by line: "
		       "mapping values are not allowed in this context\n"
		       "2:1 this line of the header is left out: it belongs to "
		       "no key\n");
	show_notes_are(
		"SKILL.md", "---\njust text\n---\n",
		"2:1 the header is no YAML, and is read line by line: it "
		"is no mapping\n"
		"2:1 this line of the header is left out: it belongs to "
		"no key\n");
}

static void a_header_may_be_empty_or_open(void **state)
{
	(void)state;
	show_is("SKILL.md", "---\n---\nx", NULL, "system text 3:1 \"x\"\n");
	show_is("SKILL.md", "---\n# no key\n---\nx", NULL,
		"system text 4:1 \"x\"\n");
	show_is("SKILL.md", "---\nx: 1_0\ny: [0x1, 1]\nname: 1\n---\n", NULL,
		"params {\"x\":\"1_0\",\"y\":[\"0x1\",1],\"name\":\"1\"}\n");
	show_is("SKILL.md", "", NULL, "");
	show_is("SKILL.md", "---\r\nname: a\r\n---\r\nx\r\n---\r\ny", NULL,
		"system text 4:1 \"x\\r\\n---\\r\\ny\"\n"
		"params {\"name\":\"a\"}\n");
	show_is("SKILL.md", "---\nname: a\n", NULL,
		"system text 1:1 \"---\\nname: a\\n\"\n");
	show_notes_are("SKILL.md", "---\nname: a\n",
		       "1:1 the header is not closed by a line ---, so it is "
		       "text like the rest\n");
	show_notes_are("x.prompt.md", "````prompt\n---\nmodel: a\n---\n````",
		       "1:1 the header stands in a code fence, so it is text "
		       "like the rest\n");
	show_notes_are("SKILL.md", "```\nx\n```\n---\n", "");
}

static void what_looks_like_a_variable_is_noted(void **state)
{
	(void)state;
	show_notes_are("x.prompt.md",
		       "a ${input:x} ${file}\n ${HOME} {{ name }} ${HOME} ${{ "
		       "a }} ${x:-1} {{#if x}} {{{x}}} ${} {{ a b }}",
		       "2:2 what looks like a variable is text here: ${HOME}, "
		       "{{ name }}\n");
	show_notes_are("SKILL.md", "${HOME}", "");
	show_notes_are(
		".claude/commands/x.md",
		"---\n---\n{{a}}{{b}}{{c}}{{d}}{{e}}{{f}}{{g}}{{h}}{{i}}",
		"3:1 what looks like a variable is text here: {{a}}, "
		"{{b}}, {{c}}, {{d}}, {{e}}, {{f}}, {{g}}, {{h}} and "
		"more\n");
}

static void long_headers_and_bodies_end_well(void **state)
{
	static const char *const parts[] = { "a: b: c\n", "`",	 "@a.b ",
					     "{{a",	  "${a", "-\n",
					     "```\n",	  "@",	 "a",
					     "` `` " };
	struct show s = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		struct buf b = buf_in(&s.arena);

		buf_adds(&b, "---\nk: a: b\n");
		while (b.len < 200000)
			buf_adds(&b, parts[i]);
		buf_adds(&b, "\n---\n");
		while (b.len < 400000)
			buf_adds(&b, parts[i]);
		show_read_as(&s, "CLAUDE.md", buf_str(&b), "claude-command",
			     NULL);
		assert_string_equal(show_troubles(&s), "");
		show_free(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_name_or_the_header_tells),
		cmocka_unit_test(a_document_is_no_prompt),
		cmocka_unit_test(why_is_said),
		cmocka_unit_test(a_copilot_prompt),
		cmocka_unit_test(copilot_agents_and_instructions),
		cmocka_unit_test(servers_are_opaque_and_hashed),
		cmocka_unit_test(a_skill_is_what_its_host_lists),
		cmocka_unit_test(a_tool_is_named_once),
		cmocka_unit_test(a_command),
		cmocka_unit_test(links_in_code_are_text),
		cmocka_unit_test(a_prompt_refers_to_files),
		cmocka_unit_test(imports_are_followed),
		cmocka_unit_test(imports_end_somewhere),
		cmocka_unit_test(what_is_too_much_is_told_once),
		cmocka_unit_test(a_cursor_rule_need_not_be_yaml),
		cmocka_unit_test(rules_have_a_header),
		cmocka_unit_test(an_openhands_skill),
		cmocka_unit_test(a_header_that_is_no_yaml),
		cmocka_unit_test(a_header_may_be_empty_or_open),
		cmocka_unit_test(what_looks_like_a_variable_is_noted),
		cmocka_unit_test(long_headers_and_bodies_end_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

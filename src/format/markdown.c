/*
 * Markdown with a header that the file's name tells the format of.
 *
 * What people write there is read by a host that has no other source: an
 * editor or an agent. So a header that is no YAML is still read, and nothing
 * but a reference to a file is looked up.
 */
#include "format/markdown.h"

#include "base/arena.h"
#include "format/formats.h"

static void add_body(struct reading *r, struct format_prompt *p,
		     const struct markdown *m, size_t from)
{
	size_t to = r->bytes.n;
	struct format_message *message;

	if (m->trimmed)
		markdown_trim(r->bytes, &from, &to);
	if (from == to)
		return;
	message = format_message(r, p, str_of(m->role));
	message->language = language_find(str_of(m->language));
	message->text = format_slice(r, from, to);
	markdown_look(r, p, message, m->guess);
	markdown_links(r, p, m->links, from, to);
}

/* Some have the whole file in a code fence, as a chat showed it. */
static bool is_fenced(struct str bytes)
{
	size_t line = str_find(bytes, '\n', 0) + 1;

	return str_starts(bytes, "```") &&
	       str_starts(str_cut(bytes, line, bytes.n), "---");
}

static void tell_front(struct reading *r, const struct front *front)
{
	const struct pos start = { 1, 1 };

	if (front->open && !front->present)
		format_tell(r, start,
			    "the header is not closed by a line ---, so it is "
			    "text like the rest");
	else if (is_fenced(r->bytes))
		format_tell(r, start,
			    "the header stands in a code fence, so it is text "
			    "like the rest");
}

void markdown_read(struct reading *r, const struct markdown *m)
{
	struct pos start = { 1, 1 };
	struct format_prompt *p = format_prompt(r, STR_EMPTY, start);
	struct front front = { .body = r->bytes };

	if (!m->headless) {
		front_split(r->bytes, FRONT_LINES, &front);
		tell_front(r, &front);
	}
	markdown_fields(r, p, markdown_header(r, &front, false), m->unread,
			true);
	add_body(r, p, m, front.body_from);
}

/* ---- names */

/* Whether the path lies below folder, two segments: ".claude/commands/". */
static bool is_below(const struct probe *p, const char *folder)
{
	size_t n = strlen(folder);

	for (size_t from = 0; from + n < p->path.n;) {
		if (str_is(str_cut(p->path, from, from + n), folder))
			return true;
		from = str_find(p->path, '/', from) + 1;
	}
	return false;
}

static bool is_named(struct probe *p, const char *const *names)
{
	for (; *names; names++)
		if (str_is(p->name, *names)) {
			p->why = str_fmt(p->a, "the file is named %s", *names);
			return true;
		}
	return false;
}

static bool ends(struct probe *p, const char *const *suffixes)
{
	for (; *suffixes; suffixes++)
		if (str_ends(p->name, *suffixes)) {
			p->why = str_fmt(p->a, "its name ends in %s",
					 *suffixes);
			return true;
		}
	return false;
}

static bool is_markdown_below(struct probe *p, const char *folder)
{
	if (!str_ends(p->name, ".md") || !is_below(p, folder))
		return false;
	p->why = str_fmt(p->a, "it lies below %.*s", (int)strlen(folder) - 1,
			 folder);
	return true;
}

static const char *const md_suffixes[] = { ".md", NULL };

/* ---- Copilot */

static const char *const listed[] = { "name", "description", NULL };

static const char *const prompt_suffixes[] = { ".prompt.md", NULL };

static bool is_copilot_prompt(struct probe *p)
{
	return ends(p, prompt_suffixes);
}

static void read_copilot_prompt(struct reading *r)
{
	static const struct markdown m = {
		.role = "user",
		.language = "vscode-prompt",
		.unread = listed,
		.links = LINKS_HASH,
		.guess = true,
	};

	markdown_read(r, &m);
}

const struct format format_copilot_prompt = { "copilot-prompt",
					      is_copilot_prompt,
					      read_copilot_prompt,
					      prompt_suffixes };

static const char *const instructions_suffixes[] = { ".instructions.md", NULL };

static bool is_copilot_instructions(struct probe *p)
{
	static const char *const names[] = { "copilot-instructions.md", NULL };

	return is_named(p, names) || ends(p, instructions_suffixes);
}

static const struct markdown system_text = { .role = "system",
					     .language = "text",
					     .links = LINKS_HASH };

static void read_copilot(struct reading *r)
{
	markdown_read(r, &system_text);
}

const struct format format_copilot_instructions = { "copilot-instructions",
						    is_copilot_instructions,
						    read_copilot,
						    instructions_suffixes };

static const char *const agent_suffixes[] = { ".agent.md", ".chatmode.md",
					      NULL };

static bool is_copilot_agent(struct probe *p)
{
	return ends(p, agent_suffixes);
}

const struct format format_copilot_agent = { "copilot-agent", is_copilot_agent,
					     read_copilot, agent_suffixes };

/* ---- Agent Skills */

static bool is_skill(struct probe *p)
{
	static const char *const names[] = { "SKILL.md", NULL };

	return is_named(p, names);
}

static void read_skill(struct reading *r)
{
	static const struct markdown m = { .role = "system",
					   .language = "text" };

	markdown_read(r, &m);
}

static const char *const skill_suffixes[] = { "/SKILL.md", NULL };

const struct format format_agent_skill = { "agent-skill", is_skill, read_skill,
					   skill_suffixes };

/* ---- Claude Code */

static bool is_claude_command(struct probe *p)
{
	return is_markdown_below(p, ".claude/commands/");
}

static void read_claude_command(struct reading *r)
{
	static const struct markdown m = {
		.role = "user",
		.language = "claude-command",
		.links = LINKS_AT,
		.guess = true,
	};

	markdown_read(r, &m);
}

const struct format format_claude_command = {
	"claude-command", is_claude_command, read_claude_command, md_suffixes
};

static bool is_claude_agent(struct probe *p)
{
	return is_markdown_below(p, ".claude/agents/");
}

const struct format format_claude_agent = { "claude-agent", is_claude_agent,
					    read_skill, md_suffixes };

/* ---- Cursor */

static const char *const cursor_suffixes[] = { ".mdc", NULL };

static bool is_cursor_rule(struct probe *p)
{
	if (!str_ends(p->name, ".mdc"))
		return false;
	p->why = STR("its name ends in .mdc, and it lies below .cursor/rules");
	if (is_below(p, ".cursor/rules/"))
		return true;
	p->why = STR("its name ends in .mdc, and its header has "
		     "`alwaysApply`");
	return probe_has(probe_header(p), "alwaysApply");
}

static void read_cursor_rule(struct reading *r)
{
	static const struct markdown m = { .role = "system",
					   .language = "text",
					   .links = LINKS_AT };

	markdown_read(r, &m);
}

const struct format format_cursor_rule = { "cursor-rule", is_cursor_rule,
					   read_cursor_rule, cursor_suffixes };

/* ---- instructions that agents look for by name */

static const char *const instruction_names[] = {
	"AGENTS.md", "CLAUDE.md",    "CLAUDE.local.md",
	"GEMINI.md", ".cursorrules", ".windsurfrules",
	NULL
};

static bool is_instructions(struct probe *p)
{
	return is_named(p, instruction_names) ||
	       is_markdown_below(p, ".claude/rules/") ||
	       is_markdown_below(p, ".claude/output-styles/");
}

/* Agents send the files that they look for by name as they are. */
static void read_instructions(struct reading *r)
{
	static const struct markdown whole = { .role = "system",
					       .language = "text",
					       .links = LINKS_NONE,
					       .headless = true };
	static const struct markdown importing = { .role = "system",
						   .language = "text",
						   .links = LINKS_IMPORTS,
						   .headless = true };
	static const struct markdown style = { .role = "system",
					       .language = "text" };
	size_t slash = str_rfind(r->path, '/');
	struct str name = slash < r->path.n ?
				  str_cut(r->path, slash + 1, r->path.n) :
				  r->path;
	bool known = false;

	for (const char *const *n = instruction_names; *n; n++)
		known |= str_is(name, *n);
	if (str_starts(name, "CLAUDE.") || str_is(name, "GEMINI.md"))
		markdown_read(r, &importing);
	else
		markdown_read(r, known ? &whole : &style);
}

const struct format format_agent_instructions = {
	"agent-instructions", is_instructions, read_instructions, md_suffixes
};

/* ---- OpenHands */

static bool is_openhands(struct probe *p)
{
	static const char *const kinds[] = { "knowledge", "repo", "task",
					     NULL };
	const struct node *header, *type, *triggers;

	if (!str_ends(p->name, ".md") || str_ends(p->name, ".prompt.md"))
		return false;
	if (is_markdown_below(p, ".openhands/microagents/") ||
	    is_markdown_below(p, ".openhands/skills/"))
		return true;
	header = probe_header(p);
	triggers = node_get(header, "triggers");
	p->why = STR("its header has `triggers`");
	if (triggers && triggers->kind == NODE_ARRAY)
		return true;
	if (!probe_has(header, "name") && !probe_has(header, "agent"))
		return false;
	type = node_get(header, "type");
	for (const char *const *k = kinds; *k; k++)
		if (str_is(format_string(type), *k)) {
			p->why = str_fmt(p->a, "its header has `type: %s`", *k);
			return true;
		}
	p->why = STR("its header has `name` and `agent`");
	return probe_has(header, "name") && probe_has(header, "agent");
}

static void read_openhands(struct reading *r)
{
	static const struct markdown m = {
		.role = "system",
		.language = "text",
		.trimmed = true,
		.guess = true,
	};

	markdown_read(r, &m);
}

const struct format format_openhands_skill = { "openhands-skill", is_openhands,
					       read_openhands, md_suffixes };

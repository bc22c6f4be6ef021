/* Ids and words: what prompts that were found are called. */
#include "base/arena.h"
#include "base/buf.h"
#include "cli/scan_parts.h"
#include "store/store.h"

const char *const scan_roles[SCAN_ROLES] = { "system", "developer", "user",
					     "assistant" };

char scan_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(struct str s, const char *word)
{
	if (s.n != strlen(word))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (scan_lower(s.p[i]) != word[i])
			return false;
	}
	return true;
}

int scan_role_of(struct str name, struct str *stem)
{
	*stem = name;
	for (int i = 0; i < SCAN_ROLES; i++) {
		size_t n = strlen(scan_roles[i]);
		struct str end = str_cut(name, name.n >= n ? name.n - n : 0,
					 name.n);

		if (!is_word(end, scan_roles[i]))
			continue;
		if (name.n == n)
			*stem = STR_EMPTY;
		else if (strchr("._-", name.p[name.n - n - 1]))
			*stem = str_cut(name, 0, name.n - n - 1);
		else
			continue;
		return i;
	}
	return NO_ROLE;
}

struct str scan_folder_of(struct str path)
{
	size_t slash = str_rfind(path, '/');

	return str_cut(path, 0, slash < path.n ? slash : 0);
}

struct str scan_prompt_root(struct str path)
{
	size_t from = 0, slash;

	while ((slash = str_find(path, '/', from)) < path.n) {
		if (look_is_prompt_folder(str_cut(path, from, slash)))
			return str_cut(path, 0, slash);
		from = slash + 1;
	}
	return STR_EMPTY;
}

struct str scan_make_id(struct arena *a, struct str path)
{
	struct str root = scan_prompt_root(path);
	struct buf id = buf_in(a);

	for (size_t i = root.n ? root.n + 1 : 0; i < path.n; i++) {
		char c = scan_lower(path.p[i]);
		bool first = id.len == 0 || id.data[id.len - 1] == '/';
		bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		if (c == '/') {
			/* no segment ends in a dot */
			while (id.len && strchr("._-", id.data[id.len - 1]))
				id.len--;
			if (id.len && id.data[id.len - 1] != '/')
				buf_addc(&id, c);
		} else if (letter || (!first && strchr("._-", c))) {
			buf_addc(&id, c);
		} else if (!first) {
			buf_addc(&id, '-');
		}
	}
	while (id.len && strchr("./-", id.data[id.len - 1]))
		id.len--;
	return str_copy(a, buf_str(&id));
}

struct str scan_take_id(struct scan *s, struct str path)
{
	struct arena *a = s->run->arena;
	struct str id = scan_make_id(a, path), unique;

	if (!id.n)
		id = STR("prompt");
	unique = id;
	for (unsigned n = 2; map_get(&s->ids, unique); n++)
		unique = str_fmt(a, "%.*s-%u", STR_ARG(id), n);
	if (!store_prompt_ok(unique.p, unique.n)) {
		scan_leave(s, str_fmt(a, "%.*s: no id can be made of its name",
				      STR_ARG(path)));
		return STR_EMPTY;
	}
	*map_put(&s->ids, unique) = s;
	return unique;
}

/* ---- formats in words ------------------------------------------------------ */

static const struct {
	const char *format, *one, *many;
} words[] = {
	{ "dotprompt", "a dotprompt file", "dotprompt files" },
	{ "prompty", "a Prompty file", "Prompty files" },
	{ "promptflow", "a node of a promptflow flow", "promptflow nodes" },
	{ "promptfoo", "a prompt of a promptfoo configuration",
	  "prompts of promptfoo configurations" },
	{ "semantic-kernel", "a Semantic Kernel function",
	  "Semantic Kernel functions" },
	{ "semantic-kernel-yaml", "a Semantic Kernel function",
	  "Semantic Kernel functions" },
	{ "github-models", "a GitHub Models prompt", "GitHub Models prompts" },
	{ "langchain", "a LangChain prompt", "LangChain prompts" },
	{ "agent-skill", "an agent skill", "agent skills" },
	{ "copilot-instructions", "instructions for Copilot",
	  "files of instructions for Copilot" },
	{ "copilot-agent", "a Copilot agent", "Copilot agents" },
	{ "copilot-prompt", "a Copilot prompt", "Copilot prompts" },
	{ "claude-command", "a Claude command", "Claude commands" },
	{ "claude-agent", "a Claude agent", "Claude agents" },
	{ "cursor-rule", "a Cursor rule", "Cursor rules" },
	{ "agent-instructions", "instructions for coding agents",
	  "files of instructions for coding agents" },
	{ "mcp-prompts", "a prompt of an MCP server",
	  "prompts of MCP servers" },
	{ "openai-chat", "an OpenAI request", "OpenAI requests" },
	{ "openai-responses", "an OpenAI request", "OpenAI requests" },
	{ "anthropic", "an Anthropic request", "Anthropic requests" },
	{ "messages", "a list of messages", "lists of messages" },
	{ "markdown", "Markdown with front matter",
	  "Markdown files with front matter" },
	{ NULL, NULL, NULL }
};

const char *scan_kind(const struct format *format)
{
	for (size_t i = 0; words[i].format; i++) {
		if (strcmp(words[i].format, format_name(format)) == 0)
			return words[i].many;
	}
	return "prompt files of other formats";
}

struct str scan_why(struct arena *a, const struct format *format)
{
	for (size_t i = 0; words[i].format; i++) {
		if (strcmp(words[i].format, format_name(format)) == 0)
			return str_of(words[i].one);
	}
	return str_fmt(a, "a %s file", format_name(format));
}

#include "pattern/look.h"

#include <endian.h>
#include <stdint.h>

enum { SUFFIX = 10 }; /* longest one that says anything, without its dot */

enum kind {
	KIND_NONE,
	KIND_CODE,
	KIND_DATA_CODE, /* YAML: values of configuration, or a prompt file */
	KIND_DATA,
	KIND_TEXT,
	KIND_TEMPLATE,
	KIND_PROMPT, /* no other files have it */
	KIND_AGENT
};

/* What a name's last ending says; the most common ones first. */
static const struct {
	char name[SUFFIX + 2];
	enum kind kind;
} suffixes[] = {
	{ "py", KIND_CODE },	       { "ts", KIND_CODE },
	{ "js", KIND_CODE },	       { "go", KIND_CODE },
	{ "java", KIND_CODE },	       { "tsx", KIND_CODE },
	{ "cs", KIND_CODE },	       { "rb", KIND_CODE },
	{ "json", KIND_DATA },	       { "md", KIND_TEXT },
	{ "yml", KIND_DATA_CODE },     { "yaml", KIND_DATA_CODE },
	{ "txt", KIND_TEXT },	       { "jsx", KIND_CODE },
	{ "mjs", KIND_CODE },	       { "cjs", KIND_CODE },
	{ "pyi", KIND_CODE },	       { "pyw", KIND_CODE },
	{ "mts", KIND_CODE },	       { "cts", KIND_CODE },
	{ "csx", KIND_CODE },	       { "rake", KIND_CODE },
	{ "j2", KIND_TEMPLATE },       { "jinja", KIND_TEMPLATE },
	{ "jinja2", KIND_TEMPLATE },   { "njk", KIND_TEMPLATE },
	{ "hbs", KIND_TEMPLATE },      { "handlebars", KIND_TEMPLATE },
	{ "mustache", KIND_TEMPLATE }, { "liquid", KIND_TEMPLATE },
	{ "erb", KIND_TEMPLATE },      { "tmpl", KIND_TEMPLATE },
	{ "gotmpl", KIND_TEMPLATE },   { "prompt", KIND_PROMPT },
	{ "prompty", KIND_PROMPT },    { "poml", KIND_PROMPT },
	{ "mdc", KIND_AGENT },
};
enum { SUFFIXES = sizeof(suffixes) / sizeof(suffixes[0]) };

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(struct str s, const char *word)
{
	if (s.n != strlen(word))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (lower(s.p[i]) != word[i])
			return false;
	}
	return true;
}

static bool has_word(struct str s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++) {
		if (lower(s.p[i]) == word[0] &&
		    is_word(str_cut(s, i, i + n), word))
			return true;
	}
	return false;
}

static bool is_any(struct str s, const char *const *names)
{
	for (; *names; names++) {
		if (is_word(s, *names))
			return true;
	}
	return false;
}

static struct str name_of(struct str path)
{
	size_t slash = str_rfind(path, '/');

	return slash < path.n ? str_cut(path, slash + 1, path.n) : path;
}

/* The bytes of an ending as two numbers, zeros behind them. */
struct ending {
	uint64_t head;
	uint32_t rest;
};

/* n bytes before end, of at least eight that are there to be read. */
static uint64_t bytes_before(const char *end, size_t n)
{
	uint64_t word;

	memcpy(&word, end - sizeof(word), sizeof(word));
	return htobe64(be64toh(word) << 8 * (sizeof(word) - n));
}

/* From the end of the path, which is all that most files cost. */
static enum kind kind_of(struct str path)
{
	const char *end = path.p + path.n;
	char name[SUFFIX + 2] = "";
	struct ending own = { 0, 0 };
	size_t n = 0;

	while (n < path.n && n <= SUFFIX && path.p[path.n - 1 - n] != '.' &&
	       path.p[path.n - 1 - n] != '/')
		n++;
	if (n < 2 || n > SUFFIX || n == path.n || path.p[path.n - 1 - n] != '.')
		return KIND_NONE;
	if (n <= sizeof(own.head) && path.n >= sizeof(own.head)) {
		own.head = bytes_before(end, n);
	} else {
		memcpy(name, end - n, n);
		memcpy(&own.head, name, sizeof(own.head));
		memcpy(&own.rest, name + sizeof(own.head), sizeof(own.rest));
	}
	for (size_t i = 0; i < SUFFIXES; i++) {
		struct ending other;

		memcpy(&other.head, suffixes[i].name, sizeof(other.head));
		if (other.head != own.head)
			continue;
		memcpy(&other.rest, suffixes[i].name + sizeof(other.head),
		       sizeof(other.rest));
		if (other.rest == own.rest)
			return suffixes[i].kind;
	}
	return KIND_NONE;
}

/* ---- folders */

/* Other people's code, build results, tests and what they are fed with. */
static const char *const foreign[] = { "node_modules",
				       "bower_components",
				       "vendor",
				       "vendored",
				       "_vendor",
				       "third_party",
				       "thirdparty",
				       "third-party",
				       "external",
				       "dist",
				       "build",
				       "out",
				       "target",
				       "site-packages",
				       "generated",
				       "test",
				       "tests",
				       "testing",
				       "testdata",
				       "test_data",
				       "test-data",
				       "fixtures",
				       "__fixtures__",
				       "__tests__",
				       "__mocks__",
				       "__snapshots__",
				       "mocks",
				       "spec",
				       "specs",
				       "e2e",
				       "cassettes",
				       "unittests",
				       "unit_tests",
				       "integration_tests",
				       "integrationtests",
				       NULL };

/* What is shown, not run. */
static const char *const shown[] = { "example",	   "examples",	"sample",
				     "samples",	   "doc",	"docs",
				     "tutorial",   "tutorials", "cookbook",
				     "cookbooks",  "notebooks", "benchmark",
				     "benchmarks", NULL };

bool look_is_prompt_folder(struct str segment)
{
	return is_word(segment, "prompts") || is_word(segment, "prompt");
}

struct folders {
	bool foreign, shown, prompts, hidden, part;
};

static struct folders folders_of(struct str path)
{
	struct folders out = { 0 };
	size_t from = 0, slash;

	while ((slash = str_find(path, '/', from)) < path.n) {
		struct str one = str_cut(path, from, slash);

		out.hidden |= one.n && one.p[0] == '.';
		out.foreign |= is_any(one, foreign) ||
			       str_ends(one, "_tests") ||
			       str_ends(one, "-tests");
		out.shown |= is_any(one, shown);
		out.prompts |= look_is_prompt_folder(one);
		out.part |= has_word(one, "partial") ||
			    has_word(one, "includes");
		from = slash + 1;
	}
	return out;
}

bool look_is_part(struct str path)
{
	struct str name = name_of(path);

	return (name.n && name.p[0] == '_') || folders_of(path).part;
}

/* ---- coding assistants */

static bool is_agent(struct str path)
{
	static const char *const names[] = {
		"AGENTS.md",	   "CLAUDE.md",
		"CLAUDE.local.md", "GEMINI.md",
		"SKILL.md",	   "copilot-instructions.md",
		".cursorrules",	   ".windsurfrules",
		".clinerules",	   NULL
	};
	static const char *const places[] = { ".claude/",
					      ".github/prompts/",
					      ".github/agents/",
					      ".github/chatmodes/",
					      ".github/instructions/",
					      ".openhands/microagents/",
					      NULL };
	static const char *const ends[] = { ".instructions.md", ".agent.md",
					    ".chatmode.md", ".mdc", NULL };

	for (const char *const *n = names; *n; n++) {
		if (str_is(name_of(path), *n))
			return true;
	}
	for (const char *const *e = ends; *e; e++) {
		if (str_ends(path, *e))
			return true;
	}
	for (const char *const *p = places; str_ends(path, ".md") && *p; p++) {
		if (str_starts(path, *p) || has_word(path, *p))
			return true;
	}
	return false;
}

/* ---- */

/* What is written about code beside it. */
static bool is_document(struct str name)
{
	static const char *const words[] = {
		"readme",      "changelog",    "changes",    "license",
		"licence",     "contributing", "history",    "notice",
		"authors",     "requirements", "cmakelists", "code_of_conduct",
		"security.md", "todo",	       "copying",    "robots.txt",
		NULL
	};

	for (const char *const *w = words; *w; w++) {
		if (has_word(name, *w))
			return true;
	}
	return false;
}

/* By names that only prompt files have. */
static bool is_named(struct str name)
{
	return str_is(name, "skprompt.txt") || str_ends(name, ".prompt.md") ||
	       str_ends(name, ".prompt.txt");
}

static bool is_flow(struct str name)
{
	return str_is(name, "flow.dag.yaml") || str_is(name, "flow.flex.yaml");
}

enum look look_path(struct str path)
{
	enum kind kind = kind_of(path);
	struct str name = name_of(path);
	struct folders in;

	if (is_agent(path))
		return folders_of(path).foreign ? LOOK_NO : LOOK_AGENT;
	if (kind == KIND_NONE || kind == KIND_CODE || kind == KIND_AGENT)
		return LOOK_NO;
	in = folders_of(path);
	if (in.foreign || in.hidden || name.p[0] == '.' || is_document(name))
		return LOOK_NO;
	if (kind == KIND_PROMPT || is_named(name))
		return LOOK_PROMPT;
	if (kind == KIND_TEXT && in.shown)
		return LOOK_NO;
	if (kind == KIND_TEMPLATE && in.prompts)
		return LOOK_PROMPT;
	if (in.prompts || has_word(name, "prompt") || is_flow(name))
		return LOOK_MAYBE_CONTENT;
	return LOOK_NO;
}

/* test_x.py, x_test.go, x.test.ts, x.spec.ts, XTests.cs, conftest.py */
static bool is_test(struct str name)
{
	size_t dot = str_find(name, '.', 0), end = str_rfind(name, '.');
	struct str stem = str_cut(name, 0, dot);
	struct str middle = str_cut(name, dot, end);

	return str_starts(stem, "test_") || str_ends(stem, "_test") ||
	       str_ends(stem, "_tests") || str_ends(stem, "_spec") ||
	       str_ends(stem, "Test") || str_ends(stem, "Tests") ||
	       str_is(stem, "conftest") || str_is(stem, "tests") ||
	       str_is(stem, "test") || str_is(middle, ".test") ||
	       str_is(middle, ".spec") || str_ends(middle, ".stories");
}

bool look_code(struct str path)
{
	enum kind kind = kind_of(path);
	struct str name = name_of(path);
	struct folders in;

	if (kind != KIND_CODE && kind != KIND_DATA_CODE)
		return false;
	in = folders_of(path);
	return !in.foreign && !in.hidden && !in.shown && !is_test(name) &&
	       !has_word(name, ".min.");
}

/* An ending of one letter is of no kind, and many files have one, or one of
 * these. For speed alone. */
static bool is_plain(struct str path)
{
	const char *end = path.p + path.n;

	return path.n > 4 &&
	       (end[-2] == '.' ||
		(end[-4] == '.' && (memcmp(end - 3, "cpp", 3) == 0 ||
				    memcmp(end - 3, "css", 3) == 0 ||
				    memcmp(end - 3, "svg", 3) == 0 ||
				    memcmp(end - 3, "png", 3) == 0)));
}

bool look_may(struct str path)
{
	if (is_plain(path))
		return false;
	switch (kind_of(path)) {
	case KIND_NONE:
		return path.n && path.p[path.n - 1] == 's' && is_agent(path);
	case KIND_DATA:
	case KIND_TEXT:
		return has_word(path, "prompt") || is_agent(path);
	case KIND_TEMPLATE:
		return has_word(path, "prompt");
	case KIND_CODE:
	case KIND_DATA_CODE:
	case KIND_PROMPT:
	case KIND_AGENT:
		break;
	}
	return true;
}

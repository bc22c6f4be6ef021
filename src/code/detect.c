#include "code/detect.h"

#include <stdlib.h>

#include "base/arena.h"
#include "pattern/match.h"

enum {
	LEAST_BYTES = 25, /* shorter is no prompt, nor is ... */
	LEAST_SPACES = 2  /* what has fewer spaces */
};

/* Where the languages' files end; a detector names those it is for. */
#define PYTHON "python"
#define SCRIPT "javascript"

struct row {
	struct detector is;
	const char *languages[4]; /* code_name; none: every one */
	/* One of them stands in the file, or the pattern is not tried. */
	const char *needs[8];
	/* The group `prompt`, which is empty, is where the literal begins. */
	const char *pattern;
	size_t least;	    /* bytes of the text */
	unsigned hints;	    /* detect_hints of the text */
	const char *inside; /* a call that it stands in; NULL: anywhere */
};

/* What may stand between a name and its value in Python. */
#define PY_EQUALS                                                                \
	"\\s*(?::\\s*[\\w\\[\\], .\"']{1,60})?=\\s*(?:\\(\\s*)?(?:textwrap\\.)?" \
	"(?:dedent\\(\\s*)?(?<prompt>)[rRbBuUfF]{0,2}"
#define PY_CONST                                                            \
	"^[ \\t]*(?:[A-Z][A-Z0-9_]{0,60}_)?(?:PROMPT|INSTRUCTIONS?|SYSTEM_" \
	"MESSAGE|SYSTEM_MSG)(?:_[A-Z0-9_]{1,60})?" PY_EQUALS
#define ROLE "(?:system|developer|user|assistant)"
#define YAML_KEY "^[ \\t]*(?:- +)?[\"']?"

static const struct row rows[] = {
	{ { "py-const", "NAME_PROMPT = \"\"\"...\"\"\" in Python", true },
	  { PYTHON },
	  { "PROMPT", "INSTRUCTION", "SYSTEM_M" },
	  PY_CONST "(?:\"\"\"|''')",
	  40,
	  1,
	  NULL },
	{ { "py-const-str", "NAME_PROMPT = \"...\" in Python", true },
	  { PYTHON },
	  { "PROMPT", "INSTRUCTION", "SYSTEM_M" },
	  PY_CONST "[\"'][^\"'\\n]{10}",
	  40,
	  1,
	  NULL },
	{ { "py-const-any", "NAME_PROMPT = any string in Python", false },
	  { PYTHON },
	  { "PROMPT", "INSTRUCTION", "SYSTEM_M" },
	  PY_CONST "[\"']",
	  0,
	  0,
	  NULL },
	{ { "py-var", "prompt = \"\"\"...\"\"\" in Python", true },
	  { PYTHON },
	  { "prompt", "instructions", "system_message" },
	  "^[ \\t]*(?:self\\.)?(?:\\w{1,60}_)?(?:system_prompt|system_message|user_"
	  "prompt|prompt_template|instructions|prompt)" PY_EQUALS
	  "(?:\"\"\"|''')",
	  40,
	  2,
	  NULL },
	{ { "py-kwarg", "prompt=\"...\" in a call in Python", true },
	  { PYTHON },
	  { "prompt", "system", "instructions", "template" },
	  "\\b(?:system|system_prompt|system_message|instructions|prompt|template)"
	  "\\s*=\\s*(?<prompt>)[rRuUfF]{0,2}[\"']",
	  40,
	  2,
	  NULL },
	{ { "role-dict", "{\"role\": \"system\", \"content\": \"...\"}", true },
	  { NULL },
	  { "\"role\"", "'role'" },
	  "[\"']role[\"']\\s*(?::|=>)\\s*[\"']" ROLE
	  "[\"']\\s*,\\s*[\"']content[\"']\\s*(?::|=>)\\s*(?<prompt>)",
	  40,
	  1,
	  NULL },
	{ { "role-obj", "{role: \"system\", content: \"...\"} in JavaScript",
	    true },
	  { SCRIPT, "ruby", "yaml" },
	  { "role" },
	  "\\brole\\s*:\\s*[\"']?" ROLE
	  "[\"']?\\s*,?\\s*content\\s*:\\s*(?<prompt>)",
	  40,
	  1,
	  NULL },
	{ { "role-field", "Role: ..., Content: \"...\" in Go", true },
	  { "go" },
	  { "Role" },
	  "\\bRole:\\s*(?:\"" ROLE
	  "\"|[\\w.]{0,60}Role\\w{0,20}|[\\w.]{0,60}Type\\w{0,20})"
	  "\\s*,\\s*Content:\\s*(?<prompt>)",
	  40,
	  1,
	  NULL },
	{ { "lc-class", "PromptTemplate.from_template(\"...\")", true },
	  { PYTHON, SCRIPT },
	  { "PromptTemplate" },
	  "\\b(?:Chat|System|Human|AI)?(?:Message)?PromptTemplate"
	  "(?:\\.from_?[tT]emplate)?\\(\\s*(?:\\{\\s*)?"
	  "(?:(?:template|prompt)\\s*[=:]\\s*)?(?<prompt>)",
	  LEAST_BYTES,
	  0,
	  NULL },
	{ { "lc-tuple", "(\"system\", \"...\") in from_messages([...])", true },
	  { PYTHON, SCRIPT },
	  { "from_messages", "fromMessages" },
	  "[(\\[]\\s*[\"'](?:system|human|ai|user|assistant)[\"']\\s*,\\s*"
	  "(?<prompt>)",
	  LEAST_BYTES,
	  0,
	  "essages(" },
	{ { "msg-class", "SystemMessage(\"...\")", true },
	  { NULL },
	  { "SystemMessage(", "HumanMessage(", "ChatMessageContent(",
	    "SystemChatMessage(", "UserChatMessage(", "AddSystemMessage(",
	    "add_system_message(" },
	  "\\b(?:SystemMessage|HumanMessage|ChatMessageContent|SystemChatMessage|"
	  "UserChatMessage|AddSystemMessage|add_system_message)\\(\\s*"
	  "(?:content\\s*[=:]\\s*)?(?<prompt>)",
	  40,
	  1,
	  NULL },
	{ { "ts-const", "const namePrompt = `...` in JavaScript", true },
	  { SCRIPT },
	  { "rompt", "PROMPT", "ystemMessage", "nstructions" },
	  "\\b(?:const|let|var)\\s+\\w{0,60}?(?:[Pp]rompt|PROMPT|[Ss]ystemMessage|"
	  "[Ii]nstructions|INSTRUCTIONS)\\w{0,60}\\s*(?::\\s*string\\s*)?=\\s*"
	  "(?:dedent\\s*)?(?<prompt>)[`\"']",
	  40,
	  2,
	  NULL },
	{ { "cs-raw", "prompt = \"\"\"...\"\"\" in C# and Java", true },
	  { "csharp", "java" },
	  { "rompt", "PROMPT", "emplate", "nstructions" },
	  "(?:[Pp]rompt|PROMPT|[Tt]emplate|[Ii]nstructions)\\w{0,60}\\s*=\\s*"
	  "(?<prompt>)\\$*[\"@]",
	  40,
	  2,
	  NULL },
	{ { "go-const", "const namePrompt = `...` in Go and Ruby", true },
	  { "go", "ruby" },
	  { "rompt", "PROMPT", "ystemMessage", "nstructions" },
	  "\\b\\w{0,60}?(?:[Pp]rompt|PROMPT|[Ss]ystemMessage|[Ii]nstructions|"
	  "INSTRUCTIONS)\\w{0,60}\\s*(?:string\\s*)?:?=\\s*(?<prompt>)[`\"'<]",
	  40,
	  2,
	  NULL },
	{ { "yaml-value", "system_prompt: | in YAML", true },
	  { "yaml" },
	  { "prompt", "system", "template", "instructions", "backstory",
	    "goal" },
	  YAML_KEY
	  "(?:system_prompt|system_template|instance_template|system_message|"
	  "system|prompt|prompt_template|instructions|user_prompt|backstory|goal)"
	  "[\"']?\\s*:[ \\t]+(?<prompt>)",
	  40,
	  2,
	  NULL },
	{ { "you-are", "\"You are a ...\"", true },
	  { NULL },
	  { "You are a", "You are the ", "You are C" },
	  NULL, /* by the text: take_you_are */
	  40,
	  3,
	  NULL },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
_Static_assert((int)ROWS <= (int)DETECTORS_MAX, "a bit for each");

struct detect {
	struct arena *arena;
	uint32_t on;
	const struct match *patterns[ROWS];
};

const struct detector *detector_at(size_t i)
{
	return i < ROWS ? &rows[i].is : NULL;
}

int detector_find(struct str name)
{
	for (int i = 0; i < ROWS; i++) {
		if (str_is(name, rows[i].is.name))
			return i;
	}
	return -1;
}

uint32_t detect_default(void)
{
	uint32_t on = 0;

	for (size_t i = 0; i < ROWS; i++)
		on |= rows[i].is.on ? UINT32_C(1) << i : 0;
	return on;
}

struct detect *detect_new(struct arena *a, uint32_t detectors)
{
	struct detect *d = arena_zero(a, 1, sizeof(*d));

	d->arena = a;
	d->on = detectors;
	return d;
}

/* ---- one file */

struct search {
	struct detect *d;
	struct arena *a;
	struct str bytes;
	const struct code_language *language;
	struct code_literals literals;
	bool read, none; /* the literals: asked for; there are none */
	bool *taken;	 /* of each literal */
	struct detected *out;
	size_t count, room;
};

static bool is_for(const struct row *row, const struct code_language *language)
{
	if (!row->languages[0])
		return true;
	for (size_t i = 0; i < 4 && row->languages[i]; i++) {
		if (strcmp(row->languages[i], code_name(language)) == 0)
			return true;
	}
	return false;
}

static bool is_needed(const struct row *row, struct str bytes)
{
	for (size_t i = 0; i < 8 && row->needs[i]; i++) {
		if (memmem(bytes.p, bytes.n, row->needs[i],
			   strlen(row->needs[i])))
			return true;
	}
	return false;
}

/* Nobody writes such lines. */
static bool is_made(struct str bytes)
{
	for (size_t at = 0, end; at < bytes.n; at = end + 1) {
		end = str_find(bytes, '\n', at);
		if (end - at > DETECT_LINE)
			return true;
	}
	return false;
}

static bool is_prose(const struct row *row, struct str text)
{
	size_t spaces = 0;

	if (text.n < row->least)
		return false;
	if (row->least == 0)
		return text.n > 0;
	for (size_t i = 0; i < text.n; i++)
		spaces += text.p[i] == ' ' || text.p[i] == '\n';
	return text.n >= LEAST_BYTES && spaces >= LEAST_SPACES &&
	       (row->hints == 0 || detect_hints(text) >= row->hints);
}

/* The first literal that ends behind a place. */
static size_t literal_from(const struct search *s, size_t at)
{
	size_t low = 0, high = s->literals.count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->literals.items[mid].to <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Between a place and a literal there is nothing of weight. */
static bool leads_to(const struct search *s, size_t at, size_t from)
{
	for (; at < from; at++) {
		if (!strchr(" \t\r\n(", s->bytes.p[at]))
			return false;
	}
	return true;
}

/* Whether the last call of that name before a place is still open there. */
static bool is_inside(const struct search *s, const char *call, size_t at)
{
	struct str before = str_cut(s->bytes, 0, at);
	size_t n = strlen(call), i = at;
	long open = 0;

	while (i >= n && memcmp(before.p + i - n, call, n) != 0)
		i--;
	if (i < n)
		return false;
	for (size_t next = literal_from(s, i); i < at; i++) {
		while (next < s->literals.count &&
		       s->literals.items[next].to <= i)
			next++;
		if (next < s->literals.count &&
		    s->literals.items[next].from <= i)
			continue;
		open += before.p[i] == '(';
		open -= before.p[i] == ')';
		if (open < 0)
			return false;
	}
	return true;
}

static void take(struct search *s, const struct row *row, size_t at)
{
	size_t i = literal_from(s, at);
	const struct code_literal *l = &s->literals.items[i];

	if (i == s->literals.count || l->from < at || s->taken[i] ||
	    l->undecided || s->count == DETECT_FOUND ||
	    !leads_to(s, at, l->from) || !is_prose(row, l->text) ||
	    (row->inside && !is_inside(s, row->inside, at)))
		return;
	s->taken[i] = true;
	s->out = arena_grow(s->a, s->out, s->count, &s->room, sizeof(*s->out));
	s->out[s->count++] = (struct detected){ .by = &row->is, .literal = *l };
}

/* False: nothing can be said about this file. */
static bool read_literals(struct search *s)
{
	struct code_error why;

	if (!s->read)
		s->none = is_made(s->bytes) ||
			  code_literals(s->a, s->language, s->bytes,
					&s->literals, &why) < 0 ||
			  s->literals.count == 0;
	if (!s->read && !s->none)
		s->taken = arena_zero(s->a, s->literals.count,
				      sizeof(*s->taken));
	s->read = true;
	return !s->none;
}

/* It begins so itself, wherever in the code it stands. */
static bool says_you_are(struct str text)
{
	static const char *const ends[] = { "a ",     "an ",	 "the ",
					    "Claude", "ChatGPT", NULL };
	size_t at = 0;

	while (at < text.n && strchr(" \t\r\n", text.p[at]))
		at++;
	if (at < text.n && text.p[at] == '#') {
		at = str_find(text, '\n', at);
		while (at < text.n && strchr(" \t\r\n", text.p[at]))
			at++;
	}
	text = str_cut(text, at, text.n);
	if (!str_starts(text, "You are "))
		return false;
	text = str_cut(text, 8, text.n);
	for (const char *const *e = ends; *e; e++) {
		if (str_starts(text, *e))
			return true;
	}
	return false;
}

static void take_you_are(struct search *s, const struct row *row)
{
	for (size_t i = 0; i < s->literals.count; i++) {
		if (says_you_are(s->literals.items[i].text))
			take(s, row, s->literals.items[i].from);
	}
}

static int look_for(struct search *s, size_t i)
{
	const struct row *row = &rows[i];
	struct match_found found;
	enum match_answer answer;
	struct match_error why;
	struct match_walk walk;

	if (!row->pattern) {
		take_you_are(s, row);
		return 0;
	}
	if (!s->d->patterns[i] &&
	    match_compile(s->d->arena, str_of(row->pattern), "prompt",
			  MATCH_OWN, &s->d->patterns[i], &why) < 0)
		return -1;
	match_start(&walk, s->d->patterns[i], s->bytes);
	while ((answer = match_next(&walk, &found)) == MATCH_FOUND)
		take(s, row, found.group_from);
	return answer == MATCH_UNDECIDED ? -1 : 0;
}

/* Whether the symbol is of a name, and of no other literal. */
static bool is_named(const struct search *s, const struct code_literal *l)
{
	if (l->how == CODE_BARE || !l->symbol.n)
		return false;
	for (size_t i = 0; i < s->literals.count; i++) {
		const struct code_literal *other = &s->literals.items[i];

		if (other->from != l->from && other->how != CODE_BARE &&
		    str_eq(other->symbol, l->symbol))
			return false;
	}
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct detected *x = a, *y = b;

	return (x->literal.from > y->literal.from) -
	       (x->literal.from < y->literal.from);
}

int detect_find(struct detect *d, struct arena *a, struct str path,
		struct str bytes, struct detected **out, size_t *count)
{
	struct search s = {
		.d = d, .a = a, .bytes = bytes, .language = code_by_path(path)
	};
	int rc = 0;

	*out = NULL;
	*count = 0;
	for (size_t i = 0; s.language && i < ROWS && rc == 0; i++) {
		if (!(d->on & UINT32_C(1) << i) ||
		    !is_for(&rows[i], s.language) ||
		    !is_needed(&rows[i], bytes))
			continue;
		if (!read_literals(&s))
			return 0;
		rc = look_for(&s, i);
	}
	for (size_t i = 0; i < s.count; i++)
		s.out[i].named = is_named(&s, &s.out[i].literal);
	if (s.count)
		qsort(s.out, s.count, sizeof(*s.out), by_place);
	*out = s.out;
	*count = s.count;
	return rc;
}

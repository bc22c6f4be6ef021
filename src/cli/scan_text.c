/* The manifest of what was found, as text. */
#include "cli/scan_text.h"

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"

/* A text as YAML reads it back: plain where that is safe, else in quotes. */
static void add_text(struct buf *out, struct str text)
{
	/* .github is plain, .5 is a number */
	size_t dot = text.n > 1 && text.p[0] == '.';
	bool plain = text.n > 0 && !strchr("-.0123456789", text.p[dot]);

	for (size_t i = 0; i < text.n && plain; i++) {
		char c = text.p[i];

		plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || strchr("._/-", c);
	}
	if (str_is(text, "null") || str_is(text, "true") ||
	    str_is(text, "false"))
		plain = false;
	if (plain)
		buf_add(out, text);
	else
		json_string(out, text);
}

static void add_texts(struct buf *out, const struct str *items, size_t count)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < count; i++) {
		buf_adds(out, i ? ", " : "");
		add_text(out, items[i].n ? items[i] : STR("."));
	}
	buf_addc(out, ']');
}

/* A pattern, in the quotes that leave its backslashes alone. */
static void add_quoted(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f) {
			json_string(out, text);
			return;
		}
	}
	buf_addc(out, '\'');
	for (size_t i = 0; i < text.n; i++) {
		buf_addc(out, text.p[i]);
		if (text.p[i] == '\'')
			buf_addc(out, '\'');
	}
	buf_addc(out, '\'');
}

static void add_message(struct buf *out, const struct scanned_message *m)
{
	buf_addf(out, "      - %s: ", scan_roles[m->role]);
	if (!m->symbol.n && !m->match.n && !m->syntax) {
		add_text(out, m->path);
		buf_addc(out, '\n');
		return;
	}
	buf_adds(out, "{file: ");
	add_text(out, m->path);
	if (m->symbol.n) {
		buf_adds(out, ", symbol: ");
		add_text(out, m->symbol);
	}
	if (m->match.n) {
		buf_adds(out, ", match: ");
		add_quoted(out, m->match);
	}
	if (m->syntax)
		buf_addf(out, ", syntax: %s", m->syntax);
	buf_adds(out, "}\n");
}

static void add_file(struct buf *out, const struct scanned_prompt *p)
{
	buf_adds(out, "    file: ");
	if (p->name.n) {
		buf_adds(out, "{file: ");
		add_text(out, p->file);
		buf_adds(out, ", symbol: ");
		add_text(out, p->name);
		buf_addc(out, '}');
	} else {
		add_text(out, p->file);
	}
	buf_addc(out, '\n');
	if (p->version_file)
		buf_adds(out, "    version: file\n");
}

static void add_prompt(struct buf *out, const struct scanned_prompt *p)
{
	buf_adds(out, "  ");
	add_text(out, p->id);
	buf_addc(out, ':');
	if (p->why.n)
		buf_addf(out, " # %.*s", STR_ARG(p->why));
	buf_addc(out, '\n');
	if (p->file.n)
		add_file(out, p);
	if (p->message_count)
		buf_adds(out, "    messages:\n");
	for (size_t i = 0; i < p->message_count; i++)
		add_message(out, &p->messages[i]);
	if (p->template_count) {
		buf_adds(out, "    templates: ");
		add_texts(out, p->templates, p->template_count);
		buf_addc(out, '\n');
	}
	if (p->tool_count) {
		buf_adds(out, "    tools: ");
		add_texts(out, p->tools, p->tool_count);
		buf_addc(out, '\n');
	}
	if (p->output.n) {
		buf_adds(out, "    output: ");
		add_text(out, p->output);
		buf_addc(out, '\n');
	}
}

static void add_collection(struct buf *out, const struct scanned_collection *c)
{
	buf_adds(out, "  - {files: ");
	add_text(out, c->files);
	if (c->root.n) {
		buf_adds(out, ", root: ");
		add_text(out, c->root);
	}
	if (c->role != NO_ROLE)
		buf_addf(out, ", role: %s", scan_roles[c->role]);
	if (c->syntax)
		buf_addf(out, ", syntax: %s", c->syntax);
	if (c->template_count) {
		buf_adds(out, ", templates: ");
		add_texts(out, c->templates, c->template_count);
	}
	if (c->version_file)
		buf_adds(out, ", version: file");
	buf_addf(out, "} # %s\n", c->kind);
}

struct str scan_text_prompts(struct arena *a, const struct scanned *found)
{
	struct buf out = buf_in(a);

	for (size_t i = 0; i < found->count; i++) {
		if (!found->prompts[i].dropped)
			add_prompt(&out, &found->prompts[i]);
	}
	return buf_str(&out);
}

struct str scan_text_collections(struct arena *a, const struct scanned *found)
{
	struct buf out = buf_in(a);

	for (size_t i = 0; i < found->collection_count; i++) {
		if (found->collections[i].count)
			add_collection(&out, &found->collections[i]);
	}
	return buf_str(&out);
}

struct str scan_text_ignore(struct arena *a, const struct scanned *found)
{
	struct buf out = buf_in(a);

	for (size_t i = 0; i < found->ignore_count; i++) {
		buf_adds(&out, "  - ");
		add_text(&out, found->ignore[i]);
		buf_addc(&out, '\n');
	}
	return buf_str(&out);
}

const char scan_above_collections[] =
	"# Many files of one kind: the path below root is the id.\n";
const char scan_above_ignore[] =
	"# The globs match these, which cannot be read or are no prompts of ours.\n";

static const char head[] =
	"# Which prompts there are, and the files that each is made of.\n"
	"# `promptpin check` compares them with their releases in .promptpin/.\n"
	"promptpin: 1\n"
	"\n"
	"# What else a prompt may have, and what is pinned with it:\n"
	"#\n"
	"#   tools: [tools/search.json, tools/crm/*.json]\n"
	"#   output: schemas/answer.json\n"
	"#   variables:\n"
	"#     ticket: string                 # must be passed\n"
	"#     tone: string?                  # may be passed\n"
	"#   model: openai/gpt-4.1-2025-04-14\n"
	"#   params: {temperature: 0.3}\n";

static const char empty[] =
	"#\n"
	"# No file here looks like a prompt. One is written as\n"
	"#\n"
	"#   prompts:\n"
	"#     support/triage:\n"
	"#       messages:\n"
	"#         - system: prompts/support/system.md\n"
	"#         - user: prompts/support/triage.j2\n"
	"prompts: {}\n";

struct str scan_text_new(struct arena *a, const struct scanned *found)
{
	struct str prompts = scan_text_prompts(a, found);
	struct str collections = scan_text_collections(a, found);
	struct str ignore = scan_text_ignore(a, found);
	struct buf out = buf_in(a);

	buf_adds(&out, head);
	if (!prompts.n && !collections.n)
		buf_adds(&out, empty);
	if (prompts.n) {
		buf_adds(&out, "prompts:\n");
		buf_add(&out, prompts);
	}
	if (collections.n) {
		buf_addf(&out, "\n%scollections:\n", scan_above_collections);
		buf_add(&out, collections);
	}
	if (ignore.n) {
		buf_addf(&out, "\n%signore:\n", scan_above_ignore);
		buf_add(&out, ignore);
	}
	return buf_str(&out);
}

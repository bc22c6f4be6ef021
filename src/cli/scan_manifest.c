#include "cli/scan.h"

#include "syntax/json.h"

/* A path as YAML reads it back: plain where that is safe, else in quotes. */
static void add_path(struct buf *out, struct str path)
{
	bool plain = path.n > 0 && path.p[0] != '-' && path.p[0] != '.';

	for (size_t i = 0; i < path.n && plain; i++) {
		char c = path.p[i];

		plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || strchr("._/-", c);
	}
	if (plain)
		buf_add(out, path);
	else
		json_string(out, path);
}

static void add_prompt(struct buf *out, const struct scanned_prompt *p)
{
	buf_addf(out, "  %.*s:\n    messages:\n", STR_ARG(p->id));
	for (size_t i = 0; i < SCAN_ROLES; i++) {
		if (!p->files[i].n)
			continue;
		buf_addf(out, "      - %s: ", scan_roles[i]);
		add_path(out, p->files[i]);
		buf_addc(out, '\n');
	}
	if (!p->template_count)
		return;
	buf_adds(out, "    templates: [");
	for (size_t i = 0; i < p->template_count; i++) {
		buf_adds(out, i ? ", " : "");
		add_path(out, p->templates[i].n ? p->templates[i] : STR("."));
	}
	buf_adds(out, "]\n");
}

struct str scan_manifest(struct arena *a, const struct scanned *found)
{
	struct buf out = buf_in(a);

	buf_adds(
		&out,
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
		"#   params: {temperature: 0.3}\n");
	if (found->count == 0) {
		buf_adds(
			&out,
			"#\n"
			"# No file here looks like a prompt. One is written as\n"
			"#\n"
			"#   prompts:\n"
			"#     support/triage:\n"
			"#       messages:\n"
			"#         - system: prompts/support/system.md\n"
			"#         - user: prompts/support/triage.j2\n"
			"prompts: {}\n");
		return buf_str(&out);
	}
	buf_adds(&out, "prompts:\n");
	for (size_t i = 0; i < found->count; i++)
		add_prompt(&out, &found->prompts[i]);
	return buf_str(&out);
}

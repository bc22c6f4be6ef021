/*
 * Prompt files: the first byte says which format, or, past the last one, that
 * it is to be recognized; the second how the file is called; the rest is the
 * file, and, behind a line of three bars, a further file that whatever is
 * referred to turns out to be.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "format/format.h"

static const char *const names[] = {
	"a/b.prompt",
	"a/b.prompty",
	"a/promptfooconfig.yaml",
	"a/b.json",
	"a/b.yaml",
	"a/skprompt.txt",
	"a/config.json",
	"a/b.prompt.yml",
	"a/flow.dag.yaml",
	"a/b.prompt.md",
	"a/SKILL.md",
	".claude/commands/b.md",
	".cursor/rules/b.mdc",
	"AGENTS.md",
	"a/b.agent.md",
	"a/_b.prompt",
};
enum { NAMES = sizeof(names) / sizeof(names[0]) };

static int read_other(void *context, struct arena *a, struct str path,
		      struct str *bytes, struct error *err)
{
	const struct str *other = context;

	(void)a;
	if (other->n == 0)
		return error_set(err, ERROR_ABSENT, "%.*s is not there",
				 STR_ARG(path));
	*bytes = *other;
	return 0;
}

static int list_other(void *context, struct arena *a, struct str glob,
		      struct str **paths, size_t *count, struct error *err)
{
	(void)context;
	(void)glob;
	(void)err;
	*paths = arena_zero(a, 1, sizeof(**paths));
	(*paths)[0] = STR("a/other.txt");
	*count = 1;
	return 0;
}

static void look_at(struct arena *a, const struct format_file *file)
{
	for (size_t i = 0; i < file->prompt_count; i++) {
		const struct format_prompt *p = &file->prompts[i];

		for (size_t k = 0; k < p->message_count; k++) {
			const struct format_message *m = &p->messages[k];
			struct template t;
			struct template_error why;

			if (m->slot.n)
				continue;
			assert(m->language && m->role.n);
			(void)template_read(a, m->language, m->text.text,
					    m->options, m->option_count, &t,
					    &why);
			(void)format_place(&m->text, (struct pos){ 3, 4 });
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char bar[] = "\n|||\n";
	const struct format *const *all = format_all();
	struct format_request request = { 0 };
	struct format_file file;
	struct error err = { 0 };
	struct arena a = { 0 };
	struct str other = STR_EMPTY, why;
	const char *split;
	size_t n = 0;

	if (size < 2)
		return 0;
	while (all[n])
		n++;
	request.a = &a;
	request.path = str_of(names[data[1] % NAMES]);
	request.bytes = (struct str){ (const char *)data + 2, size - 2 };
	split = memmem(request.bytes.p, request.bytes.n, bar, strlen(bar));
	if (split) {
		size_t at = (size_t)(split - request.bytes.p);

		other = str_cut(request.bytes, at + strlen(bar),
				request.bytes.n);
		request.bytes.n = at;
	}
	request.files = (struct format_files){ &other, read_other, list_other };
	request.format = data[0] < n ? all[data[0]] :
				       format_recognize(&a, request.path,
							request.bytes, &why);
	if (request.format && text_utf8_bad(request.bytes) == request.bytes.n &&
	    text_utf8_bad(other) == other.n &&
	    format_read(&request, &file, &err) == 0)
		look_at(&a, &file);
	arena_free(&a);
	return 0;
}

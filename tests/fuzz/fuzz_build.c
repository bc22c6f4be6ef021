/*
 * Prompts that stand in files of other formats, in source code and in
 * collections. The input is a few files, each behind a line "=== PATH"; what
 * comes before the first is the manifest. No input breaks anything; a prompt
 * that is not complete has a finding; one that is can be written as a release
 * and comes to the same digest, read again from its objects; a second builder
 * says the same of every prompt, in the other order too.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "prompt/build.h"
#include "prompt/normal.h"
#include "view/view.h"

enum { FILES = 12 };

struct files {
	struct view_file items[FILES];
	size_t count;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void split(struct files *out, struct str all)
{
	static const char bar[] = "\n=== ";
	struct str path = STR(MANIFEST_PATH);

	while (out->count < FILES) {
		const char *next = all.n ? memmem(all.p, all.n, bar,
						  sizeof(bar) - 1) :
					   NULL;
		size_t to = next ? (size_t)(next - all.p) : all.n, end;
		struct str bytes = str_cut(all, 0, next ? to + 1 : to);

		if (view_path_ok(path))
			out->items[out->count++] = (struct view_file){ path,
								       bytes };
		if (!next)
			return;
		all = str_cut(all, to + sizeof(bar) - 1, all.n);
		end = str_find(all, '\n', 0);
		path = str_cut(all, 0, end);
		all = str_cut(all, end + 1, all.n);
	}
}

static int read_built(void *context, struct arena *a, const struct store_id *id,
		      struct str *out, struct error *err)
{
	const struct built *p = context;

	(void)a;
	(void)err;
	for (size_t i = 0; i < p->object_count; i++) {
		if (store_id_equal(&p->objects[i].id, id)) {
			*out = p->objects[i].bytes;
			return 0;
		}
	}
	return ERROR_ABSENT;
}

static void check_built(struct arena *a, struct built *p)
{
	const struct object_reader reader = { p, read_built };
	struct store_release release = {
		.prompt = str_c(a, p->id),
		.version = "1.0.0",
		.at = "2026-11-21T10:00:00Z",
		.rules = 1,
		.normal = p->normal,
		.effective = p->effective,
		.sources = p->sources,
		.source_count = p->source_count,
	};
	struct store_id again, missing;
	struct store_bytes bytes;
	struct error err = { 0 };
	int rc = normal_digest(normal_new(a), &p->effective, 1, &reader, &again,
			       &missing, &err);

	assert(rc == 0 && store_id_equal(&again, &p->normal));
	for (size_t i = 0; i < p->object_count; i++) {
		struct store_id id;

		store_id_of(&id, p->objects[i].bytes.p, p->objects[i].bytes.n);
		assert(store_id_equal(&id, &p->objects[i].id));
	}
	for (size_t i = 0; i < p->use_count; i++)
		(void)built_line(p, p->uses[i].path, p->uses[i].pos.line);
	rc = store_release_write(&bytes, &release);
	assert(rc == STORE_OK || rc == STORE_LIMIT);
	if (rc == STORE_OK)
		store_bytes_release(&bytes);
}

/* The same prompt by another builder, which has met others before. */
static void build_again(struct builder *b, const struct prompt_entry *entry,
			const struct built *before)
{
	struct arena a = { 0 };
	struct sink sink = sink_in(&a);
	struct error err = { 0 };
	struct built p;
	int rc = prompt_build(b, entry, &sink, &p, &err);

	assert(rc == 0 && p.complete == before->complete);
	assert(!p.complete || store_id_equal(&p.normal, &before->normal));
	assert(!p.complete || p.object_count == before->object_count);
	sink_finish(&sink);
	arena_free(&a);
}

static void build_all(struct arena *a, struct view *view,
		      const struct manifest *m, struct sink *sink)
{
	struct builder *b = builder_new(a, view, m);
	struct built *all = arena_zero(a, m->prompt_count + 1, sizeof(*all));
	bool failed = false;

	for (size_t i = 0; i < m->prompt_count && !failed; i++) {
		struct error err = { 0 };
		size_t before = sink->count;
		int rc = prompt_build(b, &m->prompts[i], sink, &all[i], &err);

		failed = rc < 0;
		assert(rc == 0 || (rc == ERROR_FAILED && err.text[0]));
		if (rc == 0 && all[i].complete)
			check_built(a, &all[i]);
		else
			assert(failed || m->prompts[i].invalid ||
			       sink->count > before || sink->dropped);
	}
	b = builder_new(a, view, m);
	for (size_t i = m->prompt_count; i > 0 && !failed; i--)
		build_again(b, &m->prompts[i - 1], &all[i - 1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct files files = { .count = 0 };
	struct arena a = { 0 };
	struct sink sink = sink_in(&a);
	struct error err = { 0 };
	struct manifest m;
	struct view *view;
	int rc;

	split(&files, (struct str){ size ? (const char *)data : "", size });
	rc = view_memory(&view, &a, files.items, files.count, &err);
	assert(rc == 0);
	rc = manifest_read(&m, &a, view, &sink, &err);
	assert(rc == 0 || (rc == ERROR_FAILED && err.text[0]));
	if (rc == 0)
		build_all(&a, view, &m, &sink);
	for (size_t i = 0; i < sink.count; i++) {
		const struct finding *f = &sink.items[i];

		assert(f->message.n && f->help_count && f->help[0].n);
		assert(f->path.n && f->key_count);
		assert(text_utf8_bad(f->message) == f->message.n);
	}
	sink_finish(&sink);
	arena_free(&a);
	return 0;
}

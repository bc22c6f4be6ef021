/*
 * The manifest, with a few files for it to name: no input breaks it; every
 * finding has a message, a help and a place; a prompt that is complete can be
 * written as a release and comes to the same digest when its objects are
 * read again.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "prompt/build.h"
#include "prompt/normal.h"
#include "view/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
	int rc;

	rc = normal_digest(normal_new(a), &p->effective, 1, &reader, &again,
			   &missing, &err);
	assert(rc == 0 && store_id_equal(&again, &p->normal));
	rc = store_release_write(&bytes, &release);
	assert(rc == STORE_OK || rc == STORE_LIMIT);
	if (rc == STORE_OK)
		store_bytes_release(&bytes);
}

static void build_all(struct arena *a, struct view *view,
		      const struct manifest *m, struct sink *sink)
{
	struct builder *b = builder_new(a, view, m);

	for (size_t i = 0; i < m->prompt_count; i++) {
		struct error err = { 0 };
		size_t before = sink->count;
		struct built p;
		int rc = prompt_build(b, &m->prompts[i], sink, &p, &err);

		assert(rc == 0 || rc == ERROR_FAILED);
		if (rc == 0 && p.complete)
			check_built(a, &p);
		else
			assert(rc < 0 || m->prompts[i].invalid ||
			       sink->count > before);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct view_file files[] = {
		{ STR("promptpin.yaml"),
		  { size ? (const char *)data : "", size } },
		{ STR("a.md"), STR("text\r\n") },
		{ STR("b.j2"),
		  STR("{{ x }}{% include 'c.j2' %}{% include y %}") },
		{ STR("c.j2"), STR("{{z|default(1)}}{% include 'b.j2' %}") },
		{ STR("d.j2"), STR("{% include 'a.md' %}") },
		{ STR("t.json"),
		  STR("{\"name\":\"t\",\"inputSchema\":{\"$ref\":"
		      "\"s.json\"}}") },
		{ STR("s.json"), STR("{\"type\":\"object\",\"a\":1.0}") },
		{ STR("v.yaml"), STR("b: 1.50\na: [x, null]\n") },
	};
	struct arena a = { 0 };
	struct sink sink = sink_in(&a);
	struct error err = { 0 };
	struct manifest m;
	struct view *view;
	int rc;

	rc = view_memory(&view, &a, files, sizeof(files) / sizeof(files[0]),
			 &err);
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

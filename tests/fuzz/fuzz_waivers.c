/*
 * The waiver file: no input breaks it; one that is not valid has a finding
 * that says why; and a waiver added to a valid one, for a new finding or for
 * that of the first, is refused or leaves every other as it was.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "prompt/waivers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_text(struct arena *a, struct str text, struct waivers *out,
		      struct sink *sink)
{
	const struct view_file file = { STR(WAIVERS_PATH), text };
	struct error err = { 0 };
	struct view *view;
	int rc = view_memory(&view, a, &file, 1, &err);

	assert(rc == 0);
	rc = waivers_read(out, a, view, sink, &err);
	assert(rc == 0 && out->present);
}

static void check_added(struct arena *a, const struct waivers *old,
			const struct waiver *new)
{
	struct sink sink = sink_in(a);
	struct error err = { 0 };
	struct waivers now;
	struct str text;
	size_t at = 0;

	if (waivers_add(a, old, new, &text, &err) < 0) {
		assert(err.code == ERROR_REFUSED && err.text[0]);
		return;
	}
	read_text(a, text, &now, &sink);
	assert(now.valid && sink.count == 0);
	for (size_t i = 0; i < old->count; i++) {
		if (store_id_equal(&old->items[i].fingerprint,
				   &new->fingerprint))
			continue;
		assert(at < now.count &&
		       str_eq(now.items[at].reason, old->items[i].reason) &&
		       str_eq(now.items[at].until, old->items[i].until));
		at++;
	}
	assert(at + 1 == now.count &&
	       str_eq(now.items[at].reason, new->reason));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { 0 };
	struct sink sink = sink_in(&a);
	struct waiver new = { .rule = RULE_DRIFT,
			      .prompt = STR("a"),
			      .reason = STR("why: \"so\""),
			      .owner = STR("me"),
			      .until = STR("2026-12-31") };
	struct waivers w;

	read_text(&a, (struct str){ size ? (const char *)data : "", size }, &w,
		  &sink);
	assert(w.valid == (sink.count == 0));
	for (size_t i = 0; i < sink.count; i++)
		assert(sink.items[i].message.n && sink.items[i].help_count);
	if (w.valid)
		check_added(&a, &w, &new);
	if (w.valid && w.count) {
		new.fingerprint = w.items[0].fingerprint;
		check_added(&a, &w, &new);
	}
	arena_free(&a);
	return 0;
}

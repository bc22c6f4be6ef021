/*
 * The YAML reader and resolver: no input breaks them, and what was read is a
 * tree that JSON can hold, so its stored form reads back equal.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"
#include "syntax/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };
	struct arena a = { 0 };
	struct buf compact = buf_in(&a);
	struct syntax_error why;
	struct node node, other;
	int rc;

	if (yaml_read(&a, text, &node, &why) < 0 ||
	    yaml_resolve(&node, &why) < 0) {
		assert(why.text[0] && why.pos.line && why.pos.column);
		arena_free(&a);
		return 0;
	}
	json_compact(&compact, &node);
	rc = json_read(&a, buf_str(&compact), &other, &why);
	assert(rc == 0);
	assert(node_equal(&node, &other));
	arena_free(&a);
	return 0;
}

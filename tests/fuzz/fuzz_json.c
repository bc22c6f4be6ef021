/*
 * The JSON reader and writers: no input breaks them, and what was read is
 * written so that it reads back equal, once and for all.
 */
#include <assert.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "syntax/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct node again(struct arena *a, struct str text)
{
	struct syntax_error why;
	struct node node;
	int rc = json_read(a, text, &node, &why);

	assert(rc == 0);
	return node;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct str text = { (const char *)data, size };
	struct arena a = { 0 };
	struct buf compact = buf_in(&a), once = buf_in(&a), twice = buf_in(&a),
		   pretty = buf_in(&a);
	struct syntax_error why;
	struct node node, other;

	if (json_read(&a, text, &node, &why) < 0) {
		(void)json_is(text);
		assert(why.text[0] && why.pos.line && why.pos.column);
		arena_free(&a);
		return 0;
	}
	assert(json_is(text));
	json_compact(&compact, &node);
	other = again(&a, buf_str(&compact));
	assert(node_equal(&node, &other));
	json_pretty(&pretty, &node);
	other = again(&a, buf_str(&pretty));
	assert(node_equal(&node, &other));
	json_canonical(&once, &node, JSON_SORTED);
	other = again(&a, buf_str(&once));
	assert(node_equal(&node, &other));
	json_canonical(&twice, &other, JSON_SORTED);
	assert(str_eq(buf_str(&once), buf_str(&twice)));
	arena_free(&a);
	return 0;
}

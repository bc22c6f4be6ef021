/*
 * The user's own values: in the manifest, or in a file that it names.
 */
#include "base/arena.h"
#include "prompt/manifest_parts.h"

enum { EXAMPLES = 1000 };

static void mismatch(struct reader *r, const struct node *node,
		     const struct place *at, unsigned shapes)
{
	const char *expected = "a mapping, or the path of a .json, .yaml or "
			       ".yml file";

	if (shapes & VALUE_ARRAY)
		expected = "a mapping, a list, or the path of a .json, .yaml "
			   "or .yml file";
	if (shapes & VALUE_TEXT)
		expected = "a text, a mapping, or the path of a .json, .yaml "
			   "or .yml file";
	reader_mismatch(r, node, at, expected,
			STR("write the value here, or in a file whose path "
			    "ends in .json, .yaml or .yml"));
}

void manifest_value(struct reader *r, struct node *node, const struct place *at,
		    unsigned shapes, struct value_ref *out)
{
	bool text = node->kind == NODE_STRING && node->text.n;

	*out = (struct value_ref){ .given = true, .pos = node->pos };
	if (text && reader_is_value_path(node->text)) {
		(void)reader_path(r, node, at, &out->file);
		return;
	}
	if (!(text && shapes & VALUE_TEXT) &&
	    !(node->kind == NODE_OBJECT && shapes & VALUE_OBJECT) &&
	    !(node->kind == NODE_ARRAY && shapes & VALUE_ARRAY)) {
		mismatch(r, node, at, shapes);
		return;
	}
	if (!reader_resolve(r, node, at))
		return;
	if (text && node->kind != NODE_STRING) { /* null, true, 1 */
		mismatch(r, node, at, shapes);
		return;
	}
	out->value = node;
	out->at = place_pointer(r->a, at);
}

void manifest_examples(struct reader *r, struct node *node,
		       const struct place *at, struct prompt_entry *out)
{
	out->examples = NULL;
	out->example_count = 0;
	if (node->kind != NODE_ARRAY || node->count > EXAMPLES) {
		reader_mismatch(
			r, node, at, "a list of at most 1,000 examples",
			STR("write `examples: [{input: ..., output: "
			    "...}]`, or paths of .json or .yaml files"));
		return;
	}
	out->examples = arena_zero(r->a, node->count, sizeof(*out->examples));
	out->example_count = node->count;
	for (size_t i = 0; i < node->count; i++) {
		const struct place here = { at, STR_EMPTY, i };

		manifest_value(r, &node->items[i], &here, VALUE_OBJECT,
			       &out->examples[i]);
	}
}

/* openai/gpt-4.1: the provider is there only where it is written. */
static void split_model(struct str written, struct model_entry *out)
{
	size_t slash = str_find(written, '/', 0);

	if (slash == 0 || slash + 1 >= written.n) {
		out->id = written;
		return;
	}
	if (slash < written.n) {
		out->provider = str_cut(written, 0, slash);
		slash++;
	} else {
		slash = 0;
	}
	out->id = str_cut(written, slash, written.n);
}

void manifest_model(struct reader *r, struct node *node, const struct place *at,
		    struct model_entry *out)
{
	static const char *const names[] = { "provider", "id", "revision",
					     "adapter", NULL };
	struct str *const fields[] = { &out->provider, &out->id, &out->revision,
				       &out->adapter };
	struct str written;

	*out = (struct model_entry){ .given = true, .pos = node->pos };
	if (node->kind != NODE_OBJECT) {
		if (reader_text(r, node, at, &written))
			split_model(written, out);
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		const struct member *member = &node->members[i];
		const struct place here = { at, member->name, 0 };
		size_t k = 0;

		while (names[k] && !str_is(member->name, names[k]))
			k++;
		if (names[k])
			(void)reader_text(r, &member->value, &here, fields[k]);
		else
			reader_unknown(r, member, at, "a model", names);
	}
	if (!node_get(node, "id"))
		reader_wrong(r, node->pos, at,
			     STR("write `model: PROVIDER/ID`, or `{provider: "
				 "..., id: ...}`"),
			     "the model has no `id`");
}

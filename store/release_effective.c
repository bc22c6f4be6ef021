/* The member `effective` of a release, from its file. */
#include "store.h"

#include <string.h>

#include "reading.h"

/* ---- what several members have ---------------------------------------- */

static bool after_last(struct scan *s, const char *last, const char *name)
{
	return !last || strcmp(last, name) < 0 ||
	       scan_fail(s, STORE_INVALID, "names not in order, or repeated");
}

static void read_parts(struct reading *r, unsigned depth,
		       const struct store_part **out, size_t *count)
{
	struct scan *s = &r->scan;
	struct store_part *parts = reading_take_front(r, 0);
	const char *last = NULL;
	size_t n = 0;

	if (!scan_member(s, depth, "parts"))
		return;
	(void)scan_open(s, '{');
	do {
		struct store_part part = { 0 };

		if (!reading_count_ok(s, n) ||
		    !scan_key(s, depth + 1, &part.name) ||
		    !after_last(s, last, part.name) ||
		    !scan_digest(s, &part.id))
			return;
		last = part.name;
		(void)reading_take_front(r, sizeof(part));
		parts[n++] = part;
	} while (scan_more(s));
	(void)scan_close(s, depth, '}');
	*out = parts;
	*count = n;
}

static void read_options(struct reading *r, unsigned depth,
			 struct store_message *message)
{
	struct scan *s = &r->scan;
	struct store_option *options = reading_take_front(r, 0);
	const char *last = NULL;
	size_t n = 0;
	bool more;

	if (!scan_member(s, depth, "options"))
		return;
	(void)scan_open(s, '{');
	do {
		struct store_option option = { 0 };
		struct scan_raw raw;

		if (!reading_count_ok(s, n) ||
		    !scan_key(s, depth + 1, &option.name) ||
		    !after_last(s, last, option.name) || !scan_raw(s, &raw))
			return;
		more = scan_more(s);
		if (!more && !scan_close(s, depth, '}'))
			return;
		/* Its NUL takes the place of the comma, so step over that. */
		if (more) {
			s->p++;
			s->first = true;
		}
		*raw.end = '\0';
		option.json = raw.text;
		last = option.name;
		(void)reading_take_front(r, sizeof(option));
		options[n++] = option;
	} while (more);
	message->options = options;
	message->option_count = n;
}

static void read_message(struct reading *r, struct store_message *message)
{
	struct scan *s = &r->scan;

	(void)scan_open(s, '{');
	if (scan_member(s, 4, "slot")) {
		(void)scan_text(s, SCAN_TEXT_MAX, &message->slot);
	} else if (scan_need(s, 4, "role")) {
		(void)scan_text(s, SCAN_TEXT_MAX, &message->role);
		if (scan_need(s, 4, "syntax"))
			(void)scan_text(s, SCAN_TEXT_MAX, &message->syntax);
		read_options(r, 4, message);
		if (scan_need(s, 4, "text"))
			(void)scan_digest(s, &message->text);
		read_parts(r, 4, &message->parts, &message->part_count);
	}
	(void)scan_close(s, 3, '}');
}

static void read_messages(struct reading *r)
{
	struct scan *s = &r->scan;
	struct store_message *at = NULL;
	size_t n = 0;

	if (!scan_member(s, 2, "messages"))
		return;
	(void)scan_open(s, '[');
	do {
		struct store_message message = { 0 };

		if (!reading_count_ok(s, n) || !scan_element(s, 3))
			return;
		read_message(r, &message);
		if (s->status != STORE_OK)
			return;
		at = reading_take_back(r, sizeof(message));
		*at = message;
		n++;
	} while (scan_more(s));
	(void)scan_close(s, 2, ']');
	reading_turn_round(at, n, sizeof(*at));
	r->release.effective.messages = at;
	r->release.effective.message_count = n;
}

static void read_tool(struct reading *r, struct store_tool *tool)
{
	struct scan *s = &r->scan;

	(void)scan_open(s, '{');
	if (scan_need(s, 4, "name"))
		(void)scan_text(s, SCAN_TEXT_MAX, &tool->name);
	if (scan_need(s, 4, "shape"))
		(void)scan_text(s, SCAN_TEXT_MAX, &tool->shape);
	if (scan_need(s, 4, "definition"))
		(void)scan_digest(s, &tool->definition);
	read_parts(r, 4, &tool->parts, &tool->part_count);
	(void)scan_close(s, 3, '}');
}

static void read_tools(struct reading *r)
{
	struct scan *s = &r->scan;
	struct store_tool *at = NULL;
	size_t n = 0;

	if (!scan_member(s, 2, "tools"))
		return;
	(void)scan_open(s, '[');
	do {
		struct store_tool tool = { 0 };

		if (!reading_count_ok(s, n) || !scan_element(s, 3))
			return;
		read_tool(r, &tool);
		if (s->status != STORE_OK)
			return;
		at = reading_take_back(r, sizeof(tool));
		*at = tool;
		n++;
	} while (scan_more(s));
	(void)scan_close(s, 2, ']');
	reading_turn_round(at, n, sizeof(*at));
	r->release.effective.tools = at;
	r->release.effective.tool_count = n;
}

/* A member of effective that is one digest. */
static void read_single(struct reading *r, const char *key,
			struct store_id *room, const struct store_id **out)
{
	if (scan_member(&r->scan, 2, key) && scan_digest(&r->scan, room))
		*out = room;
}

static void read_output(struct reading *r)
{
	struct scan *s = &r->scan;
	struct store_output *output = &r->output;

	if (!scan_member(s, 2, "output"))
		return;
	(void)scan_open(s, '{');
	if (scan_need(s, 3, "format"))
		(void)scan_text(s, SCAN_TEXT_MAX, &output->format);
	output->wrapped = scan_member(s, 3, "definition");
	if (output->wrapped || scan_need(s, 3, "schema"))
		(void)scan_digest(s, &output->schema);
	read_parts(r, 3, &output->parts, &output->part_count);
	(void)scan_close(s, 2, '}');
	r->release.effective.output = output;
}

static void read_variables(struct reading *r)
{
	struct scan *s = &r->scan;
	struct store_variables *variables = &r->variables;

	if (!scan_member(s, 2, "variables"))
		return;
	(void)scan_open(s, '{');
	if (scan_need(s, 3, "schema"))
		(void)scan_digest(s, &variables->schema);
	read_parts(r, 3, &variables->parts, &variables->part_count);
	(void)scan_close(s, 2, '}');
	r->release.effective.variables = variables;
}

static void read_examples(struct reading *r)
{
	struct scan *s = &r->scan;
	struct store_id *at = NULL;
	size_t n = 0;

	if (!scan_member(s, 2, "examples"))
		return;
	(void)scan_open(s, '[');
	do {
		struct store_id id = { { 0 } };

		if (!reading_count_ok(s, n) || !scan_element(s, 3) ||
		    !scan_digest(s, &id))
			return;
		at = reading_take_back(r, sizeof(id));
		*at = id;
		n++;
	} while (scan_more(s));
	(void)scan_close(s, 2, ']');
	reading_turn_round(at, n, sizeof(*at));
	r->release.effective.examples = at;
	r->release.effective.example_count = n;
}

static void read_model(struct reading *r)
{
	struct scan *s = &r->scan;
	struct store_model *model = &r->model;

	if (!scan_member(s, 2, "model"))
		return;
	(void)scan_open(s, '{');
	if (scan_member(s, 3, "provider"))
		(void)scan_text(s, SCAN_TEXT_MAX, &model->provider);
	if (scan_need(s, 3, "id"))
		(void)scan_text(s, SCAN_TEXT_MAX, &model->id);
	if (scan_member(s, 3, "revision"))
		(void)scan_text(s, SCAN_TEXT_MAX, &model->revision);
	if (scan_member(s, 3, "adapter"))
		(void)scan_text(s, SCAN_TEXT_MAX, &model->adapter);
	(void)scan_close(s, 2, '}');
	r->release.effective.model = model;
}

static void read_opaque(struct reading *r)
{
	struct scan *s = &r->scan;
	struct store_opaque *at = NULL;
	size_t n = 0;

	if (!scan_member(s, 2, "opaque"))
		return;
	(void)scan_open(s, '[');
	do {
		struct store_opaque opaque = { 0 };

		if (!reading_count_ok(s, n) || !scan_element(s, 3) ||
		    !scan_open(s, '{') || !scan_need(s, 4, "ref") ||
		    !scan_text(s, SCAN_TEXT_MAX, &opaque.ref) ||
		    !scan_need(s, 4, "file") || !scan_digest(s, &opaque.file) ||
		    !scan_close(s, 3, '}'))
			return;
		at = reading_take_back(r, sizeof(opaque));
		*at = opaque;
		n++;
	} while (scan_more(s));
	(void)scan_close(s, 2, ']');
	reading_turn_round(at, n, sizeof(*at));
	r->release.effective.opaque = at;
	r->release.effective.opaque_count = n;
}

void reading_effective(struct reading *r)
{
	struct store_effective *effective = &r->release.effective;

	if (!scan_need(&r->scan, 1, "effective"))
		return;
	(void)scan_open(&r->scan, '{');
	read_messages(r);
	read_tools(r);
	read_single(r, "tool_choice", &r->tool_choice, &effective->tool_choice);
	read_output(r);
	read_variables(r);
	read_examples(r);
	read_model(r);
	read_single(r, "params", &r->params, &effective->params);
	read_single(r, "retrieval", &r->retrieval, &effective->retrieval);
	read_opaque(r);
	(void)scan_close(&r->scan, 1, '}');
}

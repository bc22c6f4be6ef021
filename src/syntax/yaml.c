#include "syntax/yaml.h"

#include <yaml.h>

#include "base/arena.h"
#include "syntax/fail.h"

/* A sequence or mapping that has not ended yet. */
struct open {
	struct node node; /* kind and place; children follow at its end */
	size_t first;	  /* its first child among those gathered */
	bool named;	  /* in a mapping: name is read, its value is next */
	struct str name;
	struct pos name_pos;
};

struct reader {
	struct arena *a;      /* owns the tree */
	struct arena scratch; /* gathered children, sets of keys */
	struct str text;
	yaml_parser_t *parser;
	struct syntax_error *why;
	struct open open[NODE_DEPTH];
	size_t depth;
	struct member *gathered;
	size_t count, room;
	size_t documents;
	struct node root;
	/* Where a mark's character is: offset bytes hold index of them. */
	size_t index, offset;
	size_t seen; /* offset where the last event ended */
};

static struct pos place(const yaml_mark_t *mark)
{
	return (struct pos){ (unsigned)mark->line + 1,
			     (unsigned)mark->column + 1 };
}

/* Byte offset of a mark. Marks come in the order of the text. */
static size_t offset_of(struct reader *r, const yaml_mark_t *mark)
{
	while (r->index < mark->index && r->offset < r->text.n) {
		r->offset++;
		while (r->offset < r->text.n &&
		       ((unsigned char)r->text.p[r->offset] & 0xc0) == 0x80)
			r->offset++;
		r->index++;
	}
	return r->offset;
}

/* Turn what libyaml says into one sentence with its place. */
static int parser_failed(struct reader *r)
{
	const yaml_parser_t *p = r->parser;
	const char *problem = p->problem ? p->problem : "not YAML";
	const char *context = p->context;
	struct pos pos = place(&p->problem_mark);

	switch (p->error) {
	case YAML_READER_ERROR:
		/* The one kind that has an offset and no mark. */
		return fail_at(r->why, text_pos(r->text, p->problem_offset),
			       "%s", problem);
	case YAML_MEMORY_ERROR:
		return fail_at(r->why, pos, "out of memory");
	case YAML_NO_ERROR:
	case YAML_SCANNER_ERROR:
	case YAML_PARSER_ERROR:
	case YAML_COMPOSER_ERROR:
	case YAML_WRITER_ERROR:
	case YAML_EMITTER_ERROR:
	default:
		break;
	}
	/* The distance, not the line: the sentence must not change when both
	 * move. */
	if (context && p->context_mark.line < p->problem_mark.line)
		return fail_at(
			r->why, pos, "%s %s that begins %u line%s above",
			problem, context,
			(unsigned)(p->problem_mark.line - p->context_mark.line),
			p->problem_mark.line - p->context_mark.line == 1 ? "" :
									   "s");
	return fail_at(r->why, pos, "%s%s%s", problem, context ? " " : "",
		       context ? context : "");
}

/* The next place of one value: the document's, an element, a member. */
static int add_value(struct reader *r, const struct node *node)
{
	struct open *parent;

	if (r->depth == 0) {
		r->root = *node;
		return 0;
	}
	parent = &r->open[r->depth - 1];
	r->gathered = arena_grow(&r->scratch, r->gathered, r->count, &r->room,
				 sizeof(*r->gathered));
	r->gathered[r->count++] = (struct member){ .name = parent->name,
						   .pos = parent->name_pos,
						   .value = *node };
	parent->named = false;
	return 0;
}

/* Whether the next node is a key. */
static bool key_is_next(const struct reader *r)
{
	return r->depth && r->open[r->depth - 1].node.kind == NODE_OBJECT &&
	       !r->open[r->depth - 1].named;
}

static int check_properties(struct reader *r, struct pos pos,
			    const yaml_char_t *anchor, const yaml_char_t *tag)
{
	char quote[FAIL_QUOTE];

	if (anchor)
		return fail_at(r->why, pos,
			       "the anchor &%s: anchors are not "
			       "part of plain YAML",
			       fail_quote(quote, str_of((const char *)anchor)));
	if (tag)
		return fail_at(r->why, pos,
			       "the tag %s: tags are not part of "
			       "plain YAML",
			       fail_quote(quote, str_of((const char *)tag)));
	return 0;
}

/*
 * In [] and {} libyaml takes a question mark for YAML's key sign even where
 * no space follows, which YAML 1.2 reads as part of the text.
 */
static bool after_question_mark(struct reader *r, const yaml_mark_t *mark)
{
	size_t at = offset_of(r, mark);

	return at > 0 && r->text.p[at - 1] == '?';
}

static int add_key(struct reader *r, struct node node, const yaml_mark_t *mark)
{
	struct open *parent = &r->open[r->depth - 1];

	if (after_question_mark(r, mark))
		return fail_at(r->why, node.pos,
			       "a text that begins with ? "
			       "needs quotes here");
	if (node.plain && str_is(node.text, "<<"))
		return fail_at(r->why, node.pos,
			       "the key <<: merge keys are "
			       "not part of plain YAML");
	parent->name = node.text;
	parent->name_pos = node.pos;
	parent->named = true;
	return 0;
}

/* End of the line that offset is on, or text.n. */
static size_t line_end(struct str text, size_t offset)
{
	while (offset < text.n && text.p[offset] != '\n' &&
	       text.p[offset] != '\r')
		offset++;
	return offset;
}

static bool is_block(const yaml_event_t *event)
{
	return event->type == YAML_SCALAR_EVENT &&
	       (event->data.scalar.style == YAML_LITERAL_SCALAR_STYLE ||
		event->data.scalar.style == YAML_FOLDED_SCALAR_STYLE);
}

/*
 * Between two events there are white space, indicators and comments. libyaml
 * takes # for a comment even right behind a bracket, comma or quote, or the
 * signs that a block scalar begins with.
 */
static int check_comments(struct reader *r, const yaml_event_t *event)
{
	size_t end = offset_of(r, &event->start_mark), i = r->seen;
	struct str text;

	/* A block scalar's signs count as what is between. */
	while (is_block(event) && end < r->text.n &&
	       strchr("|>+-123456789#", r->text.p[end]))
		end++;
	text = str_cut(r->text, 0, end);
	while ((i = str_find(text, '#', i)) < end) {
		if (i > 0 && !strchr(" \t\r\n", text.p[i - 1]))
			return fail_at(r->why, text_pos(r->text, i),
				       "a comment needs a space before it");
		i = line_end(text, i);
	}
	return 0;
}

static bool is_blank(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t')
			return false;
	return true;
}

/*
 * A block scalar that the text ends in, with no line break behind its last
 * line: YAML readers disagree whether its value has one. "-" drops it either
 * way; "+" keeps that of a blank last line as well.
 */
static bool ends_in_doubt(struct reader *r, const yaml_event_t *event)
{
	const struct str text = r->text;
	size_t at, end;
	bool keep = false;

	if (!is_block(event))
		return false;
	at = offset_of(r, &event->start_mark);
	end = offset_of(r, &event->end_mark);
	if (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r')
		return false;
	for (; at < end && !strchr(" \t\r\n", text.p[at]); at++) {
		if (text.p[at] == '-')
			return false;
		keep = keep || text.p[at] == '+';
	}
	return end == text.n || (keep && is_blank(str_cut(text, end, text.n)));
}

static int add_scalar(struct reader *r, const yaml_event_t *event)
{
	const struct str text = { (const char *)event->data.scalar.value,
				  event->data.scalar.length };
	struct node node = {
		.kind = NODE_STRING,
		.plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE,
		.pos = place(&event->start_mark),
	};

	if (check_properties(r, node.pos, event->data.scalar.anchor,
			     event->data.scalar.tag) < 0)
		return -1;
	if (str_find(text, '\0', 0) < text.n)
		return fail_at(r->why, node.pos, "a NUL character in a text");
	if (node.plain && str_is(text, "-"))
		return fail_at(r->why, node.pos, "a dash alone needs quotes");
	node.text = str_copy(r->a, text);
	if (key_is_next(r))
		return add_key(r, node, &event->start_mark);
	if (ends_in_doubt(r, event))
		return fail_at(r->why, place(&event->end_mark),
			       "the text ends in a block scalar without a line "
			       "break, which YAML readers take differently: "
			       "add one, or put - behind the | or >");
	return add_value(r, &node);
}

static int begin(struct reader *r, const yaml_event_t *event,
		 enum node_kind kind, const yaml_char_t *anchor,
		 const yaml_char_t *tag)
{
	struct node node = { .kind = kind, .pos = place(&event->start_mark) };

	if (check_properties(r, node.pos, anchor, tag) < 0)
		return -1;
	if (key_is_next(r))
		return fail_at(r->why, node.pos, "a key has to be one text");
	if (r->depth == NODE_DEPTH)
		return fail_at(r->why, node.pos, "nested more than %d deep",
			       NODE_DEPTH);
	r->open[r->depth++] = (struct open){ .node = node, .first = r->count };
	return 0;
}

/* The innermost sequence or mapping ends: it takes what was gathered. */
static int end(struct reader *r)
{
	struct open *done = &r->open[--r->depth];
	struct node node = done->node;

	node.count = r->count - done->first;
	if (node.count && node.kind == NODE_ARRAY) {
		node.items = arena_alloc(r->a,
					 node.count * sizeof(*node.items));
		for (size_t i = 0; i < node.count; i++)
			node.items[i] = r->gathered[done->first + i].value;
	} else if (node.count) {
		node.members = arena_alloc(r->a,
					   node.count * sizeof(*node.members));
		memcpy(node.members, r->gathered + done->first,
		       node.count * sizeof(*node.members));
		if (fail_if_twice(&r->scratch, node.members, node.count, "key",
				  r->why) < 0)
			return -1;
	}
	r->count = done->first;
	return add_value(r, &node);
}

/*
 * 0, or -1 if the next thing at or after offset is a directive. libyaml is
 * never let at them: it compares each %TAG with all before it.
 */
static int check_directive(struct str text, size_t offset,
			   struct syntax_error *why)
{
	while (offset < text.n) {
		char c = text.p[offset];

		if (c == '#')
			offset = line_end(text, offset);
		else if (strchr(" \t\r\n", c))
			offset++;
		else
			break;
	}
	if (offset < text.n && text.p[offset] == '%')
		return fail_at(why, text_pos(text, offset),
			       "directives (%%YAML, %%TAG) are not part of "
			       "plain YAML");
	return 0;
}

static int begin_document(struct reader *r, const yaml_event_t *event)
{
	if (r->documents++)
		return fail_at(r->why, place(&event->start_mark),
			       "a second document begins; only one is read");
	return 0;
}

static int take(struct reader *r, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return begin_document(r, event);
	case YAML_ALIAS_EVENT:
		return fail_at(r->why, place(&event->start_mark),
			       "an alias (*): aliases are not part of plain "
			       "YAML; a text that begins with * needs quotes");
	case YAML_SCALAR_EVENT:
		return add_scalar(r, event);
	case YAML_SEQUENCE_START_EVENT:
		return begin(r, event, NODE_ARRAY,
			     event->data.sequence_start.anchor,
			     event->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return begin(r, event, NODE_OBJECT,
			     event->data.mapping_start.anchor,
			     event->data.mapping_start.tag);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return end(r);
	case YAML_DOCUMENT_END_EVENT:
		return check_directive(r->text, offset_of(r, &event->end_mark),
				       r->why);
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	default:
		return 0;
	}
}

static int read_events(struct reader *r)
{
	yaml_event_t event;
	bool more = true;
	int rc = 0;

	while (more && rc == 0) {
		if (!yaml_parser_parse(r->parser, &event))
			return parser_failed(r);
		more = event.type != YAML_STREAM_END_EVENT;
		rc = check_comments(r, &event);
		if (rc == 0)
			rc = take(r, &event);
		r->seen = offset_of(r, &event.end_mark);
		yaml_event_delete(&event);
	}
	return rc;
}

/* Whether a character ends a line in YAML 1.1, as libyaml has it, and does
 * not in 1.2: U+0085, U+2028, U+2029. */
static bool is_doubtful_break(struct str text, size_t i)
{
	const struct str rest = str_cut(text, i, text.n);

	return str_starts(rest, "\xc2\x85") ||
	       str_starts(rest, "\xe2\x80\xa8") ||
	       str_starts(rest, "\xe2\x80\xa9");
}

/*
 * What libyaml's reader would say with a byte offset alone, or take in a way
 * of its own.
 */
static int check_text(struct str text, struct syntax_error *why)
{
	size_t bad = text_utf8_bad(text);

	if (bad < text.n)
		return fail_at(why, text_pos(text, bad), "not UTF-8");
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
		    c == 0x7f)
			return fail_at(why, text_pos(text, i),
				       "a control character has to be escaped "
				       "in double quotes");
		if ((c == 0xc2 || c == 0xe2) && is_doubtful_break(text, i))
			return fail_at(why, text_pos(text, i),
				       "YAML readers disagree whether this "
				       "character ends a line: escape it in "
				       "double quotes");
	}
	return 0;
}

int yaml_read(struct arena *a, struct str text, struct node *out,
	      struct syntax_error *why)
{
	struct reader r = { .a = a, .why = why };
	yaml_parser_t parser;
	int rc;

	if (text.n == 0)
		text = STR_EMPTY; /* libyaml asks for a pointer */
	if (str_starts(text, "\xef\xbb\xbf"))
		text = str_cut(text, 3, text.n);
	if (check_text(text, why) < 0 || check_directive(text, 0, why) < 0)
		return -1;
	if (!yaml_parser_initialize(&parser))
		return fail_at(why, (struct pos){ 1, 1 }, "out of memory");
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.p,
				     text.n);
	r.text = text;
	r.parser = &parser;
	r.root = (struct node){ .kind = NODE_NULL, .pos = { 1, 1 } };
	rc = read_events(&r);
	yaml_parser_delete(&parser);
	arena_free(&r.scratch);
	if (rc == 0)
		*out = r.root;
	return rc;
}

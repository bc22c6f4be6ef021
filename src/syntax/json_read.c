#include "base/arena.h"
#include "base/buf.h"
#include "syntax/fail.h"
#include "syntax/json.h"

/* An array or object that is not closed yet. */
struct open {
	struct node node; /* kind and place; children follow when it closes */
	size_t first;	  /* its first child among those gathered */
	struct str name;  /* of the member being read */
	struct pos name_pos;
};

/*
 * The reader walks once over the text, without recursion. Children of open
 * arrays and objects are gathered on one stack and copied, in the size they
 * have, when theirs is closed.
 */
struct reader {
	struct arena *a;      /* owns the tree */
	struct arena scratch; /* gathered children, sets of names */
	const char *at, *end;
	const char *line_start; /* of the line that at is on */
	size_t continued;	/* continuation bytes before at on that line */
	unsigned line;
	bool syntax_only; /* as json_is reads */
	struct syntax_error *why;
	struct open open[NODE_DEPTH];
	size_t depth;
	struct member *gathered; /* elements have no name */
	size_t count, room;
};

static struct pos place(const struct reader *r, const char *p)
{
	size_t column = (size_t)(p - r->line_start) - r->continued + 1;

	return (struct pos){ r->line, (unsigned)column };
}

static int wrong(struct reader *r, const char *what)
{
	return fail_at(r->why, place(r, r->at), "%s", what);
}

static void skip_space(struct reader *r)
{
	for (; r->at < r->end; r->at++) {
		char c = *r->at;

		if (c == ' ' || c == '\t')
			continue;
		if (c != '\n' && c != '\r')
			return;
		if (c == '\r' && r->at + 1 < r->end && r->at[1] == '\n')
			r->at++;
		r->line++;
		r->line_start = r->at + 1;
		r->continued = 0;
	}
}

/* Four hexadecimal digits at p, or -1. */
static long hex4(const struct reader *r, const char *p)
{
	long value = 0;

	if (r->end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];

		value *= 16;
		if (c >= '0' && c <= '9')
			value += c - '0';
		else if (c >= 'a' && c <= 'f')
			value += c - 'a' + 10;
		else if (c >= 'A' && c <= 'F')
			value += c - 'A' + 10;
		else
			return -1;
	}
	return value;
}

/* Read \uXXXX, and the second of a pair; at stands on the backslash. */
static int read_unicode(struct reader *r, struct buf *out)
{
	long high = hex4(r, r->at + 2), low;

	if (high < 0)
		return wrong(r, "\\u needs four hexadecimal digits");
	if (high < 0xd800 || high > 0xdfff) {
		text_encode(out, (uint32_t)high);
		r->at += 6;
		return 0;
	}
	low = high < 0xdc00 && r->end - r->at >= 12 && r->at[6] == '\\' &&
			      r->at[7] == 'u' ?
		      hex4(r, r->at + 8) :
		      -1;
	if (low >= 0xdc00 && low <= 0xdfff) {
		text_encode(out, (uint32_t)(0x10000 + (high - 0xd800) * 0x400 +
					    (low - 0xdc00)));
		r->at += 12;
		return 0;
	}
	if (!r->syntax_only)
		return wrong(r, "a surrogate stands alone, which no text in "
				"UTF-8 can hold");
	r->at += 6;
	return 0;
}

static int read_escape(struct reader *r, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *hit;

	if (r->at + 1 == r->end)
		return wrong(r, "the text ends in an escape");
	if (r->at[1] == 'u')
		return read_unicode(r, out);
	hit = memchr(from, r->at[1], sizeof(from) - 1);
	if (!hit)
		return wrong(r, "no such escape in JSON");
	buf_addc(out, to[hit - from]);
	r->at += 2;
	return 0;
}

/* Step over characters that stand for themselves. */
static int skip_plain(struct reader *r)
{
	const char *p = r->at;

	for (;;) {
		unsigned char c;
		uint32_t code;
		size_t n;

		while (p < r->end && (c = (unsigned char)*p) >= 0x20 &&
		       c < 0x80 && c != '"' && c != '\\')
			p++;
		r->at = p;
		if (p == r->end || (unsigned char)*p < 0x80)
			return 0;
		n = text_decode(&code, p, (size_t)(r->end - p));
		if (n == 0)
			return wrong(r, "not UTF-8");
		r->continued += n - 1;
		p += n;
	}
}

/* Read a string; at stands on its quote. Without escapes *out is borrowed. */
static int read_string(struct reader *r, struct str *out)
{
	const struct pos quote = place(r, r->at);
	const char *start = ++r->at;
	struct buf decoded = { 0 };

	for (;;) {
		if (skip_plain(r) < 0)
			return -1;
		if (r->at == r->end)
			return fail_at(r->why, quote,
				       "the string is not closed");
		if (*r->at == '"')
			break;
		if (*r->at != '\\')
			return wrong(r, "a control character in a string has "
					"to be escaped");
		if (!decoded.arena)
			decoded = buf_in(r->a);
		buf_add(&decoded,
			(struct str){ start, (size_t)(r->at - start) });
		if (read_escape(r, &decoded) < 0)
			return -1;
		start = r->at;
	}
	*out = (struct str){ start, (size_t)(r->at - start) };
	if (decoded.arena) {
		buf_add(&decoded, *out);
		*out = buf_str(&decoded);
	}
	r->at++;
	return 0;
}

static int read_number(struct reader *r, struct node *out)
{
	const char *p = r->at;

	while (p < r->end && ((*p >= '0' && *p <= '9') || *p == '-' ||
			      *p == '+' || *p == '.' || *p == 'e' || *p == 'E'))
		p++;
	out->kind = NODE_NUMBER;
	out->text = (struct str){ r->at, (size_t)(p - r->at) };
	if (!number_is(out->text))
		return wrong(r, "not a number as JSON spells them");
	if (!r->syntax_only && !number_in_range(out->text))
		return wrong(r, "number's exponent is out of range");
	r->at = p;
	return 0;
}

static int read_word(struct reader *r, struct node *out)
{
	static const struct {
		const char *word;
		enum node_kind kind;
	} words[] = { { "null", NODE_NULL },
		      { "true", NODE_TRUE },
		      { "false", NODE_FALSE } };
	const struct str rest = { r->at, (size_t)(r->end - r->at) };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_starts(rest, words[i].word)) {
			out->kind = words[i].kind;
			r->at += strlen(words[i].word);
			return 0;
		}
	if (r->at == r->end)
		return wrong(r, "the text ends where a value is expected");
	return wrong(r, "expected a value");
}

/* Open the array or object at stands on. */
static int push(struct reader *r, struct node node)
{
	if (r->depth == NODE_DEPTH)
		return fail_at(r->why, node.pos, "nested more than %d deep",
			       NODE_DEPTH);
	r->open[r->depth++] = (struct open){ .node = node, .first = r->count };
	r->at++;
	return 0;
}

/* Take the children gathered since it was opened as those of *node. */
static int adopt(struct reader *r, size_t first, struct node *node)
{
	struct member *children = r->gathered ? r->gathered + first : NULL;
	size_t count = r->count - first;

	node->count = count;
	r->count = first;
	if (count == 0 || !children || r->syntax_only)
		return 0;
	if (node->kind == NODE_ARRAY) {
		node->items = arena_alloc(r->a, count * sizeof(*node->items));
		for (size_t i = 0; i < count; i++)
			node->items[i] = children[i].value;
		return 0;
	}
	node->members = arena_alloc(r->a, count * sizeof(*node->members));
	memcpy(node->members, children, count * sizeof(*children));
	return fail_if_twice(&r->scratch, node->members, count, "member",
			     r->why);
}

static void gather(struct reader *r, const struct node *node)
{
	struct open *parent = &r->open[r->depth - 1];

	if (r->syntax_only) {
		/* Nothing is kept but that there is one. */
		r->count++;
		return;
	}
	r->gathered = arena_grow(&r->scratch, r->gathered, r->count, &r->room,
				 sizeof(*r->gathered));
	r->gathered[r->count++] = (struct member){ .name = parent->name,
						   .pos = parent->name_pos,
						   .value = *node };
}

/* Read a member's name and colon. */
static int read_name(struct reader *r)
{
	struct open *parent = &r->open[r->depth - 1];

	parent->name_pos = place(r, r->at);
	if (r->at == r->end || *r->at != '"')
		return wrong(r, "expected a member name in double quotes");
	if (read_string(r, &parent->name) < 0)
		return -1;
	skip_space(r);
	if (r->at == r->end || *r->at != ':')
		return wrong(r, "expected a colon after the member name");
	r->at++;
	skip_space(r);
	return 0;
}

/*
 * Read one value that is not an array or object, or open one: then *opened.
 */
static int read_value(struct reader *r, struct node *node, bool *opened)
{
	*node = (struct node){ .pos = place(r, r->at) };
	*opened = false;
	switch (r->at < r->end ? *r->at : '\0') {
	case '"':
		node->kind = NODE_STRING;
		return read_string(r, &node->text);
	case '{':
	case '[':
		node->kind = *r->at == '{' ? NODE_OBJECT : NODE_ARRAY;
		*opened = true;
		return push(r, *node);
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		return read_number(r, node);
	default:
		return read_word(r, node);
	}
}

/*
 * What comes after an opening bracket (empty), or after a value in one: 1 if
 * another value follows, 0 if the innermost is closed.
 */
static int read_between(struct reader *r, bool empty)
{
	bool object = r->open[r->depth - 1].node.kind == NODE_OBJECT;

	skip_space(r);
	if (r->at < r->end && *r->at == (object ? '}' : ']')) {
		r->at++;
		return 0;
	}
	if (!empty) {
		if (r->at == r->end || *r->at != ',')
			return wrong(r, object ? "expected a comma or } after "
						 "the member" :
						 "expected a comma or ] after "
						 "the element");
		r->at++;
		skip_space(r);
	}
	if (object && read_name(r) < 0)
		return -1;
	return 1;
}

static int read_document(struct reader *r, struct node *out)
{
	bool opened;

	skip_space(r);
	if (read_value(r, out, &opened) < 0)
		return -1;
	while (r->depth) {
		int more = read_between(r, opened);

		if (more < 0)
			return -1;
		opened = false;
		if (more) {
			if (read_value(r, out, &opened) < 0)
				return -1;
		} else {
			struct open *done = &r->open[--r->depth];

			*out = done->node;
			if (adopt(r, done->first, out) < 0)
				return -1;
		}
		if (!opened && r->depth)
			gather(r, out);
	}
	skip_space(r);
	if (r->at < r->end)
		return wrong(r, "the text goes on after the value");
	return 0;
}

/* A byte order mark is no part of JSON, and its own message helps. */
static int check_start(struct reader *r)
{
	const struct str text = { r->at, (size_t)(r->end - r->at) };

	if (str_starts(text, "\xef\xbb\xbf"))
		return wrong(r, "the text begins with a byte order mark");
	return 0;
}

static struct reader reader(struct arena *a, struct str text,
			    struct syntax_error *why)
{
	const char *start = text.n ? text.p : "";

	return (struct reader){ .a = a,
				.at = start,
				.end = start + text.n,
				.line_start = start,
				.line = 1,
				.why = why };
}

int json_read(struct arena *a, struct str text, struct node *out,
	      struct syntax_error *why)
{
	struct reader r = reader(a, text, why);
	struct node root;
	int rc = check_start(&r);

	if (rc == 0)
		rc = read_document(&r, &root);
	if (rc == 0)
		*out = root;
	arena_free(&r.scratch);
	return rc;
}

bool json_is(struct str text)
{
	struct arena decoded = { 0 };
	struct syntax_error why;
	struct reader r = reader(&decoded, text, &why);
	struct node root;
	bool is;

	r.syntax_only = true;
	is = check_start(&r) == 0 && read_document(&r, &root) == 0;
	arena_free(&r.scratch);
	arena_free(&decoded);
	return is;
}

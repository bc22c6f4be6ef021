/*
 * Text to tokens: the rules of handlebars.l, whose first match wins, which is
 * why `{{else-x}}` is an `else` and `{{x}}}` an error.
 */
#include "template/handlebars.h"

#include "base/arena.h"
#include "template/js_text.h"

static bool at_text(struct str s, size_t at, const char *text)
{
	size_t n = strlen(text);

	return at <= s.n && s.n - at >= n && memcmp(s.p + at, text, n) == 0;
}

static size_t find(struct str s, const char *text, size_t from)
{
	const char *p = NULL;

	if (from < s.n)
		p = memmem(s.p + from, s.n - from, text, strlen(text));
	return p ? (size_t)(p - s.p) : s.n;
}

size_t hb_spaces(struct str text, size_t offset)
{
	return js_skip(text, offset) - offset;
}

/* Bytes of the name at offset: anything but white space and some signs. */
static size_t id_length(struct str s, size_t from)
{
	size_t at = from;

	while (at < s.n) {
		unsigned char c = (unsigned char)s.p[at];

		if (c < 0x80 ? c == 0 || strchr("!\"#%&'()*+,./;<=>@[\\]^`{|}~",
						c) != NULL :
			       false)
			break;
		if (js_space(s, at))
			break;
		at++;
		while (at < s.n && ((unsigned char)s.p[at] & 0xc0) == 0x80)
			at++;
	}
	return at - from;
}

static bool ends_id(struct str s, size_t at)
{
	return at < s.n &&
	       (strchr("=~}/.)|", s.p[at] ? s.p[at] : 'x') || js_space(s, at));
}

static bool ends_literal(struct str s, size_t at)
{
	return at < s.n &&
	       (strchr("~})", s.p[at] ? s.p[at] : 'x') || js_space(s, at));
}

static bool is_word(struct str s, size_t at)
{
	unsigned char c = at < s.n ? (unsigned char)s.p[at] : 0;

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

static size_t put(struct handlebars *h, enum hb_token_kind kind, size_t from,
		  size_t to)
{
	h->tokens = arena_grow(h->arena, h->tokens, h->token_count,
			       &h->token_room, sizeof(*h->tokens));
	h->tokens[h->token_count++] = (struct hb_token){
		(uint8_t)kind, (uint32_t)from, (uint32_t)(to - from)
	};
	return to;
}

static struct hb_piece *add_piece(struct handlebars *h, size_t from)
{
	struct hb_piece *p;

	h->pieces = arena_grow(h->arena, h->pieces, h->piece_count,
			       &h->piece_room, sizeof(*h->pieces));
	p = &h->pieces[h->piece_count++];
	*p = (struct hb_piece){ .offset = (uint32_t)from,
				.token = (uint32_t)h->token_count };
	return p;
}

static void end_piece(struct handlebars *h, size_t to)
{
	struct hb_piece *p = &h->pieces[h->piece_count - 1];

	p->length = (uint32_t)to - p->offset;
	p->count = (uint32_t)h->token_count - p->token;
}

/* Text whose last `hidden` bytes only escape what follows. */
static void add_text(struct handlebars *h, size_t from, size_t to,
		     size_t hidden)
{
	if (from == to)
		return;
	add_piece(h, from);
	if (to - hidden > from)
		put(h, HB_CONTENT, from, to - hidden);
	end_piece(h, to);
}

/* ---- inside a tag */

/*
 * The end of the quoted text at `at`, or 0. A backslash before the end sign
 * escapes it, unless there is no other end.
 */
static size_t quoted_end(struct str s, size_t at, char end)
{
	size_t escaped = 0;

	for (size_t i = at + 1; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == end)
			escaped = ++i + 1;
		else if (s.p[i] == end)
			return i + 1;
	}
	return escaped;
}

static size_t number_length(struct str s, size_t from)
{
	size_t at = from + (s.p[from] == '-'), digits = at;

	while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9')
		at++;
	if (at == digits)
		return 0;
	if (at + 1 < s.n && s.p[at] == '.' && s.p[at + 1] >= '0' &&
	    s.p[at + 1] <= '9')
		for (at++; at < s.n && s.p[at] >= '0' && s.p[at] <= '9';)
			at++;
	return ends_literal(s, at) ? at - from : 0;
}

static size_t put_word(struct handlebars *h, size_t at)
{
	static const struct {
		const char *text;
		enum hb_token_kind kind;
	} words[] = { { "true", HB_BOOLEAN },
		      { "false", HB_BOOLEAN },
		      { "undefined", HB_UNDEFINED },
		      { "null", HB_NULL } };
	size_t n;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		n = strlen(words[i].text);
		if (at_text(h->text, at, words[i].text) &&
		    ends_literal(h->text, at + n))
			return put(h, words[i].kind, at, at + n);
	}
	n = number_length(h->text, at);
	if (n)
		return put(h, HB_NUMBER, at, at + n);
	if (at_text(h->text, at, "as")) {
		n = hb_spaces(h->text, at + 2);
		if (n && at_text(h->text, at + 2 + n, "|"))
			return put(h, HB_OPEN_BLOCK_PARAMS, at, at + 3 + n);
	}
	n = id_length(h->text, at);
	return n && ends_id(h->text, at + n) ? put(h, HB_ID, at, at + n) : 0;
}

/* One token, not a closing delimiter; where it ends, or 0: there is none. */
static size_t put_token(struct handlebars *h, size_t at)
{
	struct str s = h->text;
	size_t end;

	switch (s.p[at]) {
	case '(':
		return put(h, HB_OPEN_SEXPR, at, at + 1);
	case ')':
		return put(h, HB_CLOSE_SEXPR, at, at + 1);
	case '=':
		return put(h, HB_EQUALS, at, at + 1);
	case '.':
		if (at_text(s, at, ".."))
			return put(h, HB_ID, at, at + 2);
		return put(h, ends_id(s, at + 1) ? HB_ID : HB_SEP, at, at + 1);
	case '/':
		return put(h, HB_SEP, at, at + 1);
	case '@':
		return put(h, HB_DATA, at, at + 1);
	case '|':
		return put(h, HB_CLOSE_BLOCK_PARAMS, at, at + 1);
	case '"':
	case '\'':
		end = quoted_end(s, at, s.p[at]);
		return end ? put(h, HB_STRING, at, end) : 0;
	case '[':
		end = quoted_end(s, at, ']');
		return end ? put(h, HB_ID, at, end) : 0;
	default:
		return put_word(h, at);
	}
}

/* The closing delimiter at `at`, or 0. */
static size_t put_close(struct handlebars *h, size_t at)
{
	size_t strip = at_text(h->text, at, "~") ? 1 : 0;

	if (at_text(h->text, at, "}}}}"))
		return put(h, HB_CLOSE_RAW_BLOCK, at, at + 4);
	if (at_text(h->text, at, "}}}"))
		return put(h, HB_CLOSE_UNESCAPED, at, at + 3);
	if (at_text(h->text, at, "}~}}"))
		return put(h, HB_CLOSE_UNESCAPED, at, at + 4);
	if (at_text(h->text, at + strip, "}}"))
		return put(h, HB_CLOSE, at, at + strip + 2);
	return 0;
}

/* Say why nothing can be read at `at`, in the tag that begins at `from`. */
static int no_token(struct handlebars *h, size_t from, size_t at)
{
	struct str rest = str_cut(h->text, at, at + 4);
	uint32_t code;
	size_t n = text_decode(&code, rest.p, rest.n);

	if (at + id_length(h->text, at) == h->text.n)
		return hb_fail(h, from, "tag is not closed by \"}}\"");
	if (rest.p[0] == '"' || rest.p[0] == '\'')
		return hb_fail(h, at, "text in quotes is not closed");
	if (rest.p[0] == '[')
		return hb_fail(h, at, "name in brackets is not closed");
	return hb_fail(h, at, "unexpected '%.*s'",
		       STR_ARG(str_cut(rest, 0, n)));
}

/* The tokens of a tag that begins at `from`, the opening one is there. */
static int lex_inside(struct handlebars *h, size_t from, size_t *at)
{
	for (;;) {
		size_t end;

		*at += hb_spaces(h->text, *at);
		if (*at >= h->text.n)
			return hb_fail(h, from, "tag is not closed by \"}}\"");
		end = put_close(h, *at);
		if (end) {
			*at = end;
			return 0;
		}
		end = put_token(h, *at);
		if (!end)
			return no_token(h, from, *at);
		*at = end;
	}
}

/* ---- how a tag begins */

/* Where `\s*~?}}` at `at` ends, or 0. */
static size_t closes(const struct handlebars *h, size_t at)
{
	at += hb_spaces(h->text, at);
	at += at_text(h->text, at, "~") ? 1 : 0;
	return at_text(h->text, at, "}}") ? at + 2 : 0;
}

static int lex_comment(struct handlebars *h, size_t from, size_t inside,
		       size_t *at)
{
	bool dashes = at_text(h->text, inside, "--");
	size_t end = find(h->text, dashes ? "--" : "}}", inside);

	while (dashes && end < h->text.n && !at_text(h->text, end, "--}}") &&
	       !at_text(h->text, end, "--~}}"))
		end = find(h->text, "--", end + 1);
	if (end == h->text.n)
		return hb_fail(h, from, "comment is not closed by \"%s\"",
			       dashes ? "--}}" : "}}");
	if (dashes)
		end = find(h->text, "}}", end);
	*at = put(h, HB_COMMENT, from, end + 2);
	return 0;
}

/* The kind of tag that begins with c behind `{{`; *n: bytes of the sign. */
static enum hb_token_kind sign_kind(const struct handlebars *h, size_t at,
				    size_t *n)
{
	*n = 1;
	if (at_text(h->text, at, "#>")) {
		*n = 2;
		return HB_OPEN_PARTIAL_BLOCK;
	}
	if (at_text(h->text, at, "#*")) {
		*n = 2;
		return HB_OPEN_BLOCK;
	}
	switch (at < h->text.n ? h->text.p[at] : '\0') {
	case '>':
		return HB_OPEN_PARTIAL;
	case '#':
		return HB_OPEN_BLOCK;
	case '/':
		return HB_OPEN_ENDBLOCK;
	case '^':
		return HB_OPEN_INVERSE;
	case '{':
		return HB_OPEN_UNESCAPED;
	case '&':
	case '*':
		return HB_OPEN;
	default:
		*n = 0;
		return HB_OPEN;
	}
}

static int lex_tag(struct handlebars *h, size_t from, size_t *at)
{
	size_t sign = from + 2, n, end, word;
	enum hb_token_kind kind;

	if (at_text(h->text, from, "{{{{")) {
		*at = put(h, HB_OPEN_RAW_BLOCK, from, from + 4);
		return lex_inside(h, from, at);
	}
	sign += at_text(h->text, sign, "~") ? 1 : 0;
	if (at_text(h->text, sign, "!"))
		return lex_comment(h, from, sign + 1, at);
	kind = sign_kind(h, sign, &n);
	word = sign + hb_spaces(h->text, sign);
	end = kind == HB_OPEN_INVERSE	     ? closes(h, sign + 1) :
	      at_text(h->text, word, "else") ? closes(h, word + 4) :
					       0;
	if (end) {
		*at = put(h, HB_INVERSE, from, end);
		return 0;
	}
	if (at_text(h->text, word, "else") && !is_word(h->text, word + 4)) {
		kind = HB_OPEN_INVERSE_CHAIN;
		n = word + 4 - sign;
	}
	*at = put(h, kind, from, sign + n);
	return lex_inside(h, from, at);
}

/* ---- raw blocks */

/* The end of `{{{{/name}}}}` at `at`, or 0. */
static size_t raw_end(struct str s, size_t at)
{
	size_t n = id_length(s, at + 5);

	return at_text(s, at, "{{{{/") && n && at_text(s, at + 5 + n, "}}}}") ?
		       at + 9 + n :
		       0;
}

/* The body after a raw block's tag, and its end; raw blocks nest. */
static int lex_raw(struct handlebars *h, size_t open, size_t *at)
{
	size_t from = *at, depth = 1, here = find(h->text, "{{{{", from);

	while (here + 4 < h->text.n) {
		size_t end = raw_end(h->text, here);

		if (end && --depth == 0) {
			add_text(h, from, here, 0);
			add_piece(h, here);
			*at = put(h, HB_END_RAW_BLOCK, here, end);
			end_piece(h, end);
			return 0;
		}
		if (!end && h->text.p[here + 4] != '/') {
			depth++;
			end = here + 4;
		}
		here = find(h->text, "{{{{", end ? end : here + 1);
	}
	return hb_fail(h, open, "raw block is not closed");
}

/* ---- the whole text */

/* Whether the last piece is a raw block's tag. */
static bool is_raw(const struct handlebars *h)
{
	const struct hb_piece *p = &h->pieces[h->piece_count - 1];

	return h->tokens[p->token].kind == HB_OPEN_RAW_BLOCK &&
	       h->tokens[h->token_count - 1].kind == HB_CLOSE_RAW_BLOCK;
}

/* The text that `\` before `{{` at `at` shows; where it ends. */
static size_t lex_escaped(struct handlebars *h, size_t at)
{
	size_t least = at + 2, end = find(h->text, "{{", least);

	for (int i = 0; i < 2 && end < h->text.n; i++)
		if (end > least && h->text.p[end - 1] == '\\')
			end--;
	add_text(h, at, end, 0);
	return end;
}

int hb_lex(struct handlebars *h)
{
	size_t at = 0;

	while (at < h->text.n) {
		size_t tag = find(h->text, "{{", at);
		struct str before = str_cut(h->text, at, tag);
		bool there = tag < h->text.n;
		bool escapes = there && str_ends(before, "\\");

		add_text(h, at, tag, escapes ? 1 : 0);
		at = tag;
		if (!there)
			break;
		if (escapes && !str_ends(before, "\\\\")) {
			at = lex_escaped(h, at);
			continue;
		}
		add_piece(h, tag);
		if (lex_tag(h, tag, &at) < 0)
			return -1;
		end_piece(h, at);
		if (is_raw(h) && lex_raw(h, tag, &at) < 0)
			return -1;
	}
	return 0;
}

#include "template/jinja.h"

#include "base/arena.h"
#include "base/buf.h"

/*
 * What a template refers to, and what string literals say: Python's escapes,
 * as `unicode-escape` decodes them.
 */

static unsigned hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 16;
}

/* n hex digits at the start of s; false if they are not there. */
static bool hex(struct str s, size_t n, uint32_t *code)
{
	*code = 0;
	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned digit = hex_digit(s.p[i]);

		if (digit > 15)
			return false;
		*code = *code << 4 | digit;
	}
	return true;
}

/* How many digits the letter of an escape asks for. */
static size_t hex_count(char letter)
{
	return letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
}

bool jinja_string_ok(struct str literal)
{
	struct str s = str_cut(literal, 1, literal.n - 1);

	for (size_t at = str_find(s, '\\', 0); at + 1 < s.n;
	     at = str_find(s, '\\', at + 2)) {
		struct str rest = str_cut(s, at + 2, s.n);
		size_t n = hex_count(s.p[at + 1]);
		uint32_t code;

		if (n > 0 && (!hex(rest, n, &code) || code > 0x10ffff))
			return false;
		/* \N{NAME}: which names there are is not known here. */
		if (s.p[at + 1] == 'N' &&
		    (!str_starts(rest, "{") || str_find(rest, '}', 0) < 2 ||
		     str_find(rest, '}', 0) == rest.n))
			return false;
	}
	return true;
}

static void add_code(struct buf *out, uint32_t code)
{
	/* A lone surrogate is in no file's name: any other character will do. */
	if (code >= 0xd800 && code <= 0xdfff)
		code = 0xfffd;
	text_encode(out, code);
}

/* Append what the escape at s (after the backslash) means; its length. */
static size_t unescape(struct buf *out, struct str s)
{
	static const char letters[] = "abfnrtv\\'\"";
	static const char meanings[] = "\a\b\f\n\r\t\v\\'\"";
	const char *p = s.p[0] ? strchr(letters, s.p[0]) : NULL;
	size_t n = hex_count(s.p[0]);
	uint32_t code = 0;

	if (p) {
		buf_addc(out, meanings[p - letters]);
		return 1;
	}
	if (s.p[0] == '\n')
		return 1;
	if (n > 0 && hex(str_cut(s, 1, s.n), n, &code)) {
		add_code(out, code);
		return n + 1;
	}
	for (n = 0; n < 3 && n < s.n && s.p[n] >= '0' && s.p[n] <= '7'; n++)
		code = code << 3 | (uint32_t)(s.p[n] - '0');
	if (n > 0) {
		add_code(out, code);
		return n;
	}
	buf_addc(out, '\\');
	return 0;
}

/* Nunjucks knows three letters; what else follows is meant as it is. */
static size_t unescape_nunjucks(struct buf *out, struct str s)
{
	char c = s.p[0];

	buf_addc(out, c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c);
	return 1;
}

static void add_literal(struct buf *out, struct str literal, bool nunjucks)
{
	size_t (*escape)(struct buf * out,
			 struct str s) = nunjucks ? unescape_nunjucks :
						    unescape;
	struct str s = str_cut(literal, 1, literal.n - 1);
	size_t at = 0;

	while (at < s.n) {
		size_t next = str_find(s, '\\', at);

		buf_add(out, str_cut(s, at, next));
		at = next;
		if (at + 1 < s.n)
			at += 1 + escape(out, str_cut(s, at + 1, s.n));
	}
}

struct str jinja_string(struct jinja *j, const struct jinja_node *string)
{
	struct buf out = buf_in(j->out);

	for (uint32_t i = 0; i < string->count; i++) {
		const struct jinja_token *t = &j->tokens[string->token + i];

		add_literal(&out,
			    str_cut(j->text, t->offset, t->offset + t->length),
			    j->options.nunjucks);
	}
	return buf_str(&out);
}

/*
 * The names that a tag may refer to. Constants in a list that are no strings
 * are passed over, as jinja2.meta.find_referenced_templates does.
 */
static void add_names(struct jinja *j, struct include *include,
		      const struct jinja_node *name)
{
	struct str *names = NULL;
	size_t room = 0;

	if (name->kind == JINJA_STRING) {
		names = arena_alloc(j->out, sizeof(*names));
		names[include->name_count++] = jinja_string(j, name);
	} else if (name->kind == JINJA_TUPLE || name->kind == JINJA_LIST) {
		for (const struct jinja_node *n = name->first; n; n = n->next) {
			if (n->kind == JINJA_STRING) {
				names = arena_grow(j->out, names,
						   include->name_count, &room,
						   sizeof(*names));
				names[include->name_count++] = jinja_string(j,
									    n);
			} else if (n->kind != JINJA_CONST) {
				include->dynamic = true;
			}
		}
	} else {
		include->dynamic = true;
	}
	include->names = names;
}

struct include *jinja_add_include(struct jinja_parser *p,
				  enum include_kind kind,
				  const struct jinja_node *name)
{
	struct jinja *j = p->j;
	struct jinja_piece *piece;
	struct include *include;

	/* After an error there is no tag, but the caller goes on writing. */
	if (p->failed)
		return arena_zero(j->arena, 1, sizeof(*include));
	piece = &j->pieces[name->piece];
	j->includes = arena_grow(j->arena, j->includes, j->include_count,
				 &j->include_room, sizeof(*j->includes));
	include = &j->includes[j->include_count++];
	*include = (struct include){ .kind = kind,
				     .offset = piece->offset,
				     .length = piece->length };
	piece->include = (uint32_t)j->include_count;
	add_names(j, include, name);
	return include;
}

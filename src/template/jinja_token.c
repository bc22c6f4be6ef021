#include "template/jinja.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"

/* What statements and expressions are parsed with: tokens, nodes, names. */

/* ---- tokens */

void jinja_error(struct jinja_parser *p, size_t offset, const char *fmt, ...)
{
	char text[sizeof(p->j->why->text)];
	va_list args;

	if (p->failed)
		return;
	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	(void)jinja_fail(p->j, offset, "%s", text);
	p->failed = true;
	p->at = p->j->token_count - 1;
}

struct str jinja_shown(struct str token)
{
	size_t n = token.n;

	if (n > 40)
		for (n = 40;
		     n > 0 && ((unsigned char)token.p[n] & 0xc0) == 0x80;)
			n--;
	return (struct str){ token.p, n };
}

void jinja_unexpected(struct jinja_parser *p, const char *wanted)
{
	const struct jinja_token *t = jinja_now(p);
	struct str text = jinja_token_text(p, t), shown = jinja_shown(text);

	switch (t->kind) {
	case TOKEN_END:
		jinja_error(p, t->offset, "unexpected end, expected %s",
			    wanted);
		break;
	case TOKEN_VARIABLE_END:
	case TOKEN_BLOCK_END:
		jinja_error(p, t->offset,
			    "unexpected end of the tag, expected %s", wanted);
		break;
	default:
		jinja_error(p, t->offset, "unexpected '%.*s'%s, expected %s",
			    STR_ARG(shown), shown.n < text.n ? "..." : "",
			    wanted);
		break;
	}
}

static const char *describe(int kind, char buf[4])
{
	switch (kind) {
	case TOKEN_NAME:
		return "a name";
	case TOKEN_BLOCK_END:
	case TOKEN_VARIABLE_END:
		return "the end of the tag";
	default:
		buf[0] = buf[2] = '\'';
		buf[1] = (char)kind;
		buf[3] = '\0';
		return buf;
	}
}

const struct jinja_token *jinja_expect(struct jinja_parser *p, int kind)
{
	const struct jinja_token *t = jinja_now(p);
	char buf[4];

	if (t->kind == kind)
		p->at++;
	else
		jinja_unexpected(p, describe(kind, buf));
	return t;
}

void jinja_expect_name(struct jinja_parser *p, const char *name)
{
	char wanted[32];

	if (jinja_skip_name(p, name))
		return;
	(void)snprintf(wanted, sizeof(wanted), "'%s'", name);
	jinja_unexpected(p, wanted);
}

/* ---- nodes */

struct jinja_node *jinja_node(struct jinja_parser *p, enum jinja_kind kind)
{
	struct jinja_node *node = arena_zero(p->j->arena, 1, sizeof(*node));

	node->kind = kind;
	node->offset = jinja_now(p)->offset;
	node->piece = jinja_now(p)->piece;
	return node;
}

void jinja_add(struct jinja_node *parent, struct jinja_node *child)
{
	child->next = NULL;
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
}

/* Enum jinja_special of a name, or 0. */
static unsigned special(struct str name, bool nunjucks)
{
	static const struct {
		struct str name;
		unsigned special;
	} table[] = {
		{ { "super", 5 }, SPECIAL_SUPER },
		{ { "loop", 4 }, SPECIAL_LOOP },
		{ { "caller", 6 }, SPECIAL_CALLER },
		{ { "range", 5 }, SPECIAL_GLOBAL },
		{ { "cycler", 6 }, SPECIAL_GLOBAL },
		{ { "joiner", 6 }, SPECIAL_GLOBAL },
		/* Not of Nunjucks: */
		{ { "self", 4 }, SPECIAL_SELF },
		{ { "kwargs", 6 }, SPECIAL_KWARGS },
		{ { "varargs", 7 }, SPECIAL_VARARGS },
		{ { "dict", 4 }, SPECIAL_GLOBAL },
		{ { "lipsum", 6 }, SPECIAL_GLOBAL },
		{ { "namespace", 9 }, SPECIAL_GLOBAL },
	};
	const size_t count = nunjucks ? 6 : sizeof(table) / sizeof(*table);

	for (size_t i = 0; i < count; i++)
		if (name.n == table[i].name.n &&
		    name.p[0] == table[i].name.p[0] &&
		    str_eq(name, table[i].name))
			return table[i].special;
	return 0;
}

struct jinja_symbol *jinja_symbol(struct jinja_parser *p, struct str name)
{
	void **place = map_put(&p->j->symbols, name);
	struct jinja_symbol *s = *place;

	if (!s) {
		s = arena_zero(p->j->arena, 1, sizeof(*s));
		s->name = name;
		s->special = special(name, p->j->options.nunjucks);
		p->j->specials |= s->special;
		*place = s;
	}
	return s;
}

/*
 * Tokens to tags, by the grammar of handlebars.yy, and whether blocks are
 * closed, by what, and may have an `else`.
 */
#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "template/handlebars.h"

struct parser {
	struct handlebars *h;
	const struct hb_token *at, *end; /* of one tag, without what opens it */
	unsigned depth;
};

/* A block that is open. */
struct open_block {
	uint32_t tag;
	bool has_else, chained;
};

static const struct hb_token *now(const struct parser *p)
{
	static const struct hb_token none = { .kind = HB_END };

	return p->at < p->end ? p->at : &none;
}

static bool is(const struct parser *p, enum hb_token_kind kind)
{
	return now(p)->kind == kind;
}

static int unexpected(struct parser *p, const char *wanted)
{
	const struct hb_token *t = p->at < p->end ? p->at : p->end - 1;

	return hb_fail(p->h, t->offset, "unexpected '%.*s', expected %s",
		       STR_ARG(hb_shown(hb_token_text(p->h, t))), wanted);
}

/* ---- paths and literals */

/* A quoted text or a bracketed name: with `\` before sign taken out. */
static struct str unquoted(struct handlebars *h, struct str s,
			   const char *signs)
{
	struct str inner = str_cut(s, 1, s.n - 1);
	struct buf b;

	if (str_find(inner, '\\', 0) == inner.n)
		return inner;
	b = buf_in(h->draft->out);
	for (size_t i = 0; i < inner.n; i++) {
		if (inner.p[i] == '\\' && i + 1 < inner.n && inner.p[i + 1] &&
		    strchr(signs, inner.p[i + 1]))
			i++;
		buf_addc(&b, inner.p[i]);
	}
	return buf_str(&b);
}

static bool is_step(struct str s)
{
	return str_is(s, ".") || str_is(s, "..") || str_is(s, "this");
}

/* One name of a path; -1: it may not stand there. */
static int add_part(struct parser *p, struct hb_node *path, struct str *parts,
		    struct buf *original)
{
	struct str raw = hb_token_text(p->h, p->at);
	bool bracketed = raw.p[0] == '[';
	struct str part = bracketed ? unquoted(p->h, raw, "\\]") : raw;

	if (bracketed || !is_step(part)) {
		buf_add(original, part);
		parts[path->part_count++] = part;
		return 0;
	}
	if (path->part_count > 0)
		return hb_fail(p->h, path->offset, "invalid path: %.*s%.*s",
			       STR_ARG(hb_shown(buf_str(original))),
			       STR_ARG(part));
	buf_add(original, part);
	path->scoped = true;
	path->depth += str_is(part, "..");
	return 0;
}

/* pathSegments: ID, SEP ID ... */
static struct hb_node *parse_path(struct parser *p)
{
	struct hb_node *path = arena_zero(p->h->arena, 1, sizeof(*path));
	struct buf original = buf_in(p->h->draft->out);
	size_t count = 1;
	struct str *parts;

	path->kind = HB_NODE_PATH;
	path->offset = p->at->offset;
	if (is(p, HB_DATA)) {
		path->data = true;
		p->at++;
		buf_addc(&original, '@');
	}
	for (const struct hb_token *t = p->at; t < p->end; t++)
		if (t->kind == HB_SEP)
			count++;
		else if (t->kind != HB_ID)
			break;
	parts = arena_alloc(p->h->arena, count * sizeof(*parts));
	path->parts = parts;
	for (;;) {
		if (!is(p, HB_ID)) {
			(void)unexpected(p, "a name");
			return NULL;
		}
		if (add_part(p, path, parts, &original) < 0)
			return NULL;
		p->at++;
		if (!is(p, HB_SEP))
			break;
		buf_add(&original, hb_token_text(p->h, p->at));
		p->at++;
	}
	path->text = buf_str(&original);
	return path;
}

static struct hb_node *parse_literal(struct parser *p, enum hb_node_kind kind)
{
	struct hb_node *n = arena_zero(p->h->arena, 1, sizeof(*n));

	n->kind = kind;
	n->offset = p->at->offset;
	n->text = hb_token_text(p->h, p->at);
	if (kind == HB_NODE_STRING)
		n->text = unquoted(p->h, n->text,
				   n->text.p[0] == '"' ? "\"" : "'");
	p->at++;
	return n;
}

/* helperName: path, data or literal. NULL: refused. */
static struct hb_node *parse_name(struct parser *p)
{
	switch ((int)now(p)->kind) {
	case HB_ID:
	case HB_DATA:
		return parse_path(p);
	case HB_STRING:
		return parse_literal(p, HB_NODE_STRING);
	case HB_NUMBER:
		return parse_literal(p, HB_NODE_NUMBER);
	case HB_BOOLEAN:
		return parse_literal(p, HB_NODE_BOOLEAN);
	case HB_UNDEFINED:
		return parse_literal(p, HB_NODE_UNDEFINED);
	case HB_NULL:
		return parse_literal(p, HB_NODE_NULL);
	default:
		(void)unexpected(p, "a name");
		return NULL;
	}
}

/* ---- calls */

static struct hb_node *parse_call(struct parser *p, bool partial);

static struct hb_node *parse_param(struct parser *p)
{
	struct hb_node *call;
	size_t offset = now(p)->offset;

	if (!is(p, HB_OPEN_SEXPR))
		return parse_name(p);
	if (p->depth == TEMPLATE_DEPTH) {
		(void)hb_fail(p->h, offset, "nested deeper than %d",
			      TEMPLATE_DEPTH);
		return NULL;
	}
	p->depth++;
	p->at++;
	call = parse_call(p, false);
	if (!call)
		return NULL;
	if (!is(p, HB_CLOSE_SEXPR)) {
		(void)unexpected(p, "')'");
		return NULL;
	}
	p->at++;
	p->depth--;
	return call;
}

static bool ends_call(const struct parser *p)
{
	enum hb_token_kind kind = (enum hb_token_kind)now(p)->kind;

	return kind == HB_CLOSE || kind == HB_CLOSE_UNESCAPED ||
	       kind == HB_CLOSE_RAW_BLOCK || kind == HB_CLOSE_SEXPR ||
	       kind == HB_OPEN_BLOCK_PARAMS || kind == HB_END;
}

static bool at_key(const struct parser *p)
{
	return is(p, HB_ID) && p->at + 1 < p->end && p->at[1].kind == HB_EQUALS;
}

/* helperName param* hash?; of a partial the name may be computed. Recursion
 * is as deep as parse_param lets it. */
static struct hb_node *parse_call(struct parser *p, bool partial)
{
	struct hb_node *call = arena_zero(p->h->arena, 1, sizeof(*call));
	struct hb_node **param = &call->params, **hash = &call->hash;

	call->kind = HB_NODE_CALL;
	call->text = STR_EMPTY;
	call->offset = now(p)->offset;
	call->callee = partial ? parse_param(p) : parse_name(p);
	if (!call->callee)
		return NULL;
	while (!ends_call(p)) {
		struct str key = STR_EMPTY;
		struct hb_node ***list = &param;

		if (at_key(p)) {
			key = hb_token_text(p->h, p->at);
			if (key.p[0] == '[')
				key = unquoted(p->h, key, "\\]");
			p->at += 2;
			list = &hash;
		} else if (call->hash) {
			(void)unexpected(p, "a name with '=' or the end of "
					    "the tag");
			return NULL;
		}
		**list = parse_param(p);
		if (!**list)
			return NULL;
		(**list)->key = key;
		*list = &(**list)->next;
	}
	return call;
}

/* as |a b| */
static int parse_block_params(struct parser *p, struct hb_tag *tag)
{
	struct str *names;
	size_t n = 0;

	if (!is(p, HB_OPEN_BLOCK_PARAMS))
		return 0;
	names = arena_alloc(p->h->arena,
			    (size_t)(p->end - p->at) * sizeof(*names));
	for (p->at++; is(p, HB_ID); p->at++) {
		struct str raw = hb_token_text(p->h, p->at);

		names[n++] = raw.p[0] == '[' ? unquoted(p->h, raw, "\\]") : raw;
	}
	if (n == 0 || !is(p, HB_CLOSE_BLOCK_PARAMS))
		return unexpected(p, n ? "'|'" : "a name");
	p->at++;
	tag->params = names;
	tag->param_count = (uint32_t)n;
	return 0;
}

/* ---- tags */

static enum hb_tag_kind tag_kind(struct handlebars *h, const struct hb_token *t)
{
	bool star = str_ends(hb_token_text(h, t), "*");

	switch ((int)t->kind) {
	case HB_OPEN_RAW_BLOCK:
		return HB_TAG_RAW;
	case HB_END_RAW_BLOCK:
		return HB_TAG_RAW_END;
	case HB_OPEN_PARTIAL:
		return HB_TAG_PARTIAL;
	case HB_OPEN_PARTIAL_BLOCK:
		return HB_TAG_PARTIAL_BLOCK;
	case HB_OPEN_BLOCK:
		return star ? HB_TAG_DECORATOR_BLOCK : HB_TAG_BLOCK;
	case HB_OPEN_ENDBLOCK:
		return HB_TAG_END;
	case HB_INVERSE:
		return HB_TAG_ELSE;
	case HB_OPEN_INVERSE:
		return HB_TAG_INVERSE_BLOCK;
	case HB_OPEN_INVERSE_CHAIN:
		return HB_TAG_CHAIN;
	case HB_COMMENT:
		return HB_TAG_COMMENT;
	case HB_CONTENT:
		return HB_TAG_TEXT;
	default:
		return star ? HB_TAG_DECORATOR : HB_TAG_MUSTACHE;
	}
}

static bool takes_params(enum hb_tag_kind kind)
{
	return kind == HB_TAG_BLOCK || kind == HB_TAG_INVERSE_BLOCK ||
	       kind == HB_TAG_DECORATOR_BLOCK || kind == HB_TAG_CHAIN;
}

/* What stands between the delimiters. */
static int parse_inside(struct handlebars *h, const struct hb_piece *piece,
			struct hb_tag *tag)
{
	const struct hb_token *open = &h->tokens[piece->token];
	struct parser p = { .h = h,
			    .at = open + 1,
			    .end = open + piece->count };
	enum hb_token_kind close = open->kind == HB_OPEN_RAW_BLOCK ?
					   HB_CLOSE_RAW_BLOCK :
				   open->kind == HB_OPEN_UNESCAPED ?
					   HB_CLOSE_UNESCAPED :
					   HB_CLOSE;

	tag->call = parse_call(&p, tag->kind == HB_TAG_PARTIAL ||
					   tag->kind == HB_TAG_PARTIAL_BLOCK);
	if (!tag->call)
		return -1;
	if (tag->kind == HB_TAG_END && (tag->call->params || tag->call->hash))
		return hb_fail(h, open->offset,
			       "the end of a block takes nothing but its name");
	if (takes_params(tag->kind) && parse_block_params(&p, tag) < 0)
		return -1;
	if (!is(&p, close))
		return unexpected(&p, close == HB_CLOSE		  ? "\"}}\"" :
				      close == HB_CLOSE_UNESCAPED ? "\"}}}\"" :
								    "\"}}}}\"");
	return 0;
}

static int parse_tag(struct handlebars *h, size_t index)
{
	const struct hb_piece *piece = &h->pieces[index];
	const struct hb_token *open = &h->tokens[piece->token];
	struct hb_tag *tag;

	h->tags = arena_grow(h->arena, h->tags, h->tag_count, &h->tag_room,
			     sizeof(*h->tags));
	tag = &h->tags[h->tag_count++];
	*tag = (struct hb_tag){ .kind = HB_TAG_TEXT, .piece = (uint32_t)index };
	if (piece->count == 0)
		return 0;
	tag->kind = tag_kind(h, open);
	tag->escaped = tag->kind == HB_TAG_MUSTACHE && open->kind == HB_OPEN &&
		       !str_ends(hb_token_text(h, open), "&");
	switch ((int)tag->kind) {
	case HB_TAG_TEXT:
	case HB_TAG_COMMENT:
	case HB_TAG_ELSE:
	case HB_TAG_RAW_END:
		return 0;
	default:
		return parse_inside(h, piece, tag);
	}
}

/* ---- blocks */

/* What the end of a block must repeat. */
static struct str name_of(const struct hb_tag *tag)
{
	return tag->call->callee->text;
}

static size_t offset_of(const struct handlebars *h, const struct hb_tag *tag)
{
	return h->pieces[tag->piece].offset;
}

static int close_block(struct handlebars *h, const struct hb_tag *tag,
		       const struct open_block *block)
{
	const struct hb_tag *open = &h->tags[block->tag];
	struct str have;

	if (tag->kind == HB_TAG_RAW_END) {
		have = hb_token_text(h,
				     &h->tokens[h->pieces[tag->piece].token]);
		have = str_cut(have, 5, have.n - 4);
	} else {
		have = name_of(tag);
	}
	if (open->call->callee->kind != HB_NODE_CALL &&
	    str_eq(name_of(open), have))
		return 0;
	return hb_fail(h, offset_of(h, tag), "%.*s does not match %.*s",
		       STR_ARG(hb_shown(have)),
		       STR_ARG(hb_shown(open->call->callee->text)));
}

static int take_else(struct handlebars *h, const struct hb_tag *tag,
		     struct open_block *block)
{
	enum hb_tag_kind kind = h->tags[block->tag].kind;
	bool chain = tag->kind == HB_TAG_CHAIN;

	if (kind == HB_TAG_DECORATOR_BLOCK || kind == HB_TAG_PARTIAL_BLOCK ||
	    block->has_else || (chain && kind == HB_TAG_INVERSE_BLOCK))
		return hb_fail(h, offset_of(h, tag), "unexpected else");
	block->has_else = !chain;
	return 0;
}

static int take_structure(struct handlebars *h, struct open_block *blocks,
			  size_t *depth)
{
	const struct hb_tag *tag = &h->tags[h->tag_count - 1];

	switch ((int)tag->kind) {
	case HB_TAG_BLOCK:
	case HB_TAG_INVERSE_BLOCK:
	case HB_TAG_DECORATOR_BLOCK:
	case HB_TAG_PARTIAL_BLOCK:
	case HB_TAG_RAW:
		if (*depth == TEMPLATE_DEPTH)
			return hb_fail(h, offset_of(h, tag),
				       "nested deeper than %d", TEMPLATE_DEPTH);
		blocks[(*depth)++] = (struct open_block){
			.tag = (uint32_t)h->tag_count - 1
		};
		return 0;
	case HB_TAG_ELSE:
	case HB_TAG_CHAIN:
		if (*depth == 0)
			return hb_fail(h, offset_of(h, tag),
				       "else outside of a block");
		return take_else(h, tag, &blocks[*depth - 1]);
	case HB_TAG_END:
	case HB_TAG_RAW_END:
		if (*depth == 0)
			return hb_fail(h, offset_of(h, tag),
				       "'%.*s' closes no block",
				       STR_ARG(hb_shown(name_of(tag))));
		return close_block(h, tag, &blocks[--*depth]);
	default:
		return 0;
	}
}

int hb_parse(struct handlebars *h)
{
	struct open_block blocks[TEMPLATE_DEPTH];
	size_t depth = 0;

	for (size_t i = 0; i < h->piece_count; i++)
		if (parse_tag(h, i) < 0 ||
		    take_structure(h, blocks, &depth) < 0)
			return -1;
	if (depth > 0) {
		const struct hb_tag *tag = &h->tags[blocks[depth - 1].tag];

		return hb_fail(h, offset_of(h, tag),
			       "block '%.*s' is not closed",
			       STR_ARG(hb_shown(name_of(tag))));
	}
	return 0;
}

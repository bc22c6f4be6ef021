#include "template/jinja.h"

#include "base/arena.h"

/*
 * Expressions, as jinja2/parser.py has them, flattened: what is a chain there
 * (operators of one precedence, `not not`, `- -`, conditions, filters) is one
 * node here, so that only brackets make the tree deeper, and of those there
 * are at most TEMPLATE_DEPTH.
 *
 * No word is reserved where a value is expected: `{{ if }}` is a variable.
 */

static struct jinja_node *or_expression(struct jinja_parser *p);

/* Put what is already read under a new node, as its first child. */
static struct jinja_node *wrap(struct jinja_parser *p, enum jinja_kind kind,
			       struct jinja_node *child)
{
	struct jinja_node *node = jinja_node(p, kind);

	node->offset = child->offset;
	node->piece = child->piece;
	jinja_add(node, child);
	return node;
}

struct jinja_node *jinja_expression(struct jinja_parser *p)
{
	struct jinja_node *value = or_expression(p), *condition = NULL;

	while (jinja_skip_name(p, "if")) {
		struct jinja_node *other;

		if (!condition)
			condition = wrap(p, JINJA_COND, value);
		else if (p->j->options.nunjucks)
			jinja_unexpected(p, "brackets around another `if`");
		jinja_add(condition, or_expression(p));
		if (jinja_skip_name(p, "else")) {
			other = or_expression(p);
		} else {
			other = jinja_node(p, JINJA_TUPLE);
			other->flag = true;
		}
		jinja_add(condition, other);
	}
	return condition ? condition : value;
}

/* ---- arguments, subscripts, filters, tests */

static bool at_keyword(const struct jinja_parser *p)
{
	return jinja_at(p, TOKEN_NAME) && jinja_after(p)->kind == '=';
}

/* `(a, b=c, *d, **e)`: added to parent. */
static void call_arguments(struct jinja_parser *p, struct jinja_node *parent)
{
	size_t open = jinja_now(p)->offset;
	bool keywords = false, list = false, map = false, ok = true;

	(void)jinja_expect(p, '(');
	for (bool first = true; !p->failed && !jinja_at(p, ')');
	     first = false) {
		if (!first) {
			(void)jinja_expect(p, ',');
			if (jinja_at(p, ')') && !p->j->options.nunjucks)
				break;
		}
		if (p->j->options.nunjucks && !at_keyword(p)) {
			jinja_add(parent, jinja_expression(p));
		} else if (jinja_skip(p, '*')) {
			ok = ok && !list && !map;
			list = true;
			jinja_add(parent, jinja_expression(p));
		} else if (jinja_skip(p, TOKEN_POW)) {
			ok = ok && !map;
			map = true;
			jinja_add(parent, jinja_expression(p));
		} else if (at_keyword(p)) {
			struct jinja_node *k = jinja_node(p, JINJA_KEYWORD);

			ok = ok && !map;
			keywords = true;
			k->text = jinja_token_text(p, jinja_now(p));
			p->at += 2;
			jinja_add(k, jinja_expression(p));
			jinja_add(parent, k);
		} else {
			ok = ok && !list && !map && !keywords;
			jinja_add(parent, jinja_expression(p));
		}
		if (!ok)
			jinja_error(p, open,
				    "arguments of the call are out of order");
	}
	(void)jinja_expect(p, ')');
}

static bool at_bound_end(const struct jinja_parser *p)
{
	return jinja_at(p, ']') || jinja_at(p, ',');
}

/* `a`, `a:b`, `a:b:c`, each bound optional. */
static struct jinja_node *subscript(struct jinja_parser *p)
{
	struct jinja_node *slice, *value = NULL;

	if (!jinja_at(p, ':') || p->j->options.nunjucks) {
		value = jinja_expression(p);
		if (!jinja_at(p, ':') || p->j->options.nunjucks)
			return value;
	}
	slice = jinja_node(p, JINJA_SLICE);
	if (value)
		jinja_add(slice, value);
	(void)jinja_expect(p, ':');
	if (!jinja_at(p, ':') && !at_bound_end(p))
		jinja_add(slice, jinja_expression(p));
	if (jinja_skip(p, ':') && !at_bound_end(p))
		jinja_add(slice, jinja_expression(p));
	return slice;
}

/* `.a`, `.0`, `[...]` or `(...)`; NULL: none of them is here. */
static struct jinja_node *postfix_operation(struct jinja_parser *p)
{
	struct jinja_node *op;

	if (jinja_at(p, '.')) {
		op = jinja_node(p, JINJA_ATTRIBUTE);
		p->at++;
		if (!jinja_at(p, TOKEN_NAME) &&
		    (!jinja_at(p, TOKEN_INTEGER) || p->j->options.nunjucks))
			jinja_unexpected(p, "a name or a number");
		op->text = jinja_token_text(p, jinja_now(p));
		if (!p->failed)
			p->at++;
		return op;
	}
	if (jinja_at(p, '[')) {
		op = jinja_node(p, JINJA_ITEM);
		p->at++;
		for (bool first = true; !p->failed && !jinja_at(p, ']');
		     first = false) {
			if (!first)
				(void)jinja_expect(p, ',');
			jinja_add(op, subscript(p));
		}
		if (p->j->options.nunjucks && op->first == NULL)
			jinja_unexpected(p, "an index");
		if (p->j->options.nunjucks && op->first != op->last)
			jinja_error(p, op->offset, "more than one index");
		(void)jinja_expect(p, ']');
		return op;
	}
	if (!jinja_at(p, '('))
		return NULL;
	op = jinja_node(p, JINJA_CALL);
	call_arguments(p, op);
	return op;
}

/* Put what is done to a value behind it: the value becomes a chain. */
static struct jinja_node *chain(struct jinja_parser *p,
				struct jinja_node *value, struct jinja_node *op)
{
	if (value->kind != JINJA_CHAIN)
		value = wrap(p, JINJA_CHAIN, value);
	jinja_add(value, op);
	return value;
}

static struct jinja_node *postfix(struct jinja_parser *p,
				  struct jinja_node *value)
{
	struct jinja_node *op;

	while ((op = postfix_operation(p)) != NULL)
		value = chain(p, value, op);
	return value;
}

/* The name of a filter or test: `a.b.c`. */
static struct str dotted_name(struct jinja_parser *p)
{
	const struct jinja_token *first = jinja_expect(p, TOKEN_NAME);
	const struct jinja_token *last = first;

	while (!p->failed && jinja_skip(p, '.'))
		last = jinja_expect(p, TOKEN_NAME);
	return p->failed ? STR_EMPTY :
			   str_cut(p->j->text, first->offset,
				   last->offset + last->length);
}

static struct jinja_node *filter(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_FILTER);

	node->text = dotted_name(p);
	if (jinja_at(p, '('))
		call_arguments(p, node);
	return node;
}

void jinja_filters(struct jinja_parser *p, struct jinja_node *parent,
		   bool inline_start)
{
	if (inline_start)
		jinja_add(parent, filter(p));
	while (jinja_skip(p, '|'))
		jinja_add(parent, filter(p));
}

static struct jinja_node *primary(struct jinja_parser *p, bool dotted);

/* An argument that needs no brackets: `is divisibleby 3`. */
static bool at_bare_argument(const struct jinja_parser *p)
{
	switch (jinja_now(p)->kind) {
	case TOKEN_NAME:
		return !jinja_at_name(p, "else") && !jinja_at_name(p, "or") &&
		       !jinja_at_name(p, "and");
	case TOKEN_STRING:
	case TOKEN_INTEGER:
	case TOKEN_FLOAT:
	case '[':
	case '{':
		return true;
	default:
		return false;
	}
}

static struct jinja_node *test(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_TEST);

	p->at++;
	node->flag = jinja_skip_name(p, "not");
	node->text = dotted_name(p);
	if (jinja_at(p, '(')) {
		call_arguments(p, node);
	} else if (at_bare_argument(p) && !p->j->options.nunjucks) {
		if (jinja_at_name(p, "is"))
			jinja_unexpected(p, "one test: `is` does not chain");
		jinja_add(node, postfix(p, primary(p, false)));
	}
	return node;
}

/* ---- values */

/* Between two values; in Nunjucks none follows the last. */
static void comma(struct jinja_parser *p, int end)
{
	if (jinja_at(p, end))
		return;
	(void)jinja_expect(p, ',');
	if (jinja_at(p, end) && p->j->options.nunjucks)
		jinja_unexpected(p, "an expression");
}

static struct jinja_node *list(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_LIST);

	p->at++;
	while (!p->failed && !jinja_at(p, ']')) {
		jinja_add(node, jinja_expression(p));
		comma(p, ']');
	}
	(void)jinja_expect(p, ']');
	return node;
}

static struct jinja_node *dict(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_DICT);

	p->at++;
	while (!p->failed && !jinja_at(p, '}')) {
		jinja_add(node, jinja_expression(p));
		(void)jinja_expect(p, ':');
		jinja_add(node, jinja_expression(p));
		comma(p, '}');
	}
	(void)jinja_expect(p, '}');
	return node;
}

static bool is_constant(struct str name, bool nunjucks)
{
	if (nunjucks)
		return str_is(name, "true") || str_is(name, "false") ||
		       str_is(name, "none") || str_is(name, "null");

	return name.n >= 4 && name.n <= 5 && strchr("tTfFnN", name.p[0]) &&
	       (str_is(name, "true") || str_is(name, "True") ||
		str_is(name, "false") || str_is(name, "False") ||
		str_is(name, "none") || str_is(name, "None"));
}

/* A name, or with dotted `ns.x`. */
static struct jinja_node *name(struct jinja_parser *p, bool dotted)
{
	struct jinja_node *node = jinja_node(p, JINJA_NAME);

	node->text = jinja_token_text(p, jinja_now(p));
	p->at++;
	if (is_constant(node->text, p->j->options.nunjucks)) {
		node->kind = JINJA_CONST;
		return node;
	}
	node->symbol = jinja_symbol(p, node->text);
	if (dotted && jinja_skip(p, '.')) {
		node->kind = JINJA_NSREF;
		node->text = jinja_token_text(p, jinja_expect(p, TOKEN_NAME));
	}
	return node;
}

/* `(a)` is a, `(a,)` and `()` are tuples. */
static struct jinja_node *parentheses(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_TUPLE);
	bool tuple = false;

	p->at++;
	while (!p->failed && !jinja_at(p, ')')) {
		jinja_add(node, jinja_expression(p));
		if (!jinja_at(p, ','))
			break;
		comma(p, ')');
		tuple = true;
	}
	(void)jinja_expect(p, ')');
	return tuple || !node->first ? node : node->first;
}

static struct jinja_node *primary(struct jinja_parser *p, bool dotted)
{
	struct jinja_node *node;

	switch (jinja_now(p)->kind) {
	case TOKEN_NAME:
		return name(p, dotted);
	case TOKEN_STRING:
		node = jinja_node(p, JINJA_STRING);
		node->token = (uint32_t)p->at;
		do {
			node->count++;
			p->at++;
		} while (jinja_at(p, TOKEN_STRING) && !p->j->options.nunjucks);
		return node;
	case TOKEN_INTEGER:
	case TOKEN_FLOAT:
		node = jinja_node(p, JINJA_CONST);
		node->text = jinja_token_text(p, jinja_now(p));
		p->at++;
		return node;
	case '(':
		return parentheses(p);
	case '[':
		return list(p);
	case '{':
		return dict(p);
	default:
		jinja_unexpected(p, "an expression");
		return jinja_node(p, JINJA_TUPLE);
	}
}

/* ---- operators, the tightest first */

static struct jinja_node *unary(struct jinja_parser *p)
{
	size_t from = jinja_now(p)->offset, to = from;
	struct jinja_node *value;

	while (jinja_at(p, '-') || jinja_at(p, '+')) {
		to = jinja_now(p)->offset + 1;
		p->at++;
	}
	value = postfix(p, primary(p, false));
	if (to > from) {
		/* The sign binds tighter than a filter. */
		value = wrap(p, JINJA_NEG, value);
		value->text = str_cut(p->j->text, from, to);
	}
	for (;;) {
		struct jinja_node *op;

		if (jinja_skip(p, '|')) {
			op = filter(p);
		} else if (jinja_at_name(p, "is")) {
			op = test(p);
		} else if (jinja_at(p, '(')) {
			op = jinja_node(p, JINJA_CALL);
			call_arguments(p, op);
		} else {
			return value;
		}
		value = chain(p, value, op);
	}
}

/* The operators of each precedence, the loosest first; 0 ends. */
static const int precedence[][5] = {
	{ '+', '-', 0 },
	{ '~', 0 },
	{ '*', '/', TOKEN_FLOORDIV, '%', 0 },
	{ TOKEN_POW, 0 },
};
enum { LEVELS = sizeof(precedence) / sizeof(*precedence) };

static bool at_operator(const struct jinja_parser *p, size_t level)
{
	for (const int *op = precedence[level]; *op; op++)
		if (jinja_at(p, *op))
			return true;
	return false;
}

/* value: the first operand, already read, or NULL. */
static struct jinja_node *math(struct jinja_parser *p, size_t level,
			       struct jinja_node *value)
{
	struct jinja_node *node = NULL;

	if (level == LEVELS)
		return value ? value : unary(p);
	value = math(p, level + 1, value);
	while (at_operator(p, level)) {
		uint32_t op = (uint32_t)p->at++;
		struct jinja_node *operand;

		if (!node)
			node = wrap(p, JINJA_MATH, value);
		operand = math(p, level + 1, NULL);
		operand->op = op;
		jinja_add(node, operand);
	}
	return node ? node : value;
}

/* Most operands stand alone, with no level to climb. */
static struct jinja_node *operand_of_comparison(struct jinja_parser *p)
{
	struct jinja_node *value = unary(p);

	for (size_t level = 0; level < LEVELS; level++)
		if (at_operator(p, level))
			return math(p, 0, value);
	return value;
}

static bool skip_comparison(struct jinja_parser *p)
{
	const struct jinja_token *next;

	switch (jinja_now(p)->kind) {
	case TOKEN_EQ:
	case TOKEN_NE:
	case TOKEN_GE:
	case TOKEN_LE:
	case '<':
	case '>':
		p->at++;
		return true;
	case TOKEN_NAME:
		if (jinja_skip_name(p, "in"))
			return true;
		next = jinja_after(p);
		if (!jinja_at_name(p, "not") || next->kind != TOKEN_NAME ||
		    !str_is(jinja_token_text(p, next), "in"))
			return false;
		p->at += 2;
		return true;
	default:
		return false;
	}
}

static struct jinja_node *compare(struct jinja_parser *p)
{
	struct jinja_node *value = operand_of_comparison(p), *node = NULL;
	struct jinja_node *operand;
	uint32_t op = (uint32_t)p->at;

	while (skip_comparison(p)) {
		if (!node)
			node = wrap(p, JINJA_COMPARE, value);
		operand = operand_of_comparison(p);
		operand->op = op;
		jinja_add(node, operand);
		op = (uint32_t)p->at;
	}
	return node ? node : value;
}

static struct jinja_node *not_expression(struct jinja_parser *p)
{
	struct jinja_node *value;
	size_t count = 0;

	while (jinja_skip_name(p, "not"))
		count++;
	value = compare(p);
	if (count > 0)
		value = wrap(p, JINJA_NOT, value);
	if (count > 0 && count % 2 == 0)
		value = wrap(p, JINJA_NOT, value);
	return value;
}

static struct jinja_node *and_expression(struct jinja_parser *p)
{
	struct jinja_node *value = not_expression(p), *node = NULL;

	while (jinja_skip_name(p, "and")) {
		if (!node)
			node = wrap(p, JINJA_AND, value);
		jinja_add(node, not_expression(p));
	}
	return node ? node : value;
}

/* A value that what follows ends at once, as in `{{ name }}`. */
static bool at_lone_value(const struct jinja_parser *p)
{
	switch (jinja_now(p)->kind) {
	case TOKEN_NAME:
		if (jinja_at_name(p, "not"))
			return false;
		break;
	case TOKEN_STRING:
	case TOKEN_INTEGER:
	case TOKEN_FLOAT:
		break;
	default:
		return false;
	}
	switch (jinja_after(p)->kind) {
	case TOKEN_VARIABLE_END:
	case TOKEN_BLOCK_END:
	case ',':
	case ')':
	case ']':
	case '}':
		return true;
	default:
		return false;
	}
}

static struct jinja_node *or_expression(struct jinja_parser *p)
{
	struct jinja_node *value, *node = NULL;

	if (at_lone_value(p))
		return primary(p, false);
	value = and_expression(p);
	while (jinja_skip_name(p, "or")) {
		if (!node)
			node = wrap(p, JINJA_OR, value);
		jinja_add(node, and_expression(p));
	}
	return node ? node : value;
}

/* ---- tuples without brackets, and targets */

/*
 * Where a tuple may end in a comma. Jinja2 means to end the targets of a for
 * at `in` too, but its test for that never holds: `for a, in b` is an error.
 */
static bool at_tuple_end(const struct jinja_parser *p)
{
	return jinja_at(p, TOKEN_VARIABLE_END) ||
	       jinja_at(p, TOKEN_BLOCK_END) || jinja_at(p, ')');
}

static struct jinja_node *plain_target(struct jinja_parser *p);
static struct jinja_node *dotted_target(struct jinja_parser *p);

/* The rest of a tuple, if a comma follows its first value. */
static struct jinja_node *tuple_of(
	struct jinja_parser *p, struct jinja_node *value,
	struct jinja_node *(*next)(struct jinja_parser *p))
{
	/* In Nunjucks only targets are more than one. */
	if (!jinja_at(p, ',') ||
	    (p->j->options.nunjucks && next != plain_target &&
	     next != dotted_target))
		return value;
	value = wrap(p, JINJA_TUPLE, value);
	while (jinja_skip(p, ',') && !at_tuple_end(p))
		jinja_add(value, next(p));
	return value;
}

struct jinja_node *jinja_tuple(struct jinja_parser *p, bool with_condition)
{
	if (with_condition)
		return tuple_of(p, jinja_expression(p), jinja_expression);
	return tuple_of(p, or_expression(p), or_expression);
}

static bool can_assign(const struct jinja_node *target)
{
	switch ((int)target->kind) {
	case JINJA_NAME:
	case JINJA_NSREF:
		return true;
	case JINJA_TUPLE:
		/* Nested only as deep as brackets are. */
		for (const struct jinja_node *n = target->first; n; n = n->next)
			if (!can_assign(n))
				return false;
		return true;
	default:
		return false;
	}
}

static struct jinja_node *plain_target(struct jinja_parser *p)
{
	return primary(p, false);
}

static struct jinja_node *dotted_target(struct jinja_parser *p)
{
	return primary(p, true);
}

/* Nunjucks sets names, without brackets around them. */
static bool are_names(const struct jinja_node *target)
{
	if (target->kind == JINJA_NAME)
		return true;
	for (const struct jinja_node *n = target->first; n; n = n->next)
		if (n->kind != JINJA_NAME)
			return false;
	return target->kind == JINJA_TUPLE;
}

struct jinja_node *jinja_target(struct jinja_parser *p, bool dotted)
{
	bool bracket = jinja_at(p, '(');
	struct jinja_node *target = tuple_of(
		p, primary(p, dotted), dotted ? dotted_target : plain_target);

	if (!p->failed &&
	    (!can_assign(target) ||
	     (p->j->options.nunjucks && (bracket || !are_names(target)))))
		jinja_error(p, target->offset, "cannot assign to this");
	return target;
}

struct jinja_symbol *jinja_name_target(struct jinja_parser *p)
{
	const struct jinja_token *t = jinja_expect(p, TOKEN_NAME);
	struct str text = jinja_token_text(p, t);

	if (!p->failed && is_constant(text, p->j->options.nunjucks))
		jinja_error(p, t->offset, "cannot assign to '%.*s'",
			    STR_ARG(text));
	return jinja_symbol(p, text);
}

#include "template/jinja_scope.h"

#include "base/arena.h"

/* ---- the second walk: guards */

void scope_each_guard(struct scope *s, const struct jinja_node *node,
		      bool truth, scope_name_fn *fn)
{
	const struct jinja_node *test;

	switch ((int)node->kind) {
	case JINJA_NAME:
		if (truth)
			fn(s, node->symbol);
		break;
	case JINJA_NOT:
		scope_each_guard(s, node->first, !truth, fn);
		break;
	case JINJA_AND:
	case JINJA_OR:
		if (truth == (node->kind == JINJA_AND))
			for (const struct jinja_node *n = node->first; n;
			     n = n->next)
				scope_each_guard(s, n, truth, fn);
		break;
	case JINJA_CHAIN:
		test = node->first->next;
		if (node->first->kind != JINJA_NAME || !test || test->next ||
		    test->kind != JINJA_TEST)
			break;
		if ((str_is(test->text, "defined") && truth != test->flag) ||
		    (str_is(test->text, "undefined") && truth == test->flag))
			fn(s, node->first->symbol);
		break;
	default:
		break;
	}
}

void scope_guard(struct scope *s, struct jinja_symbol *symbol)
{
	(void)s;
	symbol->guards++;
}

void scope_unguard(struct scope *s, struct jinja_symbol *symbol)
{
	(void)s;
	symbol->guards--;
}

/* ---- the second walk: uses in expressions */

/* soft: it does no harm if the name is not defined. */
static void use_name(struct scope *s, const struct jinja_node *node, bool soft)
{
	struct jinja_symbol *symbol = node->symbol;
	const struct jinja_binding *b = symbol->binding;
	enum holding top = scope_top(s, symbol);

	/* Filters of a set block are not in Jinja2's account of its frame. */
	if (!b) {
		scope_declare_free(s, symbol, node->offset);
		b = symbol->binding;
	}
	if (!b->context)
		return;
	scope_note_free(s, symbol, node->offset);
	if (b->assigned || top == HOLDING_SURELY)
		return;
	symbol->free->read = true;
	if (!soft && symbol->guards == 0 && top == HOLDING_NONE)
		symbol->free->required = true;
}

void scope_use_children(struct scope *s, const struct jinja_node *node)
{
	for (const struct jinja_node *n = node->first; n; n = n->next)
		scope_use(s, n, false);
}

/* `a and b`: b runs only if a holds; `a or b`: only if it does not. */
static void use_logic(struct scope *s, const struct jinja_node *node, bool soft)
{
	bool truth = node->kind == JINJA_AND;

	for (const struct jinja_node *n = node->first; n; n = n->next) {
		scope_use(s, n, soft || n->next);
		scope_each_guard(s, n, truth, scope_guard);
	}
	for (const struct jinja_node *n = node->first; n; n = n->next)
		scope_each_guard(s, n, truth, scope_unguard);
}

/* Value, test, value, ...: each test guards the value before it. */
static void use_condition(struct scope *s, const struct jinja_node *node,
			  bool soft)
{
	const struct jinja_node *value = node->first, *test;

	for (test = value->next; test; test = value->next) {
		scope_use(s, test, true);
		scope_each_guard(s, test, true, scope_guard);
		scope_use(s, value, soft);
		scope_each_guard(s, test, true, scope_unguard);
		/* What follows is reached only where it does not hold. */
		value = test->next;
		if (!value->flag)
			scope_each_guard(s, test, false, scope_guard);
	}
	scope_use(s, value, soft);
	for (test = node->first->next; test; test = test->next->next)
		if (!test->next->flag)
			scope_each_guard(s, test, false, scope_unguard);
}

/* Whether what is done to a value copes with its not being defined. */
static bool is_soft(const struct jinja_node *op)
{
	if (op->kind == JINJA_FILTER)
		return str_is(op->text, "default") || str_is(op->text, "d");
	return op->kind == JINJA_TEST &&
	       (str_is(op->text, "defined") || str_is(op->text, "undefined") ||
		str_is(op->text, "none"));
}

void scope_use(struct scope *s, const struct jinja_node *node, bool soft)
{
	const struct jinja_node *op;

	switch ((int)node->kind) {
	case JINJA_NAME:
	case JINJA_NSREF:
		use_name(s, node, soft);
		break;
	case JINJA_AND:
	case JINJA_OR:
		use_logic(s, node, soft);
		break;
	case JINJA_NOT:
		scope_use(s, node->first, true);
		break;
	case JINJA_COND:
		use_condition(s, node, soft);
		break;
	case JINJA_CHAIN:
		op = node->first->next;
		scope_use(s, node->first, op && is_soft(op));
		for (; op; op = op->next)
			scope_use_children(s, op);
		break;
	default:
		scope_use_children(s, node);
		break;
	}
}

/* ---- the second walk: assignments that surely ran */

static void mention(struct scope *s, struct jinja_symbol *symbol, bool onwards)
{
	struct chain *c = s->frame->chain;
	struct mention *m;

	if (!c)
		return;
	m = arena_zero(s->j->arena, 1, sizeof(*m));
	m->symbol = symbol;
	m->branch = c->branch;
	m->onwards = onwards;
	if (c->last)
		c->last->next = m;
	else
		c->first = m;
	c->last = m;
}

void scope_mention_here(struct scope *s, struct jinja_symbol *symbol)
{
	if (scope_is_here(s, symbol) && !symbol->binding->assigned)
		mention(s, symbol, false);
}

void scope_mention_onwards(struct scope *s, struct jinja_symbol *symbol)
{
	if (scope_is_here(s, symbol) && !symbol->binding->assigned)
		mention(s, symbol, true);
}

void scope_assign(struct scope *s, struct jinja_symbol *symbol)
{
	if (!scope_is_here(s, symbol) || symbol->binding->assigned)
		return;
	symbol->binding->assigned = symbol->binding->perhaps = true;
	if (s->frame->toplevel)
		scope_note_top(s, symbol);
	mention(s, symbol, false);
}

void scope_assign_target(struct scope *s, const struct jinja_node *target)
{
	if (target->kind == JINJA_NAME)
		scope_assign(s, target->symbol);
	else if (target->kind == JINJA_NSREF)
		use_name(s, target, false);
	for (const struct jinja_node *n = target->first; n; n = n->next)
		scope_assign_target(s, n);
}

/* At the end of a branch: what it assigned is not so in the next one. */
void scope_close_branch(struct scope *s, const struct mention *after)
{
	struct chain *c = s->frame->chain;

	for (struct mention *m = after ? after->next : c->first; m; m = m->next)
		m->symbol->binding->assigned = false;
	c->branch++;
}

/*
 * After all branches: what each of them assigned, or is only reached with,
 * has a value from here on. Mentions stand in the order of the branches.
 */
void scope_close_chain(struct scope *s)
{
	struct chain *c = s->frame->chain;
	unsigned id = ++s->chains;

	s->frame->chain = c->outer;
	for (struct mention *m = c->first; m; m = m->next) {
		struct jinja_symbol *y = m->symbol;

		if (y->chain != id) {
			y->chain = id;
			y->count = 0;
			y->last = y->covered = c->branch;
		}
		if (m->branch >= y->covered)
			continue;
		if (m->onwards) {
			y->count += c->branch - m->branch;
			y->covered = m->branch;
		} else if (y->last != m->branch) {
			y->count++;
			y->last = m->branch;
		}
	}
	for (struct mention *m = c->first; m; m = m->next)
		if (m->symbol->count >= c->branch)
			scope_assign(s, m->symbol);
}

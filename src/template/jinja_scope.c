#include "template/jinja_scope.h"

/* ---- the second walk: frames */

static void enter_body(struct scope *s, const struct jinja_node *body);

static void enter_if(struct scope *s, const struct jinja_node *node)
{
	struct chain chain = { .outer = s->frame->chain };
	struct mention *before;

	s->frame->chain = &chain;
	for (const struct jinja_node *b = node->first; b; b = b->next) {
		before = chain.last;
		scope_use(s, b->first, true);
		scope_each_guard(s, b->first, true, scope_guard);
		scope_each_guard(s, b->first, true, scope_mention_here);
		enter_body(s, b->body);
		scope_close_branch(s, before);
		scope_each_guard(s, b->first, true, scope_unguard);
		scope_each_guard(s, b->first, false, scope_mention_onwards);
		scope_each_guard(s, b->first, false, scope_guard);
	}
	before = chain.last;
	if (node->other)
		enter_body(s, node->other);
	scope_close_branch(s, before);
	for (const struct jinja_node *b = node->first; b; b = b->next)
		scope_each_guard(s, b->first, false, scope_unguard);
	scope_close_chain(s);
}

static void enter_loop(struct scope *s, const struct jinja_node *node)
{
	const struct jinja_node *condition = node->first->next->next;
	struct frame frame;

	scope_open(s, &frame);
	if (s->j->specials & SPECIAL_LOOP &&
	    (node->flag || scope_specials(s, node->body, SPECIAL_LOOP) ||
	     scope_has_scoped(node->body) || scope_has_scoped(node->other)))
		scope_declare_specials(s, SPECIAL_LOOP);
	scope_declare_targets(s, node->first);
	scope_declare_body(s, node->body, false);
	if (condition)
		scope_each_guard(s, condition, true, scope_guard);
	enter_body(s, node->body);
	if (condition)
		scope_each_guard(s, condition, true, scope_unguard);
	scope_close(s);
}

/* The loop around, if there is one, has been asked already. */
static bool check_loop(struct scope *s, const struct jinja_node *node)
{
	const struct jinja_node *found;

	if (s->loops > 0 || !(s->j->specials & SPECIAL_LOOP) ||
	    s->j->options.nunjucks)
		return true;
	found = scope_loop_assigned(node);
	if (found) {
		(void)jinja_fail(s->j, found->offset,
				 "cannot assign to 'loop' inside a loop");
		s->failed = true;
	}
	return !found;
}

static void enter_for(struct scope *s, const struct jinja_node *node)
{
	const struct jinja_node *condition = node->first->next->next;
	struct frame frame;

	if (!check_loop(s, node))
		return;
	s->loops++;
	scope_use(s, node->first->next, false);
	if (condition) {
		scope_open(s, &frame);
		scope_declare_targets(s, node->first);
		scope_declare_loads(s, condition);
		scope_use(s, condition, true);
		scope_close(s);
	}
	enter_loop(s, node);
	if (node->other) {
		scope_open(s, &frame);
		scope_declare_body(s, node->other, false);
		enter_body(s, node->other);
		scope_close(s);
	}
	s->loops--;
}

/* Jinja2 wants a default for a parameter `caller` that the body uses. */
static bool check_caller(struct scope *s, const struct jinja_node *parameters,
			 unsigned specials)
{
	for (const struct jinja_node *n = parameters; n; n = n->next)
		if (specials & SPECIAL_CALLER && !s->j->options.nunjucks &&
		    n->symbol->special == SPECIAL_CALLER && !n->first) {
			(void)jinja_fail(
				s->j, n->offset,
				"the parameter 'caller' needs a default");
			s->failed = true;
			return false;
		}
	return true;
}

static void enter_macro(struct scope *s, const struct jinja_node *node,
			const struct jinja_node *parameters)
{
	unsigned specials = scope_specials(s, node->body,
					   SPECIAL_CALLER | SPECIAL_KWARGS |
						   SPECIAL_VARARGS);
	struct frame frame;

	if (!check_caller(s, parameters, specials))
		return;
	/* What a macro does is done when it is called. */
	s->macros += node->kind == JINJA_MACRO;
	scope_open(s, &frame);
	for (const struct jinja_node *n = parameters; n; n = n->next)
		scope_declare_parameter(s, n->symbol);
	scope_declare_specials(s, specials);
	for (const struct jinja_node *n = parameters; n; n = n->next)
		scope_declare_siblings(s, n->first);
	scope_declare_body(s, node->body, false);
	for (const struct jinja_node *n = parameters; n; n = n->next)
		scope_use_children(s, n);
	enter_body(s, node->body);
	scope_close(s);
	s->macros -= node->kind == JINJA_MACRO;
}

static void enter_with(struct scope *s, const struct jinja_node *node)
{
	struct frame frame;

	for (const struct jinja_node *n = node->first; n; n = n->next->next)
		scope_use(s, n->next, false);
	scope_open(s, &frame);
	for (const struct jinja_node *n = node->first; n; n = n->next->next)
		scope_declare_targets(s, n);
	scope_declare_body(s, node->body, false);
	enter_body(s, node->body);
	scope_close(s);
}

/* The body of filter, set or autoescape; inner: expressions evaluated there. */
static void enter_plain(struct scope *s, const struct jinja_node *node,
			const struct jinja_node *inner)
{
	struct frame frame;

	scope_open(s, &frame);
	if (node->kind == JINJA_AUTOESCAPE)
		scope_declare_siblings(s, inner);
	scope_declare_body(s, node->body, false);
	if (node->kind != JINJA_AUTOESCAPE)
		scope_declare_siblings(s, inner);
	enter_body(s, node->body);
	for (; inner; inner = inner->next)
		scope_use(s, inner, false);
	scope_close(s);
}

static void enter_extends(struct scope *s, const struct jinja_node *node,
			  bool *ends)
{
	if (!s->frame->toplevel && !s->j->options.nunjucks) {
		(void)jinja_fail(s->j, node->offset,
				 "extends only at the top level");
		s->failed = true;
		return;
	}
	/* The compiler drops what follows a second extends. */
	if (s->extends > 0 && s->extended) {
		*ends = true;
		return;
	}
	scope_use_children(s, node);
	if (!s->frame->chain)
		s->extended = true;
	s->extends++;
}

static void enter_set(struct scope *s, const struct jinja_node *node)
{
	if (node->kind == JINJA_SET)
		scope_use(s, node->first->next, false);
	else
		enter_plain(s, node, node->first->next);
	scope_assign_target(s, node->first);
}

static void enter_import(struct scope *s, const struct jinja_node *node)
{
	scope_use(s, node->first, false);
	scope_bound(s, node);
	if (node->symbol)
		scope_assign(s, node->symbol);
	for (const struct jinja_node *n = node->first->next; n; n = n->next)
		scope_assign(s, n->symbol);
}

/* *ends: nothing after it in the same body is compiled. */
static void enter_statement(struct scope *s, const struct jinja_node *node,
			    bool *ends)
{
	s->offset = node->offset;
	switch ((int)node->kind) {
	case JINJA_OUTPUT:
		scope_use_children(s, node);
		break;
	case JINJA_INCLUDE:
		scope_use_children(s, node);
		scope_bound(s, node);
		break;
	case JINJA_SET:
	case JINJA_CAPTURE:
		enter_set(s, node);
		break;
	case JINJA_IF:
		enter_if(s, node);
		break;
	case JINJA_FOR:
		enter_for(s, node);
		break;
	case JINJA_WITH:
		enter_with(s, node);
		break;
	case JINJA_MACRO:
		enter_macro(s, node, node->first);
		scope_assign(s, node->symbol);
		break;
	case JINJA_CALL_BLOCK:
		scope_use(s, node->first, false);
		enter_macro(s, node, node->first->next);
		break;
	case JINJA_FILTER_BLOCK:
	case JINJA_AUTOESCAPE:
		enter_plain(s, node, node->first);
		break;
	case JINJA_IMPORT:
	case JINJA_FROM:
		enter_import(s, node);
		break;
	case JINJA_EXTENDS:
		enter_extends(s, node, ends);
		break;
	default: /* DATA; BLOCK is entered from jinja_scope */
		break;
	}
}

static void enter_body(struct scope *s, const struct jinja_node *body)
{
	bool ends = false;

	for (const struct jinja_node *n = body->first; n && !ends && !s->failed;
	     n = n->next)
		enter_statement(s, n, &ends);
}

static void enter_top(struct scope *s, const struct jinja_node *body,
		      unsigned specials, bool toplevel)
{
	struct frame frame;

	scope_open(s, &frame);
	frame.toplevel = toplevel;
	scope_declare_specials(s, scope_specials(s, body, specials));
	scope_declare_body(s, body, false);
	enter_body(s, body);
	if (toplevel && s->extends > 0)
		scope_bound_extends(s);
	scope_close(s);
}

int jinja_scope(struct jinja *j)
{
	struct scope s = { .j = j };

	enter_top(&s, j->root, SPECIAL_SELF, true);
	for (size_t i = 0; i < j->blocks.count && !s.failed; i++) {
		const struct jinja_node *block = j->blocks.entries[i].value;

		s.block = block;
		enter_top(&s, block->body, SPECIAL_SELF | SPECIAL_SUPER, false);
	}
	return s.failed ? -1 : 0;
}

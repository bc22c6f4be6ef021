#include "template/jinja_scope.h"

/* ---- self, super, loop, caller, kwargs, varargs: there if they are used */

/*
 * Take out of *wanted what node binds, and add to *found what it loads of the
 * rest: jinja2.compiler.find_undeclared, in its order. Goes into everything
 * but blocks. Only walked at all for names that the template has.
 */
static void find_special(const struct jinja_node *node, unsigned *wanted,
			 unsigned *found);

static void find_in_list(const struct jinja_node *node, unsigned *wanted,
			 unsigned *found)
{
	for (; node; node = node->next)
		find_special(node, wanted, found);
}

static void unwant_targets(const struct jinja_node *target, unsigned *wanted)
{
	if (target->kind == JINJA_NAME)
		*wanted &= ~target->symbol->special;
	for (const struct jinja_node *n = target->first; n; n = n->next)
		unwant_targets(n, wanted);
}

static void find_in_for(const struct jinja_node *node, unsigned *wanted,
			unsigned *found)
{
	const struct jinja_node *iterable = node->first->next;

	unwant_targets(node->first, wanted);
	find_special(iterable, wanted, found);
	find_special(node->body, wanted, found);
	if (node->other)
		find_special(node->other, wanted, found);
	if (iterable->next)
		find_special(iterable->next, wanted, found);
}

static void find_in_with(const struct jinja_node *node, unsigned *wanted,
			 unsigned *found)
{
	for (const struct jinja_node *n = node->first; n; n = n->next->next)
		unwant_targets(n, wanted);
	for (const struct jinja_node *n = node->first; n; n = n->next->next)
		find_special(n->next, wanted, found);
	find_special(node->body, wanted, found);
}

/* Parameters first, then their defaults, then the body. */
static void find_in_macro(const struct jinja_node *node,
			  const struct jinja_node *parameters, unsigned *wanted,
			  unsigned *found)
{
	for (const struct jinja_node *n = parameters; n; n = n->next)
		*wanted &= ~n->symbol->special;
	for (const struct jinja_node *n = parameters; n; n = n->next)
		find_in_list(n->first, wanted, found);
	find_special(node->body, wanted, found);
}

static void find_special(const struct jinja_node *node, unsigned *wanted,
			 unsigned *found)
{
	if (!(*wanted & ~*found))
		return;
	switch ((int)node->kind) {
	case JINJA_NAME:
		*found |= *wanted & node->symbol->special;
		return;
	case JINJA_BLOCK:
	case JINJA_DATA:
		return;
	case JINJA_SET:
	case JINJA_CAPTURE:
		unwant_targets(node->first, wanted);
		find_in_list(node->first->next, wanted, found);
		break;
	case JINJA_FOR:
		find_in_for(node, wanted, found);
		return;
	case JINJA_WITH:
		find_in_with(node, wanted, found);
		return;
	case JINJA_MACRO:
		find_in_macro(node, node->first, wanted, found);
		return;
	case JINJA_CALL_BLOCK:
		find_special(node->first, wanted, found);
		find_in_macro(node, node->first->next, wanted, found);
		return;
	case JINJA_FROM:
	case JINJA_IMPORT:
		find_special(node->first, wanted, found);
		return;
	case JINJA_FILTER_BLOCK:
		find_special(node->body, wanted, found);
		find_in_list(node->first, wanted, found);
		return;
	default:
		find_in_list(node->first, wanted, found);
		break;
	}
	if (node->body)
		find_special(node->body, wanted, found);
	if (node->other)
		find_special(node->other, wanted, found);
}

unsigned scope_specials(const struct scope *s, const struct jinja_node *body,
			unsigned wanted)
{
	unsigned found = 0;

	wanted &= s->j->specials;
	if (wanted)
		find_special(body, &wanted, &found);
	return found;
}

void scope_declare_specials(struct scope *s, unsigned specials)
{
	static const char *const names[] = { "self",   "super",	 "loop",
					     "caller", "kwargs", "varargs" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (specials & 1u << i)
			scope_declare_parameter(
				s, map_get(&s->j->symbols, str_of(names[i])));
}

bool scope_has_scoped(const struct jinja_node *body)
{
	for (const struct jinja_node *n = body ? body->first : NULL; n;
	     n = n->next) {
		if (n->kind == JINJA_BLOCK && n->flag)
			return true;
		if (scope_has_scoped(n->body) || scope_has_scoped(n->other) ||
		    (n->kind == JINJA_IF && scope_has_scoped(n)))
			return true;
	}
	return false;
}

static const struct jinja_node *loop_in(const struct jinja_node *target)
{
	const struct jinja_node *found = NULL;

	if (target->kind == JINJA_NAME &&
	    target->symbol->special == SPECIAL_LOOP)
		return target;
	for (const struct jinja_node *n = target->first; n && !found;
	     n = n->next)
		found = loop_in(n);
	return found;
}

const struct jinja_node *scope_loop_assigned(const struct jinja_node *node)
{
	const struct jinja_node *found = NULL;

	if (node->kind == JINJA_SET || node->kind == JINJA_CAPTURE ||
	    node->kind == JINJA_FOR)
		found = loop_in(node->first);
	if (!found && (node->kind == JINJA_BODY || node->kind == JINJA_IF))
		for (const struct jinja_node *n = node->first; n && !found;
		     n = n->next)
			found = scope_loop_assigned(n);
	if (!found && node->body)
		found = scope_loop_assigned(node->body);
	if (!found && node->other)
		found = scope_loop_assigned(node->other);
	return found;
}

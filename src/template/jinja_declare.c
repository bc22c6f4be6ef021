#include "template/jinja_scope.h"

#include "base/arena.h"

/* ---- bindings */

void scope_note_free(struct scope *s, struct jinja_symbol *symbol,
		     uint32_t offset)
{
	struct jinja_free *f = symbol->free;

	if (!f) {
		f = arena_zero(s->j->arena, 1, sizeof(*f));
		f->symbol = symbol;
		f->offset = offset;
		symbol->free = f;
		if (s->last_free)
			s->last_free->next = f;
		else
			s->j->free = f;
		s->last_free = f;
		s->j->free_count++;
	} else if (offset < f->offset) {
		f->offset = offset;
	}
}

static struct jinja_binding *bind(struct scope *s, struct jinja_symbol *symbol)
{
	struct jinja_binding *b = arena_zero(s->j->arena, 1, sizeof(*b));

	b->symbol = symbol;
	b->frame = s->frame;
	b->outer = symbol->binding;
	b->next = s->frame->bindings;
	s->frame->bindings = b;
	symbol->binding = b;
	return b;
}

bool scope_is_here(const struct scope *s, const struct jinja_symbol *symbol)
{
	return symbol->binding && symbol->binding->frame == s->frame;
}

void scope_declare_parameter(struct scope *s, struct jinja_symbol *symbol)
{
	if (!scope_is_here(s, symbol))
		(void)bind(s, symbol);
	symbol->binding->parameter = true;
}

/* The name is mentioned first, here, and bound nowhere: looked up outside. */
void scope_declare_free(struct scope *s, struct jinja_symbol *symbol,
			uint32_t offset)
{
	(void)bind(s, symbol);
	if (symbol->special == SPECIAL_GLOBAL)
		return;
	symbol->binding->context = true;
	scope_note_free(s, symbol, offset);
}

static void scope_declare_load(struct scope *s, struct jinja_symbol *symbol,
			       uint32_t offset)
{
	if (!symbol->binding)
		scope_declare_free(s, symbol, offset);
}

static void scope_declare_store(struct scope *s, struct jinja_symbol *symbol,
				uint32_t offset, bool branch)
{
	const struct jinja_binding *outer = symbol->binding;

	if (scope_is_here(s, symbol))
		return;
	if (!outer && branch)
		scope_declare_free(s, symbol, offset);
	else
		/* It begins as what it is outside. */
		bind(s, symbol)->context = outer && outer->context;
}

void scope_open(struct scope *s, struct frame *frame)
{
	*frame = (struct frame){ .outer = s->frame, .macros = s->macros };
	s->frame = frame;
}

void scope_close(struct scope *s)
{
	for (struct jinja_binding *b = s->frame->bindings; b; b = b->next)
		b->symbol->binding = b->outer;
	s->frame = s->frame->outer;
}

/* ---- the first walk: what a frame mentions */

/* No deeper than brackets are. */
void scope_declare_loads(struct scope *s, const struct jinja_node *node)
{
	if (node->symbol &&
	    (node->kind == JINJA_NAME || node->kind == JINJA_NSREF))
		scope_declare_load(s, node->symbol, node->offset);
	for (const struct jinja_node *n = node->first; n; n = n->next)
		scope_declare_loads(s, n);
}

void scope_declare_siblings(struct scope *s, const struct jinja_node *node)
{
	for (; node; node = node->next)
		scope_declare_loads(s, node);
}

static void declare_target(struct scope *s, const struct jinja_node *target,
			   bool branch)
{
	if (target->kind == JINJA_NAME)
		scope_declare_store(s, target->symbol, target->offset, branch);
	else if (target->kind == JINJA_NSREF)
		scope_declare_load(s, target->symbol, target->offset);
	for (const struct jinja_node *n = target->first; n; n = n->next)
		declare_target(s, n, branch);
}

void scope_declare_body(struct scope *s, const struct jinja_node *body,
			bool branch);

static void declare_if(struct scope *s, const struct jinja_node *node)
{
	for (const struct jinja_node *b = node->first; b; b = b->next) {
		scope_declare_loads(s, b->first);
		scope_declare_body(s, b->body, true);
	}
	if (node->other)
		scope_declare_body(s, node->other, true);
}

static void declare_statement(struct scope *s, const struct jinja_node *node,
			      bool branch)
{
	switch ((int)node->kind) {
	case JINJA_OUTPUT:
	case JINJA_INCLUDE:
	case JINJA_EXTENDS:
	case JINJA_FILTER_BLOCK:
		scope_declare_siblings(s, node->first);
		break;
	case JINJA_SET:
		scope_declare_loads(s, node->first->next);
		declare_target(s, node->first, branch);
		break;
	case JINJA_CAPTURE:
		declare_target(s, node->first, branch);
		break;
	case JINJA_FOR:
		scope_declare_loads(s, node->first->next);
		break;
	case JINJA_CALL_BLOCK:
		scope_declare_loads(s, node->first);
		break;
	case JINJA_IF:
		declare_if(s, node);
		break;
	case JINJA_WITH:
		for (const struct jinja_node *n = node->first; n;
		     n = n->next->next)
			scope_declare_loads(s, n->next);
		break;
	case JINJA_MACRO:
		scope_declare_store(s, node->symbol, node->offset, branch);
		break;
	case JINJA_IMPORT:
		scope_declare_loads(s, node->first);
		scope_declare_store(s, node->symbol, node->offset, branch);
		break;
	case JINJA_FROM:
		scope_declare_loads(s, node->first);
		for (const struct jinja_node *n = node->first->next; n;
		     n = n->next)
			scope_declare_store(s, n->symbol, n->offset, branch);
		break;
	default: /* DATA; BLOCK and AUTOESCAPE are frames of their own */
		break;
	}
}

void scope_declare_body(struct scope *s, const struct jinja_node *body,
			bool branch)
{
	for (const struct jinja_node *n = body->first; n; n = n->next)
		declare_statement(s, n, branch);
}

void scope_declare_targets(struct scope *s, const struct jinja_node *target)
{
	if (target->kind == JINJA_NAME)
		scope_declare_parameter(s, target->symbol);
	for (const struct jinja_node *n = target->first; n; n = n->next)
		scope_declare_targets(s, n);
}

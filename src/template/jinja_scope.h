/*
 * jinja_scope.h - the parts of jinja_scope(): which names a template looks up
 * outside. Private to the files that include it; jinja.h is for the others.
 *
 * Which names a template looks up outside, as jinja2.meta says it:
 * find_undeclared_variables() runs the compiler and notes what each frame
 * resolves from the context. A frame is the template, a block, and the body
 * of a loop, macro, with, filter, set or autoescape; not of an if.
 *
 * The compiler looks through a whole frame, without the frames inside, before
 * it enters those (declare_*, then enter_*). Its Symbols class keeps sets per
 * branch of an if and merges them; what comes out depends for each name only
 * on where the frame mentions it first:
 *
 *	in a frame around		bound there, so not free
 *	a parameter			bound
 *	loaded				free
 *	stored, not inside an if	bound
 *	stored inside an if		free, as that if may not be taken
 *
 * A mention that comes later changes nothing: `{{ t }}{% set t = 1 %}` and
 * `{% if c %}{% set t = 1 %}{% endif %}` both leave t free, even where both
 * branches set it, but a loop before a `set` of its name does not.
 *
 * On the second walk every use of a free name is looked at in the order of
 * the text, to see whether the template copes without it: guards (conditions
 * that hold only if it is defined) and assignments that certainly ran. Where a
 * reference to another file stands on the way, the names that have a value of
 * the template's own are written down: jinja_bound.c.
 */
#ifndef PP_TEMPLATE_JINJA_SCOPE_H
#define PP_TEMPLATE_JINJA_SCOPE_H

#include "template/jinja.h"

/* What a frame knows of a name. */
struct jinja_binding {
	struct jinja_symbol *symbol;
	const struct frame *frame;
	struct jinja_binding *outer; /* of the same name, hidden by this */
	struct jinja_binding *next;  /* in the same frame */
	bool context;		     /* its value may come from outside */
	bool parameter;		     /* the frame begins with its value */
	bool assigned;		     /* the template has given it one */
	bool perhaps;		     /* it has in some branch */
};

/* One mention in a chain of branches: see close_chain(). */
struct mention {
	struct jinja_symbol *symbol;
	unsigned branch;
	bool onwards; /* in all branches from that one on */
	struct mention *next;
};

struct chain {
	struct chain *outer;
	unsigned branch;
	struct mention *first, *last;
};

struct frame {
	struct frame *outer;
	struct jinja_binding *bindings;
	struct chain *chain; /* innermost if of this frame */
	bool toplevel;	     /* the template's own */
	unsigned macros;     /* around, and itself */
};

struct scope {
	struct jinja *j;
	struct frame *frame;
	struct jinja_free *last_free;
	unsigned chains; /* numbers handed out */
	unsigned loops;	 /* around */
	unsigned macros; /* around */
	unsigned extends;
	bool extended; /* surely, not inside an if */
	bool failed;
	uint32_t offset;		/* of the statement under way */
	const struct jinja_node *block; /* under way; NULL: the top level */
	struct jinja_symbol *tops;	/* names the top level assigns */
	size_t bound_steps;		/* done of BOUND_STEPS */
};

/* Whether a name has a value of the template's own. */
enum holding { HOLDING_NONE, HOLDING_PERHAPS, HOLDING_SURELY };

/* ---- jinja_declare.c: frames, and the first walk */

/* Enter a frame, which the caller keeps until it leaves it. */
void scope_open(struct scope *s, struct frame *frame);
void scope_close(struct scope *s);
/* Whether the frame itself, not one around it, has the name. */
bool scope_is_here(const struct scope *s, const struct jinja_symbol *symbol);
/* The name is looked up outside, at that byte among others. */
void scope_note_free(struct scope *s, struct jinja_symbol *symbol,
		     uint32_t offset);
/* A mention of a name, if it is the frame's first: see above. */
void scope_declare_parameter(struct scope *s, struct jinja_symbol *symbol);
void scope_declare_free(struct scope *s, struct jinja_symbol *symbol,
			uint32_t offset);
/* Every name of a target as a parameter. */
void scope_declare_targets(struct scope *s, const struct jinja_node *target);
/* Every name that an expression, or it and those after it, load. */
void scope_declare_loads(struct scope *s, const struct jinja_node *node);
void scope_declare_siblings(struct scope *s, const struct jinja_node *node);
/* What the statements of a body mention, without frames inside. */
void scope_declare_body(struct scope *s, const struct jinja_node *body,
			bool branch);

/* ---- jinja_special.c: self, super, loop, caller, kwargs, varargs */

/* Those of wanted that body uses without binding them itself. */
unsigned scope_specials(const struct scope *s, const struct jinja_node *body,
			unsigned wanted);
/* Declare those as parameters of the frame. */
void scope_declare_specials(struct scope *s, unsigned specials);
/* Whether there is a scoped block anywhere inside; body may be NULL. */
bool scope_has_scoped(const struct jinja_node *body);
/* Where a statement, or one inside it, assigns to `loop`, or NULL. */
const struct jinja_node *scope_loop_assigned(const struct jinja_node *node);

/* ---- jinja_bound.c: what a reference's target finds bound */

/* In a block: what the top level has done for the name when it is rendered. */
enum holding scope_top(const struct scope *s,
		       const struct jinja_symbol *symbol);
/* Note that the top level assigns the name. */
void scope_note_top(struct scope *s, struct jinja_symbol *symbol);
/* Fill in what is bound where that include, import or from stands. */
void scope_bound(struct scope *s, const struct jinja_node *node);
/* The same for every extends, at the end of the top level. */
void scope_bound_extends(struct scope *s);

/* ---- jinja_use.c: the second walk, in expressions and branches */

typedef void scope_name_fn(struct scope *s, struct jinja_symbol *symbol);

/*
 * Call fn for every name that must be defined for node to come out as truth:
 * `x`, `x is defined`, and through not, and, or.
 */
void scope_each_guard(struct scope *s, const struct jinja_node *node,
		      bool truth, scope_name_fn *fn);
/* What fn may be: the name is surely defined from here, and no longer; */
scope_name_fn scope_guard, scope_unguard;
/* it is in this branch of an if, or in this and all that follow. */
scope_name_fn scope_mention_here, scope_mention_onwards;

/* Every use in an expression; soft: it may come out as undefined. */
void scope_use(struct scope *s, const struct jinja_node *node, bool soft);
void scope_use_children(struct scope *s, const struct jinja_node *node);
/* The template has given the name, or the names of the target, a value. */
void scope_assign(struct scope *s, struct jinja_symbol *symbol);
void scope_assign_target(struct scope *s, const struct jinja_node *target);
/* The end of a branch that began after that mention, and of the whole if. */
void scope_close_branch(struct scope *s, const struct mention *after);
void scope_close_chain(struct scope *s);

#endif

#include "template/go_template.h"

#include "base/arena.h"

/*
 * The trees are walked as they would run, with what is known of each value
 * instead of the value. Each define is walked for the dot that it is called
 * with: the data, an unknown value, and so many paths.
 */
enum { DEFINE_PATHS = 8 };

/* A variable of the application's, while something around it asks for it. */
struct root {
	unsigned guards;
};

/* A call of a define that is still to be walked. */
struct call {
	struct go_define *define;
	struct go_value dot;
};

struct scope {
	struct go *g;
	struct draft *d;
	struct go_value dot, data; /* . and $ */
	struct go_locals locals;
	unsigned depth;	  /* of blocks */
	struct map roots; /* name to struct root */
	struct root **guards;
	size_t guard_count, guard_room;
	struct call *calls;
	size_t call_count, call_room;
};

/* How an expression is used. */
struct manner {
	bool output;	    /* it reaches the text */
	bool soft;	    /* it does no harm if it is not there */
	bool asked;	    /* only whether it is there or true */
	struct str through; /* the functions after it */
};

static const struct go_value unknown = { GO_UNKNOWN, { NULL, 0 }, { NULL, 0 } };

/* ---- values */

/* One field of a value. */
static struct go_value member(struct scope *s, struct go_value v,
			      struct str name)
{
	if (v.kind == GO_DATA && name.n > 0)
		return (struct go_value){
			GO_PATH, name, draft_path(s->d, STR_EMPTY, "", name)
		};
	if (v.kind == GO_PATH)
		v.path = draft_path(s->d, v.path, ".", name);
	return v;
}

/* An item of a value: of the data itself it has no name. */
static struct go_value item(struct scope *s, struct go_value v)
{
	if (v.kind != GO_PATH)
		return unknown;
	v.path = draft_path(s->d, v.path, "[]", STR_EMPTY);
	return v;
}

/* ".A.B" of a value. */
static struct go_value fields(struct scope *s, struct go_value v,
			      struct str text)
{
	while (text.n > 0 && v.kind != GO_UNKNOWN) {
		size_t end = str_find(text, '.', 1);

		v = member(s, v, str_cut(text, 1, end));
		text = str_cut(text, end, text.n);
	}
	return v;
}

static struct go_value value_of(struct scope *s, const struct go_node *node);

/* `index x "k" 0`, of which every step leads further into x. */
static struct go_value index_value(struct scope *s, const struct go_node *first)
{
	struct go_value v = first->next ? value_of(s, first->next) : unknown;

	if (!first->next)
		return unknown;
	for (const struct go_node *n = first->next->next; n; n = n->next)
		v = n->kind == GO_NODE_STRING ? member(s, v, n->text) :
						item(s, v);
	return v;
}

static bool is_function(const struct go_node *node, const char *name)
{
	return node->kind == GO_NODE_FUNCTION && str_is(node->text, name);
}

/* No deeper than parentheses are. */
static struct go_value value_of(struct scope *s, const struct go_node *node)
{
	const struct go_node *command = node->first;

	switch ((int)node->kind) {
	case GO_NODE_DOT:
		return s->dot;
	case GO_NODE_FIELD:
		return fields(s, s->dot, node->text);
	case GO_NODE_VARIABLE:
		return fields(s,
			      node->symbol->name.n == 1 ? s->data :
			      node->symbol->local ? node->symbol->local->value :
						    unknown,
			      node->text);
	case GO_NODE_CHAIN:
		return fields(s, value_of(s, node->first), node->text);
	case GO_NODE_PIPELINE:
		if (node->other || !command || command->next)
			return unknown;
		if (is_function(command->first, "index"))
			return index_value(s, command->first);
		return command->first->next ? unknown :
					      value_of(s, command->first);
	default:
		return unknown;
	}
}

/* ---- what is asked about */

static struct root *root_of(struct scope *s, struct str name)
{
	void **place = map_put(&s->roots, name);

	if (!*place)
		*place = arena_zero(s->g->arena, 1, sizeof(struct root));
	return *place;
}

static void guard_value(struct scope *s, struct go_value v)
{
	struct root *root;

	/* Of `a.b` nothing is asked about a. */
	if (v.kind != GO_PATH || v.path.n != v.root.n)
		return;
	root = root_of(s, v.root);
	root->guards++;
	s->guards = arena_grow(s->g->arena, s->guards, s->guard_count,
			       &s->guard_room, sizeof(struct root *));
	s->guards[s->guard_count++] = root;
}

static void unguard(struct scope *s, size_t count)
{
	while (s->guard_count > count)
		s->guards[--s->guard_count]->guards--;
}

/* Guard what must be there for an operand or pipeline to come out as truth. */
static void guard(struct scope *s, const struct go_node *node, bool truth)
{
	const struct go_node *first = node;

	if (node->kind == GO_NODE_PIPELINE) {
		if (!node->first || node->first->next)
			return;
		first = node->first->first;
	}
	if (first->kind == GO_NODE_FUNCTION) {
		bool and = str_is(first->text, "and");

		if (is_function(first, "not") && first->next)
			guard(s, first->next, !truth);
		else if ((and || is_function(first, "or")) && and == truth)
			for (first = first->next; first; first = first->next)
				guard(s, first, truth);
		else if (truth)
			guard_value(s, value_of(s, node));
	} else if (first != node && !first->next) {
		guard(s, first, truth);
	} else if (truth && first == node) {
		guard_value(s, value_of(s, node));
	}
}

/* ---- uses */

static void use(struct scope *s, const struct go_node *node, struct go_value v,
		const struct manner *how)
{
	struct draft_use *u;
	const struct root *root;

	if (v.kind != GO_PATH)
		return;
	u = draft_use(s->d, node->offset);
	root = root_of(s, v.root);
	u->root = v.root;
	u->optional = root->guards > 0 || (how->soft && v.path.n == v.root.n);
	u->use.path = v.path;
	u->use.through = how->through;
	u->use.output = how->output;
	u->use.asked = how->asked;
}

/* Functions before those of through. */
static struct str through(struct scope *s, struct str name, struct str after)
{
	if (name.n == 0 || after.n == 0)
		return draft_path(s->d, STR_EMPTY, "", name.n ? name : after);
	return draft_path(s->d, name, " ", after);
}

/* What an operand does when it is called: a function, a method. */
static struct str called_name(const struct go_node *node)
{
	switch ((int)node->kind) {
	case GO_NODE_FUNCTION:
		return node->text;
	case GO_NODE_FIELD:
		return str_cut(node->text, 1, node->text.n);
	default:
		return STR_EMPTY;
	}
}

static void use_pipeline(struct scope *s, const struct go_node *node,
			 const struct manner *how);

/* No deeper than parentheses are. */
static void use_operand(struct scope *s, const struct go_node *node,
			const struct manner *how)
{
	struct go_value v = value_of(s, node);

	switch ((int)node->kind) {
	case GO_NODE_DOT:
	case GO_NODE_FIELD:
	case GO_NODE_VARIABLE:
		use(s, node, v, how);
		break;
	case GO_NODE_CHAIN:
		if (v.kind == GO_PATH)
			use(s, node, v, how);
		else if (node->first->kind == GO_NODE_PIPELINE)
			use_pipeline(s, node->first, how);
		break;
	case GO_NODE_PIPELINE:
		use_pipeline(s, node, how);
		break;
	default:
		break;
	}
}

/* `and` runs its second argument only if the first holds; `or`: if not. */
static void use_logic(struct scope *s, const struct go_node *first,
		      struct manner how)
{
	size_t known = s->guard_count;
	bool soft = how.soft, truth = is_function(first, "and");

	for (const struct go_node *n = first->next; n; n = n->next) {
		how.soft = soft || n->next;
		use_operand(s, n, &how);
		guard(s, n, truth);
	}
	unguard(s, known);
}

/* `index x i` where it leads somewhere; what it is led by is used as well. */
static bool use_index(struct scope *s, const struct go_node *first,
		      const struct manner *how)
{
	struct go_value v = index_value(s, first);
	const struct manner plain = { .soft = false };

	if (v.kind != GO_PATH)
		return false;
	use(s, first->next, v, how);
	for (const struct go_node *n = first->next->next; n; n = n->next)
		use_operand(s, n, &plain);
	return true;
}

static void use_command(struct scope *s, const struct go_node *command,
			struct manner how)
{
	const struct go_node *first = command->first;

	if (!first->next) {
		use_operand(s, first, &how);
		return;
	}
	if (is_function(first, "index") && use_index(s, first, &how))
		return;
	if (is_function(first, "and") || is_function(first, "or")) {
		use_logic(s, first, how);
		return;
	}
	how.soft = is_function(first, "not");
	how.asked = how.asked && how.soft;
	how.through = through(s, called_name(first), how.through);
	if (first->kind != GO_NODE_FUNCTION)
		use_operand(s, first, &how);
	for (const struct go_node *n = first->next; n; n = n->next) {
		/* Of Sprig: the value comes last. */
		how.soft = how.soft ||
			   (is_function(first, "default") && !n->next);
		use_operand(s, n, &how);
	}
}

/* The functions of the commands that follow, as many as are shown. */
static struct str behind(struct scope *s, const struct go_node *command,
			 struct str after)
{
	char names[DRAFT_PATH];
	size_t n = 0;

	for (command = command->next; command; command = command->next) {
		struct str name = called_name(command->first);

		if (name.n == 0)
			continue;
		if (n + 1 + name.n > sizeof(names))
			break;
		if (n > 0)
			names[n++] = ' ';
		memcpy(names + n, name.p, name.n);
		n += name.n;
	}
	if (n == 0)
		return after;
	return through(s, str_copy(s->d->out, (struct str){ names, n }), after);
}

static void use_pipeline(struct scope *s, const struct go_node *node,
			 const struct manner *how)
{
	for (const struct go_node *n = node->first; n; n = n->next) {
		struct manner m = *how;

		/* A function of nothing uses nothing. */
		if (!n->first->next && n->first->kind == GO_NODE_FUNCTION)
			continue;
		if (n->next) {
			m.through = behind(s, n, how->through);
			m.soft = is_function(n->next->first, "default") &&
				 !n->first->next;
		}
		use_command(s, n, m);
	}
}

/* ---- statements */

static void walk(struct scope *s, const struct go_node *list);

/* What the pipeline sets, to the values of an item where item is set. */
static void set_locals(struct scope *s, const struct go_node *pipeline,
		       struct go_value v)
{
	const struct go_node *target = pipeline->other;
	struct go_local *local;

	if (!target)
		return;
	/* The first of two is the index. */
	for (; target; target = target->next) {
		struct go_value mine = target->next ? unknown : v;

		local = target->symbol->local;
		if (!pipeline->flag || !local) {
			local = go_declare(s->g, &s->locals, target->symbol);
			local->depth = s->depth;
			local->value = mine;
		} else {
			/* Whether this ran is not known outside of the block. */
			local->value = local->depth == s->depth ? mine :
								  unknown;
		}
	}
}

/* The value of a pipeline that sets variables, without those. */
static struct go_value pipeline_value(struct scope *s,
				      const struct go_node *pipeline)
{
	struct go_node bare = *pipeline;

	bare.other = NULL;
	return value_of(s, &bare);
}

static void walk_branch(struct scope *s, const struct go_node *branch,
			enum go_kind kind)
{
	const struct go_node *pipeline = branch->first;
	const struct manner asked = { .soft = kind != GO_NODE_RANGE,
				      .asked = kind == GO_NODE_IF };
	struct go_value dot = s->dot, v;
	size_t known = s->guard_count;

	use_pipeline(s, pipeline, &asked);
	v = pipeline_value(s, pipeline);
	if (kind != GO_NODE_RANGE)
		guard(s, pipeline, true);
	else
		v = item(s, v);
	set_locals(s, pipeline, v);
	if (kind != GO_NODE_IF)
		s->dot = v;
	s->depth++;
	walk(s, branch->body);
	s->depth--;
	s->dot = dot;
	unguard(s, known);
	if (kind != GO_NODE_RANGE)
		guard(s, pipeline, false);
}

static void walk_control(struct scope *s, const struct go_node *node)
{
	size_t known = s->guard_count, locals = s->locals.count;

	s->depth++;
	for (const struct go_node *b = node->first; b; b = b->next)
		walk_branch(s, b, node->kind);
	if (node->other)
		walk(s, node->other);
	s->depth--;
	unguard(s, known);
	go_forget(&s->locals, locals);
}

/* Whether a define is to be read with such a dot; then it counts as read. */
static bool wants(struct go_define *d, struct go_value dot)
{
	bool *done = dot.kind == GO_DATA ? &d->with_data : &d->with_unknown;

	if (dot.kind == GO_PATH)
		return d->with_path++ < DEFINE_PATHS;
	if (*done)
		return false;
	*done = true;
	return true;
}

static void add_call(struct scope *s, struct go_define *d, struct go_value dot)
{
	if (!wants(d, dot))
		return;
	s->calls = arena_grow(s->g->arena, s->calls, s->call_count,
			      &s->call_room, sizeof(*s->calls));
	s->calls[s->call_count++] = (struct call){ d, dot };
}

static void walk_template(struct scope *s, const struct go_node *node)
{
	const struct go_node *pipeline = node->first;
	const struct manner passed = { .soft = false };
	struct go_define *d = map_get(&s->g->defines, node->text);
	struct go_value dot = unknown;

	if (pipeline) {
		use_pipeline(s, pipeline, &passed);
		dot = pipeline_value(s, pipeline);
		set_locals(s, pipeline, dot);
	}
	if (d)
		add_call(s, d, dot);
	else if (dot.kind == GO_DATA)
		s->g->pieces[node->piece].passes_data = true;
}

static void walk_action(struct scope *s, const struct go_node *node)
{
	const struct go_node *pipeline = node->first;
	const struct manner how = { .output = !pipeline->other };

	use_pipeline(s, pipeline, &how);
	set_locals(s, pipeline, pipeline_value(s, pipeline));
}

/* No deeper than TEMPLATE_DEPTH. */
static void walk(struct scope *s, const struct go_node *list)
{
	for (const struct go_node *n = list->first; n; n = n->next)
		switch ((int)n->kind) {
		case GO_NODE_ACTION:
			walk_action(s, n);
			break;
		case GO_NODE_IF:
		case GO_NODE_WITH:
		case GO_NODE_RANGE:
			walk_control(s, n);
			break;
		case GO_NODE_TEMPLATE:
			walk_template(s, n);
			break;
		default:
			break;
		}
}

/* One tree, and all that is called from it. */
static void walk_tree(struct scope *s, const struct go_node *tree,
		      struct go_value dot)
{
	for (;;) {
		s->dot = s->data = dot;
		s->depth = 0;
		walk(s, tree);
		go_forget(&s->locals, 0);
		if (s->call_count == 0)
			break;
		s->call_count--;
		tree = s->calls[s->call_count].define->body;
		dot = s->calls[s->call_count].dot;
	}
}

void go_scope(struct go *g, struct draft *d)
{
	const struct go_value data = { .kind = GO_DATA };
	struct scope s = { .g = g, .d = d, .roots = map_in(g->arena) };

	walk_tree(&s, g->root, data);
	/* What nobody calls the application may; then what is left, which only
	 * calls itself. */
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < g->defines.count; i++) {
			struct go_define *def = g->defines.entries[i].value;
			bool reached = def->with_data || def->with_unknown ||
				       def->with_path > 0;

			if (reached || (round == 0 && def->called))
				continue;
			(void)wants(def, data);
			walk_tree(&s, def->body, data);
		}
}

/* variable-undeclared, variable-unused: templates against `variables:`. */
#include "base/arena.h"
#include "check/context.h"
#include "syntax/node.h"

static const struct node *properties(const struct built *b)
{
	return node_get(b->variables, "properties");
}

/* What helps where the name is hardly one; or NULL. */
static const char *doubt(const struct use *use)
{
	return use->language->doubt ? use->language->doubt(use->name) : NULL;
}

static void undeclared(struct context *c, const struct built *b,
		       const struct use *use)
{
	struct finding *f = context_finding(c, RULE_VARIABLE_UNDECLARED, b->id,
					    use->path, use->pos);

	f->message = str_fmt(
		c->arena,
		"`%.*s` is used here and is not among the declared variables",
		STR_ARG(use->name));
	f->line = built_line(b, use->path, use->pos.line);
	for (size_t i = 0; i < use->chain_count; i++)
		finding_chain(f, use->chain[i]);
	if (doubt(use))
		finding_help(f, str_of(doubt(use)));
	else if (b->variables_path.n)
		finding_help(f, str_fmt(c->arena,
					"declare `%.*s` in %.*s, or take it "
					"out of the text",
					STR_ARG(use->name),
					STR_ARG(b->variables_path)));
	else
		finding_help(f, str_fmt(c->arena,
					"add `%.*s: string` to `variables:` of "
					"%.*s in %.*s",
					STR_ARG(use->name), STR_ARG(b->id),
					STR_ARG(c->manifest->path)));
	finding_key(f, use->path);
	finding_key(f, use->name);
}

/* Where the manifest declares it; of a schema in a file, where that is named. */
static struct pos declared_at(const struct subject *s, struct str name)
{
	const struct value_ref *variables = &s->entry->variables;
	const struct node *own = s->built.variables_path.n ?
					 properties(&s->built) :
					 NULL;
	const struct node *names = own ? own :
				   variables->file.path.n || !variables->value ?
					 NULL :
					 node_get(variables->value,
						  "properties");
	const struct member *m = names ? node_member(names, name) : NULL;

	return m ? m->pos : s->built.variables_pos;
}

static void unused(struct context *c, const struct subject *s, struct str name)
{
	const struct built *b = &s->built;
	struct str path = b->variables_path.n ? b->variables_path :
						c->manifest->path;
	struct finding *f;

	for (size_t i = 0; i < b->use_count; i++)
		if (str_eq(b->uses[i].name, name))
			return;
	f = context_finding(c, RULE_VARIABLE_UNUSED, b->id, path,
			    declared_at(s, name));
	f->message = str_fmt(
		c->arena, "variable `%.*s` is declared and used in no message",
		STR_ARG(name));
	f->line = b->variables_path.n ?
			  built_line(b, path, f->pos.line) :
			  text_line(c->manifest->text, f->pos.line);
	finding_key(f, name);
}

int check_variables(struct context *c, struct error *err)
{
	(void)err;
	for (size_t i = 0; i < c->subject_count; i++) {
		const struct built *b = &c->subjects[i].built;
		const struct node *declared;

		if (!b->complete || !b->variables)
			continue;
		declared = properties(b);
		for (size_t j = 0; j < b->use_count; j++)
			if (!b->uses[j].perhaps && !b->variables_open &&
			    (!declared ||
			     !node_member(declared, b->uses[j].name)))
				undeclared(c, b, &b->uses[j]);
		for (size_t j = 0; declared && j < declared->count; j++)
			unused(c, &c->subjects[i], declared->members[j].name);
	}
	return 0;
}

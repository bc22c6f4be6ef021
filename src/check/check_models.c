/* model-unpinned: models that another may stand in for without a commit. */
#include "base/arena.h"
#include "check/context.h"
#include "compat/model.h"

static struct str full_name(struct arena *a, const struct model_entry *m)
{
	return m->provider.n ? str_fmt(a, "%.*s/%.*s", STR_ARG(m->provider),
				       STR_ARG(m->id)) :
			       m->id;
}

static void unpinned(struct context *c, const struct prompt_entry *e,
		     const struct model_known *known)
{
	struct str name = full_name(c->arena, &e->model);
	struct str prompt = e->model.shared ? STR_EMPTY : e->id;
	struct finding *f;

	/* What the defaults name is said once, not for each prompt. */
	if (e->model.shared && !context_first(c, "model", name))
		return;
	f = context_finding(c, RULE_MODEL_UNPINNED, prompt, c->manifest->path,
			    e->model.pos);
	if (known->hold == MODEL_DEPLOYMENT)
		f->message = str_fmt(
			c->arena,
			"`%.*s` is the name of a deployment: which "
			"model it is, is set elsewhere",
			STR_ARG(name));
	else
		f->message = str_fmt(c->arena,
				     "`%.*s` is an alias that its vendor may "
				     "move to another model",
				     STR_ARG(name));
	f->line = text_line(c->manifest->text, f->pos.line);
	finding_help(f,
		     known->hold == MODEL_DEPLOYMENT ?
			     STR("say which it is: `model: {provider: ..., id: "
				 "..., revision: ...}`") :
			     STR("name a dated snapshot, or a revision, in "
				 "`model:`"));
	finding_key(f, name);
}

int check_models(struct context *c, struct error *err)
{
	const struct model_entry *last = NULL; /* whom known is about */
	struct model_known known = { 0 };

	(void)err;
	for (size_t i = 0; i < c->subject_count; i++) {
		const struct prompt_entry *e = c->subjects[i].entry;

		/* A revision says which, whatever the name is. */
		if (e->invalid || !e->model.given || e->model.revision.n)
			continue;
		/* Most prompts of a manifest name the same one. */
		if (!last || !str_eq(last->provider, e->model.provider) ||
		    !str_eq(last->id, e->model.id))
			model_know(c->arena, e->model.provider, e->model.id,
				   &known);
		last = &e->model;
		if (known.hold == MODEL_FLOATING ||
		    known.hold == MODEL_DEPLOYMENT)
			unpinned(c, e, &known);
	}
	return 0;
}

/*
 * What F has as well, by fingerprint, fails nothing, unless the change
 * touches that prompt's sources or store files: one bad merge does not stop
 * everyone (DESIGN 2.4).
 */
#include <stdint.h>

#include "base/arena.h"
#include "check/context.h"

struct touch {
	struct context *c;
	struct error *err;
	int rc;		  /* of the first question that failed */
	struct map asked; /* path -> yes or no */
	struct map all;	  /* every path that F and the view do not share */
	bool all_known;
};

static const bool yes = true, no = false;

static int note(void *argument, const struct view_entry *from,
		const struct view_entry *to)
{
	struct touch *t = argument;
	struct str path = str_copy(t->c->arena,
				   to->path.p ? to->path : from->path);

	*map_put(&t->all, path) = t;
	return 0;
}

/* A path that no view can be asked for, though it has it. */
static bool differs_oddly(struct touch *t, struct str path)
{
	if (!t->all_known)
		t->rc = view_diff(t->c->base->view, t->c->view, STR(""), note,
				  t, t->err);
	t->all_known = true;
	return map_get(&t->all, path);
}

/*
 * Whether F and the view do not share a path. Only those of findings and of
 * prompts that have some are asked for, so that the answer hangs on them and
 * not on every file there is.
 */
static bool hit(struct touch *t, struct str path)
{
	const bool *known = path.n ? map_get(&t->asked, path) : &no;
	bool differs = false;

	if (known || t->rc < 0)
		return known && *known;
	if (view_path_ok(path))
		t->rc = view_differs(t->c->base->view, t->c->view, path,
				     &differs, t->err);
	else
		differs = differs_oddly(t, path);
	*map_put(&t->asked,
		 str_copy(t->c->arena,
			  path)) = (void *)(uintptr_t)(differs ? &yes : &no);
	return differs;
}

/* The files that the manifest's entry names itself. */
static bool entry_touched(struct touch *t, const struct prompt_entry *e)
{
	const struct value_ref *values[] = { &e->tool_choice, &e->output,
					     &e->variables, &e->params,
					     &e->retrieval };
	bool touched = false;

	touched = hit(t, e->own_file.file.path);
	for (size_t i = 0; i < e->message_count && !touched; i++)
		touched = hit(t, e->messages[i].file.path);
	for (size_t i = 0; i < e->tool_count && !touched; i++)
		touched = hit(t, e->tools[i].path);
	for (size_t i = 0; i < e->example_count && !touched; i++)
		touched = hit(t, e->examples[i].file.path);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]) && !touched;
	     i++)
		touched = hit(t, values[i]->file.path);
	return touched;
}

/* Releases and the head of a prompt, and the objects of its release. */
static bool store_touched(struct touch *t, struct str id)
{
	struct context *c = t->c;

	for (size_t i = 0; i < c->change_count; i++) {
		const struct store_change *change = &c->changes[i];

		if ((change->what.kind == STORE_RELEASE ||
		     change->what.kind == STORE_HEAD) &&
		    str_is(id, change->what.prompt))
			return true;
	}
	return false;
}

static bool prompt_touched(struct touch *t, struct str id)
{
	struct context *c = t->c;

	if (store_touched(t, id))
		return true;
	for (size_t i = 0; i < c->subject_count; i++) {
		const struct subject *s = &c->subjects[i];

		if (!str_eq(s->entry->id, id))
			continue;
		if (entry_touched(t, s->entry))
			return true;
		for (size_t j = 0; j < s->built.source_count; j++)
			if (s->built.sources[j].digest &&
			    hit(t, str_of(s->built.sources[j].path)))
				return true;
		for (size_t j = 0; j < s->built.text_count; j++)
			if (hit(t, s->built.texts[j].path))
				return true;
	}
	return false;
}

static bool touched(struct touch *t, const struct finding *f)
{
	/* The manifest holds every prompt: that it changed says nothing. */
	if (!str_is(f->path, MANIFEST_PATH) && hit(t, f->path))
		return true;
	return f->prompt.n && prompt_touched(t, f->prompt);
}

/* What F has already is not looked for a second time: check_found.c says
 * itself what is inherited. */
static bool is_found(const struct finding *f)
{
	return f->rule == RULE_HIDDEN_PROMPT ||
	       f->rule == RULE_UNTRACKED_PROMPT;
}

static bool worth_asking(const struct context *c)
{
	if (!c->base->view || !c->manifest->valid)
		return false;
	for (size_t i = 0; i < c->sink->count; i++)
		if (c->sink->items[i].level >= LEVEL_WARNING &&
		    !is_found(&c->sink->items[i]))
			return true;
	return false;
}

/* A check of a protected ref itself counts everything. */
bool context_is_tip(const struct context *c)
{
	const char *rev = c->request->setting.rev;
	const char *commit;
	struct error ignored = { 0 };
	int rc;

	if (!rev)
		return false;
	rc = base_resolve(c->request->setting.repo, c->arena, rev, &commit,
			  &ignored);
	/* A tree has no ref; what cannot be told is judged in full. */
	if (rc < 0)
		return rc != ERROR_ABSENT;
	for (size_t i = 0; i < c->base->tip_count; i++)
		if (strcmp(c->base->tips[i].commit, commit) == 0)
			return true;
	return false;
}

int check_inherited(struct context *c, struct error *err)
{
	struct touch t = { .c = c,
			   .err = err,
			   .asked = map_in(c->arena),
			   .all = map_in(c->arena) };
	struct context own;
	struct map fingerprints = map_in(c->arena);
	int rc;

	if (!worth_asking(c) || context_is_tip(c))
		return 0;
	rc = check_base_run(c, &own, err);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < own.sink->count; i++) {
		struct finding *f = &own.sink->items[i];

		*map_put(&fingerprints,
			 (struct str){ (const char *)f->fingerprint.byte,
				       STORE_ID_SIZE }) = f;
	}
	for (size_t i = 0; i < c->sink->count; i++) {
		struct finding *f = &c->sink->items[i];
		struct str key = { (const char *)f->fingerprint.byte,
				   STORE_ID_SIZE };

		if (is_found(f))
			continue;
		f->inherited = map_get(&fingerprints, key) && !touched(&t, f);
		/* Who works on the prompt is who can mend it. */
		if (f->rule == RULE_WAIVER_EXPIRED && f->prompt.n &&
		    f->level == LEVEL_WARNING && prompt_touched(&t, f->prompt))
			f->level = LEVEL_ERROR;
	}
	return t.rc;
}

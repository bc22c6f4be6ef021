/*
 * variable-role-escalated, schema-undecided: what a prompt's change since F's
 * head means beside the bump that it asks for.
 */
#include "base/arena.h"
#include "check/context.h"
#include "compat/escalation.h"
#include "release/judge.h"

/* Where a variable stands in a message of that role; else anywhere. */
static const struct use *use_of(const struct built *b, struct str name,
				struct str role)
{
	const struct use *found = NULL;

	for (size_t i = 0; i < b->use_count; i++) {
		const struct use *use = &b->uses[i];

		if (!str_eq(use->name, name))
			continue;
		if (str_eq(use->role, role))
			return use;
		found = found ? found : use;
	}
	return found;
}

static void point(struct finding *f, const struct built *b,
		  const struct use *use)
{
	f->path = use->path;
	f->pos = use->pos;
	f->line = built_line(b, use->path, use->pos.line);
	for (size_t i = 0; i < use->chain_count; i++)
		finding_chain(f, use->chain[i]);
}

static void escalated(struct context *c, const struct built *b,
		      const struct escalation *e, const char *version)
{
	struct finding *f = context_finding(c, RULE_VARIABLE_ROLE_ESCALATED,
					    b->id, c->manifest->path,
					    (struct pos){ 0, 0 });
	bool role = e->kind == ESCALATION_ROLE;
	const struct use *use = use_of(b, e->variable,
				       role ? e->to : STR_EMPTY);

	if (role)
		f->message = str_fmt(
			c->arena,
			"`%.*s` stood in the %.*s message at release %s, and "
			"stands in the %.*s message now",
			STR_ARG(e->variable), STR_ARG(e->from), version,
			STR_ARG(e->to));
	else
		f->message = str_fmt(
			c->arena,
			"`%.*s` was escaped wherever it stood at release %s, "
			"and is not everywhere now",
			STR_ARG(e->variable), version);
	f->before = (struct side){ str_fmt(c->arena, "release %s", version),
				   e->from };
	f->after = (struct side){ STR("now"), e->to };
	if (use)
		point(f, b, use);
	finding_help(f,
		     role ? str_fmt(c->arena, "keep `%.*s` in the %.*s message",
				    STR_ARG(e->variable), STR_ARG(e->from)) :
			    str_fmt(c->arena, "write {{ %.*s }} again",
				    STR_ARG(e->from)));
	finding_key(f, e->variable);
	finding_key(f, role ? STR("role") : STR("escaping"));
}

static void undecided(struct context *c, const struct built *b,
		      const struct change *change)
{
	struct finding *f = context_finding(c, RULE_SCHEMA_UNDECIDED, b->id,
					    c->manifest->path,
					    (struct pos){ 0, 0 });
	const struct object *now = change->to ? built_object(b, change->to) :
						NULL;

	f->message = str_fmt(c->arena,
			     "whether a change at %.*s breaks a caller was "
			     "neither shown nor refuted",
			     STR_ARG(change->where));
	f->reasons = arena_zero(c->arena, 1, sizeof(*f->reasons));
	f->reasons[f->reason_count++] = str_fmt(
		c->arena, "%s asks for %s (not proven): %.*s",
		change_info(change->kind)->id, bump_name(change->needs),
		STR_ARG(change->message));
	f->needs = change->needs;
	if (change->before.n || change->after.n) {
		f->before = (struct side){ STR("before"), change->before };
		f->after = (struct side){ STR("now"), change->after };
	}
	if (now && now->node)
		context_point(c, b, f, now, change->pointer);
	finding_help(f,
		     str_fmt(c->arena, "promptpin bump %.*s", STR_ARG(b->id)));
	finding_key(f, str_of(change_info(change->kind)->id));
	finding_key(f, change->where);
	finding_key(f, change->before);
	finding_key(f, change->after);
}

/* What could not be decided of the changes since a release of F. */
static int doubts(struct context *c, const struct subject *s,
		  const struct store_release *from, struct error *err)
{
	struct compat_side to = { &s->built.effective,
				  built_reader(&s->built) };
	struct changes changes;
	struct str unread;
	enum bump asks;
	int rc = judge_changes(c->arena, from, c->frozen->store, &to,
			       &c->force.bumps, &changes, &asks, &unread, err);

	for (size_t i = 0; rc == 0 && i < changes.count; i++)
		if (changes.items[i].schema && !changes.items[i].proven)
			undecided(c, &s->built, &changes.items[i]);
	return rc;
}

/* What the head of F is, where it may be another than what is there now. */
static int baseline(struct context *c, const struct subject *s,
		    const struct store_release **out, struct error *err)
{
	struct str path = vault_head_path(c->arena, s->entry->id);

	*out = NULL;
	if (!s->built.complete ||
	    (s->report.state == PROMPT_CLEAN && !map_get(&c->changed, path)))
		return 0;
	return judge_baseline(c->frozen, c->arena, s->entry->id, false, out,
			      err);
}

static int subject(struct context *c, const struct subject *s,
		   struct error *err)
{
	struct compat_side to = { &s->built.effective,
				  built_reader(&s->built) };
	const struct store_release *release;
	const struct escalation *list;
	struct compat_side from;
	struct error why = { 0 };
	size_t count = 0;
	int rc = baseline(c, s, &release, err);

	if (rc < 0 || !release ||
	    store_id_equal(&release->normal, &s->built.normal))
		return rc;
	from = (struct compat_side){ &release->effective,
				     vault_reader(c->frozen->store) };
	rc = compat_escalations(c->arena, &from, &to, &list, &count, &why);
	/* An object that is missing or not right is a finding already. */
	if (rc == ERROR_ABSENT || rc == ERROR_REFUSED)
		return 0;
	if (rc < 0)
		return error_set(err, (enum error_code)rc, "%s", why.text);
	for (size_t i = 0; i < count; i++)
		escalated(c, &s->built, &list[i], release->version);
	return doubts(c, s, release, err);
}

int check_changes(struct context *c, struct error *err)
{
	int rc = 0;

	for (size_t i = 0; i < c->subject_count && rc == 0; i++)
		rc = subject(c, &c->subjects[i], err);
	return rc;
}

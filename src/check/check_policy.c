/* policy-loosened: what the change itself turns down. no-published-base. */
#include "base/arena.h"
#include "check/context.h"
#include "code/detect.h"

static void loosened(struct context *c, struct str what, struct pos pos,
		     struct str message)
{
	struct finding *f = context_finding(c, RULE_POLICY_LOOSENED, STR_EMPTY,
					    c->manifest->path, pos);

	f->message = message;
	finding_key(f, what);
}

static bool has(const struct str *list, size_t count, struct str s)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(list[i], s))
			return true;
	return false;
}

static void compare_rules(struct context *c)
{
	struct in_force before, after;

	policy_of(&c->base_manifest->policy, &before);
	policy_of(&c->manifest->policy, &after);
	for (int i = 0; i < RULE_COUNT; i++) {
		const char *id = rule_info((enum rule)i)->id;

		if (after.levels[i] < before.levels[i])
			loosened(c, str_of(id), c->manifest->policy.rule_pos[i],
				 str_fmt(c->arena,
					 "%s is turned down from %s to %s", id,
					 level_name(before.levels[i]),
					 level_name(after.levels[i])));
	}
	for (int i = 0; i < CHANGE_COUNT; i++) {
		const char *id = change_info((enum change_kind)i)->id;

		if (after.bumps.bumps[i] < before.bumps.bumps[i])
			loosened(c, str_of(id), (struct pos){ 0, 0 },
				 str_fmt(c->arena,
					 "%s asks for %s instead of %s", id,
					 bump_name(after.bumps.bumps[i]),
					 bump_name(before.bumps.bumps[i])));
	}
}

static void compare_detectors(struct context *c)
{
	struct in_force before, after;

	policy_of(&c->base_manifest->policy, &before);
	policy_of(&c->manifest->policy, &after);
	for (size_t i = 0; detector_at(i); i++) {
		const char *name = detector_at(i)->name;

		if (before.detectors & ~after.detectors & UINT32_C(1) << i)
			loosened(c, str_of(name),
				 c->manifest->policy.detectors_pos,
				 str_fmt(c->arena,
					 "the detector %s of hidden-prompt is "
					 "turned off",
					 name));
	}
}

static void compare_ignores(struct context *c)
{
	const struct manifest *old = c->base_manifest, *new = c->manifest;

	for (size_t i = 0; i < new->ignore_count; i++)
		if (!has(old->ignore, old->ignore_count, new->ignore[i]))
			loosened(c, new->ignore[i], (struct pos){ 0, 0 },
				 str_fmt(c->arena, "`ignore:` has %.*s now",
					 STR_ARG(new->ignore[i])));
}

static void compare_protected(struct context *c)
{
	const char *const *old = c->base_manifest->protected_names;
	const char *const *new = c->manifest->protected_names;

	for (size_t i = 0; old && old[i]; i++) {
		bool kept = false;

		for (size_t j = 0; new &&new[j] && !kept; j++)
			kept = strcmp(old[i], new[j]) == 0;
		if (!kept)
			loosened(c, str_of(old[i]), (struct pos){ 0, 0 },
				 str_fmt(c->arena,
					 "`protected:` no longer has %s",
					 old[i]));
	}
}

/* What helps depends on why no protected ref is known. */
static void no_published_base(struct context *c)
{
	const char *remote = c->base->authority;
	struct finding *f = context_finding(c, RULE_NO_PUBLISHED_BASE,
					    STR_EMPTY, STR_EMPTY,
					    (struct pos){ 0, 0 });

	f->message = str_fmt(
		c->arena,
		"no protected ref of %s is known here: every release counts as a draft",
		remote ? remote : "the remote");
	if (!remote) /* several, and none of them has a name that says it */
		finding_help(f, STR("git config promptpin.authority REMOTE"));
	else if (c->base->branches_known)
		finding_help(
			f,
			str_fmt(c->arena,
				"git fetch %s && git remote set-head %s --auto",
				remote, remote));
	else
		finding_help(
			f,
			str_fmt(c->arena,
				"git fetch %s; if it has no branch yet: git push -u %s BRANCH",
				remote, remote));
	if (remote)
		finding_help(
			f,
			STR("or name the branch under `protected:` in " MANIFEST_PATH));
}

int check_policy(struct context *c, struct error *err)
{
	(void)err;
	if (c->base->protected_missing && c->manifest->present && !c->second)
		no_published_base(c);
	if (!c->base_manifest->present || !c->manifest->present)
		return 0;
	compare_rules(c);
	compare_detectors(c);
	compare_ignores(c);
	compare_protected(c);
	return 0;
}

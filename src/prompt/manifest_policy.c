/*
 * `policy:`: presets, levels of rules, bumps of changes, what a push checks.
 */
#include "code/detect.h"
#include "prompt/manifest_parts.h"
#include "prompt/nearest.h"

/* The rows of DESIGN 4.1 that go by one word. */
static const struct {
	const char *name;
	enum change_kind kinds[8];
	size_t count;
} coarse[] = {
	{ "model",
	  { CHANGE_MODEL_FAMILY_CHANGED, CHANGE_MODEL_VERSION_CHANGED,
	    CHANGE_MODEL_PIN_LOOSENED, CHANGE_ADAPTER_CHANGED },
	  4 },
	{ "text",
	  { CHANGE_MESSAGE_TEXT_CHANGED, CHANGE_TOOL_DESCRIPTION_CHANGED,
	    CHANGE_RETRIEVAL_CHANGED },
	  3 },
	{ "split", { CHANGE_MESSAGE_SPLIT }, 1 },
	{ "whitespace", { CHANGE_MESSAGE_WHITESPACE_CHANGED }, 1 },
	{ "params", { CHANGE_PARAM_CHANGED }, 1 },
};
enum { COARSE = sizeof(coarse) / sizeof(coarse[0]) };

/* `contract`: whatever breaks one side, in or out; the catalogue knows. */
static bool is_contract(size_t kind)
{
	const struct change_info *info = change_info((enum change_kind)kind);

	return strcmp(info->direction, "-") != 0 && info->prompt == BUMP_MAJOR;
}

/* bump: or -1, to ask whether the word is known. */
static bool set_coarse(struct policy *out, struct str name, int bump)
{
	bool contract = str_is(name, "contract");

	for (size_t k = 0; contract && k < CHANGE_COUNT; k++)
		if (is_contract(k))
			out->bumps[k] = bump;
	for (size_t i = 0; i < COARSE; i++) {
		if (!str_is(name, coarse[i].name))
			continue;
		for (size_t k = 0; k < coarse[i].count; k++)
			out->bumps[coarse[i].kinds[k]] = bump;
		return true;
	}
	return contract;
}

/* One text out of a short list. */
static bool read_choice(struct reader *r, const struct node *node,
			const struct place *at, const char *const *choices,
			struct str help, struct str *out)
{
	struct str text;

	if (!reader_text(r, node, at, &text))
		return false;
	for (; *choices; choices++) {
		if (str_is(text, *choices)) {
			*out = str_of(*choices);
			return true;
		}
	}
	reader_wrong(r, node->pos, at, help, "`%.*s` is not what `%.*s` takes",
		     STR_ARG(text_shorten(text, 100)), STR_ARG(at->name));
	return false;
}

static void unknown_rule(struct reader *r, const struct member *member,
			 const struct place *at)
{
	const char *names[RULE_COUNT + 1] = { NULL };

	for (size_t i = 0; i < RULE_COUNT; i++)
		names[i] = rule_info((enum rule)i)->id;
	reader_unknown(r, member, at, "`rules`, which are the ids of rules",
		       names);
}

static void read_rule(struct reader *r, const struct member *member,
		      const struct place *up, struct policy *out)
{
	const struct place at = { up, member->name, 0 };
	enum level level;
	enum rule rule;
	struct str text;

	if (rule_find(member->name, &rule) < 0) {
		unknown_rule(r, member, up);
		return;
	}
	if (!reader_text(r, &member->value, &at, &text))
		return;
	if (level_read(text, &level) < 0) {
		reader_wrong(r, member->value.pos, &at,
			     STR("write error, warning, note or off"),
			     "`%.*s` is not a level",
			     STR_ARG(text_shorten(text, 100)));
		return;
	}
	if (!rule_info(rule)->waivable && level != LEVEL_ERROR) {
		reader_wrong(r, member->value.pos, &at,
			     STR("take the line out"), "%s is always an error",
			     rule_info(rule)->id);
		return;
	}
	out->rules[rule] = (int)level;
	out->rule_pos[rule] = member->pos;
}

static void read_rules(struct reader *r, const struct node *node,
		       const struct place *at, struct policy *out)
{
	if (node->kind != NODE_OBJECT) {
		reader_mismatch(r, node, at, "a mapping from rules to levels",
				STR("write `rules: {hidden-prompt: warning}`"));
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		read_rule(r, &node->members[i], at, out);
}

static void unknown_change(struct reader *r, const struct member *member,
			   const struct place *at)
{
	const char *names[CHANGE_COUNT + COARSE + 3] = { "preset", "contract" };
	size_t n = 2;

	for (size_t i = 0; i < COARSE; i++)
		names[n++] = coarse[i].name;
	for (size_t i = 0; i < CHANGE_COUNT; i++)
		names[n++] = change_info((enum change_kind)i)->id;
	reader_unknown(r, member, at, "`bump`, which are kinds of changes",
		       names);
}

static bool read_bump(struct reader *r, const struct member *member,
		      const struct place *up, enum bump *out)
{
	const struct place at = { up, member->name, 0 };
	struct str text;

	if (!reader_text(r, &member->value, &at, &text))
		return false;
	if (bump_read(text, out) == 0 && *out != BUMP_NONE)
		return true;
	reader_wrong(r, member->value.pos, &at,
		     STR("write patch, minor or major"),
		     "`%.*s` is not a part of a version that can be raised",
		     STR_ARG(text_shorten(text, 100)));
	return false;
}

/* Coarse words first: one kind by its id says more than its row. */
static void read_bumps(struct reader *r, const struct node *node,
		       const struct place *at, struct policy *out)
{
	static const char *const presets[] = { "prompt", "model", NULL };
	enum change_kind kind;
	enum bump bump;

	for (size_t i = 0; i < node->count; i++) {
		const struct member *member = &node->members[i];
		const struct place here = { at, member->name, 0 };

		if (str_is(member->name, "preset"))
			(void)read_choice(r, &member->value, &here, presets,
					  STR("write prompt or model"),
					  &out->bump_preset);
		else if (change_find(member->name, &kind) == 0)
			continue;
		else if (!set_coarse(out, member->name, -1))
			unknown_change(r, member, at);
		else if (read_bump(r, member, at, &bump))
			(void)set_coarse(out, member->name, (int)bump);
	}
	for (size_t i = 0; i < node->count; i++) {
		const struct member *member = &node->members[i];

		if (change_find(member->name, &kind) == 0 &&
		    read_bump(r, member, at, &bump))
			out->bumps[kind] = (int)bump;
	}
}

static void unknown_detector(struct reader *r, const struct member *member,
			     const struct place *at)
{
	const char *names[DETECTORS_MAX + 1] = { NULL };

	for (size_t i = 0; detector_at(i); i++)
		names[i] = detector_at(i)->name;
	reader_unknown(r, member, at,
		       "`detectors`, which are the names of detectors", names);
}

/* `on` and `off` are texts here, whatever YAML they are written in. */
static void read_detectors(struct reader *r, const struct node *node,
			   const struct place *at, struct policy *out)
{
	static const char *const choices[] = { "on", "off", NULL };

	if (node->kind != NODE_OBJECT) {
		reader_mismatch(r, node, at,
				"a mapping from detectors to on or off",
				STR("write `detectors: {py-kwarg: off}`"));
		return;
	}
	out->detectors_pos = node->pos;
	for (size_t i = 0; i < node->count; i++) {
		const struct member *member = &node->members[i];
		const struct place here = { at, member->name, 0 };
		int which = detector_find(member->name);
		struct str word = STR_EMPTY;

		if (which < 0)
			unknown_detector(r, member, at);
		else if (!read_choice(r, &member->value, &here, choices,
				      STR("write on or off"), &word))
			continue;
		else if (str_is(word, "on"))
			out->detectors_on |= UINT32_C(1) << which;
		else
			out->detectors_off |= UINT32_C(1) << which;
	}
}

void manifest_policy(struct reader *r, struct node *node,
		     const struct place *at, struct policy *out)
{
	static const char *const keys[] = { "preset",	 "rules", "bump",
					    "push",	 "tools", "readers",
					    "detectors", NULL };
	static const char *const presets[] = { "relaxed@1", "standard@1",
					       "strict@1", NULL };
	static const char *const tools[] = { "closed", "open", NULL };
	static const char *const readers[] = { "declared", "strict", NULL };
	static const char *const pushes[] = { "tip", "every-commit", NULL };

	struct str word;

	out->given = true;
	if (node->kind != NODE_OBJECT) {
		reader_mismatch(r, node, at, "a mapping",
				STR("write `policy: {preset: standard@1}`"));
		return;
	}
	for (size_t i = 0; i < node->count; i++) {
		const struct member *member = &node->members[i];
		const struct place here = { at, member->name, 0 };

		if (str_is(member->name, "preset"))
			(void)read_choice(r, &member->value, &here, presets,
					  STR("write relaxed@1, standard@1 or "
					      "strict@1"),
					  &out->preset);
		else if (str_is(member->name, "rules"))
			read_rules(r, &member->value, &here, out);
		else if (str_is(member->name, "bump") &&
			 member->value.kind == NODE_OBJECT)
			read_bumps(r, &member->value, &here, out);
		else if (str_is(member->name, "bump"))
			reader_mismatch(r, &member->value, &here, "a mapping",
					STR("write `bump: {preset: prompt}`"));
		else if (str_is(member->name, "detectors"))
			read_detectors(r, &member->value, &here, out);
		else if (str_is(member->name, "push"))
			(void)read_choice(r, &member->value, &here, pushes,
					  STR("write tip or every-commit"),
					  &out->push);
		else if (str_is(member->name, "tools"))
			out->tools_open = read_choice(
						  r, &member->value, &here,
						  tools,
						  STR("write closed or open"),
						  &word) &&
					  str_is(word, "open");
		else if (str_is(member->name, "readers"))
			out->readers_strict =
				read_choice(r, &member->value, &here, readers,
					    STR("write declared or strict"),
					    &word) &&
				str_is(word, "strict");
		else
			reader_unknown(r, member, at, "`policy`", keys);
	}
}

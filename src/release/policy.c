#include "release/policy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "code/detect.h"

/* Discovery and style: what `relaxed` turns into notes. */
static const enum rule styles[] = { RULE_UNTRACKED_PROMPT, RULE_HIDDEN_PROMPT,
				    RULE_TEXT_NOT_NFC,	   RULE_TEXT_INVISIBLE,
				    RULE_VARIABLE_UNUSED,  RULE_MODEL_UNPINNED,
				    RULE_STORE_STRAY };

static void use_preset(struct in_force *out, struct str preset)
{
	for (int i = 0; i < RULE_COUNT; i++)
		out->levels[i] = rule_info((enum rule)i)->level;
	if (str_starts(preset, "strict"))
		for (int i = 0; i < RULE_COUNT; i++)
			if (out->levels[i] == LEVEL_WARNING)
				out->levels[i] = LEVEL_ERROR;
	if (str_starts(preset, "relaxed"))
		for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
			out->levels[styles[i]] = LEVEL_NOTE;
}

void policy_of(const struct policy *policy, struct in_force *out)
{
	struct str preset = policy->given ? policy->bump_preset : STR_EMPTY;

	use_preset(out, policy->given ? policy->preset : STR_EMPTY);
	out->bump_preset = str_is(preset, "model") ? "model" : "prompt";
	(void)compat_preset(str_of(out->bump_preset), &out->bumps);
	out->every_commit = policy->given &&
			    str_is(policy->push, "every-commit");
	out->detectors = detect_default();
	if (!policy->given)
		return;
	out->detectors = (out->detectors & ~policy->detectors_off) |
			 policy->detectors_on;
	for (int i = 0; i < RULE_COUNT; i++) {
		const struct rule_info *info = rule_info((enum rule)i);

		if (policy->rules[i] < 0)
			continue;
		/* What cannot be waived cannot be turned down either. */
		if (info->waivable || policy->rules[i] > (int)info->level)
			out->levels[i] = (enum level)policy->rules[i];
	}
	/* What a kind by its own id says goes before what is said of many. */
	out->bumps.readers_strict = policy->readers_strict;
	if (policy->readers_strict)
		out->bumps.bumps[CHANGE_OUTPUT_PROPERTY_ADDED] = BUMP_MAJOR;
	if (policy->tools_open) {
		out->bumps.bumps[CHANGE_TOOL_ADDED] = BUMP_MINOR;
		out->bumps.bumps[CHANGE_TOOL_ARG_ADDED] = BUMP_MINOR;
	}
	for (int i = 0; i < CHANGE_COUNT; i++)
		if (policy->bumps[i] >= 0)
			out->bumps.bumps[i] = (enum bump)policy->bumps[i];
}

void policy_merge(struct in_force *out, const struct in_force *other)
{
	for (int i = 0; i < RULE_COUNT; i++)
		if (other->levels[i] > out->levels[i])
			out->levels[i] = other->levels[i];
	for (int i = 0; i < CHANGE_COUNT; i++)
		if (other->bumps.bumps[i] > out->bumps.bumps[i])
			out->bumps.bumps[i] = other->bumps.bumps[i];
	out->bumps.readers_strict |= other->bumps.readers_strict;
	out->detectors |= other->detectors;
	out->every_commit |= other->every_commit;
	if (other->bump_preset[0] == 'p')
		out->bump_preset = other->bump_preset;
}

int policy_file_read(struct str *out, struct arena *a, const char *path,
		     struct error *err)
{
	char *bytes = arena_alloc(a, MANIFEST_SIZE + 1);
	FILE *file = fopen(path, "rbe");
	size_t n;

	if (!file)
		return error_set(err, ERROR_USAGE, "policy file %s: %s", path,
				 strerror(errno));
	n = fread(bytes, 1, MANIFEST_SIZE + 1, file);
	if (ferror(file) || n > MANIFEST_SIZE) {
		(void)fclose(file);
		return error_set(
			err, ERROR_USAGE,
			"policy file %s: cannot be read, or is larger than 1 MiB",
			path);
	}
	(void)fclose(file);
	*out = (struct str){ bytes, n };
	return 0;
}

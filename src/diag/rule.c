#include "diag/rule.h"

static const struct rule_info rules[] = {
#define RULE(symbol, level, id, waivable, finds, why, mend) \
	{ id, LEVEL_##level, waivable, finds, why, mend },
#include "diag/catalogue.def"
#undef RULE
};

static const struct change_info changes[] = {
#define CHANGE(symbol, id, direction, prompt, model, finds, example) \
	{ id, direction, BUMP_##prompt, BUMP_##model, finds, example },
#include "diag/change.def"
#undef CHANGE
};

const struct rule_info *rule_info(enum rule rule)
{
	return &rules[rule];
}

const struct change_info *change_info(enum change_kind kind)
{
	return &changes[kind];
}

int rule_find(struct str id, enum rule *out)
{
	for (int i = 0; i < RULE_COUNT; i++) {
		if (str_is(id, rules[i].id)) {
			*out = (enum rule)i;
			return 0;
		}
	}
	return -1;
}

int change_find(struct str id, enum change_kind *out)
{
	for (int i = 0; i < CHANGE_COUNT; i++) {
		if (str_is(id, changes[i].id)) {
			*out = (enum change_kind)i;
			return 0;
		}
	}
	return -1;
}

static const char *const levels[] = { "off", "note", "warning", "error" };
static const char *const bumps[] = { "none", "patch", "minor", "major" };

const char *level_name(enum level level)
{
	return levels[level];
}

int level_read(struct str name, enum level *out)
{
	for (int i = LEVEL_OFF; i <= LEVEL_ERROR; i++) {
		if (str_is(name, levels[i])) {
			*out = (enum level)i;
			return 0;
		}
	}
	return -1;
}

const char *bump_name(enum bump bump)
{
	return bumps[bump];
}

int bump_read(struct str name, enum bump *out)
{
	for (int i = BUMP_NONE; i <= BUMP_MAJOR; i++) {
		if (str_is(name, bumps[i])) {
			*out = (enum bump)i;
			return 0;
		}
	}
	return -1;
}

#include "cli/push_options.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

#define PREFIX "promptpin."

enum { OPTION_LIMIT = 1000 };

static int read_fail_on(struct push_options *out, struct str value)
{
	enum level level;

	if (level_read(value, &level) < 0 || level == LEVEL_OFF)
		return -1;
	if (level < out->fail_level)
		out->fail_level = level;
	return 0;
}

static int read_preset(struct push_options *out, struct str value)
{
	static const char *const presets[] = { "relaxed@1", "standard@1",
					       "strict@1" };

	for (size_t i = 0; i < sizeof(presets) / sizeof(presets[0]); i++) {
		struct str name = str_of(presets[i]);

		if (!str_eq(value, name) &&
		    !str_eq(value, str_cut(name, 0, str_find(name, '@', 0))))
			continue;
		if (i == 0)
			out->ignored = STR(PREFIX "preset=relaxed");
		else if (!out->preset || i == 2)
			out->preset = presets[i];
		return 0;
	}
	return -1;
}

static int read_push(struct push_options *out, struct str value)
{
	if (str_is(value, "tip"))
		out->ignored = STR(PREFIX "push=tip");
	else if (str_is(value, "every-commit"))
		out->every_commit = true;
	else
		return -1;
	return 0;
}

static const struct known {
	const char *name, *values;
	int (*read)(struct push_options *out, struct str value);
} known[] = {
	{ "fail-on", "error, warning or note", read_fail_on },
	{ "preset", "standard or strict", read_preset },
	{ "push", "every-commit", read_push },
};
enum { KNOWN = sizeof(known) / sizeof(known[0]) };

static int read_one(struct push_options *out, struct str text,
		    struct error *err)
{
	size_t equals = str_find(text, '=', 0);
	struct str name = str_cut(text, strlen(PREFIX), equals);

	for (size_t i = 0; i < KNOWN; i++) {
		if (!str_is(name, known[i].name))
			continue;
		if (known[i].read(out, str_cut(text, equals + 1, text.n)) == 0)
			return 0;
		error_help(err, "git push -o " PREFIX "%s=...", known[i].name);
		return error_set(err, ERROR_USAGE,
				 "push option %.*s: " PREFIX "%s takes %s",
				 STR_ARG(text_shorten(text, 200)),
				 known[i].name, known[i].values);
	}
	error_help(err, "git push -o " PREFIX "preset=strict");
	return error_set(err, ERROR_USAGE,
			 "push option %.*s is not known; there are " PREFIX
			 "fail-on, " PREFIX "preset and " PREFIX "push",
			 STR_ARG(text_shorten(text, 200)));
}

int push_options_read(struct push_options *out, struct error *err)
{
	const char *told = getenv("GIT_PUSH_OPTION_COUNT");
	unsigned long count = told ? strtoul(told, NULL, 10) : 0;

	*out = (struct push_options){ .fail_level = LEVEL_ERROR };
	if (count > OPTION_LIMIT)
		return error_set(err, ERROR_USAGE,
				 "%lu push options, more than the limit of %d",
				 count, OPTION_LIMIT);
	for (unsigned long i = 0; i < count; i++) {
		char name[64];
		const char *value;

		(void)snprintf(name, sizeof(name), "GIT_PUSH_OPTION_%lu", i);
		value = getenv(name);
		if (value && str_starts(str_of(value), PREFIX) &&
		    read_one(out, str_of(value), err) < 0)
			return err->code;
	}
	return 0;
}

#include "cli/opt.h"

#include "cli/command.h"
#include "prompt/nearest.h"

/* What the reader of one command line works on. */
struct reading {
	struct run *run;
	const struct opt *opts;
	char **argv;
	int argc, next; /* the word to read next */
	const char **rest;
	size_t rest_count, rest_room;
	bool help;
};

/* ---- help ------------------------------------------------------------- */

static void print_option(struct buf *out, const struct opt *opt)
{
	size_t start = out->len, width;

	if (opt->letter)
		buf_addf(out, "  -%c, --%s", opt->letter, opt->name);
	else
		buf_addf(out, "      --%s", opt->name);
	if (opt->value)
		buf_addf(out, " %s", opt->value);
	width = out->len - start;
	buf_addf(out, "%*s%s\n", width < 28 ? (int)(28 - width) : 2, "",
		 opt->help);
}

static const struct opt common[] = {
	{ OPT_KIND_VALUE, 0, "color", "WHEN", "colours: always, never or auto",
	  NULL, NULL, NULL },
	{ OPT_KIND_FLAG, 'h', "help", NULL, "this help", NULL, NULL, NULL },
	OPT_END
};

static void print_help(struct run *run, const struct opt *opts)
{
	const struct command *command = run->command;
	struct buf *out = &run->out;

	buf_addf(out, "usage: promptpin %s [OPTION]...%s%s\n\n%s\n\n",
		 command->name, *command->arguments ? " " : "",
		 command->arguments, command->summary);
	for (const struct opt *o = opts; o->kind != OPT_KIND_END; o++)
		print_option(out, o);
	for (const struct opt *o = common; o->kind != OPT_KIND_END; o++)
		print_option(out, o);
}

/* ---- reading ----------------------------------------------------------- */

static int usage_error(struct reading *r, const char *what, const char *word)
{
	error_set(r->run->err, ERROR_USAGE, "%s: %s", what, word);
	error_help(r->run->err, "promptpin %s --help", r->run->command->name);
	return ERROR_USAGE;
}

static int unknown(struct reading *r, const char *name)
{
	const char *names[64];
	const char *near;
	size_t count = 0;

	for (const struct opt *o = r->opts;
	     o->kind != OPT_KIND_END && count < 60; o++)
		names[count++] = o->name;
	for (const struct opt *o = common; o->kind != OPT_KIND_END; o++)
		names[count++] = o->name;
	names[count] = NULL;
	near = nearest(str_of(name), names);
	if (!near)
		return usage_error(r, "unknown option", r->argv[r->next - 1]);
	error_set(r->run->err, ERROR_USAGE, "unknown option: %s; is it --%s?",
		  r->argv[r->next - 1], near);
	error_help(r->run->err, "promptpin %s --help", r->run->command->name);
	return ERROR_USAGE;
}

static const struct opt *find_long(const struct opt *opts, const char *name,
				   size_t n)
{
	for (; opts->kind != OPT_KIND_END; opts++) {
		if (strlen(opts->name) == n && memcmp(opts->name, name, n) == 0)
			return opts;
	}
	return NULL;
}

static const struct opt *find_short(const struct opt *opts, char letter)
{
	for (; opts->kind != OPT_KIND_END; opts++) {
		if (opts->letter == letter)
			return opts;
	}
	return NULL;
}

static void keep(struct run *run, const struct opt *opt, const char *value)
{
	struct opt_list *list = opt->list;

	if (opt->kind == OPT_KIND_LIST) {
		list->items = arena_grow(run->arena, list->items, list->count,
					 &list->room, sizeof(*list->items));
		list->items[list->count++] = value;
	} else if (opt->text) {
		*opt->text = value;
	} else {
		run->colour = value; /* the one value that all commands take */
	}
}

/* Take one option; value is what stood behind = or the letter, or NULL. */
static int take(struct reading *r, const struct opt *opt, const char *value)
{
	if (opt->kind == OPT_KIND_FLAG) {
		if (opt->flag)
			*opt->flag = true;
		else
			r->help = true;
		return 0;
	}
	if (!value) {
		if (r->next >= r->argc)
			return usage_error(r, "this option wants a value",
					   r->argv[r->next - 1]);
		value = r->argv[r->next++];
	}
	keep(r->run, opt, value);
	return 0;
}

static int read_long(struct reading *r, const char *word)
{
	const char *name = word + 2;
	size_t n = strcspn(name, "=");
	const struct opt *opt = find_long(r->opts, name, n);

	if (!opt)
		opt = find_long(common, name, n);
	if (!opt)
		return unknown(r,
			       str_c(r->run->arena, (struct str){ name, n }));
	if (opt->kind == OPT_KIND_FLAG && name[n] == '=')
		return usage_error(r, "this option takes no value", word);
	return take(r, opt, name[n] == '=' ? name + n + 1 : NULL);
}

static int read_short(struct reading *r, const char *word)
{
	for (const char *p = word + 1; *p; p++) {
		const struct opt *opt = find_short(r->opts, *p);
		int rc;

		if (!opt)
			opt = find_short(common, *p);
		if (!opt)
			return usage_error(r, "unknown option", word);
		if (opt->kind == OPT_KIND_FLAG)
			rc = take(r, opt, NULL);
		else
			rc = take(r, opt, p[1] ? p + 1 : NULL);
		if (rc < 0 || opt->kind != OPT_KIND_FLAG)
			return rc;
	}
	return 0;
}

static void add_rest(struct reading *r, const char *word)
{
	r->rest = arena_grow(r->run->arena, r->rest, r->rest_count,
			     &r->rest_room, sizeof(*r->rest));
	r->rest[r->rest_count++] = word;
}

static int read_words(struct reading *r)
{
	bool options = true;

	while (r->next < r->argc) {
		const char *word = r->argv[r->next++];
		int rc = 0;

		if (!options || word[0] != '-' || !word[1])
			add_rest(r, word);
		else if (strcmp(word, "--") == 0)
			options = false;
		else if (word[1] == '-')
			rc = read_long(r, word);
		else
			rc = read_short(r, word);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int check_rest(struct reading *r)
{
	const struct command *command = r->run->command;
	int count = (int)r->rest_count;

	if (count < command->least) {
		error_set(r->run->err, ERROR_USAGE, "%s wants %s",
			  command->name, command->arguments);
		error_help(r->run->err, "promptpin %s --help", command->name);
		return ERROR_USAGE;
	}
	if (command->most >= 0 && count > command->most)
		return usage_error(r, "one argument too many",
				   r->rest[command->most]);
	for (int i = 0; i < count; i++) {
		if (!*r->rest[i])
			return usage_error(r, "an argument is empty", "''");
	}
	return 0;
}

static int check_colour(struct reading *r)
{
	const char *colour = r->run->colour;

	if (colour && strcmp(colour, "always") != 0 &&
	    strcmp(colour, "never") != 0 && strcmp(colour, "auto") != 0)
		return usage_error(
			r, "--color wants always, never or auto, not", colour);
	return 0;
}

bool opt_read(struct args *out, struct run *run, const struct opt *opts,
	      int argc, char **argv, int *status)
{
	struct reading r = {
		.run = run, .opts = opts, .argv = argv, .argc = argc, .next = 1
	};

	*status = read_words(&r);
	if (*status == 0 && r.help) {
		print_help(run, opts);
		return false;
	}
	if (*status == 0)
		*status = check_colour(&r);
	if (*status == 0)
		*status = check_rest(&r);
	if (*status < 0)
		return false;
	add_rest(&r, NULL);
	*out = (struct args){ r.rest, (int)r.rest_count - 1 };
	return true;
}

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "schema/include.h"
#include "syntax/json.h"
#include "syntax/yaml.h"

enum {
	COMPAT_SIZE = 4 << 20,	 /* bytes of a file */
	COMPAT_WITNESS = 1 << 16 /* bytes of a witness that is shown */
};

struct compat {
	const char *direction, *readers, *dialect;
	bool assert_format, json;
};

/* A file that is no schema: could not compare, exit 3. */
static int unreadable(struct run *run, const char *path, struct pos pos,
		      const char *text)
{
	return error_set(run->err, ERROR_FAILED, "%s:%u:%u: %s", path, pos.line,
			 pos.column, text);
}

/* A JSON or YAML tree; what is on standard input is JSON if it can be. */
static int read_tree(struct run *run, const char *path, struct node *out)
{
	struct str path_text = str_of(path), bytes;
	struct syntax_error why = { 0 };
	bool yaml = str_ends(path_text, ".yaml") || str_ends(path_text, ".yml");
	size_t bad;

	if (run_read_file(run, path, COMPAT_SIZE, &bytes) < 0) {
		run->err->code = ERROR_FAILED;
		return run->err->code;
	}
	bad = text_utf8_bad(bytes);
	if (bad < bytes.n)
		return unreadable(run, path, text_pos(bytes, bad),
				  "this is not UTF-8");
	if (!yaml && (str_ends(path_text, ".json") || json_is(bytes))) {
		if (json_read(run->arena, bytes, out, &why) < 0)
			return unreadable(run, path, why.pos, why.text);
		return 0;
	}
	if (yaml_read(run->arena, bytes, out, &why) < 0 ||
	    yaml_resolve(out, &why) < 0)
		return unreadable(run, path, why.pos, why.text);
	return 0;
}

static int read_schema(struct run *run, const struct compat *c,
		       const char *path, struct schema_set **out)
{
	struct schema_options options = {
		.dialect = c->dialect ?
				   schema_dialect_named(str_of(c->dialect)) :
				   SCHEMA_UNSAID,
		.assert_format = c->assert_format,
		.uri = STR_EMPTY,
	};
	struct schema_errors errors = schema_errors_in(run->arena);
	struct node *node = arena_zero(run->arena, 1, sizeof(*node));
	const struct schema_error *e;

	if (read_tree(run, path, node) < 0)
		return run->err->code;
	*out = schema_compile(run->arena, node, &options, &errors);
	if (*out)
		return 0;
	e = &errors.items[0];
	return error_set(run->err, ERROR_FAILED,
			 "%s:%u:%u: %.*s (at \"%.*s\" of the schema)", path,
			 e->pos.line, e->pos.column, STR_ARG(e->text),
			 STR_ARG(e->schema));
}

/* ---- the answer ------------------------------------------------------ */

static const char *word(enum inclusion_verdict verdict)
{
	return verdict == INCLUSION_HOLDS ? "safe" :
	       verdict == INCLUSION_FAILS ? "breaking" :
					    "undecided";
}

/* The witness as JSON; empty where there is none that can be shown. */
static struct str witness(struct run *run, const struct inclusion *r)
{
	struct buf b = buf_in(run->arena);

	if (!r->witness)
		return STR_EMPTY;
	json_compact(&b, r->witness);
	return b.len <= COMPAT_WITNESS ? buf_str(&b) : STR_EMPTY;
}

/* Where in the schema that changed: the newer one, or where it is gone. */
static struct str pointer(const struct difference *d, bool input)
{
	struct str newer = input ? d->large : d->small;

	return newer.n ? newer : input ? d->small : d->large;
}

static void print_json(struct run *run, const struct inclusion *r, bool input)
{
	struct str value = witness(run, r);
	struct buf *out = &run->out;

	buf_addf(out, "{\"verdict\":\"%s\",\"changes\":[", word(r->verdict));
	for (size_t i = 0; i < r->count; i++) {
		const struct difference *d = &r->items[i];

		buf_addf(out, "%s{\"rule\":\"%s\",\"pointer\":", i ? "," : "",
			 d->rule);
		json_string(out, pointer(d, input));
		buf_adds(out, ",\"message\":");
		json_string(out, d->message);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
	if (value.n) {
		buf_adds(out, ",\"witness\":");
		buf_add(out, value);
	}
	buf_adds(out, "}\n");
}

static const char *sentence(enum inclusion_verdict verdict, bool input)
{
	switch (verdict) {
	case INCLUSION_HOLDS:
		return input ? "safe: all that OLD accepts, NEW accepts" :
			       "safe: NEW brings nothing that OLD did not "
			       "promise";
	case INCLUSION_FAILS:
		return input ? "breaking: NEW refuses what OLD accepts" :
			       "breaking: NEW brings what OLD did not promise";
	case INCLUSION_UNDECIDED:
		break;
	}
	return "undecided: neither shown to be safe nor refuted; take it for "
	       "breaking";
}

static void print_text(struct run *run, const struct inclusion *r, bool input)
{
	struct str value = witness(run, r);
	struct buf *out = &run->out;

	buf_addf(out, "%s\n", sentence(r->verdict, input));
	for (size_t i = 0; i < r->count; i++) {
		const struct difference *d = &r->items[i];

		buf_addf(out, "  %s  ", d->rule);
		if (d->instance.n)
			text_escape(out, d->instance, false);
		else
			buf_adds(out, "(the value itself)");
		buf_adds(out, "\n    ");
		text_escape(out, d->message, false);
		buf_adds(out, "\n    at \"");
		text_escape(out, pointer(d, input), false);
		buf_adds(out, "\" of the schema\n");
	}
	if (r->count == INCLUDE_DIFFERENCES)
		buf_adds(out, "  (and perhaps more)\n");
	if (value.n) {
		buf_addf(out, "for example, %s:\n  ",
			 input ? "accepted before and now refused" :
				 "not possible before and possible now");
		text_escape(out, value, false);
		buf_addc(out, '\n');
	} else if (r->verdict == INCLUSION_FAILS) {
		buf_adds(out,
			 "the values that show it are too long to print\n");
	}
}

/* ---- the command ----------------------------------------------------- */

static int wrong(struct run *run, const char *option, const char *takes)
{
	error_help(run->err,
		   "promptpin compat OLD NEW --direction input|output");
	return error_set(run->err, ERROR_USAGE, "--%s takes %s", option, takes);
}

/* 0 or 1: which of two words; -1: neither. */
static int either(const char *text, const char *first, const char *second)
{
	return strcmp(text, first) == 0	 ? 0 :
	       strcmp(text, second) == 0 ? 1 :
					   -1;
}

static int choose(struct run *run, const struct compat *c,
		  struct include_options *out)
{
	int direction = c->direction ? either(c->direction, "input", "output") :
				       -1;
	int readers = either(c->readers, "strict", "declared");

	if (direction < 0)
		return wrong(run, "direction",
			     "input (what an application passes in) or "
			     "output (what comes back)");
	if (readers < 0)
		return wrong(run, "readers", "strict or declared");
	if (c->dialect &&
	    schema_dialect_named(str_of(c->dialect)) == SCHEMA_UNSAID)
		return wrong(run, "dialect",
			     "draft-04, draft-06, draft-07, 2019-09, 2020-12, "
			     "oas-3.0 or oas-3.1");
	*out = include_options(direction == 0 ? INCLUDE_INPUT : INCLUDE_OUTPUT,
			       readers == 0 ? INCLUDE_STRICT :
					      INCLUDE_DECLARED);
	return 0;
}

int cmd_compat(struct run *run, int argc, char **argv)
{
	struct compat c = { .readers = "declared" };
	const struct opt opts[] = {
		OPT_VALUE(0, "direction", &c.direction, "WHICH",
			  "input: old values must still be accepted; output: "
			  "no new values may come"),
		OPT_VALUE(0, "readers", &c.readers, "HOW",
			  "declared (only declared properties are sent) or "
			  "strict (any value a schema accepts)"),
		OPT_VALUE(0, "dialect", &c.dialect, "NAME",
			  "where $schema does not say: draft-04, draft-06, "
			  "draft-07, 2019-09, 2020-12, oas-3.0, oas-3.1"),
		OPT_FLAG(0, "assert-format", &c.assert_format,
			 "format refuses values; by default it is a note"),
		OPT_FLAG(0, "json", &c.json, "the answer as JSON"),
		OPT_END
	};
	struct include_options options = { 0 };
	struct schema_set *before = NULL, *after = NULL;
	struct inclusion result;
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (choose(run, &c, &options) < 0)
		return run->err->code;
	if (either(args.items[0], "-", "-") == 0 &&
	    either(args.items[1], "-", "-") == 0)
		return error_set(run->err, ERROR_USAGE,
				 "only one of OLD and NEW can be -");
	if (read_schema(run, &c, args.items[0], &before) < 0 ||
	    read_schema(run, &c, args.items[1], &after) < 0)
		return run->err->code;
	schema_compare(run->arena, before, after, &options, &result);
	if (c.json)
		print_json(run, &result, options.direction == INCLUDE_INPUT);
	else
		print_text(run, &result, options.direction == INCLUDE_INPUT);
	return result.verdict == INCLUSION_HOLDS ? EXIT_CLEAN : EXIT_FINDINGS;
}

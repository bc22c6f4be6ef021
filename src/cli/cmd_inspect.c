/*
 * inspect: what a file comes to on its own, without a manifest. Which kind of
 * file it is, and what is shown of a template, a text or a value.
 */
#include "cli/command.h"
#include "cli/inspect.h"
#include "cli/template_options.h"
#include "code/code.h"
#include "format/tool_shape.h"
#include "report/report.h"
#include "syntax/json.h"
#include "syntax/yaml.h"
#include "template/template.h"

/* What was found in the file. */
struct inspected {
	const char *path;
	const char *format;		 /* a language, "json" or "yaml" */
	const struct language *language; /* of a template */
	bool is_template;
	struct template text;
	struct node value;
	struct shaped_tools tools;
};

static int refuse(struct run *run, const char *path, struct pos pos,
		  const char *text)
{
	return error_set(run->err, ERROR_REFUSED, "%s:%u:%u: %s", path,
			 pos.line, pos.column, text);
}

static int unknown_syntax(struct run *run, const char *path, const char *syntax)
{
	struct buf known = buf_in(run->arena);

	for (const struct language *const *l = language_all(); *l; l++)
		buf_addf(&known, "%s, ", (*l)->name);
	error_help(run->err, "promptpin inspect --syntax NAME %.150s", path);
	return error_set(run->err, ERROR_USAGE,
			 "%s %s; known are %sjson and yaml",
			 syntax ? syntax : path,
			 syntax ? "is no syntax that is known" :
				  "does not say by its name what it is",
			 buf_str(&known).p);
}

/* "json", "yaml" or NULL. */
static const char *value_format(const char *path, const char *syntax)
{
	struct str name = str_of(path);

	if (syntax)
		return strcmp(syntax, "json") == 0 ? "json" :
		       strcmp(syntax, "yaml") == 0 ? "yaml" :
						     NULL;
	if (str_ends(name, ".json"))
		return "json";
	return str_ends(name, ".yaml") || str_ends(name, ".yml") ? "yaml" :
								   NULL;
}

static int read_value(struct run *run, struct inspected *f, struct str bytes)
{
	struct syntax_error why = { 0 };
	int rc;

	if (strcmp(f->format, "json") == 0) {
		rc = json_read(run->arena, bytes, &f->value, &why);
	} else {
		rc = yaml_read(run->arena, bytes, &f->value, &why);
		if (rc == 0)
			rc = yaml_resolve(&f->value, &why);
	}
	if (rc < 0)
		return refuse(run, f->path, why.pos, why.text);
	tool_shapes(run->arena, &f->value, &f->tools);
	if (f->tools.bad)
		f->tools.count = 0;
	return 0;
}

static int read_all(struct run *run, struct inspected *f,
		    const struct inspect *in)
{
	const char *syntax = in->syntax;
	struct str bytes = in->bytes;
	struct template_option *options = NULL;
	size_t count = 0;
	const struct language *language =
		syntax ? language_find(str_of(syntax)) :
			 language_by_path(str_of(f->path));
	struct template_error why = { 0 };

	f->format = value_format(f->path, syntax);
	if (!language && !f->format)
		return unknown_syntax(run, f->path, syntax);
	if (!language)
		return read_value(run, f, bytes);
	if (template_options(run, language, in->options, &options, &count) < 0)
		return run->err->code;
	f->is_template = true;
	f->language = language;
	f->format = language->name;
	if (template_read(run->arena, language, bytes, options, count, &f->text,
			  &why) < 0)
		return refuse(run, f->path, why.pos, why.text);
	return 0;
}

/* ---- for people ---------------------------------------------------------------- */

static const char *const include_kinds[] = {
	[INCLUDE_INCLUDE] = "include",
	[INCLUDE_IMPORT] = "import",
	[INCLUDE_FROM] = "from",
	[INCLUDE_EXTENDS] = "extends",
};

void inspect_place(struct buf *out, struct pos pos)
{
	if (pos.line)
		buf_addf(out, "  %4u:%-4u ", pos.line, pos.column);
	else
		buf_adds(out, "            ");
}

/* Where values inside of variables are read; text and jinja2 do not say. */
static void write_uses(struct buf *out, const struct template *t)
{
	if (t->use_count)
		buf_adds(out, "uses:      \n");
	for (size_t i = 0; i < t->use_count; i++) {
		const struct template_use *use = &t->uses[i];

		inspect_place(out, use->pos);
		text_escape(out, use->path, false);
		if (use->through.n) {
			buf_adds(out, ", through ");
			text_escape(out, use->through, false);
		}
		buf_adds(out, use->asked ? ", asked about" : "");
		buf_adds(out, use->escaped ? ", escaped as HTML" : "");
		buf_adds(out, use->perhaps ? ", or looked up outside\n" : "\n");
	}
}

static void write_opaque(struct buf *out, const struct template *t)
{
	if (t->opaque_count)
		buf_adds(out, "opaque:    known only when code runs\n");
	for (size_t i = 0; i < t->opaque_count; i++) {
		inspect_place(out, t->opaque[i].pos);
		text_escape(out, t->opaque[i].text, false);
		buf_addc(out, '\n');
	}
}

static void write_doubt(struct buf *out, const struct language *language,
			struct str name)
{
	const char *doubt = language->doubt ? language->doubt(name) : NULL;

	if (doubt)
		buf_addf(out, " (%s)", doubt);
}

static void write_template(struct buf *out, const struct inspected *f)
{
	const struct template *t = &f->text;

	buf_addf(out,
		 "messages:  none; the manifest gives the text a role\n"
		 "variables: %s\n",
		 t->variable_count ? "" : "none");
	for (size_t i = 0; i < t->variable_count; i++) {
		inspect_place(out, t->variables[i].pos);
		text_escape(out, t->variables[i].name, false);
		buf_adds(out, t->variables[i].optional ? ", optional" : "");
		write_doubt(out, f->language, t->variables[i].name);
		buf_addc(out, '\n');
	}
	write_uses(out, t);
	write_opaque(out, t);
	buf_addf(out, "includes:  %s\n", t->include_count ? "" : "none");
	for (size_t i = 0; i < t->include_count; i++) {
		const struct include *inc = &t->includes[i];

		inspect_place(out, inc->pos);
		buf_adds(out, include_kinds[inc->kind]);
		for (size_t j = 0; j < inc->name_count; j++) {
			buf_adds(out, j ? " or " : " ");
			text_escape(out, inc->names[j], false);
		}
		buf_adds(out, inc->dynamic ? ", a computed name" : "");
		buf_adds(out,
			 inc->ignore_missing ? ", may be missing\n" : "\n");
	}
}

static void write_value(struct buf *out, const struct inspected *f)
{
	buf_addf(out, "value:     %s\n", node_kind_name(&f->value));
	if (f->value.kind == NODE_OBJECT && !f->tools.count) {
		buf_adds(out, "members:  ");
		for (size_t i = 0; i < f->value.count; i++) {
			buf_adds(out, i ? ", " : " ");
			text_escape(out, f->value.members[i].name, false);
		}
		buf_addc(out, '\n');
	}
	buf_addf(out, "tools:     %s\n", f->tools.count ? "" : "none");
	for (size_t i = 0; i < f->tools.count; i++) {
		inspect_place(out, f->tools.items[i].node->pos);
		text_escape(out, f->tools.items[i].name, false);
		buf_addf(out, ", %s\n", f->tools.items[i].shape);
	}
}

/* ---- for programs ---------------------------------------------------------------- */

void inspect_json_place(struct buf *out, struct pos pos)
{
	buf_addf(out, ",\"line\":%u,\"column\":%u", pos.line, pos.column);
}

static void add_variables(struct buf *out, const struct template *t)
{
	for (size_t i = 0; i < t->variable_count; i++) {
		buf_adds(out, i ? ",{\"name\":" : "{\"name\":");
		report_json_string(out, t->variables[i].name);
		inspect_json_place(out, t->variables[i].pos);
		buf_addf(out, ",\"optional\":%s}",
			 t->variables[i].optional ? "true" : "false");
	}
}

static void add_uses(struct buf *out, const struct template *t)
{
	for (size_t i = 0; i < t->use_count; i++) {
		const struct template_use *use = &t->uses[i];

		buf_adds(out, i ? ",{\"path\":" : "{\"path\":");
		report_json_string(out, use->path);
		buf_adds(out, ",\"through\":");
		report_json_string(out, use->through);
		inspect_json_place(out, use->pos);
		buf_addf(out,
			 ",\"asked\":%s,\"output\":%s,\"escaped\":%s,"
			 "\"perhaps\":%s}",
			 use->asked ? "true" : "false",
			 use->output ? "true" : "false",
			 use->escaped ? "true" : "false",
			 use->perhaps ? "true" : "false");
	}
}

static void add_includes(struct buf *out, const struct template *t)
{
	for (size_t i = 0; i < t->include_count; i++) {
		const struct include *inc = &t->includes[i];

		buf_addf(out, "%s{\"kind\":\"%s\",\"names\":[", i ? "," : "",
			 include_kinds[inc->kind]);
		for (size_t j = 0; j < inc->name_count; j++) {
			buf_adds(out, j ? "," : "");
			report_json_string(out, inc->names[j]);
		}
		buf_adds(out, "]");
		inspect_json_place(out, inc->pos);
		buf_addf(out, ",\"computed\":%s,\"ignore_missing\":%s}",
			 inc->dynamic ? "true" : "false",
			 inc->ignore_missing ? "true" : "false");
	}
}

static void add_opaque(struct buf *out, const struct template *t)
{
	for (size_t i = 0; i < t->opaque_count; i++) {
		buf_adds(out, i ? ",{\"text\":" : "{\"text\":");
		report_json_string(out, t->opaque[i].text);
		inspect_json_place(out, t->opaque[i].pos);
		buf_addc(out, '}');
	}
}

static void write_json(struct buf *out, const struct inspected *f)
{
	buf_adds(out, "{\"format_version\":\"1.0\",\"file\":");
	report_json_string(out, str_of(f->path));
	buf_addf(out, ",\"format\":\"%s\",\"messages\":[],\"variables\":[",
		 f->format);
	add_variables(out, &f->text);
	buf_adds(out, "],\"uses\":[");
	add_uses(out, &f->text);
	buf_adds(out, "],\"opaque\":[");
	add_opaque(out, &f->text);
	buf_adds(out, "],\"includes\":[");
	add_includes(out, &f->text);
	buf_adds(out, "],\"tools\":[");
	for (size_t i = 0; i < f->tools.count; i++) {
		buf_adds(out, i ? ",{\"name\":" : "{\"name\":");
		report_json_string(out, f->tools.items[i].name);
		buf_addf(out, ",\"shape\":\"%s\"", f->tools.items[i].shape);
		inspect_json_place(out, f->tools.items[i].node->pos);
		buf_addc(out, '}');
	}
	buf_adds(out, "],\"model\":null}\n");
}

/* A template, a text or a value. */
static int inspect_plain(const struct inspect *in)
{
	struct run *run = in->run;
	struct inspected f = { .path = in->name };

	if (in->effective)
		return error_set(run->err, ERROR_USAGE,
				 "%s is no prompt file of any format: it needs "
				 "a manifest to be a prompt",
				 in->name);
	if (read_all(run, &f, in) < 0)
		return run->err->code;
	if (in->json) {
		write_json(&run->out, &f);
		return EXIT_CLEAN;
	}
	buf_adds(&run->out, "file:      ");
	text_escape(&run->out, str_of(f.path), false);
	buf_addf(&run->out, "\nformat:    %s\n", f.format);
	if (f.is_template)
		write_template(&run->out, &f);
	else
		write_value(&run->out, &f);
	return EXIT_CLEAN;
}

static int unknown_format(struct run *run, const char *format)
{
	struct buf known = buf_in(run->arena);

	for (const struct format *const *f = format_all(); *f; f++)
		buf_addf(&known, "%s%s", known.len ? ", " : "",
			 format_name(*f));
	error_help(run->err, "man promptpin-formats");
	return error_set(run->err, ERROR_USAGE,
			 "%s is no format that is known; known are %s", format,
			 buf_str(&known).p);
}

/* By --format, else --syntax, else what stands in the file and its name. */
static int find_format(struct inspect *in, const char *format)
{
	if (format) {
		in->format = format_find(str_of(format));
		in->why = STR("--format says so");
		return in->format ? 0 : unknown_format(in->run, format);
	}
	if (!in->syntax)
		in->format = format_recognize(in->run->arena, str_of(in->name),
					      in->bytes, &in->why);
	return 0;
}

static int inspect(struct inspect *in, const char *format)
{
	struct run *run = in->run;

	if (run_read_file(run, in->path, TEMPLATE_SIZE, &in->bytes) < 0 ||
	    find_format(in, format) < 0)
		return run->err->code;
	if (in->format)
		return inspect_format(in);
	if (!in->syntax && code_by_path(str_of(in->name)) &&
	    !value_format(in->name, NULL))
		return inspect_code(in);
	return inspect_plain(in);
}

int cmd_inspect(struct run *run, int argc, char **argv)
{
	struct inspect in = { .run = run };
	const char *format = NULL, *name = NULL;
	struct opt_list options = { 0 };
	const struct opt opts[] = {
		OPT_VALUE(0, "format", &format, "NAME",
			  "a prompt file format; else as it is recognized"),
		OPT_VALUE(
			0, "syntax", &in.syntax, "NAME",
			"a template language, json or yaml; else by the file's name"),
		OPT_TEMPLATE_OPTIONS(&options),
		OPT_VALUE(0, "symbol", &in.symbol, "NAME",
			  "one of several prompts, or texts, of the file"),
		OPT_VALUE(0, "name", &name, "PATH",
			  "what standard input is called"),
		OPT_FLAG(0, "json", &in.json, "as JSON"),
		OPT_FLAG(0, "effective", &in.effective,
			 "only the effective prompt, as a release has it"),
		OPT_END
	};
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	in.options = &options;
	in.path = args.items[0];
	in.name = name ? name : in.path;
	return inspect(&in, format);
}

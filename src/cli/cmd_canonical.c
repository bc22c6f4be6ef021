#include "cli/command.h"
#include "cli/template_options.h"
#include "prompt/normal.h"
#include "syntax/json.h"
#include "syntax/yaml.h"
#include "template/template.h"

/* What --as takes besides the template languages. */
enum value_form { FORM_NONE, FORM_SORTED, FORM_ORDERED };

static int refuse(struct run *run, const char *path, struct pos pos,
		  const char *text)
{
	return error_set(run->err, ERROR_REFUSED, "%s:%u:%u: %s", path,
			 pos.line, pos.column, text);
}

static bool is_yaml(const char *path)
{
	return str_ends(str_of(path), ".yaml") ||
	       str_ends(str_of(path), ".yml");
}

/* The value as the store would keep it: JSON, from YAML its compact form. */
static int as_json(struct run *run, const char *path, struct str *text)
{
	struct buf out = buf_in(run->arena);
	struct syntax_error why = { 0 };
	struct node root;

	if (!is_yaml(path))
		return 0;
	if (yaml_read(run->arena, *text, &root, &why) < 0 ||
	    yaml_resolve(&root, &why) < 0)
		return refuse(run, path, why.pos, why.text);
	json_compact(&out, &root);
	*text = buf_str(&out);
	return 0;
}

/* What the file is, by --as or its name. */
static int choose(struct run *run, const char *as, const char *path,
		  const struct language **language, enum value_form *form)
{
	struct buf known = buf_in(run->arena);

	*form = FORM_NONE;
	*language = as ? language_find(str_of(as)) :
			 language_by_path(str_of(path));
	if (*language)
		return 0;
	if (as ? strcmp(as, "json") == 0 :
		 (is_yaml(path) || str_ends(str_of(path), ".json")))
		*form = FORM_SORTED;
	else if (as && strcmp(as, "ordered") == 0)
		*form = FORM_ORDERED;
	if (*form != FORM_NONE)
		return 0;
	for (const struct language *const *l = language_all(); *l; l++)
		buf_addf(&known, "%s, ", (*l)->name);
	error_help(run->err, "promptpin canonical --as NAME %.150s", path);
	return error_set(run->err, ERROR_USAGE,
			 "%s %s; --as takes %sjson or ordered", as ? as : path,
			 as ? "is no form that is known" :
			      "does not say what it is",
			 buf_str(&known).p);
}

int cmd_canonical(struct run *run, int argc, char **argv)
{
	const char *as = NULL;
	struct opt_list options = { 0 };
	const struct opt opts[] = {
		OPT_VALUE(
			0, "as", &as, "NAME",
			"a template language, json (sorted) or ordered; else by the file's name"),
		OPT_TEMPLATE_OPTIONS(&options), OPT_END
	};
	struct template_option *items = NULL;
	size_t count = 0;
	const struct language *language;
	struct template_error why = { 0 };
	enum value_form form;
	enum object_role role;
	struct args args;
	struct str bytes, out;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (choose(run, as, args.items[0], &language, &form) < 0 ||
	    run_read_file(run, args.items[0], TEMPLATE_SIZE, &bytes) < 0)
		return run->err->code;
	if (!language && as_json(run, args.items[0], &bytes) < 0)
		return run->err->code;
	if (language &&
	    template_options(run, language, &options, &items, &count) < 0)
		return run->err->code;
	role = language		    ? OBJECT_TEXT :
	       form == FORM_ORDERED ? OBJECT_ORDERED :
				      OBJECT_JSON;
	if (normal_form(run->arena, role, language, items, count, bytes, &out,
			&why) < 0)
		return refuse(run, args.items[0], why.pos, why.text);
	buf_add(&run->out, out);
	return EXIT_CLEAN;
}

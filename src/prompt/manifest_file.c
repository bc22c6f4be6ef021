/*
 * `file:` of a prompt: a file that carries the prompt itself.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "prompt/manifest_parts.h"

static const char *const file_keys[] = { "file", "symbol", "role", NULL };

void manifest_file_role(struct reader *r, const struct node *node,
			const struct place *at, struct file_entry *out)
{
	static const char *const roles[] = { "system", "developer", "user",
					     "assistant", "tool" };

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (node->kind == NODE_STRING && str_is(node->text, roles[i])) {
			out->role = str_of(roles[i]);
			return;
		}
	reader_mismatch(r, node, at, "a role",
			STR("write system, developer, user, assistant or "
			    "tool"));
}

/* {file:, symbol:, role:}. */
static const struct node *read_members(struct reader *r,
				       const struct node *node,
				       const struct place *at,
				       struct file_entry *out)
{
	const struct node *file = NULL;

	for (size_t i = 0; i < node->count; i++) {
		const struct member *m = &node->members[i];
		const struct place here = { at, m->name, 0 };

		if (str_is(m->name, "file"))
			file = &m->value;
		else if (str_is(m->name, "symbol"))
			(void)reader_text(r, &m->value, &here, &out->symbol);
		else if (str_is(m->name, "role"))
			manifest_file_role(r, &m->value, &here, out);
		else
			reader_unknown(r, m, at, "`file` of a prompt",
				       file_keys);
	}
	if (!file)
		reader_wrong(r, node->pos, at,
			     STR("write `file: {file: PATH, symbol: NAME}`"),
			     "`file` names no file");
	return file;
}

static void read_format(struct reader *r, const struct node *node,
			const struct place *up, struct file_entry *out)
{
	const struct format *const *all = format_all();
	const struct place at = { up, STR("format"), 0 };
	struct buf names = buf_in(r->a);
	struct str name;

	if (!reader_text(r, node, &at, &name))
		return;
	out->format = format_find(name);
	if (out->format)
		return;
	for (size_t i = 0; all[i]; i++)
		buf_addf(&names, "%s%s", i ? ", " : "", format_name(all[i]));
	reader_wrong(
		r, node->pos, &at,
		str_fmt(r->a, "write one of: %.*s", STR_ARG(buf_str(&names))),
		"`%.*s` is not a prompt file format that is known",
		STR_ARG(text_shorten(name, 100)));
}

static void read_syntax(struct reader *r, const struct file_nodes *nodes,
			const struct place *at, struct file_entry *out)
{
	const struct place syntax_at = { at, STR("syntax"), 0 };
	const struct place options_at = { at, STR("options"), 0 };
	struct option_list options = { NULL, 0 };

	if (nodes->syntax)
		out->language = manifest_syntax(r, nodes->syntax, &syntax_at);
	else if (nodes->options)
		out->language = language_by_path(out->file.path);
	if (nodes->options && out->language)
		manifest_options(r, nodes->options, &options_at, out->language,
				 false, &options);
	else if (nodes->options && !nodes->syntax)
		reader_wrong(r, nodes->options->pos, &options_at,
			     STR("write `syntax:` as well, or take them out"),
			     "`options` belong to a template language, and "
			     "the file's format has its own");
	out->options = options.items;
	out->option_count = options.count;
}

void manifest_file_reading(struct reader *r, const struct file_nodes *nodes,
			   const struct place *at, struct prompt_entry *out)
{
	if (nodes->format)
		read_format(r, nodes->format, at, &out->own_file);
	read_syntax(r, nodes, at, &out->own_file);
}

void manifest_file(struct reader *r, const struct file_nodes *nodes,
		   const struct place *at, struct prompt_entry *out)
{
	const struct place file_at = { at, STR("file"), 0 };
	const struct place inner_at = { &file_at, STR("file"), 0 };
	const struct node *file = nodes->file;
	struct file_entry *own = &out->own_file;

	if (file->kind == NODE_OBJECT) {
		file = read_members(r, file, &file_at, own);
		if (!file)
			return;
	}
	if (!reader_path(r, file, file == nodes->file ? &file_at : &inner_at,
			 &own->file))
		return;
	manifest_file_reading(r, nodes, at, out);
}

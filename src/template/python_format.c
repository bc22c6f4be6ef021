/*
 * Python's str.format, and LangChain's "f-string" templates, which are the
 * same with less allowed.
 *
 * What string.Formatter().parse reads is read, and what it refuses is refused.
 * That it could never be rendered is not looked at (`{a!z}`, `{}{0}`, fields
 * three deep).
 *
 * Its text has no normal form of its own (rule set 1): a field stands as it
 * is written, `{{` and `}}` are text as they are written.
 *
 * A variable is what stands before the first `.` or `[`, white space and all,
 * since Python looks that up. A field without it is the argument of the next
 * number. What a value passes through is its conversion and its format spec.
 * Fields inside a spec are variables too: format() looks them up, although
 * neither parse() nor LangChain's input_variables tells them.
 */
#include "template/python_format.h"

#include "template/draft.h"
#include "template/language.h"

struct reader {
	struct draft *draft;
	unsigned next; /* of fields without a name */
};

/* The name with the number of the argument where it has none. */
static struct str numbered(struct reader *r, struct str name)
{
	if (name.n && name.p[0] != '.' && name.p[0] != '[')
		return name;
	return str_fmt(r->draft->out, "%u%.*s", r->next++, STR_ARG(name));
}

static void add_use(struct reader *r, const struct python_field *f)
{
	struct draft *d = r->draft;
	struct str name = numbered(r, f->name);
	size_t root = 0, tail = f->to - 1;
	size_t at = (size_t)(f->name.p - d->text.p);

	while (root < name.n && name.p[root] != '.' && name.p[root] != '[')
		root++;
	(void)draft_output(d, f->from + 1, str_cut(name, 0, root), name,
			   str_cut(d->text, at + f->name.n, tail));
}

/*
 * Fields of a spec, which is a format string of its own when it is rendered.
 * Those of a field in it are an error then: two levels are all there is.
 */
static void add_nested(struct reader *r, const struct python_field *outer)
{
	const struct str text = r->draft->text;
	size_t from = (size_t)(outer->spec.p - text.p);
	struct python_scan s = { .text = text,
				 .at = from,
				 .to = from + outer->spec.n };
	struct python_field f;

	while (python_next(&s, &f))
		add_use(r, &f);
}

/* What get_template_variables() of langchain_core raises for. */
static int check_langchain(struct reader *r, const struct python_field *f)
{
	size_t digits = 0;

	for (size_t i = 0; i < f->name.n; i++) {
		char c = f->name.p[i];

		if (c == '.' || c == '[' || c == ']')
			return draft_refuse(
				r->draft, f->from,
				"LangChain takes no `.` and no `[` in a "
				"field: pass the value by a name of its "
				"own");
		digits += c >= '0' && c <= '9';
	}
	if (digits == f->name.n)
		return draft_refuse(
			r->draft, f->from,
			"LangChain passes values by name only: the field "
			"needs one; if it is text, double its braces");
	return 0;
}

static int read_fields(struct draft *d, bool langchain)
{
	struct reader r = { .draft = d };
	struct python_scan s = { .text = d->text, .to = d->text.n };
	struct python_field f;

	while (python_next(&s, &f)) {
		if (langchain && check_langchain(&r, &f) < 0)
			return -1;
		(void)draft_tag(d, SEGMENT_EXPRESSION, f.from, f.to);
		add_use(&r, &f);
		if (f.nested)
			add_nested(&r, &f);
	}
	if (s.wrong)
		return draft_refuse(d, s.wrong_at, s.wrong);
	draft_text(d, d->text.n);
	return 0;
}

static int read_python(struct draft *d)
{
	return read_fields(d, false);
}

static int read_langchain(struct draft *d)
{
	return read_fields(d, true);
}

const struct language language_python_format = {
	.name = "python-format",
	.suffixes = language_no_suffixes,
	.options = language_no_options,
	.doubt = python_doubt,
	.fill = read_python,
};

const struct language language_langchain_f_string = {
	.name = "langchain-f-string",
	.suffixes = language_no_suffixes,
	.options = language_no_options,
	.doubt = python_doubt,
	.fill = read_langchain,
};

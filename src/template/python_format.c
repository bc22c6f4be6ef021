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

#include "base/arena.h"
#include "template/draft.h"
#include "template/language.h"

struct reader {
	struct draft draft;
	struct template_error *why;
	bool langchain;
	unsigned next; /* of fields without a name */
};

/* The name with the number of the argument where it has none. */
static struct str numbered(struct reader *r, struct str name)
{
	if (name.n && name.p[0] != '.' && name.p[0] != '[')
		return name;
	return str_fmt(r->draft.out, "%u%.*s", r->next++, STR_ARG(name));
}

static void add_use(struct reader *r, const struct python_field *f)
{
	struct draft *d = &r->draft;
	struct str name = numbered(r, f->name);
	size_t root = 0, tail = f->to - 1;
	size_t at = (size_t)(f->name.p - d->text.p);
	struct draft_use *use = draft_use(d, f->from + 1);

	while (root < name.n && name.p[root] != '.' && name.p[root] != '[')
		root++;
	use->root = str_cut(name, 0, root);
	use->use.path = draft_path(d, STR_EMPTY, "", name);
	use->use.through = str_cut(d->text, at + f->name.n, tail);
	use->use.output = true;
}

/*
 * Fields of a spec, which is a format string of its own when it is rendered.
 * Those of a field in it are an error then: two levels are all there is.
 */
static void add_nested(struct reader *r, const struct python_field *outer)
{
	const struct str text = r->draft.text;
	size_t from = (size_t)(outer->spec.p - text.p);
	struct python_scan s = { .text = text,
				 .at = from,
				 .to = from + outer->spec.n };
	struct python_field f;

	while (python_next(&s, &f))
		add_use(r, &f);
}

static int refuse(struct reader *r, size_t at, const char *text)
{
	return template_fail(r->why, text_pos(r->draft.text, at), "%s", text);
}

/* What get_template_variables() of langchain_core raises for. */
static int check_langchain(struct reader *r, const struct python_field *f)
{
	size_t digits = 0;

	for (size_t i = 0; i < f->name.n; i++) {
		char c = f->name.p[i];

		if (c == '.' || c == '[' || c == ']')
			return refuse(r, f->from,
				      "LangChain takes no `.` and no `[` in a "
				      "field: pass the value by a name of its "
				      "own");
		digits += c >= '0' && c <= '9';
	}
	if (digits == f->name.n)
		return refuse(r, f->from,
			      "LangChain passes values by name only: the field "
			      "needs one; if it is text, double its braces");
	return 0;
}

static int read_fields(struct reader *r)
{
	struct draft *d = &r->draft;
	struct python_scan s = { .text = d->text, .to = d->text.n };
	struct python_field f;
	size_t text = 0;

	while (python_next(&s, &f)) {
		if (r->langchain && check_langchain(r, &f) < 0)
			return -1;
		if (f.from > text)
			(void)draft_segment(d, SEGMENT_TEXT, text, f.from);
		(void)draft_segment(d, SEGMENT_EXPRESSION, f.from, f.to);
		add_use(r, &f);
		if (f.nested)
			add_nested(r, &f);
		text = f.to;
	}
	if (s.wrong)
		return refuse(r, s.wrong_at, s.wrong);
	if (text < d->text.n)
		(void)draft_segment(d, SEGMENT_TEXT, text, d->text.n);
	return 0;
}

static const struct option_spec no_options[] = { { NULL, OPTION_BOOL, NULL } };

static int read_dialect(struct arena *a, struct str text, bool langchain,
			struct template *out, struct template_error *why)
{
	struct arena scratch = { 0 };
	struct reader r = { .draft = draft_in(a, &scratch, text),
			    .why = why,
			    .langchain = langchain };
	int rc = read_fields(&r);

	if (rc == 0)
		draft_finish(&r.draft, out);
	arena_free(&scratch);
	return rc;
}

static int read_python(struct arena *a, struct str text,
		       const struct template_option *options, size_t count,
		       struct template *out, struct template_error *why)
{
	if (draft_check_options("python-format", no_options, options, count,
				why) < 0)
		return -1;
	return read_dialect(a, text, false, out, why);
}

static int read_langchain(struct arena *a, struct str text,
			  const struct template_option *options, size_t count,
			  struct template *out, struct template_error *why)
{
	if (draft_check_options("langchain-f-string", no_options, options,
				count, why) < 0)
		return -1;
	return read_dialect(a, text, true, out, why);
}

static const char *const no_suffixes[] = { NULL };

const struct language language_python_format = {
	.name = "python-format",
	.suffixes = no_suffixes,
	.options = no_options,
	.doubt = python_doubt,
	.read = read_python,
};

const struct language language_langchain_f_string = {
	.name = "langchain-f-string",
	.suffixes = no_suffixes,
	.options = no_options,
	.doubt = python_doubt,
	.read = read_langchain,
};

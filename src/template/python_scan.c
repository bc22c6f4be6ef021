/* Finding fields: what CPython's MarkupIterator does. */
#include "template/python_format.h"

#include "base/text.h"
#include "template/ascii.h"

static bool refuse(struct python_scan *s, size_t at, const char *wrong)
{
	s->wrong = wrong;
	s->wrong_at = at;
	return false;
}

static bool unclosed(struct python_scan *s, size_t from)
{
	return refuse(s, from,
		      "`{` opens a field that is not closed; a brace that is "
		      "text is doubled: `{{`");
}

/* The end of the field's name: at `}`, `:` or `!`. Brackets protect. */
static bool field_name(struct python_scan *s, struct python_field *f)
{
	size_t from = s->at;

	for (; s->at < s->to; s->at++) {
		char c = s->text.p[s->at];

		if (c == '{')
			return refuse(s, s->at,
				      "`{` inside a field's name; braces that "
				      "are text are doubled: `{{`, `}}`");
		if (c == '[') {
			s->at = str_find(str_cut(s->text, 0, s->to), ']',
					 s->at + 1);
			if (s->at >= s->to)
				break;
			continue; /* from behind it */
		}
		if (c == '}' || c == ':' || c == '!') {
			f->name = str_cut(s->text, from, s->at);
			return true;
		}
	}
	return unclosed(s, f->from);
}

/* Behind `:` up to the brace that closes the field; braces nest. */
static bool field_spec(struct python_scan *s, struct python_field *f)
{
	size_t from = s->at, depth = 1;

	for (; s->at < s->to; s->at++) {
		if (s->text.p[s->at] == '{') {
			f->nested = true;
			depth++;
		} else if (s->text.p[s->at] == '}' && --depth == 0) {
			f->spec = str_cut(s->text, from, s->at++);
			f->to = s->at;
			return true;
		}
	}
	return unclosed(s, f->from);
}

/* At `!`: one character, and then `:` or the end. */
static bool field_conversion(struct python_scan *s, struct python_field *f)
{
	uint32_t code;
	size_t from = ++s->at;

	if (from >= s->to)
		return unclosed(s, f->from);
	s->at += text_decode(&code, s->text.p + from, s->to - from);
	f->conversion = str_cut(s->text, from, s->at);
	if (s->at >= s->to)
		return unclosed(s, f->from);
	if (s->text.p[s->at] == '}') {
		f->to = ++s->at;
		return true;
	}
	if (s->text.p[s->at] != ':')
		return refuse(s, s->at,
			      "`:` or `}` is expected after the conversion, "
			      "which is one character");
	s->at++;
	return field_spec(s, f);
}

/* At the brace that opens it. */
static bool field(struct python_scan *s, struct python_field *f)
{
	*f = (struct python_field){ .from = s->at,
				    .name = STR_EMPTY,
				    .conversion = STR_EMPTY,
				    .spec = STR_EMPTY };
	s->at++;
	if (!field_name(s, f))
		return false;
	if (s->text.p[s->at] == '!')
		return field_conversion(s, f);
	if (s->text.p[s->at++] == ':')
		return field_spec(s, f);
	f->to = s->at;
	return true;
}

bool python_next(struct python_scan *s, struct python_field *out)
{
	for (; s->at < s->to; s->at++) {
		char c = s->text.p[s->at];

		if (c != '{' && c != '}')
			continue;
		if (s->at + 1 < s->to && s->text.p[s->at + 1] == c) {
			s->at++;
			continue;
		}
		if (c == '}')
			return refuse(s, s->at,
				      "single `}`; a brace that is text is "
				      "doubled: `}}`");
		if (s->at + 1 == s->to)
			return refuse(s, s->at,
				      "single `{`; a brace that is text is "
				      "doubled: `{{`");
		return field(s, out);
	}
	return false;
}

const char *python_doubt(struct str name)
{
	bool odd = name.n &&
		   (ascii_space(name.p[0]) || ascii_space(name.p[name.n - 1]) ||
		    name.p[0] == '%' || name.p[0] == '#');

	for (size_t i = 0; i < name.n && !odd; i++)
		odd = name.p[i] == '"' || name.p[i] == '\'' ||
		      name.p[i] == '\n' || name.p[i] == ',';
	return odd ? "if it is text, as in JSON, double its braces: `{{`, `}}`" :
		     NULL;
}

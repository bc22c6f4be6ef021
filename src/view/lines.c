#include "view/lines.h"

#include "base/arena.h"
#include "base/buf.h"

/* What an attribute says, before configuration has its say. */
enum action { UNDEFINED, BINARY, TEXT, INPUT, AUTO };

static enum action action_of(const char *value)
{
	if (!value)
		return UNDEFINED;
	if (value == attribute_set)
		return TEXT;
	if (value == attribute_unset)
		return BINARY;
	return strcmp(value, "input") == 0 ? INPUT :
	       strcmp(value, "auto") == 0  ? AUTO :
					     UNDEFINED;
}

static bool says(const char *value, const char *word)
{
	return value && value != attribute_set && value != attribute_unset &&
	       strcmp(value, word) == 0;
}

static enum line_ends ends_of(const char *const values[ATTRIBUTE_COUNT],
			      enum line_config autocrlf, enum line_config eol)
{
	enum action action = action_of(values[ATTRIBUTE_TEXT]);
	bool crlf = autocrlf == LINE_CONFIG_CRLF ||
		    (autocrlf == LINE_CONFIG_NONE && eol == LINE_CONFIG_CRLF);

	if (action == UNDEFINED)
		action = action_of(values[ATTRIBUTE_CRLF]);
	if (action == BINARY)
		return LINES_KEEP;
	if (says(values[ATTRIBUTE_EOL], "lf"))
		return action == AUTO ? LINES_AUTO_LF : LINES_LF;
	if (says(values[ATTRIBUTE_EOL], "crlf"))
		return action == AUTO ? LINES_AUTO_CRLF : LINES_CRLF;
	if (action == INPUT)
		return LINES_LF;
	if (action == TEXT)
		return crlf ? LINES_CRLF : LINES_LF;
	if (action == AUTO)
		return crlf ? LINES_AUTO_CRLF : LINES_AUTO_LF;
	return autocrlf == LINE_CONFIG_CRLF ? LINES_AUTO_CRLF :
	       autocrlf == LINE_CONFIG_LF   ? LINES_AUTO_LF :
					      LINES_KEEP;
}

struct line_rule line_rule_of(const char *const values[ATTRIBUTE_COUNT],
			      enum line_config autocrlf, enum line_config eol)
{
	return (struct line_rule){
		.ends = ends_of(values, autocrlf, eol),
		.ident = values[ATTRIBUTE_IDENT] == attribute_set,
	};
}

bool line_rule_guesses(const struct line_rule *rule)
{
	return rule->ends == LINES_AUTO_LF || rule->ends == LINES_AUTO_CRLF;
}

/* What git counts to tell text from what is none. */
struct stats {
	size_t nul, lone_cr, lone_lf, crlf, printable, other;
};

static struct stats look(struct str s)
{
	struct stats st = { 0 };

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '\r' && i + 1 < s.n && s.p[i + 1] == '\n') {
			st.crlf++;
			i++;
		} else if (c == '\r') {
			st.lone_cr++;
		} else if (c == '\n') {
			st.lone_lf++;
		} else if (c == 127) {
			st.other++;
		} else if (c >= 32 || c == '\b' || c == '\t' || c == '\033' ||
			   c == '\f') {
			st.printable++;
		} else {
			st.nul += c == 0;
			st.other++;
		}
	}
	/* An end of file of MS-DOS is not held against it. */
	if (s.n && s.p[s.n - 1] == '\032')
		st.other--;
	return st;
}

static bool is_binary(const struct stats *st)
{
	return st->lone_cr || st->nul || st->printable >> 7 < st->other;
}

bool lines_have_crlf(struct str bytes)
{
	struct stats st = look(bytes);

	return st.crlf && !is_binary(&st);
}

static struct str to_lf(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r' || i + 1 == s.n || s.p[i + 1] != '\n')
			out[n++] = s.p[i];
	out[n] = '\0';
	return (struct str){ out, n };
}

static struct str to_crlf(struct arena *a, struct str s)
{
	struct buf out = buf_in(a);
	size_t from = 0, lf;

	for (; (lf = str_find(s, '\n', from)) < s.n; from = lf + 1) {
		buf_add(&out, str_cut(s, from, lf));
		if (lf == 0 || s.p[lf - 1] != '\r')
			buf_addc(&out, '\r');
		buf_addc(&out, '\n');
	}
	buf_add(&out, str_cut(s, from, s.n));
	return buf_str(&out);
}

/*
 * Give each `$Id$` another inside: "" takes out what is there. As git, leave
 * alone what has a line end before its end and, on the way out, what another
 * system wrote (a space within).
 */
static struct str replace_ids(struct arena *a, struct str s, const char *id)
{
	struct buf out = buf_in(a);
	size_t at = 0, end;

	while ((end = str_find(s, '$', at)) < s.n) {
		struct str inside;

		buf_add(&out, str_cut(s, at, end + 1));
		at = end + 1;
		inside = str_cut(s, at, s.n);
		if (!str_starts(inside, "Id"))
			continue;
		if (str_starts(inside, "Id$")) {
			end = at + 2;
		} else if (str_starts(inside, "Id:")) {
			size_t space;

			end = str_find(s, '$', at + 3);
			if (end == s.n)
				break;
			if (str_find(s, '\n', at + 3) < end)
				continue;
			space = str_find(s, ' ', at + 4);
			if (id[0] && space < end - 1)
				continue;
		} else {
			continue;
		}
		buf_addf(&out, id[0] ? "Id: %s $" : "Id%s$", id);
		at = end + 1;
	}
	buf_add(&out, str_cut(s, at, s.n));
	return buf_str(&out);
}

struct str lines_in(struct arena *a, struct str bytes,
		    const struct line_rule *rule)
{
	if (rule->ends != LINES_KEEP && str_find(bytes, '\r', 0) < bytes.n) {
		struct stats st = look(bytes);

		if (st.crlf && !(line_rule_guesses(rule) && is_binary(&st)))
			bytes = to_lf(a, bytes);
	}
	return rule->ident ? replace_ids(a, bytes, "") : bytes;
}

struct str lines_out(struct arena *a, struct str bytes,
		     const struct line_rule *rule, const char *id)
{
	if (rule->ident)
		bytes = replace_ids(a, bytes, id);
	if (rule->ends == LINES_CRLF || rule->ends == LINES_AUTO_CRLF) {
		struct stats st = look(bytes);

		if (st.lone_lf &&
		    !(line_rule_guesses(rule) && (st.crlf || is_binary(&st))))
			bytes = to_crlf(a, bytes);
	}
	return bytes;
}

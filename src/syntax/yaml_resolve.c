/*
 * What a plain scalar of the user's stands for. The rule is the table in
 * yaml.h; here it is spelled out.
 */
#include "base/buf.h"
#include "syntax/fail.h"
#include "syntax/yaml.h"

static bool is_one_of(struct str s, const char *const *list)
{
	for (; *list; list++)
		if (str_is(s, *list))
			return true;
	return false;
}

static bool all_in(struct str s, const char *set)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || !strchr(set, s.p[i]))
			return false;
	return s.n > 0;
}

/* Bytes at from that are digits or underscores. */
static size_t digits(struct str s, size_t from)
{
	size_t i = from;

	while (i < s.n && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_'))
		i++;
	return i - from;
}

/* An exponent up to the end of s: e, a sign or none, digits. */
static bool is_exponent(struct str s)
{
	size_t i = 1;

	if (s.n == 0 || (s.p[0] != 'e' && s.p[0] != 'E'))
		return false;
	if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
		i++;
	return all_in(str_cut(s, i, s.n), "0123456789");
}

/*
 * Whether a YAML 1.1 or 1.2 reader could take s for a number: decimal with
 * _ between, 0x, 0o, 0b, no digit before or after the point, infinity.
 */
static bool looks_like_number(struct str s)
{
	static const char *const words[] = { ".inf", ".Inf", ".INF", ".nan",
					     ".NaN", ".NAN", NULL };
	size_t whole, fraction;

	if (s.n && (s.p[0] == '+' || s.p[0] == '-'))
		s = str_cut(s, 1, s.n);
	if (is_one_of(s, words))
		return true;
	if (str_starts(s, "0x"))
		return all_in(str_cut(s, 2, s.n), "0123456789abcdefABCDEF_");
	if (str_starts(s, "0o"))
		return all_in(str_cut(s, 2, s.n), "01234567_");
	if (str_starts(s, "0b"))
		return all_in(str_cut(s, 2, s.n), "01_");
	if (s.n == 0 || s.p[0] == '_')
		return false;
	whole = digits(s, 0);
	s = str_cut(s, whole, s.n);
	if (s.n && s.p[0] == '.') {
		fraction = digits(s, 1);
		if (whole == 0 && (fraction == 0 || s.p[1] == '_'))
			return false;
		s = str_cut(s, 1 + fraction, s.n);
	} else if (whole == 0) {
		return false;
	}
	return s.n == 0 || is_exponent(s);
}

static int resolve_scalar(struct node *node, struct syntax_error *why)
{
	static const char *const words[] = { "~",    "Null",  "NULL",  "True",
					     "TRUE", "False", "FALSE", NULL };
	char quote[FAIL_QUOTE];

	node->plain = false;
	if (str_is(node->text, "null")) {
		node->kind = NODE_NULL;
	} else if (str_is(node->text, "true")) {
		node->kind = NODE_TRUE;
	} else if (str_is(node->text, "false")) {
		node->kind = NODE_FALSE;
	} else if (number_is(node->text)) {
		if (!number_in_range(node->text))
			return fail_at(why, node->pos,
				       "number's exponent is out of range");
		node->kind = NODE_NUMBER;
	} else if (node->text.n == 0) {
		return fail_at(why, node->pos,
			       "the value is empty: write null, "
			       "or \"\" for an empty text");
	} else if (is_one_of(node->text, words) ||
		   looks_like_number(node->text)) {
		return fail_at(why, node->pos,
			       "%s is not spelled as in JSON: "
			       "put it in quotes if it is text",
			       fail_quote(quote, node->text));
	}
	return 0;
}

/* Recursion is as deep as the trees are: NODE_DEPTH. */
int yaml_resolve(struct node *node, struct syntax_error *why)
{
	if (node->kind == NODE_STRING && node->plain)
		return resolve_scalar(node, why);
	if (node->kind == NODE_ARRAY)
		for (size_t i = 0; i < node->count; i++)
			if (yaml_resolve(&node->items[i], why) < 0)
				return -1;
	if (node->kind == NODE_OBJECT)
		for (size_t i = 0; i < node->count; i++)
			if (yaml_resolve(&node->members[i].value, why) < 0)
				return -1;
	return 0;
}

/* +1, .5, 5. and their like as JSON spells them, or s itself. */
static struct str json_spelling(struct arena *a, struct str s)
{
	struct buf b = buf_in(a);
	size_t i = s.n && (s.p[0] == '+' || s.p[0] == '-'), from;

	if (i && s.p[0] == '-')
		buf_addc(&b, '-');
	if (i < s.n && s.p[i] == '.')
		buf_addc(&b, '0');
	for (from = i; i < s.n && s.p[i] != '.';)
		i++;
	buf_add(&b, str_cut(s, from, i));
	/* a point without digits behind it is left out */
	if (i + 1 < s.n && s.p[i + 1] >= '0' && s.p[i + 1] <= '9')
		buf_add(&b, str_cut(s, i, s.n));
	else
		buf_add(&b, str_cut(s, i + 1, s.n));
	return number_is(buf_str(&b)) ? buf_str(&b) : s;
}

static int resolve_core(struct arena *a, struct node *node,
			struct syntax_error *why)
{
	static const char *const nulls[] = { "", "~", "Null", "NULL", NULL };
	static const char *const trues[] = { "True", "TRUE", NULL };
	static const char *const falses[] = { "False", "FALSE", NULL };

	if (is_one_of(node->text, nulls))
		node->text = STR("null");
	else if (is_one_of(node->text, trues))
		node->text = STR("true");
	else if (is_one_of(node->text, falses))
		node->text = STR("false");
	else if (!number_is(node->text) && looks_like_number(node->text))
		node->text = json_spelling(a, node->text);
	return resolve_scalar(node, why);
}

/* As deep as yaml_resolve. */
int yaml_resolve_core(struct arena *a, struct node *node,
		      struct syntax_error *why)
{
	if (node->kind == NODE_STRING && node->plain)
		return resolve_core(a, node, why);
	if (node->kind == NODE_ARRAY)
		for (size_t i = 0; i < node->count; i++)
			if (yaml_resolve_core(a, &node->items[i], why) < 0)
				return -1;
	if (node->kind == NODE_OBJECT)
		for (size_t i = 0; i < node->count; i++)
			if (yaml_resolve_core(a, &node->members[i].value, why) <
			    0)
				return -1;
	return 0;
}

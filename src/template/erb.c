#include "template/language.h"

#include "base/arena.h"
#include "base/map.h"
#include "template/ascii.h"
#include "template/draft.h"

/*
 * ERB: Ruby in text. A tag ends at the first %>, whatever Ruby thinks of what
 * stands before; <%% and %%> are not tags. A tag that is not closed is refused,
 * though ERB itself drops its first bytes and goes on. With a % in trim_mode a
 * line that begins with % is Ruby, but for %%.
 *
 * Ruby is not read, but for what says where a value comes from: a name or an
 * instance variable with methods behind it (`<%= user.name %>`, `<%= @x %>`);
 * `if`, `unless`, `elsif`, `while` and `until` with such a one, which ask about
 * it; `items.each do |item|`, `for item in items` and `x = ..`, from which on,
 * to the end of the text, the name is the template's own. All other Ruby is
 * opaque: it is told as such, but for lone words such as `end`.
 *
 * A use in a branch of `if` counts as any other: where the branch ends only
 * Ruby knows.
 *
 * ERB has no canonical form of tags in rule set 1: a tag is hashed as it is
 * written, comments too. trim_mode does not change what is hashed.
 */

struct erb {
	struct draft *d;
	struct str text;
	bool percent_lines;
	struct map own; /* name of the template's own to struct own */
};

/* Where its value comes from; empty: that is not known. */
struct own {
	struct str root, path;
};

/* ---- Ruby, the little of it that is read */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

/* Bytes of the word at the start of s, which begins with no capital or digit. */
static size_t word(struct str s)
{
	size_t n = 0;

	if (s.n == 0 || (s.p[0] >= '0' && s.p[0] <= '9') ||
	    (s.p[0] >= 'A' && s.p[0] <= 'Z'))
		return 0;
	while (n < s.n && is_word(s.p[n]))
		n++;
	return n;
}

static bool is_keyword(struct str s)
{
	static const char *const keywords[] = {
		"BEGIN",       "END",	"alias",  "and",      "begin",
		"break",       "case",	"class",  "def",      "defined",
		"do",	       "else",	"elsif",  "end",      "ensure",
		"false",       "for",	"if",	  "in",	      "module",
		"next",	       "nil",	"not",	  "or",	      "redo",
		"rescue",      "retry", "return", "self",     "super",
		"then",	       "true",	"undef",  "unless",   "until",
		"when",	       "while", "yield",  "__FILE__", "__LINE__",
		"__ENCODING__"
	};

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (str_is(s, keywords[i]))
			return true;
	return false;
}

/* `name` or `@name` at the start of s: its bytes, or 0. */
static size_t name_at(struct str s)
{
	size_t sign = str_starts(s, "@") ? 1 : 0;
	size_t n = word(str_cut(s, sign, s.n));

	return n == 0 || is_keyword(str_cut(s, 0, sign + n)) ? 0 : sign + n;
}

/* A name with methods behind it, up to what is neither. */
static size_t path_at(struct str s)
{
	size_t at = name_at(s), n;

	while (at > 0 && at < s.n && s.p[at] == '.' &&
	       (n = word(str_cut(s, at + 1, s.n))) > 0)
		at += 1 + n;
	return at;
}

/* ---- uses */

static void use_path(struct erb *e, struct str path, bool output, bool soft)
{
	size_t n = name_at(path);
	struct str root = str_cut(path, 0, n), rest = str_cut(path, n, path.n);
	const struct own *own = map_get(&e->own, root);
	struct draft_use *u;

	if (own && own->root.n == 0)
		return;
	u = draft_use(e->d, (size_t)(path.p - e->text.p));
	u->root = own ? own->root : root;
	u->optional = soft && !own && rest.n == 0;
	u->use.path = draft_path(e->d, own ? own->path : root, "", rest);
	u->use.output = output;
	u->use.asked = soft;
}

static void add_own(struct erb *e, struct str name, struct own from)
{
	struct own *own = arena_alloc(e->d->scratch, sizeof(*own));

	*own = from;
	*map_put(&e->own, name) = own;
}

static void add_opaque(struct erb *e, struct str code)
{
	draft_opaque(e->d, e->d->segments[e->d->segment_count - 1].pos, code);
}

/* The names in `a, (b, *c)`; the first is what from says. */
static void add_names(struct erb *e, struct str list, struct own from)
{
	while (list.n > 0) {
		size_t n = name_at(list);

		if (n > 0) {
			add_own(e, str_cut(list, 0, n), from);
			from = (struct own){ STR_EMPTY, STR_EMPTY };
		}
		list = str_cut(list, n > 0 ? n : 1, list.n);
	}
}

/* An item of what is at that path. */
static struct own item_of(struct erb *e, struct str path)
{
	size_t n = name_at(path);
	struct str root = str_cut(path, 0, n);
	const struct own *own = map_get(&e->own, root);
	struct str base;

	if (own && own->root.n == 0)
		return *own;
	base = draft_path(e->d, own ? own->path : root, "",
			  str_cut(path, n, path.n));
	return (struct own){ own ? own->root : root,
			     draft_path(e->d, base, "[]", STR_EMPTY) };
}

/* `PATH.each do |item|`, or any call with a block. */
static bool read_block(struct erb *e, struct str code)
{
	const struct own unknown = { STR_EMPTY, STR_EMPTY };
	size_t n = path_at(code), dot, open;
	struct str names, path;

	if (code.n < 2 || code.p[code.n - 1] != '|')
		return false;
	open = str_rfind(str_cut(code, 0, code.n - 1), '|');
	if (open >= code.n - 1)
		return false;
	names = str_cut(code, open + 1, code.n - 1);
	path = str_cut(code, 0, n);
	dot = str_rfind(path, '.');
	code = ascii_trim(str_cut(code, n, open));
	if (n > 0 && dot < n && (str_is(code, "do") || str_is(code, "{")) &&
	    str_starts(str_cut(path, dot + 1, n), "each")) {
		struct own item = item_of(e, str_cut(path, 0, dot));

		use_path(e, str_cut(path, 0, dot), false, false);
		add_names(e, names, item);
		return true;
	}
	add_names(e, names, unknown);
	return false;
}

/* `for item in PATH`. */
static bool read_for(struct erb *e, struct str code)
{
	size_t in = 4;
	struct str path;

	if (!str_starts(code, "for "))
		return false;
	while (in < code.n && !str_starts(str_cut(code, in, code.n), " in "))
		in++;
	path = ascii_trim(str_cut(code, in + 4, code.n));
	if (in >= code.n || path_at(path) != path.n) {
		add_names(e, str_cut(code, 4, in),
			  (struct own){ STR_EMPTY, STR_EMPTY });
		return false;
	}
	use_path(e, path, false, false);
	add_names(e, str_cut(code, 4, in), item_of(e, path));
	return true;
}

/* `x = ..`, `x ||= ..`: x is the template's own. */
static void read_assignment(struct erb *e, struct str code)
{
	size_t n = name_at(code);
	struct str rest = ascii_trim(str_cut(code, n, code.n));
	size_t operator= 0;

	while (operator < rest.n && operator < 3 && rest.p[operator] &&
	       strchr("|&+-*/", rest.p[operator]))
		operator++;
	if (n == 0 || operator>= rest.n || rest.p[operator] != '=')
		return;
	rest = str_cut(rest, operator+ 1, rest.n);
	if (operator== 0 &&(str_starts(rest, "=") || str_starts(rest, "~") ||
			    str_starts(rest, ">")))
		return;
	add_own(e, str_cut(code, 0, n), (struct own){ STR_EMPTY, STR_EMPTY });
}

/* `if PATH` and its like. */
static bool read_condition(struct erb *e, struct str code)
{
	static const char *const words[] = { "if", "unless", "elsif", "while",
					     "until" };
	size_t n = word(code);
	struct str path = ascii_trim(str_cut(code, n, code.n));

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_is(str_cut(code, 0, n), words[i]) &&
		    path_at(path) == path.n && path.n > 0) {
			use_path(e, path, false, true);
			return true;
		}
	return false;
}

static void read_statement(struct erb *e, struct str code)
{
	size_t n = word(code);

	if (code.n == 0 || (n == code.n && is_keyword(code)) ||
	    str_is(code, "}") || read_condition(e, code) ||
	    read_block(e, code) || read_for(e, code))
		return;
	read_assignment(e, code);
	add_opaque(e, code);
}

/* ---- tags */

static void read_output(struct erb *e, struct str code)
{
	if (code.n > 0 && path_at(code) == code.n)
		use_path(e, code, true, false);
	else
		add_opaque(e, code);
}

/* The first %> at or after from that is no %%>, or the end. */
static size_t find_end(struct str text, size_t from)
{
	for (size_t at = from;; at++) {
		at = str_find(text, '%', at);
		if (at + 1 >= text.n)
			return text.n;
		if (text.p[at + 1] == '>')
			return at;
		if (text.p[at + 1] == '%' && at + 2 < text.n &&
		    text.p[at + 2] == '>')
			at += 2;
	}
}

/* The tag at that byte; to: behind it. */
static int read_tag(struct erb *e, size_t from, size_t *to)
{
	char sign = from + 2 < e->text.n ? e->text.p[from + 2] : '\0';
	size_t skip = sign && strchr("=#-", sign) ? 3 : 2;
	size_t end = find_end(e->text, from + 2);
	struct str code;

	if (end == e->text.n)
		return draft_refuse(e->d, from, "tag is not closed by \"%>\"");
	*to = end + 2;
	(void)draft_tag(e->d,
			sign == '=' ? SEGMENT_EXPRESSION :
			sign == '#' ? SEGMENT_COMMENT :
				      SEGMENT_STATEMENT,
			from, *to);
	if (sign == '#')
		return 0;
	code = str_cut(e->text, from + skip, end);
	if (str_ends(code, "-"))
		code.n--;
	if (sign == '=')
		read_output(e, ascii_trim(code));
	else
		read_statement(e, ascii_trim(code));
	return 0;
}

/* Where the next tag or line of Ruby begins, at or after from, or the end. */
static size_t find_start(const struct erb *e, size_t from)
{
	struct str text = e->text;

	for (size_t at = from; at < text.n; at++) {
		char c = text.p[at],
		     next = at + 1 < text.n ? text.p[at + 1] : '\0';

		if (c != '<' && c != '%')
			continue;
		if (c == '<' && next == '%') {
			if (at + 2 >= text.n || text.p[at + 2] != '%')
				return at;
			at += 2;
		} else if (c == '%' && e->percent_lines && next != '%' &&
			   (at == 0 || text.p[at - 1] == '\n')) {
			return at;
		}
	}
	return text.n;
}

static int read_all(struct erb *e)
{
	size_t at = 0;

	while (at < e->text.n) {
		size_t start = find_start(e, at);

		at = start;
		if (at == e->text.n)
			break;
		if (e->text.p[at] == '<') {
			if (read_tag(e, at, &at) < 0)
				return -1;
		} else {
			at = str_find(e->text, '\n', at);
			at += at < e->text.n ? 1 : 0;
			(void)draft_tag(e->d, SEGMENT_STATEMENT, start, at);
			read_statement(
				e, ascii_trim(str_cut(e->text, start + 1, at)));
		}
	}
	draft_text(e->d, e->text.n);
	return 0;
}

/* ---- the row */

static const struct option_spec specs[] = {
	{ "trim_mode", OPTION_TEXT, "\"\"" },
	{ NULL, OPTION_BOOL, NULL },
};

/* As ERB.new takes it: a % or not, and one of the others or none. */
static int set_trim_mode(struct erb *e, struct str mode)
{
	e->percent_lines = str_starts(mode, "%");
	if (e->percent_lines)
		mode = str_cut(mode, 1, mode.n);
	if (mode.n > 0 && !str_is(mode, "-") && !str_is(mode, ">") &&
	    !str_is(mode, "<>"))
		return template_fail(e->d->why, (struct pos){ 0, 0 },
				     "option \"trim_mode\" is not one of %%, "
				     "-, <>, > or %% with one of the others");
	return 0;
}

static int read_erb(struct draft *d)
{
	struct erb e = { .d = d, .text = d->text, .own = map_in(d->scratch) };

	for (size_t i = 0; i < d->option_count; i++)
		if (set_trim_mode(&e, draft_option_text(d->scratch,
							&d->options[i])) < 0)
			return -1;
	return read_all(&e);
}

static const char *const suffixes[] = { ".erb", NULL };

const struct language language_erb = {
	.name = "erb",
	.suffixes = suffixes,
	.options = specs,
	.fill = read_erb,
};

/* Ruby: its tokens; ruby_text.c reads the strings among them. */
#include "code/ruby.h"

/* %q(...) and its like, at %; false: it is an operator. */
static bool percent_token(struct code_reader *r, struct code_token *t)
{
	static const char opens[] = "([{<", closes[] = ")]}>";
	char kind = ruby_peek(r, r->at + 1);
	struct ruby_literal l = { .from = r->at + 2 };
	bool letter = kind && strchr("qQwWiIrsx", kind) != NULL;
	const char *pair;

	if (r->valued)
		return false;
	l.open = letter ? ruby_peek(r, r->at + 2) : kind;
	l.from += letter;
	if (!l.open || !strchr("([{<|!/^", l.open) || l.from >= r->text.n)
		return false;
	pair = strchr(opens, l.open);
	l.close = pair ? closes[pair - opens] : l.open;
	l.raw = letter && strchr("qwis", kind);
	ruby_string(r, t, &l);
	if (t->kind == TOKEN_STRING && letter && kind != 'q' && kind != 'Q') {
		t->value = (struct code_value){ 0 };
		t->kind = TOKEN_OTHER;
	}
	return true;
}

/* ---- tokens */

/* At the beginning of a line: over =begin ... =end, and all behind __END__. */
static void skip_block(struct code_reader *r)
{
	if (code_at(r, "=begin")) {
		code_skip_to(r, "\n=end");
		code_skip_line(r);
	} else if (code_at(r, "__END__")) {
		r->at = r->text.n;
	}
}

static bool skip_space(struct code_reader *r, struct code_token *t)
{
	size_t line = 0;
	bool fresh = r->at == 0;

	if (fresh)
		skip_block(r);
	while (r->at < r->text.n) {
		char c = r->text.p[r->at];

		if (c == '\n') {
			if (r->heredoc > r->at)
				r->at = r->heredoc;
			else
				r->at++;
			r->heredoc = 0;
			fresh = true;
			line = r->at;
			skip_block(r);
		} else if (c == '#') {
			code_skip_line(r);
		} else if (c == '\\' &&
			   (code_at(r, "\\\n") || code_at(r, "\\\r\n"))) {
			r->at += code_at(r, "\\\n") ? 2 : 3;
		} else if (code_is_blank(c) || c == '\r') {
			r->at++;
		} else {
			break;
		}
	}
	t->indent = (unsigned)(r->at - line);
	/* A line that begins with a dot goes on with the one before. */
	return fresh &&
	       !(ruby_peek(r, r->at) == '.' &&
		 ruby_peek(r, r->at + 1) != '.') &&
	       ruby_peek(r, r->at) != '&';
}

static void slash_token(struct code_reader *r, struct code_token *t)
{
	size_t i = code_find_close(r, r->at + 1, '/', "\n");

	if (r->valued || i == r->text.n || r->text.p[i] != '/') {
		code_mark_token(r, t);
		return;
	}
	t->kind = TOKEN_OTHER;
	t->to = r->at = i + 1;
}

/* :name, and ?x: values without a text. */
static bool symbol_token(struct code_reader *r, struct code_token *t)
{
	char c = r->text.p[r->at], after = ruby_peek(r, r->at + 1);

	if (c == ':' && (after == '"' || after == '\'')) {
		struct ruby_literal l = { .raw = after == '\'',
					  .open = after,
					  .close = after,
					  .from = r->at + 2 };

		ruby_string(r, t, &l);
		if (t->kind == TOKEN_STRING)
			t->kind = TOKEN_OTHER;
		return true;
	}
	if (c == ':' && (!code_is_name(after) || r->valued))
		return false;
	if (c == '?' &&
	    (r->valued || !after || code_is_blank(after) || after == '\n' ||
	     code_is_name(ruby_peek(r, r->at + 2))))
		return false;
	r->at++;
	if (c == ':')
		(void)code_word_token(r, t, "?!");
	else
		r->at += after == '\\' ? 2 : 1;
	if (r->at > r->text.n)
		r->at = r->text.n;
	t->kind = TOKEN_OTHER;
	t->to = r->at;
	return true;
}

static void some_token(struct code_reader *r, struct code_token *t)
{
	char c = r->text.p[r->at];
	struct ruby_literal l = {
		.raw = c == '\'', .open = c, .close = c, .from = r->at + 1
	};

	if (c == '"' || c == '\'' || c == '`') {
		ruby_string(r, t, &l);
		if (c == '`' && t->kind == TOKEN_STRING)
			t->kind = TOKEN_OTHER;
	} else if ((code_at(r, "<<") && ruby_heredoc(r, t)) ||
		   (c == '%' && percent_token(r, t)) ||
		   ((c == ':' || c == '?') && symbol_token(r, t))) {
		; /* each has taken what it is */
	} else if (c == '/') {
		slash_token(r, t);
	} else if (code_is_digit(c)) {
		code_number_token(r, t);
	} else if (c == '$' && ruby_peek(r, r->at + 1) &&
		   !code_is_name(ruby_peek(r, r->at + 1))) {
		t->kind = TOKEN_OTHER;
		t->to = r->at += 2;
	} else if (!code_word_token(r, t, "@$")) {
		code_mark_token(r, t);
	}
}

static bool is_value(const struct code_reader *r, const struct code_token *t)
{
	static const char *const words[] = {
		"return", "if",	   "unless", "and",  "or",   "not",
		"when",	  "while", "until",  "then", "puts", "raise",
		"in",	  "do",	   "elsif",  NULL
	};
	struct str s = str_cut(r->text, t->from, t->to);

	if (t->kind == TOKEN_MARK)
		return str_is(s, ")") || str_is(s, "]") || str_is(s, "}");
	return t->kind != TOKEN_WORD || !code_one_of(s, words);
}

static void next(struct code_reader *r, struct code_token *t)
{
	bool line = skip_space(r, t);

	if (line && r->at < r->text.n && r->line != r->at + 1) {
		r->line = r->at + 1;
		r->valued = false;
		t->kind = TOKEN_LINE;
		return;
	}
	if (code_end_token(r, t))
		return;
	some_token(r, t);
	r->valued = is_value(r, t);
}

/* ---- words */

static const char *const skip[] = { "end", "yield", NULL };
static const char *const types[] = { "class", "module", NULL };
static const char *const functions[] = { "def", NULL };
static const char *const returns[] = { "return", NULL };
static const char *const control[] = { "if",	"unless", "while",  "until",
				       "case",	"when",	  "for",    "else",
				       "elsif", "rescue", "ensure", "begin",
				       "do",	"then",	  NULL };
static const char *const operators[] = { "and", "or", "not", "in", NULL };

/* chomp: one line end. */
static struct str chomp(struct str s)
{
	if (str_ends(s, "\r\n"))
		return str_cut(s, 0, s.n - 2);
	if (str_ends(s, "\n") || str_ends(s, "\r"))
		return str_cut(s, 0, s.n - 1);
	return s;
}

static bool method(struct code_reader *r, struct str name,
		   const struct code_value *argument, struct code_value *v)
{
	bool left = str_is(name, "strip") || str_is(name, "lstrip");
	bool right = str_is(name, "strip") || str_is(name, "rstrip");

	(void)r;
	if (argument || v->wrapped)
		return false;
	if (left || right)
		value_set(v, indent_strip(v->flat, SPACE_RUBY, left, right));
	else if (str_is(name, "chomp"))
		value_set(v, chomp(v->flat));
	else
		return str_is(name, "freeze") || str_is(name, "dup") ||
		       str_is(name, "to_s");
	return true;
}

static const char *const suffixes[] = { ".rb", ".rake", NULL };

const struct code_language code_ruby = {
	.name = "ruby",
	.suffixes = suffixes,
	.shape = SHAPE_ENDED,
	.lines = true,
	.adjacent = true,
	.bare_method = true,
	.colon_names = true,
	.next = next,
	.words = {
		[WORD_SKIP] = skip,
		[WORD_CLASS] = types,
		[WORD_FUNCTION] = functions,
		[WORD_RETURN] = returns,
		[WORD_CONTROL] = control,
		[WORD_OPERATOR] = operators,
	},
	.method = method,
};

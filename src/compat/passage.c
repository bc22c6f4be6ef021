#include "compat/passage.h"

#include "base/arena.h"
#include "base/buf.h"

/* What a token can begin or end. */
enum token_kind { TOKEN_WORD, TOKEN_LITERAL, TOKEN_SIGN };

struct token {
	enum token_kind kind;
	struct str text;
};

/*
 * One bracket, or the tag itself. The operand is what a filter behind it
 * would be applied to: its first token, and the first use in it.
 */
struct frame {
	bool open; /* an operand stands right before */
	size_t operand, first;
	struct str format;  /* "%d" of "%d" % x: for the next operand */
	struct str through; /* of a call: what its arguments pass through */
	size_t arguments;   /* the first use in it */
	bool index;	    /* x[...] */
};

struct walk {
	struct passages *out;
	const struct token *tokens;
	size_t count;
	struct frame frames[PASSAGE_DEPTH];
	size_t depth; /* of the innermost */
	bool shown;
};

static bool is_one_of(struct str s, const char *const *words)
{
	for (; *words; words++)
		if (str_is(s, *words))
			return true;
	return false;
}

/* ---- tokens ---------------------------------------------------------- */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (unsigned char)c > 127;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The end of the string that begins at from, or of s. */
static size_t string_end(struct str s, size_t from)
{
	size_t i = from + 1;

	for (; i < s.n && s.p[i] != s.p[from]; i++)
		if (s.p[i] == '\\')
			i++;
	return i < s.n ? i + 1 : s.n;
}

/* The tokens between the delimiters of a canonical tag. */
static struct token *tokens_of(struct arena *a, struct str tag, size_t *count)
{
	size_t from = str_find(tag, ' ', 0), to = str_rfind(tag, ' ');
	struct token *tokens = arena_zero(a, tag.n / 2 + 1, sizeof(*tokens));
	size_t n = 0, end;

	for (size_t i = from + 1; from < to && i < to; i = end + 1) {
		struct token *t = &tokens[n++];

		end = tag.p[i] == '"' || tag.p[i] == '\'' ?
			      string_end(tag, i) :
			      str_find(tag, ' ', i);
		t->text = str_cut(tag, i, end);
		t->kind = is_word(t->text.p[0]) ? TOKEN_WORD :
			  is_digit(tag.p[i]) || tag.p[i] == '"' ||
					  tag.p[i] == '\'' ?
						  TOKEN_LITERAL :
						  TOKEN_SIGN;
	}
	*count = n;
	return tokens;
}

static struct str token_at(const struct walk *w, size_t i)
{
	return i < w->count ? w->tokens[i].text : STR_EMPTY;
}

static bool sign_at(const struct walk *w, size_t i, const char *sign)
{
	return i < w->count && w->tokens[i].kind == TOKEN_SIGN &&
	       str_is(w->tokens[i].text, sign);
}

/* x with y behind it, as far as that is looked at. */
static struct str grown(const struct walk *w, struct str x, struct str y)
{
	if (x.n >= PASSAGE_TEXT)
		return x;
	return str_fmt(w->out->arena, "%.*s%.*s", STR_ARG(x),
		       STR_ARG(str_cut(y, 0, PASSAGE_TEXT)));
}

/* Tokens from and up to (not with) to, as one text. */
static struct str joined(const struct walk *w, size_t from, size_t to)
{
	struct buf b = buf_in(w->out->arena);

	for (; from < to && b.len < PASSAGE_TEXT; from++)
		buf_add(&b, w->tokens[from].text);
	return buf_str(&b);
}

/* Whether count more uses may be gone through. */
static bool affords(const struct walk *w, size_t count)
{
	struct passages *out = w->out;

	if (out->left < count)
		out->left = 0;
	else
		out->left -= count;
	return out->left > 0;
}

/* Behind the bracket that closes the one at i. */
static size_t behind(const struct walk *w, size_t i)
{
	size_t depth = 0;

	for (; i < w->count; i++) {
		if (sign_at(w, i, "(") || sign_at(w, i, "[") ||
		    sign_at(w, i, "{"))
			depth++;
		else if ((sign_at(w, i, ")") || sign_at(w, i, "]") ||
			  sign_at(w, i, "}")) &&
			 --depth == 0)
			return i + 1;
	}
	return i;
}

/* ---- uses ------------------------------------------------------------ */

static struct frame *top(struct walk *w)
{
	return &w->frames[w->depth];
}

static void pass(struct walk *w, size_t first, struct str through)
{
	struct passages *out = w->out;

	if (!through.n || !affords(w, out->count - first))
		return;
	for (size_t i = first; i < out->count; i++)
		out->items[i].through = grown(w, out->items[i].through,
					      through);
}

static void begin_operand(struct walk *w, size_t token)
{
	struct frame *f = top(w);

	f->open = true;
	f->operand = token;
	f->first = w->out->count;
}

static void end_operand(struct walk *w)
{
	struct frame *f = top(w);

	if (!f->open)
		return;
	pass(w, f->first, f->format);
	f->format = STR_EMPTY;
	f->open = false;
}

static void add_use(struct walk *w, size_t i)
{
	struct passages *out = w->out;
	struct str name = w->tokens[i].text;

	begin_operand(w, i);
	out->items = arena_grow(out->arena, out->items, out->count, &out->room,
				sizeof(*out->items));
	out->items[out->count++] = (struct passage){ .name = name,
						     .path = name,
						     .through = STR_EMPTY,
						     .fallback = STR_EMPTY,
						     .shown = w->shown };
}

/* The one use that the operand is, or NULL. */
static struct passage *only_use(struct walk *w)
{
	struct frame *f = top(w);

	return f->open && f->first + 1 == w->out->count ?
		       &w->out->items[f->first] :
		       NULL;
}

/* A text without its quotes, so that 'a' is "a". */
static struct str unquoted(struct str s)
{
	if (s.n < 2 || (s.p[0] != '"' && s.p[0] != '\'') ||
	    s.p[s.n - 1] != s.p[0] || str_find(s, '\\', 0) < s.n)
		return s;
	return str_cut(s, 1, s.n - 1);
}

static void set_default(struct walk *w, size_t first, struct str fallback)
{
	if (!affords(w, w->out->count - first))
		return;
	for (size_t i = first; i < w->out->count; i++) {
		w->out->items[i].fallback = unquoted(fallback);
		w->out->items[i].has_default = true;
	}
}

/* ---- the tokens of one tag ------------------------------------------- */

static bool push(struct walk *w, struct frame frame)
{
	if (w->depth + 1 >= PASSAGE_DEPTH)
		return false;
	w->frames[++w->depth] = frame;
	return true;
}

/* `| name` and `| name(...)`, at the name. */
static void filter(struct walk *w, size_t i)
{
	struct frame *f = top(w);
	size_t end = sign_at(w, i + 1, "(") ? behind(w, i + 1) : i + 1;
	struct str name = w->tokens[i].text;

	if (str_is(name, "default") || str_is(name, "d"))
		set_default(w, f->first,
			    end > i + 3 ? joined(w, i + 2, end - 1) :
					  STR_EMPTY);
	else
		pass(w, f->first,
		     str_fmt(w->out->arena, "|%.*s",
			     STR_ARG(joined(w, i, end))));
}

/* `.name`: a member, or a method. */
static void member(struct walk *w, size_t i)
{
	struct passage *use = only_use(w);
	struct arena *a = w->out->arena;

	if (sign_at(w, i + 1, "("))
		pass(w, top(w)->first,
		     str_fmt(a, ".%.*s",
			     STR_ARG(joined(w, i, behind(w, i + 1)))));
	else if (use && !use->through.n)
		use->path = grown(
			w, use->path,
			str_fmt(a, ".%.*s", STR_ARG(w->tokens[i].text)));
}

static bool is_name_of_test(const struct walk *w, size_t i)
{
	return i && (str_is(token_at(w, i - 1), "is") ||
		     (i > 1 && str_is(token_at(w, i - 1), "not") &&
		      str_is(token_at(w, i - 2), "is")));
}

static void word(struct walk *w, size_t i)
{
	static const char *const operators[] = { "and",	 "or",	 "not",
						 "in",	 "if",	 "is",
						 "else", "elif", NULL };
	static const char *const constants[] = { "true", "false", "none",
						 "True", "False", "None",
						 NULL };
	struct str text = w->tokens[i].text;
	struct passage *use = only_use(w);
	bool call = w->depth > 0 && top(w)->through.n;

	if (i && sign_at(w, i - 1, "|")) {
		filter(w, i);
	} else if (i && sign_at(w, i - 1, ".")) {
		member(w, i);
	} else if (is_one_of(text, operators)) {
		if (str_is(text, "or") && use && i + 1 < w->count &&
		    w->tokens[i + 1].kind == TOKEN_LITERAL)
			set_default(w, top(w)->first, token_at(w, i + 1));
		end_operand(w);
	} else if (is_name_of_test(w, i) ||
		   (sign_at(w, i + 1, "=") && (call || w->depth == 0))) {
		return; /* no use; nor is an argument's name, or what is set */
	} else if (is_one_of(text, constants)) {
		begin_operand(w, i);
	} else {
		add_use(w, i);
	}
}

/* A bracket opens: a call, an index or a group. */
static bool open_bracket(struct walk *w, size_t i)
{
	struct frame *f = top(w),
		     frame = { .format = STR_EMPTY, .through = STR_EMPTY };
	bool literal;

	frame.arguments = w->out->count;
	if (!f->open || sign_at(w, i, "{")) {
		begin_operand(w, i);
		return push(w, frame);
	}
	frame.index = sign_at(w, i, "[");
	literal = w->tokens[f->operand].kind == TOKEN_LITERAL;
	if (!frame.index)
		frame.through = str_fmt(
			w->out->arena, ">%.*s",
			STR_ARG(joined(w, literal ? f->operand : i - 1, i)));
	return push(w, frame);
}

static void close_bracket(struct walk *w, size_t i)
{
	struct frame frame;
	struct passage *use;

	end_operand(w);
	if (w->depth == 0)
		return;
	frame = *top(w);
	w->depth--;
	pass(w, frame.arguments, frame.through);
	use = only_use(w);
	if (frame.index && use && frame.arguments == w->out->count &&
	    !use->through.n) {
		size_t from = i;

		while (from > 0 && !sign_at(w, from, "["))
			from--;
		use->path = grown(w, use->path, joined(w, from, i + 1));
	}
}

static bool sign(struct walk *w, size_t i)
{
	struct frame *f = top(w);
	struct str text = w->tokens[i].text;

	if (str_is(text, "(") || str_is(text, "[") || str_is(text, "{"))
		return open_bracket(w, i);
	if (str_is(text, ")") || str_is(text, "]") || str_is(text, "}")) {
		close_bracket(w, i);
	} else if (str_is(text, "%") && f->open && f->operand + 1 == i &&
		   w->tokens[f->operand].kind == TOKEN_LITERAL) {
		end_operand(w);
		f->format = str_fmt(w->out->arena, "%.*s%%",
				    STR_ARG(token_at(w, i - 1)));
	} else if (!str_is(text, ".") && !str_is(text, "|")) {
		end_operand(w);
	}
	return true;
}

/* Statements that only ask, or name what is the template's own. */
static size_t first_token(const struct walk *w, const struct segment *s)
{
	static const char *const values[] = { "set", "with", "include", NULL };
	size_t i = 0;

	if (s->kind == SEGMENT_EXPRESSION)
		return 0;
	if (is_one_of(token_at(w, 0), values))
		return 1;
	if (!str_is(token_at(w, 0), "for"))
		return w->count;
	while (i < w->count && !str_is(token_at(w, i), "in"))
		i++;
	return i + 1;
}

/* Whether the last of these that is said of a value makes it harmless. */
static bool escapes(struct str through)
{
	static const char *const safe[] = {
		"|e",	    "|escape", "|forceescape", "|tojson", "|urlencode",
		"|xmlattr", NULL
	};
	bool escaped = false;
	size_t from = 0;

	while (from < through.n) {
		size_t to = str_find(through, '|', from + 1);
		struct str one = str_cut(through, from, to);

		one = str_cut(one, 0, str_find(one, '(', 0));
		if (is_one_of(one, safe))
			escaped = true;
		else if (str_is(one, "|safe"))
			escaped = false;
		from = to;
	}
	return escaped;
}

void passage_tag(struct passages *out, const struct segment *segment)
{
	struct walk w = { .out = out };
	size_t start = out->count;
	bool ok = true;

	if (segment->kind != SEGMENT_EXPRESSION &&
	    segment->kind != SEGMENT_STATEMENT)
		return;
	w.tokens = tokens_of(out->arena, segment->canonical, &w.count);
	w.shown = segment->kind == SEGMENT_EXPRESSION;
	w.frames[0].format = w.frames[0].through = STR_EMPTY;
	for (size_t i = first_token(&w, segment); ok && i < w.count; i++) {
		if (w.tokens[i].kind == TOKEN_WORD)
			word(&w, i);
		else if (w.tokens[i].kind == TOKEN_SIGN)
			ok = sign(&w, i);
		else if (i && sign_at(&w, i - 1, ".")) /* x.0 */
			member(&w, i);
		else
			begin_operand(&w, i);
	}
	while (ok && w.depth > 0)
		close_bracket(&w, w.count - 1);
	end_operand(&w);
	if (!ok)
		out->count = start;
	for (size_t i = start; i < out->count; i++)
		out->items[i].escaped = escapes(out->items[i].through);
}

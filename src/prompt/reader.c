#include "prompt/reader.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "prompt/nearest.h"
#include "syntax/yaml.h"
#include "view/view.h"

enum { PLACE_DEPTH = 8 };

struct str place_pointer(struct arena *a, const struct place *at)
{
	const struct place *chain[PLACE_DEPTH];
	struct buf b = buf_in(a);
	size_t n = 0;

	for (; at && n < PLACE_DEPTH; at = at->up)
		chain[n++] = at;
	while (n--) {
		if (chain[n]->name.n)
			node_pointer_add(&b, chain[n]->name);
		else
			buf_addf(&b, "/%zu", chain[n]->index);
	}
	return buf_str(&b);
}

static struct finding *add(struct reader *r, enum rule rule, struct pos pos,
			   const struct place *at, struct str message,
			   struct str help)
{
	struct finding *f = &r->spare;

	r->bad = true;
	if (r->sink->count >= SINK_LIMIT) {
		/* counted alone: what nobody sees shall cost nothing */
		r->sink->dropped++;
		r->sink->dropped_error = true;
		*f = (struct finding){ 0 };
		return f;
	}
	f = sink_add(r->sink, rule, r->prompt, r->manifest->path, pos);
	f->message = message;
	f->line = lines_get(&r->lines, r->a, pos.line);
	finding_help(f, help);
	finding_key(f, r->manifest->path);
	finding_key(f, place_pointer(r->a, at));
	return f;
}

__attribute__((format(printf, 6, 0))) static void say(
	struct reader *r, enum rule rule, struct pos pos,
	const struct place *at, struct str help, const char *fmt, va_list args)
{
	char text[1024];
	struct str message;

	if (vsnprintf(text, sizeof(text), fmt, args) < 0)
		text[0] = '\0';
	/* not inside a character, where it is cut */
	message = text_shorten(str_of(text), sizeof(text) - 2);
	if (r->sink->count < SINK_LIMIT)
		message = str_copy(r->a, message);
	finding_key(add(r, rule, pos, at, message, help), message);
}

void reader_wrong(struct reader *r, struct pos pos, const struct place *at,
		  struct str help, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(r, RULE_MANIFEST_INVALID, pos, at, help, fmt, args);
	va_end(args);
}

void reader_missing(struct reader *r, struct pos pos, const struct place *at,
		    struct str help, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(r, RULE_SOURCE_MISSING, pos, at, help, fmt, args);
	va_end(args);
}

/* The last name of a place, for messages. */
static struct str name_of(const struct place *at)
{
	while (at && at->name.n == 0)
		at = at->up;
	return at ? at->name : STR_EMPTY;
}

void reader_unknown(struct reader *r, const struct member *member,
		    const struct place *at, const char *whose,
		    const char *const *names)
{
	const char *near = nearest(member->name, names);
	const struct place here = { at, member->name, 0 };

	if (near)
		reader_wrong(r, member->pos, &here,
			     str_fmt(r->a, "write `%s:`", near),
			     "`%.*s` is not a key of %s; did you mean `%s`?",
			     STR_ARG(text_shorten(member->name, 100)), whose,
			     near);
	else
		reader_wrong(r, member->pos, &here,
			     STR("man 5 promptpin.yaml lists the keys"),
			     "`%.*s` is not a key of %s",
			     STR_ARG(text_shorten(member->name, 100)), whose);
}

static const char *described(const struct node *node)
{
	switch (node->kind) {
	case NODE_STRING:
		return node->text.n ? "a text" : "empty";
	case NODE_ARRAY:
		return "a list";
	case NODE_OBJECT:
		return "a mapping";
	case NODE_NULL:
	case NODE_FALSE:
	case NODE_TRUE:
	case NODE_NUMBER:
	default:
		return node_kind_name(node);
	}
}

void reader_mismatch(struct reader *r, const struct node *node,
		     const struct place *at, const char *expected,
		     struct str help)
{
	reader_wrong(r, node->pos, at, help, "`%.*s` takes %s and is %s",
		     STR_ARG(text_shorten(name_of(at), 100)), expected,
		     described(node));
}

bool reader_text(struct reader *r, const struct node *node,
		 const struct place *at, struct str *out)
{
	struct str s = node->text;
	uint32_t code;
	size_t i;

	if (node->kind != NODE_STRING || s.n == 0) {
		reader_mismatch(r, node, at, "a text",
				STR("write one text, in quotes if YAML reads "
				    "it otherwise"));
		return false;
	}
	if (s.n > READER_TEXT) {
		reader_wrong(r, node->pos, at, STR("shorten it"),
			     "`%.*s` has a text of more than %d bytes",
			     STR_ARG(text_shorten(name_of(at), 100)),
			     READER_TEXT);
		return false;
	}
	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			break;
	if (i < s.n || text_invisible(s, 0, &code) < s.n) {
		reader_wrong(r, node->pos, at,
			     STR("write it on one line with visible characters "
				 "only"),
			     "`%.*s` has a text with a control or invisible "
			     "character",
			     STR_ARG(text_shorten(name_of(at), 100)));
		return false;
	}
	*out = s;
	return true;
}

bool reader_texts(struct reader *r, const struct node *node,
		  const struct place *at, struct str **out, size_t *count)
{
	bool ok = true;

	if (node->kind != NODE_ARRAY) {
		reader_mismatch(r, node, at, "a list of texts",
				str_fmt(r->a, "write `%.*s: [...]`",
					STR_ARG(name_of(at))));
		return false;
	}
	*out = arena_zero(r->a, node->count, sizeof(**out));
	*count = node->count;
	for (size_t i = 0; i < node->count; i++) {
		const struct place here = { at, STR_EMPTY, i };

		if (!reader_text(r, &node->items[i], &here, &(*out)[i]))
			ok = false;
	}
	return ok;
}

/* Why view_path_join refused, as far as one can see it. */
static void escape(struct reader *r, const struct node *node,
		   const struct place *at)
{
	struct str s = text_shorten(node->text, 200);
	struct finding *f;
	struct str help = STR("name a file of this repository, relative to "
			      "the folder of promptpin.yaml");
	struct str message;

	if (s.n && s.p[0] == '/')
		message = str_fmt(r->a, "%.*s is an absolute path", STR_ARG(s));
	else if (str_starts(s, ".."))
		message = str_fmt(r->a, "%.*s leaves the repository",
				  STR_ARG(s));
	else
		message = str_fmt(r->a,
				  "%.*s is not a path that may be read: it "
				  "leaves the repository, or has a name or "
				  "character that is not the same on every "
				  "system",
				  STR_ARG(s));
	f = add(r, RULE_PATH_ESCAPE, node->pos, at, message, help);
	finding_key(f, node->text);
}

static bool join(struct reader *r, const struct node *node,
		 const struct place *at, struct path_ref *out)
{
	struct str store = STR(STORE_FOLDER);

	out->pos = node->pos;
	if (view_path_join(r->a, STR_EMPTY, node->text, &out->path) < 0) {
		escape(r, node, at);
		return false;
	}
	if (str_eq(str_cut(out->path, 0, store.n), store) &&
	    (out->path.n == store.n || out->path.p[store.n] == '/')) {
		reader_wrong(r, node->pos, at,
			     STR("name the source, not what the store keeps"),
			     "%.*s lies in the store",
			     STR_ARG(text_shorten(out->path, 200)));
		return false;
	}
	return true;
}

bool reader_path(struct reader *r, const struct node *node,
		 const struct place *at, struct path_ref *out)
{
	struct str written;

	return reader_text(r, node, at, &written) && join(r, node, at, out);
}

static bool is_top(struct str s)
{
	while (str_starts(s, "./"))
		s = str_cut(s, 2, s.n);
	return s.n == 0 || str_is(s, ".");
}

/* "partials/" is the folder as "partials" is. */
static bool folder(struct reader *r, const struct node *node,
		   const struct place *at, struct path_ref *out)
{
	struct node bare = *node;

	if (node->kind == NODE_STRING && is_top(node->text)) {
		*out = (struct path_ref){ STR_EMPTY, node->pos };
		return true;
	}
	while (bare.text.n > 1 && bare.text.p[bare.text.n - 1] == '/')
		bare.text.n--;
	return reader_path(r, &bare, at, out);
}

bool reader_paths(struct reader *r, struct node *node, const struct place *at,
		  bool folders, struct path_ref **out, size_t *count)
{
	struct node *items = node->items;
	size_t n = node->count;
	bool ok = true;

	if (node->kind == NODE_STRING && node->text.n) {
		items = node; /* one path is a list of one */
		n = 1;
	} else if (node->kind != NODE_ARRAY) {
		reader_mismatch(r, node, at, "a list of paths",
				str_fmt(r->a, "write `%.*s: [PATH, ...]`",
					STR_ARG(name_of(at))));
		return false;
	}
	*out = arena_zero(r->a, n, sizeof(**out));
	*count = n;
	for (size_t i = 0; i < n; i++) {
		const struct place here = { at, STR_EMPTY, i };

		if (!(folders ? folder(r, &items[i], &here, &(*out)[i]) :
				reader_path(r, &items[i], &here, &(*out)[i])))
			ok = false;
	}
	return ok;
}

bool reader_resolve(struct reader *r, struct node *node, const struct place *at)
{
	struct syntax_error why;

	if (yaml_resolve(node, &why) == 0)
		return true;
	reader_wrong(r, why.pos, at,
		     STR("put it in quotes, or spell it as JSON "
			 "does"),
		     "%s", why.text);
	return false;
}

bool reader_is_value_path(struct str path)
{
	return str_ends(path, ".json") || str_ends(path, ".yaml") ||
	       str_ends(path, ".yml");
}

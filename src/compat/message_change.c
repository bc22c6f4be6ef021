#include "compat/message_change.h"

#include "base/arena.h"
#include "base/buf.h"
#include "compat/message_text.h"

enum difference { SAME, WHITESPACE, TEXT };

static bool same_options(const struct store_message *x,
			 const struct store_message *y)
{
	if (x->option_count != y->option_count ||
	    !str_eq(str_of(x->syntax), str_of(y->syntax)))
		return false;
	for (size_t i = 0; i < x->option_count; i++)
		if (strcmp(x->options[i].name, y->options[i].name) != 0 ||
		    strcmp(x->options[i].json, y->options[i].json) != 0)
			return false;
	return true;
}

static bool same_parts(const struct store_message *x,
		       const struct store_message *y)
{
	if (x->part_count != y->part_count)
		return false;
	for (size_t i = 0; i < x->part_count; i++)
		if (strcmp(x->parts[i].name, y->parts[i].name) != 0 ||
		    !store_id_equal(&x->parts[i].id, &y->parts[i].id))
			return false;
	return true;
}

bool message_same(const struct store_message *x, const struct store_message *y)
{
	if (x->slot || y->slot)
		return str_eq(str_of(x->slot), str_of(y->slot));
	return str_eq(str_of(x->role), str_of(y->role)) && same_options(x, y) &&
	       store_id_equal(&x->text, &y->text) && same_parts(x, y);
}

void message_excerpt(struct arena *a, struct str x, struct str y,
		     struct str *before, struct str *after)
{
	size_t at = 0, line = 0;

	while (at < x.n && at < y.n && x.p[at] == y.p[at]) {
		at++;
		if (x.p[at - 1] == '\n')
			line = at;
	}
	/* A long line: from a little before the place. */
	while (at - line > COMPARE_SHOWN / 2)
		line++;
	while (line < at && ((unsigned char)x.p[line] & 0xc0) == 0x80)
		line++;
	*before = compare_show(a, str_cut(x, line, str_find(x, '\n', at)));
	*after = compare_show(a, str_cut(y, line, str_find(y, '\n', at)));
}

/* Another language or other options: what renders the same is not known. */
static int syntax_changed(struct compare *c, const struct store_message *x,
			  const struct store_message *y, struct str where)
{
	struct change *change = compare_add(
		c, CHANGE_TEMPLATE_SYNTAX_CHANGED, where,
		str_of(strcmp(x->syntax, y->syntax) == 0 ?
			       "the template has other options" :
			       "the template is in another language"));
	struct str from = STR_EMPTY, to = STR_EMPTY, before, after;
	int rc;

	change->before = compare_show(c->arena, str_of(x->syntax));
	change->after = compare_show(c->arena, str_of(y->syntax));
	rc = compare_bytes(c, c->from, &x->text, &from);
	if (rc == 0)
		rc = compare_bytes(c, c->to, &y->text, &to);
	if (rc < 0)
		return rc;
	from = text_normal(c->arena, from);
	to = text_normal(c->arena, to);
	if (str_eq(from, to) && same_parts(x, y))
		return 0;
	message_excerpt(c->arena, from, to, &before, &after);
	change = compare_add(c, CHANGE_MESSAGE_TEXT_CHANGED, where,
			     str_fmt(c->arena,
				     "the text of the %s message "
				     "changed",
				     y->role));
	change->before = before;
	change->after = after;
	change->from = &x->text;
	change->to = &y->text;
	return 0;
}

static enum difference difference(struct arena *a, struct str x, struct str y,
				  bool trim)
{
	if (str_eq(x, y))
		return SAME;
	return str_eq(stream_collapsed(a, x, trim),
		      stream_collapsed(a, y, trim)) ?
		       WHITESPACE :
		       TEXT;
}

static enum difference part_difference(struct arena *a,
				       const struct text_source *x,
				       const struct text_source *y)
{
	if (str_eq(x->form, y->form))
		return SAME;
	return difference(a, stream_of(a, &x->t), stream_of(a, &y->t), false) ==
			       WHITESPACE ?
		       WHITESPACE :
		       TEXT;
}

/* Two messages of one language with the same options. */
struct two {
	struct compare *c;
	const struct message_text *x, *y;
	struct str where;
	struct pair *parts;
	size_t part_count;
	bool same_names; /* of parts */
};

static enum difference whole_difference(const struct two *t)
{
	struct arena *a = t->c->arena;
	enum difference worst = difference(a, t->x->stream, t->y->stream, true);

	for (size_t i = 0; i < t->part_count; i++) {
		struct pair p = t->parts[i];
		const struct text_source *x = NULL, *y = NULL;
		enum difference d = SAME;

		if (p.from != COMPARE_NONE)
			x = &t->x->parts[p.from];
		if (p.to != COMPARE_NONE)
			y = &t->y->parts[p.to];
		if (!(x && x->kept) && !(y && y->kept))
			continue; /* the stream holds it */
		d = x && y ? part_difference(a, x, y) : TEXT;
		worst = d > worst ? d : worst;
	}
	return worst;
}

static void add(const struct two *t, enum difference d, struct str where,
		const struct text_source *x, const struct text_source *y)
{
	struct arena *a = t->c->arena;
	struct str name = compare_show(a, y->name);
	const char *role = t->y->message->role;
	enum change_kind kind = d == TEXT ? CHANGE_MESSAGE_TEXT_CHANGED :
				d == WHITESPACE ?
					    CHANGE_MESSAGE_WHITESPACE_CHANGED :
					    CHANGE_MESSAGE_SPLIT;
	const char *how = d == TEXT ? "changed" :
			  d == WHITESPACE ?
				      "changed in white space only" :
				      "is divided in another way, with the "
				      "same expansion";
	struct str text;
	struct change *change;

	if (name.n)
		text = str_fmt(a, "%.*s, a part of the %s message, %s",
			       STR_ARG(name), role, how);
	else
		text = str_fmt(a, "the text of the %s message %s", role, how);
	change = compare_add(t->c, kind, where, text);
	message_excerpt(a, x->form, y->form, &change->before, &change->after);
	change->from = x->id;
	change->to = y->id;
}

/* Only parts differ: the change is at each of them. */
static void add_parts(const struct two *t, enum difference whole)
{
	struct arena *a = t->c->arena;
	bool told = whole != TEXT;

	for (size_t i = 0; i < t->part_count; i++)
		told = told ||
		       part_difference(a, &t->x->parts[t->parts[i].from],
				       &t->y->parts[t->parts[i].to]) == TEXT;
	for (size_t i = 0; i < t->part_count; i++) {
		const struct text_source *x = &t->x->parts[t->parts[i].from];
		const struct text_source *y = &t->y->parts[t->parts[i].to];
		enum difference d = part_difference(a, x, y);

		if (d == SAME)
			continue;
		if (d > whole)
			d = whole;
		add(t, told ? d : TEXT,
		    str_fmt(a, "%.*s/parts/%.*s", STR_ARG(t->where),
			    STR_ARG(compare_show(a, y->name))),
		    x, y);
	}
}

static void text_changed(const struct two *t)
{
	bool text = !str_eq(t->x->main.form, t->y->main.form);
	bool parts = false;
	enum difference whole;

	for (size_t i = 0; t->same_names && i < t->part_count; i++)
		parts = parts || !str_eq(t->x->parts[t->parts[i].from].form,
					 t->y->parts[t->parts[i].to].form);
	if (!text && !parts && t->same_names)
		return;
	whole = whole_difference(t);
	if (!text && t->same_names) {
		add_parts(t, whole);
		return;
	}
	/* Without parts nothing was divided: signs, comments, a last newline. */
	if (whole == SAME && t->part_count == 0)
		whole = WHITESPACE;
	add(t, whole, t->where, &t->x->main, &t->y->main);
}

int message_change(struct compare *c, size_t from, size_t to, struct str where)
{
	const struct store_message *x = &c->from->effective->messages[from];
	const struct store_message *y = &c->to->effective->messages[to];
	struct two t = { .c = c, .where = where, .same_names = true };
	int rc;

	if (message_same(x, y))
		return 0;
	if (!same_options(x, y))
		return syntax_changed(c, x, y, where);
	rc = message_text_read(c, c->from, from, &t.x);
	if (rc == 0)
		rc = message_text_read(c, c->to, to, &t.y);
	if (rc < 0)
		return rc;
	t.parts = compare_part_pairs(c->arena, x->parts, x->part_count,
				     y->parts, y->part_count, &t.part_count);
	for (size_t i = 0; i < t.part_count; i++)
		t.same_names = t.same_names &&
			       t.parts[i].from != COMPARE_NONE &&
			       t.parts[i].to != COMPARE_NONE;
	text_changed(&t);
	return 0;
}

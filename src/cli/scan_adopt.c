/* One more prompt: a file, or the text at a line of source code. */
#include "base/arena.h"
#include "base/buf.h"
#include "cli/scan_parts.h"

enum { LINES_SAID = 12, LEAST = 25 /* bytes of a text worth naming */ };

static int taken(struct scan *s, const struct scan_wish *wish,
		 const struct str *id)
{
	error_help(s->run->err, "promptpin show %.*s", STR_ARG(*id));
	return error_set(s->run->err, ERROR_REFUSED,
			 "%.*s is a part of the prompt %.*s already",
			 STR_ARG(wish->path), STR_ARG(*id));
}

static struct str last_left(const struct scan *s)
{
	return s->found.left[s->found.left_count - 1];
}

/* ---- a file ------------------------------------------------------------------------- */

static int adopt_candidate(struct scan *s, const struct scan_wish *wish,
			   struct candidate *c)
{
	struct error *err = s->run->err;

	if (c->broken)
		return error_set(err, ERROR_REFUSED, "%.*s",
				 STR_ARG(last_left(s)));
	if (c->format && wish->role != NO_ROLE) {
		error_help(err, "promptpin adopt %.*s", STR_ARG(wish->path));
		return error_set(err, ERROR_REFUSED,
				 "%.*s is a %s file, which says the roles "
				 "itself: --role is for texts and templates",
				 STR_ARG(wish->path), format_name(c->format));
	}
	if (wish->role != NO_ROLE)
		c->role = wish->role;
	scan_single(s, c);
	return 0;
}

/* Lines of the file that have texts; those that look like prompts first. */
static struct str lines_of(struct scan *s, struct str path, struct str bytes)
{
	struct arena *a = s->run->arena;
	struct code_literals all = { 0 };
	struct detected *items;
	struct buf out = buf_in(a);
	struct code_error why;
	size_t count = 0, said = 0;

	if (detect_find(detect_new(a, detect_default()), a, path, bytes, &items,
			&count) < 0)
		count = 0;
	for (size_t i = 0; i < count && said < LINES_SAID; i++, said++)
		buf_addf(&out, "%s%u", said ? ", " : "",
			 items[i].literal.pos.line);
	if (count ||
	    code_literals(a, code_by_path(path), bytes, &all, &why) < 0)
		return buf_str(&out);
	for (size_t i = 0; i < all.count && said < LINES_SAID; i++) {
		if (all.items[i].text.n >= LEAST)
			buf_addf(&out, "%s%u", said++ ? ", " : "",
				 all.items[i].pos.line);
	}
	return buf_str(&out);
}

static int say_lines(struct scan *s, const struct scan_wish *wish,
		     struct str bytes, const char *what)
{
	struct str lines = lines_of(s, wish->path, bytes);
	size_t comma = str_find(lines, ',', 0);

	if (!lines.n)
		return error_set(s->run->err, ERROR_REFUSED,
				 "%.*s%s, and no text of it looks like a "
				 "prompt",
				 STR_ARG(wish->path), what);
	error_help(s->run->err, "promptpin adopt %.*s:%.*s",
		   STR_ARG(wish->path), STR_ARG(str_cut(lines, 0, comma)));
	return error_set(s->run->err, ERROR_REFUSED,
			 "%.*s%s; texts begin in line%s %.*s",
			 STR_ARG(wish->path), what, comma < lines.n ? "s" : "",
			 STR_ARG(lines));
}

static int adopt_file(struct scan *s, const struct scan_wish *wish,
		      struct str bytes)
{
	const struct str *id = map_get(&s->known, wish->path);
	size_t before = s->count;

	if (id)
		return taken(s, wish, id);
	if (scan_file(s, wish->path, bytes, LOOK_PROMPT, true) < 0)
		return s->run->err->code;
	if (s->count > before)
		return adopt_candidate(s, wish, &s->items[before]);
	if (code_by_path(wish->path))
		return say_lines(s, wish, bytes,
				 " is source code: say which line");
	error_help(s->run->err, "promptpin inspect %.*s", STR_ARG(wish->path));
	return error_set(s->run->err, ERROR_REFUSED,
			 "%.*s is no prompt file of a known format, no text "
			 "and no template",
			 STR_ARG(wish->path));
}

/* ---- a text in code ------------------------------------------------------------------ */

static unsigned last_line(struct str bytes, const struct code_literal *l)
{
	unsigned line = l->pos.line;

	for (size_t i = l->from; i < l->to; i++)
		line += bytes.p[i] == '\n';
	return line;
}

/* Of several on the line the longest. */
static const struct code_literal *literal_at(const struct code_literals *all,
					     struct str bytes, unsigned line)
{
	const struct code_literal *best = NULL;

	for (size_t i = 0; i < all->count; i++) {
		const struct code_literal *l = &all->items[i];

		if (l->pos.line > line || last_line(bytes, l) < line ||
		    l->undecided || !l->text.n)
			continue;
		if (!best || l->text.n > best->text.n)
			best = l;
	}
	return best;
}

static bool is_unique(const struct code_literals *all,
		      const struct code_literal *l)
{
	size_t n = 0;

	for (size_t i = 0; i < all->count; i++)
		n += str_eq(all->items[i].symbol, l->symbol);
	return l->symbol.n && n == 1;
}

static int add_literal(struct scan *s, const struct scan_wish *wish,
		       struct str bytes, const struct code_literals *all,
		       const struct code_literal *l)
{
	struct arena *a = s->run->arena;
	struct str match = STR_EMPTY;

	if (!is_unique(all, l)) {
		match = scan_make_match(a, code_by_path(wish->path), bytes, l);
		if (!match.n) {
			error_help(s->run->err,
				   "assign it to a name of its own, and adopt "
				   "it then");
			return error_set(s->run->err, ERROR_REFUSED,
					 "nothing tells the text of %.*s:%u "
					 "from others of the file",
					 STR_ARG(wish->path), l->pos.line);
		}
	}
	s->code_count = 0; /* those of before are prompts by now */
	scan_add_code(s, wish->path, l, bytes, match, STR_EMPTY);
	if (wish->role != NO_ROLE)
		s->code[0].role = wish->role;
	scan_group_code(s);
	return 0;
}

static int adopt_line(struct scan *s, const struct scan_wish *wish,
		      struct str bytes)
{
	const struct code_language *language = code_by_path(wish->path);
	struct arena *a = s->run->arena;
	const struct code_literal *l;
	struct code_literals all;
	struct code_error why;
	const struct str *id;

	if (!language) {
		error_help(s->run->err, "promptpin adopt %.*s",
			   STR_ARG(wish->path));
		return error_set(s->run->err, ERROR_REFUSED,
				 "%.*s is not source code of a known language: "
				 "only the whole file can be taken",
				 STR_ARG(wish->path));
	}
	if (code_literals(a, language, bytes, &all, &why) < 0)
		return error_set(s->run->err, ERROR_REFUSED, "%.*s:%u: %s",
				 STR_ARG(wish->path), why.pos.line, why.text);
	l = literal_at(&all, bytes, wish->line);
	if (!l)
		return say_lines(
			s, wish, bytes,
			str_fmt(a, " has no text in line %u", wish->line).p);
	id = scan_known_code(s, wish->path, l);
	if (id)
		return taken(s, wish, id);
	return add_literal(s, wish, bytes, &all, l);
}

/* ---- */

/* The id that was asked for, in the place of the one that was made. */
static int set_id(struct scan *s, const struct scan_wish *wish, size_t before)
{
	struct scanned_prompt *p = &s->found.prompts[before];

	if (!wish->id.n)
		return 0;
	if (s->found.count > before + 1)
		return error_set(s->run->err, ERROR_REFUSED,
				 "%.*s has %zu prompts: --id names one",
				 STR_ARG(wish->path), s->found.count - before);
	*map_put(&s->ids, p->id) = NULL;
	if (!map_get(&s->ids, wish->id)) {
		p->id = wish->id;
		*map_put(&s->ids, p->id) = s;
		return 0;
	}
	error_help(s->run->err, "promptpin show %.*s", STR_ARG(wish->id));
	return error_set(s->run->err, ERROR_REFUSED,
			 "%.*s is the id of another prompt", STR_ARG(wish->id));
}

/* Whoever names a file twice is told of the first time. */
static void know(struct scan *s, size_t before)
{
	for (size_t i = before; i < s->found.count; i++)
		scan_know_prompt(s, &s->found.prompts[i]);
}

int scan_adopt(struct scan *s, const struct scan_wish *wish)
{
	struct error *err = s->run->err;
	size_t before = s->found.count;
	struct str bytes;
	int rc = 0;

	if (!s->path_count && scan_start(s) < 0)
		return err->code;
	if (!scan_has(s, wish->path))
		return error_set(err, ERROR_REFUSED,
				 "%.*s is not a file of this repository, or "
				 "git ignores it",
				 STR_ARG(wish->path));
	if (!scan_read(s, s->run->arena, wish->path, true, &bytes)) {
		if (err->code != ERROR_NONE)
			return err->code;
		return error_set(err, ERROR_REFUSED, "%.*s",
				 STR_ARG(last_left(s)));
	}
	rc = wish->line ? adopt_line(s, wish, bytes) :
			  adopt_file(s, wish, bytes);
	if (rc == 0 && s->found.count == before)
		return error_set(err, ERROR_REFUSED, "%.*s: %.*s",
				 STR_ARG(wish->path),
				 STR_ARG(s->found.left_count ?
						 last_left(s) :
						 STR("there is no prompt in "
						     "it")));
	if (rc == 0)
		rc = set_id(s, wish, before);
	if (rc == 0)
		know(s, before);
	return rc;
}

/*
 * Prompts that are as they were when they were found clean: not looked at
 * again, if who asks remembers that (check.h, recall/known.h).
 *
 * What such a prompt would say hangs on its entry in the manifest, on what all
 * share, and on what the view was asked for; and on F's store, if that has
 * something else of it than the view: then it is looked at.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "check/context.h"
#include "pattern/look.h"
#include "prompt/waivers.h"
#include "view/trace.h"

/* ---- the manifest, cut into the entries and what is left */

/* Line breaks that are not a newline, or not only, where YAML has them. */
static bool has_odd_breaks(struct str text)
{
	return memchr(text.p, '\r', text.n) ||
	       memmem(text.p, text.n, "\xc2\x85", 2) ||
	       memmem(text.p, text.n, "\xe2\x80\xa8", 3) ||
	       memmem(text.p, text.n, "\xe2\x80\xa9", 3);
}

struct cutting {
	struct str text;
	size_t at; /* beginning of line */
	unsigned line;
	struct str last; /* the id of the entry before */
	struct buf *rest;
};

static void next_line(struct cutting *c)
{
	c->at = str_find(c->text, '\n', c->at);
	c->at += c->at < c->text.n;
	c->line++;
}

/* Spaces that the line begins with; a line with nothing else has all. */
static size_t indent(const struct cutting *c)
{
	size_t n = 0;

	while (c->at + n < c->text.n && c->text.p[c->at + n] == ' ')
		n++;
	return c->at + n == c->text.n || c->text.p[c->at + n] == '\n' ?
		       SIZE_MAX :
		       n;
}

/* Whether the line that c is at begins with the id, as a key of its own. */
static bool is_key(const struct cutting *c, const struct prompt_entry *e)
{
	size_t spaces = indent(c);
	struct str rest;

	if (spaces == SIZE_MAX || spaces + 1 != e->pos.column)
		return false;
	rest = str_cut(c->text, c->at + spaces, c->text.n);
	if (rest.n && (rest.p[0] == '"' || rest.p[0] == '\''))
		rest = str_cut(rest, 1, rest.n);
	return rest.n > e->id.n && memcmp(rest.p, e->id.p, e->id.n) == 0;
}

/* What stands between entries may yet belong to the one before, where a list
 * in brackets goes on in lines that are not indented. */
static void leave(struct cutting *c, size_t from)
{
	if (from == c->at)
		return;
	buf_add(c->rest, c->last);
	buf_addc(c->rest, '\0');
	buf_add(c->rest, str_cut(c->text, from, c->at));
}

/* From the line of an entry to the next that is not indented more. */
static bool cut_entry(struct cutting *c, const struct prompt_entry *e,
		      struct str *out)
{
	size_t from = c->at;

	while (c->line < e->pos.line && c->at < c->text.n)
		next_line(c);
	leave(c, from);
	from = c->at;
	if (c->line != e->pos.line || !is_key(c, e))
		return false;
	do
		next_line(c);
	while (c->at < c->text.n && indent(c) >= e->pos.column);
	*out = str_cut(c->text, from, c->at);
	c->last = e->id;
	return true;
}

/* The digest of each entry's own text. False: it is not written so that one
 * can tell. */
static bool cut_all(const struct manifest *m, struct store_id *entries,
		    struct buf *rest)
{
	struct cutting c = {
		.text = m->text, .line = 1, .last = STR_EMPTY, .rest = rest
	};
	struct str own;
	size_t from;

	if (has_odd_breaks(m->text))
		return false;
	for (size_t i = 0; i < m->prompt_count; i++) {
		if (!cut_entry(&c, &m->prompts[i], &own))
			return false;
		store_id_of(&entries[i], own.p, own.n);
	}
	from = c.at;
	c.at = c.text.n;
	leave(&c, from);
	return true;
}

/* ---- before the prompts */

static struct store_id shared_of(struct context *c, struct str rest)
{
	struct buf b = buf_in(c->arena);
	struct store_id id;

	for (size_t i = 0; i < RULE_COUNT; i++)
		buf_addf(&b, "%d ", (int)c->force.levels[i]);
	buf_add(&b, rest);
	store_id_of(&id, b.data, b.len);
	return id;
}

int known_begin(struct context *c, struct error *err)
{
	const struct check_memory *memory = c->request->memory;
	const struct manifest *m = c->manifest;
	struct buf rest = buf_in(c->arena);
	struct store_id *entries, shared;
	int rc;

	if (!memory || !m->present || !m->valid || c->request->ids)
		return 0;
	/* They are about single findings, of prompts that may be passed over. */
	rc = view_find(c->view, STR(WAIVERS_PATH), NULL, err);
	if (rc != ERROR_ABSENT)
		return rc;
	entries = arena_zero(c->arena, m->prompt_count + 1, sizeof(*entries));
	if (!cut_all(m, entries, &rest)) {
		memset(entries, 0, m->prompt_count * sizeof(*entries));
		buf_clear(&rest);
		buf_add(&rest, m->text);
	}
	shared = shared_of(c, buf_str(&rest));
	c->memory = memory;
	c->entries = entries;
	memory->begin(memory->argument, &shared);
	return 0;
}

/* ---- one prompt */

static const struct store_id *entry_of(const struct context *c,
				       const struct subject *s)
{
	return &c->entries[s->entry - c->manifest->prompts];
}

static void find_about(struct context *c)
{
	c->about = map_in(c->arena);
	for (size_t i = 0; i < c->change_count; i++) {
		const struct store_path *what = &c->changes[i].what;

		if (what->kind == STORE_RELEASE || what->kind == STORE_HEAD)
			*map_put(&c->about,
				 str_of(c->changes[i].what.prompt)) = c;
	}
	c->about_known = true;
}

bool known_pass(struct context *c, const struct subject *s)
{
	const struct check_memory *memory = c->memory;

	if (!memory || c->second || s->entry->invalid)
		return false;
	if (!c->about_known)
		find_about(c);
	if (map_get(&c->about, s->entry->id) ||
	    !memory->known(memory->argument, s->entry->id, entry_of(c, s)))
		return false;
	c->passed++;
	return true;
}

void known_start(const struct context *c)
{
	if (c->memory && !c->second)
		c->memory->start(c->memory->argument);
}

void known_clean(struct context *c, const struct subject *s)
{
	if (!c->memory || c->second || s->report.state != PROMPT_CLEAN ||
	    !s->head_ok || !s->built.complete)
		return;
	/* Examples are judged by steps that all prompts share. */
	if (s->built.effective.example_count)
		return;
	view_trace_again(c->view, vault_head_path(c->arena, s->entry->id));
	view_trace_again(c->view, vault_release_path(c->arena, s->entry->id,
						     s->report.version));
	c->memory->clean(c->memory->argument, s->entry->id, entry_of(c, s));
}

/* A warning that hooks show: that a file belongs to none of the prompts is only
 * known where all were looked at. */
static bool is_shown(const struct finding *f)
{
	return f->level >= LEVEL_WARNING && (f->rule == RULE_HIDDEN_PROMPT ||
					     f->rule == RULE_UNTRACKED_PROMPT);
}

/* Whether to say so of a file for agents hangs on what all prompts have. */
static bool is_agents(const struct context *c)
{
	for (size_t i = 0; i < c->looked.count; i++)
		if (look_path(c->looked.entries[i].key) == LOOK_AGENT)
			return true;
	return false;
}

bool known_silent(const struct context *c)
{
	if (c->sink->dropped)
		return false;
	for (size_t i = 0; i < c->sink->count; i++)
		if (c->sink->items[i].level >= LEVEL_ERROR ||
		    is_shown(&c->sink->items[i]))
			return false;
	return !is_agents(c);
}

bool known_lasting(const struct context *c)
{
	return c->memory && builder_spent(c->builder) <= CHECK_SPENT &&
	       known_silent(c);
}

/* What live prompts are made of. */
#include "base/arena.h"
#include "check/found.h"
#include "pattern/glob.h"

static void add_path(struct found *f, struct str path)
{
	if (path.n)
		*map_put(&f->paths, path) = f;
}

/* Also of a prompt that could not be built: it names them all the same. */
static void add_entry(struct found *f, const struct prompt_entry *e)
{
	const struct value_ref *values[] = { &e->tool_choice, &e->output,
					     &e->variables, &e->params,
					     &e->retrieval };

	add_path(f, e->own_file.file.path);
	for (size_t i = 0; i < e->message_count; i++)
		add_path(f, e->messages[i].file.path);
	for (size_t i = 0; i < e->tool_count; i++)
		add_path(f, e->tools[i].path);
	for (size_t i = 0; i < e->example_count; i++)
		add_path(f, e->examples[i].file.path);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		add_path(f, values[i]->file.path);
}

static struct str symbol_key(struct arena *a, struct str path,
			     struct str symbol)
{
	return str_join(a, (const struct str[]){ path, { "", 1 }, symbol }, 3);
}

static void add_built(struct found *f, const struct built *b)
{
	for (size_t i = 0; i < b->source_count; i++) {
		const struct store_origin *s = &b->sources[i];

		add_path(f, str_of(s->path));
		if (s->at)
			*map_put(&f->symbols,
				 symbol_key(f->c->arena, str_of(s->path),
					    str_of(s->at))) = f;
	}
	for (size_t i = 0; i < b->text_count; i++)
		add_path(f, b->texts[i].path);
	for (size_t i = 0; b->file && i < b->file->other_count; i++)
		add_path(f, b->file->others[i]);
	for (size_t i = 0; i < b->object_count; i++)
		*map_put(&f->objects,
			 (struct str){ (const char *)b->objects[i].id.byte,
				       STORE_ID_SIZE }) = f;
}

static void know(struct found *f)
{
	if (f->known)
		return;
	f->known = true;
	for (size_t i = 0; i < f->c->manifest->prompt_count; i++)
		add_entry(f, &f->c->manifest->prompts[i]);
	for (size_t i = 0; i < f->c->subject_count; i++)
		add_built(f, &f->c->subjects[i].built);
}

bool found_is_source(struct found *f, struct str path)
{
	know(f);
	if (map_get(&f->paths, path))
		return true;
	for (size_t i = 0; i < f->paths.count; i++) {
		struct str glob = f->paths.entries[i].key;

		if (glob_is(glob) && glob_match(glob, path))
			return true;
	}
	return false;
}

bool found_has_agents(struct found *f)
{
	know(f);
	if (f->agents == AGENTS_UNASKED) {
		f->agents = AGENTS_NONE;
		for (size_t i = 0; i < f->paths.count; i++)
			if (look_path(f->paths.entries[i].key) == LOOK_AGENT)
				f->agents = AGENTS_SOME;
	}
	return f->agents == AGENTS_SOME;
}

/* What `match:` takes has no symbol, but a place. */
static bool is_cut_here(const struct found *f, struct str path,
			const struct code_literal *l)
{
	for (size_t i = 0; i < f->c->subject_count; i++) {
		const struct built *b = &f->c->subjects[i].built;

		for (size_t j = 0; j < b->text_count; j++) {
			const struct cut *cut = b->texts[j].cut;

			if (cut && str_eq(b->texts[j].path, path) &&
			    cut->text.pos.line == l->pos.line &&
			    cut->text.pos.column >= l->pos.column)
				return true;
		}
	}
	return false;
}

bool found_is_declared(struct found *f, struct str path,
		       const struct code_literal *l)
{
	struct store_id id;

	know(f);
	store_id_of(&id, l->text.p, l->text.n);
	return map_get(&f->symbols, symbol_key(f->c->arena, path, l->symbol)) ||
	       map_get(&f->objects,
		       (struct str){ (const char *)id.byte, STORE_ID_SIZE }) ||
	       is_cut_here(f, path, l);
}

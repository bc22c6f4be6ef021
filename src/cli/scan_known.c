/* What the manifest that is there has already. */
#include <stdint.h>

#include "base/arena.h"
#include "cli/scan_parts.h"
#include "pattern/glob.h"
#include "prompt/build.h"

static void know(struct map *map, struct str key, const struct str *id)
{
	void **at = map_put(map, key);

	if (!*at)
		*at = (void *)(uintptr_t)id;
}

static void add_path(struct scan *s, struct str path, const struct str *id)
{
	if (!path.n)
		return;
	if (!glob_is(path)) {
		know(&s->known, path, id);
		return;
	}
	for (size_t i = 0; i < s->path_count; i++) {
		if (glob_match(path, s->paths[i]))
			know(&s->known, s->paths[i], id);
	}
}

static struct str symbol_key(struct arena *a, struct str path,
			     struct str symbol)
{
	const struct str key[] = { path, { "", 1 }, symbol };

	return str_join(a, key, 3);
}

static struct str line_key(struct arena *a, struct str path, struct pos pos)
{
	/* no name has a line break */
	return symbol_key(a, path, str_fmt(a, "\n%u", pos.line));
}

static void add_symbol(struct scan *s, struct str path, struct str symbol,
		       const struct str *id)
{
	know(&s->symbols, symbol_key(s->run->arena, path, symbol), id);
}

bool scan_knows_name(const struct scan *s, struct str path, struct str name)
{
	struct arena scratch = { 0 };
	bool found = map_get(&s->symbols, symbol_key(&scratch, path, name));

	arena_free(&scratch);
	return found;
}

const struct str *scan_known_code(const struct scan *s, struct str path,
				  const struct code_literal *l)
{
	struct arena scratch = { 0 };
	const struct str *id = NULL;

	if (l->symbol.n)
		id = map_get(&s->symbols,
			     symbol_key(&scratch, path, l->symbol));
	if (!id)
		id = map_get(&s->symbols, line_key(&scratch, path, l->pos));
	arena_free(&scratch);
	return id;
}

/* A prompt that cannot be built names its files all the same. Those that code
 * stands in have other texts. */
static void add_entry(struct scan *s, const struct prompt_entry *e)
{
	const struct value_ref *values[] = { &e->tool_choice, &e->output,
					     &e->variables, &e->params,
					     &e->retrieval };

	const struct str *id = &e->id;

	*map_put(&s->ids, e->id) = s;
	add_path(s, e->own_file.file.path, id);
	if (e->own_file.symbol.n) {
		add_symbol(s, e->own_file.file.path, e->own_file.symbol, id);
		know(&s->several, e->own_file.file.path, id);
	}
	for (size_t i = 0; i < e->message_count; i++) {
		const struct message_entry *m = &e->messages[i];

		if (m->symbol.n)
			add_symbol(s, m->file.path, m->symbol, id);
		else if (!m->match.n)
			add_path(s, m->file.path, id);
	}
	for (size_t i = 0; i < e->tool_count; i++)
		add_path(s, e->tools[i].path, id);
	for (size_t i = 0; i < e->example_count; i++)
		add_path(s, e->examples[i].file.path, id);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		add_path(s, values[i]->file.path, id);
}

/* Partials and further files; parts of code by their text's place. */
static void add_built(struct scan *s, const struct built *b,
		      const struct str *id)
{
	for (size_t i = 0; i < b->source_count; i++) {
		const struct store_origin *o = &b->sources[i];

		if (o->at)
			add_symbol(s, str_of(o->path), str_of(o->at), id);
		else
			add_path(s, str_of(o->path), id);
	}
	for (size_t i = 0; i < b->text_count; i++) {
		const struct text_file *t = &b->texts[i];

		if (!t->cut)
			add_path(s, t->path, id);
		else
			know(&s->symbols,
			     line_key(s->run->arena, t->path, t->cut->text.pos),
			     id);
	}
	for (size_t i = 0; b->file && i < b->file->other_count; i++)
		add_path(s, b->file->others[i], id);
}

void scan_know_prompt(struct scan *s, const struct scanned_prompt *p)
{
	struct str *id = arena_alloc(s->run->arena, sizeof(*id));

	*id = p->id;
	add_path(s, p->file, id);
	for (size_t i = 0; i < p->message_count; i++) {
		const struct scanned_message *m = &p->messages[i];

		if (m->symbol.n)
			add_symbol(s, m->path, m->symbol, id);
		else if (m->match.n)
			know(&s->symbols,
			     line_key(s->run->arena, m->path,
				      (struct pos){ m->line, 1 }),
			     id);
		else
			add_path(s, m->path, id);
	}
}

static int build_all(struct scan *s)
{
	struct builder *b = builder_new(s->run->arena, s->view, &s->manifest);
	int rc = 0;

	for (size_t i = 0; i < s->manifest.prompt_count && rc == 0; i++) {
		struct sink sink = sink_in(s->run->arena);
		struct built built;

		add_entry(s, &s->manifest.prompts[i]);
		rc = prompt_build(b, &s->manifest.prompts[i], &sink, &built,
				  s->run->err);
		if (rc == 0)
			add_built(s, &built, &s->manifest.prompts[i].id);
	}
	return rc;
}

int scan_known(struct scan *s)
{
	struct sink sink = sink_in(s->run->arena);

	if (manifest_read(&s->manifest, s->run->arena, s->view, &sink,
			  s->run->err) < 0)
		return s->run->err->code;
	if (!s->manifest.present)
		return 0;
	if (sink.count && !s->manifest.valid) {
		error_help(s->run->err, "promptpin check");
		return error_set(s->run->err, ERROR_REFUSED,
				 MANIFEST_PATH ":%u:%u: %.*s",
				 sink.items[0].pos.line,
				 sink.items[0].pos.column,
				 STR_ARG(sink.items[0].message));
	}
	return build_all(s);
}

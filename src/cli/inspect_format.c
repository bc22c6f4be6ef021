/*
 * inspect of a prompt file: what its format says it comes to, built as a
 * prompt of a manifest would be.
 */
#include "cli/inspect_format.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/map.h"
#include "cli/effective.h"
#include "syntax/json.h"

/* ---- where it lies ---------------------------------------------------------- */

/* The top of the repository around the folder of path, else "/". */
static struct str find_root(struct arena *a, struct str path)
{
	while (path.n > 1) {
		size_t slash = str_rfind(path, '/');

		path = str_cut(path, 0, slash);
		if (access(str_fmt(a, "%.*s/.git", STR_ARG(path)).p, F_OK) == 0)
			return str_copy(a, path);
	}
	return STR("/");
}

/* Bytes from standard input: their name is all there is. */
static int open_memory(struct inspected_file *w)
{
	struct view_file *file = arena_zero(w->run->arena, 1, sizeof(*file));

	w->path = str_of(w->in->name);
	while (str_starts(w->path, "/") || str_starts(w->path, "./"))
		w->path = str_cut(w->path, w->path.p[0] == '/' ? 1 : 2,
				  w->path.n);
	*file = (struct view_file){ w->path, w->in->bytes };
	return view_memory(&w->view, w->run->arena, file, 1, w->run->err);
}

static int open_folder(struct inspected_file *w)
{
	struct arena *a = w->run->arena;
	char real[PATH_MAX];
	struct str path, root;

	if (!realpath(w->in->path, real))
		return error_set(w->run->err, ERROR_USAGE, "%s: %s",
				 w->in->path, strerror(errno));
	path = str_copy(a, str_of(real));
	root = find_root(a, path);
	w->path = str_cut(path, root.n + (root.n > 1), path.n);
	return view_folder(&w->view, a, root.p, w->run->err);
}

static int open_view(struct inspected_file *w)
{
	bool memory = strcmp(w->in->path, "-") == 0 ||
		      strcmp(w->in->path, w->in->name) != 0;
	int rc = memory ? open_memory(w) : open_folder(w);

	if (rc == 0 && !view_path_ok(w->path))
		return error_set(w->run->err, ERROR_REFUSED,
				 "%s: no path that can be read on every "
				 "system",
				 w->in->name);
	return rc;
}

/* ---- reading ------------------------------------------------------------------ */

static struct prompt_entry entry_of(const struct inspected_file *w, size_t i)
{
	return (struct prompt_entry){
		.id = str_of("inspect"),
		.own_file = {
			.file = { w->path, { 0, 0 } },
			.format = w->in->format,
			.language = w->in->syntax ?
					    language_find(str_of(w->in->syntax)) :
					    NULL,
			.symbol = str_fmt(w->run->arena, "#%zu", i + 1),
		},
	};
}

static int choose(struct inspected_file *w)
{
	const char *symbol = w->in->symbol;

	w->count = w->file ? w->file->prompt_count : 0;
	for (size_t i = 0; symbol && i < w->count; i++)
		if (str_is(w->file->prompts[i].name, symbol)) {
			w->first = i;
			w->count = i + 1;
			return 0;
		}
	if (!symbol)
		return 0;
	error_help(w->run->err, "promptpin inspect %.150s", w->in->path);
	return error_set(w->run->err, ERROR_USAGE, "%s has no prompt %s",
			 w->in->path, symbol);
}

static int read_all(struct inspected_file *w)
{
	struct run *run = w->run;
	struct prompt_entry *entries;
	struct prompt_entry whole;
	bool wrong;
	int rc = open_view(w);

	if (rc < 0)
		return rc;
	w->manifest = (struct manifest){ .path = STR(MANIFEST_PATH),
					 .rules = 1 };
	w->sink = sink_in(run->arena);
	whole = entry_of(w, 0);
	w->builder = builder_new(run->arena, w->view, &w->manifest);
	rc = prompt_file(w->builder, &whole, &w->sink, &w->file, run->err);
	if (rc == 0)
		rc = choose(w);
	if (rc < 0)
		return rc;
	wrong = w->sink.count > 0; /* said already: not again for each prompt */
	w->built = arena_zero(run->arena, w->count, sizeof(*w->built));
	entries = arena_zero(run->arena, w->count, sizeof(*entries));
	for (size_t i = w->first; i < w->count && rc == 0; i++) {
		struct sink unused = sink_in(run->arena);

		entries[i] = entry_of(w, i);
		rc = prompt_build(w->builder, &entries[i],
				  wrong ? &unused : &w->sink, &w->built[i],
				  run->err);
	}
	return rc;
}

/* ---- what is shown of it -------------------------------------------------------- */

size_t inspect_variables(struct arena *a, const struct built *b,
			 const struct format_prompt *p,
			 struct inspect_variable **out)
{
	const struct node *declared = node_get(p->variables.node, "properties");
	const struct node *needed = node_get(p->variables.node, "required");
	struct map required = map_in(a), seen = map_in(a);
	const size_t most = (declared ? declared->count : 0) + b->use_count;
	struct inspect_variable *v = arena_zero(a, most, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; needed && i < needed->count; i++)
		*map_put(&required, needed->items[i].text) = &required;
	for (size_t i = 0; declared && i < declared->count; i++) {
		const struct member *m = &declared->members[i];

		*map_put(&seen, m->name) = &seen;
		v[n++] = (struct inspect_variable){
			m->name, m->pos, !map_get(&required, m->name), &m->value
		};
	}
	for (size_t i = 0; i < b->use_count; i++) {
		const struct use *use = &b->uses[i];
		void **place = map_put(&seen, use->name);

		if (!*place)
			v[n++] = (struct inspect_variable){ use->name, use->pos,
							    use->optional,
							    NULL };
		*place = &seen;
	}
	*out = v;
	return n;
}

int inspect_effective(const struct inspected_file *w, size_t i,
		      struct node *out)
{
	const struct built *b = &w->built[i];
	struct store_release release = effective_release(
		"inspect", &b->effective, b->normal, b->sources,
		b->source_count);
	struct node root;

	*out = (struct node){ .kind = NODE_NULL };
	if (!b->complete)
		return 0;
	if (effective_node(w->run, &release, &root) < 0)
		return w->run->err->code;
	*out = *node_get(&root, "effective");
	return 0;
}

static int write_effective(struct inspected_file *w)
{
	struct node node;
	int rc;

	if (w->count - w->first != 1) {
		error_help(w->run->err, "promptpin inspect --symbol NAME "
					"--effective FILE");
		return error_set(w->run->err, ERROR_USAGE,
				 "%s has %zu prompts: name one", w->in->name,
				 w->count - w->first);
	}
	rc = inspect_effective(w, w->first, &node);
	if (rc < 0)
		return rc;
	json_pretty(&w->run->out, &node);
	buf_addc(&w->run->out, '\n');
	return 0;
}

int inspect_format(const struct inspect *in)
{
	struct inspected_file w = { .in = in, .run = in->run };
	int rc = read_all(&w);

	if (rc < 0)
		return in->run->err->code;
	if (in->effective)
		rc = write_effective(&w);
	else if (in->json)
		rc = inspect_format_json(&w);
	else
		inspect_format_text(&w);
	if (rc < 0)
		return in->run->err->code;
	return w.sink.count ? EXIT_FINDINGS : EXIT_CLEAN;
}

#include "cli/remember_prompts.h"

#include "recall/answers.h"
#include "recall/keep.h"
#include "recall/known.h"
#include "view/dirc.h"
#include "view/staged.h"
#include "view/trace.h"

/* A prompt that was looked at in this run, and is clean. */
struct fresh {
	struct str id;
	struct store_id entry;
	struct str *keys;
	size_t key_count;
};

/* Whether a key of the record is what it was; asked once. */
enum sameness { NOT_ASKED, SAME, OTHER };

struct remember_prompts {
	struct check_memory memory;
	struct remember *of;
	struct arena *arena;
	struct view *view; /* a trace */
	struct buf answer; /* used again for each key */
	struct store_id shared;
	struct str *common; /* keys that all prompts hang on */
	size_t common_count;
	bool told;	     /* begin was called */
	struct known past;   /* the record; no prompts: there is none */
	struct map prompts;  /* id -> struct known_prompt of it */
	unsigned char *same; /* enum sameness, of each of its keys */
	const struct known_prompt **passed;
	size_t passed_count, passed_room;
	struct fresh *fresh;
	size_t fresh_count, fresh_room;
};

/* What the index says to a key. */
static void answer(struct remember_prompts *r, struct known_key *key)
{
	struct store_id id;

	buf_clear(&r->answer);
	(void)staged_each(r->of->staged, key->path, answers_entry, &r->answer);
	answers_end(&r->answer);
	id = answers_digest(&r->answer, 0);
	memcpy(key->answer, id.byte, sizeof(key->answer));
}

static bool is_same(struct remember_prompts *r, size_t i)
{
	const struct known_key *key = &r->past.keys[i];

	if (r->same[i] == NOT_ASKED) {
		struct known_key now = { .path = key->path };

		answer(r, &now);
		r->same[i] = memcmp(now.answer, key->answer,
				    sizeof(now.answer)) == 0 ?
				     SAME :
				     OTHER;
		/* Who answers by this one hangs on it, too. */
		view_trace_again(r->view, key->path);
	}
	return r->same[i] == SAME;
}

/* ---- before the prompts */

/* Not the manifest itself: that is known by its parts. */
static void take_common(struct remember_prompts *r)
{
	struct str *keys;
	size_t count, n = 0;

	if (!view_trace_cut(r->view, r->arena, &keys, &count))
		count = 0;
	r->common = arena_zero(r->arena, count + 1, sizeof(*r->common));
	for (size_t i = 0; i < count; i++)
		if (!str_is(keys[i], MANIFEST_PATH))
			r->common[n++] = keys[i];
	/* Listed for the first prompt, and known for the others then. */
	r->common[n++] = STR(STORE_FOLDER "/records/");
	r->common_count = n;
}

static bool is_usable(struct remember_prompts *r)
{
	const struct memo *now = &r->of->memo;
	const struct known *past = &r->past;

	if (!str_eq(past->program, now->program) ||
	    !str_eq(past->day, now->day) ||
	    !store_id_equal(&past->shared, &r->shared) ||
	    past->spent > CHECK_SPENT)
		return false;
	r->same = arena_zero(r->arena, past->key_count + 1, sizeof(*r->same));
	for (size_t i = 0; i < past->common; i++)
		if (!is_same(r, i))
			return false;
	return true;
}

static void begin(void *argument, const struct store_id *shared)
{
	struct remember_prompts *r = argument;
	struct str bytes;

	r->told = true;
	r->shared = *shared;
	take_common(r);
	if (keep_load(&bytes, r->arena, &r->of->place, KEEP_PROMPTS) < 0 ||
	    known_read(&r->past, r->arena, bytes) < 0 || !is_usable(r)) {
		r->past = (struct known){ 0 };
		return;
	}
	for (size_t i = 0; i < r->past.prompt_count; i++)
		*map_put(&r->prompts,
			 r->past.prompts[i].id) = &r->past.prompts[i];
}

/* ---- one prompt */

static bool known(void *argument, struct str id, const struct store_id *entry)
{
	struct remember_prompts *r = argument;
	const struct known_prompt *p = map_get(&r->prompts, id);

	if (!p || !store_id_equal(&p->entry, entry))
		return false;
	for (size_t i = 0; i < p->key_count; i++)
		if (!is_same(r, p->keys[i]))
			return false;
	r->passed = arena_grow(r->arena, r->passed, r->passed_count,
			       &r->passed_room, sizeof(*r->passed));
	r->passed[r->passed_count++] = p;
	return true;
}

static void start(void *argument)
{
	struct remember_prompts *r = argument;
	struct str *before;
	size_t count;

	(void)view_trace_cut(r->view, r->arena, &before, &count);
}

static void clean(void *argument, struct str id, const struct store_id *entry)
{
	struct remember_prompts *r = argument;
	struct fresh f = { .id = id, .entry = *entry };

	if (!view_trace_cut(r->view, r->arena, &f.keys, &f.key_count))
		return;
	for (size_t i = 0; i < f.key_count; i++)
		/* On every file there is: not for long. */
		if (f.keys[i].n == 0 || memchr(f.keys[i].p, 0, f.keys[i].n))
			return;
	r->fresh = arena_grow(r->arena, r->fresh, r->fresh_count,
			      &r->fresh_room, sizeof(*r->fresh));
	r->fresh[r->fresh_count++] = f;
}

const struct check_memory *remember_prompts(struct remember *m, struct run *run,
					    struct view *view)
{
	struct remember_prompts *r;

	m->prompts = NULL;
	/* A view that is not the index file's own has no answers. */
	if (!m->on || !staged_each(m->staged, STR(MANIFEST_PATH), answers_entry,
				   &(struct buf){ .arena = run->arena }))
		return NULL;
	r = arena_zero(run->arena, 1, sizeof(*r));
	*r = (struct remember_prompts){ .memory = { r, begin, known, start,
						    clean },
					.of = m,
					.arena = run->arena,
					.view = view,
					.answer = buf_in(run->arena),
					.prompts = map_in(run->arena) };
	m->prompts = r;
	return &r->memory;
}

/* ---- behind them */

struct writing {
	struct remember_prompts *r;
	struct known out;
	size_t key_room;
	struct map places; /* key -> its place plus 1 */
};

/* known: the key with its answer; NULL: that is asked for. */
static size_t place_of(struct writing *w, struct str path,
		       const struct known_key *known)
{
	void **place = map_put(&w->places, path);
	struct known *out = &w->out;
	struct known_key *key;

	if (*place)
		return (size_t)(uintptr_t)*place - 1;
	out->keys = arena_grow(w->r->arena, out->keys, out->key_count,
			       &w->key_room, sizeof(*out->keys));
	key = &out->keys[out->key_count++];
	*place = (void *)(uintptr_t)out->key_count;
	key->path = path;
	if (known)
		*key = *known;
	else
		answer(w->r, key);
	return out->key_count - 1;
}

static void add_passed(struct writing *w, const struct known_prompt *p)
{
	size_t *keys = arena_zero(w->r->arena, p->key_count + 1, sizeof(*keys));

	for (size_t i = 0; i < p->key_count; i++) {
		const struct known_key *key = &w->r->past.keys[p->keys[i]];

		keys[i] = place_of(w, key->path, key);
	}
	w->out.prompts[w->out.prompt_count] = *p;
	w->out.prompts[w->out.prompt_count++].keys = keys;
}

static void add_fresh(struct writing *w, const struct fresh *f)
{
	size_t *keys = arena_zero(w->r->arena, f->key_count + 1, sizeof(*keys));

	for (size_t i = 0; i < f->key_count; i++)
		keys[i] = place_of(w, f->keys[i], NULL);
	w->out.prompts[w->out.prompt_count++] = (struct known_prompt){
		f->id, f->entry, keys, f->key_count
	};
}

static struct str write_all(struct remember_prompts *r, const struct check *c)
{
	struct writing w = { .r = r, .places = map_in(r->arena) };
	const struct memo *now = &r->of->memo;

	w.out.program = now->program;
	w.out.day = now->day;
	w.out.shared = r->shared;
	w.out.spent = c->spent + (r->passed_count ? r->past.spent : 0);
	w.out.prompts = arena_zero(r->arena,
				   r->passed_count + r->fresh_count + 1,
				   sizeof(*w.out.prompts));
	for (size_t i = 0; i < r->common_count; i++)
		(void)place_of(&w, r->common[i], NULL);
	w.out.common = w.out.key_count;
	for (size_t i = 0; i < r->passed_count; i++)
		add_passed(&w, r->passed[i]);
	for (size_t i = 0; i < r->fresh_count; i++)
		add_fresh(&w, &r->fresh[i]);
	return known_write(r->arena, &w.out);
}

void remember_prompts_end(struct remember *m, struct run *run,
			  const struct check *c)
{
	struct remember_prompts *r = m->prompts;
	struct str bytes = STR_EMPTY;

	if (!r || !r->told)
		return;
	/* No news. */
	if (c->lasting && r->fresh_count == 0 &&
	    r->passed_count == r->past.prompt_count)
		return;
	/* What does not last would only be asked in vain. */
	if (c->lasting)
		bytes = write_all(r, c);
	if (bytes.n <= KEEP_SIZE)
		(void)keep_save(&m->place, run->arena, KEEP_PROMPTS, bytes);
}

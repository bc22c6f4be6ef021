/*
 * arena.h - memory that is freed all at once.
 *
 * One arena a run, and scratch arenas that are emptied in between:
 *
 *	struct arena run = { 0 };
 *
 *	text = arena_alloc(&run, n);
 *	arena_free(&run);
 *
 * A function that returns memory takes the arena that will own it as its
 * first parameter. Running out of memory is not an error path of each caller:
 * arena_alloc calls the handler (set once, by main, which says so and exits
 * with 3: could not check) and does not return. So nothing above has to be
 * undone half-way, and what a run wrote to disk is consistent at every moment
 * anyway, since it may be killed at any moment.
 */
#ifndef PP_BASE_ARENA_H
#define PP_BASE_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena_deferred;

/* All zero is an empty arena. Change it only through the calls below. */
struct arena {
	struct arena_block *block;
	size_t used;
	struct arena_deferred *deferred;
};

/* n bytes, aligned for any type, not cleared. n may be 0. Never NULL. */
void *arena_alloc(struct arena *a, size_t n);
/* count elements of size bytes, all zero. */
void *arena_zero(struct arena *a, size_t count, size_t size);
/*
 * Make room for one more element in a growing array: returns items, or a
 * copy of twice the room in a. *room is in elements, 0 at first.
 */
void *arena_grow(struct arena *a, void *items, size_t count, size_t *room,
		 size_t size);
/*
 * Call release(what) when the arena is freed, last registered first: for
 * handles of libraries and memory that others allocated.
 */
void arena_defer(struct arena *a, void (*release)(void *what), void *what);
/* Release what was deferred and give all memory back; the arena is empty and
 * may be used again. */
void arena_free(struct arena *a);
/*
 * Have freed memory kept for the next arena rather than given back: a run
 * fills and empties many, and fresh pages cost more than what is put on them.
 * Called once, by main.
 */
void arena_keep_memory(void);
/* What to do when there is no memory; must not return. Default: abort. */
void arena_on_exhausted(void (*handler)(void));

#endif

#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum {
	FIRST_BLOCK = 16 * 1024,
	SMALL_BLOCK = 1024 * 1024, /* blocks double up to here */
	HUGE_PAGE = 2 * 1024 * 1024,
	LARGEST_BLOCK = 2 * HUGE_PAGE, /* then each is of huge pages */
	ALIGN = 16
};

struct arena_block {
	struct arena_block *next;
	size_t size;
	_Alignas(ALIGN) unsigned char bytes[];
};

struct arena_deferred {
	struct arena_deferred *next;
	void (*release)(void *what);
	void *what;
};

static void (*exhausted)(void) = abort;

void arena_on_exhausted(void (*handler)(void))
{
	exhausted = handler;
}

void arena_keep_memory(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_MMAP_THRESHOLD, 64 * 1024 * 1024);
	(void)mallopt(M_TRIM_THRESHOLD, 512 * 1024 * 1024);
	(void)mallopt(M_TOP_PAD, 1024 * 1024);
#endif
}

/*
 * A block of huge pages, where the system has them: a run that needs this
 * much needs a hundred times as much, and thousands of page faults cost as
 * much as reading the files that fill the pages.
 */
static struct arena_block *huge_block(void)
{
	struct arena_block *block = aligned_alloc(HUGE_PAGE, LARGEST_BLOCK);

#ifdef MADV_HUGEPAGE
	if (block)
		(void)madvise(block, LARGEST_BLOCK, MADV_HUGEPAGE);
#endif
	return block;
}

static struct arena_block *new_block(size_t size)
{
	struct arena_block *block = NULL;

	if (size == LARGEST_BLOCK - sizeof(*block))
		block = huge_block();
	else if (size <= SIZE_MAX - sizeof(*block))
		block = malloc(sizeof(*block) + size);
	if (!block) {
		exhausted();
		abort();
	}
	block->size = size;
	block->next = NULL;
	return block;
}

static size_t next_size(const struct arena *a)
{
	size_t size = a->block ? a->block->size * 2 : FIRST_BLOCK;

	return size > SMALL_BLOCK ? LARGEST_BLOCK - sizeof(struct arena_block) :
				    size;
}

void *arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *block = a->block;
	size_t room = block ? block->size - a->used : 0;
	unsigned char *p;

	if (n > SIZE_MAX - ALIGN) {
		exhausted();
		abort();
	}
	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (block && n <= room) {
		p = block->bytes + a->used;
		a->used += n;
		return p;
	}
	if (n > SMALL_BLOCK / 4) {
		/* A block of its own, behind the one in use: that one still
		 * has room for small things. */
		block = new_block(n);
		if (a->block) {
			block->next = a->block->next;
			a->block->next = block;
		} else {
			a->block = block;
			a->used = n;
		}
		return block->bytes;
	}
	block = new_block(next_size(a) < n ? n : next_size(a));
	block->next = a->block;
	a->block = block;
	a->used = n;
	return block->bytes;
}

void *arena_zero(struct arena *a, size_t count, size_t size)
{
	void *p;

	if (size && count > SIZE_MAX / size) {
		exhausted();
		abort();
	}
	p = arena_alloc(a, count * size);
	memset(p, 0, count * size);
	return p;
}

void *arena_grow(struct arena *a, void *items, size_t count, size_t *room,
		 size_t size)
{
	size_t more = *room ? *room * 2 : 8;
	void *grown;

	if (count < *room)
		return items;
	grown = arena_zero(a, more, size);
	if (count)
		memcpy(grown, items, count * size);
	*room = more;
	return grown;
}

void arena_defer(struct arena *a, void (*release)(void *what), void *what)
{
	struct arena_deferred *d = arena_alloc(a, sizeof(*d));

	*d = (struct arena_deferred){ a->deferred, release, what };
	a->deferred = d;
}

void arena_free(struct arena *a)
{
	struct arena_block *next;

	for (struct arena_deferred *d = a->deferred; d; d = d->next)
		d->release(d->what);
	for (struct arena_block *block = a->block; block; block = next) {
		next = block->next;
		free(block);
	}
	*a = (struct arena){ 0 };
}

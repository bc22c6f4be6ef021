/*
 * kit.h - what the store's tests share: the worked example of FORMAT.md, and
 * a folder of their own that is removed again.
 *
 *	struct kit *k = kit_new();	a store with the worked example in it
 *	kit_write(k, "heads/x@", "y", 1);
 *	kit_free(k);
 *
 * For tests only: whatever fails here fails the test.
 */
#ifndef TESTS_STORE_KIT_H
#define TESTS_STORE_KIT_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/store.h"

enum { KIT_PATH = 4400, KIT_OBJECTS = 4 };

struct kit {
	char folder[64]; /* the store's */
	char top[48];	 /* in which it lies */
	struct store *store;
};

/* All bytes of a file, with a NUL behind them; free p. */
static inline struct store_bytes kit_slurp(const char *path)
{
	struct store_bytes bytes = { 0 };
	FILE *f = fopen(path, "rb");
	long size;

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	size = ftell(f);
	assert_true(size >= 0);
	rewind(f);
	bytes.n = (size_t)size;
	bytes.p = calloc(1, bytes.n + 1);
	assert_non_null(bytes.p);
	assert_int_equal(fread(bytes.p, 1, bytes.n, f), bytes.n);
	fclose(f);
	return bytes;
}

/* The number-th block of FORMAT.md that is fenced as this; free p. */
static inline struct store_bytes kit_block(const char *fence, unsigned number)
{
	struct store_bytes page = kit_slurp("store/FORMAT.md"), block = { 0 };
	char mark[64];
	char *p = page.p, *end;

	(void)snprintf(mark, sizeof(mark), "\n```%s\n", fence);
	do {
		p = strstr(p, mark);
		if (!p)
			break;
		p += strlen(mark);
	} while (number-- > 0);
	assert_non_null(p);
	end = strstr(p, "\n```");
	assert_non_null(end);
	block.n = (size_t)(end + 1 - p);
	block.p = calloc(1, block.n + 1);
	assert_non_null(block.p);
	memcpy(block.p, p, block.n);
	free(page.p);
	return block;
}

/* One of the KIT_OBJECTS objects of the worked example; free p. */
static inline struct store_bytes kit_object(unsigned number)
{
	struct store_bytes bytes;

	if (number + 1 < KIT_OBJECTS)
		return kit_block("object", number);
	bytes = kit_block("object-without-line-feed", 0);
	bytes.p[--bytes.n] = '\0';
	return bytes;
}

static inline void kit_path(const struct kit *k, const char *path,
			    char out[KIT_PATH])
{
	assert_true(snprintf(out, KIT_PATH, "%s/%s", k->folder, path) <
		    KIT_PATH);
}

/* Write a file below the store's folder, whatever it is called. */
static inline void kit_write(const struct kit *k, const char *path,
			     const char *p, size_t n)
{
	char full[KIT_PATH];
	FILE *f;

	kit_path(k, path, full);
	for (char *slash = strchr(full + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		assert_true(mkdir(full, 0777) == 0 || errno == EEXIST);
		*slash = '/';
	}
	f = fopen(full, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static inline void kit_remove(const struct kit *k, const char *path)
{
	char full[KIT_PATH];

	kit_path(k, path, full);
	assert_int_equal(remove(full), 0);
}

static inline bool kit_exists(const struct kit *k, const char *path)
{
	char full[KIT_PATH];
	struct stat st;

	kit_path(k, path, full);
	return lstat(full, &st) == 0;
}

static inline void kit_link(const struct kit *k, const char *to,
			    const char *path)
{
	char full[KIT_PATH];

	kit_path(k, path, full);
	assert_int_equal(symlink(to, full), 0);
}

/* An empty store, open. */
static inline struct kit *kit_empty(void)
{
	struct kit *k = calloc(1, sizeof(*k));

	assert_non_null(k);
	(void)snprintf(k->top, sizeof(k->top), "/tmp/store-test-XXXXXX");
	assert_non_null(mkdtemp(k->top));
	(void)snprintf(k->folder, sizeof(k->folder), "%s/.promptpin", k->top);
	assert_int_equal(store_create(k->folder), STORE_OK);
	assert_int_equal(store_open_folder(&k->store, k->folder), STORE_OK);
	return k;
}

/* A store with the worked example, written by plain file calls. */
static inline struct kit *kit_new(void)
{
	struct kit *k = kit_empty();
	struct store_bytes bytes;
	struct store_id id;
	char path[STORE_PATH_MAX];

	for (unsigned i = 0; i < KIT_OBJECTS; i++) {
		bytes = kit_object(i);
		store_id_of(&id, bytes.p, bytes.n);
		store_object_path(&id, path);
		kit_write(k, path, bytes.p, bytes.n);
		free(bytes.p);
	}
	bytes = kit_block("release", 0);
	kit_write(k, "releases/support/triage@1.1.0", bytes.p, bytes.n);
	free(bytes.p);
	bytes = kit_block("head", 0);
	kit_write(k, "heads/support/triage@", bytes.p, bytes.n);
	free(bytes.p);
	return k;
}

static inline int kit_unlink_one(const char *path, const struct stat *st,
				 int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline void kit_free(struct kit *k)
{
	store_close(k->store);
	assert_int_equal(nftw(k->top, kit_unlink_one, 16, FTW_DEPTH | FTW_PHYS),
			 0);
	free(k);
}

/* ---- verifying ----------------------------------------------------------- */

struct kit_problems {
	size_t n;
	struct kit_problem {
		enum store_fault fault;
		char path[600], named_by[600];
		unsigned line;
	} at[64];
};

static inline void kit_note(void *argument, const struct store_problem *problem)
{
	struct kit_problems *all = argument;
	struct kit_problem *p = &all->at[all->n % 64];

	all->n++;
	p->fault = problem->fault;
	assert_non_null(problem->path);
	assert_non_null(problem->why.what);
	(void)snprintf(p->path, sizeof(p->path), "%s", problem->path);
	(void)snprintf(p->named_by, sizeof(p->named_by), "%s",
		       problem->named_by ? problem->named_by : "");
	p->line = problem->why.line;
}

/* Verify; the store could be looked at. */
static inline struct kit_problems kit_verify(struct store *store)
{
	struct kit_problems all = { 0 };

	assert_int_equal(store_verify(store, kit_note, &all, NULL), STORE_OK);
	return all;
}

#endif

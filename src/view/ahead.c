#include "view/ahead.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* How far the thread may be before the caller: bounds memory. */
enum { WINDOW = 256 };

enum { WAITING, READING, READ, GONE, LEFT };

struct item {
	struct str path;
	atomic_int state;
	struct stat st;
	char *bytes; /* from malloc, by the thread */
	size_t n;
};

struct ahead {
	struct item *items;
	size_t count, limit;
	struct map places; /* path -> struct item */
	int root;
	pthread_t thread;
	bool joined;
	pthread_mutex_t lock;
	pthread_cond_t moved; /* done_with grew, or stop was set */
	size_t done_with;     /* items before this one are not waited for */
	bool stop;
};

/* Read one file; false leaves it to the caller. */
static bool fetch(const struct ahead *ahead, struct item *item)
{
	char path[PATH_LIMIT + 1];
	size_t n = 0;
	ssize_t got = 1;
	int fd;

	memcpy(path, item->path.p, item->path.n);
	path[item->path.n] = '\0';
	fd = disk_open(ahead->root, path, O_RDONLY);
	if (fd < 0)
		return false;
	if (fstat(fd, &item->st) == 0 && S_ISREG(item->st.st_mode) &&
	    (size_t)item->st.st_size <= ahead->limit)
		item->bytes = malloc((size_t)item->st.st_size + 1);
	while (item->bytes && got > 0 && n <= (size_t)item->st.st_size) {
		got = read(fd, item->bytes + n, (size_t)item->st.st_size + 1 - n);
		if (got > 0)
			n += (size_t)got;
		/* One byte more was asked for: less than that is the end. */
		if (n == (size_t)item->st.st_size)
			break;
	}
	(void)close(fd);
	item->n = n;
	if (item->bytes && n == (size_t)item->st.st_size)
		return true;
	free(item->bytes);
	item->bytes = NULL;
	return false;
}

/* Wait until item i is within the window. False: stop. */
static bool may_go_on(struct ahead *ahead, size_t i)
{
	bool go;

	(void)pthread_mutex_lock(&ahead->lock);
	while (!ahead->stop && i >= ahead->done_with + WINDOW)
		(void)pthread_cond_wait(&ahead->moved, &ahead->lock);
	go = !ahead->stop;
	(void)pthread_mutex_unlock(&ahead->lock);
	return go;
}

/* Publish what was read, unless the caller did not wait for it. */
static void hand_over(struct item *item, bool read)
{
	int expected = READING;

	if (atomic_compare_exchange_strong(&item->state, &expected, read ? READ : GONE))
		return;
	free(item->bytes);
	item->bytes = NULL;
}

static void *work(void *argument)
{
	struct ahead *ahead = argument;

	for (size_t i = 0; i < ahead->count; i++) {
		struct item *item = &ahead->items[i];
		int expected = WAITING;

		if (i % 16 == 0 && !may_go_on(ahead, i + 16))
			break;
		if (!atomic_compare_exchange_strong(&item->state, &expected, READING))
			continue;
		hand_over(item, fetch(ahead, item));
	}
	return NULL;
}

static void stop(void *what)
{
	ahead_stop(what);
}

struct ahead *ahead_start(struct arena *a, int root, const struct str *paths,
			  size_t count, size_t limit)
{
	struct ahead *ahead = arena_zero(a, 1, sizeof(*ahead));

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		return NULL;
	ahead->items = arena_zero(a, count, sizeof(*ahead->items));
	ahead->places = map_in(a);
	ahead->root = root;
	ahead->limit = limit;
	for (size_t i = 0; i < count; i++) {
		struct item *item = &ahead->items[ahead->count];
		void **place;

		if (paths[i].n > PATH_LIMIT)
			continue;
		place = map_put(&ahead->places, paths[i]);
		if (*place)
			continue;
		item->path = paths[i];
		*place = item;
		ahead->count++;
	}
	(void)pthread_mutex_init(&ahead->lock, NULL);
	(void)pthread_cond_init(&ahead->moved, NULL);
	if (pthread_create(&ahead->thread, NULL, work, ahead) != 0)
		return NULL;
	arena_defer(a, stop, ahead);
	return ahead;
}

/* The caller is at item: the thread may go on past it. */
static void move_window(struct ahead *ahead, const struct item *item)
{
	size_t at = (size_t)(item - ahead->items);

	if (at % 16)
		return;
	(void)pthread_mutex_lock(&ahead->lock);
	if (at > ahead->done_with)
		ahead->done_with = at;
	(void)pthread_cond_signal(&ahead->moved);
	(void)pthread_mutex_unlock(&ahead->lock);
}

bool ahead_take(struct ahead *ahead, struct arena *a, struct str path,
		struct stat *st, struct str *bytes)
{
	struct item *item = map_get(&ahead->places, path);
	int state = WAITING;

	if (!item)
		return false;
	move_window(ahead, item);
	if (atomic_compare_exchange_strong(&item->state, &state, GONE))
		return false; /* the thread has not come so far */
	if (state == READING &&
	    atomic_compare_exchange_strong(&item->state, &state, LEFT))
		return false; /* to read it again is quicker than to wait */
	if (state != READ)
		return false;
	atomic_store(&item->state, GONE);
	*st = item->st;
	*bytes = str_copy(a, (struct str){ item->bytes, item->n });
	free(item->bytes);
	item->bytes = NULL;
	return true;
}

void ahead_stop(struct ahead *ahead)
{
	if (ahead->joined)
		return;
	(void)pthread_mutex_lock(&ahead->lock);
	ahead->stop = true;
	(void)pthread_cond_signal(&ahead->moved);
	(void)pthread_mutex_unlock(&ahead->lock);
	(void)pthread_join(ahead->thread, NULL);
	ahead->joined = true;
	for (size_t i = 0; i < ahead->count; i++)
		free(ahead->items[i].bytes);
	(void)pthread_mutex_destroy(&ahead->lock);
	(void)pthread_cond_destroy(&ahead->moved);
}

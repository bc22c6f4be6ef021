#include "view/ahead.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

/*
 * How far the thread may be before the caller, and the largest file that it
 * reads: each place of the window has room for one, used again and again, so
 * that reading ahead touches no new memory.
 */
enum { WINDOW = 512, ROOM = 8 * 1024, STEP = 128 };

/* WAITING -> READING -> READ -> TAKING -> GONE; the thread takes the first two
 * steps, the caller the others, or GONE straight from WAITING; LEFT: the
 * caller did not wait for the end of READING. */
enum { WAITING, READING, READ, TAKING, GONE, LEFT };

struct item {
	struct str path;
	atomic_int state;
	struct stat st;
	size_t n;
};

struct ahead {
	struct item *items;
	size_t count;
	char *room;	   /* WINDOW places of ROOM bytes */
	struct map places; /* path -> struct item */
	int root;
	pthread_t thread;
	bool joined;
	pthread_mutex_t lock;
	pthread_cond_t moved; /* done_with grew, or stop was set */
	size_t done_with;     /* items before this one are not waited for */
	bool stop;
};

static char *room_of(const struct ahead *ahead, const struct item *item)
{
	return ahead->room + (size_t)(item - ahead->items) % WINDOW * ROOM;
}

/* Read one file; false leaves it to the caller. */
static bool fetch(const struct ahead *ahead, struct item *item)
{
	char path[PATH_LIMIT + 1], *room = room_of(ahead, item);
	ssize_t n = -1;
	int fd;

	memcpy(path, item->path.p, item->path.n);
	path[item->path.n] = '\0';
	fd = disk_open(ahead->root, path, O_RDONLY);
	if (fd < 0)
		return false;
	if (fstat(fd, &item->st) == 0 && S_ISREG(item->st.st_mode) &&
	    item->st.st_size < ROOM)
		n = read(fd, room, ROOM); /* more than it has: to see the end */
	(void)close(fd);
	item->n = n < 0 ? 0 : (size_t)n;
	return n >= 0 && n == item->st.st_size;
}

/* Whether the place of item i is free: the one that had it is done with. */
static bool is_free(struct ahead *ahead, size_t i)
{
	int state = READ;

	if (i < WINDOW)
		return true;
	/* The caller passed it by without asking for it. */
	if (atomic_compare_exchange_strong(&ahead->items[i - WINDOW].state,
					   &state, GONE))
		return true;
	return state != TAKING;
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

static void *work(void *argument)
{
	struct ahead *ahead = argument;

	for (size_t i = 0; i < ahead->count; i++) {
		struct item *item = &ahead->items[i];
		int state = WAITING;

		if (i % STEP == 0 && !may_go_on(ahead, i + STEP))
			break;
		if (!is_free(ahead, i) ||
		    !atomic_compare_exchange_strong(&item->state, &state,
						    READING))
			continue;
		state = READING; /* LEFT by now: the caller reads it itself */
		(void)atomic_compare_exchange_strong(
			&item->state, &state, fetch(ahead, item) ? READ : GONE);
	}
	return NULL;
}

static void stop(void *what)
{
	ahead_stop(what);
}

struct ahead *ahead_start(struct arena *a, int root, const struct str *paths,
			  size_t count)
{
	struct ahead *ahead = arena_zero(a, 1, sizeof(*ahead));

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		return NULL;
	ahead->items = arena_zero(a, count, sizeof(*ahead->items));
	ahead->places = map_in(a);
	ahead->root = root;
	ahead->room = arena_alloc(a, (size_t)WINDOW * ROOM);
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

	if (at % STEP)
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
	if (!atomic_compare_exchange_strong(&item->state, &state, TAKING))
		return false; /* its place was used again */
	*st = item->st;
	*bytes = str_copy(a, (struct str){ room_of(ahead, item), item->n });
	atomic_store(&item->state, GONE);
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
	(void)pthread_mutex_destroy(&ahead->lock);
	(void)pthread_cond_destroy(&ahead->moved);
}

/*
 * map.h - from byte strings to pointers.
 *
 * Keys may be chosen by an enemy: the hash is keyed by random bytes of this
 * run, so nobody can prepare collisions. Iteration order is the order of
 * insertion, so results never depend on the hash.
 */
#ifndef PP_BASE_MAP_H
#define PP_BASE_MAP_H

#include <stdint.h>

#include "base/str.h"

struct arena;

struct map_entry {
	struct str key; /* borrowed: must live as long as the map */
	void *value;
};

/* Part of the key's hash beside its place, so that a search looks at no other
 * key on its way. */
struct map_slot {
	uint32_t hash, place; /* place: index into entries plus 1, or 0 */
};

struct map {
	struct arena *arena;
	struct map_entry *entries; /* in order of insertion */
	size_t count, room;
	struct map_slot *slots;
	size_t slot_count;
};

struct map map_in(struct arena *a);
/* The value of key, or NULL. */
void *map_get(const struct map *m, struct str key);
/*
 * The place of key's value, made with NULL in it if new. Valid until the
 * next map_put.
 */
void **map_put(struct map *m, struct str key);

#endif

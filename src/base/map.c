#include "base/map.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"

enum { FIRST_SLOTS = 16 };

struct map map_in(struct arena *a)
{
	return (struct map){ .arena = a };
}

static const uint64_t *secret(void)
{
	static uint64_t key[2];
	static bool made;

	if (!made) {
		if (getrandom(key, sizeof(key), GRND_NONBLOCK) !=
		    (ssize_t)sizeof(key)) {
			key[0] = (uint64_t)getpid();
			key[1] = (uint64_t)time(NULL);
		}
		made = true;
	}
	return key;
}

static inline uint64_t rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static inline void mix(uint64_t v[4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

/* SipHash-1-3 (Aumasson and Bernstein, 2012), as hash tables use it. */
static uint64_t hash(struct str s)
{
	const uint64_t *k = secret();
	uint64_t v[4] = { k[0] ^ 0x736f6d6570736575u,
			  k[1] ^ 0x646f72616e646f6du,
			  k[0] ^ 0x6c7967656e657261u,
			  k[1] ^ 0x7465646279746573u };
	size_t left = s.n;

	for (;; left -= 8) {
		const char *at = s.p + (s.n - left);
		uint64_t word = (uint64_t)s.n << 56;

		if (left >= 8)
			memcpy(&word, at, 8);
		for (size_t i = 0; left < 8 && i < left; i++)
			word |= (uint64_t)(unsigned char)at[i] << (8 * i);
		v[3] ^= word;
		mix(v);
		v[0] ^= word;
		if (left < 8)
			break;
	}
	v[2] ^= 0xff;
	for (int round = 0; round < 3; round++)
		mix(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The slot that holds key, or the free one where it belongs. */
static struct map_slot *find(const struct map *m, struct str key,
			     uint64_t hashed)
{
	size_t mask = m->slot_count - 1;
	size_t at = (size_t)hashed & mask;
	uint32_t high = (uint32_t)(hashed >> 32);

	while (m->slots[at].place &&
	       (m->slots[at].hash != high ||
		!str_eq(m->entries[m->slots[at].place - 1].key, key)))
		at = (at + 1) & mask;
	return &m->slots[at];
}

static void set(struct map_slot *slot, uint64_t hashed, size_t place)
{
	slot->hash = (uint32_t)(hashed >> 32);
	slot->place = (uint32_t)place;
}

static void rehash(struct map *m)
{
	m->slot_count = m->slot_count ? m->slot_count * 2 : FIRST_SLOTS;
	m->slots = arena_zero(m->arena, m->slot_count, sizeof(*m->slots));
	for (size_t i = 0; i < m->count; i++) {
		uint64_t hashed = hash(m->entries[i].key);

		set(find(m, m->entries[i].key, hashed), hashed, i + 1);
	}
}

void *map_get(const struct map *m, struct str key)
{
	uint32_t place;

	if (m->count == 0)
		return NULL;
	place = find(m, key, hash(key))->place;
	return place ? m->entries[place - 1].value : NULL;
}

void **map_put(struct map *m, struct str key)
{
	uint64_t hashed = hash(key);
	struct map_slot *slot;

	assert(m->count < UINT32_MAX);
	if (m->count * 4 >= m->slot_count * 3)
		rehash(m);
	slot = find(m, key, hashed);
	if (!slot->place) {
		m->entries = arena_grow(m->arena, m->entries, m->count,
					&m->room, sizeof(*m->entries));
		m->entries[m->count].key = key;
		m->entries[m->count].value = NULL;
		set(slot, hashed, ++m->count);
	}
	return &m->entries[slot->place - 1].value;
}

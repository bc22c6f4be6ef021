/*
 * Entries by number: what is found by halving and by leaps is what is found by
 * looking at each.
 */
#include "scratch.h"

#include "base/buf.h"
#include "view/placed.h"

enum { ENTRIES = 400, KEYS = 600 };

static unsigned long seed = 20261121;

static unsigned rnd(unsigned below)
{
	seed = seed * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned)(seed >> 33) % below;
}

/* Few letters, so that many share a beginning. */
static struct str some_path(bool folder)
{
	static const char letters[] = "aab-./0";
	struct buf b = buf_in(&arena);
	unsigned segments = 1 + rnd(3);

	for (unsigned i = 0; i < segments; i++) {
		buf_adds(&b, i ? "/" : "");
		for (unsigned n = 1 + rnd(4); n; n--)
			buf_addc(&b, letters[rnd(n == 1 ? 3 : 4)]);
	}
	if (folder)
		buf_addc(&b, '/');
	return buf_str(&b);
}

static int by_path(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void add_u32(struct buf *b, unsigned n)
{
	const char bytes[] = { (char)(n >> 24), (char)(n >> 16), (char)(n >> 8),
			       (char)n };

	buf_add(b, (struct str){ bytes, 4 });
}

/* The bytes of an index of those paths; every seventh is a conflict. */
static struct str written(const struct str *paths, size_t count)
{
	struct buf b = buf_in(&arena);
	size_t entries = 0, start;

	buf_adds(&b, "DIRC");
	add_u32(&b, 2);
	add_u32(&b, 0);
	for (size_t i = 0; i < count; i++) {
		unsigned first = i % 7 == 0, last = i % 7 == 0 ? 3 : 0;

		for (unsigned stage = first; stage <= last; stage++) {
			start = b.len;
			for (int j = 0; j < 10; j++)
				add_u32(&b, j == 6 ? 0100644 : 0);
			for (int j = 0; j < 5; j++)
				add_u32(&b, (unsigned)i);
			buf_addc(&b, (char)(stage << 4));
			buf_addc(&b, (char)paths[i].n);
			buf_add(&b, paths[i]);
			do
				buf_addc(&b, '\0');
			while ((b.len - start) % 8);
			entries++;
		}
	}
	for (int j = 0; j < 5; j++)
		add_u32(&b, 0);
	for (int j = 0; j < 4; j++)
		b.data[8 + j] = (char)(entries >> (24 - 8 * j));
	return buf_str(&b);
}

static struct str some_index(void)
{
	struct str paths[ENTRIES];
	size_t kept = 1;

	for (size_t i = 0; i < ENTRIES; i++)
		paths[i] = some_path(false);
	qsort(paths, ENTRIES, sizeof(*paths), by_path);
	for (size_t i = 1; i < ENTRIES; i++)
		if (!str_eq(paths[i], paths[kept - 1]))
			paths[kept++] = paths[i];
	return written(paths, kept);
}

/* ---- by looking at each */

static size_t search_each(const struct placed *p, struct str key)
{
	size_t i = 0;

	while (i < p->count && str_compare(str_of(placed_path(p, i)), key) < 0)
		i++;
	return i;
}

static bool is_at(struct str path, struct str key)
{
	return str_eq(path, key) ||
	       ((key.n == 0 || str_ends(key, "/")) && path.n > key.n &&
		memcmp(path.p, key.p, key.n) == 0);
}

static void note(void *argument, const struct dirc_entry *entry)
{
	buf_addf(argument, "%.*s %u\n", STR_ARG(entry->path), entry->stage);
}

static void note_if(const struct placed *p, struct buf *b,
		    bool (*wanted)(struct str path), struct str key)
{
	for (size_t i = 0; i < p->count; i++) {
		struct dirc_entry e;

		assert_true(placed_entry(p, i, &e));
		if (wanted ? wanted(e.path) : is_at(e.path, key))
			note(b, &e);
	}
}

static void found_where_it_is(void **state)
{
	struct placed p;

	(void)state;
	works(placed_read(&p, &arena, some_index(), "index", &err));
	assert_true(p.count > ENTRIES / 4);
	for (int i = 0; i < KEYS; i++) {
		struct str key = some_path(i % 2);
		size_t at = search_each(&p, key);
		struct buf each = buf_in(&arena), quick = buf_in(&arena);

		for (size_t from = 0; from <= at; from += 1 + from / 8)
			assert_int_equal(placed_search(&p, from, key), at);
		assert_int_equal(placed_search(&p, at, key), at);
		note_if(&p, &each, NULL, key);
		assert_int_equal(placed_each(&p, rnd((unsigned)at + 1), key,
					     note, &quick),
				 at);
		assert_true(str_eq(buf_str(&each), buf_str(&quick)));
	}
}

static bool ends_in_a(struct str path)
{
	return str_ends(path, "a");
}

static bool all(struct str path)
{
	(void)path;
	return true;
}

static void wanted_and_no_other(void **state)
{
	struct buf each = buf_in(&arena), quick = buf_in(&arena);
	struct placed p;

	(void)state;
	works(placed_read(&p, &arena, some_index(), "index", &err));
	note_if(&p, &each, ends_in_a, STR_EMPTY);
	placed_wanted(&p, ends_in_a, note, &quick);
	assert_true(str_eq(buf_str(&each), buf_str(&quick)));
	note_if(&p, &each, all, STR_EMPTY);
	placed_wanted(&p, all, note, &quick);
	assert_true(str_eq(buf_str(&each), buf_str(&quick)));
	/* Nor does the bit that is the user's matter. */
	for (size_t i = 0; i < p.count; i++)
		p.places[i] |= i % 2;
	note_if(&p, &each, NULL, STR_EMPTY);
	(void)placed_each(&p, 0, STR_EMPTY, note, &quick);
	assert_true(str_eq(buf_str(&each), buf_str(&quick)));
}

static void none_in_an_empty_one(void **state)
{
	struct placed p;

	(void)state;
	works(placed_read(&p, &arena, written(NULL, 0), "index", &err));
	assert_int_equal(p.count, 0);
	assert_int_equal(placed_search(&p, 0, STR("a")), 0);
}

static void version_4_is_read_otherwise(void **state)
{
	struct str bytes = some_index();
	struct placed p;

	(void)state;
	((char *)(uintptr_t)bytes.p)[7] = 4;
	assert_int_equal(placed_read(&p, &arena, bytes, "index", &err),
			 ERROR_ABSENT);
	assert_int_equal(err.code, 0);
	assert_true(dirc_left(&p.dirc) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_where_it_is),
		cmocka_unit_test(wanted_and_no_other),
		cmocka_unit_test(none_in_an_empty_one),
		cmocka_unit_test(version_4_is_read_otherwise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

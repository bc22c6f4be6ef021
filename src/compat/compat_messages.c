/*
 * Messages: which of the old is which of the new, and how its text differs.
 */
#include "compat/compare.h"

#include "base/arena.h"
#include "base/map.h"
#include "compat/message_change.h"

enum { TABLE_CELLS = 1000 * 1000 };

/* Messages that correspond: the same role or slot. */
struct matching {
	struct compare *c;
	const struct store_effective *from, *to;
	struct str *from_keys, *to_keys; /* "role:user", "slot:history" */
	size_t *of_from, *of_to; /* index on the other side or COMPARE_NONE */
	bool reordered;
};

static struct str *keys(struct arena *a, const struct store_effective *e)
{
	struct str *out = arena_zero(a, e->message_count, sizeof(*out));

	for (size_t i = 0; i < e->message_count; i++) {
		const struct store_message *m = &e->messages[i];

		out[i] = m->slot ? str_fmt(a, "slot:%s", m->slot) :
				   str_fmt(a, "role:%s", m->role);
	}
	return out;
}

static void match(struct matching *m, size_t i, size_t j)
{
	m->of_from[i] = j;
	m->of_to[j] = i;
}

/*
 * What a pair is worth: as many pairs as can be, and of those the most with
 * the same text, so that a message put in front of others is the new one.
 */
static uint32_t worth(const struct matching *m, size_t i, size_t j)
{
	const struct store_message *x = &m->from->messages[i];
	const struct store_message *y = &m->to->messages[j];

	if (!str_eq(m->from_keys[i], m->to_keys[j]))
		return 0;
	return x->slot || store_id_equal(&x->text, &y->text) ? 2049 : 2048;
}

/* Longest common subsequence; the table is rows of to, for each of from. */
static void match_in_order(struct matching *m)
{
	size_t n = m->from->message_count, k = m->to->message_count;
	struct arena scratch = { 0 };
	uint32_t *best = arena_zero(&scratch, (n + 1) * (k + 1), sizeof(*best));
	size_t i, j, row = k + 1;

	for (i = n; i-- > 0;) {
		for (j = k; j-- > 0;) {
			uint32_t w = worth(m, i, j);
			uint32_t skip = best[(i + 1) * row + j];

			if (best[i * row + j + 1] > skip)
				skip = best[i * row + j + 1];
			if (w)
				w += best[(i + 1) * row + j + 1];
			best[i * row + j] = w > skip ? w : skip;
		}
	}
	for (i = j = 0; i < n && j < k;) {
		uint32_t w = worth(m, i, j);

		if (w && best[i * row + j] == w + best[(i + 1) * row + j + 1])
			match(m, i++, j++);
		else if (best[i * row + j] == best[(i + 1) * row + j])
			i++;
		else
			j++;
	}
	arena_free(&scratch);
}

/* More messages than anybody has: those that stand at the same place. */
static void match_in_place(struct matching *m)
{
	for (size_t i = 0; i < m->from->message_count; i++)
		if (i < m->to->message_count &&
		    str_eq(m->from_keys[i], m->to_keys[i]))
			match(m, i, i);
}

/* Of what is left, the first of a role goes with the first of that role. */
static void match_moved(struct matching *m)
{
	struct arena *a = m->c->arena;
	size_t n = 0, k = 0, count;
	size_t *x = arena_zero(a, m->from->message_count, sizeof(*x));
	size_t *y = arena_zero(a, m->to->message_count, sizeof(*y));
	struct str *one = arena_zero(a, m->from->message_count, sizeof(*one));
	struct str *two = arena_zero(a, m->to->message_count, sizeof(*two));
	struct pair *pairs;

	for (size_t i = 0; i < m->from->message_count; i++) {
		if (m->of_from[i] == COMPARE_NONE) {
			x[n] = i;
			one[n++] = m->from_keys[i];
		}
	}
	for (size_t j = 0; j < m->to->message_count; j++) {
		if (m->of_to[j] == COMPARE_NONE) {
			y[k] = j;
			two[k++] = m->to_keys[j];
		}
	}
	pairs = compare_pairs(a, one, n, two, k, &count);
	for (size_t p = 0; p < count; p++) {
		if (pairs[p].from == COMPARE_NONE ||
		    pairs[p].to == COMPARE_NONE)
			continue;
		match(m, x[pairs[p].from], y[pairs[p].to]);
		m->reordered = true;
	}
}

static void match_all(struct matching *m)
{
	size_t n = m->from->message_count, k = m->to->message_count;

	m->from_keys = keys(m->c->arena, m->from);
	m->to_keys = keys(m->c->arena, m->to);
	m->of_from = arena_zero(m->c->arena, n, sizeof(*m->of_from));
	m->of_to = arena_zero(m->c->arena, k, sizeof(*m->of_to));
	for (size_t i = 0; i < n; i++)
		m->of_from[i] = COMPARE_NONE;
	for (size_t j = 0; j < k; j++)
		m->of_to[j] = COMPARE_NONE;
	if (n && k > TABLE_CELLS / n)
		match_in_place(m);
	else
		match_in_order(m);
	match_moved(m);
}

static struct str place(struct arena *a, size_t index)
{
	return str_fmt(a, "messages[%zu]", index);
}

/* One that only the old side has. */
static void removed(struct matching *m, size_t i, struct map *left)
{
	struct arena *a = m->c->arena;
	const struct store_message *message = &m->from->messages[i];
	struct str name = compare_show(
		a, str_of(message->slot ? message->slot : message->role));
	struct change *change;
	void **seen;

	if (!map_get(left, m->from_keys[i]) && message->slot) {
		change = compare_add(
			m->c, CHANGE_MESSAGE_SLOT_REMOVED, place(a, i),
			str_fmt(a, "slot %.*s is gone", STR_ARG(name)));
		change->before = name;
		return;
	}
	seen = map_put(left, m->from_keys[i]);
	if (!*seen) {
		*seen = m; /* so that a role is said to be gone once */
		change = compare_add(m->c, CHANGE_MESSAGE_ROLE_REMOVED,
				     place(a, i),
				     str_fmt(a,
					     "no message of role %.*s is "
					     "left",
					     STR_ARG(name)));
	} else {
		change = compare_add(m->c, CHANGE_MESSAGE_ROLES_CHANGED,
				     place(a, i),
				     str_fmt(a, "a message was removed: %.*s",
					     STR_ARG(name)));
	}
	change->before = name;
	change->from = message->slot ? NULL : &message->text;
}

static void added(struct matching *m, size_t j)
{
	struct arena *a = m->c->arena;
	const struct store_message *message = &m->to->messages[j];
	struct str name = compare_show(
		a, str_of(message->slot ? message->slot : message->role));
	struct change *change = compare_add(
		m->c, CHANGE_MESSAGE_ROLES_CHANGED, place(a, j),
		str_fmt(a, "a message was added: %.*s", STR_ARG(name)));

	change->after = name;
	change->to = message->slot ? NULL : &message->text;
}

int compat_messages(struct compare *c)
{
	struct matching m = { .c = c,
			      .from = c->from->effective,
			      .to = c->to->effective };
	struct map left = map_in(c->arena);
	int rc = 0;

	match_all(&m);
	if (m.reordered)
		compare_add(c, CHANGE_MESSAGE_ROLES_CHANGED, STR("messages"),
			    STR("messages come in another order"));
	for (size_t j = 0; rc == 0 && j < m.to->message_count; j++) {
		*map_put(&left, m.to_keys[j]) = &m;
		if (m.of_to[j] == COMPARE_NONE)
			added(&m, j);
		else if (m.to->messages[j].slot == NULL)
			rc = message_change(c, m.of_to[j], j,
					    place(c->arena, j));
	}
	for (size_t i = 0; rc == 0 && i < m.from->message_count; i++)
		if (m.of_from[i] == COMPARE_NONE)
			removed(&m, i, &left);
	return rc;
}

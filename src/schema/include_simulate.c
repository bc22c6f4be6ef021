/* Running an automaton over a text. */
#include "schema/include_automaton.h"

static bool has(const struct automaton_set *set, int node)
{
	return set->word[node / 64] >> (node % 64) & 1;
}

/* Add a node and all that it leads to without a character. */
static void close_over(const struct automaton *m, struct automaton_set *set,
		       int node, bool begin, bool end)
{
	int stack[2 * AUTOMATON_NODES];
	size_t top = 0;

	stack[top++] = node;
	while (top > 0) {
		int at = stack[--top];
		const struct automaton_node *n;

		if (at < 0 || has(set, at))
			continue;
		n = &m->nodes[at];
		if ((n->kind == NODE_BEGIN && !begin) ||
		    (n->kind == NODE_END && !end)) {
			/* It may yet be the end. */
			if (n->kind == NODE_END)
				set->word[at / 64] |= (uint64_t)1 << (at % 64);
			continue;
		}
		set->word[at / 64] |= (uint64_t)1 << (at % 64);
		if (n->kind == NODE_MATCH)
			set->done = true;
		if (n->kind == NODE_TAKE || n->kind == NODE_MATCH)
			continue;
		stack[top++] = n->next;
		if (n->kind == NODE_SPLIT)
			stack[top++] = n->other;
	}
}

/* Once it matches, where it stands does not matter. */
static void settle(struct automaton_set *set)
{
	if (!set->done)
		return;
	memset(set->word, 0, sizeof(set->word));
	set->first = false;
}

void automaton_start(const struct automaton *m, struct automaton_set *set)
{
	*set = (struct automaton_set){ { 0 }, false, true };
	close_over(m, set, m->start, true, false);
	settle(set);
}

static bool takes(const struct automaton_node *n, uint32_t character)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->ranges[i].from <= character &&
		    character <= n->ranges[i].to)
			return true;
	return false;
}

void automaton_step(const struct automaton *m, struct automaton_set *set,
		    uint32_t character)
{
	struct automaton_set next = { { 0 }, false, false };

	if (set->done)
		return;
	for (size_t i = 0; i < m->count; i++)
		if (has(set, (int)i) && m->nodes[i].kind == NODE_TAKE &&
		    takes(&m->nodes[i], character))
			close_over(m, &next, m->nodes[i].next, false, false);
	/* A match may begin anywhere. */
	close_over(m, &next, m->start, false, false);
	settle(&next);
	*set = next;
}

bool automaton_matches(const struct automaton *m,
		       const struct automaton_set *set)
{
	struct automaton_set end = { { 0 }, false, false };

	if (set->done)
		return true;
	for (size_t i = 0; i < m->count; i++)
		if (has(set, (int)i) && m->nodes[i].kind == NODE_END)
			close_over(m, &end, (int)i, set->first, true);
	return end.done;
}

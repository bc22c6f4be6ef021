#include "prompt/lines.h"

#include "base/arena.h"

static void add_start(struct lines *l, struct arena *a, size_t start)
{
	l->starts = arena_grow(a, l->starts, l->count, &l->room,
			       sizeof(*l->starts));
	l->starts[l->count++] = start;
}

static void find_starts(struct lines *l, struct arena *a)
{
	struct str s = l->text;

	add_start(l, a, 0);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\n' && s.p[i] != '\r')
			continue;
		if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			i++;
		add_start(l, a, i + 1);
	}
}

struct str lines_get(struct lines *l, struct arena *a, unsigned number)
{
	struct str line;

	if (number == 0)
		return STR_EMPTY;
	if (l->count == 0)
		find_starts(l, a);
	if (number > l->count)
		return STR_EMPTY;
	line = str_cut(l->text, l->starts[number - 1],
		       number < l->count ? l->starts[number] : l->text.n);
	while (line.n &&
	       (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
		line.n--;
	return line;
}

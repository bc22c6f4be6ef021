#include "report/text_diff.h"

#include "base/arena.h"
#include "base/map.h"
#include "base/text.h"
#include "report/paint.h"

/* One text as lines, each with the number of its content. */
struct lines {
	struct str *text; /* with the line end */
	size_t *number;	  /* equal lines of both texts have one number */
	bool *changed;	  /* removed from before, or added in after */
	size_t count;
};

struct comparison {
	struct arena *arena;
	struct map numbers;
	struct lines before, after;
};

static struct lines split(struct comparison *c, struct str text)
{
	struct lines l = { 0 };
	size_t room = 1;

	for (size_t i = 0; i < text.n; i++)
		room += text.p[i] == '\n';
	l.text = arena_zero(c->arena, room, sizeof(*l.text));
	l.number = arena_zero(c->arena, room, sizeof(*l.number));
	l.changed = arena_zero(c->arena, room, sizeof(*l.changed));
	for (size_t from = 0; from < text.n;) {
		size_t end = str_find(text, '\n', from);
		struct str line = str_cut(text, from, end + 1);
		void **place = map_put(&c->numbers, line);

		if (!*place) {
			size_t *number = arena_alloc(c->arena, sizeof(*number));

			*number = c->numbers.count;
			*place = number;
		}
		l.text[l.count] = line;
		l.number[l.count++] = *(const size_t *)*place;
		from += line.n;
	}
	return l;
}

/* The part of both texts that is left between equal beginnings and ends. */
struct window {
	const size_t *a, *b; /* numbers */
	bool *removed, *added;
	int n, m;
};

/*
 * Whether the furthest point of diagonal k after d edits is below one of the
 * round before (a line added), not to the right of one (a line removed).
 */
static bool is_down(const int *old, int k, int d)
{
	return k == -d || (k != d && old[k - 1] < old[k + 1]);
}

/*
 * Walk back through what each round reached and mark the lines. reached[d]
 * holds the furthest x of each diagonal k = x - y after d edits, at k + d.
 */
static void mark(const struct window *w, int **reached, int d)
{
	int k = w->n - w->m;

	for (; d > 0; d--) {
		const int *old = reached[d - 1] + (d - 1);

		if (is_down(old, k, d)) {
			k++;
			w->added[old[k] - k] = true;
		} else {
			k--;
			w->removed[old[k]] = true;
		}
	}
}

/* One more edit on every diagonal; true once both texts are at their end. */
static bool advance(const struct window *w, const int *old, int *now, int d)
{
	for (int k = -d; k <= d; k += 2) {
		int x = 0, y;

		if (d > 0)
			x = is_down(old, k, d) ? old[k + 1] : old[k - 1] + 1;
		y = x - k;
		while (x < w->n && y < w->m && w->a[x] == w->b[y]) {
			x++;
			y++;
		}
		now[k] = x;
		if (k == w->n - w->m && x == w->n)
			return true;
	}
	return false;
}

/* Mark the shortest way from a to b; false if it is too long. */
static bool shortest(struct arena *scratch, const struct window *w)
{
	int **reached = arena_zero(scratch, TEXT_DIFF_EDITS + 1,
				   sizeof(*reached));

	for (int d = 0; d <= TEXT_DIFF_EDITS && d <= w->n + w->m; d++) {
		const int *old = d ? reached[d - 1] + (d - 1) : NULL;

		reached[d] = arena_zero(scratch, 2 * (size_t)d + 1,
					sizeof(int));
		if (advance(w, old, reached[d] + d, d)) {
			mark(w, reached, d);
			return true;
		}
	}
	return false;
}

/* Whether a window is too large for an int, which no prompt is. */
enum { WINDOW_LINES = 100 * 1000 * 1000 };

static void compare(struct comparison *c)
{
	struct lines *a = &c->before, *b = &c->after;
	size_t head = 0, an = a->count, bn = b->count;
	struct arena scratch = { 0 };
	struct window w;

	while (head < an && head < bn && a->number[head] == b->number[head])
		head++;
	while (an > head && bn > head &&
	       a->number[an - 1] == b->number[bn - 1]) {
		an--;
		bn--;
	}
	w = (struct window){ a->number + head,
			     b->number + head,
			     a->changed + head,
			     b->changed + head,
			     0,
			     0 };
	if (an - head < WINDOW_LINES && bn - head < WINDOW_LINES) {
		w.n = (int)(an - head);
		w.m = (int)(bn - head);
		if (shortest(&scratch, &w)) {
			arena_free(&scratch);
			return;
		}
	}
	arena_free(&scratch);
	for (size_t i = head; i < an; i++)
		a->changed[i] = true;
	for (size_t j = head; j < bn; j++)
		b->changed[j] = true;
}

/* ---- output ------------------------------------------------------------ */

static void write_line(struct buf *out, char sign, struct str line, bool colour)
{
	enum paint what = sign == '+' ? PAINT_ADDED :
			  sign == '-' ? PAINT_REMOVED :
					PAINT_PLAIN;
	bool ended = line.n && line.p[line.n - 1] == '\n';

	paint_begin(out, what, colour);
	buf_addc(out, sign);
	text_escape(out, str_cut(line, 0, line.n - ended), true);
	paint_end(out, what, colour);
	buf_adds(out, ended ? "\n" : "\n\\ No newline at end of file\n");
}

/* Lines of a hunk: from each text, the first and how many. */
struct hunk {
	size_t a, b, an, bn;
};

static bool at_change(const struct comparison *c, size_t i, size_t j)
{
	return (i < c->before.count && c->before.changed[i]) ||
	       (j < c->after.count && c->after.changed[j]);
}

/*
 * The hunk that begins at or after line i of before and j of after; false
 * if there is no change left. Changes with little between them share one.
 */
static bool next_hunk(const struct comparison *c, size_t *i, size_t *j,
		      struct hunk *h)
{
	size_t context, same = 0;

	while (*i < c->before.count && !at_change(c, *i, *j)) {
		++*i;
		++*j;
		same++;
	}
	if (!at_change(c, *i, *j))
		return false;
	context = same < TEXT_DIFF_CONTEXT ? same : TEXT_DIFF_CONTEXT;
	*h = (struct hunk){ *i - context, *j - context, 0, 0 };
	same = 0;
	while (*i < c->before.count || *j < c->after.count) {
		if (*i < c->before.count && c->before.changed[*i]) {
			++*i;
			same = 0;
		} else if (*j < c->after.count && c->after.changed[*j]) {
			++*j;
			same = 0;
		} else if (same == 2 * TEXT_DIFF_CONTEXT) {
			break;
		} else {
			++*i;
			++*j;
			same++;
		}
	}
	/* What follows the last change beyond the context belongs to no hunk. */
	context = same > TEXT_DIFF_CONTEXT ? same - TEXT_DIFF_CONTEXT : 0;
	*i -= context;
	*j -= context;
	h->an = *i - h->a;
	h->bn = *j - h->b;
	return true;
}

static void write_hunk(struct buf *out, const struct comparison *c,
		       const struct hunk *h, bool colour)
{
	size_t i = h->a, j = h->b;

	paint_begin(out, PAINT_PLACE, colour);
	/* A side without lines names the line before it, as diff does. */
	buf_addf(out, "@@ -%zu,%zu +%zu,%zu @@", h->a + (h->an > 0), h->an,
		 h->b + (h->bn > 0), h->bn);
	paint_end(out, PAINT_PLACE, colour);
	buf_addc(out, '\n');
	while (i < h->a + h->an || j < h->b + h->bn) {
		if (i < h->a + h->an && c->before.changed[i]) {
			write_line(out, '-', c->before.text[i++], colour);
		} else if (j < h->b + h->bn && c->after.changed[j]) {
			write_line(out, '+', c->after.text[j++], colour);
		} else {
			write_line(out, ' ', c->before.text[i++], colour);
			j++;
		}
	}
}

bool text_diff(struct buf *out, struct str before, struct str after,
	       bool colour)
{
	struct arena scratch = { 0 };
	struct comparison c = { .arena = &scratch,
				.numbers = map_in(&scratch) };
	size_t i = 0, j = 0;
	struct hunk hunk;
	bool any = false;

	if (str_eq(before, after))
		return false;
	c.before = split(&c, before);
	c.after = split(&c, after);
	compare(&c);
	while (next_hunk(&c, &i, &j, &hunk)) {
		write_hunk(out, &c, &hunk, colour);
		any = true;
	}
	arena_free(&scratch);
	return any;
}

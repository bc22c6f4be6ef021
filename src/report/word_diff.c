/* text_diff_words: a patch of tokens, laid out as the lines of the new text. */
#include "base/arena.h"
#include "base/text.h"
#include "report/paint.h"
#include "report/text_diff.h"
#include "view/patch.h"

/* ---- tokens ---------------------------------------------------------------- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t token_end(struct str text, size_t from)
{
	bool (*same)(char c) = is_letter(text.p[from]) ? is_letter :
			       is_blank(text.p[from])  ? is_blank :
							 NULL;
	size_t end = from + 1;

	while (same && end < text.n && same(text.p[end]))
		end++;
	return end;
}

/* One token a line; a line end is the empty line, which no other token is. */
static struct str tokens_of(struct arena *a, struct str text)
{
	struct buf out = buf_in(a);

	for (size_t from = 0; from < text.n;) {
		size_t end = token_end(text, from);

		if (text.p[from] != '\n')
			buf_add(&out, str_cut(text, from, end));
		buf_addc(&out, '\n');
		from = end;
	}
	return buf_str(&out);
}

static size_t count_tokens(struct str text)
{
	size_t count = 0;

	for (size_t from = 0; from < text.n; count++)
		from = token_end(text, from);
	return count;
}

/* Whether what stands between the common beginning and end is so much that
 * the search would be felt: it costs more than what it is given. */
static bool is_much(struct str before, struct str after)
{
	size_t begin = 0, end = 0;
	size_t least = before.n < after.n ? before.n : after.n;

	while (begin < least && before.p[begin] == after.p[begin])
		begin++;
	while (end < least - begin &&
	       before.p[before.n - end - 1] == after.p[after.n - end - 1])
		end++;
	return count_tokens(str_cut(before, begin, before.n - end)) +
		       count_tokens(str_cut(after, begin, after.n - end)) >
	       TEXT_DIFF_TOKENS;
}

/* ---- lines ------------------------------------------------------------------ */

/* A line of what is shown: tokens of both texts up to a line end. */
struct shown {
	size_t from, to; /* of the patch's lines */
	size_t number;	 /* of the new text, from 1 */
	bool changed;
};

static struct str token_text(const struct patch_line *token)
{
	struct str text = token->text;

	return str_cut(text, 0, text.n - (text.n > 0));
}

static bool is_end(const struct patch_line *token)
{
	return token->text.n == 1;
}

static struct shown *lay_out(struct arena *a, const struct patch_hunk *h,
			     size_t *count)
{
	struct shown *lines = arena_zero(a, h->line_count + 1, sizeof(*lines));
	size_t number = 1;

	*count = 0;
	for (size_t i = 0; i < h->line_count;) {
		struct shown *line = &lines[(*count)++];
		bool ended = false;

		line->from = i;
		line->number = number;
		for (; i < h->line_count && !ended; i++) {
			line->changed |= h->lines[i].sign != ' ';
			ended = is_end(&h->lines[i]);
			number += ended && h->lines[i].sign != '-';
		}
		line->to = i;
	}
	return lines;
}

static void write_marked(struct buf *out, char sign, struct str text,
			 bool colour)
{
	enum paint what = sign == '+' ? PAINT_ADDED : PAINT_REMOVED;

	paint_begin(out, what, colour);
	buf_adds(out, sign == '+' ? "{+" : "[-");
	buf_add(out, text);
	buf_adds(out, sign == '+' ? "+}" : "-]");
	paint_end(out, what, colour);
}

/* Tokens of one sign from i on: one mark. Returns where they end. */
static size_t write_run(struct buf *out, struct arena *a,
			const struct patch_hunk *h, size_t i, size_t to,
			bool colour)
{
	char sign = h->lines[i].sign;
	struct buf text = buf_in(a);
	bool bare = is_end(&h->lines[i]);

	for (; i < to && h->lines[i].sign == sign; i++) {
		if (!is_end(&h->lines[i]))
			text_escape(&text, token_text(&h->lines[i]), true);
	}
	if (sign == ' ')
		buf_add(out, buf_str(&text));
	else
		write_marked(out, sign, bare ? STR("\\n") : buf_str(&text),
			     colour);
	return i;
}

static void write_shown(struct buf *out, struct arena *a,
			const struct patch_hunk *h, const struct shown *line,
			bool colour)
{
	for (size_t i = line->from; i < line->to;)
		i = write_run(out, a, h, i, line->to, colour);
	buf_addc(out, '\n');
}

static bool is_near(const struct shown *lines, size_t count, size_t at)
{
	size_t from = at > TEXT_DIFF_CONTEXT ? at - TEXT_DIFF_CONTEXT : 0;

	for (size_t i = from; i < count && i <= at + TEXT_DIFF_CONTEXT; i++) {
		if (lines[i].changed)
			return true;
	}
	return false;
}

static void write_all(struct buf *out, struct arena *a,
		      const struct patch_hunk *h, bool colour)
{
	size_t count;
	struct shown *lines = lay_out(a, h, &count);
	bool open = false;

	for (size_t i = 0; i < count; i++) {
		if (!is_near(lines, count, i)) {
			open = false;
			continue;
		}
		if (!open) {
			paint_begin(out, PAINT_PLACE, colour);
			buf_addf(out, "@@ line %zu @@", lines[i].number);
			paint_end(out, PAINT_PLACE, colour);
			buf_addc(out, '\n');
		}
		open = true;
		write_shown(out, a, h, &lines[i], colour);
	}
}

int text_diff_words(struct buf *out, struct str before, struct str after,
		    bool colour, struct error *err)
{
	struct arena scratch = { 0 };
	struct patch p;
	int rc;

	if (is_much(before, after))
		return text_diff(out, before, after, colour, err);
	rc = patch_texts(&p, &scratch, tokens_of(&scratch, before),
			 tokens_of(&scratch, after), PATCH_ALL, err);

	for (size_t i = 0; rc == 0 && i < p.hunk_count; i++)
		write_all(out, &scratch, &p.hunks[i], colour);
	if (rc == 0)
		rc = p.hunk_count > 0;
	arena_free(&scratch);
	return rc;
}

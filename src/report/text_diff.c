#include "report/text_diff.h"

#include "base/arena.h"
#include "base/text.h"
#include "report/paint.h"
#include "view/patch.h"

static void write_line(struct buf *out, const struct patch_line *line,
		       bool colour)
{
	enum paint what = line->sign == '+' ? PAINT_ADDED :
			  line->sign == '-' ? PAINT_REMOVED :
					      PAINT_PLAIN;
	struct str text = line->text;
	bool ended = text.n && text.p[text.n - 1] == '\n';

	paint_begin(out, what, colour);
	buf_addc(out, line->sign);
	text_escape(out, str_cut(text, 0, text.n - ended), true);
	paint_end(out, what, colour);
	buf_adds(out, ended ? "\n" : "\n\\ No newline at end of file\n");
}

static void write_hunk(struct buf *out, const struct patch_hunk *h, bool colour)
{
	paint_begin(out, PAINT_PLACE, colour);
	buf_addf(out, "@@ -%zu,%zu +%zu,%zu @@", h->before, h->before_count,
		 h->after, h->after_count);
	paint_end(out, PAINT_PLACE, colour);
	buf_addc(out, '\n');
	for (size_t i = 0; i < h->line_count; i++)
		write_line(out, &h->lines[i], colour);
}

int text_diff(struct buf *out, struct str before, struct str after, bool colour,
	      struct error *err)
{
	struct arena scratch = { 0 };
	struct patch p;
	int rc = patch_texts(&p, &scratch, before, after, TEXT_DIFF_CONTEXT,
			     err);

	for (size_t i = 0; rc == 0 && i < p.hunk_count; i++)
		write_hunk(out, &p.hunks[i], colour);
	if (rc == 0)
		rc = p.hunk_count > 0;
	arena_free(&scratch);
	return rc;
}

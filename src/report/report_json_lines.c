#include "report/report.h"

void report_json_lines(struct buf *out, const struct report *r, bool colour)
{
	(void)colour;
	for (size_t i = 0; i < r->sink->count; i++) {
		if (!report_shown(&r->sink->items[i]))
			continue;
		report_json_finding(out, &r->sink->items[i]);
		buf_addc(out, '\n');
	}
	buf_adds(out, "{\"format_version\":\"1.0\",\"view\":");
	report_json_string(out, str_of(r->view));
	if (r->base) {
		buf_adds(out, ",\"base\":");
		report_json_string(out, str_of(r->base));
	}
	buf_addf(out, ",\"prompts_checked\":%zu", r->prompts);
	report_json_summary(out, r);
	buf_adds(out, "}\n");
}

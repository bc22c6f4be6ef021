#include "report/report.h"

#include "prompt/manifest.h"

static const struct report_form forms[] = { { "text", report_text },
					    { "json", report_json },
					    { "jsonl", report_json_lines },
					    { "sarif", report_sarif },
					    { "github", report_github },
					    { "markdown", report_markdown },
					    { "codequality",
					      report_code_quality },
					    { "junit", report_junit },
					    { NULL, NULL } };

const struct report_form *report_all(void)
{
	return forms;
}

struct str report_message(const struct finding *f)
{
	return f->message.n ? f->message : str_of(rule_info(f->rule)->finds);
}

struct str report_path(const struct finding *f)
{
	return f->path.n ? f->path : STR(MANIFEST_PATH);
}

bool report_goes_on(struct str help)
{
	return str_starts(help, "or ") || str_starts(help, "which ");
}

bool report_shown(const struct finding *f)
{
	return f->level != LEVEL_OFF;
}

bool report_counts(const struct finding *f)
{
	return report_shown(f) && !f->waived && !f->inherited;
}

const struct report_form *report_find(struct str name)
{
	for (const struct report_form *f = forms; f->name; f++) {
		if (str_is(name, f->name))
			return f;
	}
	return NULL;
}

#include "report/report.h"

static const struct report_form forms[] = { { "text", report_text },
					    { "json", report_json },
					    { NULL, NULL } };

const struct report_form *report_all(void)
{
	return forms;
}

const struct report_form *report_find(struct str name)
{
	for (const struct report_form *f = forms; f->name; f++) {
		if (str_is(name, f->name))
			return f;
	}
	return NULL;
}

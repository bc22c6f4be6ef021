#include "cli/checking.h"

struct report checking_report(const struct check *c,
			      const struct check_request *request)
{
	const char *label = c->base.label ? c->base.label : "";

	return (struct report){ .sink = &c->sink,
				.view = view_name(request->setting.view),
				.base = request->setting.no_base ? NULL : label,
				.prompts = c->prompt_count };
}

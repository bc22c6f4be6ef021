#include "cli/checking.h"

struct report checking_report(const struct check *c,
			      const struct check_request *request)
{
	const char *label = c->base.label ? c->base.label : "";
	struct str *ids = arena_zero(c->sink.arena, c->prompt_count + 1,
				     sizeof(*ids));

	for (size_t i = 0; i < c->prompt_count; i++)
		ids[i] = c->prompts[i].id;

	return (struct report){ .sink = &c->sink,
				.view = view_name(request->setting.view),
				.base = request->setting.no_base ? NULL : label,
				.prompts = c->prompt_count,
				.ids = ids };
}

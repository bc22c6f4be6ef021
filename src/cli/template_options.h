/*
 * template_options.h - options of a template language from the command line:
 * `--option trim_blocks=true`, as often as there are.
 */
#ifndef PP_CLI_TEMPLATE_OPTIONS_H
#define PP_CLI_TEMPLATE_OPTIONS_H

#include "cli/opt.h"
#include "cli/run.h"
#include "template/template.h"

#define OPT_TEMPLATE_OPTIONS(list)                      \
	OPT_LIST(0, "option", list, "NAME=VALUE",       \
		 "an option of the template language, " \
		 "such as trim_blocks=true")

/*
 * What the list says, as the language takes it: sorted, without those equal
 * to their defaults. ERROR_USAGE: an option that the language has not, or a
 * value of another type.
 */
int template_options(struct run *run, const struct language *language,
		     const struct opt_list *list, struct template_option **out,
		     size_t *count);

#endif

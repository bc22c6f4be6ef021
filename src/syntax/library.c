#include "syntax/library.h"

#include <yaml.h>

struct str syntax_library(struct arena *a)
{
	return str_fmt(a, "libyaml %s", yaml_get_version_string());
}

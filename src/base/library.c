#include "base/library.h"

#include <utf8proc.h>

struct str base_library(struct arena *a)
{
	return str_fmt(a, "utf8proc %s", utf8proc_version());
}

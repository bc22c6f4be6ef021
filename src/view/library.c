#include "view/library.h"

#include <git2.h>

struct str view_library(struct arena *a)
{
	int major = 0, minor = 0, revision = 0;

	git_libgit2_version(&major, &minor, &revision);
	return str_fmt(a, "libgit2 %d.%d.%d", major, minor, revision);
}

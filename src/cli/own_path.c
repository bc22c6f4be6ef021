#include "cli/own_path.h"

#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"

const char *own_path(struct arena *a)
{
	char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	return access(path, X_OK) == 0 ? str_c(a, str_of(path)) : NULL;
}

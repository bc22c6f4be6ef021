/*
 * A path is stray, a record, or what the names in it come to again; and
 * whatever it is but stray, it does not leave the store's folder.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "store/store.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_harmless(const char *path)
{
	assert(path[0] != '/' && !strstr(path, "//") && !strchr(path, '\\'));
	assert(!strstr(path, "/../") && !strstr(path, "/./"));
	assert(strncmp(path, "../", 3) != 0);
	assert(!strstr(path, "/.git/") && strlen(path) < STORE_PATH_MAX);
	for (; *path; path++)
		assert((unsigned char)*path >= ' ' && *path != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *path = malloc(size + 1), again[STORE_PATH_MAX];
	struct store_path out;

	if (!path)
		return 0;
	if (size)
		memcpy(path, data, size);
	path[size] = '\0';
	store_path_read(&out, path);
	if (out.kind != STORE_STRAY)
		assert_harmless(path);
	if (out.kind == STORE_OBJECT)
		store_object_path(&out.object, again);
	else if (out.kind == STORE_RELEASE)
		store_release_path(out.prompt, out.version, again);
	else if (out.kind == STORE_HEAD)
		store_head_path(out.prompt, again);
	else
		memcpy(again, "", 1);
	if (*again)
		assert(strcmp(again, path) == 0);
	free(path);
	return 0;
}

/*
 * A main for a fuzz target where there is no fuzzer: gives it each file, and
 * each file of the folders, named as arguments, and says how many.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* All bytes of an open file, in memory to be freed. */
static uint8_t *read_all(FILE *file, size_t *size)
{
	uint8_t *data = NULL;
	size_t room = 0, n;

	*size = 0;
	do {
		uint8_t *more;

		room = room ? room * 2 : 4096;
		more = realloc(data, room);
		if (!more) {
			perror("replay");
			exit(3);
		}
		data = more;
		n = fread(data + *size, 1, room - *size, file);
		*size += n;
	} while (n > 0);
	return data;
}

static void replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data, *exact;
	size_t size;

	if (!file) {
		fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
		exit(3);
	}
	data = read_all(file, &size);
	(void)fclose(file);
	/* In a block of its exact size, so that sanitizers see its end. */
	exact = malloc(size ? size : 1);
	if (!exact) {
		perror("replay");
		exit(3);
	}
	memcpy(exact, data, size);
	free(data);
	(void)LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

static unsigned long replay(const char *path)
{
	DIR *dir = opendir(path);
	unsigned long count = 0;

	if (!dir) {
		replay_file(path);
		return 1;
	}
	for (struct dirent *e; (e = readdir(dir)) != NULL;) {
		char name[4096];

		if (e->d_name[0] == '.')
			continue;
		if ((size_t)snprintf(name, sizeof(name), "%s/%s", path,
				     e->d_name) >= sizeof(name)) {
			fprintf(stderr, "replay: %s: too long\n", path);
			exit(3);
		}
		count += replay(name);
	}
	(void)closedir(dir);
	return count;
}

int main(int argc, char **argv)
{
	unsigned long count = 0;

	for (int i = 1; i < argc; i++)
		count += replay(argv[i]);
	printf("replayed %lu inputs\n", count);
	return count ? 0 : 1;
}

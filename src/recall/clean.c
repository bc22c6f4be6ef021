#include "recall/clean.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "recall/answers.h"
#include "recall/base.h"
#include "recall/keep.h"
#include "view/dirc.h"

/* What the index file says to the keys. No index is an empty one. */
static int ask_index(struct buf *out, struct arena *a, const struct memo *r,
		     const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct error err = { 0 };
	struct stat st;
	void *bytes;
	int rc = -1;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    st.st_size <= DIRC_LIMIT) {
		/* git gives an index a new file; this one stays as it is. */
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE,
			     fd, 0);
		if (bytes != MAP_FAILED) {
			rc = answers_index(
				out, a, r,
				(struct str){ bytes, (size_t)st.st_size },
				&err);
			(void)munmap(bytes, (size_t)st.st_size);
		}
	}
	(void)close(fd);
	return rc;
}

static bool holds(struct arena *a, const struct memo *r,
		  const struct place *place, const char *program)
{
	struct buf answers = buf_in(a);
	struct timespec newest;
	struct store_id id;

	/* The cheapest first. */
	if (!r->program.n || !str_eq(answers_program(a, program), r->program) ||
	    !str_eq(answers_day(a), r->day) || recall_base(a, place, r) < 0 ||
	    answers_world(&answers, a, r, place, &newest) < 0 ||
	    ask_index(&answers, a, r, place->index) != 0)
		return false;
	id = answers_digest(&answers, 0);
	return store_id_equal(&id, &r->answer);
}

static const char asked[] = "PROMPTPIN_HOOK_ASKED";

void recall_tell_asked(void)
{
	char number[32];

	(void)snprintf(number, sizeof(number), "%ld", (long)getpid());
	(void)setenv(asked, number, 1);
}

bool recall_was_asked(void)
{
	const char *value = getenv(asked);
	char number[32];
	bool was;

	(void)snprintf(number, sizeof(number), "%ld", (long)getpid());
	was = value && strcmp(value, number) == 0;
	(void)unsetenv(asked);
	return was;
}

bool recall_clean(const char *program)
{
	struct arena arena = { 0 };
	struct memo record;
	struct place place;
	struct str bytes;
	bool clean = place_find(&place, &arena) == 0 &&
		     keep_load(&bytes, &arena, &place, KEEP_CLEAN) == 0 &&
		     memo_read(&record, &arena, bytes) == 0 &&
		     holds(&arena, &record, &place, program);

	arena_free(&arena);
	return clean;
}

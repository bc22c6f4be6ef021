#include "recall/clean.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "recall/added.h"
#include "recall/answers.h"
#include "recall/base.h"
#include "recall/keep.h"
#include "view/dirc.h"

/* Whether the bytes of an index say what they said, and bring no file that
 * another HEAD has looked at. */
static bool holds_index(struct buf *out, struct arena *a, const struct memo *r,
			const struct place *place, struct str bytes)
{
	struct answers_files files = { 0 };
	struct error err = { 0 };
	struct str branch, head;
	struct store_id id;
	bool moved = false;

	if (r->looked) {
		if (recall_head(a, place, &branch, &head) < 0)
			return false;
		moved = !str_eq(head, r->head);
	}
	if (answers_index(out, a, r, bytes, moved ? &files : NULL, &err) != 0)
		return false;
	id = answers_digest(out, 0);
	return store_id_equal(&id, &r->answer) &&
	       (!moved || added_none(a, place, head, &files) == 0);
}

/* The same of the file. No index is an empty one. */
static bool holds_file(struct buf *out, struct arena *a, const struct memo *r,
		       const struct place *place)
{
	int fd = open(place->index,
		      O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	void *bytes;
	bool same = false;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    st.st_size <= DIRC_LIMIT) {
		/* git gives an index a new file; this one stays as it is. */
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE,
			     fd, 0);
		if (bytes != MAP_FAILED) {
			same = holds_index(
				out, a, r, place,
				(struct str){ bytes, (size_t)st.st_size });
			(void)munmap(bytes, (size_t)st.st_size);
		}
	}
	(void)close(fd);
	return same;
}

static bool holds(struct arena *a, const struct memo *r,
		  const struct place *place, const char *program)
{
	struct buf answers = buf_in(a);
	struct timespec newest;

	/* The cheapest first. */
	return r->program.n &&
	       str_eq(answers_program(a, program), r->program) &&
	       str_eq(answers_day(a), r->day) &&
	       recall_base(a, place, r) >= 0 &&
	       answers_world(&answers, a, r, place, &newest) >= 0 &&
	       holds_file(&answers, a, r, place);
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

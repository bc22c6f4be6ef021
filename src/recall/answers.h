/*
 * answers.h - the questions whose answers an answer of the check hangs on,
 * asked of the world as it is now. The front door and the full program ask
 * them by this same code; bytes come back, and only their digest is kept.
 *
 * What the check reads, and by what it is covered here:
 *
 *   the index            its own bytes, for every path that was looked up
 *                        (there or not) and every folder that was listed:
 *                        mode, id, stage and flag of each entry, from the
 *                        index file git gave, in any state of its caches
 *   blobs of the index   their ids
 *   files that may hold  where they were looked for: every entry whose path
 *   prompts nobody       look_may takes, its path, mode and id, in order, as
 *   declared             two numbers. A commit that changes one of them is no
 *                        hit; which of them HEAD has already: where HEAD is not
 *                        the record's, it has to have them all (added.h)
 *   F, protected tips    commits, which never change: which they are follows
 *                        from the refs below and HEAD (base.h)
 *   refs                 packed-refs, and every file under refs/remotes/,
 *                        whole: values, new and deleted ones, symbolic ones,
 *                        so also which remote branch is the default
 *   configuration        the files that are read, there or not, and all that
 *                        they may include (listed in the record), the
 *                        repository's own: whole. So authority, remotes,
 *                        extensions, and the name of the policy file
 *   the policy file      whole (listed in the record)
 *   the environment      every GIT_ variable but those that are known to say
 *                        nothing to the check (they are named in answers.c), HOME,
 *                        XDG_CONFIG_HOME, SOURCE_DATE_EPOCH, PROMPTPIN_; the
 *                        current folder; the user. What git sets for an
 *                        object quarantine or a merge is not asked: place.h
 *                        knows no place then
 *   a merge              MERGE_HEAD and GITHEAD_<oid> say that there is one:
 *                        never remembered, never answered
 *   shallow, grafts      their files: where one is, nothing is remembered
 *   the program          its version and file: inode, size, times
 *   the day              rules on dates may ask for it: an answer is good for
 *                        the day (UTC) on which it was given
 *
 * Not asked, since the check of an index does not read them: the work tree,
 * attributes, ignore rules, local branches other than HEAD's, tags, replace
 * refs. An object that the object database loses later, and a library that is
 * exchanged below the program within a day, are not noticed until then.
 *
 * Files are read whole and not trusted by their times: a file may change
 * twice in the same tick of a clock.
 */
#ifndef PP_RECALL_ANSWERS_H
#define PP_RECALL_ANSWERS_H

#include "base/error.h"
#include "recall/place.h"
#include "recall/memo.h"

struct buf;

/*
 * Everything but the index. *newest: when the youngest of the files was
 * changed. -1: cannot be told, or is nothing to be remembered.
 */
int answers_world(struct buf *out, struct arena *a, const struct memo *r,
		  const struct place *place, struct timespec *newest);
/* What the entries are that look_may takes: to be called with all of them, in
 * order. Begin with zeros. No digest: it is asked of each entry of a large index. */
struct answers_sum {
	uint64_t a, b;
};
struct dirc_entry;
void answers_look(void *looked, const struct dirc_entry *entry);
void answers_looked(struct buf *out, const struct answers_sum *looked);

/* What an index has that may hold prompts nobody declared (added.h). */
struct answers_file {
	struct str path;
	const unsigned char *id;
	uint32_t mode;
	unsigned stage;
};
struct answers_files {
	struct answers_file *items; /* by path */
	size_t count, room;
	struct str folders; /* what the index says of its folders (struct dirc) */
};

/*
 * What the bytes of an index say to r's keys, and, where r says so, what there
 * is that may hold prompts: *files too, if not NULL. 0 or ERROR_FAILED; 1: it
 * is something else already to the first of them.
 */
int answers_index(struct buf *out, struct arena *a, const struct memo *r,
		  struct str bytes, struct answers_files *files,
		  struct error *err);

/* The same by who knows the entries: for each key in turn those that it is
 * about, in order, and an end. out is a struct buf, looked a struct answers_sum:
 * who goes through entries can be given them (placed_fn). */
void answers_entry(void *out, const struct dirc_entry *entry);
void answers_end(struct buf *out);
/* The digest of an answer, from on. */
struct store_id answers_digest(const struct buf *out, size_t from);

/* The version, and the file at path; empty: there is none. */
struct str answers_program(struct arena *a, const char *path);
/* Today. */
struct str answers_day(struct arena *a);

#endif

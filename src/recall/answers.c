#include "recall/answers.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/version.h"

enum {
	FILE_SIZE = 64 << 20, /* of packed-refs, say */
	REF_SIZE = 8192,
	REF_FILES = 4096, /* loose ones; git packs them when they are many */
	DAY = 24 * 60 * 60
};

extern char **environ;

struct asking {
	struct buf *out;
	struct arena *arena;
	struct timespec newest;
};

/* ---- files */

static void note_time(struct asking *q, struct timespec t)
{
	if (t.tv_sec > q->newest.tv_sec ||
	    (t.tv_sec == q->newest.tv_sec && t.tv_nsec > q->newest.tv_nsec))
		q->newest = t;
}

/* The file's name as the record has it, and what is in it. */
static int ask_file(struct asking *q, const char *name, const char *path,
		    size_t limit)
{
	struct arena scratch = { 0 };
	struct file_state file;
	struct store_id id;
	int rc = file_read(&file, &scratch, path, limit);

	buf_adds(q->out, name);
	buf_addc(q->out, '\0');
	buf_addc(q->out, file.there ? '+' : '-');
	if (rc == 0 && file.there) {
		store_id_of(&id, file.bytes.p, file.bytes.n);
		buf_add(q->out,
			(struct str){ (const char *)id.byte, sizeof(id.byte) });
		note_time(q, file.changed);
	}
	arena_free(&scratch);
	return rc;
}

static int ask_absent(const char *path)
{
	struct stat st;

	return lstat(path, &st) < 0 && errno == ENOENT ? 0 : -1;
}

/* ---- refs */

struct names {
	const char **items;
	size_t count, room;
};

static void add_name(struct names *n, struct arena *a, const char *name)
{
	n->items = arena_grow(a, n->items, n->count, &n->room,
			      sizeof(*n->items));
	n->items[n->count++] = name;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What lies in folder: folders to *todo, all else to *files. */
static int list(struct asking *q, const char *common, const char *folder,
		struct names *todo, struct names *files)
{
	DIR *dir = opendir(str_fmt(q->arena, "%s%s", common, folder).p);
	struct dirent *entry;
	int rc = 0;

	if (!dir)
		return errno == ENOENT ? 0 : -1;
	while (rc == 0 && (errno = 0, entry = readdir(dir))) {
		const char *name =
			str_fmt(q->arena, "%s%s", folder, entry->d_name).p;
		struct stat st;

		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (todo->count + files->count >= REF_FILES ||
		    stat(str_fmt(q->arena, "%s%s", common, name).p, &st) < 0)
			rc = -1;
		else if (S_ISDIR(st.st_mode))
			add_name(todo, q->arena,
				 str_fmt(q->arena, "%s/", name).p);
		else
			add_name(files, q->arena, name);
	}
	if (errno)
		rc = -1;
	(void)closedir(dir);
	return rc;
}

static int ask_refs(struct asking *q, const char *common)
{
	struct names todo = { 0 }, files = { 0 };
	int rc = 0;

	add_name(&todo, q->arena, "refs/remotes/");
	for (size_t i = 0; i < todo.count && rc == 0; i++)
		rc = list(q, common, todo.items[i], &todo, &files);
	if (files.count)
		qsort(files.items, files.count, sizeof(*files.items), by_text);
	for (size_t i = 0; i < files.count && rc == 0; i++)
		rc = ask_file(
			q, files.items[i],
			str_fmt(q->arena, "%s%s", common, files.items[i]).p,
			REF_SIZE);
	return rc;
}

/* ---- environment */

/*
 * What git and its users set that the check never hears of: where the index
 * is (it is read from there), names and dates of the commit, editors, progress, tracing,
 * how to reach a remote. A name that ends in an underscore is a beginning.
 */
static const char *const silent[] = {
	"GIT_INDEX_FILE",      "GIT_PREFIX",	   "GIT_EDITOR",
	"GIT_SEQUENCE_EDITOR", "GIT_AUTHOR_",	   "GIT_COMMITTER_",
	"GIT_PAGER",	       "GIT_PAGER_IN_USE", "GIT_REFLOG_ACTION",
	"GIT_TRACE",	       "GIT_TRACE_",	   "GIT_TRACE2",
	"GIT_TRACE2_",	       "GIT_EXEC_PATH",	   "GIT_ASKPASS",
	"GIT_TERMINAL_PROMPT", "GIT_SSH",	   "GIT_SSH_",
	"GIT_MERGE_AUTOEDIT",
};

static bool is_silent(struct str name)
{
	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
		struct str known = str_of(silent[i]);

		if (str_eq(name, known) ||
		    (str_ends(known, "_") && str_starts(name, known.p)))
			return true;
	}
	return false;
}

static bool matters(const char *entry)
{
	static const char *const others[] = { "HOME", "XDG_CONFIG_HOME",
					      "SOURCE_DATE_EPOCH" };
	struct str name = str_cut(str_of(entry), 0, strcspn(entry, "="));

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_is(name, others[i]))
			return true;
	if (str_starts(name, "PROMPTPIN_"))
		return true;
	return str_starts(name, "GIT_") && !is_silent(name);
}

static int ask_process(struct asking *q)
{
	struct names set = { 0 };
	char cwd[4096];

	if (!getcwd(cwd, sizeof(cwd)))
		return -1;
	buf_addf(q->out, "%s%cuid %lu%c", cwd, '\0', (unsigned long)geteuid(),
		 '\0');
	for (char **at = environ; *at; at++)
		if (matters(*at))
			add_name(&set, q->arena, *at);
	if (set.count)
		qsort(set.items, set.count, sizeof(*set.items), by_text);
	for (size_t i = 0; i < set.count; i++) {
		buf_adds(q->out, set.items[i]);
		buf_addc(q->out, '\0');
	}
	buf_addc(q->out, '\0');
	return 0;
}

int answers_world(struct buf *out, struct arena *a, const struct memo *r,
		  const struct place *place, struct timespec *newest)
{
	struct asking q = { .out = out, .arena = a };
	const char *common = place->common_dir, *own = place->git_dir;

	if (ask_process(&q) < 0 ||
	    ask_absent(str_fmt(a, "%sMERGE_HEAD", own).p) < 0 ||
	    ask_absent(str_fmt(a, "%sshallow", common).p) < 0 ||
	    ask_absent(str_fmt(a, "%sinfo/grafts", common).p) < 0 ||
	    ask_file(&q, "config", str_fmt(a, "%sconfig", common).p,
		     FILE_SIZE) < 0 ||
	    ask_file(&q, "config.worktree",
		     str_fmt(a, "%sconfig.worktree", own).p, FILE_SIZE) < 0 ||
	    ask_file(&q, "packed-refs", str_fmt(a, "%spacked-refs", common).p,
		     FILE_SIZE) < 0 ||
	    ask_refs(&q, common) < 0)
		return -1;
	for (size_t i = 0; i < r->file_count; i++)
		if (ask_file(&q, r->files[i].p, r->files[i].p, FILE_SIZE) < 0)
			return -1;
	*newest = q.newest;
	return 0;
}

/* ---- who, and when */

struct str answers_program(struct arena *a, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return STR_EMPTY;
	return str_fmt(a, "%s %llu %llu %lld %lld.%09ld %lld.%09ld",
		       PROMPTPIN_VERSION, (unsigned long long)st.st_dev,
		       (unsigned long long)st.st_ino, (long long)st.st_size,
		       (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
		       (long long)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

struct str answers_day(struct arena *a)
{
	return str_fmt(a, "%lld", (long long)time(NULL) / DAY);
}

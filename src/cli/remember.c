#include "cli/remember.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/own_path.h"
#include "cli/remember_prompts.h"
#include "cli/remember_rest.h"
#include "pattern/look.h"
#include "recall/answers.h"
#include "recall/base.h"
#include "recall/clean.h"
#include "recall/include.h"
#include "recall/keep.h"
#include "view/changes.h"
#include "view/config_files.h"
#include "view/staged.h"
#include "view/trace.h"

enum { CONFIG_FILES = 64, CONFIG_SIZE = 1 << 20 };

/* A clock as coarse as that of the files. */
void remember_start(struct remember *m)
{
	*m = (struct remember){ .index = -1 };
	(void)clock_gettime(CLOCK_REALTIME_COARSE, &m->start);
}

/* ---- the files outside the repository */

struct including {
	struct remember *memory;
	struct arena *arena;
	bool too_many;
};

static void add_file(void *argument, const char *path)
{
	struct including *in = argument;
	struct memo *r = &in->memory->memo;

	for (size_t i = 0; i < r->file_count; i++)
		if (str_is(r->files[i], path))
			return;
	if (r->file_count == CONFIG_FILES || path[0] != '/') {
		in->too_many = true;
		return;
	}
	r->files = arena_grow(in->arena, r->files, r->file_count,
			      &in->memory->file_room, sizeof(*r->files));
	r->files[r->file_count++] = str_of(path);
}

/* What the configuration at path includes. */
static int add_included(struct including *in, const char *path)
{
	struct file_state file;

	if (file_read(&file, in->arena, path, CONFIG_SIZE) < 0)
		return -1;
	return include_each(in->arena, path, file.bytes, getenv("HOME"),
			    add_file, in);
}

static int find_files(struct remember *m, struct run *run)
{
	struct including in = { m, run->arena, false };
	const char *const *known;
	const char *policy = repo_config(run->repo, run->arena,
					 "promptpin.policy");
	struct error ignored = { 0 };
	char cwd[4096];

	if (config_files(run->repo, run->arena, &known, &ignored) < 0)
		return -1;
	for (; *known; known++)
		add_file(&in, *known);
	if (add_included(&in, str_fmt(run->arena, "%sconfig",
				      repo_common_dir(run->repo))
				      .p) < 0 ||
	    add_included(&in, str_fmt(run->arena, "%sconfig.worktree",
				      repo_git_dir(run->repo))
				      .p) < 0)
		return -1;
	for (size_t i = 0; i < m->memo.file_count; i++)
		if (add_included(&in, m->memo.files[i].p) < 0)
			return -1;
	if (policy && policy[0] != '/' && !getcwd(cwd, sizeof(cwd)))
		return -1;
	if (policy)
		add_file(&in,
			 policy[0] == '/' ?
				 policy :
				 str_fmt(run->arena, "%s/%s", cwd, policy).p);
	return in.too_many ? -1 : 0;
}

/* ---- before the check */

static bool is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec :
					a->tv_nsec < b->tv_nsec;
}

static int ask(struct remember *m, struct run *run, struct buf *out,
	       struct str *branch, struct str *head)
{
	struct timespec newest;

	/* Who read a file that changed since may have read it before. */
	if (recall_head(run->arena, &m->place, branch, head) < 0 ||
	    answers_world(out, run->arena, &m->memo, &m->place, &newest) < 0 ||
	    !is_before(&newest, &m->start))
		return -1;
	return 0;
}

void remember_begin(struct remember *m, struct run *run)
{
	struct buf world = buf_in(run->arena);
	const char *self = own_path(run->arena);
	struct memo *r = &m->memo;

	if (!self || place_find(&m->place, run->arena) < 0 ||
	    !is_same_file(m->place.git_dir, repo_git_dir(run->repo)) ||
	    !is_same_file(m->place.common_dir, repo_common_dir(run->repo)) ||
	    !is_same_file(m->place.index, repo_index_path(run->repo)) ||
	    find_files(m, run) < 0)
		return;
	r->program = answers_program(run->arena, self);
	r->day = answers_day(run->arena);
	if (!r->program.n || ask(m, run, &world, &r->branch, &r->head) < 0)
		return;
	m->world = buf_str(&world);
	m->index = open(m->place.index, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	m->on = m->index >= 0;
}

struct view *remember_view(struct remember *m, struct run *run,
			   struct view *view)
{
	m->staged = view;
	return m->on ? view_trace(run->arena, view) : view;
}

/* ---- behind it */

static bool all_tips_are(const struct base *base, const char *commit)
{
	for (size_t i = 0; i < base->tip_count; i++)
		if (strcmp(base->tips[i].commit, commit) != 0)
			return false;
	return true;
}

/* src/recall/base.h says why. */
static enum memo_base base_of(const struct base *base, struct str head)
{
	if (base->state == BASE_LOCAL)
		return MEMO_LOCAL;
	/* No tip because no remote branch is protected; or because the refs
	 * could not be read, in a repository that HEAD says is not ours. */
	if (base->tip_count == 0)
		return base->protected_missing ? MEMO_ANY : MEMO_FIXED;
	if (base->count == 1 && str_is(head, base->commits[0]) &&
	    !all_tips_are(base, base->commits[0]))
		return MEMO_FIXED;
	return MEMO_OPEN;
}

static struct str hex_of(struct arena *a, const struct view_oid *oid)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < 20; i++)
		buf_addf(&b, "%02x", oid->byte[i]);
	return buf_str(&b);
}

struct nodes {
	struct memo_node *items;
	size_t count, room;
	struct map seen;
};

static void add_node(struct nodes *n, struct arena *a, enum memo_kind kind,
		     struct str path, struct str id)
{
	n->items = arena_grow(a, n->items, n->count, &n->room,
			      sizeof(*n->items));
	n->items[n->count++] = (struct memo_node){ kind, path, id };
}

static int add_folder(struct nodes *n, struct arena *a, struct view *view,
		      enum memo_kind kind, struct str path)
{
	struct error ignored = { 0 };
	struct view_oid oid;
	int rc = view_folder_oid(view, path, &oid, &ignored);

	if (rc < 0 && rc != ERROR_ABSENT)
		return -1;
	add_node(n, a, kind, path, rc < 0 ? STR("-") : hex_of(a, &oid));
	return 0;
}

/* The folders on the way to path, once. */
static int add_parents(struct nodes *n, struct arena *a, struct view *view,
		       struct str path)
{
	for (size_t end = 0; end < path.n; end = str_find(path, '/', end + 1)) {
		struct str folder = str_cut(path, 0, end);
		void **place = map_put(&n->seen, folder);

		if (*place)
			continue;
		*place = n;
		if (add_folder(n, a, view, MEMO_FOLDER, folder) < 0)
			return -1;
	}
	return 0;
}

static int add_key(struct nodes *n, struct arena *a, struct view *view,
		   struct str key)
{
	struct error ignored = { 0 };
	struct view_entry entry;
	int rc;

	if (key.n == 0)
		return -1; /* all of it: there is no more to be had than HEAD */
	if (add_parents(n, a, view,
			memo_is_folder(key) ? str_cut(key, 0, key.n - 1) :
					      key) < 0)
		return -1;
	if (memo_is_folder(key))
		return add_folder(n, a, view, MEMO_LISTED,
				  str_copy(a, str_cut(key, 0, key.n - 1)));
	rc = view_find(view, key, &entry, &ignored);
	if (rc < 0 && rc != ERROR_ABSENT)
		return -1;
	if (rc == 0 && (entry.type != VIEW_FILE || !entry.has_oid))
		return -1;
	add_node(n, a, MEMO_FILE, key,
		 rc < 0 ? STR("-") : hex_of(a, &entry.oid));
	return 0;
}

/* A folder on the way comes before what is in it, and before a file that has
 * its name. */
static int by_path(const void *a, const void *b)
{
	const struct memo_node *x = a, *y = b;
	int order = str_compare(x->path, y->path);

	return order ? order :
		       (y->kind == MEMO_FOLDER) - (x->kind == MEMO_FOLDER);
}

/* What F's tree was asked for, where F is HEAD. */
static int take_nodes(struct memo *r, struct arena *a, const struct base *base)
{
	struct nodes nodes = { .seen = map_in(a) };
	struct str *keys;
	size_t count;

	if (!str_is(r->head, base->commits[0]) ||
	    !view_traced(base->view, a, &keys, &count) ||
	    add_parents(&nodes, a, base->view, STR("x")) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (add_key(&nodes, a, base->view, keys[i]) < 0) {
			/* F is known for this HEAD alone. */
			r->base = MEMO_FIXED;
			return 0;
		}
	qsort(nodes.items, nodes.count, sizeof(*nodes.items), by_path);
	r->nodes = nodes.items;
	r->node_count = nodes.count;
	return 0;
}

/* The file that the check has read was the one at its place all the while, so
 * who reads that place later reads what the check has read. */
static bool is_index(const struct remember *m)
{
	struct stat opened, now;

	return fstat(m->index, &opened) == 0 &&
	       stat(m->place.index, &now) == 0 && opened.st_dev == now.st_dev &&
	       opened.st_ino == now.st_ino;
}

static int ask_keys(struct remember *m, struct buf *out)
{
	size_t from = out->len;

	for (size_t i = 0; i < m->memo.key_count; i++) {
		if (!staged_each(m->staged, m->memo.keys[i], answers_entry,
				 out))
			return -1;
		answers_end(out);
		if (i == 0)
			m->memo.first = answers_digest(out, from);
	}
	return 0;
}

static int ask_looked(const struct remember *m, struct buf *out)
{
	struct answers_sum looked = { 0, 0 };

	if (!staged_wanted(m->staged, look_may, answers_look, &looked))
		return -1;
	answers_looked(out, &looked);
	return 0;
}

/* Whether nothing moved while the check was made. */
static bool is_still(struct remember *m, struct run *run)
{
	struct buf world = buf_in(run->arena);
	struct str branch, head;

	return ask(m, run, &world, &branch, &head) == 0 &&
	       str_eq(branch, m->memo.branch) && str_eq(head, m->memo.head) &&
	       str_eq(buf_str(&world), m->world) &&
	       str_eq(answers_day(run->arena), m->memo.day) && is_index(m);
}

static void save(struct remember *m, struct run *run, const struct memo *r)
{
	struct str bytes = memo_write(run->arena, r);

	if (bytes.n <= KEEP_SIZE)
		(void)keep_save(&m->place, run->arena, KEEP_CLEAN, bytes);
}

/* The record as it was, of the same answers: but of another HEAD, and of other
 * files that may hold prompts. F is the same (base.h), hangs on HEAD in the same
 * way, and what the record asks of its tree has the same answers. */
static void write_again(struct remember *m, struct run *run, struct view *view)
{
	struct memo r = *m->past;

	if (!rest_covers(m, run->arena, view) || !is_still(m, run) ||
	    ask_looked(m, &m->answers) < 0)
		return;
	r.head = m->memo.head;
	r.branch = m->memo.branch;
	r.answer = answers_digest(&m->answers, 0);
	save(m, run, &r);
}

static void write_down(struct remember *m, struct run *run,
		       const struct check *c, struct view *view)
{
	struct buf answers = buf_in(run->arena);
	struct memo *r = &m->memo;

	/* What hung on every file there is would never be the same again. */
	if (!view_traced(view, run->arena, &r->keys, &r->key_count) ||
	    (r->key_count && r->keys[0].n == 0) || !is_still(m, run))
		return;
	r->looked = view_traced_changes(view);
	r->detectors = c->force.detectors;
	r->base = base_of(&c->base, r->head);
	if (r->base == MEMO_LOCAL && take_nodes(r, run->arena, &c->base) < 0)
		return;
	buf_add(&answers, m->world);
	if (r->key_count > MEMO_ITEMS || r->node_count > MEMO_ITEMS ||
	    ask_keys(m, &answers) < 0)
		return;
	r->rest = answers_digest(&answers, 0);
	if (r->looked && ask_looked(m, &answers) < 0)
		return;
	r->answer = answers_digest(&answers, 0);
	save(m, run, r);
}

void remember_end(struct remember *m, struct run *run, const struct check *c,
		  struct view *view)
{
	if (m->on && c && c->looked) {
		write_again(m, run, view);
	} else if (m->on && c) {
		write_down(m, run, c, view);
		remember_prompts_end(m, run, c);
	}
	if (m->index >= 0)
		(void)close(m->index);
	m->index = -1;
	m->on = false;
}

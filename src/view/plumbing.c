#include "view/plumbing.h"

#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"

/* ---- settings */

/* The next text of *rest, up to end. */
static struct str cut(struct str *rest, char end)
{
	size_t at = str_find(*rest, end, 0);
	struct str field = str_cut(*rest, 0, at);

	*rest = str_cut(*rest, at + 1, rest->n);
	return field;
}

static void add_setting(struct repo *repo, struct str key, const char *value)
{
	struct plumbing *p = repo->plumbing;

	p->settings = arena_grow(&repo->arena, p->settings, p->count, &p->room,
				 sizeof(*p->settings));
	p->settings[p->count++] = (struct plumbing_setting){
		str_c(&repo->arena, key), value
	};
}

/* What `git -c` says is left out: libgit2 does not see it either, and it is
 * no configuration of anybody's who is asked for a policy. */
static int load_settings(struct repo *repo, struct error *err)
{
	static const char *const argv[] = { "config", "--list", "--show-scope",
					    "-z", NULL };
	struct arena scratch = { 0 };
	struct str text;
	int rc = repo_git(repo, &scratch, argv, STR_EMPTY, &text, err);

	while (rc == 0 && text.n) {
		struct str scope = cut(&text, '\0');
		struct str entry = cut(&text, '\0');
		struct str key = cut(&entry, '\n');

		if (!str_is(scope, "command"))
			add_setting(repo, key, str_c(&repo->arena, entry));
	}
	arena_free(&scratch);
	return rc;
}

/* Case counts between the first dot and the last only. */
static bool same_key(const char *key, const char *asked)
{
	size_t n = strlen(key), first = strcspn(key, ".");
	size_t last = str_rfind(str_of(key), '.');

	if (strlen(asked) != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int x = (unsigned char)key[i], y = (unsigned char)asked[i];

		if (i <= first || i >= last) {
			x = tolower(x);
			y = tolower(y);
		}
		if (x != y)
			return false;
	}
	return true;
}

static const char *setting(struct repo *repo, const char *key)
{
	const struct plumbing *p = repo->plumbing;

	for (size_t i = p->count; i > 0; i--)
		if (same_key(p->settings[i - 1].key, key))
			return p->settings[i - 1].value;
	return NULL;
}

static void settings(struct repo *repo, setting_fn *each, void *argument)
{
	const struct plumbing *p = repo->plumbing;

	for (size_t i = 0; i < p->count; i++)
		if (!each(argument, p->settings[i].key, p->settings[i].value))
			return;
}

/* ---- open */

/* git's sentence on one line. */
static const char *on_a_line(struct arena *a, const char *text)
{
	char *line = str_c(a, str_of(text));

	for (char *at = line; *at; at++)
		if ((unsigned char)*at < ' ')
			*at = ' ';
	return line;
}

/* By its real name, with a slash at the end. */
static const char *folder_of(struct repo *repo, const char *cwd,
			     struct str path)
{
	struct arena *a = &repo->arena;
	const char *told = repo_absolute(a, cwd, str_c(a, path));
	char *real = realpath(told, NULL);
	struct str whole = str_of(real ? real : told);

	whole = str_fmt(a, "%.*s%s", STR_ARG(whole),
			str_ends(whole, "/") ? "" : "/");
	free(real);
	return whole.p;
}

/* The work tree, where the current folder is not in it. */
static const char *elsewhere(struct repo *repo, const char *cwd)
{
	const char *set = repo_config(repo, &repo->arena, "core.worktree");
	struct str own = str_of(repo->git_dir);

	if (set)
		return folder_of(repo, repo->git_dir, str_of(set));
	if (str_ends(own, "/.git/"))
		return folder_of(repo, cwd, str_cut(own, 0, own.n - 5));
	return NULL;
}

enum { DIR_LINE, COMMON_LINE, BARE_LINE, FORMAT_LINE, TOP_LINE, LINES };

/* False: git says something else than it was asked for. */
static bool take(struct repo *repo, const char *cwd, struct str text)
{
	struct str line[LINES] = { STR_EMPTY };

	for (size_t i = 0; i < LINES && text.n; i++)
		line[i] = cut(&text, '\n');
	if (text.n || !str_starts(line[DIR_LINE], "/"))
		return false;
	repo->git_dir = folder_of(repo, cwd, line[DIR_LINE]);
	repo->common_dir = folder_of(repo, cwd, line[COMMON_LINE]);
	repo->bare = str_is(line[BARE_LINE], "true");
	if (str_is(line[FORMAT_LINE], "sha256"))
		repo->width = OID_SHA256;
	else if (str_is(line[FORMAT_LINE], "sha1") ||
		 str_starts(line[FORMAT_LINE], "--"))
		repo->width = OID_SHA1; /* git did not know yet of another */
	else
		return false;
	if (line[TOP_LINE].n)
		repo->work_tree = folder_of(repo, cwd, line[TOP_LINE]);
	return true;
}

int plumbing_open(struct repo *repo, const char *start, const char *cwd,
		  struct error *err)
{
	const char *argv[] = { "rev-parse",
			       "--absolute-git-dir",
			       "--git-common-dir",
			       "--is-bare-repository",
			       "--show-object-format",
			       "--show-toplevel",
			       NULL };
	const char *implicit = getenv("GIT_IMPLICIT_WORK_TREE");
	struct error why = { 0 };
	struct str text;

	repo->source = &source_plumbing;
	repo->plumbing = arena_zero(&repo->arena, 1, sizeof(*repo->plumbing));
	if (start)
		cwd = repo_absolute(&repo->arena, cwd, start);
	if (git_ask(start, &repo->arena, argv, &text, &why) < 0) {
		argv[LINES] = NULL; /* there is no work tree here */
		error_clear(&why);
		if (git_ask(start, &repo->arena, argv, &text, &why) < 0)
			return error_set(err, ERROR_FAILED, "%s",
					 on_a_line(&repo->arena, why.text));
	}
	if (!take(repo, cwd, text))
		return error_set(err, ERROR_FAILED,
				 "git describes the repository in a way that "
				 "is not known");
	repo->objects = repo_told("GIT_OBJECT_DIRECTORY");
	if (repo->objects)
		repo->objects = repo_absolute(&repo->arena, cwd, repo->objects);
	if (load_settings(repo, err) < 0)
		return ERROR_FAILED;
	if (implicit && strcmp(implicit, "0") == 0 &&
	    !repo_told("GIT_WORK_TREE"))
		repo->work_tree = NULL;
	else if (!repo->bare && !repo->work_tree)
		repo->work_tree = elsewhere(repo, cwd);
	repo->bare = !repo->work_tree;
	return 0;
}

static void shut(struct repo *repo)
{
	talk_stop(repo->plumbing->objects);
	talk_stop(repo->plumbing->attributes);
}

/* ---- what is asked once a run at most */

/* As one stream, so that the number of blobs costs no processes. git waits for
 * the disk itself. */
static int store(struct repo *repo, struct arena *a, const struct str *blobs,
		 size_t count, struct view_oid *out, struct error *err)
{
	static const char *const argv[] = { "fast-import", "--quiet", "--done",
					    NULL };
	struct arena scratch = { 0 };
	struct buf input = buf_in(&scratch);
	int rc = 0;

	(void)a;
	for (size_t i = 0; i < count && rc == 0; i++) {
		rc = oid_of_bytes(repo, out + i, blobs[i], err);
		buf_addf(&input, "blob\ndata %zu\n", blobs[i].n);
		buf_add(&input, blobs[i]);
		buf_addc(&input, '\n');
	}
	buf_adds(&input, "done\n");
	if (rc == 0)
		rc = repo_git(repo, &scratch, argv, buf_str(&input), NULL, err);
	arena_free(&scratch);
	return rc;
}

static void add_revs(struct buf *b, const struct repo *repo, const char *sign,
		     const struct oids *oids)
{
	for (size_t i = 0; i < oids->count; i++) {
		char hex[OID_HEX + 1];

		oid_hex(repo, oids->oid + i, hex);
		buf_addf(b, "%s%s\n", sign, hex);
	}
}

static int merges(struct oids *out, struct arena *a, struct repo *repo,
		  const struct oids *from, const struct oids *without,
		  size_t limit, struct error *err)
{
	static const char *const argv[] = { "rev-list", "--parents",
					    "--min-parents=2", "--stdin",
					    NULL };
	struct buf input = buf_in(a);
	struct str text, line;

	add_revs(&input, repo, "", from);
	add_revs(&input, repo, "^", without);
	if (from->count == 0)
		return 0;
	if (repo_git(repo, a, argv, buf_str(&input), &text, err) < 0)
		return ERROR_FAILED;
	while (text.n && out->count < limit) {
		line = cut(&text, '\n');
		(void)cut(&line, ' '); /* the merge itself */
		while (line.n) {
			struct view_oid oid;

			if (oid_read(repo, cut(&line, ' '), &oid))
				oids_add(out, a, &oid);
		}
	}
	return 0;
}

const struct source source_plumbing = {
	.close = shut,
	.object = plumbing_object,
	.resolve = plumbing_resolve,
	.store = store,
	.unborn = plumbing_unborn,
	.refs = plumbing_refs,
	.ref = plumbing_ref,
	.bases = git_bases,
	.descends = git_descends,
	.history = git_history,
	.merges = merges,
	.setting = setting,
	.settings = settings,
	.attributes = plumbing_attributes,
};

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/arena.h"
#include "view/internal.h"

/* Where a `**` or `*` may take more, when what follows does not match. */
struct retry {
	const char *pattern, *name; /* pattern NULL: nowhere */
	bool segments;		    /* `**` and a slash: whole segments only */
};

/* Let a `**` take one more character, or one more segment. */
static bool widen(struct retry *r)
{
	if (!r->pattern || !*r->name)
		return false;
	if (r->segments) {
		const char *slash = strchr(r->name, '/');

		if (!slash)
			return false;
		r->name = slash;
	}
	r->name++;
	return true;
}

bool refs_match(const char *p, const char *s)
{
	struct retry one = { 0 }, many = { 0 };

	for (;;) {
		if (p[0] == '*' && p[1] == '*') {
			many.segments = p[2] == '/';
			p += many.segments ? 3 : 2;
			many.pattern = p;
			many.name = s;
			one.pattern = NULL;
		} else if (*p == '*') {
			one = (struct retry){ ++p, s, false };
		} else if (*s && (*p == *s || (*p == '?' && *s != '/'))) {
			p++;
			s++;
		} else if (!*s && !*p) {
			return true;
		} else if (one.pattern && *one.name && *one.name != '/') {
			p = one.pattern;
			s = ++one.name;
		} else if (widen(&many)) {
			one.pattern = NULL;
			p = many.pattern;
			s = many.name;
		} else {
			return false;
		}
	}
}

/* The remotes there are, as far as they matter. */
struct remotes {
	struct arena *arena;
	const char *upstream, *origin, *first;
	size_t count;
};

static bool see(void *argument, struct str name)
{
	struct remotes *remotes = argument;

	if (remotes->first && str_is(name, remotes->first))
		return true; /* a second address of the same */
	if (str_is(name, "upstream"))
		remotes->upstream = "upstream";
	if (str_is(name, "origin"))
		remotes->origin = "origin";
	if (remotes->count++ == 0)
		remotes->first = str_c(remotes->arena, name);
	return true;
}

/* The authority: as configured, else upstream, else origin, else the only
 * remote there is. Several, none of them named so: nobody knows. */
static void find_authority(struct refs *out, struct arena *a, struct repo *repo)
{
	struct remotes remotes = { .arena = a };

	(void)repo_each_remote(repo, "url", see, &remotes);
	(void)repo_each_remote(repo, "pushurl", see, &remotes);
	out->authority = repo_config(repo, a, "promptpin.authority");
	out->remote = out->authority || remotes.count > 0;
	if (!out->authority)
		out->authority = remotes.upstream   ? remotes.upstream :
				 remotes.origin	    ? remotes.origin :
				 remotes.count == 1 ? remotes.first :
						      NULL;
}

/* Add a branch if it names a commit. One whose object is missing stands for
 * something that we cannot see. */
static int add(struct refs *out, struct arena *a, git_reference *ref,
	       const char *prefix, struct error *err)
{
	char hex[GIT_OID_HEXSZ + 1];
	git_object *commit;
	struct ref *at;
	int rc;

	if (git_reference_type(ref) == GIT_REFERENCE_SYMBOLIC)
		return 0; /* HEAD: a name of a branch that is listed anyway */
	rc = git_reference_peel(&commit, ref, GIT_OBJECT_COMMIT);
	if (rc == GIT_EPEEL || rc == GIT_EINVALIDSPEC)
		return 0;
	if (rc < 0) {
		error_help(err, "git fetch");
		return error_set(err, ERROR_FAILED, "%s: %s",
				 git_reference_name(ref), git_words());
	}
	out->all = arena_grow(a, out->all, out->count, &out->room,
			      sizeof(*out->all));
	at = out->all + out->count++;
	git_oid_tostr(hex, sizeof(hex), git_object_id(commit));
	git_object_free(commit);
	at->full = str_c(a, str_of(git_reference_name(ref)));
	at->name = at->full + strlen(prefix);
	at->commit = str_c(a, str_of(hex));
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct ref *x = a, *y = b;

	return strcmp(x->full, y->full);
}

static int load_all(struct refs *out, struct arena *a, struct repo *repo,
		    const char *prefix, struct error *err)
{
	git_reference_iterator *each;
	git_reference *ref;
	int rc = 0, next;

	if (git_reference_iterator_new(&each, repo->git) < 0)
		return error_set(err, ERROR_FAILED, "refs: %s", git_words());
	while (rc == 0 && (next = git_reference_next(&ref, each)) == 0) {
		if (str_starts(str_of(git_reference_name(ref)), prefix))
			rc = add(out, a, ref, prefix, err);
		git_reference_free(ref);
	}
	if (rc == 0 && next != GIT_ITEROVER)
		rc = error_set(err, ERROR_FAILED, "refs: %s", git_words());
	git_reference_iterator_free(each);
	if (out->count)
		qsort(out->all, out->count, sizeof(*out->all), by_name);
	return rc;
}

static const struct ref *named(const struct refs *refs, const char *full)
{
	for (size_t i = 0; full && i < refs->count; i++)
		if (strcmp(refs->all[i].full, full) == 0)
			return refs->all + i;
	return NULL;
}

/* ---- refs that libgit2 leaves out in silence: what it cannot read */

/* A file under refs/ that was not listed. */
static int add_unlisted(struct refs *out, struct arena *a, struct repo *repo,
			const char *full, const char *prefix, struct error *err)
{
	git_reference *ref;
	int rc = git_reference_lookup(&ref, repo->git, full);

	if (rc == GIT_ENOTFOUND || rc == GIT_EINVALIDSPEC)
		return 0; /* gone meanwhile; no name of a ref */
	if (rc < 0) {
		error_help(err, "git fetch");
		return error_set(err, ERROR_FAILED, "%s: %s", full,
				 git_words());
	}
	rc = add(out, a, ref, prefix, err);
	git_reference_free(ref);
	return rc;
}

struct folders {
	const char **names; /* "refs/remotes/origin/", each with its slash */
	size_t count, room;
};

static void add_folder(struct folders *f, struct arena *a, const char *name)
{
	f->names = arena_grow(a, f->names, f->count, &f->room,
			      sizeof(*f->names));
	f->names[f->count++] = name;
}

static int check_entry(struct refs *out, struct arena *a, struct repo *repo,
		       struct folders *todo, const char *full,
		       const char *prefix, struct error *err)
{
	struct stat st;

	if (str_ends(str_of(full), ".lock") ||
	    stat(str_fmt(a, "%s%s", repo->common_dir, full).p, &st) < 0)
		return 0;
	if (S_ISDIR(st.st_mode))
		add_folder(todo, a, str_fmt(a, "%s/", full).p);
	else if (!named(out, full))
		return add_unlisted(out, a, repo, full, prefix, err);
	return 0;
}

/* Look through the files below prefix: a ref that cannot be read may be
 * protected, so without it nothing can be said. */
static int check_all(struct refs *out, struct arena *a, struct repo *repo,
		     const char *prefix, struct error *err)
{
	struct folders todo = { 0 };
	struct dirent *entry;
	int rc = 0;

	add_folder(&todo, a, prefix);
	while (rc == 0 && todo.count) {
		const char *folder = todo.names[--todo.count];
		DIR *dir = opendir(
			str_fmt(a, "%s%s", repo->common_dir, folder).p);

		if (!dir && errno == ENOENT)
			continue;
		while (dir && rc == 0 && (errno = 0, entry = readdir(dir)))
			if (entry->d_name[0] != '.')
				rc = check_entry(out, a, repo, &todo,
						 str_fmt(a, "%s%s", folder,
							 entry->d_name)
							 .p,
						 prefix, err);
		if (rc == 0 && errno)
			rc = error_set(err, ERROR_FAILED, "%s: %s", folder,
				       strerror(errno));
		if (dir)
			(void)closedir(dir);
	}
	if (out->count)
		qsort(out->all, out->count, sizeof(*out->all), by_name);
	return rc;
}

/* The default branch: what HEAD says there, else main, else master. */
static int find_default(struct refs *refs, struct arena *a, struct repo *repo,
			const char *prefix, const char *head, struct error *err)
{
	git_reference *ref;
	int rc = git_reference_lookup(&ref, repo->git, head);

	if (rc < 0 && rc != GIT_ENOTFOUND)
		return error_set(err, ERROR_FAILED, "%s: %s", head,
				 git_words());
	if (rc == 0) {
		if (git_reference_type(ref) == GIT_REFERENCE_SYMBOLIC)
			refs->fallback = named(
				refs, git_reference_symbolic_target(ref));
		git_reference_free(ref);
	}
	if (!refs->fallback)
		refs->fallback = named(refs, str_fmt(a, "%smain", prefix).p);
	if (!refs->fallback)
		refs->fallback = named(refs, str_fmt(a, "%smaster", prefix).p);
	return 0;
}

int refs_load(struct refs *out, struct arena *a, struct repo *repo, bool server,
	      struct error *err)
{
	const char *prefix = "refs/heads/", *head = "HEAD";

	*out = (struct refs){ 0 };
	if (!server) {
		find_authority(out, a, repo);
		if (!out->authority)
			return 0;
		prefix = str_fmt(a, "refs/remotes/%s/", out->authority).p;
		head = str_fmt(a, "%sHEAD", prefix).p;
	}
	if (load_all(out, a, repo, prefix, err) < 0 ||
	    check_all(out, a, repo, prefix, err) < 0)
		return ERROR_FAILED;
	return find_default(out, a, repo, prefix, head, err);
}

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

/* What is being listed. */
struct listing {
	struct refs *out;
	struct arena *arena;
	struct repo *repo;
	const char *prefix;
};

/* Add a branch if it names a commit. One whose object is missing stands for
 * something that we cannot see. */
static int add(void *argument, const struct ref_seen *ref, struct error *err)
{
	struct listing *l = argument;
	struct refs *out = l->out;
	char hex[OID_HEX + 1];
	struct ref *at;

	if (ref->broken) {
		error_help(err, "git fetch");
		return error_set(err, ERROR_FAILED, "%s: %s", ref->full,
				 ref->broken);
	}
	/* HEAD is symbolic: a name of a branch that is listed anyway. */
	if (ref->target || !ref->commit)
		return 0;
	out->all = arena_grow(l->arena, out->all, out->count, &out->room,
			      sizeof(*out->all));
	at = out->all + out->count++;
	oid_hex(l->repo, &ref->oid, hex);
	at->full = str_c(l->arena, str_of(ref->full));
	at->name = at->full + strlen(l->prefix);
	at->commit = str_c(l->arena, str_of(hex));
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct ref *x = a, *y = b;

	return strcmp(x->full, y->full);
}

static void sort(struct refs *refs)
{
	if (refs->count)
		qsort(refs->all, refs->count, sizeof(*refs->all), by_name);
	refs->sorted = refs->count;
}

/* What is added after they were sorted stands behind them. */
static const struct ref *named(const struct refs *refs, const char *full)
{
	struct ref key = { .full = full };
	const struct ref *found = NULL;

	if (full && refs->sorted)
		found = bsearch(&key, refs->all, refs->sorted,
				sizeof(*refs->all), by_name);
	for (size_t i = refs->sorted; full && !found && i < refs->count; i++)
		if (strcmp(refs->all[i].full, full) == 0)
			found = refs->all + i;
	return found;
}

/* ---- refs that were left out in silence: what cannot be read */

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

static int check_entry(struct listing *l, struct folders *todo,
		       const char *full, struct error *err)
{
	struct repo *repo = l->repo;
	struct ref_seen ref;
	struct stat st;
	int rc;

	if (str_ends(str_of(full), ".lock") ||
	    stat(str_fmt(l->arena, "%s%s", repo->common_dir, full).p, &st) < 0)
		return 0;
	if (S_ISDIR(st.st_mode)) {
		add_folder(todo, l->arena, str_fmt(l->arena, "%s/", full).p);
		return 0;
	}
	if (named(l->out, full))
		return 0;
	rc = repo->source->ref(repo, l->arena, full, &ref, err);
	if (rc == ERROR_ABSENT)
		return 0; /* gone meanwhile; no name of a ref */
	return rc < 0 ? rc : add(l, &ref, err);
}

/* Look through the files below prefix: a ref that cannot be read may be
 * protected, so without it nothing can be said. */
static int check_all(struct listing *l, struct error *err)
{
	struct folders todo = { 0 };
	struct arena *a = l->arena;
	struct dirent *entry;
	int rc = 0;

	add_folder(&todo, a, l->prefix);
	while (rc == 0 && todo.count) {
		const char *folder = todo.names[--todo.count];
		DIR *dir = opendir(
			str_fmt(a, "%s%s", l->repo->common_dir, folder).p);

		/* Where refs are a reftable, a file stands in for them. */
		if (!dir && (errno == ENOENT || errno == ENOTDIR))
			continue;
		while (dir && rc == 0 && (errno = 0, entry = readdir(dir)))
			if (entry->d_name[0] != '.')
				rc = check_entry(l, &todo,
						 str_fmt(a, "%s%s", folder,
							 entry->d_name)
							 .p,
						 err);
		if (rc == 0 && errno)
			rc = error_set(err, ERROR_FAILED, "%s: %s", folder,
				       strerror(errno));
		if (dir)
			(void)closedir(dir);
	}
	return rc;
}

/* The default branch: what HEAD says there, else main, else master. */
static int find_default(struct refs *refs, struct arena *a, struct repo *repo,
			const char *prefix, const char *head, struct error *err)
{
	struct ref_seen ref;
	int rc = repo->source->ref(repo, a, head, &ref, err);

	if (rc < 0 && rc != ERROR_ABSENT)
		return rc;
	if (rc == 0)
		refs->fallback = named(refs, ref.target);
	if (!refs->fallback)
		refs->fallback = named(refs, str_fmt(a, "%smain", prefix).p);
	if (!refs->fallback)
		refs->fallback = named(refs, str_fmt(a, "%smaster", prefix).p);
	return 0;
}

static int load(struct refs *out, struct arena *a, struct repo *repo,
		bool server, struct error *err)
{
	const char *prefix = "refs/heads/", *head = "HEAD";
	struct listing listing;

	*out = (struct refs){ 0 };
	if (!server) {
		find_authority(out, a, repo);
		if (!out->authority)
			return 0;
		prefix = str_fmt(a, "refs/remotes/%s/", out->authority).p;
		head = str_fmt(a, "%sHEAD", prefix).p;
	}
	listing = (struct listing){ out, a, repo, prefix };
	if (repo->source->refs(repo, a, prefix, add, &listing, err) < 0)
		return ERROR_FAILED;
	sort(out);
	if (check_all(&listing, err) < 0)
		return ERROR_FAILED;
	sort(out);
	return find_default(out, a, repo, prefix, head, err);
}

void refs_keep(struct repo *repo)
{
	repo->keeps_refs = true;
}

int refs_load(struct refs *out, struct arena *a, struct repo *repo, bool server,
	      struct error *err)
{
	struct refs *kept;

	if (!repo->keeps_refs)
		return load(out, a, repo, server, err);
	kept = repo->kept[server];
	if (!kept) {
		kept = arena_zero(&repo->arena, 1, sizeof(*kept));
		if (load(kept, &repo->arena, repo, server, err) < 0)
			return ERROR_FAILED;
		repo->kept[server] = kept;
	}
	*out = *kept;
	return 0;
}

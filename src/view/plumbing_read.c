#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/plumbing.h"

/* ---- objects, by `git cat-file --batch` */

enum { SKIP_LIMIT = 1 << 20 }; /* more than this is not read to pass it over */

/* An answer that is still to be read, or stopped. */
struct answer {
	struct talk *talk;
	enum object_kind kind;
	struct view_oid oid;
	size_t size;
};

static const char *const kind_names[] = { "object", "commit", "tree", "blob",
					  "tag" };

/* "<id> <kind> <size>". False: something else. */
static bool read_header(const struct repo *repo, struct str line,
			struct answer *out)
{
	struct str kind, size;
	size_t first = str_find(line, ' ', 0);
	size_t second = str_find(line, ' ', first + 1);

	if (!oid_read(repo, str_cut(line, 0, first), &out->oid))
		return false;
	kind = str_cut(line, first + 1, second);
	size = str_cut(line, second + 1, line.n);
	out->kind = OBJECT_ANY;
	for (int i = OBJECT_COMMIT; i <= OBJECT_TAG; i++)
		if (str_is(kind, kind_names[i]))
			out->kind = (enum object_kind)i;
	out->size = 0;
	for (size_t i = 0; i < size.n; i++) {
		if (size.p[i] < '0' || size.p[i] > '9' ||
		    out->size > SIZE_MAX / 10 - 1)
			return false;
		out->size = out->size * 10 + (size_t)(size.p[i] - '0');
	}
	return out->kind != OBJECT_ANY && size.n > 0;
}

static int stop(struct repo *repo, int rc)
{
	talk_stop(repo->plumbing->objects);
	repo->plumbing->objects = NULL;
	return rc;
}

/* Ask for what name names. ERROR_ABSENT: there is none. */
static int ask(struct repo *repo, struct str name, struct answer *out,
	       struct error *err)
{
	static const char *const argv[] = { "cat-file", "--batch", NULL };
	struct plumbing *p = repo->plumbing;
	struct error why = { 0 };
	struct str line = STR_EMPTY;

	*out = (struct answer){ 0 };
	if (!p->objects && talk_start(&p->objects, repo, argv, err) < 0)
		return ERROR_FAILED;
	if (talk_ask(p->objects, name, &why) < 0 ||
	    talk_ask(p->objects, STR("\n"), &why) < 0 ||
	    talk_until(p->objects, '\n', &line, &why) < 0) {
		/* Before 2.45 git ends when it may not fetch what a partial
		 * clone has not got. */
		if (repo->promisor)
			return stop(repo, ERROR_ABSENT);
		return stop(repo, error_set(err, ERROR_FAILED, "%s", why.text));
	}
	if (str_ends(line, " missing"))
		return ERROR_ABSENT;
	if (str_ends(line, " ambiguous"))
		return error_set(err, ERROR_FAILED,
				 "%.*s: several objects begin so",
				 STR_ARG(name));
	if (!read_header(repo, line, out))
		return stop(repo, error_set(err, ERROR_FAILED,
					    "git cat-file says: %.*s",
					    STR_ARG(line)));
	out->talk = p->objects;
	return 0;
}

/* Read the bytes of an answer, to `to` or nowhere. */
static int finish(struct repo *repo, const struct answer *answer, char *to,
		  struct error *err)
{
	char end;

	if (!to && answer->size > SKIP_LIMIT)
		return stop(repo, 0);
	if (talk_bytes(answer->talk, to, answer->size, err) < 0 ||
	    talk_bytes(answer->talk, &end, 1, err) < 0)
		return stop(repo, ERROR_FAILED);
	return 0;
}

int plumbing_object(struct repo *repo, struct arena *a,
		    const struct view_oid *oid, enum object_kind want,
		    size_t limit, struct object *out, struct error *err)
{
	char hex[OID_HEX + 1], *bytes = NULL;
	struct answer answer;
	int rc;

	oid_hex(repo, oid, hex);
	rc = ask(repo, str_of(hex), &answer, err);
	if (rc < 0)
		return rc;
	*out = (struct object){ answer.kind, answer.size, STR_EMPTY };
	if ((want == OBJECT_ANY || answer.kind == want) &&
	    answer.size <= limit) {
		bytes = arena_alloc(a, answer.size + 1);
		bytes[answer.size] = '\0';
		out->bytes = (struct str){ bytes, answer.size };
	}
	return finish(repo, &answer, bytes, err);
}

/* ---- names */

/* Look name up, passing its bytes over. */
static int look_up(struct repo *repo, struct str name, struct answer *out,
		   struct error *err)
{
	int rc = ask(repo, name, out, err);

	return rc < 0 ? rc : finish(repo, out, NULL, err);
}

/* There is no object: is there such a name? */
static int no_object(struct repo *repo, const char *rev, struct error *err)
{
	const char *const argv[] = { "rev-parse", "--verify", "-q", rev, NULL };
	struct arena scratch = { 0 };
	struct error ignored = { 0 };
	struct view_oid oid;
	int status = 1, rc;

	if (rev[0] == '-' || oid_read(repo, str_of(rev), &oid))
		return ERROR_ABSENT;
	rc = git_run(repo, &scratch, argv, STR_EMPTY, NULL, &status, &ignored);
	arena_free(&scratch);
	if (rc < 0 || status != 0)
		return ERROR_ABSENT;
	error_help(err, repo->shallow ? "git fetch --unshallow" : "git fsck");
	return error_set(err, ERROR_FAILED,
			 "%s: the object that it names is not here", rev);
}

int plumbing_resolve(struct repo *repo, const char *rev, enum object_kind want,
		     struct view_oid *out, struct error *err)
{
	char peel[OID_HEX + 16], hex[OID_HEX + 1];
	struct answer answer;
	int rc;

	if (!rev[0] || strlen(rev) > PATH_LIMIT || strchr(rev, '\n'))
		return ERROR_ABSENT;
	rc = look_up(repo, str_of(rev), &answer, err);
	if (rc == ERROR_ABSENT)
		return no_object(repo, rev, err);
	if (rc == 0 && want != OBJECT_ANY && answer.kind != want) {
		oid_hex(repo, &answer.oid, hex);
		(void)snprintf(peel, sizeof(peel), "%s^{%s}", hex,
			       kind_names[want]);
		rc = look_up(repo, str_of(peel), &answer, err);
		if (rc == ERROR_ABSENT)
			rc = error_set(err, ERROR_FAILED, "%s: not a %s", rev,
				       kind_names[want]);
	}
	if (rc == 0)
		*out = answer.oid;
	return rc;
}

/* ---- refs */

/* The next text of *rest, up to end. */
static struct str cut(struct str *rest, char end)
{
	size_t at = str_find(*rest, end, 0);
	struct str field = str_cut(*rest, 0, at);

	*rest = str_cut(*rest, at + 1, rest->n);
	return field;
}

static void peel_ref(struct repo *repo, struct arena *a, struct ref_seen *out)
{
	struct error why = { 0 };
	struct answer answer;
	char peel[OID_HEX + 16], hex[OID_HEX + 1];
	int rc;

	oid_hex(repo, &out->oid, hex);
	rc = look_up(repo, str_of(hex), &answer, &why);
	if (rc == 0 && answer.kind == OBJECT_TAG) {
		(void)snprintf(peel, sizeof(peel), "%s^{}", hex);
		rc = look_up(repo, str_of(peel), &answer, &why);
	}
	if (rc < 0)
		out->broken = rc == ERROR_ABSENT ?
				      "the object that it names is not here" :
				      str_c(a, str_of(why.text));
	else if (answer.kind == OBJECT_COMMIT)
		out->oid = answer.oid;
	out->commit = rc == 0 && answer.kind == OBJECT_COMMIT;
}

/* A line of for-each-ref: name, target, id and, where it could be had, kind. */
static void read_ref(struct repo *repo, struct arena *a, struct str line,
		     struct ref_seen *out)
{
	struct str target;

	*out = (struct ref_seen){ .full = str_c(a, cut(&line, '\0')) };
	target = cut(&line, '\0');
	if (target.n) {
		out->target = str_c(a, target);
		return;
	}
	if (!oid_read(repo, cut(&line, '\0'), &out->oid))
		out->broken = "it has no id";
	else if (str_is(line, "commit"))
		out->commit = true;
	else
		peel_ref(repo, a, out);
}

int plumbing_refs(struct repo *repo, struct arena *a, const char *prefix,
		  ref_fn *each, void *argument, struct error *err)
{
	const char *argv[] = { "for-each-ref",
			       "--format=%(refname)%00%(symref)%00"
			       "%(objectname)%00%(objecttype)",
			       prefix, NULL };
	struct error why = { 0 };
	struct str text;
	int rc = repo_git(repo, a, argv, STR_EMPTY, &text, &why);

	/* It ends at the first whose object is missing: then without a look
	 * at any. */
	if (rc < 0) {
		argv[1] = "--format=%(refname)%00%(symref)%00%(objectname)";
		rc = repo_git(repo, a, argv, STR_EMPTY, &text, err);
	}
	while (rc == 0 && text.n) {
		struct ref_seen ref;

		read_ref(repo, a, cut(&text, '\n'), &ref);
		rc = each(argument, &ref, err);
	}
	return rc;
}

/* Where a ref points that is symbolic; NULL: it is not. */
static int symbolic(struct repo *repo, struct arena *a, const char *full,
		    const char **out, struct error *err)
{
	const char *const argv[] = { "symbolic-ref", "-q", full, NULL };
	struct str text;
	int status;

	*out = NULL;
	if (git_run(repo, a, argv, STR_EMPTY, &text, &status, err) < 0)
		return ERROR_FAILED;
	if (status == 0)
		*out = str_c(a, cut(&text, '\n'));
	return 0;
}

struct wanted {
	const char *full;
	struct ref_seen *out;
	bool found;
};

static int keep(void *argument, const struct ref_seen *ref, struct error *err)
{
	struct wanted *w = argument;

	(void)err;
	if (strcmp(ref->full, w->full) == 0) {
		*w->out = *ref;
		w->found = true;
	}
	return 0;
}

int plumbing_ref(struct repo *repo, struct arena *a, const char *full,
		 struct ref_seen *out, struct error *err)
{
	const char *const argv[] = { "check-ref-format", full, NULL };
	struct wanted w = { full, out, false };
	struct error ignored = { 0 };
	struct stat st;
	int status = 1;

	*out = (struct ref_seen){ .full = full };
	if (strcmp(full, "HEAD") == 0) {
		if (symbolic(repo, a, full, &out->target, err) < 0)
			return ERROR_FAILED;
		out->commit = !out->target &&
			      plumbing_resolve(repo, full, OBJECT_COMMIT,
					       &out->oid, err) == 0;
		return 0;
	}
	if (plumbing_refs(repo, a, full, keep, &w, err) < 0)
		return ERROR_FAILED;
	if (w.found)
		return 0;
	/* git leaves out what it cannot read, too; and what is symbolic and
	 * leads nowhere. */
	if (stat(str_fmt(a, "%s%s", repo->common_dir, full).p, &st) < 0)
		return ERROR_ABSENT;
	if (symbolic(repo, a, full, &out->target, &ignored) == 0 && out->target)
		return 0;
	if (git_run(repo, a, argv, STR_EMPTY, NULL, &status, err) < 0)
		return ERROR_FAILED;
	if (status != 0)
		return ERROR_ABSENT;
	error_help(err, "git fetch");
	return error_set(err, ERROR_FAILED, "%s: cannot be read", full);
}

int plumbing_unborn(struct repo *repo, bool *out, struct error *err)
{
	struct arena scratch = { 0 };
	struct error ignored = { 0 };
	struct ref_seen ref = { 0 };
	struct answer answer;
	const char *target;
	int rc = look_up(repo, STR("HEAD"), &answer, &ignored);

	*out = false;
	if (rc == ERROR_ABSENT) {
		rc = symbolic(repo, &scratch, "HEAD", &target, err);
		if (rc == 0 && target)
			rc = plumbing_ref(repo, &scratch, target, &ref, err);
		*out = rc == ERROR_ABSENT;
		if (rc == ERROR_ABSENT)
			rc = 0;
	} else if (rc < 0) {
		rc = error_set(err, ERROR_FAILED, "HEAD: %s", ignored.text);
	}
	arena_free(&scratch);
	return rc;
}

/* ---- attributes, by `git check-attr --stdin` */

int plumbing_attributes(struct repo *repo, struct arena *a, struct str path,
			const char *values[ATTRIBUTE_COUNT], struct error *err)
{
	const char *argv[ATTRIBUTE_COUNT + 4] = { "check-attr", "--stdin",
						  "-z" };
	struct plumbing *p = repo->plumbing;
	struct str name = str_copy(a, path), word;
	int rc = 0;

	memcpy(argv + 3, attribute_names, sizeof(attribute_names));
	if (!p->attributes && talk_start(&p->attributes, repo, argv, err) < 0)
		return ERROR_FAILED;
	name.n++; /* the NUL behind it */
	rc = talk_ask(p->attributes, name, err);
	for (int i = 0; i < ATTRIBUTE_COUNT && rc == 0; i++) {
		/* path, name, value */
		for (int k = 0; k < 3 && rc == 0; k++)
			rc = talk_until(p->attributes, '\0', &word, err);
		if (rc < 0)
			break;
		values[i] = str_is(word, "unspecified") ? NULL :
			    str_is(word, "set")		? attribute_set :
			    str_is(word, "unset")	? attribute_unset :
							  str_c(a, word);
	}
	if (rc < 0) {
		talk_stop(p->attributes);
		p->attributes = NULL;
	}
	return rc;
}

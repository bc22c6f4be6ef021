#include "base/arena.h"
#include "view/internal.h"

static bool is_hex(const char *rev)
{
	size_t n = strspn(rev, "0123456789abcdefABCDEF");

	return rev[n] == '\0' && n >= GIT_OID_MINPREFIXLEN &&
	       n <= GIT_OID_HEXSZ;
}

/* A ref whose object is not there is not an unknown name. */
static int of_ref(git_object **out, struct repo *repo, git_reference *ref,
		  const char *rev, struct error *err)
{
	git_reference *direct;
	int rc = git_reference_resolve(&direct, ref);

	if (rc == GIT_ENOTFOUND)
		return ERROR_ABSENT; /* HEAD of a branch without a commit */
	if (rc == 0) {
		rc = git_object_lookup(out, repo->git,
				       git_reference_target(direct),
				       GIT_OBJECT_ANY);
		git_reference_free(direct);
	}
	if (rc < 0)
		error_help(err, repo->shallow ? "git fetch --unshallow" :
						"git fsck");
	return rc < 0 ? error_set(err, ERROR_FAILED, "%s: %s", rev,
				  git_words()) :
			0;
}

int rev_object(git_object **out, struct repo *repo, const char *rev,
	       struct error *err)
{
	git_reference *ref;
	int rc;

	if (strlen(rev) < GIT_OID_HEXSZ &&
	    git_reference_dwim(&ref, repo->git, rev) == 0) {
		rc = of_ref(out, repo, ref, rev, err);
		git_reference_free(ref);
		return rc;
	}
	/* libgit2 1.5 leaks when it looks for a plain name in vain, so it is
	 * only asked for what is an expression. */
	if (!is_hex(rev) && !strpbrk(rev, "^~@:") && !strstr(rev, "-g") &&
	    strlen(rev) < GIT_OID_HEXSZ)
		return ERROR_ABSENT;
	rc = git_revparse_single(out, repo->git, rev);
	if (rc == GIT_ENOTFOUND || rc == GIT_EINVALIDSPEC)
		return ERROR_ABSENT;
	if (rc == GIT_EAMBIGUOUS)
		return error_set(err, ERROR_FAILED,
				 "%s: several objects begin so", rev);
	if (rc < 0)
		return error_set(err, ERROR_FAILED, "%s: %s", rev, git_words());
	return 0;
}

int rev_peel(git_object **out, struct repo *repo, const char *rev,
	     git_object_t type, struct error *err)
{
	git_object *named = NULL;
	int rc = rev_object(&named, repo, rev, err);

	if (rc < 0)
		return rc;
	rc = git_object_peel(out, named, type);
	git_object_free(named);
	if (rc == GIT_EPEEL || rc == GIT_EINVALIDSPEC)
		return error_set(err, ERROR_FAILED, "%s: not a %s", rev,
				 git_object_type2string(type));
	if (rc < 0) {
		error_help(err, "git fsck");
		return error_set(err, ERROR_FAILED, "%s: %s", rev, git_words());
	}
	return 0;
}

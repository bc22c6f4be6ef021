/* The version of a new release: above F's head, sufficient, and free. */
#include "base/arena.h"
#include "release/bump_work.h"
#include "release/version.h"

/* Whether a version of the prompt is in the view already, in either side. */
static int in_view(struct bump_work *w, struct str id, struct str version,
		   bool *out, struct error *err)
{
	struct vault *stores[] = { w->tree.store, w->index.store };
	int rc = 0;

	*out = false;
	for (size_t i = 0; i < 2 && rc == 0 && !*out; i++) {
		const struct vault_release *r;

		rc = vault_release(stores[i], id, version, &r, err);
		*out = rc == 0 && r->status != STORE_ABSENT;
	}
	return rc;
}

static int is_taken(struct bump_work *w, struct bump_job *job,
		    struct str version, struct str *by, struct error *err)
{
	bool there = false;
	int rc = frozen_taken(w->frozen, job->id, version, NULL, by, err);

	if (rc == 0 && !by->n && (w->keep || job->ended))
		rc = in_view(w, job->id, version, &there, err);
	if (there)
		*by = STR("this tree");
	return rc;
}

/* The highest version of the prompt that any tip has, for one without a head. */
static int highest_published(struct bump_work *w, struct str id,
			     struct store_version *out, bool *found,
			     struct error *err)
{
	int rc = 0;

	*found = false;
	for (size_t i = 0; i <= w->frozen->tip_count && rc == 0; i++) {
		const struct vault_version *versions;
		size_t count;

		rc = vault_versions(i ? w->frozen->tips[i - 1] :
					w->frozen->store,
				    id, &versions, &count, err);
		if (rc < 0 || count == 0)
			continue;
		if (!*found ||
		    store_version_compare(&versions[count - 1].parsed, out) > 0)
			*out = versions[count - 1].parsed;
		*found = true;
	}
	return rc;
}

/* Not above F's head, which may be a pre-release above what is judged by. */
static bool too_low(const struct bump_job *job, const struct store_version *v)
{
	return job->head_count &&
	       store_version_compare(v, &job->heads[0].parsed) <= 0;
}

/* The version that a pre-release is one of. */
static struct store_version stable_of(const struct store_version *v)
{
	struct store_version stable = *v;

	memset(stable.pre, 0, sizeof(stable.pre));
	return stable;
}

/* The least version above `from`, and above F's head, that warns enough. */
static struct store_version least(const struct bump_job *job,
				  const struct store_version *from,
				  enum bump level)
{
	struct store_version v = stable_of(from);

	if (version_stable(from) || version_moved(from, &v) < level)
		v = version_raised(from, level);
	if (too_low(job, &v))
		v = stable_of(&job->heads[0].parsed);
	if (too_low(job, &v))
		v = version_raised(&job->heads[0].parsed, level);
	return v;
}

static int asked_version(struct bump_work *w, struct bump_job *job,
			 const char *asked, struct str *out, struct error *err)
{
	struct str by, text = str_of(asked);
	struct store_version to, from;
	int rc;

	if (text.n == 0)
		return error_set(err, ERROR_REFUSED,
				 "%.*s takes its version from its file, which "
				 "has none",
				 STR_ARG(job->id));
	if (version_read(text, &to) < 0)
		return error_set(
			err, ERROR_USAGE,
			"%s is not a version: MAJOR.MINOR.PATCH, without build metadata",
			asked);
	if (job->from && version_read(str_of(job->from->version), &from) == 0) {
		if (store_version_compare(&to, &from) <= 0)
			return error_set(err, ERROR_REFUSED,
					 "%s is not above %s, which %.*s has",
					 asked, job->from->version,
					 STR_ARG(job->id));
		if (too_low(job, &to))
			return error_set(err, ERROR_REFUSED,
					 "%s is not above %.*s, which %.*s has",
					 asked, STR_ARG(job->heads[0].version),
					 STR_ARG(job->id));
		if (version_moved(&from, &to) < job->asks)
			return error_set(
				err, ERROR_REFUSED,
				"%s is too small: the changes of %.*s since %s ask for %s",
				asked, STR_ARG(job->id), job->from->version,
				bump_name(job->asks));
	}
	rc = is_taken(w, job, text, &by, err);
	if (rc == 0 && by.n)
		return error_set(err, ERROR_REFUSED,
				 "%s of %.*s is taken by %.*s", asked,
				 STR_ARG(job->id), STR_ARG(by));
	*out = text;
	return rc;
}

const char *bump_asked(const struct bump_work *w, const struct bump_job *job)
{
	if (w->request->to || !job->built.version_file || !job->built.of_file)
		return w->request->to;
	return str_c(w->arena, job->built.of_file->version);
}

int bump_version(struct bump_work *w, struct bump_job *job, struct str *out,
		 struct error *err)
{
	enum bump level = job->asks > w->request->level ? job->asks :
							  w->request->level;
	struct store_version v = { .major = 1 };
	struct str by;
	bool found = false;
	int rc = 0;

	if (w->request->to)
		return asked_version(w, job, w->request->to, out, err);
	if (bump_asked(w, job)) {
		rc = asked_version(w, job, bump_asked(w, job), out, err);
		if (rc < 0)
			error_help(err,
				   "raise the version that the file of %.*s "
				   "says, and bump again",
				   STR_ARG(job->id));
		return rc;
	}
	if (level == BUMP_NONE)
		level = BUMP_PATCH;
	if (job->from) {
		found = version_read(str_of(job->from->version), &v) == 0;
	} else {
		rc = highest_published(w, job->id, &v, &found, err);
	}
	if (rc == 0 && found)
		v = least(job, &v, level);
	else
		level = level > BUMP_PATCH ? level : BUMP_MINOR;
	while (rc == 0) {
		*out = version_text(w->arena, &v);
		rc = is_taken(w, job, *out, &by, err);
		if (rc < 0 || !by.n)
			break;
		v = version_raised(&v, level);
	}
	return rc;
}

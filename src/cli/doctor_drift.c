/*
 * The prompt that drifts in `doctor`'s scratch clone: the texts that the
 * repository's own releases were made from, so that a hook which looks only at
 * certain files is tried as well; where that changes no prompt, one of our own.
 */
#include <sys/stat.h>

#include "cli/doctor.h"

enum { DRIFTED = 4, RELEASE = 1024 * 1024 };

static int stage(struct doctor *d, const char *one, const char *two)
{
	const char *argv[] = { "add", "-f", "--", one, two, NULL };

	return doctor_git_ok(d, argv, NULL);
}

/* The next `"path": "..."` of a release, below its sources. */
static bool next_source(struct str text, size_t *at, struct str *path)
{
	static const char key[] = "\"path\": \"";
	const char *found;
	size_t end;

	if (*at >= text.n)
		return false;
	found = memmem(text.p + *at, text.n - *at, key, strlen(key));
	if (!found)
		return false;
	*at = (size_t)(found - text.p) + strlen(key);
	end = str_find(text, '"', *at);
	*path = str_cut(text, *at, end);
	*at = end;
	return memchr(path->p, '\\', path->n) == NULL && view_path_ok(*path);
}

static bool is_text(struct str path)
{
	static const char *const ends[] = { ".md",    ".txt",	 ".j2",
					    ".jinja", ".jinja2", ".prompty",
					    ".prompt" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		if (str_ends(path, ends[i]))
			return true;
	}
	return false;
}

/* Change the texts that a release was made from, where they are there still. */
static int drift_sources(struct doctor *d, struct view *view,
			 struct str release, size_t *changed)
{
	struct arena *a = d->run->arena;
	struct str text, path;
	size_t at = 0;

	if (view_read(view, a, release, RELEASE, &text, d->run->err) < 0) {
		error_clear(d->run->err);
		return 0;
	}
	while (*changed < DRIFTED && next_source(text, &at, &path)) {
		const char *file =
			str_fmt(a, "%s/%.*s", d->work, STR_ARG(path)).p;
		struct stat st;

		if (!is_text(path) || lstat(file, &st) < 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		if (doctor_write(d, file, "a",
				 STR("\npromptpin doctor was here.\n")) < 0 ||
		    stage(d, str_c(a, path), NULL) < 0)
			return d->run->err->code;
		++*changed;
	}
	return 0;
}

struct releases {
	struct doctor *d;
	struct view *view;
	size_t changed;
};

static int each_release(void *argument, const struct view_entry *entry)
{
	struct releases *r = argument;

	if (entry->type != VIEW_FILE)
		return 0;
	if (drift_sources(r->d, r->view, entry->path, &r->changed) < 0)
		return r->d->run->err->code;
	return r->changed >= DRIFTED;
}

/* A manifest of our own, whose one prompt was never released. */
static int drift_invented(struct doctor *d)
{
	struct arena *a = d->run->arena;

	if (doctor_write(
		    d, str_fmt(a, "%s/promptpin.yaml", d->work).p, "w",
		    STR("promptpin: 1\nprompts:\n  promptpin-doctor:\n"
			"    messages: [{system: promptpin-doctor.md}]\n")) <
		    0 ||
	    doctor_write(d, str_fmt(a, "%s/promptpin-doctor.md", d->work).p,
			 "w", STR("promptpin doctor was here.\n")) < 0)
		return d->run->err->code;
	return stage(d, "promptpin.yaml", "promptpin-doctor.md");
}

/* Whether this very program refuses what is staged: what the hooks must do. */
static int control(struct doctor *d, bool *refused)
{
	const char *argv[] = { d->program, "check", "--staged", NULL };
	const char *env[] = { "GIT_DIR",	"GIT_WORK_TREE",
			      "GIT_INDEX_FILE", "GIT_COMMON_DIR",
			      "GIT_PREFIX",	NULL };
	struct spawned done;

	if (spawn(&done, d->run->arena,
		  &(struct spawn){ .folder = d->work,
				   .argv = argv,
				   .env = env,
				   .seconds = DOCTOR_SECONDS },
		  d->run->err) < 0)
		return d->run->err->code;
	*refused = done.status == EXIT_FINDINGS;
	return 0;
}

int doctor_drift(struct doctor *d)
{
	struct releases r = { .d = d };
	bool refused = false;

	if (!d->bare && view_commit(&r.view, d->run->arena, d->run->repo,
				    "HEAD", d->run->err) == 0) {
		if (view_each(r.view, STR(".promptpin/releases"), each_release,
			      &r, d->run->err) < 0)
			return d->run->err->code;
		if (r.changed && control(d, &refused) < 0)
			return d->run->err->code;
	}
	error_clear(d->run->err);
	if (refused)
		return 0;
	if (drift_invented(d) < 0 || control(d, &refused) < 0)
		return d->run->err->code;
	if (!refused)
		return error_set(
			d->run->err, ERROR_FAILED,
			"promptpin check finds nothing wrong with a prompt that "
			"drifted in a scratch clone, so nothing can be tried");
	return 0;
}

#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "limit.h"
#include "name.h"
#include "reading.h"

/* ---- what surrounds the effective prompt ------------------------------ */

static bool read_version(struct scan *s, const char **out)
{
	struct store_version ignored;
	const char *text;

	if (!scan_text(s, SCAN_TEXT_MAX, &text))
		return false;
	if (store_version_read(&ignored, text, strlen(text)) < 0)
		return scan_fail(s, STORE_INVALID, "not a version");
	*out = text;
	return true;
}

static bool read_prompt(struct scan *s, const char **out)
{
	const char *text;

	if (!scan_text(s, SCAN_TEXT_MAX, &text))
		return false;
	if (!store_prompt_ok(text, strlen(text))) {
		(void)scan_fail(s, STORE_INVALID, "not a prompt id");
		return false;
	}
	*out = text;
	return true;
}

static bool read_time(struct scan *s, const char **out)
{
	const char *text;

	if (!scan_text(s, SCAN_TEXT_MAX, &text))
		return false;
	if (!name_time_ok(text))
		return scan_fail(s, STORE_INVALID,
				 "not a date like 2026-11-21T10:00:00Z");
	*out = text;
	return true;
}

static bool read_parent(struct reading *r, struct store_parent *parent)
{
	struct scan *s = &r->scan;

	(void)scan_open(s, '{');
	if (scan_member(s, 3, "prompt") && read_prompt(s, &parent->prompt) &&
	    strcmp(parent->prompt, r->release.prompt) == 0)
		return scan_fail(s, STORE_INVALID,
				 "a parent of the same prompt names it");
	return scan_need(s, 3, "version") &&
	       read_version(s, &parent->version) &&
	       scan_need(s, 3, "release") && scan_digest(s, &parent->release) &&
	       scan_close(s, 2, '}');
}

static void read_parents(struct reading *r)
{
	struct scan *s = &r->scan;
	struct store_parent *at = NULL;
	size_t n = 0;

	if (!scan_member(s, 1, "parents"))
		return;
	(void)scan_open(s, '[');
	do {
		struct store_parent parent = { 0 };

		if (!reading_count_ok(s, n) || !scan_element(s, 2) ||
		    !read_parent(r, &parent))
			return;
		at = reading_take_back(r, sizeof(parent));
		*at = parent;
		n++;
	} while (scan_more(s));
	(void)scan_close(s, 1, ']');
	reading_turn_round(at, n, sizeof(*at));
	r->release.parents = at;
	r->release.parent_count = n;
}

static bool read_source(struct reading *r, struct store_origin *source)
{
	struct scan *s = &r->scan;
	struct store_id digest;

	if (!scan_open(s, '{') || !scan_need(s, 3, "path") ||
	    !scan_text(s, SCAN_TEXT_MAX, &source->path))
		return false;
	if (!name_source_ok(source->path))
		return scan_fail(s, STORE_INVALID,
				 "a path that leaves the repository");
	if (scan_member(s, 3, "digest") && scan_digest(s, &digest)) {
		struct store_id *kept = reading_take_front(r, sizeof(*kept));

		*kept = digest;
		source->digest = kept;
	} else if (scan_need(s, 3, "at")) {
		(void)scan_text(s, SCAN_TEXT_MAX, &source->at);
	}
	return scan_close(s, 2, '}');
}

static void read_sources(struct reading *r)
{
	struct scan *s = &r->scan;
	struct store_origin *at = NULL;
	size_t n = 0;

	if (!scan_member(s, 1, "sources"))
		return;
	(void)scan_open(s, '[');
	do {
		struct store_origin source = { 0 };

		if (!reading_count_ok(s, n) || !scan_element(s, 2) ||
		    !read_source(r, &source))
			return;
		at = reading_take_back(r, sizeof(source));
		*at = source;
		n++;
	} while (scan_more(s));
	(void)scan_close(s, 1, ']');
	reading_turn_round(at, n, sizeof(*at));
	r->release.sources = at;
	r->release.source_count = n;
}

static void read_normal(struct reading *r)
{
	struct scan *s = &r->scan;

	if (!scan_need(s, 1, "normal"))
		return;
	(void)scan_open(s, '{');
	if (scan_need(s, 2, "rules"))
		(void)scan_count(s, &r->release.rules);
	if (scan_need(s, 2, "digest"))
		(void)scan_digest(s, &r->release.normal);
	(void)scan_close(s, 1, '}');
}

static void read_name(struct reading *r)
{
	struct scan *s = &r->scan;
	struct store_release *release = &r->release;

	if (scan_need(s, 1, "prompt"))
		(void)read_prompt(s, &release->prompt);
	if (scan_need(s, 1, "version"))
		(void)read_version(s, &release->version);
	if (s->status == STORE_OK &&
	    !name_release_fits(release->prompt, release->version))
		(void)scan_fail(s, STORE_INVALID,
				"prompt and version too long for a file name");
}

static void read_all(struct reading *r)
{
	struct scan *s = &r->scan;
	const char *format = NULL;

	(void)scan_open(s, '{');
	if (scan_need(s, 1, "format"))
		(void)scan_text(s, SCAN_TEXT_MAX, &format);
	if (format && strcmp(format, LIMIT_RELEASE_FORMAT) != 0)
		(void)scan_fail(s, STORE_INVALID, "not a format that is known");
	read_name(r);
	if (scan_need(s, 1, "at"))
		(void)read_time(s, &r->release.at);
	read_parents(r);
	if (scan_member(s, 1, "reason"))
		(void)scan_text(s, SCAN_REASON_MAX, &r->release.reason);
	read_normal(r);
	reading_effective(r);
	read_sources(r);
	(void)scan_close(s, 0, '}');
	if (s->status == STORE_OK && (s->end - s->p != 1 || *s->p != '\n')) {
		s->p += *s->p == '\n';
		(void)scan_fail(s, STORE_INVALID,
				"no single line feed at the end");
	}
}

/* ---- the file as a whole ---------------------------------------------- */

/* Whether the bytes are of this family of formats and a number above 1. */
static bool is_newer(const char *p, size_t n)
{
	static const char start[] = "{\n  \"format\": \"" LIMIT_RELEASE_FAMILY;
	const size_t taken = sizeof(start) - 1;
	size_t i = taken;

	if (n <= taken || memcmp(p, start, taken) != 0)
		return false;
	while (i < n && p[i] >= '0' && p[i] <= '9')
		i++;
	if (i == taken || i == n || p[i] != '"' || p[taken] == '0')
		return false;
	return i - taken > 1 || p[taken] > '1';
}

static int refuse(struct store_why *why, unsigned line, const char *what,
		  int status)
{
	if (why)
		*why = (struct store_why){ line, what };
	return status;
}

int store_release_read(struct store_release **out, const char *p, size_t n,
		       struct store_why *why)
{
	struct reading *r;
	int status;

	if (is_newer(p, n))
		return refuse(why, 2, "a newer format", STORE_NEWER);
	if (n > LIMIT_RELEASE)
		return refuse(why, 0, "larger than 1 MiB", STORE_LIMIT);
	r = reading_new(p, n);
	if (!r)
		return STORE_NOMEM;
	read_all(r);
	status = r->scan.status;
	if (status == STORE_OK) {
		*out = &r->release;
		return STORE_OK;
	}
	/* The copy has been written to; the lines are those of the original. */
	(void)refuse(why,
		     1 + (unsigned)reading_lines(
				 p, p + (r->scan.where - r->scan.start)),
		     r->scan.what, status);
	free(r);
	return status;
}

void store_release_free(struct store_release *release)
{
	free(release);
}

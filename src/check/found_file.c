/* untracked-prompt: a file that is a prompt and belongs to none. */
#include "base/arena.h"
#include "check/found.h"
#include "format/format.h"
#include "template/template.h"

enum { HINTS = 2 /* of a text that has no name of a prompt file */ };

/* What a file is taken for; empty: no prompt. */
static struct str taken_for(struct arena *a, struct str path, struct str bytes,
			    enum look look)
{
	const struct language *language = language_by_path(path);
	const struct format *format;
	struct str why;

	format = format_recognize(a, path, bytes, &why);
	if (format)
		return str_fmt(a, "a %s file%s%.*s", format_name(format),
			       why.n ? ": " : "", STR_ARG(why));
	if (look == LOOK_AGENT)
		return STR("instructions of an assistant");
	if (look == LOOK_PROMPT)
		return language ? str_fmt(a, "%s in a place for prompts",
					  language->name) :
				  STR("a prompt file by its name");
	if (language && detect_hints(bytes) >= HINTS)
		return STR("its text speaks to a model");
	return STR_EMPTY;
}

static void report(struct found *f, struct str path, struct str what)
{
	struct finding *finding = context_finding(f->c, RULE_UNTRACKED_PROMPT,
						  STR_EMPTY, path,
						  (struct pos){ 0, 0 });

	finding->message = str_fmt(
		f->c->arena,
		"this file looks like a prompt (%.*s) and belongs to none",
		STR_ARG(what));
	finding_help(finding, str_fmt(f->c->arena, "promptpin adopt %.*s",
				      STR_ARG(path)));
	finding_help(finding,
		     STR("or list it under `ignore:` in " MANIFEST_PATH));
}

bool found_is_open(struct found *f, struct str path, enum look look)
{
	return look != LOOK_NO && !look_is_part(path) &&
	       !found_is_source(f, path) &&
	       (look != LOOK_AGENT || found_has_agents(f));
}

int found_file(struct found *f, struct str path, enum look look)
{
	struct arena scratch = { 0 };
	struct str bytes, what = STR_EMPTY;
	bool there = false;
	int rc = 0;

	if (!found_is_open(f, path, look))
		return 0;
	rc = found_read(f, f->c->view, &scratch, path, &bytes, &there);
	if (rc == 0 && !there && look != LOOK_MAYBE_CONTENT)
		what = STR(
			"by its name; larger than is looked at, or behind a filter");
	else if (rc == 0 && there && bytes.n && !memchr(bytes.p, '\0', bytes.n))
		what = taken_for(&scratch, path, bytes, look);
	if (what.n)
		report(f, path, what);
	arena_free(&scratch);
	return rc;
}

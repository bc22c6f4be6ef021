/* hidden-prompt: prompts that stand in source code and belong to none. */
#include "base/arena.h"
#include "base/text.h"
#include "check/found.h"

/* Whether the literal stood in the file before, as it is: then it is no
 * news, whatever else was changed around it. */
static bool is_old(struct str before, struct str bytes,
		   const struct code_literal *l)
{
	return before.n &&
	       memmem(before.p, before.n, bytes.p + l->from, l->to - l->from);
}

static struct finding *report(struct found *f, struct str path,
			      struct str bytes, const struct detected *d)
{
	struct arena *a = f->c->arena;
	const struct code_literal *l = &d->literal;
	struct finding *finding = context_finding(f->c, RULE_HIDDEN_PROMPT,
						  STR_EMPTY, path, l->pos);

	finding->message = str_fmt(
		a,
		"a prompt stands in the code%s%.*s%s and belongs to none (detector %s)",
		l->symbol.n ? " as `" : "", STR_ARG(l->symbol),
		l->symbol.n ? "`" : "", d->by->name);
	finding->line = str_copy(a, text_line(bytes, l->pos.line));
	finding_help(finding, str_fmt(a, "promptpin adopt %.*s:%u",
				      STR_ARG(path), l->pos.line));
	if (d->named)
		finding_help(
			finding,
			str_fmt(a,
				"which writes `{file: %.*s, symbol: %.*s}` into " MANIFEST_PATH,
				STR_ARG(path), STR_ARG(l->symbol)));
	finding_help(finding, STR("or list the file under `ignore:`"));
	finding_key(finding, str_copy(a, l->symbol));
	return finding;
}

/* A limit of a pattern: nobody knows, and it is said. */
static void undecided(struct found *f, struct str path)
{
	struct finding *finding = context_finding(f->c, RULE_HIDDEN_PROMPT,
						  STR_EMPTY, path,
						  (struct pos){ 0, 0 });

	finding->message = STR(
		"this file could not be searched for prompts: a pattern ran "
		"out of its limits");
	finding_help(finding, STR("list it under `ignore:` in " MANIFEST_PATH));
	finding_key(finding, STR("\xff"));
}

int found_code(struct found *f, struct str path)
{
	struct arena scratch = { 0 };
	struct str bytes, before = STR_EMPTY;
	struct detected *items = NULL;
	size_t count = 0;
	bool there;
	int rc = found_read(f, f->c->view, &scratch, path, &bytes, &there);

	if (rc == 0 && there &&
	    detect_find(f->detect, &scratch, path, bytes, &items, &count) < 0)
		undecided(f, path);
	if (rc == 0 && count && f->before)
		rc = found_read(f, f->before, &scratch, path, &before, &there);
	for (size_t i = 0; i < count && rc == 0; i++) {
		if (found_is_declared(f, path, &items[i].literal))
			continue;
		report(f, path, bytes, &items[i])->inherited = is_old(
			before, bytes, &items[i].literal);
	}
	arena_free(&scratch);
	return rc;
}

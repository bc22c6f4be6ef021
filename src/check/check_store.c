/*
 * store-rewritten, store-stray, version-invalid: F's store and the view's, two
 * trees.
 */
#include "base/arena.h"
#include "check/context.h"

static struct store_path named(struct str path)
{
	struct str below = str_cut(path, sizeof(STORE_FOLDER), path.n);
	struct store_path what = { .kind = STORE_STRAY };
	char text[STORE_PATH_MAX];

	if (below.n >= sizeof(text))
		return what;
	memcpy(text, below.p, below.n);
	text[below.n] = '\0';
	store_path_read(&what, text);
	return what;
}

static int collect(void *argument, const struct view_entry *from,
		   const struct view_entry *to)
{
	struct context *c = argument;
	const struct view_entry *any = to->path.p ? to : from;
	struct store_change *change;

	c->changes = arena_grow(c->arena, c->changes, c->change_count,
				&c->change_room, sizeof(*c->changes));
	change = &c->changes[c->change_count++];
	change->path = str_copy(c->arena, any->path);
	change->what = named(change->path);
	change->before = from->path.p != NULL;
	change->after = to->path.p != NULL;
	change->type = to->path.p ? to->type : VIEW_FILE;
	return 0;
}

static int compare(struct context *c, struct error *err)
{
	struct view *from = c->base->view;
	int rc = 0;

	if (!from)
		rc = view_memory(&from, c->arena, NULL, 0, err);
	if (rc == 0)
		rc = view_diff(from, c->view, STR(STORE_FOLDER), collect, c,
			       err);
	for (size_t i = 0; i < c->change_count; i++)
		*map_put(&c->changed, c->changes[i].path) = &c->changes[i];
	return rc;
}

static struct str described(struct context *c,
			    const struct store_change *change)
{
	switch (change->what.kind) {
	case STORE_RELEASE:
		return str_fmt(c->arena, "release %s of %s",
			       change->what.version, change->what.prompt);
	case STORE_OBJECT:
		return STR("an object");
	case STORE_RECORD:
		return STR("a record");
	case STORE_FORMAT:
		return STR("the store's format file");
	case STORE_HEAD:
	case STORE_STRAY:
		break;
	}
	return STR("a file of the store");
}

static void rewritten(struct context *c, const struct store_change *change)
{
	struct finding *f;

	if (change->what.kind == STORE_HEAD || change->what.kind == STORE_STRAY)
		return;
	if (change->what.prompt[0] && change->what.kind == STORE_RELEASE &&
	    !context_wants(c, str_of(change->what.prompt)))
		return;
	f = context_finding(
		c, RULE_STORE_REWRITTEN,
		change->what.kind == STORE_RELEASE ?
			str_copy(c->arena, str_of(change->what.prompt)) :
			STR_EMPTY,
		change->path, (struct pos){ 0, 0 });
	/* Without any remote nobody can have seen what was rewritten. */
	if (c->base->state == BASE_LOCAL && f->level > LEVEL_WARNING)
		f->level = LEVEL_WARNING;
	f->message = str_fmt(c->arena, "%.*s is published and %s",
			     STR_ARG(described(c, change)),
			     change->after ? "was changed" : "is gone");
	f->before = (struct side){ STR("base"), str_of(c->base->label) };
	finding_help(f, STR("promptpin mend"));
	finding_key(f, change->path);
	finding_key(f, change->after ? STR("changed") : STR("gone"));
}

/*
 * A release of a prompt under a name that is no version. The prompt; empty:
 * the path is something else.
 */
static struct str misnamed(struct str path)
{
	struct str name;
	size_t at;

	if (!str_starts(path, STORE_FOLDER "/releases/"))
		return STR_EMPTY;
	name = str_cut(path, sizeof(STORE_FOLDER "/releases/") - 1, path.n);
	at = str_find(name, '@', 0);
	return at < name.n && store_prompt_ok(name.p, at) ?
		       str_cut(name, 0, at) :
		       STR_EMPTY;
}

static void version_invalid(struct context *c, struct str path,
			    struct str prompt)
{
	struct finding *f;

	if (!context_wants(c, prompt))
		return;
	f = context_finding(c, RULE_VERSION_INVALID, prompt, path,
			    (struct pos){ 0, 0 });
	f->message = str_fmt(
		c->arena,
		"`%.*s` is not a version: MAJOR.MINOR.PATCH, without build metadata",
		STR_ARG(str_cut(path, str_find(path, '@', 0) + 1, path.n)));
	finding_help(
		f, str_fmt(c->arena, "git rm --cached '%.*s'", STR_ARG(path)));
	finding_help(f,
		     str_fmt(c->arena, "promptpin bump %.*s", STR_ARG(prompt)));
	finding_key(f, path);
}

static int stray(void *argument, const struct view_entry *entry)
{
	struct context *c = argument;
	struct store_path what = named(entry->path);
	struct str path, prompt;
	struct finding *f;

	if (what.kind != STORE_STRAY && entry->type != VIEW_LINK &&
	    entry->type != VIEW_GITLINK)
		return 0;
	/* What a writer that was interrupted left is no part of a folder's
	 * store; in git it is stray like any other file. */
	if (view_kind(c->view) == VIEW_WORKTREE && entry->type == VIEW_FILE &&
	    store_path_temporary(str_c(c->arena, entry->path)))
		return 0;
	path = str_copy(c->arena, entry->path);
	prompt = what.kind == STORE_STRAY ? misnamed(path) : STR_EMPTY;
	if (prompt.n) {
		version_invalid(c, path, prompt);
		return 0;
	}
	f = context_finding(c, RULE_STORE_STRAY, STR_EMPTY, path,
			    (struct pos){ 0, 0 });
	f->message = entry->type == VIEW_FILE ?
			     STR("this file is not one of the store's") :
			     STR("the store has regular files only");
	finding_help(f, str_fmt(c->arena, "git rm --cached '%.*s'",
				STR_ARG(entry->path)));
	finding_key(f, f->path);
	return 0;
}

int check_store(struct context *c, struct error *err)
{
	int rc = compare(c, err);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < c->change_count; i++)
		if (c->changes[i].before)
			rewritten(c, &c->changes[i]);
	return view_each(c->view, STR(STORE_FOLDER), stray, c, err);
}

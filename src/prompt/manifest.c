/*
 * The manifest's top: whether it can be read at all, and the keys that stand
 * there.
 */
#include "prompt/manifest.h"

#include "base/arena.h"
#include "prompt/manifest_parts.h"
#include "prompt/normal.h"
#include "prompt/requires.h"
#include "store/store.h"
#include "syntax/yaml.h"
#include "view/view.h"

enum { FORMAT_SIZE = 256 };

/* What the keys at the top are, besides those with a row in top_keys. */
static const char *const reserved[] = { "manifests", "environments", "gates",
					"models",    "versions",     NULL };

struct top {
	struct reader r;
	struct error *err;
	int rc;
	struct view *view;
	struct node *defaults, *prompts, *collections;
	bool numbered; /* `promptpin: 1` is there */
};

static void read_number(struct top *t, struct node *node,
			const struct place *at)
{
	struct reader *r = &t->r;

	t->numbered = true;
	t->rc = node->kind == NODE_STRING ?
			requires_manifest(node->text, t->err) :
			ERROR_USAGE;
	if (t->rc != ERROR_USAGE)
		return;
	t->rc = 0;
	reader_wrong(r, node->pos, at, STR("write `promptpin: 1`"),
		     "`promptpin` takes the number of the manifest's form, 1");
}

static void read_requires(struct top *t, struct node *node,
			  const struct place *at)
{
	t->rc = node->kind == NODE_STRING ? requires_value(node->text, t->err) :
					    ERROR_USAGE;
	if (t->rc != ERROR_USAGE)
		return;
	t->rc = 0;
	reader_wrong(&t->r, node->pos, at,
		     STR("write `requires: \">=0.1\"`, with quotes"),
		     "`requires` takes a text \">=X.Y\"");
}

static void read_rules(struct top *t, struct node *node, const struct place *at)
{
	unsigned long rules = 0;
	size_t i;

	for (i = 0; node->kind == NODE_STRING && i < node->text.n && i < 9;
	     i++) {
		char c = node->text.p[i];

		if (c < '0' || c > '9')
			break;
		rules = rules * 10 + (unsigned long)(c - '0');
	}
	if (rules == 0 || i < node->text.n) {
		reader_wrong(&t->r, node->pos, at,
			     STR("write `normalization: 1`"),
			     "`normalization` takes the number of a rule set");
	} else if (rules > RULES_NEWEST) {
		error_help(t->err, "install the newest promptpin");
		t->rc = error_set(t->err, ERROR_FAILED,
				  "normalization: %lu needs a newer promptpin; "
				  "this one knows rule sets up to %d",
				  rules, RULES_NEWEST);
	} else {
		t->r.manifest->rules = (uint32_t)rules;
	}
}

static void read_defaults(struct top *t, struct node *node,
			  const struct place *at)
{
	(void)at;
	t->defaults = node; /* they come before prompts wherever they stand */
}

static void read_prompts(struct top *t, struct node *node,
			 const struct place *at)
{
	(void)at;
	t->prompts = node;
}

static void read_ignore(struct top *t, struct node *node,
			const struct place *at)
{
	struct manifest *m = t->r.manifest;

	if (!reader_texts(&t->r, node, at, &m->ignore, &m->ignore_count))
		m->ignore_count = 0; /* a glob too few is the safe side */
}

static void read_protected(struct top *t, struct node *node,
			   const struct place *at)
{
	struct str *texts = NULL;
	const char **names;
	size_t count = 0;

	if (!reader_texts(&t->r, node, at, &texts, &count))
		return;
	if (count == 0) {
		reader_wrong(&t->r, node->pos, at,
			     STR("name a branch, or leave the key out"),
			     "`protected` names no branch");
		return;
	}
	names = arena_zero(t->r.a, count + 1, sizeof(*names));
	for (size_t i = 0; i < count; i++)
		names[i] = str_c(t->r.a, texts[i]);
	t->r.manifest->protected_names = names;
}

static void read_policy(struct top *t, struct node *node,
			const struct place *at)
{
	manifest_policy(&t->r, node, at, &t->r.manifest->policy);
}

static void read_collections(struct top *t, struct node *node,
			     const struct place *at)
{
	(void)at;
	t->collections = node; /* behind prompts, which they give way to */
}

static const struct top_key {
	const char *name;
	void (*read)(struct top *t, struct node *node, const struct place *at);
} top_keys[] = {
	{ "promptpin", read_number },	 { "requires", read_requires },
	{ "normalization", read_rules }, { "defaults", read_defaults },
	{ "prompts", read_prompts },	 { "collections", read_collections },
	{ "ignore", read_ignore },	 { "protected", read_protected },
	{ "policy", read_policy },
};
enum { TOP_KEYS = sizeof(top_keys) / sizeof(top_keys[0]) };

static void read_unknown(struct top *t, const struct member *member)
{
	const char *names[TOP_KEYS + 1] = { NULL };
	const struct place at = { NULL, member->name, 0 };

	for (size_t i = 0; reserved[i]; i++) {
		if (!str_is(member->name, reserved[i]))
			continue;
		reader_wrong(
			&t->r, member->pos, &at, STR("take the key out"),
			"`%s` is reserved for a newer version of promptpin",
			reserved[i]);
		return;
	}
	for (size_t i = 0; i < TOP_KEYS; i++)
		names[i] = top_keys[i].name;
	reader_unknown(&t->r, member, NULL, "promptpin.yaml", names);
}

static void read_member(struct top *t, struct member *member)
{
	const struct place at = { NULL, member->name, 0 };

	for (size_t i = 0; i < TOP_KEYS; i++) {
		if (str_is(member->name, top_keys[i].name)) {
			top_keys[i].read(t, &member->value, &at);
			return;
		}
	}
	read_unknown(t, member);
}

static void read_entry(struct top *t, struct member *member,
		       const struct place *up, const struct defaults *defaults)
{
	const struct place at = { up, member->name, 0 };
	struct manifest *m = t->r.manifest;
	struct reader own = t->r; /* what is bad here is bad for one prompt */

	if (!store_prompt_ok(member->name.p, member->name.n)) {
		reader_wrong(&own, member->pos, &at,
			     STR("write segments of a-z, 0-9, `.`, `_` and `-` "
				 "joined by `/`, such as `support/triage`"),
			     "`%.*s` is not a prompt id",
			     STR_ARG(text_shorten(member->name, 200)));
		t->r.lines = own.lines; /* found once for all */
		return;
	}
	own.prompt = member->name;
	own.bad = false;
	manifest_entry(&own, member, &at, defaults,
		       &m->prompts[m->prompt_count]);
	t->r.lines = own.lines;
	m->prompts[m->prompt_count].invalid = own.bad || defaults->bad;
	m->prompt_count++;
}

static void read_entries(struct top *t, const struct defaults *defaults)
{
	const struct place at = { NULL, STR("prompts"), 0 };
	struct manifest *m = t->r.manifest;
	struct node *node = t->prompts;

	if (node->kind != NODE_OBJECT) {
		reader_mismatch(
			&t->r, node, &at, "a mapping from ids to prompts",
			STR("write `prompts: {}` where there are none"));
		return;
	}
	if (node->count > MANIFEST_PROMPTS) {
		reader_wrong(&t->r, node->pos, &at, STR("split the repository"),
			     "`prompts` has %zu entries; at most %d are read",
			     node->count, MANIFEST_PROMPTS);
		return;
	}
	m->prompts = arena_zero(t->r.a, node->count, sizeof(*m->prompts));
	for (size_t i = 0; i < node->count; i++)
		read_entry(t, &node->members[i], &at, defaults);
}

static void read_all(struct top *t)
{
	const struct place defaults_at = { NULL, STR("defaults"), 0 };
	const struct place collections_at = { NULL, STR("collections"), 0 };
	struct defaults *defaults = arena_zero(t->r.a, 1, sizeof(*defaults));
	struct manifest *m = t->r.manifest;

	if (t->defaults)
		manifest_defaults(&t->r, t->defaults, &defaults_at, defaults);
	if (t->prompts)
		read_entries(t, defaults);
	if (t->collections)
		t->rc = manifest_collections(&t->r, t->collections,
					     &collections_at, defaults, t->view,
					     t->err);
	m->ids = map_in(t->r.a);
	for (size_t i = 0; i < m->prompt_count; i++)
		*map_put(&m->ids, m->prompts[i].id) = &m->prompts[i];
}

static void read_top(struct top *t, struct node *root)
{
	struct reader *r = &t->r;

	if (root->kind != NODE_OBJECT) {
		reader_wrong(r, root->pos, NULL,
			     STR("write `promptpin: 1` and `prompts:`, or run "
				 "promptpin init"),
			     root->kind == NODE_NULL ?
				     "the manifest is empty" :
				     "the manifest is not a mapping of keys");
		return;
	}
	for (size_t i = 0; i < root->count && t->rc == 0; i++)
		read_member(t, &root->members[i]);
	if (t->rc == 0 && !t->numbered)
		reader_wrong(r, root->pos, NULL,
			     STR("write `promptpin: 1` on the first line"),
			     "the manifest does not say `promptpin: 1`");
	if (t->rc == 0)
		read_all(t);
}

/* What stands in the tree before any rule: is this program new enough? */
static int check_newer(struct arena *a, struct view *view, struct error *err)
{
	struct error local = { 0 };
	struct str format;
	int rc = view_read(view, a, STR(STORE_FOLDER "/format"), FORMAT_SIZE,
			   &format, &local);

	if (rc == 0)
		return requires_format(format, err);
	if (rc == ERROR_FAILED)
		return error_set(err, ERROR_FAILED, "%s", local.text);
	return 0; /* absent, or not a format at all: the store says which */
}

static void unreadable(struct reader *r, const struct error *why)
{
	struct str help = why->help[0] ?
				  str_copy(r->a, str_of(why->help)) :
				  STR("make promptpin.yaml a regular file "
				      "of at most 1 MiB");

	reader_wrong(r, (struct pos){ 0, 0 }, NULL, help, "%s", why->text);
}

/* 0 and *text; 1: a finding says why there is none; ERROR_*. */
static int read_bytes(struct reader *r, struct view *view, struct error *err)
{
	struct manifest *m = r->manifest;
	struct error local = { 0 };
	struct view_entry entry;
	int rc = view_find(view, m->path, &entry, err);

	if (rc == ERROR_ABSENT)
		return 1;
	if (rc < 0)
		return rc;
	m->present = true;
	rc = entry.type == VIEW_FILE ?
		     view_read(view, r->a, m->path, MANIFEST_SIZE, &m->text,
			       &local) :
		     ERROR_ABSENT;
	if (rc == ERROR_FAILED)
		return error_set(err, ERROR_FAILED, "%s", local.text);
	if (rc == 0)
		return 0;
	if (entry.type == VIEW_UNMERGED)
		error_set(&local, ERROR_REFUSED,
			  "promptpin.yaml has a merge conflict");
	else if (entry.type == VIEW_LINK)
		error_set(&local, ERROR_REFUSED,
			  "promptpin.yaml is a symbolic link");
	else if (rc == ERROR_ABSENT)
		error_set(&local, ERROR_REFUSED,
			  "promptpin.yaml is not a regular file");
	unreadable(r, &local);
	return 1;
}

static void syntax_wrong(struct reader *r, const struct syntax_error *why)
{
	if (why->other.line)
		reader_wrong(r, why->pos, NULL,
			     str_fmt(r->a,
				     "keep one of the two: the other "
				     "stands in line %u",
				     why->other.line),
			     "%s", why->text);
	else
		reader_wrong(r, why->pos, NULL,
			     STR("man 5 promptpin.yaml says what part of YAML "
				 "is read"),
			     "%s", why->text);
}

int manifest_read(struct manifest *out, struct arena *a, struct view *view,
		  struct sink *sink, struct error *err)
{
	struct top t = { .r = { .a = a, .manifest = out, .sink = sink },
			 .err = err,
			 .view = view };
	struct syntax_error why = { 0 };
	struct node root;
	int rc;

	*out = (struct manifest){ .path = STR(MANIFEST_PATH), .rules = 1 };
	for (size_t i = 0; i < RULE_COUNT; i++)
		out->policy.rules[i] = -1;
	for (size_t i = 0; i < CHANGE_COUNT; i++)
		out->policy.bumps[i] = -1;
	rc = check_newer(a, view, err);
	if (rc == 0)
		rc = read_bytes(&t.r, view, err);
	if (rc == 0)
		rc = requires_scan(out->text, err);
	if (rc < 0)
		return rc;
	if (rc > 0)
		return 0;
	t.r.lines.text = out->text;
	if (yaml_read(a, out->text, &root, &why) < 0)
		syntax_wrong(&t.r, &why);
	else
		read_top(&t, &root);
	out->valid = !t.r.bad;
	return t.rc;
}

const struct prompt_entry *manifest_prompt(const struct manifest *m,
					   struct str id)
{
	return map_get(&m->ids, id);
}

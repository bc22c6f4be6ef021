#include "cli/hook_kind.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/version.h"
#include "store/store.h"

/* The scripts of hooks/, as the Makefile spells them in C. */
#include "hooks.inc"

static const struct hook_kind kinds[] = {
	{ "pre-commit", hook_pre_commit, 0 },
	{ "pre-merge-commit", hook_pre_merge_commit, 0 },
	{ "pre-push", hook_pre_push, HOOK_HAS_INPUT },
	{ "post-merge", hook_post_merge, HOOK_NOTICE },
	{ "post-checkout", hook_post_checkout, HOOK_NOTICE },
	{ "prepare-commit-msg", hook_prepare_commit_msg,
	  HOOK_NOTICE | HOOK_ON_REQUEST },
	{ "pre-receive", hook_pre_receive, HOOK_HAS_INPUT | HOOK_SERVER },
	{ NULL, NULL, 0 }
};

static const char stamp[] = "# promptpin-hook: ";
static const char program_line[] = "\nprogram=promptpin\n";

const struct hook_kind *hook_kinds(void)
{
	return kinds;
}

const struct hook_kind *hook_kind_find(const char *name)
{
	for (const struct hook_kind *k = kinds; k->name; k++) {
		if (strcmp(k->name, name) == 0)
			return k;
	}
	return NULL;
}

/* A script's second line, with its newline; what lies about it in the others. */
static struct str stamp_line(struct str text, struct str *first,
			     struct str *rest)
{
	size_t from = str_find(text, '\n', 0) + 1;
	size_t to = from < text.n ? str_find(text, '\n', from) + 1 : from;

	*first = str_cut(text, 0, from);
	*rest = str_cut(text, to, text.n);
	return str_cut(text, from, to);
}

/* sha256:... of all lines but the second. */
static const char *digest(struct arena *a, struct str first, struct str rest)
{
	char *text = arena_alloc(a, STORE_DIGEST_TEXT + 1);
	struct buf b = buf_in(a);
	struct store_id id;
	struct str all;

	buf_add(&b, first);
	buf_add(&b, rest);
	all = buf_str(&b);
	store_id_of(&id, all.p, all.n);
	store_id_write(&id, text);
	return text;
}

const char *hook_quoted(struct arena *a, const char *path)
{
	struct buf b = buf_in(a);

	buf_addc(&b, '\'');
	for (; *path; path++) {
		if (*path == '\'')
			buf_adds(&b, "'\\''");
		else
			buf_addc(&b, *path);
	}
	buf_addc(&b, '\'');
	return str_c(a, buf_str(&b));
}

/* The script with the program's path in it. */
static struct str with_program(struct arena *a, const char *script,
			       const char *program)
{
	const char *at = strstr(script, program_line);
	struct buf b = buf_in(a);

	if (!program || !at)
		return str_of(script);
	buf_add(&b, (struct str){ script, (size_t)(at - script) });
	buf_addf(&b, "\nprogram=%s\n", hook_quoted(a, program));
	buf_adds(&b, at + strlen(program_line));
	return buf_str(&b);
}

/*
 * The body in a subshell, whose exec and exit end only it; then the other
 * hook. A manager that moves this file aside in its turn and calls it
 * from its own, which is then that other hook, must not go round for ever:
 * so a chain is gone through once.
 */
static void add_chained(struct buf *b, const struct hook_kind *kind,
			struct str body)
{
	const char * or = kind->flags & HOOK_NOTICE ? "||\n\t:\n" : "|| exit\n";

	if (kind->flags & HOOK_HAS_INPUT)
		buf_adds(b, "input=$(mktemp) && cat >\"$input\" || exit 1\n");
	buf_adds(b, "(\n");
	buf_add(b, body);
	if (kind->flags & HOOK_HAS_INPUT)
		buf_adds(b, ") <\"$input\" || {\n"
			    "\tstatus=$?\n"
			    "\trm -f \"$input\"\n"
			    "\texit \"$status\"\n"
			    "}\n"
			    "exec <\"$input\"\n"
			    "rm -f \"$input\"\n");
	else
		buf_addf(b, ") %s", or);
	buf_addf(b,
		 "here=$(cd \"${0%%/*}\" && pwd)/%s\n"
		 "[ -x \"$here.promptpin-prev\" ] || exit 0\n"
		 "[ \"${PROMPTPIN_CHAIN-}\" != \"$here\" ] || exit 0\n"
		 "PROMPTPIN_CHAIN=$here\n"
		 "export PROMPTPIN_CHAIN\n"
		 "exec \"$here.promptpin-prev\" \"$@\"\n",
		 kind->name);
}

struct str hook_script(struct arena *a, const struct hook_kind *kind,
		       const char *program, bool chained)
{
	struct str all = with_program(a, kind->script, program), first, rest;
	struct buf out = buf_in(a), body = buf_in(a);

	(void)stamp_line(all, &first, &rest);
	if (chained)
		add_chained(&body, kind, rest);
	else
		buf_add(&body, rest);
	rest = buf_str(&body);
	buf_add(&out, first);
	buf_addf(&out, "%s%s promptpin %s %s\n", stamp, kind->name,
		 PROMPTPIN_VERSION, digest(a, first, rest));
	buf_add(&out, rest);
	return buf_str(&out);
}

enum hook_stamp hook_stamp(struct arena *a, const struct hook_kind *kind,
			   struct str text)
{
	struct str first, rest, line = stamp_line(text, &first, &rest);

	if (str_is(text, kind->script))
		return STAMP_WHOLE; /* copied by hand from the source tree */
	if (!str_starts(line, stamp))
		return STAMP_NONE;
	line = str_cut(line, str_rfind(line, ' ') + 1, line.n - 1);
	return str_is(line, digest(a, first, rest)) ? STAMP_WHOLE :
						      STAMP_BROKEN;
}

struct str hook_stamp_version(struct str text)
{
	struct str first, rest, line = stamp_line(text, &first, &rest);
	size_t to = str_rfind(line, ' ');
	struct str words = str_cut(line, 0, to);

	if (!str_starts(line, stamp) || to == line.n)
		return STR_EMPTY;
	return str_cut(words, str_rfind(words, ' ') + 1, words.n);
}

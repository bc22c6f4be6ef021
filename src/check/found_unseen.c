/*
 * What a rule cannot decide, since nothing reads such a file: that it could
 * not be looked at is a finding of the rule. Size is none of the reasons.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "check/found.h"

static bool is_ascii(struct str path)
{
	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] < ' ' || path.p[i] > '~')
			return false;
	return true;
}

/* As one word for a shell, whatever bytes it has. */
static struct str word_of(struct arena *a, struct str path)
{
	struct buf b = buf_in(a);

	if (is_ascii(path) || view_path_ok(path)) {
		text_word(&b, path);
		return buf_str(&b);
	}
	buf_adds(&b, "$'");
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if (c == '\'' || c == '\\')
			buf_addc(&b, '\\');
		if (c >= ' ' && c < 0x7f)
			buf_addc(&b, path.p[i]);
		else
			buf_addf(&b, "\\x%02x", c);
	}
	buf_addc(&b, '\'');
	return buf_str(&b);
}

/* A folder of a sparse index, which only a path that is no good keeps closed. */
static bool is_sparse(const struct view_entry *entry)
{
	return entry->closed && str_ends(entry->path, "/");
}

static const char *why_not(const struct view_entry *entry)
{
	if (is_sparse(entry))
		return "the index is sparse, and its path is not one that every system has";
	if (entry->closed)
		return "a tree has it with a name or a mode that git does not write, or twice";
	if (!view_path_ok(entry->path))
		return "its path is not one that every system has (UTF-8, no control character, no `\\` or `:`, no dot or space at the end of a name)";
	if (entry->type == VIEW_UNMERGED)
		return "it is not merged yet";
	return "its mode is not one that git writes, or its name is there twice";
}

static void help(struct found *f, struct finding *finding, struct str path,
		 const struct view_entry *entry)
{
	struct arena *a = f->c->arena;
	struct str word = word_of(a, path);

	if (entry->type == VIEW_UNMERGED)
		finding_help(finding,
			     str_fmt(a, "git add %.*s", STR_ARG(word)));
	else if (is_sparse(entry))
		finding_help(
			finding,
			STR("git sparse-checkout reapply --no-sparse-index"));
	else if (!entry->closed && !view_path_ok(path))
		finding_help(finding,
			     str_fmt(a, "git mv %.*s NEW-NAME", STR_ARG(word)));
	else
		finding_help(finding,
			     str_fmt(a,
				     "git rm -rq --cached %.*s && git add %.*s",
				     STR_ARG(word), STR_ARG(word)));
	if (!entry->closed)
		finding_help(
			finding,
			STR("or list it under `ignore:` in " MANIFEST_PATH));
}

void found_unseen(struct found *f, enum rule rule, struct str path,
		  const struct view_entry *entry)
{
	struct finding *finding = context_finding(f->c, rule, STR_EMPTY, path,
						  (struct pos){ 0, 0 });

	finding->message = str_fmt(
		f->c->arena, "%s: %s",
		entry->closed ?
			"what is in this folder could not be looked at" :
		rule == RULE_HIDDEN_PROMPT ?
			"this file could not be searched for prompts" :
			"this file may be a prompt, and could not be looked at",
		why_not(entry));
	help(f, finding, path, entry);
	finding_key(finding, STR("\xfe"));
}

/*
 * What .gitignore files and their like say, as gitignore(5) has it. libgit2
 * 1.5 drops a rule with `!` that takes back one of another file.
 */
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "view/internal.h"

enum { RULES_LIMIT = 16 << 20 /* bytes of one file of rules */ };

struct rule {
	struct str pattern;
	bool negative, folders_only;
	bool name_only; /* no slash in it: the last segment alone is matched */
};
struct rules {
	struct rule *items;
	size_t count, room;
	size_t base;	      /* length of the folder's path with its slash */
	struct rules *parent; /* asked where these say nothing */
};
struct ignore {
	struct arena *arena;
	struct repo *repo;
	const struct index *index;
	struct map folders;    /* path -> struct rules */
	struct rules *outside; /* the repository's own, and the user's */
	int root;
};

/* ---- patterns */

static bool in_class(struct str name, unsigned char c)
{
	static const struct {
		const char *name;
		int (*has)(int);
	} classes[] = {
		{ "alnum", isalnum }, { "alpha", isalpha },
		{ "blank", isblank }, { "cntrl", iscntrl },
		{ "digit", isdigit }, { "graph", isgraph },
		{ "lower", islower }, { "print", isprint },
		{ "punct", ispunct }, { "space", isspace },
		{ "upper", isupper }, { "xdigit", isxdigit },
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (str_is(name, classes[i].name))
			return classes[i].has(c) != 0;
	return false;
}

/* Length of one member of a set at p[at], its bounds in low and high. */
static size_t member(struct str p, size_t at, unsigned char *low,
		     unsigned char *high)
{
	size_t from = at;

	if (p.p[at] == '\\' && at + 1 < p.n)
		at++;
	*low = *high = (unsigned char)p.p[at++];
	if (at + 1 < p.n && p.p[at] == '-' && p.p[at + 1] != ']') {
		at++;
		if (p.p[at] == '\\' && at + 1 < p.n)
			at++;
		*high = (unsigned char)p.p[at++];
	}
	return at - from;
}

/* Match c with the set that begins at p[at]; its length, 0 if it never ends. */
static size_t in_set(struct str p, size_t at, unsigned char c, bool *hit)
{
	size_t from = at++;
	bool inverted = at < p.n && (p.p[at] == '!' || p.p[at] == '^');
	size_t first = at += inverted;

	*hit = false;
	while (at < p.n && (p.p[at] != ']' || at == first)) {
		unsigned char low, high;
		size_t end = str_find(p, ']', at + 2);

		if (p.p[at] == '[' && at + 1 < p.n && p.p[at + 1] == ':' &&
		    end < p.n && p.p[end - 1] == ':' && end - 1 > at + 1) {
			*hit |= in_class(str_cut(p, at + 2, end - 1), c);
			at = end + 1;
			continue;
		}
		at += member(p, at, &low, &high);
		*hit |= c >= low && c <= high;
	}
	*hit = *hit != inverted && c != '/';
	return at < p.n ? at + 1 - from : 0;
}

/* Match one character that is not a star: length in the pattern, or 0. */
static size_t one(struct str p, size_t at, char c)
{
	size_t length;
	bool hit;

	switch (p.p[at]) {
	case '?':
		return c != '/';
	case '[':
		length = in_set(p, at, (unsigned char)c, &hit);
		return hit ? length : 0;
	case '\\':
		return at + 1 < p.n && p.p[at + 1] == c ? 2 : 0;
	default:
		return p.p[at] == c;
	}
}

/* Where a star or a double star may take more. */
struct retry {
	size_t pattern, text; /* pattern 0: nowhere; a star is behind it */
};

/* Whether the stars at p[at] are `**` between slashes, or at an end. */
static bool is_double(struct str p, size_t at, size_t end)
{
	return end - at == 2 && (at == 0 || p.p[at - 1] == '/') &&
	       (end == p.n || p.p[end] == '/');
}

bool ignore_match(struct str p, struct str text)
{
	struct retry star = { 0, 0 }, many = { 0, 0 };
	size_t i = 0, j = 0;

	for (;;) {
		size_t end = i, step;

		while (end < p.n && p.p[end] == '*')
			end++;
		if (end > i && is_double(p, i, end)) {
			if (end == p.n)
				return j < text.n;
			i = end + 1;
			many = (struct retry){ i, j };
			star.pattern = 0;
			continue;
		}
		if (end > i) {
			i = end;
			star = (struct retry){ i, j };
			continue;
		}
		if (i == p.n && j == text.n)
			return true;
		step = i < p.n && j < text.n ? one(p, i, text.p[j]) : 0;
		if (step) {
			i += step;
			j++;
		} else if (star.pattern && star.text < text.n &&
			   text.p[star.text] != '/') {
			i = star.pattern;
			j = ++star.text;
		} else {
			many.text = str_find(text, '/', many.text) + 1;
			if (!many.pattern || many.text > text.n)
				return false;
			star.pattern = 0;
			i = many.pattern;
			j = many.text;
		}
	}
}

/* ---- files of rules */

/* Spaces at the end count only behind a backslash. */
static struct str trim(struct str line)
{
	size_t keep = 0;

	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] == '\\' && i + 1 < line.n)
			i++;
		else if (line.p[i] == ' ')
			continue;
		keep = i + 1;
	}
	return str_cut(line, 0, keep);
}

static void add(struct rules *rules, struct arena *a, struct str line)
{
	struct rule rule = { .name_only = true };

	line = trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return;
	rule.negative = line.p[0] == '!';
	line = str_cut(line, rule.negative, line.n);
	rule.folders_only = str_ends(line, "/");
	line = str_cut(line, 0, line.n - rule.folders_only);
	if (line.n == 0)
		return;
	rule.name_only = str_find(line, '/', 0) == line.n;
	rule.pattern = str_cut(line, line.p[0] == '/', line.n);
	rules->items = arena_grow(a, rules->items, rules->count, &rules->room,
				  sizeof(*rules->items));
	rules->items[rules->count++] = rule;
}

static void parse(struct rules *rules, struct arena *a, struct str text)
{
	size_t end, from = str_starts(text, "\xef\xbb\xbf") ? 3 : 0;

	for (; from < text.n; from = end + 1) {
		end = str_find(text, '\n', from);
		add(rules, a, str_cut(text, from, end));
	}
}

static struct rules *rules_new(struct arena *a, struct rules *parent,
			       size_t base)
{
	struct rules *rules = arena_zero(a, 1, sizeof(*rules));

	rules->parent = parent;
	rules->base = base;
	return rules;
}

/* Read rules from an open file, and close it; -1: there is none. */
static void read_rules(struct rules *rules, struct arena *a, int fd)
{
	struct str text;
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size <= RULES_LIMIT &&
	    disk_read(fd, a, (size_t)st.st_size, &text) == 0)
		parse(rules, a, text);
	(void)close(fd);
}

static int open_outside(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

struct ignore *ignore_new(struct arena *a, struct repo *repo,
			  const struct index *index, int root)
{
	struct ignore *ignore = arena_zero(a, 1, sizeof(*ignore));
	struct rules *user = rules_new(a, NULL, 0);
	const char *path = repo_user_file(repo, a, "core.excludesfile",
					  "ignore");

	ignore->arena = a;
	ignore->repo = repo;
	ignore->index = index;
	ignore->root = root;
	ignore->folders = map_in(a);
	if (path)
		read_rules(user, a, open_outside(path));
	ignore->outside = rules_new(a, user, 0);
	read_rules(
		ignore->outside, a,
		open_outside(str_fmt(a, "%sinfo/exclude", repo->common_dir).p));
	return ignore;
}

static void read_folder(struct ignore *ignore, struct rules *rules,
			struct str folder)
{
	struct str path = str_fmt(ignore->arena, "%.*s%s.gitignore",
				  STR_ARG(folder), folder.n ? "/" : "");
	int fd = disk_open(ignore->root, path.p, O_RDONLY);
	struct index_entry *entry = index_at(ignore->index, path);
	struct error unread = { 0 };
	struct str text;

	if (fd >= 0)
		read_rules(rules, ignore->arena, fd);
	else if (entry && entry->skip && entry->entry.type == VIEW_FILE &&
		 odb_blob(ignore->repo, ignore->arena, &entry->entry.oid, path,
			  RULES_LIMIT, &text, &unread) == 0)
		parse(rules, ignore->arena, text);
}

static struct rules *rules_of(struct ignore *ignore, struct str folder)
{
	struct rules *rules = map_get(&ignore->folders, folder);
	size_t end = 0;

	if (rules)
		return rules;
	rules = ignore->outside;
	for (;;) {
		struct str at = str_cut(folder, 0, end);
		struct rules *known = map_get(&ignore->folders, at);

		if (!known) {
			known = rules_new(ignore->arena, rules,
					  end ? end + 1 : 0);
			read_folder(ignore, known, at);
			*map_put(&ignore->folders,
				 str_copy(ignore->arena, at)) = known;
		}
		rules = known;
		if (end == folder.n)
			return rules;
		end = str_find(folder, '/', end ? end + 1 : 0);
	}
}

bool ignore_says(struct ignore *ignore, struct str path, bool folder)
{
	size_t slash = str_rfind(path, '/');
	struct str name = str_cut(path, slash == path.n ? 0 : slash + 1,
				  path.n);
	struct rules *rules = rules_of(
		ignore, slash == path.n ? STR_EMPTY : str_cut(path, 0, slash));

	for (; rules; rules = rules->parent)
		for (size_t i = rules->count; i > 0; i--) {
			const struct rule *rule = rules->items + i - 1;

			if (rule->folders_only && !folder)
				continue;
			if (ignore_match(
				    rule->pattern,
				    rule->name_only ?
					    name :
					    str_cut(path, rules->base, path.n)))
				return !rule->negative;
		}
	return false;
}

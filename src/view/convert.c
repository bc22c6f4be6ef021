/*
 * Asking for the attributes of each file costs more than reading the
 * file. So first it is found out, folder by folder, whether any attribute
 * that could change bytes is written down anywhere above a file; and line
 * ends only matter to a file with a CR in it.
 */
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/internal.h"
#include "view/lines.h"

const char *const attribute_names[ATTRIBUTE_COUNT] = {
	"filter", "working-tree-encoding", "text", "crlf", "eol", "ident"
};
const char attribute_set[] = "true", attribute_unset[] = "false";

enum {
	SEEN = 1,   /* looked at: a map has no place for nothing */
	DRIVER = 2, /* filter, working-tree-encoding, or a macro */
	LINES = 4,  /* text, eol, crlf */
	IDENT = 8,
	ATTRIBUTES_LIMIT = 1 << 20
};

struct convert {
	struct arena *arena;
	struct repo *repo;
	const struct index *index; /* or NULL */
	struct map folders;	   /* path -> &words[flags] */
	unsigned char outside;	   /* what files outside the tree ask for */
	enum line_config autocrlf, eol;
	int root;
};

/* A map holds pointers: one for each set of flags. */
static char words[16];

static bool has(struct str text, const char *word)
{
	return memmem(text.p, text.n, word, strlen(word)) != NULL;
}

/* Whether word is there without a sign that takes it back. */
static bool sets(struct str text, const char *word)
{
	size_t n = strlen(word);

	while (text.n >= n) {
		const char *hit = memmem(text.p, text.n, word, n);

		if (!hit)
			return false;
		if (hit == text.p || (hit[-1] != '-' && hit[-1] != '!'))
			return true;
		text = str_cut(text, (size_t)(hit - text.p) + n, text.n);
	}
	return false;
}

static unsigned scan(struct str text)
{
	unsigned flags = 0;

	if (has(text, "filter") || has(text, "working-tree-encoding") ||
	    has(text, "[attr]"))
		flags |= DRIVER;
	if (has(text, "[attr]") || sets(text, "text") || sets(text, "crlf") ||
	    sets(text, "eol"))
		flags |= LINES;
	if (has(text, "[attr]") || sets(text, "ident"))
		flags |= IDENT;
	return flags;
}

/* What an attribute file asks for; one that is no plain file nothing. */
static unsigned scan_fd(int fd)
{
	struct arena scratch = { 0 };
	unsigned flags = DRIVER | LINES | IDENT; /* in doubt */
	struct str text;
	struct stat st;

	if (fd < 0)
		return 0;
	if (fstat(fd, &st) == 0 && st.st_size <= ATTRIBUTES_LIMIT &&
	    disk_read(fd, &scratch, (size_t)st.st_size, &text) == 0)
		flags = scan(text);
	(void)close(fd);
	arena_free(&scratch);
	return flags;
}

static unsigned scan_file(const char *path)
{
	return scan_fd(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

/* System, user and repository, as git looks for them. */
static unsigned scan_outside(struct convert *c, struct arena *scratch)
{
	const char *user = repo_user_file(c->repo, scratch,
					  "core.attributesfile", "attributes");
	unsigned flags;

	flags = scan_file("/etc/gitattributes");
	flags |= scan_file(
		str_fmt(scratch, "%sinfo/attributes", c->repo->common_dir).p);
	return user ? flags | scan_file(user) : flags;
}

/* As git reads a setting that is on or off. */
static bool is_true(const char *value)
{
	return strcasecmp(value, "true") == 0 ||
	       strcasecmp(value, "yes") == 0 || strcasecmp(value, "on") == 0 ||
	       strtol(value, NULL, 10) != 0;
}

struct convert *convert_new(struct arena *a, struct repo *repo,
			    const struct index *index, int root)
{
	struct convert *c = arena_zero(a, 1, sizeof(*c));
	struct arena scratch = { 0 };
	const char *crlf = repo_config(repo, &scratch, "core.autocrlf");
	const char *eol = repo_config(repo, &scratch, "core.eol");

	c->arena = a;
	c->repo = repo;
	c->index = index;
	c->root = root;
	c->folders = map_in(a);
	if (crlf && strcasecmp(crlf, "input") == 0)
		c->autocrlf = LINE_CONFIG_LF;
	else if (crlf && is_true(crlf))
		c->autocrlf = LINE_CONFIG_CRLF;
	if (eol && strcasecmp(eol, "crlf") == 0)
		c->eol = LINE_CONFIG_CRLF;
	c->outside = (unsigned char)scan_outside(c, &scratch);
	arena_free(&scratch);
	return c;
}

/* What the .gitattributes of one folder asks for; where a sparse checkout
 * left it out, the one in the index. */
static unsigned scan_folder(struct convert *c, struct str folder)
{
	struct arena scratch = { 0 };
	struct str path = str_fmt(&scratch, "%.*s%s.gitattributes",
				  STR_ARG(folder), folder.n ? "/" : "");
	int fd = disk_open(c->root, path.p, O_RDONLY);
	struct index_entry *entry = NULL;
	unsigned flags = 0;

	if (fd >= 0)
		flags = scan_fd(fd);
	else if (fd == -ENOENT && c->index)
		entry = index_at(c->index, path);
	if (entry && entry->entry.type == VIEW_FILE) {
		struct error ignored = { 0 };
		struct str text;

		flags = DRIVER | LINES | IDENT;
		if (odb_blob(c->repo, &scratch, &entry->entry.oid, path,
			     ATTRIBUTES_LIMIT, &text, &ignored) == 0)
			flags = scan(text);
	}
	arena_free(&scratch);
	return flags;
}

static struct str parent_of(struct str path)
{
	size_t slash = str_rfind(path, '/');

	return slash == path.n ? STR_EMPTY : str_cut(path, 0, slash);
}

/* What any attribute file above path asks for. */
static unsigned flags_of(struct convert *c, struct str path)
{
	struct str folder = parent_of(path);
	unsigned flags = c->outside | SEEN;
	size_t end = 0;
	char *known = map_get(&c->folders, folder);

	if (known)
		return (unsigned)(known - words);
	for (;;) {
		struct str at = str_cut(folder, 0, end);
		void **place = map_put(&c->folders, str_copy(c->arena, at));

		if (*place)
			flags = (unsigned)((char *)*place - words);
		else
			flags |= scan_folder(c, at);
		*place = words + flags;
		if (end == folder.n)
			return flags;
		end = str_find(folder, '/', end ? end + 1 : 0);
	}
}

/* The attributes that stand between: *encoding is NULL, or a name in a. */
static int drivers(struct convert *c, struct arena *a, struct str path,
		   bool *filter, const char **encoding, struct error *err)
{
	const char *values[ATTRIBUTE_COUNT], *value;

	*filter = false;
	*encoding = NULL;
	if (!(flags_of(c, path) & DRIVER))
		return 0;
	if (c->repo->source->attributes(c->repo, a, path, values, err) < 0)
		return ERROR_FAILED;
	value = values[ATTRIBUTE_FILTER];
	*filter = value && value != attribute_set && value != attribute_unset;
	value = values[ATTRIBUTE_ENCODING];
	if (value == attribute_set || value == attribute_unset)
		*encoding = "true or false"; /* git refuses these, too */
	else if (value && strcasecmp(value, "UTF-8") != 0 &&
		 strcasecmp(value, "UTF8") != 0)
		*encoding = value;
	return 0;
}

int convert_matters(struct convert *c, struct str path, bool *out,
		    struct error *err)
{
	struct arena scratch = { 0 };
	const char *encoding;
	int rc = drivers(c, &scratch, path, out, &encoding, err);

	*out = *out || encoding;
	arena_free(&scratch);
	return rc;
}

static int refuse(struct str path, const char *what, const char *name,
		  struct error *err)
{
	(void)error_set(err, ERROR_REFUSED,
			"%.*s: %s%s: only git can convert it", STR_ARG(path),
			what, name);
	error_help(err, "git add -- '%.*s'", STR_ARG(path));
	return ERROR_REFUSED;
}

static bool bom_at(struct str s, const char *bom, size_t n)
{
	return s.n >= n && memcmp(s.p, bom, n) == 0;
}

/* git's rules: UTF-16 and UTF-32 must begin with a byte order mark, and must
 * not where the name says the order. */
static bool bom_fits(const char *encoding, struct str s)
{
	struct str name = str_of(encoding);
	bool u16 = bom_at(s, "\xff\xfe", 2) || bom_at(s, "\xfe\xff", 2);
	bool u32 = bom_at(s, "\xff\xfe\0", 4) || bom_at(s, "\0\0\xfe\xff", 4);

	if (strncasecmp(encoding, "UTF", 3) != 0)
		return true;
	name = str_cut(name, name.n > 3 && name.p[3] == '-' ? 4 : 3, name.n);
	if (str_is(name, "16") || strcasecmp(name.p, "16LE-BOM") == 0)
		return u16;
	if (str_is(name, "32"))
		return u32;
	if (strcasecmp(name.p, "16LE") == 0 || strcasecmp(name.p, "16BE") == 0)
		return !u16;
	if (strcasecmp(name.p, "32LE") == 0 || strcasecmp(name.p, "32BE") == 0)
		return !u32;
	return true;
}

/* False: a byte that does not convert, or no such encoding. */
static bool recode(struct arena *a, const char *to, const char *from,
		   struct str bytes, struct buf *out)
{
	iconv_t how = iconv_open(to, from);
	char chunk[4096], *in = str_c(a, bytes);
	size_t left = bytes.n, rc;

	if (how == (iconv_t)-1)
		return false;
	do {
		char *at = chunk;
		size_t room = sizeof(chunk);

		rc = iconv(how, &in, &left, &at, &room);
		buf_add(out, (struct str){ chunk, (size_t)(at - chunk) });
	} while (rc == (size_t)-1 && errno == E2BIG);
	(void)iconv_close(how);
	return rc == 0 && left == 0;
}

static int decode(struct arena *a, struct str path, const char *encoding,
		  struct str *bytes, struct error *err)
{
	struct buf out = buf_in(a);
	const char *from = encoding;

	if (bytes->n == 0)
		return 0;
	if (strcasecmp(encoding, "UTF-16LE-BOM") == 0)
		from = "UTF-16";
	if (!bom_fits(encoding, *bytes) ||
	    !recode(a, "UTF-8", from, *bytes, &out))
		return refuse(path, "is not valid in working-tree-encoding ",
			      encoding, err);
	*bytes = buf_str(&out);
	return 0;
}

static int encode(struct arena *a, struct str path, const char *encoding,
		  struct str *bytes, struct error *err)
{
	struct buf out = buf_in(a);
	const char *to = encoding;

	if (bytes->n == 0)
		return 0;
	if (strcasecmp(encoding, "UTF-16LE-BOM") == 0) {
		to = "UTF-16LE";
		buf_add(&out, STR("\xff\xfe"));
	}
	if (!recode(a, to, "UTF-8", *bytes, &out))
		return refuse(path,
			      "cannot be written in "
			      "working-tree-encoding ",
			      encoding, err);
	*bytes = buf_str(&out);
	return 0;
}

static int rule_of(struct convert *c, struct arena *a, struct str path,
		   struct line_rule *out, struct error *err)
{
	const char *values[ATTRIBUTE_COUNT];

	if (c->repo->source->attributes(c->repo, a, path, values, err) < 0)
		return ERROR_FAILED;
	*out = line_rule_of(values, c->autocrlf, c->eol);
	return 0;
}

/* A file that has CRLF in the index keeps it, where git only guesses. */
static int guess(struct convert *c, struct arena *a, struct str path,
		 struct line_rule *rule, struct error *err)
{
	struct index_entry *entry = c->index ? index_at(c->index, path) : NULL;
	struct str bytes;

	if (!line_rule_guesses(rule) || !entry ||
	    entry->entry.type != VIEW_FILE || entry->intent)
		return 0;
	if (odb_blob(c->repo, a, &entry->entry.oid, path, HASH_LIMIT, &bytes,
		     err) < 0)
		return ERROR_FAILED;
	if (lines_have_crlf(bytes))
		rule->ends = LINES_KEEP;
	return 0;
}

int convert_in(struct convert *c, struct arena *a, struct str path,
	       struct str bytes, struct str *out, struct error *err)
{
	unsigned flags = flags_of(c, path);
	const char *encoding;
	bool filter, lines, ident;
	int rc;

	rc = drivers(c, a, path, &filter, &encoding, err);
	if (rc < 0)
		return rc;
	if (filter)
		return refuse(path, "has a filter driver", "", err);
	if (encoding && (rc = decode(a, path, encoding, &bytes, err)) < 0)
		return rc;
	lines = (c->autocrlf || flags & LINES) &&
		str_find(bytes, '\r', 0) < bytes.n;
	ident = flags & IDENT && has(bytes, "$Id");
	if (lines || ident) {
		struct line_rule rule;

		rc = rule_of(c, a, path, &rule, err);
		if (rc == 0 && lines)
			rc = guess(c, a, path, &rule, err);
		if (rc == 0)
			bytes = lines_in(a, bytes, &rule);
	}
	*out = bytes;
	return rc;
}

/* Line ends and $Id$ as a checkout writes them. */
static int checked_out(struct convert *c, struct arena *a, struct str path,
		       struct str *bytes, struct error *err)
{
	char hex[OID_HEX + 1];
	struct line_rule rule;
	struct view_oid oid;

	if (rule_of(c, a, path, &rule, err) < 0 ||
	    oid_of_bytes(c->repo, &oid, *bytes, err) < 0)
		return ERROR_FAILED;
	oid_hex(c->repo, &oid, hex);
	*bytes = lines_out(a, *bytes, &rule, hex);
	return 0;
}

int convert_out(struct convert *c, struct arena *a, struct str path,
		struct str bytes, struct str *out, struct error *err)
{
	const char *encoding;
	bool filter;
	int rc;

	rc = drivers(c, a, path, &filter, &encoding, err);
	if (rc < 0)
		return rc;
	if (filter)
		return refuse(path, "has a filter driver", "", err);
	if (bytes.n && (c->autocrlf || flags_of(c, path) & (LINES | IDENT)))
		rc = checked_out(c, a, path, &bytes, err);
	if (rc == 0 && encoding)
		rc = encode(a, path, encoding, &bytes, err);
	*out = bytes;
	return rc;
}

#include "store.h"

#include <stdio.h>
#include <string.h>

#include "name.h"
#include "text.h"

/* The three folders of one form each, and the one of any. */
static const char objects[] = "objects/";
static const char releases[] = "releases/";
static const char heads[] = "heads/";
static const char records[] = "records/";

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether n bytes at p are word, which is lower-case, in any case. */
static bool is_word(const char *p, size_t n, const char *word)
{
	if (strlen(word) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(p[i]) != word[i])
			return false;
	return true;
}

/* Windows opens a device for these, whatever follows the first dot. */
static bool is_device(const char *p, size_t n)
{
	static const char *const plain[] = { "con", "prn", "aux", "nul" };
	const char *point = memchr(p, '.', n);

	if (point)
		n = (size_t)(point - p);
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (is_word(p, n, plain[i]))
			return true;
	return n == 4 && p[3] >= '1' && p[3] <= '9' &&
	       (is_word(p, 3, "com") || is_word(p, 3, "lpt"));
}

static bool is_small_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool prompt_segment_ok(const char *p, size_t n)
{
	if (n == 0 || !is_small_alnum(p[0]) || p[n - 1] == '.')
		return false;
	for (size_t i = 1; i < n; i++)
		if (!is_small_alnum(p[i]) && !strchr("._-", p[i]))
			return false;
	return !is_device(p, n);
}

/* A NUL inside passes strchr above, so it is looked for on its own. */
bool store_prompt_ok(const char *id, size_t n)
{
	if (n > STORE_PROMPT_MAX || memchr(id, '\0', n))
		return false;
	for (;;) {
		const char *slash = memchr(id, '/', n);
		size_t segment = slash ? (size_t)(slash - id) : n;

		if (!prompt_segment_ok(id, segment))
			return false;
		if (!slash)
			return true;
		id += segment + 1;
		n -= segment + 1;
	}
}

static bool is_git(const char *p, size_t n)
{
	return is_word(p, n, ".git");
}

static bool is_dots(const char *p, size_t n)
{
	return (n == 1 || n == 2) && p[0] == '.' && p[n - 1] == '.';
}

/*
 * A name below records/ may come from a program newer than this one, so
 * everything is taken that every file system and git's own checks take.
 */
static bool record_segment_ok(const char *p, size_t n)
{
	if (n == 0 || n > NAME_BYTES_MAX || is_git(p, n) ||
	    is_word(p, n, "git~1") || is_device(p, n))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p[i] < ' ' || strchr("\\:\x7f", p[i]))
			return false;
	return p[n - 1] != '.' && p[n - 1] != ' ';
}

/* Whether every segment of path is ok. */
static bool each_segment(const char *path, bool (*ok)(const char *p, size_t n))
{
	for (;;) {
		size_t n = strcspn(path, "/");

		if (!ok(path, n))
			return false;
		if (path[n] == '\0')
			return true;
		path += n + 1;
	}
}

static bool inside(const char *p, size_t n)
{
	return n > 0 && !is_dots(p, n);
}

static bool source_segment_ok(const char *p, size_t n)
{
	return inside(p, n) && !is_git(p, n);
}

bool name_path_inside(const char *path)
{
	return each_segment(path, inside);
}

bool name_source_ok(const char *path)
{
	return each_segment(path, source_segment_ok);
}

bool name_release_fits(const char *prompt, const char *version)
{
	const char *slash = strrchr(prompt, '/');
	const char *last = slash ? slash + 1 : prompt;

	return strlen(last) + 1 + strlen(version) <= NAME_BYTES_MAX;
}

/* What follows prefix in path, or NULL where path does not start with it. */
static const char *after(const char *path, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(path, prefix, n) == 0 ? path + n : NULL;
}

/* "ab/cdef..." */
static bool read_object(struct store_path *out, const char *rest)
{
	char text[STORE_DIGEST_TEXT + 1];

	if (strlen(rest) != STORE_ID_HEX + 1 || rest[2] != '/')
		return false;
	memcpy(text, "sha256:", 7);
	memcpy(text + 7, rest, 2);
	memcpy(text + 9, rest + 3, STORE_ID_HEX - 2 + 1);
	if (store_id_read(&out->object, text, STORE_DIGEST_TEXT) < 0)
		return false;
	out->kind = STORE_OBJECT;
	return true;
}

/* "<prompt>@<version>", or "<prompt>@" where kind is STORE_HEAD. */
static bool read_named(struct store_path *out, const char *rest,
		       enum store_kind kind)
{
	const char *at = strchr(rest, '@');
	size_t prompt = at ? (size_t)(at - rest) : 0;
	size_t version = at ? strlen(at + 1) : 0;
	struct store_version parsed;

	if (!at || !store_prompt_ok(rest, prompt))
		return false;
	if (kind == STORE_HEAD && version != 0)
		return false;
	if (kind == STORE_RELEASE &&
	    (store_version_read(&parsed, at + 1, version) < 0 ||
	     version >= sizeof(out->version)))
		return false;
	memcpy(out->prompt, rest, prompt);
	out->prompt[prompt] = '\0';
	memcpy(out->version, at + 1, version + 1);
	out->kind = kind;
	return name_release_fits(out->prompt, out->version);
}

static bool read_record(struct store_path *out, const char *rest)
{
	out->kind = STORE_RECORD;
	return !store_path_temporary(rest) &&
	       text_is_utf8(rest, strlen(rest)) &&
	       each_segment(rest, record_segment_ok);
}

void store_path_read(struct store_path *out, const char *path)
{
	struct store_path read = { .kind = STORE_STRAY };
	const char *rest;
	bool ok = false;

	if (strlen(path) >= STORE_PATH_MAX)
		ok = false;
	else if (strcmp(path, "format") == 0) {
		read.kind = STORE_FORMAT;
		ok = true;
	} else if ((rest = after(path, objects)) != NULL)
		ok = read_object(&read, rest);
	else if ((rest = after(path, releases)) != NULL)
		ok = read_named(&read, rest, STORE_RELEASE);
	else if ((rest = after(path, heads)) != NULL)
		ok = read_named(&read, rest, STORE_HEAD);
	else if ((rest = after(path, records)) != NULL)
		ok = read_record(&read, rest);
	*out = ok ? read : (struct store_path){ .kind = STORE_STRAY };
}

bool store_path_temporary(const char *path)
{
	const char *slash = strrchr(path, '/');

	return after(slash ? slash + 1 : path, NAME_TEMPORARY) != NULL;
}

void store_object_path(const struct store_id *id, char path[STORE_PATH_MAX])
{
	char text[STORE_DIGEST_TEXT + 1];
	const char *hex = text + STORE_DIGEST_TEXT - STORE_ID_HEX;

	/* By hand: a check names every object of every release. */
	store_id_write(id, text);
	memcpy(path, objects, sizeof(objects) - 1);
	path += sizeof(objects) - 1;
	memcpy(path, hex, 2);
	path[2] = '/';
	memcpy(path + 3, hex + 2, STORE_ID_HEX - 2 + 1);
}

void store_release_path(const char *prompt, const char *version,
			char path[STORE_PATH_MAX])
{
	(void)snprintf(path, STORE_PATH_MAX, "%s%s@%s", releases, prompt,
		       version);
}

void store_head_path(const char *prompt, char path[STORE_PATH_MAX])
{
	(void)snprintf(path, STORE_PATH_MAX, "%s%s@", heads, prompt);
}

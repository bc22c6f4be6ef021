#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "view/internal.h"

static bool is_letter(char c, char lower)
{
	return c == lower || c == lower - 'a' + 'A';
}

/* Characters that HFS+ leaves out when it compares names. */
static bool hfs_ignores(uint32_t code)
{
	return (code >= 0x200c && code <= 0x200f) ||
	       (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x206a && code <= 0x206f) || code == 0xfeff;
}

/* Whether HFS+ takes the segment for `.git`. */
static bool hfs_git(struct str s)
{
	static const char want[] = ".git";
	size_t at = 0, step;
	uint32_t code;

	for (size_t i = 0; i < s.n; i += step) {
		step = text_decode(&code, s.p + i, s.n - i);
		if (step == 0)
			return false;
		if (hfs_ignores(code))
			continue;
		if (at == 4 || code > 0x7f)
			return false;
		if (at == 0 ? code != '.' : !is_letter((char)code, want[at]))
			return false;
		at++;
	}
	return at == 4;
}

/* `.git` and its short name on NTFS, in any case. */
static bool ntfs_git(struct str s)
{
	return (s.n == 4 && s.p[0] == '.' && is_letter(s.p[1], 'g') &&
		is_letter(s.p[2], 'i') && is_letter(s.p[3], 't')) ||
	       (s.n == 5 && is_letter(s.p[0], 'g') && is_letter(s.p[1], 'i') &&
		is_letter(s.p[2], 't') && s.p[3] == '~' && s.p[4] == '1');
}

/* Control characters, and those that mean something to some file system. */
static bool bad_byte(unsigned char c)
{
	return c < 0x20 || c == 0x7f || c == '\\' || c == ':' || c == '/';
}

bool path_segment_ok(struct str s)
{
	bool ascii = true;

	/* A dot or space at the end is dropped by Windows, so `.git.` is
	 * `.git` there, and `a.` is `a`. This covers `.` and `..` too. */
	if (s.n == 0 || s.p[s.n - 1] == '.' || s.p[s.n - 1] == ' ')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (bad_byte(c))
			return false;
		if (c >= 0x80)
			ascii = false;
		/* U+0080 to U+009F: control characters as well. */
		if (c == 0xc2 && i + 1 < s.n &&
		    (unsigned char)s.p[i + 1] < 0xa0)
			return false;
	}
	if (ntfs_git(s))
		return false;
	return ascii || (text_utf8_bad(s) == s.n && !hfs_git(s));
}

bool view_path_ok(struct str path)
{
	size_t end;

	if (path.n == 0 || path.n > PATH_LIMIT || path.p[path.n - 1] == '/')
		return false;
	for (size_t from = 0; from < path.n; from = end + 1) {
		end = str_find(path, '/', from);
		if (!path_segment_ok(str_cut(path, from, end)))
			return false;
	}
	return true;
}

bool path_below(struct str path, struct str folder)
{
	if (folder.n == 0)
		return true;
	return path.n > folder.n && path.p[folder.n] == '/' &&
	       memcmp(path.p, folder.p, folder.n) == 0;
}

/* Take the last segment off; false where there is none. */
static bool go_up(char *path, size_t *n)
{
	if (*n == 0)
		return false;
	while (*n > 0 && path[*n - 1] != '/')
		--*n;
	if (*n > 0)
		--*n;
	return true;
}

int view_path_join(struct arena *a, struct str folder, struct str relative,
		   struct str *out)
{
	char *path = arena_alloc(a, folder.n + relative.n + 2);
	size_t n = folder.n, end;
	struct str joined;

	if (relative.n == 0 || relative.p[0] == '/')
		return -1;
	if (n)
		memcpy(path, folder.p, n);
	for (size_t from = 0; from <= relative.n; from = end + 1) {
		struct str segment;

		end = str_find(relative, '/', from);
		segment = str_cut(relative, from, end);
		if (segment.n == 0)
			return -1;
		if (str_is(segment, ".") && end < relative.n)
			continue;
		if (str_is(segment, "..") && end < relative.n) {
			if (!go_up(path, &n))
				return -1;
			continue;
		}
		if (n)
			path[n++] = '/';
		memcpy(path + n, segment.p, segment.n);
		n += segment.n;
	}
	path[n] = '\0';
	joined = (struct str){ path, n };
	if (!view_path_ok(joined))
		return -1;
	*out = joined;
	return 0;
}

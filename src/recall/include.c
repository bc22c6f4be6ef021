#include "recall/include.h"

#include <strings.h>

#include "base/arena.h"

static struct str trim(struct str s)
{
	while (s.n && strchr(" \t\r", s.p[0]))
		s = str_cut(s, 1, s.n);
	while (s.n && strchr(" \t\r", s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Past a section's header, where the line begins with one. */
static struct str header(struct str line, bool *include)
{
	bool quoted = false;

	*include = line.n > 8 && strncasecmp(line.p + 1, "include", 7) == 0;
	for (size_t i = 1; i < line.n; i++) {
		if (line.p[i] == '"')
			quoted = !quoted;
		else if (line.p[i] == '\\')
			i++;
		else if (line.p[i] == ']' && !quoted)
			return trim(str_cut(line, i + 1, line.n));
	}
	return STR_EMPTY;
}

static const char *resolve(struct arena *a, const char *path, struct str value,
			   const char *home)
{
	size_t slash = str_rfind(str_of(path), '/');

	if (str_starts(value, "~/"))
		return home ? str_fmt(a, "%s%.*s", home,
				      STR_ARG(str_cut(value, 1, value.n)))
				       .p :
			      NULL;
	if (value.p[0] == '~' || str_starts(value, "%("))
		return NULL;
	if (value.p[0] == '/')
		return str_c(a, value);
	return str_fmt(a, "%.*s/%.*s", (int)slash, path, STR_ARG(value)).p;
}

int include_each(struct arena *a, const char *path, struct str text,
		 const char *home,
		 void (*each)(void *argument, const char *path), void *argument)
{
	bool include = false;
	size_t end;

	if (str_starts(text, "\xef\xbb\xbf"))
		text = str_cut(text, 3, text.n);
	for (size_t from = 0; from < text.n; from = end + 1) {
		struct str line, key, value;
		const char *found;
		size_t equals;

		end = str_find(text, '\n', from);
		line = trim(str_cut(text, from, end));
		if (line.n && line.p[0] == '[')
			line = header(line, &include);
		if (!include || !line.n || strchr("#;", line.p[0]))
			continue;
		equals = str_find(line, '=', 0);
		key = trim(str_cut(line, 0, equals));
		value = trim(str_cut(line, equals + 1, line.n));
		/* A line that goes on, or a value that is not as written. */
		if (memchr(line.p, '\\', line.n) || memchr(line.p, '"', line.n))
			return -1;
		if (key.n != 4 || strncasecmp(key.p, "path", 4) != 0 ||
		    value.n == 0)
			continue;
		value = trim(str_cut(value, 0, str_find(value, '#', 0)));
		value = trim(str_cut(value, 0, str_find(value, ';', 0)));
		found = value.n ? resolve(a, path, value, home) : NULL;
		if (!found)
			return -1;
		each(argument, found);
	}
	return 0;
}

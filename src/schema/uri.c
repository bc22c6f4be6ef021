#include "schema/uri.h"

#include "base/arena.h"
#include "base/buf.h"

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

size_t uri_scheme(struct str s)
{
	size_t i = 0;

	while (i < s.n &&
	       (is_alpha(s.p[i]) ||
		(i && ((s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '+' ||
		       s.p[i] == '-' || s.p[i] == '.'))))
		i++;
	return i < s.n && s.p[i] == ':' ? i : 0;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static struct str decode(struct arena *a, struct str s)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < s.n; i++) {
		int high = s.n - i > 2 ? hex(s.p[i + 1]) : -1;
		int low = s.n - i > 2 ? hex(s.p[i + 2]) : -1;

		if (s.p[i] == '%' && high >= 0 && low >= 0) {
			buf_addc(&b, (char)(high << 4 | low));
			i += 2;
		} else {
			buf_addc(&b, s.p[i]);
		}
	}
	return buf_str(&b);
}

struct str uri_split(struct arena *a, struct str ref, struct str *fragment,
		     bool *has)
{
	size_t hash = str_find(ref, '#', 0);

	*has = hash < ref.n;
	*fragment = str_cut(ref, hash + 1, ref.n);
	if (str_find(*fragment, '%', 0) < fragment->n)
		*fragment = decode(a, *fragment);
	return str_cut(ref, 0, hash);
}

/* A reference in its parts, each with what sets it apart. */
struct parts {
	struct str scheme;    /* "http:" */
	struct str authority; /* "//host" */
	struct str path;
	struct str query; /* "?a" */
};

static struct parts split(struct str s)
{
	struct parts p = { .authority = STR_EMPTY };
	size_t scheme = uri_scheme(s), query, path;

	p.scheme = str_cut(s, 0, scheme ? scheme + 1 : 0);
	s = str_cut(s, p.scheme.n, s.n);
	query = str_find(s, '?', 0);
	p.query = str_cut(s, query, s.n);
	s = str_cut(s, 0, query);
	if (str_starts(s, "//")) {
		path = str_find(s, '/', 2);
		p.authority = str_cut(s, 0, path);
		s = str_cut(s, path, s.n);
	}
	p.path = s;
	return p;
}

/* Drop the last segment of out, with its slash. */
static void drop_segment(struct buf *out, size_t from)
{
	while (out->len > from && out->data[out->len - 1] != '/')
		out->len--;
	if (out->len > from)
		out->len--;
}

/* RFC 3986 5.2.4, for a path that may be relative as well. */
static void add_path(struct buf *out, struct str path)
{
	size_t from = out->len, i = 0;
	bool rooted = str_starts(path, "/");

	while (i < path.n) {
		size_t slash = i < path.n && path.p[i] == '/' ? 1 : 0;
		size_t end = str_find(path, '/', i + slash);
		struct str segment = str_cut(path, i + slash, end);
		bool last = end == path.n;

		if (str_is(segment, "..") || str_is(segment, ".")) {
			if (segment.n == 2)
				drop_segment(out, from);
			if (last && (out->len > from || rooted))
				buf_addc(out, '/');
		} else {
			if (slash && (rooted || out->len > from))
				buf_addc(out, '/');
			buf_add(out, segment);
		}
		i = end;
	}
}

struct str uri_resolve(struct arena *a, struct str base, struct str ref)
{
	struct parts r = split(ref), b = split(base);
	struct buf out = buf_in(a), merged = buf_in(a);

	if (ref.n == 0)
		return base;
	if (r.scheme.n) {
		buf_add(&out, r.scheme);
		buf_add(&out, r.authority);
		if (r.path.n && r.path.p[0] == '/')
			add_path(&out, r.path);
		else
			buf_add(&out, r.path); /* a urn: */
		buf_add(&out, r.query);
		return buf_str(&out);
	}
	buf_add(&out, b.scheme);
	buf_add(&out, r.authority.n ? r.authority : b.authority);
	if (r.path.n == 0 && r.authority.n == 0) {
		buf_add(&out, b.path);
	} else {
		if (r.authority.n == 0 && !str_starts(r.path, "/")) {
			size_t slash = str_rfind(b.path, '/');

			if (slash < b.path.n)
				buf_add(&merged, str_cut(b.path, 0, slash + 1));
			else if (b.authority.n)
				buf_addc(&merged, '/');
		}
		buf_add(&merged, r.path);
		add_path(&out, buf_str(&merged));
	}
	buf_add(&out, r.query);
	return buf_str(&out);
}

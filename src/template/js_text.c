#include "template/js_text.h"

#include "base/text.h"

size_t js_space(struct str s, size_t at)
{
	uint32_t code;
	size_t n;

	if (at >= s.n)
		return 0;
	if ((unsigned char)s.p[at] < 0x80)
		return s.p[at] == ' ' || (s.p[at] >= '\t' && s.p[at] <= '\r');
	n = text_decode(&code, s.p + at, s.n - at);
	if (n && (code == 0xa0 || code == 0x1680 ||
		  (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
		  code == 0x2029 || code == 0x202f || code == 0x205f ||
		  code == 0x3000 || code == 0xfeff))
		return n;
	return 0;
}

size_t js_skip(struct str s, size_t at)
{
	size_t n;

	while ((n = js_space(s, at)) > 0)
		at += n;
	return at;
}

size_t js_end(struct str s)
{
	size_t end = s.n;

	while (end > 0) {
		size_t from = end - 1;

		while (from > 0 && ((unsigned char)s.p[from] & 0xc0) == 0x80)
			from--;
		if (js_space(s, from) != end - from)
			break;
		end = from;
	}
	return end;
}

struct str js_trim(struct str s)
{
	size_t end = js_end(s);

	return str_cut(s, js_skip(str_cut(s, 0, end), 0), end);
}

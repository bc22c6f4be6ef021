/*
 * Is a text NFC? Normalizing it whole and comparing costs more than hashing
 * it, so three steps, each of which sees only what the one before could not
 * settle:
 *
 * 1. ASCII, eight bytes at once.
 * 2. Anchors: characters that begin anew, are their own NFC and never merge
 *    with what stands before them. Two anchors in a row settle the first.
 * 3. All else, from the last anchor to the next, is normalized and compared.
 *
 * utf8proc orders combining marks by exchanging neighbours, which is
 * quadratic in a run of marks that an enemy chose. So marks out of order and
 * characters that are not their own NFC are answers at once (each alone makes
 * the text not NFC), and only segments without them are normalized.
 */
#include "base/text.h"

#include <utf8proc.h>

#include "base/arena.h"

struct range {
	uint32_t first, last;
};

/*
 * Anchors of the scripts that prompts are written in; the rest takes the long
 * way round. A test compares every one with utf8proc's tables.
 */
static const struct range anchors[] = {
	{ 0x0000, 0x02ff },   { 0x03a3, 0x0482 },   { 0x0488, 0x052f },
	{ 0x0531, 0x0556 },   { 0x0559, 0x058a },   { 0x05d0, 0x05ea },
	{ 0x061b, 0x064a },   { 0x0671, 0x06d5 },   { 0x06ee, 0x070d },
	{ 0x0900, 0x093b },   { 0x0960, 0x0983 },   { 0x0e01, 0x0e37 },
	{ 0x1000, 0x102d },   { 0x10d0, 0x1160 },   { 0x1260, 0x1288 },
	{ 0x1780, 0x17d1 },   { 0x1820, 0x1878 },   { 0x1e00, 0x1f15 },
	{ 0x2002, 0x2064 },   { 0x2074, 0x208e },   { 0x20a0, 0x20c0 },
	{ 0x2100, 0x2125 },   { 0x212c, 0x218b },   { 0x2190, 0x2328 },
	{ 0x232b, 0x2426 },   { 0x2460, 0x2adb },   { 0x2add, 0x2b73 },
	{ 0x2e80, 0x2e99 },   { 0x2e9b, 0x2ef3 },   { 0x3000, 0x3029 },
	{ 0x3041, 0x3096 },   { 0x309b, 0x30ff },   { 0x3105, 0x312f },
	{ 0x3131, 0x318e },   { 0x3220, 0xa48c },   { 0xac00, 0xd7a3 },
	{ 0xe000, 0xf8ff },   { 0xfe30, 0xfe52 },   { 0xff01, 0xffbe },
	{ 0x1f000, 0x1f02b }, { 0x1f0d1, 0x1f0f5 }, { 0x1f100, 0x1f1ad },
	{ 0x1f1e6, 0x1f202 }, { 0x1f300, 0x1f6d7 }, { 0x1f900, 0x1fa53 },
	{ 0x20000, 0x2a6df }, { 0x2a700, 0x2b738 },
};

enum { FEW = 64 }; /* code points of a segment that need no memory */

static const utf8proc_option_t to_nfc = UTF8PROC_STABLE | UTF8PROC_COMPOSE;

static bool is_anchor(uint32_t code)
{
	size_t low = 0, high = sizeof(anchors) / sizeof(*anchors);

	if (code <= anchors[0].last)
		return true;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code > anchors[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < sizeof(anchors) / sizeof(*anchors) &&
	       code >= anchors[low].first;
}

/* Whether a text of this one character is NFC. */
static bool alone_is_nfc(uint32_t code)
{
	utf8proc_int32_t room[8];
	utf8proc_ssize_t n;
	int boundary = 0;

	n = utf8proc_decompose_char((utf8proc_int32_t)code, room, 8, to_nfc,
				    &boundary);
	if (n < 1 || n > 8)
		return true; /* unknown to the tables: stays as it is */
	n = utf8proc_normalize_utf32(room, n, to_nfc);
	return n == 1 && (uint32_t)room[0] == code;
}

/*
 * Offset in segment of the first character that its NFC does not have there,
 * or segment.n; count is its code points.
 */
static size_t compare_nfc(struct arena *scratch, struct str segment,
			  size_t count)
{
	utf8proc_int32_t few[4 * FEW], *codes = few;
	/* The longest canonical decomposition has four code points. */
	size_t room = 4 * count, i = 0, at = 0;
	utf8proc_ssize_t n;

	if (count > FEW)
		codes = arena_alloc(scratch, room * sizeof(*codes));
	n = utf8proc_decompose((const utf8proc_uint8_t *)segment.p,
			       (utf8proc_ssize_t)segment.n, codes,
			       (utf8proc_ssize_t)room, to_nfc);
	if (n < 0 || (size_t)n > room)
		return segment.n;
	n = utf8proc_normalize_utf32(codes, n, to_nfc);
	while (at < segment.n) {
		uint32_t code;
		size_t length = text_decode(&code, segment.p + at,
					    segment.n - at);

		if (i >= (size_t)n || (uint32_t)codes[i++] != code)
			break;
		at += length;
	}
	return at;
}

/*
 * Look from the anchor at start to the next one. True if there is something
 * between that is not NFC, with its offset in *at; else *at is the next
 * anchor, or s.n.
 */
static bool check_segment(struct arena *scratch, struct str s, size_t start,
			  size_t *at)
{
	size_t i = start, count = 0, same;
	bool bad = false;
	int last_class = 0;

	while (i < s.n) {
		uint32_t code;
		size_t n = text_decode(&code, s.p + i, s.n - i);
		int class;

		if (n == 0 || (count > 0 && is_anchor(code)))
			break;
		class = utf8proc_get_property((utf8proc_int32_t)code)
				->combining_class;
		bad = (class && class < last_class) ||
		      (count > 0 && !alone_is_nfc(code));
		if (bad)
			break;
		last_class = class;
		i += n;
		count++;
	}
	*at = i;
	if (count < 2)
		return bad;
	same = compare_nfc(scratch, str_cut(s, start, i), count);
	*at = start + same;
	return bad || *at < i;
}

/* The rule for the first character, which need not be an anchor. */
static size_t check_first(struct str s)
{
	uint32_t code;

	if (s.n && text_decode(&code, s.p, s.n) && !is_anchor(code) &&
	    !alone_is_nfc(code))
		return 0;
	return s.n;
}

/*
 * Length of the anchor at i if its first byte alone tells: Latin up to
 * U+02FF, most of the Han characters. Else 0.
 */
static size_t plain_anchor(struct str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	size_t n = c >= 0xc2 && c < 0xcc ? 2 : c >= 0xe4 && c <= 0xe9 ? 3 : 0;

	return n <= s.n - i ? n : 0;
}

size_t text_not_nfc(struct arena *scratch, struct str s)
{
	size_t i = 0, last = 0; /* the character before i begins at last */

	if (check_first(s) == 0)
		return 0;
	while (i < s.n) {
		uint32_t code, word[2];
		size_t n;

		while (s.n - i >= 8) {
			memcpy(word, s.p + i, 8);
			if ((word[0] | word[1]) & 0x80808080u)
				break;
			i += 8;
			last = i - 1;
		}
		if (i == s.n)
			break;
		n = plain_anchor(s, i);
		if (n) {
			last = i;
			i += n;
			continue;
		}
		n = text_decode(&code, s.p + i, s.n - i);
		if (n == 0)
			return s.n; /* not UTF-8 is another question */
		if (is_anchor(code)) {
			last = i;
			i += n;
			continue;
		}
		if (check_segment(scratch, s, last, &i))
			return i;
		last = i;
	}
	return s.n;
}

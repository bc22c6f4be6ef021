/*
 * Characters that nobody sees but the model: Default_Ignorable_Code_Point
 * and Bidi_Control of Unicode 15. Those that join or style an emoji are
 * ordinary there and nowhere else.
 */
#include "base/text.h"

struct range {
	uint32_t first, last;
};

static const struct range invisible[] = {
	{ 0x00ad, 0x00ad },   { 0x034f, 0x034f },   { 0x061c, 0x061c },
	{ 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },   { 0x180b, 0x180f },
	{ 0x200b, 0x200f },   { 0x202a, 0x202e },   { 0x2060, 0x206f },
	{ 0x3164, 0x3164 },   { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 },   { 0xfff0, 0xfff8 },   { 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

/* What a joiner may join; a little wider than Extended_Pictographic. */
static const struct range pictures[] = {
	{ 0x203c, 0x203c }, { 0x2049, 0x2049 }, { 0x2122, 0x2122 },
	{ 0x2139, 0x2139 }, { 0x2190, 0x21ff }, { 0x2300, 0x23ff },
	{ 0x24c2, 0x24c2 }, { 0x25a0, 0x27bf }, { 0x2900, 0x297f },
	{ 0x2b00, 0x2bff }, { 0x3030, 0x3030 }, { 0x303d, 0x303d },
	{ 0x3297, 0x3297 }, { 0x3299, 0x3299 }, { 0x1f000, 0x1faff },
};

enum {
	JOINER = 0x200d,
	TEXT_STYLE = 0xfe0e,
	EMOJI_STYLE = 0xfe0f,
	BLACK_FLAG = 0x1f3f4
};

/* The flags of England, Scotland and Wales are the only tag sequences in
 * use; any other would be a way to hide text behind a flag. */
static const char *const flags[] = {
	"\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xa5\xf3\xa0\x81\xae"
	"\xf3\xa0\x81\xa7\xf3\xa0\x81\xbf",
	"\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xb3\xf3\xa0\x81\xa3"
	"\xf3\xa0\x81\xb4\xf3\xa0\x81\xbf",
	"\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xb7\xf3\xa0\x81\xac"
	"\xf3\xa0\x81\xb3\xf3\xa0\x81\xbf",
};

static bool within(const struct range *ranges, size_t count, uint32_t code)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && code >= ranges[low].first;
}

static bool is_invisible(uint32_t code)
{
	return within(invisible, sizeof(invisible) / sizeof(*invisible), code);
}

static bool is_picture(uint32_t code)
{
	return within(pictures, sizeof(pictures) / sizeof(*pictures), code);
}

/* What may carry an emoji style besides pictures: keycaps and two signs. */
static bool is_styled(uint32_t code)
{
	return is_picture(code) || (code >= '0' && code <= '9') ||
	       code == '#' || code == '*' || code == 0xa9 || code == 0xae;
}

/* The character before offset, which moves to its start; 0 at the start. */
static uint32_t before(struct str s, size_t *offset)
{
	size_t i = *offset;
	uint32_t code = 0;

	while (i > 0 && *offset - i < 4) {
		i--;
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			break;
	}
	if (i < *offset && text_decode(&code, s.p + i, *offset - i) == 0)
		code = 0;
	*offset = i;
	return code;
}

/* Whether the invisible code of n bytes at offset is part of an emoji. */
static bool in_emoji(struct str s, size_t offset, uint32_t code, size_t n)
{
	size_t left = offset;
	uint32_t previous, next;

	if (code == EMOJI_STYLE || code == TEXT_STYLE)
		return is_styled(before(s, &left));
	if (code != JOINER || offset + n >= s.n ||
	    text_decode(&next, s.p + offset + n, s.n - offset - n) == 0)
		return false;
	previous = before(s, &left);
	if (previous == EMOJI_STYLE)
		previous = before(s, &left);
	return is_picture(previous) && is_picture(next);
}

/* Bytes of a flag's tags at offset, or 0. */
static size_t flag_tags(struct str s, size_t offset)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (str_starts(str_cut(s, offset, s.n), flags[i]))
			return strlen(flags[i]);
	return 0;
}

/* The first byte at or after i that is not ASCII, or s.n; eight at a time. */
static size_t skip_ascii(struct str s, size_t i)
{
	uint64_t word;

	for (; s.n - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, s.p + i, sizeof(word));
		if (word & 0x8080808080808080u)
			break;
	}
	while (i < s.n && (unsigned char)s.p[i] < 0x80)
		i++;
	return i;
}

size_t text_invisible(struct str s, size_t from, uint32_t *code)
{
	size_t i = from;

	while (i < s.n) {
		size_t n;

		i = skip_ascii(s, i);
		if (i == s.n)
			break;
		/* Below U+00AD, whose first byte is C2, nothing is hidden. */
		if ((unsigned char)s.p[i] < 0xc2) {
			i++;
			continue;
		}
		n = text_decode(code, s.p + i, s.n - i);
		if (n == 0) {
			i++;
			continue;
		}
		if (is_invisible(*code) && !in_emoji(s, i, *code, n))
			return i;
		i += n;
		if (*code == BLACK_FLAG)
			i += flag_tags(s, i);
	}
	return s.n;
}

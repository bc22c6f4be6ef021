#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "base/arena.h"
#include "base/buf.h"

static struct arena a;

static int clear(void **state)
{
	(void)state;
	arena_free(&a);
	return 0;
}

static void a_place_counts_lines_and_code_points(void **state)
{
	const struct str text = STR("ab\n\xc3\xa9x\r\ny\rz\n\nend");
	static const struct {
		size_t offset;
		unsigned line, column;
	} cases[] = {
		{ 0, 1, 1 },  { 2, 1, 3 },  { 3, 2, 1 },  { 5, 2, 2 },
		{ 6, 2, 3 },  { 8, 3, 1 },  { 10, 4, 1 }, { 12, 5, 1 },
		{ 13, 6, 1 }, { 16, 6, 4 }, { 99, 6, 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pos pos = text_pos(text, cases[i].offset);

		if (pos.line != cases[i].line || pos.column != cases[i].column)
			fail_msg("%zu: %u:%u", cases[i].offset, pos.line,
				 pos.column);
	}
	/* Bytes that are not UTF-8 count one each. */
	assert_int_equal(text_pos(STR("\xff\xfe"
				      "a"),
				  2)
				 .column,
			 3);
	assert_int_equal(text_pos(STR(""), 0).line, 1);
}

static void a_line_comes_without_its_end(void **state)
{
	const struct str text = STR("ab\nc\r\nd\re\n\nf");

	(void)state;
	assert_true(str_is(text_line(text, 1), "ab"));
	assert_true(str_is(text_line(text, 2), "c"));
	assert_true(str_is(text_line(text, 3), "d"));
	assert_true(str_is(text_line(text, 4), "e"));
	assert_true(str_is(text_line(text, 5), ""));
	assert_true(str_is(text_line(text, 6), "f"));
	assert_true(str_is(text_line(text, 7), ""));
	assert_true(str_is(text_line(text, 0), ""));
	assert_true(str_is(text_line(STR("a\n"), 2), ""));
	assert_true(str_is(text_line(STR(""), 1), ""));
}

static void utf8_is_strict(void **state)
{
	static const struct {
		const char *text;
		size_t bad;
	} cases[] = {
		{ "", 0 },
		{ "plain ascii, longer than eight bytes", 36 },
		{ "0123456789\xff", 10 },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf", 13 },
		{ "a\xc3", 1 },		    /* cut short */
		{ "a\xe2\x82", 1 },	    /* cut short */
		{ "a\xf0\x9f\x98", 1 },	    /* cut short */
		{ "a\x80", 1 },		    /* continuation alone */
		{ "a\xc0\x80", 1 },	    /* overlong NUL */
		{ "a\xc1\xbf", 1 },	    /* overlong */
		{ "a\xe0\x9f\xbf", 1 },	    /* overlong */
		{ "a\xf0\x8f\xbf\xbf", 1 }, /* overlong */
		{ "a\xed\xa0\x80", 1 },	    /* surrogate */
		{ "a\xed\xbf\xbf", 1 },	    /* surrogate */
		{ "a\xed\x9f\xbf\xee\x80\x80", 7 },
		{ "a\xf4\x90\x80\x80", 1 }, /* beyond U+10FFFF */
		{ "a\xf8\x88\x80\x80\x80", 1 },
		{ "a\xef\xbf\xbf", 4 }, /* a noncharacter is UTF-8 */
		{ "a\xc3\xa9\xc3(", 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (text_utf8_bad(str_of(cases[i].text)) != cases[i].bad)
			fail_msg("case %zu", i);
	assert_int_equal(text_utf8_bad(STR("a\0b")), 3);
}

static void every_scalar_value_is_coded_and_decoded(void **state)
{
	struct buf b = buf_in(&a);

	(void)state;
	for (uint32_t code = 0; code < 0x110000; code++) {
		uint32_t got;
		struct str s;

		if (code >= 0xd800 && code < 0xe000)
			continue;
		buf_clear(&b);
		text_encode(&b, code);
		s = buf_str(&b);
		if (text_decode(&got, s.p, s.n) != s.n || got != code)
			fail_msg("%X", (unsigned)code);
		for (size_t n = 1; n < s.n; n++)
			assert_int_equal(text_decode(&got, s.p, n), 0);
	}
}

/* NFC of s by utf8proc, whole: the slow way. */
static bool slow_is_nfc(struct str s)
{
	utf8proc_uint8_t *out = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.p,
					  (utf8proc_ssize_t)s.n, &out,
					  UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	bool same = n >= 0 &&
		    str_eq(s, (struct str){ (const char *)out, (size_t)n });

	free(out);
	return same;
}

static void check_nfc(struct str s)
{
	size_t at = text_not_nfc(&a, s);

	if ((at == s.n) != slow_is_nfc(s)) {
		struct buf b = buf_in(&a);

		for (size_t i = 0; i < s.n;) {
			uint32_t code = 0;

			i += text_decode(&code, s.p + i, s.n - i);
			buf_addf(&b, " %04X", (unsigned)code);
		}
		fail_msg("%s: %zu of %zu", buf_str(&b).p, at, s.n);
	}
}

static void every_character_alone_and_between_letters(void **state)
{
	struct buf b = buf_in(&a);

	(void)state;
	for (uint32_t code = 1; code < 0x110000; code++) {
		if (code >= 0xd800 && code < 0xe000)
			continue;
		buf_clear(&b);
		text_encode(&b, code);
		check_nfc(buf_str(&b));
		buf_clear(&b);
		buf_adds(&b, "e");
		text_encode(&b, code);
		buf_adds(&b, "\xcc\x81");
		check_nfc(buf_str(&b));
	}
}

/*
 * Anchors never merge with what is before them: every pair that has a
 * composition, split up, is found, whatever its second half is.
 */
static void every_decomposition_is_found(void **state)
{
	struct buf b = buf_in(&a);
	int found = 0;

	(void)state;
	for (uint32_t code = 1; code < 0x110000; code++) {
		utf8proc_int32_t parts[16];
		utf8proc_ssize_t n;
		int boundary = 0;

		if (code >= 0xd800 && code < 0xe000)
			continue;
		n = utf8proc_decompose_char(
			(utf8proc_int32_t)code, parts, 16,
			UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &boundary);
		if (n < 2 || n > 16)
			continue;
		buf_clear(&b);
		buf_adds(&b, "x ");
		for (utf8proc_ssize_t i = 0; i < n; i++)
			text_encode(&b, (uint32_t)parts[i]);
		check_nfc(buf_str(&b));
		found += text_not_nfc(&a, buf_str(&b)) < buf_str(&b).n;
	}
	assert_true(found > 12000);
}

static void random_texts_are_as_utf8proc_says(void **state)
{
	static const uint32_t some[] = {
		'a',	 'e',	  ' ',	   0xe9,    0x300,   0x301,  0x323,
		0x327,	 0x345,	  0x344,   0x1100,  0x1161,  0x11a8, 0xac00,
		0xac01,	 0x212b,  0x958,   0x93c,   0x915,   0x9c7,  0x9be,
		0xf71,	 0xf72,	  0xf73,   0x1e69,  0x73,    0x307,  0x4e00,
		0x2126,	 0x1f600, 0x3099,  0x304b,  0xfb1d,  0x5d9,  0x5b4,
		0x1d15e, 0x1d157, 0x1d165, 0x110ba, 0xe0001,
	};
	unsigned seed = 11;
	struct buf b = buf_in(&a);

	(void)state;
	for (int round = 0; round < 100000; round++) {
		seed = seed * 1103515245 + 12345;
		buf_clear(&b);
		for (unsigned n = (seed >> 16) % 9; n > 0; n--) {
			seed = seed * 1103515245 + 12345;
			text_encode(&b, some[(seed >> 16) %
					     (sizeof(some) / sizeof(*some))]);
		}
		check_nfc(buf_str(&b));
	}
}

static void says_which_character_is_not_nfc(void **state)
{
	static const struct {
		const char *text;
		size_t at;
	} cases[] = {
		{ "", 0 },
		{ "plain text that is long enough for eight bytes", 46 },
		{ "caf\xc3\xa9", 5 },
		{ "0123456789cafe\xcc\x81", 13 },
		{ "01234567e\xcc\x81", 8 },
		{ "\xcc\x81", 2 },
		{ "a \xe2\x84\xab", 2 }, /* the Angstrom sign */
		{ "\xe2\x84\xab", 0 },
		{ "q\xcc\x81\xcc\xa3 x", 3 }, /* marks out of order */
		{ "q\xcc\xa3\xcc\x81 x", 7 },
		{ "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", 8 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (text_not_nfc(&a, str_of(cases[i].text)) != cases[i].at)
			fail_msg("case %zu: %zu", i,
				 text_not_nfc(&a, str_of(cases[i].text)));
}

static void a_million_marks_take_no_quadratic_time(void **state)
{
	static const char *const marks[] = {
		"\xcc\x81\xcc\xa3", "\xcc\xa3",	    "\xe0\xbd\xb3",
		"\xcc\x84\xcc\x81", "\xe1\x85\xa1", "\xcd\x84",
	};
	clock_t start = clock();

	(void)state;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		struct arena scratch = { 0 };
		struct buf b = buf_in(&scratch);

		buf_adds(&b, "\xc3\xa9");
		for (int j = 0; j < 300000; j++)
			buf_adds(&b, marks[i]);
		(void)text_not_nfc(&scratch, buf_str(&b));
		arena_free(&scratch);
	}
	assert_true(clock() - start < CLOCKS_PER_SEC * 5);
}

static size_t hidden_at(const char *text, uint32_t *code)
{
	return text_invisible(str_of(text), 0, code);
}

static void finds_what_nobody_sees(void **state)
{
	static const struct {
		const char *text;
		size_t at;
		uint32_t code;
	} cases[] = {
		{ "a\xe2\x80\xae"
		  "b",
		  1, 0x202e },
		{ "a\xe2\x81\xa6"
		  "b",
		  1, 0x2066 },
		{ "a\xe2\x80\x8b"
		  "b",
		  1, 0x200b },
		{ "a\xe2\x80\x8d"
		  "b",
		  1, 0x200d },
		{ "a\xef\xb8\x8f", 1, 0xfe0f },
		{ "\xef\xbb\xbf", 0, 0xfeff },
		{ "x\xf3\xa0\x81\x81", 1, 0xe0041 },
		{ "\xf0\x9f\x91\x8d\xf3\xa0\x81\x81", 4, 0xe0041 },
		{ "\xc2\xad", 0, 0xad },
		{ "\xd8\x9c", 0, 0x61c },
		{ "\xe1\xa0\x8e", 0, 0x180e },
		{ "\xf3\xa0\x84\x80", 0, 0xe0100 },
		/* a style twice: the second styles nothing */
		{ "\xe2\x9d\xa4\xef\xb8\x8f\xef\xb8\x8f", 6, 0xfe0f },
		{ "\xf0\x9f\x91\xa9\xe2\x80\x8d", 4, 0x200d },
		/* a black flag with tags that spell no flag */
		{ "\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xbf", 4,
		  0xe0067 },
	};
	static const char *const fine[] = {
		"",
		"plain",
		"caf\xc3\xa9 \xe4\xb8\xad",
		"\xe2\x9d\xa4\xef\xb8\x8f",  /* red heart */
		"1\xef\xb8\x8f\xe2\x83\xa3", /* keycap */
		"\xc2\xa9\xef\xb8\x8f",
		/* woman, joiner, woman, joiner, girl */
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d"
		"\xf0\x9f\x91\xa7",
		/* heart on fire: style, then joiner */
		"\xe2\x9d\xa4\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x94\xa5",
		/* woman, skin tone, joiner, laptop */
		"\xf0\x9f\x91\xa9\xf0\x9f\x8f\xbd\xe2\x80\x8d\xf0\x9f\x92\xbb",
		/* the flag of Scotland */
		"\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xb3"
		"\xf3\xa0\x81\xa3\xf3\xa0\x81\xb4\xf3\xa0\x81\xbf",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		uint32_t code = 0;

		if (hidden_at(cases[i].text, &code) != cases[i].at ||
		    code != cases[i].code)
			fail_msg("case %zu: %zu %X", i,
				 hidden_at(cases[i].text, &code),
				 (unsigned)code);
	}
	for (size_t i = 0; i < sizeof(fine) / sizeof(*fine); i++) {
		uint32_t code;

		if (hidden_at(fine[i], &code) != strlen(fine[i]))
			fail_msg("fine %zu", i);
	}
}

static void goes_on_from_where_it_is_told(void **state)
{
	const struct str text = STR("a\xe2\x80\x8b"
				    "b\xe2\x80\xae"
				    "c");
	uint32_t code;

	(void)state;
	assert_int_equal(text_invisible(text, 0, &code), 1);
	assert_int_equal(text_invisible(text, 4, &code), 5);
	assert_int_equal(code, 0x202e);
	assert_int_equal(text_invisible(text, 8, &code), text.n);
	assert_int_equal(text_invisible(text, text.n, &code), text.n);
}

/* Unicode's own lists, by loop: Bidi_Control, and utf8proc's ignorables. */
static void every_control_of_direction_and_ignorable_is_found(void **state)
{
	static const uint32_t bidi[] = { 0x61c,	 0x200e, 0x200f, 0x202a,
					 0x202b, 0x202c, 0x202d, 0x202e,
					 0x2066, 0x2067, 0x2068, 0x2069 };
	struct buf b = buf_in(&a);
	uint32_t code;

	(void)state;
	for (size_t i = 0; i < sizeof(bidi) / sizeof(*bidi); i++) {
		buf_clear(&b);
		text_encode(&b, bidi[i]);
		assert_int_equal(text_invisible(buf_str(&b), 0, &code), 0);
	}
	for (uint32_t c = 1; c < 0x110000; c++) {
		if ((c >= 0xd800 && c < 0xe000) ||
		    !utf8proc_get_property((utf8proc_int32_t)c)->ignorable)
			continue;
		buf_clear(&b);
		text_encode(&b, c);
		if (text_invisible(buf_str(&b), 0, &code) != 0)
			fail_msg("%X", (unsigned)c);
	}
}

static void escapes_what_could_steer_a_terminal(void **state)
{
	static const char *const cases[][2] = {
		{ "plain \xc3\xa9 \xf0\x9f\x98\x80",
		  "plain \xc3\xa9 \xf0\x9f\x98\x80" },
		{ "\x1b[31m", "\\x1B[31m" },
		{ "a\tb\nc\rd\x7f", "a\\x09b\\x0Ac\\x0Dd\\x7F" },
		{ "\xff\xc3(", "\\xFF\\xC3(" },
		{ "\xc2\x9b"
		  "31m",
		  "\\u{009B}31m" },
		{ "a\xe2\x80\xae"
		  "b",
		  "a\\u{202E}b" },
		{ "a\xf3\xa0\x81\x81", "a\\u{E0041}" },
		{ "a\xe2\x80\xa8"
		  "b",
		  "a\\u{2028}b" },
		{ "\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4\xef\xb8\x8f" },
		{ "\xed\xa0\x80", "\\xED\\xA0\\x80" },
	};
	struct buf b = buf_in(&a);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		buf_clear(&b);
		text_escape(&b, str_of(cases[i][0]), false);
		if (!str_is(buf_str(&b), cases[i][1]))
			fail_msg("%zu: %s", i, buf_str(&b).p);
	}
	buf_clear(&b);
	text_escape(&b, STR("a\tb\0c"), true);
	assert_true(str_is(buf_str(&b), "a\tb\\x00c"));
}

static void shortens_between_characters(void **state)
{
	(void)state;
	assert_true(str_is(text_shorten(STR("a\xc3\xa9z"), 2), "a"));
	assert_true(str_is(text_shorten(STR("a\xc3\xa9z"), 3), "a\xc3\xa9"));
	assert_true(str_is(text_shorten(STR("ab"), 2), "ab"));
}

static void is_one_word_of_a_shell(void **state)
{
	struct buf b = buf_in(&a);

	(void)state;
	text_word(&b, STR("a/b-1.md"));
	buf_addc(&b, ' ');
	text_word(&b, STR("a b"));
	buf_addc(&b, ' ');
	text_word(&b, STR("$(x)'s"));
	buf_addc(&b, ' ');
	text_word(&b, STR(""));
	assert_true(str_is(buf_str(&b), "a/b-1.md 'a b' '$(x)'\\''s' ''"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_counts_lines_and_code_points),
		cmocka_unit_test(a_line_comes_without_its_end),
		cmocka_unit_test(utf8_is_strict),
		cmocka_unit_test(every_scalar_value_is_coded_and_decoded),
		cmocka_unit_test(every_character_alone_and_between_letters),
		cmocka_unit_test(every_decomposition_is_found),
		cmocka_unit_test(random_texts_are_as_utf8proc_says),
		cmocka_unit_test(says_which_character_is_not_nfc),
		cmocka_unit_test(a_million_marks_take_no_quadratic_time),
		cmocka_unit_test(finds_what_nobody_sees),
		cmocka_unit_test(goes_on_from_where_it_is_told),
		cmocka_unit_test(
			every_control_of_direction_and_ignorable_is_found),
		cmocka_unit_test(escapes_what_could_steer_a_terminal),
		cmocka_unit_test(shortens_between_characters),
		cmocka_unit_test(is_one_word_of_a_shell),
	};

	return cmocka_run_group_tests(tests, NULL, clear);
}

/* The only file that computes SHA-256, by nettle. */
#include "store.h"

#include <string.h>

#include <nettle/sha2.h>

static const char prefix[] = "sha256:";

enum { PREFIX = sizeof(prefix) - 1, NOT_A_DIGIT = 16 };

void store_id_of(struct store_id *id, const void *p, size_t n)
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, n, p);
	sha256_digest(&ctx, STORE_ID_SIZE, id->byte);
}

/* The value of a lower-case hex digit, NOT_A_DIGIT of anything else. */
static unsigned digit(char c)
{
	/* One more than the value, so that what is not listed is 0. */
	static const unsigned char values[256] = {
		['0'] = 1,  ['1'] = 2,	['2'] = 3,  ['3'] = 4,
		['4'] = 5,  ['5'] = 6,	['6'] = 7,  ['7'] = 8,
		['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
		['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
	};

	return (values[(unsigned char)c] - 1U) & 0x1f;
}

int store_id_read(struct store_id *id, const char *text, size_t n)
{
	struct store_id read;
	unsigned seen = 0;

	if (n != STORE_DIGEST_TEXT || memcmp(text, prefix, PREFIX) != 0)
		return -1;
	text += PREFIX;
	for (size_t i = 0; i < STORE_ID_SIZE; i++) {
		unsigned high = digit(text[2 * i]);
		unsigned low = digit(text[2 * i + 1]);

		seen |= high | low;
		read.byte[i] = (unsigned char)((high << 4 | low) & 0xff);
	}
	/* Looked at once, after the loop: this is where releases spend time. */
	if (seen & NOT_A_DIGIT)
		return -1;
	*id = read;
	return 0;
}

void store_id_write(const struct store_id *id, char text[STORE_DIGEST_TEXT + 1])
{
	static const char digits[] = "0123456789abcdef";

	memcpy(text, prefix, PREFIX);
	for (size_t i = 0; i < STORE_ID_SIZE; i++) {
		text[PREFIX + 2 * i] = digits[id->byte[i] >> 4];
		text[PREFIX + 2 * i + 1] = digits[id->byte[i] & 15];
	}
	text[STORE_DIGEST_TEXT] = '\0';
}

bool store_id_equal(const struct store_id *a, const struct store_id *b)
{
	return memcmp(a->byte, b->byte, STORE_ID_SIZE) == 0;
}

int store_id_compare(const struct store_id *a, const struct store_id *b)
{
	return memcmp(a->byte, b->byte, STORE_ID_SIZE);
}

#include "store.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_DIGITS = 9 }; /* each number is below 10^9 */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_identifier(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '-';
}

/* Read a number without leading zeros at *p; false where there is none. */
static bool number(const char **p, const char *end, uint32_t *out)
{
	const char *start = *p;
	uint32_t value = 0;

	while (*p < end && is_digit(**p) && *p - start < NUMBER_DIGITS)
		value = value * 10 + (uint32_t)(*(*p)++ - '0');
	if (*p == start || (*start == '0' && *p - start > 1))
		return false;
	*out = value;
	return true;
}

static bool dot(const char **p, const char *end)
{
	if (*p == end || **p != '.')
		return false;
	(*p)++;
	return true;
}

/* Whether p..end is dot-separated identifiers, numbers without leading 0. */
static bool pre_ok(const char *p, const char *end)
{
	if (p == end || end - p >= STORE_VERSION_MAX)
		return false;
	for (;;) {
		const char *start = p;
		bool digits = true;

		for (; p < end && is_identifier(*p); p++)
			digits = digits && is_digit(*p);
		if (p == start || (digits && *start == '0' && p - start > 1))
			return false;
		if (p == end)
			return true;
		if (*p++ != '.')
			return false;
	}
}

int store_version_read(struct store_version *v, const char *text, size_t n)
{
	const char *p = text, *end = text + n;
	struct store_version read = { 0 };

	if (!number(&p, end, &read.major) || !dot(&p, end) ||
	    !number(&p, end, &read.minor) || !dot(&p, end) ||
	    !number(&p, end, &read.patch))
		return -1;
	if (p < end) {
		if (*p++ != '-' || !pre_ok(p, end))
			return -1;
		memcpy(read.pre, p, (size_t)(end - p));
	}
	*v = read;
	return 0;
}

void store_version_write(const struct store_version *v,
			 char text[STORE_VERSION_MAX + 32])
{
	(void)snprintf(text, STORE_VERSION_MAX + 32, "%u.%u.%u%s%.*s",
		       (unsigned)v->major, (unsigned)v->minor,
		       (unsigned)v->patch, v->pre[0] ? "-" : "",
		       STORE_VERSION_MAX - 1, v->pre);
}

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static size_t identifier_length(const char *p)
{
	return strcspn(p, ".");
}

/* One identifier of each, by semver 2.0.0 section 11.4.1 to 11.4.3. */
static int compare_identifiers(const char *a, size_t an, const char *b,
			       size_t bn)
{
	bool a_number = strspn(a, "0123456789") >= an;
	bool b_number = strspn(b, "0123456789") >= bn;
	int order;

	if (a_number != b_number)
		return a_number ? -1 : 1;
	/* No leading zeros, so the longer number is the larger one. */
	if (a_number && an != bn)
		return an < bn ? -1 : 1;
	order = memcmp(a, b, an < bn ? an : bn);
	return order ? order : (an > bn) - (an < bn);
}

static int compare_pre(const char *a, const char *b)
{
	if (!*a || !*b)
		return (*a == '\0') - (*b == '\0');
	for (;;) {
		size_t an = identifier_length(a), bn = identifier_length(b);
		int order = compare_identifiers(a, an, b, bn);

		if (order)
			return order;
		a += an;
		b += bn;
		if (!*a || !*b)
			return (*a != '\0') - (*b != '\0');
		a++;
		b++;
	}
}

int store_version_compare(const struct store_version *a,
			  const struct store_version *b)
{
	int order = compare_numbers(a->major, b->major);

	if (!order)
		order = compare_numbers(a->minor, b->minor);
	if (!order)
		order = compare_numbers(a->patch, b->patch);
	return order ? order : compare_pre(a->pre, b->pre);
}

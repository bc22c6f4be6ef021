/*
 * How long inclusion takes: two schemas of 200 keywords with some edits
 * between them, and inputs that would be exponential. Microseconds, the least
 * of several runs; without compiling the schemas.
 */
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "schema/include.h"
#include "syntax/json.h"

enum { RUNS = 30 };

static struct arena a;

static const struct schema_set *compile(struct str text)
{
	struct schema_options options = { .uri = STR_EMPTY };
	struct schema_errors errors = schema_errors_in(&a);
	struct node *node = arena_zero(&a, 1, sizeof(*node));
	struct syntax_error why;

	if (json_read(&a, text, node, &why) < 0)
		return NULL;
	return schema_compile(&a, node, &options, &errors);
}

/* 40 properties of 5 keywords each; edits of them differ. */
static struct str wide(int edits)
{
	struct buf b = buf_in(&a);

	buf_adds(&b, "{\"type\":\"object\",\"properties\":{");
	for (int i = 0; i < 40; i++)
		buf_addf(&b,
			 "%s\"p%d\":{\"type\":\"string\",\"minLength\":1,"
			 "\"maxLength\":%d,\"pattern\":\"^[a-z]\","
			 "\"description\":\"d%d\"}",
			 i ? "," : "", i,
			 edits && i % (40 / edits) == 0 ? 50 : 100, i);
	buf_adds(&b, "},\"required\":[\"p1\",\"p2\"]}");
	return buf_str(&b);
}

/* 20 branches of 10 keywords, told apart by a constant. */
static struct str branches(const char *keyword, int edited)
{
	struct buf b = buf_in(&a);

	buf_addf(&b, "{\"%s\":[", keyword);
	for (int i = 0; i < 20; i++)
		buf_addf(&b,
			 "%s{\"type\":\"object\",\"properties\":{\"kind\":"
			 "{\"const\":\"k%d\"},\"n%d\":{\"type\":\"integer\","
			 "\"minimum\":0,\"maximum\":%d},\"s\":{\"type\":"
			 "\"string\"}},\"required\":[\"kind\",\"s\"]}",
			 i ? "," : "", i, i, i == edited ? 9 : 10);
	buf_adds(&b, "]}");
	return buf_str(&b);
}

static struct str nested(int depth, int salt)
{
	struct buf b = buf_in(&a);

	if (depth == 0)
		return str_fmt(&a,
			       "{\"properties\":{\"p%d\":{\"minimum\":%d}}}",
			       salt % 7, salt % 11);
	buf_adds(&b, "{\"oneOf\":[");
	for (int i = 0; i < 4; i++) {
		buf_adds(&b, i ? "," : "");
		buf_add(&b, nested(depth - 1, salt * 3 + i));
	}
	buf_adds(&b, "]}");
	return buf_str(&b);
}

static double once(const struct schema_set *x, const struct schema_set *y,
		   const struct include_options *options, struct inclusion *r)
{
	struct timespec from, to;
	struct arena own = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &from);
	schema_compare(&own, x, y, options, r);
	(void)clock_gettime(CLOCK_MONOTONIC, &to);
	arena_free(&own);
	return (double)(to.tv_sec - from.tv_sec) * 1e6 +
	       (double)(to.tv_nsec - from.tv_nsec) / 1e3;
}

static void measure(const char *what, struct str before, struct str after,
		    enum include_readers readers, int runs)
{
	static const char *const words[] = { "holds", "fails", "undecided" };
	struct include_options options = include_options(INCLUDE_INPUT,
							 readers);
	const struct schema_set *x = compile(before), *y = compile(after);
	struct inclusion r = { 0 };
	double least = 0;

	if (!x || !y)
		return;
	for (int i = 0; i < runs; i++) {
		double us = once(x, y, &options, &r);

		if (i == 0 || us < least)
			least = us;
	}
	printf("%-44s %-9s %3zu differences %10.1f us\n", what,
	       words[r.verdict], r.count, least);
}

int main(void)
{
	arena_keep_memory();
	printf("inclusion of two schemas of 200 keywords\n");
	measure("equal", wide(0), wide(0), INCLUDE_STRICT, RUNS);
	measure("one edit, breaking", wide(0), wide(1), INCLUDE_STRICT, RUNS);
	measure("one edit, safe", wide(1), wide(0), INCLUDE_STRICT, RUNS);
	measure("one edit, breaking, declared", wide(0), wide(1),
		INCLUDE_DECLARED, RUNS);
	measure("ten edits, breaking", wide(0), wide(10), INCLUDE_STRICT, RUNS);
	measure("20 branches of anyOf, one edit, breaking",
		branches("anyOf", -1), branches("anyOf", 7), INCLUDE_STRICT,
		RUNS);
	measure("20 branches of oneOf, one edit, safe", branches("oneOf", 7),
		branches("oneOf", -1), INCLUDE_STRICT, RUNS);
	printf("inputs that grow exponentially, to the limit of steps\n");
	measure("oneOf in oneOf, 4 deep, 4 wide", nested(4, 1), nested(4, 2),
		INCLUDE_STRICT, 2);
	arena_free(&a);
	return 0;
}

/* The phases of a large plan: what comes before what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "release/plan.h"

#define OBJECT(two)                   \
	".promptpin/objects/" two "/" \
	"711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"

static void add(struct plan *p, enum step_kind kind, const char *path,
		const char *bytes)
{
	plan_add(p, kind, str_of(path), str_of(bytes));
}

/* The steps are these, each as its path and its bytes. */
static void assert_order(const struct plan *p, const char *const (*steps)[2],
			 size_t count)
{
	assert_int_equal(p->count, count);
	for (size_t i = 0; i < count; i++) {
		if (!str_is(p->steps[i].path, steps[i][0]) ||
		    !str_is(p->steps[i].bytes, steps[i][1]))
			fail_msg("step %zu is %.*s of %.*s, not %s of %s", i,
				 STR_ARG(p->steps[i].bytes),
				 STR_ARG(p->steps[i].path), steps[i][1],
				 steps[i][0]);
	}
}

#define HEAD(id) ".promptpin/heads/" id "@"
#define RELEASE(id) ".promptpin/releases/" id

static void new_releases(void **state)
{
	static const char *const order[][2] = {
		{ OBJECT("aa"), "a" },	     { OBJECT("bb"), "b" },
		{ RELEASE("p@1.0.0"), "p" }, { RELEASE("q@1.0.0"), "q" },
		{ HEAD("p"), "p1" },	     { HEAD("q"), "q1" },
		{ "src/q.md", "text" },
	};
	struct arena a = { 0 };
	struct plan p = plan_in(&a);

	(void)state;
	add(&p, STEP_PUT, OBJECT("aa"), "a");
	add(&p, STEP_PUT, RELEASE("p@1.0.0"), "p");
	add(&p, STEP_HEAD, HEAD("p"), "p1");
	add(&p, STEP_STAGE, "src/q.md", "text");
	add(&p, STEP_PUT, OBJECT("bb"), "b");
	add(&p, STEP_PUT, RELEASE("q@1.0.0"), "q");
	add(&p, STEP_HEAD, HEAD("q"), "q1");
	plan_arrange(&p);
	assert_order(&p, order, sizeof(order) / sizeof(*order));
	arena_free(&a);
}

/* The head leaves the draft before it goes, and comes back after it is there;
 * objects that nobody names go last. */
static void a_draft_written_anew(void **state)
{
	static const char *const order[][2] = {
		{ OBJECT("bb"), "b" },	       { HEAD("p"), "back" },
		{ RELEASE("p@1.2.0"), "" },    { RELEASE("p@1.1.0"), "" },
		{ RELEASE("p@1.1.0"), "new" }, { HEAD("p"), "p1.1" },
		{ OBJECT("aa"), "" },
	};
	struct arena a = { 0 };
	struct plan p = plan_in(&a);

	(void)state;
	add(&p, STEP_PUT, OBJECT("bb"), "b");
	add(&p, STEP_HEAD, HEAD("p"), "back");
	add(&p, STEP_DROP, RELEASE("p@1.2.0"), "");
	add(&p, STEP_DROP, RELEASE("p@1.1.0"), "");
	add(&p, STEP_PUT, RELEASE("p@1.1.0"), "new");
	add(&p, STEP_HEAD, HEAD("p"), "p1.1");
	add(&p, STEP_DROP, OBJECT("aa"), "");
	plan_arrange(&p);
	assert_order(&p, order, sizeof(order) / sizeof(*order));
	arena_free(&a);
}

/* The head may name what is replaced or goes, until it is set. */
static void releases_put_and_dropped_after_the_head(void **state)
{
	static const char *const order[][2] = {
		{ RELEASE("p@1.1.0"), "new" },
		{ HEAD("p"), "p1.1" },
		{ RELEASE("p@1.2.0"), "" },
		{ RELEASE("p@1.0.0"), "published" },
	};
	struct arena a = { 0 };
	struct plan p = plan_in(&a);

	(void)state;
	add(&p, STEP_PUT, RELEASE("p@1.1.0"), "new");
	add(&p, STEP_HEAD, HEAD("p"), "p1.1");
	add(&p, STEP_PUT, RELEASE("p@1.0.0"), "published");
	add(&p, STEP_DROP, RELEASE("p@1.2.0"), "");
	plan_arrange(&p);
	assert_order(&p, order, sizeof(order) / sizeof(*order));
	arena_free(&a);
}

/* As `mend` makes them, in the order of their paths. */
static void heads_that_are_put_back(void **state)
{
	static const char *const order[][2] = {
		{ OBJECT("aa"), "a" },
		{ RELEASE("p@1.0.0"), "p" },
		{ HEAD("p"), "p1" },
	};
	struct arena a = { 0 };
	struct plan p = plan_in(&a);

	(void)state;
	add(&p, STEP_PUT, HEAD("p"), "p1");
	add(&p, STEP_PUT, OBJECT("aa"), "a");
	add(&p, STEP_PUT, RELEASE("p@1.0.0"), "p");
	plan_arrange(&p);
	assert_order(&p, order, sizeof(order) / sizeof(*order));
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_releases),
		cmocka_unit_test(a_draft_written_anew),
		cmocka_unit_test(releases_put_and_dropped_after_the_head),
		cmocka_unit_test(heads_that_are_put_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

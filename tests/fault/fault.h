/*
 * fault.h - let the n-th fallible call fail.
 *
 * Linked with -Wl,--wrap for each symbol of wrap.txt, so that the calls that
 * the objects of the program make come by here first; libraries are not
 * touched. The loop:
 *
 *	n = 0;
 *	do {
 *		fault_arm(n++, false);
 *		rc = operation();
 *		failed = fault_disarm();
 *		... look at rc and at the state things are left in ...
 *	} while (failed);
 *	assert_int_equal(n - 1, POINTS);
 *
 * The number of points is asserted, since the loop alone shows that failures
 * are handled, not that a call is there: without the second fsync it would
 * only end earlier.
 *
 * A close that fails closes nevertheless, as on Linux. free never fails; it
 * is there so that leaks can be counted.
 */
#ifndef TESTS_FAULT_H
#define TESTS_FAULT_H

#include <stdbool.h>

/* Fail call n from now on, counted from 0; if persistent all later ones too. */
void fault_arm(unsigned n, bool persistent);
/* Stop failing. Returns how many calls failed since fault_arm. */
unsigned fault_disarm(void);
/* The name of the last call that failed, for messages. */
const char *fault_last(void);
/* Whether that call was for memory. */
bool fault_was_memory(void);

/* Blocks that were allocated and not freed, since the program started. */
long fault_blocks(void);

/* Systems that are poorer than this one, or slower. */
enum fault_system {
	FAULT_FULL = 0,
	FAULT_NO_TMPFILE = 1, /* no files without a name */
	FAULT_NO_LINK = 2,    /* no hard links */
	FAULT_NO_OPENAT2 = 4,
	FAULT_SHORT = 8 /* reads and writes give EINTR, then a few bytes */
};
/* Behave so until it is called again; these are no failures. */
void fault_set_system(unsigned system);

#endif

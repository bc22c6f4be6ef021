/*
 * range.h - --range A..B, which is --base A --rev B.
 */
#ifndef PP_CLI_RANGE_H
#define PP_CLI_RANGE_H

struct run;

/*
 * Split range into *base and *rev, which must not be set yet. ERROR_USAGE
 * where they are, or it is not A..B.
 */
int range_read(struct run *run, const char *range, const char **base,
	       const char **rev);

#endif

/*
 * checking.h - the result of a check as a report, for the commands that run it.
 */
#ifndef PP_CLI_CHECKING_H
#define PP_CLI_CHECKING_H

#include "check/check.h"
#include "cli/run.h"
#include "report/report.h"

/* What of it a report shows; valid as long as c and request are. */
struct report checking_report(const struct check *c,
			      const struct check_request *request);

#endif

/*
 * ci.h - what a change is judged against where a CI runs the check: each
 * system says it in its environment (DESIGN 2.4).
 *
 * A pull request is judged against its merge base with the target branch; a
 * merge that the CI made itself (refs/pull/N/merge, GitLab's merged results
 * and merge trains, merge queues), against what it merged into; a push to a
 * branch against the commit that stood there before, where the branch is
 * protected. Nothing is guessed from the shape of the history.
 *
 * The environment counts only where it speaks of this repository: HEAD has to
 * be the commit that it names. What it says is believed otherwise: who can set a
 * job's variables can leave the check out as well (promptpin(1), CONTINUOUS
 * INTEGRATION, says what the author of a request can set).
 */
#ifndef PP_CLI_CI_H
#define PP_CLI_CI_H

#include "cli/run.h"
#include "view/base.h"

/*
 * Set base, or remote, pushed_ref and pushed_over, of a request that has no
 * base yet; nothing outside of CI. ERROR_FAILED where what is needed is not in
 * this clone: then the help is the setting of that CI which brings it.
 */
int ci_base(struct run *run, struct setting_request *request);
/* In CI: say where HEAD was compared with itself, and what follows from it. */
void ci_note(struct run *run, const struct base *base, const char *so);

#endif

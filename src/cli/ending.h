/*
 * ending.h - what `retire` and `mv` have in common: one action on the store,
 * with and without a new id.
 */
#ifndef PP_CLI_ENDING_H
#define PP_CLI_ENDING_H

#include "cli/run.h"
#include "release/ended.h"

/* Carry the request out and say what was done. */
int ending_run(struct run *run, struct ended_request *request);

#endif

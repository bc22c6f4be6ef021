/*
 * clean.h - the whole question of the front door: would the pre-commit hook
 * say now what it said the last time, which was nothing?
 */
#ifndef PP_RECALL_CLEAN_H
#define PP_RECALL_CLEAN_H

#include "recall/place.h"

/*
 * True: it is known to be clean. program is the path of the full program,
 * whose answer is meant. Whatever is odd is false.
 */
bool recall_clean(const char *program);

/*
 * The front door tells the program that it becomes that it has asked already;
 * recall_was_asked is for that process alone (its number is in the variable),
 * and takes the variable out of the environment.
 */
void recall_tell_asked(void);
bool recall_was_asked(void);

#endif

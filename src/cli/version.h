/*
 * version.h - which promptpin this is, and which libraries it runs with.
 */
#ifndef PP_CLI_VERSION_H
#define PP_CLI_VERSION_H

struct buf;

/* "promptpin 0.1.0 (libgit2 1.5.1, ...)" and a newline. */
void version_print(struct buf *out);

#endif

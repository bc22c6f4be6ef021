/*
 * What commands write once more, where ids are by SHA-256: all of it is read by
 * asking git, since libgit2 cannot open such a repository.
 */
#define SCRATCH_HASH "sha256"
#include "test_write.c"

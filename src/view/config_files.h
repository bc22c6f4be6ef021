/*
 * config_files.h - where the configuration that is not the repository's own
 * is read from.
 */
#ifndef PP_VIEW_CONFIG_FILES_H
#define PP_VIEW_CONFIG_FILES_H

struct arena;
struct error;
struct repo;

/*
 * Absolute paths of the files that are looked for, whether they are there or
 * not; NULL ends. Each may include others. Owned by a. ERROR_REFUSED: git
 * itself reads the configuration of this repository, and knows where.
 */
int config_files(struct repo *repo, struct arena *a, const char *const **out,
		 struct error *err);

#endif

/*
 * name.h - which names may stand in the store, and in what it points to.
 *
 * For the store's own files. All take bytes with a length and look at nothing
 * but them; they say yes or no.
 */
#ifndef STORE_NAME_H
#define STORE_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* The longest name of one file that file systems take. */
enum { NAME_BYTES_MAX = 255 };

/* The temporary files of a writer: no part of the store, never committed. */
#define NAME_TEMPORARY ".tmp-"

/*
 * Whether path stays inside the folder it is relative to: not absolute, no
 * empty segment, no "." and no "..". Nothing else is asked.
 */
bool name_path_inside(const char *path);

/*
 * Whether path may be the path of a source in a release: inside, and no
 * segment is ".git" in any case, since `restore` writes to it.
 */
bool name_source_ok(const char *path);

/* Whether a release of this prompt and version has a name short enough. */
bool name_release_fits(const char *prompt, const char *version);

/* Whether text is YYYY-MM-DDThh:mm:ssZ, a day of the calendar, no leap second. */
bool name_time_ok(const char *text);

#endif

/*
 * version.h - this program's version: semver, what `--version` prints and
 * what `requires:` of a manifest is compared with.
 */
#ifndef PP_BASE_VERSION_H
#define PP_BASE_VERSION_H

#define PROMPTPIN_VERSION "0.1.0"

#endif

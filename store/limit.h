/*
 * limit.h - the sizes and words of FORMAT.md that more than one file needs.
 */
#ifndef STORE_LIMIT_H
#define STORE_LIMIT_H

enum {
	LIMIT_OBJECT = 16 * 1024 * 1024,
	LIMIT_RELEASE = 1024 * 1024,
	LIMIT_RECORD = 16 * 1024 * 1024,
	LIMIT_HEAD = 256,
	LIMIT_FORMAT = 256
};

#define LIMIT_RELEASE_FAMILY "promptpin.release/"
#define LIMIT_RELEASE_FORMAT LIMIT_RELEASE_FAMILY "1"
#define LIMIT_STORE_FAMILY "promptpin-store "
#define LIMIT_STORE_FORMAT LIMIT_STORE_FAMILY "1\n"

#endif

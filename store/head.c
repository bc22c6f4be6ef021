#include "store.h"

#include <stdio.h>
#include <string.h>

#include "limit.h"

static int refuse(struct store_why *why, unsigned line, const char *what)
{
	if (why)
		*why = (struct store_why){ line, what };
	return STORE_INVALID;
}

int store_head_read(struct store_head *out, const char *p, size_t n,
		    struct store_why *why)
{
	struct store_head read;
	struct store_version version;
	const char *space, *feed;
	size_t length;

	if (n > LIMIT_HEAD)
		return refuse(why, 0, "longer than 256 bytes");
	space = n ? memchr(p, ' ', n) : NULL;
	feed = n ? memchr(p, '\n', n) : NULL;
	if (!feed)
		return refuse(why, 1, "no line feed at the end");
	if (!space || space > feed)
		return refuse(why, 1, "no version, one space and a digest");
	length = (size_t)(space - p);
	if (store_version_read(&version, p, length) < 0 ||
	    length >= sizeof(read.version))
		return refuse(why, 1, "not a version");
	if (store_id_read(&read.release, space + 1,
			  (size_t)(feed - space - 1)) < 0)
		return refuse(why, 1,
			      "no \"sha256:\" and 64 lower-case hex "
			      "digits");
	if (feed + 1 != p + n)
		return refuse(why, 2, "more than one line");
	memcpy(read.version, p, length);
	read.version[length] = '\0';
	*out = read;
	return STORE_OK;
}

size_t store_head_write(const struct store_head *head,
			char text[STORE_HEAD_TEXT])
{
	char digest[STORE_DIGEST_TEXT + 1];

	store_id_write(&head->release, digest);
	return (size_t)snprintf(text, STORE_HEAD_TEXT, "%s %s\n", head->version,
				digest);
}

#include "store.h"

const char *store_strerror(int status)
{
	switch ((enum store_status)status) {
	case STORE_OK:
		return "all is well";
	case STORE_ABSENT:
		return "there is no such file in the store";
	case STORE_CORRUPT:
		return "the bytes are not those that the name says";
	case STORE_INVALID:
		return "the file is not in its one form";
	case STORE_NEWER:
		return "the store was written in a newer format";
	case STORE_EXISTS:
		return "the name is taken by other bytes";
	case STORE_LIMIT:
		return "the file is larger than its limit";
	case STORE_IO:
		return "the file could not be read or written";
	case STORE_NOMEM:
		return "out of memory";
	}
	return "an unknown status";
}

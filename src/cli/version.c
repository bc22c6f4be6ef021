#include "cli/version.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/library.h"
#include "base/version.h"
#include "store/store.h"
#include "syntax/library.h"
#include "view/library.h"

void version_print(struct buf *out)
{
	char hash[STORE_LIBRARY_TEXT];

	store_library(hash);
	buf_adds(out, "promptpin " PROMPTPIN_VERSION " (");
	buf_add(out, view_library(out->arena));
	buf_adds(out, ", ");
	buf_add(out, syntax_library(out->arena));
	buf_addf(out, ", %s, ", hash);
	buf_add(out, base_library(out->arena));
	buf_adds(out, ")\n");
}

#include "cli/effective.h"

#include "prompt/normal.h"
#include "syntax/json.h"

struct store_release effective_release(const char *prompt,
				       const struct store_effective *effective,
				       struct store_id normal,
				       const struct store_origin *sources,
				       size_t source_count)
{
	return (struct store_release){ .prompt = prompt,
				       .version = "0.0.0",
				       .at = "1970-01-01T00:00:00Z",
				       .rules = RULES_NEWEST,
				       .normal = normal,
				       .effective = *effective,
				       .sources = sources,
				       .source_count = source_count };
}

int effective_node(struct run *run, const struct store_release *release,
		   struct node *out)
{
	struct syntax_error why;
	struct store_bytes bytes;
	struct str text;
	int rc = store_release_write(&bytes, release);

	if (rc != STORE_OK)
		return error_set(run->err, ERROR_FAILED, "%s: %s",
				 release->prompt, store_strerror(rc));
	text = str_copy(run->arena, (struct str){ bytes.p, bytes.n });
	store_bytes_release(&bytes);
	if (json_read(run->arena, text, out, &why) < 0)
		return error_set(run->err, ERROR_FAILED, "%s: %s",
				 release->prompt, why.text);
	return 0;
}

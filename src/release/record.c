#include "release/record.h"

#include "base/arena.h"
#include "base/buf.h"
#include "prompt/manifest.h"
#include "syntax/json.h"

struct str record_path(struct arena *a, const struct record *r)
{
	return str_join(a,
			(const struct str[]){ STR(STORE_FOLDER "/records/"),
					      r->kind, STR("/"), r->prompt,
					      STR("@"), r->version },
			6);
}

static void member(struct buf *b, const char *name, struct str value)
{
	buf_addf(b, ",\n  \"%s\": ", name);
	json_string(b, value);
}

struct str record_write(struct arena *a, const struct record *r)
{
	struct buf b = buf_in(a);
	char digest[STORE_DIGEST_TEXT + 1];

	store_id_write(&r->release, digest);
	buf_adds(&b, "{\n  \"format\": \"promptpin.record/1\"");
	member(&b, "kind", r->kind);
	member(&b, "prompt", r->prompt);
	member(&b, "version", r->version);
	member(&b, "release", str_of(digest));
	if (r->to.n)
		member(&b, "to", r->to);
	member(&b, "at", r->at);
	if (r->reason.n)
		member(&b, "reason", r->reason);
	buf_adds(&b, "\n}\n");
	return buf_str(&b);
}

static struct str text_of(const struct node *root, const char *name)
{
	const struct node *n = node_get(root, name);

	return n && n->kind == NODE_STRING ? n->text : STR_EMPTY;
}

int record_read(struct arena *a, struct str text, struct record *out)
{
	struct syntax_error why;
	struct node root;
	struct record r;
	struct str digest;

	if (json_read(a, text, &root, &why) < 0 ||
	    !str_is(text_of(&root, "format"), "promptpin.record/1"))
		return -1;
	r = (struct record){ .kind = text_of(&root, "kind"),
			     .prompt = text_of(&root, "prompt"),
			     .version = text_of(&root, "version"),
			     .to = text_of(&root, "to"),
			     .at = text_of(&root, "at"),
			     .reason = text_of(&root, "reason") };
	digest = text_of(&root, "release");
	if (store_id_read(&r.release, digest.p, digest.n) < 0 ||
	    !store_prompt_ok(r.prompt.p, r.prompt.n) ||
	    (r.to.n && !store_prompt_ok(r.to.p, r.to.n)))
		return -1;
	*out = r;
	return 0;
}

/* prompt-removed, manifest-missing: what had a head must not just vanish. */
#include <stdlib.h>

#include "base/arena.h"
#include "check/context.h"

/* A prompt of the manifest with the same content that F does not know. */
static struct str twin(struct context *c, const struct store_release *gone)
{
	for (size_t i = 0; gone && i < c->subject_count; i++) {
		const struct subject *s = &c->subjects[i];

		if (s->built.complete && !s->report.base_version.n &&
		    store_id_equal(&s->built.normal, &gone->normal))
			return s->entry->id;
	}
	return STR_EMPTY;
}

static int removed(struct context *c, struct str id, struct error *err)
{
	struct vault *from = c->store;
	const struct store_release *release = NULL;
	const struct vault_head *head;
	struct str kind = STR_EMPTY, moved, now;
	struct finding *f;
	int rc = vault_head(from, id, &head, err);

	if (rc == 0 && head->status == STORE_ABSENT) {
		from = c->frozen->store;
		rc = vault_head(from, id, &head, err);
	}
	if (rc == 0 && head->status == STORE_OK)
		rc = vault_ended(c->store, c->arena, id,
				 str_of(head->head.version), &kind, &moved,
				 err);
	if (rc == 0)
		rc = vault_head_release(from, id, &release, err);
	if (rc < 0 || kind.n)
		return rc;
	now = twin(c, release);
	f = context_finding(c, RULE_PROMPT_REMOVED, id, c->manifest->path,
			    (struct pos){ 0, 0 });
	f->message = str_fmt(
		c->arena,
		"%.*s is gone from the manifest, and no record says that it ended",
		STR_ARG(id));
	if (now.n)
		finding_help(f, str_fmt(c->arena, "promptpin mv %.*s %.*s",
					STR_ARG(id), STR_ARG(now)));
	finding_help(f,
		     str_fmt(c->arena, "promptpin retire %.*s", STR_ARG(id)));
	return 0;
}

static int each_head(struct context *c, struct vault *v, struct error *err)
{
	const struct str *ids;
	size_t count;
	int rc = vault_heads(v, &ids, &count, err);

	for (size_t i = 0; i < count && rc == 0; i++) {
		if (manifest_prompt(c->manifest, ids[i]) ||
		    !context_wants(c, ids[i]) ||
		    !context_first(c, "removed", ids[i]))
			continue;
		rc = removed(c, ids[i], err);
	}
	return rc;
}

int check_removed(struct context *c, struct error *err)
{
	struct view_entry entry;
	struct finding *f;
	int rc;

	if (!c->manifest->present) {
		rc = view_find(c->view, STR(STORE_FOLDER "/format"), &entry,
			       err);
		if (rc < 0 && rc != ERROR_ABSENT)
			return rc;
		if (rc == 0) {
			f = context_finding(c, RULE_MANIFEST_MISSING, STR_EMPTY,
					    STR(MANIFEST_PATH),
					    (struct pos){ 0, 0 });
			f->message = STR("there is a store in " STORE_FOLDER
					 " and no " MANIFEST_PATH);
			finding_help(
				f, STR("git checkout HEAD -- " MANIFEST_PATH));
		}
	}
	/* A manifest that cannot be read removes nothing. */
	if (c->manifest->present && !c->manifest->valid)
		return 0;
	rc = each_head(c, c->store, err);
	return rc < 0 ? rc : each_head(c, c->frozen->store, err);
}

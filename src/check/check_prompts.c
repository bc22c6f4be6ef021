/* drift, unreleased, bytes-changed, head-invalid: each prompt and its head. */
#include "base/arena.h"
#include "check/context.h"
#include "prompt/lines.h"
#include "release/judge.h"
#include "release/version.h"

static struct str digest_text(struct arena *a, const struct store_id *id)
{
	char text[STORE_DIGEST_TEXT + 1];

	store_id_write(id, text);
	return str_copy(a, str_of(text));
}

static struct str digest_short(struct arena *a, const struct store_id *id)
{
	return str_cut(digest_text(a, id), 0, sizeof("sha256:") - 1 + 12);
}

static struct str command(struct context *c, const char *verb, struct str id)
{
	return str_fmt(c->arena, "promptpin %s %.*s", verb, STR_ARG(id));
}

/* Read the head and its release; whatever is wrong with them is one finding. */
static int read_head(struct context *c, struct subject *s, struct error *err)
{
	struct str id = s->entry->id;
	const struct store_why *why = NULL;
	struct finding *f;
	int rc = vault_head(c->store, id, &s->head, err);

	if (rc < 0 || s->head->status == STORE_ABSENT)
		return rc;
	if (s->head->status == STORE_OK) {
		struct str version = str_copy(c->arena,
					      str_of(s->head->head.version));

		s->report.version = version;
		rc = vault_release(c->store, id, version, &s->release, err);
		if (rc < 0)
			return rc;
		s->head_ok = s->release->release &&
			     store_id_equal(&s->release->digest,
					    &s->head->head.release);
		if (s->head_ok)
			return 0;
		/* A release that cannot be read is reported as such. */
		if (s->release->status != STORE_ABSENT && !s->release->release)
			return 0;
	} else {
		why = &s->head->why;
	}
	s->report.state = PROMPT_BROKEN;
	f = context_finding(
		c, RULE_HEAD_INVALID, id, vault_head_path(c->arena, id),
		(struct pos){ why ? why->line : 1, why && !why->line ? 0 : 1 });
	if (why && str_starts(s->head->text, "<<<<<<<"))
		f->message = str_fmt(c->arena,
				     "the head of %.*s holds conflict markers",
				     STR_ARG(id));
	else if (why)
		f->message = str_fmt(
			c->arena, "the head of %.*s cannot be read: %s",
			STR_ARG(id),
			why->what ? why->what :
				    "not one line VERSION sha256:DIGEST");
	else if (s->release->status == STORE_ABSENT)
		f->message = str_fmt(
			c->arena,
			"the head of %.*s names release %.*s, which is not in the store",
			STR_ARG(id), STR_ARG(s->report.version));
	else
		f->message = str_fmt(
			c->arena,
			"the head of %.*s names other bytes than release %.*s has",
			STR_ARG(id), STR_ARG(s->report.version));
	finding_help(f, command(c, "bump", id));
	finding_key(f, s->head->text);
	if (s->release && s->release->status == STORE_OK) {
		f->before = (struct side){
			STR("head"),
			digest_short(c->arena, &s->head->head.release)
		};
		f->after = (struct side){ STR("release"),
					  digest_short(c->arena,
						       &s->release->digest) };
	}
	return 0;
}

/* What F's head and the files differ in, for `drift` and for `status`. */
static int judge(struct context *c, struct subject *s, struct error *err)
{
	struct compat_side to = { &s->built.effective,
				  built_reader(&s->built) };
	const struct store_release *from;
	struct vault *store = c->frozen->store;
	struct str unread;
	int rc = judge_baseline(c->frozen, c->arena, s->entry->id, false, &from,
				err);

	if (rc == 0 && !from && s->head_ok) {
		from = s->release->release;
		store = c->store;
	}
	if (rc < 0 || !from)
		return rc;
	return judge_changes(c->arena, from, store, &to, &c->force.bumps,
			     &s->report.changes, &s->report.asks, &unread, err);
}

static int drift(struct context *c, struct subject *s, struct error *err)
{
	const struct store_release *head = s->release->release;
	struct str id = s->entry->id;
	struct finding *f;
	int rc = judge(c, s, err);

	if (rc < 0)
		return rc;
	s->report.state = PROMPT_DRIFT;
	f = context_finding(c, RULE_DRIFT, id, c->manifest->path,
			    s->entry->pos);
	f->message = str_fmt(c->arena,
			     "%.*s is not what its release %s says any more",
			     STR_ARG(id), head->version);
	f->needs = s->report.asks;
	f->before = (struct side){ str_fmt(c->arena, "release %s",
					   head->version),
				   digest_short(c->arena, &head->normal) };
	f->after = (struct side){ STR("now"),
				  digest_short(c->arena, &s->built.normal) };
	rc = context_locate(c, s, f, err);
	context_reasons(c, f, &s->report.changes);
	finding_help(f, command(c, "bump", id));
	finding_key(f, digest_text(c->arena, &head->normal));
	finding_key(f, digest_text(c->arena, &s->built.normal));
	return rc;
}

static bool same_parts(const struct store_part *a, size_t n,
		       const struct store_part *b, size_t m)
{
	if (n != m)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!store_id_equal(&a[i].id, &b[i].id))
			return false;
	return true;
}

static bool same_optional(const struct store_id *a, const struct store_id *b)
{
	return !a == !b && (!a || store_id_equal(a, b));
}

/* The same bytes everywhere. Normal digests are known to be equal. */
static bool same_bytes(const struct store_effective *a,
		       const struct store_effective *b)
{
	bool same = a->message_count == b->message_count &&
		    a->tool_count == b->tool_count &&
		    a->example_count == b->example_count &&
		    same_optional(a->params, b->params) &&
		    same_optional(a->retrieval, b->retrieval) &&
		    same_optional(a->tool_choice, b->tool_choice) &&
		    !a->output == !b->output && !a->variables == !b->variables;

	for (size_t i = 0; same && i < a->message_count; i++)
		same = (a->messages[i].slot && b->messages[i].slot) ||
		       (!a->messages[i].slot && !b->messages[i].slot &&
			store_id_equal(&a->messages[i].text,
				       &b->messages[i].text) &&
			same_parts(a->messages[i].parts,
				   a->messages[i].part_count,
				   b->messages[i].parts,
				   b->messages[i].part_count));
	for (size_t i = 0; same && i < a->tool_count; i++)
		same = store_id_equal(&a->tools[i].definition,
				      &b->tools[i].definition) &&
		       same_parts(a->tools[i].parts, a->tools[i].part_count,
				  b->tools[i].parts, b->tools[i].part_count);
	for (size_t i = 0; same && i < a->example_count; i++)
		same = store_id_equal(&a->examples[i], &b->examples[i]);
	if (same && a->output)
		same = store_id_equal(&a->output->schema, &b->output->schema) &&
		       same_parts(a->output->parts, a->output->part_count,
				  b->output->parts, b->output->part_count);
	if (same && a->variables)
		same = store_id_equal(&a->variables->schema,
				      &b->variables->schema) &&
		       same_parts(a->variables->parts, a->variables->part_count,
				  b->variables->parts,
				  b->variables->part_count);
	return same;
}

static void bytes_changed(struct context *c, struct subject *s)
{
	struct finding *f = context_finding(c, RULE_BYTES_CHANGED, s->entry->id,
					    c->manifest->path, s->entry->pos);

	f->message = str_fmt(
		c->arena,
		"%.*s is the same prompt as release %s, in other bytes",
		STR_ARG(s->entry->id), s->release->release->version);
	finding_help(f, str_fmt(c->arena, "promptpin restore %.*s@%s",
				STR_ARG(s->entry->id),
				s->release->release->version));
	finding_key(f, digest_text(c->arena, &s->release->digest));
	for (size_t i = 0; i < s->built.source_count; i++) {
		const struct store_origin *now = &s->built.sources[i];
		const struct store_release *r = s->release->release;
		bool same = !now->digest;

		for (size_t j = 0; j < r->source_count && !same; j++)
			same = r->sources[j].digest &&
			       store_id_equal(r->sources[j].digest,
					      now->digest);
		if (!same) {
			f->path = str_of(now->path);
			f->pos = (struct pos){ 0, 0 };
			finding_key(f, digest_text(c->arena, now->digest));
			break;
		}
	}
}

static void unreleased(struct context *c, struct subject *s, struct str ended)
{
	struct str id = s->entry->id;
	struct finding *f = context_finding(c, RULE_UNRELEASED, id,
					    c->manifest->path, s->entry->pos);

	s->report.state = PROMPT_UNRELEASED;
	if (ended.n)
		f->message = str_fmt(
			c->arena,
			"%.*s was %.*s at %.*s; a higher release revives it",
			STR_ARG(id), STR_ARG(ended),
			STR_ARG(s->report.version));
	else
		f->message = str_fmt(c->arena, "%.*s was never released",
				     STR_ARG(id));
	f->line = text_line(c->manifest->text, s->entry->pos.line);
	finding_help(f, command(c, "bump", id));
	if (s->built.complete)
		finding_key(f, digest_text(c->arena, &s->built.normal));
}

/* `version: file`: what the prompt's own file says is what its head says. */
static void version_mismatch(struct context *c, struct subject *s)
{
	const struct built *b = &s->built;
	const struct format_prompt *p = b->of_file;
	struct str path = s->entry->own_file.file.path, id = s->entry->id;
	struct finding *f;

	if (!b->version_file || !b->complete || !p ||
	    str_eq(p->version, s->report.version))
		return;
	f = context_finding(c, RULE_VERSION_MISMATCH, id, path, p->version_pos);
	f->line = built_line(b, path, p->version_pos.line);
	if (p->version.n)
		f->message = str_fmt(
			c->arena,
			"the file says version %.*s, and the head of %.*s is "
			"%.*s",
			STR_ARG(text_shorten(p->version, 60)), STR_ARG(id),
			STR_ARG(s->report.version));
	else
		f->message = str_fmt(
			c->arena,
			"`version: file` is set, and the file has no version; "
			"the head of %.*s is %.*s",
			STR_ARG(id), STR_ARG(s->report.version));
	if (p->version.n)
		finding_help(f, command(c, "bump", id));
	finding_help(f, str_fmt(c->arena, "%swrite version %.*s into %.*s",
				p->version.n ? "or " : "",
				STR_ARG(s->report.version), STR_ARG(path)));
	finding_key(f, p->version);
	finding_key(f, s->report.version);
}

static int compare(struct context *c, struct subject *s, struct error *err)
{
	struct str kind, moved;
	int rc;

	if (s->head->status == STORE_ABSENT) {
		unreleased(c, s, STR_EMPTY);
		return 0;
	}
	if (!s->head_ok) {
		s->report.state = PROMPT_BROKEN;
		return 0;
	}
	rc = vault_ended(c->store, c->arena, s->entry->id, s->report.version,
			 &kind, &moved, err);
	if (rc < 0)
		return rc;
	if (kind.n) {
		unreleased(c, s, kind);
		return 0;
	}
	if (!s->built.complete) {
		s->report.state = PROMPT_BROKEN;
		return 0;
	}
	if (!store_id_equal(&s->built.normal, &s->release->release->normal))
		return drift(c, s, err); /* which a bump mends along */
	version_mismatch(c, s);
	if (!same_bytes(&s->built.effective, &s->release->release->effective))
		bytes_changed(c, s);
	return 0;
}

static int base_head(struct context *c, struct subject *s, struct error *err)
{
	struct str path = vault_head_path(c->arena, s->entry->id);
	const struct frozen_head *heads;
	size_t count;
	int rc;

	if (s->head_ok && c->base->view && !map_get(&c->changed, path)) {
		s->report.base_version = s->report.version;
		s->report.published = true;
		return 0;
	}
	rc = frozen_heads(c->frozen, c->arena, s->entry->id, &heads, &count,
			  err);
	if (rc == 0 && count)
		s->report.base_version = heads[0].version;
	if (rc == 0 && s->head_ok)
		rc = frozen_published(c->frozen, s->entry->id,
				      s->report.version, &s->release->digest,
				      &s->report.published, err);
	return rc;
}

/* A clean prompt's release is not looked at again. */
static void forget(struct context *c, struct subject *s)
{
	if (s->report.state != PROMPT_CLEAN || !s->head_ok)
		return;
	s->release = NULL;
	vault_forget(c->store, s->entry->id, s->report.version);
}

/* Tell the view which files the prompts will be read from. */
static int expect(struct context *c, struct error *err)
{
	struct arena scratch = { 0 };
	struct str *paths = NULL;
	size_t count = 0, room = 0;
	int rc = 0;

	for (size_t i = 0; i < c->subject_count && rc == 0; i++) {
		const struct prompt_entry *e = c->subjects[i].entry;
		const struct vault_version *versions;
		struct str more[4];
		size_t n, known = 0;

		if (c->subjects[i].passed)
			continue;
		if (e->own_file.file.path.n)
			more[known++] = e->own_file.file.path;
		if (e->message_count)
			more[known++] =
				e->messages[e->message_count - 1].file.path;
		more[known++] = vault_head_path(&scratch, e->id);
		rc = vault_versions(c->store, e->id, &versions, &n, err);
		if (n) /* most heads name the highest */
			more[known++] = versions[n - 1].entry.path;
		for (size_t j = 0; j < known; j++) {
			paths = arena_grow(&scratch, paths, count, &room,
					   sizeof(*paths));
			paths[count++] = more[j];
		}
	}
	if (rc == 0)
		view_expect(c->view, paths, count);
	arena_free(&scratch);
	return rc;
}

/* Build a prompt, and hold it against its head. */
static int look_at(struct context *c, struct subject *s, struct error *err)
{
	int rc = 0;

	if (s->entry->invalid)
		s->report.state = PROMPT_BROKEN;
	else
		rc = prompt_build(c->builder, s->entry, c->sink, &s->built,
				  err);
	s->report.complete = s->built.complete;
	s->report.normal = s->built.normal;
	if (rc == 0)
		rc = read_head(c, s, err);
	if (rc == 0 && !s->entry->invalid)
		rc = compare(c, s, err);
	if (rc == 0)
		rc = base_head(c, s, err);
	if (rc == 0 && s->head && s->head->status == STORE_OK)
		rc = check_live(c, s, err);
	return rc;
}

int check_prompts(struct context *c, struct error *err)
{
	int rc;

	for (size_t i = 0; i < c->subject_count; i++) {
		struct subject *s = &c->subjects[i];

		s->report.id = s->entry->id;
		s->report.state = PROMPT_CLEAN;
		s->passed = known_pass(c, s);
	}
	rc = expect(c, err);
	for (size_t i = 0; i < c->subject_count && rc == 0; i++) {
		struct subject *s = &c->subjects[i];

		if (s->passed)
			continue;
		known_start(c);
		rc = look_at(c, s, err);
		if (rc < 0)
			return rc;
		known_clean(c, s);
		forget(c, s);
	}
	return rc;
}

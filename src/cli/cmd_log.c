#include "cli/command.h"
#include "cli/target.h"
#include "report/paint.h"
#include "report/report.h"

enum { DIGEST_SHOWN = 12, KINDS_SHOWN = 3 };

/* One release of the list. */
struct entry {
	struct target target;
	bool published, is_head;
	struct changes changes; /* from the release it was made from */
	bool compared;
};

/*
 * The release that this one was made from: its first parent that is there and
 * is of this prompt. NULL: none.
 */
static const struct target *parent_of(const struct entry *entries, size_t count,
				      const struct store_release *release)
{
	for (size_t i = 0; i < release->parent_count; i++) {
		const struct store_parent *p = &release->parents[i];

		for (size_t j = 0; j < count && !p->prompt; j++) {
			if (store_id_equal(&entries[j].target.digest,
					   &p->release))
				return &entries[j].target;
		}
	}
	return NULL;
}

/* What changed since the parent; not known where objects are missing. */
static int compare(struct finder *f, struct entry *e,
		   const struct target *parent)
{
	struct compat_side from = { parent->effective, parent->objects };
	struct compat_side to = { e->target.effective, e->target.objects };
	struct error why = { 0 };
	int rc = compat_changes(f->run->arena, &from, &to,
				&f->setting.force.bumps, &e->changes, &why);

	if (rc == ERROR_FAILED)
		return error_set(f->run->err, rc, "%s", why.text);
	e->compared = rc == 0;
	return 0;
}

static int read_entry(struct finder *f, struct entry *e, struct str version,
		      const struct vault_head *head)
{
	struct run *run = f->run;

	if (target_find(&e->target, f, str_c(run->arena, version)) < 0)
		return run->err->code;
	if (f->based &&
	    frozen_published(f->setting.frozen, f->id, version,
			     &e->target.digest, &e->published, run->err) < 0)
		return run->err->code;
	e->is_head = head->status == STORE_OK &&
		     store_id_equal(&head->head.release, &e->target.digest);
	return 0;
}

static int read_all(struct finder *f, struct entry **out, size_t *count)
{
	const struct vault_version *versions;
	const struct vault_head *head;
	struct run *run = f->run;
	struct entry *entries;

	if (vault_versions(f->setting.store, f->id, &versions, count,
			   run->err) < 0 ||
	    vault_head(f->setting.store, f->id, &head, run->err) < 0)
		return run->err->code;
	entries = arena_zero(run->arena, *count + 1, sizeof(*entries));
	for (size_t i = 0; i < *count; i++) {
		if (read_entry(f, &entries[i], versions[i].version, head) < 0)
			return run->err->code;
	}
	for (size_t i = 0; i < *count; i++) {
		const struct target *parent = parent_of(
			entries, *count, entries[i].target.release);

		if (parent && compare(f, &entries[i], parent) < 0)
			return run->err->code;
	}
	*out = entries;
	return 0;
}

static struct str short_digest(struct run *run, const struct store_id *id)
{
	char digest[STORE_DIGEST_TEXT + 1];

	store_id_write(id, digest);
	return str_copy(run->arena, (struct str){ digest + strlen("sha256:"),
						  DIGEST_SHOWN });
}

static void write_kinds(struct buf *out, const struct entry *e)
{
	if (!e->compared) {
		buf_adds(out, e->target.release->parent_count ?
				      "?" :
				      "first release");
		return;
	}
	if (e->changes.count == 0)
		buf_adds(out, "no change");
	for (size_t i = 0; i < e->changes.count && i < KINDS_SHOWN; i++)
		buf_addf(out, "%s%s", i ? ", " : "",
			 change_info(e->changes.items[i].kind)->id);
	if (e->changes.count > KINDS_SHOWN)
		buf_addf(out, ", %zu more", e->changes.count - KINDS_SHOWN);
}

static void write_text(struct run *run, const struct finder *f,
		       const struct entry *e, bool colour)
{
	struct buf *out = &run->out;
	const struct store_release *r = e->target.release;

	paint_begin(out, PAINT_STRONG, colour);
	buf_addf(out, "%-10s", r->version);
	paint_end(out, PAINT_STRONG, colour);
	buf_addf(out, "  %s  %.*s  %-9s  ", r->at,
		 STR_ARG(short_digest(run, &r->normal)),
		 !f->based    ? "" :
		 e->published ? "published" :
				"draft");
	write_kinds(out, e);
	buf_adds(out, e->is_head ? "  (head)\n" : "\n");
	if (r->reason) {
		buf_adds(out, "            ");
		text_escape(out, str_of(r->reason), false);
		buf_addc(out, '\n');
	}
}

static void write_json(struct run *run, const struct entry *e)
{
	struct buf *out = &run->out;
	const struct store_release *r = e->target.release;
	char digest[STORE_DIGEST_TEXT + 1];

	store_id_write(&e->target.digest, digest);
	buf_addf(out, "{\"version\":\"%s\",\"at\":\"%s\",\"release\":\"%s\"",
		 r->version, r->at, digest);
	store_id_write(&r->normal, digest);
	buf_addf(
		out,
		",\"normal\":\"%s\",\"published\":%s,\"head\":%s,\"changes\":[",
		digest, e->published ? "true" : "false",
		e->is_head ? "true" : "false");
	for (size_t i = 0; i < e->changes.count; i++)
		buf_addf(out, "%s\"%s\"", i ? "," : "",
			 change_info(e->changes.items[i].kind)->id);
	buf_adds(out, "],\"reason\":");
	report_json_string(out, str_of(r->reason));
	buf_addc(out, '}');
}

int cmd_log(struct run *run, int argc, char **argv)
{
	bool json = false;
	const struct opt opts[] = { OPT_FLAG(0, "json", &json, "as JSON"),
				    OPT_END };
	struct entry *entries = NULL;
	struct args args;
	struct finder f;
	size_t count = 0;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (finder_open(&f, run, str_of(args.items[0]), true) < 0 ||
	    read_all(&f, &entries, &count) < 0)
		return run->err->code;
	if (json) {
		buf_adds(&run->out, "{\"format_version\":\"1.0\",\"prompt\":");
		report_json_string(&run->out, f.id);
		buf_adds(&run->out, ",\"releases\":[");
	} else if (count == 0) {
		run_note("%.*s was never released", STR_ARG(f.id));
	}
	for (size_t i = count; i > 0; i--) {
		if (json && i < count)
			buf_addc(&run->out, ',');
		if (json)
			write_json(run, &entries[i - 1]);
		else
			write_text(run, &f, &entries[i - 1],
				   run_colour(run, stdout));
	}
	if (json)
		buf_adds(&run->out, "]}\n");
	return EXIT_CLEAN;
}

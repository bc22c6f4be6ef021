#include "cli/command.h"
#include "cli/piece.h"
#include "compat/prefix.h"
#include "release/version.h"
#include "report/paint.h"
#include "report/report.h"
#include "report/text_diff.h"

/* The two sides and what lies between them. */
struct comparison {
	struct run *run;
	struct finder finder;
	struct target from, to;
	bool empty_from; /* there is no release yet */
	bool from_base;	 /* from is F's head */
	bool to_view;	 /* to is what the finder's files come to */
	struct changes changes;
	struct common_prefix prefix;
	struct str unread; /* why the changes could not be told, or empty */
	bool colour, lines;
};

static int choose(struct comparison *c, const struct args *args)
{
	const char *a = args->count > 1 ? args->items[1] : NULL;
	const char *b = args->count > 2 ? args->items[2] : NULL;
	static const struct store_effective nothing;
	int rc = a ? target_find(&c->from, &c->finder, a) :
		     target_last(&c->from, &c->finder);

	if (rc == ERROR_ABSENT) {
		c->empty_from = true;
		c->from = (struct target){ .label = STR("nothing"),
					   .effective = &nothing };
		rc = 0;
	}
	if (rc < 0)
		return rc;
	c->from_base = c->finder.based && (!a || strcmp(a, "base") == 0);
	c->to_view = !b || strcmp(b, "worktree") == 0;
	return b ? target_find(&c->to, &c->finder, b) :
		   target_files(&c->to, &c->finder);
}

/* What the manifests say of the prompt besides what the model receives: F's
 * goes with F's head, the view's with its files. */
static void add_evals(struct comparison *c)
{
	const struct setting *s = &c->finder.setting;
	const struct prompt_entry *from = manifest_prompt(&s->base_manifest,
							  c->finder.id);
	const struct prompt_entry *to = manifest_prompt(&s->manifest,
							c->finder.id);

	if (c->from_base && c->to_view && from && to)
		compat_evals(c->run->arena, from->evals, to->evals,
			     &s->force.bumps, &c->changes);
}

/* What changed, by kind. What cannot be read is said, and the texts follow. */
static int judge(struct comparison *c)
{
	struct compat_side from = { c->from.effective, c->from.objects };
	struct compat_side to = { c->to.effective, c->to.objects };
	struct error why = { 0 };
	int rc;

	if (c->empty_from)
		return 0;
	rc = compat_changes(c->run->arena, &from, &to,
			    &c->finder.setting.force.bumps, &c->changes, &why);
	if (rc == 0)
		add_evals(c);
	if (rc == 0)
		rc = compat_prefix(c->run->arena, &from, &to, &c->prefix, &why);
	if (rc == ERROR_ABSENT || rc == ERROR_REFUSED)
		c->unread = str_copy(c->run->arena,
				     str_of(why.text[0] ?
						    why.text :
						    "an object is missing"));
	else if (rc < 0)
		return error_set(c->run->err, rc, "%s", why.text);
	return 0;
}

/* The bump asked for at the version it starts from. */
static enum bump asked(const struct comparison *c)
{
	struct store_version version;

	if (!c->from.release ||
	    version_read(str_of(c->from.release->version), &version) < 0)
		return c->changes.needs;
	return version_asked(&version, c->changes.needs);
}

static void write_change(struct comparison *c, const struct change *change)
{
	struct buf *out = &c->run->out;
	enum paint level = change->needs == BUMP_MAJOR ? PAINT_ERROR :
			   change->needs == BUMP_MINOR ? PAINT_WARNING :
							 PAINT_NOTE;

	buf_adds(out, "  ");
	paint_begin(out, level, c->colour);
	buf_addf(out, "%-5s", bump_name(change->needs));
	paint_end(out, level, c->colour);
	buf_addf(out, "  %-28s  ", change_info(change->kind)->id);
	text_escape(out, change->where, false);
	buf_adds(out, ": ");
	text_escape(out, change->message, false);
	if (change->before.n || change->after.n) {
		buf_adds(out, " (");
		text_escape(out,
			    change->before.n ? change->before : STR("none"),
			    false);
		buf_adds(out, " -> ");
		text_escape(out, change->after.n ? change->after : STR("none"),
			    false);
		buf_addc(out, ')');
	}
	buf_addc(out, '\n'); /* what is not proven says so in its message */
}

static void write_changes(struct comparison *c)
{
	struct buf *out = &c->run->out;

	paint_begin(out, PAINT_STRONG, c->colour);
	buf_addf(out, "%.*s: %.*s -> %.*s", STR_ARG(c->finder.id),
		 STR_ARG(c->from.label), STR_ARG(c->to.label));
	paint_end(out, PAINT_STRONG, c->colour);
	buf_addc(out, '\n');
	if (c->empty_from) {
		buf_adds(out, "  never released\n");
	} else if (c->unread.n) {
		buf_adds(out, "  the kinds of change cannot be told: ");
		text_escape(out, c->unread, false);
		buf_addc(out, '\n');
	} else if (store_id_equal(&c->from.normal, &c->to.normal)) {
		buf_adds(out, "  the same prompt\n");
	} else {
		buf_addf(out, "  asks for %s\n", bump_name(asked(c)));
	}
	for (size_t i = 0; i < c->changes.count; i++)
		write_change(c, &c->changes.items[i]);
	/* What a provider's prompt cache still holds after the change. */
	if (c->changes.count && c->prefix.from)
		buf_addf(out, "  the first %zu of %zu bytes are the same\n",
			 c->prefix.bytes, c->prefix.from);
}

/* ---- texts ------------------------------------------------------------------ */

static const struct piece *paired(const struct pieces *list, struct str key)
{
	for (size_t i = 0; i < list->count; i++) {
		if (str_eq(list->items[i].key, key))
			return &list->items[i];
	}
	return NULL;
}

static int read_side(struct comparison *c, const struct target *t,
		     const struct piece *p, struct str *out)
{
	struct str bytes;

	*out = STR_EMPTY;
	if (!p)
		return 0;
	if (piece_read(c->run, t, p, &bytes) < 0)
		return c->run->err->code;
	*out = piece_readable(c->run->arena, p, bytes);
	return 0;
}

static void write_file_line(struct comparison *c, const char *sign,
			    const struct target *t, const struct piece *p)
{
	struct buf *out = &c->run->out;
	struct str path = p && p->id ? target_source(t, p->id) : STR_EMPTY;

	paint_begin(out, PAINT_STRONG, c->colour);
	buf_addf(out, "%s ", sign);
	if (p) {
		text_escape(out, p->name, false);
		if (path.n) {
			buf_adds(out, " (");
			text_escape(out, path, false);
			buf_addc(out, ')');
		}
		buf_addf(out, ", %.*s", STR_ARG(t->label));
	} else {
		buf_adds(out, "none");
	}
	paint_end(out, PAINT_STRONG, c->colour);
	buf_addc(out, '\n');
}

/* Texts word by word; values, which stand one member a line, line by line. */
static int compare_texts(struct comparison *c, bool words, struct str before,
			 struct str after, struct buf *hunks)
{
	return words ? text_diff_words(hunks, before, after, c->colour,
				       c->run->err) :
		       text_diff(hunks, before, after, c->colour, c->run->err);
}

static int write_pair(struct comparison *c, const struct piece *from,
		      const struct piece *to)
{
	bool words = from && to && to->kind == PIECE_TEXT && !c->lines;
	int rc;
	struct buf hunks = buf_in(c->run->arena);
	struct str before, after;

	if (from && to && from->id && to->id &&
	    store_id_equal(from->id, to->id))
		return 0;
	if (read_side(c, &c->from, from, &before) < 0 ||
	    read_side(c, &c->to, to, &after) < 0)
		return c->run->err->code;
	rc = compare_texts(c, words, before, after, &hunks);
	if (rc <= 0)
		return rc;
	buf_addc(&c->run->out, '\n');
	write_file_line(c, "---", &c->from, from);
	write_file_line(c, "+++", &c->to, to);
	buf_add(&c->run->out, buf_str(&hunks));
	return 0;
}

/* Texts come first, then what else the model gets and how it is set. */
static int write_kind(struct comparison *c, const struct pieces *from,
		      const struct pieces *to, bool text)
{
	for (size_t i = 0; i < to->count; i++) {
		const struct piece *p = &to->items[i];

		if ((p->kind == PIECE_TEXT) == text &&
		    write_pair(c, paired(from, p->key), p) < 0)
			return c->run->err->code;
	}
	for (size_t i = 0; i < from->count; i++) {
		const struct piece *p = &from->items[i];

		if ((p->kind == PIECE_TEXT) == text && !paired(to, p->key) &&
		    write_pair(c, p, NULL) < 0)
			return c->run->err->code;
	}
	return 0;
}

static int write_texts(struct comparison *c)
{
	struct pieces from = piece_all(c->run->arena, &c->from);
	struct pieces to = piece_all(c->run->arena, &c->to);

	return write_kind(c, &from, &to, true) < 0 ?
		       c->run->err->code :
		       write_kind(c, &from, &to, false);
}

/* ---- JSON ------------------------------------------------------------------- */

static void add_text(struct buf *out, const char *name, struct str text)
{
	buf_addf(out, ",\"%s\":", name);
	report_json_string(out, text);
}

static void write_json(struct comparison *c)
{
	struct buf *out = &c->run->out;

	buf_adds(out, "{\"format_version\":\"1.0\"");
	add_text(out, "prompt", c->finder.id);
	add_text(out, "from", c->from.label);
	add_text(out, "to", c->to.label);
	buf_addf(out, ",\"same\":%s,\"asks\":\"%s\"",
		 !c->empty_from && store_id_equal(&c->from.normal,
						  &c->to.normal) ?
			 "true" :
			 "false",
		 bump_name(asked(c)));
	if (c->unread.n)
		add_text(out, "unread", c->unread);
	if (!c->unread.n && !c->empty_from)
		buf_addf(out,
			 ",\"common_prefix\":{\"bytes\":%zu,\"from\":%zu,"
			 "\"to\":%zu}",
			 c->prefix.bytes, c->prefix.from, c->prefix.to);
	buf_adds(out, ",\"changes\":[");
	for (size_t i = 0; i < c->changes.count; i++) {
		const struct change *change = &c->changes.items[i];

		buf_addf(out,
			 "%s{\"kind\":\"%s\",\"needs\":\"%s\",\"proven\":%s",
			 i ? "," : "", change_info(change->kind)->id,
			 bump_name(change->needs),
			 change->proven ? "true" : "false");
		add_text(out, "where", change->where);
		add_text(out, "message", change->message);
		add_text(out, "before", change->before);
		add_text(out, "after", change->after);
		buf_addc(out, '}');
	}
	buf_adds(out, "]}\n");
}

int cmd_diff(struct run *run, int argc, char **argv)
{
	bool json = false;
	struct comparison c = { .run = run };
	const struct opt opts[] = {
		OPT_FLAG(0, "json", &json,
			 "the changes as JSON, without texts"),
		OPT_FLAG(0, "lines", &c.lines,
			 "texts line by line, as a patch, not word by word"),
		OPT_END
	};
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (finder_open(&c.finder, run, str_of(args.items[0]), true) < 0 ||
	    choose(&c, &args) < 0 || judge(&c) < 0)
		return run->err->code;
	c.colour = run_colour(run, stdout);
	if (json) {
		write_json(&c);
		return EXIT_CLEAN;
	}
	write_changes(&c);
	return write_texts(&c);
}

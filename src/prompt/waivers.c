#include "prompt/waivers.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "prompt/reader.h"
#include "syntax/yaml.h"

bool waivers_day_ok(struct str text)
{
	static const unsigned char lengths[] = { 31, 29, 31, 30, 31, 30,
						 31, 31, 30, 31, 30, 31 };
	unsigned year = 0, month = 0, day = 0;

	if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-')
		return false;
	for (size_t i = 0; i < text.n; i++) {
		unsigned digit = (unsigned)(text.p[i] - '0');

		if (i == 4 || i == 7)
			continue;
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		*(i < 4 ? &year :
		  i < 7 ? &month :
			  &day) = (i < 4 ? year :
				   i < 7 ? month :
					   day) *
					  10 +
				  digit;
	}
	if (month < 1 || month > 12 || day < 1 || day > lengths[month - 1])
		return false;
	return month != 2 || day < 29 ||
	       (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

/* ---- reading -------------------------------------------------------------- */

static bool read_fingerprint(struct reader *r, const struct node *node,
			     const struct place *at, struct waiver *out)
{
	struct str text;

	if (!reader_text(r, node, at, &text))
		return false;
	out->pos = node->pos;
	if (str_starts(text, "sha256:") &&
	    store_id_read(&out->fingerprint, text.p, text.n) == 0)
		return true;
	reader_wrong(r, node->pos, at,
		     STR("promptpin check -o json has the fingerprint of "
			 "each finding"),
		     "this is no fingerprint: sha256: and 64 digits");
	return false;
}

static bool read_rule(struct reader *r, const struct node *node,
		      const struct place *at, struct waiver *out)
{
	struct str text;

	if (!reader_text(r, node, at, &text))
		return false;
	if (rule_find(text, &out->rule) < 0) {
		reader_wrong(r, node->pos, at, STR("promptpin explain"),
			     "`%.*s` is no rule",
			     STR_ARG(text_shorten(text, 100)));
		return false;
	}
	if (rule_info(out->rule)->waivable)
		return true;
	reader_wrong(r, node->pos, at, STR("take the waiver out"),
		     "%s cannot be waived", rule_info(out->rule)->id);
	return false;
}

static bool read_until(struct reader *r, const struct node *node,
		       const struct place *at, struct waiver *out)
{
	if (!reader_text(r, node, at, &out->until))
		return false;
	if (waivers_day_ok(out->until))
		return true;
	reader_wrong(r, node->pos, at, STR("write `until: 2026-12-31`"),
		     "`%.*s` is no day",
		     STR_ARG(text_shorten(out->until, 100)));
	return false;
}

static bool read_member(struct reader *r, const struct member *member,
			const struct place *up, struct waiver *out)
{
	static const char *const names[] = { "fingerprint", "rule",   "prompt",
					     "path",	    "reason", "owner",
					     "until",	    NULL };
	const struct place at = { up, member->name, 0 };
	const struct node *value = &member->value;
	struct str *text = str_is(member->name, "prompt") ? &out->prompt :
			   str_is(member->name, "path")	  ? &out->path :
			   str_is(member->name, "reason") ? &out->reason :
			   str_is(member->name, "owner")  ? &out->owner :
							    NULL;

	if (str_is(member->name, "fingerprint"))
		return read_fingerprint(r, value, &at, out);
	if (str_is(member->name, "rule"))
		return read_rule(r, value, &at, out);
	if (str_is(member->name, "until"))
		return read_until(r, value, &at, out);
	if (text)
		return reader_text(r, value, &at, text);
	reader_unknown(r, member, up, "a waiver", names);
	return false;
}

static unsigned last_line(const struct node *node)
{
	unsigned last = node->pos.line;

	for (size_t i = 0; node->kind == NODE_OBJECT && i < node->count; i++) {
		if (node->members[i].value.pos.line > last)
			last = node->members[i].value.pos.line;
	}
	return last;
}

static void read_waiver(struct reader *r, const struct node *node,
			const struct place *at, struct waiver *out)
{
	static const char *const needed[] = { "fingerprint", "rule", "reason",
					      "owner", "until" };
	bool good = true;

	if (node->kind != NODE_OBJECT) {
		reader_mismatch(r, node, at, "a mapping",
				STR("promptpin waive FINGERPRINT -m WHY "
				    "--until DATE writes one"));
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		good &= read_member(r, &node->members[i], at, out);
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++) {
		if (node_get(node, needed[i]))
			continue;
		good = false;
		reader_wrong(r, node->pos, at,
			     str_fmt(r->a, "write `%s:`", needed[i]),
			     "a waiver needs `%s`", needed[i]);
	}
	if (good && (out->prompt.n > 0) == (out->path.n > 0))
		reader_wrong(r, node->pos, at,
			     STR("write `prompt:`, or `path:` where the "
				 "finding belongs to no prompt"),
			     "a waiver names either a prompt or a path");
	out->first = node->pos.line;
	out->last = last_line(node);
	out->column = node->pos.column;
}

static void read_list(struct reader *r, const struct node *node,
		      struct waivers *out)
{
	const struct place at = { NULL, STR("waivers"), 0 };

	out->listed = true;
	if (node->kind == NODE_NULL || (node->plain && node->text.n == 0))
		return;
	if (node->kind != NODE_ARRAY) {
		reader_mismatch(r, node, &at, "a list of waivers",
				STR("promptpin waive FINGERPRINT -m WHY "
				    "--until DATE writes one"));
		return;
	}
	if (node->count > WAIVERS_COUNT) {
		reader_wrong(r, node->pos, &at, STR("promptpin check"),
			     "more than %d waivers", WAIVERS_COUNT);
		return;
	}
	out->items = arena_zero(r->a, node->count + 1, sizeof(*out->items));
	out->count = node->count;
	for (size_t i = 0; i < node->count; i++) {
		const struct place here = { &at, STR_EMPTY, i };

		read_waiver(r, &node->items[i], &here, &out->items[i]);
	}
}

static void read_top(struct reader *r, const struct node *root,
		     struct waivers *out)
{
	static const char *const names[] = { "promptpin", "waivers", NULL };
	const struct node *version = node_get(root, "promptpin");

	if (root->kind != NODE_OBJECT) {
		reader_mismatch(r, root, NULL, "a mapping",
				STR("write `promptpin: 1` and `waivers:`"));
		return;
	}
	if (!version || !str_is(version->text, "1"))
		reader_wrong(r, version ? version->pos : root->pos, NULL,
			     STR("write `promptpin: 1`"),
			     "`promptpin: 1` is missing");
	for (size_t i = 0; i < root->count; i++) {
		const struct member *member = &root->members[i];

		if (str_is(member->name, "waivers"))
			read_list(r, &member->value, out);
		else if (!str_is(member->name, "promptpin"))
			reader_unknown(r, member, NULL, "a waiver file", names);
	}
}

int waivers_read(struct waivers *out, struct arena *a, struct view *view,
		 struct sink *sink, struct error *err)
{
	struct manifest file = { .path = STR(WAIVERS_PATH) };
	struct reader r = { .a = a, .manifest = &file, .sink = sink };
	struct error local = { 0 };
	struct syntax_error why = { 0 };
	struct view_entry entry;
	struct node root;
	int rc = view_find(view, file.path, &entry, err);

	*out = (struct waivers){ 0 };
	if (rc < 0)
		return rc == ERROR_ABSENT ? 0 : rc;
	out->present = true;
	rc = view_read(view, a, file.path, WAIVERS_SIZE, &out->text, &local);
	if (rc == ERROR_FAILED)
		return error_set(err, rc, "%s", local.text);
	if (rc < 0) {
		reader_wrong(&r, (struct pos){ 0, 0 }, NULL,
			     STR("make " WAIVERS_PATH " a regular file of at "
				 "most 1 MiB"),
			     "%s",
			     local.text[0] ? local.text :
					     "this is no regular file");
		return 0;
	}
	r.lines.text = out->text;
	if (yaml_read(a, out->text, &root, &why) < 0)
		reader_wrong(&r, why.pos, NULL,
			     STR("promptpin explain "
				 "manifest-invalid"),
			     "%s", why.text);
	else
		read_top(&r, &root, out);
	out->valid = !r.bad;
	return 0;
}

/* ---- adding --------------------------------------------------------------- */

/* As a double-quoted scalar, since a plain one could be read otherwise. */
static void add_scalar(struct buf *out, struct str text)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			buf_addc(out, '\\');
		buf_addc(out, text.p[i]);
	}
	buf_addc(out, '"');
}

/* indent: the spaces before its dash. */
static void add_entry(struct buf *out, const struct waiver *w, int indent)
{
	char digest[STORE_DIGEST_TEXT + 1];

	store_id_write(&w->fingerprint, digest);
	buf_addf(out, "%*s- fingerprint: %s\n", indent, "", digest);
	indent += 2;
	buf_addf(out, "%*srule: %s\n", indent, "", rule_info(w->rule)->id);
	if (w->prompt.n) {
		buf_addf(out, "%*sprompt: %.*s\n", indent, "",
			 STR_ARG(w->prompt));
	} else {
		buf_addf(out, "%*spath: ", indent, "");
		add_scalar(out, w->path);
		buf_addc(out, '\n');
	}
	buf_addf(out, "%*sreason: ", indent, "");
	add_scalar(out, w->reason);
	buf_addf(out, "\n%*sowner: ", indent, "");
	add_scalar(out, w->owner);
	buf_addf(out, "\n%*suntil: %.*s\n", indent, "", STR_ARG(w->until));
}

/* Offset of the beginning of a line. */
static size_t line_start(struct str text, unsigned line)
{
	size_t at = 0;

	while (line > 1 && at < text.n) {
		at = str_find(text, '\n', at) + 1;
		line--;
	}
	return at < text.n ? at : text.n;
}

static bool is_same(const struct waiver *a, const struct waiver *b)
{
	return store_id_equal(&a->fingerprint, &b->fingerprint);
}

/* The old text without the waivers of new's finding. Their number. */
static size_t copy_others(struct buf *out, const struct waivers *old,
			  const struct waiver *new)
{
	size_t at = 0, gone = 0;

	for (size_t i = 0; i < old->count; i++) {
		const struct waiver *w = &old->items[i];
		size_t from;

		if (!is_same(w, new))
			continue;
		from = line_start(old->text, w->first);
		buf_add(out, str_cut(old->text, at, from > at ? from : at));
		at = line_start(old->text, w->last + 1);
		gone++;
	}
	buf_add(out, str_cut(old->text, at, old->text.n));
	return gone;
}

static bool says_the_same(const struct waiver *a, const struct waiver *b)
{
	return is_same(a, b) && a->rule == b->rule &&
	       str_eq(a->prompt, b->prompt) && str_eq(a->path, b->path) &&
	       str_eq(a->reason, b->reason) && str_eq(a->owner, b->owner) &&
	       str_eq(a->until, b->until);
}

/* The new text must read as the other waivers and the new one: what was taken
 * out by its lines may have left some of itself to a neighbour. */
static bool proves(struct arena *a, struct str text, const struct waivers *old,
		   const struct waiver *new)
{
	const struct view_file file = { STR(WAIVERS_PATH), text };
	struct error ignored = { 0 };
	struct sink sink = sink_in(a);
	struct waivers now;
	struct view *view;
	size_t at = 0;

	if (view_memory(&view, a, &file, 1, &ignored) < 0 ||
	    waivers_read(&now, a, view, &sink, &ignored) < 0 || !now.valid)
		return false;
	for (size_t i = 0; i < old->count; i++) {
		if (is_same(&old->items[i], new))
			continue;
		if (at == now.count ||
		    !says_the_same(&old->items[i], &now.items[at++]))
			return false;
	}
	return at + 1 == now.count && says_the_same(new, &now.items[at]);
}

/* What reader_text takes: a reviewer has to see all of it. */
static bool is_plain(struct arena *a, struct str s)
{
	struct buf shown = buf_in(a);

	text_escape(&shown, s, false);
	return s.n <= READER_TEXT && str_eq(buf_str(&shown), s);
}

/* Why nothing can be added, or 0. */
static int refuse(struct arena *a, const struct waiver *new, size_t others,
		  size_t size, struct error *err)
{
	if (!is_plain(a, new->path) || !is_plain(a, new->reason) ||
	    !is_plain(a, new->owner))
		return error_set(err, ERROR_REFUSED,
				 "a waiver cannot hold control or invisible "
				 "characters, bytes that are not UTF-8, or a "
				 "text of more than %d bytes",
				 (int)READER_TEXT);
	if (others < WAIVERS_COUNT && size <= WAIVERS_SIZE)
		return 0;
	error_help(err, "take out those that promptpin check calls stale or "
			"expired");
	return error_set(err, ERROR_REFUSED,
			 WAIVERS_PATH " is full: %d waivers, %d bytes",
			 (int)WAIVERS_COUNT, (int)WAIVERS_SIZE);
}

int waivers_add(struct arena *a, const struct waivers *old,
		const struct waiver *new, struct str *out, struct error *err)
{
	unsigned column = old->count ? old->items[old->count - 1].column : 0;
	struct buf text = buf_in(a);
	size_t gone = 0;

	if (!old->present)
		buf_adds(&text, "# Findings that are accepted until a day. "
				"`promptpin waive` adds one;\n"
				"# promptpin(1) says what the keys mean.\n"
				"promptpin: 1\n");
	else
		gone = copy_others(&text, old, new);
	if (text.len && text.data[text.len - 1] != '\n')
		buf_addc(&text, '\n');
	if (!old->listed)
		buf_adds(&text, "waivers:\n");
	add_entry(&text, new, column >= 3 ? (int)column - 3 : 2);
	if (refuse(a, new, old->count - gone, text.len, err) < 0)
		return err->code;
	*out = buf_str(&text);
	if (proves(a, *out, old, new))
		return 0;
	error_help(err, "write `waivers:` as a list at the end of the file, "
			"each waiver beginning with `  - fingerprint:` in a "
			"line of its own");
	return error_set(err, ERROR_REFUSED,
			 WAIVERS_PATH " is laid out in a way that this "
				      "program does not edit");
}

#include "cli/command.h"
#include "cli/effective.h"
#include "cli/piece.h"
#include "report/paint.h"
#include "syntax/json.h"

/* The lines before the pieces: what this is and where it comes from. */
static void write_head(struct run *run, const struct finder *f,
		       const struct target *t, bool colour)
{
	char digest[STORE_DIGEST_TEXT + 1];
	struct buf *out = &run->out;

	paint_begin(out, PAINT_STRONG, colour);
	buf_addf(out, "%.*s, %.*s", STR_ARG(f->id), STR_ARG(t->label));
	paint_end(out, PAINT_STRONG, colour);
	store_id_write(&t->normal, digest);
	buf_addf(out, "\n  normal   %s\n", digest);
	if (!t->release)
		return;
	store_id_write(&t->digest, digest);
	buf_addf(out, "  release  %s\n  at       %s\n", digest, t->release->at);
	if (t->release->reason) {
		buf_adds(out, "  reason   ");
		text_escape(out, str_of(t->release->reason), false);
		buf_addc(out, '\n');
	}
}

/* Text of the repository's over several lines, each escaped. */
static void write_lines(struct buf *out, struct str text)
{
	for (size_t from = 0; from < text.n;) {
		size_t end = str_find(text, '\n', from);

		text_escape(out, str_cut(text, from, end), true);
		buf_addc(out, '\n');
		from = end + 1;
	}
}

static int write_piece(struct run *run, const struct target *t,
		       const struct piece *p, bool colour)
{
	struct buf *out = &run->out;
	struct str bytes, path = p->id ? target_source(t, p->id) : STR_EMPTY;

	if (piece_read(run, t, p, &bytes) < 0)
		return run->err->code;
	buf_addc(out, '\n');
	paint_begin(out, PAINT_PLACE, colour);
	buf_adds(out, "== ");
	text_escape(out, p->name, false);
	if (p->about.n) {
		buf_adds(out, ": ");
		text_escape(out, p->about, false);
	}
	if (path.n) {
		buf_adds(out, " (");
		text_escape(out, path, false);
		buf_addc(out, ')');
	}
	paint_end(out, PAINT_PLACE, colour);
	buf_addc(out, '\n');
	if (!str_starts(p->about, "slot "))
		write_lines(out, piece_readable(run->arena, p, bytes));
	return 0;
}

/* ---- --part ---------------------------------------------------------------- */

static int no_part(struct run *run, const struct pieces *pieces,
		   const char *part)
{
	struct buf known = buf_in(run->arena);

	for (size_t i = 0; i < pieces->count && known.len < 600; i++) {
		if (known.len)
			buf_adds(&known, ", ");
		buf_add(&known, pieces->items[i].name);
	}
	return error_set(run->err, ERROR_USAGE,
			 "there is no part %s; there are %s", part,
			 buf_str(&known).p);
}

static bool is_part(const struct piece *p, const char *part, bool by_group)
{
	return str_is(by_group ? p->group : p->name, part);
}

/* Several values of a group are a JSON array of them as they are stored. */
static int write_values(struct run *run, const struct target *t,
			const struct pieces *pieces, const char *part)
{
	bool any = false;

	buf_addc(&run->out, '[');
	for (size_t i = 0; i < pieces->count; i++) {
		struct str bytes;

		if (!is_part(&pieces->items[i], part, true))
			continue;
		if (piece_read(run, t, &pieces->items[i], &bytes) < 0)
			return run->err->code;
		buf_adds(&run->out, any ? ",\n" : "");
		buf_add(&run->out, bytes);
		any = true;
	}
	buf_adds(&run->out, "]\n");
	return 0;
}

/* The bytes of one part, and nothing else. */
static int write_part(struct run *run, const struct target *t, const char *part)
{
	struct pieces pieces = piece_all(run->arena, t);
	const struct piece *one = NULL;
	size_t count = 0;
	struct str bytes;

	for (int by_group = 0; by_group < 2 && count == 0; by_group++) {
		for (size_t i = 0; i < pieces.count; i++) {
			if (!is_part(&pieces.items[i], part, by_group))
				continue;
			one = &pieces.items[i];
			count++;
		}
	}
	if (count == 0)
		return no_part(run, &pieces, part);
	if (strcmp(part, "tools") == 0 || strcmp(part, "examples") == 0)
		return write_values(run, t, &pieces, part);
	if (count > 1)
		return error_set(
			run->err, ERROR_USAGE,
			"%zu messages are %s; name one, as messages[0]", count,
			part);
	if (piece_read(run, t, one, &bytes) < 0)
		return run->err->code;
	buf_add(&run->out, bytes);
	return 0;
}

/* ---- --json ---------------------------------------------------------------- */

/* A release as the store writes it; of files what it has of a release. */
static int write_json(struct run *run, const struct finder *f,
		      const struct target *t)
{
	static const char *const members[] = { "prompt", "normal", "effective",
					       "sources" };
	struct store_release release = effective_release(
		str_c(run->arena, f->id), t->effective, t->normal, t->sources,
		t->source_count);
	struct node root, shown = { .kind = NODE_OBJECT };
	struct member kept[4];

	if (effective_node(run, t->release ? t->release : &release, &root) < 0)
		return run->err->code;
	shown.members = kept;
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		const struct member *m = node_member(&root, str_of(members[i]));

		if (m)
			kept[shown.count++] = *m;
	}
	json_pretty(&run->out, t->release ? &root : &shown);
	if (run->out.data[run->out.len - 1] != '\n')
		buf_addc(&run->out, '\n');
	return 0;
}

static int write_all(struct run *run, const struct finder *f,
		     const struct target *t)
{
	struct pieces pieces = piece_all(run->arena, t);
	bool colour = run_colour(run, stdout);

	write_head(run, f, t, colour);
	for (size_t i = 0; i < pieces.count; i++) {
		if (write_piece(run, t, &pieces.items[i], colour) < 0)
			return run->err->code;
	}
	return 0;
}

int cmd_show(struct run *run, int argc, char **argv)
{
	const char *part = NULL, *name = NULL;
	bool json = false;
	const struct opt opts[] = {
		OPT_FLAG(0, "json", &json,
			 "a release's bytes; of files the same form"),
		OPT_VALUE(
			0, "part", &part, "PART",
			"the bytes of one part: system, messages[0], tools, tools/NAME, "
			"parts/NAME, output, variables, model, params"),
		OPT_END
	};
	struct finder f;
	struct target t;
	struct args args;
	struct str id;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (json && part)
		return error_set(run->err, ERROR_USAGE,
				 "--json and --part exclude each other");
	target_split(run, args.items[0], &id, &name);
	if (finder_open(&f, run, id, name && strcmp(name, "base") == 0) < 0)
		return run->err->code;
	if ((name ? target_find(&t, &f, name) : target_files(&t, &f)) < 0)
		return run->err->code;
	if (part)
		return write_part(run, &t, part);
	return json ? write_json(run, &f, &t) : write_all(run, &f, &t);
}

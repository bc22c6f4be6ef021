#include "cli/command.h"
#include "release/restore.h"

static void line(struct run *run, const char *before, struct str text,
		 const char *after)
{
	buf_adds(&run->out, before);
	text_escape(&run->out, text, false);
	buf_adds(&run->out, after);
}

/* What has to be written by hand: a value of the manifest, or a text that
 * stands in source code, line by line. */
static void write_part(struct run *run, const struct restore_part *part)
{
	if (!part->path.n) {
		line(run, "  set in promptpin.yaml: ", part->key, ": ");
		line(run, "", part->value, "\n");
		return;
	}
	line(run, "  write in ", part->path, ", ");
	line(run, "", part->key, ":\n");
	for (size_t from = 0; from < part->value.n;) {
		size_t end = str_find(part->value, '\n', from);

		line(run, "    ", str_cut(part->value, from, end), "\n");
		from = end + 1;
	}
}

static void write_text(struct run *run, const char *id,
		       const struct restore_result *r)
{
	line(run, "", str_of(id), " ");
	if (r->was.n && !str_eq(r->was, r->version))
		line(run, "", r->was, " -> ");
	line(run, "", r->version, "  restored\n");
	for (size_t i = 0; i < r->written_count; i++)
		line(run, "  wrote ", r->written[i], "\n");
	for (size_t i = 0; i < r->elsewhere_count; i++)
		line(run, "  the manifest does not name ", r->elsewhere[i],
		     " any more: change promptpin.yaml back, or this release will drift\n");
	for (size_t i = 0; i < r->part_count; i++)
		write_part(run, &r->parts[i]);
}

int cmd_restore(struct run *run, int argc, char **argv)
{
	struct restore_request request = { 0 };
	const struct opt opts[] = {
		OPT_FLAG('f', "force", &request.force,
			 "overwrite changes that are nowhere else"),
		OPT_FLAG('n', "dry-run", &request.dry_run,
			 "say what would be done"),
		OPT_VALUE(0, "base", &request.base, "REV",
			  "the base, for ID@base"),
		OPT_FLAG(0, "no-base", &request.no_base,
			 "look at this tree's store alone"),
		OPT_END
	};
	struct restore_result result;
	struct args args;
	struct str spec;
	size_t at;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	spec = str_of(args.items[0]);
	at = str_find(spec, '@', 0);
	if (at == 0 || at + 1 >= spec.n)
		return error_set(run->err, ERROR_USAGE,
				 "restore: which release? Say ID@VERSION");
	request.id = str_c(run->arena, str_cut(spec, 0, at));
	request.version = str_c(run->arena, str_cut(spec, at + 1, spec.n));
	if (run_repo(run, 0) < 0)
		return run->err->code;
	request.repo = run->repo;
	if (restore_run(&result, run->arena, &request, run->err) < 0)
		return run->err->code;
	write_text(run, request.id, &result);
	return EXIT_CLEAN;
}

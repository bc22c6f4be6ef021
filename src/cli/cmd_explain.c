#include "cli/command.h"
#include "diag/rule.h"
#include "prompt/nearest.h"

static void list_all(struct buf *out)
{
	buf_adds(out, "rules:\n");
	for (int i = 0; i < RULE_COUNT; i++) {
		const struct rule_info *r = rule_info((enum rule)i);

		buf_addf(out, "  %-24s %-8s %s\n", r->id, level_name(r->level),
			 r->finds);
	}
	buf_adds(out, "\nkinds of change, and the least bump each asks for:\n");
	for (int i = 0; i < CHANGE_COUNT; i++) {
		const struct change_info *c = change_info((enum change_kind)i);

		buf_addf(out, "  %-30s %-6s %s\n", c->id, bump_name(c->prompt),
			 c->finds);
	}
}

static void explain_rule(struct buf *out, const struct rule_info *r)
{
	buf_addf(out, "%s (a rule; level %s in preset standard)\n\n", r->id,
		 level_name(r->level));
	buf_addf(out, "finds:  %s\nwhy:    %s\nmend:   %s\n", r->finds, r->why,
		 r->mend);
	if (r->waivable)
		buf_addf(out,
			 "policy: promptpin.yaml can set its level:\n"
			 "          policy:\n            rules: {%s: note}\n",
			 r->id);
	else
		buf_adds(
			out,
			"policy: its level cannot be lowered, nor can it be waived\n");
}

static const char *direction_text(const char *direction)
{
	if (strcmp(direction, "in") == 0)
		return "application to prompt: what is accepted must not shrink";
	if (strcmp(direction, "out") == 0)
		return "model to application: what is produced must not grow";
	return "neither input nor output: what the model does may change";
}

static void explain_change(struct buf *out, const struct change_info *c)
{
	buf_addf(out, "%s (a kind of change between two releases)\n\n", c->id);
	buf_addf(out, "what:      %s\n", c->finds);
	if (*c->example)
		buf_addf(out, "example:   %s\n", c->example);
	buf_addf(out, "direction: %s\n", direction_text(c->direction));
	buf_addf(out,
		 "bump:      %s under preset prompt, %s under preset model\n",
		 bump_name(c->prompt), bump_name(c->model));
	buf_addf(
		out,
		"found as:  drift, or bump-too-small where a release did not honour it\n");
}

static int unknown(struct run *run, const char *id)
{
	const char *names[RULE_COUNT + CHANGE_COUNT + 1];
	const char *near;
	size_t count = 0;

	for (int i = 0; i < RULE_COUNT; i++)
		names[count++] = rule_info((enum rule)i)->id;
	for (int i = 0; i < CHANGE_COUNT; i++)
		names[count++] = change_info((enum change_kind)i)->id;
	names[count] = NULL;
	near = nearest(str_of(id), names);
	if (near)
		error_help(run->err, "promptpin explain %s", near);
	else
		error_help(run->err, "promptpin explain");
	return error_set(run->err, ERROR_USAGE,
			 "%s is neither a rule nor a kind of change%s%s%s", id,
			 near ? "; is it " : "", near ? near : "",
			 near ? "?" : "");
}

int cmd_explain(struct run *run, int argc, char **argv)
{
	const struct opt opts[] = { OPT_END };
	struct args args;
	enum change_kind change;
	enum rule rule;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (args.count == 0)
		list_all(&run->out);
	else if (rule_find(str_of(args.items[0]), &rule) == 0)
		explain_rule(&run->out, rule_info(rule));
	else if (change_find(str_of(args.items[0]), &change) == 0)
		explain_change(&run->out, change_info(change));
	else
		return unknown(run, args.items[0]);
	return EXIT_CLEAN;
}

/* What a push looks like, from either of its ends. */
#include "base/text.h"
#include "cli/hook.h"

bool hook_next_line(struct str input, size_t *at, struct str *line)
{
	while (*at < input.n) {
		size_t end = str_find(input, '\n', *at);

		*line = str_cut(input, *at, end);
		*at = end + 1;
		if (line->n)
			return true;
	}
	return false;
}

bool hook_is_oid(struct str oid)
{
	for (size_t i = 0; i < oid.n; i++)
		if (!strchr("0123456789abcdef", oid.p[i]) || !oid.p[i])
			return false;
	return oid.n == 40 || oid.n == 64;
}

bool hook_is_null(struct str oid)
{
	for (size_t i = 0; i < oid.n; i++)
		if (oid.p[i] != '0')
			return false;
	return true;
}

int hook_peel(struct run *run, struct arena *a, struct str name, struct str oid,
	      struct tip *out)
{
	int rc = tip_peel(out, a, run->repo, oid, run->err);

	if (rc == ERROR_ABSENT)
		return error_set(run->err, ERROR_FAILED,
				 "%.*s: %.*s is not here", STR_ARG(name),
				 STR_ARG(oid));
	return rc;
}

/* ---- answers ------------------------------------------------------------ */

/* Refusals of what was refused already that are worth a line each. */
enum { REPEATS_SHOWN = 20 };

struct answer {
	int status;
	bool every_commit; /* the policy in force wants more */
	struct str ref;	   /* that asked first */
	struct str frozen; /* F, if it is one commit */
};

struct hook_answers hook_answers_in(struct arena *a)
{
	return (struct hook_answers){ .known = map_in(a),
				      .commits = map_in(a) };
}

/*
 * All that an answer depends on beside what is the same all through a run: the
 * tree, F, and whether the commit is itself at a protected tip, where what F
 * has as well counts in full.
 */
static struct str key_of(struct arena *a, const struct tip *tip,
			 const struct base *base)
{
	struct buf key = buf_in(a);

	buf_addf(&key, "%s %d", tip->tree, (int)base->state);
	for (size_t i = 0; i < base->count; i++)
		buf_addf(&key, " %s", base->commits[i]);
	for (size_t i = 0; i < base->tip_count; i++)
		if (strcmp(base->tips[i].commit, tip->commit) == 0) {
			buf_adds(&key, " tip");
			break;
		}
	return buf_str(&key);
}

static int repeat(struct run *run, struct hook_answers *answers,
		  const struct hook_question *q, const struct answer *answer)
{
	struct buf text = buf_in(run->arena);

	if (answer->status == EXIT_CLEAN)
		return EXIT_CLEAN;
	if (++answers->repeated > REPEATS_SHOWN)
		return answer->status;
	if (answers->repeated == REPEATS_SHOWN)
		buf_adds(&text,
			 "promptpin: more refs are refused in the same way\n");
	else {
		buf_add(&text, q->heading);
		buf_adds(&text, "  the same findings as ");
		text_escape(&text, answer->ref, false);
		buf_adds(&text, "\n\n");
	}
	run_write(stderr, buf_str(&text));
	return answer->status;
}

static const struct answer *remember(struct hook_answers *answers,
				     const struct hook_question *q,
				     const struct check *c, int status)
{
	struct arena *a = answers->known.arena;
	struct answer *answer = arena_alloc(a, sizeof(*answer));

	*answer = (struct answer){ status, !c->nothing && c->force.every_commit,
				   str_copy(a, q->ref), STR_EMPTY };
	if (c->base.count == 1)
		answer->frozen = str_copy(a, str_of(c->base.commits[0]));
	*map_put(&answers->known, key_of(a, &q->tip, &c->base)) = answer;
	return answer;
}

/* What was answered before, or *out NULL. */
static int recall(struct run *run, const struct hook_answers *answers,
		  const struct hook_question *q,
		  const struct setting_request *request,
		  const struct answer **out)
{
	struct sink unused = sink_in(run->arena);
	struct setting s;

	*out = NULL;
	if (answers->known.count == 0)
		return 0; /* the only one, most often: F is computed once */
	if (setting_open(&s, run->arena, request, &unused, run->err) < 0)
		return run->err->code;
	*out = map_get(&answers->known, key_of(run->arena, &q->tip, &s.base));
	return 0;
}

static int judge_tip(struct run *run, struct hook_answers *answers,
		     const struct hook_question *q, const struct answer **out)
{
	struct check_request request = { .setting = q->setting, .look = true };
	struct check c = { 0 };

	request.setting.rev = q->tip.commit;
	if (view_commit(&request.setting.view, run->arena, run->repo,
			q->tip.commit, run->err) < 0)
		return run->err->code == ERROR_ABSENT ?
			       error_set(run->err, ERROR_FAILED,
					 "no tree at %s", q->tip.commit) :
			       run->err->code;
	if (recall(run, answers, q, &request.setting, out) < 0)
		return run->err->code;
	if (*out)
		return repeat(run, answers, q, *out);
	if (check_run(&c, run->arena, &request, run->err) < 0)
		return run->err->code;
	*out = remember(answers, q, &c,
			hook_refuse(run, &c, &request, q->heading));
	return (*out)->status;
}

int hook_judge(struct run *run, struct hook_answers *answers,
	       const struct hook_question *question)
{
	const struct answer *answer = NULL;
	struct arena scratch = { 0 };
	struct run own = *run;
	int status, more;

	own.arena = &scratch;
	status = judge_tip(&own, answers, question, &answer);
	arena_free(&scratch);
	if (status < 0 || !answer || !answer->every_commit)
		return status;
	more = hook_commits(run, answers, question, answer->frozen);
	return more < 0 || more > status ? more : status;
}

/*
 * doctor: does a commit and a push in this repository really run the check?
 * It is tried, in a scratch clone that is gone afterwards; what was found
 * on the way explains the answer.
 *
 * Exit status, for who looks after many machines: 0 all is protected, 1
 * something is not, 3 it could not be told.
 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/command.h"
#include "cli/doctor.h"
#include "cli/own_path.h"
#include "report/report.h"

enum { COMMIT, PUSH, SERVER, QUESTIONS };

static const char *const question_names[QUESTIONS] = { "commit", "push",
						       "server" };
static const char *const state_names[] = {
	[DOCTOR_PROTECTED] = "protected",
	[DOCTOR_OPEN] = "not protected",
	[DOCTOR_BROKEN] = "broken",
	[DOCTOR_UNKNOWN] = "not known",
};

void doctor_note(struct doctor *d, const char *fmt, ...)
{
	char text[2048];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	d->notes = arena_grow(d->run->arena, d->notes, d->note_count,
			      &d->note_room, sizeof(*d->notes));
	d->notes[d->note_count++] = str_c(d->run->arena, str_of(text));
}

static bool holds(struct str text, const char *words)
{
	return text.n && memmem(text.p, text.n, words, strlen(words)) != NULL;
}

/* ---- what is tried -------------------------------------------------------- */

/*
 * Read the outcome of something that promptpin must refuse. Only its own words
 * count: another hook's refusal proves nothing, since it may agree tomorrow.
 */
static void read_outcome(struct doctor_answer *out, const struct spawned *done,
			 const char *refusal)
{
	out->said = done->said;
	out->state = DOCTOR_UNKNOWN;
	if (done->late)
		out->why = "the hooks did not come to an end in time";
	else if (done->status == 0) {
		out->state = DOCTOR_OPEN;
		out->why = "a prompt that drifted went through";
	} else if (holds(done->said, refusal) ||
		   holds(done->said, "error[drift]") ||
		   holds(done->said, "error[unreleased]")) {
		out->state = DOCTOR_PROTECTED;
		out->why = "a prompt that drifted was refused";
	} else if (holds(done->said, "promptpin: ") ||
		   holds(done->said, "promptpin: not found") ||
		   holds(done->said, "cannot exec")) {
		out->state = DOCTOR_BROKEN;
		out->why =
			"everything is refused, since the check cannot be run";
	} else {
		out->why = "another hook refused it first";
	}
}

static int try_commit(struct doctor *d, struct doctor_answer *out)
{
	const char *argv[] = { "commit", "-q", "-m", "promptpin doctor", NULL };
	struct spawned done;

	if (doctor_git(d, argv, &done) < 0)
		return d->run->err->code;
	read_outcome(out, &done, "this commit is refused");
	out->by = doctor_path(d, "pre-commit");
	return 0;
}

/* The receiving side of the scratch remote must not answer for the push. */
static int try_push(struct doctor *d, struct doctor_answer *out)
{
	const char *argv[] = {
		"push",
		"-q",
		"--receive-pack=git -c core.hooksPath=/dev/null receive-pack",
		"origin",
		"HEAD:refs/heads/promptpin-doctor",
		NULL
	};
	struct spawned done;

	if (doctor_git(d, argv, &done) < 0)
		return d->run->err->code;
	read_outcome(out, &done, "promptpin: the push of ");
	if (holds(done.said, "remote: promptpin:"))
		out->state = DOCTOR_OPEN;
	out->by = doctor_path(d, "pre-push");
	return 0;
}

/* A bare repository's own hooks, in its scratch copy. */
static int try_receive(struct doctor *d, struct doctor_answer *out)
{
	const char *argv[] = { "push",
			       "-q",
			       "--no-verify",
			       "origin",
			       "HEAD:refs/heads/promptpin-doctor",
			       NULL };
	struct spawned done;

	if (doctor_git(d, argv, &done) < 0)
		return d->run->err->code;
	read_outcome(out, &done, "promptpin: ");
	if (out->state == DOCTOR_PROTECTED && !holds(done.said, "error["))
		out->state = DOCTOR_BROKEN;
	out->by = doctor_path(d, "pre-receive");
	return 0;
}

/* A remote's path counts from the top of the work tree. */
static const char *from_top(struct doctor *d, struct str url)
{
	if (url.n && url.p[0] != '/' && str_find(url, ':', 0) == url.n)
		return str_fmt(d->run->arena, "%s%.*s", d->folder.work_tree,
			       STR_ARG(url))
			.p;
	return str_c(d->run->arena, url);
}

/*
 * The real remote, which was asked for: a commit that drifted goes to a ref
 * that nobody uses, and is taken away again if it was let in.
 */
static int try_server(struct doctor *d, const char *remote,
		      struct doctor_answer *out)
{
	struct arena *a = d->run->arena;
	const char *ask[] = { "remote", "get-url", "--push", remote, NULL };
	const char *ref =
		str_fmt(a, "refs/heads/promptpin-doctor-%ld", (long)getpid()).p;
	const char *push[] = { "push", "-q", "--no-verify", NULL, NULL, NULL };
	const char *clean[] = { "push", "-q", "--no-verify", NULL, NULL, NULL };
	struct spawned done;
	struct str url;

	if (repo_git(d->run->repo, a, ask, STR_EMPTY, &url, d->run->err) < 0)
		return d->run->err->code;
	push[3] = clean[3] = from_top(d,
				      str_cut(url, 0, str_find(url, '\n', 0)));
	push[4] = str_fmt(a, "HEAD:%s", ref).p;
	clean[4] = str_fmt(a, ":%s", ref).p;
	if (doctor_git(d, push, &done) < 0)
		return d->run->err->code;
	read_outcome(out, &done, "promptpin: ");
	out->by = remote;
	if (done.status != 0) {
		if (out->state == DOCTOR_UNKNOWN)
			out->why = "the push was refused, and not by promptpin";
		return 0;
	}
	if (doctor_git(d, clean, &done) < 0)
		return d->run->err->code;
	if (done.status != 0)
		doctor_note(
			d,
			"the commit that was let in could not be taken away again: git push %s :%s",
			remote, ref);
	return 0;
}

static int try_all(struct doctor *d, const char *remote,
		   struct doctor_answer *answers)
{
	if (doctor_scratch_open(d) < 0)
		return d->run->err->code;
	if (!d->bare && try_commit(d, &answers[COMMIT]) < 0)
		return d->run->err->code;
	if (doctor_commit(d) < 0)
		return d->run->err->code;
	if (d->bare)
		return try_receive(d, &answers[SERVER]);
	if (try_push(d, &answers[PUSH]) < 0)
		return d->run->err->code;
	return remote ? try_server(d, remote, &answers[SERVER]) : 0;
}

/* ---- what is said ---------------------------------------------------------- */

static void write_text(struct doctor *d, const struct doctor_answer *answers,
		       const char *version, const char *path)
{
	struct buf *out = &d->run->out;

	for (int i = 0; i < QUESTIONS; i++) {
		if (!answers[i].why)
			continue;
		buf_addf(out, "%-8s %-14s %s", question_names[i],
			 state_names[answers[i].state], answers[i].why);
		if (answers[i].by && answers[i].by[0]) {
			buf_adds(out, " (");
			text_escape(out, str_of(answers[i].by), false);
			buf_addc(out, ')');
		}
		buf_addc(out, '\n');
	}
	buf_addf(out, "%-8s %s", "program",
		 version ? version : "not found by the hooks");
	if (version) {
		buf_adds(out, " in ");
		text_escape(out, str_of(path), false);
	}
	buf_addf(out, "\n%-8s %s%s\n", "git",
		 d->configs.git ? d->configs.git : "not found",
		 d->configs.here || !d->configs.git ?
			 "" :
			 ", which runs no hooks from its configuration");
	for (size_t i = 0; i < d->note_count; i++) {
		buf_adds(out, "note     ");
		text_escape(out, str_of(d->notes[i]), false);
		buf_addc(out, '\n');
	}
}

/* What was printed where the answer is not the one hoped for. */
static void write_said(struct doctor *d, const struct doctor_answer *answers)
{
	struct buf b = buf_in(d->run->arena);

	for (int i = 0; i < QUESTIONS; i++) {
		struct str said = answers[i].said;

		if (!answers[i].why || answers[i].state == DOCTOR_PROTECTED)
			continue;
		for (size_t from = 0; from < said.n;) {
			size_t end = str_find(said, '\n', from);

			buf_addf(&b, "  %s| ", question_names[i]);
			text_escape(&b, str_cut(said, from, end), true);
			buf_addc(&b, '\n');
			from = end + 1;
		}
	}
	run_write(stderr, buf_str(&b));
}

static void add_member(struct buf *out, const char *name, const char *text)
{
	buf_addf(out, ",\"%s\":", name);
	if (text)
		report_json_string(out, str_of(text));
	else
		buf_adds(out, "null");
}

static void write_json(struct doctor *d, const struct doctor_answer *answers,
		       int status, const char *version, const char *path)
{
	struct buf *out = &d->run->out;

	buf_addf(out, "{\"format_version\":\"1.0\",\"protected\":%s",
		 status == EXIT_CLEAN	 ? "true" :
		 status == EXIT_FINDINGS ? "false" :
					   "null");
	for (int i = 0; i < QUESTIONS; i++) {
		if (!answers[i].why)
			continue;
		buf_addf(out, ",\"%s\":{\"state\":\"%s\"", question_names[i],
			 state_names[answers[i].state]);
		add_member(out, "why", answers[i].why);
		add_member(out, "by", answers[i].by ? answers[i].by : "");
		buf_addc(out, '}');
	}
	add_member(out, "program", path);
	add_member(out, "version", version);
	add_member(out, "git", d->configs.git);
	buf_addf(out, ",\"config_hooks\":%s,\"notes\":[",
		 d->configs.here ? "true" : "false");
	for (size_t i = 0; i < d->note_count; i++) {
		buf_adds(out, i ? "," : "");
		report_json_string(out, str_of(d->notes[i]));
	}
	buf_adds(out, "]}\n");
}

/* The server counts only where it was tried. */
static int status_of(const struct doctor_answer *answers, bool asked)
{
	int worst = EXIT_CLEAN;

	for (int i = 0; i < QUESTIONS; i++) {
		enum doctor_state state = answers[i].state;

		if (!answers[i].why || (i == SERVER && !asked))
			continue;
		if (state == DOCTOR_OPEN || state == DOCTOR_BROKEN)
			return EXIT_FINDINGS;
		if (state == DOCTOR_UNKNOWN)
			worst = EXIT_UNCHECKED;
	}
	return worst;
}

static void not_known(struct doctor_answer *out, const char *why)
{
	out->state = DOCTOR_UNKNOWN;
	out->why = why;
}

/* What to type where nothing stands in the way. */
static void advise(struct doctor *d, const struct doctor_answer *answers)
{
	if (answers[COMMIT].state == DOCTOR_OPEN ||
	    answers[PUSH].state == DOCTOR_OPEN)
		doctor_note(d, "to put the hooks in place, or be told what is "
			       "in their way: promptpin install");
	if (answers[SERVER].state != DOCTOR_OPEN)
		return;
	if (d->bare)
		doctor_note(d, "to have pushes checked here: promptpin install "
			       "--server");
	else
		doctor_note(d, "to have that server refuse it, on the server: "
			       "promptpin install --server (man 7 "
			       "promptpin-admin)");
}

static void ask(struct doctor *d, const char *remote,
		struct doctor_answer *answers)
{
	const char *untried = "it could not be tried";

	if (!d->bare) {
		not_known(&answers[COMMIT], untried);
		not_known(&answers[PUSH], untried);
	}
	not_known(
		&answers[SERVER],
		d->bare || remote ?
			untried :
			"only a push can tell: promptpin doctor --push-test REMOTE");
	if (d->folder.server)
		answers[SERVER].why =
			"a server of this kind runs the hook itself: push to it";
	else if (try_all(d, remote, answers) < 0)
		doctor_note(d, "%s", d->run->err->text);
	advise(d, answers);
	error_clear(d->run->err);
	doctor_scratch_close(d);
}

/* The clone goes before the program does. */
static void watch_signals(void)
{
	const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = spawn_stop };

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		(void)sigaction(signals[i], &action, NULL);
}

int cmd_doctor(struct run *run, int argc, char **argv)
{
	struct doctor_answer answers[QUESTIONS] = { 0 };
	struct doctor d = { .run = run };
	const char *remote = NULL, *version, *path;
	bool json = false;
	const struct opt opts[] = {
		OPT_VALUE(
			0, "push-test", &remote, "REMOTE",
			"push a drifted commit there, to see whether it is refused"),
		OPT_FLAG(0, "json", &json, "the answers as JSON"), OPT_END
	};
	struct args args;
	int status;

	if (!opt_read(&args, run, opts, argc, argv, &status))
		return status;
	if (run_repo(run, 0) < 0)
		return run->err->code;
	d.bare = repo_is_bare(run->repo);
	d.program = own_path(run->arena);
	if (remote && d.bare)
		return error_set(
			run->err, ERROR_USAGE,
			"--push-test is for a clone, not for a bare repository");
	watch_signals();
	if (doctor_look(&d) < 0)
		return run->err->code;
	version = doctor_program(&d, &path);
	ask(&d, remote, answers);
	if (spawn_stopped())
		return EXIT_INTERRUPTED;
	status = status_of(answers, remote || d.bare);
	if (json) {
		write_json(&d, answers, status, version, path);
	} else {
		write_text(&d, answers, version, path);
		write_said(&d, answers);
	}
	return status;
}

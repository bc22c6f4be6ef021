/*
 * hook.h - what the files of the hooks share: hook_index.c (pre-commit,
 * pre-merge-commit), hook_push.c (pre-push), hook_moved.c (post-merge,
 * post-checkout), hook_message.c (prepare-commit-msg); hook_refs.c and
 * hook_commits.c, what a push looks like from either of its ends; and
 * hook_heads.c, which heads moved.
 *
 * cmd_hook.c has the table of hooks. Each entry is called with the repository
 * open and the hook's own arguments (args->items[0] is the hook's name), and
 * returns what a command returns (run.h). A hook says nothing on stdout:
 * git shows that nowhere or in the middle of something else.
 *
 * The updates of a push, from either end:
 *
 *	struct hook_answers answers = hook_answers_in(run->arena);
 *
 *	while (hook_next_line(input, &at, &line)) {
 *		...read a struct ref_update; hook_is_null(u.new_oid): a deletion
 *		if (hook_peel(run, a, u.ref, u.new_oid, &q.tip) < 0)
 *			return run->err->code;
 *		if (!q.tip.commit)
 *			...a tree or a blob
 *		status = hook_judge(run, &answers, &q);
 *	}
 */
#ifndef PP_CLI_HOOK_H
#define PP_CLI_HOOK_H

#include "base/map.h"
#include "cli/checking.h"
#include "cli/opt.h"
#include "view/tips.h"

/* Opens the repository itself, if the answer is not known already. */
int hook_index(struct run *run, const struct args *args);
int hook_moved(struct run *run, const struct args *args);
int hook_message(struct run *run, const struct args *args);
int hook_push(struct run *run, const struct args *args);
/* Opens the repository itself, when the clock runs already. */
int hook_framework(struct run *run, const struct args *args);
int hook_receive(struct run *run, const struct args *args);

enum { HOOK_INPUT = 64 * 1024 * 1024 }; /* bytes of ref updates: 400,000 */

/*
 * Print a check's findings below heading on stderr, if one of them refuses.
 * EXIT_FINDINGS then, else EXIT_CLEAN, in silence.
 */
int hook_refuse(struct run *run, const struct check *c,
		const struct check_request *request, struct str heading);

/*
 * Print, on stderr, the warnings of a check that are of this commit and of no
 * other: prompts that it adds and that nobody declared. Whether there were any.
 */
bool hook_warn(struct run *run, const struct check *c,
	       const struct check_request *request);

/* ---- hook_heads.c */

/* A prompt whose head is another version in one view than in the other. */
struct hook_head {
	struct str id, from, to; /* from or to is empty: it has none there */
};
struct hook_heads {
	struct hook_head *items; /* bytewise by id */
	size_t count;
};
/* from may be NULL: nothing. Equal trees are not descended into. */
int hook_heads(struct hook_heads *out, struct arena *a, struct view *from,
	       struct view *to, struct error *err);

/* ---- hook_refs.c */

/* One line of what git says of a push. All borrowed from its input. */
struct ref_update {
	struct str local_ref;	     /* as it was typed, maybe with spaces; on a
			       * server empty */
	struct str ref;		     /* of the other side: refs/heads/main */
	struct str old_oid, new_oid; /* null: there is none (hook_is_null) */
};

/* The next line that is not empty, from *at on. False: no more. */
bool hook_next_line(struct str input, size_t *at, struct str *line);
/* Whether it is a whole object id in hex, of either length. */
bool hook_is_oid(struct str oid);
/* All zeros: a ref that is not there yet, or is no more. */
bool hook_is_null(struct str oid);

/*
 * What an object id of a push comes to. ERROR_FAILED: it is not here, and
 * should be; name says which ref asks.
 */
int hook_peel(struct run *run, struct arena *a, struct str name, struct str oid,
	      struct tip *out);

/* The answers of this run: one a tree and base. */
struct hook_answers {
	struct map known;
	struct map commits; /* that `push: every-commit` has had looked at */
	size_t repeated;    /* refusals that were given once more */
};
struct hook_answers hook_answers_in(struct arena *a);

/* One commit to judge. */
struct hook_question {
	struct str ref;	    /* how a refusal calls it */
	struct str heading; /* what stands above the findings */
	struct tip tip;	    /* with a commit */
	/* repo, server, policy, remote and pushed_* are filled in; view and rev are
	 * not looked at */
	struct setting_request setting;
	/* What need not be looked at commit by commit where the policy asks for
	 * that: the other side has it. */
	const struct far *far;
};
/*
 * Judge it. What is refused is printed on stderr at once; the findings of
 * one tree on one base are printed once, for the refs behind the first it is
 * said that they are the same. Memory is given back before it returns.
 * `policy: push: every-commit` is followed.
 * EXIT_CLEAN, EXIT_FINDINGS, or a failure.
 */
int hook_judge(struct run *run, struct hook_answers *answers,
	       const struct hook_question *question);

/* ---- hook_commits.c: `push: every-commit` */

/*
 * Judge every commit that a tip brings, the tip left out, for drift: never
 * for what holds between F and the tip. frozen is the tip's F if that is one
 * commit, else empty. Returns as hook_judge.
 */
int hook_commits(struct run *run, struct hook_answers *answers,
		 const struct hook_question *question, struct str frozen);

#endif

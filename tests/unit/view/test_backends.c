/*
 * Two ways to read a repository, libgit2 and git's plumbing, and one answer;
 * and one answer whatever form the index has: whole, split or sparse.
 */
#include "scratch.h"

#include "view/tips.h"

enum { SEEDS = 4, SAID = 1 << 20 };

/* ---- everything that can be asked of a repository, as text */

static void say_oid(struct str *out, const struct view_oid *oid)
{
	char hex[2 * VIEW_OID_SIZE + 1];

	for (int i = 0; i < VIEW_OID_SIZE; i++)
		sprintf(hex + 2 * i, "%02x", oid->byte[i]);
	*out = str_fmt(&arena, "%.*s %s", STR_ARG(*out), hex);
}

struct telling {
	struct view *view;
	struct str said;
};

static int tell(void *argument, const struct view_entry *entry)
{
	struct telling *t = argument;
	struct error own = { 0 };
	struct view_entry found;
	struct view_oid oid;

	t->said = str_fmt(&arena, "%.*s\n%.*s %d %d", STR_ARG(t->said),
			  STR_ARG(entry->path), (int)entry->type,
			  entry->has_oid);
	if (!view_path_ok(entry->path))
		return 0;
	works(view_find(t->view, entry->path, &found, &err));
	assert_int_equal(found.type, entry->type);
	if (view_oid_of(t->view, entry->path, &oid, &own) == 0)
		say_oid(&t->said, &oid);
	t->said = str_fmt(&arena, "%.*s %s", STR_ARG(t->said),
			  bytes_of(t->view, str_c(&arena, entry->path)));
	error_clear(&err);
	return 0;
}

static struct str all_of(struct view *view)
{
	struct telling t = { view, STR_EMPTY };
	const char *const absent[] = { "nowhere", "d", "d/nowhere", "a/b/c/d" };

	works(view_each(view, STR_EMPTY, tell, &t, &err));
	for (size_t i = 0; i < 4; i++)
		t.said = str_fmt(&arena, "%.*s\n%s", STR_ARG(t.said),
				 bytes_of(view, absent[i]));
	return t.said;
}

static struct str names_of(struct repo *repo)
{
	static const char *const revs[] = {
		"HEAD",
		"HEAD~1",
		"main",
		"side",
		"tag",
		"tag^{}",
		"tagged-blob",
		"HEAD:d",
		"nowhere",
		"HEAD~1000",
		"",
		"-x",
		"refs/heads/main",
		"origin/main",
		"main@{0}",
		"0123456789012345678901234567890123456789",
		"tags/tag",
		"a b",
		"HEAD^{tree}",
		"broken"
	};
	struct str said = STR_EMPTY;

	for (size_t i = 0; i < sizeof(revs) / sizeof(*revs); i++) {
		struct error own = { 0 };
		const char *hex = "-";
		struct view *view;
		int rc = base_resolve(repo, &arena, revs[i], &hex, &own);

		said = str_fmt(&arena, "%.*s\n%s: %d %s", STR_ARG(said),
			       revs[i], rc, hex);
		error_clear(&own);
		rc = view_commit(&view, &arena, repo, revs[i], &own);
		said = str_fmt(&arena, "%.*s %d %s", STR_ARG(said), rc,
			       rc == 0 ? list_of(view, "") : "");
	}
	return said;
}

static struct str base_of(struct repo *repo, const char *rev)
{
	struct base_request request = { .rev = rev };
	struct base base;
	struct str said;
	struct view **views;
	size_t count;

	works(base_find(&base, &arena, repo, &request, &err));
	said = str_fmt(&arena, "%d %s %zu", (int)base.state, base.label,
		       base.tip_count);
	for (size_t i = 0; i < base.count; i++)
		said = str_fmt(&arena, "%.*s %s %s", STR_ARG(said),
			       base.commits[i], list_of(base.views[i], ""));
	for (size_t i = 0; i < base.tip_count; i++)
		said = str_fmt(&arena, "%.*s %s=%s", STR_ARG(said),
			       base.tips[i].ref, base.tips[i].commit);
	works(base_witnesses(&arena, repo, &base, &views, &count, &err));
	for (size_t i = 0; i < count; i++)
		said = str_fmt(&arena, "%.*s\n%s", STR_ARG(said),
			       list_of(views[i], ""));
	return said;
}

static struct str push_of(struct repo *repo, const char *const *commits,
			  size_t count)
{
	struct str said = STR_EMPTY;
	const char *const *new;
	bool lacks[8], over;
	struct far far;
	size_t n;

	works(far_open(&far, &arena, repo, "origin", &err));
	works(far_lacks(&far, commits, count, lacks, &err));
	for (size_t i = 0; i < count; i++) {
		struct tip tip = { 0 };

		works(far_new(&far, &arena, commits[i], 1000, &new, &n, &err));
		works(base_contains(repo, commits[0], commits[i], &over, &err));
		works(tip_peel(&tip, &arena, repo, str_of(commits[i]), &err));
		said = str_fmt(&arena, "%.*s\n%d %d %zu %s", STR_ARG(said),
			       lacks[i], over, n, tip.tree);
		/* The order among commits of one second is nobody's. */
		assert_true(n == 0 || strcmp(new[0], commits[i]) == 0);
	}
	return said;
}

static struct str repo_of(struct repo *repo)
{
	static const char *const keys[] = { "core.bare",
					    "remote.origin.url",
					    "Remote.origin.Url",
					    "no.such",
					    "x.Y.z",
					    "empty.key" };
	struct str said = str_fmt(&arena, "%s %s %s %s %s %d %d",
				  repo_git_dir(repo), repo_common_dir(repo),
				  repo_work_tree(repo) ? repo_work_tree(repo) :
							 "",
				  repo_prefix(repo), repo_index_path(repo),
				  repo_is_bare(repo), repo_is_shallow(repo));

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const char *value = repo_config(repo, &arena, keys[i]);

		said = str_fmt(&arena, "%.*s\n%s", STR_ARG(said),
			       value ? value : "(none)");
	}
	return said;
}

/* ---- repositories of no plan */

/* Files, folders, links, odd names, a conflict of D/F, attributes; a history
 * with merges, tags and a remote. $1: the seed. */
static const char make[] =
	"git init -q -b main r; cd r; RANDOM=%d; "
	"git config x.Y.z 1; git config empty.key ''; "
	"edit() { for i in 1 2 3 4 5 6 7 8; do "
	"  d=$((RANDOM %% 4)) f=$((RANDOM %% 6)); "
	"  p=$(echo . d d/e 'x y' | cut -d' ' -f$((d + 1))); "
	"  mkdir -p \"$p\"; case $((RANDOM %% 8)) in "
	"  0) rm -f \"$p/f$f\";; 1) ln -sf ../t \"$p/l$f\";; "
	"  2) printf 'a\\r\\nb\\r\\n$Id: x $\\n' >\"$p/f$f\";; "
	"  3) echo $RANDOM >\"$p/f$f\"; chmod +x \"$p/f$f\";; "
	"  *) echo $RANDOM >\"$p/f$f\";; esac; done; "
	"  git add -A; git commit -q --allow-empty -m \"$1\"; }; "
	"printf '*1 text=auto\\n*2 text eol=crlf\\n*3 ident\\n*4 -text\\n' "
	">.gitattributes; "
	"edit 1; edit 2; git branch side; edit 3; git tag -am t tag; "
	"git clone -q --bare . ../o; git remote add origin ../o; git fetch -q; "
	"git remote set-head origin main; "
	"git tag tagged-blob HEAD:.gitattributes; "
	"git checkout -q side; edit 4; edit 5; git checkout -q main; "
	"git merge -q -s ours side -m m; edit 6; git branch later; edit 7; "
	"echo ffffffffffffffffffffffffffffffffffffffff >.git/refs/heads/broken; "
	"edit 8; echo new >untracked; echo b >>.gitattributes; "
	"printf 'c\\r\\n' >>f1; printf 'c\\r\\n' >>d/f2; rm -f d/f3";

static struct str said_of(unsigned flags, const char *const *commits,
			  size_t count)
{
	struct repo *repo = open_repo("r/d", flags);
	struct str parts[8];

	parts[0] = repo_of(repo);
	parts[1] = all_of(index_of(repo));
	parts[2] = all_of(worktree_of(repo));
	parts[3] = all_of(commit_of(repo, "HEAD"));
	parts[4] = str_of(diff_of(commit_of(repo, "HEAD~3"),
				  commit_of(repo, "HEAD"), ""));
	parts[5] = names_of(repo);
	parts[6] = str_fmt(&arena, "\n%.*s\n%.*s", STR_ARG(base_of(repo, NULL)),
			   STR_ARG(base_of(repo, "side")));
	parts[7] = push_of(repo, commits, count);
	repo_close(repo);
	return str_join(&arena, parts, 8);
}

static void differs(struct str a, struct str b)
{
	size_t at = 0, from;

	if (str_eq(a, b))
		return;
	while (at < a.n && at < b.n && a.p[at] == b.p[at])
		at++;
	from = at < 200 ? 0 : at - 200;
	fail_msg("%.*s\n-------- or\n%.*s", STR_ARG(str_cut(a, from, at + 200)),
		 STR_ARG(str_cut(b, from, at + 200)));
}

static void both_answer_alike(void **state)
{
	(void)state;
	for (int seed = 1; seed <= SEEDS; seed++) {
		const char *commits[4];

		scratch_new();
		sh(".",
		   str_fmt(&arena, "cat >make <<'EOF'\n%s\nEOF\nbash -e make",
			   str_fmt(&arena, make, seed).p)
			   .p);
		commits[0] = says("r", "git rev-parse later");
		commits[1] = says("r", "git rev-parse HEAD");
		commits[2] = says("r", "git rev-parse side");
		commits[3] = says("r", "git rev-parse origin/main");
		differs(said_of(0, commits, 4),
			said_of(REPO_PLUMBING, commits, 4));
		scratch_free();
	}
}

/* ---- forms of the index */

static struct str index_said(void)
{
	struct repo *repo = open_repo("r", 0);
	struct str said[2] = { all_of(index_of(repo)),
			       all_of(worktree_of(repo)) };

	repo_close(repo);
	return str_join(&arena, said, 2);
}

/* What git says that the index has, one path a line. */
static const char *git_lists(void)
{
	return says("r", "git ls-files -s | sed 's/ /\\t/g' | "
			 "awk -F'\\t' '{print $4, $2}'");
}

static int list_ids(void *argument, const struct view_entry *entry)
{
	struct str *said = argument;
	char hex[2 * VIEW_OID_SIZE + 1] = "";
	int width = strcmp(SCRATCH_HASH, "sha256") == 0 ? 32 : 20;

	for (int i = 0; i < width; i++)
		sprintf(hex + 2 * i, "%02x", entry->oid.byte[i]);
	*said = str_fmt(&arena, "%.*s%s%.*s %s", STR_ARG(*said),
			said->n ? "\n" : "", STR_ARG(entry->path), hex);
	return 0;
}

static void agrees_with_git(void)
{
	struct repo *repo = open_repo("r", 0);
	struct str said = STR_EMPTY;

	works(view_each(index_of(repo), STR_EMPTY, list_ids, &said, &err));
	differs(said, str_of(git_lists()));
	repo_close(repo);
}

/* And the index is split still: git makes it whole as it sees fit. */
static void split_agrees_with_git(void)
{
	sh("r", "grep -aq link .git/index");
	agrees_with_git();
}

static void a_split_index_is_one_with_the_shared(void **state)
{
	(void)state;
	for (int version = 2; version <= 4; version += 2) {
		scratch_new();
		sh(".",
		   str_fmt(&arena,
			   "git init -q r; cd r; "
			   "git config splitIndex.maxPercentChange 100; git config core.splitIndex true; "
			   "git config index.version %d; mkdir d; "
			   "for i in $(seq 200); do echo $i >d/f$i; "
			   "echo $i >g$i; done; git add .; "
			   "git commit -qm1; git update-index "
			   "--split-index",
			   version)
			   .p);
		split_agrees_with_git();
		/* replaced, removed, added before, between and behind */
		sh("r",
		   "for i in 1 7 64 65 128 199; do echo x >>d/f$i; done; "
		   "git rm -q d/f2 d/f3 g100 g99; echo n >a; echo n >d/f20a; "
		   "echo n >z; git add .; test -e .git/sharedindex.*; "
		   "chmod +x g5; git add g5; git update-index "
		   "--force-remove g7; git add g7");
		split_agrees_with_git();
		/* a whole folder goes: a long run of bits */
		sh("r", "git rm -q --cached -r d; git add d/f9");
		split_agrees_with_git();
		/* a conflict, and its end */
		sh("r", "git add -A; git commit -qm2; git checkout -qb o; "
			"echo o >g9; git commit -qam o; git checkout -q -; "
			"echo m >g9; git commit -qam m; "
			"git update-index --split-index; "
			"git merge -q o && exit 1; true");
		{
			struct repo *repo = open_repo("r", 0);

			assert_int_equal(type_at(index_of(repo), "g9"),
					 VIEW_UNMERGED);
			repo_close(repo);
		}
		sh("r", "echo both >g9; git add g9");
		split_agrees_with_git();
		scratch_free();
	}
}

static void index_is_damaged(const char *word)
{
	struct repo *repo = open_repo("r", 0);
	struct view *view;

	assert_int_equal(view_index(&view, &arena, repo, &err), ERROR_FAILED);
	if (!strstr(err.text, word))
		fail_msg("%s", err.text);
	assert_true(err.help[0] != '\0');
	error_clear(&err);
	repo_close(repo);
}

static void a_split_index_without_its_shared_one_is_a_failure(void **state)
{
	(void)state;
	scratch_new();
	sh(".",
	   "git init -q r; cd r; git config splitIndex.maxPercentChange 100; "
	   "for i in a b c d; do echo $i >$i; done; git add .; "
	   "git update-index --split-index; echo x >>b; git add b; "
	   "cp .git/sharedindex.* ../shared");
	agrees_with_git();
	sh("r", "rm .git/sharedindex.*");
	index_is_damaged("is gone");
	sh("r", "f=$(grep -ao 'link.*' .git/index >/dev/null; "
		"ls ../shared); n=$(tail -c 20 ../shared | od -An -tx1 | "
		"tr -d ' \\n'); (head -c -1 ../shared; printf x) "
		">.git/sharedindex.$n");
	index_is_damaged("is not the one");
	/* its own entries gone wrong: one that is changed, and also has fewer */
	sh("r", "n=$(tail -c 20 ../shared | od -An -tx1 | tr -d ' \\n'); "
		"cp ../shared .git/sharedindex.$n; "
		"LC_ALL=C sed 's/link\\(....\\)/LINK\\1/' .git/index >../i; "
		"cp ../i .git/index");
	index_is_damaged("no name");
	scratch_free();
}

/* Bytes of the index that are not those that git wrote: a failure, or another
 * list; never more than that. */
static void any_byte_of_a_split_index_may_be_wrong(void **state)
{
	struct repo *repo;
	char bytes[65536];
	size_t n;
	FILE *file;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q r; cd r; git config splitIndex.maxPercentChange 100; "
	   "for i in $(seq 100); do echo $i >f$i; done; git add .; "
	   "git update-index --split-index; echo x >>f3; echo x >>f70; "
	   "git rm -q -f f4 f5 f99; echo n >new; git add f3 f70 new");
	repo = open_repo("r", 0);
	file = fopen(".git/index", "r+b");
	assert_non_null(file);
	n = fread(bytes, 1, sizeof(bytes), file);
	assert_true(n > 200 && n < sizeof(bytes));
	for (size_t i = n - 160; i < n; i++) {
		static const char other[] = { 0, 1, -1, 0x40 };

		for (size_t k = 0; k < sizeof(other); k++) {
			struct view *view;
			int rc;

			fseek(file, (long)i, SEEK_SET);
			fputc(other[k], file);
			fflush(file);
			rc = view_index(&view, &arena, repo, &err);
			assert_true(rc == 0 || (rc == ERROR_FAILED &&
						err.help[0] != '\0'));
			if (rc == 0)
				(void)list_of(view, "");
			error_clear(&err);
		}
		fseek(file, (long)i, SEEK_SET);
		fputc(bytes[i], file);
	}
	fclose(file);
	repo_close(repo);
	agrees_with_git();
	scratch_free();
}

static void a_sparse_index_is_opened_where_it_is_looked_into(void **state)
{
	struct repo *repo;
	struct view *view;
	struct str whole;

	(void)state;
	scratch_new();
	sh(".",
	   "git init -q r; cd r; mkdir -p in/x out/p/q out/r oz; "
	   "echo 1 >in/a; echo 2 >in/x/b; echo 3 >out/a; echo 4 >out/p/q/c; "
	   "echo 5 >out/r/d; echo 6 >oz/e; echo 7 >top; ln -s a out/l; "
	   "echo 8 >out-; echo 9 >out0; chmod +x out/a; git add .; "
	   "git commit -qm1; git sparse-checkout set --cone in");
	whole = index_said();
	sh("r", "git sparse-checkout reapply --sparse-index; "
		"git ls-files --sparse | grep -qx out/");
	differs(whole, index_said());
	agrees_with_git();
	repo = open_repo("r", 0);
	/* a look at one place opens no more */
	view = index_of(repo);
	assert_string_equal(list_of(view, "in"), "in/a in/x/b");
	assert_string_equal(bytes_of(view, "out/p/q/c"), "4\n");
	assert_string_equal(bytes_of(view, "out/p"), "(absent)");
	assert_string_equal(bytes_of(view, "out"), "(absent)");
	assert_string_equal(list_of(view, "out/p"), "out/p/q/c");
	assert_string_equal(list_of(view, "out/nowhere"), "");
	assert_string_equal(list_of(view, "oz"), "oz/e");
	assert_string_equal(diff_of(view, commit_of(repo, "HEAD"), ""), "");
	repo_close(repo);
	/* what is missing below matters where it is asked for, no sooner */
	sh("r",
	   "t=$(git rev-parse HEAD:out/p/q); "
	   "rm -f .git/objects/$(echo $t | cut -c1-2)/$(echo $t | cut -c3-)");
	repo = open_repo("r", 0);
	view = index_of(repo);
	assert_string_equal(bytes_of(view, "out/a"), "3\n");
	assert_string_equal(bytes_of(view, "oz/e"), "6\n");
	assert_string_equal(bytes_of(view, "out/p/q/c"), "(failed)");
	error_clear(&err);
	view = worktree_of(repo);
	assert_string_equal(bytes_of(view, "in/a"), "1\n");
	assert_string_equal(bytes_of(view, "out/p/q/c"), "(failed)");
	error_clear(&err);
	repo_close(repo);
	scratch_free();
}

/* ---- what only plumbing has to stand */

static void a_large_blob_is_not_waited_for(void **state)
{
	struct repo *repo;
	struct view *view;
	struct str bytes;

	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; head -c 50000000 /dev/zero >big; "
		"head -c 100000 /dev/zero >some; echo 1 >a; git add .; "
		"git commit -qm1");
	repo = open_repo("r", REPO_PLUMBING);
	view = commit_of(repo, "HEAD");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
			view_read(view, &arena, STR("big"), 1000, &bytes, &err),
			ERROR_REFUSED);
		error_clear(&err);
		assert_int_equal(view_read(view, &arena, STR("some"), 1000,
					   &bytes, &err),
				 ERROR_REFUSED);
		error_clear(&err);
		assert_string_equal(bytes_of(view, "a"), "1\n");
	}
	repo_close(repo);
	scratch_free();
}

static void replaced_objects_and_grafts_are_not_followed(void **state)
{
	const char *script =
		"git init -q r; cd r; echo 1 >a; git add .; git commit -qm1; "
		"echo 2 >a; git commit -qam2; echo 3 >a; git commit -qam3; "
		"git replace $(git rev-parse HEAD:a) $(git rev-parse HEAD~2:a); "
		"git config advice.graftFileDeprecated false; "
		"git rev-parse HEAD >.git/info/grafts";
	struct repo *repo;
	bool over;

	(void)state;
	scratch_new();
	sh(".", script);
	repo = open_repo("r", REPO_PLUMBING);
	assert_string_equal(bytes_of(commit_of(repo, "HEAD"), "a"), "3\n");
	assert_string_equal(bytes_of(commit_of(repo, "HEAD~1"), "a"), "2\n");
	works(base_contains(
		repo,
		says("r", "GIT_GRAFT_FILE=/dev/null git rev-parse HEAD~2"),
		says("r", "git rev-parse HEAD"), &over, &err));
	assert_true(over);
	repo_close(repo);
	scratch_free();
}

static void nothing_is_fetched_by_asking_git(void **state)
{
	struct repo *repo;
	struct str bytes;

	(void)state;
	scratch_new();
	sh(".", "git init -q o; cd o; git config uploadpack.allowFilter true; "
		"git config uploadpack.allowAnySHA1InWant true; "
		"echo 1 >a; git add .; git commit -qm1; echo 2 >a; "
		"git commit -qam2; cd ..; "
		"git clone -q --filter=blob:none file://$PWD/o r");
	repo = open_repo("r", REPO_PLUMBING);
	assert_string_equal(bytes_of(commit_of(repo, "HEAD"), "a"), "2\n");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(view_read(commit_of(repo, "HEAD~1"), &arena,
					   STR("a"), 100, &bytes, &err),
				 ERROR_FAILED);
		assert_non_null(strstr(err.text, "partial clone"));
		assert_non_null(strstr(err.help, "git cat-file -p "));
		/* What the help says mends it. */
		if (i == 0) {
			char help[256];

			strcpy(help, err.help);
			error_clear(&err);
			assert_string_equal(
				bytes_of(commit_of(repo, "HEAD"), "a"), "2\n");
			sh("r", str_fmt(&arena,
					"test -z \"$(git rev-list "
					"--objects --missing=print "
					"HEAD | grep -v '^?')\" && "
					"exit 1; : %s",
					help)
					.p);
		}
		error_clear(&err);
	}
	repo_close(repo);
	scratch_free();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_answer_alike),
		cmocka_unit_test(a_split_index_is_one_with_the_shared),
		cmocka_unit_test(
			a_split_index_without_its_shared_one_is_a_failure),
		cmocka_unit_test(any_byte_of_a_split_index_may_be_wrong),
		cmocka_unit_test(
			a_sparse_index_is_opened_where_it_is_looked_into),
		cmocka_unit_test(a_large_blob_is_not_waited_for),
		cmocka_unit_test(replaced_objects_and_grafts_are_not_followed),
		cmocka_unit_test(nothing_is_fetched_by_asking_git),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

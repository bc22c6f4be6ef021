#!/usr/bin/env bats
# pre-push: which refs of a push are looked at. What is found in one is in
# push.bats. Rows P1 to P11 of GIT.md part 1b.

load common
load scene

zero=0000000000000000000000000000000000000000

setup() {
	common_setup
	scene
}

unchecked() {
	printf '%s\n' "$2" >"prompts/$1.md"
	git commit -qam "unchecked: $2" --no-verify
}

refused() {
	run git push "$@"
	[ "$status" -ne 0 ] || {
		echo "was not refused: git push $*" >&2
		return 1
	}
	has 'error[drift]'
}

# Branch topic, with drift, on the other side already, and fetched.
bad_topic() {
	git switch -qc topic
	unchecked alpha 'You are alpha two.'
	git push -q --no-verify origin topic
	git switch -q main
}

# The hook with lines as git gives them.
hook() {
	printf '%s\n' "$@" | pin hook pre-push origin "$BATS_TEST_TMPDIR/hub.git"
}

@test "unprotected refs whose commits are all on the other side are passed over" {
	bad_topic
	exits 0 git push -q origin topic:copy topic:refs/heads/deep/copy
	git tag old topic^
	git tag -a -m bad bad topic
	exits 0 git push -q origin old bad
	[ -z "$output" ]
	# with one commit more they are not
	git switch -q topic
	echo x >x && git add x && git commit -qm x --no-verify
	refused origin topic:copy
	refused origin topic
}

@test "a protected ref is always checked" {
	bad_topic
	refused origin topic:main
	# even with nothing but what is there: main back to where it was
	release alpha 'You are alpha two, well made.'
	git push -q origin main
	git branch backup
	git push -q origin backup
	run git push -f origin main^:main
	[ "$status" -ne 0 ]
	has 'error[store-rewritten]'
	has 'base: origin/main@'
}

@test "what is protected is said by what is pushed and by the default branch" {
	bad_topic
	# by what is pushed: a new protected branch of old commits
	git switch -q topic
	printf 'protected: [main, "release/*"]\n' >>promptpin.yaml
	git commit -qam protect --no-verify
	git push -q --no-verify origin topic
	refused origin topic:refs/heads/release/1
	exits 0 git push -q origin topic:refs/heads/other
	# by the default branch
	git switch -q main
	printf 'protected: [main, "stable-*"]\n' >>promptpin.yaml
	git commit -qam protect
	git push -q origin main
	refused origin topic:refs/heads/stable-1
	refused origin topic^:refs/heads/stable-1
	exits 0 git push -q origin topic^:refs/heads/other2
}

@test "a remote that is not the authority has no protected refs" {
	bad_topic
	git init -q --bare ../fork.git
	git remote add fork ../fork.git
	refused fork topic
	exits 0 git push -q fork main
	git push -q --no-verify fork topic
	exits 0 git push -q fork topic:main -f
	# unless it is said to be
	git config promptpin.authority fork
	git fetch -q fork && git remote set-head fork main
	git switch -qc again origin/main
	git push -q --no-verify -f fork again:main && git fetch -q fork
	refused fork topic:main
}

@test "a push to the URL of a remote knows what is there" {
	bad_topic
	exits 0 git push -q "$(git config remote.origin.url)" topic:copy
	refused "file://$BATS_TEST_TMPDIR/hub.git" topic:copy2
	refused "$(git config remote.origin.url)" topic:main
}

@test "forced: the old commit is not here" {
	colleague other
	git switch -qc topic && release beta 'You are beta, elsewhere.'
	git push -q origin topic
	cd ../work
	git switch -qc topic && release alpha 'You are alpha two.'
	# unprotected: judged by what it has in common with main
	exits 0 git push -q -f origin topic
	cd ../other
	git switch -q main && release beta 'You are beta two.'
	git push -q origin main
	cd ../work
	unchecked alpha 'You are alpha three.'
	refused -f origin topic
	# protected: what the push would take away cannot be told
	git switch -q main && release alpha 'You are alpha two.'
	run git push -f origin main
	[ "$status" -ne 0 ]
	has 'is not here'
	has 'git fetch origin'
	[ "$(git -C ../hub.git log --format=%s -1 main)" = 'release beta: You are beta two.' ]
	# with a lease git itself refuses first
	run git push --force-with-lease origin main
	[ "$status" -ne 0 ]
}

@test "a forced push of an unprotected branch may drop its drafts" {
	git switch -qc topic && release alpha 'You are alpha two.'
	git push -q origin topic
	git reset -q --hard main && release beta 'You are beta two.'
	exits 0 git push -q -f origin topic
	exits 0 git push -q --force-with-lease origin topic
}

@test "--all, --tags and --mirror" {
	git tag -a -m one one && git tag two
	git branch copy
	exits 0 git push -q --all origin
	exits 0 git push -q --tags origin
	exits 0 git push -q --mirror origin
	git switch -qc bad && unchecked alpha 'You are alpha two.'
	git switch -q main
	refused --all origin
	has 'refs/heads/bad'
	refused --mirror origin
	git tag bad-tag bad && git branch -q -D bad
	exits 0 git push -q --all origin
	refused --tags origin
	has 'refs/tags/bad-tag'
}

@test "notes, refs/for/main and other names" {
	git notes add -m 'a note'
	exits 0 git push -q origin refs/notes/commits
	[ -z "$output" ]
	unchecked alpha 'You are alpha two.'
	refused origin HEAD:refs/for/main
	refused origin HEAD:refs/changes/1/1
	git switch -q --orphan pages && echo x >x && git add x && git commit -qm pages
	exits 0 git push -q origin pages
}

@test "tags of tags, of a tree, of a blob" {
	git tag -a -m tree tree 'HEAD^{tree}'
	git tag -a -m blob blob HEAD:prompts/alpha.md
	git tag -a -m 'tag of it' more tree
	exits 0 git push -q origin tree blob more
	has 'refs/tags/tree is no commit, and is not checked'
	has 'refs/tags/more is no commit'
	unchecked alpha 'You are alpha two.'
	git tag -a -m one t1 && git tag -a -m two t2 t1 && git tag -a -m three t3 t2
	refused origin t3
	has "commit: $(git rev-parse HEAD)"
}

@test "a chain of tags without end is not followed, and is no pass" {
	at=$(git rev-parse HEAD) type=commit
	for _ in $(seq 101); do
		at=$(printf 'object %s\ntype %s\ntag t\ntagger A <a@b> 0 +0000\n\nt\n' "$at" "$type" |
			git hash-object -t tag -w --stdin)
		type=tag
	done
	exits 3 hook "refs/tags/t $at refs/tags/t $zero"
	has 'more than 100 deep'
}

@test "objects that are not here, a tag whose target is gone" {
	gone=1234567890123456789012345678901234567890
	exits 3 hook "refs/heads/x $gone refs/heads/x $zero"
	has 'refs/heads/x'
	tag=$(printf 'object %s\ntype commit\ntag t\ntagger A <a@b> 0 +0000\n\nt\n' $gone |
		git hash-object --literally -t tag -w --stdin)
	exits 3 hook "refs/tags/t $tag refs/tags/t $zero"
	has $gone
	# beside it a clean ref excuses nothing
	exits 3 hook "refs/heads/x $(git rev-parse HEAD) refs/heads/x $zero" "refs/tags/t $tag refs/tags/t $zero"
}

@test "names as they are typed: HEAD, HEAD~1, spaces, other scripts" {
	unchecked alpha 'You are alpha two.'
	for name in HEAD 'main@{0}' '@' 'main@{1 second ago}'; do
		refused origin "$name:refs/heads/typed"
	done
	run hook "main@{yesterday at  noon} $(git rev-parse HEAD) refs/heads/ünï $zero"
	[ "$status" -eq 1 ]
	has 'the push of main@{yesterday at  noon} to refs/heads/ünï is refused'
	run hook "a$(printf '\033')[31m $(git rev-parse HEAD) refs/heads/x $zero"
	[ "$status" -eq 1 ]
	hasnt "$(printf '\033')"
}

@test "--dry-run runs it, --no-verify does not" {
	unchecked alpha 'You are alpha two.'
	refused --dry-run origin main
	exits 0 git push -q --no-verify --dry-run origin main
	[ -z "$output" ]
}

@test "a line that is none of git's: short ids, upper case, too few fields" {
	head=$(git rev-parse HEAD)
	for line in "x ${head:0:12} y $zero" "x ${head^^} y $zero" "x $head y" "x  y z" "$head" \
		"x $head y ${zero}0"; do
		exits 2 hook "$line"
		has 'no line of git'
	done
}

@test "from a bare mirror, and from a linked worktree of it" {
	git clone -q --bare ../hub.git ../mirror.git
	cp .git/hooks/pre-push ../mirror.git/hooks/
	unchecked alpha 'You are alpha two.'
	git push -q --no-verify ../mirror.git HEAD:refs/heads/bad
	cd ../mirror.git
	git remote set-url origin "$BATS_TEST_TMPDIR/hub.git"
	git config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*' && git fetch -q
	exits 0 git push -q origin main:copy
	refused origin bad
	git worktree add -q ../tree bad
	cd ../tree
	refused origin bad
}

@test "many refs at one commit are one answer" {
	unchecked alpha 'You are alpha two.'
	head=$(git rev-parse HEAD)
	lines=()
	for n in $(seq 40); do
		lines+=("refs/heads/b$n $head refs/heads/b$n $zero")
	done
	run hook "${lines[@]}"
	[ "$status" -eq 1 ]
	[ "$(grep -c 'error\[drift\]' <<<"$output")" -eq 1 ]
	has 'the push of refs/heads/b2 to refs/heads/b2 is refused'
	has 'the same findings as refs/heads/b1'
	has 'more refs are refused in the same way'
	hasnt 'refs/heads/b30'
}

@test "commits with one tree are one answer, on one base" {
	unchecked alpha 'You are alpha two.'
	git branch one && git commit -q --allow-empty --no-verify -m again && git branch two
	run git push origin one two
	[ "$status" -ne 0 ]
	[ "$(grep -c 'error\[drift\]' <<<"$output")" -eq 1 ]
	has 'the push of refs/heads/one'
	has 'the push of refs/heads/two'
	has "commit: $(git rev-parse two)"
}

@test "twenty thousand refs" {
	first=$(git rev-parse HEAD)
	git commit -q --allow-empty -m two
	second=$(git rev-parse HEAD)
	for n in $(seq 10000); do
		echo "refs/tags/a$n $first refs/tags/a$n $zero"
		echo "refs/heads/b$n $second refs/heads/b$n $zero"
	done >../refs
	exits 0 pin hook pre-push origin ../hub.git <../refs
	[ -z "$output" ]
	unchecked alpha 'You are alpha two.'
	echo "refs/heads/last $(git rev-parse HEAD) refs/heads/last $zero" >>../refs
	exits 1 pin hook pre-push origin ../hub.git <../refs
	has 'the push of refs/heads/last'
}

#!/usr/bin/env bats
# pre-push: the tip of each ref that is about to be pushed is checked, whatever
# way the commit came about.

load common
load scene

setup() {
	common_setup
	scene
}

# Make a commit that no hook saw.
unchecked() {
	printf '%s\n' "$2" >"prompts/$1.md"
	git commit -qam "unchecked: $2" --no-verify
}

# A push that must be refused for drift, the hub left as it was.
push_refused() {
	local before
	before=$(git -C ../hub.git for-each-ref)
	run git push "$@"
	[ "$status" -ne 0 ] || {
		echo "was not refused: git push $*" >&2
		return 1
	}
	has 'error[drift]'
	[ "$(git -C ../hub.git for-each-ref)" = "$before" ]
}

@test "a clean push passes in silence" {
	release alpha 'You are alpha two.'
	exits 0 git push -q origin main
	[ -z "$output" ]
}

@test "the refusal names the ref, the commit and what to do" {
	unchecked alpha 'You are alpha two.'
	push_refused origin main
	has 'the push of refs/heads/main to refs/heads/main is refused'
	has "commit: $(git rev-parse HEAD)"
	has 'promptpin bump alpha'
	has 'base: '
}

@test "what a commit repairs, the push takes" {
	unchecked alpha 'You are alpha two.'
	pin bump alpha && git commit -qm 'bumped after all'
	exits 0 git push -q origin main
}

@test "a new branch" {
	git switch -qc topic
	unchecked alpha 'You are alpha two.'
	push_refused -u origin topic
	has 'refs/heads/topic'
	git reset -q --hard HEAD^
	exits 0 git push -q -u origin topic
}

@test "several refs: each is checked, not the first alone" {
	git branch good
	git switch -qc bad
	unchecked alpha 'You are alpha two.'
	git switch -q main
	push_refused origin main good bad
	has 'refs/heads/bad'
	hasnt 'refs/heads/good is'
	push_refused origin bad good main
	push_refused --all origin
	exits 0 git push -q origin main good
}

@test "two refs that are both bad are both named" {
	git switch -qc one && unchecked alpha 'You are alpha, says one.'
	git switch -q main && git switch -qc two && unchecked beta 'You are beta, says two.'
	push_refused origin one two
	has 'the push of refs/heads/one'
	has 'the push of refs/heads/two'
}

@test "a lightweight and an annotated tag" {
	git tag good
	git tag -a -m good good-too
	exits 0 git push -q origin good good-too
	unchecked alpha 'You are alpha two.'
	git tag bad
	git tag -a -m bad bad-too
	git tag -a -m bad bad-three bad-too
	push_refused origin bad
	push_refused origin bad-too
	has "commit: $(git rev-parse HEAD)"
	push_refused origin bad-three
}

@test "a tag of a blob is not checked, and said so" {
	git tag blob "$(git rev-parse HEAD:prompts/alpha.md)"
	exits 0 git push -q origin blob
	has 'is no commit'
}

@test "a deletion" {
	git push -q origin main:topic
	exits 0 git push -q origin :topic
	[ -z "$output" ]
	# beside a bad ref it excuses nothing
	git push -q origin main:topic
	unchecked alpha 'You are alpha two.'
	push_refused origin :topic main
}

@test "an empty push" {
	exits 0 git push -q origin main
	exits 0 promptpin hook pre-push origin "$BATS_TEST_TMPDIR/hub.git" </dev/null
	[ -z "$output" ]
}

@test "a push to a URL" {
	release alpha 'You are alpha two.'
	exits 0 git push -q "file://$BATS_TEST_TMPDIR/hub.git" main
	unchecked alpha 'You are alpha three.'
	push_refused "file://$BATS_TEST_TMPDIR/hub.git" main
	push_refused ../hub.git HEAD:refs/heads/elsewhere
}

@test "a remote of another name" {
	git init -q --bare ../fork.git
	git remote add fork ../fork.git
	release alpha 'You are alpha two.'
	exits 0 git push -q fork main
	unchecked alpha 'You are alpha three.'
	push_refused fork main
	[ "$(git -C ../fork.git log --format=%s -1 main)" = 'release alpha: You are alpha two.' ]
}

@test "a ref as it was typed, with spaces" {
	unchecked alpha 'You are alpha two.'
	# the working clock, so that the reflog entry is in the past
	push_refused origin 'main@{0}:refs/heads/typed'
	run promptpin hook pre-push origin url <<-END
		main@{0 minutes ago} $(git rev-parse HEAD) refs/heads/ws 0000000000000000000000000000000000000000
	END
	[ "$status" -eq 1 ]
	has 'main@{0 minutes ago}'
	has 'refs/heads/ws'
	push_refused origin HEAD:refs/heads/head
	exits 0 git push -q origin HEAD~1:refs/heads/before
}

@test "a detached HEAD" {
	git checkout -q --detach
	unchecked alpha 'You are alpha two.'
	push_refused origin HEAD:refs/heads/topic
}

@test "drift from rebase --continue, which no other hook sees" {
	git switch -qc topic
	release alpha 'You are alpha, says the topic.'
	git switch -q main
	release alpha 'You are alpha, says main.'
	git push -q origin main
	git switch -q topic
	run git rebase main
	[ "$status" -ne 0 ]
	echo 'You are alpha, put together by hand.' >prompts/alpha.md
	git checkout -q --ours .promptpin
	git add .
	GIT_EDITOR=true git rebase --continue
	push_refused origin topic
	pin bump alpha && git commit -qm bumped
	clean
	exits 0 git push -q origin topic
}

@test "drift from a cherry-pick, which no other hook sees" {
	git switch -qc topic
	printf 'You are alpha.\nBe kind.\n' >prompts/alpha.md
	git commit -qam kind --no-verify
	git switch -q main
	git cherry-pick topic >/dev/null
	push_refused origin main
	pin bump alpha && git commit -qm bumped
	exits 0 git push -q origin main
}

@test "drift below the tip that the tip mends is no drift" {
	unchecked alpha 'You are alpha two.'
	unchecked alpha 'You are alpha.'
	exits 0 git push -q origin main
}

@test "a forced push that takes a published release away" {
	release alpha 'You are alpha two.'
	git push -q origin main
	git reset -q --hard HEAD^
	run git push -f origin main
	[ "$status" -ne 0 ]
	has 'error[store-rewritten]'
}

@test "the work tree and the index do not matter" {
	release alpha 'You are alpha two.'
	echo 'You are alpha, staged.' >prompts/alpha.md
	git add prompts
	echo 'You are alpha, on disk.' >prompts/alpha.md
	exits 0 git push -q origin main
}

@test "from a linked worktree" {
	git worktree add -q ../linked -b linked
	cd ../linked
	unchecked alpha 'You are alpha two.'
	push_refused origin linked
}

@test "from a clone without a manifest: silence" {
	cd ..
	git init -q --bare plain.git
	new_repo plain
	pin install
	git remote add origin ../plain.git
	touch a && git add a && git commit -qm a
	exits 0 git push -q origin main
	[ -z "$output" ]
}

@test "a line that is none of git's" {
	exits 2 promptpin hook pre-push origin url <<<'garbage'
	has 'garbage'
	exits 2 promptpin hook pre-push origin url <<<'  a b'
}

@test "a commit that is not here is no pass" {
	exits 3 promptpin hook pre-push origin url <<-END
		refs/heads/main 1234567890123456789012345678901234567890 refs/heads/main 0000000000000000000000000000000000000000
	END
}

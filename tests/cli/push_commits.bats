#!/usr/bin/env bats
# `policy: {push: every-commit}`: each commit that a push brings is looked at
# for drift. And pre-push as pre-commit, the framework, calls it: without
# standard input, the ref in the environment.

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

# The policy, published.
every_commit() {
	printf 'policy: {push: every-commit}\n' >>promptpin.yaml
	git commit -qam policy && git push -q origin main
}

# A commit with drift, then one that mends it.
mended() {
	unchecked alpha 'You are alpha two.'
	bad=$(git rev-parse HEAD)
	pin bump alpha && git commit -qm 'bumped after all'
}

refused() {
	run git push "$@"
	[ "$status" -ne 0 ] || {
		echo "was not refused: git push $*" >&2
		return 1
	}
}

@test "drift below the tip, which the tip mends" {
	every_commit
	git switch -qc topic
	mended
	refused origin topic
	has 'error[drift] alpha'
	has 'the push of refs/heads/topic to refs/heads/topic is refused'
	has "commit: $(git rev-parse HEAD)"
	has "below it: $bad, and push: every-commit is set"
	refused origin topic:main
	has "below it: $bad"
	# one clean commit out of both
	git reset -q --soft main && git commit -qm both
	exits 0 git push -q origin topic
}

@test "the strictest policy holds: of what is published, what is pushed, the machine" {
	git switch -qc topic
	mended
	exits 0 git push -q --dry-run origin topic
	printf 'promptpin: 1\npolicy: {push: every-commit}\n' >../machine.yaml
	git config promptpin.policy "$BATS_TEST_TMPDIR/machine.yaml"
	refused origin topic
	git config --unset promptpin.policy
	printf 'policy: {push: every-commit}\n' >>promptpin.yaml
	git commit -qam policy
	refused origin topic
	has "below it: $bad"
	# what is published cannot be turned down
	git switch -q main && every_commit
	git switch -q topic && git reset -q --hard main && mended
	printf 'promptpin: 1\n' >../other.yaml
	sed -i 's/every-commit/tip/' promptpin.yaml && git commit -qam loosened
	refused origin topic
	has "below it: $bad"
}

@test "never store rules: drafts may come and go below the tip" {
	every_commit
	git switch -qc topic
	release alpha 'You are alpha two.'
	release alpha 'You are alpha three.'
	git rm -qr .promptpin/releases/beta@1.0.0 && git commit -qm 'lost' --no-verify
	git checkout -q HEAD^ -- .promptpin && git commit -qm 'found' --no-verify
	exits 0 git push -q origin topic
}

# A commit with drift and with what "$@" does, then one that takes all of it back.
behind() {
	git reset -q --hard main
	printf 'You are alpha two.\n' >prompts/alpha.md
	"$@"
	git add -A && git commit -qm 'who can tell' --no-verify
	bad=$(git rev-parse HEAD)
	git revert -n HEAD && git commit -qm 'as it was'
}

@test "where drift cannot be told, the commit is no pass" {
	every_commit
	git switch -qc topic
	behind eval 'echo garbage >.promptpin/heads/alpha@'
	refused origin topic
	has 'error[head-invalid] alpha'
	has "below it: $bad"
	# shellcheck disable=SC2016 # eval expands it
	behind eval 'echo "9.9.9 sha256:$(printf %064d 0)" >.promptpin/heads/alpha@'
	refused origin topic
	has 'names release 9.9.9, which is not in the store'
	behind git rm -q .promptpin/releases/alpha@1.0.0
	refused origin topic
	has 'names release 1.0.0, which is not in the store'
	behind eval 'echo >>.promptpin/releases/alpha@1.0.0'
	refused origin topic
	has 'error[release-invalid] alpha'
	behind git rm -q promptpin.yaml
	refused origin topic
	has 'error[manifest-missing]'
	# a lost release of a prompt that is what it was: what F has tells
	git reset -q --hard main
	git rm -q .promptpin/releases/alpha@1.0.0 && git commit -qm lost --no-verify
	git revert -n HEAD && git commit -qm found
	exits 0 git push -q origin topic
}

@test "a file that states another version than its head, below the tip" {
	printf -- '---\nversion: 1.0.0\n---\nYou are gamma.\n' >prompts/gamma.md
	printf '  gamma:\n    {file: prompts/gamma.md, format: markdown, version: file}\n' >>promptpin.yaml
	printf 'policy: {push: every-commit}\n' >>promptpin.yaml
	git add . && pin bump gamma >/dev/null && git commit -qm gamma && git push -q origin main
	git switch -qc topic
	sed -i 's/1\.0\.0/1.1.0/' prompts/gamma.md
	git commit -qam 'another version' --no-verify
	git revert -n HEAD && git commit -qm 'as it was'
	refused origin topic
	has 'error[version-mismatch] gamma'
}

@test "what is on the other side already is not looked at again" {
	git switch -qc topic
	mended
	git push -q --no-verify origin topic
	git switch -q main
	every_commit
	git switch -q topic && git merge -q --no-edit main
	exits 0 git push -q origin topic
	# nor what is published, in another remote
	git init -q --bare ../fork.git && git remote add fork ../fork.git
	exits 0 git push -q fork main
	# where it is not known there, it is
	refused fork topic
	has "below it: $bad"
}

@test "each commit is looked at once, for many refs, and only the first are shown" {
	every_commit
	git switch -qc topic
	for n in $(seq 12); do unchecked alpha "You are alpha, no. $n."; done
	pin bump alpha >/dev/null && git commit -qm bumped
	git branch copy && git branch third
	refused origin topic copy third
	[ "$(grep -c 'below it: ' <<<"$output")" -eq 10 ]
	has '2 more commits are refused in the same way'
}

@test "a commit that cannot be read as prompts is no pass" {
	every_commit
	git switch -qc topic
	echo 'prompts: [' >>promptpin.yaml && git commit -qam broken --no-verify
	git checkout -q main -- promptpin.yaml && git commit -qm mended --no-verify
	refused origin topic
	has 'error[manifest-invalid]'
	has "below it: $(git rev-parse HEAD^)"
}

@test "more commits than can be looked at are refused with a word" {
	every_commit
	git switch -qc topic
	{
		echo "reset refs/heads/topic
from $(git rev-parse main)"
		for n in $(seq 5001); do
			echo "commit refs/heads/topic
committer A <a@b> $n +0000
data 0
"
		done
	} | git fast-import --quiet --force
	run pin hook pre-push origin url <<<"refs/heads/topic $(git rev-parse topic) refs/heads/topic $zero"
	[ "$status" -eq 3 ]
	has 'more than 5000 new commits'
	has 'push in parts'
}

# ---- pre-commit, the framework

# pre-push as pre-commit 3 calls it, with its variables "$@".
framework() {
	run env PRE_COMMIT=1 PRE_COMMIT_REMOTE_NAME=origin \
		PRE_COMMIT_REMOTE_URL="$BATS_TEST_TMPDIR/hub.git" "$@" \
		"$PROMPTPIN" hook pre-push </dev/null
}

@test "pre-commit names the commits and the branch" {
	local was at
	was=$(git rev-parse HEAD)
	unchecked alpha 'You are alpha two.'
	at=$(git rev-parse HEAD)
	framework PRE_COMMIT_FROM_REF="$was" PRE_COMMIT_TO_REF="$at" \
		PRE_COMMIT_LOCAL_BRANCH=refs/heads/main PRE_COMMIT_REMOTE_BRANCH=refs/heads/main
	[ "$status" -eq 1 ]
	has 'the push of refs/heads/main to refs/heads/main is refused'
	has "commit: $at"
	# not what HEAD is, but what is pushed
	git branch good "$was"
	framework PRE_COMMIT_FROM_REF="$was" PRE_COMMIT_TO_REF="$was" \
		PRE_COMMIT_LOCAL_BRANCH=refs/heads/good PRE_COMMIT_REMOTE_BRANCH=refs/heads/good
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "pre-commit, whole history new: the branches alone" {
	unchecked alpha 'You are alpha two.'
	framework PRE_COMMIT_LOCAL_BRANCH=HEAD PRE_COMMIT_REMOTE_BRANCH=refs/heads/new
	[ "$status" -eq 1 ]
	has 'the push of HEAD to refs/heads/new is refused'
}

@test "pre-commit before 3.0, and by hand for all files" {
	unchecked alpha 'You are alpha two.'
	run env PRE_COMMIT=1 PRE_COMMIT_FROM_REF=HEAD^ PRE_COMMIT_TO_REF=HEAD "$PROMPTPIN" hook pre-push </dev/null
	[ "$status" -eq 1 ]
	has 'error[drift]'
	run env PRE_COMMIT=1 "$PROMPTPIN" hook pre-push </dev/null
	[ "$status" -eq 1 ]
	has 'the push of HEAD'
	# git's own empty push is one
	exits 0 pin hook pre-push origin url </dev/null
}

@test "pre-commit: a forced push of a protected branch is judged by what it has" {
	release alpha 'You are alpha two.'
	git push -q origin main
	git reset -q --hard HEAD^
	echo x >x && git add x && git commit -qm x
	# pre-commit names where the histories part
	framework PRE_COMMIT_FROM_REF=HEAD^ PRE_COMMIT_TO_REF=HEAD \
		PRE_COMMIT_LOCAL_BRANCH=main PRE_COMMIT_REMOTE_BRANCH=refs/heads/main
	[ "$status" -eq 1 ]
	has 'error[store-rewritten]'
}

@test "pre-commit: commits that are not here are no pass" {
	framework PRE_COMMIT_FROM_REF=HEAD PRE_COMMIT_TO_REF=1234567890123456789012345678901234567890 \
		PRE_COMMIT_LOCAL_BRANCH=main PRE_COMMIT_REMOTE_BRANCH=refs/heads/main
	[ "$status" -eq 3 ]
	framework PRE_COMMIT_FROM_REF=1234567890123456789012345678901234567890 PRE_COMMIT_TO_REF=HEAD \
		PRE_COMMIT_LOCAL_BRANCH=main PRE_COMMIT_REMOTE_BRANCH=refs/heads/main
	[ "$status" -eq 3 ]
}

@test "what git says on standard input counts, whatever the environment" {
	unchecked alpha 'You are alpha two.'
	run env PRE_COMMIT=1 PRE_COMMIT_TO_REF=HEAD^ "$PROMPTPIN" hook pre-push origin url \
		<<<"refs/heads/x $(git rev-parse HEAD) refs/heads/x $zero"
	[ "$status" -eq 1 ]
}

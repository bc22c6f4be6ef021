#!/usr/bin/env bats
# promptpin hook: what pre-commit, pre-merge-commit and pre-push do.

load helper

setup() {
	common_setup
}

zero=0000000000000000000000000000000000000000

# pre-push with the lines given as git would give them.
push_hook() {
	printf '%s\n' "$@" | pin hook pre-push origin ../remote.git
}

@test "pre-commit says nothing when all is well" {
	desk
	exits 0 pin hook pre-commit
	[ -z "$output" ]
	exits 0 pin hook pre-merge-commit
	[ -z "$output" ]
}

@test "pre-commit refuses on stderr, with the base and the command" {
	desk
	edit_tone
	git add -A
	exits 1 pin hook pre-commit
	[ "${lines[0]}" = 'promptpin: this commit is refused' ]
	has 'error[drift] support/triage'
	has "base: origin/main@$(git rev-parse --short=7 HEAD)"
	has 'promptpin bump'
	hasnt 'no-verify'
	run bash -c '"$PROMPTPIN" hook pre-commit 2>/dev/null'
	[ "$status" -eq 1 ]
	[ -z "$output" ]
}

@test "pre-commit looks at the index alone" {
	desk
	edit_tone
	exits 0 pin hook pre-commit
	[ -z "$output" ]
}

@test "warnings alone are not worth a word" {
	desk
	printf 'Caf\145\314\201\n' >>prompts/support/system.md
	pin bump --all >/dev/null
	git add -A
	exits 0 pin hook pre-commit
	[ -z "$output" ]
}

@test "a repository without promptpin is none of its business" {
	new_repo other
	exits 0 pin hook pre-commit
	echo x >x
	git add x
	exits 0 pin hook pre-commit
	[ -z "$output" ]
	commit
	exits 0 push_hook "refs/heads/main $(git rev-parse HEAD) refs/heads/main $zero"
	[ -z "$output" ]
}

@test "git commit -a and git commit PATH are judged by what they commit" {
	desk
	pin install >/dev/null
	edit_tone
	exits 1 git commit -qam edited
	has 'this commit is refused'
	exits 1 git commit -qm edited prompts/partials/tone.j2
	has 'a plain git commit takes both'
	pin bump --all >/dev/null
	exits 1 git commit -qm edited prompts/partials/tone.j2
	has 'a plain git commit takes both'
	exits 0 git commit -qm edited
}

@test "what cannot be checked is status 3, and blocks" {
	desk
	echo 'promptpin-store 99' >.promptpin/format
	git add -A
	exits 3 pin hook pre-commit
	has 'promptpin: '
}

@test "pre-push: nothing to push, a deletion, what is clean" {
	desk
	run bash -c '"$PROMPTPIN" hook pre-push origin url </dev/null'
	[ "$status" -eq 0 ]
	exits 0 push_hook "(delete) $zero refs/heads/gone $(git rev-parse HEAD)"
	exits 0 push_hook "refs/heads/main $(git rev-parse HEAD) refs/heads/main $zero"
	[ -z "$output" ]
}

@test "pre-push checks the tip of each ref, unprotected ones too, and names ref and commit" {
	desk
	good=$(git rev-parse HEAD)
	edit_tone
	git commit -qam drifted
	bad=$(git rev-parse HEAD)
	exits 1 push_hook "refs/heads/main $good refs/heads/main $zero" \
		"main@{0 minutes ago} $bad refs/heads/topic $zero"
	has 'promptpin: the push of main@{0 minutes ago} to refs/heads/topic is refused'
	has "  commit: $bad"
	has "base: origin/main@${good:0:7}"
	exits 1 push_hook "refs/heads/x $bad refs/heads/x $zero" "refs/heads/main $good refs/heads/main $zero"
}

@test "pre-push looks through annotated tags, and past what is no commit" {
	desk
	git tag -a -m tag v1
	edit_tone
	git commit -qam drifted
	git tag -a -m tag v2
	git tag -a -m 'tag of a tag' v3 v2
	exits 0 push_hook "refs/tags/v1 $(git rev-parse v1) refs/tags/v1 $zero"
	exits 1 push_hook "refs/tags/v3 $(git rev-parse v3) refs/tags/v3 $zero"
	has "  commit: $(git rev-parse HEAD)"
	exits 0 push_hook "refs/tags/blob $(git rev-parse HEAD:promptpin.yaml) refs/tags/blob $zero"
	has 'refs/tags/blob is no commit'
}

@test "pre-push through git itself" {
	desk
	pin install >/dev/null
	edit_tone
	git commit -qam drifted --no-verify
	exits 1 git push origin main
	has 'the push of refs/heads/main to refs/heads/main is refused'
	exits 1 git push origin HEAD:refs/heads/topic
	pin bump --all >/dev/null
	git commit -q --amend --no-edit
	exits 0 git push origin main
	exits 0 git push origin :refs/heads/nothing-there || true
}

@test "a line that is not git's is wrong use" {
	desk
	exits 2 push_hook 'what is this'
}

@test "another hook's name is wrong use" {
	exits 2 pin hook post-receive
	has 'there are pre-commit, pre-merge-commit, pre-push'
	exits 2 pin hook
	help_names hook
}

#!/usr/bin/env bats
# pre-receive behind real servers: the same pushes over a path, over smart HTTP
# and over ssh come to the same.

load common
load scene
load server

setup_file() {
	serve_once
}

setup() {
	common_setup
	served
}

teardown() {
	server_stop
}

# What every way to the server has to show.
main_rows() {
	# taken, in silence
	release alpha 'You are alpha two.'
	exits 0 git push -q origin main main:topic
	[ -z "$output" ]
	[ "$(git -C "$HUB" rev-parse main)" = "$(git rev-parse HEAD)" ]
	# refused, the findings shown, nothing left
	unchecked alpha 'You are alpha three.'
	drifts origin main
	has 'remote: promptpin: the push to refs/heads/main is refused'
	has 'remote:   fix: promptpin bump alpha'
	drifts origin main main:new main~1:refs/heads/good
	has '2 of 3 refs'
	# the same with packs
	git -C "$HUB" config receive.unpackLimit 1
	drifts origin main
	git -C "$HUB" config --unset receive.unpackLimit
	# a forced push
	git reset -q --hard HEAD~2
	release alpha 'You are alpha, another two.'
	refused -f origin main
	has 'error[store-rewritten]'
	# deletions: what nobody protects, and what somebody does
	exits 0 git push -q origin :topic
	git -C "$HUB" config receive.denyDeleteCurrent ignore
	refused origin :main
	has 'the deletion of refs/heads/main is refused'
	# push options
	git reset -q --hard origin/main
	release beta 'You are beta two.'
	refused -o promptpin.skip origin main
	has 'push option promptpin.skip is not known'
	exits 0 git push -q -o promptpin.preset=strict origin main
	# the deadline
	mkfifo "$BATS_TEST_TMPDIR/policy.yaml"
	git -C "$HUB" config promptpin.policy "$BATS_TEST_TMPDIR/policy.yaml"
	git -C "$HUB" config promptpin.deadline 200ms
	release beta 'You are beta three.'
	refused origin main
	has 'longer than the 200 ms'
}

@test "over a path" {
	main_rows
}

@test "over file://" {
	git remote set-url origin "file://$HUB"
	main_rows
}

@test "over smart HTTP" {
	over_http
	main_rows
}

@test "over ssh" {
	over_ssh
	main_rows
}

# S12 of every git server: a client may say which program receives.
bypass() {
	git push -q origin main --receive-pack='git -c core.hooksPath=/dev/null receive-pack'
}

@test "over a path, and over ssh with a shell, a client can leave the hook out" {
	unchecked alpha 'You are alpha two.'
	exits 0 bypass
	over_ssh
	unchecked alpha 'You are alpha three.'
	exits 0 bypass
}

@test "git-shell, or any forced command, closes that" {
	# shellcheck disable=SC2016 # sshd's shell expands it
	over_ssh 'git-shell -c \"$SSH_ORIGINAL_COMMAND\"'
	unchecked alpha 'You are alpha two.'
	run bypass
	[ "$status" -ne 0 ]
	[ "$(git -C "$HUB" rev-parse main)" = "$(git rev-parse HEAD~1)" ]
	drifts origin main
	pin bump alpha && git commit -qm bumped
	exits 0 git push -q origin main
}

@test "smart HTTP never had it" {
	over_http
	unchecked alpha 'You are alpha two.'
	run bypass
	[ "$status" -ne 0 ]
	has 'error[drift]'
}

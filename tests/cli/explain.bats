#!/usr/bin/env bats
# promptpin explain

load helper

setup() {
	common_setup
}

@test "a rule: what it finds, why, how to mend it" {
	exits 0 pin explain drift
	has 'drift (a rule; level error in preset standard)'
	has 'finds:'
	has 'why:'
	has 'promptpin bump ID'
}

@test "a rule that cannot be lowered says so" {
	exits 0 pin explain store-rewritten
	has 'cannot be lowered'
}

@test "a kind of change: what, an example, the direction, the bumps" {
	exits 0 pin explain tool-added
	has 'a kind of change'
	has '[search] to [search, refund]'
	has 'must not grow'
	has 'major under preset prompt'
}

@test "without an argument all are listed, and each can be explained" {
	exits 0 pin explain
	ids=$(sed -n 's/^  \([a-z-]*\) .*/\1/p' <<<"$output")
	[ "$(wc -w <<<"$ids")" -ge 100 ]
	for id in $ids; do
		pin explain "$id" >one || return 1
		grep -q "^$id (" one
	done
}

@test "a mistyped id gets a proposal" {
	exits 2 pin explain drfit
	has 'is it drift?'
	has 'try: promptpin explain drift'
	exits 2 pin explain zzzzzzzzzzzzz
}

@test "the help names every option" {
	help_names explain
}

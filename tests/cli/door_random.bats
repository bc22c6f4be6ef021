#!/usr/bin/env bats
# What the hook remembers never changes what it says, whatever was done before:
# random repositories and steps (same/run.py). More of them:
#
#	RANDOM_ROUNDS=500 RANDOM_SEED=7 bats tests/cli/door_random.bats

load door

setup() {
	door_setup
	command -v python3 >/dev/null || skip "NOT RUN: no python3 here"
}

@test "random steps: with any memory the answer is that of none" {
	local rounds=3 steps=16
	# each of the programs takes long to start there
	case "$PROMPTPIN" in */asan/*) rounds=1 ;; esac
	run python3 -B "$ROOT/tests/cli/same/run.py" --seed "${RANDOM_SEED:-3}" \
		--rounds "${RANDOM_ROUNDS:-$rounds}" --steps "${RANDOM_STEPS:-$steps}"
	echo "$output"
	[ "$status" -eq 0 ]
	# some of it was remembered, and some was refused
	[[ "$output" =~ "0: "[1-9].*"1: "[1-9].*"hits: "[1-9] ]]
}

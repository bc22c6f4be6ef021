#!/usr/bin/env bats
# A bump that is killed, or whose system calls fail, at any point: the store
# stays sound, and what was begun can be finished.

load common
load scene

setup() {
	common_setup
	strace -f -qq -o /dev/null -e trace=write -e inject=write:error=EIO:when=1000 true 2>/dev/null ||
		skip 'NOT RUN: strace cannot trace here (not installed, or ptrace is not allowed)'
}

scene_first() {
	scene_files
	git add .
}

# A draft of 1.1.0 over a published 1.0.0, and another text for it.
scene_draft() {
	scene
	release alpha 'You are alpha, a draft.'
	printf 'You are alpha, another draft.\n' >prompts/alpha.md
	printf 'You are beta two.\n' >prompts/beta.md
}

# sweep MODE SCENE LEAST
sweep() {
	"scene_$2" >/dev/null
	cd ..
	run "$ROOT/tests/fault/kill.sh" "$1" "$2" "$BATS_TEST_TMPDIR/work"
	echo "$output"
	[ "$status" -eq 0 ]
	[ "${output% points}" -ge "$3" ]
	echo "# $1, $2: $output" >&3
}

@test "a first bump killed at any system call" {
	[ "${V:-}" != asan ] || skip 'a kill leaves nothing for a sanitizer to look at'
	sweep kill first 100
}

@test "a bump over a draft killed at any system call" {
	[ "${V:-}" != asan ] || skip 'a kill leaves nothing for a sanitizer to look at'
	sweep kill draft 100
}

@test "a first bump on a full disk is all or nothing" {
	sweep ENOSPC first 60
}

@test "a bump over a draft on a full disk is all or nothing" {
	sweep ENOSPC draft 60
}

@test "a bump over a draft on a failing disk is all or nothing" {
	[ "${V:-}" != asan ] || skip 'every read of a sanitizer is traced too: many minutes; tests/fault has the errors of reads'
	sweep EIO draft 50
}

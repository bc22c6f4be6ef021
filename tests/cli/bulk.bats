#!/usr/bin/env bats
# So many prompts in one bump that it is written in phases.

load common
load scene

MANY=24

setup() {
	common_setup
}

# write_prompts TEXT: all of them say this.
write_prompts() {
	local i
	for ((i = 0; i < MANY; i++)); do
		printf 'You are p%s. %s\n' "$i" "$1" >"prompts/p$i.md"
	done
}

# A clone with MANY prompts, not released.
bulk_files() {
	local i
	git init -q --bare hub.git
	git clone -q hub.git work 2>/dev/null
	cd work || return 1
	mkdir prompts
	write_prompts one
	{
		printf 'promptpin: 1\nprompts:\n'
		for ((i = 0; i < MANY; i++)); do
			printf '  p%s: {messages: [{system: prompts/p%s.md}]}\n' "$i" "$i"
		done
	} >promptpin.yaml
	printf '.promptpin/** -text -merge linguist-generated\n' >.gitattributes
	git add .
}

# The same, published at 1.0.0, with drafts of 1.1.0 in a commit and another text
# in the work tree; p0 has a draft of a higher version besides.
bulk_drafts() {
	bulk_files
	pin bump --all >/dev/null
	git commit -qm 'first releases' && git push -q origin main
	git remote set-head origin main
	write_prompts two
	pin bump --all >/dev/null
	git commit -qm drafts
	printf 'You are p0. higher\n' >prompts/p0.md
	pin bump p0 --level major --keep >/dev/null
	git commit -qm higher
	write_prompts three
	git update-index -q --refresh || true
}

all_heads_are() {
	local i
	for ((i = 0; i < MANY; i++)); do
		head_is "p$i" "$1" || return 1
	done
}

# What lies in the store and in the index.
state() {
	git ls-files -s
	find .promptpin -type f -exec sha256sum {} + 2>/dev/null | sort -k2
}

@test "many first releases at once" {
	bulk_files
	run pin bump --all
	[ "$status" -eq 0 ]
	all_heads_are 1.0.0
	clean --staged
	run git status --porcelain
	[ "$(grep -cv '^A  ' <<<"$output")" -eq 0 ]
	run pin bump --all
	has "$MANY prompts are up to date"
}

@test "many drafts are replaced at once" {
	bulk_drafts
	run pin bump --all
	[ "$status" -eq 0 ]
	all_heads_are 1.1.0
	[ ! -e .promptpin/releases/p0@2.0.0 ]
	[ ! -e .promptpin/releases/p0@1.2.0 ]
	[ "$(find .promptpin/releases -type f | wc -l)" -eq $((2 * MANY)) ]
	[ "$(find .promptpin/objects -type f | wc -l)" -eq $((2 * MANY)) ]
	clean --staged
	git commit -qm 'drafts again'
	clean --rev HEAD
}

@test "many go back to what is published" {
	bulk_drafts
	write_prompts one
	run pin bump --all
	[ "$status" -eq 0 ]
	all_heads_are 1.0.0
	[ "$(find .promptpin/releases -type f | wc -l)" -eq "$MANY" ]
	[ "$(find .promptpin/objects -type f | wc -l)" -eq "$MANY" ]
	clean --staged
}

@test "where the index cannot be written all of it is put back" {
	bulk_drafts
	state >../before
	: >.git/index.lock
	run pin bump --all
	[ "$status" -eq 3 ]
	has 'index.lock'
	state | diff ../before -
	rm .git/index.lock
	pin bump --all
	all_heads_are 1.1.0
}

@test "what an interrupted run left beside the heads is removed" {
	bulk_files
	mkdir -p .promptpin/heads
	sh -c 'echo $$' >../pid
	: >".promptpin/heads/.tmp-$(cat ../pid)-0"
	pin bump --all
	[ -z "$(find .promptpin -name '.tmp-*')" ]
}

# stop WHAT CALL N: a copy of the clone in which the bump is stopped at a call.
stop() {
	rm -rf ../copy && cp -a . ../copy && cd ../copy || return 1
	# leaks cannot be looked for by a process that is traced
	local -x ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
	run strace -f -qq -o ../trace -e trace="$2" -e inject="$2:$1:when=$3" \
		"$PROMPTPIN" bump --all
}

@test "killed in any phase the store is sound and the bump can be repeated" {
	strace -f -qq -o /dev/null -e trace=write -e inject=write:error=EIO:when=1000 true 2>/dev/null ||
		skip 'NOT RUN: strace cannot trace here (not installed, or ptrace is not allowed)'
	bulk_drafts
	local at killed=0
	for at in syncfs:{1..10} renameat:{1,2,20,24,25,40,48,49} linkat:{1,2,24,25,47} \
		unlinkat:{1,2,23,24,25,26,48,49,50,51,70}; do
		stop signal=KILL "${at%:*}" "${at#*:}"
		if grep -q 'killed by SIGKILL' ../trace; then
			killed=$((killed + 1))
			pin verify || { echo "$at: verify" && return 1; }
			pin bump --all >/dev/null || { echo "$at: again" && return 1; }
			all_heads_are 1.1.0
			clean --staged
			[ "$(git status --porcelain | grep -cv '^[AMD]  ')" -eq 0 ]
		fi
		cd ../work
	done
	echo "# killed $killed times" >&3
	[ "$killed" -ge 20 ]
}

@test "a call that fails in any phase leaves all as it was" {
	strace -f -qq -o /dev/null -e trace=write -e inject=write:error=EIO:when=1000 true 2>/dev/null ||
		skip 'NOT RUN: strace cannot trace here (not installed, or ptrace is not allowed)'
	bulk_drafts
	local at failed=0
	state >../before
	for at in syncfs:{1..10} renameat:{1,2,24,25,48} linkat:{1,24,25,47} unlinkat:{1,24,25,26,48}; do
		stop error=EIO "${at%:*}" "${at#*:}"
		if [ "$status" -ne 0 ]; then
			failed=$((failed + 1))
			[ "$status" -eq 3 ] || { echo "$at: $output" && return 1; }
			state | diff ../before - || { echo "$at: $output" && return 1; }
		fi
		cd ../work
	done
	echo "# failed $failed times" >&3
	[ "$failed" -ge 15 ]
}

#!/bin/bash
# kill.sh MODE SCENE TEMPLATE: stop a bump at a system call, each in turn, and
# see what it leaves behind.
#
# MODE     kill: the process that makes the call is killed before it is made
#          ENOSPC, EIO, ...: the call fails with that error instead
# SCENE    first: no release yet; draft: a draft of the same version is replaced
# TEMPLATE the repository to start from; each run works on a copy beside it
#
# Calls that change files are stopped at every occurrence, the others at every
# few. After a kill: `verify` passes, a second bump succeeds (or names the lock
# of git's to remove, and then succeeds), and the check of the index is clean.
# After an error: success, or exit 3 with the store and the index as they were.
#
# Prints one line a failure, then "NUMBER points". Exit status 1 after failures.

set -u
mode=$1 template=$3
jobs=${KILL_JOBS:-2}
promptpin=${PROMPTPIN:?}
# Leak detection needs ptrace for itself.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0

# With this the other calls run at full speed; it cannot send signals.
fast=()
if [ "$mode" != kill ] && strace -f --seccomp-bpf -o /dev/null true 2>/dev/null; then
	fast=(--seccomp-bpf)
fi

# name:step: every step-th call
changing='write:1 pwrite64:1 fsync:1 fdatasync:1 link:1 linkat:1 rename:1 renameat:1
	renameat2:1 unlink:1 unlinkat:1 rmdir:1 mkdir:1 mkdirat:1 ftruncate:1 flock:1
	fchmod:1 chmod:1 utimensat:1 clone:1 clone3:1 vfork:1 execve:1 pipe2:1 fcntl:1'
reading='openat:17 openat2:11 close:29 read:29 newfstatat:61 mmap:47'

if [ "$mode" = kill ]; then
	calls="$changing $reading"
elif [ "$mode" = EIO ]; then
	calls=${KILL_CALLS:-'fsync:1 openat:5 openat2:4 read:13 close:17 getdents64:5 rename:1 flock:1'}
else
	calls='write:1 pwrite64:1 fsync:1 fdatasync:1 link:1 linkat:1 rename:1 renameat:1
		renameat2:1 unlink:1 unlinkat:1 mkdir:1 mkdirat:1 ftruncate:1 flock:1
		utimensat:1 openat:5 pipe2:1 clone:1'
fi

state() {
	git ls-files -s
	find . -path ./.git -prune -o -type f -exec sha256sum {} + | sort -k2
}

complain() {
	echo "$mode of $name $n: $1"
	sed 's/^/    /' ../out."$worker" ../err."$worker" | tail -12
}

# The second run; where it says what to remove, that is removed, once.
again() {
	"$promptpin" bump --all >../out."$worker" 2>../err."$worker" && return
	rm=$(sed -n 's/.*rm -f \([^ ]*\.lock\).*/\1/p' ../err."$worker")
	[ -n "$rm" ] && [ -e "$rm" ] && rm -f "$rm" || return
	"$promptpin" bump --all >../out."$worker" 2>../err."$worker"
}

# verify passes; before the first file of a store there is nothing to verify.
sound() {
	"$promptpin" verify >../out."$worker" 2>../err."$worker" ||
		[ -z "$(find .promptpin -type f 2>/dev/null)" ] || {
		complain 'verify does not pass'
		return 1
	}
}

after_kill() {
	sound || return
	again || {
		complain 'a second bump does not succeed'
		return 1
	}
	"$promptpin" check --staged >../out."$worker" 2>../err."$worker" || {
		complain 'after the second bump the index is not clean'
		return 1
	}
	sound || return
	if git status --porcelain | grep -v '^[AMD]  ' >../out."$worker"; then
		complain 'after the second bump something lies about'
		return 1
	fi
}

# after_error STATUS
after_error() {
	case $1 in
	0)
		"$promptpin" check --staged >../out."$worker" 2>../err."$worker" || {
			complain 'said it was done, and was not'
			return 1
		}
		;;
	3 | 127)
		# what was done before the report could not be written stays
		grep -q 'standard output' ../err."$worker" && return 0
		state >../state."$worker"
		diff ../state.before ../state."$worker" >../out."$worker" || {
			complain 'failed, and left changes behind'
			return 1
		}
		[ "$1" = 127 ] || grep -q '^promptpin: ' ../err."$worker" || {
			complain 'failed without a word'
			return 1
		}
		;;
	*)
		complain "exit status $1"
		return 1
		;;
	esac
	sound
}

# one NAME N: 0 held, 1 failed, 9 not reached
one() {
	name=$1 n=$2 what=error=$mode
	[ "$mode" != kill ] || what=signal=KILL
	cd "$(dirname "$template")" || exit 2
	rm -rf run."$worker" && cp -a "$template" run."$worker" && cd run."$worker" || exit 2
	# the shell that waits must not report the kill
	{ strace -f "${fast[@]}" -qq -o ../trace."$worker" -e trace="?$name" -e inject="?$name:$what:when=$n" \
		"$promptpin" bump --all >../out."$worker" 2>../err."$worker"; } 2>/dev/null
	status=$?
	if [ "$mode" = kill ]; then
		grep -q 'killed by SIGKILL' ../trace."$worker" || return 9
		after_kill
	else
		grep -q '(INJECTED)' ../trace."$worker" || return 9
		after_error "$status"
	fi
}

# One call after the other; a call's occurrences until it is not reached.
sweep() {
	worker=$1
	shift
	points=0 failures=0
	for call; do
		n=1
		while :; do
			one "${call%:*}" "$n"
			case $? in
			0) points=$((points + 1)) ;;
			9) break ;;
			*) points=$((points + 1)) failures=$((failures + 1)) ;;
			esac
			[ "$failures" -lt 10 ] || break 2
			n=$((n + ${call#*:}))
		done
	done
	cd "$(dirname "$template")" || exit 2
	echo "$points" >points."$worker"
	[ "$failures" -eq 0 ]
}

cd "$template" || exit 2
state >../state.before
worker=1
share=()
for call in $calls; do
	share[worker]="${share[worker]-} $call"
	worker=$((worker % jobs + 1))
done
pids=()
for worker in "${!share[@]}"; do
	# shellcheck disable=SC2086 # a list of calls
	sweep "$worker" ${share[worker]} &
	pids+=($!)
done
result=0
for pid in "${pids[@]}"; do
	wait "$pid" || result=1
done
cd .. || exit 2
cat points.* | awk '{ n += $1 } END { print n " points" }'
rm -f points.* out.* err.* trace.* state.* && rm -rf run.*
exit $result

#!/bin/sh
# Runs the kinds of tests named, each to its end whatever the others come to,
# and ends with one line. The environment is that of the Makefile: V, B, CC,
# PROMPTPIN. Each runner says its own result in a last line
# "KIND: N passed, N failed, N skipped"; a runner without that line has failed.
# usage: run.sh KIND...
set -u

cd "$(dirname "$0")/.." || exit 1
MAKE=${MAKE:-make}

# Whether a folder can hold the tests' repositories: room, and scripts run in it.
roomy() {
	[ -w "$1" ] && [ "$(df -Pk "$1" | awk 'NR == 2 { print $4 }')" -gt 1000000 ] || return 1
	probe=$(mktemp "$1/promptpin-probe.XXXXXX") || return 1
	printf '#!/bin/sh\n' >"$probe" && chmod +x "$probe" && "$probe" 2>/dev/null
	code=$?
	rm -f "$probe"
	return "$code"
}

# Commits and bumps wait for the disk; in memory they do not.
if [ -z "${TMPDIR:-}" ] && roomy /dev/shm; then
	TMPDIR=/dev/shm
fi
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/promptpin-test.XXXXXX") || exit 1
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT TERM
log=$TMPDIR/log
mkdir "$log"
passed=0 failed=0 skipped=0
# One environment for all, so that results do not depend on whose machine it is.
LC_ALL=C.UTF-8 TZ=UTC
export LC_ALL TZ PROMPTPIN
export ASAN_OPTIONS="${ASAN_OPTIONS:-abort_on_error=0:exitcode=99}"
export LSAN_OPTIONS="${LSAN_OPTIONS:-suppressions=$PWD/tests/lsan.supp:print_suppressions=0}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"
# The make that called is not the one that a test calls.
unset MAKEFLAGS MFLAGS MAKELEVEL
# shellcheck disable=SC2046 # a list of names
unset $(git rev-parse --local-env-vars)

programs() {
	"$MAKE" --no-print-directory -s V="$V" "$1"
}

units() {
	# shellcheck disable=SC2046 # a list of programs
	tests/run-units.sh $(programs list-units)
}

faults() {
	# shellcheck disable=SC2046 # a list of programs
	tests/run-units.sh $(programs list-faults) | sed 's/^unit:/faults:/'
}

# Each target over its corpus: a crash or a sanitizer's report is a failure.
fuzz_corpus() {
	good=0 bad=0
	for program in $(programs list-fuzz); do
		name=$(basename "$program")
		set -- tests/fuzz/corpus/"$name"/*
		if [ ! -f "$1" ]; then
			bad=$((bad + 1))
			echo "FAILED: tests/fuzz/corpus/$name is empty"
		elif "$program" "$@" >"$log/replay" 2>&1; then
			good=$((good + $#))
		else
			bad=$((bad + 1))
			tail -n 20 "$log/replay"
			echo "FAILED: $program over tests/fuzz/corpus/$name"
		fi
	done
	echo "fuzz corpus: $good passed, $bad failed, 0 skipped"
}

# Files about other tools say so in a line "# not under sanitizers: WHY": there they
# would try those tools twice, and little of the program once more.
cli_files() {
	# the longest first, so that nothing waits for it at the end
	set -- tests/cli/kill.bats
	for file in tests/cli/*.bats; do
		[ "$file" = "$1" ] || set -- "$@" "$file"
	done
	for file; do
		why=$(sed -n 's/^# not under sanitizers: //p' "$file")
		if [ "$V" = asan ] && [ -n "$why" ]; then
			echo "ok 1 $(basename "$file") # skip not under sanitizers: $why" >"$log/$(basename "$file").tap"
		else
			echo "$file"
		fi
	done
}

# One bats process a file, as many at a time as there are processors.
cli() {
	# shellcheck disable=SC2016 # the inner shell expands
	cli_files |
		LOG=$log xargs -n 1 -P "$(getconf _NPROCESSORS_ONLN)" sh -c '
			out=$LOG/$(basename "$1").tap
			timeout 1500 bats --tap "$1" >"$out" 2>&1
			code=$?
			[ "$code" -le 1 ] && grep -q "^1\.\." "$out" || echo "not ok 0 $1: bats ended with $code" >>"$out"
			awk "/^not ok/ { bad = 1 } /^(ok|1\.\.)/ { bad = 0 } bad" "$out"
			echo "$(basename "$1"): $(grep -c "^ok" "$out") ok, $(grep -c "^not ok" "$out") not ok"
			exit 0' sh
	cat "$log"/*.tap >"$log/tap" 2>/dev/null
	grep '^ok .*# skip' "$log/tap"
	awk '/^ok .*# skip/ { s++; next } /^ok / { p++ } /^not ok / { f++ }
		END { printf "cli: %d passed, %d failed, %d skipped\n", p, f, s }' "$log/tap"
}

golden() {
	tests/golden/run.sh
}

fingerprints() {
	tests/golden/fingerprints.sh
}

layers() {
	tests/layers.sh
}

man() {
	good=0 bad=0
	for page in $(find src store -name '*.[157]' | sort); do
		if mandoc -T lint -W warning "$page" >"$log/page" 2>&1; then
			good=$((good + 1))
		else
			bad=$((bad + 1))
			cat "$log/page"
		fi
	done
	echo "man pages: $good passed, $bad failed, 0 skipped"
}

for kind in "$@"; do
	echo "---- $kind"
	case "$kind" in
	units | faults | golden | fingerprints | cli | layers | man) "$kind" ;;
	fuzz-corpus) fuzz_corpus ;;
	*) echo "run.sh: $kind: no such kind" ;;
	esac 2>&1 | tee "$log/out"
	result=$(grep -E '^[a-z -]+: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$log/out" | tail -n 1)
	if [ -z "$result" ]; then
		echo "FAILED: $kind did not come to an end"
		failed=$((failed + 1))
		continue
	fi
	# shellcheck disable=SC2046 # three numbers
	set_counts() { passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3)); }
	# shellcheck disable=SC2046 # three numbers
	set_counts $(echo "${result#*: }" | tr -cd '0-9 ')
done
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

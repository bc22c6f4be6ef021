#!/bin/sh
# Run each unit-test program given, as many at a time as there are processors;
# say which failed; count their tests. usage: run-units.sh PROGRAM...
status=0
passed=0
failed=0
skipped=0
logs=$(mktemp -d) || exit 1
trap 'rm -rf "$logs"' EXIT
# shellcheck disable=SC2016 # the inner shell expands
printf '%s\n' "$@" | LOGS=$logs xargs -n 1 -P "$(getconf _NPROCESSORS_ONLN)" sh -c '
	log=$LOGS/$(echo "$1" | tr / .)
	"$1" >"$log" 2>&1
	echo $? >"$log.code"
	exit 0' sh
for program in "$@"; do
	log=$logs/$(echo "$program" | tr / .)
	code=$(cat "$log.code" 2>/dev/null || echo 'none: it was not run')
	ok=$(grep -c '^\[       OK \]' "$log")
	bad=$(grep -c '^\[  FAILED  \] [^0-9]' "$log")
	passed=$((passed + ok))
	skipped=$((skipped + $(grep -c '^\[  SKIPPED \] [^0-9]' "$log")))
	grep -i '^skipped' "$log"
	if [ "$code" != 0 ] || [ "$bad" -ne 0 ]; then
		failed=$((failed + (bad > 0 ? bad : 1)))
		status=1
		cat "$log"
		echo "FAILED: $program (exit $code)"
	elif [ "$ok" -eq 0 ]; then
		grep -q SKIPPED "$log" || { failed=$((failed + 1)); status=1; echo "FAILED: $program ran no test"; }
	fi
done
echo "unit: $passed passed, $failed failed, $skipped skipped"
exit $status

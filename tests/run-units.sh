#!/bin/sh
# Run each unit-test program given; say which failed; count their tests.
# usage: run-units.sh PROGRAM...
status=0
passed=0
failed=0
skipped=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
for program in "$@"; do
	"$program" >"$log" 2>&1
	code=$?
	ok=$(grep -c '^\[       OK \]' "$log")
	bad=$(grep -c '^\[  FAILED  \] [^0-9]' "$log")
	passed=$((passed + ok))
	skipped=$((skipped + $(grep -c '^\[  SKIPPED \] [^0-9]' "$log")))
	grep -i '^skipped' "$log"
	if [ "$code" -ne 0 ] || [ "$bad" -ne 0 ]; then
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

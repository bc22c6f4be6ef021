#!/bin/sh
# Runs the golden cases and ends with "golden: N passed, N failed, N skipped".
#
# A case is a folder below this one with
#   args    the command line after `promptpin`, as the shell reads it; without it: check
#   setup   what to do first in the repository of base.sh, in its words; may be missing
#   expect  "exit STATUS", then stdout; then, if there is any, "---- stderr" and stderr
#
# --accept writes what is seen into `expect`; the diff is the review. Arguments
# choose cases by the beginning of their path: run.sh check/drift
# usage: run.sh [--accept] [CASE...]
set -u

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/golden/base.sh
. "$here/base.sh"

# One case, $1, in a process of its own: its verdict is a file in $GOLDEN/verdict.
one() {
	dir=$GOLDEN/case/$(echo "$1" | tr / .)
	mkdir -p "$dir/home"
	base_environment "$dir/home"
	cp -a "$GOLDEN/base/hub.git" "$GOLDEN/base/work" "$dir" && cd "$dir/work" || exit 1
	if [ -f "$here/$1/setup" ]; then
		(
			set -eu
			# shellcheck source=/dev/null
			. "$here/$1/setup"
		) >"$dir/log" 2>&1
		# Not `if (...)`: there `set -e` would not hold.
		# shellcheck disable=SC2181
		if [ $? -ne 0 ]; then
			cat "$dir/log"
			echo "FAILED: golden/$1: its setup"
			exit 1
		fi
	fi
	args=check
	[ -f "$here/$1/args" ] && args=$(cat "$here/$1/args")
	eval "\"\$PROMPTPIN\" $args" >"$dir/out" 2>"$dir/err"
	echo "exit $?" >"$dir/got"
	cat "$dir/out" >>"$dir/got"
	if [ -s "$dir/err" ]; then
		echo '---- stderr' >>"$dir/got"
		cat "$dir/err" >>"$dir/got"
	fi
	if [ -n "${GOLDEN_ACCEPT:-}" ] && ! cmp -s "$here/$1/expect" "$dir/got"; then
		cp "$dir/got" "$here/$1/expect"
		echo "accepted: golden/$1"
	fi
	if ! diff -u --label "golden/$1/expect" --label seen "$here/$1/expect" "$dir/got"; then
		echo "FAILED: golden/$1"
		exit 1
	fi
	: >"$GOLDEN/verdict/$(echo "$1" | tr / .)"
	rm -rf "$dir"
}

if [ "${1:-}" = --one ]; then
	(one "$2") >"$GOLDEN/out.$$" 2>&1
	cat "$GOLDEN/out.$$" # whole, not mixed with another's
	exit 0
fi
GOLDEN_ACCEPT=
if [ "${1:-}" = --accept ]; then
	GOLDEN_ACCEPT=yes
	shift
fi
PROMPTPIN=${PROMPTPIN:-$(cd "$here/../.." && pwd)/build/plain/promptpin}
if [ ! -x "$PROMPTPIN" ]; then
	echo "$PROMPTPIN is not built"
	exit 1
fi
GOLDEN=$(mktemp -d "${TMPDIR:-/tmp}/promptpin-golden.XXXXXX") || exit 1
trap 'rm -rf "$GOLDEN"' EXIT
trap 'exit 130' INT TERM
export PROMPTPIN GOLDEN GOLDEN_ACCEPT
mkdir "$GOLDEN/verdict" "$GOLDEN/base" "$GOLDEN/home"
(
	set -eu
	base_environment "$GOLDEN/home"
	cd "$GOLDEN/base"
	base_build
) >"$GOLDEN/log" 2>&1
# shellcheck disable=SC2181 # as above
if [ $? -ne 0 ]; then
	cat "$GOLDEN/log"
	echo 'golden: the repository of base.sh could not be made'
	exit 1
fi

# What is there to run: every folder with an `expect`, or with a `setup` or `args`
# to accept one for.
cd "$here" || exit 1
find . -type f \( -name expect -o -name setup -o -name args \) |
	sed 's|^\./||; s|/[^/]*$||' | sort -u >"$GOLDEN/all"
if [ $# -gt 0 ]; then
	for begin in "$@"; do
		awk -v begin="$begin" 'index($0 "/", begin) == 1' "$GOLDEN/all"
	done | sort -u >"$GOLDEN/chosen"
else
	cp "$GOLDEN/all" "$GOLDEN/chosen"
fi
[ -s "$GOLDEN/chosen" ] || echo "golden: no case begins so: $*"
[ ! -s "$GOLDEN/chosen" ] || xargs -n 1 -P "$(getconf _NPROCESSORS_ONLN)" "$here/run.sh" --one <"$GOLDEN/chosen"

chosen=$(wc -l <"$GOLDEN/chosen")
passed=$(find "$GOLDEN/verdict" -type f | wc -l)
if [ $# -eq 0 ]; then
	chosen=$((chosen + 1))
	"$here/complete.sh" && passed=$((passed + 1))
fi
echo "golden: $passed passed, $((chosen - passed)) failed, 0 skipped"
[ "$chosen" -eq "$passed" ] && [ "$chosen" -gt 0 ]

#!/usr/bin/env bash
# Everything that reads the code rather than runs it, and the tests once more
# under the sanitizers. Each step runs to its end; a step that prints anything
# on failure fails the whole. usage: lint.sh [STEP...]
set -u
cd "$(dirname "$0")/.." || exit 1

jobs=$(getconf _NPROCESSORS_ONLN)
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
failed=()

std=(-std=c11 -D_GNU_SOURCE -Isrc -I. -Ibuild/plain/gen)
read -ra deps <<<"$(pkg-config --cflags libgit2 yaml-0.1 libpcre2-8 nettle libutf8proc)"

sources() {
	find store src hooks -name '*.c' | sort
}

both_compilers() {
	make -s -j"$jobs" V=plain WERROR=1 all test-programs &&
		make -s -j"$jobs" V=clang WERROR=1 all test-programs
}

# The store is compiled as it is built: without -Isrc.
analyze() {
	local file=$1
	shift
	case "$file" in
	store/*) gcc -std=c11 -D_GNU_SOURCE -Istore "$@" -c -o /dev/null "$file" ;;
	*) gcc "${std[@]}" "${deps[@]}" "$@" -c -o /dev/null "$file" ;;
	esac
}

# A path that the analyzer cannot finish is no finding. gcc 12 loses sight of a
# pointer kept in an array that realloc moved; the sanitizers look for leaks too.
gcc_analyzer() {
	export -f analyze
	# shellcheck disable=SC2016 # the inner shell expands
	sources | STD="${std[*]}" DEPS="${deps[*]}" xargs -n 1 -P "$jobs" bash -c '
		read -ra std <<<"$STD"; read -ra deps <<<"$DEPS"
		analyze "$1" -fanalyzer -Wno-analyzer-too-complex -Wno-analyzer-malloc-leak -Werror' bash
}

# Its own guesses at what a callee leaves unset are switched off: it does not
# see that an out-parameter is read only after success. The other two analyzers do.
# Nor that memcpy returns what it was given (the store: the sanitizers look).
cppcheck_all() {
	cppcheck -q -j "$jobs" --std=c11 --enable=warning,performance,portability \
		--inline-suppr --error-exitcode=1 --suppress=missingIncludeSystem \
		--suppress=uninitvar --suppress=uninitStructMember --suppress=legacyUninitvar \
		--suppress="memleak:store/*" \
		-D__linux__ -D_GNU_SOURCE -Isrc -I. -Istore -Ibuild/plain/gen store src hooks
}

# Its analyzer gives a function 40,000 nodes (default: 225,000): five times faster.
clang_tidy() {
	# shellcheck disable=SC2016 # the inner shell expands
	sources | xargs -n 2 -P "$jobs" sh -c '
		for file; do
			clang-tidy --quiet "$file" -- '"${std[*]} ${deps[*]}"' -Istore \
				-Xclang -analyzer-config -Xclang max-nodes=40000 2>/dev/null || bad=1
		done
		exit ${bad:-0}' sh
}

shell_files() {
	{
		find . -path ./build -prune -o -path ./.git -prune -o -type f \
			\( -name '*.sh' -o -name '*.bats' -o -name '*.bash' \) -print
		echo .ci/run
		find hooks templates/git/hooks -type f ! -name '*.[ch]'
	} | sort
}

shellcheck_all() {
	# SC2317: functions and tests that bats calls; SC2154: what it sets; SC2103:
	# each of its tests is a subshell anyway, so SC2030 and SC2031 as well; SC2016:
	# what another program is to expand
	shell_files | xargs shellcheck -x -e SC2317,SC2154,SC2103,SC2030,SC2031,SC2016
}

formatted() {
	find store src hooks tests -name '*.[ch]' | sort | xargs clang-format --dry-run -Werror
}

man_pages() {
	find src store -name '*.[157]' | sort | xargs mandoc -T lint -W warning
}

sanitizers() {
	make -s -j"$jobs" V=asan WERROR=1 all test-programs &&
		make --no-print-directory test V=asan TESTS='units faults fuzz-corpus golden cli'
}

steps=("$@")
if [ ${#steps[@]} -eq 0 ]; then
	steps=(both_compilers formatted shellcheck_all man_pages cppcheck_all clang_tidy
		gcc_analyzer sanitizers)
fi
make -s build/plain/gen/hooks.inc build/plain/gen/models.inc build/plain/gen/schema_meta.inc
for step in "${steps[@]}"; do
	SECONDS=0
	if "$step" >"$log" 2>&1; then
		printf 'ok      %-15s %4d s\n' "$step" "$SECONDS"
	else
		failed+=("$step")
		tail -n 200 "$log"
		printf 'FAILED  %-15s %4d s\n' "$step" "$SECONDS"
	fi
done
if [ ${#failed[@]} -ne 0 ]; then
	echo "lint: failed: ${failed[*]}"
	exit 1
fi
echo "lint: all clean"

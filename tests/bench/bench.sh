#!/usr/bin/env bash
# How long a full check of the work tree takes, and how much memory, in
# generated repositories; beside it, in turn with it, sha256sum over the files
# that the check reads.
# usage: bench.sh [N...]      number of prompts, by default 100 1000 10000
#
# Every run is cold in promptpin's sense (nothing is remembered from one to the
# next); the files are in the page cache for both. Medians of RUNS (9) rounds.
# What `bump --all` takes is mostly the disk's: TMPDIR says which disk that is.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
PROMPTPIN=${PROMPTPIN:-$(cd "$here/../.." && pwd)/build/plain/promptpin}
RUNS=${RUNS:-9}
limit_mb=150
bound_at=10000
work=$(mktemp -d "${TMPDIR:-/tmp}/promptpin-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2046 # a list of names
unset $(git rev-parse --local-env-vars)
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null HOME=$work LC_ALL=C
export GIT_AUTHOR_NAME=bench GIT_AUTHOR_EMAIL=bench@example.org
export GIT_COMMITTER_NAME=bench GIT_COMMITTER_EMAIL=bench@example.org

# Milliseconds with two digits, of a command that must succeed.
milliseconds() {
	local from to
	from=${EPOCHREALTIME/[.,]/}
	"$@" >/dev/null
	to=${EPOCHREALTIME/[.,]/}
	printf '%d.%02d' $(((to - from) / 1000)) $(((to - from) % 1000 / 10))
}

median() {
	printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"
}

check() {
	"$PROMPTPIN" check --worktree
}

hash_all() {
	xargs -0 sha256sum <"$work/all"
}

hash_prompts() {
	xargs -0 sha256sum <"$work/prompts"
}

# Peak memory in kB, or nothing where it cannot be told.
peak() {
	if [ -x /usr/bin/time ] && /usr/bin/time -f %M true 2>/dev/null; then
		/usr/bin/time -f %M -o "$work/peak" "$PROMPTPIN" check --worktree >/dev/null
		cat "$work/peak"
	fi
}

prepare() {
	mkdir "$work/$1"
	cd "$work/$1"
	git init -q -b main
	git config gc.auto 0
	sh "$here/generate.sh" "$1"
	git add -A
	git commit -q -m prompts
	bump_ms=$(milliseconds "$PROMPTPIN" bump --all -m first)
	git add -A
	git commit -q -m releases
	git gc -q
	git ls-files -z >"$work/all"
	git ls-files -z promptpin.yaml prompts tools >"$work/prompts"
}

verdict() {
	if awk "BEGIN { exit !($1) }"; then echo PASS; else echo MISS; fi
}

lines=()
[ $# -gt 0 ] || set -- 100 1000 10000
echo "promptpin check --worktree; times in ms, medians of $RUNS rounds, commands in turn"
echo
printf '%8s %10s %14s %7s %18s %7s %10s %12s\n' prompts check 'sha256sum all' ratio \
	'sha256sum sources' ratio 'memory MB' 'bump --all'
for n; do
	prepare "$n"
	checks=() alls=() sources=()
	check >/dev/null
	hash_all >/dev/null
	for ((round = 0; round < RUNS; round++)); do
		checks+=("$(milliseconds check)")
		alls+=("$(milliseconds hash_all)")
		sources+=("$(milliseconds hash_prompts)")
	done
	c=$(median "${checks[@]}") a=$(median "${alls[@]}") s=$(median "${sources[@]}")
	kb=$(peak)
	printf '%8d %10s %14s %7s %18s %7s %10s %12s\n' "$n" "$c" "$a" \
		"$(awk "BEGIN { printf \"%.2f\", $c / $a }")" "$s" \
		"$(awk "BEGIN { printf \"%.2f\", $c / $s }")" \
		"$([ -z "$kb" ] || awk "BEGIN { printf \"%.1f\", $kb / 1024 }")" "$bump_ms"
	if [ "$n" -eq "$bound_at" ]; then
		lines+=("$(verdict "$c < $a")  $n prompts: check $c ms, sha256sum over the same files (sources and store) $a ms")
		if [ -n "$kb" ]; then
			lines+=("$(verdict "$kb / 1024 < $limit_mb")  $n prompts: peak memory $(awk "BEGIN { printf \"%.1f\", $kb / 1024 }") MB, at most $limit_mb MB")
		else
			lines+=("----  $n prompts: peak memory not measured: GNU time is not here")
		fi
	fi
	cd "$work"
	rm -rf "${work:?}/$n"
done
echo
printf '%s\n' "${lines[@]:-(the bounds are for $bound_at prompts)}"
case "${lines[*]:-}" in *MISS*) exit 1 ;; esac

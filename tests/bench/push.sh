#!/usr/bin/env bash
# What pre-receive adds to a push of many commits that touch no prompt: the
# whole of `git push`, in turn with an empty shell hook in its place.
# usage: push.sh [COMMITS [FILES [PROMPTS]]]      by default 1000 100000 200
#
# The server is a bare repository on the same disk, packed; medians of RUNS (9).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
PROMPTPIN=${PROMPTPIN:-$(cd "$here/../.." && pwd)/build/plain/promptpin}
RUNS=${RUNS:-9}
limit_ms=50
commits=${1:-1000} files=${2:-100000} prompts=${3:-200}
work=$(mktemp -d "${TMPDIR:-/tmp}/promptpin-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2046 # a list of names
unset $(git rev-parse --local-env-vars)
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null HOME=$work LC_ALL=C
export GIT_AUTHOR_NAME=bench GIT_AUTHOR_EMAIL=bench@example.org
export GIT_COMMITTER_NAME=bench GIT_COMMITTER_EMAIL=bench@example.org

# The prompts as one commit, the other files and the commits on top by import.
prepare() {
	git init -q -b main "$work/repo"
	cd "$work/repo"
	git config gc.auto 0
	sh "$here/generate.sh" "$prompts"
	git add -A
	"$PROMPTPIN" bump --all -m first >/dev/null
	git commit -q -m prompts
	awk -v files="$files" -v commits="$commits" '
	function commit(subject, from) {
		print "commit refs/heads/" subject
		print "committer bench <bench@example.org> 1767323045 +0000"
		print "data 1\nx"
		if (from != "")
			print "from " from
	}
	function file(i, text) {
		print "M 644 inline src/d" i % 100 "/e" int(i / 100) % 20 "/f" i ".c"
		print "data " length(text) "\n" text
	}
	BEGIN {
		commit("files", "refs/heads/main")
		for (i = 0; i < files; i++)
			file(i, "file " i)
		for (c = 0; c < commits; c++) {
			commit("pushed", c ? "" : "refs/heads/files")
			file((c * 7919) % files, "file, commit " c)
		}
	}' | git fast-import --quiet
	git branch -q -D main 2>/dev/null || git update-ref -d refs/heads/main
	git clone -q --bare --single-branch -b files "$work/repo" "$work/hub.git"
	cd "$work/hub.git"
	git branch -q -m files main
	git repack -q -a -d
	git config gc.auto 0
}

# One push in milliseconds, and the server as it was.
push() {
	local from to
	from=${EPOCHREALTIME/[.,]/}
	git -C "$work/repo" push -q "$work/hub.git" "pushed:refs/heads/$1"
	to=${EPOCHREALTIME/[.,]/}
	case $1 in
	main) git update-ref refs/heads/main "$before" ;;
	*) git update-ref -d "refs/heads/$1" ;;
	esac
	printf '%d.%02d\n' $(((to - from) / 1000)) $(((to - from) % 1000 / 10))
}

median() {
	cut -f "$1" "$work/times" | sort -n | sed -n "$(((RUNS + 1) / 2))p"
}

# The median of what a round adds to the round before it, which nothing else
# on the machine disturbs as much as it does the sums.
row() {
	local ref=$1 i empty
	rm -f "$work/times"
	for ((i = 0; i < RUNS; i++)); do
		printf '#!/bin/sh\n' >hooks/pre-receive
		empty=$(push "$ref")
		printf '#!/bin/sh\nexec "%s" hook pre-receive\n' "$PROMPTPIN" >hooks/pre-receive
		push "$ref" | awk -v empty="$empty" '{
			printf "%.2f\t%.2f\t%.2f\n", empty, $1, $1 - empty
		}' >>"$work/times"
	done
	awk -v ref="$ref" -v empty="$(median 1)" -v ours="$(median 2)" -v added="$(median 3)" \
		-v limit="$limit_ms" 'BEGIN {
		printf "%-10s %12.2f %12.2f %10.2f   %s\n", ref, empty, ours, added,
			added < limit ? "PASS" : "MISS"
	}'
}

prepare
before=$(git rev-parse refs/heads/main)
printf '#!/bin/sh\n' >hooks/pre-receive
chmod +x hooks/pre-receive
push main >/dev/null # so that its pack is there for every round
printf 'a push of %s commits that touch no prompt; %s files, %s prompts; milliseconds, limit %s\n' \
	"$commits" "$files" "$prompts" "$limit_ms"
printf '%-10s %12s %12s %10s\n' ref 'empty hook' promptpin added
row main
row topic

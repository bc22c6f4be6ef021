#!/usr/bin/env bash
# What pre-receive adds to a push of many commits that touch no prompt: the
# whole of `git push`, in turn with an empty shell hook in its place.
# usage: push.sh [COMMITS [FILES [PROMPTS]]]      by default 1000 100000 200
#
# The server is a bare repository on the same disk, packed; medians of RUNS (9).
# A push takes half a second, give or take 30 ms: the limit is held against what
# git says of the time of its hook (GIT_TRACE2_EVENT), the last column.
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

# Milliseconds of one push and of its hook; and the server as it was.
push() {
	local from to
	rm -rf "$work/trace"
	mkdir "$work/trace"
	from=${EPOCHREALTIME/[.,]/}
	GIT_TRACE2_EVENT=$work/trace git -C "$work/repo" push -q "$work/hub.git" "pushed:refs/heads/$1"
	to=${EPOCHREALTIME/[.,]/}
	case $1 in
	main) git update-ref refs/heads/main "$before" ;;
	*) git update-ref -d "refs/heads/$1" ;;
	esac
	printf '%d.%02d\t' $(((to - from) / 1000)) $(((to - from) % 1000 / 10))
	awk '
		/"child_start"/ && /"hook_name":"pre-receive"/ && match($0, /"sid":"[^"]*"/) { sid = substr($0, RSTART, RLENGTH) }
		/"child_exit"/ && sid && index($0, sid ",") && match($0, /"t_rel":[0-9.]+/) {
			printf "%.2f\n", substr($0, RSTART + 8, RLENGTH - 8) * 1000
			exit
		}' "$work"/trace/*
}

median() {
	cut -f "$1" "$work/times" | sort -n | sed -n "$(((RUNS + 1) / 2))p"
}

# The medians of a ref's rounds, and of what each adds to the push before it.
row() {
	local ref=$1 i empty
	rm -f "$work/times"
	for ((i = 0; i < RUNS; i++)); do
		printf '#!/bin/sh\n' >hooks/pre-receive
		empty=$(push "$ref")
		printf '#!/bin/sh\nexec "%s" hook pre-receive\n' "$PROMPTPIN" >hooks/pre-receive
		push "$ref" | awk -v empty="$empty" '{
			split(empty, was, "\t")
			printf "%.2f\t%.2f\t%.2f\t%.2f\n", was[1], $1, $1 - was[1], $2 - was[2]
		}' >>"$work/times"
	done
	awk -v ref="$ref" -v empty="$(median 1)" -v ours="$(median 2)" -v added="$(median 3)" \
		-v hook="$(median 4)" -v limit="$limit_ms" 'BEGIN {
		printf "%-10s %12.2f %12.2f %10.2f %12.2f   %s\n", ref, empty, ours, added, hook,
			hook < limit ? "PASS" : "MISS"
	}'
}

prepare
before=$(git rev-parse refs/heads/main)
printf '#!/bin/sh\n' >hooks/pre-receive
chmod +x hooks/pre-receive
push main >/dev/null # so that its pack is there for every round
printf 'a push of %s commits that touch no prompt; %s files, %s prompts; milliseconds, limit %s\n' \
	"$commits" "$files" "$prompts" "$limit_ms"
printf '%-10s %12s %12s %10s %12s\n' ref 'empty hook' promptpin added 'by the hook'
row main
row topic

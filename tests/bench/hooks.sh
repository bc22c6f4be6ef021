#!/usr/bin/env bash
# What the hooks cost a commit in a large repository, in turn with a hook that
# is an empty `#!/bin/sh` (push.sh has what they cost a push):
#   1. a commit that touches no prompt: at most 1.15 times as long
#   2. a commit that touches one prompt, bumped: at most 15 ms more than 1
#   3. a commit that touches source code, in which no prompt stands: at most
#      15 ms more than with an empty hook.
# usage: hooks.sh [FILES [PROMPTS]]      by default 100000 and 200
#
# Medians of RUNS (15) rounds; files in the page cache. Of the hook is measured what
# a user has of it: the whole `git commit`. TMPDIR says which disk it is on.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
PROMPTPIN=${PROMPTPIN:-$(cd "$here/../.." && pwd)/build/plain/promptpin}
RUNS=${RUNS:-15}
files=${1:-100000}
prompts=${2:-200}
work=$(mktemp -d "${TMPDIR:-/tmp}/promptpin-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2046 # a list of names
unset $(git rev-parse --local-env-vars)
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null HOME=$work LC_ALL=C
export GIT_AUTHOR_NAME=bench GIT_AUTHOR_EMAIL=bench@example.org
export GIT_COMMITTER_NAME=bench GIT_COMMITTER_EMAIL=bench@example.org

# Microseconds of a command that must succeed, in $took.
timed() {
	local from to
	from=${EPOCHREALTIME/[.,]/}
	"$@" >/dev/null
	to=${EPOCHREALTIME/[.,]/}
	took=$((to - from))
}

median() {
	printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"
}

in_ms() {
	awk "BEGIN { printf \"%.2f\", $1 / 1000 }"
}

missed=0
# line NAME BOUND HOLDS: one line of the result
line() {
	if awk "BEGIN { exit !($3) }"; then
		echo "PASS  $1; bound: $2"
	else
		echo "FAIL  $1; bound: $2"
		missed=1
	fi
}

# A repository of many files that are no prompts, as a stream; the work tree
# is written by git, which is the fastest.
many_files() {
	awk -v n="$1" 'BEGIN {
		print "commit refs/heads/main\ncommitter b <b@example.org> 1700000000 +0000\ndata 1\nx"
		for (i = 0; i < n; i++) {
			text = "int f_" i ";\n"
			printf "M 644 inline src/d%02d/e%02d/file%03d.c\ndata %d\n%s\n", i / 5000, i / 100 % 50, i % 100, length(text), text
		}
	}'
}

prepare() {
	git init -q -b main "$work/repo"
	cd "$work/repo"
	git config gc.auto 0
	many_files $((files - prompts)) | git fast-import --quiet
	git reset -q --hard
	sh "$here/generate.sh" "$prompts"
	git add -A
	git commit -q -m prompts
	"$PROMPTPIN" bump --all -m first >/dev/null
	git add -A
	git commit -q -m releases
	git repack -q -a -d
	git init -q --bare -b main "$work/hub.git"
	git remote add origin "$work/hub.git"
	git push -q origin main
	git remote set-head origin main
	"$PROMPTPIN" install >/dev/null
	mv .git/hooks "$work/ours"
	mkdir "$work/empty"
	printf '#!/bin/sh\n' >"$work/empty/pre-commit"
	chmod +x "$work/empty/pre-commit"
	git checkout -q -b topic
}

# The hooks of the next commit: ours or empty.
hooks() {
	rm -f .git/hooks
	ln -s "$work/$1" .git/hooks
}

count=0
touch_file() {
	count=$((count + 1))
	printf 'int changed_%d;\n' "$count" >src/d00/e00/file000.c
	git add src/d00/e00/file000.c
}

touch_prompt() {
	count=$((count + 1))
	printf 'One more line, %d.\n' "$count" >>prompts/g0/p7.j2
	"$PROMPTPIN" bump g0/p7 -m more >/dev/null
	git add -A prompts .promptpin
}

touch_code() {
	count=$((count + 1))
	seq 100 | sed "s/.*/def f&(x):\\n    return \"a message of $count for the user\"\\n/" >src/d00/e00/code.py
	git add src/d00/e00/code.py
}

commit() {
	hooks "$1"
	timed git commit -q -m "$1"
}

# One commit of another file, with the hooks named.
other_file() {
	touch_file
	commit "$1"
}

# Who comes first in a round has what came before it in its way: they take
# turns at that too.
bench_commits() {
	local empty=() ours=() prompt=() alone=() code=() bare=()
	local ratio round first e o p a c b
	other_file ours
	for ((round = 0; round < RUNS; round++)); do
		first=empty
		[ $((round % 2)) -eq 0 ] || first=ours
		other_file "$first"
		if [ "$first" = empty ]; then
			empty+=("$took")
			other_file ours
			ours+=("$took")
		else
			ours+=("$took")
			other_file empty
			empty+=("$took")
		fi
		touch_prompt
		commit ours
		prompt+=("$took")
		touch_prompt
		commit empty
		alone+=("$took")
		other_file ours # our hook has not seen that one yet
		touch_code
		commit ours
		code+=("$took")
		touch_code
		commit empty
		bare+=("$took")
		other_file ours
	done
	[ -z "${VERBOSE-}" ] || printf '%s\n' "empty ${empty[*]}" "ours ${ours[*]}" "prompt ${prompt[*]}"
	e=$(median "${empty[@]}") o=$(median "${ours[@]}") p=$(median "${prompt[@]}")
	a=$(median "${alone[@]}") c=$(median "${code[@]}") b=$(median "${bare[@]}")
	ratio=$(awk "BEGIN { printf \"%.3f\", $o / $e }")
	line "a commit that touches no prompt: $(in_ms "$o") ms, with an empty hook $(in_ms "$e") ms, ratio $ratio" \
		1.15 "$o / $e <= 1.15"
	line "a commit that touches one prompt: $(in_ms "$p") ms, $(in_ms $((p - o))) ms more than that" \
		'15 ms' "$p - $o < 15000"
	# such a commit has more files, which is git's to write
	echo "      the same with an empty hook: $(in_ms "$a") ms, so the hook's share is $(in_ms $((p - a))) ms"
	line "a commit that touches source code: $(in_ms "$c") ms, $(in_ms $((c - b))) ms more than with an empty hook" \
		'15 ms' "$c - $b < 15000"
}

echo "hooks in a repository of $files files and $prompts prompts; medians of $RUNS rounds, in turn"
prepare
bench_commits
exit "$missed"

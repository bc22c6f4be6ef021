#!/usr/bin/env bash
# What the hooks cost a commit in a large repository, in turn with a hook that
# is an empty `#!/bin/sh` (push.sh has what they cost a push):
#   1. a commit that touches no prompt: at most 1.15 times as long
#   2. a commit that touches one prompt, bumped: at most 15 ms more than 1
#   3. a commit that touches source code, in which no prompt stands: at most
#      15 ms more than with an empty hook.
# usage: hooks.sh [FILES [PROMPTS]]      by default 100000 and 200
#
# RUNS (15) rounds; files in the page cache. Measured is what a user has of the
# hook: the whole `git commit`. Commits that are next to each other are held
# against each other, and the median is that of what is between them. But that
# of 15 pairs still swings by 10 ms and more, since git's own 200 ms do: for the
# bounds in ms it is what git says of the time of its hook that counts
# (GIT_TRACE2_EVENT), and the commits are printed beside it. TMPDIR says which disk.
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
	printf '%s\n' "$@" | sort -g | sed -n "$((($# + 1) / 2))p"
}

# Median of what is between the pairs of two lists: less or by.
between() {
	local -n these=$2 those=$3
	local i pairs=()
	for i in "${!these[@]}"; do
		case $1 in
		less) pairs+=("$((these[i] - those[i]))") ;;
		by) pairs+=("$(awk "BEGIN { printf \"%.4f\", ${these[i]} / ${those[i]} }")") ;;
		esac
	done
	median "${pairs[@]}"
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

# The time of the commit goes to the list named, that of its hook, in us, to the
# list of that name in small.
commit() {
	local -n whole=$2 hook=${2,,}
	rm -f "$work/trace"
	hooks "$1"
	GIT_TRACE2_EVENT=$work/trace timed git commit -q -m "$1"
	whole+=("$took")
	hook+=("$(awk '
		/"child_start"/ && /"child_class":"hook"/ && match($0, /"child_id":[0-9]+/) { id = substr($0, RSTART, RLENGTH) }
		/"child_exit"/ && id && index($0, id ",") && match($0, /"t_rel":[0-9.]+/) {
			printf "%d", substr($0, RSTART + 8, RLENGTH - 8) * 1000000
			exit
		}' "$work/trace")")
}

# One commit of another file, with the hooks named.
other_file() {
	touch_file
	commit "$1" "$2"
}

# The commits of a round, on a branch of as few commits as most are: finding what
# is published reads all that are not. Who comes first has what came before it
# in its way: they take turns at that too.
round() {
	local first=$1
	git push -q origin topic:main
	other_file ours OTHER # what was remembered hung on what was published
	if [ "$first" = empty ]; then
		other_file empty EMPTY
		other_file ours OURS
	else
		other_file ours OURS
		other_file empty EMPTY
	fi
	other_file ours OTHER # our hook has not seen that one yet
	touch_prompt
	commit ours PROMPT
	touch_prompt
	commit empty ALONE
	other_file ours OTHER
	touch_code
	commit ours CODE
	touch_code
	commit empty BARE
	other_file ours OTHER
}

# shellcheck disable=SC2034 # named in commit and between
bench_commits() {
	local EMPTY=() OURS=() PROMPT=() ALONE=() CODE=() BARE=() OTHER=() i
	local empty=() ours=() prompt=() alone=() code=() bare=() other=()
	local ratio more
	other_file ours OTHER
	OTHER=() other=()
	for ((i = 0; i < RUNS; i++)); do
		round "$([ $((i % 2)) -eq 0 ] && echo empty || echo ours)"
	done
	[ -z "${VERBOSE-}" ] || printf '%s\n' "empty ${EMPTY[*]}" "ours ${OURS[*]}" "prompt ${PROMPT[*]}"
	# one of four stands before the commit of a prompt
	local BEFORE=() before=()
	for ((i = 0; i < RUNS; i++)); do
		BEFORE+=("${OTHER[i * 4 + 1]}") before+=("${other[i * 4 + 1]}")
	done
	ratio=$(between by OURS EMPTY)
	line "a commit that touches no prompt: $(in_ms "$(median "${OURS[@]}")") ms, with an empty hook $(in_ms "$(median "${EMPTY[@]}")") ms, ratio $ratio" \
		1.15 "$ratio <= 1.15"
	echo "      the hook alone: $(in_ms "$(median "${ours[@]}")") ms, an empty one $(in_ms "$(median "${empty[@]}")") ms"
	more=$(between less prompt before)
	line "the hook of a commit that touches one prompt: $(in_ms "$(median "${prompt[@]}")") ms, $(in_ms "$more") ms more than that" \
		'15 ms' "$more < 15000"
	# such a commit has more files, which is git's to write
	echo "      the commit: $(in_ms "$(median "${PROMPT[@]}")") ms, $(in_ms "$(between less PROMPT BEFORE)") ms more;" \
		"with an empty hook $(in_ms "$(median "${ALONE[@]}")") ms, $(in_ms "$(between less PROMPT ALONE)") ms less"
	more=$(between less code bare)
	line "the hook of a commit that touches source code: $(in_ms "$(median "${code[@]}")") ms, $(in_ms "$more") ms more than an empty one" \
		'15 ms' "$more < 15000"
	echo "      the commit: $(in_ms "$(median "${CODE[@]}")") ms, $(in_ms "$(between less CODE BARE)") ms more"
}

echo "hooks in a repository of $files files and $prompts prompts; $RUNS rounds, in turn"
prepare
bench_commits
exit "$missed"

#!/bin/sh
# A finding keeps its fingerprint: from work tree to index to commit, past a line
# that moves it, a rebase and a squash. Else a waiver would end with them. Every case of
# check/RULE/shows is taken there; what it has of that rule is compared at each stop.
# Ends with "fingerprints: N passed, N failed, N skipped".
set -u

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/golden/base.sh
. "$here/base.sh"
# usage: fingerprints.sh [NAME OF CASES, by default shows]

# Cases that cannot be taken along: "CASE why".
elsewhere() {
	cat <<'END'
check/source-missing/shows-not-staged is about the index alone
check/store-rewritten/shows-warning-without-remote has HEAD for a base, so a commit ends it
END
}

# The fingerprints of rule $1 in what check with the other arguments says.
prints() {
	rule=$1
	shift
	"$PROMPTPIN" check --as-of "$day" -o json "$@" 2>>"$dir/log" |
		jq -r --arg rule "$rule" '.findings[] | select(.rule == $rule) | .fingerprint' | sort
}

# at WHERE ARGUMENTS...: they are the same there.
at() {
	where=$1
	shift
	prints "$rule_id" "$@" >"$dir/now"
	cmp -s "$dir/first" "$dir/now" || {
		echo "FAILED: golden/$case_name: other fingerprints $where:"
		diff "$dir/first" "$dir/now"
		exit 1
	}
}

# What is not published goes onto what someone else published; then into one commit.
rebased() {
	start=$(git merge-base HEAD origin/main)
	git worktree add -q --detach ../other "$(git rev-parse origin/main)"
	(cd ../other && echo x >unrelated && git add . && git commit -q -m other && git push -q origin HEAD:main)
	git rebase -q --onto origin/main "$start" >>"$dir/log" && at 'after a rebase'
	git reset -q --soft origin/main && git commit -q --allow-empty -m squashed && at 'after a squash' --rev HEAD
}

one() {
	case_name=$1
	rule_id=$(echo "$1" | cut -d/ -f2)
	dir=$GOLDEN/case/$(echo "$1" | tr / .)
	day=$(sed -n 's/.*--as-of \([0-9-]*\).*/\1/p' "$here/$1/args" 2>/dev/null)
	day=${day:-2026-01-02}
	mkdir -p "$dir/home"
	base_environment "$dir/home"
	cp -a "$GOLDEN/base/hub.git" "$GOLDEN/base/work" "$dir" && cd "$dir/work" || exit 1
	(
		set -eu
		# shellcheck source=/dev/null
		[ ! -f "$here/$1/setup" ] || . "$here/$1/setup"
	) >"$dir/log" 2>&1
	prints "$rule_id" >"$dir/first"
	[ -s "$dir/first" ] || {
		echo "FAILED: golden/$1: nothing of $rule_id in the work tree"
		exit 1
	}
	git add -A && at 'in the index' --staged
	git commit -q --allow-empty -m case && at 'in the commit' --rev HEAD
	[ ! -f promptpin.yaml ] || { sed -i '1i # moved' promptpin.yaml && at 'past moved lines'; }
	git commit -q -a --allow-empty -m moved
	if git rev-parse -q --verify origin/main >/dev/null; then
		# where others took the same version the rebase ends in a conflict
		rebased 2>>"$dir/log"
	fi
	: >"$GOLDEN/verdict/$(echo "$1" | tr / .)"
	rm -rf "$dir"
}

if [ "${1:-}" = --one ]; then
	(one "$2") >"$GOLDEN/out.$$" 2>&1
	cat "$GOLDEN/out.$$"
	exit 0
fi
PROMPTPIN=${PROMPTPIN:-$(cd "$here/../.." && pwd)/build/plain/promptpin}
GOLDEN=$(mktemp -d "${TMPDIR:-/tmp}/promptpin-golden.XXXXXX") || exit 1
trap 'rm -rf "$GOLDEN"' EXIT
trap 'exit 130' INT TERM
export PROMPTPIN GOLDEN
mkdir "$GOLDEN/verdict" "$GOLDEN/base" "$GOLDEN/home"
(
	set -eu
	base_environment "$GOLDEN/home"
	cd "$GOLDEN/base"
	base_build
) >"$GOLDEN/log" 2>&1 || {
	cat "$GOLDEN/log"
	exit 1
}
cd "$here" || exit 1
elsewhere >"$GOLDEN/elsewhere"
find check -type d -name "${1:-shows}" | sort | while read -r case; do
	grep -q "^$case " "$GOLDEN/elsewhere" || echo "$case"
done >"$GOLDEN/chosen"
xargs -n 1 -P "$(getconf _NPROCESSORS_ONLN)" "$here/fingerprints.sh" --one <"$GOLDEN/chosen"
chosen=$(wc -l <"$GOLDEN/chosen")
passed=$(find "$GOLDEN/verdict" -type f | wc -l)
echo "fingerprints: $passed passed, $((chosen - passed)) failed, 0 skipped"
[ "$chosen" -eq "$passed" ] && [ "$chosen" -gt 0 ]

# What every bats file of this folder starts with: `load common`.
#
# Each test has a folder of its own, $BATS_TEST_TMPDIR, as current folder and as HOME, and
# an environment that does not depend on whose machine it is. The program under
# test is $PROMPTPIN, by default the plain build; it is first in PATH too.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PROMPTPIN=${PROMPTPIN:-$ROOT/build/plain/promptpin}
export ROOT PROMPTPIN

common_setup() {
	local names
	[ -x "$PROMPTPIN" ] || {
		echo "$PROMPTPIN is not built" >&2
		return 1
	}
	names=$(git rev-parse --local-env-vars)
	# shellcheck disable=SC2086 # a list of names
	unset $names
	# a CI that runs the tests speaks of another repository
	unset CI GITHUB_ACTIONS GITLAB_CI JENKINS_URL BUILDKITE
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir home bin
	ln -s "$PROMPTPIN" bin/promptpin
	ln -s "$PROMPTPIN" bin/git-promptpin
	export HOME=$BATS_TEST_TMPDIR/home
	export PATH=$BATS_TEST_TMPDIR/bin:$PATH
	export LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=1 PAGER=cat GIT_PAGER=cat
	export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$HOME/.gitconfig GIT_TERMINAL_PROMPT=0
	export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org
	export GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org
	export GIT_AUTHOR_DATE='2026-01-02T03:04:05Z' GIT_COMMITTER_DATE='2026-01-02T03:04:05Z'
	export SOURCE_DATE_EPOCH=1767323045
	git config --global init.defaultBranch main
	git config --global advice.detachedHead false
}

# An empty repository "$1", entered.
new_repo() {
	git init -q "$1" && cd "$1" || return 1
}

# The example of templates/ as a repository "$1", entered; nothing committed.
example_repo() {
	new_repo "$1" && cp -R "$ROOT/templates/example/." .
}

# Fail with what was seen unless $output has the text "$1".
has() {
	[[ "$output" == *"$1"* ]] || {
		printf 'not in the output: %s\n---- output (status %s)\n%s\n' "$1" "$status" "$output" >&2
		return 1
	}
}

hasnt() {
	[[ "$output" != *"$1"* ]] || {
		printf 'should not be in the output: %s\n---- output\n%s\n' "$1" "$output" >&2
		return 1
	}
}

# run, and fail with what was seen unless the exit status is "$1".
exits() {
	local want=$1
	shift
	run "$@"
	[ "$status" -eq "$want" ] || {
		printf 'exit status %s, not %s: %s\n%s\n' "$status" "$want" "$*" "$output" >&2
		return 1
	}
}

# For tests of what git has from 2.54 on, hooks in its configuration:
# `load newer_git` after `load common`, `newer_git` in the test.
#
# PROMPTPIN_GIT is the path of such a git where the one of PATH is older.

# The first git of at least 2.54 becomes the git of PATH; without one the test
# is skipped.
newer_git() {
	local git version minor
	for git in "${PROMPTPIN_GIT:-}" "$(command -v git)"; do
		[ -x "$git" ] || continue
		version=$("$git" --version)
		version=${version#git version }
		minor=${version#*.}
		minor=${minor%%[!0-9]*}
		if [ "${version%%.*}" -gt 2 ] || [ "$minor" -ge 54 ]; then
			mkdir -p newer
			ln -sf "$git" newer/git
			# shellcheck disable=SC2031 # each test is a process
			PATH=$PWD/newer:$PATH
			return
		fi
	done
	skip 'NOT RUN: no git from 2.54 on is here (PROMPTPIN_GIT can name one), so hooks in its configuration are not tested'
}

# The git of the system, whatever newer_git did.
older_git() {
	local minor
	OLD_GIT=$(command -v git)
	minor=$("$OLD_GIT" --version)
	minor=${minor#git version 2.}
	minor=${minor%%[!0-9]*}
	[[ "$minor" =~ ^[0-9]$|^[1-4][0-9]$|^5[0-3]$ ]] ||
		skip 'NOT RUN: the git here runs hooks from its configuration, so what an older one needs is not tested'
}

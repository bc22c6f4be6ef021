#!/bin/sh
# Sets promptpin up: the packages it needs, the program, hooks, a tour.
# Everything that is copied is copied by `make install`.
set -eu

usage() {
	cat <<'END'
usage: ./install.sh [options]

Installs what is missing from the system's packages, builds promptpin and
installs it: into /usr/local as root, else into ~/.local.

  --prefix DIR   install below DIR instead
  --repo DIR     then install the hooks into the repository DIR
  --demo [DIR]   then show the main job in a small repository made in DIR
                 (a new folder; without DIR one below the folder for
                 temporary files), which is yours to play with
  --no-deps      install no packages
  --deps-only    install packages and nothing else
  --test         with the packages that `make test` and `make lint` need
  --uninstall    remove the program; with --repo DIR the hooks there first
  --help         print this

Packages come from apt, dnf, apk, pacman or brew; sudo is used where needed.
END
}

say() {
	printf '%s\n' "$*"
}

die() {
	printf 'install.sh: %s\n' "$1" >&2
	exit "${2:-1}"
}

# ---- what is missing, and where it comes from

have() {
	command -v "$1" >/dev/null 2>&1
}

modules() {
	have "$pkg_config" && "$pkg_config" --exists "$@" 2>/dev/null
}

# Names of what is missing, for the message; empty where all is there.
missing_build() {
	have cc || have gcc || have clang || printf ' compiler'
	have make || printf ' make'
	have git || printf ' git'
	have "$pkg_config" || printf ' pkg-config'
	for module in libgit2 yaml-0.1 libpcre2-8 nettle libutf8proc; do
		modules "$module" || printf ' %s' "$module"
	done
}

missing_test() {
	modules cmocka || printf ' cmocka'
	for tool in bash bats jq pgrep shellcheck mandoc clang clang-format clang-tidy cppcheck; do
		have "$tool" || printf ' %s' "$tool"
	done
	[ "$(uname)" != Linux ] || have strace || printf ' strace'
}

package_manager() {
	for manager in apt-get dnf apk pacman brew; do
		if have "$manager"; then
			printf '%s' "$manager"
			return
		fi
	done
}

packages() {
	case "$1" in
	apt-get) printf '%s ' gcc libc6-dev make git pkg-config libgit2-dev libyaml-dev \
		libpcre2-dev nettle-dev libutf8proc-dev ;;
	dnf) printf '%s ' gcc make git pkgconf-pkg-config libgit2-devel libyaml-devel \
		pcre2-devel nettle-devel utf8proc-devel ;;
	apk) printf '%s ' gcc musl-dev make git pkgconf libgit2-dev yaml-dev pcre2-dev \
		nettle-dev utf8proc-dev ;;
	pacman) printf '%s ' gcc make git pkgconf libgit2 libyaml pcre2 nettle libutf8proc ;;
	brew) printf '%s ' git pkg-config libgit2 libyaml pcre2 nettle utf8proc ;;
	esac
}

test_packages() {
	case "$1" in
	apt-get) printf '%s ' bash libcmocka-dev bats jq procps shellcheck mandoc strace clang \
		clang-format clang-tidy cppcheck ;;
	dnf) printf '%s ' bash libcmocka-devel bats jq procps-ng ShellCheck mandoc strace clang \
		clang-tools-extra cppcheck libasan libubsan ;;
	apk) printf '%s ' bash cmocka-dev bats jq procps-ng shellcheck mandoc strace clang \
		clang-extra-tools cppcheck ;;
	pacman) printf '%s ' bash cmocka bats jq procps-ng shellcheck mandoc strace clang cppcheck ;;
	brew) printf '%s ' bash cmocka bats-core jq shellcheck mandoc llvm cppcheck ;;
	esac
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif have sudo; then
		sudo "$@"
	else
		die "to install packages, run this as root or install sudo; the command is: $*"
	fi
}

install_packages() {
	case "$1" in
	apt-get)
		shift
		as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update
		as_root env DEBIAN_FRONTEND=noninteractive \
			apt-get -qq -y --no-install-recommends install "$@" >/dev/null
		;;
	dnf) shift && as_root dnf -q -y install "$@" ;;
	apk) shift && as_root apk add -q "$@" ;;
	pacman) shift && as_root pacman -Sq --noconfirm --needed "$@" ;;
	brew) shift && brew install -q "$@" ;;
	esac
}

dependencies() {
	missing=$(missing_build)
	[ "$with_test" = no ] || missing="$missing$(missing_test)"
	[ -n "$missing" ] || return 0
	manager=$(package_manager)
	[ -n "$manager" ] ||
		die "this is missing and no known package manager is here to install it:$missing"
	list=$(packages "$manager")
	[ "$with_test" = no ] || list="$list$(test_packages "$manager")"
	say "Missing:$missing"
	say "Installing with $manager: $list"
	# shellcheck disable=SC2086 # a list of words
	install_packages "$manager" $list
	missing=$(missing_build)
	[ "$with_test" = no ] || missing="$missing$(missing_test)"
	[ -z "$missing" ] || die "$manager has run, and this is still missing:$missing"
}

# ---- build and install

processors() {
	getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1
}

install_program() {
	say "Building promptpin."
	make -s -C "$source" -j"$(processors)" all PKG_CONFIG="$pkg_config"
	make -s -C "$source" install prefix="$prefix" PKG_CONFIG="$pkg_config"
	say "Installed $prefix/bin/promptpin, $("$prefix/bin/promptpin" --version | head -n 1)."
	case ":$PATH:" in
	*":$prefix/bin:"*) ;;
	*) say "It is not in your PATH yet:  PATH=\"$prefix/bin:\$PATH\"" ;;
	esac
}

uninstall_program() {
	program=$prefix/bin/promptpin
	if [ -n "$repo" ]; then
		[ -x "$program" ] || die "$program is not there, so it cannot take its hooks out of $repo"
		(cd "$repo" && "$program" uninstall)
	else
		say "Hooks in repositories stay and refuse commits while the program is gone;"
		say "  to take them out of one: promptpin uninstall (before this), or delete the file that a commit names."
	fi
	make -s -C "$source" uninstall prefix="$prefix"
	say "Removed $program."
}

# ---- the tour

heading() {
	number=$((number + 1))
	printf '\n%s%d. %s%s\n\n' "$bold" "$number" "$1" "$plain"
}

# A command as it would be typed, then its output.
run() {
	printf '%s$ %s%s\n' "$bold" "$1" "$plain"
	eval "$1" 2>&1
}

# The same for a command that must be refused (exit status 1).
refused() {
	printf '%s$ %s%s\n' "$bold" "$1" "$plain"
	status=0
	eval "$1" 2>&1 || status=$?
	[ "$status" -eq 1 ] || die "the demo stopped: that should have been refused (exit 1), not exit $status"
	say "(exit status $status)"
}

demo_repository() {
	mkdir -p "$demo"
	demo=$(cd "$demo" && pwd)
	[ -z "$(ls -A "$demo")" ] || die "--demo: $demo is not empty"
	# shellcheck disable=SC2046 # a list of names
	unset $(git rev-parse --local-env-vars)
	git init -q --bare --template= "$demo/remote.git"
	git -C "$demo/remote.git" symbolic-ref HEAD refs/heads/main
	git init -q --template= "$demo/repo"
	cp -R "$source/templates/example/." "$demo/repo/"
	cd "$demo/repo"
	git symbolic-ref HEAD refs/heads/main
	# Only in this repository: whatever the user's own settings are, the tour is the same.
	git config core.hooksPath .git/hooks
	git config commit.gpgsign false
	git config core.autocrlf false
	[ -n "$(git config user.name || true)" ] || git config user.name Demo
	[ -n "$(git config user.email || true)" ] || git config user.email demo@example.org
	git remote add origin ../remote.git
}

tour() {
	bold='' plain='' number=0
	if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
		bold=$(printf '\033[1m') plain=$(printf '\033[0m')
	fi
	PATH=$prefix/bin:$PATH
	GIT_PAGER="cat"
	export PATH GIT_PAGER
	[ -n "$demo" ] || demo=$(mktemp -d "${TMPDIR:-/tmp}/promptpin-demo.XXXXXX")
	demo_repository
	say
	say "The tour: a repository with three prompts in $demo/repo,"
	say "and a bare one beside it as its remote."

	heading "Protect the repository"
	run 'promptpin init --release'
	run 'git add -A'
	run 'git commit -q -m "Prompts of the support desk, version 1.0.0"'
	run 'git push -q -u origin main'
	run 'promptpin status'

	heading "Edit a partial that two prompts include, and commit"
	run 'echo "Address the customer formally." >>prompts/partials/tone.j2'
	refused 'git commit -a -m "Formal tone"'

	heading "Record what changed as new versions, and commit"
	run 'promptpin bump --all -m "formal tone"'
	run 'git commit -q -a -m "Formal tone"'
	run 'git push -q'
	run 'git show --stat --format=%s'

	heading "What is the history of a prompt, and what changed in it?"
	run 'promptpin log support/reply'
	run 'promptpin diff support/reply 1.0.0 1.1.0'

	heading "Roll back, byte for byte"
	run 'promptpin restore support/reply@1.0.0'
	say
	say "The partial is shared, so the other prompt has to go back with it:"
	refused 'git commit -q -a -m "Back to the old tone"'
	run 'promptpin restore support/triage@1.0.0'
	run 'git commit -q -a -m "Back to the old tone"'
	run 'git push -q'
	run 'git diff --exit-code HEAD~2 -- prompts && echo "not a byte differs from the first commit"'
	run 'promptpin status'

	say
	say "That was it. The repository is yours:  cd $demo/repo"
	say "Try:  promptpin show support/reply      promptpin verify      promptpin help"
	case ":$old_path:" in
	*":$prefix/bin:"*) ;;
	*) say "First:  PATH=\"$prefix/bin:\$PATH\"" ;;
	esac
}

# ---- options

source=$(cd "$(dirname "$0")" && pwd)
old_path=$PATH
pkg_config=${PKG_CONFIG:-pkg-config}
prefix='' repo='' demo=''
with_deps=yes with_test=no deps_only=no with_demo=no uninstall=no

while [ $# -gt 0 ]; do
	case "$1" in
	--prefix | --repo)
		[ $# -ge 2 ] || die "$1 wants a folder" 2
		[ "$1" = --prefix ] && prefix=$2 || repo=$2
		shift
		;;
	--prefix=*) prefix=${1#*=} ;;
	--repo=*) repo=${1#*=} ;;
	--demo=*) with_demo=yes demo=${1#*=} ;;
	--demo)
		with_demo=yes
		case "${2:--}" in
		-*) ;;
		*) demo=$2 && shift ;;
		esac
		;;
	--no-deps) with_deps=no ;;
	--deps-only) deps_only=yes ;;
	--test) with_test=yes ;;
	--uninstall) uninstall=yes ;;
	-h | --help)
		usage
		exit 0
		;;
	*)
		usage >&2
		die "unknown option: $1" 2
		;;
	esac
	shift
done

if [ -z "$prefix" ]; then
	if [ "$(id -u)" -eq 0 ]; then
		prefix=/usr/local
	else
		prefix=${HOME:?is not set: say where to install with --prefix DIR}/.local
	fi
fi
case "$prefix" in
/*) ;;
*) prefix=$(pwd)/$prefix ;;
esac
if [ -n "$repo" ] && ! git -C "$repo" rev-parse --git-dir >/dev/null 2>&1; then
	die "--repo: $repo is not in a git repository" 2
fi

if [ "$uninstall" = yes ]; then
	uninstall_program
	exit 0
fi
[ "$with_deps" = no ] || dependencies
[ "$deps_only" = no ] || exit 0
install_program
[ -z "$repo" ] || (cd "$repo" && "$prefix/bin/promptpin" install)
[ "$with_demo" = no ] || tour

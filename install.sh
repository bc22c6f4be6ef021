#!/bin/sh
# Sets promptpin up: the packages it needs, the program, hooks, a tour.
# Everything that is copied is copied by `make install`.
set -eu

usage() {
	cat <<'END'
usage: ./install.sh [options]

Installs what is missing from the system's packages, builds promptpin and
installs it: into /usr/local as root, else into ~/.local. Then, as asked:

  --repo DIR     the hooks into the repository DIR
  --user         the hooks for every repository of this user
  --system       the same for everybody on this machine, by every git's own
                 system configuration
  --server BARE  pre-receive into the repository BARE, which is pushed to
  --template     nothing but the template directory that git init and git clone
                 copy hooks from (of the user; with --system of the machine)
  --sweep DIR    the hooks into every repository below DIR
  --demo [DIR]   show the main job in a small repository made in DIR
                 (a new folder; without DIR one below the folder for
                 temporary files), which is yours to play with

  --uninstall    all of that backwards: hooks first, the program last
  --keep-program with --uninstall: the hooks alone
  --dry-run      print what would be done and change nothing

  --prefix DIR   install below DIR instead
  --chain        with --repo, --server, --sweep: move a foreign hook aside and run
                 it after promptpin's
  --dispatcher   with --user, --system: a git before 2.54 gets core.hooksPath, whose
                 hooks run promptpin's and then the repository's own
  --git PATH     with --user, --system, --template: for this git only (many times)
  --no-deps      install no packages
  --deps-only    install packages and nothing else
  --test         with the packages that `make test` and `make lint` need
  --help         print this

--user and --system: git runs hooks from its configuration from 2.54 on, beside
whatever else is there. An older one is given a template directory, which new
clones copy; --sweep reaches the others. man 7 promptpin-admin has the rest.

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
	for module in libgit2 yaml-0.1 libpcre2-8 nettle libutf8proc zlib; do
		modules "$module" || printf ' %s' "$module"
	done
}

missing_test() {
	modules cmocka || printf ' cmocka'
	for tool in bash bats jq pgrep shellcheck mandoc clang clang-format clang-tidy cppcheck \
		pre-commit git-lfs rsync xmllint npm; do
		have "$tool" || printf ' %s' "$tool"
	done
	python3 -c 'import yaml' 2>/dev/null || printf ' python3-yaml'
	[ "$(uname)" != Linux ] || have strace || printf ' strace'
	for tool in lighttpd sshd; do # not in everybody's PATH
		have "$tool" || [ -x "/usr/sbin/$tool" ] || printf ' %s' "$tool"
	done
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
		libpcre2-dev nettle-dev libutf8proc-dev zlib1g-dev ;;
	dnf) printf '%s ' gcc make git pkgconf-pkg-config libgit2-devel libyaml-devel \
		pcre2-devel nettle-devel utf8proc-devel zlib-devel ;;
	apk) printf '%s ' gcc musl-dev make git pkgconf libgit2-dev yaml-dev pcre2-dev \
		nettle-dev utf8proc-dev zlib-dev ;;
	pacman) printf '%s ' gcc make git pkgconf libgit2 libyaml pcre2 nettle libutf8proc zlib ;;
	brew) printf '%s ' git pkg-config libgit2 libyaml pcre2 nettle utf8proc zlib ;;
	esac
}

test_packages() {
	node=npm # another nodejs than the system's brings it, and cannot stand beside it
	! have npm || node=
	case "$1" in
	apt-get) printf '%s ' bash libcmocka-dev bats jq procps shellcheck mandoc strace clang \
		clang-format clang-tidy cppcheck lighttpd openssh-server openssh-client \
		pre-commit git-lfs python3-yaml rsync libxml2-utils $node ;;
	dnf) printf '%s ' bash libcmocka-devel bats jq procps-ng ShellCheck mandoc strace clang \
		clang-tools-extra cppcheck pre-commit git-lfs libasan libubsan lighttpd openssh-server \
		openssh-clients python3-pyyaml rsync libxml2 $node ;;
	apk) printf '%s ' bash cmocka-dev bats jq procps-ng shellcheck mandoc strace clang \
		clang-extra-tools cppcheck lighttpd openssh git-daemon pre-commit git-lfs \
		py3-yaml rsync libxml2-utils $node ;;
	pacman) printf '%s ' bash cmocka bats jq procps-ng shellcheck mandoc strace clang cppcheck \
		lighttpd openssh pre-commit git-lfs python-yaml rsync libxml2 $node ;;
	brew) printf '%s ' bash cmocka bats-core jq shellcheck mandoc llvm cppcheck lighttpd \
		pre-commit git-lfs rsync ${node:+node} ;;
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
	if [ "$dry_run" = yes ]; then
		say "Would install with $manager: $list"
		return 0
	fi
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
	if [ "$dry_run" = yes ]; then
		say "Would build promptpin and install it below $prefix:"
		act make -s -C "$source" install prefix="$prefix" PKG_CONFIG="$pkg_config"
		return
	fi
	say "Building promptpin."
	make -s -C "$source" -j"$(processors)" all PKG_CONFIG="$pkg_config"
	make -s -C "$source" install prefix="$prefix" PKG_CONFIG="$pkg_config"
	say "Installed $prefix/bin/promptpin, $("$prefix/bin/promptpin" --version | head -n 1)."
	case ":$PATH:" in
	*":$prefix/bin:"*) ;;
	*) say "It is not in your PATH yet:  PATH=\"$prefix/bin:\$PATH\"" ;;
	esac
}

# ---- hooks: what is done, or with --dry-run printed

# One word as the shell reads it.
word() {
	case "$1" in
	'' | *[!A-Za-z0-9_./=:@%+,-]*)
		printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
		;;
	*) printf '%s' "$1" ;;
	esac
}

# Run a command, or print it.
act() {
	if [ "$dry_run" = no ]; then
		"$@"
		return
	fi
	printf ' '
	for one in "$@"; do
		printf ' %s' "$(word "$one")"
	done
	printf '\n'
}

# What could not be done is said where it is met, and counts at the end.
unfinished() {
	printf 'install.sh: %s\n' "$1" >&2
	failed=1
}

# What a hook or an alias of git hands down must not choose the repository.
forget_repository() {
	# shellcheck disable=SC2046 # a list of names
	! have git || unset $(git rev-parse --local-env-vars)
}

# promptpin WHERE install|uninstall [OPTION...]: a repository's own part.
in_repository() {
	where=$1
	shift
	[ "$chain" = no ] || [ "$1" != install ] || set -- "$@" --chain
	if [ "$dry_run" = no ]; then
		(cd "$where" && "$prefix/bin/promptpin" "$@") || unfinished "$where: not all of it could be done"
		return
	fi
	for program in "$prefix/bin/promptpin" "$source/build/plain/promptpin"; do
		if [ -x "$program" ]; then
			say "Would run in $where:  promptpin $*"
			(cd "$where" && "$program" "$@" --dry-run) || failed=1
			return
		fi
	done
	say "Would run in $where:  promptpin $*"
}

sweep() {
	places=$(find "$2" -name .git -prune -print 2>/dev/null | sort)
	while read -r place; do
		[ -n "$place" ] || continue
		say "$(dirname "$place")"
		in_repository "$(dirname "$place")" "$1" </dev/null
	done <<END
$places
END
}

# Every git of this machine, each once: they differ in their exec-path.
every_git() {
	if [ -n "$only_gits" ]; then
		printf '%s' "$only_gits"
		return
	fi
	[ ! -f "$libexec/gits" ] || cat "$libexec/gits"
	printf '%s\n' "$PATH" /usr/bin /usr/local/bin /usr/local/git/bin /opt/homebrew/bin \
		/opt/local/bin /home/linuxbrew/.linuxbrew/bin /Library/Developer/CommandLineTools/usr/bin \
		/Applications/Xcode.app/Contents/Developer/usr/bin | tr ':' '\n' | sed 's:$:/git:'
}

gits() {
	seen=''
	every_git | while read -r git; do
		if [ ! -x "$git" ] || [ -d "$git" ]; then
			continue
		fi
		where=$("$git" --exec-path 2>/dev/null) || continue
		case "$seen" in
		*"|$where|"*) continue ;;
		esac
		seen="$seen|$where|"
		printf '%s\n' "$git"
	done
}

# Those in unusual places are known to an uninstall without --git.
remember_gits() {
	[ -n "$only_gits" ] && [ "$dry_run" = no ] && [ -d "$libexec" ] || return 0
	{
		[ ! -f "$libexec/gits" ] || cat "$libexec/gits"
		printf '%s' "$only_gits"
	} | sort -u >"$libexec/gits.new"
	mv "$libexec/gits.new" "$libexec/gits"
}

# Whether it runs hooks from its configuration.
has_config_hooks() {
	version=$("$1" --version)
	version=${version#git version }
	minor=${version#*.}
	minor=${minor%%[!0-9]*}
	[ "${version%%.*}" -gt 2 ] || [ "$minor" -ge 54 ]
}

# The system configuration of a git, for messages; each build has its own.
system_file() {
	"$1" var GIT_CONFIG_SYSTEM 2>/dev/null || GIT_EDITOR="echo" "$1" config --system --edit 2>/dev/null ||
		echo "its system configuration"
}

# The hooks that a machine's configuration gets; the Makefile has the list.
client_hooks() {
	make -s -C "$source" list-hooks
}

# configure GIT SCOPE NAME VALUE
configure() {
	if [ "$2" = --system ]; then
		file=$(system_file "$1")
		folder=$(dirname "$file")
		case "$file" in
		/*) [ -d "$folder" ] || act mkdir -p "$folder" ;;
		esac
	fi
	act "$1" config "$2" "$3" "$4" || unfinished "$1 could not write its configuration ($2)"
}

# The command first: an event without one stops every commit.
config_hooks() {
	for hook in $(client_hooks); do
		configure "$1" "$2" "hook.promptpin-$hook.command" "$(word "$libexec/hooks/$hook")"
		configure "$1" "$2" "hook.promptpin-$hook.event" "$hook"
	done
}

# A setting that has one value: another's is not overwritten.
# config_path GIT SCOPE NAME PATH ADVICE
config_path() {
	old=$("$1" config "$2" --get "$3" 2>/dev/null) || old=''
	if [ -n "$old" ] && [ "$old" != "$4" ]; then
		unfinished "$1: $3 is $old already and stays so. $5"
	else
		configure "$1" "$2" "$3" "$4"
	fi
}

old_git() {
	if [ "$dispatcher" = yes ]; then
		config_path "$1" "$2" core.hooksPath "$libexec/dispatch" \
			"Where it can go: $1 config $2 --unset core.hooksPath"
	else
		config_path "$1" "$2" init.templateDir "$template_dir" \
			"To have the hooks in that too: cp -R $template_dir/hooks/. THERE/hooks/"
	fi
}

install_machine() {
	scope=$1 has_old=no
	all=$(gits)
	[ -n "$all" ] || die "no git was found on this machine; say where it is with --git PATH"
	remember_gits
	while read -r git; do
		say "$git, $("$git" --version)$([ "$scope" = --global ] || system_file "$git" | sed 's/^/, /')"
		if [ "$template" = yes ]; then
			dispatcher=no
			old_git "$git" "$scope"
		elif has_config_hooks "$git"; then
			config_hooks "$git" "$scope"
			say "  hooks in its configuration, which every repository has from now on"
		else
			has_old=yes
			old_git "$git" "$scope"
		fi
		# one file for all of them
		[ "$scope" = --system ] || [ "$template" = no ] || break
	done <<END
$all
END
	[ "$has_old" = no ] || [ "$dispatcher" = yes ] ||
		say "A git before 2.54 copies the hooks into new clones only; for those that are there: --sweep DIR"
}

# Take what points at this installation out of a git's configuration.
clean_machine() {
	"$1" config "$2" --get-regexp '^hook\.promptpin-.*\.command$' 2>/dev/null | while read -r key value; do
		case "$value" in
		*"$libexec/hooks/"*) act "$1" config "$2" --remove-section "${key%.command}" ;;
		esac
	done
	for pair in "core.hooksPath=$libexec/dispatch" "init.templateDir=$template_dir"; do
		[ "$("$1" config "$2" --get "${pair%%=*}" 2>/dev/null)" != "${pair#*=}" ] ||
			act "$1" config "$2" --unset "${pair%%=*}"
	done
}

# What is left that needs the program, whoever wrote it: in all that a git
# reads, with the files that its configuration includes.
needs_program() {
	(cd / && "$1" config --includes --show-origin --get-regexp '^(hook\..*\.command|core\.hookspath)$' 2>/dev/null) |
		grep -F "$libexec/"
}

# A hook that is configured and not there stops every commit and every push.
nobody_needs_program() {
	named=$only_gits only_gits=''
	all=$named$(gits)
	while read -r git; do
		[ -n "$git" ] || continue
		! left=$(needs_program "$git") ||
			die "the program stays, since nobody could commit without it; the configuration of $git still runs it:
$left"
	done <<END
$all
END
}

# `git config --global` is one of the two files that a user may have.
uninstall_machine() {
	other=${XDG_CONFIG_HOME:-${HOME:-}/.config}/git/config
	all=$(gits)
	while read -r git; do
		[ -n "$git" ] || continue
		for scope in --global --system "--file=$other"; do
			[ "$scope" != "--file=$other" ] || [ -f "$other" ] || continue
			clean_machine "$git" "$scope" || unfinished "$git could not write its configuration ($scope)"
		done
	done <<END
$all
END
	[ "$dry_run" = yes ] || [ "$keep_program" = yes ] || nobody_needs_program
}

install_hooks() {
	forget_repository
	[ -z "$repo" ] || in_repository "$repo" install
	[ -z "$server" ] || in_repository "$server" install --server
	[ "$user" = no ] || install_machine --global
	[ "$system" = no ] || install_machine --system
	[ -z "$swept" ] || sweep install "$swept"
}

uninstall_program() {
	forget_repository
	program=$prefix/bin/promptpin
	if [ -n "$repo$server$swept" ]; then
		[ -x "$program" ] || die "$program is not there, so it cannot take its hooks out of $repo$server$swept"
	fi
	[ -z "$repo" ] || in_repository "$repo" uninstall
	[ -z "$server" ] || in_repository "$server" uninstall --server
	[ -z "$swept" ] || sweep uninstall "$swept"
	uninstall_machine
	[ "$failed" = 0 ] || die "the program stays, since hooks are left that run it"
	[ "$keep_program" = no ] || return 0
	if [ -z "$repo$server$swept" ]; then
		say "Hooks in repositories stay and refuse commits while the program is gone;"
		say "  to take them out of one: promptpin uninstall (before this), or delete the file that a commit names."
	fi
	[ ! -f "$libexec/gits" ] || act rm -f "$libexec/gits"
	act make -s -C "$source" uninstall prefix="$prefix"
	[ "$dry_run" = yes ] || say "Removed $program."
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
prefix='' repo='' demo='' server='' swept='' only_gits=''
with_deps=yes with_test=no deps_only=no with_demo=no uninstall=no keep_program=no
user=no system=no template=no dispatcher=no chain=no dry_run=no failed=0

takes() {
	case "$1" in
	--prefix) prefix=$2 ;;
	--repo) repo=$2 ;;
	--server) server=$2 ;;
	--sweep) swept=$2 ;;
	--git) only_gits="$only_gits$2
" ;;
	esac
}

while [ $# -gt 0 ]; do
	case "$1" in
	--prefix | --repo | --server | --sweep | --git)
		[ $# -ge 2 ] || die "$1 wants a folder" 2
		takes "$1" "$2"
		shift
		;;
	--prefix=* | --repo=* | --server=* | --sweep=* | --git=*) takes "${1%%=*}" "${1#*=}" ;;
	--user) user=yes ;;
	--system) system=yes ;;
	--template) template=yes ;;
	--dispatcher) dispatcher=yes ;;
	--chain) chain=yes ;;
	--dry-run) dry_run=yes ;;
	--keep-program) keep_program=yes ;;
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
libexec=$prefix/libexec/promptpin
template_dir=$prefix/share/promptpin/git-template
for place in "--repo=$repo" "--server=$server"; do
	[ -z "${place#*=}" ] || git -C "${place#*=}" rev-parse --git-dir >/dev/null 2>&1 ||
		die "${place%%=*}: ${place#*=} is not in a git repository" 2
done
[ -z "$swept" ] || [ -d "$swept" ] || die "--sweep: $swept is not a folder" 2
[ "$template" = no ] || [ "$system" = yes ] || user=yes
[ "$dispatcher" = no ] || [ "$user$system" != nono ] || die "--dispatcher goes with --user or --system" 2

if [ "$uninstall" = yes ]; then
	uninstall_program
	exit 0
fi
[ "$with_deps" = no ] || dependencies
[ "$deps_only" = no ] || exit 0
install_program
install_hooks
[ "$with_demo" = no ] || [ "$dry_run" = yes ] || tour
exit "$failed"

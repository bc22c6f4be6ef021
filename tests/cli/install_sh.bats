#!/usr/bin/env bats
# install.sh: what it would install on each system (with package managers that
# only write down how they were called), and real installations into a folder.

load common

setup() {
	common_setup
	unset PKG_CONFIG
}

# A PATH with nothing but what a shell script needs, and a pkg-config that
# finds no library.
bare_path() {
	local tool
	mkdir bare
	for tool in sh env uname dirname cat git make cc getconf head mktemp rm; do
		ln -s "$(command -v "$tool")" "bare/$tool"
	done
	fake pkg-config 'exit 1'
	fake id 'echo 0'
}

# fake NAME BODY: a program in that PATH.
fake() {
	rm -f "bare/$1"
	printf '#!/bin/sh\n%s\n' "$2" >"bare/$1"
	chmod +x "bare/$1"
}

recording() {
	fake "$1" "echo \"$1 \$*\" >>$BATS_TEST_TMPDIR/called"
}

@test "--help says every option" {
	exits 0 "$ROOT/install.sh" --help
	for option in --prefix --repo --demo --no-deps --deps-only --test --uninstall; do
		has " $option"
	done
}

@test "an unknown option and a missing value are wrong use" {
	exits 2 "$ROOT/install.sh" --hooks
	has "unknown option: --hooks"
	exits 2 "$ROOT/install.sh" --prefix
	has "--prefix wants a folder"
}

@test "--repo with a folder that is no repository changes nothing" {
	mkdir plain
	GIT_CEILING_DIRECTORIES=$PWD exits 2 "$ROOT/install.sh" --no-deps --prefix "$PWD/prefix" --repo plain
	[ ! -e prefix ]
}

@test "with everything there, --deps-only does and says nothing" {
	exits 0 "$ROOT/install.sh" --deps-only --test
	[ -z "$output" ]
}

@test "each system's packages go by their own names" {
	local want
	bare_path
	while read -r manager want; do
		rm -f called
		recording "$manager"
		PATH=$PWD/bare exits 1 "$ROOT/install.sh" --deps-only --test
		has "this is still missing: libgit2 yaml-0.1 libpcre2-8 nettle libutf8proc cmocka"
		for package in $want; do
			grep -qw -e "$package" called
		done
		rm "bare/$manager"
	done <<'END'
apt-get install libgit2-dev libyaml-dev libpcre2-dev nettle-dev libutf8proc-dev libcmocka-dev bats shellcheck
dnf install libgit2-devel libyaml-devel pcre2-devel nettle-devel utf8proc-devel libcmocka-devel ShellCheck
apk add libgit2-dev yaml-dev pcre2-dev nettle-dev utf8proc-dev cmocka-dev musl-dev
pacman libgit2 libyaml pcre2 nettle libutf8proc cmocka
brew install libgit2 libyaml pcre2 nettle utf8proc cmocka bats-core
END
}

@test "tests' packages are left out unless they are asked for" {
	bare_path
	recording apk
	PATH=$PWD/bare exits 1 "$ROOT/install.sh" --deps-only
	grep -q libgit2-dev called
	[ "$(grep -c -e cmocka -e clang called)" -eq 0 ]
}

@test "sudo is used by who is not root" {
	bare_path
	fake id 'echo 1000'
	fake sudo "echo \"sudo \$*\" >>$BATS_TEST_TMPDIR/called"
	recording dnf
	PATH=$PWD/bare exits 1 "$ROOT/install.sh" --deps-only
	grep -q '^sudo dnf -q -y install ' called
}

@test "without sudo the command to run is printed" {
	bare_path
	fake id 'echo 1000'
	recording apk
	PATH=$PWD/bare exits 1 "$ROOT/install.sh" --deps-only
	has "run this as root or install sudo; the command is: apk add"
	[ ! -e called ]
}

@test "without a package manager what is missing is named" {
	bare_path
	PATH=$PWD/bare exits 1 "$ROOT/install.sh" --deps-only
	has "no known package manager is here to install it: libgit2 yaml-0.1 libpcre2-8 nettle libutf8proc"
}

@test "a package manager that fails stops everything" {
	bare_path
	fake apk 'exit 7'
	PATH=$PWD/bare exits 7 "$ROOT/install.sh" --prefix "$PWD/prefix"
	[ ! -e prefix ]
}

@test "installs, puts hooks into a repository, and takes all away again" {
	new_repo repo
	cd ..
	exits 0 "$ROOT/install.sh" --no-deps --prefix "$PWD/prefix" --repo repo
	has "Installed $PWD/prefix/bin/promptpin"
	has "not in your PATH yet"
	grep -q "$PWD/prefix/bin/promptpin" repo/.git/hooks/pre-commit
	exits 0 prefix/bin/promptpin --version
	exits 0 env PATH="$PWD/prefix/bin:$PATH" git promptpin --version
	exits 0 "$ROOT/install.sh" --uninstall --prefix "$PWD/prefix" --repo repo
	[ ! -e repo/.git/hooks/pre-commit ]
	[ -z "$(find prefix ! -type d)" ]
}

@test "who is not root gets it below ~/.local" {
	mkdir ids
	printf '#!/bin/sh\necho 1000\n' >ids/id
	chmod +x ids/id
	PATH=$PWD/ids:$PATH exits 0 "$ROOT/install.sh" --no-deps
	[ -x "$HOME/.local/bin/promptpin" ]
}

@test "a prefix with a space in it works" {
	exits 0 "$ROOT/install.sh" --no-deps --prefix "$PWD/my programs"
	exits 0 "my programs/bin/promptpin" --version
}

@test "make install honours DESTDIR, make uninstall removes what it wrote" {
	make -s -C "$ROOT" install DESTDIR="$PWD/stage" prefix=/usr
	[ -x stage/usr/bin/promptpin ]
	[ -L stage/usr/bin/git-promptpin ]
	make -s -C "$ROOT" uninstall DESTDIR="$PWD/stage" prefix=/usr
	[ -z "$(find stage ! -type d)" ]
}

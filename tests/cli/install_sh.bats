#!/usr/bin/env bats
# install.sh: what it would install on each system (with package managers that
# only write down how they were called), and real installations into a folder.
# not under sanitizers: a shell script

load common
load newer_git

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
	for option in --prefix --repo --user --system --server --template --sweep --demo --no-deps --deps-only \
		--test --uninstall --keep-program --dry-run --chain --dispatcher --git; do
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
		has "this is still missing: libgit2 yaml-0.1 libpcre2-8 nettle libutf8proc zlib cmocka"
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
	has "no known package manager is here to install it: libgit2 yaml-0.1 libpcre2-8 nettle libutf8proc zlib"
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
	[ "$(readlink prefix/libexec/promptpin/hooks/pre-commit)" = ../promptpin-hook ]
	[ "$(readlink prefix/libexec/promptpin/hooks/pre-push)" = "$PWD/prefix/bin/promptpin" ]
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

# What the machine's configuration is in these tests, and every git they know.
machine() {
	unset GIT_CONFIG_NOSYSTEM
	export GIT_CONFIG_SYSTEM=$PWD/etc-gitconfig
	: >"$GIT_CONFIG_SYSTEM"
}

installer() {
	"$ROOT/install.sh" --no-deps --prefix "$PREFIX" "$@"
}

# A repository with a prompt that was never released, staged.
drifted() {
	new_repo "$1"
	printf 'promptpin: 1\nprompts:\n  a: {messages: [{system: a.md}]}\n' >promptpin.yaml
	echo hello >a.md
	git add .
}

# fake_git NAME VERSION BODY: $PWD/NAME/git, which is asked all but these two.
fake_git() {
	mkdir "$1"
	cat >"$1/git" <<-END
		#!/bin/sh
		case "\$1" in
		--exec-path) echo /$1 ;;
		--version) echo "git version $2" ;;
		*) $3 ;;
		esac
	END
	chmod +x "$1/git"
}

@test "--system: git runs the hooks from its configuration, beside those of the repository" {
	newer_git
	machine
	PREFIX=$PWD/prefix
	exits 0 installer --system --git "$PWD/newer/git"
	has "hooks in its configuration"
	[ "$(git config --system hook.promptpin-pre-commit.command)" = "$PREFIX/libexec/promptpin/hooks/pre-commit" ]
	drifted repo
	printf '#!/bin/sh\necho mine\n' >.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	exits 1 git commit -m one
	has "error[unreleased]"
	has mine
	exits 0 promptpin install
	has "pre-commit        installed already, in git's system configuration"
	cd ..
	exits 0 installer --uninstall --git "$PWD/newer/git"
	[ -z "$(git config --system --list)" ]
	[ -z "$(find prefix ! -type d)" ]
	cd repo
	exits 0 git commit -q -m one
}

@test "--user: the same in the user's own configuration, and no other is touched" {
	newer_git
	machine
	PREFIX="$PWD/my programs"
	exits 0 installer --user --git "$PWD/newer/git"
	[ ! -s "$GIT_CONFIG_SYSTEM" ]
	drifted repo
	exits 1 git commit -m one
	has "error[unreleased]"
	cd ..
	exits 0 installer --uninstall --keep-program --user --git "$PWD/newer/git"
	run git config --global --get-regexp '^hook'
	[ "$status" -eq 1 ]
	[ -x "$PREFIX/bin/promptpin" ]
}

@test "every git of PATH is told, each in its own system configuration" {
	machine
	PREFIX=$PWD/prefix
	fake_git one '2.60.1' "echo \"one \$*\" >>$PWD/told"
	fake_git two '2.9 (Apple)' "echo \"two \$*\" >>$PWD/told"
	exits 0 "$ROOT/install.sh" --no-deps --prefix "$PREFIX" --system --git "$PWD/one/git" --git "$PWD/two/git"
	grep -qx "one config --system hook.promptpin-pre-push.event pre-push" told
	grep -qx "two config --system init.templateDir $PREFIX/share/promptpin/git-template" told
	run grep -q '^two config --system hook' told
	[ "$status" -eq 1 ]
}

@test "--user with an older git: new clones get the hooks, --sweep reaches the others" {
	older_git
	machine
	PREFIX=$PWD/prefix
	mkdir work
	drifted work/before
	cd ../..
	exits 0 installer --user --git "$OLD_GIT"
	has "for those that are there: --sweep DIR"
	[ "$(git config --global init.templateDir)" = "$PREFIX/share/promptpin/git-template" ]
	drifted work/after
	[ -x .git/hooks/pre-commit ]
	[ -e .git/info/exclude ]
	exits 1 git commit -m one
	has "error[unreleased]"
	exits 0 promptpin install
	has "pre-commit        updated"
	cd ../..
	exits 0 installer --sweep work
	cd work/before
	exits 1 git commit -m one
	cd ../..
	exits 0 installer --uninstall --sweep work --git "$OLD_GIT"
	[ -z "$(git config --global init.templateDir)" ]
	[ ! -e work/before/.git/hooks/pre-commit ]
	[ ! -e work/after/.git/hooks/pre-commit ]
}

@test "hooks of the template directory have the right stamp, and refuse nothing without the program" {
	for hook in "$ROOT"/templates/git/hooks/*; do
		line=$(sed -n 2p "$hook")
		[ "${line##*sha256:}" = "$(sed 2d "$hook" | sha256sum | cut -d' ' -f1)" ]
		[ -x "$hook" ]
	done
	git config --global init.templateDir "$ROOT/templates/git"
	drifted repo
	[ ! -e /usr/local/bin/promptpin ] || skip 'NOT RUN: promptpin is installed on this machine'
	PATH=/usr/bin:/bin exits 0 git commit -q -m one
	has "the program promptpin is not here, so the prompts were not checked"
	git rm -q promptpin.yaml
	PATH=/usr/bin:/bin exits 0 git commit -q -m two
	[ -z "$output" ]
}

@test "somebody's own template directory is left as it is, and said" {
	older_git
	machine
	PREFIX=$PWD/prefix
	git config --global init.templateDir /mine
	exits 1 installer --user --git "$OLD_GIT"
	has "init.templateDir is /mine already"
	[ "$(git config --global init.templateDir)" = /mine ]
}

@test "--dispatcher: promptpin's hook first, then the repository's own with the same input" {
	older_git
	machine
	PREFIX=$PWD/prefix
	exits 0 installer --system --dispatcher --git "$OLD_GIT"
	[ "$(git config --system core.hooksPath)" = "$PREFIX/libexec/promptpin/dispatch" ]
	for hook in push-to-checkout proc-receive fsmonitor-watchman reference-transaction; do
		[ ! -e "$PREFIX/libexec/promptpin/dispatch/$hook" ]
	done
	git init -q --bare remote.git
	drifted repo
	exits 1 git commit -m one
	has "error[unreleased]"
	promptpin bump --all >/dev/null
	printf 'echo commit-msg "$@"\n' >.git/hooks/commit-msg
	printf '#!/bin/sh\ncat >%s/seen\n' "$BATS_TEST_TMPDIR" >.git/hooks/pre-push
	chmod +x .git/hooks/commit-msg .git/hooks/pre-push
	exits 0 git commit -m one
	has "commit-msg .git/COMMIT_EDITMSG"
	exits 0 git log -1 --format=%B
	hasnt "Prompt: "
	git worktree add -q ../linked
	cd ../linked
	exits 0 git commit -q --allow-empty -m two
	has "commit-msg "
	exits 0 git push -q ../remote.git HEAD:refs/heads/x
	grep -q '^HEAD [0-9a-f]* refs/heads/x 0*$' ../seen
	# a repository and a work tree that do not lie together
	git init -q ../apart
	mv ../apart/.git ../apart.git
	printf 'echo apart "$@"\n' >../apart.git/hooks/commit-msg
	chmod +x ../apart.git/hooks/commit-msg
	exits 0 git --git-dir=../apart.git --work-tree=../apart commit -q --allow-empty -m one
	has apart
	# a hook that leads back is passed over
	ln -s "$PREFIX/libexec/promptpin/promptpin-dispatch" ../repo/.git/hooks/post-commit
	exits 0 timeout 30 git commit -q --allow-empty -m three
	cd ..
	exits 0 installer --uninstall --git "$OLD_GIT"
	[ -z "$(git config --system core.hooksPath)" ]
}

@test "the dispatcher runs git-lfs where it is used and has no hook of its own" {
	older_git
	machine
	PREFIX=$PWD/prefix
	installer --system --dispatcher --git "$OLD_GIT"
	printf '#!/bin/sh\necho lfs "$@"\n' >bin/git-lfs
	chmod +x bin/git-lfs
	new_repo repo
	exits 0 git commit -q --allow-empty -m one
	[ -z "$output" ]
	echo '*.bin filter=lfs' >.gitattributes
	exits 0 git commit -q --allow-empty -m two
	has "lfs post-commit"
}

@test "while the configuration still runs it, the program is not removed" {
	older_git
	machine
	PREFIX=$PWD/prefix
	installer
	fake_git fake 2.60.1 "case \"\$*\" in
		*--get-regexp*) echo hook.promptpin-pre-commit.command $PREFIX/libexec/promptpin/hooks/pre-commit ;;
		*--remove-section*) exit 255 ;;
		*) exit 1 ;;
		esac"
	exits 1 installer --uninstall --git "$PWD/fake/git"
	has "the program stays"
	[ -x "$PREFIX/bin/promptpin" ]
}

@test "the program is not removed while any file that git reads names it" {
	newer_git
	machine
	unset GIT_CONFIG_GLOBAL XDG_CONFIG_HOME
	PREFIX=$PWD/prefix
	# a user has one file, and later two
	rm -f "$HOME/.gitconfig" && mkdir -p "$HOME/.config/git" && : >"$HOME/.config/git/config"
	exits 0 installer --user --git "$PWD/newer/git"
	git config --file "$HOME/.gitconfig" core.editor vi
	cp "$HOME/.config/git/config" included
	exits 0 installer --uninstall
	[ ! -s "$HOME/.config/git/config" ]
	[ -z "$(find prefix ! -type d)" ]
	# a file that is included, and a hook by another name
	exits 0 installer --user --git "$PWD/newer/git"
	git config --file "$HOME/.gitconfig" include.path "$PWD/included"
	exits 1 installer --uninstall
	has "the program stays"
	has "file:$PWD/included"
	git config --file "$HOME/.gitconfig" --remove-section include
	git config --system hook.ours.command "$PREFIX/libexec/promptpin/hooks/pre-receive"
	git config --system hook.ours.event pre-receive
	exits 1 installer --uninstall
	has "hook.ours.command"
	git config --system --remove-section hook.ours
	exits 0 installer --uninstall
	[ -z "$(find prefix ! -type d)" ]
}

@test "a git that --git named is known to an uninstall that names none, or another" {
	newer_git
	machine
	PREFIX=$PWD/prefix
	mkdir far && ln -s "$(readlink newer/git)" far/git
	PATH=${PATH#"$PWD/newer:"}
	exits 0 installer --system --git "$PWD/far/git"
	fake_git other 2.60.1 'exit 1'
	exits 1 installer --uninstall --git "$PWD/other/git"
	has "the program stays"
	[ -x "$PREFIX/bin/promptpin" ]
	exits 0 installer --uninstall
	[ ! -s "$GIT_CONFIG_SYSTEM" ]
	[ -z "$(find prefix ! -type d)" ]
}

@test "--dry-run prints each step and changes nothing" {
	older_git
	machine
	PREFIX=$PWD/prefix
	new_repo repo
	cd ..
	cp -R "$HOME" before
	exits 0 installer --dry-run --repo repo --user --system --git "$OLD_GIT"
	has "make -s -C $ROOT install prefix=$PREFIX"
	has "pre-commit        would be installed in .git/hooks"
	has "config --global init.templateDir $PREFIX/share/promptpin/git-template"
	has "config --system init.templateDir"
	[ ! -e prefix ]
	[ ! -s "$GIT_CONFIG_SYSTEM" ]
	[ ! -e repo/.git/hooks/pre-commit ]
	diff -r before "$HOME"
	installer --repo repo --system --git "$OLD_GIT"
	exits 0 installer --dry-run --uninstall --repo repo --git "$OLD_GIT"
	has "would be removed"
	has "config --system --unset init.templateDir"
	[ -x prefix/bin/promptpin ]
	[ -e repo/.git/hooks/pre-commit ]
	[ -s "$GIT_CONFIG_SYSTEM" ]
}

@test "make install honours DESTDIR, make uninstall removes what it wrote" {
	make -s -C "$ROOT" install DESTDIR="$PWD/stage" prefix=/usr
	[ -x stage/usr/bin/promptpin ]
	[ -L stage/usr/bin/git-promptpin ]
	make -s -C "$ROOT" uninstall DESTDIR="$PWD/stage" prefix=/usr
	[ -z "$(find stage ! -type d)" ]
}

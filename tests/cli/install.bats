#!/usr/bin/env bats
# promptpin install and uninstall: never somebody else's hook, always told
# apart from one's own.

load common

setup() {
	common_setup
	new_repo repo
}

hooks() {
	git rev-parse --git-path hooks
}

# A program that is not there any more, in an installed hook.
lose_program() {
	sed -i.bak "s|^program=.*|program='/nowhere/promptpin'|" "$(hooks)/pre-commit"
	rm "$(hooks)/pre-commit.bak"
}

@test "writes three hooks that run this very program" {
	exits 0 promptpin install
	has "pre-commit        installed in .git/hooks"
	for name in pre-commit pre-merge-commit pre-push; do
		[ -x ".git/hooks/$name" ]
		grep -q "^program='$(readlink -f "$PROMPTPIN")'$" ".git/hooks/$name"
	done
	[ "$(find .git/hooks -type f ! -name '*.sample' | wc -l)" -eq 3 ]
}

@test "the second line stamps the file with the digest of all others" {
	promptpin install
	line=$(sed -n 2p .git/hooks/pre-commit)
	[[ "$line" == "# promptpin-hook: pre-commit promptpin "*" sha256:"* ]]
	[ "${line##*sha256:}" = "$(sed 2d .git/hooks/pre-commit | sha256sum | cut -d' ' -f1)" ]
}

@test "a commit without a manifest passes in silence" {
	promptpin install
	touch a
	git add a
	exits 0 git commit -q -m one
	[ -z "$output" ]
}

@test "installing again changes nothing" {
	promptpin install
	before=$(stat -c %i .git/hooks/*)
	exits 0 promptpin install
	has "pre-push          installed already"
	[ "$(stat -c %i .git/hooks/*)" = "$before" ]
}

@test "a hook of another version is brought up to date" {
	promptpin install
	body=$(sed -e 2d -e 's/^# Checks .*/# An older text./' .git/hooks/pre-push && echo .)
	body=${body%.}
	digest=$(printf '%s' "$body" | sha256sum | cut -d' ' -f1)
	printf '%s' "$body" | sed "1a # promptpin-hook: pre-push promptpin 0.0.1 sha256:$digest" >.git/hooks/pre-push
	exits 0 promptpin install
	has "pre-push          updated"
	grep -q "^# Checks " .git/hooks/pre-push
}

@test "a hook that lost its executable bit gets it back" {
	promptpin install
	chmod -x .git/hooks/pre-commit
	exits 0 promptpin install
	has "pre-commit        updated"
	[ -x .git/hooks/pre-commit ]
}

@test "a foreign hook is not touched, the others are written, and the status says so" {
	printf '#!/bin/sh\necho mine\n' >.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	exits 1 promptpin install
	has "pre-commit        not installed"
	has "pre-merge-commit  installed"
	has 'promptpin hook pre-commit "$@" || exit'
	[ "$(sed -n 2p .git/hooks/pre-commit)" = "echo mine" ]
}

@test "the line that is printed for a foreign pre-commit hook does the job" {
	printf '#!/bin/sh\necho mine\n' >.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	run promptpin install
	line=$(printf '%s\n' "$output" | sed -n 's/^  \(promptpin hook pre-commit.*\)/\1/p')
	[ -n "$line" ]
	sed -i.bak "1a $line" .git/hooks/pre-commit
	rm .git/hooks/pre-commit.bak
	exits 0 promptpin install
	has "pre-commit        calls promptpin already"
	printf 'promptpin: 1\nprompts:\n  a: {messages: [{system: gone.md}]}\n' >promptpin.yaml
	git add .
	exits 1 git commit -m one
	hasnt mine
	git rm -q -f promptpin.yaml
	exits 0 git commit -q --allow-empty -m one
	has mine
}

@test "the line for a foreign pre-push hook leaves it its standard input" {
	git init -q --bare ../remote.git
	git remote add origin ../remote.git
	git commit -q --allow-empty -m one
	printf '#!/bin/sh\ncat >seen\n' >.git/hooks/pre-push
	chmod +x .git/hooks/pre-push
	run promptpin install
	[ "$status" -eq 1 ]
	printf '%s\n' "$output" | sed -n 's/^  \(refs=.*\)/\1/p' >../line
	[ -s ../line ]
	sed -i.bak '1r ../line' .git/hooks/pre-push
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	mkdir "$TMPDIR"
	git push -q origin HEAD
	grep -q '^HEAD [0-9a-f]* refs/heads/main 0*$' seen
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "a symbolic link is somebody else's, even a dangling one" {
	ln -s /nowhere .git/hooks/pre-push
	exits 1 promptpin install
	has "pre-push          not installed"
	[ "$(readlink .git/hooks/pre-push)" = /nowhere ]
}

@test "a hook that was edited after it was installed is left alone" {
	promptpin install
	echo '# mine' >>.git/hooks/pre-commit
	exits 1 promptpin install
	has "edited since"
	exits 0 promptpin uninstall
	has "pre-commit        left as it is"
	tail -n 1 .git/hooks/pre-commit | grep -q mine
	[ ! -e .git/hooks/pre-push ]
}

@test "uninstall removes its own hooks and nothing else" {
	printf '#!/bin/sh\n' >.git/hooks/pre-push
	run promptpin install
	exits 0 promptpin uninstall
	has "pre-commit        removed"
	has "pre-push          left as it is: not promptpin's"
	[ ! -e .git/hooks/pre-commit ]
	[ -e .git/hooks/pre-push ]
	exits 0 promptpin uninstall
	has "pre-commit        not there"
}

@test "--dry-run says what would be done and does nothing" {
	exits 0 promptpin install --dry-run
	has "pre-commit        would be installed in .git/hooks"
	[ ! -e .git/hooks/pre-commit ]
	promptpin install
	exits 0 promptpin uninstall --dry-run
	has "pre-commit        would be removed"
	[ -e .git/hooks/pre-commit ]
}

@test "a linked worktree installs into the folder that all worktrees share" {
	git commit -q --allow-empty -m one
	git worktree add -q ../linked
	cd ../linked
	exits 0 promptpin install
	[ -x ../repo/.git/hooks/pre-commit ]
	exits 0 git commit -q --allow-empty -m two
}

@test "works from a folder below the top" {
	mkdir -p a/b
	cd a/b
	exits 0 promptpin install
	[ -x ../../.git/hooks/pre-commit ]
}

@test "a repository that has no hooks folder gets one" {
	rm -r .git/hooks
	exits 0 promptpin install
	[ -x .git/hooks/pre-commit ]
}

@test "core.hooksPath inside the work tree is used, with no path of this machine" {
	git config core.hooksPath .githooks
	exits 0 promptpin install
	has "installed in .githooks"
	grep -qx 'program=promptpin' .githooks/pre-commit
}

@test "core.hooksPath outside the repository is others' too: nothing is written" {
	mkdir ../shared
	git config --global core.hooksPath "$BATS_TEST_TMPDIR/shared"
	exits 1 promptpin install
	has "outside this repository"
	has "$BATS_TEST_TMPDIR/shared/pre-commit"
	[ -z "$(ls -A ../shared)" ]
	[ ! -e .git/hooks/pre-commit ]
}

@test "husky: the line goes into its own file" {
	mkdir -p .husky/_
	git config core.hooksPath .husky/_
	exits 1 promptpin install
	has "husky"
	has ".husky/pre-commit:"
	[ -z "$(ls -A .husky/_)" ]
	for name in pre-commit pre-merge-commit pre-push; do
		echo "promptpin hook $name \"\$@\"" >.husky/$name
	done
	exits 0 promptpin install
	has "calls promptpin already"
}

@test "git-lfs, lefthook and pre-commit are known by name" {
	printf '#!/bin/sh\ncommand -v git-lfs >/dev/null || exit 2\ngit lfs pre-push "$@"\n' >.git/hooks/pre-push
	printf '#!/bin/sh\ncall_lefthook run "pre-commit" "$@"\n' >.git/hooks/pre-commit
	printf '#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n' >.git/hooks/pre-merge-commit
	exits 1 promptpin install
	has "those of git-lfs"
	has "those of lefthook"
	has "lefthook.yml"
	has "those of pre-commit"
	has ".pre-commit-config.yaml"
}

@test "without the program the hook says how to get it back, and refuses" {
	promptpin install
	lose_program
	PATH=/usr/bin:/bin exits 1 git commit --allow-empty -m one
	has "promptpin: pre-commit: the program promptpin is not here"
	has "./install.sh"
}

@test "a program that has moved is found by PATH" {
	promptpin install
	lose_program
	exits 0 git commit -q --allow-empty -m one
}

@test "a path with a quote and a space in it is written as the shell needs it" {
	mkdir "../it's here"
	cp "$PROMPTPIN" "../it's here/promptpin"
	exits 0 "../it's here/promptpin" install
	PATH=/usr/bin:/bin exits 0 git commit -q --allow-empty -m one
}

@test "the hook needs neither PATH nor HOME" {
	promptpin install
	exits 0 env -i "$(command -v git)" -c user.name=a -c user.email=b commit -q --allow-empty -m one
}

@test "with upstream and origin both, says how to write the authority down" {
	git remote add origin ../o
	git remote add upstream ../u
	exits 0 promptpin install
	has "git config promptpin.authority upstream"
	git config promptpin.authority origin
	exits 0 promptpin install
	hasnt "promptpin.authority"
}

@test "on a terminal it asks which remote is the authority" {
	script -qec true /dev/null >/dev/null 2>&1 ||
		skip 'NOT RUN: script(1) cannot make a terminal here'
	git remote add origin ../o
	git remote add upstream ../u
	printf 'nonsense\norigin\n' | script -qec "$PROMPTPIN install" /dev/null
	[ "$(git config --local promptpin.authority)" = origin ]
}

@test "a bare repository and no repository are refused" {
	git init -q --bare ../bare.git
	cd ../bare.git
	exits 1 promptpin install
	has bare
	cd "$BATS_TEST_TMPDIR"
	GIT_CEILING_DIRECTORIES=$PWD exits 3 promptpin install
}

@test "an unknown option is wrong use" {
	exits 2 promptpin install --force
}

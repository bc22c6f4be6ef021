#!/usr/bin/env bats
# promptpin install and uninstall: never somebody else's hook, always told
# apart from one's own.

load common
load newer_git

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

@test "writes five hooks that run this very program" {
	exits 0 promptpin install
	has "pre-commit        installed in .git/hooks"
	for name in pre-commit pre-merge-commit pre-push post-merge post-checkout; do
		[ -x ".git/hooks/$name" ]
		grep -q "^program='$(readlink -f "$PROMPTPIN")'$" ".git/hooks/$name"
	done
	[ "$(find .git/hooks -type f ! -name '*.sample' | wc -l)" -eq 5 ]
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
	exits 1 promptpin install --files
	has "pre-commit        not installed"
	has "pre-merge-commit  installed"
	has 'promptpin hook pre-commit "$@" || exit'
	[ "$(sed -n 2p .git/hooks/pre-commit)" = "echo mine" ]
}

@test "the line that is printed for a foreign pre-commit hook does the job" {
	printf '#!/bin/sh\necho mine\n' >.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	run promptpin install --files
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
	run promptpin install --files
	[ "$status" -eq 1 ]
	printf '%s\n' "$output" | sed -n 's/^  \(refs=.*\)/\1/p' >../line
	[ -s ../line ]
	sed -i.bak '1r ../line' .git/hooks/pre-push
	# shellcheck disable=SC2030,SC2031 # each test is a process
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	mkdir "$TMPDIR"
	git push -q origin HEAD
	grep -q '^HEAD [0-9a-f]* refs/heads/main 0*$' seen
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "a symbolic link is somebody else's, even a dangling one" {
	ln -s /nowhere .git/hooks/pre-push
	exits 1 promptpin install --files
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
	exits 1 promptpin install --files
	has "outside this repository"
	has "$BATS_TEST_TMPDIR/shared/pre-commit"
	[ -z "$(ls -A ../shared)" ]
	[ ! -e .git/hooks/pre-commit ]
}

@test "husky: the line goes into its own file" {
	mkdir -p .husky/_
	git config core.hooksPath .husky/_
	exits 1 promptpin install --files
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
	exits 1 promptpin install --files
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

# ---- beside a hook that is there

foreign() {
	printf '#!/bin/sh\n%s\n' "$2" >".git/hooks/$1"
	chmod +x ".git/hooks/$1"
}

# A prompt that was never released, staged.
drift() {
	printf 'promptpin: 1\nprompts:\n  a: {messages: [{system: a.md}]}\n' >promptpin.yaml
	echo hello >a.md
	git add .
}

@test "--chain: promptpin's hook first, then the one that was there, which comes back" {
	foreign pre-commit 'echo mine "$@"; [ ! -e stop ]'
	cp .git/hooks/pre-commit ../before
	exits 0 promptpin install --chain --dry-run
	has "pre-commit        would be installed before the hook that is there, in .git/hooks"
	cmp ../before .git/hooks/pre-commit
	exits 0 promptpin install --chain
	cmp ../before .git/hooks/pre-commit.promptpin-prev
	exits 0 promptpin install
	has "pre-commit        installed already"
	drift
	exits 1 git commit -m one
	has "error[unreleased]"
	hasnt mine
	promptpin bump --all >/dev/null
	touch stop
	exits 1 git commit -m one
	has mine
	rm stop
	exits 0 git commit -m one
	has mine
	exits 0 promptpin uninstall
	has "pre-commit        the hook that was there before is back"
	cmp ../before .git/hooks/pre-commit
	[ -x .git/hooks/pre-commit ]
	[ ! -e .git/hooks/pre-commit.promptpin-prev ]
}

@test "--chain: both hooks of a push get the refs, the arguments and no file is left" {
	git init -q --bare ../remote.git
	git remote add origin ../remote.git
	git commit -q --allow-empty -m one
	foreign pre-push 'echo "$@" >seen; cat >>seen'
	exits 0 promptpin install --chain
	# shellcheck disable=SC2030,SC2031 # each test is a process
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	mkdir "$TMPDIR"
	exits 0 git push -q origin HEAD
	[ "$(sed -n 1p seen)" = "origin ../remote.git" ]
	grep -q '^HEAD [0-9a-f]* refs/heads/main 0*$' seen
	rm seen
	drift
	git commit -q -n -m two
	exits 1 git push -q origin HEAD
	has "error[unreleased]"
	[ ! -e seen ]
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "--chain: a hook that is not executable stays one that is not run" {
	printf '#!/bin/sh\necho mine\n' >.git/hooks/pre-commit
	promptpin install --chain
	exits 0 git commit --allow-empty -m one
	hasnt mine
}

@test "--chain: a link that was there is a link again afterwards, and is run meanwhile" {
	printf '#!/bin/sh\necho mine\n' >hook.sh
	chmod +x hook.sh
	ln -s ../../hook.sh .git/hooks/pre-commit
	promptpin install --chain
	exits 0 git commit --allow-empty -m one
	has mine
	promptpin uninstall
	[ "$(readlink .git/hooks/pre-commit)" = ../../hook.sh ]
}

@test "--chain: what was moved aside before is never overwritten" {
	foreign pre-commit 'echo mine'
	echo older >.git/hooks/pre-commit.promptpin-prev
	exits 1 promptpin install --files --chain
	has "pre-commit        not installed"
	grep -qx older .git/hooks/pre-commit.promptpin-prev
	grep -q mine .git/hooks/pre-commit
}

@test "--chain: a manager that calls the chain from the hook in it does not go round" {
	foreign pre-commit 'echo mine'
	promptpin install --chain
	mv .git/hooks/pre-commit .git/hooks/pre-commit.legacy
	cat >.git/hooks/pre-commit <<-'END'
		#!/bin/sh
		echo manager
		exec .git/hooks/pre-commit.legacy
	END
	cp .git/hooks/pre-commit .git/hooks/pre-commit.promptpin-prev
	chmod +x .git/hooks/pre-commit*
	exits 0 git commit --allow-empty -m one
	[ "$(printf '%s\n' "$output" | grep -c manager)" -eq 2 ]
}

@test "a newer git is told by the configuration to run both" {
	newer_git
	foreign pre-commit 'echo mine'
	exits 0 promptpin install --dry-run
	has "would be installed in this repository's configuration"
	run git config --local --get-regexp '^hook'
	[ "$status" -eq 1 ]
	exits 0 promptpin install
	has "pre-commit        installed in this repository's configuration, beside the hook file"
	has "pre-push          installed in .git/hooks"
	exits 0 promptpin install
	has "pre-commit        installed already, in git's local configuration"
	drift
	exits 1 git commit -m one
	has "error[unreleased]"
	has mine
	exits 0 promptpin uninstall
	has "pre-commit        removed from this repository's configuration"
	exits 0 git commit -m one
}

@test "a newer git with the program gone from its configuration is put right" {
	newer_git
	git config hook.promptpin-pre-commit.command /nowhere/pre-commit
	git config hook.promptpin-pre-commit.event pre-commit
	exits 1 git commit --allow-empty -m one
	foreign pre-commit 'echo mine'
	exits 0 promptpin install
	exits 0 git commit --allow-empty -m one
}

@test "a link with a hook's name is that hook" {
	drift
	ln -s "$PROMPTPIN" ../pre-commit
	exits 1 ../pre-commit
	has "this commit is refused"
	promptpin bump --all >/dev/null
	exits 0 ../pre-commit
	[ -z "$output" ]
}

# ---- servers

@test "--server: pre-receive into a bare repository, and nothing else" {
	git init -q --bare ../bare.git
	cd ../bare.git
	cp config ../config
	exits 0 promptpin install --server
	has "pre-receive       installed in "
	[ "$(find hooks -type f ! -name '*.sample')" = hooks/pre-receive ]
	cmp config ../config
	cd ../repo
	drift
	git commit -q -m one
	exits 1 git push ../bare.git HEAD
	has "error[unreleased]"
	cd ../bare.git
	exits 0 promptpin uninstall --server
	[ ! -e hooks/pre-receive ]
	cd ../repo
	exits 0 git push -q ../bare.git HEAD
}

@test "--server --chain: the hook that was there still gets the refs" {
	git init -q --bare ../bare.git
	printf '#!/bin/sh\ncat >seen\n' >../bare.git/hooks/pre-receive
	chmod +x ../bare.git/hooks/pre-receive
	(cd ../bare.git && promptpin install --server --chain)
	git commit -q --allow-empty -m one
	exits 0 git push -q ../bare.git HEAD
	grep -q '^0* [0-9a-f]* refs/heads/main$' ../bare.git/seen
}

@test "--server: Gitea and GitLab have folders of their own" {
	git init -q --bare ../gitea.git
	mkdir ../gitea.git/hooks/pre-receive.d
	printf '#!/bin/sh\n# written by Gitea\n' >../gitea.git/hooks/pre-receive
	cd ../gitea.git
	exits 0 promptpin install --server
	has "a repository of Gitea or Forgejo"
	[ -x hooks/pre-receive.d/promptpin ]
	grep -q Gitea hooks/pre-receive
	exits 0 promptpin uninstall --server
	[ -z "$(ls -A hooks/pre-receive.d)" ]
	git init -q --bare ../gitlab.git
	cd ../gitlab.git
	git config gitlab.fullpath group/project
	exits 0 promptpin install --server
	has "a repository of GitLab"
	[ -x custom_hooks/pre-receive.d/promptpin ]
	[ ! -e hooks/pre-receive ]
}

@test "--with: a hook that nobody gets unasked" {
	exits 0 promptpin install
	[ ! -e .git/hooks/prepare-commit-msg ]
	exits 0 promptpin install --with prepare-commit-msg
	[ -x .git/hooks/prepare-commit-msg ]
	exits 0 promptpin uninstall
	[ ! -e .git/hooks/prepare-commit-msg ]
	exits 2 promptpin install --with commit-msg
	has "is not a hook of promptpin's"
}

@test "--lines prints what another tool needs, and nothing else" {
	for tool in husky lefthook pre-commit; do
		exits 0 promptpin install --lines $tool
		has "promptpin hook pre-commit"
	done
	[ -z "$(find .git/hooks -type f ! -name '*.sample')" ]
	exits 2 promptpin install --lines make
}

@test "install.sh, make and the program have the same list of hooks" {
	promptpin install >/dev/null
	[ "$(make -s -C "$ROOT" list-hooks | sort)" = "$(cd .git/hooks && find . -type f ! -name '*.sample' | sed 's:./::' | sort)" ]
}

#!/usr/bin/env bats
# promptpin doctor: what it says of a repository is what a commit and a push
# there do, and it leaves nothing behind.
# not under sanitizers: nearly all of it is git in a scratch clone

load common
load newer_git

setup() {
	common_setup
	git init -q --bare hub.git
	example_repo repo
	promptpin init --release --no-hooks >/dev/null
	git add -A
	git commit -q -m one
	git remote add origin ../hub.git
	git push -q origin main
	export TMPDIR=$BATS_TEST_TMPDIR/tmp
	mkdir "$TMPDIR"
}

# Everything in the repository and of the remote, so that a change shows.
everything() {
	find . ../hub.git -type f -exec sha256sum {} + | sort
	find . ../hub.git -type l -o -type d | sort
}

# doctor with status "$1", which touched nothing and left nothing.
doctor() {
	local want=$1 before
	shift
	before=$(everything)
	exits "$want" promptpin doctor "$@"
	[ "$(everything)" = "$before" ]
	[ -z "$(ls -A "$TMPDIR")" ]
}

line() {
	printf '%s\n' "$output" | grep "^$1 "
}

@test "without hooks nothing is protected" {
	doctor 1
	[[ "$(line commit)" == *"not protected"* ]]
	[[ "$(line push)" == *"not protected"* ]]
	has "server   not known"
	has "note     to put the hooks in place, or be told what is in their way: promptpin install"
}

@test "with them both are, and it says by which file and which program" {
	promptpin install
	doctor 0
	[[ "$(line commit)" == "commit   protected"*"(.git/hooks/pre-commit)" ]]
	[[ "$(line push)" == "push     protected"*"(.git/hooks/pre-push)" ]]
	[[ "$(line program)" == *"$(readlink -f "$PROMPTPIN")" ]]
	hasnt "promptpin install"
}

@test "--json is JSON with the same answers" {
	promptpin install
	doctor 0 --json
	echo "$output" | jq -e '.protected and .commit.state == "protected" and .push.by == ".git/hooks/pre-push"
		and .server.state == "not known"' >/dev/null
	chmod -x .git/hooks/pre-commit
	doctor 1 --json
	echo "$output" | jq -e '.protected == false and .commit.state == "not protected" and (.notes[0] | contains("not executable"))'
}

@test "a hook that is not executable protects nothing" {
	promptpin install
	chmod -x .git/hooks/pre-commit
	doctor 1
	[[ "$(line commit)" == *"not protected"* ]]
	[[ "$(line push)" == "push     protected"* ]]
	has "is not executable, so git passes over it"
}

@test "a link to nothing protects nothing" {
	promptpin install
	rm .git/hooks/pre-push
	ln -s /nowhere/pre-push .git/hooks/pre-push
	doctor 1
	[[ "$(line push)" == *"not protected"* ]]
	has "is a link to nothing"
}

@test "core.hooksPath that leads nowhere protects nothing, and its scope is named" {
	promptpin install
	git config --global core.hooksPath "$BATS_TEST_TMPDIR/gone"
	doctor 1
	[[ "$(line commit)" == *"not protected"* ]]
	has "core.hooksPath is $BATS_TEST_TMPDIR/gone (global, file:$HOME/.gitconfig)"
	has "is not there, and git passes over that in silence"
	git config core.hooksPath .git/hooks
	doctor 0
	has "shadowed by the next"
}

@test "core.hooksPath that depends on where the repository lies is followed" {
	printf '[includeIf "gitdir:%s/repo/"]\n\tpath = %s/work.config\n' "$BATS_TEST_TMPDIR" "$HOME" >>"$HOME/.gitconfig"
	printf '[core]\n\thooksPath = %s/elsewhere\n' "$BATS_TEST_TMPDIR" >"$HOME/work.config"
	promptpin uninstall >/dev/null
	mkdir ../elsewhere
	doctor 1
	for hook in pre-commit pre-push; do
		printf '#!/bin/sh\nexec promptpin hook %s "$@"\n' $hook >../elsewhere/$hook
		chmod +x ../elsewhere/$hook
	done
	doctor 0
	has "a line in $BATS_TEST_TMPDIR/elsewhere/pre-commit"
}

@test "a program that is gone is broken, not protected" {
	promptpin install
	for hook in pre-commit pre-push; do
		sed -i.bak -e "s|^program=.*|program='/nowhere/promptpin'|" -e 's|program=promptpin$|program=/nowhere/too|' .git/hooks/$hook
		rm .git/hooks/$hook.bak
	done
	doctor 1
	[[ "$(line commit)" == *"broken"* ]]
	has "/nowhere/promptpin, which is not there"
	has "was edited since promptpin wrote it"
}

@test "a hook of an older version is said, and still protects" {
	promptpin install
	body=$(sed -e 2d -e 's/^# Checks .*/# An older text./' .git/hooks/pre-commit && echo .)
	body=${body%.}
	digest=$(printf '%s' "$body" | sha256sum | cut -d' ' -f1)
	printf '%s' "$body" | sed "1a # promptpin-hook: pre-commit promptpin 0.0.1 sha256:$digest" >.git/hooks/pre-commit
	doctor 0
	has "is of promptpin 0.0.1"
}

@test "another hook that refuses proves nothing" {
	printf '#!/bin/sh\necho tests failed\nexit 1\n' >.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	promptpin install --files >/dev/null 2>&1 || true
	doctor 3
	[[ "$(line commit)" == *"another hook refused it first"* ]]
	has "commit| tests failed"
}

@test "a hook that runs promptpin and lets everything pass is found out" {
	printf '#!/bin/sh\npromptpin hook pre-commit\nexit 0\n' >.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	promptpin install >/dev/null
	doctor 1
	[[ "$(line commit)" == *"not protected"* ]]
}

@test "hooks in the work tree, not committed yet, count" {
	git config core.hooksPath .githooks
	promptpin install
	doctor 0
	has "(.githooks/pre-commit)"
}

@test "--push-test: an open server is found open, and nothing stays there" {
	promptpin install
	before=$(git -C ../hub.git for-each-ref)
	exits 1 promptpin doctor --push-test origin
	[[ "$(line server)" == "server   not protected"* ]]
	hasnt "could not be taken away"
	has "on the server: promptpin install --server"
	[ "$(git -C ../hub.git for-each-ref)" = "$before" ]
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "--push-test: a server with pre-receive is found protected" {
	promptpin install
	(cd ../hub.git && promptpin install --server)
	doctor 0 --push-test origin
	[[ "$(line server)" == "server   protected"* ]]
	exits 3 promptpin doctor --push-test nowhere
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "in a bare repository its own pre-receive is tried" {
	cd ../hub.git
	exits 1 promptpin doctor
	[[ "$(line server)" == *"not protected"* ]]
	has "promptpin install --server"
	promptpin install --server
	exits 0 promptpin doctor
	[[ "$(line server)" == "server   protected"* ]]
	[ -z "$(ls -A "$TMPDIR")" ]
	[ "$(git for-each-ref --format='%(refname)')" = refs/heads/main ]
}

@test "a repository without commits and without prompts can be asked too" {
	new_repo ../new
	exits 1 promptpin doctor
	promptpin install
	exits 0 promptpin doctor
	[ -z "$(git status --porcelain)" ]
	[ -z "$(ls -A "$TMPDIR")" ]
}

@test "a linked worktree and a folder below the top" {
	promptpin install
	git worktree add -q ../linked
	mkdir ../linked/below
	cd ../linked/below
	exits 0 promptpin doctor
	[ -z "$(git status --porcelain)" ]
}

@test "hooks in the configuration: found, and said where an older git is about" {
	newer_git
	promptpin install --chain >/dev/null
	promptpin uninstall >/dev/null
	git config --global hook.promptpin-pre-commit.command "promptpin hook pre-commit"
	git config --global hook.promptpin-pre-commit.event pre-commit
	git config --global hook.promptpin-pre-push.command "promptpin hook pre-push"
	git config --global hook.promptpin-pre-push.event pre-push
	doctor 0
	[[ "$(line commit)" == *"(git's configuration: promptpin hook pre-commit)" ]]
	has "$PWD/newer/git is git version" || has "newer/git is git version"
	git config hook.promptpin-pre-push.enabled false
	doctor 1
	has "hook.promptpin-pre-push.enabled is false"
}

@test "hooks in the configuration of one worktree, or of where a repository lies, are tried as they are" {
	newer_git
	for hook in pre-commit pre-push; do
		git config --global "hook.promptpin-$hook.command" "promptpin hook $hook"
		git config --global "hook.promptpin-$hook.event" $hook
	done
	doctor 0
	git config extensions.worktreeConfig true
	git worktree add -q ../linked
	git -C ../linked config --worktree hook.promptpin-pre-push.event ''
	cd ../linked
	doctor 1
	[[ "$(line push)" == "push     not protected"* ]]
	[[ "$(line commit)" == "commit   protected"* ]]
	has "hook.promptpin-pre-push.event is '' in the end"
	cd "$OLDPWD"
	printf '[hook "promptpin-pre-commit"]\n\tcommand = true\n' >"$HOME/there"
	git config --global "includeIf.gitdir:$PWD/.path" "$HOME/there"
	doctor 1
	[[ "$(line commit)" == "commit   not protected"* ]]
	git config --global --unset "includeIf.gitdir:$PWD/.path"
	git config hook.pre-commit.enabled false # 2.54 does not know it
	run promptpin doctor
	has "hook.pre-commit.enabled is false"
}

@test "a link of the program in the configuration is asked for the program's version" {
	newer_git
	prefix=$(cd .. && pwd)/prefix
	mkdir -p "$prefix/bin" "$prefix/libexec/promptpin/hooks"
	cp "$PROMPTPIN" "$prefix/bin/promptpin"
	cp "$(dirname "$PROMPTPIN")/promptpin-hook" "$prefix/libexec/promptpin/promptpin-hook"
	ln -s ../promptpin-hook "$prefix/libexec/promptpin/hooks/pre-commit"
	ln -s "$prefix/bin/promptpin" "$prefix/libexec/promptpin/hooks/pre-push"
	for hook in pre-commit pre-push; do
		git config --global "hook.promptpin-$hook.command" "$prefix/libexec/promptpin/hooks/$hook"
		git config --global "hook.promptpin-$hook.event" $hook
	done
	doctor 0
	[[ "$(line program)" == "program  $(promptpin --version | sed -n '1s/promptpin \([^ ]*\).*/\1/p') in $prefix/bin/promptpin" ]]
}

@test "the configuration of a newer git does nothing for an older one" {
	older_git
	git config hook.promptpin-pre-commit.command "promptpin hook pre-commit"
	git config hook.promptpin-pre-commit.event pre-commit
	doctor 1
	has "hook.promptpin-pre-commit is configured (local), and git"
}

@test "interrupted, it takes its clone away" {
	printf '#!/bin/sh\ntouch %s/started\nsleep 30\n' "$BATS_TEST_TMPDIR" >.git/hooks/pre-commit
	chmod +x .git/hooks/pre-commit
	promptpin doctor &
	pid=$!
	for ((i = 0; i < 200; i++)); do
		[ ! -e ../started ] || break
		sleep 0.05
	done
	kill -TERM $pid
	wait $pid && return 1
	[ -z "$(ls -A "$TMPDIR")" ]
}

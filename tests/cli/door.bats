#!/usr/bin/env bats
# The front door of the hooks: whatever it remembers, it says what the full
# program says.

# shellcheck disable=SC2030,SC2031 # a test is a process of its own

load door

setup() {
	door_setup
}

@test "a clean answer is remembered, and a commit of other files is answered from memory" {
	warm
	unrelated
	remembered
	git commit -qm one
	unrelated
	remembered
	git commit -qm two
	unrelated other
	git rm -q src/file
	remembered
}

@test "no remembered answer hides a finding" {
	warm
	drift
	forgotten 1
	has 'error[drift]'
	undrift
	remembered
	git rm -q --cached .promptpin/format
	forgotten 1
	git reset -q
	git rm -q --cached promptpin.yaml
	forgotten 1
	has 'manifest'
}

@test "without a remote too, other files are answered from memory" {
	desk_files
	git remote remove origin
	git add .
	pin bump --all >/dev/null
	git commit -qm first
	git gc -q
	exits 0 door
	for name in one two three; do
		unrelated "$name"
		remembered
		git commit -qm "$name"
	done
	unrelated four
	remembered
	# F is HEAD: a release that came with it is another F.
	edit_tone released
	pin bump --all >/dev/null
	forgotten 0
	git commit -qm released
	forgotten 0
	unrelated five
	remembered
}

@test "every input that changes is noticed: refs" {
	warm
	git checkout -qb topic
	forgotten
	unrelated
	git commit -qm one
	remembered
	# the remote moves: a version becomes taken
	git clone -q "$T/remote.git" "$T/other"
	(
		cd "$T/other"
		edit_tone theirs
		pin bump --all >/dev/null
		git commit -qam theirs
		git push -q origin main
	)
	remembered
	git fetch -q
	forgotten
	edit_tone ours
	pin bump --all >/dev/null
	git add -A
	forgotten
	git update-ref refs/remotes/origin/release HEAD
	forgotten
	git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/release
	forgotten
	git pack-refs --all
	forgotten
	git update-ref -d refs/remotes/origin/release
	forgotten
}

@test "a version that becomes taken by a fetch is not clean from memory" {
	warm
	git clone -q "$T/remote.git" "$T/other"
	edit_tone ours
	pin bump --all >/dev/null
	git commit -qam ours
	exits 0 door
	remembered
	(
		cd "$T/other"
		edit_tone theirs
		pin bump --all >/dev/null
		git commit -qam theirs
		git push -q origin main
	)
	git fetch -q
	forgotten 1
	has 'error[version-duplicate]'
}

@test "every input that changes is noticed: HEAD" {
	warm
	unrelated
	git commit -qm one
	unrelated
	git commit -qm two
	remembered
	git checkout -q --detach
	forgotten
	git checkout -q main
	forgotten
	git reset -q --soft HEAD~1
	forgotten
	git reset -q --hard
	git merge -q --no-ff -m merge "$(git commit-tree -p HEAD -m side 'HEAD^{tree}')"
	forgotten
	git rev-parse HEAD~1 >.git/MERGE_HEAD
	forgotten 0 never
	rm .git/MERGE_HEAD
	remembered
	exits 9 alone "GITHEAD_$(git rev-parse HEAD)=x"
	# below a protected tip that is not HEAD's own: known for that commit alone
	git push -q origin main
	git reset -q --hard HEAD~1
	forgotten
	git commit -q --allow-empty -m aside
	forgotten
	git commit -q --allow-empty -m aside
	remembered
}

@test "every input that changes is noticed: configuration and environment" {
	printf '[include]\n\tpath = more\n' >"$T/home/.gitconfig.d"
	warm
	git config promptpin.x y
	forgotten
	git config --global promptpin.x z
	forgotten
	git config --global include.path .gitconfig.d
	forgotten
	printf '[promptpin]\n\ty = 1\n' >"$T/home/more"
	forgotten
	echo '# more' >>"$T/home/more"
	forgotten
	printf 'promptpin: 1\npolicy: {preset: standard@1}\n' >"$T/policy.yaml"
	git config promptpin.policy "$T/policy.yaml"
	forgotten
	printf 'promptpin: 1\npolicy: {preset: strict@1}\n' >"$T/policy.yaml"
	forgotten
	rm "$T/policy.yaml"
	forgotten 2
	git config --unset promptpin.policy
	forgotten
	git remote add upstream "$T/remote.git"
	forgotten
	git config promptpin.authority upstream
	forgotten
	exits 9 alone HOME="$T"
	for variable in GIT_DIR=.git GIT_CONFIG_COUNT=0 GIT_NEW_THING=1 GIT_OBJECT_DIRECTORY=.git/objects \
		GIT_COMMON_DIR=.git SOURCE_DATE_EPOCH=1 PROMPTPIN_X=1 XDG_CONFIG_HOME="$T/xdg"; do
		exits 9 alone "$variable"
	done
	exits 0 alone GIT_EDITOR=: GIT_AUTHOR_NAME=Bob GIT_REFLOG_ACTION=x GIT_PREFIX=src/
	exits 9 alone GIT_CONFIG_GLOBAL=/dev/null
	GIT_CONFIG_GLOBAL=/dev/null exits 0 door
	exits 0 alone GIT_CONFIG_GLOBAL=/dev/null
	git config --global include.path '"quoted"'
	forgotten 0 never
}

@test "every input that changes is noticed: files that were not there" {
	desk_files
	mkdir prompts/first prompts/second
	sed -i 's|templates: \[prompts/partials\]|templates: [prompts/first, prompts/partials]|; s|tools: .*|tools: [tools/*.json]|' promptpin.yaml
	git add .
	pin bump --all >/dev/null
	commit releases
	git push -q origin main
	exits 0 door
	remembered
	# earlier in the search path of an include
	echo 'Be stern.' >prompts/first/tone.j2
	git add .
	forgotten 1
	has 'error[drift]'
	git rm -qf prompts/first/tone.j2
	remembered
	# a glob matches one file more
	sed 's/search/find/' tools/search.json >tools/find.json
	git add .
	forgotten 1
	git rm -qf tools/find.json
	remembered
	# a waiver, and a mode
	printf 'promptpin-waivers: 1\n' >promptpin.waivers.yaml
	git add .
	exits 9 alone
	git rm -qf promptpin.waivers.yaml
	git update-index --chmod=+x prompts/greeting.j2
	forgotten
	git update-index --chmod=-x prompts/greeting.j2
	forgotten
	: >.promptpin/releases/stray@1.0.0
	git add .
	exits 9 alone
}

@test "a record that is cut, altered, another's or for another day is refused" {
	warm
	good=$T/good
	rec=$(record)
	cp -p "$rec" "$good"
	for n in 1 72 73 74 200; do
		head -c "-$n" "$good" >"$rec"
		forgotten
	done
	: >"$rec"
	forgotten
	cp -p "$good" "$rec"
	printf 'x' >>"$rec"
	forgotten
	for edit in 's/clean 4/clean 1/' 's/\x00P[0-9.]*/\x00P9.9.9/' 's/\x00D[0-9]*/\x00D1/' \
		's/\x00Ksrc/\x00Krsc/' 's/\x00K.promptpin\//\x00K.promptpim\//' 's/\x00Kpromptpin.yaml//' \
		's/\x00F./\x00Fz/' 's/\x00C[^\x00]*//' 's/\x00H..../\x00H0000/' 's/Asha256:..../Asha256:ffff/'; do
		sed "$edit" "$good" >"$rec"
		! cmp -s "$good" "$rec" || continue
		forgotten
		sed "$edit" "$good" >"$rec"
		seal "$rec"
		forgotten
	done
	chmod 620 "$rec"
	forgotten
	chmod 777 "${rec%/clean}"
	forgotten 0 never
	chmod 700 "${rec%/clean}"
	remembered
	mv "$rec" "$T/away"
	ln -s "$T/away" "$rec"
	forgotten
	rm -r "${rec%/cache/clean}"
	forgotten
	[ "$(stat -c %a "$rec")" = 600 ]
	# the program itself is another one
	cp "$PROMPTPIN" "$T/copy"
	PROGRAM=$T/copy exits 9 alone
}

@test "a copy of the repository does not inherit what is remembered" {
	warm
	cp -a "$T/desk" "$T/twin"
	cd "$T/twin"
	forgotten
}

@test "refs that cannot be read, in a repository of others: known for that HEAD alone" {
	desk
	prompts=$(git rev-parse HEAD)
	git rm -rq .promptpin promptpin.yaml
	git commit -qm 'no prompts'
	git update-ref refs/remotes/origin/main HEAD
	echo rubbish >.git/refs/remotes/origin/broken
	run door
	[ "$status" -eq 0 ] || skip 'such refs are refused everywhere'
	git update-ref refs/heads/main "$prompts"
	run door
	full=$status
	rm -f "$(record)"
	run door
	[ "$status" -eq "$full" ]
	[ "$status" -ne 0 ]
}

@test "what is not silent is not remembered" {
	warm
	drift
	exits 1 door
	undrift
	remembered
	rm "$(record)"
	drift
	exits 1 door
	[ ! -e "$(record)" ]
}

@test "where the memory cannot be written the answer is the same" {
	desk
	mkdir -p .git/promptpin
	: >.git/promptpin/cache
	exits 0 door
	[ -z "$output" ]
	rm .git/promptpin/cache
	mkdir .git/promptpin/cache
	mkdir .git/promptpin/cache/clean
	exits 0 door
	[ -z "$output" ]
	[ -z "$(ls .git/promptpin/cache/clean)" ]
	drift
	exits 1 door
}

@test "the installed hook enters by the front door, and without it by the program" {
	mkdir -p prefix/bin prefix/libexec/promptpin
	cp "$PROMPTPIN" prefix/bin/promptpin
	cp "$DOOR" prefix/libexec/promptpin/promptpin-hook
	desk
	"$T/prefix/bin/promptpin" install >/dev/null
	git commit -q --allow-empty -m one
	LD_LIBRARY_PATH=$T/nothing exits 0 git commit -q --allow-empty -m two
	rm "$T/prefix/libexec/promptpin/promptpin-hook"
	LD_LIBRARY_PATH=$T/nothing exits 1 git commit -q --allow-empty -m three
	exits 0 git commit -q --allow-empty -m three
	drift
	exits 1 git commit -qm four
	has 'this commit is refused'
}

# What `make install` leaves, in $T/prefix.
installed() {
	mkdir -p "$T/prefix/bin" "$T/prefix/libexec/promptpin/hooks"
	cp "$PROMPTPIN" "$T/prefix/bin/promptpin"
	cp "$DOOR" "$T/prefix/libexec/promptpin/promptpin-hook"
	for hook in pre-commit pre-push; do
		ln -s ../promptpin-hook "$T/prefix/libexec/promptpin/hooks/$hook"
	done
}

@test "a link with a hook's name enters by the front door" {
	installed
	desk
	hooks=$T/prefix/libexec/promptpin/hooks
	git config core.hooksPath "$hooks"
	git commit -q --allow-empty -m one
	LD_LIBRARY_PATH=$T/nothing exits 0 git commit -q --allow-empty -m two
	[ -z "$output" ]
	drift
	exits 1 git commit -qm three
	has 'this commit is refused'
	# found from where the door lies, whatever PATH has
	mkdir "$T/path"
	printf '#!/bin/sh\n' >"$T/path/promptpin"
	chmod +x "$T/path/promptpin"
	PATH=$T/path:$PATH exits 1 "$hooks/pre-commit"
	PATH=$T/path:$hooks:$PATH exits 1 pre-commit
	ln -s "$hooks/pre-commit" "$T/path/pre-commit"
	exits 1 "$T/path/pre-commit"
	undrift
	# other hooks are the program's, arguments, input and all
	exits 0 "$hooks/pre-commit"
	LD_LIBRARY_PATH=$T/nothing exits 0 "$hooks/pre-commit"
	echo "rubbish" >"$T/refs"
	exits 2 "$hooks/pre-push" origin url <"$T/refs"
	has 'pre-push: this is no line'
	exits 0 "$hooks/pre-push" origin url </dev/null
	rm "$T/prefix/bin/promptpin"
	PATH=$T/path:$PATH exits 3 "$hooks/pre-commit"
	has 'not checked'
}

@test "the hook of the template directory enters by the front door, and without it by the program" {
	installed
	desk
	cp "$ROOT/templates/git/hooks/pre-commit" .git/hooks/
	PATH=$T/prefix/bin:$PATH
	git commit -q --allow-empty -m one
	LD_LIBRARY_PATH=$T/nothing exits 0 git commit -q --allow-empty -m two
	drift
	exits 1 git commit -qm three
	has 'this commit is refused'
	undrift
	rm "$T/prefix/libexec/promptpin/promptpin-hook"
	LD_LIBRARY_PATH=$T/nothing exits 1 git commit -q --allow-empty -m three
	exits 0 git commit -q --allow-empty -m three
}

@test "findings that refuse nothing are remembered: warnings, and what F has as well" {
	desk
	sed -i 's|openai/gpt-4.1-2025-04-14|openai/gpt-4.1|' promptpin.yaml
	pin bump --all >/dev/null
	git add -A
	git commit -qm 'a model that moves'
	git push -q origin HEAD:main
	exits 0 pin check --staged
	has 'warning[model-unpinned]'
	exits 0 door
	remembered
	unrelated
	remembered
	git commit -qm other
	# one bad merge: it stops nobody who does not touch it
	edit_tone merged
	git add -A
	git commit -qm bad
	git push -q origin HEAD:main
	git checkout -q -b topic
	exits 0 door
	[ -z "$output" ]
	remembered
	unrelated
	remembered
	git commit -qm other
	remembered
	edit_tone touched
	git add -A
	forgotten 1
	has 'error[drift]'
}

@test "other hooks, and a program that is not there" {
	warm
	EVENT=pre-merge-commit exits 9 alone
	echo "refs/heads/main $(git rev-parse HEAD) refs/heads/main $(git rev-parse HEAD)" >"$T/refs"
	exits 0 "$DOOR" "$PROMPTPIN" pre-push origin url <"$T/refs"
	exits 2 "$DOOR" "$PROMPTPIN" post-nothing
	exits 3 "$DOOR" "$T/no-program" pre-commit
	has 'not checked'
	exits 3 "$DOOR" no-program-of-this-name pre-commit
	exits 2 "$DOOR"
	exits 0 "$DOOR" promptpin pre-commit
}

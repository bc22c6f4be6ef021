#!/usr/bin/env bats
# prepare-commit-msg: a trailer for each prompt that a commit releases. Rows of
# GIT.md part 1a in which git runs that hook: C1, C2, C6, C9 to C11, C13 to C17.

load common
load scene

setup() {
	common_setup
	scene
	pin install --with prepare-commit-msg >/dev/null
}

# Give prompt "$1" another text "$2" and bump it, staged.
staged() {
	printf '%s\n' "$2" >"prompts/$1.md"
	pin bump "$1" >/dev/null
}

message() { git log -1 --format=%B; }

# The trailers of a commit, as git reads them.
prompts() { git log -1 --format='%(trailers:key=Prompt,valueonly)' "$@" | sed '/^$/d'; }

# The only trailers of HEAD are "$@".
are() {
	local want
	want=$(printf '%s\n' "$@")
	[ "$(prompts)" = "$want" ] || {
		message >&2
		return 1
	}
}

# An editor that writes "$1" above what is there.
editor() {
	cat >"$BATS_TEST_TMPDIR/editor" <<-END
		#!/bin/sh
		cp "\$1" "$BATS_TEST_TMPDIR/seen"
		{ printf '%s\n' '$1'; cat "\$1"; } >"\$1.new" && mv "\$1.new" "\$1"
	END
	chmod +x "$BATS_TEST_TMPDIR/editor"
	export GIT_EDITOR=$BATS_TEST_TMPDIR/editor
}

@test "a release" {
	staged alpha 'You are alpha two.'
	git commit -qm 'formal tone'
	are 'alpha 1.0.0 -> 1.1.0'
	[ "$(message)" = 'formal tone

Prompt: alpha 1.0.0 -> 1.1.0' ]
}

@test "first releases, in the first commit of all" {
	cd .. && rm -rf hub.git work && scene_files
	pin install --with prepare-commit-msg >/dev/null
	git add . && pin bump --all >/dev/null
	git commit -qm 'all of it'
	are 'alpha -> 1.0.0' 'beta -> 1.0.0'
}

@test "a commit that releases nothing keeps its message" {
	echo x >x && git add x
	git commit -qm 'no prompt'
	[ "$(message)" = 'no prompt' ]
}

@test "a draft that is made again under the same version is no move" {
	staged alpha 'You are alpha two.'
	git commit -qm 'formal tone'
	staged alpha 'You are alpha three.'
	git commit -qm 'more formal'
	[ "$(message)" = 'more formal' ]
}

@test "what is not staged is not named" {
	staged alpha 'You are alpha two.'
	git stash -q
	echo x >x && git add x
	git commit -qm 'no prompt'
	[ "$(message)" = 'no prompt' ]
}

@test "it stands in the block of trailers that is there" {
	staged alpha 'You are alpha two.'
	git commit -qsm 'formal tone

Longer words.

Fixes: #12'
	[ "$(message)" = 'formal tone

Longer words.

Fixes: #12
Signed-off-by: Ada <ada@example.org>
Prompt: alpha 1.0.0 -> 1.1.0' ]
}

@test "many prompts: some, then a count" {
	for n in $(seq 10 34); do
		echo "You are $n." >"prompts/p$n.md"
		printf '  p%s:\n    messages:\n      - system: prompts/p%s.md\n' "$n" "$n" >>promptpin.yaml
	done
	git add . && pin bump --all >/dev/null
	git commit -qm 'a crowd'
	[ "$(prompts | wc -l)" -eq 21 ]
	[ "$(prompts | tail -n 2)" = 'p29 -> 1.0.0
and 5 more' ]
}

@test "in an editor the line for the title stays free, comments stay below" {
	staged alpha 'You are alpha two.'
	editor 'formal tone'
	git commit -q
	[ "$(head -n 4 "$BATS_TEST_TMPDIR/seen")" = '

Prompt: alpha 1.0.0 -> 1.1.0' ]
	[ "$(message)" = 'formal tone

Prompt: alpha 1.0.0 -> 1.1.0' ]
	are 'alpha 1.0.0 -> 1.1.0'
}

@test "commit -v: above the cut line" {
	staged alpha 'You are alpha two.'
	editor 'formal tone'
	git commit -qv
	grep -q '^+You are alpha two' "$BATS_TEST_TMPDIR/seen"
	are 'alpha 1.0.0 -> 1.1.0'
	[[ "$(message)" != *'You are alpha two'* ]]
}

@test "a template" {
	printf 'Title\n\nBecause of\n\n# hints\n' >../template
	git config commit.template ../template
	staged alpha 'You are alpha two.'
	editor 'formal tone'
	git commit -q
	are 'alpha 1.0.0 -> 1.1.0'
	[[ "$(message)" == *'Because of

Prompt: alpha'* ]]
}

@test "cleanup: scissors, strip, another sign of comments" {
	git config commit.cleanup scissors
	staged alpha 'You are alpha two.'
	editor 'one'
	git commit -q
	are 'alpha 1.0.0 -> 1.1.0'
	git config commit.cleanup strip
	staged beta 'You are beta two.'
	git commit -q
	are 'beta 1.0.0 -> 1.1.0'
	grep -q '^# Please enter' "$BATS_TEST_TMPDIR/seen"
	[[ "$(message)" != *'#'* ]]
}

@test "a sign of comments of one's own" {
	git config core.commentChar ';'
	staged alpha 'You are alpha two.'
	editor 'one'
	git commit -q
	grep -q '^; Please enter' "$BATS_TEST_TMPDIR/seen"
	are 'alpha 1.0.0 -> 1.1.0'
	[[ "$(message)" != *';'* ]]
}

@test "without an editor a line with # is text" {
	staged alpha 'You are alpha two.'
	git commit -qm 'formal tone

#12 is about this'
	[ "$(message)" = 'formal tone

#12 is about this

Prompt: alpha 1.0.0 -> 1.1.0' ]
}

@test "doubt: comments that stay, or whose sign git chooses" {
	git config commit.cleanup whitespace
	staged alpha 'You are alpha two.'
	editor 'one'
	git commit -q
	[ -z "$(prompts)" ]
	git config --unset commit.cleanup
	git config core.commentChar auto
	staged beta 'You are beta two.'
	git commit -q
	[ -z "$(prompts)" ]
	# without an editor there is none
	git push -q origin main
	staged beta 'You are beta three.'
	git commit -qm 'as it is'
	are 'beta 1.1.0 -> 1.2.0'
}

@test "doubt: a message that is no text of this machine's" {
	staged alpha 'You are alpha two.'
	printf 'title\r\n' >../message
	exits 0 pin hook prepare-commit-msg ../message message
	[ "$(od -c ../message | head -n 1)" = "$(printf 'title\r\n' | od -c | head -n 1)" ]
	printf 'a\0b\n' >../message
	exits 0 pin hook prepare-commit-msg ../message message
	[ "$(wc -c <../message)" -eq 4 ]
	echo title >../real && ln -sf real ../message
	exits 0 pin hook prepare-commit-msg ../message message
	[ "$(cat ../real)" = title ]
	exits 0 pin hook prepare-commit-msg ../nothing message
	[ ! -e ../nothing ]
	exits 0 pin hook prepare-commit-msg
}

@test "never twice" {
	staged alpha 'You are alpha two.'
	echo title >../message
	exits 0 pin hook prepare-commit-msg ../message message
	[ -z "$output" ]
	cp ../message ../once
	exits 0 pin hook prepare-commit-msg ../message message
	cmp ../message ../once
	# written by hand, and a hook that runs twice
	git commit -qm 'title

Prompt: alpha 1.0.0 -> 1.1.0'
	are 'alpha 1.0.0 -> 1.1.0'
}

@test "--amend states the whole move, once" {
	staged alpha 'You are alpha two.'
	git commit -qm 'formal tone'
	exits 0 git commit -q --amend --no-edit
	are 'alpha 1.0.0 -> 1.1.0'
	staged beta 'You are beta two.'
	git commit -q --amend --no-edit
	are 'alpha 1.0.0 -> 1.1.0' 'beta 1.0.0 -> 1.1.0'
	# bumped again, further
	printf 'You are alpha {{ x }}.\n' >prompts/alpha.md
	pin bump alpha --to 2.0.0 >/dev/null
	git commit -q --amend --no-edit
	[ "$(prompts | sort)" = 'alpha 1.0.0 -> 2.0.0
beta 1.0.0 -> 1.1.0' ]
	editor reworded
	git commit -q --amend
	[ "$(prompts | sort)" = 'alpha 1.0.0 -> 2.0.0
beta 1.0.0 -> 1.1.0' ]
}

@test "-C of another commit: what it said of a prompt that moves now is replaced" {
	staged alpha 'You are alpha two.'
	git commit -qm 'formal tone'
	git reset -q --soft HEAD^
	printf 'You are alpha three.\n' >prompts/alpha.md
	pin bump alpha --to 1.5.0 >/dev/null
	git commit -q -C ORIG_HEAD
	are 'alpha 1.0.0 -> 1.5.0'
}

@test "a merge names what it brings" {
	git switch -qc topic
	release alpha 'You are alpha two.'
	git switch -q main
	release beta 'You are beta two.'
	git merge -q --no-edit topic
	are 'alpha 1.0.0 -> 1.1.0'
	[[ "$(message)" == "Merge branch 'topic'"* ]]
}

@test "a merge with a conflict, and one that an editor opens" {
	git switch -qc topic
	release alpha 'You are alpha two.'
	echo topic >notes && git add notes && git commit -qm notes
	git switch -q main
	echo main >notes && git add notes && git commit -qm notes
	run git merge topic
	[ "$status" -eq 1 ]
	echo both >notes && git add notes
	editor ''
	git commit -q
	are 'alpha 1.0.0 -> 1.1.0'
	[[ "$(message)" != *Conflicts* ]]
	git reset -q --hard HEAD^
	run git merge topic
	echo both >notes && git add notes
	git commit -q --no-edit
	are 'alpha 1.0.0 -> 1.1.0'
}

@test "merge --squash" {
	git switch -qc topic
	release alpha 'You are alpha two.'
	release beta 'You are beta two.'
	git switch -q main
	git merge -q --squash topic
	git commit -q --no-edit
	are 'alpha 1.0.0 -> 1.1.0' 'beta 1.0.0 -> 1.1.0'
}

@test "cherry-pick, revert and rebase picks" {
	git switch -qc topic
	release alpha 'You are alpha two.'
	are 'alpha 1.0.0 -> 1.1.0'
	git switch -q main
	echo x >x && git add x && git commit -qm x
	git cherry-pick topic >/dev/null
	are 'alpha 1.0.0 -> 1.1.0'
	git revert --no-edit HEAD >/dev/null
	are 'alpha 1.1.0 -> 1.0.0'
	[[ "$(message)" == *'This reverts commit'* ]]
	git reset -q --hard HEAD~2
	# a commit from before the hook was there gets its trailer on the way
	git switch -q topic
	git commit -q --amend --no-verify -m bare
	git -c core.hooksPath=/dev/null commit -q --amend -m bare
	[ -z "$(prompts)" ]
	git rebase -q main
	are 'alpha 1.0.0 -> 1.1.0'
}

@test "rebase -i: reword says it anew, squash keeps what was said" {
	git switch -qc topic
	release alpha 'You are alpha two.'
	release beta 'You are beta two.'
	editor reworded
	GIT_SEQUENCE_EDITOR='sed -i 1s/pick/reword/' git rebase -q -i main
	[ "$(prompts HEAD^)" = 'alpha 1.0.0 -> 1.1.0' ]
	are 'beta 1.0.0 -> 1.1.0'
	GIT_EDITOR=true GIT_SEQUENCE_EDITOR='sed -i 2s/pick/squash/' git rebase -q -i main
	[ "$(message | grep -c '^Prompt: ')" -eq 2 ]
	[ "$(git rev-list --count main..)" -eq 1 ]
}

@test "promptpin.trailers: false turns it off, true has install write it" {
	git config promptpin.trailers false
	staged alpha 'You are alpha two.'
	git commit -qm 'formal tone'
	[ -z "$(prompts)" ]
	rm .git/hooks/prepare-commit-msg
	pin install >/dev/null
	[ ! -e .git/hooks/prepare-commit-msg ]
	git config promptpin.trailers true
	pin install >/dev/null
	staged beta 'You are beta two.'
	git commit -qm 'formal tone'
	are 'beta 1.0.0 -> 1.1.0'
}

@test "it stops no commit: no program, no store that can be read" {
	staged alpha 'You are alpha two.'
	sed -i "s|^program=.*|program='/nowhere/promptpin'|" .git/hooks/prepare-commit-msg
	rm ../bin/promptpin
	exits 0 git commit -qnm 'formal tone'
	[ -z "$output" ]
	ln -s "$PROMPTPIN" ../bin/promptpin
	echo 'promptpin-store 99' >.promptpin/format
	git add . && exits 0 git commit -qnm 'later'
	echo garbage >.git/index
	echo title >../message
	exits 0 pin hook prepare-commit-msg ../message message
	[ -z "$output" ]
}

# Where git itself puts a trailer: the message "$1", with and without comments.
like_git() {
	local at=../message
	printf '%b' "$1" >$at.git
	printf '%b' "$1" >$at.ours
	git interpret-trailers --no-divider --in-place --trailer 'Prompt: alpha 1.0.0 -> 1.1.0' $at.git
	GIT_EDITOR="vi" pin hook prepare-commit-msg $at.ours
	cmp $at.git $at.ours || {
		printf 'of %q:\n' "$1" >&2
		diff $at.git $at.ours >&2
		return 1
	}
}

@test "the place is git's own" {
	staged alpha 'You are alpha two.'
	like_git 'title\n'
	like_git 'title\n\nbody\n'
	like_git 'title\n\nbody\n\n\n'
	like_git 'title: like a trailer\n'
	like_git 'title: like a trailer\nand: another\n'
	like_git 'title\n\nA: b\n'
	like_git 'title\n\nA: b\nC: d\n\n# comment\n'
	like_git 'title\n\nA: b\n  continued\nC: d\n'
	like_git 'title\n\n  indented\n'
	like_git 'title\n\nnot one\nA: b\n'
	like_git 'title\n\nnot one\nSigned-off-by: me <a@b>\n'
	like_git 'title\n\nno\nno\nno\nno\nSigned-off-by: me <a@b>\n'
	like_git 'title\n\nsome text\n(cherry picked from commit 1234)\n'
	like_git 'title\n\nA b: c\n'
	like_git 'title\n\n: c\n'
	like_git 'title\n# ------------------------ >8 ------------------------\ndiff\n'
	like_git 'title\n\nA: b\n\n# ------------------------ >8 ------------------------\n-x\n+A: b\n'
	like_git 'title\n\n# Conflicts:\n#\tfile\n'
	like_git 'title\n\nConflicts:\n\tfile\n'
	like_git 'title\n\nConflicts:\n\tfile\nmore\n'
	like_git '# a comment\ntitle\n\nA: b\n'
	like_git '# only\ntitle\n# below\nmore\n'
	like_git 'title\n\n---\nbelow a divider\n'
	like_git 'title\n\nbody\n\nSigned-off-by: me <a@b>\n\n# Please enter\n#\tnew file: x\n'
}

#!/usr/bin/env bats
# The bytes about to be committed are what is checked: the hooks that `install`
# writes, run by git itself, in each way in which git makes a commit.

load common
load scene

setup() {
	common_setup
}

# A commit that must not come about, and for the reason "$1".
refused() {
	local rule=$1 before
	shift
	before=$(git rev-parse -q --verify HEAD || echo none)
	run "$@"
	[ "$status" -ne 0 ] || {
		echo "was not refused: $*" >&2
		return 1
	}
	has "error[$rule]"
	[ "$(git rev-parse -q --verify HEAD || echo none)" = "$before" ]
}

edit() {
	printf '%s\n' "$2" >"prompts/$1.md"
}

@test "a plain commit of drift is refused, and passes once bumped" {
	scene
	edit alpha 'You are alpha two.'
	git add prompts
	refused drift git commit -m two
	has 'this commit is refused'
	has 'promptpin bump alpha'
	has 'base: '
	pin bump alpha
	exits 0 git commit -qm two
	[ -z "$output" ]
	clean --rev HEAD
}

@test "commit -a takes the work tree, and that is checked" {
	scene
	edit alpha 'You are alpha two.'
	refused drift git commit -am two
	[ "$(git status --porcelain)" = ' M prompts/alpha.md' ]
	pin bump alpha
	git commit -qam two
	clean --rev HEAD
}

@test "commit -a brings drift in although the index is clean" {
	scene
	exits 0 pin check --staged
	edit beta 'You are beta two.'
	exits 0 pin check --staged
	refused drift git commit -qam two
	has prompts/beta.md
}

@test "commit -p with one prompt's hunk taken" {
	scene
	edit alpha 'You are alpha two.'
	edit beta 'You are beta two.'
	refused drift git commit -pm one < <(printf 'y\nn\n')
	has 'prompts/alpha.md'
	hasnt 'prompts/beta.md:'
}

@test "commit -p that takes nothing of a prompt passes" {
	scene
	echo notes >notes.txt && git add notes.txt && git commit -qm notes
	edit alpha 'You are alpha two.'
	echo more >>notes.txt
	git commit -qpm notes < <(printf 'y\nn\n') >/dev/null
	[ "$(git show --format= --name-only)" = notes.txt ]
}

@test "commit PATH leaves the staged store out, and says what to run" {
	scene
	edit alpha 'You are alpha two.'
	pin bump alpha
	refused drift git commit -qm two prompts/alpha.md
	has 'plain git commit'
	git commit -qm two
	clean --rev HEAD
}

@test "commit PATH of an unrelated file passes while a drifting prompt is staged" {
	scene
	echo notes >notes.txt
	git add notes.txt && git commit -qm notes
	echo more >>notes.txt
	edit alpha 'You are alpha two.'
	git add prompts
	exits 0 git commit -qm more notes.txt
	[ "$(git diff --cached --name-only)" = prompts/alpha.md ]
}

@test "commit --include PATH and commit --only with the store beside it" {
	scene
	edit alpha 'You are alpha two.'
	refused drift git commit -qi -m two prompts/alpha.md
	git reset -q
	pin bump alpha
	git commit -qm two --only prompts/alpha.md .promptpin
	clean --rev HEAD
}

@test "amend is checked as the commit that it makes" {
	scene
	release alpha 'You are alpha two.'
	edit alpha 'You are alpha three.'
	refused drift git commit -qa --amend --no-edit
	exits 0 git commit -q --amend -m 'another message'
	pin bump alpha
	git commit -q --amend --no-edit
	head_is alpha 1.1.0
	clean --rev HEAD
}

@test "partially staged: the index is clean and the work tree drifts" {
	scene
	edit alpha 'You are alpha two.'
	pin bump alpha
	edit alpha 'You are alpha, not ready.'
	exits 0 git commit -qm two
	exits 0 pin check --rev HEAD
	finds drift
}

@test "partially staged: the index drifts and the work tree is clean" {
	scene
	edit alpha 'You are alpha two.'
	git add prompts
	edit alpha 'You are alpha.'
	exits 0 pin check
	refused drift git commit -qm two
	has 'prompts/alpha.md'
}

@test "bump of a partially staged source takes the staged bytes" {
	scene
	edit alpha 'You are alpha two.'
	git add prompts
	edit alpha 'You are alpha three.'
	run pin bump alpha
	has 'from the index'
	git commit -qm two
	clean --rev HEAD
	[ "$(git show HEAD:prompts/alpha.md)" = 'You are alpha two.' ]
	[ "$(cat prompts/alpha.md)" = 'You are alpha three.' ]
}

@test "a linked worktree has its own index" {
	scene
	git worktree add -q ../linked -b linked
	cd ../linked
	edit alpha 'You are alpha two.'
	refused drift git commit -qam two
	refused drift git commit -qm two prompts/alpha.md
	pin bump alpha
	git commit -qm two
	clean --rev HEAD
	cd ../work
	[ -z "$(git status --porcelain)" ]
}

@test "a linked worktree of a bare repository" {
	scene
	cd ..
	git --git-dir=hub.git worktree add -q linked -b linked main
	cd linked
	pin install
	edit alpha 'You are alpha two.'
	refused drift git commit -qam two
	pin bump alpha
	git commit -qm two
	exits 0 pin check --rev HEAD
}

@test "inside a submodule the hook checks the submodule" {
	scene
	cd ..
	new_repo super
	git -c protocol.file.allow=always submodule --quiet add "$BATS_TEST_TMPDIR/hub.git" sub
	git commit -qm 'with a submodule'
	cd sub
	pin install
	edit alpha 'You are alpha two.'
	refused drift git commit -qam two
	pin bump alpha
	git commit -qm two
	clean --rev HEAD
	# the folder above sees nothing of it
	cd ..
	pin install
	exits 0 git commit -qam 'the submodule moved'
	[ -z "$output" ]
}

@test "a submodule where a source should be" {
	scene
	git clone -q "$BATS_TEST_TMPDIR/hub.git" prompts/lib
	git -c advice.addEmbeddedRepo=false add prompts/lib
	sed -i 's|system: prompts/beta.md|system: {file: prompts/lib, syntax: text}|' promptpin.yaml
	git add promptpin.yaml
	run git commit -qm gitlink
	[ "$status" -ne 0 ]
	has submodule
	sed -i 's|file: prompts/lib,|file: prompts/lib/prompts/beta.md,|' promptpin.yaml
	git add promptpin.yaml
	refused source-missing git commit -qm gitlink
	has prompts/lib/prompts/beta.md
}

@test "from a sub-directory, and with -C" {
	scene
	mkdir -p docs/deep && echo x >docs/deep/x && git add docs && git commit -qm docs
	edit alpha 'You are alpha two.'
	cd docs/deep
	refused drift git commit -qam two
	exits 0 pin check --staged
	exits 0 pin bump alpha
	cd ../..
	git -C docs commit -qm two
	clean --rev HEAD
}

@test "the first commit" {
	git init -q fresh && cd fresh
	pin install
	mkdir prompts
	edit alpha 'You are alpha.'
	printf 'promptpin: 1\nprompts:\n  alpha:\n    messages:\n      - system: prompts/alpha.md\n' >promptpin.yaml
	git add .
	refused unreleased git commit -qm first
	pin bump --all
	git commit -qm first
	clean --rev HEAD
}

@test "intent-to-add is no content" {
	scene
	edit gamma 'You are gamma.'
	printf '  gamma:\n    messages:\n      - system: prompts/gamma.md\n' >>promptpin.yaml
	git add promptpin.yaml
	git add -N prompts/gamma.md
	refused source-missing git commit -qm gamma
	has prompts/gamma.md
	exits 1 pin bump gamma
	has 'git add prompts/gamma.md'
	git add prompts/gamma.md
	pin bump gamma
	git commit -qm gamma
	clean --rev HEAD
}

@test "intent-to-add of something else does not stand in the way" {
	scene
	echo later >later.txt
	git add -N later.txt
	edit alpha 'You are alpha two.'
	git add prompts
	refused drift git commit -qm two
	pin bump alpha
	git commit -qm two
	clean --rev HEAD
}

@test "pre-merge-commit refuses a merge that brings drift" {
	scene
	git switch -qc topic
	edit beta 'You are beta two.'
	git commit -qam 'drifts' --no-verify
	git switch -q main
	echo x >x && git add x && git commit -qm x
	refused drift git merge --no-edit topic
	has beta
	git merge --abort
	exits 0 git commit -q --allow-empty -m 'nothing of it stayed'
}

@test "pre-merge-commit passes a clean merge" {
	scene
	git switch -qc topic
	release beta 'You are beta two.'
	git switch -q main
	release alpha 'You are alpha two.'
	exits 0 git merge -q --no-edit topic
	clean --rev HEAD
}

@test "a merge of two edits that are clean apart and drift together" {
	scene_files
	printf '%s\n' one two three four five six seven >prompts/alpha.md
	git add . && pin bump --all && git commit -qm first && git push -q origin main
	git remote set-head origin main && pin install
	git switch -qc topic
	sed -i s/one/ONE/ prompts/alpha.md && pin bump alpha && git commit -qm ONE
	git switch -q main
	sed -i s/seven/SEVEN/ prompts/alpha.md && pin bump alpha && git commit -qm SEVEN
	run git merge --no-edit topic
	[ "$status" -ne 0 ] # both made 1.1.0
	refused drift git commit -qam 'both texts under one release'
	pin bump alpha
	git commit -qm merged
	clean --rev HEAD
	[ "$(sed -n '1p;7p' prompts/alpha.md | tr '\n' ' ')" = 'ONE SEVEN ' ]
}

@test "a conflict, then commit" {
	scene
	git switch -qc topic
	release alpha 'You are alpha, says the topic.'
	git switch -q main
	release alpha 'You are alpha, says main.'
	run git merge --no-edit topic
	[ "$status" -ne 0 ]
	run git commit -qm 'too early'
	[ "$status" -ne 0 ]
	edit alpha 'You are alpha, say both.'
	git checkout -q --ours .promptpin && git add .
	refused drift git commit -qm merged
	pin bump alpha
	git commit -qm merged
	clean --rev HEAD
	[ "$(git rev-list --parents -1 HEAD | wc -w)" -eq 3 ]
}

@test "a detached HEAD" {
	scene
	git checkout -q --detach
	edit alpha 'You are alpha two.'
	refused drift git commit -qam two
	pin bump alpha
	git commit -qm two
	clean --rev HEAD
}

@test "a git dir of its own, by --separate-git-dir" {
	scene
	cd ..
	git clone -q --separate-git-dir=elsewhere.git hub.git apart
	cd apart
	pin install
	edit alpha 'You are alpha two.'
	refused drift git commit -qam two
	cd prompts
	pin bump alpha
	cd ..
	git commit -qm two
	clean --rev HEAD
}

@test "a git dir and a work tree named by the environment" {
	scene
	cd ..
	mkdir tree
	git clone -q --bare hub.git apart.git
	export GIT_DIR=$BATS_TEST_TMPDIR/apart.git GIT_WORK_TREE=$BATS_TEST_TMPDIR/tree
	cd tree
	git config core.bare false
	git reset -q --hard
	pin install
	edit alpha 'You are alpha two.'
	refused drift git commit -qam two
	pin bump alpha
	git commit -qm two
	exits 0 pin check --rev HEAD
	unset GIT_DIR GIT_WORK_TREE
	cd ..
	run git --git-dir=apart.git --work-tree=tree commit -q --allow-empty -m three
	[ "$status" -eq 0 ]
}

@test "a stash takes the bump along" {
	scene
	edit alpha 'You are alpha two.'
	pin bump alpha
	git stash -q
	exits 0 pin check
	head_is alpha 1.0.0
	git commit -q --allow-empty -m 'in between'
	git stash pop -q --index
	head_is alpha 1.1.0
	git commit -qm two
	clean --rev HEAD
}

@test "path names with spaces, quotes and other scripts" {
	scene_files
	mkdir -p 'prompts/a b' prompts/ключ
	echo 'Spaces.' >'prompts/a b/it'\''s "x".md'
	echo 'Schlüssel.' >'prompts/ключ/größe.md'
	cat >>promptpin.yaml <<-'YAML'
		  gamma:
		    messages:
		      - system: "prompts/a b/it's \"x\".md"
		      - user: prompts/ключ/größe.md
	YAML
	git add . && pin bump --all && git commit -qm first && git push -q origin main
	git remote set-head origin main && pin install
	clean
	echo 'More.' >>'prompts/ключ/größe.md'
	refused drift git commit -qam two
	has 'prompts/ключ/größe.md'
	echo 'More.' >>'prompts/a b/it'\''s "x".md'
	pin bump gamma
	git commit -qam two
	clean --rev HEAD
}

@test "autocrlf: the work tree has CRLF, the commit LF" {
	scene
	cd ..
	git -c core.autocrlf=true clone -q -c core.autocrlf=true hub.git crlf
	cd crlf
	pin install
	grep -q $'\r' prompts/alpha.md
	clean
	printf 'You are alpha two.\r\n' >prompts/alpha.md
	refused drift git commit -qam two
	pin bump alpha
	git commit -qm two
	clean --rev HEAD
	[ "$(git show HEAD:prompts/alpha.md)" = 'You are alpha two.' ]
	[ -z "$(git status --porcelain)" ]
	[ -z "$(git ls-files .promptpin | xargs grep -l $'\r')" ]
}

@test "a symbolic link as a prompt is not followed" {
	scene
	echo secret >../secret
	rm prompts/alpha.md
	ln -s ../../secret prompts/alpha.md
	refused path-escape git commit -qam link
	hasnt 'secret
'
	finds path-escape
	run pin bump alpha
	[ "$status" -eq 1 ]
	run grep -rl secret .promptpin
	[ -z "$output" ]
}

@test "a symbolic link in place of a parent folder" {
	scene
	mkdir ../outside && echo outside >../outside/alpha.md && echo outside >../outside/beta.md
	git rm -rq prompts
	ln -s ../outside prompts
	git add prompts
	run git commit -qm link
	[ "$status" -ne 0 ]
	run pin check --staged
	[ "$status" -eq 1 ]
	[[ "$output" == *path-escape* || "$output" == *source-missing* ]]
	run pin check
	[ "$status" -eq 1 ]
	[[ "$output" == *path-escape* || "$output" == *source-missing* ]]
	run pin bump --all
	[ "$status" -eq 1 ]
	run grep -rl outside .promptpin
	[ -z "$output" ]
}

@test "a symbolic link in place of the store is not written through" {
	scene
	mv .promptpin ../store
	ln -s ../store .promptpin
	(cd ../store && find . -type f -exec sha256sum {} + | sort) >../before
	edit alpha 'You are alpha two.'
	run pin bump alpha
	[ "$status" -ne 0 ]
	run pin check
	[ "$status" -ne 0 ]
	(cd ../store && find . -type f -exec sha256sum {} + | sort) >../after
	cmp ../before ../after
}

@test "a sparse checkout that leaves the store out" {
	scene
	git sparse-checkout set --no-cone '/*' '!/.promptpin/'
	[ ! -e .promptpin ]
	clean
	edit alpha 'You are alpha two.'
	refused drift git commit -qam two
	pin bump alpha
	git commit -qm two
	exits 0 pin check --rev HEAD
	exits 0 pin check
}

@test "skip-worktree paths are read from the index" {
	scene
	git update-index --skip-worktree prompts/beta.md
	rm prompts/beta.md
	clean
	edit alpha 'You are alpha two.'
	refused drift git commit -qam two
	pin bump alpha
	git commit -qm two
	clean --rev HEAD
}

@test "a filter driver is never run" {
	scene
	printf '%s\n' 'prompts/alpha.md filter=evil' >>.gitattributes
	git config filter.evil.clean "touch $BATS_TEST_TMPDIR/canary; cat"
	git config filter.evil.smudge "touch $BATS_TEST_TMPDIR/canary; cat"
	git add .gitattributes && git commit -qm filter
	edit alpha 'You are alpha two.'
	rm -f ../canary
	run pin check
	[ "$status" -ne 0 ]
	has 'git add'
	run pin bump alpha
	[ "$status" -ne 0 ]
	[ ! -e ../canary ]
	git add prompts
	rm -f ../canary
	refused drift git commit -qm two
	rm -f ../canary # git itself may have run it
	pin bump alpha
	[ ! -e ../canary ]
	git commit -qm two
	exits 0 pin check --rev HEAD
}

@test "a pointer file of git-lfs is bytes like others, and is named" {
	scene
	printf '%s\n' 'version https://git-lfs.github.com/spec/v1' \
		'oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393' \
		'size 12345' >prompts/alpha.md
	git add prompts
	run git commit -qm pointer
	[ "$status" -ne 0 ]
	has prompts/alpha.md
}

@test "a commit that touches no prompt passes in silence" {
	scene
	echo x >x && git add x
	exits 0 git commit -qm x
	[ -z "$output" ]
	exits 0 git commit -q --allow-empty -m empty
	[ -z "$output" ]
}

@test "git hook run, outside of any commit" {
	scene
	exits 0 git hook run pre-commit
	edit alpha 'You are alpha two.'
	git add prompts
	refused drift git hook run pre-commit
}

@test "the work tree is never touched by a hook" {
	scene
	edit alpha 'You are alpha two.'
	git add prompts
	find . -path ./.git -prune -o -type f -exec sha256sum {} + | sort >../before
	git ls-files -s >../index-before
	refused drift git commit -qm two
	find . -path ./.git -prune -o -type f -exec sha256sum {} + | sort >../after
	git ls-files -s >../index-after
	cmp ../before ../after
	cmp ../index-before ../index-after
}

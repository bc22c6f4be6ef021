#!/usr/bin/env bats
# What is published and what is a draft (DESIGN 2.4), each case with real git.

load common
load scene

setup() {
	common_setup
}

@test "adoption on a branch of a repository whose main has no store" {
	scene_files
	rm -r promptpin.yaml .gitattributes
	git add . && git commit -qm 'before promptpin' && git push -q origin main
	git switch -qc adopt
	cat >promptpin.yaml <<-'YAML'
		promptpin: 1
		prompts:
		  alpha:
		    messages:
		      - system: prompts/alpha.md
	YAML
	git add . && pin bump --all && git commit -qm adopt
	clean
	git push -q origin adopt
	git switch -q main && git merge -q --no-edit adopt
	clean --rev HEAD
	head_is alpha 1.0.0
}

@test "a branch from before adoption merged after it" {
	scene_files
	rm -r promptpin.yaml .gitattributes
	git add . && git commit -qm 'before promptpin' && git push -q origin main
	git branch old
	git switch -q main
	printf 'promptpin: 1\nprompts:\n  alpha:\n    messages:\n      - system: prompts/alpha.md\n' >promptpin.yaml
	git add . && pin bump --all && git commit -qm adopt && git push -q origin main
	pin install
	git switch -q old
	echo notes >notes.txt && git add . && git commit -qm 'no promptpin here yet'
	git merge -q --no-edit main
	clean --rev HEAD
	# the same branch, but it edited the prompt: the merge brings drift
	git reset -q --hard HEAD^
	echo 'You are alpha, old style.' >prompts/alpha.md
	git commit -qam 'edit without promptpin'
	run git merge --no-edit main
	[ "$status" -ne 0 ]
	has 'error[drift]'
}

@test "an empty remote: every release is a draft" {
	scene_files
	git add . && pin bump --all && git commit -qm one
	run pin check
	[ "$status" -eq 0 ]
	has 'no-published-base'
	echo 'You are alpha two.' >prompts/alpha.md
	pin bump alpha
	head_is alpha 1.0.0
	git commit -qm two
	run pin check
	[ "$status" -eq 0 ]
}

@test "a stale clone whose version is taken" {
	scene
	colleague other
	release alpha 'You are the colleague.' && git push -q origin main
	cd ../work
	release alpha 'You are mine.'
	head_is alpha 1.1.0
	clean
	git fetch -q
	finds version-duplicate
	has 'git fetch && promptpin bump alpha'
	pin bump alpha
	head_is alpha 1.2.0
	[ ! -e .promptpin/releases/alpha@1.1.0 ]
}

@test "amend of an unpushed bump" {
	scene
	release alpha 'You are alpha two.'
	echo 'You are alpha three.' >prompts/alpha.md
	pin bump alpha
	git commit -q --amend --no-edit
	head_is alpha 1.1.0
	[ "$(find .promptpin/releases -name 'alpha@*' | wc -l)" -eq 2 ]
	clean
	git push -q origin main
}

@test "interactive rebase that drops a bump" {
	scene
	release alpha 'You are alpha two.'
	release beta 'You are beta two.'
	GIT_SEQUENCE_EDITOR='sed -i 1s/^pick/drop/' git rebase -qi HEAD~2
	head_is alpha 1.0.0
	head_is beta 1.1.0
	clean
}

@test "interactive rebase that rewords a bump" {
	scene
	release alpha 'You are alpha two.'
	GIT_SEQUENCE_EDITOR='sed -i 1s/^pick/reword/' GIT_EDITOR='sed -i 1s/.*/reworded/' git rebase -qi HEAD~1
	[ "$(git log -1 --format=%s)" = reworded ]
	head_is alpha 1.1.0
	clean
}

three_bumps() {
	git switch -qc topic
	release alpha 'You are alpha two.'
	release alpha 'You are alpha three.'
	release alpha 'You are alpha four.'
	head_is alpha 1.1.0
	git switch -q main
}

@test "three bumps on a branch, merged by merge" {
	scene
	three_bumps
	git merge -q --no-ff --no-edit topic
	head_is alpha 1.1.0
	clean
	git push -q origin main
}

@test "three bumps on a branch, merged by squash" {
	scene
	three_bumps
	git merge -q --squash topic && git commit -qm squashed
	head_is alpha 1.1.0
	clean
	git push -q origin main
}

@test "three bumps on a branch, merged by rebase" {
	scene
	three_bumps
	release beta 'You are beta two.'
	git switch -q topic && git rebase -q main
	git switch -q main && git merge -q --ff-only topic
	head_is alpha 1.1.0
	clean
	git push -q origin main
}

@test "squash-merge and going on with the branch" {
	scene
	three_bumps
	git merge -q --squash topic && git commit -qm squashed && git push -q origin main
	git switch -q topic
	# its 1.1.0 is published now, so it is no draft any more
	release alpha 'You are alpha five.'
	head_is alpha 1.2.0
	clean
	run git merge -q --no-edit main
	if [ "$status" -ne 0 ]; then
		git checkout -q --ours prompts/alpha.md && git add prompts/alpha.md
		pin bump alpha
		git commit -qm merged
	fi
	head_is alpha 1.2.0
	clean
	git switch -q main && git merge -q --no-edit topic && git push -q origin main
}

@test "revert of a draft" {
	scene
	release alpha 'You are alpha two.'
	git revert --no-edit HEAD
	head_is alpha 1.0.0
	clean
	git push -q origin main
}

@test "revert of a published release is refused, and mend puts it back" {
	scene
	release alpha 'You are alpha two.' && git push -q origin main
	git revert --no-edit HEAD
	finds store-rewritten
	has 'promptpin mend'
	run git push -q origin main
	[ "$status" -ne 0 ]
	pin mend
	git commit -qm 'the release stays'
	clean
	head_is alpha 1.0.0
	git push -q origin main
}

@test "cherry-pick of a release to a hotfix branch" {
	scene
	git branch hotfix
	release beta 'You are beta two.'
	release alpha 'You are alpha two.' && git push -q origin main
	git switch -q hotfix
	git cherry-pick main >/dev/null
	head_is alpha 1.1.0
	head_is beta 1.0.0
	clean
}

two_people() {
	scene
	git switch -qc one && release alpha 'You are alpha, says one.'
	git switch -q main && git switch -qc two && release alpha 'You are alpha, says two.'
}

@test "two people release the same version, merged locally" {
	two_people
	git switch -q main && git merge -q --ff-only one && git push -q origin main
	git switch -q two
	run git merge --no-edit main
	[ "$status" -ne 0 ]
	has '.promptpin/releases/alpha@1.1.0'
	printf 'You are alpha, say both.\n' >prompts/alpha.md
	git add prompts/alpha.md
	pin bump alpha
	head_is alpha 1.2.0
	[ -z "$(git ls-files -u)" ]
	git commit -qm 'merged'
	clean
	git switch -q main && git merge -q --ff-only two && git push -q origin main
	grep -q 'says one' .promptpin/objects/*/* # the published bytes won
}

@test "two people release the same version, merged by git merge-tree in a bare repository" {
	two_people
	git push -q origin one two
	cd ../hub.git
	run git merge-tree --write-tree one two
	[ "$status" -eq 1 ]
	has '.promptpin/releases/alpha@1.1.0'
}

@test "a conflicted head in a commit is head-invalid" {
	two_people
	git merge one >/dev/null || true
	git checkout -q --ours prompts .promptpin/releases
	printf '<<<<<<< HEAD\n1.1.0 sha256:a\n=======\n1.1.0 sha256:b\n>>>>>>> one\n' >.promptpin/heads/alpha@
	git add .
	run git commit -qm 'conflict markers'
	[ "$status" -ne 0 ]
	has 'head-invalid'
	pin bump alpha
	git commit -qm resolved
	clean
}

@test "a bad merge on main does not stop a colleague's unrelated commit" {
	scene
	echo 'You are alpha, unchecked.' >prompts/alpha.md
	git commit -qam 'bad' --no-verify && git push -q --no-verify origin main
	colleague other
	release beta 'You are beta two.'
	run pin check
	[ "$status" -eq 0 ]
	has inherited
	git push -q origin HEAD:topic
	# whoever touches that prompt has to mend it
	echo 'You are alpha, again.' >prompts/alpha.md
	run git commit -qam 'touches alpha'
	[ "$status" -ne 0 ]
	has 'error[drift]'
}

@test "an inherited finding counts for whoever touches that prompt" {
	scene
	printf 'Hello {{ who }}.\n' >prompts/alpha.j2
	sed -i 's,system: prompts/alpha.md,user: prompts/alpha.j2,' promptpin.yaml
	sed -i 's,^  beta:,    variables: {}\n  beta:,' promptpin.yaml
	git rm -q prompts/alpha.md && git add . && pin bump alpha
	git commit -qm 'an undeclared variable' --no-verify && git push -q --no-verify origin main
	run pin check
	[ "$status" -eq 0 ]
	has 'inherited'
	has 'variable-undeclared'
	# the same finding, by its fingerprint; but this change is about that prompt
	printf 'Hello {{ who }}.\nHow are you?\n' >prompts/alpha.j2
	pin bump alpha
	run git commit -qm 'another line'
	[ "$status" -ne 0 ]
	has 'error[variable-undeclared]'
	# and a change of the other prompt is not
	git reset -q --hard
	release beta 'You are beta two.'
}

@test "a check of the protected ref itself counts everything" {
	scene
	echo 'You are alpha, unchecked.' >prompts/alpha.md
	git commit -qam 'bad' --no-verify && git push -q --no-verify origin main
	finds drift --rev origin/main
}

# A branch adopts promptpin, then moves and edits its source; main edits the
# source where it was. For git the source became the object: same bytes.
moved_source() {
	git init -q --bare hub.git
	git clone -q hub.git work 2>/dev/null
	cd work || return 1
	mkdir prompts
	for i in 1 2 3 4 5 6 7 8; do
		echo "Line $i of the prompt, with some words in it."
	done >prompts/alpha.md
	git add . && git commit -qm 'before promptpin' && git push -q origin main
	git remote set-head origin main
	git switch -qc adopt
	printf '.promptpin/** -text -merge linguist-generated\n' >.gitattributes
	printf 'promptpin: 1\nprompts:\n  alpha:\n    messages:\n      - system: prompts/alpha.md\n' >promptpin.yaml
	git add . && pin bump --all && git commit -qm adopt
	object=$(grep -l '^Line 5 of' .promptpin/objects/*/*)
	git mv prompts/alpha.md prompts/greeting.md
	sed -i 's,prompts/alpha.md,prompts/greeting.md,' promptpin.yaml
	sed -i '1s/.*/You are the greeter./' prompts/greeting.md
	git add . && pin bump alpha --keep && git commit -qm 'move it'
	git switch -q main && sed -i 's/^Line 5.*/Line five, edited on main./' prompts/alpha.md
	git commit -qam 'edit on main' && git push -q origin main
	git switch -q adopt
}

@test "a moved source whose edit git merges into an object" {
	moved_source
	# `-merge` keeps git from blending two changes in an object, not from this:
	# the object is what the source was, so git takes main's side whole
	git merge -q --no-edit main
	grep -q 'edited on main' "$object"
	finds store-object-corrupt
	has 'prompts/alpha.md'
	run pin mend
	[ "$status" -eq 0 ]
	has '+Line five, edited on main.'
	has '--- a/prompts/alpha.md'
	run grep -c 'edited on main' "$object"
	[ "$output" -eq 0 ]
	git commit -qm mended
	clean
}

@test "a draft object that one branch drops and another names" {
	scene
	git switch -qc base && release alpha 'You share these bytes.'
	git switch -qc names && cp prompts/alpha.md prompts/beta.md && pin bump beta && git commit -qam 'names the object too'
	git switch -q base && git switch -qc drops
	printf 'You have other bytes.\n' >prompts/alpha.md && pin bump alpha && git commit -qam 'drops the object'
	git merge -q --no-edit names || git commit -qm merged --no-verify
	run pin check
	if [ "$status" -ne 0 ]; then
		has 'store-object-missing'
		pin mend
		git commit -qm mended
	fi
	clean
}

@test "rollback and forward again" {
	scene
	release alpha 'You are alpha two.' && git push -q origin main
	pin restore alpha@1.0.0
	[ "$(cat prompts/alpha.md)" = 'You are alpha.' ]
	git commit -qm rollback
	run pin check
	[ "$status" -eq 0 ]
	has rolled-back
	git push -q origin main
	pin restore alpha@1.1.0
	git commit -qm forward
	head_is alpha 1.1.0
	clean
	git push -q origin main
}

@test "a new release after a rollback takes a free version" {
	scene
	release alpha 'You are alpha two.' && git push -q origin main
	pin restore alpha@1.0.0 && git commit -qm rollback && git push -q origin main
	release alpha 'You are alpha three.'
	head_is alpha 1.2.0
	clean
}

@test "a hotfix merged back" {
	scene
	git branch hotfix
	release alpha 'You are alpha two.' && git push -q origin main
	printf 'protected: [main, hotfix]\n' >>promptpin.yaml && git commit -qam protect && git push -q origin main
	git switch -q hotfix
	printf 'You are alpha, fixed.\n' >prompts/alpha.md
	pin bump alpha --to 1.0.1 --level patch || pin bump alpha
	v=$(head_of alpha)
	git commit -qam hotfix && git push -q origin hotfix
	git switch -q main
	run git merge --no-edit hotfix
	[ "$status" -ne 0 ]
	git checkout -q --ours prompts/alpha.md .promptpin/heads/alpha@ && git add .
	git commit -qm 'hotfix merged back'
	[ -e ".promptpin/releases/alpha@$v" ]
	head_is alpha 1.1.0
	clean
	git push -q origin main
}

@test "re-adding a retired prompt" {
	scene
	pin retire beta -m 'not used'
	run grep -c beta promptpin.yaml
	[ "$output" -eq 0 ]
	git rm -q --cached prompts/beta.md && git commit -qm retired
	clean
	git push -q origin main
	printf '  beta:\n    messages:\n      - system: prompts/beta.md\n' >>promptpin.yaml
	git add .
	finds unreleased --staged
	has 'retired'
	pin bump beta
	git commit -qm revived
	head_is beta 1.0.1
	clean
}

@test "a rename" {
	scene
	pin mv beta gamma
	head_is gamma 1.0.0
	head_is beta 1.0.0
	grep -q '^  gamma:' promptpin.yaml
	git commit -qm renamed
	clean
	git push -q origin main
	release_of=$(sed -n 's/.*"prompt": "//p' .promptpin/releases/gamma@1.0.0 | tr -d '",' | sort -u | tr '\n' ' ')
	[ "$release_of" = 'beta gamma ' ]
}

@test "a rename by hand is told from a removal" {
	scene
	sed -i 's/^  beta:/  gamma:/' promptpin.yaml
	git add .
	finds prompt-removed
	has 'promptpin mv beta gamma'
	pin mv beta gamma
	git commit -qm renamed
	clean
}

@test "a removed prompt is refused" {
	scene
	sed -i '/^  beta:/,$d' promptpin.yaml
	finds prompt-removed
	has 'promptpin retire beta'
	pin retire beta
	git commit -qam retired
	clean
}

@test "no remote: F is HEAD, and a rewritten release is a warning" {
	scene_files
	git remote remove origin
	git add . && pin bump --all && git commit -qm one
	clean
	rm .promptpin/releases/alpha@1.0.0
	run pin check
	has 'warning[store-rewritten]'
	git checkout -q .promptpin
	echo 'You are alpha two.' >prompts/alpha.md
	pin bump alpha
	head_is alpha 1.1.0
	git commit -qam two
	clean
}

@test "a shallow clone with enough of history" {
	scene
	git clone -q --depth 1 "file://$BATS_TEST_TMPDIR/hub.git" "$BATS_TEST_TMPDIR/shallow"
	cd "$BATS_TEST_TMPDIR/shallow"
	clean
	release alpha 'You are alpha two.'
	head_is alpha 1.1.0
	clean
}

@test "a shallow clone in which the base is not known" {
	scene
	git switch -qc topic
	release alpha 'You are alpha two.'
	release alpha 'You are alpha three.' && git push -q origin topic
	git switch -q main && release beta 'You are beta two.' && git push -q origin main
	git clone -q --depth 1 --no-single-branch --branch topic "file://$BATS_TEST_TMPDIR/hub.git" "$BATS_TEST_TMPDIR/shallow"
	cd "$BATS_TEST_TMPDIR/shallow"
	run pin check
	[ "$status" -eq 3 ]
	has 'git fetch --unshallow'
	run pin check --no-base
	[ "$status" -eq 0 ]
	git fetch -q --unshallow
	clean
}

@test "an unmerged source stands against a bump" {
	two_people
	git merge one >/dev/null || true
	run pin bump alpha
	[ "$status" -eq 1 ]
	has 'conflict'
}

@test "a manifest at the protected tip that cannot be read is not taken for none" {
	scene
	git switch -qc topic
	release alpha 'You are alpha two.'
	git switch -q main
	sed -i '1a requires: ">=99"' promptpin.yaml
	git commit -qam 'needs a newer promptpin' --no-verify && git push -q --no-verify origin main
	git switch -q topic
	run pin check
	[ "$status" -eq 3 ]
	has '>= 99'
}

@test "the policy in F binds: a change cannot loosen what judges it" {
	scene
	printf 'policy:\n  rules: {drift: note}\n' >>promptpin.yaml
	echo 'You are alpha, loosely.' >prompts/alpha.md
	finds drift
	has 'policy-loosened'
}

@test "a bump that is too small names the change that asks for more" {
	scene
	echo 'You are alpha two.' >prompts/alpha.md
	pin bump alpha
	sed -i 's/"version": "1.1.0"/"version": "1.0.1"/' .promptpin/releases/alpha@1.1.0
	mv .promptpin/releases/alpha@1.1.0 .promptpin/releases/alpha@1.0.1
	printf '1.0.1 sha256:%s\n' "$(sha256sum <.promptpin/releases/alpha@1.0.1 | cut -d' ' -f1)" >.promptpin/heads/alpha@
	git add -A
	finds bump-too-small
	has message-text-changed
	pin bump alpha
	head_is alpha 1.1.0
	git commit -qm two
	clean
}

@test "bump --all stages a change of the defaults, bump of one prompt does not" {
	scene
	sed -i 's/gpt-4.1-2025-04-14/gpt-4.1-2025-08-01/' promptpin.yaml
	run pin bump alpha
	[ "$status" -eq 0 ]
	has 'not staged: promptpin.yaml'
	run pin bump --all
	hasnt 'not staged'
	git commit -qm 'another model'
	head_is beta 1.1.0
	clean
}

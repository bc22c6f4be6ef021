#!/usr/bin/env bats
# post-merge and post-checkout: a notice of which prompts are other releases
# now. Rows C9, C11, C12 and C24 of GIT.md part 1a.

load common
load scene

setup() {
	common_setup
	scene
}

# What git says of prompts, in its own last command.
notice() {
	[ "$status" -eq 0 ]
	[ "$(grep -c '^promptpin: ' <<<"$output")" -eq 1 ] || {
		echo "$output" >&2
		return 1
	}
	has "promptpin: prompts moved: $1"
}

silent() { hasnt 'promptpin'; }

@test "a pull that is fast-forwarded" {
	colleague other
	cd ../work
	release alpha 'You are alpha two.'
	git push -q origin main
	cd ../other
	run git pull -q
	notice 'alpha 1.0.0 -> 1.1.0'
	run git pull -q
	silent
}

@test "a merge commit: what the other side brought" {
	git switch -qc topic
	release alpha 'You are alpha two.'
	release beta 'You are beta two.'
	git switch -q main
	release beta 'You are beta, says main.' && git reset -q --hard HEAD^
	echo x >x && git add x && git commit -qm x
	run git merge -q --no-edit topic
	notice 'alpha 1.0.0 -> 1.1.0, beta 1.0.0 -> 1.1.0'
}

@test "merge --squash: what the index has" {
	git switch -qc topic
	release alpha 'You are alpha two.'
	git switch -q main
	run git merge -q --squash topic
	notice 'alpha 1.0.0 -> 1.1.0'
}

@test "another branch, there and back" {
	git switch -qc topic
	release alpha 'You are alpha two.'
	run git switch -q main
	notice 'alpha 1.1.0 -> 1.0.0'
	run git checkout -q topic
	notice 'alpha 1.0.0 -> 1.1.0'
	run git checkout -q --detach HEAD^
	notice 'alpha 1.1.0 -> 1.0.0'
}

@test "new and gone prompts" {
	git switch -q --orphan empty
	git commit -qm empty --allow-empty
	run git switch -q main
	notice 'alpha -> 1.0.0, beta -> 1.0.0'
	run git switch -q empty
	notice 'alpha 1.0.0 -> none, beta 1.0.0 -> none'
}

@test "many prompts are counted" {
	git switch -qc topic
	for n in 1 2 3 4 5 6 7 8 9; do
		echo "You are $n." >"prompts/p$n.md"
		printf '  p%s:\n    messages:\n      - system: prompts/p%s.md\n' "$n" "$n" >>promptpin.yaml
	done
	git add . && pin bump --all >/dev/null
	git commit -qm 'a crowd'
	git switch -q main 2>/dev/null
	run git switch -q topic
	notice 'p1 -> 1.0.0, p2 -> 1.0.0'
	has ' and 3 more'
}

@test "silent: nothing moved, single files, a new branch, a clone, a linked worktree" {
	run git switch -qc topic
	silent
	echo x >x && git add x && git commit -qm x
	run git switch -q main
	silent
	run git merge -q topic
	silent
	echo y >prompts/alpha.md
	run git checkout -q -- prompts/alpha.md
	silent
	run git checkout -q main -- .promptpin
	silent
	run git worktree add -q ../linked
	silent
	git config --global init.templateDir "$BATS_TEST_TMPDIR/template"
	mkdir -p ../template/hooks && cp .git/hooks/post-checkout ../template/hooks/
	run git clone -q ../hub.git ../third
	silent
}

@test "from a linked worktree" {
	git worktree add -q ../linked -b linked
	cd ../linked
	release alpha 'You are alpha two.'
	run git checkout -q --detach main
	notice 'alpha 1.1.0 -> 1.0.0'
}

@test "a rebase goes back and forth in silence" {
	git switch -qc topic
	release alpha 'You are alpha two.'
	git switch -q main
	echo x >x && git add x && git commit -qm x
	git switch -q topic 2>/dev/null
	run git rebase -q main
	[ "$status" -eq 0 ]
	silent
}

@test "a repository without promptpin" {
	cd .. && new_repo plain
	pin install >/dev/null
	git commit -qm one --allow-empty
	git switch -qc topic
	echo x >x && git add x && git commit -qm x
	run git switch -q main
	silent
}

@test "never blocking: what cannot be read is left out" {
	git switch -qc topic
	release alpha 'You are alpha two.'
	echo 'no head' >'.promptpin/heads/beta@'
	git add . && git commit -qnm broken
	run git switch -q main
	notice 'alpha 1.1.0 -> 1.0.0, beta -> 1.0.0'
	exits 0 pin hook post-checkout 1 2 1
	exits 0 pin hook post-checkout "$(printf '1%.0s' {1..40})" "$(git rev-parse HEAD)" 1
	exits 0 pin hook post-checkout
	exits 0 pin hook post-merge
	[ -z "$output" ]
	rm -f .git/ORIG_HEAD
	exits 0 pin hook post-merge 0
	[ -z "$output" ]
	cd / && exits 0 pin hook post-merge 0
	[ -z "$output" ]
}

@test "without the program a checkout is a checkout" {
	git switch -qc topic
	release alpha 'You are alpha two.'
	sed -i "s|^program=.*|program='/nowhere/promptpin'|" .git/hooks/post-*
	rm ../bin/promptpin
	exits 0 git switch -q main
	[ -z "$output" ]
}

#!/usr/bin/env bats
# Rows of GIT.md part 1a and 1e that no other file has; tests/README.md says
# which row is tested where.

load common
load scene

setup() {
	common_setup
	scene
}

drift() { printf '%s\n' "${2-You drift.}" >"prompts/$1.md"; }

# A commit that is refused for drift, HEAD left as it was.
refused() {
	local before
	before=$(git rev-parse HEAD)
	run "$@"
	[ "$status" -ne 0 ] || {
		echo "was not refused: $*" >&2
		return 1
	}
	has 'error[drift]'
	[ "$(git rev-parse HEAD)" = "$before" ]
}

@test "C6: an amend of the message alone is judged by all that it has" {
	drift alpha
	git commit -qam drifted --no-verify
	refused git commit --amend -qm 'other words'
	pin bump alpha
	exits 0 git commit -q --amend --no-edit
	exits 0 git commit -q --amend -m 'other words'
	[ -z "$output" ]
}

@test "C7: an empty commit, and nothing to commit" {
	exits 0 git commit -q --allow-empty -m empty
	[ -z "$output" ]
	run git commit -qm nothing
	[ "$status" -eq 1 ]
	hasnt 'promptpin'
}

@test "C8: --no-verify and plumbing go past the commit's hook, the push does not" {
	drift alpha
	exits 0 git commit -qanm 'past it'
	run git push origin main
	has 'error[drift]'
	git reset -q --hard HEAD^
	drift alpha && git add .
	git update-ref refs/heads/main "$(git commit-tree -p HEAD -m made "$(git write-tree)")"
	run git push origin main
	has 'error[drift]'
	git reset -q --hard HEAD^
	drift alpha
	git -c core.hooksPath=/dev/null commit -qam 'no hooks at all'
	run git push origin main
	has 'error[drift]'
}

@test "C11: merge --squash, and the commit after it" {
	git switch -qc topic
	drift alpha && git commit -qanm drifted
	git switch -q main
	git merge -q --squash topic
	refused git commit -q --no-edit
	pin bump alpha
	exits 0 git commit -q --no-edit
}

@test "C14: cherry-pick --continue after a conflict" {
	git switch -qc topic
	drift alpha 'You are alpha, says the topic.' && git commit -qanm topic
	git switch -q main
	release alpha 'You are alpha, says main.'
	run git cherry-pick topic
	[ "$status" -ne 0 ]
	echo 'You are alpha, by both.' >prompts/alpha.md && git add prompts
	GIT_EDITOR=true refused git cherry-pick --continue
	pin bump alpha
	GIT_EDITOR=true exits 0 git cherry-pick --continue
	clean
}

@test "C16: rebase -i, reword and edit run the commit's hook" {
	git switch -qc topic
	drift alpha && git commit -qanm drifted
	GIT_SEQUENCE_EDITOR='sed -i s/pick/edit/' git rebase -q -i main
	refused git commit -q --amend --no-edit
	git checkout -q main -- prompts && git commit -q --amend -m 'nothing left' --allow-empty
	GIT_EDITOR=true git rebase --continue >/dev/null
	exits 0 git push -q origin topic
}

@test "C18: git am and rebase --apply run no hook of ours, the push does" {
	git switch -qc topic
	drift alpha && git commit -qanm drifted
	git format-patch -q -1 -o ..
	git switch -q main
	echo x >x && git add x && git commit -qm x
	exits 0 git am -q ../0001-drifted.patch
	run git push origin main
	has 'error[drift]'
	git reset -q --hard HEAD^
	git switch -q topic && exits 0 git rebase -q --apply main
	run git push origin topic
	has 'error[drift]'
}

@test "C22: configuration on git's command line" {
	drift alpha && git add .
	refused git -c user.name=Eve -c core.autocrlf=false commit -qm drifted
	pin bump alpha
	exits 0 git -c user.name=Eve commit -qm bumped
}

@test "C25: stash, tag and notes ask nothing" {
	drift alpha && git add .
	exits 0 git stash -q
	git stash pop -q
	exits 0 git tag -a -m drifted one
	exits 0 git notes add -m drifted
	exits 0 git commit -q --dry-run --porcelain -uno || [ "$status" -eq 1 ]
	hasnt 'error[drift]'
}

@test "C26: a refused commit -a leaves the index as it was" {
	echo x >x && git add x
	drift alpha
	before=$(git status --porcelain)
	refused git commit -qam drifted
	[ "$(git status --porcelain)" = "$before" ]
	[ ! -e .git/index.lock ]
}

@test "C28: a prompt that becomes executable is the same prompt" {
	git update-index --chmod=+x prompts/alpha.md
	exits 0 git commit -qm executable
	[ -z "$output" ]
}

@test "C30: core.ignorecase, and two names that differ in case" {
	git config core.ignorecase true
	blob=$(echo 'Another.' | git hash-object -w --stdin)
	git update-index --add --cacheinfo "100644,$blob,prompts/ALPHA.md" --cacheinfo "100644,$blob,Prompts/alpha.md"
	exits 0 git commit -qm 'other names'
	blob=$(echo 'You drift.' | git hash-object -w --stdin)
	git update-index --cacheinfo "100644,$blob,prompts/alpha.md"
	refused git commit -qm drifted
}

@test "C33: a file that is UTF-16 in the work tree is what the index has" {
	echo '*.md working-tree-encoding=UTF-16' >>.gitattributes
	printf 'You are alpha.\n' | iconv -f UTF-8 -t UTF-16 >prompts/alpha.md
	printf 'You are beta.\n' | iconv -f UTF-8 -t UTF-16 >prompts/beta.md
	git add .
	exits 0 git commit -qm encoded
	printf 'You drift.\n' | iconv -f UTF-8 -t UTF-16 >prompts/alpha.md
	refused git commit -qam drifted
}

@test "C34: attributes that hide a file from git diff hide nothing" {
	printf '*.md -diff\n' >>.gitattributes
	git commit -qam attributes
	drift alpha
	refused git commit -qam drifted
	printf '*.md diff=mask\n' >.gitattributes
	git config diff.mask.textconv true
	refused git commit -qam drifted
}

# ---- 1e: the file itself, as git treats it

@test "1e: a hook without its program refuses, one that is no file is git's matter" {
	drift alpha && git add .
	sed -i "s|^program=.*|program='/nowhere/promptpin'|" .git/hooks/pre-commit
	rm ../bin/promptpin
	run git commit -qm drifted
	[ "$status" -ne 0 ]
	has 'the program promptpin is not here'
	ln -s "$PROMPTPIN" ../bin/promptpin
	refused git commit -qm drifted
}

@test "1e: the program itself as the hook, by a link with the hook's name" {
	ln -sf "$(readlink -f "$PROMPTPIN")" .git/hooks/pre-commit
	drift alpha && git add .
	run git commit -qm drifted
	[ "$status" -ne 0 ]
	has 'error[drift]'
}

@test "1e: an empty environment" {
	drift alpha && git add .
	refused env -i git -c user.name=A -c user.email=a@b commit -qm drifted
	pin bump alpha
	exits 0 env -i git -c user.name=A -c user.email=a@b commit -qm bumped
}

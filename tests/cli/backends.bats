#!/usr/bin/env bats
# Repositories that libgit2 cannot read, or reads wrongly: ids by SHA-256, refs
# as reftable, a split or a sparse index, partial clones, extensions that
# nobody knows. The same scenes, and the same answers, in each.
# not under sanitizers: tests/unit/view (backends, sha256_*) has the second reader there

load common
load scene
load newer_git
load server

setup() {
	common_setup
	HUB=$BATS_TEST_TMPDIR/hub.git
}

edit() {
	printf '%s\n' "$2" >"prompts/$1.md"
}

# From here on new repositories name objects by SHA-256, or keep their refs as reftable.
by_sha256() {
	export GIT_DEFAULT_HASH=sha256
}

by_reftable() {
	export GIT_DEFAULT_REF_FORMAT=reftable
}

# A commit or a push that a hook refuses for drift.
refuses() {
	run "$@"
	[ "$status" -ne 0 ] && has 'error[drift]'
}

# The life of a prompt in a clone with hooks, checked at each step.
life() {
	clean
	clean --staged
	exits 0 git commit -q --allow-empty -m nothing
	[ -z "$output" ]
	edit alpha 'You are alpha two.'
	finds drift
	has 'prompts/alpha.md:1'
	exits 0 pin check --staged
	refuses git commit -qam two
	git add -u
	finds drift --staged
	pin bump alpha
	clean --staged
	exits 0 git commit -qm two
	[ -z "$output" ]
	head_is alpha 1.1.0
	clean --rev HEAD
	exits 0 pin affected --porcelain --base HEAD~1
	[ "$output" = alpha ]
	exits 0 pin log alpha
	has 1.1.0
	exits 0 pin diff alpha
	# a merge of another line of work, by pre-merge-commit
	git checkout -q -b side HEAD~1
	release beta 'You are beta two.'
	git checkout -q main
	exits 0 git merge -q --no-edit side
	clean --rev HEAD
	git push -q origin main
	# what no hook saw is stopped on its way out
	edit beta 'You are beta three.'
	git commit -qnam unchecked
	refuses git push -q origin main
	has refs/heads/main
	git reset -q --hard origin/main
	# back to the first
	pin restore alpha@1.0.0
	head_is alpha 1.0.0
	[ "$(cat prompts/alpha.md)" = 'You are alpha.' ]
	git commit -qam back
	clean --rev HEAD
	# what was published stays
	git rm -q --cached '.promptpin/releases/beta@1.1.0' && rm -f '.promptpin/releases/beta@1.1.0'
	finds store-rewritten
	pin mend
	clean
	git push -q origin main
}

# The middle of it, where two such things come together.
day() {
	clean
	edit alpha 'You are alpha two.'
	finds drift
	refuses git commit -qam two
	git add -u
	finds drift --staged
	pin bump alpha
	clean --staged
	exits 0 git commit -qm two
	[ -z "$output" ]
	clean --rev HEAD
	exits 0 git push -q origin main
}

# ---- ids by SHA-256

@test "sha256: the life of a prompt" {
	by_sha256
	scene
	[ "$(git rev-parse HEAD | wc -c)" -eq 65 ]
	life
}

@test "sha256: a server refuses what a client let through" {
	by_sha256
	scene
	hook_on
	rm .git/hooks/pre-*
	release alpha 'You are alpha two.'
	exits 0 git push -q origin main
	unchecked alpha 'You are alpha three.'
	drifts origin main
	has "$(git rev-parse --short=7 HEAD)"
	drifts origin main:refs/heads/topic
	git tag -am t v1
	run git push origin v1
	pin bump alpha
	git commit -qm three
	exits 0 git push -q origin main
	exits 0 git push -q origin main:topic
	exits 0 git push -q origin :topic
	# packed, and thin
	git -C "$HUB" config receive.unpackLimit 1
	unchecked beta 'You are beta two.'
	drifts origin main
	# no PATH that has git: then nobody can read it
	sed -i "2i PATH=$BATS_TEST_TMPDIR/bin; export PATH" "$HUB/hooks/pre-receive"
	refused origin main
	has 'git is not there'
}

@test "sha256: in a linked worktree, a bare clone and from a folder" {
	by_sha256
	scene
	mkdir -p deep/er
	(cd deep/er && clean)
	git worktree add -q ../linked -b linked
	cd ../linked
	edit alpha 'You are alpha two.'
	refuses git commit -qam two
	pin bump alpha
	git commit -qm two
	clean --rev HEAD
	cd ../hub.git
	exits 0 pin check --rev main
	cd ../work/.git
	exits 0 pin check
	exits 0 env GIT_DIR="$PWD" GIT_WORK_TREE="$BATS_TEST_TMPDIR/linked" promptpin status
	has 1.1.0
	printf 'You are nobody.\n' >"$BATS_TEST_TMPDIR/linked/prompts/beta.md"
	exits 1 env GIT_DIR="$PWD" GIT_WORK_TREE="$BATS_TEST_TMPDIR/linked" promptpin check --worktree
	has drift
}

@test "sha256: line ends, encodings and filters" {
	by_sha256
	scene
	printf '*.md text eol=crlf\nprompts/beta.md -text\n' >>.gitattributes
	git add . && git commit -qm attributes
	rm prompts/alpha.md && git checkout -q prompts/alpha.md
	[ "$(wc -c <prompts/alpha.md)" -eq 16 ]
	touch -d '2 days ago' prompts/*
	clean
	git config core.autocrlf true
	printf 'You are beta.\r\n' >prompts/beta.md
	run pin check
	has bytes-changed
	printf '*.md filter=boom\n' >>.gitattributes
	git config filter.boom.clean 'touch ran; cat'
	edit alpha 'You are alpha two.'
	exits 1 pin check
	has 'git add'
	[ ! -e ran ]
}

@test "sha256: the first commit, and no remote" {
	by_sha256
	scene_files
	pin install
	git add .
	exits 1 git commit -qm one
	has 'error[unreleased]'
	pin bump --all
	exits 0 git commit -qm one
	clean --rev HEAD
	git remote remove origin
	edit alpha 'You are alpha two.'
	finds drift
	pin bump alpha
	clean
}

@test "sha256: a commit, a tree or a blob that is missing" {
	by_sha256
	scene
	for name in HEAD HEAD: HEAD:promptpin.yaml HEAD:.promptpin/releases; do
		oid=$(git rev-parse "$name")
		file=.git/objects/${oid:0:2}/${oid:2}
		mv "$file" ../object
		exits 3 pin check --rev HEAD
		exits 3 pin check --staged --base HEAD
		mv ../object "$file"
	done
	clean --rev HEAD
}

@test "sha256: without git nothing is clean" {
	by_sha256
	scene
	for command in check 'check --staged' status verify 'bump --all' 'hook pre-commit'; do
		# shellcheck disable=SC2086 # a command and its option
		exits 3 env PATH="$BATS_TEST_TMPDIR/bin" "$PROMPTPIN" $command
		has 'git is not there'
	done
}

# ---- refs as reftable

@test "reftable: the life of a prompt, and a server" {
	newer_git
	by_reftable
	scene
	[ "$(git rev-parse --show-ref-format)" = reftable ]
	life
	hook_on
	rm .git/hooks/pre-*
	unchecked alpha 'You are alpha four.'
	drifts origin main
	git reset -q --hard origin/main
	git remote set-head origin -d
	clean
	cd "$BATS_TEST_TMPDIR"
	git clone -q hub.git two && cd two
	clean
	# a linked worktree has refs of its own
	git worktree add -q ../linked -b linked
	cd ../linked
	clean
}

@test "reftable and sha256 at once" {
	newer_git
	by_reftable
	by_sha256
	scene
	day
}

@test "reftable: a git that is too old for it cannot say that all is well" {
	local minor
	older_git
	minor=$(git --version)
	minor=${minor#git version 2.}
	[ "${minor%%.*}" -lt 45 ] || skip 'NOT RUN: the git here reads reftable'
	newer_git
	by_reftable
	scene
	exits 3 env PATH="$BATS_TEST_TMPDIR/bin:$(dirname "$OLD_GIT")" promptpin check
	has refstorage
}

# ---- forms of the index

@test "a split index: the life of a prompt" {
	git config --global core.splitIndex true
	git config --global splitIndex.maxPercentChange 100
	scene
	git update-index --split-index
	compgen -G '.git/sharedindex.*'
	life
	compgen -G '.git/sharedindex.*'
}

@test "a split index in a sha256 repository, in a linked worktree" {
	by_sha256
	scene
	git config core.splitIndex true
	git config splitIndex.maxPercentChange 100
	git worktree add -q ../linked -b linked
	cd ../linked
	git update-index --split-index
	edit alpha 'You are alpha two.'
	git add -u
	finds drift --staged
	pin bump alpha
	clean --staged
	git commit -qm two
	clean --rev HEAD
}

@test "a split index whose shared one is gone" {
	scene
	git update-index --split-index
	rm .git/sharedindex.*
	exits 3 pin check --staged
	has 'shared index'
	run git commit -qm x --allow-empty
	[ "$status" -ne 0 ]
}

sparse() {
	scene
	mkdir -p other/deep && echo x >other/deep/file && echo y >other/.gitattributes
	git add other && git commit -qm other && git push -q origin main
	git sparse-checkout set --cone --sparse-index "$@"
	git ls-files --sparse | grep -q '/$' || skip 'NOT RUN: this git makes no sparse index'
}

@test "a sparse index: the life of a prompt" {
	sparse prompts .promptpin
	life
	git ls-files --sparse | grep -qx other/
}

@test "a sparse index in a sha256 repository" {
	by_sha256
	sparse prompts .promptpin
	day
}

@test "a sparse index that leaves out sources and the store" {
	sparse other
	[ ! -e prompts ] && [ ! -e .promptpin ]
	git ls-files --sparse | grep -qx .promptpin/
	clean
	clean --staged
	echo z >other/deep/file
	exits 0 git commit -qam unrelated
	[ -z "$output" ]
	# a version made where nothing is checked out
	printf 'You are alpha two.\n' >../new
	oid=$(git hash-object -w ../new)
	git -c index.sparse=false update-index --add --cacheinfo "100644,$oid,prompts/alpha.md"
	finds drift --staged
	refuses git commit -qm two
	git sparse-checkout reapply --sparse-index
	pin bump alpha
	[ -z "$(git ls-files | sort | uniq -d)" ]
	clean --staged
	git commit -qm two
	clean --rev HEAD
}

@test "a sparse index that git itself made wrong is a failure" {
	sparse other
	oid=$(git rev-parse HEAD:prompts/beta.md)
	git update-index --add --cacheinfo "100644,$oid,prompts/alpha.md"
	git ls-files --sparse | grep -qx prompts/ || skip 'NOT RUN: this git opens the folder'
	exits 3 pin check --staged
	has 'whole and in parts'
}

@test "an index of version 4, without a checksum" {
	git config --global index.skipHash true
	git config --global index.version 4
	scene
	day
}

# ---- partial clones

partial() {
	scene
	release alpha 'You are alpha two.'
	git push -q origin main
	git -C "$HUB" config uploadpack.allowFilter true
	git -C "$HUB" config uploadpack.allowAnySHA1InWant true
	git clone -q --filter="$1" "file://$HUB" "$BATS_TEST_TMPDIR/part"
	cd "$BATS_TEST_TMPDIR/part" || return 1
	pin install
}

missing() {
	git rev-list --objects --missing=print HEAD | grep -c '^?'
}

@test "a partial clone without old blobs" {
	partial blob:none
	[ "$(missing)" -gt 0 ]
	before=$(missing)
	clean
	clean --rev HEAD
	edit alpha 'You are alpha three.'
	refuses git commit -qam three
	pin bump alpha
	exits 0 git commit -qm three
	exits 0 git push -q origin main
	[ "$(missing)" -eq "$before" ]
}

@test "a partial clone: what is missing and matters is said, never fetched" {
	partial blob:none
	before=$(missing)
	mv "$HUB" "$HUB.away"
	exits 3 pin check --rev HEAD~1
	has 'partial clone'
	[ "$(missing)" -eq "$before" ]
	mv "$HUB.away" "$HUB"
	exits 3 pin check --rev HEAD~1
	[ "$(missing)" -eq "$before" ]
	# doing what it says leads there
	for ((i = 0; i < 20; i++)); do
		run pin check --rev HEAD~1
		[ "$status" -eq 3 ] || break
		eval "$(grep -o 'git cat-file -p [0-9a-f]*' <<<"$output" | head -n 1) >/dev/null"
	done
	[ "$status" -eq 0 ]
}

@test "a partial clone without trees" {
	partial tree:0
	clean
	edit alpha 'You are alpha three.'
	refuses git commit -qam three
	pin bump alpha
	exits 0 git commit -qm three
	exits 3 pin check --rev HEAD~2
	has 'partial clone'
}

@test "a partial clone of a sha256 repository" {
	by_sha256
	partial blob:none
	before=$(missing)
	clean
	edit alpha 'You are alpha three.'
	refuses git commit -qam three
	pin bump alpha
	exits 0 git commit -qm three
	exits 3 pin check --rev HEAD~2
	has 'partial clone'
	[ "$(missing)" -eq "$before" ]
}

# ---- nothing of the repository's is run

@test "sha256: git is asked without hooks, monitors, filters or aliases" {
	by_sha256
	scene
	for name in fsmonitor clean smudge process textconv alias pager editor sshcommand; do
		printf '#!/bin/sh\necho %s >>"%s/ran"\n' "$name" "$BATS_TEST_TMPDIR" >"../run-$name"
		chmod +x "../run-$name"
	done
	B=$BATS_TEST_TMPDIR
	git config core.fsmonitor "$B/run-fsmonitor"
	git config filter.x.clean "$B/run-clean" && git config filter.x.smudge "$B/run-smudge"
	git config filter.x.process "$B/run-process" && git config filter.x.required true
	git config diff.x.textconv "$B/run-textconv" && git config diff.x.command "$B/run-textconv"
	git config diff.external "$B/run-textconv"
	git config alias.cat-file "!$B/run-alias" && git config alias.rev-parse "!$B/run-alias"
	git config core.pager "$B/run-pager" && git config core.editor "$B/run-editor"
	git config core.sshCommand "$B/run-sshcommand"
	printf '*.md diff=x\n*.txt filter=x\n' >>.git/info/attributes
	mkdir .hooks && printf '#!/bin/sh\necho hook >>"%s/ran"\n' "$B" >.hooks/post-index-change
	chmod +x .hooks/* && git config core.hooksPath .hooks
	edit alpha 'You are alpha two.'
	run pin check
	run pin check --staged
	run pin status
	pin bump alpha
	run pin check --rev HEAD
	run pin verify
	[ ! -e ../ran ] || {
		cat ../ran >&2
		false
	}
}

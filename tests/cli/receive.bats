#!/usr/bin/env bats
# pre-receive: a push judged where it arrives, with real git at both ends.
# What decides (policy, options, the deadline) is in receive_rules.bats, other
# ways to a server in receive_over.bats.

load common
load scene
load server

setup_file() {
	serve_once
}

setup() {
	common_setup
	served
}

@test "a clean push passes in silence" {
	release alpha 'You are alpha two.'
	exits 0 git push -q origin main
	[ -z "$output" ]
	[ "$(git -C "$HUB" rev-parse main)" = "$(git rev-parse HEAD)" ]
	# no cache, nor anything else that git did not write
	[ -z "$(find "$HUB" -iname '*promptpin*')" ]
}

@test "drift is refused on the pusher's terminal, with the ref, the commit and what to do" {
	unchecked alpha 'You are alpha two.'
	drifts origin main
	has 'remote: promptpin: the push to refs/heads/main is refused'
	has "commit: $(git rev-parse HEAD)"
	has 'promptpin bump alpha'
	has 'base: main@'
	has 'pre-receive hook declined'
	pin bump alpha && git commit -qm 'bumped after all'
	exits 0 git push -q origin main
}

@test "the first push to an empty server, whole or drifting" {
	cp -R "$HUB/hooks" .
	rm -rf "$HUB"
	git init -q --bare "$HUB"
	cp hooks/pre-receive "$HUB/hooks/"
	unchecked alpha 'You are alpha two.'
	drifts origin main
	exits 0 git push -q origin main~1:refs/heads/main
	drifts origin main
}

# ---- refs

@test "new branches, several refs: each is judged, and one refuses them all" {
	git branch good
	git switch -qc bad
	unchecked alpha 'You are alpha two.'
	drifts origin good bad
	has 'refs/heads/bad is refused'
	hasnt 'refs/heads/good is refused'
	has '1 of 2 refs are refused, and nothing of the push is taken'
	drifts origin bad good
	drifts --all origin
	exits 0 git push -q origin good
}

@test "two bad refs are both named; one tree on one base is judged once" {
	git switch -qc one && unchecked alpha 'You are alpha, says one.'
	git switch -q main && git switch -qc two && unchecked beta 'You are beta, says two.'
	git branch too
	drifts origin one two too
	has '3 of 3 refs'
	has 'the push to refs/heads/one'
	has 'the push to refs/heads/two'
	has "refs/heads/too ($(git rev-parse HEAD)) is refused as well"
	git switch -qc again && git commit -q --allow-empty -m 'the same tree'
	drifts origin two again
	has 'the push to refs/heads/again'
	has 'the same findings as'
}

@test "tags: lightweight, annotated, of a tag, of a blob" {
	git tag good && git tag -a -m m good-too && git tag -a -m m good-three good-too
	exits 0 git push -q origin good good-too good-three
	[ -z "$output" ]
	git tag blob "$(git rev-parse HEAD:prompts/alpha.md)"
	exits 0 git push -q origin blob
	has 'refs/tags/blob is no commit'
	unchecked alpha 'You are alpha two.'
	git tag bad && git tag -a -m m bad-too && git tag -a -m m bad-three bad-too
	drifts origin bad
	drifts origin bad-too
	drifts origin bad-three
	has "commit: $(git rev-parse HEAD)"
}

@test "notes and an orphan branch" {
	git notes add -m 'a note'
	exits 0 git push -q origin refs/notes/commits
	[ -z "$output" ]
	git switch -q --orphan pages
	git rm -rqf . 2>/dev/null || true
	echo page >index.html && git add index.html && git commit -qm pages
	exits 0 git push -q origin pages
	[ -z "$output" ]
	# One with prompts is judged by itself.
	git checkout -q --orphan other main
	echo 'You are alpha, from nowhere.' >prompts/alpha.md
	git add . && git commit -qm other
	drifts origin other
	pin bump alpha && git commit -qm bumped
	exits 0 git push -q origin other
}

@test "a merge brings what neither side had" {
	git switch -qc topic && release alpha 'You are alpha, says the topic.'
	git switch -q main && release beta 'You are beta, says main.'
	git merge -q --no-edit topic
	exits 0 git push -q origin main
	git switch -qc evil
	echo 'You are alpha, says nobody.' >prompts/alpha.md
	git commit -qa --amend --no-edit
	drifts -f origin evil:main
}

@test "a forced push cannot take a release away, nor move back" {
	release alpha 'You are alpha two.'
	git push -q origin main
	git branch old main~1
	git reset -q --hard main~1
	release alpha 'You are alpha, another two.'
	refused -f origin main
	has 'error[store-rewritten]'
	has "main is refused"
	# Its commits are all there; a protected branch is judged all the same.
	refused -f origin old:main
	has 'error[store-rewritten]'
	# Elsewhere it is an old commit that nobody is hurt by.
	exits 0 git push -q origin old
	[ -z "$output" ]
	exits 0 git push -q -f origin main~1:old
}

@test "what came before the hook: passed over elsewhere, judged on a protected branch" {
	git switch -qc weak && unchecked alpha 'You are alpha two.'
	rm "$HUB/hooks/pre-receive"
	git push -q origin weak
	hook_on
	git tag weak-tag
	exits 0 git push -q origin weak-tag weak:refs/heads/also-weak
	[ -z "$output" ]
	drifts origin weak:main
	# nor is a branch made there that the policy of what is pushed protects
	git switch -q main
	printf 'protected: [main, "release/*"]\n' >>promptpin.yaml
	git commit -qam 'protect releases'
	git push -q origin main
	drifts origin weak:release/1
}

@test "protected by the default branch's word, whatever the pushed one says" {
	printf 'protected: [main, "release/*"]\n' >>promptpin.yaml
	git commit -qam 'protect releases'
	git push -q origin main main:release/1
	release alpha 'You are alpha two.'
	git push -q origin main:release/1
	git reset -q --hard main~1
	sed -i '/^protected/d' promptpin.yaml
	git commit -qam 'nothing is protected, is it?'
	refused -f origin main:release/1
	has 'error[store-rewritten]'
	# of one commit each protected branch has an answer of its own
	refused -f origin main main:release/1
	has '1 of 2 refs are refused'
}

@test "protected by the word of what is pushed, whatever the default branch says" {
	printf 'protected: ["release/*"]\n' >>promptpin.yaml
	unchecked alpha 'You are alpha two.'
	rm "$HUB/hooks/pre-receive"
	git push -q origin main:weak
	hook_on
	exits 0 git push -q origin main:also-weak
	drifts origin main:release/1
}

# ---- deletions

@test "deletions: of what nobody protects, alone and beside a bad ref" {
	git push -q origin main:topic main:refs/tags/t
	exits 0 git push -q origin :topic :refs/tags/t
	[ -z "$output" ]
	git push -q origin main:topic
	unchecked alpha 'You are alpha two.'
	drifts origin :topic main
	git -C "$HUB" rev-parse --verify -q topic
}

@test "the deletion of a protected branch is refused with a sentence" {
	git -C "$HUB" config receive.denyDeleteCurrent ignore
	refused origin :main
	has 'the deletion of refs/heads/main is refused'
	has "commit: $(git rev-parse HEAD)"
	has 'heads: 2 (alpha, beta)'
	has 'git update-ref -d refs/heads/main'
	printf 'protected: [main, "release/*"]\n' >>promptpin.yaml
	git commit -qam 'protect releases'
	git push -q origin main main:release/1 main:other
	refused origin :release/1
	refused origin :other :release/1
	has '1 of 2 refs'
	exits 0 git push -q origin :other
}

@test "where promptpin is not used: silence, and any branch may go" {
	cd .. && new_repo plain
	touch a && git add a && git commit -qm a
	git init -q --bare ../plain.git
	cp "$HUB/hooks/pre-receive" ../plain.git/hooks/
	git -C ../plain.git config receive.denyDeleteCurrent ignore
	exits 0 git push -q ../plain.git main main:topic
	[ -z "$output" ]
	exits 0 git push -q ../plain.git :main
	[ -z "$output" ]
}

@test "20,000 refs on one commit, on what is there and on what is new" {
	refs() {
		seq 20000 | sed "s|^|0000000000000000000000000000000000000000 $1 refs/heads/b|"
	}
	refs "$(git rev-parse HEAD)" >known
	unchecked alpha 'You are alpha two.'
	git push -q origin main:refs/heads/unseen --receive-pack='git -c core.hooksPath=/dev/null receive-pack'
	git -C "$HUB" update-ref -d refs/heads/unseen
	refs "$(git rev-parse HEAD)" >new
	cd "$HUB"
	exits 0 promptpin hook pre-receive <"$OLDPWD/known"
	[ -z "$output" ]
	exits 1 promptpin hook pre-receive <"$OLDPWD/new"
	has 'the push to refs/heads/b1 is refused'
	has '20000 of 20000 refs are refused'
	[ "${#output}" -lt 65536 ]
}

# ---- objects

@test "packed objects and thin packs, taken and refused" {
	git -C "$HUB" config receive.unpackLimit 1
	seq 5000 >big.txt && git add big.txt && git commit -qm big
	release alpha 'You are alpha two.'
	exits 0 git push -q origin main
	[ "$(find "$HUB/objects/pack" -name '*.pack' | wc -l)" -eq 1 ]
	seq 5001 >big.txt # goes as a delta against what is there
	unchecked alpha 'You are alpha three.'
	git commit -qa --amend --no-edit
	drifts origin main
	pin bump alpha && git commit -qm bumped
	exits 0 git push -q origin main
	[ "$(find "$HUB/objects/pack" -name '*.pack' | wc -l)" -eq 2 ]
}

@test "a path with a colon, blanks, quotes and a line end in it" {
	move_hub "$BATS_TEST_TMPDIR"/$'a:b "c\nd\te.git'
	unchecked alpha 'You are alpha two.'
	drifts origin main
	pin bump alpha && git commit -qm bumped
	exits 0 git push -q origin main
	[ -z "$output" ]
	git -C "$HUB" config receive.unpackLimit 1
	unchecked beta 'You are beta two.'
	drifts origin main
}

@test "a fork that borrows its objects, by an absolute and a relative path" {
	local how
	for how in "$HUB/objects" ../../hub.git/objects; do
		rm -rf ../fork.git
		git init -q --bare ../fork.git
		echo "$how" >../fork.git/objects/info/alternates
		git -C ../fork.git fetch -q ../hub.git main:main
		cp "$HUB/hooks/pre-receive" ../fork.git/hooks/
		[ "$(git -C ../fork.git count-objects)" = '0 objects, 0 kilobytes' ]
		release alpha "You are alpha, over $how."
		exits 0 git push -q ../fork.git main
		[ -z "$output" ]
		unchecked alpha 'You are alpha three.'
		exits 1 git push -q ../fork.git main
		has 'error[drift]'
		git reset -q --hard HEAD~1
	done
}

@test "from a shallow clone" {
	git clone -q --depth 1 "file://$HUB" ../shallow
	cd ../shallow
	release alpha 'You are alpha two.'
	exits 0 git push -q origin main main:topic
	unchecked alpha 'You are alpha three.'
	drifts origin main
	drifts origin main:other
}

@test "to a server that takes shallow histories" {
	release alpha 'You are alpha two.'
	git push -q origin main
	git init -q --bare ../young.git
	cp "$HUB/hooks/pre-receive" ../young.git/hooks/
	git -C ../young.git config receive.shallowUpdate true
	git clone -q --depth 1 "file://$HUB" ../shallow
	cd ../shallow
	exits 0 git push -q ../young.git main
	unchecked alpha 'You are alpha three.'
	exits 1 git push -q ../young.git main main:topic
	has 'error[drift]'
	has '2 of 2 refs'
	pin bump alpha >/dev/null && git commit -qm bumped
	exits 0 git push -q ../young.git main~2:refs/heads/same main:refs/heads/topic
	# A history that begins above all that is known cannot be told to be based on anything.
	git push -q origin main
	git clone -q --depth 1 "file://$HUB" ../shallower
	cd ../shallower
	release alpha 'You are alpha four.'
	exits 1 git push -q ../young.git main:other
	has 'refs/heads/other could not be checked'
	has 'git fetch --unshallow'
}

# ---- what libgit2 cannot read is read through git

@test "a server that names its objects by SHA-256" {
	export GIT_DEFAULT_HASH=sha256
	other_storage
	[ "$(git -C "$HUB" rev-parse --show-object-format)" = sha256 ]
}

@test "a server that keeps its refs as reftable" {
	export GIT_DEFAULT_REF_FORMAT=reftable
	git init -q "$BATS_TEST_TMPDIR/probe"
	[ "$(git -C "$BATS_TEST_TMPDIR/probe" config extensions.refstorage)" = reftable ] ||
		skip "skipped: this git has no reftable"
	other_storage
}

# ---- how little a server may have

@test "no PATH, no HOME, no git: the hook does without" {
	mv "$HUB/hooks/pre-receive" "$HUB/hooks/real"
	cat >"$HUB/hooks/pre-receive" <<-'END'
		#!/bin/sh
		unset PATH HOME
		exec /bin/sh hooks/real
	END
	chmod +x "$HUB/hooks/pre-receive"
	unchecked alpha 'You are alpha two.'
	drifts origin main main:topic
	pin bump alpha && git commit -qm bumped
	exits 0 git push -q origin main main:topic :refs/heads/none
	[ -z "$output" ] || has 'deleting a non-existent ref'
}

@test "the hook as a link to the program, without a shell" {
	ln -sf "$PROMPTPIN" "$HUB/hooks/pre-receive"
	unchecked alpha 'You are alpha two.'
	drifts origin main
	pin bump alpha && git commit -qm bumped
	exits 0 git push -q origin main
	[ -z "$output" ]
}

@test "a server without the program takes nothing, and says who can help" {
	sed -i "s|^program=.*|program=/nowhere/promptpin|; s/|| program=promptpin$/|| program=nowhere/" \
		"$HUB/hooks/pre-receive"
	release alpha 'You are alpha two.'
	refused origin main
	has 'the program promptpin is not on this server'
	hasnt GL-HOOK-ERR
	GL_REPOSITORY=project-1 refused origin main
	has 'the program promptpin is not on this server'
	for_gitlab
}

@test "in an empty chroot" {
	local jail=$BATS_TEST_TMPDIR/jail as=() file
	! ldd "$PROMPTPIN" | grep -q libasan ||
		skip "skipped: the sanitizers of this build want /proc"
	if ! chroot / true 2>/dev/null; then
		unshare -r chroot / true 2>/dev/null ||
			skip "skipped: neither root nor user namespaces, so no chroot"
		as=(unshare -r)
	fi
	mkdir "$jail" && cp "$PROMPTPIN" "$jail/promptpin"
	for file in $(ldd "$PROMPTPIN" | grep -o '/[^ )]*'); do
		mkdir -p "$jail$(dirname "$file")" && cp -L "$file" "$jail$file"
	done
	move_hub "$jail/hub.git"
	# The folder of the repository is another one in there.
	cat >"$HUB/hooks/pre-receive" <<-END
		#!/bin/sh
		objects=\${GIT_OBJECT_DIRECTORY:+GIT_OBJECT_DIRECTORY=/hub.git\${GIT_OBJECT_DIRECTORY#'$HUB'}}
		exec ${as[*]} env -i GIT_DIR=/hub.git \$objects '$(command -v chroot)' '$jail' \
			/promptpin hook pre-receive
	END
	[ ! -e "$jail/bin" ] && [ ! -e "$jail/etc" ] && [ ! -e "$jail/dev" ]
	unchecked alpha 'You are alpha two.'
	drifts origin main main:topic
	pin bump alpha && git commit -qm bumped
	exits 0 git push -q origin main main:topic
	[ -z "$output" ]
	exits 0 git push -q origin :topic
}

# ---- wrong use

@test "a line that is none of git's; an object that is not there" {
	cd "$HUB"
	exits 2 promptpin hook pre-receive <<<'garbage'
	has 'garbage'
	exits 2 promptpin hook pre-receive <<<'a b c'
	exits 3 promptpin hook pre-receive <<-END
		0000000000000000000000000000000000000000 1234567890123456789012345678901234567890 refs/heads/x
	END
	exits 3 promptpin hook pre-receive <<-END
		1234567890123456789012345678901234567890 $(git rev-parse main) refs/heads/main
	END
	has 'main: the commit that it has, 1234567890123456789012345678901234567890, is not here'
	has 'git fsck'
	exits 0 promptpin hook pre-receive </dev/null
	[ -z "$output" ]
}

# A commit on the current branch's of its tree with one more entry, named "$1", a blob with text "$2".
with_entry() {
	python3 - "$1" "$2" <<-'PY'
		import subprocess, sys


		def git(*args, data=None):
		    return subprocess.run(["git", *args], input=data, check=True, capture_output=True).stdout


		name, text = (a.encode() for a in sys.argv[1:])
		tree = git("cat-file", "tree", "HEAD^{tree}")
		blob = git("hash-object", "-w", "--stdin", data=text).decode().strip()
		tree += b"100644 " + name + b"\0" + bytes.fromhex(blob)
		tree = git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", data=tree)
		print(git("commit-tree", "-p", "HEAD", "-m", "x", tree.decode().strip()).decode().strip())
	PY
}

@test "a name with a slash in a tree, which git checks out over another file" {
	local commit
	commit=$(with_entry prompts/alpha.md 'You are evil.')
	refused origin "$commit:main"
	has 'error[source-missing] alpha: prompts is not a regular file in this view'
	commit=$(with_entry promptpin.yaml/x 'x')
	refused origin "$commit:main"
	has 'error[manifest-invalid] promptpin.yaml is not a regular file'
	commit=$(with_entry .promptpin/releases/alpha@1.0.0 'x')
	refused origin "$commit:main"
	has 'error[store-rewritten]'
}

#!/usr/bin/env bats
# The front door of the hooks: whatever it remembers, it says what the full
# program says.

# shellcheck disable=SC2030,SC2031 # a test is a process of its own

load helper

setup() {
	local lib
	common_setup
	DOOR=${PROMPTPIN%/*}/promptpin-hook
	[ -x "$DOOR" ] || skip "NOT RUN: $DOOR is not built"
	export DOOR T=$BATS_TEST_TMPDIR
	# With this in the way the full program cannot start, and the front door
	# does not notice.
	lib=$(ldd "$PROMPTPIN" | awk '/libgit2/ { print $1 }')
	mkdir "$T/nothing"
	[ -z "$lib" ] || echo 'no library' >"$T/nothing/$lib"
}

record() {
	echo "$(git rev-parse --absolute-git-dir)/promptpin/cache/clean"
}

door() {
	GIT_INDEX_FILE=.git/index "$DOOR" "$PROMPTPIN" pre-commit
}

# The front door without the full program: 9 where it asks for that. The
# arguments are set in its environment.
alone() {
	env GIT_INDEX_FILE=.git/index "$@" LD_LIBRARY_PATH="$T/nothing" \
		"$DOOR" "${PROGRAM:-$PROMPTPIN}" "${EVENT:-pre-commit}" || {
		code=$?
		[ "$code" -ne 127 ] || code=9
		return "$code"
	}
}

# The front door answers from memory: clean.
remembered() {
	run alone
	if [ "$status" -ne 0 ] || [ -n "$output" ]; then
		echo "not remembered: $status $output" >&2
		tr '\0' '\n' <"$(record)" >&2
		return 1
	fi
}

# It does not; the full program, asked through it, exits with "$1" (0), and
# remembers it if it is clean and "$2" is not "never".
forgotten() {
	run alone
	[ "$status" -eq 9 ] || {
		echo "answered from memory: $status $output" >&2
		return 1
	}
	exits "${1:-0}" door
	[ "${1:-0}" -ne 0 ] || [ "${2-}" = never ] || remembered
}

# Give the record in "$1" a checksum that is right.
seal() {
	head -c -73 "$1" >"$1.body"
	{
		cat "$1.body"
		printf 'Ssha256:%s\0' "$(sha256sum <"$1.body" | cut -c1-64)"
	} >"$1"
	rm "$1.body"
}

# A prompt that has been edited and not bumped, staged.
drift() {
	edit_tone "drift $RANDOM"
	git add prompts
}

undrift() {
	git checkout -q HEAD -- prompts
}

unrelated() {
	mkdir -p src
	echo "$RANDOM" >"src/${1:-file}"
	git add src
}

# desk, with what is remembered.
warm() {
	desk
	exits 0 door
	remembered
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

# In each situation git itself runs this hook, which compares every state of
# the memory with the full program.
compare_hooks() {
	local hook
	cat >"$T/compare" <<-'SH'
		#!/usr/bin/env bash
		event=$(basename "$0")
		dir=$(git rev-parse --absolute-git-dir)/promptpin/cache
		mkdir -p -m 700 "$dir"
		rec=$dir/clean
		[ ! -e "$rec" ] || cp "$rec" "$T/warm.rec"
		seal() {
			head -c -73 "$1" >"$1.body"
			{
				cat "$1.body"
				printf 'Ssha256:%s\0' "$(sha256sum <"$1.body" | cut -c1-64)"
			} >"$1"
		}
		for state in deleted warm fresh truncated version forged old; do
			rm -f "$rec"
			case "$state" in
			deleted) ;;
			warm) [ ! -e "$T/warm.rec" ] || cp "$T/warm.rec" "$rec" ;;
			fresh) [ ! -e "$T/full.rec" ] || cp "$T/full.rec" "$rec" ;;
			truncated) [ ! -e "$T/warm.rec" ] || head -c -9 "$T/warm.rec" >"$rec" ;;
			version)
				[ ! -e "$T/warm.rec" ] || {
					sed 's/P[0-9.]* /P0.0.1 /' "$T/warm.rec" >"$rec"
					seal "$rec"
				}
				;;
			forged)
				[ ! -e "$T/warm.rec" ] || {
					sed 's/Asha256:..../Asha256:0000/' "$T/warm.rec" >"$rec"
					seal "$rec"
				}
				;;
			old) [ ! -e "$T/old.rec" ] || cp "$T/old.rec" "$rec" ;;
			esac
			chmod 600 "$rec" 2>/dev/null
			if [ "$state" = deleted ]; then
				"$PROMPTPIN" hook "$event" "$@" >"$T/full.out" 2>&1 </dev/null
				full=$?
				rm -f "$T/full.rec"
				[ ! -e "$rec" ] || cp "$rec" "$T/full.rec"
				continue
			fi
			"$DOOR" "$PROMPTPIN" "$event" "$@" >"$T/door.out" 2>&1 </dev/null
			got=$?
			[ "$got" -eq "$full" ] && cmp -s "$T/door.out" "$T/full.out" || {
				echo "$WHAT: $event: memory $state: exit $got, the full program $full"
				cat "$T/door.out"
			} >>"$T/differ"
		done
		rm -f "$rec" "$T/warm.rec"
		[ ! -e "$T/full.rec" ] || cp "$T/full.rec" "$rec"
		[ -e "$T/old.rec" ] || cp "$T/full.rec" "$T/old.rec" 2>/dev/null
		echo "$full" >>"$T/ran"
		exit "$full"
	SH
	chmod +x "$T/compare"
	for hook in pre-commit pre-merge-commit; do
		cp "$T/compare" "$(git rev-parse --git-path hooks)/$hook"
	done
	: >"$T/differ"
}

# situation NAME WANT COMMAND...: the hook runs in COMMAND and the full program
# says WANT (0, 1 or 3).
situation() {
	local want=$2
	WHAT=$1
	shift 2
	export WHAT
	: >"$T/ran"
	run "$@" </dev/null
	[ "$(tail -n 1 "$T/ran")" = "$want" ] || {
		echo "$WHAT: the hook came to '$(tail -n 1 "$T/ran")', not $want: $output" >>"$T/differ"
	}
}

no_difference() {
	[ ! -s "$T/differ" ] || {
		cat "$T/differ" >&2
		return 1
	}
}

# What a situation is made of: a commit that touches no prompt, one that
# drifts and is refused, one that is bumped.
three() {
	local name=$1
	shift
	unrelated
	situation "$name, other files" 0 "$@" -m other
	drift
	situation "$name, drift" 1 "$@" -m drift
	pin bump --all >/dev/null 2>&1
	situation "$name, bumped" 0 "$@" -m bumped
}

@test "same answers: the kinds of commit" {
	desk_files
	git add .
	pin bump --all >/dev/null
	compare_hooks
	situation 'first commit' 0 git commit -qm first
	unrelated
	situation 'second commit' 0 git commit -qm second
	git push -q origin main 2>/dev/null
	git checkout -qb topic
	three plain git commit -q
	unrelated
	situation 'after the bump' 0 git commit -qm after
	unrelated
	situation 'after that' 0 git commit -qm after
	edit_tone staged
	git add -A
	edit_tone 'in the work tree'
	situation 'partially staged' 1 git commit -qm partial
	situation '-a' 1 git commit -qam all
	git checkout -q HEAD -- .
	echo x >>src/file
	situation '-a, other files' 0 git commit -qam all
	echo y >>src/file
	situation '-i' 0 git commit -qm i -i src/file
	edit_tone path
	echo z >>src/file
	git add -A
	situation 'commit PATH, past a drift' 0 git commit -qm path src/file
	situation 'commit PATH, the drift' 1 git commit -qm path prompts/partials/tone.j2
	undrift
	echo z >>src/file
	situation 'from below' 0 git -C src commit -qam below
	situation '--amend' 0 git commit -q --amend -m amended
	situation '--amend --no-edit' 0 git commit -q --amend --no-edit
	situation '--allow-empty' 0 git commit -q --allow-empty -m empty
	git checkout -q --detach
	three detached git commit -q
	git checkout -q topic
	situation 'back on the branch' 0 git commit -q --allow-empty -m back
	situation '-c' 0 git -c user.name=Bob commit -q --allow-empty -m c
	situation 'hook run' 0 git hook run pre-commit
	situation 'from an empty environment' 0 env -i "PATH=$PATH" T="$T" DOOR="$DOOR" PROMPTPIN="$PROMPTPIN" \
		GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=a@b GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=a@b \
		WHAT="$WHAT" git commit -q --allow-empty -m bare
	no_difference
}

@test "same answers: merges, picks, rebases, branches" {
	desk
	compare_hooks
	git checkout -qb topic
	unrelated topic
	situation 'on a topic' 0 git commit -qm topic
	edit_tone topic
	pin bump --all >/dev/null
	situation 'a release on a topic' 0 git commit -qm release
	git checkout -q main
	unrelated main
	situation 'on main' 0 git commit -qm main
	situation 'clean merge' 0 git merge -q --no-edit topic
	unrelated
	situation 'behind a merge' 0 git commit -qm behind
	git reset -q --hard HEAD~2
	situation 'reset' 0 git commit -q --allow-empty -m reset
	git merge -q --squash topic
	situation 'merge --squash' 0 git commit -qm squash
	git reset -q --hard HEAD~1
	echo ours >src/topic
	git add -A
	situation 'ours' 0 git commit -qm ours
	git merge -q topic >/dev/null 2>&1 || :
	git checkout -q --theirs src/topic
	git add -A
	situation 'merge with a conflict' 0 git commit -qm merged
	git reset -q --hard HEAD~1
	git cherry-pick topic~1 >/dev/null 2>&1 || :
	git checkout -q --theirs src/topic
	echo both >>src/topic
	git add -A
	situation 'cherry-pick --continue' 0 git -c core.editor=true cherry-pick --continue
	GIT_SEQUENCE_EDITOR='sed -i 1s/pick/edit/' git rebase -q -i HEAD~1 2>/dev/null
	situation 'rebase -i, edit, amend' 0 git commit -q --amend --no-edit
	git rebase --continue >/dev/null 2>&1
	git checkout -q topic
	situation 'another branch' 0 git commit -q --allow-empty -m x
	git push -q origin topic main 2>/dev/null
	unrelated
	situation 'behind a push' 0 git commit -qm pushed
	git pack-refs --all
	situation 'packed refs' 0 git commit -q --allow-empty -m packed
	git gc -q 2>/dev/null
	situation 'packed objects' 0 git commit -q --allow-empty -m gc
	situation 'packed objects, again' 0 git commit -q --allow-empty -m gc
	git replace HEAD HEAD~1
	situation 'a replace ref' 0 git commit -q --allow-empty -m replace
	no_difference
}

@test "same answers: where the repository lies" {
	desk
	compare_hooks
	git worktree add -q "$T/linked" -b linked 2>/dev/null
	cd "$T/linked"
	three 'linked work tree' git commit -q
	cd "$T/desk"
	unrelated
	situation 'the main work tree beside it' 0 git commit -qm beside
	situation '--git-dir --work-tree' 0 git --git-dir="$T/desk/.git" --work-tree="$T/desk" commit -q --allow-empty -m x
	situation 'GIT_DIR GIT_WORK_TREE' 0 env GIT_DIR="$T/desk/.git" GIT_WORK_TREE="$T/desk" git commit -q --allow-empty -m x
	git init -q --separate-git-dir "$T/apart.git"
	three 'apart' git commit -q
	ln -s "$T/desk" "$T/link"
	cd "$T/link"
	situation 'through a link' 0 git commit -q --allow-empty -m x
	cd "$T"
	new_repo outer
	git -c protocol.file.allow=always submodule --quiet add "$T/remote.git" sub
	cd sub
	git checkout -qb work
	compare_hooks
	three submodule git commit -q
	no_difference
}

@test "same answers: forms of the index and of the repository" {
	desk
	compare_hooks
	git update-index --index-version 4
	three 'version 4' git commit -q
	git update-index --index-version 2
	echo new >src/new
	git add -N src/new
	situation 'intent to add' 0 git commit -qm intent
	echo '{{ x }}' >prompts/new.j2
	git add -N prompts/new.j2
	drift
	situation 'intent to add, drift' 1 git commit -qm intent
	git rm -q --cached prompts/new.j2 src/new
	rm prompts/new.j2
	undrift
	git update-index --untracked-cache
	situation 'untracked cache' 0 git commit -q --allow-empty -m x
	git config index.threads 2
	situation 'index.threads' 0 git commit -q --allow-empty -m x
	situation 'index.threads again' 0 git commit -q --allow-empty -m x
	ln -s nowhere src/link
	printf x >"src/odd"$'\n\t\\"\351'
	chmod +x src/file
	git add -A
	situation 'links, modes, odd names' 0 git commit -qm odd
	rm -r src/odd*
	git add -A
	ln -sf ../greeting.j2 prompts/partials/tone.j2
	git add -A
	situation 'a link for a source' 1 git commit -qm link
	git checkout -q HEAD -- . 2>/dev/null
	git config core.ignorecase true
	git config core.autocrlf true
	situation 'ignorecase, autocrlf' 0 git commit -q --allow-empty -m x
	git config --unset core.autocrlf
	git sparse-checkout set --no-cone src >/dev/null 2>&1
	unrelated
	situation 'sparse checkout' 0 git commit -qm sparse
	git sparse-checkout disable
	git config extensions.worktreeConfig true
	git config core.repositoryFormatVersion 1
	three 'worktreeConfig' git commit -q
	git config extensions.partialClone origin
	situation 'partial clone' 0 git commit -q --allow-empty -m x
	no_difference
}

# What the full program says of these changes as it learns to read them; that
# the front door says the same is what is asked here.
@test "same answers: what only git itself can read" {
	desk
	compare_hooks
	same() {
		WHAT=$1
		shift
		export WHAT
		run "$@" </dev/null
	}
	git update-index --split-index
	unrelated
	same 'split index' git commit -qm split
	same 'split index, again' git commit -q --allow-empty -m split
	drift
	same 'split index, drift' git commit -qm split
	git update-index --no-split-index
	undrift
	git sparse-checkout set --cone --sparse-index src >/dev/null 2>&1
	unrelated
	same 'sparse index' git commit -qm sparse
	same 'sparse index, again' git commit -q --allow-empty -m sparse
	git sparse-checkout disable
	cd "$T"
	git clone -q --depth 1 "file://$T/remote.git" shallow
	cd shallow
	compare_hooks
	unrelated
	same shallow git commit -qm shallow
	same shallow git commit -q --allow-empty -m shallow
	git init -q --object-format=sha256 "$T/sha256"
	cd "$T/sha256"
	cp "$T"/desk/promptpin.yaml .
	compare_hooks
	git add -A
	same sha256 git commit -qm x
	same sha256 git commit -qm x --allow-empty
	[ -s "$T/ran" ]
	no_difference
}

@test "a repository without promptpin, and one without a remote" {
	new_repo other
	compare_hooks
	echo x >x
	git add x
	situation 'no promptpin' 0 git commit -qm x
	situation 'no promptpin, again' 0 git commit -q --allow-empty -m x
	echo 'prompts: 1' >promptpin.yaml
	git add -A
	situation 'a manifest appears' 1 git commit -qm x
	cd "$T"
	desk_files
	git remote remove origin
	compare_hooks
	git add .
	pin bump --all >/dev/null
	situation 'no remote, first' 0 git commit -qm first
	unrelated
	situation 'no remote, second' 0 git commit -qm second
	three 'no remote' git commit -q
	git gc -q
	three 'no remote, packed' git commit -q
	echo '# more' >>.promptpin/releases/greeting@1.0.0
	git add -A
	situation 'no remote, rewritten' 1 git commit -qm rewritten
	no_difference
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
	for edit in 's/clean 2/clean 1/' 's/\x00P[0-9.]*/\x00P9.9.9/' 's/\x00D[0-9]*/\x00D1/' \
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

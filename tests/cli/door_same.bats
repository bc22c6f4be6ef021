#!/usr/bin/env bats
# The front door and the full program give the same answer, in every situation
# in which git runs the hook and in every state of the memory.

# shellcheck disable=SC2030,SC2031 # a test is a process of its own

load door

setup() {
	door_setup
	# Under the sanitizers each of the thousand programs takes long to start.
	STATES='deleted warm fresh prompts truncated version forged old'
	case "$PROMPTPIN" in */asan/*) STATES='deleted warm prompts' ;; esac
	export STATES
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
		# keep AS: both records, as they are
		keep() {
			local name
			for name in clean prompts; do
				rm -f "$T/$1.$name"
				[ ! -e "$dir/$name" ] || cp "$dir/$name" "$T/$1.$name"
			done
		}
		put() {
			[ ! -e "$T/$1.$2" ] || cp "$T/$1.$2" "$dir/$2"
		}
		seal() {
			head -c -73 "$1" >"$1.body"
			{
				cat "$1.body"
				printf 'Ssha256:%s\0' "$(sha256sum <"$1.body" | cut -c1-64)"
			} >"$1"
			rm "$1.body"
		}
		set_up() {
			local rec=$dir/$2
			case "$1" in
			deleted) ;;
			warm) put warm "$2" ;;
			fresh) put full "$2" ;;
			prompts) [ "$2" = clean ] || put full "$2" ;;
			truncated) [ ! -e "$T/warm.$2" ] || head -c -9 "$T/warm.$2" >"$rec" ;;
			version | forged)
				put warm "$2"
				[ -s "$rec" ] || return 0
				case "$1" in
				version) sed -i 's/P[0-9.]* /P0.0.1 /' "$rec" ;;
				forged) sed -i 's/Asha256:..../Asha256:0000/; s/\x00K[0-9a-f]\{16\}/\x00K0000000000000000/g' "$rec" ;;
				esac
				seal "$rec"
				;;
			old) put old "$2" ;;
			esac
			chmod 600 "$rec" 2>/dev/null
		}
		keep warm
		for state in $STATES; do
			rm -f "$dir/clean" "$dir/prompts"
			set_up "$state" clean
			set_up "$state" prompts
			if [ "$state" = deleted ]; then
				"$PROMPTPIN" hook "$event" "$@" >"$T/full.out" 2>&1 </dev/null
				full=$?
				keep full
				continue
			fi
			"$DOOR" "$PROMPTPIN" "$event" "$@" >"$T/door.out" 2>&1 </dev/null
			got=$?
			[ "$got" -eq "$full" ] && cmp -s "$T/door.out" "$T/full.out" || {
				echo "$WHAT: $event: memory $state: exit $got, the full program $full"
				cat "$T/door.out"
			} >>"$T/differ"
		done
		rm -f "$dir/clean" "$dir/prompts"
		put full clean
		# A prompt that drifts is known as it was before that.
		if [ -e "$T/full.prompts" ]; then put full prompts; else put warm prompts; fi
		[ -e "$T/old.clean" ] || {
			cp "$T/full.clean" "$T/old.clean"
			cp "$T/full.prompts" "$T/old.prompts"
		} 2>/dev/null
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
		WHAT="$WHAT" STATES="$STATES" git commit -q --allow-empty -m bare
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

@test "same answers: source code beside a waiver" {
	desk
	mkdir lib
	echo 'SYSTEM_PROMPT = """You are a billing agent. Answer the question of the customer."""' >lib/a.py
	echo 'policy: {rules: {hidden-prompt: error, waiver-stale: error}}' >>promptpin.yaml
	git add -A
	pin waive hidden-prompt lib/a.py -m 'it stays' --until 9998-12-31
	git add -A
	compare_hooks
	situation 'a waiver' 0 git commit -qm waived
	echo 'LIMIT = 3' >lib/b.py
	git add -A
	situation 'source code beside it' 0 git commit -qm code
	echo 'LIMIT = 4' >lib/a.py
	git add -A
	situation 'a waiver of nothing' 1 git commit -qm stale
	no_difference
}

@test "same answers: source code" {
	desk
	compare_hooks
	mkdir lib
	echo 'LIMIT = 3' >lib/a.py
	git add -A
	situation 'source code' 0 git commit -qm code
	echo 'LIMIT = 4' >lib/a.py
	git add -A
	situation 'source code again' 0 git commit -qm code
	edit_tone drift
	echo 'LIMIT = 5' >lib/a.py
	git add -A
	situation 'source code beside a drift' 1 git commit -qm code
	pin bump --all >/dev/null
	git add -A
	situation 'source code beside a release' 0 git commit -qm code
	echo 'SYSTEM_PROMPT = """You are a billing agent. Answer the question of the customer."""' >lib/b.py
	git add -A
	situation 'a prompt in source code' 0 git commit -qm hidden
	echo 'LIMIT = 6' >lib/a.py
	git add -A
	situation 'source code after that' 0 git commit -qm code
	echo '# a change' >>lib/b.py
	git add -A
	situation 'the file with the prompt' 0 git commit -qm hidden
	echo 'ignore: ["lib/**"]' >>promptpin.yaml
	git add -A
	situation 'it is ignored' 0 git commit -qm ignored
	echo '# a change' >>lib/b.py
	git add -A
	situation 'and changes' 0 git commit -qm ignored
	sed -i '/^ignore/d' promptpin.yaml
	echo 'policy: {rules: {hidden-prompt: error}}' >>promptpin.yaml
	sed -i 's/billing/lawful/' lib/b.py
	git add -A
	situation 'an error' 1 git commit -qm refused
	git reset -q --hard
	echo 'LIMIT = 7' >lib/a.py
	echo 'You are a helpful assistant. You must always answer.' >lib/new.prompt
	git add -A
	situation 'a file that is a prompt' 0 git commit -qm untracked
	git rm -q lib/b.py
	situation 'a file less' 0 git commit -qm less
	no_difference
}

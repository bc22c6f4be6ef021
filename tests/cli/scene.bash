# Scenes of real git for tests on releases: `load scene` after `load common`.

pin() { "$PROMPTPIN" "$@"; }

# A clone "work" of a bare "hub.git", entered, with two prompts, `alpha` and
# `beta`, that share nothing; not committed yet.
scene_files() {
	git init -q --bare hub.git
	git clone -q hub.git work 2>/dev/null
	cd work || return 1
	mkdir prompts
	printf 'You are alpha.\n' >prompts/alpha.md
	printf 'You are beta.\n' >prompts/beta.md
	cat >promptpin.yaml <<-'YAML'
		promptpin: 1
		defaults:
		  model: openai/gpt-4.1-2025-04-14
		prompts:
		  alpha:
		    messages:
		      - system: prompts/alpha.md
		  beta:
		    messages:
		      - system: prompts/beta.md
	YAML
	printf '.promptpin/** -text -merge linguist-generated\n' >.gitattributes
}

# The same with first releases, committed and pushed, hooks installed.
scene() {
	scene_files
	git add .
	pin bump --all >/dev/null
	git commit -qm 'first releases'
	git push -q origin main
	git remote set-head origin main
	pin install >/dev/null
}

# Give prompt "$1" another text "$2", bump it, commit it.
release() {
	printf '%s\n' "$2" >"prompts/$1.md"
	pin bump "$1" >/dev/null && git commit -qm "release $1: $2"
}

# A second clone of the hub, in the folder "$1", entered.
colleague() {
	git clone -q "$BATS_TEST_TMPDIR/hub.git" "$BATS_TEST_TMPDIR/$1"
	cd "$BATS_TEST_TMPDIR/$1" || return 1
	pin install >/dev/null
}

head_of() {
	cut -d' ' -f1 ".promptpin/heads/$1@"
}

# Fail unless the head of "$1" is version "$2".
head_is() {
	[ "$(head_of "$1")" = "$2" ] || {
		echo "head of $1 is $(head_of "$1"), not $2" >&2
		return 1
	}
}

# The check of "$@" is clean and the store verifies.
clean() {
	run pin check "$@"
	[ "$status" -eq 0 ] || {
		echo "check $* is not clean:" >&2
		echo "$output" >&2
		return 1
	}
	run pin verify
	[ "$status" -eq 0 ] || {
		echo "$output" >&2
		return 1
	}
}

# The check finds rule "$1" (and the rest of the arguments go to check).
finds() {
	local rule=$1
	shift
	run pin check "$@"
	[ "$status" -eq 1 ] || {
		echo "check $* exits $status" >&2
		echo "$output" >&2
		return 1
	}
	has "error[$rule]"
}

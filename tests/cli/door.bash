# What the bats files of the front door start with: `load door`.
#
# door.bats asks what is remembered and what is not; door_same.bats whether
# the front door ever says anything else than the full program.

load helper

door_setup() {
	local lib
	common_setup
	DOOR=${PROMPTPIN%/*}/promptpin-hook
	[ -x "$DOOR" ] || skip "NOT RUN: $DOOR is not built"
	export DOOR T=$BATS_TEST_TMPDIR
	# With this in the way the full program cannot start, and the front door
	# does not notice.
	lib=$(ldd "$PROMPTPIN" | awk '/libyaml/ { print $1 }')
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

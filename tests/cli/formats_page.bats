#!/usr/bin/env bats
# promptpin-formats(5): each format's worked example comes to exactly the
# effective prompt that stands beside it. What it says may never change
# within rule set 1.
load helper

setup() {
	common_setup
}

page=$BATS_TEST_DIRNAME/../../src/format/promptpin-formats.5

# Take the displays out of the page: N/file/PATH, and N/expect with N/ask, the
# line that says what of which file is expected.
take_apart() {
	awk -v out="$1" '
	function plain(s) {
		sub(/^\\&/, "", s)
		gsub(/\\-/, "-", s)
		gsub(/\\\(aq/, "\047", s)
		gsub(/\\\(dq/, "\"", s)
		gsub(/\\e/, "\\", s)
		return s
	}
	function begin(path) {
		to = path
		folder = path
		sub(/\/[^\/]*$/, "", folder)
		system("mkdir -p \"" folder "\"")
		printf "" > to
	}
	BEGIN { n = 1 }
	/^\.\\" file: /      { begin(out "/" n "/file/" substr($0, 11)); next }
	/^\.\\" effective: / {
		begin(out "/" n "/expect")
		print substr($0, 16) > (out "/" n "/ask")
		last = 1
		next
	}
	/^\.Bd/ && to { inside = 1; next }
	/^\.Ed/ && inside {
		close(to)
		inside = 0
		to = ""
		if (last) { n++; last = 0 }
		next
	}
	inside { print plain($0) > to }
	' "$page"
}

@test "each worked example of the manual page is what inspect says" {
	local dir n=0 path name
	take_apart "$BATS_TEST_TMPDIR/page"
	for dir in "$BATS_TEST_TMPDIR"/page/*/; do
		read -r path name <"$dir/ask"
		cd "$dir/file"
		mkdir .git # the top of what it refers to
		if [ -n "$name" ]; then
			run pin inspect --effective --symbol "$name" "$path"
		else
			run pin inspect --effective "$path"
		fi
		[ "$status" -eq 0 ] || {
			echo "$path: status $status: $output"
			return 1
		}
		diff -u "$dir/expect" - <<<"$output"
		n=$((n + 1))
	done
	echo "# $n worked examples" >&3
	[ "$n" -gt 0 ]
}

@test "every format has a section" {
	local name
	echo >x
	exits 2 pin inspect --format none x
	for name in $(sed -n 's/.*known are //p' <<<"$output" | tr -d ,); do
		grep -qx "\.Ss $name" "$page" || {
			echo "no section: $name"
			return 1
		}
	done
}

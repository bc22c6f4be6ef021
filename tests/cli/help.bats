#!/usr/bin/env bats
# promptpin without a command, help, --help, --version, and the manual page.

load helper

setup() {
	common_setup
}

@test "--version names the libraries it runs with" {
	exits 0 pin --version
	[[ "$output" =~ ^promptpin\ [0-9]+\.[0-9]+\.[0-9]+\ \(libgit2\ [0-9.]+,\ libyaml\ [0-9.]+,\ nettle\ [0-9.]+,\ utf8proc\ [0-9.]+\)$ ]]
}

@test "git promptpin is the same program" {
	exits 0 git promptpin --version
	[ "$output" = "$(pin --version)" ]
}

@test "help goes to stdout, the list for want of a command to stderr with status 2" {
	exits 0 pin --help
	has 'usage: promptpin COMMAND'
	[ "$output" = "$(pin help)" ]
	[ "$output" = "$(pin -h)" ]
	run bash -c '"$PROMPTPIN" 2>/dev/null'
	[ "$status" -eq 2 ]
	[ -z "$output" ]
}

@test "every command has help in both spellings, and a section in the manual" {
	commands=$(pin help | sed -n 's/^  \([a-z]*\) .*/\1/p')
	[ "$(wc -w <<<"$commands")" -ge 19 ]
	for command in $commands; do
		exits 0 pin "$command" --help
		[[ "${lines[0]}" == "usage: promptpin $command "* ]]
		[ "$output" = "$(pin help "$command")" ]
		grep -q "^\.It Cm $command\b" "$ROOT/src/cli/promptpin.1"
	done
}

@test "the manual has every option of every command" {
	for command in $(pin help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
		for option in $(pin help "$command" | sed -n 's/^  .*--\([a-z-]*\).*/\1/p'); do
			grep -q -e "Fl -$option\b" "$ROOT/src/cli/promptpin.1" || {
				echo "$command --$option is not in the manual" >&2
				return 1
			}
		done
	done
}

@test "the manual has every rule and every kind of change" {
	ids=$(sed -n 's/^\(RULE\|CHANGE\)([A-Z_]*, .*"\([a-z-]*\)", \(true\|false\|"\).*/\2/p' \
		"$ROOT"/src/diag/catalogue.def "$ROOT"/src/diag/change.def)
	[ "$(wc -w <<<"$ids")" -ge 100 ]
	for id in $ids; do
		grep -q "^\.It Sy $id " "$ROOT/src/cli/promptpin.1" || {
			echo "$id is not in the manual" >&2
			return 1
		}
	done
}

@test "the manual says of a rule and of a kind what explain says, and its level" {
	# id, level, text: as sentences with a capital and a full stop, both
	pin explain | sed -n 's/^  \([a-z-]*\) .*/\1/p' | while read -r id; do
		pin explain "$id" | awk -v id="$id" '
			/\(a rule; level/ { level = $5 }
			/^(finds|what):/ { sub(/^[a-z]*: */, ""); text = $0 }
			/^bump:/ { level = $2 }
			END { print id, level, toupper(substr(text, 1, 1)) substr(text, 2) }'
	done | sed 's/\.$//' | sort >explained
	awk '
		/^\./ && id { print id, level, toupper(substr(text, 1, 1)) substr(text, 2); id = "" }
		/^\.It Sy [a-z-]* Pq / { id = $3; level = $5; text = ""; next }
		id { text = text (text ? " " : "") $0 }' \
		"$ROOT/src/cli/promptpin.1" | sed 's/\.$//' | sort >manual
	[ "$(wc -l <explained)" -ge 100 ]
	diff manual explained
}

@test "a mistyped command gets a proposal" {
	exits 2 pin chekc
	has 'chekc is not a command; is it check?'
	exits 2 pin frobnicate
	has 'frobnicate is not a command'
	exits 2 pin help frobnicate
	exits 2 pin --frobnicate
}

@test "too many and too few arguments are wrong use" {
	exits 2 pin show
	has 'show wants ID[@V]'
	exits 2 pin log a b
	has 'one argument too many: b'
}

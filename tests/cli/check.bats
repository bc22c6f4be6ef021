#!/usr/bin/env bats
# promptpin check, and what all commands have in common: options, exit
# statuses, streams, colours.

load helper

setup() {
	common_setup
}

@test "a clean repository is one line and status 0" {
	desk
	exits 0 pin check
	[ "$output" = "nothing wrong in 2 prompts; base: origin/main@$(git rev-parse --short=7 HEAD)" ]
}

@test "drift through a shared partial shows the place, how it is reached, both sides and the command" {
	desk
	edit_tone
	exits 1 pin check
	has 'error[drift] greeting'
	has 'error[drift] support/triage'
	has '--> prompts/partials/tone.j2:1:'
	has '     1 | Be formal.'
	has 'reached by: prompts/support/triage.j2 > prompts/partials/tone.j2'
	has 'asks for: minor'
	has 'message-text-changed'
	has 'why: '
	has 'promptpin bump support/triage'
	has '2 errors in 2 prompts; base: origin/main@'
}

@test "prompts are named, and a wrong id is wrong use" {
	desk
	edit_tone
	exits 1 pin check greeting
	has 'error[drift] greeting'
	hasnt 'support/triage'
	exits 2 pin check gretting
	has 'gretting'
}

@test "--staged looks at the index, the work tree is the default" {
	desk
	edit_tone
	exits 0 pin check --staged
	exits 1 pin check
	exits 1 pin check --worktree
	git add -A
	exits 1 pin check --staged
	exits 2 pin check --staged --worktree
}

@test "--rev and --base look at commits" {
	desk
	first=$(git rev-parse HEAD)
	edit_tone
	git commit -qam drifted
	exits 1 pin check --rev HEAD
	exits 0 pin check --rev "$first"
	exits 1 pin check --rev HEAD --base "$first"
	has "base: "
	exits 2 pin check --rev nowhere
	# a base that is not there may only have to be fetched
	exits 3 pin check --base nowhere
	has 'git fetch'
	exits 2 pin check --base HEAD --no-base
	exits 1 pin check --range "$first..HEAD"
	has "base: "
	exits 2 pin check --range HEAD
	has 'promptpin check --range A..B'
	exits 2 pin check --range HEAD~1...HEAD
	exits 2 pin check --range "$first..HEAD" --base HEAD
}

@test "JSON has the documented form" {
	desk
	edit_tone
	exits 1 pin check -o json
	json_has '.format_version == "1.0" and .view == "worktree" and .prompts_checked == 2'
	json_has '(keys_unsorted | index("format_version") < index("findings")) and (keys_unsorted | index("findings") < index("summary"))'
	json_has '.summary == {"error": 2, "warning": 0, "note": 0}'
	json_has '[.findings[].prompt] == ["greeting", "support/triage"]'
	json_has '.findings[0] | keys_unsorted[0:13] == ["rule", "level", "prompt", "path", "line", "column", "message", "why", "help", "needs", "fingerprint", "waived", "inherited"]'
	json_has '.findings | all(.rule == "drift" and .needs == "minor" and .waived == false and .inherited == false and (.fingerprint | test("^sha256:[0-9a-f]{64}$")))'
}

@test "a fingerprint is the same from every view" {
	desk
	edit_tone
	git commit -qam drifted
	run pin check -o json
	tree=$(jq -r '.findings[].fingerprint' <<<"$output")
	run pin check --staged -o json
	[ "$tree" = "$(jq -r '.findings[].fingerprint' <<<"$output")" ]
	run pin check --rev HEAD -o json
	[ "$tree" = "$(jq -r '.findings[].fingerprint' <<<"$output")" ]
}

@test "several outputs at once, to files and to stdout; the format never changes the status" {
	desk
	edit_tone
	exits 1 pin check -o json:out.json -o text:out.txt -o json
	json_has '.summary.error == 2'
	jq -e '.summary.error == 2' out.json
	grep -q 'error\[drift\]' out.txt
	exits 3 pin check -o json:no/such/folder
	exits 2 pin check -o nonsense
	has 'formats are text, json'
	exits 2 pin check -o json:
}

@test "--fail-on sets the level from which on the status is 1" {
	desk
	printf 'Caf\145\314\201\n' >>prompts/support/system.md
	pin bump --all >/dev/null
	exits 0 pin check
	has 'warning[text-not-nfc]'
	exits 1 pin check --fail-on warning
	exits 1 pin check --fail-on note
	exits 0 pin check --fail-on error
	exits 2 pin check --fail-on off
	exits 2 pin check --fail-on loud
}

@test "without a manifest there is nothing to check, and nothing is said" {
	new_repo bare-of-prompts
	echo text >file
	exits 0 pin check
	[ -z "$output" ]
	commit
	exits 0 pin check
	[ -z "$output" ]
	exits 0 pin check -o json
	json_has '.findings == []'
}

@test "outside a repository is status 3 and says so" {
	exits 3 pin check
	has 'promptpin: this is not a git repository'
	has '  try: git init'
}

@test "a full standard output is status 3, never clean" {
	desk
	run bash -c '"$PROMPTPIN" check >/dev/full'
	[ "$status" -eq 3 ]
	has 'standard output'
	run bash -c '"$PROMPTPIN" explain >/dev/full'
	[ "$status" -eq 3 ]
}

@test "an interrupt is status 130" {
	mkfifo pipe
	# The shell has its background jobs ignore interrupts; env undoes that.
	timeout 20 env --default-signal=INT "$PROMPTPIN" canonical --as text - <pipe >out &
	exec 4>pipe
	child=
	for ((i = 0; i < 100; i++)); do
		child=$(pgrep -P $! -x promptpin) && break
		sleep 0.05
	done
	kill -INT "$child"
	status=0
	wait $! || status=$?
	exec 4>&-
	[ "$status" -eq 130 ]
}

@test "colours: flag, then NO_COLOR, then CLICOLOR_FORCE, then color.ui" {
	desk
	edit_tone
	esc=$'\033['
	exits 1 pin check
	hasnt "$esc"
	exits 1 pin check --color always
	has "$esc"
	unset NO_COLOR
	exits 1 pin check
	hasnt "$esc"
	git config color.ui always
	exits 1 pin check
	has "$esc"
	exits 1 pin check --color never
	hasnt "$esc"
	git config color.ui never
	CLICOLOR_FORCE=1 exits 1 pin check
	has "$esc"
	NO_COLOR=1 CLICOLOR_FORCE=1 exits 1 pin check
	hasnt "$esc"
	exits 2 pin check --color sometimes
}

@test "bytes of the repository are escaped" {
	desk
	printf 'a \033]8;;x\007 \342\200\256 b\n' >>prompts/support/system.md
	exits 1 pin check --color never
	LC_ALL=C hasnt $'\033'
	hasnt $'\342\200\256'
	exits 1 pin check -o json
	hasnt $'\033'
	hasnt $'\342\200\256'
	json_has '.findings | length > 0'
}

@test "a subfolder and GIT_DIR make no difference" {
	desk
	edit_tone
	top=$(pin check || true)
	cd prompts/support
	[ "$top" = "$(pin check || true)" ]
	cd ../..
	[ "$top" = "$(GIT_DIR=.git pin check || true)" ]
}

@test "options: both spellings, clusters, the end of options, mistakes with a proposal" {
	desk
	exits 0 pin check --rev=HEAD
	exits 0 pin check --rev HEAD --output=text
	exits 0 pin check -ojson greeting
	json_has '.prompts_checked == 1'
	exits 0 pin check greeting --rev HEAD
	exits 0 pin check -- greeting
	exits 2 pin check -- --rev
	exits 2 pin check --stagd
	has 'unknown option: --stagd; is it --staged?'
	has '  try: promptpin check --help'
	exits 2 pin check -q
	exits 2 pin check --rev
	has 'wants a value'
	exits 2 pin check --staged=yes
	exits 2 pin check ''
}

@test "the help names every option" {
	help_names check --staged --worktree --rev --base --no-base --policy --output --fail-on
}

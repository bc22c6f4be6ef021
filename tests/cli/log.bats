#!/usr/bin/env bats
# promptpin log

load helper

setup() {
	common_setup
}

@test "newest first, with date, digest, state, kinds and reason" {
	desk
	edit_tone
	pin bump greeting -m 'formal tone' >/dev/null
	exits 0 pin log greeting
	[ "${#lines[@]}" -eq 4 ]
	[[ "${lines[0]}" =~ ^1\.1\.0\ +2026-01-02T03:04:05Z\ +[0-9a-f]{12}\ +draft\ +message-text-changed\ +\(head\)$ ]]
	[ "${lines[1]}" = '            formal tone' ]
	[[ "${lines[2]}" =~ ^1\.0\.0\ .*\ published\ +first\ release$ ]]
	[ "${lines[3]}" = '            first releases' ]
}

@test "JSON" {
	desk
	edit_tone
	pin bump greeting -m 'formal tone' >/dev/null
	exits 0 pin log --json greeting
	json_has '.prompt == "greeting" and (.releases | map(.version) == ["1.1.0", "1.0.0"])'
	json_has '.releases[0] | .head and (.published | not) and .reason == "formal tone" and .changes == ["message-text-changed"]'
	json_has '.releases[1] | (.head | not) and .published and .changes == []'
}

@test "a prompt that was never released has an empty log" {
	desk
	echo '  fresh: {messages: [{user: prompts/greeting.j2}], templates: [prompts/partials]}' >>promptpin.yaml
	exits 0 pin log fresh
	has 'was never released'
}

@test "an unknown prompt is wrong use" {
	desk
	exits 2 pin log nobody
}

@test "the help names every option" {
	help_names log --json
}

#!/usr/bin/env bats
# promptpin status

load helper

setup() {
	common_setup
}

@test "one line a prompt" {
	desk
	exits 0 pin status
	[ "${#lines[@]}" -eq 2 ]
	[[ "${lines[1]}" =~ ^greeting\ +1\.0\.0\ +published\ +[0-9a-f]{12}\ +clean$ ]]
	[[ "${lines[0]}" =~ ^support/triage\ +1\.0\.0\ +published\ +[0-9a-f]{12}\ +clean$ ]]
}

@test "drift says which bump is asked for, and status stays 0" {
	desk
	edit_tone
	exits 0 pin status greeting
	has 'drift, asks for minor'
	has '1 error; promptpin check shows it'
}

@test "a draft, and a prompt that was never released" {
	desk
	edit_tone
	pin bump greeting >/dev/null
	exits 0 pin status
	[[ "${lines[1]}" =~ ^greeting\ +1\.1\.0\ +draft\ .*clean$ ]]
	desk_new='  fresh: {messages: [{user: prompts/greeting.j2}], templates: [prompts/partials]}'
	echo "$desk_new" >>promptpin.yaml
	exits 0 pin status fresh
	[[ "${lines[0]}" =~ ^fresh\ +-\ .*unreleased ]]
}

@test "a prompt that cannot be built is broken" {
	desk
	rm prompts/greeting.j2
	exits 0 pin status greeting
	[[ "${lines[0]}" =~ ^greeting\ +1\.0\.0\ +published\ +-\ +broken ]]
}

@test "JSON" {
	desk
	edit_tone
	exits 0 pin status --json
	json_has '.prompts | map(.prompt) == ["support/triage", "greeting"] or map(.prompt) == ["greeting", "support/triage"]'
	json_has '.prompts[] | select(.prompt == "greeting") | .state == "drift" and .asks == "minor" and .version == "1.0.0" and .published and (.changes == ["message-text-changed"])'
}

@test "without a manifest it says what to do" {
	new_repo empty
	exits 0 pin status
	has 'promptpin init'
}

@test "the help names every option" {
	help_names status --staged --worktree --rev --base --no-base --json
}

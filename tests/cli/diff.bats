#!/usr/bin/env bats
# promptpin diff

load helper

setup() {
	common_setup
}

@test "by default from the base's release to the files: kinds first, then texts" {
	desk
	edit_tone
	exits 0 pin diff greeting
	[ "${lines[0]}" = 'greeting: release 1.0.0 -> worktree' ]
	[ "${lines[1]}" = '  asks for minor' ]
	has 'message-text-changed'
	has '--- parts/tone.j2 (prompts/partials/tone.j2), release 1.0.0'
	has '+++ parts/tone.j2 (prompts/partials/tone.j2), worktree'
	has 'Be [-kind-]{+formal+}.'
	# "Be " of the partial is all that is left before the difference
	[ "${lines[3]}" = '  the first 3 of 25 bytes are the same' ]
	exits 0 pin diff greeting --lines
	has '-Be kind.'
	has '+Be formal.'
}

@test "no difference" {
	desk
	exits 0 pin diff greeting
	has 'the same prompt'
	[ "${#lines[@]}" -eq 2 ]
}

@test "between two names, either way round" {
	desk
	edit_tone
	pin bump greeting >/dev/null
	exits 0 pin diff greeting 1.0.0 1.1.0
	has 'Be [-kind-]{+formal+}.'
	exits 0 pin diff greeting head base
	has 'Be [-formal-]{+kind+}.'
	exits 0 pin diff greeting 1.1.0
	has 'the same prompt'
}

@test "settings are shown member by member" {
	desk
	sed -i 's/temperature: 0.3/temperature: 0.7/; s/gpt-4.1-2025-04-14/gpt-4.1-2026-01-01/' promptpin.yaml
	exits 0 pin diff greeting
	has 'param-changed'
	has '-  "temperature": 0.3'
	has '+  "temperature": 0.7'
	has '-openai/gpt-4.1-2025-04-14'
	has '+openai/gpt-4.1-2026-01-01'
}

@test "what came and what went" {
	desk
	sed -i '/tools:/d; s/- slot: history/- slot: media/' promptpin.yaml
	exits 0 pin diff support/triage
	has 'asks for major'
	has '--- tools/search (tools/search.json), release 1.0.0'
	has '+++ none'
	has '+++ messages[1], worktree'
}

@test "a prompt without a release is new as a whole" {
	desk
	echo '  fresh: {messages: [{user: prompts/greeting.j2}], templates: [prompts/partials]}' >>promptpin.yaml
	exits 0 pin diff fresh
	has 'never released'
	has '+Hello {{ name }}'
}

@test "texts come before settings" {
	desk
	edit_tone
	sed -i 's/temperature: 0.3/temperature: 0.7/' promptpin.yaml
	exits 0 pin diff greeting
	text=$(grep -n '^+++ parts/tone.j2' <<<"$output" | cut -d: -f1)
	settings=$(grep -n '^+++ params' <<<"$output" | cut -d: -f1)
	[ "$text" -lt "$settings" ]
}

@test "the common beginning: tools first, then messages in order" {
	desk
	printf 'Thanks.\n' >>prompts/support/triage.j2
	exits 0 pin diff --json support/triage
	json_has '.common_prefix | .bytes == .from and .to == .from + 7'
	git checkout -q .
	sed -i 's/"Search/"search/' tools/search.json
	exits 0 pin diff --json support/triage
	at=$(grep -bo 'search the orders' tools/search.json | cut -d: -f1)
	json_has ".common_prefix.bytes == $at"
}

@test "JSON" {
	desk
	edit_tone
	exits 0 pin diff --json greeting
	json_has '.prompt == "greeting" and .from == "release 1.0.0" and .to == "worktree" and .asks == "minor" and (.same | not)'
	json_has '.changes | length == 1 and .[0].kind == "message-text-changed" and .[0].needs == "minor" and .[0].proven'
}

@test "the help names every option" {
	help_names diff --json --lines
}

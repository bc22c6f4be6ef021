#!/usr/bin/env bats
# promptpin show

load helper

setup() {
	common_setup
}

@test "without a name: what the files come to, piece by piece" {
	desk
	exits 0 pin show support/triage
	[ "${lines[0]}" = 'support/triage, worktree' ]
	has '== messages[0]: system, text (prompts/support/system.md)'
	has 'You are a support agent.'
	has '== messages[1]: slot history'
	has '== messages[2]: user, jinja2 trim_blocks=true (prompts/support/triage.j2)'
	has '== parts/tone.j2 (prompts/partials/tone.j2)'
	has '== tools/search: openai-chat (tools/search.json)'
	has '== output: json_schema'
	has '== variables'
	has '== model'
	has 'openai/gpt-4.1-2025-04-14'
	has '"max_tokens": 1024'
}

@test "a version, head, base, index and worktree" {
	desk
	edit_tone
	pin bump greeting >/dev/null
	edit_tone 'Be brief.'
	tone() { pin show --part parts/tone.j2 "greeting$1"; }
	[ "$(tone @1.0.0)" = 'Be kind.' ]
	[ "$(tone @base)" = 'Be kind.' ]
	[ "$(tone @1.1.0)" = 'Be formal.' ]
	[ "$(tone @head)" = 'Be formal.' ]
	[ "$(tone @index)" = "$(git show :prompts/partials/tone.j2)" ]
	[ "$(tone @worktree)" = 'Be brief.' ]
	[ "$(tone '')" = 'Be brief.' ]
}

@test "the digest of a release and a normal digest name it, with seven digits or more" {
	desk
	release=$(sha256sum <.promptpin/releases/greeting@1.0.0 | cut -c1-64)
	normal=$(pin status greeting --json | jq -r '.prompts[0].normal')
	for name in "${release:0:7}" "$release" "sha256:$release" "${normal#sha256:}" "$normal"; do
		exits 0 pin show "greeting@$name"
		[ "${lines[0]}" = 'greeting, release 1.0.0' ]
	done
	exits 2 pin show "greeting@${release:0:6}"
	exits 2 pin show greeting@0000000
}

@test "--json is the release's own bytes" {
	desk
	pin show --json greeting@1.0.0 >got
	cmp got .promptpin/releases/greeting@1.0.0
}

@test "--json of files has the effective prompt and its normal digest" {
	desk
	exits 0 pin show --json greeting
	json_has 'keys_unsorted == ["prompt", "normal", "effective", "sources"]'
	run diff <(jq .effective <<<"$output") <(jq .effective .promptpin/releases/greeting@1.0.0)
	[ "$status" -eq 0 ]
}

@test "--part prints bytes and nothing else" {
	desk
	pin show --part system support/triage@head >got
	cmp got prompts/support/system.md
	pin show --part 'messages[2]' support/triage >got
	cmp got prompts/support/triage.j2
	pin show --part tools/search support/triage >got
	cmp got tools/search.json
	pin show --part output support/triage >got
	cmp got schemas/triage.json
	[ "$(pin show --part tools support/triage | jq length)" -eq 1 ]
	[ "$(pin show --part params support/triage | jq -c .)" = '{"temperature":0.3,"max_tokens":1024}' ]
	[ "$(pin show --part model greeting)" = openai/gpt-4.1-2025-04-14 ]
	[ "$(pin show --part variables support/triage | jq -c .required)" = '["ticket_body"]' ]
	exits 2 pin show --part tools greeting
	has 'there is no part tools'
	exits 2 pin show --json --part system greeting
}

@test "what is not there is wrong use, with a way on" {
	desk
	exits 2 pin show greetings
	has 'is it greeting?'
	exits 2 pin show greeting@9.9.9
	has 'promptpin log greeting'
	exits 2 pin show greeting@production
	has 'environments'
	exits 2 pin show 'Not An Id'
}

@test "files that do not come to a prompt are status 1" {
	desk
	rm prompts/greeting.j2
	exits 1 pin show greeting
	has 'promptpin check greeting'
	exits 0 pin show greeting@head
}

@test "a damaged object is status 3" {
	desk
	object=.promptpin/objects/$(sha256sum <prompts/greeting.j2 | cut -c1-64 | sed 's|..|&/|')
	rm "$object"
	exits 3 pin show greeting@head
	has 'promptpin mend'
}

@test "a bare repository shows what HEAD holds" {
	desk
	cd ../remote.git
	exits 0 pin show greeting@head
	exits 0 pin show greeting
}

@test "the help names every option" {
	help_names show --json --part
}

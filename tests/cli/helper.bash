# What the bats files of the reading commands start with: `load helper`.
#
# common.bash pins the environment (HOME, locale, time zone, git's
# configuration, author and date) and says which program is under test.
# Here: a small realistic repository with a bare remote.

load common

pin() { "$PROMPTPIN" "$@"; }

# Everything that is not ignored, as a commit.
commit() {
	git add -A && git commit -qm "${1:-work}"
}

# "remote.git" and a clone of it, entered, with the files of two prompts that
# share a partial, and a tool, a schema, variables; not committed.
desk_files() {
	git init -q --bare remote.git
	git clone -q remote.git desk 2>/dev/null
	cd desk || return 1
	mkdir -p prompts/support prompts/partials tools schemas
	printf 'You are a support agent.\nAnswer in the language of the ticket.\n' \
		>prompts/support/system.md
	printf '{%% include "tone.j2" %%}\nTicket: {{ ticket_body }}\n{%% if hint %%}Hint: {{ hint }}\n{%% endif %%}' \
		>prompts/support/triage.j2
	printf 'Be kind.\n' >prompts/partials/tone.j2
	printf '{%% include "tone.j2" %%}\nHello {{ name }}\n' >prompts/greeting.j2
	cat >tools/search.json <<-'JSON'
		{"type": "function", "function": {"name": "search", "description": "Search the orders",
		 "parameters": {"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]}}}
	JSON
	printf '{"type": "object", "properties": {"queue": {"type": "string"}}, "required": ["queue"]}\n' \
		>schemas/triage.json
	cat >promptpin.yaml <<-'YAML'
		promptpin: 1
		defaults:
		  model: openai/gpt-4.1-2025-04-14
		  params: {temperature: 0.3, max_tokens: 1024}
		prompts:
		  support/triage:
		    messages:
		      - system: prompts/support/system.md
		      - slot: history
		      - user: {file: prompts/support/triage.j2, options: {trim_blocks: true}}
		    templates: [prompts/partials]
		    tools: [tools/search.json]
		    output: schemas/triage.json
		    variables:
		      ticket_body: string
		      hint: string?
		  greeting:
		    messages:
		      - user: prompts/greeting.j2
		    templates: [prompts/partials]
	YAML
	printf '.promptpin/** -text -merge linguist-generated\n' >.gitattributes
}

# The same with first releases, committed and pushed.
desk() {
	desk_files
	git add .
	pin bump --all -m 'first releases' >/dev/null
	commit 'pin the prompts'
	git push -q origin main
}

# Change the partial that both prompts share.
edit_tone() {
	printf '%s\n' "${1:-Be formal.}" >prompts/partials/tone.j2
}

# shellcheck disable=SC2154 # output and lines are set by run
# $output is JSON for which the jq expression "$1" holds.
json_has() {
	jq -e "$1" >/dev/null <<<"$output" || {
		printf 'does not hold: %s\n---- output\n%s\n' "$1" "$output" >&2
		return 1
	}
}

# shellcheck disable=SC2154 # output and lines are set by run
# The help of "$1" starts with its usage and names each of the options after it.
help_names() {
	local command=$1 option
	shift
	exits 0 pin "$command" --help
	[[ "${lines[0]}" == "usage: promptpin $command "* ]]
	for option in "$@" --color --help; do
		has "$option"
	done
}

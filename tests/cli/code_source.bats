#!/usr/bin/env bats
# Prompts that stand in source code: `symbol` and `match`, from the manifest to
# the hook, and back.
#
# shellcheck disable=SC2016 # what looks like the shell's is the languages'

load helper

setup() {
	common_setup
}

agent() {
	cat >src/agent.py <<-PY
		"""Routes tickets."""
		import os
		from textwrap import dedent

		SYSTEM_PROMPT = dedent("""\\
		    You are a support agent.
		    $1
		    """)


		def ask(ticket, tone="kind"):
		    return f"Ticket: {ticket}\nTone: {tone}, {os.getenv('REGION')}"
	PY
}

# A repository with one prompt in code, released and pushed, with hooks.
desk_in_code() {
	git init -q --bare remote.git
	git clone -q remote.git desk 2>/dev/null
	cd desk || return 1
	mkdir src
	agent 'Be brief.'
	cat >promptpin.yaml <<-'YAML'
		promptpin: 1
		prompts:
		  agent/system:
		    messages:
		      - system: {file: src/agent.py, symbol: SYSTEM_PROMPT}
		      - user: {file: src/agent.py, symbol: ask}
	YAML
	printf '.promptpin/** -text -merge linguist-generated\n' >.gitattributes
	git add .
	pin bump --all -m 'first release' >/dev/null
	commit 'pin the prompt'
	git push -q origin main
	git remote set-head origin main
	pin install >/dev/null
}

@test "a symbol is what the code makes of it: stored decoded, its file is none of the prompt's" {
	desk_in_code
	exits 0 pin check
	exits 0 pin show --part system agent/system
	[ "$output" = $'You are a support agent.\nBe brief.' ]
	exits 0 cat .promptpin/releases/agent/system@1.0.0
	has '"syntax": "python-f-string"'
	has '"at": "SYSTEM_PROMPT"'
	sed -i 's/Routes tickets/Routes all tickets/' src/agent.py
	exits 0 git commit -qam 'another comment'
}

@test "drift in code is caught on commit, with the line, and a bump mends it" {
	desk_in_code
	agent 'Be formal.'
	exits 1 git commit -qam 'formal'
	has 'error[drift] agent/system'
	has 'src/agent.py:'
	exits 0 pin bump agent/system -m 'formal tone'
	has '1.1.0'
	has 'src/agent.py'
	git add src/agent.py
	exits 0 git commit -qm 'formal tone'
	exits 0 pin check
}

@test "what changed in a text of the code is shown where it stands, whatever the literal" {
	desk_in_code
	agent 'Be formal.'
	exits 1 pin check
	has '--> src/agent.py:7:8'
	has '7 |     Be formal.'
	exits 1 pin check -o json
	[ "$(jq -r '.findings[] | select(.rule == "drift") | .line' <<<"$output")" = 7 ]
	# pieces that stand side by side, and escapes
	cat >src/agent.py <<-'PY'
		SYSTEM_PROMPT = (
		    "You are a support agent.\n"  # who
		    "Be "
		    "quick and say \"hello\" first."
		)

		def ask(ticket, tone="kind"):
		    return f"Ticket: {ticket}\nTone: {tone}, {os.getenv('REGION')}"
	PY
	exits 1 pin check
	has '--> src/agent.py:4:6'
}

@test "white space of the code that dedent takes away is no change; a new name is" {
	desk_in_code
	sed -i 's/^    \(You\|Be\)/        \1/; s/^    """)/        """)/' src/agent.py
	exits 0 pin check
	sed -i "s/Tone: {tone}/Tone: {tone}, of {level}/" src/agent.py
	exits 1 pin check
	has 'error[drift] agent/system'
	has 'asks for: major'
}

@test "a symbol that is not there, or there twice, is said with what there is" {
	desk_in_code
	sed -i 's/SYSTEM_PROMPT/PROMPT_OF_SYSTEM/' src/agent.py
	exits 1 pin check
	has 'error[source-missing] agent/system'
	has 'SYSTEM_PROMPT'
	has 'promptpin inspect src/agent.py'
	printf 'SYSTEM_PROMPT = "one text"\nSYSTEM_PROMPT = "another text"\n' >>src/agent.py
	exits 1 pin check
	has 'src/agent.py'
	has 'SYSTEM_PROMPT'
	git rm -q --cached src/agent.py
	rm src/agent.py
	exits 1 pin check
	has 'src/agent.py is not there'
}

@test "a restore prints what stands in code, and does not write it" {
	desk_in_code
	agent 'Be formal.'
	pin bump agent/system -m formal >/dev/null
	git add -A
	git commit -qm formal
	exits 0 pin restore agent/system@1.0.0
	has 'Be brief.'
	grep -q 'Be formal.' src/agent.py
}

@test "a pattern finds the text in any file; it has to match once, within limits" {
	new_repo lua
	mkdir src
	printf 'local ask = [[You are a helpful agent.]]\nlocal other = 1\n' >src/ask.lua
	cat >promptpin.yaml <<-'YAML'
		promptpin: 1
		prompts:
		  ask:
		    messages:
		      - user: {file: src/ask.lua, match: 'ask = \[\[(?<prompt>.*?)\]\]'}
	YAML
	git add .
	exits 0 pin bump --all -m first
	exits 0 pin show --part user ask
	[ "$output" = 'You are a helpful agent.' ]
	printf 'local ask = [[Twice.]]\n' >>src/ask.lua
	exits 1 pin check
	has 'error[source-missing] ask'
	printf 'local ask = [[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n' >src/ask.lua
	sed -i "s/match: .*/match: '(?<prompt>(a+)+)b'}/" promptpin.yaml
	exits 1 pin check
	has 'src/ask.lua'
}

@test "a commit without the code that bump left unstaged says what to add" {
	desk_in_code
	agent 'Be formal.'
	exits 0 pin bump agent/system
	has 'not staged: src/agent.py'
	exits 1 git commit -qm formal
	has 'error[drift] agent/system'
	has 'or, if release 1.1.0 is of what is not staged yet: git add src/agent.py'
	git add src/agent.py
	exits 0 git commit -qm formal
	# nothing is left that could be added
	agent 'Be terse.'
	exits 1 git commit -qam terse
	hasnt 'not staged yet'
}

@test "affected and diff follow a text in code" {
	desk_in_code
	agent 'Be formal.'
	git add -A
	exits 0 pin affected --base HEAD
	has 'agent/system'
	exits 0 pin diff agent/system
	has 'Be formal.'
}

@test "inspect lists the texts of a file, and a notebook of languages is read" {
	new_repo many
	agent 'Be brief.' 2>/dev/null || { mkdir src && agent 'Be brief.'; }
	exits 0 pin inspect src/agent.py
	has 'SYSTEM_PROMPT, text'
	has 'python-f-string'
	printf 'export const SYSTEM = `You are ${name}, a kind agent.`;\n' >a.ts
	exits 0 pin inspect --json a.ts
	json_has '.texts == [{"symbol": "SYSTEM", "syntax": "js-template", "text": "You are ${name}, a kind agent.", "wrapped": false, "line": 1, "column": 23}]'
	printf 'package a\nconst Prompt = `You are a Go agent, and kind.`\n' >a.go
	exits 0 pin inspect a.go
	has 'Prompt, text'
}

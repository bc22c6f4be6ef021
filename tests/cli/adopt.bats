#!/usr/bin/env bats
# promptpin adopt

load helper

setup() {
	common_setup
}

# A manifest with one prompt, and code with several texts.
shop() {
	new_repo shop
	mkdir -p prompts src
	printf 'You sell shoes.\n' >prompts/sell.md
	cat >src/agent.py <<-'PY'
		SYSTEM_PROMPT = """You are an assistant of a shop.
		Be kind."""


		def ask(client, question):
		    return client.chat([
		        ("system", "You answer questions about shoes and nothing else."),
		        ("user", question),
		    ])


		def other(client):
		    return client.chat([("system", "You answer questions about shirts."), ("user", "x")])
	PY
	cat >promptpin.yaml <<-'YAML'
		# ours
		promptpin: 1
		prompts:
		  sell: # the first
		    messages:
		      - system: prompts/sell.md
	YAML
	cp promptpin.yaml old
}

# Nothing but lines at the end of the manifest were added: those of stdin.
added() {
	cmp -n "$(stat -c %s old)" promptpin.yaml old
	tail -c "+$(($(stat -c %s old) + 1))" promptpin.yaml | diff - /dev/stdin
}

# What was adopted passes the check once it is released.
holds() {
	exits 0 pin bump --all
	git add -A
	exits 0 pin check
}

@test "a text: one more entry, and what to type next" {
	shop
	printf '{{ name }}, buy!\n' >prompts/push.j2
	exits 0 pin adopt prompts/push.j2
	has 'added to promptpin.yaml:'
	has '  push: # a template in jinja2'
	has '  promptpin bump push'
	added <<-'YAML'
		  push: # a template in jinja2
		    messages:
		      - user: prompts/push.j2
	YAML
	holds
}

@test "--role and --id, from a subfolder, and --dry-run writes nothing" {
	shop
	printf 'Be brief.\n' >prompts/brief.txt
	pushd prompts
	exits 0 pin adopt --dry-run --role user --id style/brief brief.txt
	has 'would add to promptpin.yaml:'
	has '      - user: prompts/brief.txt'
	hasnt 'next:'
	cmp ../promptpin.yaml ../old
	exits 0 pin adopt --role user --id style/brief brief.txt
	popd
	added <<-'YAML'
		  style/brief: # a text in a folder of prompts
		    messages:
		      - user: prompts/brief.txt
	YAML
	holds
}

@test "a file of a format carries itself" {
	shop
	printf -- '---\ndescription: reviews\n---\nYou review code.\n' >review.agent.md
	exits 0 pin adopt review.agent.md
	added <<-'YAML'
		  review: # a Copilot agent
		    file: review.agent.md
	YAML
	holds
	exits 1 pin adopt review.agent.md
	has 'review.agent.md is a part of the prompt review already'
	printf -- '---\ndescription: reviews\n---\nYou review.\n' >other.agent.md
	exits 1 pin adopt --role system other.agent.md
	has 'says the roles itself'
}

@test "a constant in source code, by any of its lines" {
	shop
	exits 0 pin adopt src/agent.py:2
	added <<-'YAML'
		  agent/system: # in code
		    messages:
		      - system: {file: src/agent.py, symbol: SYSTEM_PROMPT}
	YAML
	holds
	sed -i 's/kind/rude/' src/agent.py
	exits 1 pin check
	has 'error[drift] agent/system'
	exits 1 pin adopt src/agent.py:1
	has 'is a part of the prompt agent/system already'
}

@test "a text without a name gets a pattern that finds it and nothing else" {
	shop
	exits 0 pin adopt src/agent.py:7 --id ask
	grep -q "      - system: {file: src/agent.py, match: '" promptpin.yaml
	exits 0 pin show ask
	has 'You answer questions about shoes and nothing else.'
	holds
	# lines that come and go elsewhere do not matter
	sed -i '1i import os' src/agent.py
	sed -i 's/about shirts/about hats/' src/agent.py
	exits 0 pin check
	sed -i 's/nothing else/little else/' src/agent.py
	exits 1 pin check
	has 'error[drift] ask'
	exits 1 pin adopt src/agent.py:8
	has 'is a part of the prompt ask already'
}

@test "a line without a text: those that have one are named" {
	shop
	exits 1 pin adopt src/agent.py:5
	has 'src/agent.py has no text in line 5; texts begin in line'
	has 'promptpin adopt src/agent.py:1'
	exits 1 pin adopt src/agent.py
	has 'is source code: say which line'
	exits 1 pin adopt prompts/sell.md:1
	has 'is not source code'
	cmp promptpin.yaml old
}

@test "what is taken, absent, outside or broken is refused" {
	shop
	exits 1 pin adopt prompts/sell.md
	has 'prompts/sell.md is a part of the prompt sell already'
	has 'promptpin show sell'
	printf 'x\n' >prompts/x.md
	exits 1 pin adopt --id sell prompts/x.md
	has 'sell is the id of another prompt'
	exits 1 pin adopt nothing.md
	has 'is not a file of this repository'
	exits 1 pin adopt ../shop2/a.md
	exits 2 pin adopt prompts/x.md:0
	exits 2 pin adopt prompts/x.md:a
	exits 2 pin adopt --role boss prompts/x.md
	exits 2 pin adopt --id 'No Id' prompts/x.md
	exits 2 pin adopt --id a prompts/x.md prompts/sell.md
	printf '{%% if %%}' >prompts/broken.j2
	exits 1 pin adopt prompts/broken.j2
	has 'prompts/broken.j2:1:'
	printf '{%% include "absent.j2" %%}' >prompts/gone.j2
	exits 1 pin adopt prompts/gone.j2
	has 'include-missing'
	printf '\0\1' >prompts/x.bin
	exits 1 pin adopt prompts/x.bin
	cmp promptpin.yaml old
}

@test "several at once, one of them twice" {
	shop
	printf 'a\n' >prompts/a.md
	printf 'b\n' >prompts/b.md
	exits 1 pin adopt prompts/a.md prompts/a.md
	has 'is a part of the prompt a already'
	exits 1 pin adopt src/agent.py:1 src/agent.py:2
	has 'is a part of the prompt agent/system already'
	exits 1 pin adopt src/agent.py:7 src/agent.py:7
	cmp promptpin.yaml old
	exits 0 pin adopt prompts/a.md src/agent.py:1 prompts/b.md
	has 'promptpin bump a agent/system b'
	holds
}

@test "without a manifest it says what to type" {
	new_repo repo
	echo a >a.md
	exits 1 pin adopt a.md
	has 'promptpin init'
	[ ! -e promptpin.yaml ]
}

@test "the help names every option" {
	help_names adopt --id --role --dry-run
}

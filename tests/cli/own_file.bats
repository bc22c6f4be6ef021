#!/usr/bin/env bats
# Prompts that a file carries itself: `file`, `format`, `version: file`, and
# `collections`, from the manifest to the hook.

load helper

setup() {
	common_setup
}

dotprompt() {
	cat >"$1" <<-PROMPT
		---
		model: googleai/gemini-2.5-flash
		config:
		  temperature: 0.3
		input:
		  schema:
		    name: string
		---
		{{role "system"}}
		$2
		{{role "user"}}
		Greet {{name}}.
	PROMPT
}

desk_of_files() {
	git init -q --bare remote.git
	git clone -q remote.git desk 2>/dev/null
	cd desk || return 1
	mkdir prompts
	dotprompt prompts/greet.prompt 'Be kind.'
	cat >promptpin.yaml <<-YAML
		promptpin: 1
		$1
	YAML
	printf '.promptpin/** -text -merge linguist-generated\n' >.gitattributes
	git add .
	pin bump --all -m 'first release' >/dev/null
	commit 'pin the prompts'
	git push -q origin main
	git remote set-head origin main
	pin install >/dev/null
}

one_file='prompts:
  greet:
    file: prompts/greet.prompt'

@test "a setting that changed is shown where it stands: in the prompt's file, or in the manifest" {
	desk_of_files "defaults:
  params: {top_p: 0.5}
$one_file
    params:
      seed: 1"
	sed -i 's/temperature: 0.3/temperature: 0.4/' prompts/greet.prompt
	exits 1 pin check
	has $'--> prompts/greet.prompt:4:16\n'
	sed -i -e 's/temperature: 0.4/temperature: 0.3/' -e 's/2.5-flash/2.5-pro/' prompts/greet.prompt
	exits 1 pin check
	has $'--> prompts/greet.prompt:2:8\n'
	git checkout -q prompts
	sed -i 's/seed: 1/seed: 2/' promptpin.yaml
	exits 1 pin check
	has $'--> promptpin.yaml:8:13\n     8 |       seed: 2'
	git checkout -q promptpin.yaml
	sed -i 's/top_p: 0.5/top_p: 0.6/' promptpin.yaml
	exits 1 pin check
	has $'--> promptpin.yaml:3:19\n'
}

@test "a file that carries the prompt: messages, model, params, variables" {
	desk_of_files "$one_file"
	exits 0 pin check
	exits 0 cat .promptpin/releases/greet@1.0.0
	has '"role": "system"'
	has '"role": "user"'
	has '"id": "googleai/gemini-2.5-flash"' || has '"id": "gemini-2.5-flash"'
	has '"path": "prompts/greet.prompt"'
	exits 0 pin show --part params greet
	json_has '.temperature == 0.3'
	exits 0 pin show --part variables greet
	json_has '.required == ["name"]'
}

@test "drift in it is caught on commit with its line, a bump mends it, a rollback writes the file back" {
	desk_of_files "$one_file"
	cp prompts/greet.prompt ../before
	dotprompt prompts/greet.prompt 'Be formal.'
	exits 1 git commit -qam formal
	has 'error[drift] greet'
	has 'prompts/greet.prompt:10'
	exits 0 pin bump greet -m formal
	has '1.0.0 -> 1.1.0'
	exits 0 git commit -qam formal
	exits 0 pin restore greet@1.0.0
	cmp prompts/greet.prompt ../before
	exits 0 pin check
}

@test "a missing partial is called by the file that would be it" {
	desk_of_files "$one_file"
	dotprompt prompts/greet.prompt '{{>tone}}'
	exits 1 git commit -qam partial
	has 'error[include-missing] greet: tone is in no folder of templates'
	has 'git add prompts/_tone.prompt'
	printf 'Be kind.\n' >prompts/_tone.prompt
	git add prompts/_tone.prompt
	exits 0 pin bump greet
	exits 0 git commit -qam partial
}

@test "what is changed in its header is judged by what it is" {
	desk_of_files "$one_file"
	sed -i 's/0.3/0.4/' prompts/greet.prompt
	exits 1 pin check
	has 'asks for: patch'
	dotprompt prompts/greet.prompt 'Be kind.'
	sed -i 's/name: string/name: string\n    tone: string/; s/{{name}}/{{name}} {{tone}}/' prompts/greet.prompt
	exits 1 pin check
	has 'asks for: major'
	dotprompt prompts/greet.prompt 'Be kind.'
	sed -i '2i description: greets' prompts/greet.prompt
	exits 0 pin check
}

@test "the entry's own keys go before the file's, those before the defaults" {
	desk_of_files 'defaults:
  model: openai/gpt-4.1-2025-04-14
  params: {top_p: 1, temperature: 0.9}
prompts:
  greet:
    file: prompts/greet.prompt
    params: {max_tokens: 5}'
	exits 0 pin show --part params greet
	[ "$output" = '{"top_p":1,"temperature":0.3,"max_tokens":5}' ]
	exits 0 pin show greet
	has 'gemini-2.5-flash'
	hasnt 'gpt-4.1'
}

@test "what is wrong in it is said with its line, and refused" {
	desk_of_files "$one_file"
	printf -- '---\nmodel: a\ninput:\n  schema:\n    name: [1\n---\nhi {{#if}}\n' >prompts/greet.prompt
	exits 1 pin check
	has 'prompts/greet.prompt:'
	exits 1 git commit -qam broken
}

@test "version: file compares, and a bump takes it" {
	desk_of_files "$one_file"
	sed -i '2i version: 1.0.0' prompts/greet.prompt
	printf '    version: file\n' >>promptpin.yaml
	exits 0 pin check
	sed -i 's/version: 1.0.0/version: 1.2.0/' prompts/greet.prompt
	exits 1 pin check
	has 'error[version-mismatch] greet'
	has 'prompts/greet.prompt:2'
	sed -i 's/Be kind/Be formal/' prompts/greet.prompt
	exits 0 pin bump greet -m formal
	has '1.0.0 -> 1.2.0'
	exits 0 pin check
	commit formal
	git push -q origin main
	sed -i 's/Be formal/Be curt/' prompts/greet.prompt
	exits 1 pin bump greet -m curt
	has 'raise the version that the file of greet says'
}

@test "a collection: each file is a prompt, its id the path below root" {
	desk_of_files 'collections:
  - {files: "prompts/**/*.prompt", root: prompts}'
	exits 0 pin status
	has 'greet'
	mkdir -p prompts/mail
	dotprompt prompts/mail/Short.prompt 'Be short.'
	dotprompt prompts/_partial.prompt 'Not a prompt.'
	git add .
	exits 1 git commit -qm 'a new prompt'
	has 'unreleased] mail/short'
	hasnt partial
	exits 0 pin bump --all -m first
	exits 0 git commit -qm 'a new prompt'
	git rm -q prompts/mail/Short.prompt
	exits 1 git commit -qm 'gone'
	has 'prompt-removed] mail/short'
}

@test "a collection of texts, with keys for all of them" {
	new_repo texts
	mkdir mail
	printf 'Dear {{ name }}\n' >mail/one.j2
	printf 'Hello {{ name }}\n' >mail/two.j2
	cat >promptpin.yaml <<-'YAML'
		promptpin: 1
		prompts:
		  two: {messages: [{user: mail/two.j2}]}
		collections:
		  - {files: "mail/*.j2", role: system, model: openai/gpt-4.1-2025-04-14}
	YAML
	git add .
	exits 0 pin bump --all -m first
	exits 0 cat .promptpin/releases/one@1.0.0
	has '"role": "system"'
	has '"at": "/collections/0"'
	has 'gpt-4.1'
	exits 0 cat .promptpin/releases/two@1.0.0
	hasnt 'gpt-4.1'
	[ "$(ls .promptpin/releases)" = $'one@1.0.0\ntwo@1.0.0' ]
}

@test "two files of one id, and a path that is none" {
	new_repo texts
	mkdir mail
	printf 'a\n' >mail/one.md
	printf 'b\n' >mail/One.md
	printf 'c\n' >'mail/1 (2).md'
	printf 'promptpin: 1\ncollections:\n  - {files: "mail/*.md"}\n' >promptpin.yaml
	exits 1 pin check
	has 'would both be the prompt one'
	has 'which is no prompt id'
	has 'promptpin.yaml:3'
}

@test "one of several prompts of a file" {
	new_repo several
	cat >promptfooconfig.yaml <<-'YAML'
		prompts:
		  - {id: short, raw: "Be short: {{question}}"}
		  - {id: long, raw: "Be long: {{question}}"}
		providers: [openai:gpt-4.1]
	YAML
	printf 'promptpin: 1\nprompts:\n  ask: {file: promptfooconfig.yaml}\n' >promptpin.yaml
	exits 1 pin check
	has 'has 2 prompts: short, long'
	has 'symbol: short'
	printf 'promptpin: 1\nprompts:\n  ask: {file: {file: promptfooconfig.yaml, symbol: long}}\n' >promptpin.yaml
	git add .
	exits 0 pin bump --all -m first
	exits 0 pin show --part user ask
	[ "$output" = 'Be long: {{question}}' ]
}

@test "a partial that Prompty's Mustache does not find is empty, and drift once it is there" {
	new_repo partial
	cat >ask.prompty <<-'PROMPTY'
		---
		model: {id: gpt-4.1, provider: openai}
		template: {format: {kind: mustache}}
		---
		user:
		Hi {{>tone.txt}} {{name}}
	PROMPTY
	printf 'promptpin: 1\nprompts:\n  ask: {file: ask.prompty}\n' >promptpin.yaml
	git add .
	exits 0 pin inspect ask.prompty
	exits 0 pin bump --all -m first
	commit first
	exits 0 pin check
	printf 'kind' >tone.txt
	git add tone.txt
	exits 1 pin check
	has 'drift'
}

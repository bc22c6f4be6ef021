#!/usr/bin/env bats
# promptpin inspect

load helper

setup() {
	common_setup
}

@test "a template: variables with their places, includes" {
	printf 'Hi {{ name }}\n{%% if tone %%}{{ tone }}{%% endif %%}\n{%% include ["a.j2", "b.j2"] ignore missing %%}\n' >x.j2
	exits 0 pin inspect x.j2
	has 'format:    jinja2'
	has '1:7    name'
	has 'tone, optional'
	has 'include a.j2 or b.j2, may be missing'
}

@test "the same as JSON" {
	printf 'Hi {{ name }}\n{%% include file %%}' >x.j2
	exits 0 pin inspect --json x.j2
	json_has '.format == "jinja2" and .messages == [] and .model == null'
	json_has '.variables | map(.name) == ["file", "name"]'
	json_has '.variables[1] == {"name": "name", "line": 1, "column": 7, "optional": false}'
	json_has '.includes == [{"kind": "include", "names": [], "line": 2, "column": 1, "computed": true, "ignore_missing": false}]'
}

@test "a tool file" {
	printf '[{"name": "a", "input_schema": {"type": "object"}},\n {"name": "b", "input_schema": {"type": "object"}}]' >t.json
	exits 0 pin inspect t.json
	has 'a, anthropic'
	exits 0 pin inspect --json t.json
	json_has '.tools | map([.name, .line]) == [["a", 1], ["b", 2]]'
}

@test "another value, from standard input" {
	run bash -c 'printf "a: 1\nb: [2]\n" | "$PROMPTPIN" inspect --syntax yaml -'
	[ "$status" -eq 0 ]
	has 'members:   a, b'
	has 'tools:     none'
}

@test "what cannot be read is refused with the place" {
	printf 'ok\n{{ a' >x.j2
	exits 1 pin inspect x.j2
	has 'x.j2:2:'
	exits 2 pin inspect nowhere.j2
	printf 'x' >x.foo
	exits 2 pin inspect x.foo
	has 'does not say by its name what it is'
	exits 2 pin inspect --syntax cobol x.foo
}

prompty() {
	cat >x.prompty <<-'PROMPTY'
		---
		name: greet
		model:
		  id: gpt-4.1
		  provider: openai
		  options: {temperature: 0.3}
		inputs:
		  - {name: who, kind: string, required: true}
		---
		system:
		Be kind.

		user:
		Hi {{who}} of {{town}}
	PROMPTY
}

@test "a prompt file: what it was taken for and why, and all that it carries" {
	prompty
	exits 0 pin inspect x.prompty
	has 'format:    prompty v2: '
	has 'its header has'
	has 'system, jinja2'
	has 'user, jinja2'
	has 'who, declared'
	has '14:17   town'
	has 'model:     openai/gpt-4.1'
	has 'params:    {"temperature":0.3}'
}

@test "the same as JSON, and the effective prompt alone" {
	prompty
	exits 0 pin inspect --json x.prompty
	json_has '.format == "prompty" and .variant == "v2" and (.prompts | length) == 1'
	json_has '.messages | map(.role) == ["system", "user"]'
	json_has '.variables | map([.name, .declared]) == [["who", true], ["town", false]]'
	json_has '.effective.model == {"provider": "openai", "id": "gpt-4.1"}'
	json_has '.findings == []'
	exits 0 pin inspect --effective x.prompty
	json_has '.messages[0].role == "system" and .model.id == "gpt-4.1"'
}

@test "standard input has the name that is given; a format can be said" {
	prompty
	exits 0 pin inspect --name a/b.prompty - <x.prompty
	has 'format:    prompty v2'
	cp x.prompty x.txt
	exits 0 pin inspect x.txt
	has 'format:    text'
	exits 0 pin inspect --format prompty x.txt
	has '--format says so'
	exits 2 pin inspect --format promptly x.txt
	has 'is no format that is known'
	has 'dotprompt'
}

@test "what is wrong in a prompt file is said with its place, status 1" {
	prompty
	sed -i 's/Hi {{who}}/Hi {{who/' x.prompty
	exits 1 pin inspect x.prompty
	has 'x.prompty:14:'
	has 'template-invalid'
	exits 1 pin inspect --json x.prompty
	json_has '.findings[0].rule == "template-invalid" and .effective == null'
}

@test "one of several prompts of a file" {
	printf 'prompts:\n  - {id: short, raw: "Be short: {{q}}"}\n  - {id: long, raw: "Be long: {{q}}"}\nproviders: [openai:gpt-4.1]\n' >promptfooconfig.yaml
	exits 0 pin inspect promptfooconfig.yaml
	has 'prompt:    short'
	has 'prompt:    long'
	exits 0 pin inspect --symbol long --json promptfooconfig.yaml
	json_has '.messages[0].text == "Be long: {{q}}"'
	exits 2 pin inspect --effective promptfooconfig.yaml
	has 'has 2 prompts'
	exits 2 pin inspect --symbol other promptfooconfig.yaml
}

@test "the help names every option" {
	help_names inspect --format --syntax --option --symbol --name --json --effective
}

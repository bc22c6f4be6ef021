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

@test "the help names every option" {
	help_names inspect --syntax --json
}

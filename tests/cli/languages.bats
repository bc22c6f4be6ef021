#!/usr/bin/env bats
# Template languages beside Jinja2: a prompt in each is checked, released and
# has its variables and partials found.

load helper

setup() {
	common_setup
	new_repo desk
}

# manifest SYNTAX FILE [OPTIONS]: one prompt, with the variables that it has.
manifest() {
	cat >promptpin.yaml <<-EOF
		promptpin: 1
		prompts:
		  ask:
		    messages:
		      - user: {file: prompts/$2, syntax: $1${3:+, options: $3}}
		    variables:
		      items: array
		      user: {type: object}
		      tone: string?
	EOF
}

handlebars_files() {
	mkdir -p prompts
	printf '{{#each items}}{{name}}, {{../user.name}}{{/each}}\n{{#if tone}}{{tone}}{{/if}}\n{{> parts/end}}\n' >prompts/ask.hbs
	mkdir -p prompts/parts
	printf 'Bye {{user.name}}.\n' >prompts/parts/end.hbs
	manifest handlebars ask.hbs
}

mustache_files() {
	mkdir -p prompts
	printf '{{#items}}{{name}}, {{user.name}}{{> row}}{{/items}}\n{{#tone}}{{.}}{{/tone}}\n{{> end}}\n' >prompts/ask.mustache
	printf '{{price}} {{user.id}}\n' >prompts/row.mustache
	printf 'Bye {{user.name}}.\n' >prompts/end.mustache
	manifest mustache ask.mustache
}

@test "handlebars: checked, released, a partial is part of the prompt" {
	handlebars_files
	exits 0 pin bump --all
	exits 0 pin check
	exits 0 pin show ask --json
	json_has '.effective.messages[0].syntax == "handlebars"'
	json_has '.effective.messages[0].parts | keys == ["parts/end"]'
	echo 'See you.' >>prompts/parts/end.hbs
	exits 1 pin check
	has 'drift'
	has 'prompts/ask.hbs > prompts/parts/end.hbs'
}

@test "mustache: checked, released, partials are parts of the prompt" {
	mustache_files
	exits 0 pin bump --all
	exits 0 pin check
	exits 0 pin show ask --json
	json_has '.effective.messages[0].syntax == "mustache"'
	json_has '.effective.messages[0].parts | keys == ["end", "row"]'
	echo 'See you.' >>prompts/end.mustache
	exits 1 pin check
	has 'drift'
}

@test "handlebars: a name that is not declared is found, one of an item is not" {
	handlebars_files
	exits 0 pin bump --all
	printf '{{custmer}}\n' >>prompts/parts/end.hbs
	exits 1 pin check
	has 'error[variable-undeclared] ask'
	has 'prompts/parts/end.hbs:2:3'
	has 'custmer'
}

@test "mustache: a name that is not declared is found, one in a section is not" {
	mustache_files
	exits 0 pin bump --all
	printf '{{custmer}}\n' >>prompts/ask.mustache
	exits 1 pin check
	has 'error[variable-undeclared] ask'
	has 'prompts/ask.mustache:4:3'
	has 'custmer'
}

@test "mustache: a partial that is included in a section and outside must be declared" {
	mustache_files
	exits 0 pin bump --all
	exits 0 pin check
	printf '{{> row}}\n' >>prompts/ask.mustache
	exits 1 pin check
	has 'error[variable-undeclared] ask'
	has 'prompts/row.mustache:1:3'
	has 'price'
}

@test "white space inside tags is no change, outside it is" {
	handlebars_files
	exits 0 pin bump --all
	sed -i 's/{{#each items}}/{{#  each   items  }}/; s/{{tone}}/{{ tone }}/' prompts/ask.hbs
	exits 0 pin check
	sed -i 's/name}}, /name}},  /' prompts/ask.hbs
	exits 1 pin check
	has 'drift'
}

@test "options: dialects, delimiters, and what is none" {
	mkdir -p prompts
	printf '{{role "system"}}{{history}}{{user.name}}{{items}}{{tone}}' >prompts/ask.prompt
	printf 'Be brief.' >prompts/_style.prompt
	printf '{{> style}}' >>prompts/ask.prompt
	manifest handlebars ask.prompt '{dialect: dotprompt}'
	exits 0 pin bump --all
	exits 0 pin check
	exits 0 pin show ask --json
	json_has '.effective.messages[0].parts | keys == ["style"]'
	json_has '.effective.messages[0].options == {"dialect": "dotprompt"}'
	printf '{{shout tone}}' >>prompts/ask.prompt
	exits 1 pin check
	has "unknown helper 'shout'"
	printf '<%%user%%><%%items%%><%%tone%%>{{no}}' >prompts/ask.txt
	manifest mustache ask.txt '{tags: "<% %>"}'
	exits 0 pin bump --all
	manifest mustache ask.txt '{delimiters: "<% %>"}'
	exits 1 pin check
	has 'delimiters'
}

@test "inspect and canonical read them" {
	printf 'Hi {{name}} {{#items}}{{x}}{{/items}}{{>p}}' >x.hbs
	exits 0 pin inspect --syntax handlebars x.hbs
	has 'format:    handlebars'
	has '1:6    name'
	has 'include p'
	exits 0 pin inspect --syntax mustache --json x.hbs
	json_has '.variables | map(.name) == ["items", "name", "x"]'
	json_has '.uses | map(.path) == ["name", "items", "items[].x"]'
	exits 0 pin canonical --as mustache x.hbs
	[ "$output" = 'Hi {{ name }} {{# items }}{{ x }}{{/ items }}{{> p }}' ]
	printf '{{#if a}}' >y.hbs
	exits 1 pin inspect --syntax handlebars y.hbs
	has "y.hbs:1:1: block 'if' is not closed"
}

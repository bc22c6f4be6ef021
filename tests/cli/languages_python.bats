#!/usr/bin/env bats
# Prompts in the template languages of Python, LangChain, Semantic Kernel,
# VS Code and JavaScript, from the manifest to the release.
#
# shellcheck disable=SC2016 # what looks like the shell's is the languages'

load helper

setup() {
	common_setup
}

# A repository with one prompt "ask" whose text "$2" is in the language "$1"
# and which declares name and price; not released.
ask_files() {
	new_repo shop
	mkdir prompts
	printf '%s' "$2" >prompts/ask.prompt
	cat >promptpin.yaml <<-YAML
		promptpin: 1
		prompts:
		  ask:
		    messages:
		      - user: {file: prompts/ask.prompt, syntax: $1}
		    variables: {name: string, price: number}
	YAML
}

ask() {
	ask_files "$@"
	git add .
	pin bump --all -m 'first release' >/dev/null
	commit 'pin the prompt'
}

@test "str.format: checked, changed, bumped" {
	ask python-format 'Dear {name}, it is {price:.2f} in {{EUR}}.'
	exits 0 pin check
	exits 0 cat .promptpin/releases/ask@1.0.0
	has '"syntax": "python-format"'
	printf 'Dear {name}, it is {price:.3f} in {{EUR}}.' >prompts/ask.prompt
	exits 1 pin check
	has 'error[drift] ask'
	has 'variable-format-changed'
	has 'asks for: minor'
	exits 0 pin bump ask -m 'one more digit'
	has '1.1.0'
	exits 0 pin check
}

@test "another conversion of another variable is no change of this one's format" {
	ask python-format '{name} {price!r}'
	printf '{price!r} and {name}' >prompts/ask.prompt
	exits 1 pin check
	hasnt 'variable-format-changed'
}

@test "a variable that is not declared is found, also in a format spec" {
	ask_files python-format '{name} {price:>{width}}'
	exits 1 pin check
	has 'error[variable-undeclared] ask'
	has 'prompts/ask.prompt:1:17'
	has '`width`'
	has 'add `width: string`'
}

@test "a lone brace of JSON is refused with what to write" {
	ask_files python-format '{name} {price}, as {"a": 1}}'
	exits 1 pin check
	has 'error[template-invalid] ask'
	has 'prompts/ask.prompt:1:28'
	has 'a brace that is text is doubled: `}}`'
}

@test "JSON that is read as a field is found, with what to write" {
	ask_files python-format 'For {name} at {price} answer {"queue": "a"}'
	exits 1 pin check
	has 'error[variable-undeclared] ask'
	has 'prompts/ask.prompt:1:31'
	has 'double its braces: `{{`, `}}`'
	hasnt 'add `"queue"'
	printf 'For {name} at {price} answer {{"queue": "a"}}' >prompts/ask.prompt
	exits 1 pin check
	hasnt 'variable-undeclared'
	exits 0 pin inspect --syntax python-format prompts/ask.prompt
	hasnt 'double'
	exits 0 pin inspect --syntax python-format - <<<'{"queue": 1}'
	has '1:2    "queue" (if it is text, as in JSON, double its braces'
}

@test "LangChain takes names only" {
	ask_files langchain-f-string '{name} {price.net}'
	exits 1 pin check
	has 'error[template-invalid] ask'
	has 'prompts/ask.prompt:1:8'
	has 'LangChain takes no `.`'
}

@test "string.Template, with an option" {
	ask_files string-template 'Dear $name, pay ${price} or $5'
	exits 1 pin check
	has 'prompts/ask.prompt:1:29'
	has 'is doubled: `$$`'
	sed -i 's/syntax: string-template/&, options: {safe_substitute: true}/' promptpin.yaml
	exits 0 pin bump ask -m first
	exits 0 pin check
	exits 0 cat .promptpin/releases/ask@1.0.0
	has '"safe_substitute": true'
}

@test "Semantic Kernel: variables, and functions that nobody can look into" {
	ask semantic-kernel 'Dear {{$name}}, it is {{ shop.format price=$price }}.'
	exits 0 pin check
	exits 0 pin inspect --syntax semantic-kernel prompts/ask.prompt
	has 'opaque:    known only when code runs'
	has '1:23   shop.format'
	exits 0 pin inspect --json --syntax semantic-kernel prompts/ask.prompt
	json_has '.opaque == [{"text": "shop.format", "line": 1, "column": 23}]'
	json_has '.variables | map(.name) == ["name", "price"]'
	printf 'Dear {{$name}}, it is {{ shop.round price=$price }}.' >prompts/ask.prompt
	exits 1 pin check
	has 'variable-format-changed'
	printf 'Dear {{$name}}, it is {{ $price now }}.' >prompts/ask.prompt
	exits 1 pin check
	has 'error[template-invalid] ask'
	has 'nothing may follow a variable'
}

@test "VS Code and JavaScript" {
	ask vscode-prompt 'Ask ${input:name} for ${input:price:in EUR} in ${file}; ${HOME}'
	exits 0 pin check
	exits 0 pin inspect --json --syntax js-template - <<<'${user.name ?? "you"} ${f(x)}'
	json_has '.variables == [{"name": "user", "line": 1, "column": 3, "optional": true}]'
	json_has '.opaque | map(.text) == ["f(x)"]'
}

@test "what is hashed is the text as it is written" {
	local language
	printf 'a {{ $b }}\r\n{{c}}' >x
	for language in python-format langchain-f-string semantic-kernel vscode-prompt js-template; do
		exits 0 pin canonical --as "$language" x
		[ "$output" = $'a {{ $b }}\n{{c}}' ]
	done
	printf '${b}  $$' >x
	exits 0 pin canonical --as string-template x
	[ "$output" = '${b}  $$' ]
}

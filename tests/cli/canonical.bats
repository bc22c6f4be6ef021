#!/usr/bin/env bats
# promptpin canonical: exactly the bytes that are hashed.

load helper

setup() {
	common_setup
}

# canonical of "$2" as "$1" is exactly "$3"; both with printf's escapes
comes_to() {
	# shellcheck disable=SC2059 # escapes are meant
	printf "$2" | pin canonical --as "$1" - >got
	# shellcheck disable=SC2059 # escapes are meant
	printf "$3" >want
	cmp got want
}

@test "text: byte order mark and line ends, nothing else" {
	comes_to text '\357\273\277a\r\nb\rc \n\n' 'a\nb\nc \n\n'
	comes_to text '' ''
}

@test "jinja2: tags have one spelling, text stays" {
	comes_to jinja2 'a  {{name}}\n{%%-if   x%%}  b{%%endif-%%}\n' 'a  {{ name }}\n{%%- if x %%}  b{%% endif -%%}\n'
	comes_to jinja2 '{#  a comment #}x' '{# #}x'
}

@test "json: members sorted; ordered: members as they are; numbers in one spelling" {
	comes_to json '{"b": 1.50, "a": [1e2, -0]}' '{"a":[100,0],"b":1.5}'
	comes_to ordered '{"b": 1.50, "a": [1e2, -0]}' '{"b":1.5,"a":[100,0]}'
}

@test "the name of the file says what it is" {
	printf '{"b":1,"a":2}' >x.json
	[ "$(pin canonical x.json)" = '{"a":2,"b":1}' ]
	printf 'b: 1\na: text\n' >x.yaml
	[ "$(pin canonical x.yaml)" = '{"a":"text","b":1}' ]
	printf '{{a}}' >x.j2
	[ "$(pin canonical x.j2)" = '{{ a }}' ]
	printf '{{a}}' >x.md
	[ "$(pin canonical x.md)" = '{{a}}' ]
}

@test "what cannot be read is refused with the place" {
	printf '{"a":1,\n"a":2}' >x.json
	exits 1 pin canonical x.json
	has 'x.json:2:1: '
	printf 'a\n{%% if %%}' >x.j2
	exits 1 pin canonical x.j2
	has 'x.j2:2:'
	printf 'a: ~\n' >x.yaml
	exits 1 pin canonical x.yaml
	has 'x.yaml:1:4: '
	printf '\377' >x.txt
	exits 1 pin canonical x.txt
}

@test "wrong use" {
	printf 'x' >x.foo
	exits 2 pin canonical x.foo
	has '--as takes'
	exits 2 pin canonical --as cobol x.foo
	exits 2 pin canonical nowhere.j2
	exits 2 pin canonical
}

@test "options of the language are taken, others refused" {
	printf '<%% a %%>{{ b }}' >x.txt
	exits 0 pin canonical --as mustache --option 'tags=<% %>' x.txt
	exits 2 pin canonical --as mustache --option tag=a x.txt
	has 'is no option of mustache, which has escape, extensions, tags'
	exits 2 pin canonical --as mustache --option escape=no x.txt
	has 'write escape=true'
	exits 2 pin canonical --as mustache --option escape=false --option escape=false x.txt
	has 'is there twice'
	exits 0 pin inspect --syntax mustache --option 'tags=<% %>' x.txt
	has '1:4    a'
	hasnt ' b,'
}

@test "the help names every option" {
	help_names canonical --as --option
}

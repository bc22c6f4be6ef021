#!/usr/bin/env bats
# promptpin compat: two JSON Schemas, a verdict, the differences and a witness.
#
# shellcheck disable=SC2016 # $schema and $ref are members, not variables

load helper

setup() {
	common_setup
	printf '{"type":"object","properties":{"q":{"type":"string","maxLength":9}},"required":["q"]}\n' >old.json
	printf '{"type":"object","properties":{"q":{"type":"string","maxLength":8},"n":{"type":"integer"}},"required":["q"]}\n' >new.json
}

@test "safe is 0, breaking is 1, with the rule, the place and a witness" {
	exits 1 pin compat old.json new.json --direction input
	has 'breaking: NEW refuses what OLD accepts'
	has 'max-length-decreased  /q'
	has 'maxLength was 9 and is 8'
	has '/properties/q/maxLength'
	has '{"q":"aaaaaaaaa"}'
	exits 0 pin compat old.json new.json --direction output
	has 'safe: '
}

@test "json has exactly its members, the witness only where there is one" {
	exits 1 pin compat old.json new.json --direction input --json
	[ "$output" = '{"verdict":"breaking","changes":[{"rule":"max-length-decreased","pointer":"/properties/q/maxLength","message":"maxLength was 9 and is 8"}],"witness":{"q":"aaaaaaaaa"}}' ]
	exits 0 pin compat old.json old.json --direction input --json
	[ "$output" = '{"verdict":"safe","changes":[]}' ]
	printf '{"type":"string","pattern":"^(?!a)b"}' >a.json
	printf '{"type":"string","pattern":"^(?=b)b"}' >b.json
	exits 1 pin compat a.json b.json --direction input --json
	[[ $output == '{"verdict":"undecided","changes":[{"rule":"pattern-narrowed",'*'}]}' ]]
}

@test "readers: an optional property that was added breaks the strict ones only" {
	printf '{"type":"object","properties":{"a":{"type":"string"}}}' >a.json
	printf '{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}' >b.json
	exits 0 pin compat a.json b.json --direction input
	exits 0 pin compat a.json b.json --direction input --readers declared
	exits 1 pin compat a.json b.json --direction input --readers strict
	has 'property-added  /b'
}

@test "dialect: \$schema, then the option, then 2020-12" {
	printf '{"type":"string","nullable":true}' >a.json
	printf '{"type":"string"}' >b.json
	exits 1 pin compat a.json b.json --direction input --dialect oas-3.0
	has 'null-removed'
	exits 0 pin compat a.json b.json --direction input
	printf '{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}]}' >a.json
	printf '{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":["string","null"]}]}' >b.json
	exits 0 pin compat a.json b.json --direction input --dialect 2020-12
}

@test "draft-04: a bound that stays, and is one of the values now" {
	printf '{"type":"integer","minimum":1,"exclusiveMinimum":true}' >a.json
	printf '{"type":"integer","minimum":1}' >b.json
	exits 0 pin compat a.json b.json --direction input --dialect draft-04
	exits 1 pin compat a.json b.json --direction output --dialect draft-04 --json
	[ "$output" = '{"verdict":"breaking","changes":[{"rule":"minimum-decreased","pointer":"/exclusiveMinimum","message":"exclusiveMinimum was true and is absent"}],"witness":1}' ]
	# Since draft-06 it is a number, and this no schema.
	exits 3 pin compat a.json b.json --direction output
	printf '{"type":"integer","minimum":2}' >b.json
	exits 0 pin compat a.json b.json --direction output --dialect draft-04
	exits 0 pin compat a.json b.json --direction input --dialect oas-3.0
}

@test "format counts with --assert-format only" {
	printf '{"type":"string"}' >a.json
	printf '{"type":"string","format":"date"}' >b.json
	exits 0 pin compat a.json b.json --direction input
	exits 1 pin compat a.json b.json --direction input --assert-format
	has 'format-narrowed'
}

@test "YAML, standard input, and bytes that would steer a terminal" {
	printf 'type: object\nproperties:\n  q: {type: string}\n' >new.yaml
	exits 0 pin compat old.json new.yaml --direction input
	pin compat - new.yaml --direction input <old.json
	printf 'enum: ["a", "\\u001b[31m"]\n' >old.yaml
	printf '{"enum":["a"]}' >new.json
	exits 1 pin compat old.yaml new.json --direction input
	has 'x1b[31m' || has 'u001b[31m'
	[[ $output != *$'\033'* ]]
}

@test "what is no schema is 3 with its place, wrong use is 2" {
	printf '{"type":\n 7}' >bad.json
	exits 3 pin compat bad.json new.json --direction input
	has 'bad.json:1:2'
	printf '{"type":' >bad.json
	exits 3 pin compat old.json bad.json --direction input
	has 'bad.json:1:9'
	printf '{"$ref":"https://example.com/x"}' >bad.json
	exits 3 pin compat old.json bad.json --direction input
	exits 3 pin compat nowhere.json new.json --direction input
	exits 2 pin compat old.json new.json
	has '--direction takes'
	exits 2 pin compat old.json new.json --direction sideways
	exits 2 pin compat old.json new.json --direction input --readers lax
	exits 2 pin compat old.json new.json --direction input --dialect draft-99
	exits 2 pin compat - - --direction input
	exits 2 pin compat old.json --direction input
}

@test "the help names every option" {
	help_names compat --direction --readers --dialect --assert-format --json
}

#!/usr/bin/env bats
# Schemas that ask for endless work: what all of them together may take is
# bounded, what is past it is said not to be proven, and plain ones are
# decided all the same.
#
# shellcheck disable=SC2016 # $ref and $defs are members, not variables

load helper

# oneOf of the same three, `depth` deep: 3 to the power of it.
deep() {
	printf '{"type":"object","properties":{"a":{"$ref":"#/$defs/n%d"}},"$defs":{"n0":{"type":"integer"}' "$1"
	for i in $(seq "$1"); do
		ref='{"$ref":"#/$defs/n'$((i - 1))'"}'
		printf ',"n%d":{"oneOf":[%s,%s,%s]}' "$i" "$ref" "$ref" "$ref"
	done
	printf '}}\n'
}

@test "validation: many dear examples end as undecided, a plain one after them is decided" {
	common_setup
	git init -q desk && cd desk
	mkdir ex
	echo Hi >u.md
	deep 12 >deep.json
	echo '{"type":"object","properties":{"a":{"type":"integer"}}}' >plain.json
	{
		printf 'promptpin: 1\nprompts:\n  dear:\n    messages: [{user: u.md}]\n    output: deep.json\n    examples:\n'
		for i in $(seq 60); do
			printf '{"input":"x","output":{"a":"s%d"}}\n' "$i" >"ex/$i.json"
			printf '      - ex/%d.json\n' "$i"
		done
		echo '{"input":"x","output":{"a":"s"}}' >ex/plain.json
		printf '  plain:\n    messages: [{user: u.md}]\n    output: plain.json\n    examples: [ex/plain.json]\n'
	} >promptpin.yaml
	commit
	exits 1 pin check --no-base
	# The first are decided, the last are not, and one of another prompt is.
	[[ $output == *'example 1: `output` at /a: '* ]]
	[[ $output == *'example 60: whether `output` satisfies its schema cannot be decided'* ]]
	[[ $output == *'] plain: example 1: `output` at /a: '* ]]
}

# One of many schemas whose inclusion runs to the limit of steps.
mutual() {
	local i j
	printf '{"$ref":"#/$defs/d0","$defs":{'
	for i in $(seq 0 39); do
		[ "$i" = 0 ] || printf ,
		printf '"d%d":{"type":"object","properties":{' "$i"
		for j in 0 1 2 3; do
			[ "$j" = 0 ] || printf ,
			printf '"m%d":{"anyOf":[{"$ref":"#/$defs/d%d"},{"$ref":"#/$defs/d%d"},{"type":"null"}]}' \
				"$j" $(((i * 5 + j * 3 + $1) % 40)) $(((i * 7 + j + 1) % 40))
		done
		printf '}}'
	done
	printf '}}\n'
}

@test "inclusion: many dear schemas are not proven, a plain one after them is" {
	common_setup
	git init -q desk && cd desk
	echo Hi >u.md
	echo '{"type":"object","properties":{"a":{"enum":["x"]}}}' >plain.json
	{
		printf 'promptpin: 1\nprompts:\n'
		for i in $(seq 12); do
			mutual "$i" >"s$i.json"
			printf '  p%d:\n    messages: [{user: u.md}]\n    output: s%d.json\n' "$i" "$i"
		done
		printf '  plain:\n    messages: [{user: u.md}]\n    output: plain.json\n'
	} >promptpin.yaml
	commit
	pin bump --all
	commit release
	for i in $(seq 12); do
		mutual $((i + 1)) >"s$i.json"
	done
	echo '{"type":"object","properties":{"a":{"enum":["x","y"]}}}' >plain.json
	commit
	exits 1 pin check --base HEAD~1
	[[ $output == *'[schema-undecided] p12: '* ]]
	[[ $output == *'drift'*'plain is not what its release 1.0.0 says'*'may have new values (enum)'* ]]
	[[ $output == *'{"a":"y"} was not promised and may come now'* ]]
	[[ $output != *'[schema-undecided] plain: '* ]]
}

#!/usr/bin/env bats
# promptpin affected: which prompts a change touches, and through what.

load helper

setup() {
	common_setup
	desk
}

@test "nothing changed: nothing is printed" {
	exits 0 pin affected
	[ -z "$output" ]
}

@test "a partial reaches every prompt that includes it, with the path of includes" {
	printf 'Be brief.\n' >>prompts/partials/tone.j2
	exits 0 pin affected
	has 'greeting  changed: message-text-changed'
	has 'prompts/greeting.j2 > prompts/partials/tone.j2'
	has 'support/triage  changed: message-text-changed'
	has 'prompts/support/triage.j2 > prompts/partials/tone.j2'
}

@test "a tool reaches the prompts that have it, and no other" {
	sed -i 's/Search the orders/Search all orders/' tools/search.json
	exits 0 pin affected --porcelain
	[ "$output" = support/triage ]
	exits 0 pin affected
	has 'tools/search.json'
}

@test "a schema, and a setting of the manifest" {
	sed -i 's/queue/team/g' schemas/triage.json
	exits 0 pin affected
	has 'support/triage  changed'
	has 'schemas/triage.json'
	git checkout -q .
	sed -i 's/temperature: 0.3/temperature: 0.4/' promptpin.yaml
	exits 0 pin affected --porcelain
	[ "$output" = "$(printf 'greeting\nsupport/triage')" ]
	exits 0 pin affected
	has 'param-changed'
	has '    promptpin.yaml'
}

@test "what is the same in its normal form is not affected" {
	sed -i 's/{{ name }}/{{name}}/' prompts/greeting.j2
	exits 0 pin affected
	[ -z "$output" ]
}

@test "added and removed prompts; removed ones are not in the list of ids" {
	sed -i 's/  greeting:/  hello:/' promptpin.yaml
	exits 0 pin affected
	has 'greeting  removed'
	has 'hello  added'
	exits 0 pin affected --porcelain
	[ "$output" = hello ]
}

@test "files that a collection names: added, removed, renamed, with not a byte of the manifest changed" {
	mkdir lib
	for i in 1 2 3; do
		printf -- '---\nmodel: openai/gpt-4.1-2025-04-14\n---\nBe %s.\n' $i >lib/p$i.prompt
	done
	printf 'collections:\n  - {files: "lib/*.prompt", root: lib}\n' >>promptpin.yaml
	git add . && pin bump --all >/dev/null && commit lib && git push -q origin main
	exits 0 pin affected
	[ -z "$output" ]
	cp lib/p1.prompt lib/p9.prompt
	git rm -q lib/p2.prompt
	git mv lib/p3.prompt lib/p4.prompt
	exits 0 pin affected
	[ "$output" = $'p2  removed\np3  removed\np4  added\np9  added' ]
	exits 0 pin affected --porcelain
	[ "$output" = $'p4\np9' ]
}

@test "a prompt that cannot be built is affected" {
	printf '{%% if %%}' >>prompts/greeting.j2
	exits 0 pin affected
	has 'greeting  unreadable'
}

@test "between two commits, and against the base found by itself" {
	first=$(git rev-parse HEAD)
	git switch -qc work
	printf 'Bye.\n' >>prompts/greeting.j2
	commit 'say bye'
	exits 0 pin affected --range "$first..HEAD" --porcelain
	[ "$output" = greeting ]
	exits 0 pin affected --rev HEAD --base "$first" --porcelain
	[ "$output" = greeting ]
	exits 0 pin affected --porcelain
	[ "$output" = greeting ]
	exits 0 pin affected --base HEAD --porcelain
	[ -z "$output" ]
	exits 2 pin affected --range "$first" --porcelain
}

@test "-z ends each id with a NUL byte; --json says how" {
	printf 'Be brief.\n' >>prompts/partials/tone.j2
	[ "$(pin affected -z | tr '\0' '!')" = 'greeting!support/triage!' ]
	pin affected --json | jq -e '.prompts[0] == {"prompt": "greeting", "how": "changed",
		"needs": "minor", "changes": ["message-text-changed"],
		"paths": [{"path": "prompts/partials/tone.j2",
			"chain": ["prompts/greeting.j2", "prompts/partials/tone.j2"]}]}'
}

@test "a manifest whose lines moved, and a file that moved, touch nothing" {
	sed -i '1i # a comment' promptpin.yaml
	sed -i 's/^defaults:/\n&/' promptpin.yaml
	git mv tools/search.json tools/find.json
	sed -i 's|tools/search.json|tools/find.json|' promptpin.yaml
	exits 0 pin affected
	[ -z "$output" ]
	git mv promptpin.yaml elsewhere.yaml
	exits 0 pin affected
	has 'greeting  removed'
	has 'support/triage  removed'
	exits 0 pin affected --porcelain
	[ -z "$output" ]
}

@test "a prompt that mv renamed is a new one to evaluate" {
	pin mv greeting hello >/dev/null
	exits 0 pin affected
	has 'greeting  removed'
	has 'hello  added'
	exits 0 pin affected --staged --porcelain
	[ "$output" = hello ]
}

@test "the first manifest: every prompt of it is new" {
	git rm -q --cached -r promptpin.yaml .promptpin && git commit -q -m without && git push -q origin main
	exits 0 pin affected --porcelain
	[ "$output" = "$(printf 'greeting\nsupport/triage')" ]
}

@test "a base whose manifest cannot be read, or that is cut off, is no empty list" {
	cp promptpin.yaml ../good
	printf 'nonsense: 1\n' >>promptpin.yaml
	commit broken && git push -q --no-verify origin main
	cp ../good promptpin.yaml
	exits 3 pin affected
	has 'promptpin.yaml of the base'
	exits 3 pin affected --porcelain
	commit mended && git push -q origin main
	git clone -q --depth 1 "file://$(cd .. && pwd)/remote.git" ../shallow
	cd ../shallow && printf 'Bye.\n' >>prompts/greeting.j2 && commit bye
	exits 0 pin affected --porcelain # the tip is here
	[ "$output" = greeting ]
	exits 3 pin affected --base HEAD~2
}

@test "a manifest that cannot be read is no empty list" {
	printf 'nonsense: 1\n' >>promptpin.yaml
	exits 3 pin affected
	has 'promptpin.yaml'
}

@test "a base that is not there is no empty list" {
	exits 3 pin affected --base nowhere
}

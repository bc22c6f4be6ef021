#!/usr/bin/env bats
# What the front door remembers of files that may hold prompts nobody declared.

load door

setup() {
	door_setup
}

@test "a commit of source code is looked at once" {
	warm
	mkdir lib
	printf 'LIMIT = 3\n' >lib/a.py
	git add lib
	forgotten
	git commit -qm code
	remembered
	unrelated
	remembered
	printf 'LIMIT = 4\n' >lib/a.py
	git add lib
	forgotten
	# back to what it was: nothing is asked anew
	git reset -q --hard
	forgotten
}

@test "a prompt in code is never answered from memory" {
	warm
	mkdir lib
	printf 'SYSTEM_PROMPT = """You are a billing agent.\nAnswer the question of the customer."""\n' >lib/a.py
	git add lib
	forgotten 0 never
	has 'warning[hidden-prompt]'
	git commit -q --no-verify -m code
	forgotten
	unrelated
	remembered
	git mv lib/a.py lib/b.py
	forgotten 0 never
	has 'lib/b.py'
}

@test "every kind of file that is looked at is noticed, and no other" {
	local name
	warm
	mkdir -p lib/prompts
	for name in a.ts a.go a.cs a.java a.rb a.yaml prompts/a.md prompts/a.j2 a.prompt SKILL.md; do
		printf 'nothing much\n' >"lib/$name"
		git add lib
		forgotten 0 never
		git commit -q --no-verify -m "$name"
	done
	run door
	for name in a.c a.md a.j2 a.png a.txt Makefile; do
		printf 'nothing much\n' >"lib/$name"
		git add lib
		remembered
	done
}

@test "where both rules are off nothing of it is asked" {
	desk_files
	echo 'policy: {rules: {hidden-prompt: off, untracked-prompt: off}}' >>promptpin.yaml
	git add .
	pin bump --all >/dev/null
	git add .
	git commit -q --no-verify -m first
	git push -q origin HEAD:main
	git fetch -q
	exits 0 door
	mkdir lib
	printf 'LIMIT = 3\n' >lib/a.py
	git add lib
	remembered
}

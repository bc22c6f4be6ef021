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

# What the prompts are like is asked, and remembered, again: "$1" is yes or no.
asked_prompts() {
	local prompts
	prompts=$(dirname "$(record)")/prompts
	rm -f "$prompts"
	forgotten 0 "${2-}"
	if [ -e "$prompts" ]; then [ "$1" = yes ]; else [ "$1" = no ]; fi
}

@test "where only source code changed, nothing else is looked at" {
	local i
	warm
	mkdir lib
	for i in 1 2 3; do
		printf 'LIMIT = %d\n' "$i" >lib/a.py
		git add lib
		asked_prompts no
		git commit -qm "code $i"
		remembered
	done
	# the record that was written again holds for what it says
	drift
	forgotten 1
	undrift
	remembered
	git config user.name Bob
	printf 'LIMIT = 4\n' >lib/a.py
	git add lib
	asked_prompts yes
	printf 'LIMIT = 5\n' >lib/a.py
	edit_tone 'with the code'
	git add -A
	pin bump --all >/dev/null
	git add -A
	asked_prompts yes
	git commit -qm both
	# F moves
	git push -q origin HEAD:main
	git fetch -q
	printf 'LIMIT = 6\n' >lib/a.py
	git add lib
	asked_prompts yes
	printf 'LIMIT = 7\n' >lib/a.py
	git add lib
	asked_prompts no
	# HEAD is no descendant of the one that was remembered
	git reset -q --soft HEAD~1
	printf 'LIMIT = 8\n' >lib/a.py
	git add lib
	asked_prompts yes
}

@test "source code that has a prompt in it has a whole check" {
	warm
	mkdir lib
	printf 'SYSTEM_PROMPT = """You are a billing agent.\nAnswer the question of the customer."""\n' >lib/a.py
	git add lib
	forgotten 0 never
	has 'warning[hidden-prompt]'
	echo 'ignore: ["lib/**"]' >>promptpin.yaml
	git add promptpin.yaml
	asked_prompts yes
	echo '# more' >>lib/a.py
	git add lib
	asked_prompts yes
	git rm -q --cached lib/a.py
	asked_prompts no
	echo '# instructions' >CLAUDE.md
	git add CLAUDE.md
	asked_prompts yes never
}

@test "a file that HEAD had when it was passed over is looked at where HEAD took it back" {
	warm
	mkdir -p lib/deep
	printf 'SYSTEM_PROMPT = """You are a billing agent.\nAnswer the question of the customer."""\n' >lib/deep/a.py
	printf 'LIMIT = 3\n' >lib/b.py
	git add lib
	git commit -q --no-verify -m code
	forgotten
	# HEAD has all of them, whatever else it brings
	unrelated
	git commit -qm other
	remembered
	git commit -q --allow-empty -m more
	remembered
	git rm -q --cached lib/b.py
	git commit -q --no-verify -m 'taken back'
	git add lib
	forgotten
	git commit -qm again
	printf 'LIMIT = 4\n' >lib/deep/a.py
	git commit -q --no-verify -am mended
	git checkout -q HEAD~1 -- lib
	forgotten 0 never
	has 'lib/deep/a.py'
	git commit -q --no-verify -m 'mended, but for that'
	remembered
	git rm -rq lib/deep
	git commit -q --no-verify -m 'no such folder'
	git checkout -q HEAD~1 -- lib
	forgotten 0 never
	git reset -q --hard HEAD~1
	remembered
	# a tree in a pack is not read: that is the program's
	git update-ref HEAD "$(git commit-tree -m packed -p HEAD "$(git write-tree)")"
	unrelated
	remembered
	git repack -qad
	git update-ref HEAD "$(git commit-tree -m loose -p HEAD "HEAD^{tree}")"
	unrelated
	forgotten
}

@test "without a remote too" {
	warm
	git remote remove origin
	mkdir lib
	printf 'SYSTEM_PROMPT = """You are a billing agent.\nAnswer the question of the customer."""\n' >lib/a.py
	git add lib
	git commit -q --no-verify -m code
	forgotten
	git reset -q --soft HEAD~1
	forgotten 0 never
	has 'lib/a.py'
}

@test "a file that nobody can look at is never answered from memory" {
	local blob
	warm
	blob=$(printf 'LIMIT = 3\n' | git hash-object -w --stdin)
	git update-index --add --cacheinfo "100644,$blob,"$'lib/caf\xe9.py'
	forgotten 0 never
	has 'warning[hidden-prompt]'
	has 'lib/caf\xE9.py'
	git commit -q --no-verify -m code
	forgotten
	unrelated
	remembered
	git update-index --add --cacheinfo "100644,$blob,"$'lib/caf\xe9.c'
	remembered
	printf '100644 %s 1\tlib/both.py\n' "$blob" | git update-index --index-info
	forgotten 0 never
	has 'not merged yet'
}

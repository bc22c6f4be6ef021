#!/usr/bin/env bats
# Prompts that nobody declared: what a commit says of those that it adds.

load common
load helper
load scene

setup() {
	common_setup
	scene
	git checkout -q -b topic
}

agent() {
	mkdir -p src
	cat >src/agent.py <<-'PY'
		import client

		SYSTEM_PROMPT = """You are a billing agent.
		Answer the question of the customer.
		"""
	PY
	git add src
}

# A commit, what the hook says in $output.
committed() {
	run git commit -qm work
	[ "$status" -eq 0 ] || {
		echo "status $status: $output" >&2
		return 1
	}
}

silent() {
	committed
	[ -z "$output" ] || {
		echo "not silent: $output" >&2
		return 1
	}
}

has() {
	[[ "$output" == *"$1"* ]] || {
		echo "no '$1' in: $output" >&2
		return 1
	}
}

@test "the commit that adds a prompt in code says where, by which name, and what to type" {
	agent
	committed
	has 'this commit is not refused'
	has 'warning[hidden-prompt]'
	has '--> src/agent.py:3:17'
	has "as \`SYSTEM_PROMPT\`"
	has 'promptpin adopt src/agent.py:3'
	has '{file: src/agent.py, symbol: SYSTEM_PROMPT}'
	# the next ones do not, whatever else of the file they touch
	printf 'a\n' >note
	git add note
	silent
	printf 'LIMIT = 3\n' >>src/agent.py
	git add src
	silent
	sed -i 's/question/questions/' src/agent.py
	git add src
	committed
	has 'warning[hidden-prompt]'
}

@test "a prompt in code that is tracked is not hidden" {
	agent
	cat >>promptpin.yaml <<-'YAML'
		  billing:
		    messages:
		      - system: {file: src/agent.py, symbol: SYSTEM_PROMPT}
	YAML
	git add .
	pin bump billing >/dev/null
	silent
	run "$PROMPTPIN" check
	[ "$status" -eq 0 ]
	[[ "$output" != *hidden-prompt* ]]
	# the same text under another name is no other prompt
	sed 's/SYSTEM_PROMPT/OTHER_PROMPT/' src/agent.py >src/other.py
	git add .
	silent
}

@test "what is ignored, waived, or below a folder of tests is not said" {
	agent
	"$PROMPTPIN" waive hidden-prompt src/agent.py -m 'moves next week' --until 2099-01-01 >/dev/null
	git add .
	silent
	mkdir -p src/tests lib
	sed 's/SYSTEM/TEST/' src/agent.py >src/tests/agent.py
	sed 's/SYSTEM/LIB/' src/agent.py >lib/agent.py
	echo 'ignore: [lib/**]' >>promptpin.yaml
	git add .
	silent
}

@test "an error refuses the commit, and a push of one that came past the hook" {
	echo 'policy: {rules: {hidden-prompt: error}}' >>promptpin.yaml
	git add .
	silent
	git push -q origin topic:main
	git fetch -q
	agent
	run git commit -qm work
	[ "$status" -eq 1 ]
	has 'this commit is refused'
	has 'error[hidden-prompt]'
	git commit -q --no-verify -m work
	run git push -q origin topic:main
	[ "$status" -ne 0 ]
	has 'error[hidden-prompt]'
	git rm -qr src
	silent
	git push -q origin topic:main
}

@test "a push is silent about what it would not refuse" {
	agent
	committed
	run git push -q origin topic:main
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "a detector is turned off by name, from the next base on" {
	echo 'policy: {detectors: {py-const: off, you-are: off}}' >>promptpin.yaml
	git add .
	run "$PROMPTPIN" check --staged
	has 'the detector py-const of hidden-prompt is turned off'
	silent
	agent
	committed
	has hidden-prompt # the base has it on still
	git push -q origin topic:main
	git fetch -q
	sed 's/SYSTEM_PROMPT/OTHER_PROMPT/; s/billing/travel/' src/agent.py >src/other.py
	git add .
	silent
}

@test "a mistake in the names of detectors is shown with the one that is near" {
	echo 'policy: {detectors: {py-kwargs: off}}' >>promptpin.yaml
	run "$PROMPTPIN" check
	[ "$status" -eq 1 ]
	has 'error[manifest-invalid]'
	has 'py-kwarg'
	sed -i 's/py-kwargs: off/py-kwarg: maybe/' promptpin.yaml
	run "$PROMPTPIN" check
	[ "$status" -eq 1 ]
	has 'write on or off'
}

@test "a prompt file that belongs to no prompt" {
	printf 'Be brief, {{ name }}.\n' >prompts/brief.j2
	git add .
	committed
	has 'warning[untracked-prompt]'
	has '--> prompts/brief.j2'
	has 'promptpin adopt prompts/brief.j2'
	printf 'a\n' >note
	git add note
	silent
	cat >>promptpin.yaml <<-'YAML'
		  brief:
		    messages:
		      - system: prompts/brief.j2
	YAML
	git add .
	pin bump brief >/dev/null
	silent
	printf 'x\n' >>prompts/brief.j2
	git add .
	pin bump brief >/dev/null
	silent
}

@test "a merge says what it brings beyond the base, not what the base has" {
	agent
	committed
	git push -q origin topic:main
	git fetch -q
	git checkout -q -b side main
	printf 'a\n' >note
	git add note
	silent
	run git merge -q --no-edit origin/main
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	git checkout -q -b far origin/main
	sed -i 's/SYSTEM/FAR/; s/billing/travel/' src/agent.py
	git add .
	git commit -q --no-verify -m far
	git checkout -q side
	printf 'b\n' >note
	git add note
	silent
	run git merge -q --no-edit far
	[ "$status" -eq 0 ]
	has FAR_PROMPT
}

@test "in all states of the index the same is found" {
	agent
	for how in 'update-index --index-version 4' 'update-index --split-index' \
		'-c index.skipHash=true add .' 'reset -q --mixed'; do
		# shellcheck disable=SC2086 # words
		git $how >/dev/null 2>&1 || continue
		git add .
		run "$PROMPTPIN" check --staged
		has 'src/agent.py:3:17'
	done
	printf 'x = 1\n' >src/later.py
	git add -N src/later.py
	run "$PROMPTPIN" check --staged
	has 'src/agent.py:3:17'
}

@test "without a remote and without a commit" {
	git remote remove origin
	agent
	committed
	has 'src/agent.py:3'
	printf 'LIMIT = 3\n' >>src/agent.py
	git add src
	silent
	mkdir ../empty
	cp -r promptpin.yaml .promptpin prompts src ../empty
	cd ../empty
	git init -q
	git add .
	run "$PROMPTPIN" check --staged
	has 'src/agent.py:3'
	run "$PROMPTPIN" check
	has 'src/agent.py:3'
}

@test "where there is no manifest nothing is looked for" {
	mkdir ../other
	cp -r prompts ../other
	cd ../other
	git init -q
	git add .
	run "$PROMPTPIN" check --staged
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

# The code of `agent` as the file "$1" of the index alone.
staged_as() {
	agent
	git update-index --add --cacheinfo "100644,$(git rev-parse :src/agent.py),$1"
	git rm -q --cached src/agent.py
}

@test "a file that nobody can look at is said, with its bytes escaped, and what to type" {
	staged_as $'src/caf\xe9\e.py'
	committed
	has 'warning[hidden-prompt] this file could not be searched for prompts: its path is'
	has '--> src/caf\xE9\x1B.py'
	has "git mv \$'src/caf\\xe9\\x1b.py' NEW-NAME"
	[[ "$output" != *$'\e'* && "$output" != *$'\xe9'* ]]
	# it is committed: no news
	printf 'a\n' >note
	git add note
	silent
	# and what is typed mends it
	git checkout -q -- src
	git mv $'src/caf\xe9\x1b.py' src/cafe.py
	committed
	has '--> src/cafe.py:3:17'
}

@test "a file that nobody can look at is not said if it is ignored, no code, or in the base" {
	staged_as $'src/caf\xe9.txt'
	silent
	echo 'ignore: [lib/**]' >>promptpin.yaml
	git add promptpin.yaml
	staged_as $'lib/caf\xe9.py'
	silent
	git push -q origin topic:main
	git fetch -q
	git checkout -q -b side
	staged_as $'src/caf\xe9.py'
	git commit -q --no-verify -m past
	git push -q origin side:main
	git fetch -q
	git reset -q --hard topic
	printf 'a\n' >note
	git add note
	silent
	exits 0 git merge -q --no-edit origin/main
	[ -z "$output" ]
}

@test "in all states of the index what nobody can look at is said" {
	staged_as $'src/caf\xe9.py'
	for how in 'update-index --index-version 4' 'update-index --split-index' 'write-tree'; do
		# shellcheck disable=SC2086 # words
		git $how >/dev/null
		run "$PROMPTPIN" check --staged
		has '--> src/caf\xE9.py'
	done
	git commit -q --no-verify -m it
	run "$PROMPTPIN" check --rev HEAD
	has '--> src/caf\xE9.py'
	git checkout -q -- .
	run "$PROMPTPIN" check
	has '--> src/caf\xE9.py'
	run "$PROMPTPIN" check --staged
	[[ "$output" != *hidden-prompt* ]]
}

@test "a sparse index keeps a folder closed: it is said where HEAD has not the same" {
	mkdir in
	printf 'a\n' >in/a
	git add in
	staged_as $'far\xe9/agent.py'
	git commit -q --no-verify -m far
	git sparse-checkout set --cone --sparse-index in prompts
	[ -n "$(git ls-files --sparse $'far\xe9')" ]
	printf 'b\n' >in/a
	git add in
	silent
	git reset -q --soft main
	committed
	has 'warning[hidden-prompt] what is in this folder could not be looked at: the index is sparse'
	has '--> far\xE9/'
	has 'git sparse-checkout reapply --no-sparse-index'
	git sparse-checkout reapply --no-sparse-index
	run "$PROMPTPIN" check --staged
	[[ "$output" != *'in this folder'* ]]
}

@test "a conflict is said until it is merged" {
	agent
	printf '100644 %s %s\tsrc/both.py\n' "$(git rev-parse :src/agent.py)" 1 \
		"$(git rev-parse :src/agent.py)" 2 | git update-index --index-info
	git rm -q --cached src/agent.py
	run "$PROMPTPIN" check --staged
	has 'warning[hidden-prompt] this file could not be searched for prompts: it is not merged yet'
	has 'git add src/both.py'
	printf 'LIMIT = 3\n' >src/both.py
	git add src/both.py
	silent
}

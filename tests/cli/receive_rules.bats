#!/usr/bin/env bats
# pre-receive: by which rules a push is judged, who can make them stricter, how
# long it may take and how much is said of it.

load common
load scene
load server

setup_file() {
	serve_once
}

setup() {
	common_setup
	served
}

# A variable that nothing uses: a warning, an error under strict.
unused_variable() {
	sed -i 's|^  beta:|    variables: {tone: string}\n  beta:|' promptpin.yaml
	pin bump alpha >/dev/null && git commit -qam 'a variable that nothing uses'
}

# ---- policy: F's, the view's, the machine's; the strictest holds

@test "a warning passes, and is an error where the server's policy makes it one" {
	unused_variable
	exits 0 git push -q origin main:topic
	printf 'promptpin: 1\nprompts: {}\npolicy: {preset: strict@1}\n' >../machine.yaml
	git -C "$HUB" config promptpin.policy "$BATS_TEST_TMPDIR/machine.yaml"
	refused origin main
	has 'error[variable-unused]'
}

@test "a policy of the account's own cannot stand in for the machine's, nor the other way round" {
	unused_variable
	printf 'promptpin: 1\nprompts: {}\npolicy: {preset: strict@1}\n' >../strict.yaml
	printf 'promptpin: 1\nprompts: {}\npolicy: {rules: {variable-unused: off}}\n' >../weak.yaml
	git -C "$HUB" config promptpin.policy "$BATS_TEST_TMPDIR/weak.yaml"
	git config --global promptpin.policy "$BATS_TEST_TMPDIR/strict.yaml"
	refused origin main
	has 'error[variable-unused]'
	git -C "$HUB" config promptpin.policy "$BATS_TEST_TMPDIR/strict.yaml"
	git config --global promptpin.policy "$BATS_TEST_TMPDIR/weak.yaml"
	refused origin main
	has 'error[variable-unused]'
}

@test "a policy file that cannot be read refuses every push" {
	git -C "$HUB" config promptpin.policy /nowhere/policy.yaml
	release alpha 'You are alpha two.'
	refused origin main
	has '/nowhere/policy.yaml'
	has 'refs/heads/main could not be checked'
}

@test "a push cannot loosen the rules that judge it" {
	printf 'policy: {rules: {variable-unused: error}}\n' >>promptpin.yaml
	git commit -qam 'an error here'
	git push -q origin main
	sed -i 's/variable-unused: error/variable-unused: off/' promptpin.yaml
	unused_variable
	refused origin main
	has 'error[variable-unused]'
}

@test "what the client configures for git does not reach the server" {
	unchecked alpha 'You are alpha two.'
	GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=promptpin.policy GIT_CONFIG_VALUE_0=/dev/null drifts origin main
	drifts -o ci.skip origin main
	refused origin main --receive-pack='git -c promptpin.deadline=nonsense receive-pack'
	has 'error[drift]'
}

@test "push: every-commit, by the policy of the branch or as an option" {
	unchecked alpha 'You are alpha two.'
	local bad
	bad=$(git rev-parse HEAD)
	pin bump alpha && git commit -qm 'bumped after all'
	drifts -o promptpin.push=every-commit origin main
	has "below it: $bad"
	exits 0 git push -q origin main
	printf 'policy: {push: every-commit}\n' >>promptpin.yaml
	git commit -qam 'every commit counts'
	exits 0 git push -q origin main
	unchecked beta 'You are beta two.'
	bad=$(git rev-parse HEAD)
	pin bump beta && git commit -qm 'bumped after all'
	drifts origin main
	has "below it: $bad"
	drifts origin main:topic
}

# A branch that has nothing in common with main, with a policy of its own and drift below its tip.
aside() {
	git checkout -q --orphan aside && git rm -rqf .
	git checkout -q main -- .promptpin .gitattributes prompts promptpin.yaml
	sed -i 's/every-commit/every-commit, rules: {drift: warning}/' promptpin.yaml
	git add . && git commit -qm aside
	exits 0 git push -q origin aside
	unchecked alpha 'You are alpha two.'
	bad=$(git rev-parse HEAD)
	git revert -n HEAD && git commit -qm 'as it was'
}

@test "push: every-commit, of a commit that two refs bring: by the policy of each" {
	printf 'policy: {push: every-commit}\n' >>promptpin.yaml
	git commit -qam 'every commit counts' && git push -q origin main
	aside
	git checkout -q main
	git merge -q -s ours --allow-unrelated-histories -m both aside
	# git names them by name: the weaker one is judged first
	drifts origin aside main
	has "below it: $bad"
	has 'the push to refs/heads/main is refused'
	exits 0 git push -q origin aside
	drifts origin main
}

# ---- push options

@test "push options tighten" {
	unused_variable
	refused -o promptpin.preset=strict origin main
	has 'error[variable-unused]'
	refused -o promptpin.fail-on=warning origin main
	has '[variable-unused]'
	refused -o promptpin.preset=standard@1 -o promptpin.fail-on=note -o ci.skip origin main
	exits 0 git push -q -o promptpin.fail-on=error -o promptpin.preset=standard origin main
	[ -z "$output" ]
}

@test "a push option that would loosen changes nothing, and that is said" {
	unchecked alpha 'You are alpha two.'
	drifts -o promptpin.preset=relaxed origin main
	has 'promptpin.preset=relaxed: an option can only tighten'
	drifts -o promptpin.push=tip origin main
	has 'promptpin.push=tip: an option can only tighten'
}

@test "an unknown push option of ours is refused with a list, others are not ours" {
	release alpha 'You are alpha two.'
	refused -o promptpin.skip origin main
	has 'push option promptpin.skip is not known; there are promptpin.fail-on, promptpin.preset and promptpin.push'
	refused -o promptpin.fail-on=never origin main
	has 'promptpin.fail-on takes error, warning or note'
	refused -o promptpin.fail-on=off origin main
	refused -o $'promptpin.\e[31m' origin main
	hasnt $'\e'
	exits 0 git push -q -o ci.skip -o merge_request.create -o promptpinning origin main
	[ -z "$output" ]
}

# ---- the deadline

@test "a deadline ends in a refusal that says so, whatever the check waits for" {
	git -C "$HUB" config promptpin.deadline 300ms
	mkfifo "$BATS_TEST_TMPDIR/policy.yaml" # nobody ever writes to it
	git -C "$HUB" config promptpin.policy "$BATS_TEST_TMPDIR/policy.yaml"
	release alpha 'You are alpha two.'
	refused origin main
	has 'longer than the 300 ms'
	has 'it was at refs/heads/main, ref 1 of 1'
	has 'git config promptpin.deadline'
}

@test "a deadline ends in a refusal, whatever the check works at" {
	git -C "$HUB" config promptpin.deadline 20ms
	{
		printf 'promptpin: 1\nprompts:\n'
		seq 15000 | sed 's|.*|  p&: {messages: [system: prompts/alpha.md]}|'
	} >promptpin.yaml
	git add . && git commit -qm many
	refused origin main
	has 'longer than the 20 ms'
	hasnt 'error['
}

@test "without a word about it the deadline is four seconds" {
	mkfifo "$BATS_TEST_TMPDIR/policy.yaml"
	git -C "$HUB" config promptpin.policy "$BATS_TEST_TMPDIR/policy.yaml"
	git -C "$HUB" config --unset promptpin.deadline
	release alpha 'You are alpha two.'
	refused origin main
	has 'longer than the 4 s'
}

@test "a deadline is a time: not none, not nonsense" {
	local bad
	release alpha 'You are alpha two.'
	for bad in 0 0s 0ms -1 4h 1e9 99999999999999999999 '' never 3601s; do
		git -C "$HUB" config promptpin.deadline "$bad"
		refused origin main
		has 'there is always one'
		has 'git config promptpin.deadline 4s'
	done
	git -C "$HUB" config promptpin.deadline 3600s
	exits 0 git push -q origin main
}

# ---- what is said

@test "for GitLab every line begins as it wants" {
	unchecked alpha 'You are alpha two.'
	export GL_ID=user-1 GL_PROTOCOL=ssh
	drifts origin main
	has 'GL-HOOK-ERR: promptpin: the push to refs/heads/main is refused'
	has 'GL-HOOK-ERR: error[drift]'
	for_gitlab
	refused -o promptpin.skip origin main
	for_gitlab
	has 'GL-HOOK-ERR: promptpin: push option'
	mkfifo "$BATS_TEST_TMPDIR/policy.yaml"
	git -C "$HUB" config promptpin.policy "$BATS_TEST_TMPDIR/policy.yaml"
	git -C "$HUB" config promptpin.deadline 200ms
	refused origin main
	for_gitlab
	has 'GL-HOOK-ERR: promptpin: the push is refused: the check'
}

@test "a flood of findings is cut, each ref is named, the rest is counted" {
	local i
	{
		printf 'promptpin: 1\nprompts:\n'
		for ((i = 0; i < 200; i++)); do
			printf '  p%s: {messages: [system: prompts/none%s.md]}\n' "$i" "$i"
		done
	} >promptpin.yaml
	git commit -qam flood
	for ((i = 0; i < 26; i++)); do
		echo "$i" >number && git add number && git commit -qm "flood $i" && git branch "b$i"
	done
	refused origin 'refs/heads/*:refs/heads/*'
	[ "${#output}" -lt 100000 ]
	has 'more lines about refs/heads/b0 are not shown'
	has 'the push to refs/heads/b1 is refused'
	has 'more refs are refused'
	has '27 of 27 refs are refused, and nothing of the push is taken'
}

@test "bytes of the push reach no terminal as they are" {
	unchecked alpha $'You are \e[31malpha\u202e two.'
	drifts origin main:refs/heads/$'od\u202ed'
	hasnt $'\e[31m'
	[[ "$(grep '^remote:' <<<"$output")" != *$'\u202e'* ]]
}

# ---- more than one of a push

@test "one version for two contents on two protected branches of one push" {
	printf 'protected: [main, "release/*"]\n' >>promptpin.yaml
	git commit -qam 'protect releases'
	git push -q origin main main:release/1
	git switch -qc here && release alpha 'You are alpha, says here.'
	git switch -q main && git switch -qc there && release alpha 'You are alpha, says there.'
	refused origin here:main there:release/1
	has 'error[version-duplicate]'
	exits 0 git push -q origin here:main
	refused origin there:release/1
	has 'error[version-duplicate]'
}

# ---- what cannot be looked at

# One entry of a tree as the bytes that git keeps: mode, name, id.
raw() {
	printf '%s %s\0' "$1" "$2"
	# shellcheck disable=SC2001,SC2059 # the id as bytes
	printf "$(sed 's/../\\x&/g' <<<"$3")"
}

# A commit of HEAD's files and the entries of a tree that are read. $odd is its id.
odd_commit() {
	local tree
	cat >../raw
	tree=$({
		git cat-file tree 'HEAD^{tree}'
		cat ../raw
	} | git hash-object -t tree -w --stdin --literally)
	odd=$(git commit-tree -p HEAD -m odd "$tree")
}

# Whether a push of it is refused for rule "$1" that names "$2", and the check of the range says the same.
untold() {
	refused -f origin "$odd:refs/heads/topic"
	has "error[$1]"
	has "--> $2"
	has 'could not be'
	finds "$1" --range "main..$odd"
	has "--> $2"
}

told_nothing() {
	exits 0 git push -qf origin "$odd:refs/heads/topic"
	silent
	exits 0 pin check --range "main..$odd"
	git push -q origin :topic
}

odd_entries() {
	local code folder
	printf 'policy: {rules: {hidden-prompt: error, untracked-prompt: error}}\n' >>promptpin.yaml
	git commit -qam 'errors here' && git push -q origin main
	code=$(printf 'SYSTEM_PROMPT = """You are a billing agent.\nAnswer the question of the customer."""\n' |
		git hash-object -w --stdin)
	folder=$(printf '100644 blob %s\tagent.py\n' "$code" | git mktree)
	# paths
	odd_commit < <(raw 100644 $'z\xe9.py' "$code")
	untold hidden-prompt 'z\xE9.py'
	has "git mv \$'z\\xe9.py' NEW-NAME"
	odd_commit < <(raw 100644 $'z\xe9.prompt' "$code")
	untold untracked-prompt 'z\xE9.prompt'
	odd_commit < <(raw 100644 $'z\x01.py' "$code")
	untold hidden-prompt 'z\x01.py'
	odd_commit < <(raw 40000 z. "$folder")
	untold hidden-prompt z./agent.py
	odd_commit < <(raw 100644 $'z\xe9.png' "$code")
	told_nothing
	odd_commit < <(raw 40000 z. "$(printf '100644 blob %s\tagent.c\n' "$code" | git mktree)")
	told_nothing
	# modes
	odd_commit < <(raw 100777 z.py "$code")
	untold hidden-prompt z.py
	has 'git rm -rq --cached z.py && git add z.py'
	odd_commit < <(raw 100777 z.c "$code")
	told_nothing
	odd_commit < <(raw 120000 z.py "$code")
	told_nothing
	odd_commit < <(raw 40755 z "$folder")
	untold hidden-prompt z
	untold untracked-prompt z
	# folders that git has by another way
	odd_commit < <(raw 100644 z/agent.py "$code")
	untold hidden-prompt z
	odd_commit < <(raw 40000 z "$folder" && raw 40000 z "$folder")
	untold hidden-prompt z
	odd_commit < <(raw 100644 z "$code" && raw 40000 z "$folder")
	untold hidden-prompt z
	odd_commit < <(raw 40000 z "$folder" && raw 100644 z/more "$code")
	untold hidden-prompt z
	odd_commit < <(raw 100644 z.py "$code" && raw 120000 z.py "$code")
	untold hidden-prompt z.py
	odd_commit < <(raw 100644 z "$code" && raw 120000 z "$code")
	told_nothing
	# one that the base has is no news
	odd_commit < <(raw 100644 $'z\xe9.py' "$code" && raw 40755 zz "$folder")
	git -C "$HUB" fetch -q "$PWD" "$odd" && git -C "$HUB" update-ref refs/heads/main "$odd"
	git fetch -q && git update-ref refs/heads/main "$odd"
	git cat-file tree "$odd^{tree}" >../all
	{
		cat ../all
		raw 100644 zzz "$code"
	} >../more
	odd=$(git commit-tree -p "$odd" -m more "$(git hash-object -t tree -w --stdin --literally <../more)")
	told_nothing
}

@test "a file that nobody can look at is refused where a rule on it is an error" {
	odd_entries
}

@test "the same in a repository by SHA-256, which git reads for us" {
	export GIT_DEFAULT_HASH=sha256
	cp "$HUB/hooks/pre-receive" ..
	rm -rf "$HUB" ../work && cd ..
	scene_files && git add . && pin bump --all >/dev/null && git commit -qm first
	git remote set-url origin "$HUB"
	git push -q origin main && git remote set-head origin main
	cp ../pre-receive "$HUB/hooks/"
	odd_entries
}

@test "a prompt file by its name is one however large it is, and code is not" {
	printf 'policy: {rules: {hidden-prompt: error, untracked-prompt: error}}\n' >>promptpin.yaml
	git commit -qam 'errors here' && git push -q origin main
	head -c 1100000 /dev/zero | tr '\0' 'a' >big.py
	cp big.py prompts/big.json # its text would have to say so
	git add . && git commit -qm large
	exits 0 git push -q origin main:topic
	cp big.py big.prompt
	git add . && git commit -qm larger
	refused origin main:topic
	has 'error[untracked-prompt]'
	has '--> big.prompt'
	hasnt '--> prompts/big.json'
}

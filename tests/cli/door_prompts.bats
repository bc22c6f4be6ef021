#!/usr/bin/env bats
# What is remembered of single prompts: those that are as they were are not
# read again, and the answer is that of a program that remembers nothing.

# shellcheck disable=SC2030,SC2031 # a test is a process of its own

load door

setup() {
	door_setup
}

cache() {
	echo .git/promptpin/cache
}

# Take the bytes of staged files out of git's objects: who reads one of them
# cannot check.
away() {
	local path id
	for path in "$@"; do
		id=$(git rev-parse ":$path")
		mv ".git/objects/${id:0:2}/${id:2}" "$T/away.${id:0:2}.${id:2}"
	done
}

back() {
	local file id
	for file in "$T"/away.*; do
		id=${file##*/away.}
		mv "$file" ".git/objects/${id/./\/}"
	done
}

# The prompt greeting is passed over, though another one is not.
passed() {
	away prompts/greeting.j2
	rm -f "$(cache)/clean"
	run door
	back
	[ "$status" -eq 0 ] || {
		echo "read again: $status $output" >&2
		return 1
	}
}

# It is read, though nothing is wrong.
looked_at() {
	away prompts/greeting.j2
	rm -f "$(cache)/clean"
	run door
	back
	[ "$status" -eq 3 ] || {
		echo "passed over: $status $output" >&2
		return 1
	}
}

# The program with what it remembers comes to "$1", and says what it says
# without. What is remembered stays what it was.
agrees() {
	local got said
	rm -rf "$T/kept"
	cp -rp "$(cache)" "$T/kept"
	run door
	got=$status said=$output
	rm -r "$(cache)"
	run door
	if [ "$got" -ne "$status" ] || [ "$said" != "$output" ]; then
		printf '%s\n' "remembering: $got" "$said" "without: $status" "$output" >&2
		return 1
	fi
	rm -rf "$(cache)"
	cp -rp "$T/kept" "$(cache)"
	[ "$got" -eq "$1" ] || {
		echo "exit $got, not $1: $said" >&2
		return 1
	}
}

# desk, both prompts known, and then one edited and bumped.
edited() {
	desk
	exits 0 door
	edit_triage more
}

edit_triage() {
	echo "$1" >>prompts/support/system.md
	git add -A
	pin bump support/triage >/dev/null
}

@test "a prompt that is as it was is not read again" {
	edited
	passed
	# what was passed over stays known
	git commit -qm one
	edit_triage again
	passed
	git commit -qm two
	rm "$(cache)/prompts"
	edit_triage 'and again'
	looked_at
	exits 0 door
	edit_triage 'once more'
	passed
	# on a fetch, too, that brings nothing of it
	git commit -qm three
	git push -q origin HEAD:refs/heads/main
	edit_triage 'behind a push'
	passed
}

@test "who is edited is read, whatever is known of it" {
	edited
	away prompts/support/system.md
	exits 3 door
	back
	exits 0 door
	rm "$(cache)/clean"
	away prompts/support/system.md
	exits 3 door # F has another release of it
}

@test "a file that two prompts share is one of each" {
	edited
	edit_tone shared
	git add -A
	agrees 1
	has 'support/triage is not what'
	has 'greeting is not what'
	# the one that has read it first is right again
	pin bump support/triage >/dev/null
	agrees 1
	hasnt 'support/triage is not what'
	has 'greeting is not what'
	pin bump --all >/dev/null
	agrees 0
	looked_at
}

@test "the manifest: an entry is its prompt's, all else is everybody's" {
	edited
	# one entry
	sed -i '/^  greeting:/a\    params: {top_p: 0.5}' promptpin.yaml
	git add -A
	agrees 1
	has 'greeting is not what'
	hasnt 'support/triage is not'
	git checkout -q HEAD -- promptpin.yaml
	passed
	sed -i '/^    variables:/a\      other: string?' promptpin.yaml
	git add -A
	agrees 1
	has 'support/triage is not what'
	# a new one, behind and before
	git checkout -q HEAD -- promptpin.yaml
	printf '  z/new:\n    messages:\n      - user: prompts/support/system.md\n' >>promptpin.yaml
	git add -A
	agrees 1
	has 'z/new was never released'
	pin bump --all >/dev/null
	passed
	git checkout -q HEAD -- promptpin.yaml
	git reset -q --hard
	edit_triage more
	# what stands for all
	sed -i 's/temperature: 0.3/temperature: 0.4/' promptpin.yaml
	git add -A
	agrees 1
	has 'support/triage is not what'
	has 'greeting is not what'
	git checkout -q HEAD -- promptpin.yaml
	printf 'protected: [main]\n' >>promptpin.yaml
	git add -A
	looked_at
	git checkout -q HEAD -- promptpin.yaml
	passed
	# a line that belongs to an entry whatever its indent: in nobody's part
	sed -i 's/^      - user: prompts\/greeting.j2/      - {user:\nprompts\/greeting.j2}/' promptpin.yaml
	git add -A
	exits 0 door
	sed -i 's/^prompts\/greeting.j2}/prompts\/support\/system.md}/' promptpin.yaml
	git add -A
	agrees 1
	has 'greeting is not what'
}

@test "an entry is known by its id" {
	edited
	sed -i 's/^  greeting:/  salutation:/' promptpin.yaml
	git add -A
	agrees 1
	has 'salutation was never released'
	has 'greeting is gone'
}

@test "a manifest on one line is known as a whole" {
	desk
	pin retire support/triage >/dev/null
	cat >promptpin.yaml <<-'YAML'
		promptpin: 1
		defaults: {model: openai/gpt-4.1-2025-04-14, params: {temperature: 0.3, max_tokens: 1024}}
		prompts: {a: {messages: [user: prompts/support/system.md]}, greeting: {messages: [user: prompts/greeting.j2], templates: [prompts/partials]}}
	YAML
	git add -A
	pin bump --all >/dev/null
	git commit -qam flow
	git push -q origin HEAD:main
	exits 0 door
	echo more >>prompts/support/system.md
	pin bump a >/dev/null
	git add -A
	passed
	sed -i 's/greeting: {mess/greeting: {params: {top_p: 1}, mess/' promptpin.yaml
	git add -A
	agrees 1
	has 'greeting is not what'
}

@test "the store: objects, releases and heads of a prompt that is not touched" {
	edited
	git commit -qm one
	edit_triage two
	git commit -qm two
	exits 0 door
	object=$(git ls-files -s prompts/greeting.j2 | cut -d' ' -f2)
	object=$(git ls-files -s .promptpin/objects | awk -v id="$object" '$2 == id { sub(/.*\t/, ""); print }')
	git rm -q --cached "$object"
	agrees 1
	has store-object-missing
	git add -A
	passed
	echo x >>"$object"
	git add -A
	agrees 1
	has store-object-corrupt
	git checkout -q HEAD -- "$object"
	echo '1.0.0 sha256:0000000000000000000000000000000000000000000000000000000000000000' >.promptpin/heads/greeting@
	git add -A
	agrees 1
	has head-invalid
	git rm -q --cached .promptpin/heads/greeting@
	agrees 1
	has 'greeting was never released'
	git checkout -q HEAD -- .promptpin/heads
	git rm -q --cached .promptpin/releases/greeting@1.0.0
	agrees 1
	git checkout -q HEAD -- .promptpin/releases
	passed
	# it ended, says a record
	pin retire greeting >/dev/null
	git checkout -q HEAD -- promptpin.yaml
	git add -A
	agrees 1
	has 'greeting was retired'
}

@test "files that were not there, and folders that were listed" {
	desk_files
	mkdir prompts/first
	sed -i 's|templates: \[prompts/partials\]|templates: [prompts/first, prompts/partials]|; s|tools: .*|tools: [tools/*.json]|' promptpin.yaml
	printf '    tools: [tools/*.json]\n' >>promptpin.yaml
	git add .
	pin bump --all >/dev/null
	commit releases
	git push -q origin main
	exits 0 door
	edit_triage more
	passed
	echo 'Be stern.' >prompts/first/tone.j2
	git add .
	agrees 1
	has 'greeting is not what'
	git rm -qf prompts/first/tone.j2
	passed
	# what the one prompt has listed is known when the other asks for it
	sed 's/search/find/' tools/search.json >tools/find.json
	git add .
	agrees 1
	has 'greeting is not what'
	git rm -qf tools/find.json
	passed
	sed -i 's/Search the/Look through the/' tools/search.json
	git add .
	agrees 1
	has 'greeting is not what'
	has 'support/triage is not what'
	pin bump support/triage >/dev/null
	agrees 1
	hasnt 'support/triage is not what'
}

@test "an object that two releases name is one of each" {
	desk_files
	git remote remove origin
	git add -A
	pin bump --all >/dev/null
	git commit -qm first
	exits 0 door
	object=$(git ls-files -s prompts/partials/tone.j2 | cut -d' ' -f2)
	object=$(git ls-files -s .promptpin/objects | awk -v id="$object" '$2 == id { sub(/.*\t/, ""); print }')
	sed -i 1d prompts/support/triage.j2
	git add -A
	pin bump support/triage >/dev/null
	exits 0 door
	git rm -q --cached "$object"
	agrees 1
	has 'greeting names an object that is not in the store'
}

@test "two prompts of one file, and what that file is read with" {
	desk
	printf -- '---\nmodel: openai/gpt-4.1-2025-04-14\n---\nHello {{name}}\n{{>foot}}\n' >prompts/hello.prompt
	printf 'Yours\n' >prompts/_foot.prompt
	cat >>promptpin.yaml <<-'YAML'
		  foo/first: {file: prompts/hello.prompt}
		  foo/second: {file: prompts/hello.prompt}
	YAML
	git add -A
	pin bump --all >/dev/null
	git commit -qm foo
	git push -q origin HEAD:main
	exits 0 door
	edit_triage more
	passed
	tr '\0' '\n' <"$(cache)/prompts" | grep -A2 'Ifoo/second' | grep -q '^L[0-9]'
	echo Bye >>prompts/_foot.prompt
	git add -A
	agrees 1
	has 'foo/first is not what'
	has 'foo/second is not what'
	pin bump foo/first >/dev/null
	agrees 1
	hasnt 'foo/first is not what'
}

@test "a collection: its folder is everybody's" {
	desk
	mkdir mail
	printf 'Dear {{ name }},\n' >mail/one.md
	printf 'collections:\n  - {files: "mail/*.md"}\n' >>promptpin.yaml
	git add -A
	pin bump --all >/dev/null
	git commit -qm mail
	git push -q origin HEAD:main
	exits 0 door
	edit_triage more
	passed
	printf 'Hi {{ name }},\n' >mail/two.md
	git add -A
	agrees 1
	has 'two was never released'
	git rm -qf mail/two.md
	passed
	printf 'Hi,\n' >mail/one.md
	git add -A
	agrees 1
	has 'one is not what'
}

@test "levels: what was a note is an error by another policy" {
	desk
	printf '\xef\xbb\xbf' | cat - prompts/greeting.j2 >"$T/bom"
	cp "$T/bom" prompts/greeting.j2
	git add -A
	exits 0 pin check --staged
	has 'note[bytes-changed]'
	exits 0 door
	git commit -qm 'a byte order mark'
	edit_triage more
	passed
	exits 0 pin check --staged
	has 'note[bytes-changed]'
	# the machine's policy
	printf 'promptpin: 1\npolicy: {rules: {bytes-changed: error}}\n' >"$T/policy.yaml"
	git config promptpin.policy "$T/policy.yaml"
	agrees 1
	has 'error[bytes-changed]'
	printf 'promptpin: 1\npolicy: {rules: {bytes-changed: warning}}\n' >"$T/policy.yaml"
	agrees 0
	git config --unset promptpin.policy
	passed
	# that of the change
	printf 'policy: {rules: {bytes-changed: error}}\n' >>promptpin.yaml
	git add -A
	agrees 1
	has 'error[bytes-changed]'
	git commit -qm policy
	git push -q origin HEAD:main
	# that of F, which has the finding, too
	git checkout -q HEAD~1 -- promptpin.yaml
	agrees 0
	git checkout -q HEAD -- promptpin.yaml
	echo x | cat prompts/greeting.j2 - >"$T/more"
	cp "$T/more" prompts/greeting.j2
	git add -A
	agrees 1
}

@test "another F: what it has of a prompt that is not touched" {
	edited
	git commit -qm one
	first=$(git rev-parse HEAD~1)
	# F has another release of greeting than HEAD
	echo Bye >>prompts/greeting.j2
	pin bump greeting >/dev/null
	git add -A
	exits 0 door
	git commit -qm greeting
	edit_triage two
	looked_at
	agrees 0
	git commit -qm two
	git push -q origin HEAD:main
	exits 0 door
	edit_triage three
	passed
	# a tip that never had it
	rest=$(git commit-tree -m other "$(git mktree </dev/null)")
	git update-ref refs/remotes/origin/main "$rest"
	agrees 0
	git update-ref refs/remotes/origin/main "$first"
	agrees 0
	git update-ref -d refs/remotes/origin/main
	agrees 0
	git remote remove origin
	agrees 0
	git reset -q --soft "$first"
	agrees 0
}

@test "waivers are about findings: with them nobody is passed over" {
	edited
	passed
	sed -i 's|openai/gpt-4.1-2025-04-14|openai/gpt-4.1|' promptpin.yaml
	git add -A
	pin bump --all >/dev/null
	git commit -qm alias
	git push -q origin HEAD:main
	exits 0 door
	edit_triage more
	passed
	fingerprint=$(pin check --staged -o json | jq -r '.findings[0].fingerprint')
	exits 0 pin waive "$fingerprint" -m accepted --until 2999-01-01
	git add -A
	agrees 0
	looked_at
	exits 0 door
	edit_triage again
	agrees 0
	looked_at
}

@test "one bad merge: what F has as well stays excused, and is looked at each time" {
	desk
	exits 0 door
	echo bad >>prompts/support/system.md
	git add -A
	git commit -qm bad
	git push -q origin HEAD:main
	git checkout -q -b topic
	# what is known is from before, and excuses nothing by itself
	agrees 0
	exits 0 door
	[ ! -s "$(cache)/prompts" ]
	unrelated
	agrees 0
	exits 0 door
	edit_triage mended
	agrees 0
}

@test "a record that is cut, altered, another's or for another day is refused" {
	edited
	exits 0 door
	good=$T/good rec=$(cache)/prompts
	cp -p "$rec" "$good"
	passed
	for n in 1 72 73 74 200; do
		head -c "-$n" "$good" >"$rec"
		looked_at
	done
	for edit in 's/prompts 1/prompts 0/' 's/\x00P[0-9.]*/\x00P9.9.9/' 's/\x00D[0-9]*/\x00D1/' \
		's/Xsha256:..../Xsha256:ffff/' 's/\x00U[0-9]*/\x00U501/' 's/\x00C[0-9]*/\x00C99999/' \
		's/K[0-9a-f]\{8\}/K00000000/g' 's/Igreeting/Igreetinh/' 's/Esha256:..../Esha256:0000/g'; do
		sed "$edit" "$good" >"$rec"
		! cmp -s "$good" "$rec"
		looked_at
		sed "$edit" "$good" >"$rec"
		seal "$rec"
		looked_at
	done
	cp "$good" "$rec"
	chmod 620 "$rec"
	looked_at
	cp -p "$good" "$rec"
	passed
	mv "$rec" "$T/elsewhere"
	ln -s "$T/elsewhere" "$rec"
	looked_at
	rm "$rec"
	mkdir "$rec"
	exits 0 door
	[ -z "$output" ]
}

@test "forged, it never says less than what is wrong with what is read" {
	edited
	exits 0 door
	drift
	rec=$(cache)/prompts
	# every prompt is known by the same empty list: those of this user's own
	# making are believed, as --no-verify is; what differs from F is looked at
	sed -i 's/\x00L[^\x00]*/\x00L/g' "$rec"
	seal "$rec"
	run door
	[ "$status" -eq 1 ]
	has 'support/triage is not what'
}

#!/usr/bin/env bats
# Prompts that share a file with others, or are parts of one: what changes, what
# is staged, what every view says of them, and what cannot be read.
# shellcheck disable=SC2016 # what looks like the shell's is the languages'

load helper

setup() {
	common_setup
}

# A clone of a bare remote with what stdin has as manifest, not committed.
desk() {
	git init -q --bare ${FORMAT:+--object-format=$FORMAT} remote.git
	git init -q ${FORMAT:+--object-format=$FORMAT} desk
	cd desk || return 1
	git remote add origin ../remote.git
	cat >promptpin.yaml
	printf '.promptpin/** -text -merge linguist-generated\n' >.gitattributes
}

release() {
	git add .
	pin bump --all -m 'first release' >/dev/null
	commit 'pin the prompts'
	git push -q origin main
	git remote set-head origin main
	pin install >/dev/null
}

foo() {
	cat >promptfooconfig.yaml <<-YAML
		providers: [openai:gpt-4.1]
		prompts:
		  - label: ask
		    raw: |
		      $1
		  - label: thank
		    raw: |
		      $2
	YAML
}

two_of_one() {
	desk <<-'YAML'
		promptpin: 1
		prompts:
		  ask: {file: {file: promptfooconfig.yaml, symbol: ask}}
		  thank: {file: {file: promptfooconfig.yaml, symbol: thank}}
	YAML
	foo 'Ask {{name}}.' 'Thank {{name}}.'
	release
}

@test "two prompts of one file: the one that did not change is clean, and does not keep the file from being staged" {
	two_of_one
	foo 'Ask {{name}} kindly.' 'Thank {{name}}.'
	exits 1 pin check
	has 'error[drift] ask'
	hasnt 'thank'
	exits 0 pin affected --base HEAD
	has 'ask'
	hasnt 'thank'
	exits 0 pin bump ask -m 'more kind'
	hasnt 'also part of'
	exits 0 pin check --staged
	git commit -qm kind
	exits 0 git status --porcelain
	[ -z "$output" ]
	exits 0 pin restore ask@1.0.0
	exits 0 pin check
	exits 0 pin verify
}

@test "two prompts of one file, both changed: the bump of one leaves the file to the user, and says so" {
	two_of_one
	foo 'Ask {{name}} kindly.' 'Thank {{name}} a lot.'
	exits 0 pin bump ask -m 'more kind'
	has 'it is also part of thank: promptpin bump thank, or git add it'
	exits 0 pin bump thank -m 'more thanks'
	exits 0 pin bump --all
	git add promptfooconfig.yaml
	exits 0 pin check --staged
}

@test "the number of a prompt is a number" {
	desk <<-'YAML'
		promptpin: 1
		prompts:
		  a: {file: {file: promptfooconfig.yaml, symbol: "#1/"}}
		  c: {file: {file: promptfooconfig.yaml, symbol: "#2"}}
	YAML
	foo one two
	exits 1 pin check
	has 'has no prompt `#1/`: ask, thank'
	has 'symbol: ask'
	hasnt 'format-invalid] c'
}

@test "a collection that matches nothing is no empty one" {
	desk <<-'YAML'
		promptpin: 1
		collections:
		  - {files: "prompt/**/*.prompt", root: prompt}
	YAML
	exits 1 pin check
	has 'error[source-missing] prompt/**/*.prompt matches no file'
	has 'promptpin.yaml:3:13'
}

@test "what is no regular file does not leave a collection unseen" {
	desk <<-'YAML'
		promptpin: 1
		collections:
		  - {files: "p/**", root: p}
	YAML
	mkdir p
	printf -- '---\nmodel: a/b\n---\nHi\n' >p/a.prompt
	printf 'x' >else.prompt
	ln -s ../else.prompt p/link.prompt
	git init -q p/sub && git -C p/sub commit -q --allow-empty -m x
	git add . 2>/dev/null
	for view in --staged --worktree; do
		exits 1 pin check "$view"
		has 'error[path-escape] link: p/link.prompt is a symbolic link'
		has 'error[source-missing] sub: p/sub is a submodule'
	done
}

@test "a name that is no text is said whole" {
	desk <<-'YAML'
		promptpin: 1
		collections:
		  - {files: "p/**", root: p}
	YAML
	mkdir p
	printf -- '---\nmodel: a/b\n---\nHi\n' >$'p/caf\xe9.prompt'
	git add .
	exits 1 pin check --staged
	has 'error[manifest-invalid] p/caf\xE9.prompt would be the prompt `caf\xE9`, which is no prompt id'
}

@test "a collection with a wrong key removes none of its prompts" {
	desk <<-'YAML'
		promptpin: 1
		collections:
		  - {files: "p/*", root: p}
	YAML
	mkdir p
	printf -- '---\nmodel: a/b\n---\nHi\n' >p/a.prompt
	release
	sed -i 's/root: p/rot: p/' promptpin.yaml
	exits 1 pin check
	has '`rot` is not a key of a collection'
	hasnt 'prompt-removed'
	sed -i 's/rot: p/root: p/; s/p\*/q\*/; s,"p/,"q/,' promptpin.yaml
	exits 1 pin check
	has 'source-missing'
	has 'prompt-removed] a'
}

@test "what the tool would read and is a link is said, not left out" {
	desk <<-'YAML'
		promptpin: 1
		prompts:
		  s: {file: sk/skprompt.txt}
		  f: {file: promptfooconfig.yaml}
	YAML
	mkdir sk q
	printf 'Hi {{$x}}\n' >sk/skprompt.txt
	printf '{"schema": 1, "execution_settings": {"default": {"temperature": 1}}}' >else.json
	ln -s ../else.json sk/config.json
	printf 'text\n' >q/a.txt
	ln -s a.txt q/b.txt
	printf 'providers: [openai:gpt-4.1]\nprompts: [file://q/*.txt]\n' >promptfooconfig.yaml
	git add .
	for view in --staged --worktree; do
		exits 1 pin check "$view"
		has 'error[path-escape] s: sk/config.json is a symbolic link'
		has 'error[path-escape] f: q/b.txt is a symbolic link'
	done
}

@test "a file that carries nothing at all is no prompt" {
	desk <<-'YAML'
		promptpin: 1
		prompts:
		  s: {file: k/SKILL.md}
	YAML
	mkdir k
	: >k/SKILL.md
	exits 1 pin check
	has 'error[format-invalid] s: k/SKILL.md has nothing in it'
	exits 1 pin bump --all
	has 'nothing was written'
}

parts() {
	desk <<-'YAML'
		promptpin: 1
		prompts:
		  code:
		    messages:
		      - system: {file: agent.py, symbol: SYSTEM}
		      - user: {file: notes.md, match: '^> (?<prompt>.*)$'}
		  ask: {file: {file: promptfooconfig.yaml, symbol: ask}}
	YAML
	printf 'SYSTEM = """You are\n  kind.\n"""\n' >agent.py
	printf '# Notes\n> Say hello.\n' >notes.md
	foo 'Ask {{name}}.' 'Thank {{name}}.'
}

spoil() {
	sed -i 's/kind/rude/' agent.py
	sed -i 's/hello/good bye/' notes.md
	foo 'Ask {{name}} twice.' 'Thank {{name}}.'
}

# Rule, prompt, fingerprint of every finding of a view.
findings() {
	"$PROMPTPIN" check "$@" -o json >out.json || [ $? -eq 1 ]
	jq -r '.findings[] | "\(.rule) \(.prompt) \(.fingerprint)"' out.json | sort
}

@test "parts of files: every view says the same, with SHA-256 and line ends of Windows too" {
	FORMAT='' parts
	release
	spoil
	findings --worktree >tree
	[ "$(wc -l <tree)" -ge 2 ]
	git add agent.py notes.md promptfooconfig.yaml
	findings --staged >index
	git commit -q --no-verify -m drift
	findings --rev HEAD --base HEAD~1 >commit
	cmp tree index
	cmp tree commit
	git config core.autocrlf true
	sed -i 's/$/\r/' agent.py notes.md promptfooconfig.yaml
	findings --worktree --base HEAD~1 >crlf
	cmp tree crlf
	cp tree ../tree
	cd ..
	mv desk first
	mv remote.git first.git
	FORMAT=sha256 parts
	release
	spoil
	findings --worktree >tree
	cmp tree ../tree
}

@test "parts of files: a release is what it was in a fresh clone" {
	parts
	release
	spoil
	exits 0 pin bump --all -m worse
	has 'it is source code'
	commit worse
	git push -q origin main
	cd ..
	git clone -q remote.git again
	cd again
	exits 0 pin check
	exits 0 pin verify
	exits 0 pin log code
	exits 0 pin status
	exits 0 pin show --part system code
	has 'rude.'
	exits 0 pin diff code 1.0.0
	has '  rude.'
	exits 0 pin restore ask@1.0.0
	exits 0 pin show --part user ask
	has 'Ask {{name}}.'
	exits 0 pin restore code@1.0.0
	has 'You are'
	has 'Say hello.'
	has 'agent.py'
	has 'notes.md'
	sed -i 's/rude/kind/' agent.py
	sed -i 's/good bye/hello/' notes.md
	exits 0 pin check
}

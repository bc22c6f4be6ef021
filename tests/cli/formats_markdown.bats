#!/usr/bin/env bats
# shellcheck disable=SC2016 # what looks like the shell's is a prompt's
# Skills, commands, rules and requests, as a repository of an agent's user has
# them: from the manifest to what a change of each asks for.

load helper

setup() {
	common_setup
	git init -q --bare remote.git
	git clone -q remote.git desk 2>/dev/null
	cd desk || return 1
	mkdir -p skills/commit .claude/commands .cursor/rules docs requests
	printf -- '---\nname: commit\ndescription: Use it: to commit\nallowed-tools: Read\n---\nTest first.\n' \
		>skills/commit/SKILL.md
	printf -- '---\ndescription: Fix an issue\nargument-hint: [number]\n---\nFix $1 as @docs/style.md says: !`git diff`\n' \
		>.claude/commands/fix.md
	printf -- '---\nglobs: **/*.ts\nalwaysApply: false\n---\nNo any.\n' >.cursor/rules/ts.mdc
	printf 'Short names.\n' >docs/style.md
	cat >requests/ask.json <<-'JSON'
		{"model": "gpt-4.1-2025-04-14", "temperature": 0.3, "user": "me",
		 "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello {{name}}"}]}
	JSON
	cat >promptpin.yaml <<-'YAML'
		promptpin: 1
		prompts:
		  fix: {file: .claude/commands/fix.md}
		  ts: {file: .cursor/rules/ts.mdc}
		  ask: {file: requests/ask.json}
		collections:
		  - {files: "skills/*/SKILL.md", root: skills}
	YAML
	printf '.promptpin/** -text -merge linguist-generated\n' >.gitattributes
	git add .
	pin bump --all -m 'first release' >/dev/null
	commit 'pin the prompts'
	git push -q origin main
	git remote set-head origin main
}

@test "all are clean, and named by their folder or the manifest" {
	exits 0 pin check
	exits 0 pin status
	has 'commit'
	exits 0 pin show fix
	has 'claude-command'
}

@test "what a host lists of a skill is part of it, what is for people is not" {
	sed -i 's/to commit/to push/' skills/commit/SKILL.md
	exits 1 pin check
	has 'error[drift] commit'
	git checkout -q skills
	sed -i '2i license: MIT' skills/commit/SKILL.md
	exits 0 pin check
	sed -i 's/Read/Read, Bash/' skills/commit/SKILL.md
	exits 1 pin check
	has 'error[drift] commit'
}

@test "a file that a command refers to is part of it" {
	echo 'Long names.' >docs/style.md
	exits 1 pin check
	has 'error[drift] fix'
	hasnt '[drift] ts'
	git rm -qf docs/style.md
	exits 1 pin check
	has 'error[drift] fix'
}

@test "a variable that a command uses has to be declared where some are" {
	sed -i 's|^  fix: .*|  fix: {file: .claude/commands/fix.md, variables: {ARGUMENTS: string}}|' promptpin.yaml
	exits 1 pin check
	has 'error[variable-undeclared] fix'
	has '.claude/commands/fix.md:5:6'
}

@test "a rule whose header is no YAML, a hint that is not sent" {
	sed -i 's/\*\.ts/*.tsx/' .cursor/rules/ts.mdc
	sed -i 's/number/issue/' .claude/commands/fix.md
	exits 1 pin check
	has 'error[drift] ts'
	hasnt '[drift] fix'
}

@test "a request is literal, unless the manifest says otherwise" {
	exits 0 pin inspect requests/ask.json
	has 'openai-chat'
	sed -i 's/"me"/"you"/' requests/ask.json
	exits 0 pin check
	sed -i 's/0.3/0.4/' requests/ask.json
	exits 1 pin check
	has 'asks for: patch'
	git checkout -q requests
	sed -i 's|^  ask: .*|  ask: {file: requests/ask.json, syntax: jinja2}|' promptpin.yaml
	exits 1 pin check
	has 'asks for: major'
	has 'name'
}

@test "what a file is taken for and what looks like a variable is said" {
	printf 'Ask {{name}} for ${HOME}\n' >ask.prompt.md
	exits 0 pin inspect ask.prompt.md
	has 'copilot-prompt: its name ends in .prompt.md'
	has 'what looks like a variable is text here: {{name}}, ${HOME}'
	exits 0 pin inspect --format markdown ask.prompt.md
	has 'markdown'
}

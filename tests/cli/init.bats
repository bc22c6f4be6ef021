#!/usr/bin/env bats
# promptpin init

load helper

setup() {
	common_setup
}

# The manifest without its comments at the start of a line and empty lines, in
# "got"; and what stands behind each entry.
manifest() {
	grep -v '^#' promptpin.yaml | grep .
}

# The manifest without any comment, in "got".
entries() {
	manifest | sed 's/ # .*//' >got
}

# What it wrote passes the check once it is released and committed, and the
# hooks refuse an edit of "$1".
guards() {
	exits 0 pin init --release
	git add -A
	exits 0 git commit -qm 'pin the prompts'
	exits 0 pin check
	exits 0 pin verify
	printf '\nAnd one line more.\n' >>"$1"
	exits 1 git commit -qam 'edited'
	git add -A
	exits 0 pin bump --all
	exits 0 git commit -qam 'bumped'
	exits 0 pin check
}

@test "from nothing to a protected repository" {
	desk_files
	rm promptpin.yaml .gitattributes
	commit 'some prompts'
	git push -q origin main
	exits 0 pin init --release
	has 'wrote promptpin.yaml, with 2 prompts'
	has 'wrote .promptpin/format'
	has 'pre-commit'
	git add promptpin.yaml .gitattributes .promptpin
	exits 0 git commit -qm 'pin the prompts'
	exits 0 pin check
	exits 0 pin verify
	grep -qx '\.promptpin/\*\* -text -merge linguist-generated' .gitattributes
	[ "$(pin show --part messages[1] support/triage)" = "$(cat prompts/support/triage.j2)" ]
	edit_tone
	exits 1 git commit -qam 'edited'
}

@test "what it writes is a manifest that a person would have written" {
	desk_files
	rm promptpin.yaml
	exits 0 pin init --no-hooks
	entries
	cat >want <<-'YAML'
		promptpin: 1
		prompts:
		  greeting:
		    messages:
		      - user: prompts/greeting.j2
		    templates: [prompts/partials]
		  support/triage:
		    messages:
		      - system: prompts/support/system.md
		      - user: prompts/support/triage.j2
		    templates: [prompts/partials]
	YAML
	diff want got
	[ ! -e .git/hooks/pre-commit ]
	exits 1 pin check
	hasnt manifest-invalid
	has 'error[unreleased]'
}

@test "files of one stem are one prompt, readmes and other text are none" {
	new_repo repo
	mkdir -p prompts docs app/Prompts/Big_Bot node_modules/x/prompts
	echo s >prompts/sum.system.md
	echo '{{ x }}' >prompts/sum.user.j2
	echo s >"app/Prompts/Big_Bot/system.txt"
	echo '{{ y }}' >"app/Prompts/Big_Bot/user.jinja2"
	echo r >prompts/README.md
	echo d >docs/notes.md
	echo '<html>' >docs/page.j2
	echo '{{ z }}' >docs/my_prompt.jinja
	echo n >node_modules/x/prompts/n.md
	exits 0 pin init --no-hooks
	entries
	cat >want <<-'YAML'
		promptpin: 1
		prompts:
		  big_bot:
		    messages:
		      - system: app/Prompts/Big_Bot/system.txt
		      - user: app/Prompts/Big_Bot/user.jinja2
		  docs/my_prompt:
		    messages:
		      - user: docs/my_prompt.jinja
		  sum:
		    messages:
		      - system: prompts/sum.system.md
		      - user: prompts/sum.user.j2
	YAML
	diff want got
}

@test "an entry says what it is" {
	desk_files
	rm promptpin.yaml
	exits 0 pin init --no-hooks
	grep -qx '  greeting: # a template in jinja2' promptpin.yaml
	grep -qx '  support/triage: # two files of one folder: system, user' promptpin.yaml
	has '  groups of files: 1'
	has '  texts and templates: 1'
}

@test "odd names are quoted, a template that cannot be read is left out and named" {
	new_repo repo
	mkdir prompts
	echo a >'prompts/Hello world #1.md'
	printf '{%% if %%}' >prompts/broken.j2
	exits 0 pin init --no-hooks
	has 'prompts/broken.j2:1:'
	grep -q '^  hello-world--1:' promptpin.yaml
	grep -q '"prompts/Hello world #1.md"' promptpin.yaml
	exits 1 pin check
	hasnt manifest-invalid
}

@test "nothing found: an empty manifest with an example, that is valid" {
	new_repo repo
	exits 0 pin init --no-hooks
	has 'with 0 prompts'
	exits 0 pin check
}

@test "an existing manifest is never touched, what is missing is made" {
	desk_files
	before=$(cat promptpin.yaml)
	printf '*.j2 text' >.gitattributes
	exits 0 pin init --no-hooks
	has 'promptpin.yaml is there already'
	[ "$(cat promptpin.yaml)" = "$before" ]
	[ "$(cat .gitattributes)" = $'*.j2 text\n.promptpin/** -text -merge linguist-generated' ]
	[ "$(cat .promptpin/format)" = 'promptpin-store 1' ]
	exits 0 pin init --no-hooks
	[ "$(grep -c linguist-generated .gitattributes)" -eq 1 ]
}

@test "--dry-run shows the manifest and writes nothing" {
	desk_files
	rm promptpin.yaml .gitattributes
	before=$(find . -path ./.git -prune -o -print | sort)
	exits 0 pin init --dry-run
	has 'would write promptpin.yaml'
	has '      - user: prompts/greeting.j2'
	[ "$(find . -path ./.git -prune -o -print | sort)" = "$before" ]
	[ ! -e .git/hooks/pre-commit ]
}

@test "it never waits for an answer where there is no terminal" {
	desk_files
	rm promptpin.yaml
	# shellcheck disable=SC2016 # the inner shell expands
	run timeout 20 bash -c 'sleep 30 | "$PROMPTPIN" init --no-hooks & wait $!'
	[ ! -d .promptpin/releases ]
}

@test "tools and a schema beside a prompt belong to it" {
	new_repo repo
	mkdir -p agents/prompts/triage/tools prompts/one
	printf 'You sort tickets.\n' >agents/prompts/triage/system.md
	printf '{{ ticket }}\n' >agents/prompts/triage/user.j2
	printf '{"name": "find", "description": "finds", "input_schema": {"type": "object"}}' >agents/prompts/triage/tools/find.json
	printf '{"type": "object", "properties": {}}' >agents/prompts/triage/output.schema.json
	printf 'Sum up: {{ text }}\n' >prompts/sum.j2
	printf '[{"name": "look", "description": "looks", "input_schema": {"type": "object"}}]' >prompts/sum.tools.json
	printf '{"type": "object", "properties": {}}' >prompts/sum.schema.json
	exits 0 pin init --no-hooks
	manifest >got
	cat >want <<-'YAML'
		promptpin: 1
		prompts:
		  sum: # three files of one name: user, tools, output
		    messages:
		      - user: prompts/sum.j2
		    tools: [prompts/sum.tools.json]
		    output: prompts/sum.schema.json
		  triage: # four files of one folder: system, user, tools, output
		    messages:
		      - system: agents/prompts/triage/system.md
		      - user: agents/prompts/triage/user.j2
		    tools: ["agents/prompts/triage/tools/*.json"]
		    output: agents/prompts/triage/output.schema.json
	YAML
	diff want got
	guards prompts/sum.j2
}

# A Prompty file "$1" with the version "$2".
prompty() {
	local name=${1##*/}
	mkdir -p "$(dirname "$1")"
	cat >"$1" <<-PROMPTY
		---
		name: ${name%.prompty}
		version: $2
		model:
		  api: chat
		  configuration:
		    type: azure_openai
		    azure_deployment: gpt-4o
		inputs:
		  question:
		    type: string
		---
		system:
		You answer in one sentence.

		user:
		{{question}}
	PROMPTY
}

@test "many files of one kind are a collection" {
	new_repo repo
	for name in billing/refund billing/invoice sales/hello sales/bye help; do
		prompty "app/prompts/$name.prompty" 1.2.0
	done
	prompty tests/prompts/fixture.prompty 1.0.0
	exits 0 pin init --no-hooks
	has 'with 5 prompts'
	has '  Prompty files: 5'
	manifest >got
	cat >want <<-'YAML'
		promptpin: 1
		collections:
		  - {files: "app/prompts/**/*.prompty", version: file} # Prompty files
	YAML
	diff want got
	exits 0 pin init --release
	[ "$(cut -d' ' -f1 .promptpin/heads/billing/refund@)" = 1.2.0 ]
	git add -A
	exits 0 git commit -qm 'pin the prompts'
	sed -i 's/one sentence/two/' app/prompts/help.prompty
	exits 1 git commit -qam 'edited'
	sed -i 's/1.2.0/1.3.0/' app/prompts/help.prompty
	exits 0 pin bump help
	exits 0 git commit -qam 'bumped'
	exits 0 pin check
}

@test "a file of a collection that cannot be read is left out, by name" {
	new_repo repo
	for name in a b c d e; do
		prompty "prompts/$name.prompty" 1.0.0
	done
	printf -- '---\nname: [\n---\nsystem:\nHello.\n' >prompts/broken.prompty
	exits 0 pin init --release --no-hooks
	has 'left out: prompts/broken.prompty:'
	grep -A1 -x 'ignore:' promptpin.yaml | grep -qx '  - prompts/broken.prompty'
	git add -A
	exits 0 pin check
	has 'nothing wrong in 5 prompts'
}

@test "what the check has an error in is left out, and said" {
	new_repo repo
	mkdir prompts
	printf '{%% include "gone.j2" %%}\n' >prompts/one.j2
	printf 'Fine.\n' >prompts/two.j2
	exits 0 pin init --release --no-hooks
	has 'left out: prompts/one.j2:1:'
	has '[include-missing]'
	has 'with 1 prompt'
	git add -A
	exits 0 pin check
}

@test "files of which most are left out are no collection" {
	new_repo repo
	mkdir -p app
	for name in a b c d; do
		prompty app/$name.prompty 1.0.0
		sed -i 's/{{question}}/{% include "gone.j2" %}/' app/$name.prompty
	done
	prompty app/fine.prompty 1.0.0
	exits 0 pin init --release --no-hooks
	has 'left out: app/a.prompty:'
	manifest >got
	cat >want <<-'YAML'
		promptpin: 1
		prompts:
		  app/fine: # a Prompty file
		    file: app/fine.prompty
		    version: file
	YAML
	diff want got
	exits 0 pin init --no-hooks
	has 'stays as it is'
}

@test "a promptfoo project: files once, what stands in the configuration too" {
	new_repo repo
	mkdir prompts
	printf 'Translate to French: {{text}}\n' >prompts/french.txt
	cat >promptfooconfig.yaml <<-'YAML'
		prompts:
		  - file://prompts/french.txt
		  - 'Translate to German: {{text}}'
		providers:
		  - openai:gpt-4o-2024-11-20
		tests:
		  - vars: {text: Hello}
	YAML
	exits 0 pin init --no-hooks
	has 'with 2 prompts'
	grep -q -- '- system: prompts/french.txt' promptpin.yaml
	[ "$(grep -c 'file: {file: promptfooconfig.yaml' promptpin.yaml)" -eq 1 ]
	guards prompts/french.txt
	exits 0 pin init --no-hooks
	has 'stays as it is'
	sed -i "s/^providers:/  - 'Translate to Dutch: {{text}}'\n&/" promptfooconfig.yaml
	exits 0 pin init --no-hooks
	has 'added to promptpin.yaml: 1 prompt'
	[ "$(grep -c 'file: {file: promptfooconfig.yaml' promptpin.yaml)" -eq 2 ]
}

@test "a folder of Semantic Kernel plugins: skprompt.txt and config.json are one" {
	new_repo repo
	for name in Summarize Translate Topics Notes; do
		mkdir -p "plugins/Write/$name"
		# shellcheck disable=SC2016 # the template's variable
		printf 'Do %s: {{$input}}\n' "$name" >"plugins/Write/$name/skprompt.txt"
		printf '{"schema": 1, "description": "%s", "execution_settings": {"default": {"max_tokens": 100}}}\n' \
			"$name" >"plugins/Write/$name/config.json"
	done
	exits 0 pin init --no-hooks
	manifest >got
	cat >want <<-'YAML'
		promptpin: 1
		collections:
		  - {files: "plugins/Write/**/skprompt.txt"} # Semantic Kernel functions
	YAML
	diff want got
	guards plugins/Write/Notes/skprompt.txt
	# in a folder of prompts both files are looked at
	mkdir ../other
	mv plugins/Write ../other/prompts
	cd ../other
	git init -q
	exits 0 pin init --no-hooks
	has 'with 4 prompts'
}

langchain_app() {
	mkdir -p src/app tests
	cat >src/app/agent.py <<-'PY'
		from langchain.prompts import ChatPromptTemplate

		SYSTEM_PROMPT = """You are a careful assistant of a bank.
		Answer in the language of the customer."""

		REFUND_SYSTEM_PROMPT = """You are an assistant who decides about refunds.
		Be brief and do not promise anything."""
		REFUND_USER_PROMPT = """You will decide this case and answer with yes or no:
		{case}""".format(case=load_case())

		chat = ChatPromptTemplate.from_messages([
		    ("system", "You are a translator. Translate what the user says to {language}."),
		    ("human", "Please translate the following text for me: {text}"),
		])


		def ask(question):
		    return llm.invoke(prompt="You are a helpful assistant. Answer only this question: " + question)
	PY
	cp src/app/agent.py tests/test_agent.py
}

@test "prompts in source code, those that belong together as one" {
	new_repo repo
	langchain_app
	exits 0 pin init --no-hooks
	entries
	grep -qx '  app/agent/system:' got
	grep -qx '      - system: {file: src/app/agent.py, symbol: SYSTEM_PROMPT}' got
	grep -A3 -x '  app/agent/refund:' got >refund
	diff - refund <<-'YAML'
		  app/agent/refund:
		    messages:
		      - system: {file: src/app/agent.py, symbol: REFUND_SYSTEM_PROMPT}
		      - user: {file: src/app/agent.py, symbol: REFUND_USER_PROMPT}
	YAML
	# a list whose texts have no names of their own
	grep -A3 -x '  app/agent/chat:' got >chat
	grep -q 'system: {file: src/app/agent.py, match: ' chat
	grep -q 'user: {file: src/app/agent.py, match: ' chat
	[ "$(grep -c 'tests/' promptpin.yaml)" -eq 0 ]
	exits 0 pin init --no-hooks
	has 'promptpin.yaml is there already and stays as it is'
	sed -i 's/careful/cautious/' src/app/agent.py
	exits 0 pin init --release --no-hooks
	git add -A
	exits 0 pin check
	sed -i 's/cautious/reckless/' src/app/agent.py
	exits 1 pin check
	has 'error[drift] app/agent/system'
}

@test "a detector that the policy switches off finds nothing" {
	new_repo repo
	langchain_app
	printf 'promptpin: 1\nprompts: {}\npolicy: {detectors: {py-const: off, you-are: off}}\n' >promptpin.yaml
	exits 0 pin init --no-hooks
	[ "$(grep -c SYSTEM_PROMPT promptpin.yaml)" -eq 0 ]
	grep -q 'symbol: ask.prompt' promptpin.yaml
}

@test "instructions of coding assistants are collections by kind" {
	new_repo repo
	mkdir -p agents instructions skills/pdf skills/mail docs
	for name in architect tester writer; do
		printf -- '---\ndescription: %s\n---\nYou are a %s.\n' $name $name >agents/$name.agent.md
		printf -- '---\napplyTo: "**/*.%s"\n---\nBe tidy.\n' $name >instructions/$name.instructions.md
	done
	printf -- '---\nname: pdf\ndescription: Reads PDF files\n---\nRead it.\n' >skills/pdf/SKILL.md
	printf -- '---\nname: mail\ndescription: Writes mails\n---\nWrite it.\n' >skills/mail/SKILL.md
	printf 'Run the tests.\n' >AGENTS.md
	printf '# About prompts\n' >docs/prompts.md
	mkdir -p .claude/references
	printf '# You are an assistant. You must know this.\n' >.claude/references/notes.md
	exits 0 pin init --no-hooks
	manifest >got
	cat >want <<-'YAML'
		promptpin: 1
		prompts:
		  agents: # instructions for coding agents
		    file: AGENTS.md
		collections:
		  - {files: "agents/*.agent.md"} # Copilot agents
		  - {files: "instructions/*.instructions.md", root: "."} # files of instructions for Copilot
		  - {files: "skills/**/SKILL.md"} # agent skills
	YAML
	diff want got
	guards skills/pdf/SKILL.md
}

@test "a repository of many parts: what is vendored or for tests is none of ours" {
	new_repo repo
	langchain_app
	mkdir -p services/mail/prompts services/chat/prompts node_modules/x/prompts vendor/y/prompts services/mail/tests/prompts
	for name in a b c d; do
		printf 'Write about {{ %s }}.\n' $name >services/mail/prompts/$name.j2
	done
	printf 'You chat.\n' >services/chat/prompts/a.md
	for folder in node_modules/x vendor/y services/mail/tests; do
		printf 'You are not ours.\n' >$folder/prompts/a.md
	done
	exits 0 pin init --no-hooks
	entries
	grep -qx '  - {files: "services/mail/prompts/\*.j2", role: user}' got
	grep -q 'services/chat/prompts/a.md' got
	[ "$(grep -cE 'node_modules|vendor|tests/' got)" -eq 0 ]
	# a is taken by the collection: the other one gets another id
	grep -qx '  a-2:' got
	guards services/mail/prompts/a.j2
}

@test "again, it adds what is new and leaves every other byte alone" {
	desk
	sed -i '1i # ours, and in our order' promptpin.yaml
	sed -i 's/^  greeting:/  # says hello\n  greeting:/' promptpin.yaml
	cp promptpin.yaml old
	printf 'Good bye, {{ name }}.\n' >prompts/bye.j2
	mkdir -p agents
	printf -- '---\ndescription: x\n---\nYou are x.\n' >agents/x.agent.md
	cp agents/x.agent.md agents/y.agent.md
	exits 0 pin init --no-hooks --dry-run
	has 'would add to promptpin.yaml: 3 prompts'
	has '  bye: # a template in jinja2'
	cmp promptpin.yaml old
	exits 0 pin init --no-hooks
	has 'added to promptpin.yaml: 3 prompts'
	cmp -n "$(stat -c %s old)" promptpin.yaml old
	tail -c "+$(($(stat -c %s old) + 1))" promptpin.yaml >got
	diff - got <<-'YAML'
		  bye: # a template in jinja2
		    messages:
		      - user: prompts/bye.j2

		# Many files of one kind: the path below root is the id.
		collections:
		  - {files: "agents/*.agent.md"} # Copilot agents
	YAML
	cp promptpin.yaml old
	exits 0 pin init --no-hooks
	has 'promptpin.yaml is there already and stays as it is'
	cmp promptpin.yaml old
}

@test "it adds in front of what follows, in the file's own indentation and line ends" {
	new_repo repo
	mkdir prompts
	echo a >prompts/a.md
	echo b >prompts/b.md
	printf 'promptpin: 1\r\nprompts:\r\n    a: # first\r\n        messages: [{system: prompts/a.md}]\r\n\r\n# the rest\r\nprotected: [main]\r\n' >promptpin.yaml
	exits 0 pin init --no-hooks
	printf 'promptpin: 1\r\nprompts:\r\n    a: # first\r\n        messages: [{system: prompts/a.md}]\r\n    b: # a text in a folder of prompts\r\n      messages:\r\n        - system: prompts/b.md\r\n\r\n# the rest\r\nprotected: [main]\r\n' | cmp - promptpin.yaml
	printf 'promptpin: 1\nprompts: {} # none yet\nprotected: [main]\n' >promptpin.yaml
	exits 0 pin init --no-hooks
	sed -n 2,3p promptpin.yaml >got
	printf 'prompts: # none yet\n  a: # a text in a folder of prompts\n' | cmp - got
	exits 1 pin check
	hasnt manifest-invalid
}

@test "what it cannot add to safely it leaves alone, and what is ignored stays so" {
	new_repo repo
	mkdir prompts
	echo a >prompts/a.md
	echo b >prompts/b.md
	printf 'promptpin: 1\nprompts: {a: {messages: [{system: prompts/a.md}]}}\n' >promptpin.yaml
	cp promptpin.yaml old
	exits 1 pin init --no-hooks
	has 'cannot be added to safely'
	cmp promptpin.yaml old
	printf 'ignore: [prompts/b.md]\n' >>promptpin.yaml
	exits 0 pin init --no-hooks
	has 'stays as it is'
	printf 'promptpin: 1\nprompts: [\n' >promptpin.yaml
	exits 1 pin init --no-hooks
	has 'promptpin.yaml:'
}

@test "the same files give the same manifest" {
	new_repo repo
	langchain_app
	for name in c a b e d; do
		prompty "prompts/$name.prompty" 1.0.0
	done
	exits 0 pin init --no-hooks
	mv promptpin.yaml first
	exits 0 pin init --no-hooks
	cmp first promptpin.yaml
}

@test "from a subfolder it works on the whole repository" {
	desk_files
	rm promptpin.yaml
	cd prompts/support
	exits 0 pin init --no-hooks
	[ -f ../../promptpin.yaml ]
	[ -f ../../.promptpin/format ]
}

@test "a bare repository is refused" {
	git init -q --bare bare.git
	cd bare.git
	exits 1 pin init
}

@test "the help names every option" {
	help_names init --release --no-hooks --dry-run
}

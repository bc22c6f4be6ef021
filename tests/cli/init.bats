#!/usr/bin/env bats
# promptpin init

load helper

setup() {
	common_setup
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
	grep -v '^#' promptpin.yaml | grep . >got
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
	grep -v '^#' promptpin.yaml | grep . >got
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

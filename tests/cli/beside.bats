#!/usr/bin/env bats
# Beside other tools that write hooks: husky, lefthook, pre-commit, git-lfs,
# each installed for real, before promptpin and after it. Every time all hooks
# must run: the tool's own, and the check.
#
# husky and lefthook are npm's: they are fetched once into $PROMPTPIN_TOOLS, by
# default build/tools; where npm or the network is missing their tests are skipped.
# not under sanitizers: how husky, lefthook, pre-commit and git-lfs get along with the hooks

load common
load newer_git

setup() {
	common_setup
	export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
	git init -q --bare hub.git
	example_repo repo
	promptpin init --release --no-hooks >/dev/null
	git add -A
	git commit -q -m one
	git remote add origin ../hub.git
	git push -q origin main
}

# The tool "$1" of npm in PATH, with its exact version, or the test is skipped.
npm_tool() {
	local folder=${PROMPTPIN_TOOLS:-$ROOT/build/tools}/$1-$2
	if [ ! -e "$folder/done" ]; then
		command -v npm >/dev/null || skip "NOT RUN: npm is not here, so nothing is tested beside $1"
		mkdir -p "$folder"
		HOME=$BATS_TEST_TMPDIR/home timeout 60 npm install --silent --no-audit --no-fund --prefix "$folder" "$1@$2" \
			>"$folder/log" 2>&1 || skip "NOT RUN: npm could not fetch $1, so nothing is tested beside it"
		touch "$folder/done"
	fi
	PATH=$folder/node_modules/.bin:$PATH
	[ "$1" != lefthook ] || lefthook version >/dev/null 2>&1 ||
		skip "NOT RUN: $1 does not run here, so nothing is tested beside it"
}

# A tool from the system's packages.
system_tool() {
	command -v "$1" >/dev/null || skip "NOT RUN: $1 is not installed, so nothing is tested beside it"
}

# The line that `promptpin install` printed for hook "$1" of a tool.
printed_line() {
	promptpin install --files 2>&1 >/dev/null | sed -n "/: $1 is not installed/,\$p" | sed -n '3{s/^  //p;q}'
}

# A commit and a push run the check and the tool's hooks, which say MINE.
all_run() {
	local words=${1:-MINE}
	printf 'Address the customer formally.\n' >>prompts/partials/tone.j2
	exits 1 git commit -a -m two
	has "error[drift]"
	promptpin bump --all >/dev/null
	exits 0 git commit -a -m two
	[ "$words" = - ] || has "$words"
	printf 'And at length.\n' >>prompts/partials/tone.j2
	git commit -q -a -n -m three
	exits 1 git push origin main
	has "error[drift]"
	promptpin bump --all >/dev/null
	exits 0 git commit -a -m four
	exits 0 git push origin main
	[ "$words" = - ] || has "$words"
}

# doctor sees that it is tool "$1" which runs the check.
doctor_sees() {
	exits 0 promptpin doctor
	has "$1)"
}

lefthook_files() {
	cat >lefthook.yml <<-'YAML'
		pre-commit:
		  commands:
		    mine: {run: echo MINE}
		pre-push:
		  commands:
		    mine: {run: echo MINE}
	YAML
}

# The printed lines, merged by hand as somebody would.
lefthook_lines() {
	local hook line
	for hook in pre-commit pre-push; do
		line=$(printed_line $hook)
		[[ "$line" == "$hook: {commands: {promptpin: {"* ]]
		line=${line#*commands: \{}
		sed -i.bak "/^$hook:/,/mine:/s|^    mine:.*|&\n    ${line%\}\}}|" lefthook.yml
		rm lefthook.yml.bak
	done
}

@test "lefthook first, then promptpin" {
	npm_tool lefthook 2.2.2
	lefthook_files
	lefthook install
	exits 1 promptpin install --files
	has "the hooks here are those of lefthook"
	lefthook_lines
	exits 0 promptpin install
	has "pre-push          calls promptpin already"
	git add lefthook.yml
	all_run
	doctor_sees "/pre-commit, by lefthook"
}

@test "promptpin first, then lefthook, which moves hooks aside and forgets them" {
	npm_tool lefthook 2.2.2
	lefthook_files
	promptpin install
	lefthook install
	exits 1 promptpin doctor
	has "where nothing runs it: promptpin install"
	lefthook_lines
	git add lefthook.yml
	all_run
}

husky_files() {
	printf '{"name": "example", "version": "1.0.0"}\n' >package.json
	husky
	echo 'echo MINE' >.husky/pre-commit
	echo 'echo MINE' >.husky/pre-push
}

husky_lines() {
	local hook
	for hook in pre-commit pre-merge-commit pre-push; do
		printed_line $hook >>.husky/$hook.line
	done
	for hook in pre-commit pre-merge-commit pre-push; do
		grep -q "^promptpin hook $hook" .husky/$hook.line
		cat .husky/$hook.line >>.husky/$hook
		rm .husky/$hook.line
	done
}

@test "husky first, then promptpin" {
	npm_tool husky 9.1.7
	husky_files
	exits 1 promptpin install --files
	has "the hooks here are those of husky"
	husky_lines
	exits 0 promptpin install
	all_run
	doctor_sees "/pre-commit, by husky"
}

@test "promptpin first, then husky, which shadows its hooks" {
	npm_tool husky 9.1.7
	promptpin install
	husky_files
	exits 1 promptpin doctor
	has "core.hooksPath is .husky/_ (local"
	husky_lines
	all_run
}

pre_commit_files() {
	cat >.pre-commit-config.yaml <<-'YAML'
		repos:
		- {repo: local, hooks: [{id: mine, name: mine, language: system, entry: echo MINE, verbose: true, pass_filenames: false, always_run: true}]}
	YAML
	git add .pre-commit-config.yaml
}

@test "pre-commit first, then promptpin" {
	system_tool pre-commit
	pre_commit_files
	pre-commit install -t pre-commit -t pre-push
	exits 1 promptpin install --files
	has "the hooks here are those of pre-commit"
	printed_line pre-push >>.pre-commit-config.yaml
	git add .pre-commit-config.yaml
	pre-commit validate-config .pre-commit-config.yaml
	exits 0 promptpin install
	has "pre-commit        calls promptpin already"
	all_run
	doctor_sees "/pre-commit, by pre-commit"
}

@test "promptpin first, then pre-commit, which runs what was there" {
	system_tool pre-commit
	promptpin install
	pre_commit_files
	pre-commit install -t pre-commit -t pre-push
	[ -e .git/hooks/pre-commit.legacy ]
	all_run
	pre-commit uninstall -t pre-commit -t pre-push
	exits 0 promptpin install
	has "pre-commit        installed already"
	all_run -
}

@test "hooks of tools that write them anew are not moved aside" {
	system_tool pre-commit
	pre_commit_files
	pre-commit install
	exits 1 promptpin install --files --chain
	has "the hooks here are those of pre-commit"
	[ ! -e .git/hooks/pre-commit.promptpin-prev ]
}

lfs_files() {
	echo '*.bin filter=lfs diff=lfs merge=lfs -text' >>.gitattributes
	head -c 100000 /dev/zero >big.bin
	git add .gitattributes big.bin
	git commit -q -n -m 'a large file'
}

# What git-lfs's own hook is for: the object is on the other side.
lfs_has_pushed() {
	[ "$(find ../hub.git/lfs/objects -type f | wc -l)" -eq 1 ]
}

@test "git-lfs first, then promptpin before it in the chain" {
	system_tool git-lfs
	git lfs install --local
	lfs_files
	exits 1 promptpin install --files
	has "those of git-lfs"
	exits 0 promptpin install --files --chain
	all_run -
	lfs_has_pushed
	promptpin uninstall
	grep -q 'git lfs pre-push' .git/hooks/pre-push
	exits 0 git lfs install --local
}

@test "git-lfs first, then promptpin by the line" {
	system_tool git-lfs
	git lfs install --local
	lfs_files
	printed_line pre-push >../line
	sed -i.bak '1r ../line' .git/hooks/pre-push
	promptpin install
	all_run -
	lfs_has_pushed
}

@test "promptpin first: git-lfs refuses to touch its hook, and goes below it" {
	system_tool git-lfs
	promptpin install
	exits 2 git lfs install --local
	has "Hook already exists"
	promptpin uninstall
	git lfs install --local
	promptpin install --files --chain
	lfs_files
	all_run -
	lfs_has_pushed
}

@test "with hooks in git's configuration all of them run as they are" {
	newer_git
	for hook in pre-commit pre-push; do
		git config --global hook.promptpin-$hook.command "promptpin hook $hook"
		git config --global hook.promptpin-$hook.event $hook
	done
	if command -v pre-commit >/dev/null; then
		pre_commit_files
		pre-commit install -t pre-commit -t pre-push
		all_run
		pre-commit uninstall -t pre-commit -t pre-push
	fi
	npm_tool husky 9.1.7
	husky_files
	all_run
	git config --unset core.hooksPath
	npm_tool lefthook 2.2.2
	lefthook_files
	lefthook install
	all_run
}

@test "without the configuration promptpin install puts it beside them" {
	newer_git
	npm_tool husky 9.1.7
	husky_files
	exits 0 promptpin install
	has "pre-commit        installed in this repository's configuration"
	all_run
	exits 0 promptpin uninstall
	has "pre-commit        removed from this repository's configuration"
	exits 1 git config --get-regexp '^hook'
}

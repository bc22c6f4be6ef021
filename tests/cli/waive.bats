#!/usr/bin/env bats
# promptpin waive and promptpin.waivers.yaml: what is accepted, until when, and
# what can never be.

load helper

setup() {
	common_setup
	desk
}

# The fingerprint that the check gives for rule "$1" of prompt "$2", in view "$3".
fingerprint() {
	pin check "${@:3}" -o json | jq -r --arg r "$1" --arg p "$2" \
		'.findings[] | select(.rule == $r and .prompt == $p) | .fingerprint'
}

# A variable that nothing uses, released.
unused() {
	sed -i 's/^      hint: string?/&\n      plan: string?/' promptpin.yaml
	git add . && pin bump --all -m 'a plan' >/dev/null && commit plan
}

@test "a finding is waived by the command that its report prints" {
	unused
	exits 0 pin check
	has 'warning[variable-unused]'
	command=$(grep -o 'promptpin waive [0-9a-f]* ' <<<"$output" | head -n 1)
	# shellcheck disable=SC2086 # words
	exits 0 pin ${command#promptpin } -m 'comes next' --until 9998-12-31
	has 'waived until 9998-12-31: variable-unused of support/triage'
	exits 0 pin check
	has 'waived: warning[variable-unused]'
	hasnt 'waive: promptpin waive'"$command"
	git diff --cached --name-only | grep -qx promptpin.waivers.yaml
	exits 0 cat promptpin.waivers.yaml
	has 'reason: "comes next"'
	has 'owner: "'
}

@test "by rule and prompt, too" {
	unused
	exits 0 pin waive variable-unused support/triage -m why --until 9998-12-31
	pin check -o json | jq -e '.findings[] | select(.rule == "variable-unused") | .waived'
	exits 2 pin waive variable-unused greeting -m why --until 9998-12-31
	has 'there is no finding variable-unused of greeting'
}

@test "a waived drift lets the commit pass, and shows as policy-loosened" {
	edit_tone
	git add .
	exits 1 pin check --staged
	exits 0 pin waive drift support/triage -m 'an emergency' --until 9998-12-31
	exits 0 pin waive drift greeting -m 'an emergency' --until 9998-12-31
	exits 0 pin check --staged
	has 'waived: error[drift]'
	has 'warning[policy-loosened]'
	has 'drift of greeting is waived until 9998-12-31: an emergency'
}

@test "the machine's policy can make every new waiver an error" {
	edit_tone
	git add .
	printf 'promptpin: 1\npolicy: {rules: {policy-loosened: error}}\n' >../machine.yaml
	git config promptpin.policy "$PWD/../machine.yaml"
	pin waive drift support/triage -m why --until 9998-12-31
	pin waive drift greeting -m why --until 9998-12-31
	exits 1 pin check --staged
	has 'error[policy-loosened]'
}

@test "a flood of small findings hides no error that the policy makes one" {
	unused
	printf 'promptpin: 1\npolicy: {rules: {variable-unused: error}}\n' >../machine.yaml
	exits 1 pin check --policy ../machine.yaml
	mkdir .promptpin/odd && (cd .promptpin/odd && seq 10001 | xargs touch)
	exits 1 pin check --policy ../machine.yaml -o json
	json_has '.summary.error == 0 and (.findings | length == 10000)'
}

@test "an expired waiver waives nothing, and is an error for who touches the prompt" {
	unused
	pin waive variable-unused support/triage -m why --until 2026-01-05
	commit waived
	git push -q origin main
	exits 0 pin check --as-of 2026-01-05
	hasnt 'waiver-expired'
	exits 0 pin check --as-of 2026-01-06
	has 'inherited: warning[waiver-expired]'
	has 'inherited: warning[variable-unused]'
	printf 'More.\n' >>prompts/support/system.md
	git add . && pin bump --all -m more >/dev/null
	exits 1 pin check --as-of 2026-01-06
	has 'error[waiver-expired]'
	exits 2 pin check --as-of yesterday
	exits 2 pin check --as-of 2026-02-30
}

@test "in CI the day is the commit's" {
	unused
	pin waive variable-unused support/triage -m why --until 2026-01-05
	GIT_COMMITTER_DATE='2026-01-05T23:00:00Z' commit waived
	CI=true exits 0 pin check --rev HEAD
	hasnt 'waiver-expired'
	GIT_COMMITTER_DATE='2026-01-06T01:00:00Z' git commit -q --amend --no-edit
	CI=true exits 1 pin check --rev HEAD
	has 'waiver-expired'
	CI=false exits 0 pin check --rev HEAD --as-of 2026-01-05
	hasnt 'waiver-expired'
}

@test "in CI the day is the commit's in the work tree too, in UTC, in a year of four digits" {
	unused
	pin waive variable-unused support/triage -m why --until 2026-01-05
	GIT_COMMITTER_DATE='2026-01-05T23:00:00Z' commit waived
	CI=true exits 0 pin check
	hasnt 'waiver-expired'
	TZ=Pacific/Auckland CI=true exits 0 pin check
	hasnt 'waiver-expired'
	TZ=XXX-12 CI=true exits 0 pin check --rev HEAD # where there are no zone files
	hasnt 'waiver-expired'
	git config log.showSignature true
	CI=true exits 0 pin check --rev HEAD
	# a day that does not compare is past all others
	GIT_COMMITTER_DATE='@300000000000 +0000' git commit -q --amend --no-edit
	CI=true exits 1 pin check --rev HEAD
	has 'waiver-expired'
}

@test "a waiver that comes into force is new, whatever the file of the base held" {
	unused
	pin waive variable-unused support/triage -m why --until 9998-12-31
	cp promptpin.waivers.yaml ../good
	# a file with a mistake, of which nothing is applied
	echo 'nonsense: 1' >>promptpin.waivers.yaml
	commit broken && git push -q origin main
	cp ../good promptpin.waivers.yaml
	exits 0 pin check
	has 'waived: warning[variable-unused]'
	has 'warning[policy-loosened]'
	# a waiver of another rule, which was not applied either
	sed 's/rule: variable-unused/rule: text-not-nfc/' ../good >promptpin.waivers.yaml
	commit other && git push -q origin main
	cp ../good promptpin.waivers.yaml
	exits 0 pin check
	has 'waived: warning[variable-unused]'
	has 'warning[policy-loosened]'
	commit good && git push -q origin main
	exits 0 pin check
	hasnt 'policy-loosened'
	sed -i 's/9998-12-31/9999-01-01/' promptpin.waivers.yaml
	exits 0 pin check
	has 'warning[policy-loosened]'
}

@test "what waivers bring about cannot be waived" {
	edit_tone
	git add .
	pin waive drift support/triage -m why --until 9998-12-31
	pin waive drift greeting -m why --until 2026-01-05
	commit waived && git push -q origin main
	sed -i "s/Be /Be so /" prompts/partials/tone.j2 && git add .
	pin waive drift support/triage -m why --until 9998-12-31
	exits 1 pin waive policy-loosened support/triage -m why --until 9998-12-31
	has 'policy-loosened cannot be waived for a waiver'
	exits 1 pin waive waiver-stale support/triage -m why --until 9998-12-31
	has 'waiver-stale cannot be waived'
	# and no fingerprint stands for a finding that has none yet
	cat >>promptpin.waivers.yaml <<-YAML
		  - fingerprint: sha256:$(printf '0%.0s' {1..64})
		    rule: policy-loosened
		    prompt: support/triage
		    reason: why
		    owner: me
		    until: 9998-12-31
	YAML
	exits 1 pin check
	hasnt 'waived: warning[policy-loosened]'
}

@test "a symbolic link, a folder or another name is no waiver file" {
	edit_tone
	pin waive drift support/triage -m why --until 9998-12-31
	pin waive drift greeting -m why --until 9998-12-31
	exits 0 pin check
	git mv promptpin.waivers.yaml accepted.yaml
	exits 1 pin check
	has 'error[drift]'
	ln -s accepted.yaml promptpin.waivers.yaml && git add .
	for at in --staged --worktree; do
		exits 1 pin check "$at"
		has 'error[manifest-invalid]'
		has 'error[drift]'
	done
	commit link
	exits 1 pin check --rev HEAD
	has 'error[manifest-invalid]'
	exits 1 pin waive drift greeting -m why --until 9998-12-31
	git rm -q --cached promptpin.waivers.yaml && rm promptpin.waivers.yaml
	mkdir promptpin.waivers.yaml && cp accepted.yaml promptpin.waivers.yaml/promptpin.waivers.yaml && git add .
	exits 1 pin check --staged
	has 'error[drift]'
}

@test "a path with quotes is named in a waiver; one that cannot be seen is refused" {
	mkdir .promptpin/odd
	printf 'x\n' >'.promptpin/odd/a"\: b #'
	printf 'x\n' >$'.promptpin/odd/n\nl'
	printf 'x\n' >$'.promptpin/odd/r\xe2\x80\xae'
	printf 'x\n' >$'.promptpin/odd/x\xff'
	git add .
	pin check -o json | jq -r '.findings[] | select(.rule == "store-stray") | .fingerprint' >../prints
	[ "$(wc -l <../prints)" = 4 ]
	exits 0 pin waive "$(head -n 1 ../prints)" -m 'a "why" \ and # how: so' --until 9998-12-31
	pin check -o json | jq -e '[.findings[] | select(.rule == "store-stray" and .waived)] | length == 1'
	while read -r print; do
		exits 1 pin waive "$print" -m why --until 9998-12-31
		has 'cannot hold control or invisible characters'
	done < <(sed 1d ../prints)
	exits 2 pin waive "$(head -n 1 ../prints)" -m $'\xff' --until 9998-12-31
}

@test "store rules and what is invalid cannot be waived" {
	digest=$(cut -d: -f2 .promptpin/heads/greeting@)
	printf '1.0.0 sha256:%s\n' "$(tr 0-9 9876543210 <<<"$digest")" >.promptpin/heads/greeting@
	exits 1 pin waive head-invalid greeting -m why --until 9998-12-31
	has 'head-invalid cannot be waived'
	[ ! -e promptpin.waivers.yaml ]
	cat >promptpin.waivers.yaml <<-YAML
		promptpin: 1
		waivers:
		  - fingerprint: $(fingerprint head-invalid greeting)
		    rule: head-invalid
		    prompt: greeting
		    reason: why
		    owner: me
		    until: 9998-12-31
	YAML
	exits 1 pin check
	has 'error[manifest-invalid]'
	has 'promptpin.waivers.yaml:4:11'
	has 'head-invalid cannot be waived'
	has 'error[head-invalid]'
}

@test "a waiver that says another rule waives nothing" {
	unused
	pin waive variable-unused support/triage -m why --until 9998-12-31
	sed -i 's/rule: variable-unused/rule: text-not-nfc/' promptpin.waivers.yaml
	exits 0 pin check
	has 'warning[variable-unused]'
	has 'this fingerprint is of variable-unused in support/triage'
}

@test "a second waiver of one finding takes the place of the first; comments stay" {
	unused
	edit_tone
	pin waive variable-unused support/triage -m why --until 9998-01-01
	sed -i '3i # ours' promptpin.waivers.yaml
	pin waive drift greeting -m why --until 9998-01-01
	exits 0 pin waive variable-unused support/triage -m 'still' --until 9998-06-01
	has 'waived until 9998-06-01'
	[ "$(grep -c fingerprint: promptpin.waivers.yaml)" = 2 ]
	grep -q '^# ours' promptpin.waivers.yaml
	grep -q 'reason: "still"' promptpin.waivers.yaml
}

@test "a file in another layout is left as it is" {
	unused
	printf 'promptpin: 1\nwaivers: []\n' >promptpin.waivers.yaml
	exits 1 pin waive variable-unused support/triage -m why --until 9998-12-31
	[ "$(cat promptpin.waivers.yaml)" = "$(printf 'promptpin: 1\nwaivers: []\n')" ]
}

@test "what two fingerprints begin with names neither" {
	mkdir .promptpin/odd && touch .promptpin/odd/a1954 .promptpin/odd/a7660
	git add .
	exits 2 pin waive ea9e94b -m why --until 9998-12-31
	has '2 fingerprints begin with ea9e94b'
	[ ! -e promptpin.waivers.yaml ]
	first=$(pin check -o json | jq -r '.findings[] | select(.path == ".promptpin/odd/a1954") | .fingerprint')
	exits 0 pin waive "${first:7:12}" -m why --until 9998-12-31
	[ "$(grep -c fingerprint: promptpin.waivers.yaml)" = 1 ]
}

@test "what is asked for has to be said: why, until when, by whom, which" {
	unused
	exits 2 pin waive variable-unused support/triage --until 9998-12-31
	has '-m WHY'
	exits 2 pin waive variable-unused support/triage -m why
	has '--until 2026-12-31'
	exits 2 pin waive variable-unused support/triage -m why --until 2026-13-01
	exits 2 pin waive abc -m why --until 9998-12-31
	has '7 or more hex digits'
	exits 2 pin waive abcdef0 -m why --until 9998-12-31
	has 'no finding has the fingerprint'
	exits 2 pin waive variable-unused support/triage -m $'two\nlines' --until 9998-12-31
	[ ! -e promptpin.waivers.yaml ]
}

@test "the fingerprint is the same in index, work tree and commit, after moved lines, rebase and squash" {
	git switch -qc work
	unused
	edit_tone
	for at in variable-unused:support/triage drift:greeting drift:support/triage; do
		first=$(fingerprint "${at%%:*}" "${at#*:}" --worktree)
		[ -n "$first" ]
		git add .
		[ "$first" = "$(fingerprint "${at%%:*}" "${at#*:}" --staged)" ]
	done
	before=$(pin check --staged -o json | jq -r '.findings[].fingerprint' | sort)
	commit drifted
	[ "$before" = "$(pin check --rev HEAD -o json | jq -r '.findings[].fingerprint' | sort)" ]
	sed -i '1i # a comment' promptpin.yaml
	commit moved
	[ "$before" = "$(pin check -o json | jq -r '.findings[].fingerprint' | sort)" ]
	git switch -q main
	printf 'x\n' >README && commit unrelated
	git push -q origin main
	git switch -q work && git rebase -q main
	[ "$before" = "$(pin check -o json | jq -r '.findings[].fingerprint' | sort)" ]
	git reset -q --soft main && commit squashed
	[ "$before" = "$(pin check --rev HEAD -o json | jq -r '.findings[].fingerprint' | sort)" ]
}

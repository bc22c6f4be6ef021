#!/usr/bin/env bats
# The base that check finds by itself where a CI runs it, in clones as each CI
# makes them: what GitHub, GitLab, Jenkins and Buildkite say in their
# environment, played with real repositories.

load helper

setup() {
	common_setup
	# what a real CI that runs these tests says besides
	unset "${!GITHUB_@}" "${!CI_@}" "${!BUILDKITE_@}" "${!CHANGE_@}" "${!GIT_PREVIOUS_@}" GIT_COMMIT BRANCH_NAME
	desk
	published=$(git rev-parse HEAD)
	# main moves on; a branch changes a prompt without a release
	git switch -qc work
	edit_tone
	commit 'formal'
	work=$(git rev-parse HEAD)
	git switch -q main
	printf 'x\n' >README
	commit 'unrelated'
	main=$(git rev-parse HEAD)
	git push -q origin main work
	# what GitHub keeps as refs/pull/1/merge
	git switch -q --detach main
	git merge -q --no-ff -m 'Merge work into main' work
	merge=$(git rev-parse HEAD)
	git push -q origin HEAD:refs/pull/1/merge
	cd ..
}

# A clone as a CI makes it, of commit "$1".
checkout() {
	rm -rf build
	git clone -q --no-checkout "file://$PWD/remote.git" build
	cd build || return 1
	git fetch -q origin "$1"
	git checkout -q --detach "$1"
}

# The same of that commit alone, as a CI does by default; "$2" is the ref it comes from.
checkout_shallow() {
	rm -rf build
	git init -q build && cd build || return 1
	git remote add origin "file://$OLDPWD/remote.git"
	git fetch -q --depth=1 origin "+$1:refs/remotes/$2"
	git checkout -q --detach "$1"
}

github() {
	export CI=true GITHUB_ACTIONS=true GITHUB_EVENT_NAME=$1 GITHUB_SHA=$2 GITHUB_REF=$3
	export GITHUB_EVENT_PATH=$BATS_TEST_TMPDIR/event.json
	printf '%s\n' "${4:-{\}}" >"$GITHUB_EVENT_PATH"
}

@test "GitHub: a pull request's own merge is judged against its first parent" {
	checkout "$merge"
	github pull_request "$merge" refs/pull/1/merge
	export GITHUB_BASE_REF=main
	exits 1 pin check
	has 'error[drift] greeting'
	has "base: HEAD^1@${main:0:7}"
}

@test "GitHub: the request's own commit, checked out by hand, against the merge base with the target" {
	checkout "$work"
	github pull_request "$merge" refs/pull/1/merge "{\"pull_request\": {\"head\": {\"sha\": \"$work\"}}}"
	export GITHUB_BASE_REF=main
	exits 1 pin check
	has "base: ${published:0:7}"
	exits 0 pin affected --porcelain
	[ "$output" = "$(printf 'greeting\nsupport/triage')" ]
}

@test "GitHub: a shallow clone says what to set" {
	checkout_shallow "$merge" pull/1/merge
	github pull_request "$merge" refs/pull/1/merge
	export GITHUB_BASE_REF=main
	exits 3 pin check
	has 'HEAD^1 is not in this clone'
	has 'fetch-depth: 0'
	exits 1 pin check --no-base
}

@test "GitHub: a merge queue's base is the event's" {
	checkout "$merge"
	github merge_group "$merge" refs/heads/gh-readonly-queue/main/pr-1 "{\"merge_group\": {\"base_sha\": \"$main\"}}"
	exits 1 pin check
	has "base: ${main:0:7}"
}

@test "GitHub: a push to the protected branch against the commit before; what it drops is seen" {
	checkout "$main"
	github push "$main" refs/heads/main "{\"before\": \"$published\"}"
	exits 0 pin check
	has "base: origin/main@${published:0:7}"
	cd ../desk && git switch -q main
	git rm -q .promptpin/releases/greeting@1.0.0 && commit 'lost a release'
	lost=$(git rev-parse HEAD)
	git push -q origin main
	cd .. && checkout "$lost"
	github push "$lost" refs/heads/main "{\"before\": \"$main\"}"
	exits 1 pin check
	has 'error[store-rewritten]'
	# without the event it cannot be seen, and that is said
	github workflow_dispatch "$lost" refs/heads/main
	exits 0 pin check
	hasnt 'store-rewritten'
	has 'inherited: error[head-invalid]'
	has 'HEAD is its own base'
}

@test "GitHub: a push to another branch against the protected one" {
	checkout "$work"
	github push "$work" refs/heads/work "{\"before\": \"$(printf '0%.0s' {1..40})\"}"
	exits 1 pin check
	has "base: ${published:0:7} (merge base with origin/main)"
	# its commit before is gone after a forced push: it is not asked for
	github push "$work" refs/heads/work "{\"before\": \"$(printf '1%.0s' {1..40})\"}"
	exits 1 pin check
	has "base: ${published:0:7} (merge base with origin/main)"
}

@test "GitHub: a push to the protected branch whose commit before is not here is not clean" {
	checkout_shallow "$main" origin/main
	github push "$main" refs/heads/main "{\"before\": \"$published\"}"
	exits 3 pin check
	has 'fetch-depth: 0'
}

@test "an event that cannot be read is no event" {
	checkout "$main"
	github push "$main" refs/heads/main '{"before": '
	exits 3 pin check
	has 'event.json, line'
	GITHUB_EVENT_PATH=nowhere exits 3 pin check
}

@test "GitLab: detached, merged result, merge train, and a push to main" {
	export CI=true GITLAB_CI=true CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
	checkout "$work"
	CI_COMMIT_SHA=$work CI_MERGE_REQUEST_EVENT_TYPE=detached exits 1 pin check
	has "base: ${published:0:7}"
	cd .. && checkout "$merge"
	CI_COMMIT_SHA=$merge CI_MERGE_REQUEST_EVENT_TYPE=merged_result exits 1 pin check
	has "base: HEAD^1@${main:0:7}"
	CI_COMMIT_SHA=$merge CI_MERGE_REQUEST_EVENT_TYPE=merge_train exits 1 pin check
	has "base: HEAD^1@${main:0:7}"
	cd .. && checkout "$main"
	CI_PIPELINE_SOURCE=push CI_COMMIT_SHA=$main CI_COMMIT_BRANCH=main CI_COMMIT_BEFORE_SHA=$published exits 0 pin check
	has "base: origin/main@${published:0:7}"
	cd .. && checkout_shallow "$work" origin/work
	CI_COMMIT_SHA=$work CI_MERGE_REQUEST_EVENT_TYPE=detached exits 3 pin check
	has 'GIT_DEPTH'
}

@test "GitLab: a merge train that goes fast-forward has no merge to take the first parent of" {
	cd desk && git switch -q -c train main && git cherry-pick "$work" >/dev/null
	printf 'y\n' >README && commit 'unrelated, too'
	train=$(git rev-parse HEAD)
	git push -q origin train
	cd .. && checkout "$train"
	export CI=true GITLAB_CI=true CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
	CI_COMMIT_SHA=$train CI_MERGE_REQUEST_EVENT_TYPE=merge_train exits 1 pin check
	has 'error[drift] greeting'
	has "base: ${main:0:7}"
}

@test "a setting for shallow clones is no help for another mistake" {
	checkout_shallow "$merge" pull/1/merge
	git fetch -q --deepen=1 origin "$merge"
	github pull_request "$merge" refs/pull/1/merge
	GITHUB_BASE_REF=main exits 2 pin check nosuch
	has 'no prompt nosuch'
	hasnt 'fetch-depth'
}

@test "in a linked worktree as in a clone; one prompt as all" {
	checkout "$main"
	git worktree add -q --detach ../linked "$merge" 2>/dev/null || { git fetch -q origin "$merge" && git worktree add -q --detach ../linked "$merge"; }
	cd ../linked
	github pull_request "$merge" refs/pull/1/merge
	export GITHUB_BASE_REF=main
	exits 1 pin check greeting
	has "base: HEAD^1@${main:0:7}"
	has '1 error in 1 prompt'
}

@test "what only half of an environment says is not made up" {
	checkout "$merge"
	github pull_request "$merge" refs/pull/1/merge
	# no target: the default base
	exits 1 pin check
	has "base: origin/main@${main:0:7}"
	# no event
	unset GITHUB_EVENT_PATH
	GITHUB_BASE_REF=main exits 1 pin check
	has "base: HEAD^1@${main:0:7}"
	# a target that a clone would have to look up as a revision
	GITHUB_REF=refs/pull/1/head GITHUB_BASE_REF='main~1' exits 3 pin check
	has 'the target branch main~1 is not in this clone'
	# an event of another shape
	github push "$merge" refs/heads/main '{"before": {"sha": "x"}, "pull_request": [1], "merge_group": null}'
	exits 1 pin check
	github merge_group "$merge" refs/heads/gh-readonly-queue/main/pr-1 '[]'
	exits 1 pin check
}

@test "GitLab: a target branch that the clone does not have" {
	export CI=true GITLAB_CI=true CI_PIPELINE_SOURCE=merge_request_event CI_MERGE_REQUEST_TARGET_BRANCH_NAME=release
	checkout "$work"
	CI_COMMIT_SHA=$work exits 3 pin check
	has 'the target branch release is not in this clone'
	has 'git fetch origin release'
}

@test "Jenkins: a request against its target, a branch against the last good build" {
	export JENKINS_URL=https://ci.example.org/
	checkout "$work"
	GIT_COMMIT=$work CHANGE_TARGET=main BRANCH_NAME=PR-1 exits 1 pin check
	has "base: ${published:0:7}"
	cd .. && checkout "$merge"
	GIT_COMMIT=$merge CHANGE_TARGET=main BRANCH_NAME=PR-1 exits 1 pin check
	has "base: ${main:0:7}"
	cd .. && checkout "$main"
	GIT_COMMIT=$main BRANCH_NAME=main GIT_PREVIOUS_COMMIT=$main GIT_PREVIOUS_SUCCESSFUL_COMMIT=$published exits 0 pin check
	has "base: origin/main@${published:0:7}"
}

@test "Buildkite: a request, a merge queue, and a build of main" {
	export CI=true BUILDKITE=true
	checkout "$work"
	BUILDKITE_COMMIT=$work BUILDKITE_PULL_REQUEST=1 BUILDKITE_PULL_REQUEST_BASE_BRANCH=main exits 1 pin check
	has "base: ${published:0:7}"
	BUILDKITE_COMMIT=$work BUILDKITE_PULL_REQUEST=false BUILDKITE_MERGE_QUEUE_BASE_COMMIT=$published exits 1 pin check
	has "base: ${published:0:7}"
	cd .. && checkout "$main"
	BUILDKITE_COMMIT=$main BUILDKITE_PULL_REQUEST=false BUILDKITE_BRANCH=main exits 0 pin check
	has 'HEAD is its own base'
	# an empty list is no answer to what the push touched
	BUILDKITE_COMMIT=$main BUILDKITE_PULL_REQUEST=false BUILDKITE_BRANCH=main exits 0 pin affected --porcelain
	has 'HEAD is its own base'
	has '--base REV'
}

@test "an environment of another repository's build does not count" {
	cd desk
	git switch -q work
	github pull_request 1234567890123456789012345678901234567890 refs/pull/9/merge
	GITHUB_BASE_REF=nowhere exits 1 pin check
	has "base: ${published:0:7} (merge base with origin/main)"
}

@test "a base that went on after the branch left it is said, with the commit to name instead" {
	cd desk
	git switch -q main
	edit_tone
	pin bump --all >/dev/null
	commit 'released meanwhile'
	git push -q origin main
	git switch -qc aside "$published"
	printf 'x\n' >OTHER
	commit 'no prompt'
	exits 1 pin check --rev HEAD --base origin/main
	has 'error[store-rewritten]'
	has "origin/main went on after HEAD left it"
	has "--base ${published:0:12}"
	exits 0 pin check --rev HEAD --base "${published:0:12}"
	exits 0 pin check --rev HEAD
	hasnt 'went on'
}

@test "--base, --range and --no-base are stronger than what a CI says" {
	checkout "$merge"
	github pull_request "$merge" refs/pull/1/merge
	export GITHUB_BASE_REF=main
	exits 1 pin check --base "$published"
	has "base: ${published:0:7}"
	exits 1 pin check --range "$published..HEAD"
	has "base: ${published:0:7}"
	exits 1 pin check --rev HEAD
	has "base: HEAD^1@${main:0:7}"
}

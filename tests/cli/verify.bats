#!/usr/bin/env bats
# promptpin verify

load helper

setup() {
	common_setup
}

a_release() {
	echo .promptpin/releases/greeting@1.0.0
}

an_object() {
	echo ".promptpin/objects/$(sha256sum <prompts/greeting.j2 | cut -c1-64 | sed 's|..|&/|')"
}

@test "a whole store is counted" {
	desk
	exits 0 pin verify
	[[ "$output" =~ ^verified:\ [0-9]+\ objects,\ 2\ releases,\ 2\ heads,\ 0\ records$ ]]
	exits 0 pin verify --staged
	exits 0 pin verify --rev HEAD
}

@test "a missing object" {
	desk
	rm "$(an_object)"
	exits 1 pin verify
	has 'error[store-object-missing]'
	has "$(an_object)"
	has 'promptpin mend'
	exits 0 pin verify --rev HEAD
}

@test "an object with other bytes" {
	desk
	chmod u+w "$(an_object)"
	echo changed >>"$(an_object)"
	exits 1 pin verify
	has 'error[store-object-corrupt]'
}

@test "a release that is not in its one form" {
	desk
	chmod u+w "$(a_release)"
	sed -i 's/  "version"/ "version"/' "$(a_release)"
	exits 1 pin verify
	has 'error[release-invalid]'
	has 'error[head-invalid]'
}

@test "a release whose normal digest is not what its objects come to" {
	desk
	chmod u+w "$(a_release)"
	sed -i '/"rules"/{n;s/sha256:[0-9a-f]*/sha256:'"$(printf '0%.0s' {1..64})"'/}' "$(a_release)"
	printf '1.0.0 sha256:%s\n' "$(sha256sum <"$(a_release)" | cut -c1-64)" >.promptpin/heads/greeting@
	exits 1 pin verify
	has 'error[release-false]'
	hasnt 'head-invalid'
}

@test "a head that is damaged" {
	desk
	echo '<<<<<<< HEAD' >.promptpin/heads/greeting@
	exits 1 pin verify
	has 'error[head-invalid]'
}

@test "a stray file is a warning" {
	desk
	echo x >.promptpin/notes.txt
	exits 0 pin verify
	has 'warning[store-stray]'
	exits 0 pin verify --json
	json_has '.summary == {"error": 0, "warning": 1, "note": 0}'
}

@test "no store, and one that is too new" {
	new_repo empty
	exits 1 pin verify
	has 'there is no store here'
	mkdir .promptpin
	echo 'promptpin-store 99' >.promptpin/format
	exits 3 pin verify
	has 'newer'
}

@test "the help names every option" {
	help_names verify --staged --worktree --rev --json
}

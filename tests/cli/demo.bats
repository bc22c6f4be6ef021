#!/usr/bin/env bats
# ./install.sh --demo: the tour, as the README promises it. The script itself
# stops where a step does not do what it should; here is what one can see.
# not under sanitizers: a shell script

load common

setup() {
	common_setup
}

demo() {
	exits 0 "$ROOT/install.sh" --no-deps --prefix "$PWD/prefix" --demo "$PWD/demo"
}

@test "the tour shows the refused commit, the bump, the history and the way back" {
	demo
	has '$ promptpin init --release'
	has 'promptpin: this commit is refused'
	has 'prompts/partials/tone.j2'
	has '(exit status 1)'
	has '$ promptpin bump --all -m "formal tone"'
	has '$ promptpin log support/reply'
	has '$ promptpin diff support/reply 1.0.0 1.1.0'
	has '+Address the customer formally.'
	has '$ promptpin restore support/reply@1.0.0'
	has "The repository is yours:  cd $PWD/demo/repo"
	hasnt 'Sanitizer'
}

@test "what it leaves is a repository that is clean, pushed and verified" {
	demo
	cd demo/repo
	[ -z "$(git status --porcelain)" ]
	[ "$(git rev-parse HEAD)" = "$(git rev-parse '@{upstream}')" ]
	[ "$(git rev-list --count HEAD)" -eq 3 ]
	exits 0 promptpin check
	exits 0 promptpin verify
	exits 0 promptpin check --rev HEAD
	cmp prompts/partials/tone.j2 "$ROOT/templates/example/prompts/partials/tone.j2"
}

@test "the user's own settings stay as they are and do not disturb it" {
	mkdir others
	git config --global core.hooksPath "$PWD/others"
	git config --global commit.gpgsign true
	git config --global init.defaultBranch trunk
	before=$(cat "$HOME/.gitconfig")
	demo
	[ "$(cat "$HOME/.gitconfig")" = "$before" ]
	[ -z "$(ls -A others)" ]
}

@test "a user without a name gets one, in the demo's repository alone" {
	unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
	demo
	[ "$(git -C demo/repo log -1 --format=%an)" = Demo ]
	[ -z "$(git config --global user.name || true)" ]
}

@test "a folder that has something in it is not used" {
	mkdir demo
	touch demo/mine
	exits 1 "$ROOT/install.sh" --no-deps --prefix "$PWD/prefix" --demo "$PWD/demo"
	has "is not empty"
	[ "$(ls demo)" = mine ]
}

@test "the refused commit in the README is what the tour shows" {
	demo
	printf '%s\n' "$output" >seen
	sed -n '/^\$ git commit -a/,/^```$/p' "$ROOT/README.md" | grep -v -e '^```$' -e '^  \.\.\.$' -e '; base: ' >said
	[ "$(wc -l <said)" -gt 10 ]
	while IFS= read -r line; do
		grep -qxF -e "$line" seen || {
			echo "not in the tour: $line"
			false
		}
	done <said
}

@test "the README's table has every command and no other" {
	promptpin help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' | sort >has
	sed -n 's/^| \(`promptpin .*\)/\1/p' "$ROOT/README.md" | cut -d'|' -f1 | grep -o '`promptpin [a-z]*' |
		cut -d' ' -f2 | sort >says
	diff has says
}

#!/usr/bin/env bats
# Input that is unreadable, contradictory, missing or hostile: one clear finding
# or failure, the exit status of DESIGN part 5, never "clean", and nothing on
# disk is changed.

load common
load scene

setup() {
	common_setup
}

# All there is on disk, with hashes; the folders that git itself keeps busy
# (its logs, say) included.
state() {
	find "$BATS_TEST_TMPDIR" -path "$BATS_TEST_TMPDIR/state*" -prune -o \
		-printf '%y %m %s %p %l\n' | grep -v '^d' | sort
	find "$BATS_TEST_TMPDIR" -path "$BATS_TEST_TMPDIR/state*" -prune -o \
		-type f -exec sha256sum {} + | sort -k2
}

# No byte below space but newline and tab, and no C1 control, reached us.
printable() {
	if LC_ALL=C grep -q '[^[:print:][:space:]]' <<<"$(tr -d '\200-\377' <<<"$output")" ||
		LC_ALL=C grep -q $'[\r\v\f\033]' <<<"$output"; then
		printf 'control bytes in the output:\n' >&2
		od -c <<<"$output" | head -40 >&2
		return 1
	fi
}

# unharmed STATUS COMMAND...: that exit status, a sentence, nothing changed.
unharmed() {
	local want=$1 before after
	shift
	before=$(state)
	run timeout 20 "$@"
	after=$(state)
	[ "$status" -eq "$want" ] || {
		printf 'exit status %s, not %s: %s\n%s\n' "$status" "$want" "$*" "$output" >&2
		return 1
	}
	[ -n "$output" ] || {
		echo "silent: $*" >&2
		return 1
	}
	[ "$before" = "$after" ] || {
		echo "changed something: $*" >&2
		diff <(echo "$before") <(echo "$after") >&2
		return 1
	}
	printable
}

# run a check with a limit of ulimit's; the sanitizers need more room than that.
bounded() {
	if grep -q __asan_init "$PROMPTPIN"; then
		run timeout 120 promptpin check
	else
		run timeout 10 bash -c "ulimit $1; exec promptpin check"
	fi
}

# The check of the work tree finds rule "$1"; bump and the hook refuse as well.
bad() {
	local rule=$1
	unharmed 1 promptpin check
	has "error[$rule]"
	unharmed 1 promptpin bump --all
	git add -A 2>/dev/null || return 0
	unharmed 1 promptpin hook pre-commit
	has "error[$rule]"
}

# A repository with the source of one prompt, entered.
start() {
	new_repo repo
	mkdir prompts
	printf 'You are alpha.\n' >prompts/alpha.md
}

# The manifest is what stdin says.
manifest() {
	cat >promptpin.yaml
}

# One prompt made from a file by the name "$1".
names() {
	manifest <<-YAML
		promptpin: 1
		prompts:
		  alpha:
		    messages:
		      - system: {file: "$1", syntax: ${2:-text}}
	YAML
}

# One prompt, and its template is what stdin says.
template() {
	names prompts/t.j2 jinja2
	cat >prompts/t.j2
}

# ---- the manifest

@test "a manifest that may not be read" {
	start
	[ "$(id -u)" -ne 0 ] || skip 'NOT RUN: root reads everything'
	names prompts/alpha.md
	chmod 0 promptpin.yaml
	unharmed 3 promptpin check
}

@test "a manifest that is a folder" {
	start
	names prompts/alpha.md
	rm promptpin.yaml
	mkdir promptpin.yaml && touch promptpin.yaml/x
	git add -A
	run promptpin check
	[ "$status" -ne 3 ]
	run promptpin bump --all
	[ "$status" -ne 0 ]
}

@test "a manifest that is a symbolic link" {
	start
	names prompts/alpha.md
	mv promptpin.yaml ../real.yaml
	ln -s ../real.yaml promptpin.yaml
	bad manifest-invalid
	has 'symbolic link'
}

@test "a NUL byte in the manifest" {
	start
	printf 'promptpin: 1\n\0prompts: {}\n' | manifest
	bad manifest-invalid
}

@test "a NUL byte by an escape in the manifest" {
	start
	printf 'promptpin: 1\nprompts:\n  alpha: {messages: [{system: "a\\0b"}]}\n' | manifest
	bad manifest-invalid
}

@test "a manifest in UTF-16, by mark and without" {
	start
	printf 'promptpin: 1\nprompts: {}\n' | iconv -t UTF-16 | manifest
	bad manifest-invalid
	printf 'promptpin: 1\nprompts: {}\n' | iconv -t UTF-16BE >promptpin.yaml
	bad manifest-invalid
}

@test "a manifest that is not UTF-8" {
	start
	printf 'promptpin: 1\n# caf\351\nprompts: {}\n' | manifest
	bad manifest-invalid
}

@test "a manifest of 1 MiB is read, and one byte more is not" {
	start
	names prompts/alpha.md
	size=$(stat -c %s promptpin.yaml)
	{ printf '#' && head -c $((1048576 - size - 2)) /dev/zero | tr '\0' x && echo; } >>promptpin.yaml
	[ "$(stat -c %s promptpin.yaml)" -eq 1048576 ]
	unharmed 1 promptpin check
	has 'error[unreleased]'
	echo >>promptpin.yaml
	bad manifest-invalid
	has 1048576
}

@test "an empty manifest, one that is no mapping, one that is no YAML" {
	start
	manifest </dev/null
	bad manifest-invalid
	echo '- 1' >promptpin.yaml
	bad manifest-invalid
	echo '{[}' >promptpin.yaml
	bad manifest-invalid
	has 'promptpin.yaml:1:'
}

@test "YAML bombs are refused at once" {
	start
	{
		echo 'promptpin: 1'
		echo 'a: &a [x,x,x,x,x,x,x,x,x]'
		for i in b c d e f g h i; do
			echo "$i: &$i [*a,*a,*a,*a,*a,*a,*a,*a,*a]"
		done
	} | manifest
	bad manifest-invalid
	{ echo 'promptpin: 1' && head -c 1000000 /dev/zero | tr '\0' '['; } >promptpin.yaml
	bad manifest-invalid
	for opening in '{a: ' '- ' '? '; do
		{ echo 'promptpin: 1' && yes -- "$opening" | head -n 200000 | tr -d '\n'; } >promptpin.yaml
		bounded '-s 256'
		[ "$status" -eq 1 ]
		has manifest-invalid
	done
	yes '%TAG !a! tag:x,2000:' | head -n 20000 >promptpin.yaml
	bad manifest-invalid
	yes -- '---' | head -n 300000 | head -c 1000000 >promptpin.yaml
	bad manifest-invalid
}

@test "anchors, aliases, merge keys, tags, directives and second documents" {
	start
	local body
	for body in 'a: &x 1' 'a: *x' '<<: {a: 1}' 'a: !!str 1' 'a: !foo 1'; do
		printf 'promptpin: 1\n%s\nprompts: {}\n' "$body" | manifest
		bad manifest-invalid
	done
	printf '%%YAML 1.2\n---\npromptpin: 1\nprompts: {}\n' | manifest
	bad manifest-invalid
	printf 'promptpin: 1\nprompts: {}\n---\npromptpin: 1\n' | manifest
	bad manifest-invalid
}

@test "a duplicate key names both lines" {
	start
	manifest <<-'YAML'
		promptpin: 1
		prompts:
		  alpha:
		    messages: [{system: prompts/alpha.md}]
		  alpha:
		    messages: [{system: prompts/alpha.md}]
	YAML
	bad manifest-invalid
	has 'promptpin.yaml:5:3'
	has '3'
}

@test "unknown and reserved keys, with line and column" {
	start
	manifest <<-'YAML'
		promptpin: 1
		promts: {}
		prompts:
		  alpha:
		    messages: [{system: prompts/alpha.md}]
	YAML
	bad manifest-invalid
	has 'promptpin.yaml:2:1'
	has promts
	manifest <<-'YAML'
		promptpin: 1
		prompts:
		  alpha:
		    messages: [{system: prompts/alpha.md}]
		    mesages: []
	YAML
	bad manifest-invalid
	has 'promptpin.yaml:5:5'
}

@test "values of the wrong type" {
	start
	local wrong
	for wrong in 'prompts: []' 'prompts: x' 'prompts: {alpha: 1}' 'prompts: {alpha: {messages: x}}' \
		'prompts: {alpha: {messages: [x]}}' 'prompts: {alpha: {messages: [{system: [x]}]}}' \
		'prompts: {alpha: {messages: [{wizard: prompts/alpha.md}]}}' \
		'prompts: {alpha: {messages: [{system: prompts/alpha.md}], tools: {a: 1}}}' \
		'prompts: {alpha: {messages: [{system: prompts/alpha.md}], params: 3}}' \
		'prompts: {alpha: {messages: [{system: prompts/alpha.md}], params: {t: .inf}}}' \
		'prompts: {alpha: {messages: [{system: prompts/alpha.md}], params: {t: ~}}}' \
		'prompts: {alpha: {messages: [{system: prompts/alpha.md}], variables: {a: 7}}}' \
		'prompts: {Alpha: {messages: [{system: prompts/alpha.md}]}}' \
		'prompts: {../alpha: {messages: [{system: prompts/alpha.md}]}}' \
		'prompts: {con: {messages: [{system: prompts/alpha.md}]}}' \
		'prompts: {"a.": {messages: [{system: prompts/alpha.md}]}}' \
		'policy: {rules: {no-such-rule: error}}' 'policy: {rules: {drift: loud}}'; do
		printf 'promptpin: 1\n%s\n' "$wrong" | manifest
		unharmed 1 promptpin check
		[[ "$output" == *'error[manifest-invalid]'* ]] || {
			echo "for: $wrong: $output" >&2
			return 1
		}
		has 'promptpin.yaml:2:'
		unharmed 1 promptpin bump --all
	done
}

@test "a format of another number" {
	start
	printf 'promptpin: 2\nprompts: {}\n' | manifest
	run promptpin check
	[ "$status" -eq 3 ] || [ "$status" -eq 1 ]
	has promptpin
	hasnt ' 0 errors'
}

# ---- paths

@test "paths that leave the repository or are none" {
	start
	local path
	names prompts/alpha.md
	echo secret >../secret
	for path in ../secret prompts/../../secret /etc/passwd "$PWD/prompts/alpha.md" \
		.git/config .GIT/config .git./config '.git /config' git~1/config 'prompts/.git/x' \
		'prompts\\alpha.md' 'C:/x' 'prompts//../../secret' 'prompts/al:x' 'a\tb' 'a\x1Bb' ''; do
		names "$path"
		unharmed 1 promptpin check
		[[ "$output" == *path-escape* || "$output" == *manifest-invalid* || "$output" == *source-missing* ]] || {
			echo "for $path: $output" >&2
			return 1
		}
		hasnt secret$'\n'
		unharmed 1 promptpin bump --all
	done
	for path in ../secret /etc/passwd .git/config .GIT/config git~1/config; do
		names "$path"
		run promptpin check
		has 'error[path-escape]'
	done
}

@test "paths in globs, templates, includes, tools and schemas that leave the repository" {
	start
	local key
	for key in 'templates: [../..]' 'tools: [../tools/*.json]' \
		'output: /etc/passwd' 'tools: [.git/*.json]' 'examples: ../x.json'; do
		printf 'promptpin: 1\nprompts:\n  alpha:\n    messages: [{system: prompts/alpha.md}]\n    %s\n' "$key" | manifest
		unharmed 1 promptpin check
		[[ "$output" == *path-escape* || "$output" == *manifest-invalid* || "$output" == *source-missing* ]] || {
			echo "for $key: $output" >&2
			return 1
		}
	done
}

@test "a source that is a link, a folder, a fifo or missing" {
	start
	names prompts/x.md
	ln -s /etc/passwd prompts/x.md
	bad path-escape
	hasnt root:
	rm prompts/x.md && ln -s x.md prompts/x.md
	bad path-escape
	rm prompts/x.md
	bad source-missing
	mkdir prompts/x.md
	unharmed 1 promptpin check
	rmdir prompts/x.md && mkfifo prompts/x.md
	unharmed 1 promptpin check
}

@test "a folder on the way that is a link to the outside" {
	start
	names prompts/out/x.md
	mkdir ../outside && echo secret >../outside/x.md
	ln -s ../../outside prompts/out
	unharmed 1 promptpin check
	hasnt secret
	unharmed 1 promptpin bump --all
}

# ---- sources

@test "a prompt of 1 MiB is read, and one byte more is not" {
	start
	names prompts/alpha.md
	head -c 1048576 /dev/zero | tr '\0' x >prompts/alpha.md
	unharmed 1 promptpin check
	has 'error[unreleased]'
	printf x >>prompts/alpha.md
	bad source-not-text
	has 1048576
}

@test "a blob of 512 MiB of zeros is not read" {
	start
	names prompts/alpha.md
	truncate -s 512M prompts/alpha.md
	bounded '-v 400000'
	[ "$status" -eq 1 ]
	has prompts/alpha.md
}

@test "a prompt that is not UTF-8, has a NUL, or is UTF-16" {
	start
	names prompts/alpha.md
	printf 'caf\351\n' >prompts/alpha.md
	bad source-not-text
	printf 'a\0b\n' >prompts/alpha.md
	bad source-not-text
	printf 'abc\n' | iconv -t UTF-16 >prompts/alpha.md
	bad source-not-text
	printf '\355\240\200\n' >prompts/alpha.md
	bad source-not-text
	printf '\300\257\n' >prompts/alpha.md
	bad source-not-text
}

@test "JSON that is none, with duplicate names, too deep, with lone surrogates" {
	start
	manifest <<-'YAML'
		promptpin: 1
		prompts:
		  alpha:
		    messages: [{system: prompts/alpha.md}]
		    output: o.json
	YAML
	local json
	for json in '' '{' '{"a":1,"a":2}' '{"a":"\ud800"}' '[01]' '{"a":1}x' '{"a":1e99999}' "{'a':1}"; do
		printf '%s' "$json" >o.json
		unharmed 1 promptpin check
		has 'error[format-invalid]'
		has '--> o.json:'
		unharmed 1 promptpin bump --all
	done
	head -c 500000 /dev/zero | tr '\0' '[' >o.json
	bounded '-s 256'
	[ "$status" -eq 1 ]
	has o.json
}

@test "templates that do not parse" {
	start
	local text
	for text in '{% if x %}' '{{ x' '{% endif %}' '{% for %}' '{{ 1 + }}' '{# open' '{% frob %}' \
		'{% extends %}' '{{ x | }}' '{% raw %} x'; do
		printf '%s\n' "$text" | template
		unharmed 1 promptpin check
		[[ "$output" == *'error[template-invalid]'* ]] || {
			echo "for $text: $output" >&2
			return 1
		}
		has 'prompts/t.j2:1:'
	done
	{ yes '{% if x %}' | head -n 50000; } | template
	bounded '-s 256'
	[ "$status" -eq 1 ]
	has template-invalid
	{ printf '{{ ' && yes '(' | head -n 100000 | tr -d '\n'; } | template
	bounded '-s 256'
	[ "$status" -eq 1 ]
	has template-invalid
}

# ---- includes

@test "include cycles: itself, two files, a thousand" {
	start
	echo '{% include "t.j2" %}' | template
	bad include-cycle
	echo '{% include "u.j2" %}' >prompts/t.j2
	echo '{% include "t.j2" %}' >prompts/u.j2
	bad include-cycle
	has u.j2
	echo '{% include "c0.j2" %}' >prompts/t.j2
	for i in $(seq 0 999); do
		echo "{% include \"c$(((i + 1) % 1000)).j2\" %}" >"prompts/c$i.j2"
	done
	unharmed 1 promptpin check
	[[ "$output" == *include-* ]]
}

@test "includes that fan out to 2^30 take linear time" {
	start
	echo '{% include "f0.j2" %}' | template
	for i in $(seq 0 13); do
		echo "{% include \"f$((i + 1)).j2\" %}{% include \"f$((i + 1)).j2\" %}" >"prompts/f$i.j2"
	done
	echo leaf >prompts/f14.j2
	unharmed 1 promptpin check
	has 'error[unreleased]'
	exits 0 timeout 10 promptpin bump --all
	# and thirty levels are too many, at once
	for i in $(seq 14 29); do
		echo "{% include \"f$((i + 1)).j2\" %}{% include \"f$((i + 1)).j2\" %}" >"prompts/f$i.j2"
	done
	echo leaf >prompts/f30.j2
	unharmed 1 promptpin check
	[[ "$output" == *include-* ]]
}

@test "an include that is computed, missing or outside" {
	start
	echo '{% include x %}' | template
	unharmed 1 promptpin check
	has include-dynamic
	echo '{% include "nowhere.j2" %}' >prompts/t.j2
	bad include-missing
	has nowhere.j2
	echo SECRET=1 >.env
	echo SECRET=1 >../.env
	echo '{% include "../../.env" %}' >prompts/t.j2
	unharmed 1 promptpin check
	hasnt SECRET
	echo '{% include "/etc/passwd" %}' >prompts/t.j2
	unharmed 1 promptpin check
	hasnt root:
}

# ---- the store

@test "an object that is missing, or is not what its name says" {
	scene
	object=$(git ls-files .promptpin/objects | head -1)
	cp "$object" ../saved
	printf x >>"$object"
	unharmed 1 promptpin check
	has store-object-corrupt
	has 'promptpin mend'
	unharmed 1 promptpin verify
	rm "$object"
	unharmed 1 promptpin check
	has store-object-missing
	unharmed 1 promptpin verify
	: >"$object"
	unharmed 1 promptpin check
	has store-object-corrupt
}

@test "a forged release and a forged head" {
	scene
	release=.promptpin/releases/alpha@1.0.0
	head=.promptpin/heads/alpha@
	cp $release ../release
	cp $head ../head
	local forge
	for forge in 's/sha256:/sha1:/' 's/"version": "1.0.0"/"version": "1.0.1"/' \
		's/"prompt": "alpha"/"prompt": "beta"/' 's/"role"/"rolle"/' 's/  / /' '$ d' \
		's/"digest": "sha256:./"digest": "sha256:0/' 's/sha256:\([0-9a-f]*\)/sha256:\U\1/'; do
		sed "$forge" ../release >$release
		if cmp -s $release ../release; then continue; fi
		unharmed 1 promptpin check
		has 'error['
		unharmed 1 promptpin verify
	done
	cp ../release $release
	local line
	for line in '' '1.0.0' '1.0.0 sha256:00' 'v1.0.0 sha256:x' '<<<<<<< HEAD' \
		"1.0.0  $(cut -d' ' -f2 ../head)" "1.0.0 $(cut -d' ' -f2 ../head) " \
		"99999999999999999999.0.0 $(cut -d' ' -f2 ../head)"; do
		printf '%s\n' "$line" >$head
		unharmed 1 promptpin check
		has 'error[head-invalid]'
		unharmed 1 promptpin verify
	done
	printf '9.9.9 %s\n' "$(cut -d' ' -f2 ../head)" >$head
	unharmed 1 promptpin check
	has 'error['
	sed 's/sha256:./sha256:f/' ../head >$head
	cmp -s $head ../head || {
		unharmed 1 promptpin check
		has 'error['
	}
}

@test "a store of a newer format" {
	scene
	echo 'promptpin-store 2' >.promptpin/format
	for command in check 'check --no-base' 'bump --all' verify status mend 'hook pre-commit'; do
		git add .promptpin/format
		# shellcheck disable=SC2086 # a command and its option
		unharmed 3 promptpin $command
		has 'needs a newer promptpin'
	done
}

@test "a store whose format file is garbage" {
	scene
	echo 'garbage' >.promptpin/format
	unharmed 1 promptpin check
	has 'error[store-rewritten]'
	unharmed 1 promptpin verify
	echo 'You are alpha two.' >prompts/alpha.md
	unharmed 3 promptpin bump --all
}

@test "requires: a newer program, whatever else is wrong" {
	start
	names prompts/alpha.md
	printf 'requires: ">=99"\n' >>promptpin.yaml
	unharmed 3 promptpin check
	has 'needs promptpin >= 99'
	unharmed 3 promptpin bump --all
	printf 'promptpin: 1\nrequires: ">=99"\nfrobs: *x\n  a: [\n' >promptpin.yaml
	unharmed 3 promptpin check
	has 'needs promptpin >= 99'
	git add -A
	unharmed 3 promptpin hook pre-commit
}

# ---- the repository

@test "no repository" {
	mkdir none && cd none
	export GIT_CEILING_DIRECTORIES=$BATS_TEST_TMPDIR
	for command in check 'bump --all' verify status install 'hook pre-commit' 'log x' 'show x'; do
		# shellcheck disable=SC2086 # a command and its option
		unharmed 3 promptpin $command
		has 'not a git repository'
	done
}

@test "a .git that leads nowhere" {
	mkdir r && cd r
	echo 'gitdir: /nowhere' >.git
	unharmed 3 promptpin check
}

@test "a bare repository" {
	scene
	cd ../hub.git
	exits 0 promptpin check
	unharmed 2 promptpin check --staged
	unharmed 2 promptpin check --worktree
	run promptpin bump --all
	[ "$status" -ge 1 ]
}

@test "extensions that nobody knows" {
	start
	names prompts/alpha.md
	git config core.repositoryFormatVersion 1
	git config extensions.refStorage of-tomorrow
	unharmed 3 promptpin check
	has refstorage
	git config --file .git/config --unset extensions.refStorage
	git config --file .git/config extensions.bogus true
	unharmed 3 promptpin check
	has bogus
	unharmed 3 promptpin hook pre-commit
}

@test "a corrupt index" {
	scene
	# a wrong magic number, an order that cannot be, a path longer than it says
	for damage in 's/DIRC/DIRD/' 's/prompts.alpha/zzzzzzz\/alpha/' 's/prompts.alpha.md/promp\x00\/alpha.md/'; do
		cp .git/index ../index
		LC_ALL=C sed -i "$damage" .git/index
		unharmed 3 promptpin check --staged
		unharmed 3 promptpin hook pre-commit
		cp ../index .git/index
	done
	head -c 100 ../index >.git/index
	unharmed 3 promptpin check --staged
	: >.git/index
	unharmed 3 promptpin check --staged
}

@test "a blob, a tree or a commit that is missing" {
	scene
	drop() {
		local id
		id=$(git rev-parse "$1")
		rm -f ".git/objects/${id:0:2}/${id:2}"
	}
	git fsck
	drop HEAD:prompts/alpha.md
	unharmed 3 promptpin check --staged
	unharmed 3 promptpin check --rev HEAD
	drop HEAD:.promptpin
	unharmed 3 promptpin check
	unharmed 3 promptpin check --rev HEAD
	drop HEAD
	unharmed 3 promptpin check
}

@test "a broken ref of the authority" {
	scene
	echo garbage >.git/refs/remotes/origin/main
	unharmed 3 promptpin check
	has refs/remotes/origin/main
	unharmed 3 promptpin bump --all
	printf '%040d\n' 7 >.git/refs/remotes/origin/main
	unharmed 3 promptpin check
}

# ---- wrong use

@test "wrong use exits 2" {
	scene
	for command in 'check --frob' 'check --staged --worktree' 'bump' 'bump nosuch' 'bump --all --level huge' \
		'bump alpha --to 1' 'bump alpha --to 1.0.0+x' 'show' 'show nosuch' 'frob' 'check -o xml' \
		'check --rev nosuch' 'restore alpha@9.9.9' 'explain nosuch' 'hook nosuch' 'diff' \
		'check --policy /nonexistent' 'check --fail-on loud'; do
		# shellcheck disable=SC2086 # a command and its options
		unharmed 2 promptpin $command
	done
	has 'promptpin'
}

@test "a base that is not there" {
	scene
	unharmed 3 promptpin check --base nosuch
	has nosuch
}

@test "an output that cannot be written" {
	scene
	[ -w /dev/full ] || skip 'NOT RUN: no /dev/full'
	run bash -c 'promptpin check >/dev/full'
	[ "$status" -eq 3 ] || [ -z "$(promptpin check)" ]
	run bash -c 'promptpin show alpha >/dev/full'
	[ "$status" -eq 3 ]
	run promptpin check -o json:/nonexistent/x
	[ "$status" -ge 2 ]
}

@test "a message that is not UTF-8" {
	scene
	echo 'You are alpha two.' >prompts/alpha.md
	unharmed 2 promptpin bump alpha -m $'caf\351'
	unharmed 2 promptpin retire alpha -m $'caf\351'
}

# ---- what reaches the terminal

@test "terminal escapes in paths and contents never reach the output raw" {
	local evil=$'\033]8;;x:y\a\033[31mred\033[0m\r\b\302\233\177'
	new_repo repo
	mkdir prompts
	printf 'promptpin: 1\nprompts:\n  alpha:\n    messages: [{system: prompts/alpha.md}]\n' >promptpin.yaml
	printf 'You are %s.\n' "$evil" >prompts/alpha.md
	git add -A
	unharmed 1 promptpin check
	promptpin bump alpha || true
	printf 'You are now %s %s.\n' "$evil" $'\342\200\256' >prompts/alpha.md
	for command in check 'check -o json' status 'diff alpha' 'show alpha' 'log alpha' 'inspect prompts/alpha.md' \
		'bump --all --dry-run' verify; do
		# shellcheck disable=SC2086 # a command and its options
		run promptpin $command
		printable || {
			echo "from: $command" >&2
			return 1
		}
	done
	# in the manifest
	printf 'promptpin: 1\nprompts:\n  alpha: {messages: [{system: "a\\e[31mb.md"}]}\n"k\\e[31m": 1\n' >promptpin.yaml
	unharmed 1 promptpin check
	printf 'promptpin: 1\nprompts:\n  %s: 1\n' "$evil" >promptpin.yaml
	unharmed 1 promptpin check
	# in a path
	mkdir -p tools && echo '{}' >"tools/$evil.json"
	printf 'promptpin: 1\nprompts:\n  alpha: {messages: [{system: prompts/alpha.md}], tools: ["tools/*.json"]}\n' >promptpin.yaml
	unharmed 1 promptpin check
	has 'error[path-escape]'
	# on the command line
	run promptpin show "$evil"
	printable
	run promptpin check --rev "$evil"
	printable
	run promptpin hook pre-push "$evil" url <<<"$evil x y z"
	printable
	# in a template's error
	printf '{%% %s %%}\n' "$evil" >prompts/t.j2
	printf 'promptpin: 1\nprompts:\n  alpha: {messages: [{system: prompts/t.j2}]}\n' >promptpin.yaml
	unharmed 1 promptpin check
}

# A server of real git for tests of pre-receive: `load server` after `load common` and `load scene`.
#
# "hub.git" is the bare repository of scene.bash with the hook in it. It is
# reached over a path, over smart HTTP (lighttpd runs `git http-backend`) or
# over ssh (an sshd of our own); each runs as an ordinary process on a
# loopback port, and ends with the test.

# shellcheck disable=SC2030,SC2031 # only serve_once has folders of its own, in a subshell

# The hook as it is installed: with the path of the program, so that it needs no PATH.
hook_on() {
	sed "s|^program=promptpin|program='$PROMPTPIN'|" "$ROOT/hooks/pre-receive" \
		>"$HUB/hooks/pre-receive"
	chmod +x "$HUB/hooks/pre-receive"
	git -C "$HUB" config receive.advertisePushOptions true
	# Nothing that git does behind a push may look like what a push left.
	git -C "$HUB" config receive.autogc false
	# The default is for a server, not for a machine that is busy with tests.
	git -C "$HUB" config promptpin.deadline 600s
}

# The two repositories, once a file, for setup_file.
serve_once() {
	(
		BATS_TEST_TMPDIR=$BATS_FILE_TMPDIR
		HUB=$BATS_TEST_TMPDIR/hub.git
		common_setup
		scene_files
		git add .
		pin bump --all >/dev/null
		git commit -qm 'first releases'
		git push -q origin main
		git remote set-head origin main
		hook_on
	)
}

# A copy of them, "hub.git" and "work", entered: for setup. Of the client's hooks none is there.
served() {
	HUB=$BATS_TEST_TMPDIR/hub.git
	cp -R "$BATS_FILE_TMPDIR/hub.git" "$BATS_FILE_TMPDIR/work" .
	cd work || return 1
	git remote set-url origin "$HUB"
}

# The server's repository in another place.
move_hub() {
	mv "$HUB" "$1"
	HUB=$1
	git remote set-url origin "$HUB"
}

# Make a commit that no hook saw.
unchecked() {
	printf '%s\n' "$2" >"prompts/$1.md"
	git commit -qam "unchecked: $2"
}

# All that a push could leave behind.
hub_state() {
	git -C "$HUB" for-each-ref
	git -C "$HUB" count-objects -v
	(cd "$HUB" && find . -type f | LC_ALL=C sort)
}

# A push that must be refused, with nothing left behind.
refused() {
	local before
	before=$(hub_state)
	run git push "$@"
	[ "$status" -ne 0 ] || {
		printf 'was not refused: git push %s\n%s\n' "$*" "$output" >&2
		return 1
	}
	# shellcheck disable=SC2154 # output is set by run
	[ "$(hub_state)" = "$before" ] || {
		printf 'left behind by git push %s\n%s\n' "$*" "$output" >&2
		diff <(printf '%s' "$before") <(hub_state) >&2
		return 1
	}
}

# The same for prompts that changed without a version.
drifts() {
	refused "$@" && has 'error[drift]'
}

# Nothing was said.
silent() {
	# shellcheck disable=SC2154 # output is set by run
	[ -z "$output" ] || {
		printf 'not silent: %s\n' "$output" >&2
		return 1
	}
}

# Every line from the server begins as GitLab wants it.
for_gitlab() {
	has 'remote: GL-HOOK-ERR: '
	# shellcheck disable=SC2154 # output is set by run
	! grep '^remote:' <<<"$output" | grep -v '^remote: GL-HOOK-ERR:'
}

free_port() {
	echo $((20000 + RANDOM % 20000))
}

# Wait until something listens on port "$1" or process "$2" is gone.
listens() {
	local i
	for ((i = 0; i < 100; i++)); do
		if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
			return 0
		fi
		kill -0 "$2" 2>/dev/null || return 1
		sleep 0.05
	done
	return 1
}

# Start "$@" with PORT in the text of file "$1" replaced by a free one, until it listens.
serve() {
	local config=$1 try
	shift
	for try in 1 2 3 4 5; do
		PORT=$(free_port)
		sed "s/@PORT@/$PORT/" "$config" >"$config.$try"
		"$@" "$config.$try" >"$config.log" 2>&1 3>&- &
		SERVER=$!
		if listens "$PORT" "$SERVER"; then
			return 0
		fi
	done
	cat "$config.log" >&2
	return 1
}

server_stop() {
	if [ -n "${SERVER:-}" ]; then
		kill "$SERVER" 2>/dev/null || true
		wait "$SERVER" 2>/dev/null || true
	fi
}

backend() {
	echo "$(git --exec-path)/git-http-backend"
}

# Serve hub.git over smart HTTP; origin leads there from now on.
over_http() {
	local lighttpd
	lighttpd=$(PATH=$PATH:/usr/sbin:/sbin command -v lighttpd) ||
		skip "skipped: lighttpd is not here, so nothing is pushed over HTTP"
	[ -x "$(backend)" ] || skip "skipped: git http-backend is not here"
	[ -x "$(git --exec-path)/git-remote-http" ] ||
		skip "skipped: this git speaks no HTTP"
	git -C "$HUB" config http.receivepack true
	cat >"$BATS_TEST_TMPDIR/lighttpd.conf" <<-END
		server.modules = ("mod_alias", "mod_cgi", "mod_setenv")
		server.document-root = "$BATS_TEST_TMPDIR"
		server.upload-dirs = ("$BATS_TEST_TMPDIR")
		server.bind = "127.0.0.1"
		server.port = @PORT@
		alias.url = ("/git" => "$(backend)")
		\$HTTP["url"] =~ "^/git/" {
			cgi.assign = ("" => "")
			setenv.set-environment = (
				"GIT_PROJECT_ROOT" => "$BATS_TEST_TMPDIR",
				"GIT_HTTP_EXPORT_ALL" => "1"
			)
		}
	END
	serve "$BATS_TEST_TMPDIR/lighttpd.conf" "$lighttpd" -D -f
	git remote set-url origin "http://127.0.0.1:$PORT/git/hub.git"
}

# Serve it over ssh, with a forced command "$1" if there is one.
over_ssh() {
	local sshd dir=$BATS_TEST_TMPDIR
	sshd=$(PATH=$PATH:/usr/sbin:/sbin command -v sshd) ||
		skip "skipped: sshd is not here, so nothing is pushed over ssh"
	# It wants this folder where it can change users, and nowhere else.
	[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
	ssh-keygen -q -t ed25519 -N '' -f "$dir/host"
	ssh-keygen -q -t ed25519 -N '' -f "$dir/key"
	printf '%s%s\n' "${1:+command=\"$1\" }" "$(cat "$dir/key.pub")" >"$dir/keys"
	cat >"$dir/sshd.conf" <<-END
		Port @PORT@
		ListenAddress 127.0.0.1
		HostKey $dir/host
		AuthorizedKeysFile $dir/keys
		PidFile none
		StrictModes no
		UsePAM no
		PermitRootLogin yes
		PasswordAuthentication no
		SetEnv GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
	END
	serve "$dir/sshd.conf" "$sshd" -D -e -f
	export GIT_SSH_COMMAND="ssh -F none -i $dir/key -o IdentitiesOnly=yes -o BatchMode=yes \
		-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
	git remote set-url origin "ssh://$(id -un)@127.0.0.1:$PORT$HUB"
}

# Both repositories anew, as the environment has git make them, and the main rows on them.
other_storage() {
	cp "$HUB/hooks/pre-receive" ..
	rm -rf "$HUB" ../work && cd ..
	scene_files && git add . && pin bump --all >/dev/null && git commit -qm first
	HUB=$BATS_TEST_TMPDIR/hub.git
	git remote set-url origin "$HUB"
	cp ../pre-receive "$HUB/hooks/"
	exits 0 git push -q origin main
	silent
	unchecked alpha 'You are alpha two.'
	drifts origin main main:topic
	pin bump alpha && git commit -qm bumped
	exits 0 git push -q origin main main:topic
	silent
	refused -f origin main~1:main
	has 'error[store-rewritten]'
	exits 0 git push -q origin :topic
	git -C "$HUB" config receive.denyDeleteCurrent ignore
	refused origin :main
	has 'the deletion of refs/heads/main is refused'
}

# Tools that are to be had from npm alone: fetched once, kept in a cache.
# After `load npm`: npm_tool PACKAGE@VERSION..., which puts their commands into PATH
# or skips the test, loudly. Where npm could not fetch once, no test of that run asks again.

# A folder that nobody else can have put programs into: PROMPTPIN_NPM_CACHE, else one in
# the user's own cache, else one of this run.
npm_cache() {
	local cache=${PROMPTPIN_NPM_CACHE:-${XDG_CACHE_HOME:-$1/.cache}/promptpin-npm}
	{ mkdir -p "$cache" && [ -O "$cache" ] && [ -w "$cache" ]; } 2>/dev/null || {
		cache=$BATS_RUN_TMPDIR/npm
		mkdir -p "$cache"
	}
	printf '%s\n' "$cache"
}

npm_tool() {
	local cache name home failed=$BATS_RUN_TMPDIR/npm-failed
	name=$(printf '%s_' "$@" | tr -c 'A-Za-z0-9.\n' _)
	home=$(getent passwd "$(id -u)" | cut -d: -f6) # with the user's own settings of npm
	cache=$(npm_cache "${home:-/nonexistent}")
	command -v npm >/dev/null || skip "no npm here"
	if [ ! -e "$cache/$name/done" ]; then
		[ ! -e "$failed" ] || skip "npm could not fetch before: $(cat "$failed")"
		mkdir -p "$cache/$name.$$"
		(cd "$cache/$name.$$" && HOME=${home:-$cache} timeout 60 npm install --no-audit --no-fund --silent \
			--fetch-retries=0 --fetch-timeout=20000 "$@" && touch "done") \
			>"$BATS_TEST_TMPDIR/npm.log" 2>&1 || {
			rm -rf "$cache/$name.$$"
			echo "$*" >"$failed"
			skip "npm cannot fetch $*"
		}
		mv -T "$cache/$name.$$" "$cache/$name" 2>/dev/null || rm -rf "$cache/$name.$$" # another test was first
	fi
	PATH=$PATH:$cache/$name/node_modules/.bin
	NPM_MODULES=$cache/$name/node_modules
	export PATH NPM_MODULES
}

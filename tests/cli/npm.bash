# Tools that are to be had from npm alone: fetched once, kept in a cache.
# After `load npm`: npm_tool PACKAGE@VERSION..., which puts their commands into PATH
# or skips the test, loudly.

npm_tool() {
	local cache=${PROMPTPIN_NPM_CACHE:-${XDG_CACHE_HOME:-/tmp}/promptpin-npm}
	local name home
	name=$(printf '%s_' "$@" | tr -c 'A-Za-z0-9.\n' _)
	home=$(getent passwd "$(id -u)" | cut -d: -f6) # with the user's own settings of npm
	command -v npm >/dev/null || skip "no npm here"
	if [ ! -e "$cache/$name/done" ]; then
		mkdir -p "$cache/$name.$$"
		(cd "$cache/$name.$$" && HOME=${home:-$cache} timeout 100 npm install --no-audit --no-fund --silent "$@" && touch done) \
			>"$BATS_TEST_TMPDIR/npm.log" 2>&1 || {
			rm -rf "$cache/$name.$$"
			skip "npm cannot fetch $*"
		}
		mv -T "$cache/$name.$$" "$cache/$name" 2>/dev/null || rm -rf "$cache/$name.$$" # another test was first
	fi
	PATH=$PATH:$cache/$name/node_modules/.bin
	NPM_MODULES=$cache/$name/node_modules
	export PATH NPM_MODULES
}

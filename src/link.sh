#!/bin/sh
# Link the program, with libgit2 in it where that can be had: a shared one
# brings 13 libraries for the network, which take longer to load than most
# checks take. What they would bring src/view/start.c stands in for. Without
# an archive, or where that fails, the shared one serves as well.
# usage: [LIBGIT2=static|shared] [PKG_CONFIG=...] LIBS=... link.sh OUT COMMAND...
#   LIBS     all libraries, as the linker takes them; shared
#   COMMAND  the compiler, its options and the objects
# shellcheck disable=SC2086 # lists of options
set -u
out=$1
shift
pkg_config=${PKG_CONFIG:-pkg-config}

# The options that make the linker take the archives.
archives() {
	folder=$("$pkg_config" --variable=libdir libgit2) &&
		[ -f "$folder/libgit2.a" ] || return
	printf '%s\n' -Wl,-Bstatic
	for word in $("$pkg_config" --static --libs libgit2); do
		case $word in
		# stood in for; or among all libraries, shared
		-lssh2 | -lgssapi* | -lkrb5* | -lrt | -ldl | -lpthread | -lpcre* | -lz) ;;
		*) printf '%s\n' "$word" ;;
		esac
	done
	printf '%s\n' -Wl,-Bdynamic
	for name in mbedtls_x509_crt_parse_file mbedtls_x509_crt_parse_path; do
		printf '%s\n' "-Wl,--defsym=$name=no_certificates"
	done
	nm -u "$folder/libgit2.a" 2>/dev/null |
		awk '$1 == "U" && /(libssh2|gss|GSS)_/ && !/libssh2_(init|exit)$/ { print $2 }' |
		sort -u | sed 's/.*/-Wl,--defsym=&=no_network/'
}

# One that dies where libgit2 starts is none. (Another machine's does not run.)
lives() {
	(cd / && GIT_DIR=/nonexistent "$1" status) >/dev/null 2>&1
	[ $? -lt 128 ]
}

if [ "${LIBGIT2:-static}" = static ]; then
	options=$(archives) || options=
	if [ -n "$options" ] && "$@" -o "$out" $options $LIBS 2>/dev/null; then
		! lives "$out" || exit 0
	fi
	echo "libgit2 is taken as a shared library: its archive cannot be linked" >&2
fi
exec "$@" -rdynamic -o "$out" $LIBS

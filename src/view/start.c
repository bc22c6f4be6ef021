#include "view/libgit2.h"

#include <stdlib.h>

/*
 * What libgit2 takes from libraries that only the network needs. A shared
 * libgit2 brings those along. Where it is linked in (src/link.sh), these stand
 * for them: 14 libraries less to load make 3 ms of a hook's 15.
 *
 * Debian's libgit2 reads every certificate of the system when it starts, for
 * another 3 ms. A symbol of the program comes before that of a library, and
 * the linker is told to take no_certificates. Weak: a program that is linked
 * by other means with mbedTLS in it keeps its own.
 */
int no_certificates(void *chain, const char *path);
int mbedtls_x509_crt_parse_file(void *chain, const char *path);
int mbedtls_x509_crt_parse_path(void *chain, const char *path);
int libssh2_init(int flags);
void libssh2_exit(void);
void no_network(void);

int no_certificates(void *chain, const char *path)
{
	(void)chain, (void)path;
	return 0;
}

__attribute__((weak, visibility("default"))) int mbedtls_x509_crt_parse_file(
	void *chain, const char *path)
{
	return no_certificates(chain, path);
}

__attribute__((weak, visibility("default"))) int mbedtls_x509_crt_parse_path(
	void *chain, const char *path)
{
	return no_certificates(chain, path);
}

__attribute__((weak)) int libssh2_init(int flags)
{
	(void)flags;
	return 0;
}

__attribute__((weak)) void libssh2_exit(void)
{
}

/* All the rest of libssh2 and of Kerberos: nothing here opens a connection. */
void no_network(void)
{
	abort();
}

const char *git_words(void)
{
	const git_error *last = git_error_last();

	return last && last->message ? last->message : "unknown trouble";
}

/* Never objectformat or refstorage: libgit2 would read such a repository,
 * wrongly. */
static const char *harmless[] = { "worktreeconfig", "partialclone",
				  "preciousobjects", "relativeworktrees" };

int git_start(struct error *err)
{
	static bool started;

	if (started)
		return 0;
	if (git_libgit2_init() < 0 ||
	    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless,
			     sizeof(harmless) / sizeof(*harmless)) < 0 ||
	    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0) < 0 ||
	    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1) < 0)
		return error_set(err, ERROR_FAILED, "libgit2: %s", git_words());
	started = true;
	return 0;
}

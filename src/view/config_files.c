#include "view/config_files.h"

#include <stdlib.h>

#include "base/arena.h"
#include "view/libgit2.h"

enum { MOST = 32 };

struct list {
	const char **items;
	size_t count;
};

static void add(struct list *l, const char *path)
{
	/* Where somebody wants none; it never changes. */
	if (strcmp(path, "/dev/null") == 0)
		return;
	if (path[0] == '/' && l->count < MOST)
		l->items[l->count++] = path;
}

/* A file in each folder of a list that colons separate. */
static void add_each(struct list *l, struct arena *a, const char *folders,
		     const char *name)
{
	while (*folders) {
		size_t n = strcspn(folders, ":");

		if (n)
			add(l, str_fmt(a, "%.*s/%s", (int)n, folders, name).p);
		folders += n + (folders[n] == ':');
	}
}

int config_files(struct repo *repo, struct arena *a, const char *const **out,
		 struct error *err)
{
	static const struct {
		git_config_level_t level;
		const char *name;
	} levels[] = {
		{ GIT_CONFIG_LEVEL_PROGRAMDATA, "config" },
		{ GIT_CONFIG_LEVEL_SYSTEM, "gitconfig" },
		{ GIT_CONFIG_LEVEL_XDG, "config" },
		{ GIT_CONFIG_LEVEL_GLOBAL, ".gitconfig" },
	};
	static const char *const told[] = { "GIT_CONFIG_SYSTEM",
					    "GIT_CONFIG_GLOBAL" };
	struct list l = { arena_zero(a, MOST + 1, sizeof(char *)), 0 };

	if (!repo->git)
		return error_set(err, ERROR_REFUSED,
				 "%s: its configuration is read by git",
				 repo->git_dir);
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		git_buf folders = { 0 };

		if (git_libgit2_opts(GIT_OPT_GET_SEARCH_PATH,
				     (int)levels[i].level, &folders) < 0)
			return error_set(err, ERROR_FAILED, "libgit2: %s",
					 git_words());
		add_each(&l, a, folders.ptr ? folders.ptr : "", levels[i].name);
		git_buf_dispose(&folders);
	}
	add(&l, "/etc/gitconfig");
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (getenv(told[i]))
			add(&l, str_c(a, str_of(getenv(told[i]))));
	*out = l.items;
	return 0;
}

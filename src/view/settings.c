#include "base/arena.h"
#include "view/internal.h"

struct remote_walk {
	const char *key;
	bool (*each)(void *argument, struct str name);
	void *argument;
	bool go_on;
};

static bool see_setting(void *argument, const char *key, const char *value)
{
	struct remote_walk *walk = argument;
	struct str name = str_of(key);
	size_t dot = str_rfind(name, '.');

	(void)value;
	if (str_starts(name, "remote.") && dot > 7 &&
	    str_is(str_cut(name, dot + 1, name.n), walk->key))
		walk->go_on = walk->each(walk->argument, str_cut(name, 7, dot));
	return walk->go_on;
}

bool repo_each_remote(struct repo *repo, const char *key,
		      bool (*each)(void *argument, struct str name),
		      void *argument)
{
	struct remote_walk walk = { key, each, argument, true };

	repo->source->settings(repo, see_setting, &walk);
	return walk.go_on;
}

const char *repo_config(struct repo *repo, struct arena *a, const char *key)
{
	const char *value = repo->source->setting(repo, key);

	return value ? str_c(a, str_of(value)) : NULL;
}

struct values {
	struct arena *arena;
	const char *key, **all;
	size_t count, room;
};

static bool see_value(void *argument, const char *key, const char *value)
{
	struct values *v = argument;

	if (strcmp(key, v->key) != 0 || !value)
		return true;
	v->all[v->count++] = str_c(v->arena, str_of(value));
	v->all = arena_grow(v->arena, v->all, v->count, &v->room,
			    sizeof(*v->all));
	v->all[v->count] = NULL;
	return true;
}

const char *const *repo_config_all(struct repo *repo, struct arena *a,
				   const char *key)
{
	struct values v = { .arena = a, .key = key, .room = 1 };

	v.all = arena_zero(a, 1, sizeof(*v.all));
	repo->source->settings(repo, see_value, &v);
	return v.all;
}

const char *repo_user_file(struct repo *repo, struct arena *a, const char *key,
			   const char *name)
{
	const char *set = repo_config(repo, a, key);
	const char *home = repo_told("HOME");
	const char *xdg = repo_told("XDG_CONFIG_HOME");

	if (set && str_starts(str_of(set), "~/"))
		return home ? str_fmt(a, "%s/%s", home, set + 2).p : NULL;
	if (set)
		return set[0] ?
			       repo_absolute(a,
					     repo->work_tree ? repo->work_tree :
							       repo->git_dir,
					     set) :
			       NULL;
	if (xdg)
		return str_fmt(a, "%s/git/%s", xdg, name).p;
	return home ? str_fmt(a, "%s/.config/git/%s", home, name).p : NULL;
}

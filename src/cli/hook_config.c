#include "cli/hook_config.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "view/repo.h"

/* The first git that runs hooks from its configuration. */
enum { SINCE_MAJOR = 2, SINCE_MINOR = 54 };

static const char section_prefix[] = "promptpin-";

static bool at_least(const char *version)
{
	char *end;
	long major = strtol(version, &end, 10);
	long minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;

	return major > SINCE_MAJOR ||
	       (major == SINCE_MAJOR && minor >= SINCE_MINOR);
}

static struct hook_section *section(struct hook_configs *all, struct arena *a,
				    size_t *room, struct str name)
{
	for (size_t i = 0; i < all->count; i++) {
		if (str_is(name, all->items[i].name))
			return &all->items[i];
	}
	all->items = arena_grow(a, all->items, all->count, room,
				sizeof(*all->items));
	all->items[all->count] = (struct hook_section){
		.name = str_c(a, name), .scope = "", .command = "", .event = ""
	};
	return &all->items[all->count++];
}

static bool is_false(struct str value)
{
	return str_is(value, "false") || str_is(value, "no") ||
	       str_is(value, "off") || str_is(value, "0");
}

/* "hook.NAME.key\nvalue" */
static void add_entry(struct hook_configs *all, struct arena *a, size_t *room,
		      struct str scope, struct str entry)
{
	struct str name = str_cut(entry, 0, str_find(entry, '\n', 0));
	struct str value = str_cut(entry, name.n + 1, entry.n);
	size_t dot = str_rfind(name, '.');
	struct hook_section *s;
	struct str key;

	if (dot <= 5 || dot == name.n)
		return;
	s = section(all, a, room, str_cut(name, 5, dot));
	key = str_cut(name, dot + 1, name.n);
	if (str_is(key, "command")) {
		s->command = str_c(a, value);
		s->scope = str_c(a, scope);
	} else if (str_is(key, "event")) {
		s->event = str_c(a, value); /* an empty one takes all back */
	} else if (str_is(key, "enabled")) {
		s->disabled = is_false(value);
	}
}

void hook_configs_read(struct hook_configs *out, struct arena *a,
		       struct repo *repo)
{
	const char *version[] = { "--version", NULL };
	const char *all[] = { "config",	      "-z",	  "--show-scope",
			      "--get-regexp", "^hook\\.", NULL };
	struct error ignored = { 0 };
	struct str text;
	size_t room = 0;

	*out = (struct hook_configs){ 0 };
	if (repo_git(repo, a, version, STR_EMPTY, &text, &ignored) < 0)
		return;
	if (str_starts(text, "git version "))
		text = str_cut(text, 12, text.n);
	out->git = str_c(a, str_cut(text, 0, str_find(text, '\n', 0)));
	out->here = at_least(out->git);
	/* with nothing to show git says 1, which repo_git takes for a failure */
	if (repo_git(repo, a, all, STR_EMPTY, &text, &ignored) < 0)
		return;
	for (size_t from = 0; from < text.n;) {
		size_t mid = str_find(text, '\0', from);
		size_t end = str_find(text, '\0', mid + 1);

		add_entry(out, a, &room, str_cut(text, from, mid),
			  str_cut(text, mid + 1, end));
		from = end + 1;
	}
}

/* A path alone can be looked at; a line for the shell is taken as it is. */
static bool can_run(const char *command)
{
	return command[0] != '/' || strpbrk(command, " '\"\\$") ||
	       access(command, X_OK) == 0;
}

const struct hook_section *hook_configs_find(const struct hook_configs *all,
					     const struct hook_kind *kind)
{
	size_t n = strlen(section_prefix);

	for (size_t i = 0; i < all->count; i++) {
		if (all->items[i].disabled &&
		    strcmp(all->items[i].name, kind->name) == 0)
			return NULL; /* hook.<event>.enabled, since 2.55 */
	}
	for (size_t i = 0; all->here && i < all->count; i++) {
		const struct hook_section *s = &all->items[i];

		if (strncmp(s->name, section_prefix, n) == 0 &&
		    strcmp(s->name + n, kind->name) == 0 && !s->disabled &&
		    strcmp(s->event, kind->name) == 0 && s->command[0] &&
		    can_run(s->command))
			return s;
	}
	return NULL;
}

static const char *key_of(struct arena *a, const struct hook_kind *kind,
			  const char *member)
{
	return str_fmt(a, "hook.%s%s%s", section_prefix, kind->name, member).p;
}

int hook_config_write(struct repo *repo, struct arena *a,
		      const struct hook_kind *kind, const char *command,
		      struct error *err)
{
	const char *first[] = { "config", "--local",
				key_of(a, kind, ".command"), command, NULL };
	const char *second[] = { "config", "--local", key_of(a, kind, ".event"),
				 kind->name, NULL };
	int rc = repo_git(repo, a, first, STR_EMPTY, NULL, err);

	return rc < 0 ? rc : repo_git(repo, a, second, STR_EMPTY, NULL, err);
}

int hook_config_remove(struct repo *repo, struct arena *a,
		       const struct hook_kind *kind, struct error *err)
{
	const char *git[] = { "config", "--local", "--remove-section",
			      key_of(a, kind, ""), NULL };

	return repo_git(repo, a, git, STR_EMPTY, NULL, err);
}

const char *hook_config_command(struct arena *a, const char *program,
				const struct hook_kind *kind)
{
	struct str folder = str_of(program);
	struct str link;

	for (int up = 0; up < 2; up++)
		folder = str_cut(folder, 0, str_rfind(folder, '/'));
	link = str_fmt(a, "%.*s/libexec/promptpin/hooks/%s", STR_ARG(folder),
		       kind->name);
	if (access(link.p, X_OK) == 0 &&
	    !strpbrk(link.p, " '\"\\$&;()<>|*?[#~=%"))
		return link.p;
	return str_fmt(a, "%s hook %s", hook_quoted(a, program), kind->name).p;
}

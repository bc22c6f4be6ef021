#include "view/guard.h"

#include "base/arena.h"
#include "view/internal.h"
#include "view/tips.h"

struct guard {
	struct refs refs;
	bool watches;
	/* `protected:` of the default branch there; NULL: it says nothing */
	const char *const *own;
};

int guard_open(struct guard **out, struct arena *a, struct repo *repo,
	       bool server, const char *remote,
	       const char *const *(*read)(void *context, struct arena *a,
					  struct view *view),
	       void *context, struct error *err)
{
	struct guard *guard = arena_zero(a, 1, sizeof(*guard));
	const struct ref *main;
	struct view *view;

	*out = guard;
	if (refs_load(&guard->refs, a, repo, server, err) < 0)
		return ERROR_FAILED;
	main = guard->refs.fallback;
	guard->watches = server ||
			 refs_is_authority(a, repo, guard->refs.authority,
					   remote);
	if (!main)
		return 0;
	if (view_commit(&view, a, repo, main->commit, err) < 0)
		return ERROR_FAILED;
	guard->own = read(context, a, view);
	if (guard->own && !guard->own[0])
		guard->own = NULL;
	return 0;
}

bool guard_watches(const struct guard *guard)
{
	return guard->watches;
}

static bool is_one(const char *const *patterns, const char *name)
{
	for (; patterns && *patterns; patterns++)
		if (refs_match(*patterns, name))
			return true;
	return false;
}

/* name: of a branch, without refs/heads/. */
static bool is_protected(const struct guard *guard, const char *name,
			 const char *const *names)
{
	const struct ref *main = guard->refs.fallback;

	return (!guard->own && main && strcmp(main->name, name) == 0) ||
	       is_one(guard->own, name) || is_one(names, name);
}

bool guard_protects(const struct guard *guard, const char *ref,
		    const char *const *names)
{
	static const char heads[] = "refs/heads/";
	size_t n = sizeof(heads) - 1;

	return guard->watches && strncmp(ref, heads, n) == 0 &&
	       is_protected(guard, ref + n, names);
}

int guard_tips(const struct guard *guard, struct far *far, struct error *err)
{
	for (size_t i = 0; i < guard->refs.count; i++) {
		const struct ref *ref = guard->refs.all + i;

		if (is_protected(guard, ref->name, NULL) &&
		    far_add(far, str_of(ref->commit), err) < 0)
			return ERROR_FAILED;
	}
	return 0;
}

#include "view/patch.h"

#include "view/libgit2.h"

static int failed(struct error *err)
{
	return error_set(err, ERROR_FAILED,
			 "two texts could not be compared: %s", git_words());
}

/* libgit2 says a missing line end at the end of a text as a line of its own. */
static bool is_line(const git_diff_line *line)
{
	return line->origin == GIT_DIFF_LINE_CONTEXT ||
	       line->origin == GIT_DIFF_LINE_ADDITION ||
	       line->origin == GIT_DIFF_LINE_DELETION;
}

static int read_hunk(struct patch_hunk *out, struct arena *a, git_patch *patch,
		     size_t index)
{
	const git_diff_hunk *hunk;
	struct patch_line *lines;
	size_t count = 0;

	if (git_patch_get_hunk(&hunk, &count, patch, index) < 0)
		return -1;
	lines = arena_zero(a, count + 1, sizeof(*lines));
	*out = (struct patch_hunk){ .before = (size_t)hunk->old_start,
				    .before_count = (size_t)hunk->old_lines,
				    .after = (size_t)hunk->new_start,
				    .after_count = (size_t)hunk->new_lines,
				    .lines = lines };
	for (size_t i = 0; i < count; i++) {
		const git_diff_line *line;

		if (git_patch_get_line_in_hunk(&line, patch, index, i) < 0)
			return -1;
		if (!is_line(line))
			continue;
		lines[out->line_count++] = (struct patch_line){
			line->origin,
			str_copy(a, (struct str){ line->content,
						  line->content_len })
		};
	}
	return 0;
}

int patch_texts(struct patch *out, struct arena *a, struct str before,
		struct str after, unsigned context, struct error *err)
{
	git_diff_options options;
	struct patch_hunk *hunks;
	git_patch *patch;
	int rc = 0;

	*out = (struct patch){ 0 };
	if (git_start(err) < 0)
		return ERROR_FAILED;
	if (git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION) < 0)
		return failed(err);
	options.flags = GIT_DIFF_FORCE_TEXT;
	options.context_lines = context;
	if (git_patch_from_buffers(&patch, before.p, before.n, NULL, after.p,
				   after.n, NULL, &options) < 0)
		return failed(err);
	out->hunk_count = git_patch_num_hunks(patch);
	hunks = arena_zero(a, out->hunk_count + 1, sizeof(*hunks));
	for (size_t i = 0; i < out->hunk_count && rc == 0; i++)
		rc = read_hunk(&hunks[i], a, patch, i);
	git_patch_free(patch);
	out->hunks = hunks;
	return rc < 0 ? failed(err) : 0;
}

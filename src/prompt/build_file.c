/*
 * Files of the view, each read, hashed and parsed once.
 */
#include "base/arena.h"
#include "prompt/builder.h"
#include "syntax/json.h"
#include "syntax/yaml.h"
#include "view/trace.h"

static void not_text(struct file *f, struct pos pos, struct str why,
		     struct str help)
{
	f->state = FILE_NOT_TEXT;
	f->rule = RULE_SOURCE_NOT_TEXT;
	f->pos = pos;
	f->why = why;
	f->help = help;
}

static void no_file(struct file *f, enum rule rule, struct str why,
		    struct str help)
{
	f->state = FILE_NO_FILE;
	f->rule = rule;
	f->why = why;
	f->help = help;
}

static void check_text(struct file *f)
{
	struct str s = f->bytes;
	const char *nul = s.n ? memchr(s.p, '\0', s.n) : NULL;
	size_t bad;

	if (str_starts(s, "version https://git-lfs.github.com/spec/v1")) {
		not_text(f, (struct pos){ 1, 1 },
			 STR("the file is a Git LFS pointer, not the text "
			     "itself"),
			 STR("git lfs untrack the path and add the text to git "
			     "itself"));
		return;
	}
	if (nul) {
		not_text(f, text_pos(s, (size_t)(nul - s.p)),
			 STR("the text has a NUL character"),
			 STR("save the file as UTF-8 text"));
		return;
	}
	bad = text_utf8_bad(s);
	if (bad < s.n)
		not_text(f, text_pos(s, bad), STR("the text is not UTF-8"),
			 STR("save the file as UTF-8 text"));
}

/* What stands at a path, where that is no regular file. */
static void check_type(struct builder *b, struct file *f, struct str at,
		       enum view_type type)
{
	if (type == VIEW_LINK)
		no_file(f, RULE_PATH_ESCAPE,
			str_fmt(b->a,
				"%.*s is a symbolic link, and none is "
				"followed",
				STR_ARG(at)),
			STR("put a regular file in its place"));
	else if (type == VIEW_GITLINK)
		no_file(f, RULE_SOURCE_MISSING,
			str_fmt(b->a,
				"%.*s is a submodule, and none is looked "
				"into",
				STR_ARG(at)),
			STR("copy the file into this repository"));
	else if (type == VIEW_UNMERGED)
		no_file(f, RULE_SOURCE_MISSING,
			str_fmt(b->a, "%.*s has a merge conflict", STR_ARG(at)),
			str_fmt(b->a, "resolve the conflict, then %.*s",
				STR_ARG(build_git_add(b->a, at))));
	else if (type == VIEW_OTHER)
		no_file(f, RULE_SOURCE_MISSING,
			str_fmt(b->a, "%.*s is not a regular file in this view",
				STR_ARG(at)),
			build_git_add(b->a, at));
}

/* ERROR_REFUSED of view_read: too large, or behind a filter. */
static void refused(struct builder *b, struct file *f, const struct error *why)
{
	not_text(f, (struct pos){ 0, 0 }, str_copy(b->a, str_of(why->text)),
		 why->help[0] ? str_copy(b->a, str_of(why->help)) :
				STR("split the file: a source has at most "
				    "1 MiB"));
}

static int read_file(struct builder *b, struct file *f, struct error *err)
{
	struct error local = { 0 };
	struct view_entry entry;
	int rc = view_read(b->view, b->a, f->path, SOURCE_SIZE, &f->bytes,
			   &local);

	if (rc == 0) {
		b->bytes += f->bytes.n;
		if (b->bytes > BUILD_BYTES)
			return error_set(err, ERROR_FAILED,
					 "the sources have "
					 "more than 1 GiB in all");
		f->lines.text = f->bytes;
		store_id_of(&f->id, f->bytes.p, f->bytes.n);
		check_text(f);
		return 0;
	}
	if (rc == ERROR_REFUSED) {
		refused(b, f, &local);
		return 0;
	}
	if (rc != ERROR_ABSENT)
		return error_set(err, ERROR_FAILED, "%s", local.text);
	f->state = FILE_ABSENT;
	rc = view_find(b->view, f->path, &entry, err);
	if (rc == 0)
		check_type(b, f, f->path, entry.type);
	return rc == ERROR_ABSENT ? 0 : rc;
}

struct file *build_file(struct build *p, struct str path)
{
	struct builder *b = p->b;
	struct file *f = map_get(&b->files, path);

	if (f) {
		view_trace_again(b->view, f->path);
		return f;
	}
	f = arena_zero(b->a, 1, sizeof(*f));
	f->path = str_copy(b->a, path);
	if (!view_path_ok(
		    path)) /* found by a glob, in a tree that git did not make */
		no_file(f, RULE_PATH_ESCAPE,
			str_fmt(b->a,
				"%.*s: no path that can be read on every system",
				STR_ARG(f->path)),
			STR("give the file another name"));
	else
		p->rc = read_file(b, f, p->err);
	if (p->rc < 0)
		return NULL;
	*map_put(&b->files, f->path) = f;
	return f;
}

/*
 * A file that is not there may lie behind a link or in a submodule: asked
 * only when there is something to say, since it costs a look-up a folder.
 */
static int explain_absence(struct build *p, struct file *f)
{
	struct builder *b = p->b;

	for (size_t i = 0; (i = str_find(f->path, '/', i)) < f->path.n; i++) {
		struct view_entry entry;
		struct str folder = str_cut(f->path, 0, i);
		int rc = view_find(b->view, folder, &entry, p->err);

		if (rc == 0 && entry.type != VIEW_FILE) {
			check_type(b, f, folder, entry.type);
			return 0;
		}
		if (rc < 0 && rc != ERROR_ABSENT)
			return rc;
	}
	f->rule = RULE_SOURCE_MISSING;
	/* What is not in the work tree cannot be added to the index. */
	f->help =
		view_kind(b->view) == VIEW_WORKTREE ?
			str_fmt(b->a,
				"write %.*s, or correct its name in " MANIFEST_PATH,
				STR_ARG(f->path)) :
			build_git_add(b->a, f->path);
	if (view_kind(b->view) == VIEW_INDEX)
		f->why = str_fmt(b->a, "%.*s is not in the index",
				 STR_ARG(f->path));
	else if (view_kind(b->view) == VIEW_COMMIT)
		f->why = str_fmt(b->a, "%.*s is not in %s", STR_ARG(f->path),
				 view_name(b->view));
	else
		f->why = str_fmt(b->a, "%.*s is not there", STR_ARG(f->path));
	return 0;
}

struct file *build_usable(struct build *p, struct str path,
			  const struct named *from)
{
	struct file *f = build_file(p, path);
	struct link link;
	struct trouble t;

	if (!f || f->state == FILE_OK)
		return f;
	if (f->state == FILE_ABSENT && !f->why.n) {
		p->rc = explain_absence(p, f);
		if (p->rc < 0)
			return NULL;
	}
	t = (struct trouble){ .rule = f->rule,
			      .at = *from,
			      .message = f->why,
			      .help = f->help,
			      .key = f->path };
	if (f->state == FILE_NOT_TEXT) {
		link = (struct link){ from->link, f->path, 0 };
		t.at = build_inside(f, f->pos, from->link ? &link : NULL);
	}
	build_report(p, &t);
	return NULL;
}

static bool same_options(const struct parsed *x,
			 const struct template_option *options, size_t count)
{
	if (x->option_count != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!str_eq(x->options[i].name, options[i].name) ||
		    !str_eq(x->options[i].json, options[i].json))
			return false;
	return true;
}

/* Its normal digest now, while the parse is at hand. */
static void know_normal(struct builder *b, struct file *f,
			const struct parsed *parsed)
{
	struct store_id digest = f->id;
	struct str form;

	buf_clear(&b->canonical);
	template_canonical(&b->canonical, &parsed->template);
	form = buf_str(&b->canonical);
	if (!str_eq(form, f->bytes))
		store_id_of(&digest, form.p, form.n);
	normal_known(b->normal, &f->id, OBJECT_TEXT, parsed->language,
		     parsed->options, parsed->option_count, &digest);
}

struct parsed *build_parsed(struct build *p, struct file *f,
			    const struct language *language,
			    const struct template_option *options,
			    size_t option_count)
{
	struct builder *b = p->b;
	struct template_error why = { 0 };
	struct parsed *x;

	for (x = f->parsed; x; x = x->next)
		if (x->language == language &&
		    same_options(x, options, option_count))
			return x;
	if (++f->readings > FILE_READINGS) {
		p->rc = error_set(p->err, ERROR_FAILED,
				  "%.*s is read with more than %d different "
				  "options",
				  STR_ARG(f->path), FILE_READINGS);
		return NULL;
	}
	x = arena_zero(b->a, 1, sizeof(*x));
	*x = (struct parsed){ .next = f->parsed,
			      .language = language,
			      .options = options,
			      .option_count = option_count };
	if (template_read(b->a, language, f->bytes, options, option_count,
			  &x->template, &why) < 0)
		x->why = memcpy(arena_alloc(b->a, sizeof(why)), &why,
				sizeof(why));
	else
		know_normal(b, f, x);
	f->parsed = x;
	return x;
}

static void read_value(struct builder *b, struct file *f, struct value *v)
{
	struct buf compact = buf_in(b->a);
	bool json = str_ends(f->path, ".json");

	if (!json && !str_ends(f->path, ".yaml") &&
	    !str_ends(f->path, ".yml")) {
		v->bad = true;
		v->why = (struct syntax_error){
			.text = "a value is read from a "
				"file named .json, .yaml or .yml"
		};
		return;
	}
	if (json)
		v->bad = json_read(b->a, f->bytes, &v->root, &v->why) < 0;
	else
		v->bad = yaml_read(b->a, f->bytes, &v->root, &v->why) < 0 ||
			 yaml_resolve(&v->root, &v->why) < 0;
	if (v->bad)
		return;
	v->whole = json;
	v->bytes = f->bytes;
	v->id = f->id;
	if (!json) {
		json_compact(&compact, &v->root);
		v->bytes = buf_str(&compact);
		store_id_of(&v->id, v->bytes.p, v->bytes.n);
	}
	refs_find(b->a, &v->root, &v->refs);
}

struct value *build_value(struct build *p, struct file *f,
			  const struct link *link)
{
	struct trouble t;

	if (!f->value) {
		f->value = arena_zero(p->b->a, 1, sizeof(*f->value));
		read_value(p->b, f, f->value);
	}
	if (!f->value->bad)
		return f->value;
	if (build_full(p))
		return NULL;
	t = (struct trouble){
		.rule = RULE_FORMAT_INVALID,
		.at = build_inside(f, f->value->why.pos, link),
		.message = str_copy(p->b->a, str_of(f->value->why.text)),
		.help = STR("correct the line and column named"),
		.key = str_copy(p->b->a, str_of(f->value->why.text)),
	};
	build_report(p, &t);
	return NULL;
}

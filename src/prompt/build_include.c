/*
 * The closure of what a message's text includes. A file is entered once a
 * message, however many ways lead to it, so that includes that fan out cost
 * no more than their files; and again only where a way binds fewer names than
 * those before (template/bound.h), so that it uses more of the application's.
 */
#include "base/arena.h"
#include "prompt/builder.h"

enum { PATH_ROOM = 8192 };

/* One message under way. */
struct walk {
	struct build *p;
	const struct text_use *use;
	size_t first_use; /* of this message in p->uses */
};

/* One file on the way, and how it is reached. */
struct step {
	struct file *file;
	const struct parsed *parsed;
	const struct link *link;
	bool again; /* it was entered before: what is wrong has been said */
};

static struct named place(const struct step *s, struct pos pos)
{
	return build_inside(s->file, pos, s->link);
}

/* ---- looking names up ------------------------------------------------- */

/* folder/name, `.` and empty segments left out, `..` never. n, or 0. */
static size_t join(char path[PATH_ROOM], struct str folder, struct str name)
{
	size_t n = folder.n;

	if (folder.n + name.n + 2 > PATH_ROOM || str_starts(name, "/"))
		return 0;
	memcpy(path, folder.p, folder.n);
	for (size_t from = 0, to; from <= name.n; from = to + 1) {
		struct str segment;

		to = str_find(name, '/', from);
		segment = str_cut(name, from, to);
		if (str_is(segment, ".."))
			return 0;
		if (segment.n == 0 || str_is(segment, "."))
			continue;
		if (n)
			path[n++] = '/';
		memcpy(path + n, segment.p, segment.n);
		n += segment.n;
	}
	return view_path_ok((struct str){ path, n }) ? n : 0;
}

/* The i-th file name that the language looks for, false: no more. */
static bool name_form(const struct walk *w, struct str name, size_t i,
		      struct str *out)
{
	const struct name_form *form = w->use->language->name_forms;
	size_t slash = str_rfind(name, '/');
	size_t base = slash < name.n ? slash + 1 : 0;

	*out = name;
	if (!form || !form[i].prefix)
		return !form && i == 0;
	if (*form[i].prefix || *form[i].suffix)
		*out = str_fmt(w->p->b->a, "%.*s%s%.*s%s",
			       STR_ARG(str_cut(name, 0, base)), form[i].prefix,
			       STR_ARG(str_cut(name, base, name.n)),
			       form[i].suffix);
	return true;
}

static void report_escape(struct walk *w, const struct step *s, struct pos pos,
			  struct str name)
{
	struct trouble t = { .rule = RULE_PATH_ESCAPE,
			     .at = place(s, pos),
			     .key = name };

	if (s->again || build_full(w->p))
		return;
	t.message = str_fmt(w->p->b->a,
			    "the name %.*s leaves the folders of "
			    "templates, or is not a path",
			    STR_ARG(text_shorten(name, 200)));
	t.help = STR("name the file relative to a folder of `templates:`");
	build_report(w->p, &t);
}

/* The file at folder/name. *stop: it is there, or something is wrong. */
static struct file *look_in(struct walk *w, const struct step *s,
			    struct pos pos, const struct str at[2], bool *stop)
{
	char path[PATH_ROOM];
	size_t n = join(path, at[0], at[1]);
	struct named from = place(s, pos);
	struct file *f;

	*stop = true;
	if (n == 0 || at[1].n > STORED_TEXT) {
		report_escape(w, s, pos, at[1]);
		return NULL;
	}
	f = build_file(w->p, (struct str){ path, n });
	if (!f)
		return NULL;
	if (f->state != FILE_ABSENT && s->again)
		return f->state == FILE_OK ? f : NULL;
	if (f->state != FILE_ABSENT)
		return build_usable(w->p, f->path, &from);
	*stop = false;
	return NULL;
}

/*
 * The first file of that name. NULL and *wrong: reported, or w->p->rc set;
 * NULL alone: no folder has it.
 */
static struct file *look_up(struct walk *w, const struct step *s,
			    struct pos pos, struct str name, bool *wrong)
{
	for (size_t i = 0; i < w->use->folder_count; i++) {
		struct str at[2] = { w->use->folders[i], name };

		for (size_t k = 0; name_form(w, name, k, &at[1]); k++) {
			struct file *f = look_in(w, s, pos, at, wrong);

			if (*wrong)
				return f;
		}
	}
	*wrong = false;
	return NULL;
}

/* The file that the name most likely means: it ends as the one that names it. */
static struct str likely_file(const struct walk *w, struct str name,
			      struct str path)
{
	const struct name_form *form = w->use->language->name_forms;
	struct str file;

	for (size_t i = 0; form && name_form(w, name, i, &file); i++) {
		const char *suffix = form[i].suffix;

		if (*suffix && str_ends(path, suffix) &&
		    !str_ends(name, suffix))
			return file;
	}
	return name;
}

static void report_missing(struct walk *w, const struct step *s,
			   const struct include *include, struct str name)
{
	struct arena *a = w->p->b->a;
	struct buf folders = buf_in(a);
	struct str first = w->use->folder_count ? w->use->folders[0] :
						  STR_EMPTY;
	struct trouble t = { .rule = RULE_INCLUDE_MISSING,
			     .at = place(s, include->pos),
			     .key = name };

	if (s->again || build_full(w->p))
		return;
	for (size_t i = 0; i < w->use->folder_count; i++) {
		struct str folder = w->use->folders[i];

		if (i && str_eq(folder, w->use->folders[i - 1]))
			continue;
		buf_addf(&folders, "%s%.*s", i ? ", " : "",
			 STR_ARG(folder.n ? folder : STR("the top")));
	}
	t.message = str_fmt(a,
			    "%.*s is in no folder of templates (looked in: "
			    "%.*s)",
			    STR_ARG(text_shorten(name, 200)),
			    STR_ARG(text_shorten(buf_str(&folders), 400)));
	name = likely_file(w, name, t.at.path);
	t.help = build_git_add(a,
			       first.n ? str_fmt(a, "%.*s/%.*s", STR_ARG(first),
						 STR_ARG(name)) :
					 name);
	build_report(w->p, &t);
}

/* ---- the walk --------------------------------------------------------- */

static bool enter(struct walk *w, struct file *file, const struct link *link,
		  struct bound_set bound);

static void report_cycle(struct walk *w, const struct step *s,
			 const struct include *include, const struct file *file)
{
	const struct link *links[INCLUDE_DEPTH + 2];
	struct buf b = buf_in(w->p->b->a);
	size_t n = 0;
	struct trouble t = { .rule = RULE_INCLUDE_CYCLE,
			     .at = place(s, include->pos) };

	if (s->again || build_full(w->p))
		return;
	for (const struct link *l = s->link; l; l = l->up) {
		links[n++] = l;
		if (l == file->open)
			break;
	}
	while (n--)
		buf_addf(&b, "%.*s includes ", STR_ARG(links[n]->path));
	buf_add(&b, file->path);
	t.key = t.message = buf_str(&b);
	t.help = STR("take one of the includes out");
	build_report(w->p, &t);
}

static void report_depth(struct walk *w, const struct step *s,
			 const struct include *include)
{
	struct trouble t = {
		.rule = RULE_INCLUDE_CYCLE,
		.at = place(s, include->pos),
		.message = str_fmt(w->p->b->a,
				   "includes are nested more than "
				   "%d deep",
				   INCLUDE_DEPTH),
		.help = STR("take one of the includes out"),
		.key = STR("depth"),
	};

	if (!s->again)
		build_report(w->p, &t);
}

/* A name that stands for file is included from s. False: p->rc is set. */
static bool follow(struct walk *w, const struct step *s,
		   const struct include *include, struct str name,
		   struct file *file)
{
	struct build *p = w->p;
	struct link *link;

	if (!s->again) {
		p->edges = arena_grow(p->b->a, p->edges, p->edge_count,
				      &p->edge_room, sizeof(*p->edges));
		p->edges[p->edge_count++] = (struct edge){ name, file };
	}
	if (file->open) {
		report_cycle(w, s, include, file);
		return true;
	}
	if (s->link->depth == INCLUDE_DEPTH) {
		report_depth(w, s, include);
		return true;
	}
	link = arena_alloc(p->b->a, sizeof(*link));
	*link = (struct link){ s->link, file->path, s->link->depth + 1 };
	return enter(w, file, link,
		     bound_along(p->b->a, s->file->bound, include));
}

/* All of names that exist are parts. *found: one was, or was reported. */
static bool follow_names(struct walk *w, const struct step *s,
			 const struct include *include, const struct str *names,
			 size_t count, bool *found)
{
	for (size_t i = 0; i < count; i++) {
		bool wrong;
		struct file *f = look_up(w, s, include->pos, names[i], &wrong);

		if (w->p->rc < 0)
			return false;
		*found = *found || f || wrong;
		if (f && !follow(w, s, include, names[i], f))
			return false;
	}
	return true;
}

static bool follow_include(struct walk *w, const struct step *s,
			   const struct include *include)
{
	const struct prompt_entry *entry = w->p->entry;
	struct str *names;
	bool found = false;

	if (!build_work(w->p, 1 + include->name_count))
		return false;
	if (!follow_names(w, s, include, include->names, include->name_count,
			  &found))
		return false;
	if (include->dynamic && entry->include_count == 0) {
		struct trouble t = {
			.rule = RULE_INCLUDE_DYNAMIC,
			.at = place(s, include->pos),
			.message = STR("the name of what is included is "
				       "computed, and `includes:` lists no "
				       "candidates"),
			.help = STR("write `includes: [NAME, ...]` with every "
				    "candidate in the prompt's entry"),
			.key = STR("dynamic"),
		};

		if (!s->again)
			build_report(w->p, &t);
		return true;
	}
	if (include->dynamic) {
		if (!build_work(w->p, entry->include_count))
			return false;
		names = arena_zero(w->p->b->a, entry->include_count,
				   sizeof(*names));
		for (size_t i = 0; i < entry->include_count; i++)
			names[i] = entry->includes[i].path;
		if (!follow_names(w, s, include, names, entry->include_count,
				  &found))
			return false;
	}
	if (!found && !include->ignore_missing && !w->use->parts_may_miss)
		report_missing(w, s, include,
			       include->name_count  ? include->names[0] :
			       entry->include_count ? entry->includes[0].path :
						      STR_EMPTY);
	return true;
}

static void add_text(struct build *p, struct file *f, const struct link *link,
		     const struct str *chain)
{
	p->texts = arena_grow(p->b->a, p->texts, p->text_count, &p->text_room,
			      sizeof(*p->texts));
	p->texts[p->text_count++] = (struct text_file){
		.path = f->path,
		.bytes = f->bytes,
		.id = f->id,
		.cut = f->cut,
		.chain = chain,
		.chain_count = link->depth + 1,
	};
	build_source(p, f);
}

/* Another way to the file does not bind the name at all. */
static void make_required(struct walk *w, const struct step *s,
			  const struct variable *v)
{
	for (size_t i = w->first_use; i < w->p->use_count; i++) {
		struct use *use = &w->p->uses[i];

		if (!str_eq(use->path, s->file->path) ||
		    !str_eq(use->name, v->name))
			continue;
		use->optional = v->optional;
		use->perhaps = v->perhaps;
	}
}

/* What the file uses and is not bound, but was by all ways to it before. */
static bool add_uses(struct walk *w, const struct step *s,
		     const struct bound_set *before, const struct str *chain)
{
	const struct template *t = &s->parsed->template;
	const struct bound_set *now = &s->file->bound;
	struct build *p = w->p;

	if (!build_work(p, t->variable_count))
		return false;
	for (size_t i = 0; i < t->variable_count; i++) {
		const struct variable *v = &t->variables[i];
		enum bound_kind was = bound_get(before, v->name);
		enum bound_kind is = bound_get(now, v->name);

		if (was == BOUND_PERHAPS && is == BOUND_NOT &&
		    (!v->optional || before->perhaps)) {
			if (!build_work(p, p->use_count - w->first_use))
				return false;
			make_required(w, s, v);
		}
		if (!v->read || was != BOUND_SURELY || is == BOUND_SURELY)
			continue;
		p->uses = arena_grow(p->b->a, p->uses, p->use_count,
				     &p->use_room, sizeof(*p->uses));
		p->uses[p->use_count++] = (struct use){
			.name = v->name,
			.path = s->file->path,
			.pos = place(s, v->pos).pos,
			.optional = v->optional || is == BOUND_PERHAPS,
			.perhaps = v->perhaps || now->perhaps,
			.role = w->use->role,
			.language = s->parsed->language,
			.chain = chain,
			.chain_count = s->link->depth + 1,
		};
	}
	return true;
}

static void report_template(struct walk *w, const struct step *s)
{
	struct str text = str_copy(w->p->b->a, str_of(s->parsed->why->text));
	struct trouble t = {
		.rule = RULE_TEMPLATE_INVALID,
		.at = place(s, s->parsed->why->pos),
		.message = text,
		.help = str_fmt(w->p->b->a,
				"correct the line and column named, "
				"or the `syntax:` (now %s)",
				s->parsed->language->name),
		.key = text,
	};

	build_report(w->p, &t);
}

/* What the file brings that it has not brought to this message before. */
static bool meet(struct walk *w, const struct step *s,
		 const struct bound_set *before)
{
	const struct str *chain;

	if (s->parsed->why) {
		/* said once a prompt, however many messages include it */
		if (s->file->text_mark != w->p->b->prompts || !w->p->bad)
			report_template(w, s);
		s->file->text_mark = w->p->b->prompts;
		return true;
	}
	chain = build_chain(w->p->b->a, s->link);
	if (s->file->text_mark != w->p->b->prompts) {
		s->file->text_mark = w->p->b->prompts;
		add_text(w->p, s->file, s->link, chain);
	}
	return s->file->bound.all || add_uses(w, s, before, chain);
}

/* Recursion is as deep as links are: INCLUDE_DEPTH. */
static bool enter(struct walk *w, struct file *file, const struct link *link,
		  struct bound_set bound)
{
	bool again = file->visit_mark == w->p->b->messages;
	struct bound_set before = again ? file->bound : bound_all();
	struct step s = { file, NULL, link, again };
	bool ok = true;

	file->bound = before;
	if (!build_work(w->p, (before.count + bound.count) / 4))
		return false;
	if (!bound_narrow(w->p->b->a, &file->bound, bound) && again)
		return true;
	file->visit_mark = w->p->b->messages;
	s.parsed = build_parsed(w->p, file, w->use->language, w->use->options,
				w->use->option_count);
	if (!s.parsed || !meet(w, &s, &before))
		return false;
	if (s.parsed->why)
		return true;
	file->open = link;
	for (size_t i = 0; ok && i < s.parsed->template.include_count; i++)
		ok = follow_include(w, &s, &s.parsed->template.includes[i]);
	file->open = NULL;
	return ok;
}

void build_folders(struct build *p, struct str path, struct text_use *use)
{
	const struct prompt_entry *entry = p->entry;
	struct str *folders;

	use->folder_count = entry->templates_given ? entry->template_count : 2;
	folders = arena_zero(p->b->a, use->folder_count, sizeof(*folders));
	use->folders = folders;
	for (size_t i = 0; entry->templates_given && i < entry->template_count;
	     i++)
		folders[i] = entry->templates[i].path;
	if (entry->templates_given)
		return;
	folders[0] = build_folder(path);
	folders[1] = build_folder(p->b->manifest->path);
}

bool build_includes(struct build *p, const struct text_use *use,
		    struct file *file, const struct link *link)
{
	struct walk w = { .p = p, .use = use, .first_use = p->use_count };

	p->b->messages++;
	p->edge_count = 0;
	return enter(&w, file, link, use->bound);
}

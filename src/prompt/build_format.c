/*
 * A prompt that its own file carries (`file:`): the file as its format reads
 * it, or, where it is of no format, one text.
 */
#include "base/arena.h"
#include "pattern/glob.h"
#include "prompt/builder.h"
#include "view/trace.h"

/* ---- further files, for the format ---------------------------------------- */

enum { NAMES_SHOWN = 10, SYMBOL_SHOWN = 60 };

struct reading {
	struct build *p;
	struct formatted *x;
};

/* What has been read goes for every prompt of the file. */
static void add_asked(struct reading *r, struct str path)
{
	struct formatted *x = r->x;

	x->paths = arena_grow(r->p->b->a, x->paths, x->path_count,
			      &x->path_room, sizeof(*x->paths));
	x->paths[x->path_count++] = str_copy(r->p->b->a, path);
}

static int read_file(void *context, struct arena *a, struct str path,
		     struct str *bytes, struct error *err)
{
	struct reading *r = context;
	struct build *p = r->p;
	struct file *f = build_file(p, path);

	(void)a;
	add_asked(r, path);
	if (!f)
		return error_set(err, ERROR_FAILED, "%s", p->err->text);
	if (f->state == FILE_ABSENT)
		return error_set(err, ERROR_ABSENT, "%.*s is not there",
				 STR_ARG(path));
	if (f->state != FILE_OK)
		return error_set(err, ERROR_REFUSED, "%.*s", STR_ARG(f->why));
	*bytes = f->bytes;
	return 0;
}

/* What is no regular file is listed too: who reads it is told why not. */
static int list_files(void *context, struct arena *a, struct str glob,
		      struct str **paths, size_t *count, struct error *err)
{
	struct reading *r = context;
	struct str folder = glob_prefix(glob);
	const struct listing *all = build_listing(r->p, folder);
	size_t room = 0;

	*paths = NULL;
	*count = 0;
	for (size_t i = 0; all && i < all->count; i++) {
		if (!build_glob_step(r->p, glob, all->paths[i]))
			break;
		if (!glob_match(glob, all->paths[i]))
			continue;
		*paths = arena_grow(a, *paths, *count, &room, sizeof(**paths));
		(*paths)[(*count)++] = all->paths[i];
	}
	if (r->p->rc < 0)
		return error_set(err, ERROR_FAILED, "%s", r->p->err->text);
	add_asked(r, folder.n ? str_fmt(a, "%.*s/", STR_ARG(folder)) : folder);
	return 0;
}

/* ---- the file ------------------------------------------------------------- */

/* This prompt hangs on what the one hung on that has read the file. */
static bool ask_again(struct build *p, const struct formatted *x)
{
	if (!build_work(p, x->path_count / 4))
		return false;
	for (size_t i = 0; i < x->path_count; i++)
		view_trace_again(p->b->view, x->paths[i]);
	return true;
}

/* What was read to find out is not kept. */
static const struct format *recognize(const struct file *f)
{
	struct arena scratch = { 0 };
	struct str why;
	const struct format *found = format_recognize(&scratch, f->path,
						      f->bytes, &why);

	arena_free(&scratch);
	return found;
}

static struct formatted *read_formatted(struct build *p, struct file *f)
{
	const struct format *asked = p->entry->own_file.format;
	struct reading reading = { .p = p };
	struct format_request request = {
		.a = p->b->a,
		.path = f->path,
		.bytes = f->bytes,
		.files = { &reading, read_file, list_files },
	};
	struct formatted *x;

	for (x = f->formatted; x; x = x->next)
		if (x->asked == asked)
			return ask_again(p, x) ? x : NULL;
	x = arena_zero(p->b->a, 1, sizeof(*x));
	reading.x = x;
	x->next = f->formatted;
	x->asked = asked;
	x->format = asked ? asked : recognize(f);
	request.format = x->format;
	if (x->format && format_read(&request, &x->file, p->err) < 0)
		p->rc = ERROR_FAILED;
	if (p->rc < 0)
		return NULL;
	f->formatted = x;
	return x;
}

static void report_troubles(struct build *p, struct file *f,
			    const struct formatted *x)
{
	for (size_t i = 0; i < x->file.trouble_count && !build_full(p); i++) {
		const struct format_trouble *trouble = &x->file.troubles[i];
		struct link *link = arena_zero(p->b->a, 1, sizeof(*link));
		struct file *in = build_file(p, trouble->path);
		struct trouble t = { .rule = trouble->rule,
				     .message = trouble->message,
				     .help = trouble->help,
				     .key = trouble->message };

		if (!in)
			return;
		/* a link or a conflict says itself what is wrong with it */
		if (in->state == FILE_NO_FILE) {
			t.rule = in->rule;
			t.message = in->why;
			t.help = in->help;
			t.key = in->path;
		}
		link->path = f->path;
		t.at = build_inside(in, trouble->pos, link);
		build_report(p, &t);
	}
}

static size_t named_so(const struct formatted *x, struct str name)
{
	size_t n = 0;

	for (size_t i = 0; i < x->file.prompt_count; i++)
		n += str_eq(x->file.prompts[i].name, name);
	return n;
}

/* What to write for the prompt at i: its name if that is its own alone. */
static struct str symbol_of(struct build *p, const struct formatted *x,
			    size_t i)
{
	struct str name = x->file.prompts[i].name;

	if (name.n && name.n <= SYMBOL_SHOWN && named_so(x, name) == 1)
		return name;
	return str_fmt(p->b->a, "\"#%zu\"", i + 1);
}

static void report_choice(struct build *p, struct file *f,
			  const struct formatted *x)
{
	const struct file_entry *own = &p->entry->own_file;
	struct buf names = buf_in(p->b->a);
	struct trouble t = { .rule = RULE_FORMAT_INVALID,
			     .at = build_named(p, own->file.pos) };

	if (build_full(p))
		return;
	for (size_t i = 0; i < x->file.prompt_count && i < NAMES_SHOWN; i++)
		buf_addf(&names, "%s%.*s", i ? ", " : "",
			 STR_ARG(symbol_of(p, x, i)));
	if (x->file.prompt_count > NAMES_SHOWN)
		buf_adds(&names, ", ...");
	if (x->file.prompt_count == 0)
		t.message = str_fmt(p->b->a, "%.*s (%s) carries no prompt",
				    STR_ARG(text_shorten(f->path, 200)),
				    format_name(x->format));
	else if (own->symbol.n && named_so(x, own->symbol) > 1)
		t.message = str_fmt(p->b->a,
				    "%.*s has %zu prompts `%.*s`: %.*s",
				    STR_ARG(text_shorten(f->path, 200)),
				    named_so(x, own->symbol),
				    STR_ARG(text_shorten(own->symbol, 60)),
				    STR_ARG(buf_str(&names)));
	else if (own->symbol.n)
		t.message = str_fmt(p->b->a, "%.*s has no prompt `%.*s`: %.*s",
				    STR_ARG(text_shorten(f->path, 200)),
				    STR_ARG(text_shorten(own->symbol, 60)),
				    STR_ARG(buf_str(&names)));
	else
		t.message = str_fmt(p->b->a, "%.*s has %zu prompts: %.*s",
				    STR_ARG(text_shorten(f->path, 200)),
				    x->file.prompt_count,
				    STR_ARG(buf_str(&names)));
	t.help = x->file.prompt_count ?
			 str_fmt(p->b->a,
				 "write `file: {file: %.*s, symbol: %.*s}`",
				 STR_ARG(text_shorten(f->path, 200)),
				 STR_ARG(symbol_of(p, x, 0))) :
			 STR("promptpin inspect FILE says what it is taken "
			     "for");
	t.key = own->symbol;
	build_report(p, &t);
}

/* N of #N, the first is #1; 0: it is a name. */
static size_t number_of(struct str symbol)
{
	size_t number = 0;

	if (symbol.p[0] != '#' || symbol.n > 6)
		return 0;
	for (size_t i = 1; i < symbol.n; i++) {
		if (symbol.p[i] < '0' || symbol.p[i] > '9')
			return 0;
		number = number * 10 + (size_t)(symbol.p[i] - '0');
	}
	return number;
}

/* The prompt that the entry means; NULL: there is not just one. */
static const struct format_prompt *choose(struct build *p,
					  const struct formatted *x)
{
	struct str symbol = p->entry->own_file.symbol;
	const struct format_prompt *found = NULL;
	size_t number;

	if (!symbol.n)
		return x->file.prompt_count == 1 ? &x->file.prompts[0] : NULL;
	number = number_of(symbol);
	if (number && number <= x->file.prompt_count)
		return &x->file.prompts[number - 1];
	for (size_t i = 0; i < x->file.prompt_count; i++)
		if (str_eq(x->file.prompts[i].name, symbol)) {
			if (found)
				return NULL;
			found = &x->file.prompts[i];
		}
	return found;
}

/* A file of no format: one text, in the language that its ending tells. */
static const struct format_prompt *plain(struct build *p, struct file *f)
{
	const struct file_entry *own = &p->entry->own_file;
	const struct language *language = own->language ?
						  own->language :
						  language_by_path(f->path);
	struct format_prompt *out;
	struct trouble t;

	if (language) {
		out = arena_zero(p->b->a, 1, sizeof(*out));
		out->messages = arena_zero(p->b->a, 1, sizeof(*out->messages));
		out->message_count = 1;
		out->messages[0] = (struct format_message){
			.role = own->role.n ? own->role : STR("user"),
			.language = language,
			.options = own->options,
			.option_count = own->option_count,
			.text = { .text = f->bytes,
				  .path = f->path,
				  .pos = { 1, 1 },
				  .whole = true },
		};
		return out;
	}
	t = (struct trouble){
		.rule = RULE_FORMAT_INVALID,
		.at = build_named(p, own->file.pos),
		.message = str_fmt(p->b->a,
				   "%.*s is a prompt file of no format that "
				   "is known",
				   STR_ARG(text_shorten(f->path, 200))),
		.help = STR("write `format:` or `syntax:` in the prompt's "
			    "entry"),
		.key = f->path,
	};
	build_report(p, &t);
	return NULL;
}

const struct format_file *build_own_file(struct build *p)
{
	const struct file_entry *own = &p->entry->own_file;
	const struct named from = build_named(p, own->file.pos);
	struct file *f = build_usable(p, own->file.path, &from);
	struct formatted *x = f ? read_formatted(p, f) : NULL;

	if (!x || !x->format)
		return NULL;
	report_troubles(p, f, x);
	return &x->file;
}

void build_own(struct build *p)
{
	const struct file_entry *own = &p->entry->own_file;
	const struct named from = build_named(p, own->file.pos);
	struct file *f = build_usable(p, own->file.path, &from);
	struct formatted *x = f ? read_formatted(p, f) : NULL;

	if (!x)
		return;
	build_source(p, f);
	if (!build_work(p, x->file.other_count + x->file.prompt_count / 64))
		return;
	for (size_t i = 0; i < x->file.other_count && p->rc == 0; i++) {
		struct file *other = build_file(p, x->file.others[i]);

		if (other && other->state == FILE_OK)
			build_source(p, other);
	}
	if (!x->format) {
		p->own = plain(p, f);
		return;
	}
	p->formatted = x;
	if (x->file.trouble_count) {
		report_troubles(p, f, x);
		return;
	}
	p->own = choose(p, x);
	if (!p->own)
		report_choice(p, f, x);
}

/* ---- messages ------------------------------------------------------------- */

static struct file *text_file(struct build *p,
			      const struct format_message *message)
{
	struct file *in = build_file(p, message->text.path);

	if (!in || message->text.whole)
		return in;
	return build_cut(p, message, in, &message->text, STR_EMPTY, STR_EMPTY);
}

static void build_own_message(struct build *p,
			      const struct format_message *message,
			      struct store_message *out)
{
	const struct file_entry *own = &p->entry->own_file;
	struct text_use use = {
		.role = str_copy(p->b->a, message->role),
		.language = message->language,
		.options = message->options,
		.option_count = message->option_count,
		.bound = { .items = message->bound,
			   .count = message->bound_count },
		.parts_may_miss = p->own->partials_may_miss,
	};
	struct file *f;

	if (message->slot.n) {
		out->slot = str_c(p->b->a, message->slot);
		return;
	}
	/* `syntax:` of the entry is that of texts which the format leaves */
	if (own->language && str_is(str_of(use.language->name), "text")) {
		use.language = own->language;
		use.options = own->options;
		use.option_count = own->option_count;
	}
	f = text_file(p, message);
	if (!f)
		return;
	build_folders(p, f->path, &use);
	build_text(p, &use, f, out);
}

static void add_opaque(struct build *p, const struct format_opaque *opaque)
{
	struct store_id id;
	struct file *f = NULL;

	store_id_of(&id, opaque->bytes.p, opaque->bytes.n);
	if (opaque->path.n)
		f = build_file(p, opaque->path);
	if (f && f->state == FILE_OK)
		build_source(p, f);
	else
		build_object(p, &id, opaque->bytes,
			     p->entry->own_file.file.path, false);
	p->opaque = arena_grow(p->b->a, p->opaque, p->opaque_count,
			       &p->opaque_room, sizeof(*p->opaque));
	p->opaque[p->opaque_count++] = (struct store_opaque){
		str_c(p->b->a, opaque->ref), id
	};
}

void build_own_messages(struct build *p)
{
	const struct format_prompt *own = p->own;
	struct store_message *messages = arena_zero(p->b->a, own->message_count,
						    sizeof(*messages));

	for (size_t i = 0; i < own->message_count && p->rc == 0; i++)
		build_own_message(p, &own->messages[i], &messages[i]);
	p->effective->messages = messages;
	p->effective->message_count = own->message_count;
	for (size_t i = 0; i < own->opaque_count && p->rc == 0; i++)
		add_opaque(p, &own->opaque[i]);
	p->effective->opaque = build_keep(p, p->opaque, p->opaque_count,
					  sizeof(*p->opaque));
	p->effective->opaque_count = p->opaque_count;
}

void build_own_check(struct build *p)
{
	const struct file_entry *own = &p->entry->own_file;
	const struct store_effective *e = p->effective;
	struct trouble t = {
		.rule = RULE_FORMAT_INVALID,
		.help = STR("promptpin inspect FILE says what it is taken for"),
		.key = STR("empty"),
	};
	struct file *f;

	if (e->message_count || e->tool_count || e->tool_choice || e->output ||
	    e->variables || e->example_count || e->model || e->params ||
	    e->retrieval || e->opaque_count)
		return;
	f = build_file(p, own->file.path);
	if (!f || build_full(p))
		return;
	t.at = build_inside(f, (struct pos){ 0, 0 }, NULL);
	t.message = str_fmt(p->b->a,
			    "%.*s has nothing in it that a model receives",
			    STR_ARG(text_shorten(f->path, 200)));
	build_report(p, &t);
}

/* ---- tools and values ------------------------------------------------------ */

static void add_tool(struct build *p, const struct format_tool *tool)
{
	const struct value *v;
	struct store_tool *out;
	struct named at;

	if (!build_own_value(p, &tool->definition, OBJECT_ORDERED, &v, &at))
		return;
	p->tools = arena_grow(p->b->a, p->tools, p->tool_count, &p->tool_room,
			      sizeof(*p->tools));
	out = &p->tools[p->tool_count++];
	*out = (struct store_tool){ .name = str_c(p->b->a, tool->name),
				    .shape = tool->shape,
				    .definition = v->id };
	build_refs(p, &v->refs, &at, build_folder(at.path), &out->parts,
		   &out->part_count);
}

void build_own_tools(struct build *p)
{
	for (size_t i = 0; i < p->own->tool_count && p->rc == 0; i++)
		add_tool(p, &p->own->tools[i]);
	p->effective->tools = build_keep(p, p->tools, p->tool_count,
					 sizeof(*p->tools));
	p->effective->tool_count = p->tool_count;
}

bool build_own_value(struct build *p, const struct format_value *value,
		     enum object_role role, const struct value **out,
		     struct named *at)
{
	struct file *f;
	struct link *link;

	if (!value->node || p->rc < 0)
		return false;
	f = build_file(p, value->path);
	if (!f)
		return false;
	link = arena_zero(p->b->a, 1, sizeof(*link));
	link->path = f->path;
	*at = build_inside(f, value->node->pos, link);
	if (value->whole)
		*out = build_value(p, f, link);
	else
		*out = build_inline(p, value->node, role);
	if (!*out)
		return false;
	build_object(p, &(*out)->id, (*out)->bytes, f->path, (*out)->whole);
	build_tree(p, &(*out)->root, NULL);
	if (!(*out)->whole)
		p->objects[p->object_count - 1].file = f->bytes;
	return true;
}

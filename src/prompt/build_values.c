/*
 * Values: output, variables, tool_choice, params, retrieval, examples; and
 * the model.
 */
#include "base/arena.h"
#include "prompt/builder.h"
#include "syntax/json.h"

/* A value that was read, and where things in it are to be reported. */
struct loaded {
	const struct value *value;
	bool added; /* it is an object already */
	struct named at;
	struct str folder; /* what its "$ref" are relative to */
};

static void know_normal(struct builder *b, const struct value *v,
			enum object_role role)
{
	struct store_id digest = v->id;
	struct str form;

	buf_clear(&b->canonical);
	json_canonical(&b->canonical, &v->root,
		       role == OBJECT_ORDERED ? JSON_KEPT : JSON_SORTED);
	form = buf_str(&b->canonical);
	if (!str_eq(form, v->bytes))
		store_id_of(&digest, form.p, form.n);
	normal_known(b->normal, &v->id, role, NULL, NULL, 0, &digest);
}

/* A value of the manifest: made once for each node, since the defaults are
 * shared by all prompts. */
struct value *build_inline(struct build *p, const struct node *node,
			   enum object_role role)
{
	struct builder *b = p->b;
	const struct node **key;
	struct buf compact = buf_in(b->a);
	struct value *v = map_get(&b->inlines,
				  (struct str){ (const char *)&node,
						sizeof(const struct node *) });

	if (v)
		return v;
	key = arena_alloc(b->a, sizeof(const struct node *));
	*key = node;
	v = arena_zero(b->a, 1, sizeof(*v));
	v->root = *node;
	json_compact(&compact, node);
	v->bytes = buf_str(&compact);
	store_id_of(&v->id, v->bytes.p, v->bytes.n);
	refs_find(b->a, node, &v->refs);
	know_normal(b, v, role);
	*map_put(&b->inlines,
		 (struct str){ (const char *)key, sizeof(*key) }) = v;
	return v;
}

/* A member of the prompt: the entry's own, else what its file carries, else
 * what the defaults say. */
struct member_of {
	const struct value_ref *entry;
	enum own_key key;
	const struct format_value *file; /* NULL: there is no such file */
};

static bool load(struct build *p, const struct value_ref *ref,
		 enum object_role role, struct loaded *out)
{
	const struct named from = build_named(p, ref->pos);
	struct link *link;
	struct file *file;

	*out = (struct loaded){ .at = from, .folder = STR_EMPTY };
	if (!ref->given || p->rc < 0)
		return false;
	if (ref->value) {
		out->value = build_inline(p, ref->value, role);
		return true;
	}
	file = build_usable(p, ref->file.path, &from);
	if (!file)
		return false;
	link = arena_zero(p->b->a, 1, sizeof(*link));
	link->path = file->path;
	out->value = build_value(p, file, link);
	out->at = build_inside(file, (struct pos){ 0, 0 }, link);
	out->folder = build_folder(file->path);
	if (out->value)
		build_source(p, file);
	return out->value != NULL;
}

static bool is_own(const struct build *p, const struct member_of *m)
{
	return (p->entry->own & m->key) || !m->file || !m->file->node;
}

static bool load_member(struct build *p, const struct member_of *m,
			enum object_role role, struct loaded *out)
{
	if (is_own(p, m))
		return load(p, m->entry, role, out);
	*out = (struct loaded){ .added = true };
	if (!build_own_value(p, m->file, role, &out->value, &out->at))
		return false;
	out->folder = build_folder(out->at.path);
	return true;
}

/* Add the object; the pointer lives as long as the builder. */
static const struct store_id *take(struct build *p, const struct loaded *l)
{
	const struct value *v = l->value;

	if (l->added)
		return &v->id;
	build_object(p, &v->id, v->bytes, l->at.path, v->whole);
	build_tree(p, &v->root, NULL);
	return &v->id;
}

/* The value is not what its key takes. */
static void refuse(struct build *p, const struct loaded *l, const char *key,
		   const char *why, const char *help)
{
	struct named at = l->at;
	struct trouble t = {
		.rule = l->at.link ? RULE_FORMAT_INVALID :
				     RULE_MANIFEST_INVALID,
		.message = str_fmt(p->b->a, "`%s`: %s", key, why),
		.help = str_of(help),
		.key = str_fmt(p->b->a, "%s: %s", key, why),
	};

	at.pos = l->value->root.pos;
	t.at = at;
	build_report(p, &t);
}

static bool is_object(const struct loaded *l)
{
	return l->value->root.kind == NODE_OBJECT;
}

static bool is_schema(const struct loaded *l)
{
	return is_object(l) || l->value->root.kind == NODE_TRUE ||
	       l->value->root.kind == NODE_FALSE;
}

/* ---- output ----------------------------------------------------------- */

static bool is_one_of(struct str s, const char *const *names)
{
	for (; *names; names++)
		if (str_is(s, *names))
			return true;
	return false;
}

static void build_output(struct build *p)
{
	/* No JSON Schema has such a type, so it is a provider's wrapper. */
	static const char *const wrappers[] = { "json_schema", "json_object",
						"text", NULL };
	static const char *const types[] = { "string",	"number", "integer",
					     "boolean", "array",  "object",
					     "null",	NULL };
	struct store_output *out;
	const struct node *type;
	struct loaded l;
	const struct member_of member = { &p->entry->output, OWN_OUTPUT,
					  p->own ? &p->own->output : NULL };

	if (!load_member(p, &member, OBJECT_ORDERED, &l))
		return;
	type = node_get(&l.value->root, "type");
	if (type && type->kind != NODE_STRING)
		type = NULL; /* a list of types, or of no concern here */
	if (!is_schema(&l) || (type && !is_one_of(type->text, wrappers) &&
			       !is_one_of(type->text, types))) {
		refuse(p, &l, "output",
		       "neither a JSON Schema nor a "
		       "provider's response format",
		       "write a JSON Schema, or an object with `type: "
		       "json_schema` and the schema in it");
		return;
	}
	out = arena_zero(p->b->a, 1, sizeof(*out));
	out->wrapped = type && is_one_of(type->text, wrappers);
	out->format = out->wrapped ? str_c(p->b->a, type->text) : "json_schema";
	out->schema = *take(p, &l);
	build_refs(p, &l.value->refs, &l.at, l.folder, &out->parts,
		   &out->part_count);
	p->effective->output = out;
}

static void build_variables(struct build *p)
{
	struct store_variables *out;
	struct loaded l;
	const struct member_of member = { &p->entry->variables, OWN_VARIABLES,
					  p->own ? &p->own->variables : NULL };

	if (!load_member(p, &member, OBJECT_JSON, &l))
		return;
	if (!is_object(&l)) {
		refuse(p, &l, "variables", "not a JSON Schema of an object",
		       "write {\"type\": \"object\", \"properties\": {...}}");
		return;
	}
	out = arena_zero(p->b->a, 1, sizeof(*out));
	out->schema = *take(p, &l);
	build_refs(p, &l.value->refs, &l.at, l.folder, &out->parts,
		   &out->part_count);
	p->effective->variables = out;
	p->variables = &l.value->root;
	if (!l.added)
		return;
	p->variables_path = l.at.path;
	p->variables_open = !node_get(&l.value->root, "additionalProperties");
}

/* ---- params ----------------------------------------------------------- */

/* Defaults, then the prompt's; later wins, a name keeps its first place. */
static struct node *merge(struct arena *a, const struct node *first,
			  const struct node *second)
{
	struct map places = map_in(a);
	struct node *out = arena_zero(a, 1, sizeof(*out));

	*out = (struct node){ .kind = NODE_OBJECT, .pos = second->pos };
	out->members = arena_zero(a, first->count + second->count,
				  sizeof(*out->members));
	for (size_t i = 0; i < first->count; i++) {
		out->members[out->count] = first->members[i];
		*map_put(&places,
			 first->members[i].name) = &out->members[out->count++];
	}
	for (size_t i = 0; i < second->count; i++) {
		struct member *known = map_get(&places,
					       second->members[i].name);

		if (known)
			*known = second->members[i];
		else
			out->members[out->count++] = second->members[i];
	}
	return out;
}

/* The next part of the parameters, on top of *out; false: it is wrong. */
static bool add_params(struct build *p, const struct loaded *l,
		       struct loaded *out)
{
	if (!is_object(l)) {
		refuse(p, l, "params", "not an object",
		       "write {\"temperature\": 0.3}");
		return false;
	}
	if (!out->value) {
		*out = *l;
		return true;
	}
	/* a shared text is written again for each prompt */
	if (!build_work(p, out->value->root.count + out->value->bytes.n / 64))
		return false;
	out->value = build_inline(
		p, merge(p->b->a, &out->value->root, &l->value->root),
		OBJECT_JSON);
	out->at = l->at;
	out->added = false;
	return true;
}

/* The defaults', the file's own, the entry's. */
static void build_params(struct build *p)
{
	const struct prompt_entry *entry = p->entry;
	bool own = entry->own & OWN_PARAMS;
	const struct value_ref *defaults = own ? &entry->params_default :
						 &entry->params;
	const struct format_value *file = p->own ? &p->own->params : NULL;
	struct loaded all = { 0 }, l;

	if (load(p, defaults, OBJECT_JSON, &l) && !add_params(p, &l, &all))
		return;
	if (file && file->node && p->rc == 0 &&
	    build_own_value(p, file, OBJECT_JSON, &l.value, &l.at)) {
		l.added = true;
		if (!add_params(p, &l, &all))
			return;
	}
	if (own && load(p, &entry->params, OBJECT_JSON, &l) &&
	    !add_params(p, &l, &all))
		return;
	if (all.value && p->rc == 0)
		p->effective->params = take(p, &all);
}

/* ---- the rest --------------------------------------------------------- */

static void build_tool_choice(struct build *p)
{
	struct loaded l;
	const struct member_of member = { &p->entry->tool_choice,
					  OWN_TOOL_CHOICE,
					  p->own ? &p->own->tool_choice :
						   NULL };

	if (!load_member(p, &member, OBJECT_JSON, &l))
		return;
	if (is_object(&l) || l.value->root.kind == NODE_STRING)
		p->effective->tool_choice = take(p, &l);
	else
		refuse(p, &l, "tool_choice", "neither a text nor an object",
		       "write \"auto\", or what the provider takes");
}

static void build_retrieval(struct build *p)
{
	struct loaded l;
	const struct member_of member = { &p->entry->retrieval, OWN_RETRIEVAL,
					  p->own ? &p->own->retrieval : NULL };

	if (!load_member(p, &member, OBJECT_JSON, &l))
		return;
	if (is_object(&l) || l.value->root.kind == NODE_ARRAY)
		p->effective->retrieval = take(p, &l);
	else
		refuse(p, &l, "retrieval", "neither an object nor a list",
		       "write the settings as an object");
}

static void take_example(struct build *p, const struct loaded *l,
			 struct store_id *out)
{
	if (node_get(&l->value->root, "input") &&
	    node_get(&l->value->root, "output"))
		*out = *take(p, l);
	else
		refuse(p, l, "examples",
		       "an example is an object with `input` and `output`",
		       "write {\"input\": ..., \"output\": ...}");
}

static void build_examples(struct build *p)
{
	const struct prompt_entry *entry = p->entry;
	bool file = p->own && p->own->example_count &&
		    !(entry->own & OWN_EXAMPLES);
	size_t count = file ? p->own->example_count : entry->example_count;
	struct store_id *ids;

	if (count == 0 || !build_work(p, count))
		return;
	ids = arena_zero(p->b->a, count, sizeof(*ids));
	for (size_t i = 0; i < count; i++) {
		const struct member_of member = {
			file ? NULL : &entry->examples[i], OWN_EXAMPLES,
			file ? &p->own->examples[i] : NULL
		};
		struct loaded l;

		if (load_member(p, &member, OBJECT_JSON, &l))
			take_example(p, &l, &ids[i]);
	}
	p->effective->examples = ids;
	p->effective->example_count = count;
}

static const char *text_or_null(struct arena *a, struct str s)
{
	return s.n ? str_c(a, s) : NULL;
}

static void build_model(struct build *p)
{
	const struct model_entry *entry = &p->entry->model;
	struct arena *a = p->b->a;
	struct store_model *out;

	if (p->own && p->own->model.n && !(p->entry->own & OWN_MODEL)) {
		out = arena_zero(a, 1, sizeof(*out));
		*out = (struct store_model){ text_or_null(a, p->own->provider),
					     text_or_null(a, p->own->model),
					     text_or_null(a, p->own->revision),
					     text_or_null(a, p->own->adapter) };
		p->effective->model = out;
		return;
	}
	if (!entry->given)
		return;
	out = arena_zero(a, 1, sizeof(*out));
	*out = (struct store_model){ text_or_null(a, entry->provider),
				     text_or_null(a, entry->id),
				     text_or_null(a, entry->revision),
				     text_or_null(a, entry->adapter) };
	p->effective->model = out;
}

void build_values(struct build *p)
{
	build_tool_choice(p);
	build_output(p);
	build_variables(p);
	build_examples(p);
	build_model(p);
	build_params(p);
	build_retrieval(p);
}

#include "cli/piece.h"

#include "syntax/json.h"

static struct piece *add(struct pieces *list, enum piece_kind kind,
			 struct str name, const struct store_id *id)
{
	struct piece *p;

	list->items = arena_grow(list->arena, list->items, list->count,
				 &list->room, sizeof(*list->items));
	p = &list->items[list->count++];
	*p = (struct piece){ .kind = kind,
			     .name = name,
			     .group = name,
			     .key = name,
			     .about = STR_EMPTY,
			     .id = id,
			     .value = STR_EMPTY };
	return p;
}

/* How many pieces before this one belong to the group. */
static size_t count_group(const struct pieces *list, struct str group)
{
	size_t count = 0;

	for (size_t i = 0; i + 1 < list->count; i++)
		count += str_eq(list->items[i].group, group);
	return count;
}

static void set_group(struct pieces *list, struct piece *p, struct str group)
{
	size_t before;

	p->group = group;
	before = count_group(list, group);
	p->key = before ? str_fmt(list->arena, "%.*s#%zu", STR_ARG(group),
				  before + 1) :
			  group;
}

static struct str message_about(struct arena *a, const struct store_message *m)
{
	struct buf b = buf_in(a);

	buf_addf(&b, "%s, %s", m->role, m->syntax);
	for (size_t i = 0; i < m->option_count; i++)
		buf_addf(&b, " %s=%s", m->options[i].name, m->options[i].json);
	return buf_str(&b);
}

static void add_message(struct pieces *list, const struct store_message *m,
			size_t index)
{
	struct str name = str_fmt(list->arena, "messages[%zu]", index);
	struct piece *p;

	if (m->slot) {
		p = add(list, PIECE_VALUE, name, NULL);
		p->about = str_fmt(list->arena, "slot %s", m->slot);
		p->value = str_fmt(list->arena, "%s\n", m->slot);
		set_group(list, p, str_fmt(list->arena, "slot %s", m->slot));
		return;
	}
	p = add(list, PIECE_TEXT, name, &m->text);
	p->about = message_about(list->arena, m);
	set_group(list, p, str_of(m->role));
}

/* Files that are included: once each, however many pieces use them. */
static void add_parts(struct pieces *list, enum piece_kind kind,
		      const struct store_part *parts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct str name = str_fmt(list->arena, "parts/%s",
					  parts[i].name);
		bool known = false;

		for (size_t j = 0; j < list->count && !known; j++)
			known = list->items[j].id &&
				str_eq(list->items[j].group, name) &&
				store_id_equal(list->items[j].id, &parts[i].id);
		if (!known)
			set_group(list, add(list, kind, name, &parts[i].id),
				  name);
	}
}

static void add_tools(struct pieces *list, const struct store_effective *e)
{
	for (size_t i = 0; i < e->tool_count; i++) {
		const struct store_tool *t = &e->tools[i];
		struct piece *p = add(list, PIECE_JSON,
				      str_fmt(list->arena, "tools/%s", t->name),
				      &t->definition);

		p->group = STR("tools");
		p->about = str_of(t->shape);
	}
	for (size_t i = 0; i < e->tool_count; i++)
		add_parts(list, PIECE_JSON, e->tools[i].parts,
			  e->tools[i].part_count);
	if (e->tool_choice)
		add(list, PIECE_JSON, STR("tool_choice"), e->tool_choice);
}

static void add_model(struct pieces *list, const struct store_model *m)
{
	struct piece *p = add(list, PIECE_VALUE, STR("model"), NULL);
	struct buf b = buf_in(list->arena);

	buf_addf(&b, "%s%s%s\n", m->provider ? m->provider : "",
		 m->provider ? "/" : "", m->id);
	if (m->revision)
		buf_addf(&b, "revision %s\n", m->revision);
	if (m->adapter)
		buf_addf(&b, "adapter %s\n", m->adapter);
	p->value = buf_str(&b);
}

static void add_contract(struct pieces *list, const struct store_effective *e)
{
	if (e->output) {
		struct piece *p = add(list, PIECE_JSON, STR("output"),
				      &e->output->schema);

		p->about = str_of(e->output->format);
		add_parts(list, PIECE_JSON, e->output->parts,
			  e->output->part_count);
	}
	if (e->variables) {
		add(list, PIECE_JSON, STR("variables"), &e->variables->schema);
		add_parts(list, PIECE_JSON, e->variables->parts,
			  e->variables->part_count);
	}
	for (size_t i = 0; i < e->example_count; i++) {
		struct piece *p = add(list, PIECE_JSON,
				      str_fmt(list->arena, "examples[%zu]", i),
				      &e->examples[i]);

		p->group = STR("examples");
	}
}

struct pieces piece_all(struct arena *a, const struct target *t)
{
	const struct store_effective *e = t->effective;
	struct pieces list = { .arena = a };

	for (size_t i = 0; i < e->message_count; i++)
		add_message(&list, &e->messages[i], i);
	for (size_t i = 0; i < e->message_count; i++)
		add_parts(&list, PIECE_TEXT, e->messages[i].parts,
			  e->messages[i].part_count);
	add_tools(&list, e);
	add_contract(&list, e);
	if (e->model)
		add_model(&list, e->model);
	if (e->params)
		add(&list, PIECE_JSON, STR("params"), e->params);
	if (e->retrieval)
		add(&list, PIECE_JSON, STR("retrieval"), e->retrieval);
	for (size_t i = 0; i < e->opaque_count; i++)
		add(&list, PIECE_BYTES,
		    str_fmt(a, "opaque/%s", e->opaque[i].ref),
		    &e->opaque[i].file);
	return list;
}

int piece_read(struct run *run, const struct target *t, const struct piece *p,
	       struct str *out)
{
	char digest[STORE_DIGEST_TEXT + 1];
	struct error why = { 0 };

	if (p->kind == PIECE_VALUE) {
		*out = p->value;
		return 0;
	}
	if (t->objects.read(t->objects.context, run->arena, p->id, out, &why) ==
	    0)
		return 0;
	store_id_write(p->id, digest);
	error_help(run->err, "promptpin mend");
	return error_set(run->err, ERROR_FAILED, "%.*s of %.*s, object %s: %s",
			 STR_ARG(p->name), STR_ARG(t->label), digest,
			 why.text[0] ? why.text : "it is not there");
}

struct str piece_readable(struct arena *a, const struct piece *p,
			  struct str bytes)
{
	struct buf out = buf_in(a);
	struct syntax_error why;
	struct node root;

	if (p->kind != PIECE_JSON || json_read(a, bytes, &root, &why) < 0)
		return bytes;
	json_pretty(&out, &root);
	if (out.len == 0 || out.data[out.len - 1] != '\n')
		buf_addc(&out, '\n');
	return buf_str(&out);
}

/*
 * Messages: slots, and texts with the parts they include.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "prompt/builder.h"

static int by_edge_name(const void *x, const void *y)
{
	const struct edge *a = x, *b = y;

	return str_compare(a->name, b->name);
}

static void set_parts(struct build *p, const struct link *link,
		      struct store_message *out)
{
	struct store_part *parts;
	size_t n = 0;

	if (p->edge_count == 0)
		return;
	qsort(p->edges, p->edge_count, sizeof(*p->edges), by_edge_name);
	parts = arena_alloc(p->b->a, p->edge_count * sizeof(*parts));
	for (size_t i = 0; i < p->edge_count; i++) {
		struct edge *e = &p->edges[i];

		/* one name is one file: the folders are the same for all */
		if (i && str_eq(e->name, e[-1].name))
			continue;
		parts[n++] = (struct store_part){ str_c(p->b->a, e->name),
						  e->file->id };
	}
	if (n > PROMPT_PARTS) {
		struct trouble t = {
			.rule = RULE_TEMPLATE_INVALID,
			.at = { .path = link->path },
			.message = str_fmt(p->b->a,
					   "the message has more than "
					   "%d parts",
					   PROMPT_PARTS),
			.help = STR("put partials together"),
			.key = STR("parts"),
		};

		build_report(p, &t);
	}
	out->parts = parts;
	out->part_count = n;
}

static void set_options(struct build *p, const struct text_use *use,
			struct store_message *out)
{
	struct store_option *options;

	if (use->option_count == 0)
		return;
	options = arena_zero(p->b->a, use->option_count, sizeof(*options));
	for (size_t i = 0; i < use->option_count; i++) {
		options[i].name = str_c(p->b->a, use->options[i].name);
		options[i].json = str_c(p->b->a, use->options[i].json);
	}
	out->options = options;
	out->option_count = use->option_count;
}

void build_text(struct build *p, const struct text_use *use, struct file *f,
		struct store_message *out)
{
	struct link *link = arena_zero(p->b->a, 1, sizeof(*link));

	*link = (struct link){ NULL, f->path, 0 };
	if (!build_includes(p, use, f, link))
		return;
	out->role = use->role.p;
	out->syntax = use->language->name;
	out->text = f->id;
	set_options(p, use, out);
	set_parts(p, link, out);
}

static void build_message(struct build *p, const struct message_entry *entry,
			  struct store_message *out)
{
	struct named from = build_named(p, entry->file.pos);
	struct text_use use = { .role = entry->role,
				.language = entry->language,
				.options = entry->options,
				.option_count = entry->option_count,
				.bound = bound_none() };
	struct file *f;

	if (entry->slot.n) {
		out->slot = str_c(p->b->a, entry->slot);
		return;
	}
	f = build_usable(p, entry->file.path, &from);
	if (f && entry->part_pos.line)
		f = build_code(p, entry, f, &use);
	if (!f)
		return;
	build_folders(p, f->path, &use);
	build_text(p, &use, f, out);
}

void build_messages(struct build *p)
{
	struct store_message *messages = arena_zero(
		p->b->a, p->entry->message_count, sizeof(*messages));

	for (size_t i = 0; i < p->entry->message_count && p->rc == 0; i++)
		build_message(p, &p->entry->messages[i], &messages[i]);
	p->effective->messages = messages;
	p->effective->message_count = p->entry->message_count;
}

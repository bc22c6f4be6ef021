#include "compat/prefix.h"

#include "base/arena.h"
#include "base/buf.h"
#include "compat/compare.h"
#include "compat/message_text.h"

/* What is laid out before the model, piece by piece. */
struct piece {
	struct str bytes;
	bool label; /* a role or slot: has to be the same, has no length */
	/* what is not among the bytes and has to be the same besides */
	const struct store_part *parts;
	size_t part_count;
};

struct layout {
	struct piece *pieces;
	size_t count, bytes;
};

/* Bytes that the model gets: not the marks of tags in a stream. */
static size_t length(struct str bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes.n; i++)
		n += bytes.p[i] != '\xff' && bytes.p[i] != '\xfe';
	return n;
}

static struct piece *add(struct layout *l, struct str bytes, bool label)
{
	struct piece *p = &l->pieces[l->count++];

	*p = (struct piece){ .bytes = bytes, .label = label };
	if (!label)
		l->bytes += length(bytes);
	return p;
}

static int add_message(struct compare *c, const struct compat_side *side,
		       size_t index, struct layout *out)
{
	const struct store_message *m = &side->effective->messages[index];
	const struct message_text *text;
	struct piece *p;
	int rc;

	if (m->slot) {
		add(out, str_of(m->slot), true);
		return 0;
	}
	rc = message_text_read(c, side, index, &text);
	if (rc < 0)
		return rc;
	add(out, str_of(m->role), true);
	p = add(out, text->stream, false);
	if (!text->expanded) {
		p->parts = m->parts;
		p->part_count = m->part_count;
	}
	return 0;
}

static int lay_out(struct compare *c, const struct compat_side *side,
		   struct layout *out)
{
	const struct store_effective *e = side->effective;
	struct str bytes;
	int rc = 0;

	*out = (struct layout){
		.pieces = arena_zero(c->arena,
				     e->tool_count + 2 * e->message_count + 1,
				     sizeof(*out->pieces))
	};
	for (size_t i = 0; i < e->tool_count && rc == 0; i++) {
		rc = compare_bytes(c, side, &e->tools[i].definition, &bytes);
		if (rc == 0)
			add(out, bytes, false);
	}
	for (size_t i = 0; i < e->message_count && rc == 0; i++)
		rc = add_message(c, side, i, out);
	return rc;
}

static bool same_parts(const struct piece *a, const struct piece *b)
{
	if (a->part_count != b->part_count)
		return false;
	for (size_t i = 0; i < a->part_count; i++) {
		if (strcmp(a->parts[i].name, b->parts[i].name) != 0 ||
		    !store_id_equal(&a->parts[i].id, &b->parts[i].id))
			return false;
	}
	return true;
}

static size_t common(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

int compat_prefix(struct arena *a, const struct compat_side *from,
		  const struct compat_side *to, struct common_prefix *out,
		  struct error *err)
{
	struct compare c = { .arena = a, .from = from, .to = to, .err = err };
	struct layout before = { 0 }, after = { 0 };
	int rc = lay_out(&c, from, &before);

	if (rc == 0)
		rc = lay_out(&c, to, &after);
	if (rc < 0)
		return rc;
	*out = (struct common_prefix){ .from = before.bytes,
				       .to = after.bytes };
	for (size_t i = 0; i < before.count && i < after.count; i++) {
		const struct piece *x = &before.pieces[i];
		const struct piece *y = &after.pieces[i];
		size_t n;

		if (!same_parts(x, y))
			break;
		n = common(x->bytes, y->bytes);
		if (x->label != y->label)
			break;
		if (!x->label)
			out->bytes += length(str_cut(x->bytes, 0, n));
		if (n < x->bytes.n || n < y->bytes.n)
			break;
	}
	return 0;
}

#include "recall/memo.h"

#include "base/arena.h"
#include "base/buf.h"
#include "recall/seal.h"

/* Another number wherever a record, or what its questions mean, changes. */
static const char format[] = "promptpin-clean 4";

static const char digits[] = "0123456789abcdef";

enum { HEX = 40 };

bool memo_is_folder(struct str key)
{
	return key.n == 0 || key.p[key.n - 1] == '/';
}

struct str memo_write(struct arena *a, const struct memo *r)
{
	struct buf b = buf_in(a);
	char base[2] = { (char)r->base, '\0' };

	seal_add(&b, 'p', str_of(format + 1));
	seal_add(&b, 'P', r->program);
	seal_add(&b, 'D', r->day);
	seal_add(&b, 'H', r->head);
	seal_add(&b, 'R', r->branch);
	seal_add(&b, 'F', str_of(base));
	seal_add(&b, 'L',
		 r->looked ? str_fmt(a, "y%08x", (unsigned)r->detectors) :
			     STR("n"));
	for (size_t i = 0; i < r->file_count; i++)
		seal_add(&b, 'C', r->files[i]);
	for (size_t i = 0; i < r->key_count; i++)
		seal_add(&b, 'K', r->keys[i]);
	for (size_t i = 0; i < r->node_count; i++) {
		seal_add(&b, (char)r->nodes[i].kind, r->nodes[i].path);
		seal_add(&b, '=', r->nodes[i].id);
	}
	seal_add_id(&b, 'B', &r->first);
	seal_add_id(&b, 'A', &r->answer);
	seal_add_id(&b, 'Q', &r->rest);
	seal_end(&b);
	return buf_str(&b);
}

/* ---- reading */

struct reading {
	struct arena *arena;
	struct memo *out;
	size_t file_room, key_room, node_room;
	unsigned seen; /* bits: members of which there is one */
};

static bool is_hex(struct str s)
{
	return s.n == HEX &&
	       strspn(s.p, digits) >= HEX; /* a NUL is behind it */
}

/* One that may be there once. */
static bool once(struct reading *r, unsigned bit, struct str *place,
		 struct str text)
{
	bool first = !(r->seen & 1u << bit);

	r->seen |= 1u << bit;
	*place = text;
	return first;
}

static bool add_text(struct reading *r, struct str **items, size_t *count,
		     size_t *room, struct str text)
{
	if (*count == MEMO_ITEMS)
		return false;
	*items = arena_grow(r->arena, *items, *count, room, sizeof(**items));
	(*items)[(*count)++] = text;
	return true;
}

/* Each key lies behind the one before, and not in it. */
static bool add_key(struct reading *r, struct str key)
{
	struct memo *out = r->out;
	struct str *last = out->key_count ? out->keys + out->key_count - 1 :
					    NULL;

	if (last && (str_compare(*last, key) >= 0 ||
		     (memo_is_folder(*last) && last->n <= key.n &&
		      memcmp(last->p, key.p, last->n) == 0)))
		return false;
	return add_text(r, &out->keys, &out->key_count, &r->key_room, key);
}

static bool add_node(struct reading *r, enum memo_kind kind, struct str path)
{
	struct memo *out = r->out;

	if (out->node_count == MEMO_ITEMS ||
	    (out->node_count && !out->nodes[out->node_count - 1].id.n))
		return false;
	out->nodes = arena_grow(r->arena, out->nodes, out->node_count,
				&r->node_room, sizeof(*out->nodes));
	out->nodes[out->node_count++] = (struct memo_node){ kind, path,
							    STR_EMPTY };
	return true;
}

static bool set_node_id(struct reading *r, struct str id)
{
	struct memo *out = r->out;

	if (!out->node_count || out->nodes[out->node_count - 1].id.n ||
	    !(is_hex(id) || str_is(id, "-")))
		return false;
	out->nodes[out->node_count - 1].id = id;
	return true;
}

static bool set_base(struct reading *r, struct str text)
{
	struct str ignored;

	if (text.n != 1 || !strchr("foal", text.p[0]))
		return false;
	r->out->base = (enum memo_base)text.p[0];
	return once(r, 5, &ignored, text);
}

/* "n", or "y" and the detectors in hex digits. */
static bool set_looked(struct reading *r, struct str text)
{
	struct str ignored;

	r->out->looked = text.n == 9 && text.p[0] == 'y';
	if (!r->out->looked && !str_is(text, "n"))
		return false;
	for (size_t i = 1; i < text.n; i++) {
		const char *at = memchr(digits, text.p[i], 16);

		if (!at)
			return false;
		r->out->detectors = r->out->detectors << 4 |
				    (uint32_t)(at - digits);
	}
	return once(r, 8, &ignored, text);
}

static bool set_id(struct reading *r, unsigned bit, struct store_id *id,
		   struct str text)
{
	struct str ignored;

	return store_id_read(id, text.p, text.n) == 0 &&
	       once(r, bit, &ignored, text);
}

static bool take(struct reading *r, char what, struct str text)
{
	struct memo *out = r->out;

	switch (what) {
	case 'p':
		return str_is(text, format + 1) && r->seen == 0 &&
		       once(r, 0, &text, text);
	case 'P':
		return once(r, 1, &out->program, text);
	case 'D':
		return once(r, 2, &out->day, text);
	case 'H':
		return is_hex(text) && once(r, 3, &out->head, text);
	case 'R':
		return once(r, 4, &out->branch, text);
	case 'F':
		return set_base(r, text);
	case 'L':
		return set_looked(r, text);
	case 'C':
		return text.n && text.p[0] == '/' &&
		       add_text(r, &out->files, &out->file_count, &r->file_room,
				text);
	case 'K':
		return add_key(r, text);
	case MEMO_FOLDER:
	case MEMO_LISTED:
	case MEMO_FILE:
		return add_node(r, (enum memo_kind)what, text);
	case '=':
		return set_node_id(r, text);
	case 'A':
		return set_id(r, 6, &out->answer, text);
	case 'B':
		return set_id(r, 7, &out->first, text);
	case 'Q':
		return set_id(r, 9, &out->rest, text);
	default:
		return false;
	}
}

int memo_read(struct memo *out, struct arena *a, struct str bytes)
{
	struct reading r = { .arena = a, .out = out };
	struct str rest, text;
	char what;

	*out = (struct memo){ 0 };
	if (seal_open(&rest, bytes) < 0)
		return -1;
	while (rest.n)
		if (!seal_cut(&rest, &what, &text) || !take(&r, what, text))
			return -1;
	/* All of those that there is one of; no node without its id. */
	if (r.seen != 0x3ff ||
	    (out->node_count && !out->nodes[out->node_count - 1].id.n))
		return -1;
	return 0;
}

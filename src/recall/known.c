#include "recall/known.h"

#include "base/arena.h"
#include "base/buf.h"
#include "recall/memo.h"
#include "recall/seal.h"

/* Another number wherever a record, or what stands in it, changes. */
static const char format[] = "romptpin-prompts 1"; /* behind a 'p' */

enum { DIGITS = 9 }; /* of a number */

static const char digits[] = "0123456789abcdef";

/* There are thousands, which printf is too slow for. */
static void add_number(struct buf *b, size_t n)
{
	char text[32];
	size_t at = sizeof(text);

	do
		text[--at] = digits[n % 10];
	while (n /= 10);
	buf_add(b, (struct str){ text + at, sizeof(text) - at });
}

static void add_named(struct buf *b, char what, size_t n)
{
	buf_addc(b, what);
	add_number(b, n);
	buf_addc(b, '\0');
}

/* The answer in hex, then the path. */
static void add_key(struct buf *b, const struct known_key *key)
{
	char text[2 * KNOWN_ANSWER];

	for (size_t i = 0; i < KNOWN_ANSWER; i++) {
		text[2 * i] = digits[key->answer[i] >> 4];
		text[2 * i + 1] = digits[key->answer[i] & 15];
	}
	buf_addc(b, 'K');
	buf_add(b, (struct str){ text, sizeof(text) });
	buf_add(b, key->path);
	buf_addc(b, '\0');
}

struct str known_write(struct arena *a, const struct known *k)
{
	struct buf b = buf_in(a);

	seal_add(&b, 'p', str_of(format));
	seal_add(&b, 'P', k->program);
	seal_add(&b, 'D', k->day);
	seal_add_id(&b, 'X', &k->shared);
	add_named(&b, 'U', k->spent);
	add_named(&b, 'C', k->common);
	for (size_t i = 0; i < k->key_count; i++)
		add_key(&b, &k->keys[i]);
	for (size_t i = 0; i < k->prompt_count; i++) {
		const struct known_prompt *p = &k->prompts[i];

		seal_add(&b, 'I', p->id);
		seal_add_id(&b, 'E', &p->entry);
		buf_addc(&b, 'L');
		for (size_t j = 0; j < p->key_count; j++) {
			add_number(&b, p->keys[j]);
			buf_addc(&b, ' ');
		}
		buf_addc(&b, '\0');
	}
	seal_end(&b);
	return buf_str(&b);
}

/* ---- reading */

struct reading {
	struct arena *arena;
	struct known *out;
	struct str rest;
	size_t key_room, prompt_room;
	size_t *list; /* of the prompt that is read */
	size_t list_room;
};

/* The next text, which has to be that one. */
static bool take(struct reading *r, char what, struct str *text)
{
	char found;

	return seal_cut(&r->rest, &found, text) && found == what;
}

static bool take_id(struct reading *r, char what, struct store_id *id)
{
	struct str text;

	return take(r, what, &text) && store_id_read(id, text.p, text.n) == 0;
}

/* Digits off the beginning of *text. */
static bool cut_number(struct str *text, size_t *n)
{
	size_t i = 0;

	for (*n = 0; i < text->n && text->p[i] >= '0' && text->p[i] <= '9'; i++)
		*n = *n * 10 + (size_t)(text->p[i] - '0');
	*text = str_cut(*text, i, text->n);
	return i > 0 && i <= DIGITS;
}

static bool take_number(struct reading *r, char what, size_t *n)
{
	struct str text;

	return take(r, what, &text) && text.n <= DIGITS &&
	       cut_number(&text, n) && text.n == 0;
}

static bool take_head(struct reading *r)
{
	struct known *out = r->out;
	struct str text;
	size_t spent;

	if (!take(r, 'p', &text) || !str_is(text, format) ||
	    !take(r, 'P', &out->program) || !take(r, 'D', &out->day) ||
	    !take_id(r, 'X', &out->shared) || !take_number(r, 'U', &spent) ||
	    !take_number(r, 'C', &out->common))
		return false;
	out->spent = (unsigned)spent;
	return true;
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 :
				      -1;
}

static bool take_key(struct reading *r)
{
	struct known *out = r->out;
	struct known_key *key;
	struct str text;

	if (out->key_count == MEMO_ITEMS)
		return false;
	out->keys = arena_grow(r->arena, out->keys, out->key_count,
			       &r->key_room, sizeof(*out->keys));
	key = &out->keys[out->key_count++];
	if (!take(r, 'K', &text) || text.n < sizeof(key->answer) * 2)
		return false;
	for (size_t i = 0; i < KNOWN_ANSWER; i++) {
		int high = digit(text.p[2 * i]), low = digit(text.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		key->answer[i] = (unsigned char)(high << 4 | low);
	}
	key->path = str_cut(text, sizeof(key->answer) * 2, text.n);
	return true;
}

static bool take_list(struct reading *r, struct known_prompt *p)
{
	struct str text;
	size_t *keys;

	if (!take(r, 'L', &text))
		return false;
	while (text.n) {
		size_t n;

		if (!cut_number(&text, &n) || n >= r->out->key_count ||
		    text.n == 0 || text.p[0] != ' ')
			return false;
		text = str_cut(text, 1, text.n);
		r->list = arena_grow(r->arena, r->list, p->key_count,
				     &r->list_room, sizeof(*r->list));
		r->list[p->key_count++] = n;
	}
	keys = arena_zero(r->arena, p->key_count + 1, sizeof(*keys));
	if (p->key_count)
		memcpy(keys, r->list, p->key_count * sizeof(*keys));
	p->keys = keys;
	return true;
}

static bool take_prompt(struct reading *r)
{
	struct known *out = r->out;
	struct known_prompt *p;

	if (out->prompt_count == MEMO_ITEMS)
		return false;
	out->prompts = arena_grow(r->arena, out->prompts, out->prompt_count,
				  &r->prompt_room, sizeof(*out->prompts));
	p = &out->prompts[out->prompt_count++];
	*p = (struct known_prompt){ .keys = NULL };
	return take(r, 'I', &p->id) && take_id(r, 'E', &p->entry) &&
	       take_list(r, p);
}

int known_read(struct known *out, struct arena *a, struct str bytes)
{
	struct reading r = { .arena = a, .out = out };

	*out = (struct known){ 0 };
	if (seal_open(&r.rest, bytes) < 0 || !take_head(&r))
		return -1;
	while (r.rest.n && r.rest.p[0] == 'K')
		if (!take_key(&r))
			return -1;
	while (r.rest.n)
		if (!take_prompt(&r))
			return -1;
	return out->common <= out->key_count ? 0 : -1;
}

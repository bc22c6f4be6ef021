#include "recall/seal.h"

#include "base/buf.h"

void seal_add(struct buf *b, char what, struct str text)
{
	buf_addc(b, what);
	buf_add(b, text);
	buf_addc(b, '\0');
}

void seal_add_id(struct buf *b, char what, const struct store_id *id)
{
	char text[STORE_DIGEST_TEXT + 1];

	store_id_write(id, text);
	seal_add(b, what, str_of(text));
}

void seal_end(struct buf *b)
{
	struct store_id sum;

	store_id_of(&sum, b->data, b->len);
	seal_add_id(b, 'S', &sum);
}

bool seal_cut(struct str *rest, char *what, struct str *text)
{
	size_t end = str_find(*rest, '\0', 0);

	if (end == rest->n || end == 0)
		return false;
	*what = rest->p[0];
	*text = str_cut(*rest, 1, end);
	*rest = str_cut(*rest, end + 1, rest->n);
	return true;
}

int seal_open(struct str *rest, struct str bytes)
{
	const size_t size = STORE_DIGEST_TEXT + 2;
	struct store_id sum, said;
	struct str last, text;
	char what;

	if (bytes.n < size)
		return -1;
	last = str_cut(bytes, bytes.n - size, bytes.n);
	if (!seal_cut(&last, &what, &text) || last.n || what != 'S' ||
	    store_id_read(&said, text.p, text.n) < 0)
		return -1;
	*rest = str_cut(bytes, 0, bytes.n - size);
	store_id_of(&sum, rest->p, rest->n);
	return store_id_equal(&sum, &said) ? 0 : -1;
}

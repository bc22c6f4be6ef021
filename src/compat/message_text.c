#include "compat/message_text.h"

#include "base/arena.h"
#include "base/buf.h"

static int read_source(struct compare *c, const struct compat_side *side,
		       const struct message_text *m, struct text_source *s)
{
	struct template_error why = { 0 };
	char id[STORE_DIGEST_TEXT + 1];
	struct buf form = buf_in(c->arena);
	struct str bytes;
	int rc = compare_bytes(c, side, s->id, &bytes);

	if (rc < 0)
		return rc;
	if (template_read(c->arena, m->language, bytes, m->options,
			  m->option_count, &s->t, &why) < 0) {
		store_id_write(s->id, id);
		return error_set(c->err, ERROR_REFUSED,
				 "object %s: line %u: %s", id, why.pos.line,
				 why.text);
	}
	template_canonical(&form, &s->t);
	s->form = buf_str(&form);
	return 0;
}

static int read_message(struct compare *c, const struct compat_side *side,
			const struct store_message *message,
			struct message_text *m)
{
	struct template_option *options = arena_zero(
		c->arena, message->option_count, sizeof(*options));
	int rc;

	m->message = message;
	m->language = language_find(str_of(message->syntax));
	if (!m->language)
		return error_set(c->err, ERROR_REFUSED,
				 "syntax `%s` is not known", message->syntax);
	for (size_t i = 0; i < message->option_count; i++) {
		options[i].name = str_of(message->options[i].name);
		options[i].json = str_of(message->options[i].json);
	}
	m->options = options;
	m->option_count = message->option_count;
	m->main = (struct text_source){ .name = STR_EMPTY,
					.id = &message->text };
	m->part_count = message->part_count;
	m->parts = arena_zero(c->arena, m->part_count, sizeof(*m->parts));
	rc = read_source(c, side, m, &m->main);
	for (size_t i = 0; rc == 0 && i < m->part_count; i++) {
		m->parts[i].name = str_of(message->parts[i].name);
		m->parts[i].id = &message->parts[i].id;
		rc = read_source(c, side, m, &m->parts[i]);
	}
	if (rc == 0)
		message_text_expand(c->arena, m);
	return rc;
}

int message_text_read(struct compare *c, const struct compat_side *side,
		      size_t index, const struct message_text **out)
{
	struct message_text ***read = side == c->from ? &c->from_texts :
							&c->to_texts;
	const struct store_effective *e = side->effective;
	struct message_text *m;
	int rc;

	if (!*read)
		*read = arena_zero(c->arena, e->message_count, sizeof(**read));
	if (!(*read)[index]) {
		m = arena_zero(c->arena, 1, sizeof(*m));
		rc = read_message(c, side, &e->messages[index], m);
		if (rc < 0)
			return rc;
		(*read)[index] = m;
	}
	*out = (*read)[index];
	return 0;
}

static bool is_space(char ch)
{
	return ch == ' ' || (ch >= '\t' && ch <= '\r');
}

struct str stream_collapsed(struct arena *a, struct str stream, bool trim)
{
	char *out = arena_alloc(a, stream.n + 1);
	bool tag = false, space = false;
	size_t n = 0;

	for (size_t i = 0; i < stream.n; i++) {
		char ch = stream.p[i];

		if (!tag && is_space(ch)) {
			space = true;
			continue;
		}
		if (space && (n > 0 || !trim))
			out[n++] = ' ';
		space = false;
		if (ch == '\xff' || ch == '\xfe')
			tag = ch == '\xff';
		out[n++] = ch;
	}
	if (space && !trim)
		out[n++] = ' ';
	return (struct str){ out, n };
}

struct str stream_source(struct arena *a, struct str stream)
{
	char *out = arena_alloc(a, stream.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < stream.n; i++)
		if (stream.p[i] != '\xff' && stream.p[i] != '\xfe')
			out[n++] = stream.p[i];
	return (struct str){ out, n };
}

struct str stream_of(struct arena *a, const struct template *t)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < t->segment_count; i++) {
		const struct segment *s = &t->segments[i];

		if (s->kind == SEGMENT_TEXT) {
			buf_add(&b, s->raw);
			continue;
		}
		buf_addc(&b, '\xff');
		buf_add(&b, s->canonical);
		buf_addc(&b, '\xfe');
	}
	return buf_str(&b);
}

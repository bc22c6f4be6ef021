/*
 * Normal digests: of objects, kept by what they are read as, and of the
 * effective prompt made of them.
 */
#include "prompt/normal.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "prompt/normal_json.h"
#include "syntax/json.h"
#include "template/template.h"

struct normal {
	struct arena *a;
	struct map digests; /* from key to struct store_id */
	struct buf key, json;
	struct arena scratch; /* empty between calls */
};

struct normal *normal_new(struct arena *a)
{
	struct normal *n = arena_zero(a, 1, sizeof(*n));

	n->a = a;
	n->digests = map_in(a);
	n->key = buf_in(a);
	n->json = buf_in(a);
	return n;
}

static void add_field(struct buf *b, struct str s)
{
	buf_add(b, (struct str){ (const char *)&s.n, sizeof(s.n) });
	buf_add(b, s);
}

/* All that decides what an object's normal form is. Valid until the next. */
static struct str key_of(struct normal *n, const struct store_id *id,
			 enum object_role role, const struct language *language,
			 const struct template_option *options, size_t count)
{
	struct buf *b = &n->key;

	buf_clear(b);
	buf_add(b, (struct str){ (const char *)id->byte, sizeof(id->byte) });
	buf_addc(b, (char)role);
	if (role != OBJECT_TEXT)
		return buf_str(b);
	buf_add(b, (struct str){ (const char *)&language, sizeof(language) });
	for (size_t i = 0; i < count; i++) {
		add_field(b, options[i].name);
		add_field(b, options[i].json);
	}
	return buf_str(b);
}

static void keep(struct normal *n, struct str key,
		 const struct store_id *digest)
{
	struct store_id *kept;

	if (map_get(&n->digests, key))
		return;
	kept = arena_alloc(n->a, sizeof(*kept));
	*kept = *digest;
	*map_put(&n->digests, str_copy(n->a, key)) = kept;
}

void normal_known(struct normal *n, const struct store_id *id,
		  enum object_role role, const struct language *language,
		  const struct template_option *options, size_t option_count,
		  const struct store_id *digest)
{
	keep(n, key_of(n, id, role, language, options, option_count), digest);
}

static int json_form(struct arena *a, enum object_role role, struct str bytes,
		     struct str *out, struct template_error *why)
{
	struct syntax_error json_why = { 0 };
	struct buf b = buf_in(a);
	struct node root;

	if (json_read(a, bytes, &root, &json_why) < 0) {
		why->pos = json_why.pos;
		memcpy(why->text, json_why.text, sizeof(why->text));
		return -1;
	}
	json_canonical(&b, &root,
		       role == OBJECT_ORDERED ? JSON_KEPT : JSON_SORTED);
	*out = buf_str(&b);
	return 0;
}

static int text_form(struct arena *a, const struct language *language,
		     const struct template_option *options, size_t count,
		     struct str bytes, struct str *out,
		     struct template_error *why)
{
	struct buf b = buf_in(a);
	struct template t;

	if (template_read(a, language, bytes, options, count, &t, why) < 0)
		return -1;
	template_canonical(&b, &t);
	*out = buf_str(&b);
	return 0;
}

int normal_form(struct arena *a, enum object_role role,
		const struct language *language,
		const struct template_option *options, size_t option_count,
		struct str bytes, struct str *out, struct template_error *why)
{
	_Static_assert(sizeof(((struct template_error *)0)->text) ==
			       sizeof(((struct syntax_error *)0)->text),
		       "one is copied into the other");

	switch (role) {
	case OBJECT_TEXT:
		return text_form(a, language, options, option_count, bytes, out,
				 why);
	case OBJECT_JSON:
	case OBJECT_ORDERED:
		return json_form(a, role, bytes, out, why);
	case OBJECT_BYTES:
	default:
		*out = bytes;
		return 0;
	}
}

/* One computation of normal_digest. */
struct digesting {
	struct normal *n;
	const struct object_reader *reader;
	struct store_id *missing;
	struct error *err;
};

static int refuse(struct digesting *d, const struct store_id *id,
		  const struct template_error *why)
{
	char text[STORE_DIGEST_TEXT + 1];

	*d->missing = *id;
	store_id_write(id, text);
	return error_set(d->err, ERROR_REFUSED, "%s, line %u: %s", text,
			 why->pos.line, why->text);
}

/* Read and digest an object that is not in the cache yet. */
static int compute(struct digesting *d, const struct store_id *id,
		   enum object_role role, const struct language *language,
		   const struct template_option *options, size_t count,
		   struct store_id *out)
{
	struct arena *a = &d->n->scratch;
	struct template_error why = { 0 };
	struct str bytes, form;
	int rc = d->reader->read(d->reader->context, a, id, &bytes, d->err);

	if (rc < 0)
		*d->missing = *id;
	else if (normal_form(a, role, language, options, count, bytes, &form,
			     &why) < 0)
		rc = refuse(d, id, &why);
	else if (str_eq(form, bytes))
		*out = *id; /* in its normal form already */
	else
		store_id_of(out, form.p, form.n);
	arena_free(a);
	return rc;
}

static int object_digest(void *context, const struct store_id *id,
			 enum object_role role,
			 const struct store_message *message,
			 struct store_id *out)
{
	struct digesting *d = context;
	struct arena names = { 0 };
	const struct language *language = NULL;
	struct template_option *options = NULL;
	const struct store_id *known;
	size_t count = 0;
	int rc = 0;

	if (message) {
		language = language_find(str_of(message->syntax));
		if (!language)
			return error_set(d->err, ERROR_REFUSED,
					 "the syntax %.100s is not known",
					 message->syntax);
		count = message->option_count;
		if (count)
			options = arena_zero(&names, count, sizeof(*options));
		for (size_t i = 0; i < count; i++)
			options[i] = (struct template_option){
				str_of(message->options[i].name),
				str_of(message->options[i].json)
			};
	}
	known = map_get(&d->n->digests,
			key_of(d->n, id, role, language, options, count));
	if (known) {
		*out = *known;
	} else {
		rc = compute(d, id, role, language, options, count, out);
		if (rc == 0)
			normal_known(d->n, id, role, language, options, count,
				     out);
	}
	arena_free(&names);
	return rc;
}

int normal_digest(struct normal *n, const struct store_effective *effective,
		  uint32_t rules, const struct object_reader *reader,
		  struct store_id *out, struct store_id *missing,
		  struct error *err)
{
	struct digesting d = { n, reader, missing, err };
	const struct normal_source source = { &d, object_digest };
	int rc;

	*missing = (struct store_id){ { 0 } };
	if (rules == 0 || rules > RULES_NEWEST)
		return error_set(err, ERROR_FAILED,
				 "rule set %u needs a newer promptpin; this "
				 "one knows rule sets up to %d",
				 (unsigned)rules, RULES_NEWEST);
	buf_clear(&n->json);
	rc = normal_json(&n->json, effective, &source);
	if (rc == 0)
		store_id_of(out, n->json.data, n->json.len);
	return rc;
}

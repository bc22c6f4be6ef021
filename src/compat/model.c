#include "compat/model.h"

#include "base/arena.h"
#include "base/buf.h"
#include "compat/model_pattern.h"

/* How a line of the table holds what it matches. */
enum word {
	WORD_pinned,
	WORD_floating,
	WORD_dated,
	WORD_deployment,
	WORD_unknown
};

struct row {
	const char *vendor;
	enum word word;
	const char *family, *pattern;
};

struct provider {
	const char *name, *vendor;
};

/* date, providers, rows. */
#include "models.inc"

static bool is_host(const char *vendor)
{
	static const char *const hosts[] = { "azure", "bedrock", "huggingface",
					     "ollama" };

	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (strcmp(vendor, hosts[i]) == 0)
			return true;
	return false;
}

/* The vendor that a provider stands for; "any" where it is none of ours. */
static const char *vendor_of(struct str provider)
{
	for (size_t i = 0; i < sizeof(providers) / sizeof(*providers); i++)
		if (str_is(provider, providers[i].name))
			return providers[i].vendor;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (str_is(provider, rows[i].vendor))
			return rows[i].vendor;
	return "any";
}

static bool applies(const struct row *row, const char *vendor)
{
	if (strcmp(row->vendor, "any") == 0 || strcmp(row->vendor, vendor) == 0)
		return true;
	return strcmp(vendor, "any") == 0 && !is_host(row->vendor);
}

static struct str family(struct arena *a, const char *form,
			 const struct model_match *m)
{
	struct buf b = buf_in(a);

	if (strcmp(form, "-") == 0)
		return STR_EMPTY;
	for (; *form; form++) {
		if (*form == '$')
			buf_add(&b, m->groups[*++form - '1']);
		else
			buf_addc(&b, *form);
	}
	return buf_str(&b);
}

static struct str lower(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return (struct str){ out, s.n };
}

static enum model_hold hold_of(const struct row *row,
			       const struct model_match *m)
{
	static const enum model_hold holds[] = {
		[WORD_pinned] = MODEL_PINNED,
		[WORD_floating] = MODEL_FLOATING,
		[WORD_dated] = MODEL_FLOATING,
		[WORD_deployment] = MODEL_DEPLOYMENT,
		[WORD_unknown] = MODEL_UNKNOWN,
	};

	return row->word == WORD_dated && m->dated ? MODEL_PINNED :
						     holds[row->word];
}

static bool look_up(struct arena *a, const char *vendor, struct str id,
		    struct model_known *out)
{
	struct model_match m;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];

		if (!applies(row, vendor) ||
		    !model_matches(row->pattern, id, &m))
			continue;
		out->hold = hold_of(row, &m);
		out->vendor = strcmp(row->vendor, "any") == 0 ?
				      STR_EMPTY :
				      str_of(row->vendor);
		out->family = family(a, row->family, &m);
		return true;
	}
	return false;
}

void model_know(struct arena *a, struct str provider, struct str id,
		struct model_known *out)
{
	const char *vendor = vendor_of(lower(a, provider));
	size_t slash;

	*out = (struct model_known){ .vendor = STR_EMPTY, .family = STR_EMPTY };
	if (id.n > MODEL_ID_MAX)
		return;
	id = lower(a, id);
	if (look_up(a, vendor, id, out) || strcmp(vendor, "any") != 0)
		return;
	/* "openrouter" "anthropic/claude-...": the vendor stands before. */
	slash = str_rfind(id, '/');
	if (slash < id.n)
		(void)look_up(a, vendor_of(str_cut(id, 0, slash)),
			      str_cut(id, slash + 1, id.n), out);
}

const char *model_table_date(void)
{
	return date;
}

/*
 * release_kit.h - what the tests of releases share: a release with every
 * member, and a way to read bytes that looks at all that must hold.
 */
#ifndef TESTS_STORE_RELEASE_KIT_H
#define TESTS_STORE_RELEASE_KIT_H

#include "kit.h"

/*
 * Read n bytes at p. What is taken is written again to the same bytes; what
 * is refused leaves the output alone and says why.
 */
static inline int kit_read(const char *p, size_t n, struct store_why *why)
{
	struct store_release *release = NULL;
	/* Exactly as long as the bytes, so that a sanitizer sees overruns. */
	char *copy = malloc(n ? n : 1);
	int rc;

	assert_non_null(copy);
	memcpy(copy, p, n);
	*why = (struct store_why){ 0 };
	rc = store_release_read(&release, copy, n, why);
	free(copy);
	if (rc == STORE_OK) {
		struct store_bytes again = { 0 };

		assert_int_equal(store_release_write(&again, release),
				 STORE_OK);
		assert_int_equal(again.n, n);
		assert_memory_equal(again.p, p, n);
		store_bytes_release(&again);
		store_release_free(release);
	} else {
		assert_null(release);
		if (rc != STORE_NOMEM)
			assert_non_null(why->what);
	}
	return rc;
}

static const char kit_full[] =
	"{\n"
	"  \"format\": \"promptpin.release/1\",\n"
	"  \"prompt\": \"a\",\n"
	"  \"version\": \"2.0.0-rc.1\",\n"
	"  \"at\": \"2024-02-29T23:59:59Z\",\n"
	"  \"parents\": [\n"
	"    {\n"
	"      \"prompt\": \"b\",\n"
	"      \"version\": \"1.0.0\",\n"
	"      \"release\": \"D\"\n"
	"    },\n"
	"    {\n"
	"      \"version\": \"1.9.0\",\n"
	"      \"release\": \"D\"\n"
	"    },\n"
	"    {\n"
	"      \"version\": \"1.8.0\",\n"
	"      \"release\": \"D\"\n"
	"    }\n"
	"  ],\n"
	"  \"reason\": \"q\\\" b\\\\ n\\n r\\r t\\t b\\b f\\f e\\u001b o\\u0001 d\x7f u\xe2\x80\xa8 \xf0\x9f\x98\x80\",\n"
	"  \"normal\": {\n"
	"    \"rules\": 4294967295,\n"
	"    \"digest\": \"D\"\n"
	"  },\n"
	"  \"effective\": {\n"
	"    \"messages\": [\n"
	"      {\n"
	"        \"role\": \"user\",\n"
	"        \"syntax\": \"jinja2\",\n"
	"        \"options\": {\n"
	"          \"a\": \"x\\ny\",\n"
	"          \"b\": -12,\n"
	"          \"c\": 0,\n"
	"          \"d\": false,\n"
	"          \"e\": \"\",\n"
	"          \"f\": 999999999999999999\n"
	"        },\n"
	"        \"text\": \"D\",\n"
	"        \"parts\": {\n"
	"          \"\\n\": \"D\",\n"
	"          \"../p\": \"D\",\n"
	"          \"z\": \"D\"\n"
	"        }\n"
	"      },\n"
	"      {\n"
	"        \"role\": \"assistant\",\n"
	"        \"syntax\": \"text\",\n"
	"        \"text\": \"D\"\n"
	"      }\n"
	"    ],\n"
	"    \"tools\": [\n"
	"      {\n"
	"        \"name\": \"t\",\n"
	"        \"shape\": \"openai-chat\",\n"
	"        \"definition\": \"D\",\n"
	"        \"parts\": {\n"
	"          \"x.json\": \"D\"\n"
	"        }\n"
	"      },\n"
	"      {\n"
	"        \"name\": \"u\",\n"
	"        \"shape\": \"mcp\",\n"
	"        \"definition\": \"D\"\n"
	"      }\n"
	"    ],\n"
	"    \"tool_choice\": \"D\",\n"
	"    \"output\": {\n"
	"      \"format\": \"json_schema\",\n"
	"      \"definition\": \"D\",\n"
	"      \"parts\": {\n"
	"        \"y.json\": \"D\"\n"
	"      }\n"
	"    },\n"
	"    \"variables\": {\n"
	"      \"schema\": \"D\",\n"
	"      \"parts\": {\n"
	"        \"v.json\": \"D\"\n"
	"      }\n"
	"    },\n"
	"    \"examples\": [\n"
	"      \"D\",\n"
	"      \"E\",\n"
	"      \"D\"\n"
	"    ],\n"
	"    \"model\": {\n"
	"      \"id\": \"m\",\n"
	"      \"revision\": \"r\",\n"
	"      \"adapter\": \"l\"\n"
	"    },\n"
	"    \"params\": \"D\",\n"
	"    \"retrieval\": \"D\",\n"
	"    \"opaque\": [\n"
	"      {\n"
	"        \"ref\": \"prompts.py:build\",\n"
	"        \"file\": \"D\"\n"
	"      }\n"
	"    ]\n"
	"  },\n"
	"  \"sources\": [\n"
	"    {\n"
	"      \"path\": \"a.md\",\n"
	"      \"digest\": \"D\"\n"
	"    }\n"
	"  ]\n"
	"}\n";

/* The text with each "D" and "E" a digest; free it. */
static inline struct store_bytes kit_expand(const char *text)
{
	const char *const start = text;
	struct store_bytes out = { calloc(1, 100 * strlen(text) + 1), 0 };

	assert_non_null(out.p);
	for (; *text; text++) {
		bool digest = (*text == 'D' || *text == 'E') && text > start &&
			      text[-1] == '"' && text[1] == '"';

		if (digest)
			out.n += (size_t)sprintf(out.p + out.n, "sha256:%064d",
						 *text == 'D' ? 4 : 5);
		else
			out.p[out.n++] = *text;
	}
	return out;
}

/* The example with the first occurrence of from replaced by to. */
static inline struct store_bytes kit_replace(const struct store_bytes *in,
					     const char *from, const char *to)
{
	const char *hit = strstr(in->p, from);
	struct store_bytes out = { 0 };
	size_t before;

	if (!hit)
		fail_msg("not in the example: %s", from);
	before = (size_t)(hit - in->p);
	out.n = in->n - strlen(from) + strlen(to);
	out.p = calloc(1, out.n + 1);
	assert_non_null(out.p);
	memcpy(out.p, in->p, before);
	memcpy(out.p + before, to, strlen(to));
	memcpy(out.p + before + strlen(to), hit + strlen(from),
	       in->n - before - strlen(from));
	return out;
}

#endif

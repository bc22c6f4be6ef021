/*
 * SARIF 2.1.0 (OASIS, 2020). Every rule is declared, found or not, so that
 * ruleIndex is the rule's place in the catalogue. GitHub matches results from
 * run to run by primaryLocationLineHash, which here is the finding's own
 * fingerprint, without a line in it.
 */
#include "base/arena.h"
#include "base/version.h"
#include "report/report.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static const char *sarif_level(enum level level)
{
	return level_name(level == LEVEL_OFF ? LEVEL_NOTE : level);
}

static void add_message(struct buf *out, const char *name, struct str text)
{
	buf_addf(out, ",\"%s\":{\"text\":", name);
	report_json_string(out, text);
	buf_addc(out, '}');
}

static void add_rule(struct buf *out, enum rule rule)
{
	const struct rule_info *info = rule_info(rule);

	buf_addf(out, "%s{\"id\":\"%s\"", rule ? "," : "", info->id);
	add_message(out, "shortDescription", str_of(info->finds));
	add_message(out, "fullDescription", str_of(info->why));
	add_message(out, "help", str_of(info->mend));
	buf_addf(out, ",\"defaultConfiguration\":{\"level\":\"%s\"}}",
		 sarif_level(info->level));
}

/* A path as a relative URI: RFC 3986 without what a segment may hold. */
static void add_uri(struct buf *out, struct str path)
{
	static const char kept[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789-._~/!$&'()*+,;=@";

	buf_addc(out, '"');
	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] && strchr(kept, path.p[i]))
			buf_addc(out, path.p[i]);
		else
			buf_addf(out, "%%%02X", (unsigned char)path.p[i]);
	}
	buf_addc(out, '"');
}

static void add_place(struct buf *out, struct str path, struct pos pos)
{
	buf_adds(out, "\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
	add_uri(out, path);
	buf_addf(out,
		 ",\"uriBaseId\":\"%%SRCROOT%%\"},"
		 "\"region\":{\"startLine\":%u",
		 pos.line ? pos.line : 1);
	if (pos.line && pos.column)
		buf_addf(out, ",\"startColumn\":%u", pos.column);
	buf_adds(out, "}}");
}

/* The files by which the place reaches the prompt. */
static void add_chain(struct buf *out, const struct finding *f)
{
	if (f->chain_count < 2)
		return;
	buf_adds(out, ",\"relatedLocations\":[");
	for (size_t i = 0; i + 1 < f->chain_count; i++) {
		buf_addf(out, "%s{\"id\":%zu", i ? "," : "", i);
		add_message(out, "message", STR("includes the next"));
		buf_addc(out, ',');
		add_place(out, f->chain[i], (struct pos){ 0, 0 });
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void add_location(struct buf *out, const struct finding *f)
{
	buf_adds(out, ",\"locations\":[{");
	add_place(out, report_path(f), f->pos);
	if (f->prompt.n) {
		buf_adds(out, ",\"logicalLocations\":[{\"kind\":\"resource\","
			      "\"fullyQualifiedName\":");
		report_json_string(out, f->prompt);
		buf_adds(out, "}]");
	}
	buf_adds(out, "}]");
}

/* What happened, and what to type. */
static struct str sentence(struct arena *a, const struct finding *f)
{
	struct buf text = buf_in(a);

	if (f->prompt.n && !str_starts(f->message, str_c(a, f->prompt)))
		buf_addf(&text, "%.*s: ", STR_ARG(f->prompt));
	buf_add(&text, report_message(f));
	for (size_t i = 0; i < f->help_count; i++)
		buf_addf(&text, "%s%.*s",
			 i == 0			    ? ". Fix: " :
			 report_goes_on(f->help[i]) ? ", " :
						      "; or: ",
			 STR_ARG(f->help[i]));
	return buf_str(&text);
}

static void add_result(struct buf *out, struct arena *a,
		       const struct finding *f)
{
	char digest[STORE_DIGEST_TEXT + 1];
	const char *hex = digest + strlen("sha256:");

	store_id_write(&f->fingerprint, digest);
	buf_addf(out, "{\"ruleId\":\"%s\",\"ruleIndex\":%d,\"level\":\"%s\"",
		 rule_info(f->rule)->id, (int)f->rule, sarif_level(f->level));
	add_message(out, "message", sentence(a, f));
	add_location(out, f);
	add_chain(out, f);
	buf_addf(out,
		 ",\"partialFingerprints\":{\"primaryLocationLineHash\":\"%s\","
		 "\"promptpin/v1\":\"%s\"}",
		 hex, hex);
	buf_addf(out, ",\"baselineState\":\"%s\"",
		 f->inherited ? "unchanged" : "new");
	if (f->waived)
		buf_adds(out, ",\"suppressions\":[{\"kind\":\"external\","
			      "\"status\":\"accepted\"}]");
	buf_addc(out, '}');
}

void report_sarif(struct buf *out, const struct report *r, bool colour)
{
	struct arena scratch = { 0 };
	bool first = true;

	(void)colour;
	buf_adds(out, "{\"$schema\":\"" SCHEMA "\",\"version\":\"2.1.0\","
		      "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"promptpin\","
		      "\"version\":\"" PROMPTPIN_VERSION "\","
		      "\"semanticVersion\":\"" PROMPTPIN_VERSION "\","
		      "\"rules\":[");
	for (int i = 0; i < RULE_COUNT; i++)
		add_rule(out, (enum rule)i);
	buf_adds(out, "]}},\"columnKind\":\"unicodeCodePoints\","
		      "\"invocations\":[{\"executionSuccessful\":true}],"
		      "\"results\":[");
	for (size_t i = 0; i < r->sink->count; i++) {
		if (!report_shown(&r->sink->items[i]))
			continue;
		buf_adds(out, first ? "" : ",");
		add_result(out, &scratch, &r->sink->items[i]);
		first = false;
	}
	buf_adds(out, "]}]}\n");
	arena_free(&scratch);
}

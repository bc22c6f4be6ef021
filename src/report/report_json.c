#include "report/report.h"

/* A code point as one \u escape, or two where it needs a surrogate pair. */
static void add_escape(struct buf *out, uint32_t code)
{
	if (code < 0x10000) {
		buf_addf(out, "\\u%04x", code);
		return;
	}
	code -= 0x10000;
	buf_addf(out, "\\u%04x\\u%04x", 0xD800 + (code >> 10),
		 0xDC00 + (code & 0x3FF));
}

/* Whether the character at the start of s does not show, or moves others. */
static bool hides(struct str s, size_t length, uint32_t code)
{
	uint32_t ignored;

	if (code == 0x7F || (code >= 0x80 && code < 0xA0))
		return true;
	return code >= 0xAD &&
	       text_invisible(str_cut(s, 0, length), 0, &ignored) == 0;
}

void report_json_string(struct buf *out, struct str s)
{
	buf_addc(out, '"');
	while (s.n) {
		uint32_t code = 0;
		size_t length = text_decode(&code, s.p, s.n);

		if (length == 0)
			buf_adds(out, "\\ufffd");
		else if (code == '"' || code == '\\')
			buf_addf(out, "\\%c", (char)code);
		else if (code == '\n')
			buf_adds(out, "\\n");
		else if (code == '\t')
			buf_adds(out, "\\t");
		else if (code < 0x20 || hides(s, length, code))
			add_escape(out, code);
		else
			buf_add(out, str_cut(s, 0, length));
		s = str_cut(s, length ? length : 1, s.n);
	}
	buf_addc(out, '"');
}

static void add_key(struct buf *out, const char *name)
{
	buf_addf(out, ",\"%s\":", name);
}

static void add_text(struct buf *out, const char *name, struct str value)
{
	add_key(out, name);
	report_json_string(out, value);
}

static void add_list(struct buf *out, const char *name, const struct str *items,
		     size_t count)
{
	add_key(out, name);
	buf_addc(out, '[');
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_addc(out, ',');
		report_json_string(out, items[i]);
	}
	buf_addc(out, ']');
}

static void add_side(struct buf *out, const char *name, const struct side *side)
{
	if (!side->label.n)
		return;
	add_key(out, name);
	buf_adds(out, "{\"label\":");
	report_json_string(out, side->label);
	add_text(out, "value", side->value);
	buf_addc(out, '}');
}

void report_json_finding(struct buf *out, const struct finding *f)
{
	const struct rule_info *info = rule_info(f->rule);
	char digest[STORE_DIGEST_TEXT + 1];

	store_id_write(&f->fingerprint, digest);
	buf_addf(out, "{\"rule\":\"%s\",\"level\":\"%s\"", info->id,
		 level_name(f->level));
	add_text(out, "prompt", f->prompt);
	add_text(out, "path", f->path);
	buf_addf(out, ",\"line\":%u,\"column\":%u", f->pos.line, f->pos.column);
	add_text(out, "message", report_message(f));
	add_text(out, "why", f->why.n ? f->why : str_of(info->why));
	add_list(out, "help", f->help, f->help_count);
	buf_addf(out, ",\"needs\":\"%s\",\"fingerprint\":\"%s\"",
		 bump_name(f->needs), digest);
	buf_addf(out, ",\"waived\":%s,\"inherited\":%s",
		 f->waived ? "true" : "false", f->inherited ? "true" : "false");
	add_side(out, "before", &f->before);
	add_side(out, "after", &f->after);
	if (f->chain_count)
		add_list(out, "chain", f->chain, f->chain_count);
	if (f->reason_count)
		add_list(out, "changes", f->reasons, f->reason_count);
	buf_addc(out, '}');
}

void report_json_summary(struct buf *out, const struct report *r)
{
	buf_addf(out,
		 ",\"summary\":{\"error\":%zu,\"warning\":%zu,\"note\":%zu",
		 sink_count(r->sink, LEVEL_ERROR),
		 sink_count(r->sink, LEVEL_WARNING),
		 sink_count(r->sink, LEVEL_NOTE));
	if (r->sink->dropped)
		buf_addf(out, ",\"dropped\":%zu", r->sink->dropped);
	buf_addc(out, '}');
}

void report_json(struct buf *out, const struct report *r, bool colour)
{
	bool first = true;

	(void)colour;
	buf_adds(out, "{\"format_version\":\"1.0\",\"view\":");
	report_json_string(out, str_of(r->view));
	if (r->base)
		add_text(out, "base", str_of(r->base));
	buf_addf(out, ",\"prompts_checked\":%zu,\"findings\":[", r->prompts);
	for (size_t i = 0; i < r->sink->count; i++) {
		if (r->sink->items[i].level == LEVEL_OFF)
			continue;
		buf_adds(out, first ? "" : ",");
		report_json_finding(out, &r->sink->items[i]);
		first = false;
	}
	buf_addc(out, ']');
	report_json_summary(out, r);
	buf_adds(out, "}\n");
}

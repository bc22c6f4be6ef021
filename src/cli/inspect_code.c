/*
 * inspect of source code: the texts that stand in it, by the names that
 * `symbol:` of a manifest takes.
 */
#include "cli/inspect.h"
#include "code/code.h"
#include "report/report.h"

/* Fewer bytes are hardly a prompt: shown only where they are asked for. */
enum { SHORT = 25 };

static bool is_shown(const struct inspect *in, const struct code_literal *l)
{
	if (in->symbol)
		return str_is(l->symbol, in->symbol);
	return l->symbol.n && l->text.n >= SHORT &&
	       str_find(l->text, ' ', 0) < l->text.n;
}

static void write_text(struct buf *out, const struct code_literal *l)
{
	inspect_place(out, l->pos);
	text_escape(out, l->symbol, false);
	buf_addf(out, ", %s, %zu bytes", l->syntax, l->text.n);
	if (l->wrapped) {
		buf_adds(out, ", goes through ");
		text_escape(out, l->wrapper, false);
	}
	buf_addc(out, '\n');
}

static void write_json(struct buf *out, const struct code_literal *l,
		       bool first)
{
	buf_adds(out, first ? "{\"symbol\":" : ",{\"symbol\":");
	report_json_string(out, l->symbol);
	buf_addf(out, ",\"syntax\":\"%s\",\"text\":", l->syntax);
	report_json_string(out, l->text);
	buf_addf(out, ",\"wrapped\":%s", l->wrapped ? "true" : "false");
	inspect_json_place(out, l->pos);
	buf_addc(out, '}');
}

int inspect_code(const struct inspect *in)
{
	const struct code_language *language = code_by_path(str_of(in->name));
	struct code_literals all = { 0 };
	struct code_error why = { 0 };
	struct buf *out = &in->run->out;
	size_t shown = 0;

	if (code_literals(in->run->arena, language, in->bytes, &all, &why) < 0)
		return error_set(in->run->err, ERROR_REFUSED, "%s:%u:%u: %s",
				 in->name, why.pos.line, why.pos.column,
				 why.text);
	if (in->json) {
		buf_adds(out, "{\"format_version\":\"1.0\",\"file\":");
		report_json_string(out, str_of(in->name));
		buf_addf(out, ",\"format\":\"%s\",\"texts\":[",
			 code_name(language));
	} else {
		buf_adds(out, "file:      ");
		text_escape(out, str_of(in->name), false);
		buf_addf(out, "\nformat:    %s source code\ntexts:     \n",
			 code_name(language));
	}
	for (size_t i = 0; i < all.count; i++) {
		if (all.items[i].undecided || !is_shown(in, &all.items[i]))
			continue;
		if (in->json)
			write_json(out, &all.items[i], shown == 0);
		else
			write_text(out, &all.items[i]);
		shown++;
	}
	if (in->json)
		buf_adds(out, "]}\n");
	else if (!shown)
		buf_adds(out, "            none that has a name and some "
			      "length\n");
	return EXIT_CLEAN;
}

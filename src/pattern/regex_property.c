/*
 * Names of properties: ECMA-262 takes few spellings exactly, PCRE2 many and
 * loosely, so only what is in a table goes over.
 */
#include "pattern/regex_translate.h"

/* General categories: PCRE2 has the short names alone. */
static const char *const categories[][3] = {
	{ "C", "Other", "" },
	{ "Cc", "Control", "cntrl" },
	{ "Cf", "Format", "" },
	{ "Cn", "Unassigned", "" },
	{ "Co", "Private_Use", "" },
	{ "Cs", "Surrogate", "" },
	{ "L", "Letter", "" },
	{ "L&", "Cased_Letter", "LC" },
	{ "Ll", "Lowercase_Letter", "" },
	{ "Lm", "Modifier_Letter", "" },
	{ "Lo", "Other_Letter", "" },
	{ "Lt", "Titlecase_Letter", "" },
	{ "Lu", "Uppercase_Letter", "" },
	{ "M", "Mark", "Combining_Mark" },
	{ "Mc", "Spacing_Mark", "" },
	{ "Me", "Enclosing_Mark", "" },
	{ "Mn", "Nonspacing_Mark", "" },
	{ "N", "Number", "" },
	{ "Nd", "Decimal_Number", "digit" },
	{ "Nl", "Letter_Number", "" },
	{ "No", "Other_Number", "" },
	{ "P", "Punctuation", "punct" },
	{ "Pc", "Connector_Punctuation", "" },
	{ "Pd", "Dash_Punctuation", "" },
	{ "Pe", "Close_Punctuation", "" },
	{ "Pf", "Final_Punctuation", "" },
	{ "Pi", "Initial_Punctuation", "" },
	{ "Po", "Other_Punctuation", "" },
	{ "Ps", "Open_Punctuation", "" },
	{ "S", "Symbol", "" },
	{ "Sc", "Currency_Symbol", "" },
	{ "Sk", "Modifier_Symbol", "" },
	{ "Sm", "Math_Symbol", "" },
	{ "So", "Other_Symbol", "" },
	{ "Z", "Separator", "" },
	{ "Zl", "Line_Separator", "" },
	{ "Zp", "Paragraph_Separator", "" },
	{ "Zs", "Space_Separator", "" },
};

/* Properties that are or are not, in both spellings. */
static const char *const binary[] = {
	"AHex",
	"ASCII_Hex_Digit",
	"Alpha",
	"Alphabetic",
	"Any",
	"Bidi_C",
	"Bidi_Control",
	"Bidi_M",
	"Bidi_Mirrored",
	"CI",
	"CWCF",
	"CWCM",
	"CWKCF",
	"CWL",
	"CWT",
	"CWU",
	"Case_Ignorable",
	"Cased",
	"Changes_When_Casefolded",
	"Changes_When_Casemapped",
	"Changes_When_Lowercased",
	"Changes_When_NFKC_Casefolded",
	"Changes_When_Titlecased",
	"Changes_When_Uppercased",
	"DI",
	"Dash",
	"Default_Ignorable_Code_Point",
	"Dep",
	"Deprecated",
	"Dia",
	"Diacritic",
	"EBase",
	"EComp",
	"EMod",
	"EPres",
	"Emoji",
	"Emoji_Component",
	"Emoji_Modifier",
	"Emoji_Modifier_Base",
	"Emoji_Presentation",
	"Ext",
	"ExtPict",
	"Extended_Pictographic",
	"Extender",
	"Gr_Base",
	"Gr_Ext",
	"Grapheme_Base",
	"Grapheme_Extend",
	"Hex",
	"Hex_Digit",
	"IDC",
	"IDS",
	"IDSB",
	"IDST",
	"IDS_Binary_Operator",
	"IDS_Trinary_Operator",
	"ID_Continue",
	"ID_Start",
	"Ideo",
	"Ideographic",
	"Join_C",
	"Join_Control",
	"LOE",
	"Logical_Order_Exception",
	"Lower",
	"Lowercase",
	"Math",
	"NChar",
	"Noncharacter_Code_Point",
	"Pat_Syn",
	"Pat_WS",
	"Pattern_Syntax",
	"Pattern_White_Space",
	"QMark",
	"Quotation_Mark",
	"RI",
	"Radical",
	"Regional_Indicator",
	"SD",
	"STerm",
	"Sentence_Terminal",
	"Soft_Dotted",
	"Term",
	"Terminal_Punctuation",
	"UIdeo",
	"Unified_Ideograph",
	"Upper",
	"Uppercase",
	"VS",
	"Variation_Selector",
	"White_Space",
	"XIDC",
	"XIDS",
	"XID_Continue",
	"XID_Start",
	"space",
};

static const char *category(struct str name)
{
	for (size_t i = 0; i < sizeof(categories) / sizeof(*categories); i++)
		for (size_t j = 0; j < 3; j++)
			if (name.n && str_is(name, categories[i][j]))
				return categories[i][0];
	return NULL;
}

static bool is_binary(struct str name)
{
	for (size_t i = 0; i < sizeof(binary) / sizeof(*binary); i++)
		if (str_is(name, binary[i]))
			return true;
	return false;
}

static bool is_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') ||
		      (s.p[i] >= 'A' && s.p[i] <= 'Z') || s.p[i] == '_'))
			return false;
	return s.n > 0 && s.n < 64;
}

/* Script=Greek and its like. */
static bool with_value(struct translate *t, const struct escape *e, char letter)
{
	size_t equals = str_find(e->property, '=', 0);
	struct str name = str_cut(e->property, 0, equals);
	struct str value = str_cut(e->property, equals + 1, e->property.n);
	const char *kind = NULL;

	if (str_is(name, "Script") || str_is(name, "sc"))
		kind = "sc";
	if (str_is(name, "Script_Extensions") || str_is(name, "scx"))
		kind = "scx";
	if ((str_is(name, "General_Category") || str_is(name, "gc")) &&
	    category(value)) {
		buf_addf(&t->out, "\\%c{%s}", letter, category(value));
		return true;
	}
	if (!kind || !is_word(value))
		return false;
	buf_addf(&t->out, "\\%c{%s:%.*s}", letter, kind, STR_ARG(value));
	return true;
}

bool property_write(struct translate *t, const struct escape *e)
{
	char letter = e->negated ? 'P' : 'p';

	if (str_is(e->property, "ASCII")) {
		buf_adds(&t->out,
			 e->negated ? "\\x{80}-\\x{10ffff}" : "\\x{0}-\\x{7f}");
		return true;
	}
	if (str_is(e->property, "Assigned")) {
		buf_adds(&t->out, e->negated ? "\\p{Cn}" : "\\P{Cn}");
		return true;
	}
	if (category(e->property)) {
		buf_addf(&t->out, "\\%c{%s}", letter, category(e->property));
		return true;
	}
	if (is_binary(e->property)) {
		buf_addf(&t->out, "\\%c{%.*s}", letter, STR_ARG(e->property));
		return true;
	}
	if (with_value(t, e, letter))
		return true;
	return translate_fail(t, REGEX_WRONG, (size_t)(e->property.p - t->in.p),
			      "there is no such property");
}

#include "template/jinja.h"

/* Statements, as jinja2/parser.py has them. */

/* From the end of the tag that opens a block to one of the words in ends. */
static struct jinja_node *statements(struct jinja_parser *p,
				     const char *const *ends);

/* ---- bodies */

static const char *const end_if[] = { "elif", "else", "endif", NULL };
static const char *const end_if_nunjucks[] = { "elif", "elseif", "else",
					       "endif", NULL };
static const char *const end_case[] = { "case", "default", "endswitch", NULL };
static const char *const end_switch[] = { "endswitch", NULL };
static const char *const end_if_else[] = { "endif", NULL };

/* The statements of a block, and the one word that must end it. */
static struct jinja_node *body_to(struct jinja_parser *p, const char *word)
{
	const char *const ends[] = { word, NULL };
	struct jinja_node *body = statements(p, ends);

	if (!p->failed)
		p->at++;
	return body;
}

/* ---- one statement each; the current token is its first word */

static struct jinja_node *parse_set(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_SET);

	p->at++;
	jinja_add(node, jinja_target(p, true));
	if (jinja_skip(p, '=')) {
		jinja_add(node, jinja_tuple(p, true));
		return node;
	}
	node->kind = JINJA_CAPTURE;
	if (!p->j->options.nunjucks)
		jinja_filters(p, node, false);
	node->body = body_to(p, "endset");
	return node;
}

/* ends: the words that close it, `else` the second of them. */
static struct jinja_node *for_until(struct jinja_parser *p,
				    const char *const *ends)
{
	const char *const end_else[] = { ends[0], NULL };
	struct jinja_node *node = jinja_node(p, JINJA_FOR);
	bool nunjucks = p->j->options.nunjucks;

	p->at++;
	jinja_add(node, jinja_target(p, false));
	jinja_expect_name(p, "in");
	/* `x if y` is an expression there, not a condition for each item. */
	jinja_add(node, jinja_tuple(p, nunjucks));
	if (!nunjucks && jinja_skip_name(p, "if"))
		jinja_add(node, jinja_expression(p));
	node->flag = !nunjucks && jinja_skip_name(p, "recursive");
	/* Jinja2 defines it then, mentioned or not: an include may use it. */
	if (node->flag)
		(void)jinja_symbol(p, STR("loop"));
	node->body = statements(p, ends);
	if (jinja_skip_name(p, "else"))
		node->other = statements(p, end_else);
	jinja_expect_name(p, ends[0]);
	return node;
}

static struct jinja_node *parse_for(struct jinja_parser *p)
{
	static const char *const ends[] = { "endfor", "else", NULL };

	return for_until(p, ends);
}

static struct jinja_node *parse_async_each(struct jinja_parser *p)
{
	static const char *const ends[] = { "endeach", "else", NULL };

	return for_until(p, ends);
}

static struct jinja_node *parse_async_all(struct jinja_parser *p)
{
	static const char *const ends[] = { "endall", "else", NULL };

	return for_until(p, ends);
}

static struct jinja_node *parse_if(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_IF), *branch;

	p->at++;
	do {
		branch = jinja_node(p, JINJA_BRANCH);
		jinja_add(branch, jinja_tuple(p, false));
		branch->body = statements(
			p, p->j->options.nunjucks ? end_if_nunjucks : end_if);
		jinja_add(node, branch);
	} while (jinja_skip_name(p, "elif") ||
		 (p->j->options.nunjucks && jinja_skip_name(p, "elseif")));
	if (jinja_skip_name(p, "else"))
		node->other = statements(p, end_if_else);
	jinja_expect_name(p, "endif");
	return node;
}

/*
 * An `if` that compares: a case is a branch whose test asks about nothing. What
 * stands before the first is not rendered.
 */
static struct jinja_node *parse_switch(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_IF), *test;

	p->at++;
	test = jinja_node(p, JINJA_COMPARE);
	jinja_add(test, jinja_expression(p));
	(void)statements(p, end_case);
	while (!p->failed && jinja_skip_name(p, "case")) {
		struct jinja_node *branch = jinja_node(p, JINJA_BRANCH);

		jinja_add(test, jinja_expression(p));
		jinja_add(branch, test);
		branch->body = statements(p, end_case);
		jinja_add(node, branch);
		test = jinja_node(p, JINJA_COMPARE);
	}
	if (!node->first)
		jinja_unexpected(p, "'case'");
	if (jinja_skip_name(p, "default"))
		node->other = statements(p, end_switch);
	jinja_expect_name(p, "endswitch");
	return node;
}

static struct jinja_node *parse_with(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_WITH);

	p->at++;
	while (!p->failed && !jinja_at(p, TOKEN_BLOCK_END)) {
		if (node->first)
			(void)jinja_expect(p, ',');
		jinja_add(node, jinja_target(p, false));
		(void)jinja_expect(p, '=');
		jinja_add(node, jinja_expression(p));
	}
	node->body = body_to(p, "endwith");
	return node;
}

static struct jinja_node *parse_autoescape(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_AUTOESCAPE);

	p->at++;
	jinja_add(node, jinja_expression(p));
	node->body = body_to(p, "endautoescape");
	return node;
}

/* Nothing but white space and comments. */
static bool is_blank(const struct jinja *j, const struct jinja_node *body)
{
	for (const struct jinja_node *n = body->first; n; n = n->next) {
		const struct jinja_piece *piece = &j->pieces[n->piece];
		struct str text = str_cut(j->text, piece->offset,
					  piece->offset + piece->length);

		if (n->kind == JINJA_OUTPUT && !n->first)
			continue;
		if (n->kind != JINJA_DATA || jinja_spaces(text, 0) < text.n)
			return false;
	}
	return true;
}

static struct jinja_node *parse_block(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_BLOCK);
	const struct jinja_token *name;
	bool required;
	void **place;

	p->at++;
	name = jinja_expect(p, TOKEN_NAME);
	node->text = jinja_token_text(p, name);
	node->flag = !p->j->options.nunjucks && jinja_skip_name(p, "scoped");
	required = !p->j->options.nunjucks && jinja_skip_name(p, "required");
	if (!p->failed) {
		place = map_put(&p->j->blocks, node->text);
		if (*place)
			jinja_error(p, name->offset,
				    "block '%.*s' is defined twice",
				    STR_ARG(node->text));
		else
			*place = node;
	}
	node->body = body_to(p, "endblock");
	if (required && !p->failed && !is_blank(p->j, node->body))
		jinja_error(
			p, node->offset,
			"a required block can only contain comments or white space");
	if (jinja_at(p, TOKEN_NAME) &&
	    str_eq(jinja_token_text(p, jinja_now(p)), node->text))
		p->at++;
	return node;
}

/* `with context` or `without context`, if it is there. */
static bool parse_context(struct jinja_parser *p, struct include *include)
{
	bool with = jinja_at_name(p, "with");

	if ((!with && !jinja_at_name(p, "without")) ||
	    jinja_after(p)->kind != TOKEN_NAME ||
	    !str_is(jinja_token_text(p, jinja_after(p)), "context"))
		return false;
	p->at += 2;
	include->with_context = with;
	return true;
}

static struct jinja_node *parse_extends(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_EXTENDS);

	p->at++;
	jinja_add(node, jinja_expression(p));
	jinja_add_include(p, INCLUDE_EXTENDS, node->first)->with_context = true;
	return node;
}

static struct jinja_node *parse_include(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_INCLUDE);
	struct include *include;

	p->at++;
	jinja_add(node, jinja_expression(p));
	include = jinja_add_include(p, INCLUDE_INCLUDE, node->first);
	include->with_context = true;
	if (jinja_at_name(p, "ignore") && jinja_after(p)->kind == TOKEN_NAME &&
	    str_is(jinja_token_text(p, jinja_after(p)), "missing")) {
		include->ignore_missing = true;
		p->at += 2;
	}
	if (!p->j->options.nunjucks)
		(void)parse_context(p, include);
	return node;
}

static struct jinja_node *parse_import(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_IMPORT);
	struct include *include;

	p->at++;
	jinja_add(node, jinja_expression(p));
	include = jinja_add_include(p, INCLUDE_IMPORT, node->first);
	jinja_expect_name(p, "as");
	node->symbol = jinja_name_target(p);
	(void)parse_context(p, include);
	return node;
}

/* `a` or `a as b`: a parameter that binds a or b. */
static struct jinja_node *imported_name(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_PARAMETER);

	node->symbol = jinja_name_target(p);
	if (!p->failed && str_starts(node->symbol->name, "_"))
		jinja_error(p, node->offset,
			    "a name that begins with '_' cannot be imported");
	if (jinja_skip_name(p, "as"))
		node->symbol = jinja_name_target(p);
	return node;
}

static struct jinja_node *parse_from(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_FROM);
	struct include *include;

	p->at++;
	jinja_add(node, jinja_expression(p));
	include = jinja_add_include(p, INCLUDE_FROM, node->first);
	jinja_expect_name(p, "import");
	for (;;) {
		if (parse_context(p, include))
			break;
		jinja_add(node, imported_name(p));
		if (parse_context(p, include) || !jinja_skip(p, ','))
			break;
	}
	return node;
}

/* `(a, b=c)`, added to node. */
static void parse_signature(struct jinja_parser *p, struct jinja_node *node)
{
	bool defaults = false;

	(void)jinja_expect(p, '(');
	for (bool first = true; !p->failed && !jinja_at(p, ')');
	     first = false) {
		struct jinja_node *parameter;

		if (!first)
			(void)jinja_expect(p, ',');
		parameter = jinja_node(p, JINJA_PARAMETER);
		parameter->symbol = jinja_name_target(p);
		if (jinja_skip(p, '=')) {
			defaults = true;
			jinja_add(parameter, jinja_expression(p));
		} else if (defaults && !p->j->options.nunjucks) {
			jinja_error(
				p, parameter->offset,
				"a parameter without a default follows one with");
		}
		jinja_add(node, parameter);
	}
	(void)jinja_expect(p, ')');
}

static struct jinja_node *parse_macro(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_MACRO);

	p->at++;
	node->symbol = jinja_name_target(p);
	parse_signature(p, node);
	node->body = body_to(p, "endmacro");
	return node;
}

static struct jinja_node *parse_call(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_CALL_BLOCK), *call;
	struct jinja_node *signature = jinja_node(p, JINJA_CALL_BLOCK);

	p->at++;
	if (jinja_at(p, '('))
		parse_signature(p, signature);
	call = jinja_expression(p);
	if (!p->failed &&
	    (call->kind != JINJA_CHAIN || call->last->kind != JINJA_CALL))
		jinja_error(p, call->offset, "expected a call");
	jinja_add(node, call);
	if (signature->first) {
		call->next = signature->first;
		node->last = signature->last;
	}
	node->body = body_to(p, "endcall");
	return node;
}

static struct jinja_node *parse_filter(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_FILTER_BLOCK);

	p->at++;
	jinja_filters(p, node, true);
	if (p->j->options.nunjucks && node->first != node->last)
		jinja_error(p, node->last->offset, "more than one filter");
	node->body = body_to(p, "endfilter");
	return node;
}

static struct jinja_node *parse_print(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_OUTPUT);

	p->at++;
	while (!p->failed && !jinja_at(p, TOKEN_BLOCK_END)) {
		if (node->first)
			(void)jinja_expect(p, ',');
		jinja_add(node, jinja_expression(p));
	}
	return node;
}

enum { OF_JINJA2 = 1, OF_NUNJUCKS = 2, OF_BOTH = 3 };

static const struct {
	const char *name;
	struct jinja_node *(*parse)(struct jinja_parser *p);
	unsigned of;
} tags[] = {
	{ "if", parse_if, OF_BOTH },
	{ "for", parse_for, OF_BOTH },
	{ "set", parse_set, OF_BOTH },
	{ "include", parse_include, OF_BOTH },
	{ "block", parse_block, OF_BOTH },
	{ "macro", parse_macro, OF_BOTH },
	{ "extends", parse_extends, OF_BOTH },
	{ "import", parse_import, OF_BOTH },
	{ "from", parse_from, OF_BOTH },
	{ "filter", parse_filter, OF_BOTH },
	{ "call", parse_call, OF_BOTH },
	{ "with", parse_with, OF_JINJA2 },
	{ "print", parse_print, OF_JINJA2 },
	{ "autoescape", parse_autoescape, OF_JINJA2 },
	{ "ifAsync", parse_if, OF_NUNJUCKS },
	{ "asyncEach", parse_async_each, OF_NUNJUCKS },
	{ "asyncAll", parse_async_all, OF_NUNJUCKS },
	{ "switch", parse_switch, OF_NUNJUCKS },
};

/* Say which tag would have been right: ends are the words that close. */
static void unknown_tag(struct jinja_parser *p, const char *const *ends)
{
	struct str name = jinja_shown(jinja_token_text(p, jinja_now(p)));

	if (ends)
		jinja_error(p, jinja_now(p)->offset,
			    "unknown tag '%.*s', expected %s%s%s%s%s",
			    STR_ARG(name), ends[0], ends[1] ? " or " : "",
			    ends[1] ? ends[1] : "",
			    ends[1] && ends[2] ? " or " : "",
			    ends[1] && ends[2] ? ends[2] : "");
	else
		jinja_error(p, jinja_now(p)->offset, "unknown tag '%.*s'",
			    STR_ARG(name));
}

static struct jinja_node *statement(struct jinja_parser *p,
				    const char *const *ends)
{
	unsigned dialect = p->j->options.nunjucks ? OF_NUNJUCKS : OF_JINJA2;

	if (!jinja_at(p, TOKEN_NAME)) {
		jinja_unexpected(p, "the name of a tag");
		return jinja_node(p, JINJA_BODY);
	}
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (tags[i].of & dialect && jinja_at_name(p, tags[i].name))
			return tags[i].parse(p);
	unknown_tag(p, ends);
	return jinja_node(p, JINJA_BODY);
}

static bool at_one_of(const struct jinja_parser *p, const char *const *ends)
{
	for (; ends && *ends; ends++)
		if (jinja_at_name(p, *ends))
			return true;
	return false;
}

static struct jinja_node *output(struct jinja_parser *p)
{
	struct jinja_node *node = jinja_node(p, JINJA_OUTPUT);

	p->at++;
	jinja_add(node, jinja_tuple(p, true));
	(void)jinja_expect(p, TOKEN_VARIABLE_END);
	return node;
}

/* Up to one of the words, which stays the current token; NULL: to the end. */
static struct jinja_node *body_until(struct jinja_parser *p,
				     const char *const *ends)
{
	struct jinja_node *body = jinja_node(p, JINJA_BODY);

	while (!jinja_at(p, TOKEN_END)) {
		if (jinja_at(p, TOKEN_DATA)) {
			jinja_add(body, jinja_node(p, JINJA_DATA));
			p->at++;
		} else if (jinja_at(p, TOKEN_VARIABLE_BEGIN)) {
			jinja_add(body, output(p));
		} else {
			(void)jinja_expect(p, TOKEN_BLOCK_BEGIN);
			if (at_one_of(p, ends))
				return body;
			jinja_add(body, statement(p, ends));
			(void)jinja_expect(p, TOKEN_BLOCK_END);
		}
	}
	return body;
}

static struct jinja_node *statements(struct jinja_parser *p,
				     const char *const *ends)
{
	uint32_t piece = jinja_now(p)->piece;
	struct jinja_node *body;

	/* Python's colon is allowed: {% if a: %}. */
	if (!p->j->options.nunjucks)
		(void)jinja_skip(p, ':');
	(void)jinja_expect(p, TOKEN_BLOCK_END);
	if (!p->failed && p->blocks == TEMPLATE_DEPTH)
		jinja_error(p, p->j->pieces[piece].offset,
			    "nested deeper than %d", TEMPLATE_DEPTH);
	p->blocks++;
	body = body_until(p, ends);
	p->blocks--;
	if (jinja_at(p, TOKEN_END))
		jinja_error(p, p->j->pieces[piece].offset,
			    "block is not closed by %s",
			    ends[1] ? ends[ends[2] ? 2 : 0] : ends[0]);
	return body;
}

int jinja_parse(struct jinja *j)
{
	struct jinja_parser p = { .j = j };

	j->symbols = map_in(j->arena);
	j->blocks = map_in(j->arena);
	j->root = body_until(&p, NULL);
	return p.failed ? -1 : 0;
}

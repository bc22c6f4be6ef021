#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "syntax/json.h"
#include "syntax/yaml.h"
#include "template/handlebars.h"
#include "unit/syntax/suite.h"
#include "unit/template/kit_language.h"

/*
 * What handlebars.js says itself: its own specification, and the paths that
 * its parser found, recorded; and dotprompt's templates.
 */

static const char spec_cases[] = "templates/handlebars-spec";

static const struct node *read_json(struct arena *a, const char *folder,
				    const char *name)
{
	struct node *root = arena_zero(a, 1, sizeof(*root));
	struct syntax_error why;

	if (json_read(a, suite_read(a, folder, name), root, &why) < 0)
		fail_msg("%s: %u:%u: %s", name, why.pos.line, why.pos.column,
			 why.text);
	return root;
}

static bool needs_function(const struct node *c)
{
	const struct node *n = node_get(c, "needs_function");

	return n && n->kind == NODE_TRUE;
}

static struct handlebars *start(struct arena *a, struct str text)
{
	struct handlebars *h = arena_zero(a, 1, sizeof(*h));

	h->draft = arena_alloc(a, sizeof(*h->draft));
	*h->draft = draft_in(a, a, text);
	h->arena = a;
	h->text = text;
	h->why = arena_zero(a, 1, sizeof(*h->why));
	h->helpers = map_in(a);
	return h;
}

/* ---- tokens */

static const char *const token_names[] = {
	[HB_CONTENT] = "CONTENT",
	[HB_COMMENT] = "COMMENT",
	[HB_OPEN_RAW_BLOCK] = "OPEN_RAW_BLOCK",
	[HB_CLOSE_RAW_BLOCK] = "CLOSE_RAW_BLOCK",
	[HB_END_RAW_BLOCK] = "END_RAW_BLOCK",
	[HB_OPEN_PARTIAL] = "OPEN_PARTIAL",
	[HB_OPEN_PARTIAL_BLOCK] = "OPEN_PARTIAL_BLOCK",
	[HB_OPEN_BLOCK] = "OPEN_BLOCK",
	[HB_OPEN_ENDBLOCK] = "OPEN_ENDBLOCK",
	[HB_INVERSE] = "INVERSE",
	[HB_OPEN_INVERSE] = "OPEN_INVERSE",
	[HB_OPEN_INVERSE_CHAIN] = "OPEN_INVERSE_CHAIN",
	[HB_OPEN_UNESCAPED] = "OPEN_UNESCAPED",
	[HB_OPEN] = "OPEN",
	[HB_CLOSE_UNESCAPED] = "CLOSE_UNESCAPED",
	[HB_CLOSE] = "CLOSE",
	[HB_OPEN_SEXPR] = "OPEN_SEXPR",
	[HB_CLOSE_SEXPR] = "CLOSE_SEXPR",
	[HB_EQUALS] = "EQUALS",
	[HB_ID] = "ID",
	[HB_SEP] = "SEP",
	[HB_STRING] = "STRING",
	[HB_DATA] = "DATA",
	[HB_BOOLEAN] = "BOOLEAN",
	[HB_UNDEFINED] = "UNDEFINED",
	[HB_NULL] = "NULL",
	[HB_NUMBER] = "NUMBER",
	[HB_OPEN_BLOCK_PARAMS] = "OPEN_BLOCK_PARAMS",
	[HB_CLOSE_BLOCK_PARAMS] = "CLOSE_BLOCK_PARAMS",
};

/* As handlebars.l leaves it in yytext. */
static void add_token(struct buf *b, const struct handlebars *h,
		      const struct hb_token *t)
{
	struct str s = hb_token_text(h, t);
	char quote = '\0';

	buf_addf(b, "%s:", token_names[t->kind]);
	if (t->kind == HB_END_RAW_BLOCK)
		s = str_cut(s, 5, s.n - 4);
	if (t->kind == HB_STRING) {
		quote = s.p[0];
		s = str_cut(s, 1, s.n - 1);
	} else if (t->kind == HB_ID && s.p[0] == '[') {
		quote = ']';
	}
	for (size_t i = 0; i < s.n; i++) {
		if (quote && s.p[i] == '\\' && i + 1 < s.n &&
		    s.p[i + 1] == quote)
			i++;
		buf_addc(b, s.p[i]);
	}
	buf_addc(b, '\n');
}

static void tokens_are_what_handlebars_lexes(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, spec_cases);
	const struct node *root;

	(void)state;
	if (!folder)
		skip();
	root = read_json(&a, folder, "tokenizer.json");
	for (size_t i = 0; i < root->count; i++) {
		const struct node *c = &root->items[i];
		const struct node *want = node_get(c, "expected");
		struct handlebars *h = start(&a, node_get(c, "template")->text);
		struct buf have = buf_in(&a), expected = buf_in(&a);

		/* What cannot be lexed is recorded up to there. */
		(void)hb_lex(h);
		for (size_t t = 0; t < h->token_count; t++)
			add_token(&have, h, &h->tokens[t]);
		for (size_t t = 0; t < want->count; t++)
			buf_addf(
				&expected, "%.*s:%.*s\n",
				STR_ARG(node_get(&want->items[t], "name")->text),
				STR_ARG(node_get(&want->items[t], "text")
						->text));
		if (!str_eq(buf_str(&have), buf_str(&expected)))
			fail_msg("%.*s\nwant:\n%.*s\nhave:\n%.*s",
				 STR_ARG(h->text), STR_ARG(buf_str(&expected)),
				 STR_ARG(buf_str(&have)));
	}
	assert_int_equal(root->count, 78);
	arena_free(&a);
}

/* ---- trees, as handlebars' own printer has them */

struct printer {
	const struct handlebars *h;
	struct buf out;
	unsigned indent;
	unsigned blocks[TEMPLATE_DEPTH]; /* what the end of each takes back */
	bool partial[TEMPLATE_DEPTH];
	size_t depth;
};

static void pad(struct printer *p)
{
	for (unsigned i = 0; i < p->indent; i++)
		buf_adds(&p->out, "  ");
}

static void print_value(struct buf *b, const struct hb_node *n)
{
	static const char *const kinds[] = {
		[HB_NODE_NUMBER] = "NUMBER", [HB_NODE_BOOLEAN] = "BOOLEAN"
	};

	switch (n->kind) {
	case HB_NODE_PATH:
		buf_addf(b, "%sPATH:", n->data ? "@" : "");
		for (uint32_t i = 0; i < n->part_count; i++)
			buf_addf(b, "%s%.*s", i ? "/" : "",
				 STR_ARG(n->parts[i]));
		break;
	case HB_NODE_STRING:
		buf_addf(b, "\"%.*s\"", STR_ARG(n->text));
		break;
	case HB_NODE_NUMBER:
	case HB_NODE_BOOLEAN:
		buf_addf(b, "%s{%.*s}", kinds[n->kind], STR_ARG(n->text));
		break;
	case HB_NODE_UNDEFINED:
		buf_adds(b, "UNDEFINED");
		break;
	case HB_NODE_NULL:
		buf_adds(b, "NULL");
		break;
	case HB_NODE_CALL:
		buf_adds(b, "CALL");
		break;
	}
}

static void print_hash(struct buf *b, const struct hb_node *hash)
{
	if (!hash)
		return;
	buf_adds(b, " HASH{");
	for (const struct hb_node *n = hash; n; n = n->next) {
		buf_addf(b, "%s%.*s=", n == hash ? "" : ", ", STR_ARG(n->key));
		print_value(b, n);
	}
	buf_adds(b, "}");
}

static void print_call(struct buf *b, const struct hb_node *call)
{
	print_value(b, call->callee);
	buf_adds(b, " [");
	for (const struct hb_node *n = call->params; n; n = n->next) {
		print_value(b, n);
		buf_adds(b, n->next ? ", " : "");
	}
	buf_adds(b, "]");
	print_hash(b, call->hash);
}

static void print_partial(struct printer *p, const struct hb_node *call,
			  const char *what)
{
	buf_addf(&p->out, "{{> %s:%.*s", what, STR_ARG(call->callee->text));
	if (call->params) {
		buf_addc(&p->out, ' ');
		print_value(&p->out, call->params);
	}
	print_hash(&p->out, call->hash);
}

static void print_program(struct printer *p, const struct hb_tag *tag,
			  const char *what)
{
	pad(p);
	buf_addf(&p->out, "%s\n", what);
	p->indent++;
	if (tag->param_count == 0)
		return;
	pad(p);
	buf_adds(&p->out, "BLOCK PARAMS: [");
	for (uint32_t i = 0; i < tag->param_count; i++)
		buf_addf(&p->out, " %.*s", STR_ARG(tag->params[i]));
	buf_adds(&p->out, " ]\n");
}

static void print_block(struct printer *p, const struct hb_tag *tag)
{
	pad(p);
	buf_adds(&p->out, tag->kind == HB_TAG_DECORATOR_BLOCK ?
				  "DIRECTIVE BLOCK:\n" :
				  "BLOCK:\n");
	p->indent++;
	pad(p);
	print_call(&p->out, tag->call);
	buf_addc(&p->out, '\n');
	print_program(p, tag,
		      tag->kind == HB_TAG_INVERSE_BLOCK ? "{{^}}" : "PROGRAM:");
}

static void print_open(struct printer *p, const struct hb_tag *tag)
{
	bool partial = tag->kind == HB_TAG_PARTIAL_BLOCK;

	if (partial) {
		pad(p);
		print_partial(p, tag->call, "PARTIAL BLOCK");
		buf_adds(&p->out, " PROGRAM:\n");
		p->indent++;
	} else {
		print_block(p, tag);
	}
	p->partial[p->depth] = partial;
	p->blocks[p->depth++] = partial ? 1 : 2;
}

static void print_tag(struct printer *p, const struct hb_tag *tag)
{
	const struct hb_piece *piece = &p->h->pieces[tag->piece];
	struct str s = piece->count ?
			       hb_token_text(p->h,
					     &p->h->tokens[piece->token]) :
			       STR_EMPTY;

	switch ((int)tag->kind) {
	case HB_TAG_TEXT:
		pad(p);
		buf_addf(&p->out, "CONTENT[ '%.*s' ]\n", STR_ARG(s));
		return;
	case HB_TAG_COMMENT:
		pad(p);
		buf_addf(&p->out, "{{! '%.*s' }}\n",
			 STR_ARG(str_cut(s, 3, s.n - 2)));
		return;
	case HB_TAG_MUSTACHE:
	case HB_TAG_DECORATOR:
		pad(p);
		buf_addf(&p->out, "{{ %s",
			 tag->kind == HB_TAG_DECORATOR ? "DIRECTIVE " : "");
		print_call(&p->out, tag->call);
		buf_adds(&p->out, " }}\n");
		return;
	case HB_TAG_PARTIAL:
		pad(p);
		print_partial(p, tag->call, "PARTIAL");
		buf_adds(&p->out, " }}\n");
		return;
	case HB_TAG_ELSE:
	case HB_TAG_CHAIN:
		p->indent--;
		pad(p);
		buf_adds(&p->out, "{{^}}\n");
		p->indent++;
		if (tag->kind == HB_TAG_CHAIN) {
			print_block(p, tag);
			p->blocks[p->depth - 1] += 2;
		}
		return;
	case HB_TAG_END:
		p->depth--;
		p->indent -= p->blocks[p->depth];
		if (p->partial[p->depth]) {
			pad(p);
			buf_adds(&p->out, " }}\n");
		}
		return;
	default:
		print_open(p, tag);
		return;
	}
}

static void trees_are_what_handlebars_parses(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, spec_cases);
	const struct node *root;

	(void)state;
	if (!folder)
		skip();
	root = read_json(&a, folder, "parser.json");
	for (size_t i = 0; i < root->count; i++) {
		const struct node *c = &root->items[i];
		struct handlebars *h = start(&a, node_get(c, "template")->text);
		struct printer p = { .h = h, .out = buf_in(&a) };
		bool ok = hb_lex(h) == 0 && hb_parse(h) == 0;

		if (ok == (node_get(c, "exception") != NULL))
			fail_msg("%.*s: %s", STR_ARG(h->text),
				 ok ? "read" : h->why->text);
		for (size_t t = 0; ok && t < h->tag_count; t++)
			print_tag(&p, &h->tags[t]);
		if (ok &&
		    !str_eq(buf_str(&p.out), node_get(c, "expected")->text))
			fail_msg("%.*s\nwant:\n%.*s\nhave:\n%.*s",
				 STR_ARG(h->text),
				 STR_ARG(node_get(c, "expected")->text),
				 STR_ARG(buf_str(&p.out)));
	}
	assert_int_equal(root->count, 79);
	arena_free(&a);
}

/* ---- the paths of each template */

static void add_ref(struct buf *b, const struct hb_node *n, const char *role)
{
	if (n->kind == HB_NODE_PATH)
		buf_addf(b, "%.*s %u %d %s\n", STR_ARG(n->text), n->depth,
			 n->data, role);
}

static void add_values(struct buf *b, const struct hb_node *call);

static void add_value(struct buf *b, const struct hb_node *n)
{
	if (n->kind == HB_NODE_CALL) {
		add_ref(b, n->callee, "helper");
		add_values(b, n);
	} else {
		add_ref(b, n, "param");
	}
}

static void add_values(struct buf *b, const struct hb_node *call)
{
	for (const struct hb_node *n = call->params; n; n = n->next)
		add_value(b, n);
	for (const struct hb_node *n = call->hash; n; n = n->next)
		add_value(b, n);
}

static void add_tag(struct buf *refs, struct buf *partials,
		    const struct hb_tag *tag)
{
	const struct hb_node *call = tag->call;
	bool block = tag->kind != HB_TAG_MUSTACHE;

	/* What a decorator is given was not recorded. */
	if (!call || tag->kind == HB_TAG_END || tag->kind == HB_TAG_DECORATOR ||
	    tag->kind == HB_TAG_DECORATOR_BLOCK)
		return;
	if (tag->kind == HB_TAG_PARTIAL || tag->kind == HB_TAG_PARTIAL_BLOCK)
		buf_addf(partials, "%.*s\n",
			 STR_ARG(call->callee->kind == HB_NODE_CALL ?
					 STR("?") :
					 call->callee->text));
	else
		add_ref(refs, call->callee,
			call->params || call->hash ? "helper" :
			block			   ? "block" :
						     "ambiguous");
	add_values(refs, call);
}

static void check_oracle(struct arena *a, const struct node *c)
{
	struct handlebars *h = start(a, node_get(c, "template")->text);
	struct buf refs = buf_in(a), partials = buf_in(a), want = buf_in(a);
	const struct node *list = node_get(c, "refs");
	bool ok = hb_lex(h) == 0 && hb_parse(h) == 0;

	if (ok == (node_get(c, "error") != NULL))
		fail_msg("%.*s: %s", STR_ARG(h->text),
			 ok ? "read" : h->why->text);
	for (size_t t = 0; ok && t < h->tag_count; t++)
		add_tag(&refs, &partials, &h->tags[t]);
	for (size_t i = 0; ok && i < list->count; i++) {
		const struct node *r = &list->items[i];

		buf_addf(&want, "%.*s %.*s %d %.*s\n",
			 STR_ARG(node_get(r, "original")->text),
			 STR_ARG(node_get(r, "depth")->text),
			 node_get(r, "data")->kind == NODE_TRUE,
			 STR_ARG(node_get(r, "role")->text));
	}
	if (!str_eq(buf_str(&refs), buf_str(&want)))
		fail_msg("%.*s\nwant:\n%.*s\nhave:\n%.*s", STR_ARG(h->text),
			 STR_ARG(buf_str(&want)), STR_ARG(buf_str(&refs)));
	list = node_get(c, "partials");
	want = buf_in(a);
	for (size_t i = 0; ok && i < list->count; i++) {
		const struct node *name = node_get(&list->items[i], "name");

		buf_addf(&want, "%.*s\n",
			 STR_ARG(name->kind == NODE_NULL ? STR("?") :
							   name->text));
	}
	if (!str_eq(buf_str(&partials), buf_str(&want)))
		fail_msg("%.*s\nwant:\n%.*s\nhave:\n%.*s", STR_ARG(h->text),
			 STR_ARG(buf_str(&want)), STR_ARG(buf_str(&partials)));
}

static void paths_are_what_handlebars_parser_recorded(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "templates/handlebars-oracle");
	const struct node *cases;

	(void)state;
	if (!folder)
		skip();
	cases = node_get(read_json(&a, folder, "oracle_ast_paths.json"),
			 "cases");
	for (size_t i = 0; i < cases->count; i++)
		check_oracle(&a, &cases->items[i]);
	assert_int_equal(cases->count, 83);
	arena_free(&a);
}

/* ---- everything else is read, or refused where that is when it is parsed */

/* Refused only when it is rendered: not there, or of the wrong kind. */
static bool is_rendering(const char *file, const struct node *exception)
{
	return strcmp(file, "strict.json") == 0 ||
	       (exception->kind == NODE_STRING &&
		memmem(exception->text.p, exception->text.n, "could not", 9));
}

static void check_spec(const char *file, const struct node *c)
{
	struct str text = node_get(c, "template")->text;
	const struct node *exception = node_get(c, "exception");
	const struct node *partials = node_get(c, "partials");
	bool wrong = exception && !is_rendering(file, exception);
	struct kit k = { 0 };

	if (wrong != (kit_language_try(&k, "handlebars", text, NULL, 0) < 0))
		fail_msg("%s: %.*s\n%s", file, STR_ARG(text),
			 wrong ? "read" : k.why.text);
	if (!wrong)
		kit_check(&k, "handlebars", text, NULL, 0);
	kit_free(&k);
	for (size_t i = 0; partials && i < partials->count; i++) {
		text = partials->members[i].value.text;
		kit_language(&k, "handlebars", text, NULL, 0);
		kit_check(&k, "handlebars", text, NULL, 0);
		kit_free(&k);
	}
}

static void the_specification_is_read(void **state)
{
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, spec_cases);
	const char **names = folder ? suite_names(&a, folder) : NULL;
	size_t count = 0, functions = 0;

	(void)state;
	if (!folder)
		skip();
	for (; *names; names++) {
		const struct node *root;

		if (!str_ends(str_of(*names), ".json") ||
		    strcmp(*names, "parser.json") == 0 ||
		    strcmp(*names, "tokenizer.json") == 0)
			continue;
		root = read_json(&a, folder, *names);
		for (size_t i = 0; i < root->count; i++) {
			if (needs_function(&root->items[i])) {
				functions++;
				continue;
			}
			check_spec(*names, &root->items[i]);
			count++;
		}
	}
	printf("read: %zu; passed over: %zu that need functions; what they "
	       "render to is not looked at\n",
	       count, functions);
	assert_int_equal(count, 259);
	arena_free(&a);
}

/* ---- dotprompt */

/* What stands below the front matter. */
static struct str body(struct str text)
{
	size_t at;

	if (!str_starts(text, "---\n"))
		return text;
	for (at = 4; at < text.n; at = str_find(text, '\n', at) + 1)
		if (str_starts(str_cut(text, at, text.n), "---\n"))
			return str_cut(text, at + 4, text.n);
	return text;
}

static size_t check_dotprompt(struct str text)
{
	const struct template_option dialect = { STR("dialect"),
						 STR("\"dotprompt\"") };
	struct kit k = { 0 };

	kit_language(&k, "handlebars", body(text), &dialect, 1);
	kit_check(&k, "handlebars", body(text), &dialect, 1);
	kit_free(&k);
	return 1;
}

static size_t check_texts(const struct node *n)
{
	size_t count = 0;

	for (size_t i = 0; n && i < n->count; i++)
		count += check_dotprompt(n->kind == NODE_OBJECT ?
						 n->members[i].value.text :
						 n->items[i].text);
	return count;
}

static size_t check_file(struct arena *a, const char *folder, const char *name)
{
	struct node root;
	struct syntax_error why;
	size_t count = 0;

	if (yaml_read(a, suite_read(a, folder, name), &root, &why) < 0)
		fail_msg("%s: %u:%u: %s", name, why.pos.line, why.pos.column,
			 why.text);
	for (size_t i = 0; i < root.count; i++) {
		const struct node *c = &root.items[i];

		if (node_get(c, "template"))
			count += check_dotprompt(node_get(c, "template")->text);
		count += check_texts(node_get(c, "partials"));
		count += check_texts(node_get(c, "resolverPartials"));
	}
	return count;
}

static void the_templates_of_dotprompt_are_read(void **state)
{
	static const char *const files[] = { "helpers/history.yaml",
					     "helpers/ifEquals.yaml",
					     "helpers/json.yaml",
					     "helpers/media.yaml",
					     "helpers/role.yaml",
					     "helpers/section.yaml",
					     "helpers/unlessEquals.yaml",
					     "metadata.yaml",
					     "partials.yaml",
					     "picoschema.yaml",
					     "unicode.yaml",
					     "variables.yaml",
					     "whitespace.yaml" };
	struct arena a = { 0 };
	const char *folder = suite_folder(&a, "templates/dotprompt-spec/spec");
	size_t count = 0;

	(void)state;
	if (!folder)
		skip();
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		count += check_file(&a, folder, files[i]);
	printf("dotprompt: %zu templates and partials\n", count);
	assert_int_equal(count, 76);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_are_what_handlebars_lexes),
		cmocka_unit_test(trees_are_what_handlebars_parses),
		cmocka_unit_test(paths_are_what_handlebars_parser_recorded),
		cmocka_unit_test(the_specification_is_read),
		cmocka_unit_test(the_templates_of_dotprompt_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

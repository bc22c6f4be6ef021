#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/template/kit.h"

static int try_as(struct kit *k, struct str text, const char *trim_mode)
{
	const struct template_option option = {
		STR("trim_mode"),
		str_fmt(&k->arena, "\"%s\"", trim_mode ? trim_mode : "")
	};

	return template_read(&k->arena, language_find(STR("erb")), text,
			     &option, trim_mode != NULL, &k->t, &k->why);
}

/* Variables; then what is opaque, in brackets. */
static void assert_read(const char *text, const char *trim_mode,
			const char *want)
{
	struct kit k = { 0 };
	struct buf b;

	if (try_as(&k, str_of(text), trim_mode) < 0)
		fail_msg("%s\n%u:%u: %s", text, k.why.pos.line,
			 k.why.pos.column, k.why.text);
	b = buf_in(&k.arena);
	buf_adds(&b, kit_variables(&k));
	for (size_t i = 0; i < k.t.opaque_count; i++)
		buf_addf(&b, " [%.*s]", STR_ARG(k.t.opaque[i].text));
	assert_string_equal(buf_str(&b).p, want);
	assert_string_equal(kit_raws(&k).p, text);
	assert_string_equal(kit_canonical(&k).p, text);
	kit_free(&k);
}

static void assert_paths(const char *text, const char *want)
{
	struct kit k = { 0 };
	struct buf b;

	assert_int_equal(try_as(&k, str_of(text), NULL), 0);
	b = buf_in(&k.arena);
	for (size_t i = 0; i < k.t.use_count; i++)
		buf_addf(&b, "%s%.*s", i ? " " : "", STR_ARG(k.t.uses[i].path));
	assert_string_equal(buf_str(&b).p, want);
	kit_free(&k);
}

static void assert_wrong(const char *text, const char *trim_mode, unsigned line,
			 unsigned column)
{
	struct kit k = { 0 };

	if (try_as(&k, str_of(text), trim_mode) == 0)
		fail_msg("read: %s", text);
	assert_int_equal(k.why.pos.line, line);
	assert_int_equal(k.why.pos.column, column);
	kit_free(&k);
}

static void names_and_instance_variables_are_variables(void **state)
{
	(void)state;
	assert_read("<%= name %><%=@user%><%= a.b.c -%>", NULL, "@user a name");
	assert_read("<%= name.upcase(1) %><%= 'x' %><%= f x %><%= Const %>",
		    NULL, " [name.upcase(1)] ['x'] [f x] [Const]");
	assert_read("<%= self %><%= nil %>", NULL, " [self] [nil]");
	assert_paths("<%= user.name %><%= @a.b %>", "user.name @a.b");
}

static void comments_and_escapes_are_no_code(void **state)
{
	(void)state;
	assert_read("<%% a %> %%> <%# <%= b %>", NULL, "");
	assert_read("<%= '%%>' + c %>", NULL, " ['%%>' + c]");
}

static void conditions_ask(void **state)
{
	(void)state;
	assert_read("<% if a %>x<% elsif @b %>y<% else %>z<% end %>", NULL,
		    "@b? a?");
	assert_read("<% unless a.b %><% end %>", NULL, "a");
	assert_read("<% if a && b %><% end %>", NULL, " [if a && b]");
}

static void names_of_the_template_are_its_own(void **state)
{
	(void)state;
	assert_read("<% items.each do |item| %><%= item.name %><% end %>", NULL,
		    "items");
	assert_paths("<% items.each_with_index do |item, i| %>"
		     "<%= item.name %><%= i %><% end %>"
		     "<% for x in @a.b %><%= x %><% end %>",
		     "items items[].name @a.b @a.b[]");
	assert_read("<% x = 1 %><%= x %><% y ||= 2 %><%= y %><% z == 1 %>"
		    "<%= z %>",
		    NULL, "z [x = 1] [y ||= 2] [z == 1]");
	assert_read("<% f(1).map { |a, (b, *c)| %><%= a %><%= b %><%= c %>"
		    "<% } %>",
		    NULL, " [f(1).map { |a, (b, *c)|]");
}

static void a_percent_begins_a_line_of_ruby_where_it_is_told(void **state)
{
	(void)state;
	assert_read("a\n% if b\n%% c\n%end", NULL, "");
	assert_read("a\n% if b\n%% c\n% %>\n%end", "%", "b? [%>]");
	assert_read("% x.each do |y|\n<%= y -%>\n", "%-", "x");
	assert_read("% x\n", "<>", "");
	assert_wrong("a", "x", 0, 0);
}

static void a_tag_that_is_not_closed_is_refused(void **state)
{
	(void)state;
	assert_wrong("a\n <%= b %%>", NULL, 2, 2);
	assert_wrong("<%", NULL, 1, 1);
	assert_wrong("<%= a %", NULL, 1, 1);
}

static void much_of_anything_ends_well(void **state)
{
	struct kit k = { 0 };

	(void)state;
	assert_int_equal(
		try_as(&k, kit_repeat(&k, "", "<%=", 300000, ""), NULL), -1);
	assert_int_equal(
		try_as(&k, kit_repeat(&k, "", "<%=a%>", 150000, ""), NULL), 0);
	assert_int_equal(
		try_as(&k, kit_repeat(&k, "", "<%a.each do |a|%>", 60000, ""),
		       NULL),
		0);
	assert_int_equal(
		try_as(&k, kit_repeat(&k, "<%=", "%%>", 300000, "%>"), NULL),
		0);
	kit_free(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_instance_variables_are_variables),
		cmocka_unit_test(comments_and_escapes_are_no_code),
		cmocka_unit_test(conditions_ask),
		cmocka_unit_test(names_of_the_template_are_its_own),
		cmocka_unit_test(
			a_percent_begins_a_line_of_ruby_where_it_is_told),
		cmocka_unit_test(a_tag_that_is_not_closed_is_refused),
		cmocka_unit_test(much_of_anything_ends_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

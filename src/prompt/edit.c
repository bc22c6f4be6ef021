#include "prompt/edit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "prompt/edit_parts.h"
#include "prompt/manifest.h"
#include "syntax/yaml.h"

size_t edit_line_start(struct str text, unsigned line)
{
	size_t at = 0;

	for (unsigned i = 1; i < line && at < text.n; i++)
		at = str_find(text, '\n', at) + 1;
	return at > text.n ? text.n : at;
}

static int refuse(struct error *err, struct str id, const char *what)
{
	return error_set(
		err, ERROR_REFUSED,
		"the entry of %.*s in " MANIFEST_PATH
		" cannot be %s safely: do it by hand and run this again",
		STR_ARG(id), what);
}

/* The members of `prompts`, and among them that of id. */
static int find(struct arena *a, struct str text, struct str id,
		struct node *root, const struct node **prompts, size_t *index,
		struct error *err)
{
	struct syntax_error why;

	if (yaml_read(a, text, root, &why) < 0)
		return error_set(err, ERROR_REFUSED, MANIFEST_PATH ":%u:%u: %s",
				 why.pos.line, why.pos.column, why.text);
	*prompts = node_get(root, "prompts");
	if (!*prompts || (*prompts)->kind != NODE_OBJECT)
		return ERROR_ABSENT;
	for (size_t i = 0; i < (*prompts)->count; i++) {
		if (str_eq((*prompts)->members[i].name, id)) {
			*index = i;
			return 0;
		}
	}
	return ERROR_ABSENT;
}

/* Indentation of the line that a position is on, if the key begins it. */
static bool begins_line(struct str text, struct pos pos)
{
	size_t at = edit_line_start(text, pos.line);

	for (unsigned i = 1; i < pos.column; i++, at++)
		if (at >= text.n || text.p[at] != ' ')
			return false;
	return at < text.n;
}

size_t edit_entry_end(struct str text, struct pos key)
{
	size_t at = edit_line_start(text, key.line + 1), end = at;

	while (at < text.n) {
		size_t stop = str_find(text, '\n', at), indent = 0;

		while (at + indent < stop && text.p[at + indent] == ' ')
			indent++;
		if (at + indent < stop && text.p[at + indent] != '\r') {
			if (indent < key.column)
				return end;
			end = stop < text.n ? stop + 1 : text.n;
		}
		at = stop < text.n ? stop + 1 : text.n;
	}
	return end;
}

/* Whether after is before with the member at index gone, or renamed. */
static bool proved(const struct node *before, const struct node *after,
		   size_t index, const struct str *new_id)
{
	const struct node *old = node_get(before, "prompts");
	const struct node *new = node_get(after, "prompts");
	size_t j = 0;

	for (size_t i = 0; i < before->count; i++)
		if (!str_is(before->members[i].name, "prompts") &&
		    (!node_member(after, before->members[i].name) ||
		     !node_equal(&before->members[i].value,
				 &node_member(after, before->members[i].name)
					  ->value)))
			return false;
	if (after->count != before->count)
		return false;
	if (!new || new->kind != NODE_OBJECT)
		return false;
	for (size_t i = 0; i < old->count; i++) {
		struct str name = i == index && new_id ? *new_id :
							 old->members[i].name;

		if (i == index && !new_id)
			continue;
		if (j >= new->count || !str_eq(new->members[j].name, name) ||
		    !node_equal(&new->members[j].value, &old->members[i].value))
			return false;
		j++;
	}
	return j == new->count;
}

int edit_remove(struct arena *a, struct str text, struct str id,
		struct str *out, struct error *err)
{
	struct node root, again;
	const struct node *prompts;
	struct syntax_error why;
	struct buf b = buf_in(a);
	size_t index, from, to;
	int rc = find(a, text, id, &root, &prompts, &index, err);

	if (rc < 0)
		return rc;
	if (!begins_line(text, prompts->members[index].pos))
		return refuse(err, id, "taken out");
	from = edit_line_start(text, prompts->members[index].pos.line);
	to = edit_entry_end(text, prompts->members[index].pos);
	buf_add(&b, str_cut(text, 0, from));
	buf_add(&b, str_cut(text, to, text.n));
	/* An empty mapping has to be written as one. */
	if (prompts->count == 1) {
		const struct member *key = node_member(&root, STR("prompts"));
		size_t line = edit_line_start(text, key->pos.line);
		size_t colon = str_find(text, ':', line);

		buf_clear(&b);
		buf_add(&b, str_cut(text, 0, colon + 1));
		buf_adds(&b, " {}");
		buf_add(&b, str_cut(text, colon + 1, from));
		buf_add(&b, str_cut(text, to, text.n));
	}
	*out = buf_str(&b);
	if (yaml_read(a, *out, &again, &why) < 0 ||
	    !proved(&root, &again, index, NULL))
		return refuse(err, id, "taken out");
	return 0;
}

int edit_rename(struct arena *a, struct str text, struct str id,
		struct str new_id, struct str *out, struct error *err)
{
	struct node root, again;
	const struct node *prompts;
	struct syntax_error why;
	struct buf b = buf_in(a);
	size_t index, at;
	int rc = find(a, text, id, &root, &prompts, &index, err);

	if (rc < 0)
		return rc;
	at = edit_line_start(text, prompts->members[index].pos.line) +
	     prompts->members[index].pos.column - 1;
	if (at < text.n && (text.p[at] == '"' || text.p[at] == '\''))
		at++;
	if (!str_eq(str_cut(text, at, at + id.n), id))
		return refuse(err, id, "renamed");
	buf_add(&b, str_cut(text, 0, at));
	buf_add(&b, new_id);
	buf_add(&b, str_cut(text, at + id.n, text.n));
	*out = buf_str(&b);
	if (yaml_read(a, *out, &again, &why) < 0 ||
	    !proved(&root, &again, index, &new_id))
		return refuse(err, id, "renamed");
	return 0;
}

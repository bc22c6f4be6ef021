/*
 * What a file consists of, read when a format first asks.
 */
#include "base/arena.h"
#include "format/reading.h"
#include "syntax/json.h"
#include "syntax/yaml.h"

const struct node *probe_json(struct probe *p)
{
	struct syntax_error why;
	struct node *node;

	if (p->asked_json)
		return p->json;
	p->asked_json = true;
	node = arena_zero(p->a, 1, sizeof(*node));
	if (json_read(p->a, p->bytes, node, &why) == 0)
		p->json = node;
	return p->json;
}

const struct node *probe_yaml(struct probe *p)
{
	struct syntax_error why;
	struct node *node;

	if (p->asked_yaml)
		return p->yaml;
	p->asked_yaml = true;
	node = arena_zero(p->a, 1, sizeof(*node));
	if (yaml_read(p->a, p->bytes, node, &why) == 0)
		p->yaml = node;
	return p->yaml;
}

const struct node *probe_header(struct probe *p)
{
	struct syntax_error why;
	struct node *node;

	if (p->asked_front)
		return p->header;
	p->asked_front = true;
	front_split(p->bytes, FRONT_LINES, &p->front);
	if (!p->front.present)
		return NULL;
	node = arena_zero(p->a, 1, sizeof(*node));
	if (yaml_read(p->a, p->front.header, node, &why) == 0)
		p->header = node;
	return p->header;
}

const struct node *probe_value(struct probe *p)
{
	if (str_ends(p->name, ".json"))
		return probe_json(p);
	if (str_ends(p->name, ".yaml") || str_ends(p->name, ".yml"))
		return probe_yaml(p);
	return NULL;
}

bool probe_has(const struct node *node, const char *name)
{
	return node_get(node, name) != NULL;
}

bool probe_below(const struct probe *p, const char *folder)
{
	size_t from = 0, slash;

	while ((slash = str_find(p->path, '/', from)) < p->path.n) {
		if (str_is(str_cut(p->path, from, slash), folder))
			return true;
		from = slash + 1;
	}
	return false;
}

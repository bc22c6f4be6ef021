/*
 * What a file consists of, read when a format first asks.
 */
#include "base/arena.h"
#include "format/reading.h"
#include "syntax/json.h"
#include "syntax/yaml.h"

static const struct node *probe_read(struct probe *p, struct str bytes,
				     int (*read)(struct arena *a,
						 struct str bytes,
						 struct node *out,
						 struct syntax_error *why))
{
	struct syntax_error why;
	struct node *node = arena_zero(p->a, 1, sizeof(*node));

	return read(p->a, bytes, node, &why) == 0 ? node : NULL;
}

const struct node *probe_json(struct probe *p)
{
	if (!p->asked_json)
		p->json = probe_read(p, p->bytes, json_read);
	p->asked_json = true;
	return p->json;
}

const struct node *probe_yaml(struct probe *p)
{
	if (!p->asked_yaml)
		p->yaml = probe_read(p, p->bytes, yaml_read);
	p->asked_yaml = true;
	return p->yaml;
}

const struct node *probe_header(struct probe *p)
{
	if (p->asked_front)
		return p->header;
	p->asked_front = true;
	front_split(p->bytes, FRONT_LINES, &p->front);
	if (p->front.present)
		p->header = probe_read(p, p->front.header, yaml_read);
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

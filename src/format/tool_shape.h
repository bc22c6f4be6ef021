/*
 * tool_shape.h - which provider's shape a tool's definition has, and its name.
 *
 * | shape | by |
 * | --- | --- |
 * | openai-chat | `type: function` with `function` |
 * | openai-responses | `type: function` with `name` |
 * | anthropic | `input_schema` |
 * | bedrock | `toolSpec` |
 * | mcp | `inputSchema` |
 * | gemini | an element of `functionDeclarations` |
 * | openai-functions | an element of `functions` |
 * | custom, hosted | another `type`: free-form, or run by the provider |
 */
#ifndef PP_FORMAT_TOOL_SHAPE_H
#define PP_FORMAT_TOOL_SHAPE_H

#include "syntax/node.h"

struct arena;

enum {
	SHAPED_TOOLS = 1000,	/* of one value */
	SHAPED_TOOL_NAME = 4096 /* longest name */
};

struct shaped_tool {
	struct str name;
	const char *shape;
	const struct node *node;
};

struct shaped_tools {
	bool bad; /* pos, why and help say */
	struct pos pos;
	struct str why, help;
	struct shaped_tool *items;
	size_t count, room;
};

/* Take the tools out of a value: one tool, a list, or an object with `tools`
 * (or functions). */
void tool_shapes(struct arena *a, const struct node *root,
		 struct shaped_tools *out);

#endif

/*
 * formats.h - the rows of the table of formats, one file each.
 *
 * Private to this folder: everyone else asks format_find and
 * format_recognize (format.h).
 */
#ifndef PP_FORMAT_FORMATS_H
#define PP_FORMAT_FORMATS_H

#include "format/reading.h"

extern const struct format format_dotprompt; /* dotprompt.c */
extern const struct format format_langchain; /* langchain.c */

extern const struct format format_agent_skill;
extern const struct format format_copilot_instructions;
extern const struct format format_copilot_agent;
extern const struct format format_claude_command;
extern const struct format format_claude_agent;
extern const struct format format_cursor_rule;
extern const struct format format_agent_instructions;
extern const struct format format_openhands_skill;
extern const struct format format_markdown;
extern const struct format format_copilot_prompt;
extern const struct format format_mcp_config;
extern const struct format format_mcp_tools;
extern const struct format format_mcp_prompts;
extern const struct format format_anthropic;
extern const struct format format_openai_chat;
extern const struct format format_openai_responses;
extern const struct format format_messages;
extern const struct format format_tools_file;
extern const struct format format_semantic_kernel; /* a folder */
extern const struct format format_semantic_kernel_yaml;
extern const struct format format_promptfoo;
extern const struct format format_github_models;
extern const struct format format_promptflow;
extern const struct format format_promptflow_tools;
extern const struct format format_prompty;

#endif

/*
 * Whether a text is one for a model, by its words.
 */
#include "code/detect.h"

/* Each counts once. Lower case; a space at an end is a word's end. */
static const struct {
	const char *words;
	unsigned hints;
} phrases[] = {
	{ "you are a ", 2 },
	{ "you are an ", 2 },
	{ "you are the ", 1 },
	{ "you're a ", 1 },
	{ "you are claude", 2 },
	{ "you are chatgpt", 2 },
	{ "your task", 1 },
	{ "your role", 1 },
	{ "your job", 1 },
	{ "your goal", 1 },
	{ "you will be ", 1 },
	{ "you must ", 1 },
	{ "you should ", 1 },
	{ "you can ", 1 },
	{ "act as ", 1 },
	{ "as an ai", 2 },
	{ "assistant", 1 },
	{ "language model", 2 },
	{ "llm", 1 },
	{ "chatbot", 1 },
	{ "the user", 1 },
	{ "user's", 1 },
	{ "respond ", 1 },
	{ "your response", 1 },
	{ "your answer", 1 },
	{ "final answer", 1 },
	{ "answer the ", 1 },
	{ "answer:", 1 },
	{ "question:", 1 },
	{ "conversation", 1 },
	{ "step by step", 1 },
	{ "step-by-step", 1 },
	{ "summarize", 1 },
	{ "summarise", 1 },
	{ "summary of", 1 },
	{ "translate ", 1 },
	{ "classify ", 1 },
	{ "rewrite ", 1 },
	{ "extract ", 1 },
	{ "be concise", 1 },
	{ "concise", 1 },
	{ "do not include", 1 },
	{ "only output", 1 },
	{ "output only", 1 },
	{ "in json", 1 },
	{ "valid json", 1 },
	{ "json format", 1 },
	{ "json object", 1 },
	{ "given the ", 1 },
	{ "based on the ", 1 },
	{ "the following", 1 },
	{ "below is ", 1 },
	{ "<instructions>", 1 },
	{ "helpful", 1 },
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Any white space stands for a space. */
static bool is_at(const char *p, const char *end, const char *words)
{
	for (; *words; words++, p++) {
		char c = p < end ? lower(*p) : '\0';

		if (c == '\n' || c == '\t' || c == '\r')
			c = ' ';
		if (c != *words)
			return false;
	}
	return true;
}

unsigned detect_hints(struct str text)
{
	enum { PHRASES = sizeof(phrases) / sizeof(phrases[0]) };
	const char *end = text.p + text.n;
	bool seen[PHRASES] = { false };
	unsigned hints = 0;

	for (const char *p = text.p; p < end; p++) {
		if (p > text.p && ((p[-1] >= 'a' && p[-1] <= 'z') ||
				   (p[-1] >= 'A' && p[-1] <= 'Z')))
			continue; /* in a word */
		for (size_t i = 0; i < PHRASES; i++) {
			if (seen[i] || lower(*p) != phrases[i].words[0] ||
			    !is_at(p, end, phrases[i].words))
				continue;
			seen[i] = true;
			hints += phrases[i].hints;
		}
	}
	return hints;
}

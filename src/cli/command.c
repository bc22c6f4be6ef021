#include "cli/command.h"

#include <string.h>

static const struct command commands[] = {
	{ "init", cmd_init, "", 0, 0,
	  "set a repository up: manifest, store, first releases, hooks" },
	{ "adopt", cmd_adopt, "FILE[:LINE]...", 1, -1,
	  "take one more prompt: a file, or a text in source code" },
	{ "check", cmd_check, "[ID...]", 0, -1,
	  "find prompts that changed without a version, and what else is wrong" },
	{ "status", cmd_status, "[ID...]", 0, -1,
	  "one line a prompt: version, digest, state, what bump is asked for" },
	{ "bump", cmd_bump, "[ID...]", 0, -1,
	  "make the releases that are asked for, and stage them" },
	{ "diff", cmd_diff, "ID [A [B]]", 1, 3,
	  "what changed between two releases, or since the last one" },
	{ "show", cmd_show, "ID[@V]", 1, 1,
	  "the effective prompt: all that the model receives" },
	{ "log", cmd_log, "ID", 1, 1,
	  "the releases of a prompt, newest first" },
	{ "restore", cmd_restore, "ID@V", 1, 1,
	  "a release's files back, byte for byte, and the head set to it" },
	{ "retire", cmd_retire, "ID", 1, 1, "end a prompt, with its record" },
	{ "mv", cmd_mv, "OLD NEW", 2, 2, "rename a prompt, with its record" },
	{ "mend", cmd_mend, "", 0, 0, "put back what the store lost" },
	{ "affected", cmd_affected, "", 0, 0,
	  "ids of the prompts a change touches, and through which files" },
	{ "waive", cmd_waive, "FINGERPRINT | RULE PROMPT", 1, 2,
	  "accept a finding until a day" },
	{ "verify", cmd_verify, "", 0, 0,
	  "the whole store: every object, every release, every chain" },
	{ "inspect", cmd_inspect, "FILE", 1, 1,
	  "what a prompt file or template comes to, without a manifest" },
	{ "canonical", cmd_canonical, "FILE", 1, 1,
	  "the canonical bytes of a file: what is hashed" },
	{ "compat", cmd_compat, "OLD NEW", 2, 2,
	  "whether one JSON Schema can take the place of another" },
	{ "explain", cmd_explain, "[RULE]", 0, 1,
	  "what a rule or kind of change is, why it matters, how to mend it" },
	{ "install", cmd_install, "", 0, 0,
	  "put the hooks into this repository" },
	{ "uninstall", cmd_uninstall, "", 0, 0, "take the hooks out again" },
	{ "doctor", cmd_doctor, "", 0, 0,
	  "try whether a commit and a push here really run the check" },
	{ "hook", cmd_hook, "NAME [ARGUMENT...]", 1, -1,
	  "what the hook scripts call" },
	{ "help", cmd_help, "[COMMAND]", 0, 1,
	  "this list, or the help of a command" },
	{ NULL, NULL, NULL, 0, 0, NULL }
};

const struct command *command_all(void)
{
	return commands;
}

const struct command *command_find(const char *name)
{
	for (const struct command *c = commands; c->name; c++) {
		if (strcmp(c->name, name) == 0)
			return c;
	}
	return NULL;
}

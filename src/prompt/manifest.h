/*
 * manifest.h - promptpin.yaml: which prompts there are, from which files, and
 * the policy. DESIGN part 3; promptpin.yaml(5) is its manual page.
 *
 * What is wrong in it becomes findings (manifest-invalid, path-escape) with
 * line, column and key; what could be read stands in struct manifest all the
 * same, so that one bad entry does not hide the others.
 */
#ifndef PP_PROMPT_MANIFEST_H
#define PP_PROMPT_MANIFEST_H

#include "base/error.h"
#include "base/map.h"
#include "diag/diag.h"
#include "syntax/node.h"
#include "format/format.h"
#include "template/template.h"

struct arena;
struct view;

#define MANIFEST_PATH "promptpin.yaml"
#define STORE_FOLDER ".promptpin"

enum {
	MANIFEST_SIZE = 1024 * 1024,
	MANIFEST_PROMPTS = 20000, /* prompts in one manifest */
	SOURCE_SIZE = 1024 * 1024
};

/* A path or glob as written, made relative to the top of the repository. */
struct path_ref {
	struct str path;
	struct pos pos;
};

/* One message: a slot, or a file, or a part of one, with a role. */
struct message_entry {
	struct pos pos;
	struct str slot; /* empty: a message */
	struct str role;
	struct path_ref file;
	/* Which part of a file of source code, or what finds it; empty: all of
	 * it. */
	struct str symbol, match;
	struct pos part_pos; /* of either */
	/* NULL: of a part, what the code says it is */
	const struct language *language;
	/* canonical JSON, defaults left out, sorted bytewise by name */
	struct template_option *options;
	size_t option_count;
};

/*
 * A value of the user's: in a file, or in the manifest itself (value, with the
 * JSON Pointer of its place). Neither: absent.
 */
struct value_ref {
	bool given;
	struct path_ref file;	  /* path empty: in the manifest */
	const struct node *value; /* resolved (yaml_resolve) */
	struct str at;		  /* "/prompts/support~1triage/variables" */
	struct pos pos;
};

/* The members of a prompt that its own file may carry as well. */
enum own_key {
	OWN_TOOLS = 1,
	OWN_TOOL_CHOICE = 2,
	OWN_OUTPUT = 4,
	OWN_VARIABLES = 8,
	OWN_EXAMPLES = 16,
	OWN_MODEL = 32,
	OWN_PARAMS = 64,
	OWN_RETRIEVAL = 128
};

/* `file:` of a prompt: a file that carries the prompt itself. */
struct file_entry {
	struct path_ref file; /* path empty: the prompt has `messages` */
	struct str symbol;    /* which of several in it, or empty */
	struct str role;      /* of a file that is one text; empty: "user" */
	const struct format *format; /* `format:`, or NULL: as recognized */
	/* `syntax:` and `options:` of texts that the format leaves plain */
	const struct language *language;
	struct template_option *options;
	size_t option_count;
};

struct model_entry {
	bool given;
	bool shared; /* it stands in `defaults:` */
	struct pos pos;
	struct str provider, id, revision, adapter; /* empty: absent */
};

struct prompt_entry {
	struct str id;
	struct pos pos;
	/* something of it is manifest-invalid: it is not built, nor `removed` */
	bool invalid;
	/* The JSON Pointer of what declares it, where that is not
	 * /prompts/ID: "/collections/0". */
	struct str at;
	struct message_entry *messages;
	size_t message_count;
	struct file_entry own_file;
	unsigned own; /* enum own_key: what the entry itself has, and not only
		       * the defaults: it wins over the file's */
	bool version_file; /* `version: file` */
	struct pos version_pos;
	struct path_ref *templates; /* folders where names are looked up */
	size_t template_count;
	bool templates_given;
	struct path_ref *includes; /* candidates of computed includes: names */
	size_t include_count;
	struct path_ref *tools; /* files and globs, in order */
	size_t tool_count;
	struct value_ref tool_choice, output, variables, params, retrieval;
	/* variables: already the stored form {"type":"object",...} */
	/* `params:` of the defaults where the prompt has its own besides: the
	 * two are merged member by member when they are read */
	struct value_ref params_default;
	struct value_ref *examples;
	size_t example_count;
	struct model_entry model;
	struct str owner;
	const struct node *evals; /* as written, unresolved; or NULL */
	bool defaults_used;	  /* something of it comes from `defaults:` */
};

/* What a rule's level is turned to by `policy: rules:`; -1 where it is not. */
struct policy {
	bool given;
	struct str preset; /* "relaxed@1", "standard@1", "strict@1" */
	int rules[RULE_COUNT];
	struct pos rule_pos[RULE_COUNT];
	struct str bump_preset;	 /* "prompt" or "model" */
	int bumps[CHANGE_COUNT]; /* enum bump, or -1 */
	struct str push;	 /* "tip" or "every-commit"; empty: not given */
	/* `detectors:`, as code/detect.h counts them */
	uint32_t detectors_on, detectors_off;
	struct pos detectors_pos;
	bool tools_open;     /* callers pass over tools they do not know */
	bool readers_strict; /* readers refuse members they do not know */
};

/* One element of `collections:`. */
struct collection {
	struct pos pos;
	struct str files; /* a glob, from the top of the repository */
	struct str
		root; /* what ids are relative to, without a slash at its end */
};

struct manifest {
	bool present; /* a file is there, readable or not */
	bool valid;   /* no manifest-invalid in the parts that all share */
	struct str path;
	struct str text; /* its bytes, for showing a line */
	/* In order of the file, those of collections behind the others. */
	struct prompt_entry *prompts;
	size_t prompt_count;
	struct collection *collections;
	size_t collection_count;
	struct str *ignore; /* globs */
	size_t ignore_count;
	const char *const *protected_names; /* NULL: not given; NULL ends */
	struct policy policy;
	uint32_t rules; /* `normalization:`, 1 without it */
	struct map ids; /* of prompts, for manifest_prompt */
};

/*
 * Read the manifest of a view. Not there: present false, returns 0.
 * ERROR_FAILED: could not read, or `requires:` or `.promptpin/format` is
 * newer than this program (read first, by a scan that ignores every other
 * error): "needs promptpin >= X".
 */
int manifest_read(struct manifest *out, struct arena *a, struct view *view,
		  struct sink *sink, struct error *err);

/* The entry of an id, or NULL. */
const struct prompt_entry *manifest_prompt(const struct manifest *m,
					   struct str id);

#endif

/* Prompts in source code: which there are, and which of them make one. */
#include <ctype.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/scan_parts.h"
#include "release/policy.h"

enum {
	BEFORE = 100,	/* bytes in which the code says a text's role */
	COMPANION = 10, /* least bytes of a text that a name tells */
	MATCHES = 20,	/* patterns that are made for a file, ... */
	MATCH_BYTES = 256 * 1024 /* unless it is larger */
};

/* ---- words of a name --------------------------------------------------------- */

/* What is called a prompt need not be called so in its id. */
static const char *const noise[] = {
	"prompt",   "prompts", "template",     "message",     "msg",
	"messages", "text",    "instructions", "instruction", "content",
	"value",    "parts",   "part",	       NULL
};
static const struct {
	const char *word;
	int role;
} role_words[] = {
	{ "system", ROLE_SYSTEM },	 { "sys", ROLE_SYSTEM },
	{ "developer", ROLE_DEVELOPER }, { "user", ROLE_USER },
	{ "human", ROLE_USER },		 { "assistant", ROLE_ASSISTANT },
};
enum { ROLE_WORDS = sizeof(role_words) / sizeof(role_words[0]) };

static bool is_noise(struct str word)
{
	for (const char *const *n = noise; *n; n++) {
		if (str_is(word, *n))
			return true;
	}
	return false;
}

static int role_of_word(struct str word)
{
	for (size_t i = 0; i < ROLE_WORDS; i++) {
		if (str_is(word, role_words[i].word))
			return role_words[i].role;
	}
	return NO_ROLE;
}

/* The next word of triage_SYSTEM_prompt or triageSystemPrompt, small. */
static bool next_word(struct str name, size_t *at, struct buf *out)
{
	buf_clear(out);
	while (*at < name.n && !isalnum((unsigned char)name.p[*at]))
		(*at)++;
	for (; *at < name.n && isalnum((unsigned char)name.p[*at]); (*at)++) {
		bool hump = isupper((unsigned char)name.p[*at]) && out->len &&
			    !isupper((unsigned char)name.p[*at - 1]);

		if (hump)
			break;
		buf_addc(out, scan_lower(name.p[*at]));
	}
	return out->len > 0;
}

/* The name without noise; *bare without the role that it names too. */
static struct str read_words(struct arena *a, struct str name, int *role,
			     struct str *bare)
{
	struct buf word = buf_in(a), all = buf_in(a), rest = buf_in(a);
	size_t at = 0;

	*role = NO_ROLE;
	while (next_word(name, &at, &word)) {
		int named = role_of_word(buf_str(&word));

		if (*role == NO_ROLE)
			*role = named;
		if (str_is(buf_str(&word), "instructions") && *role == NO_ROLE)
			*role = ROLE_SYSTEM;
		if (is_noise(buf_str(&word)))
			continue;
		if (all.len)
			buf_addc(&all, '_');
		buf_add(&all, buf_str(&word));
		if (named != NO_ROLE)
			continue;
		if (rest.len)
			buf_addc(&rest, '_');
		buf_add(&rest, buf_str(&word));
	}
	*bare = buf_str(&rest);
	return buf_str(&all);
}

/* ---- one text ----------------------------------------------------------------- */

static bool is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return s.n > 0;
}

/* The last part of a symbol, which is a JSON Pointer in YAML; what is before
 * it is left. */
static struct str cut_last(struct str *symbol)
{
	char separator = str_starts(*symbol, "/") ? '/' : '.';
	size_t at = str_rfind(*symbol, separator);
	struct str last = at < symbol->n ? str_cut(*symbol, at + 1, symbol->n) :
					   *symbol;

	*symbol = str_cut(*symbol, 0, at < symbol->n ? at : 0);
	return last;
}

/* The role that the code says right before a text: {"role": "user", ... */
static int role_before(struct str bytes, size_t from)
{
	static const struct {
		const char *text;
		int role;
	} marks[] = {
		{ "system", ROLE_SYSTEM },
		{ "System", ROLE_SYSTEM },
		{ "developer", ROLE_DEVELOPER },
		{ "user", ROLE_USER },
		{ "User", ROLE_USER },
		{ "human", ROLE_USER },
		{ "Human", ROLE_USER },
		{ "assistant", ROLE_ASSISTANT },
		{ "Assistant", ROLE_ASSISTANT },
		{ "AIMessage", ROLE_ASSISTANT },
	};
	struct str before = str_cut(bytes, from > BEFORE ? from - BEFORE : 0,
				    from);

	for (size_t i = before.n; i-- > 0;) {
		struct str rest = str_cut(before, i, before.n);

		for (size_t k = 0; k < sizeof(marks) / sizeof(marks[0]); k++) {
			if (str_starts(rest, marks[k].text))
				return marks[k].role;
		}
	}
	return NO_ROLE;
}

/* Of detectors that the code says the role to. */
static bool says_role(struct str finds)
{
	return str_is(finds, "role-dict") || str_is(finds, "role-obj") ||
	       str_is(finds, "role-field") || str_is(finds, "lc-tuple") ||
	       str_is(finds, "msg-class");
}

static bool is_template(const struct code_literal *l)
{
	return strcmp(l->syntax, "text") != 0;
}

void scan_add_code(struct scan *s, struct str path,
		   const struct code_literal *l, struct str bytes,
		   struct str match, struct str finds)
{
	struct arena *a = s->run->arena;
	struct piece_of_code p = { .path = path,
				   .symbol = str_copy(a, l->symbol),
				   .line = l->pos.line,
				   .match = match,
				   .finds = finds };
	struct str last, bare;

	p.parent = p.symbol;
	last = cut_last(&p.parent);
	p.stem = read_words(a, is_number(last) ? STR_EMPTY : last, &p.role,
			    &bare);
	if (says_role(finds)) {
		int role = role_before(bytes, l->from);

		p.role = role == NO_ROLE ? p.role : role;
		p.listed = true;
		while (p.parent.n) {
			struct str up = p.parent;

			if (!is_number(cut_last(&up)))
				break;
			p.parent = up;
			p.stem = STR_EMPTY;
		}
		if (p.stem.n)
			p.listed = false;
	}
	p.said = p.role != NO_ROLE;
	if (!p.said)
		p.role = is_template(l) ? ROLE_USER : ROLE_SYSTEM;
	else if (!p.listed)
		p.stem = bare;
	s->code = arena_grow(a, s->code, s->code_count, &s->code_room,
			     sizeof(*s->code));
	s->code[s->code_count++] = p;
	*map_put(&s->with_code, path) = s;
}

/* ---- one file ------------------------------------------------------------------- */

/* A file under way. */
struct code_file {
	struct scan *s;
	struct arena *a; /* for as long as it is looked at */
	struct str path, bytes;
	struct code_literals all;
	struct map symbols; /* how often each stands in the file */
	struct map stems;   /* of texts that a role was said of */
	unsigned matches;   /* patterns that were made */
};

static void count_symbols(struct code_file *f)
{
	struct code_error why;

	f->symbols = map_in(f->a);
	f->stems = map_in(f->a);
	if (code_literals(f->a, code_by_path(f->path), f->bytes, &f->all,
			  &why) < 0)
		f->all.count = 0;
	for (size_t i = 0; i < f->all.count; i++) {
		size_t **n = (size_t **)map_put(&f->symbols,
						f->all.items[i].symbol);

		if (!*n)
			*n = arena_zero(f->a, 1, sizeof(**n));
		++**n;
	}
}

static bool is_unique(const struct code_file *f, const struct code_literal *l)
{
	const size_t *n = map_get(&f->symbols, l->symbol);

	return l->symbol.n && n && *n == 1;
}

/* What the name says: parent and stem, and that it says a role. */
static struct str stem_key(struct arena *a, struct str symbol, bool *said)
{
	struct str parent = symbol, last = cut_last(&parent), bare;
	int role;
	struct str key[] = { parent, { "", 1 }, STR_EMPTY };

	(void)read_words(a, last, &role, &bare);
	key[2] = bare;
	*said = role != NO_ROLE && symbol.n > 0;
	return str_join(a, key, 3);
}

/* One that was detected. */
static void take(struct code_file *f, const struct detected *d)
{
	const struct code_literal *l = &d->literal;
	struct scan *s = f->s;
	struct str match = STR_EMPTY, key;
	bool said;

	*map_put(&s->with_code, f->path) = s;
	if (scan_known_code(s, f->path, l))
		return;
	if (!is_unique(f, l) && f->matches < MATCHES &&
	    f->bytes.n <= MATCH_BYTES) {
		f->matches++;
		match = scan_make_match(s->run->arena, code_by_path(f->path),
					f->bytes, l);
	}
	if (!is_unique(f, l) && !match.n) {
		if (s->found.nameless++ == 0)
			s->found.nameless_at = str_fmt(s->run->arena, "%.*s:%u",
						       STR_ARG(f->path),
						       l->pos.line);
		return;
	}
	scan_add_code(s, f->path, l, f->bytes, match, str_of(d->by->name));
	key = stem_key(f->a, l->symbol, &said);
	if (said && !match.n)
		*map_put(&f->stems, key) = f;
}

/* USER_PROMPT beside SYSTEM_PROMPT, though it alone would say too little. */
static void take_companions(struct code_file *f, const struct detected *items,
			    size_t count)
{
	struct map taken = map_in(f->a);

	for (size_t i = 0; i < count; i++)
		*map_put(&taken, items[i].literal.symbol) = f;
	for (size_t i = 0; i < f->all.count && f->stems.count; i++) {
		const struct code_literal *l = &f->all.items[i];
		bool said;
		struct str key = stem_key(f->a, l->symbol, &said);

		if (said && l->how == CODE_ASSIGNED && l->text.n >= COMPANION &&
		    !l->undecided && is_unique(f, l) &&
		    !map_get(&taken, l->symbol) && map_get(&f->stems, key) &&
		    !scan_known_code(f->s, f->path, l))
			scan_add_code(f->s, f->path, l, f->bytes, STR_EMPTY,
				      STR("by its name"));
	}
}

int scan_code(struct scan *s, struct str path, struct str bytes)
{
	struct arena scratch = { 0 };
	struct code_file f = {
		.s = s, .a = &scratch, .path = path, .bytes = bytes
	};
	struct detected *items = NULL;
	struct in_force force;
	size_t count = 0;

	if (!s->detect) {
		policy_of(&s->manifest.policy, &force);
		s->detect = detect_new(s->run->arena, force.detectors);
	}
	if (detect_find(s->detect, &scratch, path, bytes, &items, &count) < 0)
		scan_leave(s, str_fmt(s->run->arena,
				      "%.*s: a pattern ran out of its limits",
				      STR_ARG(path)));
	if (count)
		count_symbols(&f);
	for (size_t i = 0; i < count; i++)
		take(&f, &items[i]);
	if (count)
		take_companions(&f, items, count);
	arena_free(&scratch);
	return 0;
}

/* ---- those that make one prompt ---------------------------------------------------- */

struct group {
	size_t count;
	unsigned roles;
	size_t *members;
	size_t room;
	bool done;
};

static struct group *group_of(struct scan *s, struct map *groups,
			      const struct piece_of_code *p)
{
	struct arena *a = s->run->arena;
	const struct str key[] = {
		p->path,   { "", 1 }, p->parent,
		{ "", 1 }, p->stem,   p->listed ? STR("#") : STR_EMPTY
	};
	struct group **g = (struct group **)map_put(groups,
						    str_join(a, key, 6));

	if (!*g)
		*g = arena_zero(a, 1, sizeof(**g));
	return *g;
}

/* A class in a file of its name says nothing new. */
static bool is_same_name(struct str a, struct str b)
{
	size_t i = 0, k = 0;

	for (;; i++, k++) {
		while (i < a.n && !isalnum((unsigned char)a.p[i]))
			i++;
		while (k < b.n && !isalnum((unsigned char)b.p[k]))
			k++;
		if (i == a.n || k == b.n)
			return i == a.n && k == b.n;
		if (scan_lower(a.p[i]) != scan_lower(b.p[k]))
			return false;
	}
}

/* What of the names around a text tells it from others of the file. */
static void add_parent(struct arena *a, struct buf *out, struct str file,
		       struct str parent)
{
	char separator = str_starts(parent, "/") ? '/' : '.';
	bool first = true;

	for (size_t at = 0, end; at < parent.n; at = end + 1) {
		struct str part, words, bare;
		int role;

		end = str_find(parent, separator, at);
		part = str_cut(parent, at, end);
		words = read_words(a, part, &role, &bare);
		if (!words.n || is_number(part) ||
		    (first && is_same_name(part, file)))
			continue;
		buf_addc(out, first ? '/' : '.');
		buf_add(out, words);
		first = false;
	}
}

/* The file, as a part of an id: src/agent.py is agent, a/prompts.py is a. */
static struct str file_of(struct str path)
{
	struct str file = format_stem(path);
	size_t slash = str_rfind(file, '/');
	struct str name = slash < file.n ? str_cut(file, slash + 1, file.n) :
					   file;

	if (slash < file.n &&
	    (str_is(name, "__init__") || str_is(name, "index") ||
	     look_is_prompt_folder(name)))
		file = str_cut(file, 0, slash);
	if (str_starts(file, "src/") || str_starts(file, "lib/"))
		file = str_cut(file, 4, file.n);
	return file;
}

/* src/agent.py and Agent.PROMPT: what an id is made of. */
static struct str place_of(struct arena *a, const struct piece_of_code *p,
			   struct str stem)
{
	struct str file = file_of(p->path);
	size_t slash = str_rfind(file, '/');
	struct buf out = buf_in(a);

	buf_add(&out, file);
	add_parent(a, &out,
		   str_cut(file, slash < file.n ? slash + 1 : 0, file.n),
		   p->parent);
	if (stem.n) {
		buf_addc(&out, out.len > file.n ? '.' : '/');
		buf_add(&out, stem);
	}
	return buf_str(&out);
}

static void add_text(struct scan *s, struct scanned_prompt *out,
		     const struct piece_of_code *p)
{
	struct scanned_message *m;

	scan_message(s, out, p->role, p->path);
	m = &out->messages[out->message_count - 1];
	m->match = p->match;
	m->line = p->line;
	if (!p->match.n)
		m->symbol = p->symbol;
}

static void add_alone(struct scan *s, const struct piece_of_code *p)
{
	struct arena *a = s->run->arena;
	struct str symbol = p->symbol, last = cut_last(&symbol), bare, words;
	struct scanned_prompt *out;
	int role;

	words = read_words(a, is_number(last) ? STR_EMPTY : last, &role, &bare);

	out = scan_add(
		s, place_of(a, p, p->listed && !words.n ? STR_EMPTY : words),
		"prompts in code",
		p->finds.n ? str_fmt(a, "in code (%.*s)", STR_ARG(p->finds)) :
			     STR("in code"));
	if (out)
		add_text(s, out, p);
}

static void add_group(struct scan *s, const struct group *g)
{
	const struct piece_of_code *first = &s->code[g->members[0]];
	struct scanned_prompt *out;

	out = scan_add(s, place_of(s->run->arena, first, first->stem),
		       "prompts in code",
		       str_fmt(s->run->arena,
			       "in code, %zu texts that belong "
			       "together",
			       g->count));
	for (int role = 0; out && role < SCAN_ROLES; role++) {
		for (size_t i = 0; i < g->count; i++) {
			const struct piece_of_code *p = &s->code[g->members[i]];

			if (first->listed ? role == 0 : p->role == role)
				add_text(s, out, p);
		}
	}
}

void scan_group_code(struct scan *s)
{
	struct map groups = map_in(s->run->arena);

	for (size_t i = 0; i < s->code_count; i++) {
		struct piece_of_code *p = &s->code[i];
		struct group *g = group_of(s, &groups, p);
		unsigned bit = 1U << p->role;

		if (!p->listed && (!p->said || (g->roles & bit)))
			continue;
		g->roles |= bit;
		g->members = arena_grow(s->run->arena, g->members, g->count,
					&g->room, sizeof(*g->members));
		g->members[g->count++] = i;
		p->taken = true;
	}
	for (size_t i = 0; i < s->code_count; i++) {
		struct piece_of_code *p = &s->code[i];
		struct group *g = group_of(s, &groups, p);

		if (!p->taken || g->count < 2)
			add_alone(s, p);
		else if (!g->done)
			add_group(s, g);
		g->done = g->done || p->taken;
	}
}

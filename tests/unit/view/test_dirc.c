/*
 * The index as bytes: what git wrote is read as `git ls-files` reads it, and
 * what git would never write is refused.
 */
#include "scratch.h"

#include "base/buf.h"
#include "view/dirc.h"

enum { ENTRIES = 5000 };

/* ---- against git */

static struct str file_of(const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t room = 16 << 20, n;
	char *bytes;

	assert_non_null(file);
	bytes = arena_alloc(&arena, room);
	n = fread(bytes, 1, room, file);
	assert_true(n < room);
	fclose(file);
	return (struct str){ bytes, n };
}

static unsigned u32_at(const unsigned char *p)
{
	return (unsigned)p[0] << 24 | (unsigned)p[1] << 16 |
	       (unsigned)p[2] << 8 | p[3];
}

/* One entry as `git ls-files -s -z --debug` shows it, up to the flags. What
 * is not kept of an entry is before its id. */
static struct str shown(const struct dirc_entry *e)
{
	char head[64], tail[256];
	struct str parts[] = { STR_EMPTY, e->path, STR_EMPTY };
	int n = snprintf(head, sizeof(head), "%06o ", e->mode);

	for (int i = 0; i < 20; i++)
		n += snprintf(head + n, 3, "%02x", e->id[i]);
	n += snprintf(head + n, 16, " %u\t", e->stage);
	parts[0] = (struct str){ head, (size_t)n };
	n = snprintf(tail, sizeof(tail),
		     "%c  ctime: %u:%u\n  mtime: %u:%u\n  dev: %u\tino: %u\n"
		     "  uid: %u\tgid: %u\n  size: %u\tflags: ",
		     '\0', e->ctime_s, e->ctime_ns, e->mtime_s, e->mtime_ns,
		     u32_at(e->id - 24), e->ino, u32_at(e->id - 12),
		     u32_at(e->id - 8), e->size);
	parts[2] = (struct str){ tail, (size_t)n };
	return str_join(&arena, parts, 3);
}

/* Each place is where dirc_next begins. */
static void places_agree(struct str bytes, size_t count)
{
	struct dirc_entry e, again;
	uint32_t *places;
	struct dirc d, all;
	size_t n;

	works(dirc_start(&all, &arena, bytes, "index", &err));
	d = all;
	works(dirc_places(&all, &arena, &places, &n, &err));
	assert_int_equal(n, count);
	for (size_t i = 0; i < n && d.version < 4; i++) {
		const unsigned char *first = (const unsigned char *)bytes.p +
					     12;

		assert_int_equal(dirc_next(&d, &e, &err), 1);
		assert_ptr_equal(first + places[i], e.id - 40);
		works(dirc_again(&all, first + places[i], &again));
		assert_true(str_eq(again.path, e.path));
	}
}

/* Read a repository's index and compare it with what git says of it. */
static size_t agrees(const char *folder)
{
	struct dirc_entry e;
	struct str said;
	struct dirc d;
	size_t count = 0;
	char *flags;

	sh(folder, "git ls-files -s -z --debug >$HOME/said");
	go(".");
	said = file_of("said");
	go(folder);
	works(dirc_start(&d, &arena, file_of(".git/index"), "index", &err));
	while (dirc_next(&d, &e, &err) > 0) {
		struct str own = shown(&e);
		unsigned long bits;

		assert_true(said.n > own.n);
		assert_memory_equal(said.p, own.p, own.n);
		bits = strtoul(said.p + own.n, &flags, 16);
		assert_int_equal(e.intent, bits >> 29 & 1);
		assert_int_equal(e.skip, bits >> 30 & 1);
		assert_int_equal(*flags, '\n');
		said = str_cut(said, (size_t)(flags + 1 - said.p), said.n);
		count++;
	}
	works(err.code);
	assert_int_equal(said.n, 0);
	places_agree(file_of(".git/index"), count);
	go(".");
	return count;
}

static void in_each_version(const char *folder, size_t count)
{
	static const char *const versions[] = { "2", "4" };

	for (int i = 0; i < 2; i++) {
		sh(folder, str_fmt(&arena,
				   "git update-index --index-version "
				   "%s",
				   versions[i])
				   .p);
		assert_int_equal(agrees(folder), count);
	}
}

static void what_git_wrote_is_read_in_each_version(void **state)
{
	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; mkdir -p d/e; echo 1 >a; echo 2 >d/b; "
		"echo 3 >d/e/c; ln -s a l; chmod +x a; "
		"touch i23456 i234567 i2345678 i23456789; git add .; "
		"git commit -qm1");
	in_each_version("r", 8);
	sh("r", "git config index.threads 2; git config core.untrackedCache "
		"true; git status; git config core.fsmonitor false; touch n; "
		"git add n");
	in_each_version("r", 9);
	scratch_free();
}

static void intent_to_add_and_skip_worktree_are_told(void **state)
{
	(void)state;
	scratch_new();
	sh(".", "git init -q r; cd r; echo 1 >a; echo 2 >b; echo 3 >c; "
		"git add .; git add a; echo n >new; git add -N new; "
		"git update-index --skip-worktree b; "
		"git update-index --assume-unchanged c");
	in_each_version("r", 4);
	scratch_free();
}

static void every_stage_of_a_conflict_is_there(void **state)
{
	(void)state;
	scratch_new();
	sh(".", "git init -q -b main r; cd r; echo 0 >a; echo k >k; "
		"git add .; git commit -qm0; git checkout -qb o; echo 1 >a; "
		"echo x >x; git add .; git commit -qm1; git checkout -q main; "
		"echo 2 >a; echo y >x; git add .; git commit -qam2; "
		"! git merge o");
	in_each_version("r", 6);
	scratch_free();
}

static void names_longer_than_the_flags_can_say_are_whole(void **state)
{
	static const int lengths[] = { 4094, 4095, 4096, 4097, 5000, 70000 };
	FILE *out;

	(void)state;
	scratch_new();
	sh(".", "git init -q r");
	out = fopen("info", "wb");
	assert_non_null(out);
	for (size_t i = 0; i < 12; i++) {
		fprintf(out, "100644 %040d 0\t%c", 1, i < 6 ? 'a' : 'b');
		for (int k = 1; k < lengths[i % 6]; k++)
			fputc(k == 100 ? '/' : 'x' + (int)(i & 1), out);
		fputc('\0', out);
	}
	fclose(out);
	sh("r", "git update-index -z --index-info <$HOME/info");
	in_each_version("r", 12);
	scratch_free();
}

static unsigned next(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % below;
}

static void write_random(const char *path, unsigned seed)
{
	static const char letters[] = "aab\xe9\xff\n\"c d-";
	static const char *const modes[] = { "100644", "100644", "100755",
					     "120000", "160000" };
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	for (int i = 0; i < ENTRIES; i++) {
		unsigned depth = 1 + next(&seed, 4);
		unsigned stage = next(&seed, 5) ? 0 : 1 + next(&seed, 3);

		fprintf(out, "%s %040x %u\t", modes[next(&seed, 5)],
			1 + next(&seed, 60000), stage);
		for (unsigned k = 0; k < depth; k++) {
			if (k)
				fputc('/', out);
			for (unsigned n = 1 + next(&seed, k ? 12 : 3); n; n--)
				fputc(letters[next(&seed, 11)], out);
		}
		/* No path is merged and not merged. */
		fputs(stage ? "u" : "", out);
		fputc('\0', out);
	}
	fclose(out);
}

/* Some of the paths that are merged. */
static void write_some(const char *path, const char *index)
{
	FILE *out = fopen(path, "wb");
	struct dirc_entry e;
	struct dirc d;
	int i = 0;

	assert_non_null(out);
	works(dirc_start(&d, &arena, file_of(index), "index", &err));
	while (dirc_next(&d, &e, &err) > 0)
		if (e.stage == 0 && i++ % 7 == 0)
			assert_int_equal(fwrite(e.path.p, 1, e.path.n + 1, out),
					 e.path.n + 1);
	fclose(out);
}

static void thousands_of_random_entries_are_read_as_git_reads_them(void **state)
{
	(void)state;
	scratch_new();
	for (unsigned seed = 1; seed <= 3; seed++) {
		size_t count;

		sh(".", "rm -rf r; git init -q r");
		write_random("info", seed);
		sh("r", "git update-index -z --index-info <$HOME/info");
		count = agrees("r");
		assert_true(count > ENTRIES / 3);
		in_each_version("r", count);
		write_some("some", "r/.git/index");
		sh("r", "git update-index -z --skip-worktree --stdin "
			"<$HOME/some");
		in_each_version("r", count);
	}
	scratch_free();
}

/* ---- what is refused */

struct made {
	unsigned char bytes[4096];
	size_t n;
	bool any; /* read it as one that may be split or sparse */
};

static void put(struct made *m, const void *bytes, size_t n)
{
	assert_true(m->n + n <= sizeof(m->bytes));
	memcpy(m->bytes + m->n, bytes, n);
	m->n += n;
}

static void put_u32(struct made *m, unsigned value)
{
	unsigned char byte[4] = { (unsigned char)(value >> 24),
				  (unsigned char)(value >> 16),
				  (unsigned char)(value >> 8),
				  (unsigned char)value };

	put(m, byte, 4);
}

static void begin(struct made *m, unsigned version, unsigned count)
{
	m->n = 0;
	m->any = false;
	put(m, "DIRC", 4);
	put_u32(m, version);
	put_u32(m, count);
}

/* An entry of version 2 or 3; what says its length and stage is flags. */
static void entry_raw(struct made *m, unsigned flags, const char *name,
		      size_t n)
{
	static const unsigned char zero[64];
	unsigned char two[2] = { (unsigned char)(flags >> 8),
				 (unsigned char)flags };

	put(m, zero, 24);
	put_u32(m, 0100644);
	put(m, zero, 32);
	put(m, two, 2);
	put(m, name, n);
	put(m, zero, 8 - (62 + n) % 8);
}

static void entry(struct made *m, unsigned stage, const char *name)
{
	size_t n = strlen(name);

	entry_raw(m, stage << 12 | (unsigned)n, name, n);
}

static int any(struct dirc *d, struct arena *a, struct str bytes,
	       const char *name, struct error *e)
{
	return dirc_start_any(d, a, bytes, 20, name, e);
}

static int read_made(struct made *m, const char *trailer)
{
	struct dirc_entry e;
	struct dirc d;
	char *exact;
	int rc;

	put(m, trailer, 20);
	exact = malloc(m->n);
	assert_non_null(exact);
	memcpy(exact, m->bytes, m->n);
	error_clear(&err);
	rc = (m->any ? any : dirc_start)(
		&d, &arena, (struct str){ exact, m->n }, "index", &err);
	if (rc == 0)
		while ((rc = dirc_next(&d, &e, &err)) > 0)
			;
	free(exact);
	return rc;
}

static void refused(struct made *m, const char *word)
{
	assert_int_equal(read_made(m, "checksumchecksumchec"), ERROR_FAILED);
	if (!strstr(err.text, word) || !strstr(err.text, "index: "))
		fail_msg("%s", err.text);
	assert_true(err.help[0] != '\0');
	error_clear(&err);
}

static void any_checksum_will_do(void **state)
{
	struct made m;

	(void)state;
	begin(&m, 2, 1);
	entry(&m, 0, "a");
	works(read_made(&m, "checksumchecksumchec"));
	m.n -= 20;
	works(read_made(&m, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
	arena_free(&arena);
}

static void order_is_held_to(void **state)
{
	static const struct {
		unsigned stage[2];
		const char *name[2];
		bool right;
	} cases[] = {
		{ { 0, 0 }, { "a", "b" }, true },
		{ { 0, 0 }, { "a", "a/b" }, true },
		{ { 0, 0 }, { "a", "\xff" }, true },
		{ { 1, 3 }, { "a", "a" }, true },
		{ { 3, 1 }, { "a", "b" }, true },
		{ { 0, 0 }, { "b", "a" }, false },
		{ { 0, 0 }, { "a/b", "a" }, false },
		{ { 0, 0 }, { "\xff", "a" }, false },
		{ { 0, 0 }, { "12345678", "12345677" }, false },
		{ { 0, 0 }, { "a", "a" }, false },
		{ { 0, 1 }, { "a", "a" }, false },
		{ { 2, 2 }, { "a", "a" }, false },
		{ { 3, 1 }, { "a", "a" }, false },
		{ { 1, 0 }, { "a", "a" }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct made m;

		begin(&m, 2, 2);
		entry(&m, cases[i].stage[0], cases[i].name[0]);
		entry(&m, cases[i].stage[1], cases[i].name[1]);
		if (cases[i].right)
			works(read_made(&m, "checksumchecksumchec"));
		else
			refused(&m, "damaged: the entries are out of order");
	}
	arena_free(&arena);
}

static void a_wrong_structure_is_damage(void **state)
{
	struct made m;

	(void)state;
	begin(&m, 2, 1);
	m.n = 8;
	refused(&m, "damaged: too short");
	begin(&m, 2, 0);
	m.bytes[0] = 'd';
	refused(&m, "damaged: no index");
	begin(&m, 5, 0);
	refused(&m, "version 5");
	begin(&m, 2, 0xffffffff);
	entry(&m, 0, "a");
	refused(&m, "damaged: more entries");
	begin(&m, 2, 2);
	entry(&m, 0, "a");
	put(&m, "TREE\0\0\0\0", 8);
	refused(&m, "damaged: more entries");
	begin(&m, 2, 0);
	entry(&m, 0, "a");
	refused(&m, "damaged");
	begin(&m, 2, 1);
	entry(&m, 0, "");
	refused(&m, "damaged: an entry has no name");
	begin(&m, 2, 1);
	entry_raw(&m, 3, "a\0b", 3);
	refused(&m, "damaged: a path is not as long");
	begin(&m, 2, 1);
	entry_raw(&m, 3, "abcd", 4);
	refused(&m, "damaged: a path is not as long");
	begin(&m, 2, 1);
	entry_raw(&m, 0xfff, "abcd", 4);
	refused(&m, "damaged: a path is not as long");
	begin(&m, 2, 1);
	entry(&m, 0, "abcdefghijklmnop");
	m.n -= 9;
	refused(&m, "damaged: an entry runs past the end");
	begin(&m, 2, 1);
	entry(&m, 0, "abcdefghijklmnop");
	m.n -= 1;
	refused(&m, "damaged: an entry runs past the end");
	begin(&m, 3, 1);
	entry_raw(&m, 0x4001, "\x80\0a", 3);
	refused(&m, "damaged: an entry has unknown flags");
	arena_free(&arena);
}

static void a_path_cannot_share_more_than_there_is(void **state)
{
	static const char *const wrong[] = { "\x02", "\xff\xff\xff\xff\xff\xff",
					     "\x80\x01" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct made m;

		begin(&m, 4, 2);
		entry_raw(&m, 1, "\0a", 2);
		m.n = 12 + 62 + 3;
		entry_raw(&m, 1, wrong[i], strlen(wrong[i]));
		refused(&m, "damaged: an entry shares more");
	}
	arena_free(&arena);
}

static void extensions_may_be_passed_over_or_not(void **state)
{
	static const struct {
		const char *bytes, *word;
	} cases[] = {
		{ "TREE\0\0\0\4abcd", NULL },
		{ "Zabc\0\0\0\4abcd", NULL },
		{ "link\0\0\0\4abcd", "split" },
		{ "sdir\0\0\0\4abcd", "sparse" },
		{ "fUtu\0\0\0\4abcd", "'fUtu'" },
		{ "f\033tu\0\0\0\4abcd", "damaged: no extension" },
		{ "TREE\0\0\0\5abcd", "damaged: an extension runs past" },
		{ "TREE\xff\xff\xff\xff"
		  "abcd",
		  "damaged: an extension runs past" },
		{ "TREE\0\0\0\0abcd", "damaged: an extension runs past" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct made m;

		begin(&m, 2, 1);
		entry(&m, 0, "a");
		put(&m, cases[i].bytes, 12);
		if (cases[i].word)
			refused(&m, cases[i].word);
		else
			works(read_made(&m, "checksumchecksumchec"));
	}
	arena_free(&arena);
}

static void a_split_index_is_told_from_damage(void **state)
{
	static const char link[] = "link\0\0\0\24"
				   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	struct made m;

	(void)state;
	/* Entries without a name are right where a link stands behind them. */
	for (int asked = 0; asked < 2; asked++) {
		begin(&m, 2, 2);
		m.any = asked;
		entry(&m, 0, "");
		entry(&m, 0, "");
		put(&m, link, 27);
		put(&m, "x", 1);
		if (asked)
			works(read_made(&m, "checksumchecksumchec"));
		else
			refused(&m, "split");
	}
	/* One to nothing is none. */
	begin(&m, 2, 2);
	m.any = true;
	entry(&m, 0, "");
	entry(&m, 0, "");
	put(&m, link, 28);
	refused(&m, "damaged: an entry has no name");
	begin(&m, 2, 1);
	m.any = true;
	entry(&m, 0, "a");
	put(&m, link, 28);
	works(read_made(&m, "checksumchecksumchec"));
	begin(&m, 2, 1);
	m.any = true;
	entry(&m, 0, "a");
	put(&m, "link\0\0\0\4abcd", 12);
	refused(&m, "damaged: it is not said which index");
	begin(&m, 2, 1);
	m.any = true;
	entry(&m, 0, "a");
	put(&m, "sdir\0\0\0\0", 8);
	works(read_made(&m, "checksumchecksumchec"));
	arena_free(&arena);
}

/* ---- all at once: what one after the other gives, whatever the bytes are */

/* The next name: often one that comes behind the one before, and shares much
 * with it. Lengths are around those that fill eight bytes. */
static size_t name_after(unsigned char *name, size_t n, unsigned *seed)
{
	size_t keep = n ? next(seed, (unsigned)n + 1) : 0;
	size_t more = 1 + next(seed, next(seed, 30) ? 20 : 300);
	unsigned byte = keep < n ? name[keep] : 0;

	if (next(seed, 20) == 0)
		byte = 0; /* most often out of order */
	for (size_t i = keep; i < keep + more; i++)
		name[i] = (unsigned char)"\x01/ab~\x7f\x80\xff"[next(seed, 8)];
	/* All of the one before, what stands behind it, and more. */
	if (keep == n && next(seed, 4) == 0)
		memset(name + n, 0, next(seed, (unsigned)more));
	if (byte < 255 && name[keep] <= byte && keep < n)
		name[keep] = (unsigned char)(byte + 1);
	return keep + more;
}

static void random_entry(struct buf *b, unsigned *seed, size_t width,
			 const unsigned char *name, size_t n)
{
	size_t from = b->len;
	unsigned flags = n < 0xfff ? (unsigned)n : 0xfff;
	unsigned odd = next(seed, 40);

	for (size_t i = 0; i < 40 + width; i++)
		buf_addc(b, (char)next(seed, 256));
	if (odd == 0)
		flags = next(seed, 65536);
	else if (odd < 4)
		flags |= (odd & 3) << 12;
	else if (odd < 8)
		flags |= 0x4000;
	flags |= next(seed, 9) ? 0 : 0x8000;
	buf_addc(b, (char)(flags >> 8));
	buf_addc(b, (char)flags);
	if (flags & 0x4000) {
		buf_addc(b, (char)(next(seed, 4) << 5 & 0x60));
		buf_addc(b, (char)(next(seed, 50) ? 0 : 1));
	}
	buf_add(b, (struct str){ (const char *)name, n });
	buf_addc(b, '\0');
	while ((b->len - from) % 8)
		buf_addc(b, (char)(next(seed, 90) ? 0 : 'x'));
}

static struct str random_index(struct buf *b, unsigned *seed, size_t width)
{
	unsigned char name[64 * 1024];
	unsigned count = 1 + next(seed, 40);
	size_t n = 0;

	b->len = 0;
	buf_add(b, (struct str){ "DIRC\0\0\0\3\0\0\0", 11 });
	buf_addc(b, (char)(count + (next(seed, 20) == 0)));
	for (unsigned i = 0; i < count; i++) {
		if (next(seed, 25) || i == 0)
			n = name_after(name, n, seed);
		random_entry(b, seed, width, name, n);
	}
	if (next(seed, 4) == 0)
		buf_add(b, (struct str){ "TREE\0\0\0\2ab", 10 });
	if (next(seed, 9) == 0)
		buf_add(b, (struct str){ "link\0\0\0\42"
					 "abcdefghijklmnopqrstuvwxyzabcdefgh",
					 42 });
	for (size_t i = 0; i < width; i++)
		buf_addc(b, (char)next(seed, 256));
	/* And then damage. */
	for (unsigned k = next(seed, 4); k > 1; k--)
		b->data[next(seed, (unsigned)b->len)] = (char)next(seed, 3);
	if (next(seed, 12) == 0)
		b->len -= next(seed, 90) % b->len;
	return buf_str(b);
}

/* 1: read without complaint. */
static int reads_the_same(struct str bytes, size_t width)
{
	char *exact = malloc(bytes.n);
	struct error said = { 0 }, other = { 0 };
	struct dirc_entry e, again;
	struct dirc one, all;
	uint32_t *places;
	size_t n, i = 0;
	bool odd = false;
	int rc;

	assert_non_null(exact);
	memcpy(exact, bytes.p, bytes.n);
	bytes.p = exact;
	if (dirc_start_any(&one, &arena, bytes, width, "index", &said) < 0) {
		free(exact);
		return 0;
	}
	all = one;
	rc = dirc_places(&all, &arena, &places, &n, &other);
	while (dirc_next(&one, &e, &said) > 0) {
		assert_true(i < n);
		assert_ptr_equal(bytes.p + 12 + places[i++], e.id - 40);
		assert_int_equal(dirc_again(&all, e.id - 40, &again), 0);
		assert_true(str_eq(again.path, e.path));
		assert_int_equal(again.stage, e.stage);
		assert_int_equal(again.intent, e.intent);
		odd = odd || e.stage || e.intent;
	}
	assert_int_equal(i, n);
	assert_int_equal(rc, said.code);
	assert_string_equal(other.text, said.text);
	assert_ptr_equal(one.at, all.at);
	assert_int_equal(one.link.n, all.link.n);
	assert_ptr_equal(one.folders.p, all.folders.p);
	assert_int_equal(odd, all.odd);
	free(exact);
	return rc == 0;
}

static void all_at_once_they_are_the_same(void **state)
{
	struct arena own = { 0 };
	struct buf b = buf_in(&own);
	unsigned seed = 7;
	int right = 0, rounds = 4000;

	(void)state;
	for (int i = 0; i < rounds; i++) {
		size_t width = i % 4 ? 20 : 32;

		right += reads_the_same(random_index(&b, &seed, width), width);
		arena_free(&arena);
	}
	/* Neither kind is rare. */
	assert_in_range(right, rounds / 20, rounds / 2);
	arena_free(&own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_git_wrote_is_read_in_each_version),
		cmocka_unit_test(intent_to_add_and_skip_worktree_are_told),
		cmocka_unit_test(every_stage_of_a_conflict_is_there),
		cmocka_unit_test(names_longer_than_the_flags_can_say_are_whole),
		cmocka_unit_test(
			thousands_of_random_entries_are_read_as_git_reads_them),
		cmocka_unit_test(any_checksum_will_do),
		cmocka_unit_test(order_is_held_to),
		cmocka_unit_test(a_wrong_structure_is_damage),
		cmocka_unit_test(a_path_cannot_share_more_than_there_is),
		cmocka_unit_test(extensions_may_be_passed_over_or_not),
		cmocka_unit_test(a_split_index_is_told_from_damage),
		cmocka_unit_test(all_at_once_they_are_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

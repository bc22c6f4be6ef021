# promptpin. `make` builds, `make test` sets all up and passes the tests.
#
# CC, CFLAGS, LDFLAGS, PKG_CONFIG, prefix and DESTDIR are the builder's, and
# LIBGIT2: static (where its archive is there) or shared.

prefix     ?= /usr/local
bindir     ?= $(prefix)/bin
libexecdir ?= $(prefix)/libexec
datadir    ?= $(prefix)/share
mandir     ?= $(datadir)/man
PKG_CONFIG ?= pkg-config

STD  = -std=c11 -D_GNU_SOURCE
WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
       -Wmissing-prototypes -Wold-style-definition -Wvla -Wwrite-strings \
       -Wcast-qual -Wpointer-arith -Wformat=2 -Wundef -Wswitch-enum
ifneq ($(WERROR),)
WARN += -Werror
endif

# Each variant has its own build folder, so its objects never mix.
V ?= plain
B  = build/$(V)
ifeq ($(V),plain)
CFLAGS ?= -O2 -g
MODE  = -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
LMODE = -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed
else ifeq ($(V),clang)
CC      = clang
CFLAGS ?= -O1 -g
MODE  = -fPIE
LMODE = -pie
else ifeq ($(V),asan)
CFLAGS ?= -O1 -g
MODE  = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LMODE = $(MODE)
else ifeq ($(V),fuzz)
CC      = clang
CFLAGS ?= -O1 -g
MODE  = -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
LMODE = -fsanitize=address,undefined,fuzzer
else ifeq ($(V),cov)
CFLAGS ?= -O0 -g
MODE  = --coverage
LMODE = --coverage
else
$(error V is plain, clang, asan, fuzz or cov)
endif

# Folders from the lowest floor up; src/README.md says what each may include.
FOLDERS = base diag syntax pattern view recall template schema format code prompt compat release check report cli

PACKAGES     = libgit2 yaml-0.1 libpcre2-8 nettle libutf8proc zlib
DEPS_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
DEPS_LIBS   := $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null) -lpthread
CMOCKA_LIBS := $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null)

STORE_OBJ  = $(patsubst %.c,$(B)/%.o,$(wildcard store/*.c))
folder_obj = $(patsubst %.c,$(B)/%.o,$(filter-out src/cli/main.c,$(wildcard src/$(1)/*.c)))
ARCHIVES   = $(foreach f,$(FOLDERS),$(if $(wildcard src/$(f)/*.c),$(B)/lib/$(f).a))
# Highest floor first, for the linker.
reverse    = $(if $(1),$(call reverse,$(wordlist 2,$(words $(1)),$(1))) $(firstword $(1)))
LINK       = $(call reverse,$(ARCHIVES)) $(B)/lib/store.a

all: $(B)/promptpin $(B)/promptpin-dispatch $(B)/promptpin-hook

# The store sees only itself: its objects are compiled without -Isrc.
$(B)/store/%.o: INC = -Istore
$(B)/src/%.o:   INC = -Isrc -I. $(DEPS_CFLAGS)
$(B)/hooks/%.o: INC = -Isrc -I.
$(B)/tests/%.o: INC = -Isrc -I. -Itests $(DEPS_CFLAGS)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(MODE) $(CFLAGS) $(INC) -MMD -MP -c -o $@ $<
-include $(shell find build -name '*.d' 2>/dev/null)

$(B)/lib/store.a: $(STORE_OBJ)
	@mkdir -p $(@D)
	@rm -f $@
	ar rcs $@ $^

define folder_rule
$(B)/lib/$(1).a: $(call folder_obj,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call folder_rule,$(f))))

# libgit2 in it, or shared; how that came about is kept, so that another
# choice or another libgit2 links again.
ifeq ($(V),plain)
LIBGIT2 ?= static
else
LIBGIT2 ?= shared
endif
LIBGIT2_LIBS := $(wildcard $(shell $(PKG_CONFIG) --variable=libdir libgit2 2>/dev/null)/libgit2.*)
$(B)/libgit2-$(LIBGIT2): $(LIBGIT2_LIBS)
	@mkdir -p $(@D)
	@rm -f $(B)/libgit2-* && touch $@

$(B)/promptpin: $(B)/src/cli/main.o $(ARCHIVES) $(B)/lib/store.a $(B)/libgit2-$(LIBGIT2) src/link.sh
	LIBGIT2=$(LIBGIT2) PKG_CONFIG='$(PKG_CONFIG)' LIBS='$(DEPS_LIBS)' \
		src/link.sh $@ $(CC) $(LMODE) $(LDFLAGS) $< $(LINK)

# The front door of the hooks: none of the libraries that take long to load.
# From src/view it takes the reader of the index, which needs no libgit2.
DOOR_LIBS := $(shell $(PKG_CONFIG) --libs nettle zlib 2>/dev/null)
$(B)/promptpin-hook: $(B)/hooks/door/door.o $(foreach f,recall view pattern base store,$(B)/lib/$(f).a)
	$(CC) $(LMODE) $(LDFLAGS) -o $@ $^ $(DOOR_LIBS)


# ---- what core.hooksPath enters by where that was asked for: libc alone
$(B)/promptpin-dispatch: $(B)/hooks/dispatch.o
	$(CC) $(LMODE) $(LDFLAGS) -o $@ $<

# ---- unit tests: a program a module, linked with its folder's floor and those below
NEEDS_store    =
NEEDS_base     = base
NEEDS_diag     = diag base
NEEDS_syntax   = syntax base
NEEDS_pattern  = pattern base
NEEDS_view     = view base
NEEDS_recall   = recall view base
NEEDS_template = template syntax base
NEEDS_schema   = schema pattern syntax base
NEEDS_code     = code template pattern syntax base
NEEDS_format   = format template view pattern syntax diag base
NEEDS_prompt   = prompt format code template view pattern syntax diag base
NEEDS_compat   = compat schema $(NEEDS_prompt)
NEEDS_release  = release $(NEEDS_compat)
NEEDS_check    = check $(NEEDS_release)
NEEDS_report   = report $(NEEDS_check)

UNIT_FOLDERS = $(notdir $(patsubst %/,%,$(dir $(wildcard tests/unit/*/.))))
unit_bins = $(patsubst tests/%.c,$(B)/%,$(wildcard tests/unit/$(1)/test_*.c))
UNIT_BINS = $(foreach f,$(UNIT_FOLDERS),$(call unit_bins,$(f)))

define unit_rule
$(B)/unit/$(1)/%: $(B)/tests/unit/$(1)/%.o $(foreach n,$(NEEDS_$(1)),$(B)/lib/$(n).a) $(B)/lib/store.a
	@mkdir -p $$(@D)
	$$(CC) $$(LMODE) $$(LDFLAGS) -o $$@ $$^ $$(CMOCKA_LIBS) $$(DEPS_LIBS) -lm
unit-$(1): $(call unit_bins,$(1))
	@tests/run-units.sh $$^
endef
$(foreach f,$(UNIT_FOLDERS),$(eval $(call unit_rule,$(f))))
# Not .SECONDARY, which would not make a missing object of an old file.
.PRECIOUS: $(B)/%.o

# ---- fault loops: the store's objects again, so that --wrap reaches them
FAULT_WRAP = $(patsubst %,-Wl$(comma)--wrap=%,$(shell cat tests/fault/wrap.txt 2>/dev/null))
comma = ,
FAULT_BINS = $(patsubst tests/fault/%.c,$(B)/fault/%,$(wildcard tests/fault/test_*.c))
$(B)/fault/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(WARN) $(filter-out -D_FORTIFY_SOURCE=2,$(MODE)) $(CFLAGS) -I. -Isrc -Istore -Itests -MMD -MP -c -o $@ $<
$(B)/fault/%: $(B)/fault/obj/tests/fault/%.o $(B)/fault/obj/tests/fault/fault.o $(patsubst %.c,$(B)/fault/obj/%.o,$(wildcard store/*.c))
	$(CC) $(LMODE) $(LDFLAGS) $(FAULT_WRAP) -o $@ $^ $(CMOCKA_LIBS) $(shell $(PKG_CONFIG) --libs nettle)

# ---- fuzz targets; without clang's fuzzer each replays its corpus
FUZZ = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
ifeq ($(V),fuzz)
FUZZ_MAIN =
else
FUZZ_MAIN = $(B)/tests/fuzz/replay.o
endif
$(B)/fuzz/%: $(B)/tests/fuzz/fuzz_%.o $(FUZZ_MAIN) $(ARCHIVES) $(B)/lib/store.a
	@mkdir -p $(@D)
	$(CC) $(LMODE) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LINK) $(DEPS_LIBS) -lm

# ---- the hook scripts, spelled in C so that the program carries them
# To every repository; only where asked for; of a repository that is pushed to.
HOOKS_CLIENT = pre-commit pre-merge-commit pre-push post-merge post-checkout
HOOKS_ASKED  = prepare-commit-msg
HOOKS_SERVER = pre-receive
# What the front door answers. It looks for the program where that lies as seen from its
# own file, so with a bindir elsewhere their links lead to the program as all others do.
HOOKS_DOOR   = pre-commit
HOOK_SCRIPTS = $(HOOKS_CLIENT) $(HOOKS_ASKED) $(HOOKS_SERVER)
$(B)/gen/hooks.inc: $(HOOK_SCRIPTS:%=hooks/%)
	@mkdir -p $(@D)
	@for f in $^; do \
		echo "static const char hook_$$(basename $$f | tr - _)[] ="; \
		sed -e 's/[\\"]/\\&/g' -e 's/.*/\t"&\\n"/' -e '$$s/$$/;/' $$f; \
	done >$@.tmp && mv $@.tmp $@
$(B)/src/cli/hook_kind.o: $(B)/gen/hooks.inc
$(B)/src/cli/hook_kind.o: INC = -Isrc -I. -I$(B)/gen $(DEPS_CFLAGS)

# ---- the table of models, spelled in C
$(B)/gen/models.inc: templates/models
	@mkdir -p $(@D)
	@sed -n 's/^date \(.*\)/static const char date[] = "\1";/p' $< >$@.tmp
	@echo 'static const struct provider providers[] = {' >>$@.tmp
	@sed -n 's/^provider \([^ ]*\) \(.*\)/\t{ "\1", "\2" },/p' $< >>$@.tmp
	@echo '};' >>$@.tmp
	@echo 'static const struct row rows[] = {' >>$@.tmp
	@sed -n 's/^model \([^ ]*\) \([^ ]*\) \([^ ]*\) \(.*\)/\t{ "\1", WORD_\2, "\3", "\4" },/p' $< >>$@.tmp
	@echo '};' >>$@.tmp
	@mv $@.tmp $@
$(B)/src/compat/model.o: $(B)/gen/models.inc
$(B)/src/compat/model.o: INC = -Isrc -I. -I$(B)/gen $(DEPS_CFLAGS)

list-hooks:
	@printf '%s\n' $(HOOKS_CLIENT)

# The hooks of a dispatcher: all that a repository may have, but none whose
# mere presence changes what git does (push-to-checkout, proc-receive, fsmonitor,
# reference-transaction, post-index-change).
HOOKS_GIT = applypatch-msg pre-applypatch post-applypatch pre-commit pre-merge-commit \
	prepare-commit-msg commit-msg post-commit pre-rebase post-checkout post-merge \
	pre-push pre-receive update post-receive post-update pre-auto-gc post-rewrite \
	sendemail-validate

# ---- the published meta-schemas, as bytes: they are longer than a literal may be
METAS = $(wildcard src/schema/meta/*.json)
$(B)/gen/schema_meta.inc: $(METAS)
	@mkdir -p $(@D)
	@for f in $^; do \
		echo "static const char meta_$$(basename $$f .json | tr - _)[] = {"; \
		tr -s ' \n' ' ' <$$f | od -An -v -tx1 | sed 's/ \(..\)/0x\1,/g'; \
		echo '};'; \
	done >$@.tmp && mv $@.tmp $@
$(B)/src/schema/dialect.o: $(B)/gen/schema_meta.inc
$(B)/src/schema/dialect.o: INC = -Isrc -I. -I$(B)/gen $(DEPS_CFLAGS)

# ---- install: both lists name the same files
MAN1 = $(wildcard src/cli/*.1)
MAN5 = $(wildcard src/*/*.5 store/*.5)
MAN7 = $(wildcard src/cli/*.7)
LIBEXEC  = $(DESTDIR)$(libexecdir)/promptpin
TEMPLATE = $(DESTDIR)$(datadir)/promptpin/git-template
install: $(B)/promptpin $(B)/promptpin-dispatch $(B)/promptpin-hook
	install -d '$(DESTDIR)$(bindir)' '$(DESTDIR)$(mandir)/man1' '$(DESTDIR)$(mandir)/man5' \
		'$(DESTDIR)$(mandir)/man7' '$(LIBEXEC)/hooks' '$(LIBEXEC)/dispatch' \
		'$(TEMPLATE)/hooks' '$(TEMPLATE)/info'
	install -m 755 $(B)/promptpin '$(DESTDIR)$(bindir)/promptpin'
	ln -sf promptpin '$(DESTDIR)$(bindir)/git-promptpin'
	install -m 755 $(B)/promptpin-dispatch '$(LIBEXEC)/promptpin-dispatch'
	install -m 755 $(B)/promptpin-hook '$(LIBEXEC)/promptpin-hook'
	for h in $(HOOK_SCRIPTS); do ln -sf '$(bindir)/promptpin' '$(LIBEXEC)/hooks/'$$h || exit; done
	d='$(libexecdir)'; [ "$${d%/*}/bin" != '$(bindir)' ] || \
		for h in $(HOOKS_DOOR); do ln -sf ../promptpin-hook '$(LIBEXEC)/hooks/'$$h || exit; done
	for h in $(HOOKS_GIT); do ln -sf ../promptpin-dispatch '$(LIBEXEC)/dispatch/'$$h || exit; done
	for h in $(HOOKS_CLIENT); do install -m 755 templates/git/hooks/$$h '$(TEMPLATE)/hooks/' || exit; done
	install -m 644 templates/git/description '$(TEMPLATE)/description'
	install -m 644 templates/git/info/exclude '$(TEMPLATE)/info/exclude'
	for f in $(MAN1); do install -m 644 $$f '$(DESTDIR)$(mandir)/man1/' || exit; done
	for f in $(MAN5); do install -m 644 $$f '$(DESTDIR)$(mandir)/man5/' || exit; done
	for f in $(MAN7); do install -m 644 $$f '$(DESTDIR)$(mandir)/man7/' || exit; done
	ln -sf promptpin.1 '$(DESTDIR)$(mandir)/man1/git-promptpin.1'

# The program last: what git is told to run must not be gone before.
uninstall:
	rm -f $(HOOK_SCRIPTS:%='$(LIBEXEC)/hooks/%') $(HOOKS_GIT:%='$(LIBEXEC)/dispatch/%')
	rm -f '$(LIBEXEC)/promptpin-hook' '$(LIBEXEC)/promptpin-dispatch' $(HOOKS_CLIENT:%='$(TEMPLATE)/hooks/%')
	rm -f '$(TEMPLATE)/description' '$(TEMPLATE)/info/exclude'
	for d in '$(LIBEXEC)/hooks' '$(LIBEXEC)/dispatch' '$(LIBEXEC)' '$(TEMPLATE)/hooks' \
		'$(TEMPLATE)/info' '$(TEMPLATE)' '$(DESTDIR)$(datadir)/promptpin'; do \
		[ ! -d "$$d" ] || rmdir "$$d" 2>/dev/null || :; done
	rm -f $(MAN1:src/cli/%='$(DESTDIR)$(mandir)/man1/%') '$(DESTDIR)$(mandir)/man1/git-promptpin.1'
	rm -f $(foreach f,$(notdir $(MAN5)),'$(DESTDIR)$(mandir)/man5/$(f)')
	rm -f $(MAN7:src/cli/%='$(DESTDIR)$(mandir)/man7/%')
	rm -f '$(DESTDIR)$(bindir)/promptpin' '$(DESTDIR)$(bindir)/git-promptpin'

# As many compilers as processors, unless make was told how many.
JOBS = $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

# ---- test: sets all up, runs every kind, ends with one line
TESTS = units faults fuzz-corpus golden fingerprints cli layers man
test:
	@PKG_CONFIG='$(PKG_CONFIG)' ./install.sh --deps-only --test
	@$(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(JOBS)) V=$(V) test-programs
	@V=$(V) B=$(B) CC='$(CC)' PROMPTPIN='$(CURDIR)/$(B)/promptpin' tests/run.sh $(TESTS)

FUZZ_BINS = $(FUZZ:%=$(B)/fuzz/%)
test-programs: $(B)/promptpin $(B)/promptpin-hook $(UNIT_BINS) $(FAULT_BINS) $(FUZZ_BINS)
# One runner each, so that tests/run.sh can say what each came to.
list-units:
	@printf '%s\n' $(UNIT_BINS)
list-faults:
	@printf '%s\n' $(FAULT_BINS)
list-fuzz:
	@printf '%s\n' $(FUZZ_BINS)

# ---- fuzz: each target for FUZZ_TIME seconds, on its corpus
FUZZ_TIME ?= 60
fuzz:
	@$(MAKE) --no-print-directory V=fuzz fuzz-run FUZZ_TIME=$(FUZZ_TIME)
fuzz-run: $(FUZZ_BINS)
	@for f in $(FUZZ); do \
		$(B)/fuzz/$$f -max_total_time=$(FUZZ_TIME) -rss_limit_mb=1024 -timeout=10 \
			-artifact_prefix=$(B)/fuzz/$$f- $(B)/fuzz-corpus-$$f tests/fuzz/corpus/$$f \
			2>$(B)/fuzz/$$f.log || { tail -n 30 $(B)/fuzz/$$f.log; exit 1; }; \
		tail -n 1 $(B)/fuzz/$$f.log; \
	done
$(if $(filter fuzz,$(V)),$(shell mkdir -p $(FUZZ:%=$(B)/fuzz-corpus-%)))

# ---- lint and format
lint:
	@tests/lint.sh

CLANG_FORMAT ?= clang-format
C_FILES = $(shell find store src hooks tests -name '*.[ch]')
format:
	$(CLANG_FORMAT) -i $(C_FILES)

# ---- bench: tables of time and memory; nothing in `make test` measures time
bench: $(B)/promptpin $(B)/promptpin-hook $(B)/bench_include $(B)/bench_format
	@$(B)/bench_include
	@$(B)/bench_format
	@PROMPTPIN='$(CURDIR)/$(B)/promptpin' tests/bench/bench.sh $(SIZES)
	@PROMPTPIN='$(CURDIR)/$(B)/promptpin' tests/bench/hooks.sh
	@PROMPTPIN='$(CURDIR)/$(B)/promptpin' tests/bench/push.sh

$(B)/bench_include: $(B)/tests/bench/bench_include.o $(foreach n,$(NEEDS_schema),$(B)/lib/$(n).a)
	$(CC) $(LMODE) $(LDFLAGS) -o $@ $^ $(DEPS_LIBS)

$(B)/bench_format: $(B)/tests/bench/bench_format.o $(foreach n,$(NEEDS_format),$(B)/lib/$(n).a) $(B)/lib/store.a
	$(CC) $(LMODE) $(LDFLAGS) -o $@ $^ $(DEPS_LIBS)

# Rewrite what the golden cases expect; the diff is the review.
golden-accept: $(B)/promptpin
	@PROMPTPIN='$(CURDIR)/$(B)/promptpin' tests/golden/run.sh --accept

clean:
	rm -rf build

.PHONY: all install uninstall test test-programs list-hooks list-units list-faults list-fuzz fuzz \
	fuzz-run lint format bench golden-accept clean
.DEFAULT_GOAL = all

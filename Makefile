# promptpin. `make` builds, `make test` sets all up and passes the tests.
#
# CC, CFLAGS, LDFLAGS, PKG_CONFIG, prefix and DESTDIR are the builder's.

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
FOLDERS = base diag syntax pattern view template schema format prompt compat release check report cli

PACKAGES     = libgit2 yaml-0.1 libpcre2-8 nettle libutf8proc
DEPS_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
DEPS_LIBS   := $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null) -lpthread
CMOCKA_LIBS := $(shell $(PKG_CONFIG) --libs cmocka 2>/dev/null)

STORE_OBJ  = $(patsubst %.c,$(B)/%.o,$(wildcard store/*.c))
folder_obj = $(patsubst %.c,$(B)/%.o,$(filter-out src/cli/main.c,$(wildcard src/$(1)/*.c)))
ARCHIVES   = $(foreach f,$(FOLDERS),$(if $(wildcard src/$(f)/*.c),$(B)/lib/$(f).a))
# Highest floor first, for the linker.
reverse    = $(if $(1),$(call reverse,$(wordlist 2,$(words $(1)),$(1))) $(firstword $(1)))
LINK       = $(call reverse,$(ARCHIVES)) $(B)/lib/store.a

all: $(B)/promptpin

# The store sees only itself: its objects are compiled without -Isrc.
$(B)/store/%.o: INC = -Istore
$(B)/src/%.o:   INC = -Isrc -I. $(DEPS_CFLAGS)
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

$(B)/promptpin: $(B)/src/cli/main.o $(ARCHIVES) $(B)/lib/store.a
	$(CC) $(LMODE) $(LDFLAGS) -rdynamic -o $@ $< $(LINK) $(DEPS_LIBS)


# ---- unit tests: a program a module, linked with its folder's floor and those below
NEEDS_store    =
NEEDS_base     = base
NEEDS_diag     = diag base
NEEDS_syntax   = syntax base
NEEDS_pattern  = pattern base
NEEDS_view     = view base
NEEDS_template = template syntax base
NEEDS_prompt   = prompt template view pattern syntax diag base
NEEDS_compat   = compat $(NEEDS_prompt)
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
$(B)/gen/hooks.inc: hooks/pre-commit hooks/pre-merge-commit hooks/pre-push
	@mkdir -p $(@D)
	@for f in $^; do \
		echo "static const char hook_$$(basename $$f | tr - _)[] ="; \
		sed -e 's/[\\"]/\\&/g' -e 's/.*/\t"&\\n"/' -e '$$s/$$/;/' $$f; \
	done >$@.tmp && mv $@.tmp $@
$(B)/src/cli/hook_files.o: $(B)/gen/hooks.inc
$(B)/src/cli/hook_files.o: INC = -Isrc -I. -I$(B)/gen $(DEPS_CFLAGS)

# ---- install: both lists name the same files
MAN1 = $(wildcard src/cli/*.1)
MAN5 = $(wildcard src/*/*.5 store/*.5)
install: $(B)/promptpin
	install -d '$(DESTDIR)$(bindir)' '$(DESTDIR)$(mandir)/man1' '$(DESTDIR)$(mandir)/man5'
	install -m 755 $(B)/promptpin '$(DESTDIR)$(bindir)/promptpin'
	ln -sf promptpin '$(DESTDIR)$(bindir)/git-promptpin'
	for f in $(MAN1); do install -m 644 $$f '$(DESTDIR)$(mandir)/man1/' || exit; done
	for f in $(MAN5); do install -m 644 $$f '$(DESTDIR)$(mandir)/man5/' || exit; done
	ln -sf promptpin.1 '$(DESTDIR)$(mandir)/man1/git-promptpin.1'

uninstall:
	rm -f '$(DESTDIR)$(bindir)/promptpin' '$(DESTDIR)$(bindir)/git-promptpin'
	rm -f $(MAN1:src/cli/%='$(DESTDIR)$(mandir)/man1/%') '$(DESTDIR)$(mandir)/man1/git-promptpin.1'
	rm -f $(foreach f,$(notdir $(MAN5)),'$(DESTDIR)$(mandir)/man5/$(f)')

# ---- test: sets all up, runs every kind, ends with one line
TESTS = units faults fuzz-corpus golden fingerprints cli layers man
test:
	@PKG_CONFIG='$(PKG_CONFIG)' ./install.sh --deps-only --test
	@$(MAKE) --no-print-directory V=$(V) test-programs
	@V=$(V) B=$(B) CC='$(CC)' PROMPTPIN='$(CURDIR)/$(B)/promptpin' tests/run.sh $(TESTS)

FUZZ_BINS = $(FUZZ:%=$(B)/fuzz/%)
test-programs: $(B)/promptpin $(UNIT_BINS) $(FAULT_BINS) $(FUZZ_BINS)
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
C_FILES = $(shell find store src tests -name '*.[ch]')
format:
	$(CLANG_FORMAT) -i $(C_FILES)

# ---- bench: tables of time and memory; nothing in `make test` measures time
bench: $(B)/promptpin
	@PROMPTPIN='$(CURDIR)/$(B)/promptpin' tests/bench/bench.sh $(SIZES)

# Rewrite what the golden cases expect; the diff is the review.
golden-accept: $(B)/promptpin
	@PROMPTPIN='$(CURDIR)/$(B)/promptpin' tests/golden/run.sh --accept

clean:
	rm -rf build

.PHONY: all install uninstall test test-programs list-units list-faults list-fuzz fuzz \
	fuzz-run lint format bench golden-accept clean
.DEFAULT_GOAL = all

#!/usr/bin/env bats
# tests/layers.sh over small trees that break each of its rules once.

load common

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
	mkdir -p store src/base src/syntax src/view src/cli
	cp "$ROOT/src/README.md" src/
	printf '#ifndef A_H\n#define A_H\nint a(void);\n#endif\n' >src/base/a.h
	printf '#include "base/a.h"\nint a(void)\n{\n\treturn 1;\n}\n' >src/base/a.c
	printf '#ifndef S_H\n#define S_H\nint s(void);\n#endif\n' >store/store.h
	printf '#include "store.h"\nint s(void)\n{\n\treturn 1;\n}\n' >store/store.c
	printf '#ifndef V_H\n#define V_H\nint v(void);\n#endif\n' >src/view/v.h
}

@test "a tree that keeps the rules passes" {
	exits 0 "$ROOT/tests/layers.sh" .
	has "layers: 8 passed, 0 failed, 0 skipped"
}

breaks() {
	exits 1 "$ROOT/tests/layers.sh" .
	has "$1"
	has "7 passed, 1 failed"
}

@test "an include of a higher floor" {
	echo '#include "view/v.h"' >>src/base/a.c
	breaks "src/base/a.c: view/v.h: floor 3 from floor 1"
}

@test "an include of the same floor" {
	echo '#include "view/v.h"' >src/syntax/b.c
	breaks "src/syntax/b.c: view/v.h: both on floor 3"
}

@test "a private header of the store" {
	printf 'int secret(void);\n' >store/secret.h
	echo '#include "store/secret.h"' >src/cli/c.c
	breaks "store/secret.h: private to the store"
}

@test "the store including something of src" {
	echo '#include "base/a.h"' >>store/store.c
	breaks "store/store.c: base/a.h: the store knows nothing but itself"
}

@test "a way round" {
	echo '#include "../view/v.h"' >src/cli/c.c
	breaks "a way round"
}

@test "a library included by another folder than its own" {
	echo '#include <git2.h>' >src/cli/c.c
	breaks "only src/view/ (floor 3) knows libgit2"
}

@test "a folder without a row" {
	mkdir src/extra
	echo 'int x;' >src/extra/x.c
	breaks "src/extra: has code and no row"
}

@test "a header that does not compile alone" {
	printf '#ifndef B_H\n#define B_H\nsize_t b(void);\n#endif\n' >src/base/b.h
	breaks "size_t"
}

@test "a file that does not start with its own header" {
	sed -i.bak '1i #include <stdio.h>' src/base/a.c
	rm src/base/a.c.bak
	breaks "src/base/a.c: does not start with its own header, base/a.h"
}

@test "a banned function, but not in a comment or a text" {
	printf 'const char *t = "strcpy(a, b)"; /* strcpy(a, b) */\nint my_atoi(int);\n' >src/cli/c.c
	exits 0 "$ROOT/tests/layers.sh" .
	printf 'void c(char *a, const char *b);\nvoid c(char *a, const char *b)\n{\n\tstrcpy(a, b);\n}\n' >src/cli/c.c
	breaks "strcpy(a, b)"
}

@test "memory asked for where no library is owned" {
	printf 'void c(void *p);\nvoid c(void *p)\n{\n\tfree(p);\n}\n' >src/view/v.c
	sed -i.bak '1i #include "view/v.h"' src/view/v.c
	rm src/view/v.c.bak
	exits 0 "$ROOT/tests/layers.sh" .
	printf 'void c(void *p);\nvoid c(void *p)\n{\n\tfree(p);\n}\n' >src/cli/c.c
	breaks "free(p);"
}

@test "a function longer than a screen" {
	{
		printf 'int c(void)\n{\n'
		i=0
		while [ "$i" -lt 81 ]; do
			printf '\t;\n'
			i=$((i + 1))
		done
		printf '}\n'
	} >src/cli/c.c
	breaks "src/cli/c.c:2: a function of 81 lines"
}

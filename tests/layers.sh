#!/bin/sh
# Compares the tree with the table in src/README.md: who includes whom, who
# knows which library, who owns memory; and holds a few rules of style that
# a compiler does not. One line a rule; exit 1 if any is broken.
# usage: layers.sh [TREE]
set -u

cd "${1:-$(dirname "$0")/..}" || exit 1
CC=${CC:-cc}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0

# What "the only one to include" means, as the start of an include.
headers_of() {
	case "$1" in
	"the SHA-256 library") echo 'nettle/' ;;
	utf8proc) echo 'utf8proc\.h' ;;
	libyaml) echo 'yaml\.h' ;;
	PCRE2) echo 'pcre2' ;;
	libgit2) echo 'git2' ;;
	zlib) echo 'zlib\.h' ;;
	*) echo "src/README.md: no header is known for \"$1\"" ;;
	esac
}

# rule NAME: the breaches stand in $tmp/out, one a line.
rule() {
	if [ -s "$tmp/out" ]; then
		failed=$((failed + 1))
		echo "not ok - $1"
		sed 's/^/  /' "$tmp/out"
	else
		passed=$((passed + 1))
		echo "ok - $1"
	fi
}

files() {
	find store src hooks/door -name '*.[ch]' | sort
}

# floor<TAB>folder<TAB>library, one row a line
awk -F'|' '/^\| *[0-9]+ *\|/ {
	for (i = 2; i <= 5; i++)
		gsub(/^[ `]+|[ `]+$/, "", $i)
	print $2 "\t" $3 "\t" $5
}' src/README.md >"$tmp/table"

# file<TAB>what it includes with its quotes or brackets
# shellcheck disable=SC2016 # awk's dollars
files | xargs awk 'match($0, /^[ \t]*#[ \t]*include[ \t]*["<][^">]*[">]/) {
	what = substr($0, RSTART, RLENGTH)
	sub(/^[^"<]*/, "", what)
	print FILENAME "\t" what
}' >"$tmp/includes"

# The code without its comments, with the file's name before each line. What
# stands in quotes is emptied, so that no sentence counts as a call.
mkdir "$tmp/code"
files | while read -r file; do
	"$CC" -fpreprocessed -dD -E -P -x c "$file" 2>/dev/null |
		sed -e 's/"\([^"\\]\|\\.\)*"/""/g' -e "s|^|$file: |"
done >"$tmp/code/all"

# ---- the table

{
	[ "$(wc -l <"$tmp/table")" -ge 5 ] || echo "src/README.md: the table cannot be read"
	for folder in store src/*/; do
		folder=${folder%/}
		[ -n "$(find "$folder" -name '*.[ch]')" ] || continue
		cut -f2 "$tmp/table" | grep -qx "$folder" || echo "$folder: has code and no row in src/README.md"
	done
	find src -maxdepth 1 -name '*.[ch]'
} >"$tmp/out"
rule "every folder with code has a row in the table"

awk -F'\t' '
NR == FNR { floor[$2] = $1; next }
{
	file = $1; what = $2
	folder = file; sub(/\/[^\/]*$/, "", folder)
	if (what ~ /^</ || what ~ /^"[a-z_]+[.]inc"$/)
		next
	gsub(/"/, "", what)
	if (what ~ /\.\./) {
		print file ": " what ": a way round, `..`"
	} else if (folder == "store") {
		if (what ~ /\//)
			print file ": " what ": the store knows nothing but itself"
	} else if (what !~ /\//) {
		print file ": " what ": written without its folder"
	} else {
		to = what; sub(/\/[^\/]*$/, "", to)
		if (to == "store") {
			if (what != "store/store.h")
				print file ": " what ": private to the store"
			next
		}
		to = "src/" to
		if (!(to in floor))
			print file ": " what ": no folder of the table"
		else if (to != folder && floor[to] + 0 == floor[folder] + 0)
			print file ": " what ": both on floor " floor[to]
		else if (floor[to] + 0 > floor[folder] + 0)
			print file ": " what ": floor " floor[to] " from floor " floor[folder]
		else if (what ~ /internal\.h$/ && to != folder)
			print file ": " what ": private to " to
	}
}' "$tmp/table" "$tmp/includes" >"$tmp/out"
rule "a folder includes only folders of lower floors"

while IFS='	' read -r floor folder library; do
	[ -n "$library" ] || continue
	header=$(headers_of "$library")
	case "$header" in
	src/README.md*) echo "$header" ;;
	esac
	awk -F'\t' -v folder="$folder/" -v header="^[<\"]$header" -v library="$library" \
		'$2 ~ header && index($1, folder) != 1 {
			print $1 ": " $2 ": only " folder " (floor '"$floor"') knows " library
		}' "$tmp/includes"
done <"$tmp/table" >"$tmp/out"
rule "each library is included by one folder"

# ---- headers

cat >"$tmp/alone.sh" <<'END'
case "$1" in
store/*) inc=-Istore ;;
*) inc='-Isrc -I.' ;;
esac
# shellcheck disable=SC2086 # two words
printf '#include "%s"\nextern int not_empty;\n' "$1" |
	"${CC:-cc}" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -I. $inc -fsyntax-only -x c - 2>&1 |
	head -n 3
END
files | grep '\.h$' | CC=$CC xargs -n 1 -P "$(getconf _NPROCESSORS_ONLN)" sh "$tmp/alone.sh" >"$tmp/out"
rule "each header compiles alone"

files | grep '\.c$' | while read -r file; do
	own=${file%.c}.h
	[ -f "$own" ] || continue
	case "$file" in
	store/*) want=$(basename "$own") ;;
	*) want=${own#src/} ;;
	esac
	first=$(grep -m 1 '^#include' "$file")
	[ "$first" = "#include \"$want\"" ] || echo "$file: does not start with its own header, $want"
done >"$tmp/out"
rule "a file starts with its own header"

# ---- what nobody may call, and what few may

grep -nE '(^|[^A-Za-z0-9_>.])(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|gets|atoi|atol|atof|localtime|asctime|ctime|mktime|system|popen|alloca) *\(' \
	"$tmp/code/all" | sed 's/^[0-9]*://' >"$tmp/out"
rule "no function is called that cannot be called safely"

# Handles and bytes of a library are its folder's, which so may free.
owners=$(awk -F'\t' '$3 != "" { printf "%s|", $2 }' "$tmp/table")
grep -E '(^|[^A-Za-z0-9_>.])(malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|getline) *\(' "$tmp/code/all" |
	grep -vE "^(${owners%|})/" >"$tmp/out"
rule "memory is asked for only in src/base, the store and where a library is owned"

files | grep '\.c$' | xargs awk '
FNR == 1 { inside = 0 }
/^\{/ { start = FNR; inside = 1 }
/^\}/ && inside {
	if (FNR - start > 81)
		print FILENAME ":" start ": a function of " FNR - start - 1 " lines; 80 are the most"
	inside = 0
}' >"$tmp/out"
rule "a function fits a screen"

echo "layers: $passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]

#!/bin/sh
# Every rule of src/diag/catalogue.def and every kind of change.def has a golden
# case that shows it and a near miss that does not, except those that `later`
# names with a reason. The name of a case is a promise:
#   check/RULE/near-miss*  the output does not have [RULE]; any other case has it
#   change/KIND/near-miss* the output does not name KIND; any other case does
set -u

cd "$(dirname "$0")" || exit 1
bad=0

complain() {
	echo "complete: $*"
	bad=1
}

# names DEF MACRO: the ids that the table of that macro has.
names() {
	tr '\n' ' ' <"../../src/diag/$1" | grep -o "$2([A-Z_]*,[^\"]*\"[a-z-]*\"" | sed 's/.*"\(.*\)"/\1/'
}

is_later() {
	grep -q "^$1 [^ ]" later
}

# cases FOLDER TEXT: at least one of each sort, and each as its name promises.
cases() {
	shows=0 misses=0
	for expect in "$1"/*/expect; do
		[ -f "$expect" ] || continue
		case "$expect" in
		*/near-miss*/expect)
			misses=1
			grep -qF -e "$2" "$expect" && complain "$expect has $2"
			;;
		*)
			shows=1
			grep -qF -e "$2" "$expect" || complain "$expect has no $2"
			;;
		esac
	done
	[ "$shows" = 1 ] || complain "no case shows $1"
	[ "$misses" = 1 ] || complain "$1 has no near miss"
}

# area FOLDER BEFORE AFTER: the ids on stdin, whose text in a report is between these.
area() {
	while read -r id; do
		if ! is_later "$id"; then
			cases "$1/$id" "$2$id$3"
		elif [ -d "$1/$id" ]; then
			complain "$id is in the list \`later\` and has cases"
		fi
	done
}

rules=$(names catalogue.def RULE)
kinds=$(names change.def CHANGE)
[ "$(echo "$rules" | wc -l)" = "$(grep -c '^RULE(' ../../src/diag/catalogue.def)" ] || complain 'catalogue.def is not understood'
[ "$(echo "$kinds" | wc -l)" = "$(grep -c '^CHANGE(' ../../src/diag/change.def)" ] || complain 'change.def is not understood'
area check '[' ']' <<-IDS
	$rules
IDS
area change ' ' ' ' <<-IDS
	$kinds
IDS
# What is no id any more, and what lies where no rule is.
for id in $(sed 's/ .*//' later) $(ls check change); do
	printf '%s\n' check: change: "$rules" "$kinds" '' | grep -qxF -e "$id" || complain "$id is no rule and no kind of change"
done
grep -v '^[a-z-]* [^ ]' later | grep . && complain 'later: a line is "id reason"'
[ "$bad" = 0 ]

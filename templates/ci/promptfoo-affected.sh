#!/bin/sh
# Evaluates with promptfoo only the prompts that a change touches, also through
# a partial, a tool or a schema. The configuration of prompt support/triage is
# evals/support/triage.yaml.
#
#   PROMPTPIN         the program (default: promptpin)
#   PROMPTFOO         promptfoo (default: promptfoo, else npx promptfoo)
#   PROMPTFOO_CONFIGS folder of the configurations (default: evals)
#   PROMPTFOO_REPORTS where results go, one JSON a prompt (default: promptfoo-results)
#
# Arguments go to `promptpin affected`: --base REV, --range A..B; without them
# the base is what the CI says. Exit status: 0 all passed or nothing touched, 1 an
# evaluation failed, 3 it could not be told what is touched.
set -u

configs=${PROMPTFOO_CONFIGS:-evals}
reports=${PROMPTFOO_REPORTS:-promptfoo-results}
promptfoo() {
	if [ -n "${PROMPTFOO:-}" ]; then
		"$PROMPTFOO" "$@"
	elif command -v promptfoo >/dev/null 2>&1; then
		command promptfoo "$@"
	else
		npx --yes promptfoo "$@"
	fi
}

ids=$("${PROMPTPIN:-promptpin}" affected --porcelain "$@") || {
	echo 'promptfoo-affected: it could not be told which prompts are touched' >&2
	exit 3
}
[ -n "$ids" ] || {
	echo 'promptfoo-affected: no prompt is touched'
	exit 0
}
status=0
# ids have no blanks in them: promptpin.yaml(5)
for id in $ids; do
	config=$configs/$id.yaml
	if [ ! -f "$config" ]; then
		echo "promptfoo-affected: $id is touched and has no $config"
		continue
	fi
	echo "promptfoo-affected: $id"
	mkdir -p "$reports/$(dirname "$id")"
	promptfoo eval --config "$config" --output "$reports/$id.json" --no-progress-bar || {
		echo "promptfoo-affected: $id did not pass" >&2
		status=1
	}
done
exit "$status"

#!/bin/sh
# The check, in any CI: it finds the base by itself from what the CI says
# (promptpin(1), CONTINUOUS INTEGRATION) and writes what that CI can show.
#
#   PROMPTPIN        the program (default: promptpin)
#   PROMPTPIN_BASE   judge against this commit instead
#   PROMPTPIN_FAIL_ON  error (the default), warning or note
#   PROMPTPIN_POLICY a policy file that no repository can loosen
#   PROMPTPIN_SARIF  write SARIF there, for code scanning
#   PROMPTPIN_REPORTS  folder for report files (default: the current one)
#
# Exit status: 0 clean, 1 findings, 2 wrong use, 3 could not check. Only 0 is good.
set -u

set -- check "$@"
[ -z "${PROMPTPIN_BASE:-}" ] || set -- "$@" --base "$PROMPTPIN_BASE"
[ -z "${PROMPTPIN_FAIL_ON:-}" ] || set -- "$@" --fail-on "$PROMPTPIN_FAIL_ON"
[ -z "${PROMPTPIN_POLICY:-}" ] || set -- "$@" --policy "$PROMPTPIN_POLICY"
[ -z "${PROMPTPIN_SARIF:-}" ] || set -- "$@" --output "sarif:$PROMPTPIN_SARIF"
reports=${PROMPTPIN_REPORTS:-.}

if [ "${GITHUB_ACTIONS:-}" = true ]; then
	set -- "$@" --output github
	[ -z "${GITHUB_STEP_SUMMARY:-}" ] || set -- "$@" --output "markdown:$GITHUB_STEP_SUMMARY"
elif [ "${GITLAB_CI:-}" = true ]; then
	set -- "$@" --output text --output "codequality:$reports/gl-code-quality-report.json" \
		--output "junit:$reports/promptpin-junit.xml"
elif [ "${BUILDKITE:-}" = true ] || [ -n "${JENKINS_URL:-}" ]; then
	set -- "$@" --output text --output "junit:$reports/promptpin-junit.xml"
else
	set -- "$@" --output text
fi
exec "${PROMPTPIN:-promptpin}" "$@"

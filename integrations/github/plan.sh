#!/usr/bin/env bash
# Plans, and shows the plan as a comment, on the run's page and at the lines of the spec. Saves it for apply.sh.
# Ends with 0 when there is a plan, whether anything differs or not; otherwise with owconf's exit code.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

read_options
rm -f "$work/plan.json"
code=0
owconf plan --markdown --detailed-exitcode --out "$work/plan.json" "${options[@]}" -- "$INPUT_SPEC" >"$work/plan.md" || code=$?
set_output exit-code "$code"
show_summary "$work/plan.md"

# Annotations are a format of their own. A server that was away once is not asked again.
case $code in
  0 | 2 | 3) owconf plan --format github "${options[@]}" -- "$INPUT_SPEC" 2>/dev/null || true ;;
esac

if [ -n "${PULL_REQUEST:-}" ]; then
  post_comment "$PULL_REQUEST" "$work/plan.md" ||
    fail 1 "could not comment on the pull request; the job needs permissions: pull-requests: write"
fi

case $code in
  0) set_output changes false ;;
  2) set_output changes true ;;
  *) exit "$code" ;;
esac
set_output saved-plan "$work/plan.json"

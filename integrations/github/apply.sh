#!/usr/bin/env bash
# Applies the plan that was saved on the pull request, and tells the pull request how it went.
# Ends with owconf's exit code; with 5, nothing was written.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

plan=${INPUT_SAVED_PLAN:-}
pull_request=
if [ -z "$plan" ]; then
  merged=$(gh api "$repository/commits/${GITHUB_SHA:?}/pulls" | jq -c --arg sha "$GITHUB_SHA" '
    [.[] | select(.merged_at != null and .merge_commit_sha == $sha)][0] // empty')
  if [ -z "$merged" ]; then fail 5 "this commit does not come from a merged pull request, so that there is no plan of it"; fi
  pull_request=$(jq -r .number <<<"$merged")
  run=$(find_run "$INPUT_ARTIFACT-plan" head_sha "$(jq -r .head.sha <<<"$merged")")
  if [ -z "$run" ]; then fail 5 "the pull request has no saved plan of its last commit"; fi
  download "$INPUT_ARTIFACT-plan" "$run" "$work/saved"
  plan=$work/saved/plan.json
fi

rm -f "$work/receipt.json"
code=0
owconf apply --markdown --receipt "$work/receipt.json" --wait "$INPUT_WAIT" -- "$plan" >"$work/apply.md" || code=$?
set_output exit-code "$code"
if [ -e "$work/receipt.json" ]; then set_output receipt "$work/receipt.json"; fi
show_summary "$work/apply.md"

if [ -n "$pull_request" ]; then
  post_comment "$pull_request" "$work/apply.md" ||
    echo "::warning title=owconf::could not comment on the pull request; the job needs permissions: pull-requests: write"
fi
exit "$code"

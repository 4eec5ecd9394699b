#!/usr/bin/env bash
# Looks whether the server still is as the spec says, and keeps one issue about it: opened when it differs, updated
# while it does, closed once it does no longer.
# Ends with 0 whether anything differs or not: the issue is the alert. A check that failed ends with owconf's exit code.
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

read_options
# Plans, with further options, and sets `code`.
check() {
  code=0
  owconf plan --markdown --detailed-exitcode "${options[@]}" "$@" -- "$INPUT_SPEC" >"$work/drift.md" || code=$?
}

# With the receipt of the last apply, the plan says whether the server was edited or the spec moved.
run=$(find_run "$INPUT_ARTIFACT-receipt" head_branch "${DEFAULT_BRANCH:?}")
if [ -n "$run" ]; then
  download "$INPUT_ARTIFACT-receipt" "$run" "$work/last"
  check --receipt "$work/last/receipt.json"
  if [ "$code" -eq 5 ]; then
    echo "::warning title=owconf::the receipt of the last apply was refused, so that the origin of drift is not known"
    run=
  fi
fi
if [ -z "$run" ]; then check; fi
set_output exit-code "$code"
show_summary "$work/drift.md"
case $code in
  0) set_output changes false ;;
  2) set_output changes true ;;
  *) fail "$code" "the check itself failed, which says nothing about drift; see the summary" ;;
esac

marker=$(read_marker "$work/drift.md")
issue=$(find_own "$repository/issues?state=open&per_page=100" "$marker" number)
if [ "$code" -eq 2 ]; then
  echo "::warning title=owconf::the server differs from its spec; there is an issue about it"
  if [ -n "$issue" ]; then
    gh api --silent --method PATCH "$repository/issues/$issue" -F "body=@$work/drift.md"
  else
    gh api --silent --method POST "$repository/issues" -f "title=${INPUT_ISSUE_TITLE:?}" -F "body=@$work/drift.md"
  fi
elif [ -n "$issue" ]; then
  gh api --silent --method PATCH "$repository/issues/$issue" -f state=closed -f state_reason=completed -F "body=@$work/drift.md"
fi

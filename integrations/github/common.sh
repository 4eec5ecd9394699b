# shellcheck shell=bash
# What the scripts of the action share. They get their inputs as environment variables: see action.yml.
set -euo pipefail

work=${RUNNER_TEMP:?}/owconf
mkdir -p "$work"
repository=repos/${GITHUB_REPOSITORY:?}

# Ends with a message in the log and on the run's page. Takes the exit code and a text without anybody's input.
fail() {
  echo "::error title=owconf::$2"
  exit "$1"
}

if [[ ! ${INPUT_ARTIFACT:?} =~ ^[A-Za-z0-9._-]+$ ]]; then
  fail 3 "the input artifact may have letters, digits, dots, dashes and underscores only"
fi

# Sets the array `options` from the inputs.
read_options() {
  options=(--wait "${INPUT_WAIT:?}")
  if [ -n "${INPUT_ONLY:-}" ]; then options+=(--only "$INPUT_ONLY"); fi
  local name names
  read -rd '' -a names <<<"${INPUT_ALLOW//,/ }" || true
  for name in "${names[@]}"; do options+=(--allow "$name"); done
}

# Gives the action an output.
set_output() {
  echo "$1=$2" >>"${GITHUB_OUTPUT:?}"
}

# Shows a Markdown file on the run's page.
show_summary() {
  cat "$1" >>"${GITHUB_STEP_SUMMARY:?}"
}

# Prints the first line of owconf's Markdown, which is the same for each run against one server.
read_marker() {
  local marker
  marker=$(head -n 1 "$1")
  # An empty marker would be that of any comment.
  case "$marker" in
    '<!-- owconf '*' -->') printf '%s' "$marker" ;;
    *) fail 1 "owconf printed no Markdown; the log says why" >&2 ;;
  esac
}

# Prints the key $3 of the first comment or issue at the address $1 that begins with the marker $2 and is one's own:
# anybody can write the marker.
find_own() {
  gh api --paginate "$1" | jq -rs --arg marker "$2" --arg key "$3" --arg author "${INPUT_AUTHOR:?}" '
    [.[][]
      | select(.pull_request == null and .user.login == $author)
      | select(.body // "" | startswith($marker))
    ][0][$key] // empty'
}

# Makes the Markdown file $2 a comment on the pull request $1, or the new text of the comment that is there.
post_comment() {
  local marker id
  # Where a caller looks at how this ends, bash goes on after an error.
  marker=$(read_marker "$2") || return 1
  id=$(find_own "$repository/issues/$1/comments?per_page=100" "$marker" id) || return 1
  if [ -n "$id" ]; then
    gh api --silent --method PATCH "$repository/issues/comments/$id" -F "body=@$2"
  else
    gh api --silent --method POST "$repository/issues/$1/comments" -F "body=@$2"
  fi
}

# Prints the run that made the newest artifact $1 whose `workflow_run` has the value $3 under $2. Those of forks do
# not count: who can write a saved plan can allow a danger in it.
find_run() {
  gh api "$repository/actions/artifacts?per_page=100&name=$1" | jq -r --arg key "$2" --arg value "$3" '
    [.artifacts[]
      | select(.expired | not)
      | select(.workflow_run[$key] == $value)
      | select(.workflow_run.head_repository_id == .workflow_run.repository_id)
    ] | sort_by(.created_at) | last | .workflow_run.id // empty'
}

# Puts the files of the artifact $1 of the run $2 into the folder $3.
download() {
  rm -rf "$3"
  gh run download "$2" --repo "$GITHUB_REPOSITORY" --name "$1" --dir "$3"
}

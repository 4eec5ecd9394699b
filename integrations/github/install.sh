#!/usr/bin/env bash
# Installs owconf, unless it is there and nobody asked for a version.
set -euo pipefail

if [ -z "${INPUT_VERSION:-}" ] && command -v owconf >/dev/null; then
  owconf --version
  exit 0
fi

version=${INPUT_VERSION:-$(jq -r .version "$GITHUB_ACTION_PATH/package.json")}
# Not an address, which would be installed from anywhere.
if [[ ! $version =~ ^[0-9A-Za-z.^~-]+$ ]]; then
  echo "::error title=owconf::the input version is no version"
  exit 3
fi

# Away from the checkout, whose .npmrc could name another registry.
folder=$RUNNER_TEMP/owconf-program
mkdir -p "$folder"
cd "$folder"
npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund "owconf@$version"
echo "$folder/node_modules/.bin" >>"$GITHUB_PATH"

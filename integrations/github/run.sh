#!/usr/bin/env bash
# Runs what the input "mode" says.
set -euo pipefail

scripts=$(dirname "${BASH_SOURCE[0]}")
case "${INPUT_MODE:-}" in
  plan | apply | drift) exec bash "$scripts/$INPUT_MODE.sh" ;;
  *)
    echo "::error title=owconf::the input mode is none of plan, apply and drift"
    exit 3
    ;;
esac

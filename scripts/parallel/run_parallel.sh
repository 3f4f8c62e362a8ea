#!/usr/bin/env bash
# Runs every scenario of a directory in parallel, each in a namespace of its own. Takes the flags and the environment
# that this file's predecessors took, and hands over to muster.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: run_parallel.sh [-j N] [-s DIR] [-r DIR]

  -j, --max-parallel N    scenarios at a time (environment: MAX_PARALLEL; default 4)
  -s, --scenarios-dir DIR where the scenarios lie (environment: SCENARIOS_DIR; default scenarios)
  -r, --results-dir DIR   where results and logs go (environment: RESULTS_DIR; default test-results)
  -h, --help              show this

The program is looked for in this order: MUSTER_BIN, the package that this script belongs to, PATH, node_modules.
Exit codes and everything else: muster run --help
TEXT
}

refuse() {
  printf 'run_parallel.sh: %s\n\n' "$1" >&2
  usage >&2
  exit 2
}

muster() {
  local here main
  here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
  main=$here/../../dist/client/main.js
  if [[ -n ${MUSTER_BIN:-} ]]; then exec "$MUSTER_BIN" "$@"; fi
  if [[ -f $main ]]; then exec node -- "$main" "$@"; fi
  if type -P muster >/dev/null; then exec "$(type -P muster)" "$@"; fi
  exec npx --no-install muster "$@"
}

options=()
while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    -j | --max-parallel | -s | --scenarios-dir | -r | --results-dir)
      (($# > 1)) || refuse "$1 needs a value"
      options+=("$1" "$2")
      shift 2
      ;;
    --max-parallel=* | --scenarios-dir=* | --results-dir=*)
      options+=("$1")
      shift
      ;;
    *) refuse "unknown argument: $1" ;;
  esac
done

# bash before 4.4 calls an empty array unset.
muster run ${options[@]+"${options[@]}"}

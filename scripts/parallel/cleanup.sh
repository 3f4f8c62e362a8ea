#!/usr/bin/env bash
# Deletes what the last run of a results directory left on the cluster. A run cleans up after itself, so there is
# normally nothing to do; this is kept for pipelines that call it as their last step.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: cleanup.sh [-r DIR]

  -r, --results-dir DIR   results directory of the run (environment: RESULTS_DIR; default test-results)
  -h, --help              show this; nothing is deleted

The program is looked for in this order: MUSTER_BIN, the package that this script belongs to, PATH, node_modules.
TEXT
}

refuse() {
  printf 'cleanup.sh: %s\n\n' "$1" >&2
  usage >&2
  exit 2
}

muster() {
  local here main
  here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
  main=$here/../../dist/client/main.js
  if [[ -n ${MUSTER_BIN:-} ]]; then exec "$MUSTER_BIN" "$@"; fi
  if [[ -f $main ]]; then exec node "$main" "$@"; fi
  if type -P muster >/dev/null; then exec "$(type -P muster)" "$@"; fi
  exec npx --no-install muster "$@"
}

# run_name_of FILE: prints the name of the run that the file belongs to.
run_name_of() {
  node -e '
    const { runName } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    if (typeof runName !== "string" || runName === "") throw new Error("runName is missing");
    console.log(runName);
  ' "$1" 2>/dev/null
}

results_dir=${RESULTS_DIR:-test-results}
while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    -r | --results-dir)
      (($# > 1)) || refuse "$1 needs a value"
      results_dir=$2
      shift 2
      ;;
    --results-dir=*)
      results_dir=${1#*=}
      shift
      ;;
    *) refuse "unknown argument: $1" ;;
  esac
done

report=$results_dir/.muster/run.json
lock=$results_dir/.muster/lock.json
if [[ -f $report ]]; then
  run_name=$(run_name_of "$report") || refuse "$report names no run; use: muster cleanup --run NAME"
  muster cleanup --run "$run_name" -y
fi
if [[ -f $lock ]]; then
  run_name=$(run_name_of "$lock") || run_name=NAME
  {
    printf 'Run %s has not ended, and cleans up after itself when it does. Nothing was deleted.\n' "$run_name"
    printf 'To end it: muster cancel %s. If nothing runs it any more: muster cleanup --run %s\n' "$run_name" "$run_name"
  } >&2
  exit 3
fi
printf 'No run is recorded in %s, so nothing was deleted.\n' "$results_dir"
printf 'To delete what is left of a run whose name you know: muster cleanup --run NAME\n'

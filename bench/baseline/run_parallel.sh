#!/usr/bin/env bash
# Runs all scenarios of a directory, so many at a time. -j N, -s DIR, -r DIR;
# or MAX_PARALLEL, SCENARIOS_DIR, RESULTS_DIR.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

jobs=${MAX_PARALLEL:-4} scenarios=${SCENARIOS_DIR:-scenarios} results=${RESULTS_DIR:-test-results}
while (($# > 0)); do
  case $1 in
    -j | --max-parallel) jobs=$2 ;;
    -s | --scenarios-dir) scenarios=$2 ;;
    -r | --results-dir) results=$2 ;;
    *)
      printf 'unknown argument: %s\n' "$1" >&2
      exit 2
      ;;
  esac
  shift 2
done
mkdir -p "$results"
export RESULTS_DIR=$results SCENARIO_TIMEOUT=${SCENARIO_TIMEOUT:-3600}
: >"$results/namespaces.txt"

trap 'bash "$here/cleanup.sh"' EXIT

list() { find "$scenarios" -name '*.sh' -print0 | sort -z; }
if type -P parallel >/dev/null; then
  list |
    parallel --null --jobs "$jobs" --timeout "$SCENARIO_TIMEOUT" --will-cite bash "$here/run_scenario.sh" {} || true
else
  list |
    xargs -0 -P "$jobs" -I{} timeout --kill-after=5 "$SCENARIO_TIMEOUT" bash "$here/run_scenario.sh" {} || true
fi

total=0 passed=0
for file in "$results"/s-*.json; do
  [[ -e $file ]] || continue
  total=$((total + 1))
  if [[ $(<"$file") == *'"status":"passed"'* ]]; then passed=$((passed + 1)); fi
done
failed=$((total - passed))
printf '{"timestamp":"%s","total":%d,"passed":%d,"failed":%d,"skipped":0}\n' \
  "$(date -Iseconds)" "$total" "$passed" "$failed" >"$results/aggregated.json"
printf '%d of %d passed\n' "$passed" "$total"
((failed == 0))

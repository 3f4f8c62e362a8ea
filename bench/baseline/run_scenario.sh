#!/usr/bin/env bash
# Runs one scenario in a namespace of its own and writes its result; the namespace stays until cleanup.sh.
set -uo pipefail

script=$1
scenario=$(basename "$script" .sh)
tag=$(date +%s)-$RANDOM
namespace=bench-$scenario-$tag release=r-$scenario-$RANDOM
began=$SECONDS

# record STATUS EXIT_CODE [MORE]
record() {
  local file=$RESULTS_DIR/$scenario.json
  printf '{"scenario":"%s","namespace":"%s","status":"%s","exit_code":%d,"duration":%d,"timestamp":%d%s}\n' \
    "$scenario" "$namespace" "$1" "$2" "$((SECONDS - began))" "$(date +%s)" "${3:-}" >"$file.part"
  mv "$file.part" "$file"
}

# GNU parallel and timeout both say TERM first: a scenario that ran out of time has a result too.
trap 'record failed 143 ",\"reason\":\"timeout\""; exit 143' TERM

created=
for attempt in 1 2 3; do
  if kubectl create namespace "$namespace" >>"$RESULTS_DIR/$scenario.log" 2>&1; then
    created=yes
    break
  fi
  sleep "$attempt"
done
if [[ -z $created ]]; then
  record failed 1 ',"reason":"namespace_creation_failed"'
  exit 1
fi
echo "$namespace" >>"$RESULTS_DIR/namespaces.txt"

export NAMESPACE=$namespace TEST_NAMESPACE=$namespace RELEASE_NAME=$release TEST_RELEASE=$release
# In the background, because bash runs a trap only between commands, and `wait` is one that ends for it.
bash "$script" "$namespace" "$release" >>"$RESULTS_DIR/$scenario.log" 2>&1 &
wait $!
code=$?
if ((code == 0)); then record passed 0; else record failed "$code"; fi
exit "$code"

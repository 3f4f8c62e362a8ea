#!/usr/bin/env bash
# @meta
# name: "Flaky"
# description: "Fails at the first attempt and passes at the second, in a fresh namespace: passed, and marked flaky"
# retries: 1
# tags: [failing]
# @endmeta
set -euo pipefail

# A name that is taken would show that the namespace of the first attempt is used again.
kubectl create configmap only-once --from-literal=attempt="$ATTEMPT"
if ((ATTEMPT < 2)); then
  echo "attempt $ATTEMPT: not yet" >&2
  exit 1
fi
echo "attempt $ATTEMPT: now"

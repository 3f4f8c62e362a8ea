#!/usr/bin/env bash
# @meta
# name: "Fails"
# description: "An assertion that does not hold: exit code 3 is a failure, like any code but 0 and 77"
# tags: [failing]
# @endmeta
set -euo pipefail

kubectl create configmap settings --from-literal=replicas=3
actual=$(kubectl get configmap settings --output 'jsonpath={.data.replicas}')
if [[ $actual != 4 ]]; then
  echo "expected 4 replicas, found $actual" >&2
  exit 3
fi

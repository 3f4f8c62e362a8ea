#!/usr/bin/env bash
# @meta
# name: "LimitRange defaults"
# description: "A pod without requests gets the namespace's defaults; one that asks for too much is refused"
# component: policy
# access: cluster
# tags: [policy, pods]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
release=$2

kubectl apply --filename - <<YAML
apiVersion: v1
kind: LimitRange
metadata:
  name: $release
spec:
  limits:
    - type: Container
      default: { cpu: 200m, memory: 64Mi }
      defaultRequest: { cpu: 100m, memory: 32Mi }
      max: { cpu: 500m, memory: 128Mi }
YAML

# Admission learns of a new LimitRange from a cache, a moment later.
gets_defaults() {
  kubectl delete pod "$release" --ignore-not-found --now >/dev/null 2>&1
  kubectl run "$release" --image=busybox:1.37.0 --restart=Never --command -- sleep 1 >/dev/null
  [[ -n $(kubectl get pod "$release" --output 'jsonpath={.spec.containers[0].resources.limits.cpu}') ]]
}
say 'creating a pod without requests'
eventually 30 gets_defaults
resources=$(kubectl get pod "$release" --output \
  'jsonpath={.spec.containers[0].resources.requests.cpu} {.spec.containers[0].resources.requests.memory} {.spec.containers[0].resources.limits.cpu} {.spec.containers[0].resources.limits.memory}')
expect_equal 'requests and limits' '100m 32Mi 200m 64Mi' "$resources"

say 'creating one that asks for too much'
overrides='{"spec":{"containers":[{"name":"big","image":"busybox:1.37.0","resources":{"limits":{"cpu":"2"}}}]}}'
if message=$(kubectl run "$release-big" --image=busybox:1.37.0 --overrides="$overrides" 2>&1); then fail 'it was accepted'; fi
expect_contains 'refusal' 'maximum cpu usage per Container is 500m' "$message"

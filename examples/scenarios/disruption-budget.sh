#!/usr/bin/env bash
# @meta
# name: "PodDisruptionBudget"
# description: "Of two pods one may go; an eviction that would take the second is refused"
# component: policy
# tags: [policy, pods]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
namespace=$1 release=$2

kubectl create deployment "$release" --image=busybox:1.37.0 --replicas=2 -- sleep 3600
kubectl rollout status deployment "$release" --timeout=60s
kubectl create poddisruptionbudget "$release" --selector="app=$release" --min-available=2
kubectl wait poddisruptionbudget "$release" --for='jsonpath={.status.expectedPods}=2' --timeout=30s
expect_equal 'disruptions allowed' 0 "$(kubectl get poddisruptionbudget "$release" --output 'jsonpath={.status.disruptionsAllowed}')"

evict() {
  local pod=$1
  kubectl create --raw "/api/v1/namespaces/$namespace/pods/$pod/eviction" --filename - <<JSON
{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"$pod","namespace":"$namespace"}}
JSON
}
pod=$(kubectl get pods --selector "app=$release" --output 'jsonpath={.items[0].metadata.name}')
say "asking to evict $pod"
if message=$(evict "$pod" 2>&1); then fail 'the eviction was accepted'; fi
expect_contains 'refusal' 'disruption budget' "$message"

say 'with one pod less to keep, it is accepted'
kubectl patch poddisruptionbudget "$release" --type merge --patch '{"spec":{"minAvailable":1}}'
kubectl wait poddisruptionbudget "$release" --for='jsonpath={.status.disruptionsAllowed}=1' --timeout=30s
evict "$pod" >/dev/null
kubectl wait pod "$pod" --for=delete --timeout=60s
say "ok: $pod is gone"

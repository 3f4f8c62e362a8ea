#!/usr/bin/env bash
# @meta
# name: "HorizontalPodAutoscaler read back"
# description: "Bounds, target and metric are stored as written; bounds that contradict each other are refused"
# component: workloads
# tags: [workloads, scaling, quick]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
release=$2

kubectl create deployment "$release" --image=busybox:1.37.0 --replicas=1 -- sleep 3600
kubectl apply --filename - <<YAML
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: $release
spec:
  minReplicas: 2
  maxReplicas: 4
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: $release }
  metrics:
    - { type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }
YAML
expect_equal 'bounds' '2-4' \
  "$(kubectl get horizontalpodautoscaler "$release" --output 'jsonpath={.spec.minReplicas}-{.spec.maxReplicas}')"
expect_equal 'metric' 'cpu 50' \
  "$(kubectl get horizontalpodautoscaler "$release" \
    --output 'jsonpath={.spec.metrics[0].resource.name} {.spec.metrics[0].resource.target.averageUtilization}')"
expect_equal 'target' "Deployment/$release" \
  "$(kubectl get horizontalpodautoscaler "$release" --output 'jsonpath={.spec.scaleTargetRef.kind}/{.spec.scaleTargetRef.name}')"

say 'bounds that contradict each other are refused'
if message=$(kubectl patch horizontalpodautoscaler "$release" --type merge --patch '{"spec":{"minReplicas":5}}' 2>&1); then
  fail 'a lower bound above the upper one was accepted'
fi
expect_contains 'refusal' 'maxReplicas' "$message"

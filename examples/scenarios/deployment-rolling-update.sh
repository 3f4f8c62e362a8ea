#!/usr/bin/env bash
# @meta
# name: "Deployment, rolling update"
# description: "A new image is rolled out without a gap, an undo brings the old one back"
# component: workloads
# tags: [workloads, rollout]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
release=$2

kubectl apply --filename - <<YAML
apiVersion: apps/v1
kind: Deployment
metadata:
  name: $release
spec:
  replicas: 3
  strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
  selector: { matchLabels: { app: $release } }
  template:
    metadata: { labels: { app: $release } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - { name: main, image: 'busybox:1.36.1', command: [sleep, '3600'] }
YAML
kubectl rollout status deployment "$release" --timeout=60s
expect_equal 'ready replicas' 3 "$(kubectl get deployment "$release" --output 'jsonpath={.status.readyReplicas}')"

say 'rolling out another image'
kubectl set image "deployment/$release" main=busybox:1.37.0
kubectl rollout status deployment "$release" --timeout=60s
expect_equal 'image of the pods that are wanted' 'busybox:1.37.0' \
  "$(kubectl get replicasets --selector "app=$release" \
    --output 'jsonpath={.items[?(@.spec.replicas==3)].spec.template.spec.containers[0].image}')"

say 'undoing it'
kubectl rollout undo deployment "$release"
kubectl rollout status deployment "$release" --timeout=60s
expect_equal 'image after the undo' 'busybox:1.36.1' \
  "$(kubectl get deployment "$release" --output 'jsonpath={.spec.template.spec.containers[0].image}')"
expect_equal 'ReplicaSets' 2 "$(kubectl get replicasets --selector "app=$release" --output name | wc -l | tr -d ' ')"

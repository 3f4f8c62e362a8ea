#!/usr/bin/env bash
# @meta
# name: "StatefulSet rollout"
# description: "Pods start in order with stable names; scaling down takes the last one first"
# component: workloads
# tags: [workloads, rollout]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
release=$2

kubectl apply --filename - <<YAML
apiVersion: v1
kind: Service
metadata:
  name: $release
spec:
  clusterIP: None
  selector: { app: $release }
  ports: [{ name: tcp, port: 8080 }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: $release
spec:
  serviceName: $release
  replicas: 3
  selector: { matchLabels: { app: $release } }
  template:
    metadata: { labels: { app: $release } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - { name: main, image: 'busybox:1.37.0', command: [sleep, '3600'] }
YAML
kubectl rollout status statefulset "$release" --timeout=60s

names() { kubectl get pods --selector "app=$release" --output 'jsonpath={.items[*].metadata.name}' | tr ' ' '\n' | sort | paste -sd ' ' -; }
expect_equal 'pods' "$release-0 $release-1 $release-2" "$(names)"

say 'scaling down to 1'
kubectl scale statefulset "$release" --replicas=1
kubectl wait pod "$release-2" "$release-1" --for=delete --timeout=60s
expect_equal 'pods left' "$release-0" "$(names)"

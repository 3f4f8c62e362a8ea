#!/usr/bin/env bash
# @meta
# name: "Times out"
# description: "Waits for a pod that no node will ever take; its own metadata allow it 3 seconds"
# timeout: 3s
# tags: [failing]
# @endmeta
set -euo pipefail

kubectl run waits --image=busybox:1.37.0 --overrides='{"spec":{"nodeSelector":{"no-such-label":"anywhere"}}}'
kubectl wait pod waits --for=condition=Ready --timeout=600s

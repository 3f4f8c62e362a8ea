#!/usr/bin/env bash
# @meta
# name: "Quota refuses"
# description: "The third ConfigMap of a namespace that may have two more is refused, with the quota's name in the reason"
# component: policy
# access: cluster
# tags: [policy, quota]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
release=$2

# Kubernetes puts one ConfigMap (kube-root-ca.crt) into every namespace; it counts too.
kubectl create quota "$release" --hard=count/configmaps=3
kubectl wait resourcequota "$release" --for='jsonpath={.status.used.count/configmaps}=1' --timeout=30s

kubectl create configmap "$release-a"
kubectl create configmap "$release-b"
if message=$(kubectl create configmap "$release-c" 2>&1); then fail 'the third ConfigMap was accepted'; fi
expect_contains 'refusal' "exceeded quota: $release" "$message"

say 'deleting one makes room'
kubectl delete configmap "$release-a"
eventually 30 kubectl create configmap "$release-c"

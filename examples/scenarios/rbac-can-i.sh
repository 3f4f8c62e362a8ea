#!/usr/bin/env bash
# @meta
# name: "RBAC: who can do what"
# description: "A ServiceAccount with a Role reads pods here, writes none, and reads none in another namespace"
# component: policy
# tags: [policy, rbac]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
namespace=$1 release=$2
account="system:serviceaccount:$namespace:$release"

# auth can-i answers no with exit code 1.
can_i() { kubectl auth can-i "$@" --as="$account" 2>/dev/null || true; }
may_read() { [[ $(can_i get pods) == yes ]]; }

kubectl create serviceaccount "$release"
expect_equal 'get pods without a Role' no "$(can_i get pods)"

say 'granting get and list on pods'
kubectl create role "$release" --verb=get,list --resource=pods
kubectl create rolebinding "$release" --role="$release" --serviceaccount="$namespace:$release"

# The authorizer reads Roles from a cache, a moment later.
eventually 30 may_read
expect_equal 'list pods' yes "$(can_i list pods)"
expect_equal 'delete pods' no "$(can_i delete pods)"
expect_equal 'get secrets' no "$(can_i get secrets)"
expect_equal 'get pods elsewhere' no "$(can_i get pods --namespace kube-system)"

#!/usr/bin/env bash
# @meta
# name: "Helm chart installed"
# description: "helm install --wait returns when the chart's pods are ready; uninstall takes everything with it"
# component: helm
# chart: web
# tags: [helm]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
chart=$(dirname "$0")/../charts/web
namespace=$1 release=$2

say "installing $release"
helm install "$release" "$chart" --set greeting="hello from $namespace" --wait --timeout 60s
expect_equal 'status of the release' 'deployed' "$(helm list --filter "^$release\$" --output json | grep -o '"status":"[a-z]*"' | cut -d '"' -f 4)"
expect_equal 'ready replicas' 2 "$(kubectl get deployment "$release-web" --output 'jsonpath={.status.readyReplicas}')"
expect_equal 'page' "hello from $namespace" "$(kubectl get configmap "$release-page" --output 'jsonpath={.data.index\.html}')"

say 'a value that the chart does not allow is refused'
if message=$(helm upgrade "$release" "$chart" --set replicas=99 2>&1); then fail '99 replicas were accepted'; fi
expect_contains 'refusal' 'replicas' "$message"

say 'uninstalling it'
helm uninstall "$release" --wait --timeout 60s
expect_equal 'what is left' '' "$(kubectl get deployments,services,configmaps --selector "app.kubernetes.io/instance=$release" --output name)"

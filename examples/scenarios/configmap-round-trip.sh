#!/usr/bin/env bash
# @meta
# name: "ConfigMap round trip"
# description: "What is written to a ConfigMap is read back byte for byte, in the namespace that was given"
# component: config
# tags: [config, quick]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
namespace=$1 release=$2

# The example scenarios name no namespace: the kubeconfig that a scenario gets is pinned to its own.
expect_equal 'namespace of the context' "$namespace" "$(kubectl config view --minify --output 'jsonpath={..namespace}')"

say "creating ConfigMap $release"
kubectl create configmap "$release" --from-literal=greeting="hello from $namespace" --from-file=script="$0"

expect_equal 'greeting' "hello from $namespace" "$(kubectl get configmap "$release" --output 'jsonpath={.data.greeting}')"
kubectl get configmap "$release" --output 'jsonpath={.data.script}' | diff - "$0" || fail 'the file came back changed'
say 'ok: the file came back byte for byte'

kubectl patch configmap "$release" --type merge --patch '{"data":{"greeting":"changed"}}'
expect_equal 'greeting after the patch' 'changed' "$(kubectl get configmap "$release" --output 'jsonpath={.data.greeting}')"

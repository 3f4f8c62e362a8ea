#!/usr/bin/env bash
# @meta
# name: "Server-side apply, conflict"
# description: "Two field managers want one field: the second is told who owns it, and takes it only by force"
# component: config
# tags: [config, apply]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
release=$2

# apply MANAGER COLOUR [OPTION…]
apply() {
  local manager=$1 colour=$2
  shift 2
  kubectl apply --server-side --field-manager="$manager" "$@" --filename - <<YAML
apiVersion: v1
kind: ConfigMap
metadata:
  name: $release
data:
  colour: $colour
YAML
}
colour() { kubectl get configmap "$release" --output 'jsonpath={.data.colour}'; }

apply painter red
expect_equal 'colour' red "$(colour)"

say 'another manager wants another colour'
if message=$(apply decorator blue 2>&1); then fail 'the conflict went unnoticed'; fi
expect_contains 'refusal' 'conflict with "painter"' "$message"
expect_equal 'colour after the conflict' red "$(colour)"

say 'taking the field by force'
apply decorator blue --force-conflicts
expect_equal 'colour' blue "$(colour)"

#!/usr/bin/env bash
# @meta
# name: "Helm upgrade and rollback"
# description: "An upgrade changes pods and configuration; a rollback is a third revision with the first one's values"
# component: helm
# chart: web
# tags: [helm, rollout]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
chart=$(dirname "$0")/../charts/web
release=$2

page() { kubectl get configmap "$release-page" --output 'jsonpath={.data.index\.html}'; }
replicas() { kubectl get deployment "$release-web" --output 'jsonpath={.status.readyReplicas}'; }

helm install "$release" "$chart" --set greeting=first --wait --timeout 60s >/dev/null
expect_equal 'page of revision 1' 'first' "$(page)"

say 'upgrading'
helm upgrade "$release" "$chart" --set greeting=second,replicas=3 --wait --timeout 60s >/dev/null
expect_equal 'page of revision 2' 'second' "$(page)"
expect_equal 'ready replicas of revision 2' 3 "$(replicas)"

say 'rolling back to revision 1'
helm rollback "$release" 1 --wait --timeout 60s
expect_equal 'page after the rollback' 'first' "$(page)"
expect_equal 'ready replicas after the rollback' 2 "$(replicas)"
expect_equal 'revisions' 3 "$(helm history "$release" | tail -n +2 | wc -l | tr -d ' ')"

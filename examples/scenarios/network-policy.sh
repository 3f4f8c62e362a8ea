#!/usr/bin/env bash
# @meta
# name: "NetworkPolicy read back"
# description: "A default deny and one exception are stored as written; whether they are enforced is the network plugin's affair"
# component: policy
# tags: [policy, network, quick]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
release=$2

kubectl apply --filename - <<YAML
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: $release-deny
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: $release-web
spec:
  podSelector: { matchLabels: { app: web } }
  policyTypes: [Ingress]
  ingress:
    - from: [{ podSelector: { matchLabels: { app: client } } }]
      ports: [{ protocol: TCP, port: 8080 }]
YAML
expect_equal 'policies' 2 "$(kubectl get networkpolicies --output name | wc -l | tr -d ' ')"
expect_equal 'denied directions' 'Ingress Egress' \
  "$(kubectl get networkpolicy "$release-deny" --output 'jsonpath={.spec.policyTypes[*]}')"
expect_equal 'who may reach web, and where' 'client TCP/8080' \
  "$(kubectl get networkpolicy "$release-web" --output 'jsonpath={.spec.ingress[0].from[0].podSelector.matchLabels.app} {.spec.ingress[0].ports[0].protocol}/{.spec.ingress[0].ports[0].port}')"

say 'a port out of range is refused'
patch='[{"op":"replace","path":"/spec/ingress/0/ports/0/port","value":70000}]'
if message=$(kubectl patch networkpolicy "$release-web" --type json --patch "$patch" 2>&1); then fail 'port 70000 was accepted'; fi
expect_contains 'refusal' '65535' "$message"

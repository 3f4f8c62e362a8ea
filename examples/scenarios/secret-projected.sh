#!/usr/bin/env bash
# @meta
# name: "Secret in a projected volume"
# description: "A pod that mounts a Secret and a ServiceAccount token side by side becomes ready"
# component: config
# tags: [config, pods]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
release=$2

say "creating Secret $release"
kubectl create secret generic "$release" --from-literal=password='s3cr€t "quoted"'
kubectl apply --filename - <<YAML
apiVersion: v1
kind: Pod
metadata:
  name: $release
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: reader
      image: busybox:1.37.0
      command: [sleep, '3600']
      volumeMounts:
        - { name: credentials, mountPath: /credentials, readOnly: true }
  volumes:
    - name: credentials
      projected:
        defaultMode: 0400
        sources:
          - secret: { name: $release, items: [{ key: password, path: database/password }] }
          - serviceAccountToken: { path: token, expirationSeconds: 600 }
YAML
kubectl wait pod "$release" --for=condition=Ready --timeout=60s

encoded=$(kubectl get secret "$release" --output 'jsonpath={.data.password}')
expect_equal 'password' 's3cr€t "quoted"' "$(base64 --decode <<<"$encoded")"
expect_equal 'projected path' 'database/password' \
  "$(kubectl get pod "$release" --output 'jsonpath={.spec.volumes[?(@.name=="credentials")].projected.sources[0].secret.items[0].path}')"

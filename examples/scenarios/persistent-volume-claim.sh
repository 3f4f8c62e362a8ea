#!/usr/bin/env bash
# @meta
# name: "PersistentVolumeClaim bound"
# description: "A claim without a class gets a volume from the default StorageClass; skipped where there is none"
# component: storage
# access: cluster
# tags: [storage, pods]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
namespace=$1 release=$2

default_class=$(kubectl get storageclasses --output \
  'jsonpath={range .items[?(@.metadata.annotations.storageclass\.kubernetes\.io/is-default-class=="true")]}{.metadata.name}{"\n"}{end}' | head -n 1)
[[ -n $default_class ]] || skip 'this cluster has no default StorageClass'

say "claiming 1 Gi from $default_class, and mounting it"
kubectl apply --filename - <<YAML
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: $release
spec:
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Gi } }
---
apiVersion: v1
kind: Pod
metadata:
  name: $release
spec:
  terminationGracePeriodSeconds: 1
  containers:
    - name: main
      image: busybox:1.37.0
      command: [sleep, '3600']
      volumeMounts: [{ name: data, mountPath: /data }]
  volumes:
    - { name: data, persistentVolumeClaim: { claimName: $release } }
YAML
kubectl wait pvc "$release" --for='jsonpath={.status.phase}=Bound' --timeout=60s
kubectl wait pod "$release" --for=condition=Ready --timeout=60s

volume=$(kubectl get pvc "$release" --output 'jsonpath={.spec.volumeName}')
expect_equal 'claim of the volume' "$namespace/$release" \
  "$(kubectl get pv "$volume" --output 'jsonpath={.spec.claimRef.namespace}/{.spec.claimRef.name}')"

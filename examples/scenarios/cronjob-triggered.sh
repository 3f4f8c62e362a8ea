#!/usr/bin/env bash
# @meta
# name: "CronJob, triggered by hand"
# description: "A suspended CronJob never fires by itself, yet a Job can be made from its template"
# component: workloads
# tags: [workloads, batch]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
release=$2

kubectl apply --filename - <<YAML
apiVersion: batch/v1
kind: CronJob
metadata:
  name: $release
spec:
  schedule: '0 3 * * *'
  timeZone: Etc/UTC
  suspend: true
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers:
            - { name: main, image: 'busybox:1.37.0', command: ['true'] }
YAML
expect_equal 'Jobs before' '' "$(kubectl get jobs --output name)"

say 'triggering it'
kubectl create job "$release-now" --from="cronjob/$release"
kubectl wait job "$release-now" --for=condition=Complete --timeout=60s
expect_equal 'owner of the Job' "CronJob/$release" \
  "$(kubectl get job "$release-now" --output 'jsonpath={.metadata.ownerReferences[0].kind}/{.metadata.ownerReferences[0].name}')"
expect_equal 'how it was made' 'manual' \
  "$(kubectl get job "$release-now" --output 'jsonpath={.metadata.annotations.cronjob\.kubernetes\.io/instantiate}')"

#!/usr/bin/env bash
# @meta
# name: "Job completes"
# description: "An indexed Job runs three completions, two at a time, and reports each index"
# component: workloads
# tags: [workloads, batch, quick]
# @endmeta
set -euo pipefail
source "$(dirname "$0")/../lib/expect.sh"
release=$2

kubectl apply --filename - <<YAML
apiVersion: batch/v1
kind: Job
metadata:
  name: $release
spec:
  completionMode: Indexed
  completions: 3
  parallelism: 2
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers:
        - { name: main, image: 'busybox:1.37.0', command: [sh, -c, 'echo index \$JOB_COMPLETION_INDEX'] }
YAML
say 'waiting for the Job'
kubectl wait job "$release" --for=condition=Complete --timeout=60s

expect_equal 'succeeded pods' 3 "$(kubectl get job "$release" --output 'jsonpath={.status.succeeded}')"
expect_equal 'completed indexes' '0-2' "$(kubectl get job "$release" --output 'jsonpath={.status.completedIndexes}')"

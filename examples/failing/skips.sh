#!/usr/bin/env bash
# @meta
# name: "Skips"
# description: "What it needs is not there: exit code 77, with the reason in the last line"
# tags: [failing]
# @endmeta
set -euo pipefail

gpus=$(kubectl get nodes --output 'jsonpath={.items[*].status.allocatable.nvidia\.com/gpu}')
if [[ -z $gpus ]]; then
  echo 'no node of this cluster has a GPU'
  exit 77
fi
echo "GPUs: $gpus"

#!/usr/bin/env bash
# @meta
# name: "Ignores SIGTERM"
# description: "Has to be killed: past its 2 seconds it gets TERM, which it ignores, and 30 seconds later KILL"
# timeout: 2s
# tags: [failing, slow]
# @endmeta
set -euo pipefail

trap 'echo "not now"' TERM
echo 'waiting for ever'
while true; do sleep 1 || true; done
